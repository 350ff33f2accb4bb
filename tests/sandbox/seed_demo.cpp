// SPDX-License-Identifier: Apache-2.0
#include <sandbox/seed.hpp>

#include <array>

namespace dovetail::sandbox {

namespace {

using salesforce::task_row;

constexpr std::int64_t hour_s = 3600;
constexpr std::int64_t day_s = 24 * hour_s;
constexpr std::size_t longest_description = 32'000;

/// Texts that break careless software: each has broken some.
constexpr std::array<std::string_view, 14> odd_texts{
    "Ring Zoë about the façade",
    "Send the 🎁 offer 👩‍👩‍👧‍👦 to the family",
    "Line one\r\nline two\rline three\nline four",
    "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D meet at 10:00 \xE2\x80\x8Fright to left",
    "Combining: e\xCC\x81 a\xCC\x8A n\xCC\x83 and composed: é å ñ",
    "日本語の件名と、全角スペース　付き",
    "Quotes ' and \" and \\ and % and _ and {{activity_subject}}",
    "  spaces at both ends  ",
    "Tabs\tand\tmore\ttabs",
    "<b>not bold</b> &amp; & <script>alert(1)</script>",
    "zero\xE2\x80\x8Bwidth\xE2\x80\x8Bspaces and a \xEF\xBB\xBFmark",
    "Ünïcödé ß → ẞ, İstanbul, ﬁ ligature",
    "NULL",
    "=1+1, a formula for a careless spreadsheet",
};

constexpr std::array<std::string_view, 12> plain_subjects{
    "Call back about the quote",   "Send the contract",         "Prepare the demo",
    "Follow up on the invoice",    "Book a meeting room",       "Ask for a reference",
    "Check the delivery date",     "Thank them for the order",  "Renew the licence",
    "Introduce the new colleague", "Review the open questions", "Plan the next visit"};

constexpr std::array<std::string_view, 12> statuses{
    "Not Started", "Not Started", "Not Started", "In Progress",
    "Not Started", "Completed",   "Not Started", "Waiting on someone else",
    "Not Started", "Deferred",    "Completed",   "In Progress"};
constexpr std::array<std::string_view, 6> priorities{"Normal", "Normal", "High",
                                                     "Normal", "Low",    "High"};

std::string very_long_text()
{
    std::string out;
    while (out.size() < longest_description)
        out += "Everything that was ever said about this customer, in full. ";
    out.resize(longest_description);
    return out;
}

class demo
{
public:
    demo(world& to, instant now)
        : world_(to),
          now_s_(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count()),
          today_(std::chrono::floor<std::chrono::days>(now).time_since_epoch().count())
    {
    }

    void run()
    {
        for (std::size_t i = 0; i < 170; ++i)
            plain_task(i);
        for (std::size_t i = 0; i < odd_texts.size(); ++i)
            odd_task(i);
        for (std::size_t i = 0; i < 24; ++i)
            activity_log(i);
        series();
        for (std::size_t i = 0; i < 10; ++i)
            deleted_task(i);
        for (std::size_t i = 0; i < 8; ++i)
            archived_task(i);
        foreign_tasks();
        refused_tasks();
        for (std::size_t i = 0; i < 80; ++i)
            reminder(i);
    }

private:
    const salesforce::record_id& owner(std::size_t i) const
    {
        return world_.org.users[1 + i % 5].id;
    }

    /// Every third was touched within the last 24 hours; the rest up to a year ago.
    std::int64_t touched(std::size_t i)
    {
        const auto some = static_cast<std::int64_t>(chance_.below(23 * 3600));
        if (i % 3 == 0) return now_s_ - 60 - some;
        return now_s_ - day_s - some - static_cast<std::int64_t>(chance_.below(300)) * day_s;
    }

    void basics(task_row& row, std::size_t i)
    {
        row.owner = owner(i);
        row.created_by = row.modified_by = row.owner;
        row.modified_s = row.stamp_s = touched(i);
        row.created_s = row.modified_s - static_cast<std::int64_t>(chance_.below(30)) * hour_s;
        row.day = today_ - 6 + static_cast<std::int64_t>(i % 14);
        row.status = statuses[i % statuses.size()];
        row.priority = priorities[i % priorities.size()];
        row.subtype = "Task";
        row.subject = plain_subjects[i % plain_subjects.size()];
    }

    task_row& add(const task_row& filled)
    {
        return world_.org.create([&](task_row& row) {
            const auto id = row.id;
            row = filled;
            row.id = id;
            row.closed = row.status == "Completed";
            row.high = row.priority == "High";
            set(row, "IsReminderSet", {salesforce::cell_kind::boolean, 0, {}});
            if (row.closed)
                set(row, "CompletedDateTime", {salesforce::cell_kind::time, row.modified_s, {}});
        });
    }

    void set(task_row& row, std::string_view field, salesforce::owned_cell value) const
    {
        salesforce::write_task(row, world_.org.task_schema()->find(field)->slot, std::move(value));
    }

    void set_text(task_row& row, std::string_view field, std::string_view text) const
    {
        set(row, field, {salesforce::cell_kind::text, 0, std::string{text}});
    }

    void plain_task(std::size_t i)
    {
        task_row row;
        basics(row, i);
        row.subject += " (" + std::to_string(i + 1) + ')';
        if (i % 7 == 0) row.day = salesforce::no_day;
        if (i % 4 != 0) row.description = "Agreed on the telephone; see the mail of last week.";
        if (i % 50 == 25) row.description = very_long_text();
        if (i % 41 == 20) row.subject.clear();
        if (i % 10 == 3)
            set(row, "WhoId",
                {salesforce::cell_kind::id, 0,
                 std::string{salesforce::make_id("003", i + 1).text()}});
        if (i % 10 == 6) set_text(row, "Type", "Meeting");
        add(row);
    }

    void odd_task(std::size_t i)
    {
        task_row row;
        basics(row, i * 3); // within the last 24 hours: they are to be met at once
        row.status = "Not Started";
        row.subject = odd_texts[i];
        row.description =
            std::string{odd_texts[i]} + "\r\n" + std::string{odd_texts[(i + 1) % odd_texts.size()]};
        if (i % 5 == 4) row.subject.append(255 - salesforce_length(row.subject), '.');
        add(row);
    }

    static std::size_t salesforce_length(std::string_view text)
    {
        std::size_t count = 0;
        for (const char c : text)
            if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++count;
        return count;
    }

    void activity_log(std::size_t i)
    {
        task_row row;
        basics(row, i);
        const bool call = i % 2 == 0;
        row.subtype = call ? "Call" : "Email";
        row.subject = call ? "Call: spoke to the customer" : "Email: your offer of yesterday";
        row.status = "Completed";
        if (call) {
            set_text(row, "CallType", "Outbound");
            set_text(row, "CallDisposition", "Reached");
            set(row, "CallDurationInSeconds", {salesforce::cell_kind::integer, 240, {}});
        }
        add(row);
    }

    void series()
    {
        task_row master;
        basics(master, 0);
        master.subject = "Weekly pipeline review";
        master.status = "Not Started";
        master.recurrence = true;
        master.day = salesforce::no_day;
        set_text(master, "RecurrenceType", "RecursWeekly");
        set(master, "RecurrenceInterval", {salesforce::cell_kind::integer, 1, {}});
        set(master, "RecurrenceStartDateOnly", {salesforce::cell_kind::day, today_ - 21, {}});
        const auto id = add(master).id;
        for (std::int64_t week = 0; week < 6; ++week) {
            task_row row;
            basics(row, static_cast<std::size_t>(week) * 3);
            row.owner = master.owner;
            row.subject = master.subject;
            row.status = week < 3 ? "Completed" : "Not Started";
            row.day = today_ - 21 + week * 7;
            set(row, "RecurrenceActivityId",
                {salesforce::cell_kind::id, 0, std::string{id.text()}});
            add(row);
        }
    }

    void deleted_task(std::size_t i)
    {
        task_row row;
        basics(row, i);
        row.subject = "Deleted " + std::to_string(i + 1);
        row.deleted = true;
        row.stamp_s = row.modified_s = now_s_ - static_cast<std::int64_t>(i) * 2 * day_s - hour_s;
        add(row);
    }

    void archived_task(std::size_t i)
    {
        task_row row;
        basics(row, 1);
        row.owner = owner(i);
        row.subject = "Long done " + std::to_string(i + 1);
        row.status = "Completed";
        row.archived = true;
        row.day = today_ - 400 - static_cast<std::int64_t>(i);
        row.created_s = row.modified_s = row.day * day_s;
        row.stamp_s = now_s_ - 30 * day_s;
        add(row);
    }

    /// Tasks nobody syncs: a user of Salesforce alone, and a queue.
    void foreign_tasks()
    {
        for (std::size_t i = 0; i < 12; ++i) {
            task_row row;
            basics(row, i);
            const auto* other = world_.org.find_user_by_email(
                i % 2 == 0 ? "barbara@example.com" : "support-queue@example.com");
            row.owner = other->id;
            add(row);
        }
    }

    /// A rule of the account that some tasks break: a sync is to hold them and say why.
    void refused_tasks()
    {
        constexpr std::string_view subject = "Confidential";
        for (std::size_t i = 0; i < 3; ++i) {
            task_row row;
            basics(row, i * 3); // within the last 24 hours
            row.owner = row.created_by = row.modified_by = owner(i);
            row.status = "Not Started";
            row.subject = subject;
            add(row);
        }
        world_.options.rules.push_back({side::sales_connect, "name", "not_equals",
                                        std::string{subject},
                                        "confidential tasks are not kept in this account"});
        world_.state_changed = true;
    }

    void reminder(std::size_t i)
    {
        constexpr std::array<std::string_view, 4> types{"custom", "email", "call", "in_mail"};
        sales_connect::task draft;
        draft.name = i % 6 == 5 ? std::string{odd_texts[i / 6 % odd_texts.size()]}
                                : std::string{plain_subjects[i % plain_subjects.size()]} + " – " +
                                      std::to_string(i + 1);
        draft.complete = i % 8 == 7;
        draft.high = i % 5 == 1;
        std::string due;
        append_date(due, std::chrono::sys_days{
                             std::chrono::days{today_ - 5 + static_cast<std::int64_t>(i % 12)}});
        if (i % 9 != 0) draft.due_at = i % 3 == 0 ? due + "T16:30:00" : due;
        if (i % 4 != 0) draft.details = "Noted in Sales Connect.\nSecond line.";
        draft.assignee_id = world_.account.users[1 + i % 5].id;
        draft.type = types[i % types.size()];
        if (i % 2 == 0) draft.about = {"Customer " + std::to_string(i), "customer@example.net"};
        if (i % 10 == 4) draft.part_of = {"Autumn campaign", "Day 3", "Step 2"};
        if (draft.type == "call") draft.call_outcome = "Left a message";
        draft.deleted = i % 16 == 15;
        const auto updated =
            (touched(draft.deleted ? i * 3 : i) * 1'000'000) + static_cast<std::int64_t>(i);
        world_.account.create_at(std::move(draft), updated - day_s * 1'000'000, updated);
    }

    world& world_;
    std::int64_t now_s_;
    std::int64_t today_;
    random_source chance_{20261124};
};

} // namespace

void seed_demo(world& to, instant now)
{
    demo{to, now}.run();
}

} // namespace dovetail::sandbox
