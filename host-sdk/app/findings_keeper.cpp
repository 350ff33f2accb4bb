// SPDX-License-Identifier: Apache-2.0
#include "app/findings_keeper.hpp"

#include <chrono>
#include <utility>

namespace dovetail::app {
namespace {

/// How often is looked for new ones: a comparison of two numbers.
constexpr std::chrono::seconds interval{1};

} // namespace

findings_keeper::findings_keeper(const host::contract_findings& found,
                                 std::shared_ptr<sync::state_store> store,
                                 std::vector<std::string> syncs)
    : found_(found), store_(std::move(store)), syncs_(std::move(syncs)),
      earlier_(stored_findings(*store_, syncs_)),
      storing_(interval, [this] { store_what_is_new(); })
{
}

findings_keeper::~findings_keeper()
{
    storing_.end();
    store_what_is_new();
}

void findings_keeper::store_what_is_new()
{
    const auto total = found_.total();
    if (total == stored_) return;
    const auto all = joined_findings(earlier_, found_.all(), std::chrono::system_clock::now());
    if (store_findings(*store_, syncs_, all)) stored_ = total;
}

} // namespace dovetail::app
