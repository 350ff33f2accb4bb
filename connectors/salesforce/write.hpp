// SPDX-License-Identifier: Apache-2.0
// Writing changes, with one outcome for each whatever the server answers.
#pragma once

#include "api.hpp"
#include "collection.hpp"
#include "server_error.hpp"

#include <dovetail/kit/operation.hpp>
#include <dovetail/kit/outcomes_builder.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dovetail::salesforce {

/// One write of at most largest_collection changes: a request for all changes of a kind (none of
/// them all-or-nothing), and one for each conditional update. Kinds go in the order of write_kind.
///
/// An answer that leaves it open whether something was applied gives UNKNOWN, never a guess. When
/// the whole connection is in trouble (no answer, 5xx, throttled, not authorised) the kinds that
/// were not sent yet are not: their changes are NOT_APPLIED for the same reason.
///
/// Lifetime  inside one coroutine of an exchange.
class task_write
{
public:
    task_write(const api& server, const kit::operation& wanted);

    [[nodiscard]] kit::exchange_task run();

private:
    using indices = std::vector<std::size_t>;

    void sort_out();
    [[nodiscard]] std::optional<write_kind> kind_of(const dovetail_change& change) const;
    [[nodiscard]] const dovetail_change& change(std::size_t index) const;
    [[nodiscard]] kit::task<void> write_collection(write_kind kind, const indices& group);
    [[nodiscard]] kit::task<void> update_if(std::size_t index);
    void settle_collection(write_kind kind, const indices& group, const kit::answer& from);
    void settle_refused(const indices& group, const kit::answer& from, concern whose);
    void settle_record(write_kind kind, std::size_t index, const record_result& result);
    void settle_failed(write_kind kind, std::size_t index, const server_error& error);
    void settle_unsent();
    [[nodiscard]] kit::task<void> resolve();
    [[nodiscard]] kit::task<void> read_unresolved();

    /// A create whose key is still to be found, and what it is if it cannot be.
    struct unresolved
    {
        std::size_t index;
        std::optional<kit::failure> refused; ///< none: it may be so
    };

    const api& server_;
    const kit::operation& wanted_;
    kit::outcomes_builder outcomes_;
    std::array<indices, 5> groups_; ///< by write_kind
    std::vector<unresolved> unresolved_;
    std::optional<kit::failure> stopped_;
};

} // namespace dovetail::salesforce
