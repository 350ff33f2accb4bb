// SPDX-License-Identifier: Apache-2.0
// Whether what stands at a path can be changed by somebody who should not.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <span>
#include <string>

namespace dovetail::host {

/// Why somebody other than root, this process's user or one of `owners` could change or replace
/// what is at `path`, with what to do about it; empty: nobody could, or nothing is there.
///
/// Every folder from the root on is looked at, symbolic links are followed as the system would. Not
/// safe is what belongs to another user, what every user may write to, and what a group may write
/// to, but for a group that is one user's alone (systems that give each user a group of their own
/// make files so). In a folder with the sticky bit (/tmp) nobody replaces what is not theirs, so
/// there the owners of the entries decide. Access control lists count: their mask is what the
/// system shows as the group's permissions.
///
/// What is safe when this returns stays so until one of those trusted changes it: a path is checked
/// first and opened afterwards.
std::string unsafe_place(const std::filesystem::path& path, std::span<const uid_t> owners);

} // namespace dovetail::host
