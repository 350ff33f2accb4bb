// SPDX-License-Identifier: Apache-2.0
#include "deleted_rows.hpp"

#include "record_id.hpp"

#include <dovetail/kit/error.hpp>
#include <dovetail/kit/instant.hpp>

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <limits>

namespace dovetail::salesforce {

namespace {

namespace json = boost::json;

/// A handler of boost::json::basic_parser: {"deletedRecords":[{"id":…,"deletedDate":…},…],…}.
class rows_handler
{
public:
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();
    using error_code = json::error_code;
    using text = json::string_view;

    std::vector<deleted_row> rows;
    bool found = false;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&)
    {
        if (++depth_ == row_depth && in_rows_) {
            id_.clear();
            deleted_at_us_ = 0;
        }
        return true;
    }
    bool on_object_end(std::size_t, error_code&)
    {
        if (depth_-- == row_depth && in_rows_ && is_record_id(id_))
            rows.push_back({to_key(id_), deleted_at_us_});
        return true;
    }
    bool on_array_begin(error_code&)
    {
        if (depth_++ == 1 && name_ == "deletedRecords") in_rows_ = found = true;
        return true;
    }
    bool on_array_end(std::size_t, error_code&)
    {
        if (--depth_ == 1) in_rows_ = false;
        return true;
    }
    bool on_key_part(text part, std::size_t, error_code&) { return append(part); }
    bool on_key(text rest, std::size_t, error_code&)
    {
        append(rest);
        name_.swap(text_);
        text_.clear();
        return true;
    }
    bool on_string_part(text part, std::size_t, error_code&) { return append(part); }
    bool on_string(text rest, std::size_t, error_code&)
    {
        append(rest);
        if (in_rows_ && depth_ == row_depth && name_ == "id") id_ = text_;
        if (in_rows_ && depth_ == row_depth && name_ == "deletedDate")
            deleted_at_us_ = kit::parse_instant(text_).value_or(0);
        text_.clear();
        return true;
    }
    bool on_number_part(text, error_code&) { return true; }
    bool on_int64(std::int64_t, text, error_code&) { return true; }
    bool on_uint64(std::uint64_t, text, error_code&) { return true; }
    bool on_double(double, text, error_code&) { return true; }
    bool on_bool(bool, error_code&) { return true; }
    bool on_null(error_code&) { return true; }
    bool on_comment_part(text, error_code&) { return true; }
    bool on_comment(text, error_code&) { return true; }

private:
    static constexpr std::size_t row_depth = 3; // answer, array, row

    bool append(text part)
    {
        text_.append(part.data(), part.size());
        return true;
    }

    std::size_t depth_ = 0;
    bool in_rows_ = false;
    std::string name_; ///< of the member that is being read
    std::string text_; ///< as far as it was read
    std::string id_;
    std::int64_t deleted_at_us_ = 0;
};

} // namespace

record_key to_key(std::string_view id)
{
    record_key key{};
    const std::string whole = full_id(id);
    std::copy_n(whole.begin(), std::min(whole.size(), key.size()), key.begin());
    return key;
}

std::string deleted_row::stamp() const
{
    // kit::format_instant ends in "Z", with a fraction where there is one; the log has seconds.
    std::string out = kit::format_instant(deleted_at_us - deleted_at_us % kit::us_per_second);
    out.pop_back();
    return out + ".000+0000";
}

std::vector<deleted_row> read_deleted_rows(std::string_view body)
{
    json::basic_parser<rows_handler> parser{json::parse_options{}};
    json::error_code error;
    const std::size_t used = parser.write_some(false, body.data(), body.size(), error);
    if (error || used != body.size() || !parser.handler().found)
        throw kit::plugin_error{kit::error_class::retryable, "malformed_answer",
                                "Salesforce's log of deletions cannot be read; it was probably "
                                "cut"};
    return std::move(parser.handler().rows);
}

} // namespace dovetail::salesforce
