// SPDX-License-Identifier: Apache-2.0
// A static of an inline function, with default visibility: g++ makes it STB_GNU_UNIQUE.
#include <dovetail/abi/entry.h>

template<class T>
struct __attribute__((visibility("default"))) shared_by_all_generations
{
    static T value;
};
template<class T>
T shared_by_all_generations<T>::value = 1;

dovetail_status dovetail_plugin_entry(dovetail_negotiation*, dovetail_plugin*, dovetail_error*)
{
    return shared_by_all_generations<uint32_t>::value++ ? DOVETAIL_FAILED : DOVETAIL_OK;
}
