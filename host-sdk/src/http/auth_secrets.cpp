// SPDX-License-Identifier: Apache-2.0
#include "auth_secrets.hpp"

namespace dovetail::http {

host::result<auth_secrets> read_auth_secrets(const host::auth_settings& settings,
                                             std::string_view needed_by)
{
    auth_secrets out;
    host::secret checked_and_dropped;
    struct wanted
    {
        const std::optional<host::secret_source>& source;
        host::secret& into;
    };
    for (const auto& each :
         {wanted{settings.password, out.password}, wanted{settings.token, out.token},
          wanted{settings.client_secret, out.client_secret},
          wanted{settings.private_key, out.private_key},
          wanted{settings.refresh_token, checked_and_dropped}}) {
        if (!each.source) continue;
        auto value = host::read_secret(*each.source, needed_by);
        if (!value) return value.error();
        each.into = std::move(*value);
    }
    return out;
}

} // namespace dovetail::http
