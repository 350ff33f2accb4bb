// SPDX-License-Identifier: Apache-2.0
#include "pages.hpp"

#include "soql.hpp"

#include <dovetail/kit/error.hpp>

namespace dovetail::salesforce {

kit::task<bool> page_sequence::read(kit::batch_builder& into)
{
    if (begun_ && next_.empty()) co_return false;
    auto request = next_.empty() ? server_.query(soql_) : server_.next_page(next_);
    if (!request)
        throw kit::plugin_error{kit::error_class::bug, "foreign_locator",
                                "Salesforce names a next page that is no path of its API"};
    const kit::answer answer = co_await server_.read(std::move(*request), doing_);
    const page read = read_page(answer.body(), columns_, into);
    if (!begun_) total_ = read.total;
    begun_ = true;
    next_ = read.done ? std::string{} : read.next;
    co_return true;
}

std::vector<std::string> in_lists(const std::vector<std::string>& literals, std::size_t used)
{
    std::vector<std::string> lists;
    std::size_t size = soql::longest_uri;
    for (const std::string& literal : literals) {
        const std::size_t cost = soql::uri_cost(literal);
        if (size + cost > soql::longest_uri) {
            lists.emplace_back();
            size = used;
        }
        if (!lists.back().empty()) lists.back() += ',';
        lists.back() += literal;
        size += cost;
    }
    return lists;
}

} // namespace dovetail::salesforce
