// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"

int main(int count, char** values)
{
    return dovetail::app::run_program({values + (count > 0 ? 1 : 0), values + count});
}
