// SPDX-License-Identifier: Apache-2.0
// People at work on both sides: one action after the other, drawn by the seed.
#pragma once

#include <simulation/fault_class.hpp>
#include <simulation/ledger.hpp>
#include <simulation/scenario.hpp>
#include <simulation/trace.hpp>

#include <boost/json/object.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::simulation {

enum class user_action : std::uint8_t
{
    create,
    edit,
    complete,
    reopen,
    remove,
    undelete,
    reassign,
    archive,
    touch, ///< an automation: stamped anew, nothing changed
    turn_on,
    turn_off,
    count
};

inline constexpr std::size_t user_actions = static_cast<std::size_t>(user_action::count);

std::string_view name_of(user_action which) noexcept;

/// Who ticks and unticks the box: the state has to be told.
class settings_page
{
public:
    virtual ~settings_page() = default;
    virtual void turn(const std::string& email, bool on) = 0;
    virtual bool is_on(const std::string& email) const = 0;
};

class users
{
public:
    users(sandbox::world& in, const ledger& book, const scenario& plan, faults& faulty,
          settings_page& page, trace& seen);

    /// One action, now; some come to nothing, as they do for people.
    void act();

    /// Virtual time until the next one.
    std::int64_t pause_us();

    const std::array<std::uint64_t, user_actions>& counts() const noexcept { return counts_; }

    /// What was last done to a task, for the matrix.
    user_action last_on(const std::string& id) const;

private:
    using document = boost::json::object;

    void add(service where);
    void edit(service where, const std::string& id);
    void by_id(service where, const std::string& id, user_action what, std::string_view verb);
    void reassign(service where, const std::string& id);
    void archive();
    void toggle();
    void apply(service where, user_action what, document&& edit);
    document fields_for(service where, bool all);
    std::string text(field which);
    std::string due(service where);
    std::string pick(service where, bool deleted);
    std::string somebody(service where);

    sandbox::world& world_;
    const ledger& book_;
    const scenario& plan_;
    faults& faults_;
    settings_page& page_;
    trace& trace_;
    dice dice_;
    std::uint64_t next_ = 0;
    std::int64_t last_visible_us_ = 0;
    std::map<std::string, std::int64_t> not_yet_visible_;
    std::map<std::string, user_action> last_;
    std::array<std::uint64_t, user_actions> counts_{};
};

} // namespace dovetail::simulation
