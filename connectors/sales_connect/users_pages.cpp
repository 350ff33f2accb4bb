// SPDX-License-Identifier: Apache-2.0
#include "users_pages.hpp"

#include "failure.hpp"
#include "quota.hpp"
#include "target.hpp"

namespace dovetail::sales_connect {

kit::request users_pages::next() const
{
    target where(server_->paths.users);
    where.add(server_->parameters.limit, std::to_string(server_->limits.users_page));
    if (!after_.empty()) where.add(server_->parameters.after, after_);
    return kit::request("GET", std::move(where).take());
}

page users_pages::read(const kit::answer& answer, kit::channel& channel)
{
    report_quota(*server_, answer, channel);
    require_success(*server_, answer, "read users");
    auto out = read_page(server_->users, answer.body());
    more_ = out.has_more && !out.last_key.empty() && out.last_key != after_;
    after_ = out.last_key;
    return out;
}

} // namespace dovetail::sales_connect
