// SPDX-License-Identifier: Apache-2.0
// a symbol that all generations of a process would share.
#include "skeleton.h"

template<class>
struct __attribute__((visibility("default"))) shared
{
    static int& count()
    {
        static int value = 0;
        return value;
    }
};
template struct __attribute__((visibility("default"))) shared<int>;
