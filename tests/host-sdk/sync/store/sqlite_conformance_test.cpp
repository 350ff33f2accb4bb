// SPDX-License-Identifier: Apache-2.0
#include "sqlite_place.hpp"

#include <tuple>

using tested_places = std::tuple<sqlite_place>;

#include "conformance.hpp"
