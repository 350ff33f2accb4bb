// SPDX-License-Identifier: Apache-2.0
// The same plugin as in_c.c with the kit: a list of "item <key> <title>" lines, and a mapper for
// it. Texts, containers, exceptions and coroutines of whichever library it is built with stay
// inside.
#include <dovetail/kit/plugin.hpp>

#include <map>
#include <string>

namespace kit = dovetail::kit;

namespace {

#ifdef STABILITY_OLD_STRINGS
static_assert(_GLIBCXX_USE_CXX11_ABI == 0 && sizeof(std::string) == sizeof(void*));
#endif
#if defined(STABILITY_CLANG) && !(defined(__clang__) && defined(__GLIBCXX__))
#error "this variant is for Clang with libstdc++"
#endif
#if DOVETAIL_ABI_VERSION > 1
static_assert(sizeof(dovetail_record) > 64 && sizeof(dovetail_connector) > 48,
              "structs of a newer contract are larger than those of the host");
#endif

constexpr std::string_view own_cursor = "c1";

std::map<std::string, std::string> read_list(std::string_view body)
{
    std::map<std::string, std::string> out;
    for (; body.starts_with("item "); body.remove_prefix(body.find('\n') + 1)) {
        const std::string_view line = body.substr(5, body.find('\n') - 5);
        const auto space = line.find(' ');
        out.emplace(line.substr(0, space), line.substr(space + 1));
    }
    if (body != "end\n")
        throw kit::plugin_error{kit::error_class::retryable, "malformed_answer", "no list"};
    return out;
}

class connector : public kit::connector
{
public:
    dovetail_abilities abilities() const noexcept override
    {
        dovetail_abilities out{};
        out.can = DOVETAIL_CAN_CREATE_IDEMPOTENTLY;
        out.max_write_batch = 1;
        out.max_lookup_batch = 1;
        return out;
    }

    void accept_cursor(std::string_view cursor) const override
    {
        if (cursor != own_cursor)
            throw kit::plugin_error{kit::error_class::gone, "cursor", "none of this plugin's"};
    }

    kit::exchange_task run(kit::channel& channel, const kit::operation& wanted) override
    {
        if (wanted.kind() == DOVETAIL_OP_FETCH) return fetch(channel);
        if (wanted.kind() == DOVETAIL_OP_WRITE) return write(channel, wanted);
        throw kit::unknown_operation(wanted);
    }

private:
    kit::exchange_task fetch(kit::channel& channel)
    {
        kit::request get{"GET", "/items"};
        const kit::answer answer = co_await channel.request(std::move(get));
        kit::batch_builder batch;
        for (const auto& [key, title] : read_list(answer.body()))
            batch.add(key).text("title", title);
        co_await channel.deliver(std::move(batch), std::string{own_cursor});
    }

    kit::exchange_task write(kit::channel& channel, const kit::operation& wanted)
    {
        const dovetail_change& change = wanted.changes()[0];
        const std::string key{kit::view(change.idempotency_key)};
        kit::request put{"PUT", "/items/" + key};
        put.body(std::string{kit::find_text(kit::fields_of(change), "title")}, "text/plain");
        const kit::answer answer = co_await channel.request(std::move(put));
        kit::outcomes_builder outcomes{1};
        if (answer.status() / 100 == 2) outcomes.applied(0, key);
        co_await channel.deliver(std::move(outcomes));
    }
};

class mapper : public kit::mapper
{
public:
    std::span<const dovetail_canonical_field> fields() const noexcept override
    {
        return {&name_field_, 1};
    }

    void to_canonical(kit::side from, kit::record_range records,
                      kit::mapped_builder& out) const override
    {
        for (const dovetail_record& record : records) {
            out.begin();
            out.eligible();
            const auto* const value = kit::find(kit::fields_of(record), native(from));
            if (value != nullptr) out.fields().value("name", *value);
        }
    }

    void to_native(kit::side target, kit::canonical_change_range changes,
                   kit::mapped_builder& out) const override
    {
        for (const dovetail_canonical_change& change : changes) {
            out.begin();
            const auto* const value =
                kit::find(kit::fields_of(change.fields, change.field_count), "name");
            if (value != nullptr) out.fields().value(out.name(native(target)), *value);
        }
    }

private:
    static std::string native(kit::side side)
    {
        return side == kit::side::left ? "title" : "Subject";
    }

    static constexpr dovetail_canonical_field make_name_field()
    {
        dovetail_canonical_field out{};
        out.struct_size = sizeof out;
        out.flow[0] = out.flow[1] = DOVETAIL_FLOW_ALWAYS;
        out.name = kit::borrow("name");
        out.native_name[0] = kit::borrow("title");
        out.native_name[1] = kit::borrow("Subject");
        return out;
    }

    dovetail_canonical_field name_field_ = make_name_field();
};

template<class object, class made>
std::unique_ptr<object> make(std::string_view configuration, const kit::host&)
{
    if (configuration.find("\"/") == std::string_view::npos)
        throw kit::plugin_error{kit::error_class::config, "configuration", "/path: no path"};
    return std::make_unique<made>();
}

constexpr auto make_connector = &make<kit::connector, connector>;
constexpr auto make_mapper = &make<kit::mapper, mapper>;

} // namespace

DOVETAIL_PLUGIN(dovetail::kit::connector_extension<make_connector>,
                dovetail::kit::mapper_extension<make_mapper>);
