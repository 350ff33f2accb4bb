// SPDX-License-Identifier: Apache-2.0
#include "page_handler.hpp"

#include <dovetail/kit/instant.hpp>

namespace dovetail::salesforce {

namespace {

/// What the parser is told when the document is JSON but no answer of a query.
bool refuse(boost::json::error_code& error)
{
    error = boost::json::error::syntax;
    return false;
}

std::string_view view(boost::json::string_view text)
{
    return {text.data(), text.size()};
}

} // namespace

page_handler::page_handler(const columns& of, kit::batch_builder& into, const owner_set* owners,
                           bool single)
    : columns_{of}, into_{into}, owners_{owners}, single_{single},
      name_{kit::field_name::outliving({})}, row_{into.fields()}
{
    // The batch may outlive the connector, so it gets its own copy of the names, once a page.
    names_.reserve(of.size());
    for (const column& item : of)
        names_.push_back(into.name(item.name));
}

page page_handler::take()
{
    page_.last = {stamp_us_, std::string{kit::view(id_)}};
    return std::move(page_);
}

void page_handler::skip(place after)
{
    after_skipped_ = after;
    place_ = place::skipped;
    skipped_depth_ = 1;
}

void page_handler::open_row()
{
    into_.begin();
    place_ = place::row;
    expected_ = 0;
    wanted_ = true;
    column_ = nullptr;
}

void page_handler::close_row()
{
    ++page_.rows;
    if (!wanted_) into_.discard();
    place_ = single_ ? place::outside : place::records;
    if (single_) complete_ = true;
}

bool page_handler::on_object_begin(error_code& error)
{
    switch (place_) {
    case place::outside:
        if (single_)
            open_row();
        else
            place_ = place::answer;
        return true;
    case place::records:
        open_row();
        return true;
    case place::skipped:
        ++skipped_depth_;
        return true;
    case place::answer:
    case place::row:
        skip(place_);
        return true;
    }
    return refuse(error);
}

bool page_handler::on_object_end(std::size_t, error_code& error)
{
    switch (place_) {
    case place::row:
        if (into_.head().key.size == 0) return refuse(error);
        close_row();
        return true;
    case place::skipped:
        if (--skipped_depth_ == 0) place_ = after_skipped_;
        return true;
    case place::answer:
        place_ = place::outside;
        return true;
    default:
        return refuse(error);
    }
}

bool page_handler::on_array_begin(error_code& error)
{
    switch (place_) {
    case place::answer:
        if (member_ == member::records)
            place_ = place::records;
        else
            skip(place_);
        return true;
    case place::row:
        skip(place_);
        return true;
    case place::skipped:
        ++skipped_depth_;
        return true;
    default:
        return refuse(error);
    }
}

bool page_handler::on_array_end(std::size_t, error_code& error)
{
    if (place_ == place::records) {
        place_ = place::answer;
        complete_ = true;
        return true;
    }
    if (place_ != place::skipped) return refuse(error);
    if (--skipped_depth_ == 0) place_ = after_skipped_;
    return true;
}

/// The whole of a text that came in parts, the last of which is `rest`. `parts` is emptied by the
/// next text; the result lives until then.
std::string_view page_handler::joined(std::string& parts, text rest)
{
    if (parts.empty()) return view(rest);
    parts.append(rest.data(), rest.size());
    return parts;
}

bool page_handler::on_key_part(text part, std::size_t, error_code&)
{
    key_parts_.append(part.data(), part.size());
    return true;
}

bool page_handler::on_key(text rest, std::size_t, error_code&)
{
    const std::string_view name = joined(key_parts_, rest);
    if (place_ == place::row) choose_column(name);
    if (place_ == place::answer) {
        member_ = name == "records"          ? member::records
                  : name == "totalSize"      ? member::total
                  : name == "done"           ? member::done
                  : name == "nextRecordsUrl" ? member::next
                                             : member::other;
    }
    key_parts_.clear();
    return true;
}

/// Rows come in the order of the SELECT, so the column after the last one is the first guess.
void page_handler::choose_column(std::string_view name)
{
    column_ = nullptr;
    for (std::size_t tried = 0; tried < columns_.size(); ++tried) {
        const std::size_t at = (expected_ + tried) % columns_.size();
        if (columns_[at].source != name) continue;
        column_ = &columns_[at];
        name_ = names_[at];
        expected_ = at + 1;
        return;
    }
}

bool page_handler::on_string_part(text part, std::size_t, error_code&)
{
    text_parts_.append(part.data(), part.size());
    return true;
}

/// A scalar may stand anywhere but among the records.
bool page_handler::scalar(error_code& error) const
{
    return place_ != place::records || refuse(error);
}

bool page_handler::on_string(text rest, std::size_t, error_code& error)
{
    const std::string_view value = joined(text_parts_, rest);
    if (place_ == place::row && column_ != nullptr) put_text(value);
    if (place_ == place::answer && member_ == member::next) page_.next = value;
    text_parts_.clear();
    return scalar(error);
}

void page_handler::put_text(std::string_view value)
{
    const column& at = *column_;
    if (at.kind == column_kind::instant) return put_stamp(value);
    if (at.kind == column_kind::date) {
        if (const auto days = kit::parse_date(value)) {
            row_.date(name_, *days);
            return;
        }
    }
    const dovetail_text stored = into_.copy(value);
    row_.put(name_, {DOVETAIL_TEXT, 0, 0, stored});
    if (at.role == column_role::id) id_ = into_.head().key = stored;
    if (at.role == column_role::owner && owners_ != nullptr) wanted_ = owners_->contains(value);
}

void page_handler::put_stamp(std::string_view value)
{
    const auto us = kit::parse_instant(value);
    if (!us) {
        row_.text(name_, value); // not as documented: the mapping shows it as it is
        return;
    }
    row_.instant(name_, *us);
    dovetail_record& head = into_.head();
    if (column_->role == column_role::stamp) {
        head.revision = into_.copy(value);
        stamp_us_ = *us;
        if (head.modified_at_us == 0) head.modified_at_us = *us;
    }
    if (column_->role == column_role::modified) head.modified_at_us = *us;
}

bool page_handler::on_number_part(text part, error_code&)
{
    number_parts_.append(part.data(), part.size());
    return true;
}

bool page_handler::on_int64(std::int64_t number, text, error_code& error)
{
    number_parts_.clear();
    if (place_ == place::row && column_ != nullptr) row_.integer(name_, number);
    if (place_ == place::answer && member_ == member::total && number > 0)
        page_.total = static_cast<std::uint64_t>(number);
    return scalar(error);
}

bool page_handler::on_uint64(std::uint64_t number, text rest, error_code& error)
{
    if (number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return on_int64(static_cast<std::int64_t>(number), rest, error);
    return on_double(0, rest, error);
}

/// A number that is no whole one keeps its digits: the contract has no type for it.
bool page_handler::on_double(double, text rest, error_code& error)
{
    const std::string_view digits = joined(number_parts_, rest);
    if (place_ == place::row && column_ != nullptr) row_.json(name_, digits);
    number_parts_.clear();
    return scalar(error);
}

bool page_handler::on_bool(bool value, error_code& error)
{
    if (place_ == place::row && column_ != nullptr) {
        row_.boolean(name_, value);
        if (column_->role == column_role::deleted && value) into_.head().kind = DOVETAIL_TOMBSTONE;
    }
    if (place_ == place::answer && member_ == member::done) page_.done = value;
    return scalar(error);
}

bool page_handler::on_null(error_code& error)
{
    if (place_ == place::row && column_ != nullptr) {
        row_.null(name_);
        if (column_->role == column_role::owner && owners_ != nullptr) wanted_ = false;
    }
    return scalar(error);
}

} // namespace dovetail::salesforce
