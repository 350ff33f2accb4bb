// SPDX-License-Identifier: Apache-2.0
// XML with namespaces over pugixml, which knows names with colons only.
#pragma once

#include <pugixml.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace caldav {

/// A name in a namespace.
struct xml_name
{
    std::string_view space;
    std::string_view local;
};

[[nodiscard]] constexpr xml_name dav(std::string_view local) noexcept
{
    return {"DAV:", local};
}
[[nodiscard]] constexpr xml_name calendar(std::string_view local) noexcept
{
    return {"urn:ietf:params:xml:ns:caldav", local};
}

/// Whether the element has that name, whatever its prefix.
[[nodiscard]] bool is(pugi::xml_node element, xml_name name) noexcept;
/// The first child element of that name; an empty node when there is none.
[[nodiscard]] pugi::xml_node child(pugi::xml_node element, xml_name name) noexcept;
void for_each_child(pugi::xml_node element, xml_name name,
                    const std::function<void(pugi::xml_node)>& action);
/// All the text directly in the element, CDATA too.
[[nodiscard]] std::string text_of(pugi::xml_node element);
/// The same without white space at its ends.
[[nodiscard]] std::string trimmed_text_of(pugi::xml_node element);

/// `text` with what XML reserves as references, for text content and attributes.
[[nodiscard]] std::string xml_escaped(std::string_view text);

} // namespace caldav
