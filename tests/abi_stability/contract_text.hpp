// SPDX-License-Identifier: Apache-2.0
// The contract's headers as text: what they declare, and whether one version still is the other.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dovetail::test {

/// What a set of headers of the contract declares, without comments and superfluous blanks.
struct contract_text
{
    /// Members of each struct, in order, e.g. "uint32_t struct_size".
    std::map<std::string, std::vector<std::string>> structs{};
    /// Values of all enumerators and numeric macros, e.g. "1 << 2".
    std::map<std::string, std::string> constants{};
    /// Function types and functions, whole.
    std::vector<std::string> functions{};

    /// Whether a struct has no size of its own, or stands inside another one: such a struct can
    /// never grow.
    bool is_fixed(const std::string& name) const;
};

/// Reads the text of headers. Comments may say anything; code is of the shapes the contract has.
contract_text read_contract(const std::string& headers);

/// All `*.h` of a folder.
contract_text read_contract_folder(const std::filesystem::path& folder);

/// Where a plugin built with `older` would not understand a host built with `newer`, or the other
/// way round: something was removed, changed or moved, or was added but at the end of a
/// struct that may grow. Empty: they understand each other.
std::vector<std::string> breaks_between(const contract_text& older, const contract_text& newer);

} // namespace dovetail::test
