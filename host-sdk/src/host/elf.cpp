// SPDX-License-Identifier: Apache-2.0
#include "elf.hpp"

#include <elf.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <span>

namespace dovetail::host {
namespace {

#if defined(__x86_64__)
constexpr unsigned this_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned this_machine = EM_AARCH64;
#elif defined(__riscv)
constexpr unsigned this_machine = EM_RISCV;
#elif defined(__powerpc64__)
constexpr unsigned this_machine = EM_PPC64;
#elif defined(__s390x__)
constexpr unsigned this_machine = EM_S390;
#else
#error "add the e_machine of this architecture"
#endif
constexpr unsigned this_byte_order =
    std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

// Far above what linkers write (about ten), and a bound for loops over hostile files.
constexpr std::size_t max_segments = 1024;
constexpr std::size_t max_name_bytes = 4096;

error refuse(const char* code, std::string message)
{
    return {error_class::config, code, std::move(message)};
}

error truncated(const char* what)
{
    return refuse("plugin_truncated", std::string("the file is cut off or damaged: ") + what +
                                          " lies outside of it; build or copy the library again");
}

std::string machine_name(unsigned machine)
{
    switch (machine) {
    case EM_386:
        return "32-bit x86";
    case EM_ARM:
        return "32-bit ARM";
    case EM_X86_64:
        return "x86-64";
    case EM_AARCH64:
        return "AArch64";
    case EM_RISCV:
        return "RISC-V";
    case EM_PPC64:
        return "64-bit PowerPC";
    case EM_S390:
        return "s390";
    default:
        return "machine number " + std::to_string(machine);
    }
}

class reader
{
public:
    explicit reader(std::string_view bytes) : bytes_(bytes) {}

    result<elf_dynamic> read()
    {
        if (auto checked = header(); !checked) return checked.error();
        if (auto checked = segments(); !checked) return checked.error();
        if (auto checked = dynamic(); !checked) return checked.error();
        if (auto checked = needed(); !checked) return checked.error();
        if (auto checked = symbols(); !checked) return checked.error();
        out_.machine = machine_name(header_.e_machine);
        return std::move(out_);
    }

private:
    template<class T>
    std::optional<T> load(std::uint64_t offset) const
    {
        if (offset > bytes_.size() || bytes_.size() - offset < sizeof(T)) return std::nullopt;
        T value;
        std::memcpy(&value, bytes_.data() + offset, sizeof value);
        return value;
    }

    result<void> header()
    {
        if (!bytes_.starts_with(std::string_view(ELFMAG, SELFMAG)))
            return refuse("plugin_not_elf", "the file is no ELF library: it does not begin with "
                                            "the bytes of one");
        if (bytes_.size() < EI_NIDENT) return truncated("the header");
        const auto identity = [&](std::size_t at) {
            return static_cast<unsigned char>(bytes_[at]);
        };
        if (identity(EI_CLASS) != ELFCLASS64)
            return refuse("plugin_machine", "the library is 32-bit; this host needs 64-bit ones");
        if (identity(EI_DATA) != this_byte_order)
            return refuse("plugin_machine", "the library has the other byte order");
        const auto found = load<Elf64_Ehdr>(0);
        if (!found) return truncated("the header");
        header_ = *found;
        if (header_.e_machine != this_machine)
            return refuse("plugin_machine",
                          "the library is for " + machine_name(header_.e_machine) +
                              "; this host runs on " + machine_name(this_machine));
        if (header_.e_type != ET_DYN)
            return refuse("plugin_not_elf", "the file is ELF but no shared library: link it with "
                                            "-shared");
        if (header_.e_phentsize != sizeof(Elf64_Phdr) || header_.e_phnum > max_segments)
            return refuse("plugin_not_elf", "the program headers have an unknown layout");
        return {};
    }

    result<void> segments()
    {
        for (std::size_t at = 0; at < header_.e_phnum; ++at) {
            const auto found = load<Elf64_Phdr>(header_.e_phoff + at * sizeof(Elf64_Phdr));
            if (!found) return truncated("a program header");
            const Elf64_Phdr& segment = *found;
            if (segment.p_type != PT_LOAD && segment.p_type != PT_DYNAMIC) continue;
            if (segment.p_offset > bytes_.size() ||
                bytes_.size() - segment.p_offset < segment.p_filesz)
                return truncated("a segment");
            (segment.p_type == PT_LOAD ? loads_ : dynamics_).push_back(segment);
        }
        if (dynamics_.size() != 1 || loads_.empty())
            return refuse("plugin_not_elf", "the file has no dynamic section: it is no library");
        return {};
    }

    /// The place in the file of an address in memory.
    std::optional<std::uint64_t> offset_of(std::uint64_t address) const
    {
        for (const Elf64_Phdr& segment : loads_) {
            if (address < segment.p_vaddr || address - segment.p_vaddr >= segment.p_filesz)
                continue;
            return segment.p_offset + (address - segment.p_vaddr);
        }
        return std::nullopt;
    }

    result<void> dynamic()
    {
        const Elf64_Phdr& segment = dynamics_.front();
        for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= segment.p_filesz;
             at += sizeof(Elf64_Dyn)) {
            const auto entry = load<Elf64_Dyn>(segment.p_offset + at);
            if (!entry || entry->d_tag == DT_NULL) break;
            switch (entry->d_tag) {
            case DT_NEEDED:
            case DT_FILTER:
            case DT_AUXILIARY:
                needed_.push_back(entry->d_un.d_val);
                break;
            case DT_RPATH:
            case DT_RUNPATH:
                run_paths_.push_back(entry->d_un.d_val);
                break;
            case DT_STRTAB:
                texts_at_ = offset_of(entry->d_un.d_ptr);
                break;
            case DT_STRSZ:
                texts_size_ = entry->d_un.d_val;
                break;
            case DT_SYMTAB:
                symbols_at_ = offset_of(entry->d_un.d_ptr);
                break;
            case DT_HASH:
                hash_at_ = offset_of(entry->d_un.d_ptr);
                break;
            case DT_GNU_HASH:
                gnu_hash_at_ = offset_of(entry->d_un.d_ptr);
                break;
            default:
                break;
            }
        }
        if (!texts_at_ || !symbols_at_ || (!hash_at_ && !gnu_hash_at_))
            return truncated("a table of the dynamic section");
        if (*texts_at_ > bytes_.size() || bytes_.size() - *texts_at_ < texts_size_)
            return truncated("the table of names");
        return {};
    }

    std::optional<std::string> text(std::uint64_t offset) const
    {
        if (offset >= texts_size_) return std::nullopt;
        const std::string_view rest = bytes_.substr(*texts_at_ + offset, texts_size_ - offset);
        const auto end = rest.find('\0');
        if (end > max_name_bytes) return std::nullopt; // also where there is no end
        return std::string(rest.substr(0, end));
    }

    result<void> needed()
    {
        for (const std::uint64_t offset : needed_) {
            auto name = text(offset);
            if (!name) return truncated("the name of a needed library");
            out_.needed.push_back(std::move(*name));
        }
        for (const std::uint64_t offset : run_paths_) {
            const auto list = text(offset);
            if (!list) return truncated("the run path");
            split(*list, out_.run_path);
        }
        return {};
    }

    /// An empty part stands for the current folder, so it is kept.
    static void split(std::string_view list, std::vector<std::string>& into)
    {
        for (;;) {
            const auto end = list.find(':');
            into.emplace_back(list.substr(0, end));
            if (end == list.npos) return;
            list.remove_prefix(end + 1);
        }
    }

    /// One more than the index of the last symbol; the dynamic section does not tell it directly.
    std::optional<std::uint64_t> symbol_count() const
    {
        if (gnu_hash_at_) return gnu_symbol_count();
        const auto chains = load<std::uint32_t>(*hash_at_ + 4);
        return chains ? std::optional<std::uint64_t>(*chains) : std::nullopt;
    }

    /// The highest start of a bucket, followed to the end of its chain. In this table stand the
    /// defined symbols only, which are those that matter here.
    std::optional<std::uint64_t> gnu_symbol_count() const
    {
        const auto buckets = load<std::uint32_t>(*gnu_hash_at_);
        const auto first = load<std::uint32_t>(*gnu_hash_at_ + 4);
        const auto bloom_words = load<std::uint32_t>(*gnu_hash_at_ + 8);
        if (!buckets || !first || !bloom_words) return std::nullopt;
        const std::uint64_t buckets_at = *gnu_hash_at_ + 16 + std::uint64_t{*bloom_words} * 8;
        const std::uint64_t chains_at = buckets_at + std::uint64_t{*buckets} * 4;
        if (chains_at > bytes_.size()) return std::nullopt;
        std::uint64_t last = 0;
        for (std::uint64_t at = 0; at < *buckets; ++at)
            last = std::max<std::uint64_t>(last, *load<std::uint32_t>(buckets_at + at * 4));
        if (last == 0) return *first;
        if (last < *first) return std::nullopt;
        for (;; ++last) {
            const auto hash = load<std::uint32_t>(chains_at + (last - *first) * 4);
            if (!hash) return std::nullopt;
            if ((*hash & 1u) != 0) return last + 1;
        }
    }

    result<void> symbols()
    {
        const auto count = symbol_count();
        if (!count) return truncated("the hash table of symbols");
        // Each symbol has to be in the file, so this also bounds the loop.
        if (*symbols_at_ > bytes_.size() ||
            (bytes_.size() - *symbols_at_) / sizeof(Elf64_Sym) < *count)
            return truncated("the table of symbols");
        for (std::uint64_t at = 1; at < *count; ++at) {
            const auto symbol = load<Elf64_Sym>(*symbols_at_ + at * sizeof(Elf64_Sym));
            if (auto taken = take(*symbol); !taken) return taken;
        }
        return {};
    }

    result<void> take(const Elf64_Sym& symbol)
    {
        const unsigned binding = ELF64_ST_BIND(symbol.st_info);
        const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
        const bool hidden = visibility == STV_HIDDEN || visibility == STV_INTERNAL;
        if (symbol.st_shndx == SHN_UNDEF || binding == STB_LOCAL || hidden) return {};
        auto name = text(symbol.st_name);
        if (!name) return truncated("the name of a symbol");
        if (binding == STB_GNU_UNIQUE) out_.unique.push_back(*name);
        out_.exported.push_back(std::move(*name));
        return {};
    }

    std::string_view bytes_;
    Elf64_Ehdr header_{};
    std::vector<Elf64_Phdr> loads_;
    std::vector<Elf64_Phdr> dynamics_;
    std::vector<std::uint64_t> needed_;
    std::vector<std::uint64_t> run_paths_;
    std::optional<std::uint64_t> texts_at_;
    std::uint64_t texts_size_ = 0;
    std::optional<std::uint64_t> symbols_at_;
    std::optional<std::uint64_t> hash_at_;
    std::optional<std::uint64_t> gnu_hash_at_;
    elf_dynamic out_;
};

} // namespace

result<elf_dynamic> read_elf(std::string_view bytes)
{
    return reader(bytes).read();
}

} // namespace dovetail::host
