// SPDX-License-Identifier: Apache-2.0
#include "xml.hpp"

#include <dovetail/kit/broken_utf8.hpp>

namespace caldav {

namespace {

/// The namespace that the element's prefix is bound to; empty: none.
std::string_view space_of(pugi::xml_node element, std::string_view prefix) noexcept
{
    for (pugi::xml_node at = element; at.type() == pugi::node_element; at = at.parent()) {
        for (const pugi::xml_attribute attribute : at.attributes()) {
            const std::string_view name{attribute.name()};
            const bool binds = prefix.empty()
                                   ? name == "xmlns"
                                   : name.size() == prefix.size() + 6 &&
                                         name.starts_with("xmlns:") && name.substr(6) == prefix;
            if (binds) return attribute.value();
        }
    }
    return {};
}

} // namespace

bool is(pugi::xml_node element, xml_name name) noexcept
{
    if (element.type() != pugi::node_element) return false;
    const std::string_view whole{element.name()};
    const auto colon = whole.find(':');
    const bool plain = colon == std::string_view::npos;
    if ((plain ? whole : whole.substr(colon + 1)) != name.local) return false;
    return space_of(element, plain ? std::string_view{} : whole.substr(0, colon)) == name.space;
}

pugi::xml_node child(pugi::xml_node element, xml_name name) noexcept
{
    for (const pugi::xml_node one : element.children())
        if (is(one, name)) return one;
    return {};
}

void for_each_child(pugi::xml_node element, xml_name name,
                    const std::function<void(pugi::xml_node)>& action)
{
    for (const pugi::xml_node one : element.children())
        if (is(one, name)) action(one);
}

std::string text_of(pugi::xml_node element)
{
    std::string out;
    for (const pugi::xml_node one : element.children())
        if (one.type() == pugi::node_pcdata || one.type() == pugi::node_cdata) out += one.value();
    // A reference such as &#xD800; is no character either.
    return dovetail::kit::replace_broken_utf8(out);
}

std::string trimmed_text_of(pugi::xml_node element)
{
    constexpr std::string_view blanks = " \t\r\n";
    const std::string text = text_of(element);
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string xml_escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

} // namespace caldav
