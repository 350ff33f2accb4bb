// SPDX-License-Identifier: Apache-2.0
#include "judge/cases.hpp"
#include "judge/sample.hpp"

namespace dovetail::judge::cases {

skipped configurations(subject& of)
{
    if (const auto taken = of.try_configuration(of.configuration()); !taken)
        of.found.add("A-32", "a configuration that its schema accepts is refused: " +
                                 taken.error().message);
    for (const variant& one : vary_configuration(*of.about(), of.configuration())) {
        if (of.found.any()) return {};
        const auto taken = of.try_configuration(one.json);
        if (taken) continue; // a plugin may take more than its schema says
        const char* const rule = one.accepted ? "A-32" : "A-33";
        of.found.require(taken.error().kind == host::error_class::config, rule,
                         "the configuration in which " + one.change +
                             " is refused with the class " +
                             std::string(host::to_string(taken.error().kind)) +
                             ", which is not config: " + taken.error().message);
        of.found.require(
            taken.error().message.starts_with('/'), "A-33",
            "the refusal of the configuration in which " + one.change +
                " does not begin with the JSON pointer to the fault: " + taken.error().message);
    }
    return {};
}

} // namespace dovetail::judge::cases
