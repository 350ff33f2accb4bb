// SPDX-License-Identifier: Apache-2.0
// A connector that delivers one record and asks no server.
#include <dovetail/kit/plugin.hpp>

namespace kit = dovetail::kit;

namespace {

class greeter : public kit::connector
{
public:
    dovetail_abilities abilities() const noexcept override
    {
        dovetail_abilities out{};
        out.max_write_batch = 1;
        out.max_lookup_batch = 1;
        return out;
    }

    kit::exchange_task run(kit::channel& channel, const kit::operation& wanted) override
    {
        if (wanted.kind() != DOVETAIL_OP_FETCH) throw kit::unknown_operation(wanted);
        kit::batch_builder batch{1};
        batch.add("greeting", "1", 0).text("text", "hello from outside");
        co_await channel.deliver(std::move(batch));
    }
};

std::unique_ptr<kit::connector> make(std::string_view, const kit::host&)
{
    return std::make_unique<greeter>();
}

} // namespace

DOVETAIL_PLUGIN(dovetail::kit::connector_extension<&make>);
