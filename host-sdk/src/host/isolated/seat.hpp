// SPDX-License-Identifier: Apache-2.0
// The place of one configured connector or mapper: a child sits in it, and after its death another.
#pragma once

#include "launcher.hpp"
#include "restart_pace.hpp"

#include <memory>
#include <mutex>
#include <string>

namespace dovetail::host::isolated {

/// Threads   any.
class seat
{
public:
    /// What is created is a connector or a mapper; `configuration` as for the plugin's factory.
    seat(std::shared_ptr<launcher> from, call creates, std::string configuration);

    /// The first child, and what its plugin answered to create.
    result<answered<create_answer>> open();

    /// The child, or a new one when it died. Error, besides those of a start: retryable, code
    /// plugin_process_waiting, when it died too often to be started now.
    result<std::shared_ptr<child>> running();

    /// The generation that sits here.
    const launcher& from() const noexcept { return *from_; }

    /// A call to a certain child; its death is logged.
    template<class Answer, class Call>
    result<answered<Answer>> ask(child& to, call what, std::uint64_t object, const Call& said)
    {
        auto got = to.ask<Answer>(what, object, said);
        if (!got && !to.alive()) mourn(to);
        return got;
    }

    /// A call that may be made again, because it changes nothing: when the child dies of it, once
    /// more to a new one.
    template<class Answer, class Call>
    result<answered<Answer>> ask_twice(call what, const Call& said)
    {
        auto first = running();
        if (!first) return first.error();
        auto got = ask<Answer>(**first, what, 0, said);
        if (got || (*first)->alive()) return got;
        auto second = running();
        if (!second) return second.error();
        return ask<Answer>(**second, what, 0, said);
    }

private:
    result<answered<create_answer>> start();
    void mourn(const child& dead);
    void mourn_locked(const child& dead);

    std::shared_ptr<launcher> from_;
    call creates_;
    std::string configuration_;
    std::mutex mutex_;
    std::shared_ptr<child> child_;
    restart_pace pace_;
    restart_pace::time_point born_{};
    const child* mourned_ = nullptr; ///< the one whose death is logged and counted
};

} // namespace dovetail::host::isolated
