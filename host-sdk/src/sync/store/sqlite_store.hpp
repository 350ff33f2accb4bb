// SPDX-License-Identifier: Apache-2.0
// The three interfaces of store.hpp over one opened state file.
#pragma once

#include "place.hpp"

#include <dovetail/sync/store.hpp>

#include <memory>

namespace dovetail::sync::sqlite {

std::shared_ptr<state_store> make_store(std::shared_ptr<place> where);
std::shared_ptr<work_source> make_work_source(std::shared_ptr<place> where);
std::shared_ptr<rate_budget> make_rate_budget(std::shared_ptr<place> where);

} // namespace dovetail::sync::sqlite
