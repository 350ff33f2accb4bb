// SPDX-License-Identifier: Apache-2.0
// Errors handed out through the contract.
#pragma once

#include "child.hpp"

#include <dovetail/host/error.hpp>

#include <string_view>
#include <utility>

namespace dovetail::host::isolated {

class launcher;

/// Fills in an error of the contract; its texts live until its release.
void report(dovetail_error* out, error why);

/// The same for an error that stands in an answer.
void report(dovetail_error* out, const dovetail_error& said, block memory);

/// Whose call it was: for findings.
struct asked
{
    const launcher& of;
    std::string_view call; ///< e.g. "resume"
};

/// For a call that failed in the child: what the plugin said, or how it broke the contract.
void report(dovetail_error* out, const verdict& outcome, block memory, const asked& what);

/// Whether a call was answered with OK. If not, `error` says why: the plugin's own words, or what
/// became of the child.
template<class Answer>
bool is_ok(result<answered<Answer>>& got, dovetail_error* error, const asked& what)
{
    if (!got) {
        report(error, got.error());
        return false;
    }
    const verdict& outcome = got->root->outcome;
    if (outcome.status == DOVETAIL_OK) return true;
    report(error, outcome, std::move(got->memory), what);
    return false;
}

/// A broken contract; it is among the findings of the host, too.
error broken_by(const verdict& outcome, const asked& what);

} // namespace dovetail::host::isolated
