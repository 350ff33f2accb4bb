// SPDX-License-Identifier: Apache-2.0
// A mapper between todos, on the left, and tasks of a customer system, on the right:
//
//     left              canonical    right
//     title (text)      name         Subject (text, at most 255 characters)
//     done (bool)       done         Status (text: one of two, named in the configuration)
//
// The host compares and merges canonical values, so both directions meet in them. Where to begin
// with fields of your own: the table canonical_fields, then the two functions that read a record
// (read_name, read_done) and the two that write one (write_name, write_done).
#include <dovetail/kit/json.hpp>
#include <dovetail/kit/mapper.hpp>
#include <dovetail/kit/plugin.hpp>

#include <boost/json.hpp>

#include <array>

namespace kit = dovetail::kit;

namespace {

/// What config.schema.json describes. The host has checked it before any of this runs.
struct settings
{
    std::string open = "Not Started";
    std::string complete = "Completed";
};

/// The order is the one people see. Values flow always, on creation only, or never.
constexpr std::array canonical_fields{
    dovetail_canonical_field{sizeof(dovetail_canonical_field),
                             {DOVETAIL_FLOW_ALWAYS, DOVETAIL_FLOW_ALWAYS},
                             0,
                             kit::borrow("name"),
                             {kit::borrow("title"), kit::borrow("Subject")}},
    dovetail_canonical_field{sizeof(dovetail_canonical_field),
                             {DOVETAIL_FLOW_ALWAYS, DOVETAIL_FLOW_ALWAYS},
                             0,
                             kit::borrow("done"),
                             {kit::borrow("done"), kit::borrow("Status")}}};

// ── texts ───────────────────────────────────────────────────────────────────────────────────────

constexpr std::size_t longest_subject = 255; // characters

/// The first `most` characters of UTF-8; all of it if there are no more. Never half a character.
std::string_view cut(std::string_view text, std::size_t most)
{
    std::size_t characters = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool begins_one = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
        if (begins_one && ++characters > most) return text.substr(0, at);
    }
    return text;
}

// ── the mapper ──────────────────────────────────────────────────────────────────────────────────

/// Pure: what comes out depends on the arguments and the configuration alone, so the host may call
/// it from many threads, and again.
class mapper : public kit::mapper
{
public:
    explicit mapper(settings wanted) : settings_{std::move(wanted)} {}

    std::span<const dovetail_canonical_field> fields() const noexcept override
    {
        return canonical_fields;
    }

    void to_canonical(kit::side from, kit::record_range records,
                      kit::mapped_builder& out) const override
    {
        for (const dovetail_record& record : records) {
            out.begin();
            // Whether it may cross for the first time; a record that crossed once goes on.
            out.eligible();
            const kit::field_span fields = kit::fields_of(record);
            read_name(kit::find(fields, from == kit::side::left ? "title" : "Subject"), out);
            read_done(kit::find(fields, from == kit::side::left ? "done" : "Status"), out);
        }
    }

    void to_native(kit::side target, kit::canonical_change_range changes,
                   kit::mapped_builder& out) const override
    {
        for (const dovetail_canonical_change& change : changes) {
            out.begin();
            const kit::field_span fields = kit::fields_of(change.fields, change.field_count);
            write_name(target, kit::find(fields, "name"), out);
            write_done(target, kit::find(fields, "done"), out);
        }
    }

private:
    /// A field that is absent is unknown, and stays so: nothing is put.
    static void read_name(const dovetail_value* value, kit::mapped_builder& out)
    {
        if (value == nullptr) return;
        if (value->kind == DOVETAIL_TEXT || value->kind == DOVETAIL_NULL)
            out.fields().value("name", *value);
        else
            out.note(DOVETAIL_NOTE_KEPT, "name", "a title that is no text does not cross");
    }

    /// A value that the other side has no word for does not cross; the rest of the record does.
    void read_done(const dovetail_value* value, kit::mapped_builder& out) const
    {
        if (value == nullptr) return;
        const std::string_view word = kit::text_of(*value).value_or("");
        if (value->kind == DOVETAIL_BOOL)
            out.fields().boolean("done", value->number != 0);
        else if (value->kind == DOVETAIL_TEXT && word == settings_.complete)
            out.fields().boolean("done", true);
        else if (value->kind == DOVETAIL_TEXT && word == settings_.open)
            out.fields().boolean("done", false);
        else
            out.note(DOVETAIL_NOTE_KEPT, "done",
                     "a status other than \"" + settings_.open + "\" and \"" + settings_.complete +
                         "\" does not cross");
    }

    /// What the target will be read back with goes to read_back where it differs from what was
    /// asked for: so the host does not take the cut text for an edit.
    static void write_name(kit::side target, const dovetail_value* value, kit::mapped_builder& out)
    {
        if (value == nullptr) return;
        if (target == kit::side::left) {
            out.fields().value("title", *value);
            return;
        }
        const auto text = kit::text_of(*value);
        if (!text || cut(*text, longest_subject) == *text) {
            out.fields().value("Subject", *value);
            return;
        }
        out.fields().text("Subject", cut(*text, longest_subject));
        out.read_back().text("name", cut(*text, longest_subject));
        out.note(DOVETAIL_NOTE_CUT, "name", "a Subject has at most 255 characters");
    }

    void write_done(kit::side target, const dovetail_value* value, kit::mapped_builder& out) const
    {
        if (value == nullptr) return;
        if (value->kind != DOVETAIL_BOOL)
            out.note(DOVETAIL_NOTE_KEPT, "done", "a task is done or it is not");
        else if (target == kit::side::left)
            out.fields().value("done", *value);
        else
            out.fields().text("Status", value->number != 0 ? settings_.complete : settings_.open);
    }

    const settings settings_;
};

std::unique_ptr<kit::mapper> make(std::string_view configuration, const kit::host&)
{
    const kit::configuration_reader given{configuration};
    settings wanted;
    wanted.open = given.text("open", wanted.open);
    wanted.complete = given.text("complete", wanted.complete);
    // What a schema cannot say is said here: the pointer first, then what to do.
    if (wanted.open == wanted.complete)
        kit::fail_configuration("/complete", "must be another word than /open");
    return std::make_unique<mapper>(std::move(wanted));
}

} // namespace

DOVETAIL_PLUGIN(dovetail::kit::mapper_extension<&make>);
