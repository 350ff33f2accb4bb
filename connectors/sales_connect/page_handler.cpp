// SPDX-License-Identifier: Apache-2.0
#include "page_handler.hpp"

#include <dovetail/kit/instant.hpp>

#include <boost/json/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace dovetail::sales_connect {

namespace {

/// Whole numbers below 2^53 survive a double; others are no counts of anything we read.
constexpr double largest_exact = 9007199254740992.0;

std::string_view plain(page_handler::string_view text) noexcept
{
    return {text.data(), text.size()};
}

/// Keys and revisions are texts; some servers write numbers.
std::string_view as_text(const dovetail_value& value, std::string& digits)
{
    if (value.kind == DOVETAIL_INT) return digits = std::to_string(value.number);
    return kit::view(value.text);
}

bool says_deleted(const dovetail_value& value) noexcept
{
    if (value.kind == DOVETAIL_NULL) return false;
    return value.kind == DOVETAIL_TEXT || value.number != 0;
}

} // namespace

page_handler::page_handler(const list_shape& shape) : shape_(shape)
{
    for (const auto& field : shape.fields)
        names_.push_back(page_.batch.name(field));
}

std::string page_handler::why(const std::string& parser_says) const
{
    return why_.empty() ? parser_says : why_;
}

bool page_handler::fail(std::string_view why, error_code& error)
{
    why_ = why;
    error = boost::json::error::syntax;
    return false;
}

bool page_handler::on_document_end(error_code& error)
{
    if (!has_list_) return fail("it has no list \"" + shape_.list + "\"", error);
    return true;
}

bool page_handler::on_object_begin(error_code&)
{
    if (ignored_ > 0) {
        ++ignored_;
    } else if (place_ == place::outside) {
        place_ = place::root;
    } else if (place_ == place::list) {
        place_ = place::item;
        fields_ = page_.batch.begin();
        levels_.assign(1, level{&shape_.item, static_cast<std::size_t>(-1)});
    } else if (place_ == place::item && member_ != nullptr && !member_->children.empty()) {
        levels_.push_back(level{member_, static_cast<std::size_t>(-1)});
    } else {
        ignored_ = 1;
    }
    return true;
}

bool page_handler::on_object_end(std::size_t, error_code& error)
{
    if (ignored_ > 0) {
        --ignored_;
    } else if (place_ == place::root) {
        place_ = place::outside;
    } else {
        levels_.pop_back();
        if (levels_.empty()) return end_item(error);
    }
    return true;
}

bool page_handler::end_item(error_code& error)
{
    place_ = place::list;
    const auto key = kit::view(page_.batch.head().key);
    if (key.empty())
        return fail("record " + std::to_string(page_.batch.size()) + " of the list has no key",
                    error);
    page_.newest_us = std::max(page_.newest_us, page_.batch.head().modified_at_us);
    page_.last_key.assign(key);
    return true;
}

bool page_handler::on_array_begin(error_code&)
{
    if (ignored_ == 0 && place_ == place::root && root_member_ == root_member::list) {
        place_ = place::list;
        has_list_ = true;
    } else {
        ++ignored_;
    }
    return true;
}

bool page_handler::on_array_end(std::size_t, error_code&)
{
    if (ignored_ > 0)
        --ignored_;
    else
        place_ = place::root;
    return true;
}

bool page_handler::on_key_part(string_view part, std::size_t, error_code&)
{
    if (ignored_ == 0) key_.append(part.data(), part.size());
    return true;
}

bool page_handler::on_key(string_view part, std::size_t, error_code&)
{
    if (ignored_ > 0) return true;
    auto key = plain(part);
    if (!key_.empty()) key = key_.append(key);
    if (place_ == place::root)
        enter_root_member(key);
    else
        enter_member(key);
    key_.clear();
    return true;
}

void page_handler::enter_root_member(std::string_view key)
{
    root_member_ = root_member::other;
    if (key == shape_.list)
        root_member_ = root_member::list;
    else if (key == shape_.has_more)
        root_member_ = root_member::has_more;
    else if (!shape_.next_cursor.empty() && key == shape_.next_cursor)
        root_member_ = root_member::next_cursor;
    else if (!shape_.total.empty() && key == shape_.total)
        root_member_ = root_member::total;
}

void page_handler::enter_member(std::string_view key)
{
    auto& here = levels_.back();
    const auto& children = here.node->children;
    member_ = nullptr;
    if (here.last + 1 < children.size() && children[here.last + 1].key == key) {
        member_ = &children[++here.last];
        return;
    }
    const auto found = std::find_if(children.begin(), children.end(),
                                    [key](const member_node& node) { return node.key == key; });
    if (found == children.end()) return;
    member_ = &*found;
    here.last = static_cast<std::size_t>(found - children.begin());
}

bool page_handler::on_string_part(string_view part, std::size_t, error_code&)
{
    if (ignored_ == 0) text_.append(part.data(), part.size());
    return true;
}

bool page_handler::on_string(string_view part, std::size_t, error_code& error)
{
    if (ignored_ > 0) return true;
    auto text = plain(part);
    if (!text_.empty()) text = text_.append(text);
    const bool going_on = scalar(kit::text_value(text), error);
    text_.clear();
    return going_on;
}

bool page_handler::on_int64(std::int64_t number, string_view, error_code& error)
{
    return scalar(kit::int_value(number), error);
}

bool page_handler::on_uint64(std::uint64_t number, string_view, error_code& error)
{
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return on_double(static_cast<double>(number), {}, error);
    return scalar(kit::int_value(static_cast<std::int64_t>(number)), error);
}

bool page_handler::on_double(double number, string_view, error_code& error)
{
    if (number > -largest_exact && number < largest_exact) {
        const auto whole = static_cast<std::int64_t>(number);
        if (static_cast<double>(whole) == number) return scalar(kit::int_value(whole), error);
    }
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return scalar(kit::text_value({digits.data(), end.ptr}), error);
}

bool page_handler::on_bool(bool flag, error_code& error)
{
    return scalar(kit::bool_value(flag), error);
}

bool page_handler::on_null(error_code& error)
{
    return scalar(kit::null_value(), error);
}

bool page_handler::scalar(const dovetail_value& value, error_code& error)
{
    if (ignored_ > 0) return true;
    if (place_ == place::root)
        put_root(value);
    else if (place_ == place::item && member_ != nullptr)
        put(*member_, value);
    else if (place_ == place::list)
        return fail("its list holds something that is no object", error);
    return true;
}

void page_handler::put_root(const dovetail_value& value)
{
    if (root_member_ == root_member::next_cursor)
        page_.next_cursor = kit::text_of(value).value_or("");
    if (root_member_ == root_member::has_more) page_.has_more = value.number != 0;
    if (root_member_ == root_member::total && value.number > 0)
        page_.total = static_cast<std::uint64_t>(value.number);
}

void page_handler::put(const member_node& member, const dovetail_value& value)
{
    auto& head = page_.batch.head();
    std::string digits;
    switch (member.role) {
    case member_role::value:
        fields_->value(names_[member.field], value);
        break;
    case member_role::instant:
        put_instant(member, value);
        break;
    case member_role::key:
        head.key = page_.batch.copy(as_text(value, digits));
        break;
    case member_role::revision:
        head.revision = page_.batch.copy(as_text(value, digits));
        break;
    case member_role::modified_at:
        head.modified_at_us = kit::parse_instant(kit::view(value.text)).value_or(0);
        break;
    case member_role::tombstone:
        head.kind = says_deleted(value) ? DOVETAIL_TOMBSTONE : DOVETAIL_PRESENT;
        break;
    case member_role::none:
        break;
    }
}

void page_handler::put_instant(const member_node& member, const dovetail_value& value)
{
    const auto name = names_[member.field];
    const auto us = kit::parse_instant(kit::view(value.text));
    if (us)
        fields_->instant(name, *us);
    else
        fields_->value(name, value);
}

} // namespace dovetail::sales_connect
