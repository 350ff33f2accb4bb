// SPDX-License-Identifier: Apache-2.0
// A mapper as a class with two functions.
#pragma once

#include <dovetail/abi/mapper.h>
#include <dovetail/kit/error.hpp>
#include <dovetail/kit/host.hpp>
#include <dovetail/kit/mapped_builder.hpp>
#include <dovetail/kit/view.hpp>

#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace dovetail::kit {

enum class side : std::uint32_t
{
    left = DOVETAIL_LEFT,
    right = DOVETAIL_RIGHT
};

/// Derive from it and name a function that makes it in DOVETAIL_PLUGIN. Constant after its
/// construction: its calls run concurrently. Whatever is thrown becomes an error.
class mapper
{
public:
    mapper() = default;
    mapper(const mapper&) = delete;
    mapper& operator=(const mapper&) = delete;
    virtual ~mapper() = default;

    /// In the order people see; lives as long as the mapper.
    [[nodiscard]] virtual std::span<const dovetail_canonical_field> fields() const noexcept = 0;

    /// Throws class config if the configuration does not fit what the side's connector found out.
    virtual void check(side /*which*/, record_range /*facts*/) const {}

    /// Adds exactly one item to `out` for each record, in order. Pure.
    virtual void to_canonical(side which, record_range records, mapped_builder& out) const = 0;

    /// Adds exactly one item to `out` for each change, in order. Pure.
    virtual void to_native(side target, canonical_change_range changes,
                           mapped_builder& out) const = 0;
};

namespace detail {

inline void require_one_each(std::size_t given, std::size_t made)
{
    if (given == made) return;
    throw plugin_error{error_class::bug, "wrong_item_count",
                       "the mapper made " + std::to_string(made) + " items for " +
                           std::to_string(given) + " records"};
}

[[nodiscard]] inline kit::side side_of(std::uint32_t side)
{
    if (side == DOVETAIL_LEFT || side == DOVETAIL_RIGHT) return static_cast<kit::side>(side);
    throw plugin_error{error_class::bug, "unknown_side",
                       "the host named the side " + std::to_string(side) +
                           "; there are 0 (left) and 1 (right)"};
}

struct mapper_thunks
{
    static const kit::mapper& of(void* self) noexcept { return *static_cast<kit::mapper*>(self); }

    static void fields(void* self, const dovetail_canonical_field** out,
                       std::uint64_t* count) noexcept
    {
        const auto fields = of(self).fields();
        *out = fields.data();
        *count = fields.size();
    }
    static dovetail_status check(void* self, std::uint32_t side, const dovetail_record* facts,
                                 std::uint64_t fact_count, dovetail_error* error) noexcept
    {
        return guarded(error, [&] { of(self).check(side_of(side), {facts, fact_count}); });
    }
    static dovetail_status to_canonical(void* self, std::uint32_t side,
                                        const dovetail_record* records, std::uint64_t record_count,
                                        dovetail_mapped_batch* out, dovetail_error* error) noexcept
    {
        return guarded(error, [&] {
            mapped_builder built{static_cast<std::size_t>(record_count)};
            of(self).to_canonical(side_of(side), {records, record_count}, built);
            require_one_each(static_cast<std::size_t>(record_count), built.size());
            put(out, std::move(built).finish());
        });
    }
    static dovetail_status to_native(void* self, std::uint32_t target,
                                     const dovetail_canonical_change* changes,
                                     std::uint64_t change_count, dovetail_mapped_batch* out,
                                     dovetail_error* error) noexcept
    {
        return guarded(error, [&] {
            mapped_builder built{static_cast<std::size_t>(change_count)};
            of(self).to_native(side_of(target), {changes, change_count}, built);
            require_one_each(static_cast<std::size_t>(change_count), built.size());
            put(out, std::move(built).finish());
        });
    }
    static void destroy(void* self) noexcept { delete static_cast<kit::mapper*>(self); }
};

} // namespace detail

/// Provides DOVETAIL_MAPPER_ID; `make` as for connector_extension.
template<std::unique_ptr<mapper> (*make)(std::string_view configuration, const host& host)>
struct mapper_extension
{
    static constexpr std::string_view id = DOVETAIL_MAPPER_ID;

    static const void* table() noexcept
    {
        static constexpr dovetail_mapper_factory factory{sizeof(dovetail_mapper_factory), 0,
                                                         &create};
        return &factory;
    }

private:
    static dovetail_status create(dovetail_text configuration, const dovetail_host* table,
                                  dovetail_mapper* out, dovetail_error* error) noexcept
    {
        using thunks = detail::mapper_thunks;
        return guarded(error, [&] {
            std::unique_ptr<mapper> made = make(view(configuration), host{table});
            detail::put(out, dovetail_mapper{sizeof(dovetail_mapper), 0, made.release(),
                                             &thunks::fields, &thunks::check, &thunks::to_canonical,
                                             &thunks::to_native, &thunks::destroy});
        });
    }
};

} // namespace dovetail::kit
