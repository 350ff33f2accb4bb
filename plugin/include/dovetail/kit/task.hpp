// SPDX-License-Identifier: Apache-2.0
// The coroutine type exchanges are written with.
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace dovetail::kit {

template<class result = void>
class task;

namespace detail {

/// What the promises of all tasks share: who waits for it, and what escaped from it.
struct promise_base
{
    std::coroutine_handle<> waiting = std::noop_coroutine();
    std::exception_ptr thrown{};

    struct final_step
    {
        bool await_ready() const noexcept { return false; }
        template<class promise>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<promise> ended) const noexcept
        {
            return ended.promise().waiting;
        }
        void await_resume() const noexcept {}
    };

    std::suspend_always initial_suspend() const noexcept { return {}; }
    final_step final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { thrown = std::current_exception(); }
};

template<class result>
struct promise : promise_base
{
    std::optional<result> value{};

    task<result> get_return_object() noexcept;
    void return_value(result returned) { value.emplace(std::move(returned)); }
    result take()
    {
        if (thrown) std::rethrow_exception(thrown);
        return std::move(*value);
    }
};

template<>
struct promise<void> : promise_base
{
    task<void> get_return_object() noexcept;
    void return_void() const noexcept {}
    void take() const
    {
        if (thrown) std::rethrow_exception(thrown);
    }
};

} // namespace detail

/// A coroutine that starts when it is awaited and gives its result, or its exception, to whoever
/// awaits it. Owns its frame: destroying a task destroys everything in it and below it, which is
/// how an exchange is cancelled. Awaited at most once. Threads: the exchange's strand.
///
/// Arguments that are references must outlive the task; inside one co_await expression they do.
template<class result>
class [[nodiscard]] task
{
public:
    using promise_type = detail::promise<result>;
    using handle = std::coroutine_handle<promise_type>;

    task() noexcept = default;
    explicit task(handle frame) noexcept : frame_{frame} {}
    task(task&& other) noexcept : frame_{std::exchange(other.frame_, nullptr)} {}
    task& operator=(task&& other) noexcept
    {
        if (this != &other) {
            reset();
            frame_ = std::exchange(other.frame_, nullptr);
        }
        return *this;
    }
    ~task() { reset(); }

    void reset() noexcept
    {
        if (frame_) std::exchange(frame_, nullptr).destroy();
    }
    [[nodiscard]] bool done() const noexcept { return !frame_ || frame_.done(); }
    /// For whoever runs the outermost task.
    [[nodiscard]] std::coroutine_handle<> frame() const noexcept { return frame_; }
    /// Precondition: it is done and there was a frame. Throws what the coroutine threw.
    result take() { return frame_.promise().take(); }

    auto operator co_await() && noexcept
    {
        struct awaiter
        {
            handle frame;
            bool await_ready() const noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) const noexcept
            {
                frame.promise().waiting = waiting;
                return frame;
            }
            result await_resume() const { return frame.promise().take(); }
        };
        return awaiter{frame_};
    }

private:
    handle frame_ = nullptr;
};

namespace detail {

template<class result>
task<result> promise<result>::get_return_object() noexcept
{
    return task<result>{std::coroutine_handle<promise>::from_promise(*this)};
}
inline task<void> promise<void>::get_return_object() noexcept
{
    return task<void>{std::coroutine_handle<promise>::from_promise(*this)};
}

} // namespace detail

/// What an exchange is written as.
using exchange_task = task<void>;

} // namespace dovetail::kit
