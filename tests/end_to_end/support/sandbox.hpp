// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "end_to_end/support/http.hpp"
#include "end_to_end/support/process.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dovetail::test {

/// One of the two systems.
enum class service
{
    salesforce,
    sales_connect
};

/// The sandbox's users, the same on both systems.
inline constexpr char ada[] = "ada@example.com";     // Europe/Stockholm
inline constexpr char grace[] = "grace@example.com"; // America/New_York
inline constexpr char ken[] = "ken@example.com";     // Pacific/Auckland

/// A task as a person sees it, in the words of its system.
struct task
{
    std::string id;
    std::string owner;
    std::string name;
    std::string status;
    std::string priority;
    std::string due;
    std::string details;
    std::string key; ///< what the other system calls it by: external id, client_key
    bool deleted = false;
};

/// A running dovetail-sandbox, and what its users do. Each starts with no tasks.
class sandbox
{
public:
    /// Files go to `folder`: secrets/…, endpoints.json.
    explicit sandbox(std::filesystem::path folder, const std::string& seed = "none",
                     bool on_disk = false);

    const std::string& url(service where) const;
    const std::string& client_id(service where) const;
    const std::filesystem::path& folder() const noexcept { return folder_; }
    process& program() { return *program_; }
    /// Ends and starts it again on the same ports (on_disk keeps the data).
    void restart(int by_signal);

    // What users do. Everything throws with the sandbox's words when it refuses.

    /// `edit`: name, owner, due, status, priority, details, fields …
    task add(service where, boost::json::object edit);
    task edit(service where, const std::string& id, boost::json::object edit);
    task complete(service where, const std::string& id);
    task remove(service where, const std::string& id);
    task undelete(const std::string& id); ///< Salesforce alone has a recycle bin

    std::vector<task> tasks(service where, const std::string& owner = {});
    /// Deleted ones too; no value: it is not there at all.
    std::optional<task> find(service where, const std::string& id);
    /// The live task with that name; throws unless there is exactly one.
    task named(service where, const std::string& name);
    std::size_t count(service where);
    /// All tasks of both systems, deleted ones too, as one text: for "nothing changed".
    std::string everything();

    /// One field of a Salesforce task as its API tells it.
    boost::json::value salesforce_field(const std::string& id, const std::string& field);
    /// One field of a Sales Connect task as its API tells it.
    boost::json::value sales_connect_field(const std::string& id, const std::string& field);

    // The world around them.

    void set(boost::json::object settings);
    void act(service where, const std::string& action, boost::json::object details = {});
    void fault(boost::json::object rule);
    void clear_faults();
    /// How often all faults set since the last clear_faults struck.
    std::uint64_t struck();
    void advance_clock(std::int64_t seconds);
    void reset_counts();
    /// Requests since reset_counts, but for those of tests.
    std::uint64_t requests(service where);
    /// Records written through the API since reset_counts.
    std::uint64_t writes(service where);

private:
    void start();
    boost::json::value control(service where, std::string_view method, const std::string& target,
                               const boost::json::object& body = {});
    boost::json::object stats();
    std::string token(service where);

    std::filesystem::path folder_;
    std::string seed_;
    bool on_disk_;
    std::string urls_[2];
    std::string client_ids_[2];
    std::string tokens_[2];
    std::unique_ptr<process> program_;
};

} // namespace dovetail::test
