// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What every handler of the Sales Connect side is given.

#include <sandbox/instant.hpp>
#include <sandbox/message.hpp>
#include <sandbox/sales_connect/account.hpp>
#include <sandbox/sales_connect/problem.hpp>
#include <sandbox/settings.hpp>

namespace dovetail::sandbox::sales_connect {

struct call
{
    account& data;
    settings& options; ///< not const: a row lock counts down
    const request& from;
    const target_parts& target;
    instant now;
    attempt asked = attempt::first;
};

} // namespace dovetail::sandbox::sales_connect
