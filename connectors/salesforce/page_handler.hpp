// SPDX-License-Identifier: Apache-2.0
// What the JSON parser calls while it reads a page.
#pragma once

#include "page_reader.hpp"

#include <boost/json/error.hpp>
#include <boost/json/string_view.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::salesforce {

/// A handler of boost::json::basic_parser. Its state is which of the nested things it is in: the
/// answer, its array of records, a row, or something to skip.
class page_handler
{
public:
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();
    using error_code = boost::json::error_code;
    using text = boost::json::string_view;

    /// `single`: the document is one row, not an answer with rows.
    page_handler(const columns& of, kit::batch_builder& into, const owner_set* owners, bool single);

    [[nodiscard]] page take();
    /// Whether the document was an answer with rows (or a row).
    [[nodiscard]] bool complete() const noexcept { return complete_; }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code& error);
    bool on_object_end(std::size_t, error_code& error);
    bool on_array_begin(error_code& error);
    bool on_array_end(std::size_t, error_code& error);
    bool on_key_part(text part, std::size_t, error_code&);
    bool on_key(text rest, std::size_t, error_code&);
    bool on_string_part(text part, std::size_t, error_code&);
    bool on_string(text rest, std::size_t, error_code& error);
    bool on_number_part(text part, error_code&);
    bool on_int64(std::int64_t number, text, error_code& error);
    bool on_uint64(std::uint64_t number, text rest, error_code&);
    bool on_double(double, text rest, error_code& error);
    bool on_bool(bool value, error_code& error);
    bool on_null(error_code& error);
    bool on_comment_part(text, error_code&) { return true; }
    bool on_comment(text, error_code&) { return true; }

private:
    enum class place
    {
        outside,
        answer,
        records,
        row,
        skipped
    };
    enum class member
    {
        other,
        total,
        done,
        next,
        records
    };

    [[nodiscard]] bool scalar(error_code& error) const;
    void open_row();
    void close_row();
    void choose_column(std::string_view name);
    void put_text(std::string_view value);
    void put_stamp(std::string_view value);
    void skip(place after);
    std::string_view joined(std::string& parts, text rest);

    const columns& columns_;
    kit::batch_builder& into_;
    const owner_set* owners_;
    std::vector<kit::field_name> names_;
    place place_ = place::outside;
    place after_skipped_ = place::outside;
    std::size_t skipped_depth_ = 0;
    bool single_;
    bool complete_ = false;
    bool wanted_ = true;
    member member_ = member::other;
    const column* column_ = nullptr;
    std::size_t expected_ = 0;
    kit::field_name name_;
    kit::field_writer row_;
    dovetail_text id_{};
    std::int64_t stamp_us_ = 0;
    std::string key_parts_;
    std::string text_parts_;
    std::string number_parts_;
    page page_;
};

} // namespace dovetail::salesforce
