// SPDX-License-Identifier: Apache-2.0
#include "judge/cursors.hpp"

#include "judge/robot.hpp"
#include "judge/scratch.hpp"

namespace dovetail::judge {
namespace {

std::string random_bytes(std::mt19937_64& random, std::size_t size)
{
    std::string out(size, '\0');
    for (char& one : out)
        one = static_cast<char>(random());
    return out;
}

} // namespace

std::vector<std::string> delivered_cursors(subject& of, const dovetail_connector& connector)
{
    std::vector<std::string> out;
    for (const exchange& one : of.conversation().exchanges) {
        if (one.operation.kind != DOVETAIL_OP_FETCH || of.found.any()) continue;
        const ending came = drive(connector, one.operation, playback(one), {}, of.found);
        out.insert(out.end(), came.cursors.begin(), came.cursors.end());
    }
    return out;
}

std::vector<std::string> strange_cursors(subject& of, const std::vector<std::string>& own)
{
    std::vector<std::string> out{"", std::string(1, '\0'), "{}", "v0", "v999:", "null"};
    for (const std::size_t size : {1u, 7u, 64u, 4'096u, 100'000u})
        out.push_back(random_bytes(of.random, size));
    for (const std::string& one : own) {
        if (one.empty()) continue;
        out.push_back(one.substr(0, one.size() / 2)); // cut
        out.push_back(one + "x");                     // of a newer version, perhaps
        out.push_back(one + one);
        std::string changed = one;
        changed[of.random() % changed.size()] ^= static_cast<char>(1 + of.random() % 255);
        out.push_back(changed);
        changed = one; // another version at its beginning
        changed.front() = static_cast<char>(changed.front() + 1);
        out.push_back(changed);
    }
    return out;
}

host::result<void> accepts(const dovetail_connector& connector, const std::string& cursor)
{
    scratch arguments;
    dovetail_error error{};
    error.struct_size = sizeof error;
    if (connector.accepts_cursor(connector.self, arguments.bytes(cursor), &error) == DOVETAIL_OK)
        return {};
    return host::error::from_abi(error);
}

} // namespace dovetail::judge
