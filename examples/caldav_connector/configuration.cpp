// SPDX-License-Identifier: Apache-2.0
#include "configuration.hpp"

#include "path.hpp"

#include <dovetail/kit/json.hpp>

#include <algorithm>

namespace caldav {

namespace kit = dovetail::kit;

namespace {

constexpr std::uint64_t largest_page = 1000;

user read_user(const kit::configuration_reader& from)
{
    user out;
    out.email = from.required_text("email");
    out.name = from.text("name", out.email);
    out.time_zone = from.text("time_zone", "");
    const std::string path = from.required_text("calendar");
    const auto canonical = canonical_path(path);
    if (!canonical || !canonical->ends_with('/') || *canonical == "/")
        kit::fail_configuration(from.pointer("calendar"),
                                "\"" + path +
                                    "\" is no path of a calendar: it begins and ends "
                                    "with a slash, e.g. \"/ada/tasks/\"");
    out.calendar = *canonical;
    return out;
}

} // namespace

const user* configuration::owner_of(std::string_view key) const noexcept
{
    const auto found = std::find_if(users.begin(), users.end(), [key](const user& one) {
        return is_directly_below(key, one.calendar);
    });
    return found == users.end() ? nullptr : &*found;
}

const user* configuration::find(std::string_view calendar) const noexcept
{
    const auto found = std::find_if(users.begin(), users.end(), [calendar](const user& one) {
        return one.calendar == calendar;
    });
    return found == users.end() ? nullptr : &*found;
}

configuration read_configuration(std::string_view text)
{
    const kit::configuration_reader root{text};
    configuration out;
    out.page = static_cast<std::uint64_t>(
        root.integer("page", static_cast<std::int64_t>(out.page), 1, largest_page));
    const auto* const users = root.raw().if_contains("users");
    if (users == nullptr || !users->is_array() || users->get_array().empty())
        kit::fail_configuration("/users", "must be a list with at least one user");
    for (const auto& item : users->get_array()) {
        const std::string pointer = "/users/" + std::to_string(out.users.size());
        if (!item.is_object()) kit::fail_configuration(pointer, "must be an object");
        user one = read_user({item.get_object(), pointer});
        if (out.find(one.calendar) != nullptr)
            kit::fail_configuration(pointer + "/calendar",
                                    "\"" + one.calendar + "\" belongs to another user already");
        out.users.push_back(std::move(one));
    }
    return out;
}

} // namespace caldav
