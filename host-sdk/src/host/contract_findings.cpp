// SPDX-License-Identifier: Apache-2.0
#include <dovetail/host/contract_findings.hpp>

#include <algorithm>
#include <bit>

namespace dovetail::host {

std::string generation_name::label() const
{
    return id + ' ' + version + " (generation " + std::to_string(number) + ')';
}

std::string to_string(const contract_finding& one)
{
    return to_string(breach{one.rule, one.by, one.call, one.what}, one.plugin.label());
}

std::string contract_findings::add(const generation_name& plugin, const breach& broken)
{
    const std::string sentence = to_string(broken, plugin.label());
    std::uint64_t seen = 1;
    {
        const std::lock_guard guard(mutex_);
        ++total_;
        const auto same = [&](const contract_finding& one) {
            return one.rule == broken.rule && one.by == broken.by && one.call == broken.call &&
                   one.plugin == plugin;
        };
        auto found = std::ranges::find_if(all_, same);
        const auto now = std::chrono::system_clock::now();
        if (found == all_.end() && all_.size() < most_kinds)
            found = all_.insert(found, {plugin, broken.by, std::string(broken.rule),
                                        std::string(broken.call), broken.what, 0, now, now});
        if (found != all_.end()) {
            seen = ++found->count;
            found->last = now;
        }
    }
    if (std::has_single_bit(seen))
        sink_.write(log_level::error, sentence,
                    {{"plugin", std::string_view(plugin.id)},
                     {"generation", static_cast<std::int64_t>(plugin.number)},
                     {"rule", broken.rule},
                     {"by", broken.by == party::plugin ? "plugin" : "host"},
                     {"call", broken.call},
                     {"seen", static_cast<std::int64_t>(seen)}});
    return sentence;
}

std::vector<contract_finding> contract_findings::all() const
{
    const std::lock_guard guard(mutex_);
    return all_;
}

std::uint64_t contract_findings::total() const
{
    const std::lock_guard guard(mutex_);
    return total_;
}

} // namespace dovetail::host
