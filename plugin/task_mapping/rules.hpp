// SPDX-License-Identifier: Apache-2.0
// The rules of a mapping as values: what the configuration says, read and checked.
#pragma once

#include "slots.hpp"
#include "text.hpp"
#include "text_template.hpp"

#include <dovetail/abi/mapper.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dovetail::task_mapping {

enum class field_type
{
    text,
    choice,
    date
};

/// What becomes of a value that has no counterpart on the other side (F1, F2, F3).
enum class unmapped_policy
{
    keep,        ///< it does not cross, and the other side keeps what it has
    use_default, ///< it crosses as the default choice
    hold         ///< the whole task waits
};

/// What becomes of a due text with an offset, which says an instant and no calendar date (F5).
enum class offset_policy
{
    hold,      ///< the task waits with the reason
    as_written ///< the date that is written counts; clock and offset are kept as they are
};

/// A token of a template, and the field of the source side it stands for.
struct token_rule
{
    std::string name;
    std::string native; ///< on the source side
    std::size_t slot = 0;
    /// Index in rule_set::canonical of the FLOW_NEVER field that carries it; none when the template
    /// does not use the token, or when it stands for the field itself.
    std::optional<std::size_t> canonical{};
    std::vector<std::pair<std::string, std::string>> values{}; ///< native value → what is shown
};

/// A template renders the target's text from the fields of the source side.
struct template_rule
{
    text_template text{};
    std::vector<token_rule> tokens{};  ///< by the template's token numbers
    std::optional<std::size_t> self{}; ///< the token that stands for the field itself
};

/// How one side holds a field.
struct field_side
{
    std::string native;
    std::size_t slot = 0; ///< in the table of its side
    std::uint32_t flow = DOVETAIL_FLOW_ALWAYS;

    std::uint64_t max_length = 0;            ///< text: UTF-16 code units; 0: no limit
    std::string if_empty{};                  ///< text: written where the text is empty
    std::optional<template_rule> rendered{}; ///< text

    /// choice: for each canonical choice its native literals; the first one is written.
    std::vector<std::vector<std::string>> literals{};
    unmapped_policy unmapped = unmapped_policy::keep;

    bool date_as_text = false;                  ///< date: TEXT instead of DATE
    offset_policy offset = offset_policy::hold; ///< date as text
    std::optional<std::size_t> clock{};         ///< date as text: canonical index of its clock
};

struct field_rule
{
    std::string name;
    field_type type = field_type::text;
    line_breaks lines = line_breaks::keep;
    std::vector<std::string> choices{};
    std::size_t default_choice = 0;
    std::array<field_side, 2> side{};
};

/// A value that a condition names.
struct condition_value
{
    std::uint32_t kind = DOVETAIL_NULL;
    std::int64_t number = 0;
    std::string text{};
};

/// What a native field must be for a record to cross for the first time (C3).
struct condition
{
    std::size_t slot = 0;
    std::vector<condition_value> one_of{};  ///< empty: any; an absent field is none of them
    std::vector<condition_value> none_of{}; ///< an absent field is none of them
    std::vector<std::string> prefixes{};    ///< empty: any
    std::string reason{};
};

struct side_rules
{
    std::string name; ///< for people
    slot_table slots{};
    std::optional<std::size_t> owner{};
    bool owner_on_update = false;
    std::optional<std::size_t> origin_key{};
    bool writes_origin_key = false;
    std::optional<std::size_t> created_at{};
    std::vector<condition> conditions{};
};

/// Everything a mapper knows. Immutable once it is read.
struct rule_set
{
    std::array<side_rules, 2> sides{};
    std::vector<field_rule> fields{};
    /// The names of all canonical fields: those of `fields` first, in their order, then clocks and
    /// tokens.
    slot_table canonical{};
};

} // namespace dovetail::task_mapping
