// SPDX-License-Identifier: Apache-2.0
#include "place.hpp"

#include "schema.hpp"
#include "state_file.hpp"

#include <chrono>
#include <thread>

#include <sys/stat.h>

namespace dovetail::sync::sqlite {

using host::error;
using host::result;
using std::chrono::steady_clock;

namespace {

/// Memory for pages of the writing connection: holds the upper levels of the two key indexes for
/// millions of links, and a page of changes.
constexpr const char* writer_cache = "PRAGMA cache_size = -10000";

/// Readers look up little: 2 MB each.
constexpr const char* reader_cache = "PRAGMA cache_size = -2000";

/// Of a new file; an older one keeps its own. Measured: twice the default takes a sixth less CPU
/// for a first sync, and no more where keys come in no order.
constexpr const char* new_page_size = "PRAGMA page_size = 8192";

/// Pages in the write-ahead log before they are moved into the file. Four times the default in
/// bytes: pages that many commits change are moved once, and the log stays below 20 MB.
constexpr const char* checkpoint_after = "PRAGMA wal_autocheckpoint = 2000";

/// What a burst may leave of the log, in bytes.
constexpr const char* log_limit = "PRAGMA journal_size_limit = 33554432";

/// Connections for readers that are kept open: more are made when more threads read at once.
constexpr std::size_t kept_readers = 4;

/// Between two tries to open a file that another program holds.
constexpr std::chrono::milliseconds opening_pause{20};

bool is_busy(code outcome) noexcept
{
    return (outcome & 0xff) == SQLITE_BUSY || (outcome & 0xff) == SQLITE_LOCKED;
}

error locked(const std::string& path)
{
    return refusal("state_locked", "the state file " + path +
                                       " is locked by another program (perhaps a tool that looks "
                                       "into it or copies it): close that first");
}

error no_log(const std::string& path, const std::string& mode)
{
    return refusal("state_path", "the state file " + path +
                                     " cannot have a write-ahead log (journal mode stays \"" +
                                     mode + "\"): put it on a local disk, not on a network share");
}

error opening_failure(code outcome, const database& in, const std::string& path)
{
    return is_busy(outcome) ? locked(path) : failure(outcome, in, path);
}

/// Brings the tables up to date, alone.
result<void> bring_up_to_date(database& in, const std::string& path)
{
    transaction all(in);
    if (const code outcome = all.begin_to_write(); outcome != SQLITE_OK)
        return opening_failure(outcome, in, path);
    const auto version = identify(in, path); // again: another process may have been quicker
    if (!version) return version.error();
    if (*version == schema_version()) return {};
    code outcome = migrate(in, *version);
    if (outcome == SQLITE_OK) outcome = all.commit();
    if (outcome != SQLITE_OK) return opening_failure(outcome, in, path);
    return {};
}

/// A file: URI that promises SQLite that nobody writes: it then needs no companion files.
std::string immutable_uri(const std::string& path)
{
    std::string uri = "file:";
    for (const char c : path) {
        if (c == '?' || c == '#' || c == '%') {
            constexpr char digits[] = "0123456789abcdef";
            const auto byte = static_cast<unsigned char>(c);
            uri += {'%', digits[byte >> 4], digits[byte & 15]};
        } else {
            uri += c;
        }
    }
    return uri + "?immutable=1";
}

/// Whether SQLite missed the companion files, and could not make them.
bool needs_companions(const error& why)
{
    return why.code == "state_path" || why.code == "state_read_only";
}

bool has_log(const std::string& path)
{
    struct stat known
    {
    };
    return ::stat((path + "-wal").c_str(), &known) == 0 && known.st_size > 0;
}

} // namespace

result<std::shared_ptr<place>> place::open(const sqlite_options& options)
{
    std::shared_ptr<place> made(new place(options));
    auto opened = options.read_only ? made->open_for_reading() : made->open_for_writing();
    if (!opened) return opened.error();
    return made;
}

bool place::lends_readers() const noexcept
{
    return options_.path != in_memory;
}

error place::read_only_refusal() const
{
    return refusal("state_read_only",
                   "the state file " + options_.path + " was opened for reading only");
}

code place::settle(database& in, const char* synchronous) const
{
    code outcome = in.execute(std::string("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; "
                                          "PRAGMA secure_delete = OFF; PRAGMA synchronous = ") +
                              synchronous);
    for (const char* setting : {writer_cache, checkpoint_after, log_limit})
        if (outcome == SQLITE_OK) outcome = in.execute(setting);
    if (outcome != SQLITE_OK || options_.max_bytes == 0) return outcome;
    std::int64_t page_size = 0;
    outcome = in.ask("PRAGMA page_size", page_size);
    if (outcome != SQLITE_OK || page_size == 0) return outcome;
    const auto pages = options_.max_bytes / static_cast<std::uint64_t>(page_size);
    return in.execute("PRAGMA max_page_count = " + std::to_string(pages));
}

result<place::connection> place::connect_writer(const char* synchronous) const
{
    const auto& path = options_.path;
    auto in = std::make_unique<database>(path, SQLITE_OPEN_READWRITE, options_.busy_timeout);
    if (in->opened() != SQLITE_OK) return opening_failure(in->opened(), *in, path);
    if (in->is_read_only()) return failure(SQLITE_READONLY, *in, path);
    const auto give_up = steady_clock::now() + options_.busy_timeout;
    in->execute(new_page_size); // nothing comes of it where there is something in the file already
    for (;;) {
        auto known = identify(*in, path);
        if (!known && known.error().code != "state_busy") return known.error();
        // Turning the log on fails at once, without waiting, while another process does the same.
        std::string mode;
        code outcome = known ? in->ask("PRAGMA journal_mode = WAL", mode) : SQLITE_BUSY;
        if (outcome == SQLITE_OK && lends_readers() && mode != "wal") return no_log(path, mode);
        if (outcome == SQLITE_OK) outcome = settle(*in, synchronous);
        if (outcome == SQLITE_OK) return in;
        if (!is_busy(outcome) || steady_clock::now() >= give_up)
            return opening_failure(outcome, *in, path);
        std::this_thread::sleep_for(opening_pause);
    }
}

result<void> place::open_for_writing()
{
    if (lends_readers())
        if (auto prepared = prepare_file(options_.path); !prepared) return prepared;
    auto writer = connect_writer("FULL");
    if (!writer) return writer.error();
    writer_ = std::move(*writer);
    if (auto current = bring_up_to_date(*writer_, options_.path); !current) return current;
    if (!lends_readers()) return {};
    auto light = connect_writer("NORMAL");
    if (!light) return light.error();
    light_ = std::move(*light);
    read_path_ = options_.path;
    read_flags_ = SQLITE_OPEN_READWRITE; // a reader of a log needs to write in the -shm file
    return {};
}

result<void> place::open_for_reading()
{
    const auto& path = options_.path;
    if (!lends_readers())
        return refusal("state_missing", "a state in memory cannot be opened for reading only");
    if (auto there = check_file(path); !there) return there;
    read_path_ = path;
    read_flags_ = SQLITE_OPEN_READONLY;
    auto version = read_version();
    if (!version && needs_companions(version.error()) && !has_log(path)) {
        // A folder that cannot be written, and nobody at work: read the file as it lies there.
        read_path_ = immutable_uri(path);
        read_flags_ = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
        version = read_version();
    }
    if (!version) return version.error().code == "state_busy" ? locked(path) : version.error();
    if (*version < schema_version())
        return refusal("state_older", "the state file " + path +
                                          " is of an older version: start the host once, it brings "
                                          "the file up to date");
    return {};
}

result<std::int64_t> place::read_version()
{
    auto reader = lend_reader();
    if (!reader) return reader.error();
    auto version = identify(**reader, options_.path);
    if (version) take_back(std::move(*reader));
    return version;
}

result<place::connection> place::lend_reader()
{
    {
        const std::lock_guard turn(lending_);
        if (!idle_readers_.empty()) {
            auto lent = std::move(idle_readers_.back());
            idle_readers_.pop_back();
            return lent;
        }
    }
    auto in = std::make_unique<database>(read_path_, read_flags_, options_.busy_timeout);
    code outcome = in->opened();
    if (outcome == SQLITE_OK) outcome = in->execute("PRAGMA query_only = ON");
    if (outcome == SQLITE_OK) outcome = in->execute(reader_cache);
    if (outcome != SQLITE_OK) return failure(outcome, *in, options_.path);
    return in;
}

void place::take_back(connection returned)
{
    const std::lock_guard turn(lending_);
    if (idle_readers_.size() < kept_readers) idle_readers_.push_back(std::move(returned));
}

} // namespace dovetail::sync::sqlite
