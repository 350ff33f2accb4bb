// SPDX-License-Identifier: Apache-2.0
#include "plugin_configuration.hpp"

#include "checked/readable.hpp"

#include <dovetail/host/mapper.hpp>

namespace dovetail::host {
namespace {

/// A configured mapper of a plugin.
class plugin_mapping final : public mapping
{
public:
    plugin_mapping(std::string name, const dovetail_mapper& handle,
                   std::shared_ptr<const plugin> generation) noexcept
        : name_(std::move(name)), handle_(handle), generation_(std::move(generation))
    {
    }

    plugin_mapping(const plugin_mapping&) = delete;
    plugin_mapping& operator=(const plugin_mapping&) = delete;
    ~plugin_mapping() override { handle_.destroy(handle_.self); }

    const std::string& name() const noexcept override { return name_; }
    const std::vector<canonical_field>& fields() const noexcept override { return fields_; }

    /// Asks for the canonical fields once; what is wrong with them, or nothing.
    checked::finding read_fields()
    {
        const dovetail_canonical_field* first = nullptr;
        std::uint64_t count = 0;
        handle_.fields(handle_.self, &first, &count);
        if (auto wrong = checked::unreadable_canonical(first, count)) return wrong;
        const array_view<dovetail_canonical_field> all(first, count);
        for (std::size_t at = 0; at < all.size(); ++at) {
            const dovetail_canonical_field field = copy_struct(all[at]);
            fields_.push_back({std::string(view(field.name)), static_cast<flow>(field.flow[0]),
                               static_cast<flow>(field.flow[1]),
                               std::string(view(field.native_name[0])),
                               std::string(view(field.native_name[1]))});
        }
        return {};
    }

    result<void> check(side where, std::span<const record_batch> facts) const override
    {
        // The contract wants one array; the facts may have come in several deliveries.
        std::vector<dovetail_record> all;
        for (const record_batch& batch : facts) {
            const auto some = records(batch);
            for (std::size_t at = 0; at < some.size(); ++at)
                all.push_back(copy_struct(some[at]));
        }
        for (dovetail_record& fact : all)
            fact.struct_size = sizeof fact;
        auto reported = empty_struct<dovetail_error>();
        if (handle_.check(handle_.self, static_cast<std::uint32_t>(where), all.data(), all.size(),
                          &reported) == DOVETAIL_OK)
            return {};
        error failure = failure_of(*generation_, reported);
        failure.message = "mapping \"" + name_ + "\": " + failure.message;
        return failure;
    }

    result<mapped_batch> to_canonical(side where, array_view<dovetail_record> given) const override
    {
        if (given.size() == 0) return mapped_batch();
        auto out = empty_struct<dovetail_mapped_batch>();
        auto reported = empty_struct<dovetail_error>();
        const auto status = handle_.to_canonical(handle_.self, static_cast<std::uint32_t>(where),
                                                 &given[0], given.size(), &out, &reported);
        return take(status, out, reported, given.size(), "to_canonical");
    }

    result<mapped_batch> to_native(
        side target, std::span<const dovetail_canonical_change> changes) const override
    {
        if (changes.empty()) return mapped_batch();
        auto out = empty_struct<dovetail_mapped_batch>();
        auto reported = empty_struct<dovetail_error>();
        const auto status = handle_.to_native(handle_.self, static_cast<std::uint32_t>(target),
                                              changes.data(), changes.size(), &out, &reported);
        return take(status, out, reported, changes.size(), "to_native");
    }

private:
    result<mapped_batch> take(dovetail_status status, const dovetail_mapped_batch& out,
                              dovetail_error& reported, std::size_t count, const char* call) const
    {
        if (status != DOVETAIL_OK) return failure_of(*generation_, reported);
        mapped_batch batch(copy_struct(out), generation_);
        checked::finding wrong = accept(batch);
        if (!wrong && batch.get().item_count != count)
            wrong = {"A-73", std::to_string(batch.get().item_count) + " mapped records for " +
                                 std::to_string(count)};
        if (wrong) return broken_contract(*generation_, call, wrong);
        return batch;
    }

    std::string name_;
    dovetail_mapper handle_;
    std::shared_ptr<const plugin> generation_;
    std::vector<canonical_field> fields_;
};

} // namespace

mapper_plugin::mapper_plugin(std::shared_ptr<const plugin> loaded,
                             const dovetail_mapper_factory* factory) noexcept
    : loaded_(std::move(loaded)), factory_(factory)
{
}

result<mapper_plugin> mapper_plugin::of(std::shared_ptr<const plugin> loaded)
{
    const auto* factory =
        static_cast<const dovetail_mapper_factory*>(loaded->extension(DOVETAIL_MAPPER_ID));
    if (!factory)
        return error{error_class::config, "plugin_provides",
                     "the plugin " + loaded->label() +
                         " is no mapper: it does not provide " DOVETAIL_MAPPER_ID};
    if (!DOVETAIL_HAS(factory, dovetail_mapper_factory, create) || !factory->create)
        return broken_contract(*loaded, "extension", {"A-46", "its mapper factory has no create"});
    return mapper_plugin(std::move(loaded), factory);
}

result<std::unique_ptr<mapping>> mapper_plugin::create(std::string name,
                                                       const configuration& settings) const
{
    if (auto fine = judge_configuration(*loaded_, settings); !fine) return fine.error();
    auto handle = empty_struct<dovetail_mapper>();
    auto reported = empty_struct<dovetail_error>();
    if (create_from(*loaded_, *factory_, settings.json, handle, reported) != DOVETAIL_OK)
        return creation_failure(*loaded_, settings, reported);
    if (const auto wrong = checked::unusable(handle))
        return broken_contract(*loaded_, "create", wrong);
    auto made = std::make_unique<plugin_mapping>(std::move(name), handle, loaded_);
    if (const auto wrong = made->read_fields()) return broken_contract(*loaded_, "fields", wrong);
    return std::unique_ptr<mapping>(std::move(made));
}

} // namespace dovetail::host
