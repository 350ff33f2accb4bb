// SPDX-License-Identifier: Apache-2.0
#include "shape_reader.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace dovetail::sales_connect {

namespace {

using reader = kit::configuration_reader;

member_role role_of(const reader& from)
{
    static constexpr std::array<std::pair<std::string_view, member_role>, 6> roles{
        {{"value", member_role::value},
         {"instant", member_role::instant},
         {"key", member_role::key},
         {"revision", member_role::revision},
         {"modified_at", member_role::modified_at},
         {"tombstone", member_role::tombstone}}};
    const auto name = from.text("role", "value");
    for (const auto& [known, role] : roles) {
        if (known == name) return role;
    }
    kit::fail_configuration(from.pointer("role"), "must be one of value, instant, key, revision, "
                                                  "modified_at and tombstone");
}

member_node& child_of(member_node& parent, std::string_view key)
{
    const auto found = std::find_if(parent.children.begin(), parent.children.end(),
                                    [key](const member_node& node) { return node.key == key; });
    if (found != parent.children.end()) return *found;
    return parent.children.emplace_back(member_node{std::string(key)});
}

/// The node of a path such as "campaign.name".
member_node& node_of(member_node& root, std::string_view path)
{
    auto* node = &root;
    for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
        node = &child_of(*node, path.substr(0, dot));
        path.remove_prefix(dot + 1);
    }
    return child_of(*node, path);
}

void read_member(const std::string& path, const reader& from, list_shape& out)
{
    auto& node = node_of(out.item, path);
    node.role = role_of(from);
    if (node.role != member_role::value && node.role != member_role::instant) return;
    node.field = out.fields.size();
    out.fields.push_back(from.text("name", path));
    out.paths.push_back(path);
}

} // namespace

list_shape read_shape(const reader& from)
{
    list_shape out;
    out.list = from.required_text("list");
    out.has_more = from.required_text("has_more");
    out.next_cursor = from.text("next_cursor", "");
    out.total = from.text("total", "");
    const auto members = from.object("members");
    if (!members) kit::fail_configuration(from.pointer("members"), "must be given");
    for (const auto& member : members->raw()) {
        const std::string path(member.key());
        read_member(path, *members->object(path), out);
    }
    const auto& nodes = out.item.children;
    if (std::none_of(nodes.begin(), nodes.end(),
                     [](const member_node& node) { return node.role == member_role::key; }))
        kit::fail_configuration(from.pointer("members"), "one of them must have the role \"key\"");
    return out;
}

} // namespace dovetail::sales_connect
