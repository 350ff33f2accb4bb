// SPDX-License-Identifier: Apache-2.0
#include "sqlite_store.hpp"
#include "sync_row.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace dovetail::sync::sqlite {
namespace {

using std::chrono::milliseconds;

constexpr char read_sql[] =
    "SELECT used_until, " DOVETAIL_SQL_NOW " * 1000 FROM (SELECT 1) LEFT JOIN budget ON org = ?";

constexpr char write_sql[] = "INSERT INTO budget (org, used_until) VALUES (?, ?) "
                             "ON CONFLICT (org) DO UPDATE SET used_until = excluded.used_until";

/// An answer of the generic cell rate algorithm, in microseconds.
struct verdict
{
    std::int64_t used_until = 0; ///< the new theoretical arrival time, where granted
    std::int64_t wait = 0;       ///< 0: granted
};

/// GCRA: the org's time is used up until `used_until`; each call uses 1/rate of it, and it may run
/// ahead of the clock by a burst.
verdict judge(std::int64_t used_until, std::int64_t now, std::uint32_t calls, double rate,
              double burst)
{
    constexpr double second = 1e6;
    const auto cost = std::llround(std::ceil(calls / rate * second));
    // More calls than a burst are granted from a full bucket: else they would wait for ever.
    const auto ahead = std::max(std::llround(burst / rate * second), cost);
    verdict said;
    said.used_until = std::max(used_until, now) + cost;
    said.wait = std::max<std::int64_t>(said.used_until - ahead - now, 0);
    return said;
}

class sqlite_rate_budget final : public rate_budget
{
public:
    explicit sqlite_rate_budget(std::shared_ptr<place> where) : place_(std::move(where)) {}

    result<std::optional<milliseconds>> take(std::string_view org, std::uint32_t calls, double rate,
                                             double burst) override
    {
        if (!(rate > 0 && burst > 0 && std::isfinite(rate) && std::isfinite(burst)))
            return refusal("budget_rate", "the request budget of " + std::string(org) +
                                              " needs a rate and a burst above 0");
        verdict said;
        auto done = place_->write(durability::light, [&](database& in) {
            const code outcome = ask(in, org, calls, rate, burst, said);
            if (outcome != SQLITE_OK) return outcome;
            if (said.wait > 0) return change_nothing;
            return query(in, write_sql).text(org).number(said.used_until).run();
        });
        if (!done) return done.error();
        if (said.wait == 0) return std::optional<milliseconds>{};
        return std::optional(milliseconds((said.wait + 999) / 1000)); // never too early
    }

private:
    static code ask(database& in, std::string_view org, std::uint32_t calls, double rate,
                    double burst, verdict& said)
    {
        query row(in, read_sql);
        if (row.text(org).next())
            said = judge(row.number_at(0), row.number_at(1), calls, rate, burst);
        return row.status();
    }

    std::shared_ptr<place> place_;
};

} // namespace

std::shared_ptr<rate_budget> make_rate_budget(std::shared_ptr<place> where)
{
    return std::make_shared<sqlite_rate_budget>(std::move(where));
}

} // namespace dovetail::sync::sqlite
