// SPDX-License-Identifier: Apache-2.0
// What the page reader does with each token of the JSON text.
#pragma once

#include "page_reader.hpp"

#include <boost/json/basic_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dovetail::sales_connect {

/// The handler of Boost.JSON's basic_parser: it keeps the place in the text and puts values into
/// the batch under construction. Private to page_reader.cpp.
class page_handler
{
public:
    using error_code = boost::json::error_code;
    using string_view = boost::json::string_view;
    using page_parser = boost::json::basic_parser<page_handler>;

    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    explicit page_handler(const list_shape& shape);

    /// The page, once the text was parsed without an error.
    page take() noexcept { return std::move(page_); }
    /// What is wrong: the handler's own finding, or else what the parser says.
    std::string why(const std::string& parser_says) const;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code& error);
    bool on_object_begin(error_code&);
    bool on_object_end(std::size_t, error_code& error);
    bool on_array_begin(error_code&);
    bool on_array_end(std::size_t, error_code&);
    bool on_key_part(string_view part, std::size_t, error_code&);
    bool on_key(string_view part, std::size_t, error_code&);
    bool on_string_part(string_view part, std::size_t, error_code&);
    bool on_string(string_view part, std::size_t, error_code& error);
    bool on_number_part(string_view, error_code&) { return true; }
    bool on_int64(std::int64_t number, string_view, error_code& error);
    bool on_uint64(std::uint64_t number, string_view, error_code& error);
    bool on_double(double number, string_view, error_code& error);
    bool on_bool(bool flag, error_code& error);
    bool on_null(error_code& error);
    bool on_comment_part(string_view, error_code&) { return true; }
    bool on_comment(string_view, error_code&) { return true; }

private:
    /// Where in the text the parser is, ignored containers aside.
    enum class place
    {
        outside,
        root,
        list,
        item
    };
    enum class root_member
    {
        other,
        list,
        next_cursor,
        has_more,
        total
    };
    /// An object of a listed record, and the member that was met last in it: servers write members
    /// in the same order again and again, so the next one is looked for behind it.
    struct level
    {
        const member_node* node;
        std::size_t last;
    };

    bool fail(std::string_view why, error_code& error);
    bool scalar(const dovetail_value& value, error_code& error);
    void put(const member_node& member, const dovetail_value& value);
    void put_instant(const member_node& member, const dovetail_value& value);
    void put_root(const dovetail_value& value);
    void enter_root_member(std::string_view key);
    void enter_member(std::string_view key);
    bool end_item(error_code& error);

    const list_shape& shape_;
    page page_{};
    std::vector<kit::field_name> names_{};
    std::optional<kit::field_writer> fields_{};
    std::size_t ignored_ = 0; ///< depth inside of containers that nobody wants
    place place_ = place::outside;
    root_member root_member_ = root_member::other;
    std::vector<level> levels_{};
    const member_node* member_ = nullptr;
    std::string key_{};
    std::string text_{};
    std::string why_{};
    bool has_list_ = false;
};

} // namespace dovetail::sales_connect
