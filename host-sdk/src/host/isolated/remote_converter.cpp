// SPDX-License-Identifier: Apache-2.0
#include "remote_converter.hpp"

#include "launcher.hpp"

#include <dovetail/host/batch.hpp>

#include <array>
#include <atomic>
#include <utility>

namespace dovetail::host::isolated {
namespace {

std::array<std::atomic<launcher*>, converter_seats> owners{};
std::array<dovetail_cursor_converter, converter_seats> tables{};

template<std::size_t Number>
dovetail_status convert(dovetail_bytes from, dovetail_cursor* out, dovetail_error* error)
{
    return owners[Number].load()->convert(from, out, error);
}

template<std::size_t Number>
const void* extension(dovetail_text id)
{
    if (view(id) == DOVETAIL_CURSOR_ID) return &tables[Number];
    return owners[Number].load()->provided(id);
}

using convert_function = decltype(&convert<0>);
using extension_function = decltype(&extension<0>);

template<std::size_t... Number>
constexpr std::array<convert_function, converter_seats> converts(std::index_sequence<Number...>)
{
    return {&convert<Number>...};
}

template<std::size_t... Number>
constexpr std::array<extension_function, converter_seats> extensions(std::index_sequence<Number...>)
{
    return {&extension<Number>...};
}

constexpr auto convert_functions = converts(std::make_index_sequence<converter_seats>{});
constexpr auto extension_functions = extensions(std::make_index_sequence<converter_seats>{});

} // namespace

converter_seat::~converter_seat()
{
    if (number_ < converter_seats) owners[number_].store(nullptr);
}

bool converter_seat::take(launcher& by, std::uint32_t version)
{
    for (std::size_t at = 0; at < converter_seats; ++at) {
        launcher* nobody = nullptr;
        if (!owners[at].compare_exchange_strong(nobody, &by)) continue;
        number_ = at;
        tables[at] = {sizeof(dovetail_cursor_converter), version, convert_functions[at]};
        return true;
    }
    return false;
}

const void* (*converter_seat::extension() const noexcept)(dovetail_text)
{
    return extension_functions[number_];
}

} // namespace dovetail::host::isolated
