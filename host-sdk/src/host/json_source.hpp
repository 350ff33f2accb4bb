// SPDX-License-Identifier: Apache-2.0
// A JSON document that remembers where its values stand.
#pragma once

#include <dovetail/host/fault.hpp>

#include <boost/json/value.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dovetail::host {

struct json_parse;

/// Immutable once parsed.
class json_source
{
public:
    /// Parses strict JSON (RFC 8259): no comments, no trailing commas, UTF-8. All duplicate keys
    /// are found; a fault of syntax ends the search.
    static json_parse parse(std::string text, std::string file);

    const boost::json::value& root() const noexcept { return root_; }
    const std::string& file() const noexcept { return file_; }

    /// The value at a pointer, or null.
    const boost::json::value* find(std::string_view pointer) const;

    /// Where a value begins; of one that does not exist, where its nearest container does.
    place at(std::string_view pointer) const;

    /// Where the name of a member begins; of an element of an array, the element.
    place key_at(std::string_view pointer) const;

    /// A fault of the value at `pointer`.
    fault fault_at(std::string_view pointer, std::string what, std::string remedy = {},
                   fault_level level = fault_level::error) const;

private:
    friend class json_locator;
    struct offsets
    {
        std::size_t key;
        std::size_t value;
    };

    place place_of(std::size_t offset) const;

    std::string file_;
    std::string text_;
    boost::json::value root_;
    std::vector<std::size_t> line_starts_; ///< offsets of the first bytes of lines
    std::unordered_map<std::string, offsets> places_;
};

/// A document, or the faults that kept it from being one.
struct json_parse
{
    std::shared_ptr<const json_source> source{}; ///< set if the text is JSON, even with duplicates
    std::vector<fault> faults{};
};

/// Puts faults into the order in which a reader of the file meets them, and cuts off what nobody
/// reads: a file that is wrong everywhere gets the first 100 and the number of the rest.
void sort_by_place(std::vector<fault>& faults);

} // namespace dovetail::host
