// SPDX-License-Identifier: Apache-2.0
// A connection over a fake connector, in a scripted world.
#pragma once

#include "fake_connector.hpp"
#include "support/temporary_folder.hpp"
#include "test_world.hpp"

#include <dovetail/http/connection.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dovetail::test {

struct side_fixture
{
    std::shared_ptr<host::connection> open(const std::string& url, fake_connector& connector,
                                           host::connection_settings settings = {});

    /// make_connection with what the fixture has.
    host::result<std::shared_ptr<host::connection>> make(fake_connector& connector,
                                                         host::connection_settings settings);

    /// A secret in a file of its own.
    host::secret_source secret_file(const std::string& value);

    boost::asio::io_context context;
    scripted_world world;
    bool real_time = false; ///< open() uses the real clock instead of `world`
    kept_log log;
    temporary_folder folder;

private:
    int secrets_ = 0;
};

/// All keys of a fetch, and the error it ended with.
struct fetched
{
    std::vector<std::string> keys;
    std::string last_cursor;
    std::optional<host::error> fault;
};

boost::asio::awaitable<fetched> fetch_all(host::connection& side, host::fetch_request wanted = {});

std::string text_of(dovetail_bytes bytes);

/// A fetch in 3 pages: GET /page/<n>, whose body is the key of the only record; anything but a 200
/// is an error of class retryable.
std::vector<reaction> three_pages(const dovetail_operation& operation);

/// One GET of /once; delivers its body as the key of one record, or fails as three_pages does.
std::vector<reaction> one_request(const dovetail_operation& operation);

} // namespace dovetail::test
