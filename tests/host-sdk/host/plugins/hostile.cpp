// SPDX-License-Identifier: Apache-2.0
// A connector and a mapper that do what no plugin may, as the configuration says: {"mode": "…"}.
// Without a mode they behave. Built without sanitizers, so that what happens is what would happen.
#include "isolated/wire.hpp"

#include <dovetail/abi/cursor.h>
#include <dovetail/abi/entry.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

namespace {

namespace wire = dovetail::host::isolated;

dovetail_text text_of(const char* text)
{
    return {text, std::strlen(text)};
}

bool equal(dovetail_text text, const char* other)
{
    return text.size == std::strlen(other) && std::memcmp(text.data, other, text.size) == 0;
}

void fail(dovetail_error* error, const char* code, const char* message)
{
    error->struct_size = sizeof *error;
    error->error_class = DOVETAIL_ERROR_REJECTED;
    error->code = text_of(code);
    error->message = text_of(message);
}

struct settings
{
    std::string configuration;

    bool is(const char* mode) const
    {
        return configuration.find(std::string("\"mode\":\"") + mode + '"') != std::string::npos;
    }
    unsigned number() const
    {
        const auto at = configuration.find("\"tasks\":");
        return at == std::string::npos
                   ? 0
                   : static_cast<unsigned>(std::atoi(configuration.c_str() + at + 8));
    }
};

/// Takes memory until there is none; the result tells that there was an end.
bool memory_ends()
{
    constexpr std::size_t piece = std::size_t{1} << 20;
    for (int count = 0; count < 1 << 16; ++count) {
        void* taken = std::malloc(piece);
        if (!taken) return true;
        std::memset(taken, 1, piece);
    }
    return false;
}

/// Says on its lane what only the server of the lane may say.
void forge_answer(const void* calls, unsigned seed)
{
    // The first member of the arena of a call is its event, so its address is that of the memory.
    auto* answers =
        static_cast<unsigned char*>(const_cast<void*>(calls)) + (std::size_t{128} << 20);
    unsigned state = seed * 2654435761u + 1;
    constexpr std::size_t size = 4096;
    for (std::size_t at = 0; at < size; ++at) {
        state = state * 1664525u + 1013904223u;
        answers[at] = static_cast<unsigned char>(state >> 24);
    }
    // Half of them are sound up to the step, so that the checks behind it are reached.
    if (seed % 2 == 0) {
        wire::resume_answer root{};
        root.step.kind = DOVETAIL_STEP_DELIVER;
        root.step.batch = reinterpret_cast<dovetail_batch*>(sizeof root);
        dovetail_batch batch{};
        batch.struct_size = sizeof batch;
        batch.records = reinterpret_cast<dovetail_record*>(
            seed % 4 == 0 ? sizeof root + sizeof batch : std::size_t{state} << 20);
        batch.record_count = seed % 8 < 4 ? ~std::uint64_t{0} / 2 : 8;
        std::memcpy(answers, &root, sizeof root);
        std::memcpy(answers + sizeof root, &batch, sizeof batch);
    }
    for (int lane = 0; lane < static_cast<int>(wire::lane_count); ++lane) {
        wire::packet head{wire::packet_kind::answer, wire::call::resume, 0, size};
        if (seed % 16 == 15) head.size = ~std::uint64_t{0};
        iovec part{&head, seed % 16 == 14 ? 3 : sizeof head};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        ::sendmsg(wire::first_lane_descriptor + 2 * lane, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    }
}

/// Modes that end, or should end, the process. True: it did something, and lives.
bool misbehave(const settings& with)
{
    if (with.is("crash")) {
        std::fputs("about to crash\n", stderr);
        *static_cast<volatile int*>(nullptr) = 1;
    }
    if (with.is("abort")) std::abort();
    if (with.is("exit")) ::_exit(7);
    if (with.is("hang"))
        for (;;)
            ::usleep(1000);
    if (with.is("socket")) return ::socket(AF_INET, SOCK_STREAM, 0) >= 0;
    if (with.is("program")) return ::fork() >= 0;
    if (with.is("kill_host")) return ::kill(::getppid(), SIGKILL) == 0;
    return false;
}

/// Modes in which the system refuses; null: it did not.
const char* why_refused(const settings& with)
{
    if (with.is("file"))
        return ::open("/etc/hostname", O_RDONLY) < 0 ? std::strerror(errno) : nullptr;
    if (with.is("memory")) return memory_ends() ? "memory ended" : nullptr;
    if (with.is("shared_memory"))
        return ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) ==
                       MAP_FAILED
                   ? std::strerror(errno)
                   : nullptr;
    if (with.is("code"))
        return ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                       MAP_FAILED
                   ? std::strerror(errno)
                   : nullptr;
    if (with.is("environment")) return std::getenv("PATH") ? nullptr : "there is no environment";
    if (with.is("descriptors")) {
        for (int number = wire::first_lane_descriptor + 2 * static_cast<int>(wire::lane_count);
             number < 256; ++number) {
            char byte = 0;
            iovec part{&byte, 1};
            msghdr message{};
            message.msg_iov = &part;
            message.msg_iovlen = 1;
            if (::sendmsg(number, &message, MSG_DONTWAIT) >= 0) return nullptr;
        }
        return "there are no other descriptors";
    }
    return "nothing was tried";
}

// ── the connector ───────────────────────────────────────────────────────────────────────────────

struct exchange
{
    const settings* with;
    dovetail_request request{};
    dovetail_error error{};
    int stage = 0;
};

void resume(void* self_, const dovetail_event* event, dovetail_step* step)
{
    auto* self = static_cast<exchange*>(self_);
    step->struct_size = sizeof *step;
    step->kind = DOVETAIL_STEP_DONE;
    if (event->kind == DOVETAIL_EVENT_CANCELLED) return;
    if (self->stage++ == 0) {
        self->request.struct_size = sizeof self->request;
        self->request.method = text_of("GET");
        self->request.target = text_of("/tasks");
        step->kind = DOVETAIL_STEP_REQUEST;
        step->request = &self->request;
        return;
    }
    if (self->with->is("forge")) forge_answer(event, self->with->number());
    const bool did = misbehave(*self->with);
    const char* refused = why_refused(*self->with);
    fail(&self->error, did || !refused ? "it_worked" : "refused", refused ? refused : "it worked");
    step->kind = DOVETAIL_STEP_FAILED;
    step->error = &self->error;
}

void abilities(void*, dovetail_abilities* out)
{
    out->struct_size = sizeof *out;
    out->max_write_batch = 200;
    out->max_lookup_batch = 100;
}

dovetail_status accepts_cursor(void* self, dovetail_bytes, dovetail_error* error)
{
    const auto& with = *static_cast<settings*>(self);
    if (with.is("crash_on_cursor")) std::abort();
    fail(error, "pid", "no cursor is known");
    return DOVETAIL_FAILED;
}

dovetail_status begin(void* self, const dovetail_operation*, dovetail_exchange* out,
                      dovetail_error*)
{
    *out = {sizeof *out, 0, new exchange{static_cast<settings*>(self)}, &resume,
            [](void* mine) { delete static_cast<exchange*>(mine); }};
    return DOVETAIL_OK;
}

void destroy(void* self)
{
    delete static_cast<settings*>(self);
}

settings* settings_of(dovetail_text configuration)
{
    return new settings{std::string(configuration.data, configuration.size)};
}

dovetail_status create_connector(dovetail_text configuration, const dovetail_host*,
                                 dovetail_connector* out, dovetail_error*)
{
    auto* with = settings_of(configuration);
    if (with->is("crash_on_create")) std::abort();
    *out = {sizeof *out, 0, with, &abilities, &accepts_cursor, &begin, &destroy};
    return DOVETAIL_OK;
}

// ── the mapper: dies of a record whose key is "poison" ──────────────────────────────────────────

const dovetail_canonical_field only_field{sizeof(dovetail_canonical_field),
                                          {DOVETAIL_FLOW_ALWAYS, DOVETAIL_FLOW_ALWAYS},
                                          0,
                                          {"name", 4},
                                          {{"Name", 4}, {"name", 4}}};

void fields(void*, const dovetail_canonical_field** out, std::uint64_t* count)
{
    *out = &only_field;
    *count = 1;
}

dovetail_status check(void*, std::uint32_t, const dovetail_record*, std::uint64_t, dovetail_error*)
{
    return DOVETAIL_OK;
}

void hand_out(std::uint64_t count, dovetail_mapped_batch* out)
{
    auto* items = new dovetail_mapped[count]{};
    for (std::uint64_t at = 0; at < count; ++at) {
        items[at].struct_size = sizeof items[at];
        items[at].eligible = 1;
    }
    *out = {sizeof *out, 0,     items,
            count,       items, [](void* owner) { delete[] static_cast<dovetail_mapped*>(owner); }};
}

dovetail_status to_canonical(void*, std::uint32_t, const dovetail_record* records,
                             std::uint64_t count, dovetail_mapped_batch* out, dovetail_error*)
{
    for (std::uint64_t at = 0; at < count; ++at)
        if (equal(records[at].key, "poison")) std::abort();
    hand_out(count, out);
    return DOVETAIL_OK;
}

dovetail_status to_native(void*, std::uint32_t, const dovetail_canonical_change*,
                          std::uint64_t count, dovetail_mapped_batch* out, dovetail_error*)
{
    hand_out(count, out);
    return DOVETAIL_OK;
}

dovetail_status create_mapper(dovetail_text configuration, const dovetail_host*,
                              dovetail_mapper* out, dovetail_error*)
{
    *out = {sizeof *out, 0,       settings_of(configuration), &fields, &check, &to_canonical,
            &to_native,  &destroy};
    return DOVETAIL_OK;
}

const dovetail_connector_factory connectors{sizeof connectors, 0, &create_connector};
const dovetail_mapper_factory mappers{sizeof mappers, 0, &create_mapper};

dovetail_status convert(dovetail_bytes from, dovetail_cursor* out, dovetail_error* error)
{
    if (from.size == 5 && std::memcmp(from.data, "crash", 5) == 0) std::abort();
    if (from.size != 3 || std::memcmp(from.data, "old", 3) != 0) {
        fail(error, "cursor_unknown", "no such cursor");
        return DOVETAIL_FAILED;
    }
    auto* made = new std::string("new");
    *out = {sizeof *out,
            0,
            {reinterpret_cast<const std::uint8_t*>(made->data()), made->size()},
            made,
            [](void* owner) { delete static_cast<std::string*>(owner); }};
    return DOVETAIL_OK;
}

const dovetail_cursor_converter converter{sizeof converter, 7, &convert};

const void* extension(dovetail_text id)
{
    if (equal(id, DOVETAIL_CURSOR_ID)) return &converter;
    if (equal(id, DOVETAIL_CONNECTOR_ID)) return &connectors;
    if (equal(id, DOVETAIL_MAPPER_ID)) return &mappers;
    return nullptr;
}

} // namespace

extern "C" dovetail_status dovetail_plugin_entry(dovetail_negotiation* negotiation,
                                                 dovetail_plugin* out, dovetail_error*)
{
    negotiation->plugin_oldest = negotiation->plugin_newest = negotiation->chosen = 1;
    *out = {sizeof *out, 1, text_of("test.hostile"), text_of("1.0.0"), &extension};
    return DOVETAIL_OK;
}
