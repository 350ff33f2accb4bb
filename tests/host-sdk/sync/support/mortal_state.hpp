// SPDX-License-Identifier: Apache-2.0
// A host that dies at the n-th boundary: before or after a commit or a request. From then on every
// call of it fails, as nothing of a dead process goes on; the real store stays as it was.
#pragma once

#include "rig.hpp"

#include <dovetail/sync/store.hpp>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <vector>

namespace dovetail::test {

struct crash : std::runtime_error
{
    crash() : std::runtime_error("the host was killed") {}
};

/// Counts boundaries; throws at the chosen one and at all later ones.
class fuse
{
public:
    /// 0: never.
    void set(int at)
    {
        at_ = at;
        passed_ = 0;
    }
    void boundary()
    {
        if (at_ != 0 && ++passed_ >= at_) throw crash();
        if (at_ == 0) ++passed_;
    }
    int passed() const { return passed_; }

private:
    std::atomic<int> at_{0};
    std::atomic<int> passed_{0};
};

/// Wraps the state and the connections of a rig.
class mortal
{
public:
    explicit mortal(rig& on);

    /// Brings the host back: leases of the dead one run out at once.
    void revive();

    fuse& trigger() { return fuse_; }
    const sync::state& real() const { return real_; }

private:
    class store;
    class source;
    rig& on_;
    fuse fuse_;
    sync::state real_;
    std::shared_ptr<source> source_;
};

} // namespace dovetail::test
