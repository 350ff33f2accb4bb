// SPDX-License-Identifier: Apache-2.0
#include "boundary/bare.hpp"

#include <dovetail/abi/connector.h>
#include <dovetail/abi/mapper.h>
#include <dovetail/host/sized.hpp>

namespace dovetail::boundary {
namespace {

host::error no_page(std::string why)
{
    return {host::error_class::bug, "bench", std::move(why)};
}

/// Fills a table by the plugin's factory.
template<class Factory, class Table>
host::result<void> create(const host::plugin& by, const char* id, const std::string& configuration,
                          Table& out)
{
    const auto* factory = static_cast<const Factory*>(by.extension(id));
    if (!factory) return no_page(by.label() + " does not provide " + id);
    auto failed = host::sized<dovetail_error>();
    auto table = host::sized<Table>();
    if (factory->create(host::to_abi(configuration), by.host(), &table, &failed) != DOVETAIL_OK)
        return host::error::from_abi(failed);
    out = table;
    return {};
}

/// Whether the exchange goes on: it asked for something.
host::result<bool> resume(const dovetail_exchange& running, const dovetail_event& event)
{
    auto step = host::sized<dovetail_step>();
    running.resume(running.self, &event, &step);
    if (step.kind == DOVETAIL_STEP_REQUEST) return true;
    if (step.kind == DOVETAIL_STEP_DELIVER && step.batch) {
        step.batch->release(step.batch->owner);
        return false;
    }
    return no_page("the exchange ended without a delivery");
}

} // namespace

host::result<std::unique_ptr<bare_connector>> bare_connector::make(
    const std::shared_ptr<const host::plugin>& by, const std::string& configuration)
{
    std::unique_ptr<bare_connector> out(new bare_connector(by));
    const auto made =
        create<dovetail_connector_factory>(*by, DOVETAIL_CONNECTOR_ID, configuration, out->table_);
    if (!made) return made.error();
    return out;
}

bare_connector::~bare_connector()
{
    if (table_.destroy) table_.destroy(table_.self);
}

host::result<void> bare_connector::fetch(const page& wanted) const
{
    auto running = host::sized<dovetail_exchange>();
    auto failed = host::sized<dovetail_error>();
    if (table_.begin(table_.self, &wanted.operation, &running, &failed) != DOVETAIL_OK)
        return host::error::from_abi(failed);
    auto start = host::sized<dovetail_event>();
    start.kind = DOVETAIL_EVENT_START;
    auto goes_on = resume(running, start);
    for (const dovetail_event& answer : wanted.answers) {
        if (!goes_on || !*goes_on) break;
        goes_on = resume(running, answer);
    }
    running.release(running.self);
    if (!goes_on) return goes_on.error();
    if (*goes_on) return no_page("the exchange asks for more than was recorded");
    return {};
}

host::result<std::unique_ptr<bare_mapper>> bare_mapper::make(
    const std::shared_ptr<const host::plugin>& by, const std::string& configuration)
{
    std::unique_ptr<bare_mapper> out(new bare_mapper(by));
    const auto made =
        create<dovetail_mapper_factory>(*by, DOVETAIL_MAPPER_ID, configuration, out->table_);
    if (!made) return made.error();
    return out;
}

bare_mapper::~bare_mapper()
{
    if (table_.destroy) table_.destroy(table_.self);
}

host::result<void> bare_mapper::to_canonical(std::uint32_t side, const dovetail_record* records,
                                             std::uint64_t count) const
{
    auto out = host::sized<dovetail_mapped_batch>();
    auto failed = host::sized<dovetail_error>();
    if (table_.to_canonical(table_.self, side, records, count, &out, &failed) != DOVETAIL_OK)
        return host::error::from_abi(failed);
    out.release(out.owner);
    return {};
}

} // namespace dovetail::boundary
