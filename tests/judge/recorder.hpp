// SPDX-License-Identifier: Apache-2.0
// Operations of a connector, written down for the judge while a server answers them.
#pragma once

#include <judge/conversation.hpp>
#include <judge/robot.hpp>

#include <functional>
#include <iostream>
#include <string>
#include <utility>

namespace dovetail::judge {

class recorder
{
public:
    /// `now_us`: the server's clock, which the connector is told.
    recorder(const dovetail_connector& connector, server respond,
             std::function<std::int64_t()> now_us, conversation& into)
        : connector_(connector), respond_(std::move(respond)), now_us_(std::move(now_us)),
          into_(into)
    {
    }

    ending run(operation wanted)
    {
        wanted.now_us = now_us_();
        auto came = drive(connector_, wanted, respond_, {}, found_);
        exchange& made = into_.exchanges.emplace_back();
        made.operation = wanted;
        made.turns = came.turns;
        made.end = came.done() ? "done" : "failed";
        if (!came.done()) std::cerr << "failed: " << came.transcript << '\n';
        all_done_ = all_done_ && came.done();
        return came;
    }

    bool all_done() const { return all_done_ && !found_.any(); }

private:
    const dovetail_connector& connector_;
    server respond_;
    std::function<std::int64_t()> now_us_;
    conversation& into_;
    evidence found_;
    bool all_done_ = true;
};

inline operation operation_of(std::uint32_t kind)
{
    operation out;
    out.kind = kind;
    return out;
}

inline value text(std::string of)
{
    return {DOVETAIL_TEXT, 0, std::move(of)};
}

/// The key in the text of an outcome or a record.
inline std::string key_in(const std::string& delivered)
{
    const auto from = delivered.find(" key=") + 5;
    return delivered.substr(from, delivered.find(' ', from) - from);
}

} // namespace dovetail::judge
