// SPDX-License-Identifier: Apache-2.0
// OAuth 2.0 on the client's side: tokens, their expiry, renewal and rotation.
#pragma once

#include "authorizer.hpp"
#include "event.hpp"
#include "token_file.hpp"
#include "token_reply.hpp"

#include <optional>

namespace dovetail::http {

class oauth final : public authorizer, public std::enable_shared_from_this<oauth>
{
public:
    explicit oauth(authorizer_parts parts);

    boost::asio::awaitable<host::result<credential>> current() override;
    bool renewable() const noexcept override { return true; }
    boost::asio::awaitable<host::result<credential>> renew(std::uint64_t refused) override;
    void proved(std::uint64_t generation) override;
    void distrust(std::uint64_t generation, const host::error& why) override;

private:
    using token_result = host::result<access_token>;

    /// One renewal, and all that wait for it.
    struct flight
    {
        explicit flight(const boost::asio::any_io_executor& strand) : landed(strand) {}
        event landed;
    };

    /// The last renewal failed: its error is the answer until then.
    struct refusal
    {
        host::error why;
        std::chrono::steady_clock::time_point until;
    };

    bool usable() const;
    std::optional<host::error> refused_now() const;
    host::result<credential> present() const;
    boost::asio::awaitable<host::result<credential>> wait_for_token();

    boost::asio::awaitable<void> fly(std::shared_ptr<flight> self_flight);
    boost::asio::awaitable<token_result> obtain();
    boost::asio::awaitable<token_result> ask(host::secret refresh_token);
    boost::asio::awaitable<token_result> obtain_by_refresh_token();
    boost::asio::awaitable<token_result> ask_with_stored();
    boost::asio::awaitable<host::result<void>> store(host::secret refresh_token);
    void land(const token_result& outcome);
    void adopt(const access_token& token);
    std::optional<host::error> check_instance(const std::string& url) const;
    host::error scrubbed(host::error fault, const host::secret& secret) const;
    host::error with_remedy(host::error fault) const;
    void report(const token_result& outcome) const;

    authorizer_parts parts_;
    std::shared_ptr<const token_file> file_;
    std::shared_ptr<flight> flight_;
    std::optional<refusal> refusal_;
    std::uint32_t failures_ = 0;

    host::secret authorization_;
    std::string instance_url_;
    std::uint64_t generation_ = 0;
    bool proved_ = false;
    std::optional<std::chrono::system_clock::time_point> renew_at_;

    /// A rotated token that is not durable yet: stored before anything else happens.
    host::secret unstored_;
    std::optional<access_token> held_back_;
};

} // namespace dovetail::http
