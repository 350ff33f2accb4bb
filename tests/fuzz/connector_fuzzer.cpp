// SPDX-License-Identifier: Apache-2.0
// A connector, through its C tables, against a server that answers whatever the input says. Beyond
// crashes, every rule of the contract that the judge's driver knows is checked at each step; an
// exchange that is told the same twice must say the same twice.
#include "fuzz/support/linked_plugin.hpp"
#include "fuzz/support/report.hpp"
#include "fuzz/support/script.hpp"

#include "judge/robot.hpp"

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>

using namespace dovetail;

namespace {

std::string text_of(const char* file)
{
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

judge::ending run(const dovetail_connector& connector, const fuzz::turn& one)
{
    const judge::server respond = [&one](const judge::request&, std::size_t index) {
        return index < one.answers.size() ? one.answers[index] : judge::answer::lost(true);
    };
    judge::evidence found;
    judge::drive_options options;
    options.overwrite_arguments = true;
    auto ended = judge::drive(connector, one.operation, respond, options, found);
    if (const auto first = found.first()) fuzz::report(first->rule, first->what);
    return ended;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto connector = fuzz::make<dovetail_connector_factory, dovetail_connector>(
        DOVETAIL_CONNECTOR_ID, text_of(DOVETAIL_FUZZ_CONFIGURATION));
    std::string cursor;
    for (auto& one : fuzz::read_script({reinterpret_cast<const char*>(data), size})) {
        if (one.operation.kind == DOVETAIL_OP_FETCH && one.operation.collection.empty() &&
            !one.operation.tombstones_only)
            one.operation.cursor = cursor;
        const auto ended = run(connector, one);
        if (run(connector, one).transcript != ended.transcript)
            fuzz::report("determinism", "the same answers, and it says something else");
        if (!ended.cursors.empty()) cursor = ended.cursors.back();
    }
    return 0;
}
