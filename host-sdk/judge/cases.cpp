// SPDX-License-Identifier: Apache-2.0
#include "judge/cases.hpp"

#include <array>

namespace dovetail::judge {

std::span<const judge_case> all_cases()
{
    using namespace cases;
    static constexpr std::array all{
        judge_case{"manifest", "A-16 A-17", "its manifest is sound and describes the library",
                   needs::nothing, &manifest},
        judge_case{"exports", "A-13 A-14", "it exports one symbol, and none is unique",
                   needs::manifest, &exports},
        judge_case{"loading", "A-15 A-25 A-26 A-27", "a host can load it", needs::manifest,
                   &loading},
        judge_case{"negotiation", "A-22 A-23 A-24", "it meets hosts older and newer than itself",
                   needs::manifest, &negotiation},
        judge_case{"extensions", "A-27 A-28", "it knows its extensions and no others",
                   needs::manifest, &extensions},
        judge_case{"entry_sizes", "A-2 A-3", "it fills no more of its table than there is",
                   needs::manifest, &entry_sizes},
        judge_case{"configurations", "A-32 A-33",
                   "it takes good configurations and says what is "
                   "wrong with bad ones",
                   needs::manifest, &configurations},
        judge_case{"connector_sizes", "A-2 A-3", "it fills no more of a struct than there is",
                   needs::connector, &connector_sizes},
        judge_case{"mapper_sizes", "A-2 A-3", "it fills no more of a struct than there is",
                   needs::mapper, &mapper_sizes},
        judge_case{"conversation", "A-29 A-30 A-31 A-42 A-43 A-50 A-51 A-53",
                   "the conversation goes as it was recorded", needs::connector, &recorded_talk},
        judge_case{"unknown_requests", "A-49", "it refuses what it does not know", needs::connector,
                   &unknown_requests},
        judge_case{"cursors", "A-45 A-62", "it survives cursors of any kind and accepts its own",
                   needs::connector, &cursors},
        judge_case{"converter_sizes", "A-2 A-3", "it fills no more of a struct than there is",
                   needs::connector, &converter_sizes},
        judge_case{"conversions", "A-81 A-82 A-83 A-84 A-85",
                   "it goes on from cursors of its earlier versions", needs::connector,
                   &conversions},
        judge_case{"cancellation", "A-59", "it ends when it is cancelled, at every step",
                   needs::connector, &cancellation},
        judge_case{"unknown_events", "A-59", "it ends on an event it does not know, at every step",
                   needs::connector, &unknown_events},
        judge_case{"transport_failures", "A-68", "no answer comes, at every request",
                   needs::connector, &transport_failures},
        judge_case{"statuses", "A-43", "every answer has every kind of status", needs::connector,
                   &statuses},
        judge_case{"cut_answers", "A-69", "every answer is cut at every byte", needs::connector,
                   &cut_answers},
        judge_case{"hostile_answers", "A-43", "answers are wrong and hostile", needs::connector,
                   &hostile_answers},
        judge_case{"records", "A-72 A-73 A-74 A-75 A-77", "it maps records of every kind",
                   needs::mapper, &records},
        judge_case{"purity", "A-76", "the same record maps to the same, whatever is around it",
                   needs::mapper, &purity},
        judge_case{"round_trip", "A-80", "what it writes is read back as it says", needs::mapper,
                   &round_trip},
        judge_case{"facts", "A-78", "it judges facts of any kind", needs::mapper, &facts},
        judge_case{"repetition", "A-19", "the same again gives the same", needs::manifest,
                   &repetition},
        judge_case{"arguments", "A-48", "it keeps no pointer into what it was given",
                   needs::manifest, &arguments},
        judge_case{"newer_host", "A-4", "a host with larger structs gets the same", needs::manifest,
                   &newer_host},
        judge_case{"outliving", "A-63 A-64", "what it handed out outlives everything else",
                   needs::manifest, &outliving},
        judge_case{"concurrency", "A-41", "many threads at once get the same", needs::manifest,
                   &concurrency},
        judge_case{"memory", "A-65 A-66", "what it took it gives back", needs::manifest, &memory},
        judge_case{"threads_and_files", "A-18", "it owns no thread and no file", needs::manifest,
                   &threads_and_files},
        judge_case{"system_calls", "A-18", "it asks nothing of the operating system",
                   needs::manifest, &system_calls},
        judge_case{"swaps", "A-21", "it is swapped for itself a hundred times under load",
                   needs::manifest, &swaps},
        judge_case{"unload", "A-20", "it can be unmapped, or says that it must not",
                   needs::manifest, &unload}};
    return all;
}

} // namespace dovetail::judge
