// SPDX-License-Identifier: Apache-2.0
// The bare keep-alive loop that figures are set beside: it sends a request, reads the bytes of the
// answer and parses nothing but their length.
#pragma once

#include <string>
#include <string_view>

namespace dovetail::benchmarks {

/// One blocking HTTP/1.1 connection to 127.0.0.1. Throws std::runtime_error when it breaks.
class raw_client
{
public:
    explicit raw_client(const std::string& base_url);
    ~raw_client();
    raw_client(const raw_client&) = delete;
    raw_client& operator=(const raw_client&) = delete;

    struct answer
    {
        int status = 0;
        std::string_view body; ///< until the next request
    };

    /// `headers`: whole lines with line ends. Answers must carry a Content-Length.
    answer send(std::string_view method, std::string_view target, std::string_view headers,
                std::string_view body = {});

private:
    void write_all(std::string_view text);
    std::size_t read_more();

    int socket_ = -1;
    std::string host_;
    std::string out_;
    std::string in_;
};

} // namespace dovetail::benchmarks
