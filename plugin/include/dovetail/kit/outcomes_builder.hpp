// SPDX-License-Identifier: Apache-2.0
// Builds the outcomes of a write: one for each change, in the order of the changes.
#pragma once

#include <dovetail/abi/exchange.h>
#include <dovetail/kit/arena.hpp>
#include <dovetail/kit/broken_utf8.hpp>
#include <dovetail/kit/error.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace dovetail::kit {

/// Outcomes by index. What was never set says UNKNOWN, so a forgotten change is looked up by the
/// host, never lost. Precondition of every call: index < count.
class outcomes_builder
{
public:
    explicit outcomes_builder(std::size_t count) : content_{std::make_unique<content>()}
    {
        dovetail_outcome unset{};
        unset.struct_size = sizeof unset;
        unset.result = DOVETAIL_UNKNOWN;
        unset.error_class = DOVETAIL_ERROR_RETRYABLE;
        unset.code = borrow(std::string_view{"not_answered"});
        unset.message =
            borrow(std::string_view{"the server's answer does not mention this change"});
        content_->outcomes.assign(count, unset);
        content_->is_set.assign(count, false);
    }

    /// It is so. `key` and `revision` where known; `modified_at_us` 0: unknown.
    void applied(std::size_t index, std::string_view key, std::string_view revision = {},
                 std::int64_t modified_at_us = 0)
    {
        dovetail_outcome& out = at(index);
        out = {};
        out.struct_size = sizeof out;
        out.result = DOVETAIL_APPLIED;
        out.key = content_->texts.copy(key);
        out.revision = content_->texts.copy(revision);
        out.modified_at_us = modified_at_us;
    }

    /// It is not so. `key` where known.
    void not_applied(std::size_t index, const failure& why, std::string_view key = {})
    {
        set_failed(index, DOVETAIL_NOT_APPLIED, why, key);
    }

    /// It may be so: the host looks the record up.
    void unknown(std::size_t index, const failure& why, std::string_view key = {})
    {
        set_failed(index, DOVETAIL_UNKNOWN, why, key);
    }

    [[nodiscard]] std::size_t size() const noexcept { return content_->outcomes.size(); }
    [[nodiscard]] bool is_set(std::size_t index) const noexcept { return content_->is_set[index]; }
    [[nodiscard]] const dovetail_outcome& operator[](std::size_t index) const noexcept
    {
        return content_->outcomes[index];
    }

    /// The outcomes; the builder is used up. Whoever gets them calls their release once.
    [[nodiscard]] dovetail_outcomes finish() && noexcept
    {
        dovetail_outcomes out{};
        out.struct_size = sizeof out;
        out.outcomes = content_->outcomes.data();
        out.outcome_count = content_->outcomes.size();
        out.owner = content_.release();
        out.release = [](void* owner) { delete static_cast<content*>(owner); };
        return out;
    }

private:
    struct content
    {
        text_arena texts;
        std::vector<dovetail_outcome> outcomes;
        std::vector<bool> is_set;
    };

    dovetail_outcome& at(std::size_t index)
    {
        content_->is_set[index] = true;
        return content_->outcomes[index];
    }

    void set_failed(std::size_t index, std::uint32_t result, const failure& why,
                    std::string_view key)
    {
        dovetail_outcome& out = at(index);
        out = {};
        out.struct_size = sizeof out;
        out.result = result;
        out.key = content_->texts.copy(key);
        out.error_class = static_cast<std::uint32_t>(why.kind);
        out.retry_after_ms = why.retry_after_ms;
        out.code = content_->texts.copy(why.code);
        out.message = content_->texts.copy(replace_broken_utf8(why.message));
        out.server_text = content_->texts.copy(why.server_text);
    }

    std::unique_ptr<content> content_;
};

} // namespace dovetail::kit
