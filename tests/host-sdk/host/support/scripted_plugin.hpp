// SPDX-License-Identifier: Apache-2.0
// A connector and a mapper of this process, which do what a test tells them.
#pragma once

#include <dovetail/abi/connector.h>
#include <dovetail/abi/mapper.h>

#include <functional>

namespace dovetail::test {

/// What the next calls do. One at a time.
struct script
{
    std::function<void(const dovetail_event&, dovetail_step&)> resume;
    std::function<void(const dovetail_host&)> create = [](const dovetail_host&) {};
    int batches_released = 0;
    int exchanges_released = 0;
    int destroyed = 0;

    static script& current()
    {
        static script only;
        return only;
    }
};

/// A batch of one record that counts its release.
inline dovetail_batch scripted_batch()
{
    static const dovetail_record record{
        sizeof(dovetail_record), DOVETAIL_PRESENT, {"k", 1}, {nullptr, 0}, 0, nullptr, 0};
    return {sizeof(dovetail_batch), 0, &record, 1, nullptr, [](void*) {
                ++script::current().batches_released;
            }};
}

inline dovetail_status scripted_begin(void*, const dovetail_operation*, dovetail_exchange* out,
                                      dovetail_error*)
{
    *out = {sizeof(dovetail_exchange), 0, nullptr,
            [](void*, const dovetail_event* event, dovetail_step* step) {
                script::current().resume(*event, *step);
            },
            [](void*) { ++script::current().exchanges_released; }};
    return DOVETAIL_OK;
}

inline dovetail_status scripted_create(dovetail_text, const dovetail_host* host,
                                       dovetail_connector* out, dovetail_error*)
{
    script::current().create(*host);
    *out = {sizeof(dovetail_connector),
            0,
            nullptr,
            [](void*, dovetail_abilities* abilities) {
                *abilities = {sizeof(dovetail_abilities), 0, 1, 1, 0, 0, 0};
            },
            [](void*, dovetail_bytes, dovetail_error*) { return dovetail_status{DOVETAIL_OK}; },
            &scripted_begin,
            [](void*) { ++script::current().destroyed; }};
    return DOVETAIL_OK;
}

inline constexpr dovetail_connector_factory scripted_factory{sizeof(dovetail_connector_factory), 0,
                                                             &scripted_create};

} // namespace dovetail::test
