// SPDX-License-Identifier: Apache-2.0
#include "response_reader.hpp"

#include "header_rules.hpp"
#include "inflate.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace dovetail::http {
namespace {

namespace beast = boost::beast;

/// One read: as much as a socket's buffer usually holds, so that a page of a megabyte takes few.
constexpr std::size_t read_size = 64 * 1024;

/// Informational answers before the final one: a server sends one or two.
constexpr int max_informational = 16;

/// A body whose length is announced is given its memory at once, up to this.
constexpr std::uint64_t reserve_at_most = 1024 * 1024;

host::error retryable(std::string code, std::string message)
{
    return {host::error_class::retryable, std::move(code), std::move(message)};
}

} // namespace

/// Collects what Beast's parser finds. Its callbacks report faults through `fault`, because an
/// error_code could not say enough.
struct response_reader::parser final : beast::http::basic_parser<false>
{
    using error_code = beast::error_code;
    using string_view = beast::string_view;

    explicit parser(const reader_limits& its_limits) : limits(its_limits)
    {
        eager(true);
        header_limit(limits.header_bytes);
        body_limit(limits.body_bytes);
    }

    void on_request_impl(beast::http::verb, string_view, string_view, int, error_code&) override {}

    void on_response_impl(int status, string_view, int, error_code&) override
    {
        answer.status = static_cast<std::uint32_t>(status);
    }

    void on_field_impl(beast::http::field, string_view name, string_view value,
                       error_code&) override
    {
        answer.headers.push_back({lower_case({name.data(), name.size()}), std::string(value)});
    }

    void on_header_impl(error_code& ec) override
    {
        const auto encoding = lower_case(answer.find("content-encoding"));
        if (encoding.empty() || encoding == "identity") return;
        if (encoding == "gzip" || encoding == "x-gzip" || encoding == "deflate") {
            inflating.emplace(limits.body_bytes);
            // What the caller gets is not encoded any more.
            std::erase_if(answer.headers,
                          [](const header& each) { return each.name == "content-encoding"; });
            return;
        }
        fail(retryable("bad_encoding", "the answer has a content encoding that was not offered"),
             ec);
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override
    {
        if (length)
            answer.body.reserve(static_cast<std::size_t>(std::min(*length, reserve_at_most)));
    }

    std::size_t on_body_impl(string_view body, error_code& ec) override { return add(body, ec); }

    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code& ec) override
    {
        return add(body, ec);
    }

    void on_finish_impl(error_code& ec) override
    {
        if (inflating && received_body && !inflating->complete())
            fail(retryable("bad_encoding", "the compressed body of the answer ends early"), ec);
    }

    std::size_t add(string_view body, error_code& ec)
    {
        received_body = received_body || !body.empty();
        if (!inflating) {
            answer.body.append(body.data(), body.size());
            return body.size();
        }
        switch (inflating->feed({body.data(), body.size()}, answer.body)) {
        case inflater::status::corrupt:
            fail(retryable("bad_encoding", "the compressed body of the answer is damaged"), ec);
            break;
        case inflater::status::too_large:
            fail(body_too_large(), ec);
            break;
        default:
            break;
        }
        return body.size();
    }

    host::error body_too_large() const
    {
        return {host::error_class::config, "body_too_large",
                fmt::format("the answer is larger than the {} bytes that http.max_body_bytes "
                            "allows; raise it, or ask for smaller pages",
                            limits.body_bytes)};
    }

    void fail(host::error why, error_code& ec)
    {
        fault = std::move(why);
        ec = beast::http::error::bad_value;
    }

    reader_limits limits;
    response answer;
    std::optional<inflater> inflating;
    bool received_body = false;
    std::optional<host::error> fault;
};

struct response_reader::impl
{
    impl(const reader_limits& its_limits, bool head)
        : limits(its_limits), to_head(head),
          buffer(std::size_t{its_limits.header_bytes} + read_size)
    {
        restart();
    }

    void restart()
    {
        parsing = std::make_unique<parser>(limits);
        parsing->skip(to_head);
    }

    state fail(host::error why)
    {
        fault = std::move(why);
        return state::failed;
    }

    state fail(const beast::error_code& ec)
    {
        namespace http = beast::http;
        if (parsing->fault) return fail(std::move(*parsing->fault));
        if (ec == http::error::header_limit || ec == http::error::buffer_overflow)
            return fail({host::error_class::config, "header_too_large",
                         fmt::format("the headers of the answer are larger than {} bytes: that is "
                                     "no API; check http.base_url",
                                     limits.header_bytes)});
        if (ec == http::error::body_limit) return fail(parsing->body_too_large());
        if (ec == http::error::partial_message || ec == http::error::end_of_stream)
            return fail(
                retryable("cut_answer", "the connection ended in the middle of the answer"));
        return fail(
            retryable("bad_answer", fmt::format("the answer is not HTTP/1.1 ({})", ec.message())));
    }

    state parse()
    {
        while (buffer.size() != 0) {
            beast::error_code ec;
            const auto used = parsing->put(buffer.cdata(), ec);
            buffer.consume(used);
            if (ec == beast::http::error::need_more) return state::more;
            if (ec) return fail(ec);
            if (!parsing->is_done()) continue;
            if (parsing->answer.status / 100 != 1) return state::done;
            if (++informational > max_informational)
                return fail(retryable("bad_answer", "the server sends interim answers only"));
            restart();
        }
        return state::more;
    }

    reader_limits limits;
    bool to_head;
    bool any = false;
    int informational = 0;
    beast::flat_buffer buffer;
    std::unique_ptr<parser> parsing;
    host::error fault;
};

response_reader::response_reader(const reader_limits& limits, bool to_head)
    : impl_(std::make_unique<impl>(limits, to_head))
{
}

response_reader::~response_reader() = default;
response_reader::response_reader(response_reader&&) noexcept = default;

std::span<std::byte> response_reader::prepare()
{
    auto& buffer = impl_->buffer;
    const auto room = std::min(read_size, buffer.max_size() - buffer.size());
    const auto space = buffer.prepare(room);
    return {static_cast<std::byte*>(space.data()), space.size()};
}

response_reader::state response_reader::commit(std::size_t count)
{
    impl_->any = impl_->any || count != 0;
    impl_->buffer.commit(count);
    return impl_->parse();
}

response_reader::state response_reader::end(bool orderly)
{
    beast::error_code ec;
    auto& parsing = *impl_->parsing;
    if (!parsing.got_some())
        return impl_->fail(beast::error_code(beast::http::error::end_of_stream));
    if (!orderly) return impl_->fail(beast::error_code(beast::http::error::partial_message));
    parsing.put_eof(ec);
    if (ec) return impl_->fail(ec);
    return parsing.is_done() ? state::done
                             : impl_->fail(beast::error_code(beast::http::error::partial_message));
}

bool response_reader::started() const noexcept
{
    return impl_->any;
}

bool response_reader::keeps_connection() const noexcept
{
    return impl_->parsing->is_done() && impl_->parsing->keep_alive() && impl_->buffer.size() == 0;
}

const host::error& response_reader::fault() const noexcept
{
    return impl_->fault;
}

response response_reader::take()
{
    return std::move(impl_->parsing->answer);
}

} // namespace dovetail::http
