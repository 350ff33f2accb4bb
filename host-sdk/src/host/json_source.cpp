// SPDX-License-Identifier: Apache-2.0
#include "json_source.hpp"

#include "json_pointer.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/stream_parser.hpp>

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <tuple>

namespace dovetail::host {

namespace json = boost::json;

namespace {

// Nobody reads on after this many; the first ones are what the others follow from.
constexpr std::size_t max_reported = 100;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

place place_in(std::string_view text, std::size_t offset) noexcept
{
    offset = std::min(offset, text.size());
    const std::string_view before = text.substr(0, offset);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto line_start = before.rfind('\n') + 1; // npos + 1 is 0
    return {static_cast<std::uint32_t>(lines + 1),
            static_cast<std::uint32_t>(offset - line_start + 1)};
}

std::vector<std::size_t> line_starts(std::string_view text)
{
    std::vector<std::size_t> out{0};
    for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
        out.push_back(at + 1);
    return out;
}

std::string syntax_remedy(std::string_view text, std::size_t offset)
{
    const std::size_t last = text.substr(0, offset).find_last_not_of(" \t\r\n");
    const char before = last == text.npos ? '\0' : text[last];
    const char here = offset < text.size() ? text[offset] : '\0';
    if (here == '\0') return "a bracket or quote is not closed: the file may have been cut";
    if ((here == '}' || here == ']') && before == ',') return "remove the comma before it";
    if (here == '/' || here == '#') return "JSON has no comments: remove it";
    if (here == '\'') return "JSON uses double quotes";
    if (here == '"' && before != '{' && before != ',') return "a comma is missing before it";
    return "look just before this place";
}

fault syntax_fault(std::string file, std::string_view text, std::size_t offset, std::string why)
{
    return {fault_level::error,     std::move(file),
            place_in(text, offset), {},
            "not JSON: " + why,     syntax_remedy(text, offset)};
}

} // namespace

/// Walks a text that is known to be JSON and notes where each value stands. Boost.JSON judges the
/// text but tells no positions, and keeps only the last of two equal keys.
class json_locator
{
public:
    json_locator(json_source& source, std::vector<fault>& faults)
        : source_(source), text_(source.text_), faults_(faults)
    {
    }

    void run()
    {
        skip_blanks();
        value({}, at_);
    }

private:
    // The depth is bounded: Boost.JSON refused what is nested deeper than its limit of 32.
    void value(const std::string& pointer, std::size_t key)
    {
        source_.places_.insert_or_assign(pointer, json_source::offsets{key, at_});
        switch (text_[at_]) {
        case '{':
            object(pointer);
            break;
        case '[':
            array(pointer);
            break;
        case '"':
            string();
            break;
        default:
            at_ = std::min(text_.find_first_of(" \t\r\n,]}", at_), text_.size());
        }
    }

    void object(const std::string& pointer)
    {
        std::set<std::string> seen;
        for (next(); text_[at_] != '}'; comma()) {
            const std::size_t key = at_;
            const std::string name(json::parse(string()).as_string());
            const std::string child = append(pointer, name);
            skip_blanks();
            next(); // the colon
            if (!seen.insert(name).second) {
                faults_.push_back({fault_level::error, source_.file_, source_.place_of(key), child,
                                   "the key \"" + name + "\" stands here a second time",
                                   "keep one of the two"});
            }
            value(child, key);
        }
        ++at_;
    }

    void array(const std::string& pointer)
    {
        std::size_t index = 0;
        for (next(); text_[at_] != ']'; comma())
            value(append(pointer, std::to_string(index++)), at_);
        ++at_;
    }

    std::string_view string()
    {
        const std::size_t from = at_++;
        while (text_[at_] != '"')
            at_ += text_[at_] == '\\' ? 2 : 1;
        ++at_;
        return text_.substr(from, at_ - from);
    }

    void comma()
    {
        skip_blanks();
        if (text_[at_] == ',') next();
    }

    void next()
    {
        ++at_;
        skip_blanks();
    }

    void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

    json_source& source_;
    std::string_view text_;
    std::vector<fault>& faults_;
    std::size_t at_ = 0;
};

json_parse json_source::parse(std::string text, std::string file)
{
    json_parse out;
    const auto fail = [&](std::size_t offset, std::string why) {
        out.faults.push_back(syntax_fault(file, text, offset, std::move(why)));
        return std::move(out);
    };
    if (text.starts_with(byte_order_mark)) {
        out.faults.push_back({fault_level::error,
                              file,
                              {1, 1},
                              {},
                              "the file begins with a byte "
                              "order mark",
                              "save it as UTF-8 without BOM"});
        return out;
    }
    json::stream_parser parser;
    json::error_code failure;
    const std::size_t used = parser.write_some(text.data(), text.size(), failure);
    if (failure) return fail(used, failure.message());
    const std::size_t rest = std::string_view(text).find_first_not_of(" \t\r\n", used);
    if (rest != text.npos) return fail(rest, "something follows after the end of the document");
    parser.finish(failure);
    if (failure) return fail(text.size(), failure.message());

    const auto source = std::make_shared<json_source>();
    source->root_ = parser.release();
    source->file_ = std::move(file);
    source->text_ = std::move(text);
    source->line_starts_ = line_starts(source->text_);
    json_locator(*source, out.faults).run();
    out.source = source;
    return out;
}

const json::value* json_source::find(std::string_view pointer) const
{
    const json::value* at = &root_;
    for (const std::string& step : steps_of(pointer)) {
        if (const auto* object = at->if_object()) {
            at = object->if_contains(step);
        } else if (const auto* array = at->if_array();
                   array && !step.empty() && step.size() < 10 &&
                   step.find_first_not_of("0123456789") == step.npos) {
            const std::size_t index = std::stoul(step);
            at = index < array->size() ? &(*array)[index] : nullptr;
        } else {
            return nullptr;
        }
        if (!at) return nullptr;
    }
    return at;
}

place json_source::place_of(std::size_t offset) const
{
    const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    const auto line = after - line_starts_.begin();
    return {static_cast<std::uint32_t>(line),
            static_cast<std::uint32_t>(offset - *std::prev(after) + 1)};
}

place json_source::at(std::string_view pointer) const
{
    for (;; pointer = parent_of(pointer)) {
        const auto found = places_.find(std::string(pointer));
        if (found != places_.end()) return place_of(found->second.value);
        if (pointer.empty()) return {};
    }
}

place json_source::key_at(std::string_view pointer) const
{
    const auto found = places_.find(std::string(pointer));
    return found == places_.end() ? at(pointer) : place_of(found->second.key);
}

fault json_source::fault_at(std::string_view pointer, std::string what, std::string remedy,
                            fault_level level) const
{
    return {level, file_, at(pointer), std::string(pointer), std::move(what), std::move(remedy)};
}

void sort_by_place(std::vector<fault>& faults)
{
    std::stable_sort(faults.begin(), faults.end(), [](const fault& left, const fault& right) {
        return std::tie(left.file, left.where.line, left.where.column) <
               std::tie(right.file, right.where.line, right.where.column);
    });
    if (faults.size() <= max_reported) return;
    const std::size_t rest = faults.size() - max_reported;
    const bool errors = has_errors(std::span(faults).subspan(max_reported));
    faults.resize(max_reported);
    faults.push_back({errors ? fault_level::error : fault_level::warning,
                      faults.back().file,
                      {},
                      {},
                      std::to_string(rest) + " more faults",
                      {}});
}

} // namespace dovetail::host
