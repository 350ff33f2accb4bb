// SPDX-License-Identifier: Apache-2.0
#include "contract.hpp"

#include <dovetail/host/connector.hpp>

namespace dovetail::host {
namespace {

exchange_step failed(error why)
{
    exchange_step out;
    out.failure = std::move(why);
    return out;
}

std::string check_request(const dovetail_request* request)
{
    if (!request) return "a step REQUEST without a request";
    if (!DOVETAIL_HAS(request, dovetail_request, body)) return "a request of a wrong size";
    const bool has_method = request->method.data && request->method.size;
    const bool has_target = request->target.data && request->target.size;
    if (!has_method || !has_target || request->target.data[0] != '/')
        return "a request without method, or whose target does not begin with '/'";
    if (request->header_count && !request->headers) return "a request with null headers";
    for (std::uint64_t at = 0; at < request->header_count; ++at) {
        const dovetail_header& header = request->headers[at];
        if (!header.name.data || header.name.size == 0 || (header.value.size && !header.value.data))
            return "a request with a null header";
    }
    return request->body.size && !request->body.data ? "a request with a null body" : "";
}

/// Reads one step; `out` is complete when no fault comes back.
class step_reader
{
public:
    step_reader(const dovetail_step& step, const std::shared_ptr<const plugin>& generation,
                exchange_step& out)
        : step_(step), generation_(generation), out_(out)
    {
    }

    std::string read()
    {
        // Whatever was handed out is taken over first, so that it is released in any case.
        std::string wrong = take_deliveries();
        if (!wrong.empty()) return wrong;
        out_.kind = step_.kind;
        out_.total = step_.total;
        out_.usage = step_.usage;
        out_.wait_ms = step_.wait_ms;
        switch (step_.kind) {
        case DOVETAIL_STEP_REQUEST:
            out_.request = step_.request;
            return check_request(out_.request);
        case DOVETAIL_STEP_DELIVER:
            return read_delivery();
        case DOVETAIL_STEP_FAILED:
            return read_failure();
        case DOVETAIL_STEP_WAIT:
        case DOVETAIL_STEP_DONE:
            return {};
        default:
            return "a step of the unknown kind " + std::to_string(step_.kind);
        }
    }

private:
    std::string take_deliveries()
    {
        std::string wrong;
        if (step_.batch) {
            out_.batch = record_batch(copy_struct(*step_.batch), generation_);
            wrong = accept(out_.batch);
        }
        if (step_.outcomes) {
            out_.outcomes = outcome_batch(copy_struct(*step_.outcomes), generation_);
            if (wrong.empty()) wrong = accept(out_.outcomes);
        }
        return wrong.empty() ? wrong : "a delivery with " + wrong;
    }

    std::string read_delivery()
    {
        if (!step_.batch && !step_.outcomes) return "a step DELIVER that delivers nothing";
        if (step_.cursor.size && !step_.cursor.data) return "a delivery with a null cursor";
        out_.cursor = {step_.cursor.data, step_.cursor.size};
        return {};
    }

    std::string read_failure()
    {
        if (!step_.error) return "a step FAILED without an error";
        auto reported = copy_struct(*step_.error);
        reported.release = nullptr; // it belongs to the exchange
        out_.failure = failure_of(*generation_, reported);
        return {};
    }

    const dovetail_step& step_;
    const std::shared_ptr<const plugin>& generation_;
    exchange_step& out_;
};

} // namespace

exchange::exchange(const dovetail_exchange& handle,
                   std::shared_ptr<const plugin> generation) noexcept
    : handle_(handle), generation_(std::move(generation))
{
}

exchange::exchange(exchange&& other) noexcept
    : handle_(std::exchange(other.handle_, {})), generation_(std::move(other.generation_)),
      over_(std::exchange(other.over_, true))
{
}

exchange& exchange::operator=(exchange&& other) noexcept
{
    if (this != &other) {
        end();
        handle_ = std::exchange(other.handle_, {});
        generation_ = std::move(other.generation_);
        over_ = std::exchange(other.over_, true);
    }
    return *this;
}

exchange::~exchange()
{
    end();
}

void exchange::end() noexcept
{
    if (handle_.release) handle_.release(handle_.self);
    handle_ = {};
}

exchange_step exchange::resume(const dovetail_event& event)
{
    if (over_)
        return failed({error_class::bug, "exchange_over", "an exchange was resumed after its end"});
    auto step = empty_struct<dovetail_step>();
    handle_.resume(handle_.self, &event, &step);
    exchange_step out;
    const std::string wrong = step_reader(step, generation_, out).read();
    if (!wrong.empty()) out = failed(broken_contract(*generation_, wrong));
    over_ = out.kind == DOVETAIL_STEP_DONE || out.kind == DOVETAIL_STEP_FAILED;
    return out;
}

} // namespace dovetail::host
