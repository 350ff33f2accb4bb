// SPDX-License-Identifier: Apache-2.0
// The smallest run that still breaks a law.
#pragma once

#include <simulation/run.hpp>

namespace dovetail::simulation {

/// `law`: what `failing` breaks. The failing run with the shortest prefix of its users' actions,
/// then without every class of faults that it can do without. Each step is a run of its own, so
/// what comes back has failed.
run_options shrink(plugins& code, const run_options& failing, int law);

} // namespace dovetail::simulation
