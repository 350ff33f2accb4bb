// SPDX-License-Identifier: Apache-2.0
// A plugin loaded the way a host loads it, for tests: dlopen, handshake, factory.
#pragma once

#include <dovetail/abi/entry.h>
#include <dovetail/kit/text.hpp>

#include <dlfcn.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace dovetail::test {

/// Throws what `error` says, and releases it.
[[noreturn]] inline void throw_error(dovetail_error error)
{
    const std::string text =
        std::string{kit::view(error.code)} + ": " + std::string{kit::view(error.message)};
    if (error.release != nullptr) error.release(error.owner);
    throw std::runtime_error{text};
}

class loaded_plugin
{
public:
    explicit loaded_plugin(const std::string& path)
        : library_{dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)}
    {
        if (library_ == nullptr) throw std::runtime_error{dlerror()};
        entry_ = reinterpret_cast<dovetail_entry_function>(dlsym(library_, DOVETAIL_ENTRY_SYMBOL));
        if (entry_ == nullptr) throw std::runtime_error{path + " has no entry"};
        dovetail_negotiation talk{sizeof(dovetail_negotiation), 1, 1, 0, 0, 0};
        dovetail_error error{};
        error.struct_size = sizeof error;
        plugin_.struct_size = sizeof plugin_;
        if (entry_(&talk, &plugin_, &error) != DOVETAIL_OK) throw_error(error);
    }
    loaded_plugin(const loaded_plugin&) = delete;
    loaded_plugin& operator=(const loaded_plugin&) = delete;
    // Not closed: leak checkers name functions of a library only while it is mapped.

    [[nodiscard]] const dovetail_plugin& table() const noexcept { return plugin_; }
    [[nodiscard]] dovetail_entry_function entry() const noexcept { return entry_; }

    template<class factory>
    [[nodiscard]] const factory& extension(std::string_view id) const
    {
        const auto* const found = static_cast<const factory*>(plugin_.extension(kit::borrow(id)));
        if (found == nullptr) throw std::runtime_error{"no such extension"};
        return *found;
    }

private:
    void* library_;
    dovetail_entry_function entry_ = nullptr;
    dovetail_plugin plugin_{};
};

/// A connector or a mapper, made from a configuration; throws runtime_error "code: message".
template<class object, class factory>
class made
{
public:
    made(const factory& from, std::string_view configuration)
    {
        dovetail_error error{};
        error.struct_size = sizeof error;
        object_.struct_size = sizeof object_;
        if (from.create(kit::borrow(configuration), nullptr, &object_, &error) != DOVETAIL_OK)
            throw_error(error);
    }
    made(const made&) = delete;
    made& operator=(const made&) = delete;
    ~made() { object_.destroy(object_.self); }

    const object* operator->() const noexcept { return &object_; }
    const object& operator*() const noexcept { return object_; }

private:
    object object_{};
};

using made_connector = made<dovetail_connector, dovetail_connector_factory>;
using made_mapper = made<dovetail_mapper, dovetail_mapper_factory>;

} // namespace dovetail::test
