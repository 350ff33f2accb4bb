// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <cstdio>
#include <cstdlib>

namespace dovetail::fuzz {

void report(std::string_view rule, std::string_view what)
{
    std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(rule.size()), rule.data(),
                 static_cast<int>(what.size()), what.data());
    std::abort();
}

} // namespace dovetail::fuzz
