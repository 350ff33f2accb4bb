// SPDX-License-Identifier: Apache-2.0
#include "judge/workload.hpp"

#include <dovetail/host/batch.hpp>

namespace dovetail::judge {
namespace {

/// Enough for long and short ones among them; the whole is mapped some hundreds of times.
constexpr std::size_t records_a_side = 12;

template<class Handle>
void release_all(std::vector<Handle>& batches)
{
    for (const Handle& one : batches)
        one.release(one.owner);
    batches.clear();
}

} // namespace

std::string kept_batches::text() const
{
    std::string out;
    for (const dovetail_batch& batch : records) {
        const host::array_view<dovetail_record> all(batch.records, batch.record_count);
        for (std::size_t at = 0; at < all.size(); ++at)
            out += to_text(all[at]);
    }
    for (const dovetail_outcomes& batch : outcomes) {
        const host::array_view<dovetail_outcome> all(batch.outcomes, batch.outcome_count);
        for (std::size_t at = 0; at < all.size(); ++at)
            out.append(host::view(all[at].key)).append(host::view(all[at].message)) += '\n';
    }
    for (const dovetail_mapped_batch& batch : mapped) {
        const host::array_view<dovetail_mapped> all(batch.items, batch.item_count);
        for (std::size_t at = 0; at < all.size(); ++at)
            out += to_text(all[at].fields, all[at].field_count);
    }
    return out;
}

void kept_batches::release()
{
    release_all(records);
    release_all(outcomes);
    release_all(mapped);
}

workload::workload(subject& of) : of_(of), records_(of.conversation().records)
{
    if (!of.provides(DOVETAIL_MAPPER_ID) || !records_[0].empty() || !records_[1].empty()) return;
    const auto mapper = of.mapper();
    if (!mapper) return;
    const auto known = mapping(**mapper, of.found).fields();
    for (const std::uint32_t side : {DOVETAIL_LEFT, DOVETAIL_RIGHT})
        records_[side] = random_records(known, side, records_a_side, of.random);
}

std::string workload::run(const dovetail_connector* connector, const dovetail_mapper* mapper,
                          const work_options& options) const
{
    std::string out;
    if (connector) {
        drive_options how;
        how.how = options.how;
        how.overwrite_arguments = options.overwrite_arguments;
        if (options.keep) {
            how.keep_batches = &options.keep->records;
            how.keep_outcomes = &options.keep->outcomes;
        }
        for (const exchange& one : of_.conversation().exchanges)
            out += drive(*connector, one.operation, playback(one), how, of_.found).transcript;
    }
    if (mapper) {
        map_options how;
        how.how = options.how;
        how.overwrite_arguments = options.overwrite_arguments;
        if (options.keep) how.keep_batches = &options.keep->mapped;
        out += mapping(*mapper, of_.found, how).transcript(records_);
    }
    return out;
}

std::string workload::run(const host::plugin& generation, const work_options& options) const
{
    std::optional<made_connector> connector;
    std::optional<made_mapper> mapper;
    if (of_.provides(DOVETAIL_CONNECTOR_ID))
        connector = of_.connector_of(generation, options.through);
    if (of_.provides(DOVETAIL_MAPPER_ID)) mapper = of_.mapper_of(generation, options.through);
    return run(connector ? &**connector : nullptr, mapper ? &**mapper : nullptr, options);
}

std::string workload::run(const work_options& options) const
{
    const auto generation = of_.generation();
    return generation ? run(*generation, options) : std::string{};
}

} // namespace dovetail::judge
