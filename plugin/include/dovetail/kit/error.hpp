// SPDX-License-Identifier: Apache-2.0
// Errors: thrown inside a plugin, and turned into the contract's form in this one place.
#pragma once

#include <dovetail/abi/status.h>
#include <dovetail/kit/broken_utf8.hpp>
#include <dovetail/kit/text.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <utility>

namespace dovetail::kit {

/// What the host does about an error; see abi/status.h.
enum class error_class : std::uint32_t
{
    none = DOVETAIL_ERROR_NONE,
    config = DOVETAIL_ERROR_CONFIG,
    auth = DOVETAIL_ERROR_AUTH,
    retryable = DOVETAIL_ERROR_RETRYABLE,
    throttled = DOVETAIL_ERROR_THROTTLED,
    conflict = DOVETAIL_ERROR_CONFLICT,
    gone = DOVETAIL_ERROR_GONE,
    rejected = DOVETAIL_ERROR_REJECTED,
    bug = DOVETAIL_ERROR_BUG
};

/// An error as a value. `message` is one sentence of ours without secrets; `server_text` is what
/// the server said, unchanged, and may contain users' data.
struct failure
{
    error_class kind = error_class::bug;
    std::string code{};
    std::string message{};
    std::string server_text{};
    std::uint64_t retry_after_ms = 0;
};

/// What a plugin throws. Whatever else escapes becomes an error of the class `bug`.
class plugin_error : public std::exception
{
public:
    /// A message may quote what a server sent: bytes that are no UTF-8 become U+FFFD.
    explicit plugin_error(failure what)
    {
        what.message = replace_broken_utf8(what.message);
        failure_ = std::make_shared<const failure>(std::move(what));
    }
    plugin_error(error_class kind, std::string code, std::string message,
                 std::string server_text = {})
        : plugin_error{failure{kind, std::move(code), std::move(message), std::move(server_text)}}
    {
    }

    [[nodiscard]] const failure& details() const noexcept { return *failure_; }
    [[nodiscard]] const char* what() const noexcept override { return failure_->message.c_str(); }

private:
    // Shared, so that copying the exception cannot throw.
    std::shared_ptr<const failure> failure_;
};

/// The failure that an exception means. The one place where exceptions become errors.
[[nodiscard]] inline failure failure_of(const std::exception_ptr& thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const plugin_error& error) {
        return error.details();
    } catch (const std::bad_alloc&) {
        return {error_class::retryable, "out_of_memory", "the plugin ran out of memory"};
    } catch (const std::exception& error) {
        return {error_class::bug, "exception",
                std::string{"the plugin failed unexpectedly: "} + error.what()};
    } catch (...) {
        return {error_class::bug, "exception",
                "the plugin failed with an exception of an unknown type"};
    }
}

/// The contract's form of `what`, which must outlive it; `release` is null.
[[nodiscard]] inline dovetail_error borrow(const failure& what) noexcept
{
    dovetail_error out{};
    out.struct_size = sizeof out;
    out.error_class = static_cast<std::uint32_t>(what.kind);
    out.retry_after_ms = what.retry_after_ms;
    out.code = borrow(what.code);
    out.message = borrow(what.message);
    out.server_text = borrow(what.server_text);
    return out;
}

namespace detail {

/// Writes no further than the caller's layout reaches, and says how far it was written.
template<class sized>
void put(sized* out, sized value) noexcept
{
    if (out == nullptr) return;
    const std::uint32_t room = out->struct_size == 0 ? sizeof(sized) : out->struct_size;
    const std::uint32_t size = room < sizeof(sized) ? room : std::uint32_t{sizeof(sized)};
    value.struct_size = size;
    const auto* const from = reinterpret_cast<const unsigned char*>(&value);
    auto* const to = reinterpret_cast<unsigned char*>(out);
    for (std::uint32_t at = 0; at < size; ++at)
        to[at] = from[at];
}

inline dovetail_error constant_error(error_class kind, std::string_view code,
                                     std::string_view message) noexcept
{
    dovetail_error out{};
    out.struct_size = sizeof out;
    out.error_class = static_cast<std::uint32_t>(kind);
    out.code = borrow(code);
    out.message = borrow(message);
    return out;
}

} // namespace detail

/// Fills `out` with a copy of `what` that lives until its release. Returns DOVETAIL_FAILED.
inline dovetail_status fail(dovetail_error* out, failure what) noexcept
{
    try {
        auto owned = std::make_unique<failure>(std::move(what));
        dovetail_error error = borrow(*owned);
        error.owner = owned.release();
        error.release = [](void* owner) { delete static_cast<failure*>(owner); };
        if (out == nullptr) error.release(error.owner);
        detail::put(out, error);
    } catch (const std::bad_alloc&) {
        detail::put(out, detail::constant_error(error_class::retryable, "out_of_memory",
                                                "the plugin ran out of memory"));
    }
    return DOVETAIL_FAILED;
}

/// Runs `body` behind the boundary: OK, or FAILED with `out` filled from what it threw.
template<class callable>
dovetail_status guarded(dovetail_error* out, callable&& body) noexcept
{
    try {
        std::forward<callable>(body)();
        return DOVETAIL_OK;
    } catch (...) {
        try {
            return fail(out, failure_of(std::current_exception()));
        } catch (...) {
            detail::put(out, detail::constant_error(error_class::retryable, "out_of_memory",
                                                    "the plugin ran out of memory"));
            return DOVETAIL_FAILED;
        }
    }
}

} // namespace dovetail::kit
