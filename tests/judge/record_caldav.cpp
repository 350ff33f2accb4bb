// SPDX-License-Identifier: Apache-2.0
// Records a conversation between the example connector for CalDAV and Radicale, for the judge:
// record_caldav MANIFEST CONFIGURATION OUT
//
// Small on purpose: the judge cuts every answer at every byte.
#include "examples/caldav_connector/support/radicale.hpp"
#include "recorder.hpp"

#include <judge/subject.hpp>

#include <exception>
#include <fstream>

namespace judge = dovetail::judge;
namespace test = dovetail::test;

namespace {

constexpr std::int64_t start_us = 1'767'225'600'000'000;
constexpr std::int64_t second_us = 1'000'000;

judge::answer ask(test::radicale& server, const judge::request& asked)
{
    const auto said = server.request(asked.method, asked.target, asked.body,
                                     {asked.headers.begin(), asked.headers.end()});
    judge::answer out;
    out.status = said.status;
    out.body = said.body;
    for (const auto& [name, value] : said.headers)
        if (name == "etag") out.headers.emplace_back(name, value); // others change with the day
    return out;
}

judge::operation write(judge::change what)
{
    auto out = judge::operation_of(DOVETAIL_OP_WRITE);
    out.changes = {std::move(what)};
    return out;
}

judge::change create(const std::string& key)
{
    judge::change out;
    out.idempotency_key = key;
    out.intended_at_us = start_us;
    out.fields = {{"calendar", judge::text("/ada/tasks/")},
                  {"SUMMARY", judge::text("Call Ada")},
                  {"DESCRIPTION", judge::text("one\ntwo")},
                  {"DUE", judge::text("2026-02-28")}};
    return out;
}

void record_all(judge::recorder& in)
{
    in.run(judge::operation_of(DOVETAIL_OP_CHECK));
    auto users = judge::operation_of(DOVETAIL_OP_FETCH);
    users.collection = "users";
    in.run(users);
    const auto kept = judge::key_in(in.run(write(create("judge-1"))).deliveries.at(0));
    const auto gone = judge::key_in(in.run(write(create("judge-2"))).deliveries.at(0));
    const auto first = in.run(judge::operation_of(DOVETAIL_OP_FETCH));
    in.run(
        write({DOVETAIL_UPDATE, kept, "", "", {{"SUMMARY", judge::text("Call Bob")}}, start_us}));
    in.run(write({DOVETAIL_DELETE, gone, "", "", {}, start_us}));
    auto next = judge::operation_of(DOVETAIL_OP_FETCH);
    next.cursor = first.cursors.at(first.cursors.size() - 1);
    in.run(next);
    auto looks = judge::operation_of(DOVETAIL_OP_LOOKUP);
    looks.lookups = {{kept, {}}};
    in.run(looks);
    looks.lookups = {{"", create("judge-2")}};
    in.run(looks);
}

int record(const std::vector<std::string>& arguments)
{
    const auto plugin = judge::subject::open({arguments[1], arguments[2]});
    if (!plugin) {
        std::cerr << plugin.error().message << '\n';
        return 1;
    }
    const auto connector = (*plugin)->connector();
    if (!connector) return 1;
    test::radicale server;
    judge::conversation out;
    out.configuration = (*plugin)->configuration();
    std::int64_t now = start_us;
    judge::recorder in(
        **connector, [&](const judge::request& asked, std::size_t) { return ask(server, asked); },
        [&] { return now += second_us; }, out);
    record_all(in);
    std::ofstream(arguments[3]) << judge::to_json(out) << '\n';
    return in.all_done() ? 0 : 1;
}

} // namespace

int main(int count, char** values)
{
    if (count != 4) {
        std::cerr << "usage: record_caldav MANIFEST CONFIGURATION OUT\n";
        return 2;
    }
    try {
        return record({values, values + count});
    } catch (const std::exception& failure) {
        std::cerr << "record_caldav: " << failure.what() << '\n';
        return 1;
    }
}
