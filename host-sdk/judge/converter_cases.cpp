// SPDX-License-Identifier: Apache-2.0
// The extension dovetail.cursor/1: what becomes of cursors of earlier versions.
#include "judge/cases.hpp"
#include "judge/cursors.hpp"
#include "judge/fence.hpp"
#include "judge/scratch.hpp"

#include <dovetail/abi/cursor.h>
#include <dovetail/host/batch.hpp>

#include <optional>
#include <thread>
#include <utility>

namespace dovetail::judge::cases {
namespace {

constexpr const char* no_converter = "it converts no cursors";

const dovetail_cursor_converter* converter_of(subject& of)
{
    const auto generation = of.generation();
    if (!generation) return nullptr;
    return static_cast<const dovetail_cursor_converter*>(generation->extension(DOVETAIL_CURSOR_ID));
}

/// A converted cursor, given back at the end.
class converted
{
public:
    explicit converted(const dovetail_cursor& made) noexcept : made_(made) {}
    converted(converted&& other) noexcept : made_(std::exchange(other.made_, {})) {}
    converted(const converted&) = delete;
    converted& operator=(const converted&) = delete;
    converted& operator=(converted&&) = delete;
    ~converted()
    {
        if (made_.release) made_.release(made_.owner);
    }

    std::string text() const
    {
        return {reinterpret_cast<const char*>(made_.bytes.data), made_.bytes.size};
    }

private:
    dovetail_cursor made_;
};

/// Through the proxy; the argument is gone when it returns. No value: it was refused.
std::optional<converted> convert(subject& of, const dovetail_cursor_converter& by,
                                 const std::string& cursor)
{
    scratch arguments;
    dovetail_cursor made{};
    made.struct_size = sizeof made;
    dovetail_error error{};
    error.struct_size = sizeof error;
    const auto status = of.check().convert(by, arguments.bytes(cursor), made, error);
    arguments.overwrite();
    if (status == DOVETAIL_OK) return converted(made);
    if (error.release) error.release(error.owner);
    return std::nullopt;
}

std::string shown(const std::string& cursor)
{
    return "a cursor of " + std::to_string(cursor.size()) + " bytes";
}

/// One that is refused as it is: refused once more, or turned into one that is accepted, each time
/// the same and on any thread. Whether it was turned.
bool judge_conversion(subject& of, const dovetail_connector& connector,
                      const dovetail_cursor_converter& by, const std::string& cursor)
{
    auto first = convert(of, by, cursor);
    std::optional<converted> second;
    std::thread([&] {
        if (auto made = convert(of, by, cursor)) second.emplace(std::move(*made));
    }).join();
    of.found.require(first.has_value() == second.has_value(), "A-84",
                     shown(cursor) + " is converted once and refused once");
    if (!first || !second) return false;
    of.found.require(first->text() == second->text(), "A-84",
                     shown(cursor) + " is converted to something else at the second time");
    const auto taken = accepts(connector, first->text());
    of.found.require(taken.has_value(), "A-84",
                     shown(cursor) + " is converted to one that the plugin does not accept: " +
                         (taken ? "" : taken.error().message));
    std::thread([done = std::move(first)]() mutable { done.reset(); }).join(); // on any thread
    return true;
}

} // namespace

skipped converter_sizes(subject& of)
{
    const auto* by = converter_of(of);
    if (!by || !by->convert) return no_converter;
    std::vector<std::string> cursors = of.conversation().earlier_cursors;
    cursors.push_back("v999:");
    for (const std::string& cursor : cursors) {
        const dovetail_bytes from = {reinterpret_cast<const std::uint8_t*>(cursor.data()),
                                     cursor.size()};
        fence<dovetail_cursor>::each_size([&](fence<dovetail_cursor>& made) {
            dovetail_error error{};
            error.struct_size = sizeof error;
            const auto status = by->convert(from, made.get(), &error);
            made.judge(of.found, "a converted cursor");
            if (error.release) error.release(error.owner);
            const auto* whole = made.whole();
            if (status == DOVETAIL_OK && whole && whole->release) whole->release(whole->owner);
        });
        fence<dovetail_error>::each_size([&](fence<dovetail_error>& error) {
            dovetail_cursor made{};
            made.struct_size = sizeof made;
            const auto status = by->convert(from, &made, error.get());
            error.judge(of.found, "an error");
            if (status == DOVETAIL_OK && made.release) made.release(made.owner);
            const auto* whole = error.whole();
            if (status != DOVETAIL_OK && whole && whole->release) whole->release(whole->owner);
        });
    }
    return {};
}

skipped conversions(subject& of)
{
    const auto connector = of.connector();
    if (!connector) return {};
    const auto* by = converter_of(of);
    const auto& earlier = of.conversation().earlier_cursors;
    if (!by && earlier.empty()) return no_converter;
    for (const std::string& cursor : earlier) {
        const bool usable = accepts(**connector, cursor).has_value() ||
                            (by && judge_conversion(of, **connector, *by, cursor));
        of.found.require(usable, "A-85",
                         shown(cursor) + ", which an earlier version delivered, is neither "
                                         "accepted nor converted");
    }
    if (!by) return {};
    for (const std::string& cursor : strange_cursors(of, delivered_cursors(of, **connector)))
        if (!accepts(**connector, cursor) && !of.found.any())
            (void)judge_conversion(of, **connector, *by, cursor);
    of.found.require(by == converter_of(of), "A-28", "another converter at the second call");
    of.found.require(of.check().outstanding().batches == 0, "A-65",
                     "a converted cursor is not given back");
    return {};
}

} // namespace dovetail::judge::cases
