// SPDX-License-Identifier: Apache-2.0
#include <dovetail/sync/clock.hpp>

#include <chrono>

namespace dovetail::sync {

namespace {

class system_source final : public clock
{
public:
    instant_us now() const override
    {
        const auto since = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
    }
};

} // namespace

const clock& system_clock_source() noexcept
{
    static const system_source source;
    return source;
}

} // namespace dovetail::sync
