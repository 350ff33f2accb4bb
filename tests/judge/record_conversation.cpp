// SPDX-License-Identifier: Apache-2.0
// Records a conversation between one of this project's connectors and the sandbox, for the judge:
// record_conversation salesforce|sales_connect MANIFEST OUT
//
// Small on purpose: the judge cuts every answer at every byte.
#include "recorder.hpp"

#include <judge/subject.hpp>
#include <sandbox/handle.hpp>

#include <boost/json.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>

namespace judge = dovetail::judge;
namespace sandbox = dovetail::sandbox;

namespace {

/// The sandbox as a server, with a token and a clock that goes on by itself.
class service
{
public:
    explicit service(sandbox::side which) : side_(which), world_(sandbox::make_world(3))
    {
        const bool salesforce = which == sandbox::side::salesforce;
        const auto& client = world_.oauth(which).client;
        const sandbox::request login{"POST",
                                     salesforce ? "/services/oauth2/token" : "/oauth/token",
                                     {{"content-type", "application/x-www-form-urlencoded"}},
                                     "grant_type=client_credentials&client_id=" + client.id +
                                         "&client_secret=" + client.secret};
        const auto said = sandbox::handle(world_, side_, login, now_);
        token_ = boost::json::parse(said.body).at("access_token").as_string();
    }

    judge::answer operator()(const judge::request& asked, std::size_t)
    {
        now_ += std::chrono::seconds(1);
        sandbox::request request{asked.method, asked.target, asked.headers, asked.body};
        request.headers.emplace_back("authorization", "Bearer " + token_);
        const auto said = sandbox::handle(world_, side_, request, now_, sandbox::attempt::last);
        judge::answer out;
        out.status = static_cast<std::uint32_t>(said.status);
        out.body = said.body;
        for (auto [name, value] : said.headers) {
            std::transform(name.begin(), name.end(), name.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
            });
            out.headers.emplace_back(std::move(name), std::move(value));
        }
        return out;
    }

    /// Edits become visible to reads that leave a margin for late ones.
    void settle() { now_ += std::chrono::minutes(10); }
    std::int64_t now_us() const { return now_.time_since_epoch().count(); }
    std::string user(std::size_t at) const
    {
        return std::string{world_.org.users.at(at).id.text()};
    }

private:
    sandbox::side side_;
    sandbox::world world_;
    sandbox::instant now_{std::chrono::microseconds{1'767'225'600'000'000}};
    std::string token_;
};

judge::change create(sandbox::side which, const std::string& key, const service& server)
{
    judge::change out;
    out.idempotency_key = key;
    out.intended_at_us = server.now_us();
    if (which == sandbox::side::salesforce)
        out.fields = {{"Subject", judge::text("Call Ada")},
                      {"Description", judge::text("one\ntwo")},
                      {"ActivityDate", {DOVETAIL_DATE, 20'500, {}}},
                      {"OwnerId", judge::text(server.user(0))}};
    else
        out.fields = {{"name", judge::text("Call Ada")},
                      {"details", judge::text("one\ntwo")},
                      {"assignee_id", judge::text("usr_1002")}};
    return out;
}

void record_all(judge::recorder& in, service& server, sandbox::side which)
{
    in.run(judge::operation_of(DOVETAIL_OP_CHECK));
    auto users = judge::operation_of(DOVETAIL_OP_FETCH);
    users.collection = "users";
    users.page_size = 2;
    in.run(users);

    auto writes = judge::operation_of(DOVETAIL_OP_WRITE);
    writes.changes = {create(which, "judge-1", server), create(which, "judge-2", server)};
    const judge::ending made = in.run(writes);
    std::vector<std::string> keys;
    for (const std::string& one : made.deliveries)
        keys.push_back(judge::key_in(one));
    server.settle();
    const judge::ending first = in.run(judge::operation_of(DOVETAIL_OP_FETCH));

    writes.changes[0] = {DOVETAIL_UPDATE, keys.at(0), "", "", {}, server.now_us()};
    writes.changes[0].fields = {
        {which == sandbox::side::salesforce ? "Subject" : "name", judge::text("Call Bob")}};
    writes.changes[1] = {DOVETAIL_DELETE, keys.at(1), "", "", {}, server.now_us()};
    in.run(writes);
    server.settle();
    auto next = judge::operation_of(DOVETAIL_OP_FETCH);
    if (!first.cursors.empty()) next.cursor = first.cursors.back();
    in.run(next);

    auto looks = judge::operation_of(DOVETAIL_OP_LOOKUP);
    looks.lookups = {{keys.at(0), {}}, {"", create(which, "judge-2", server)}};
    in.run(looks);
}

} // namespace

int main(int count, char** values)
{
    const std::vector<std::string> arguments(values, values + count);
    const auto which = count == 4 && arguments[1] == "salesforce" ? sandbox::side::salesforce
                                                                  : sandbox::side::sales_connect;
    if (count != 4) {
        std::cerr << "usage: record_conversation salesforce|sales_connect MANIFEST OUT\n";
        return 2;
    }
    const auto plugin = judge::subject::open({arguments[2]});
    if (!plugin) {
        std::cerr << plugin.error().message << '\n';
        return 1;
    }
    const auto connector = (*plugin)->connector();
    if (!connector) return 1;
    service server(which);
    judge::conversation out;
    out.configuration = (*plugin)->configuration();
    judge::recorder in(
        **connector, std::ref(server), [&] { return server.now_us(); }, out);
    record_all(in, server, which);
    std::ofstream(arguments[3]) << judge::to_json(out) << '\n';
    return in.all_done() ? 0 : 1;
}
