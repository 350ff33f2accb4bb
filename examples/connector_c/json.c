/* SPDX-License-Identifier: Apache-2.0 */
#include "json.h"

#include <string.h>

enum
{
    DEEPEST = 64 /* json_skip calls itself, and a server must not choose how often */
};

static void bad(json_reader* in)
{
    in->is_bad = 1;
    in->at = in->end;
}

/* The next byte that is no blank; 0 at the end. It is not taken. */
static uint8_t next(json_reader* in)
{
    while (in->at != in->end && memchr(" \t\r\n", *in->at, 4) != NULL)
        ++in->at;
    return in->at == in->end ? 0 : *in->at;
}

static void expect(json_reader* in, char wanted)
{
    if (next(in) == (uint8_t)wanted)
        ++in->at;
    else
        bad(in);
}

json_reader json_read(dovetail_bytes body, char* texts)
{
    json_reader in = {body.data, body.data, texts, 0, 0};
    if (body.size != 0) in.end += body.size;
    return in;
}

void json_enter(json_reader* in, char open)
{
    expect(in, open);
    in->is_first = 1;
}

int json_more(json_reader* in, char close)
{
    const int is_first = in->is_first;
    in->is_first = 0;
    if (in->is_bad) return 0;
    if (next(in) == (uint8_t)close) {
        ++in->at;
        return 0;
    }
    if (!is_first) expect(in, ',');
    return !in->is_bad;
}

void json_colon(json_reader* in)
{
    expect(in, ':');
}

/* ── texts ──────────────────────────────────────────────────────────────────────────────────────
 */

/* The length of the character at `at`, 0 if that is no UTF-8 (RFC 3629). */
static size_t character_size(const uint8_t* at, const uint8_t* end)
{
    const uint8_t lead = *at;
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if ((size_t)(end - at) < size) return 0;
    const uint8_t least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const uint8_t most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (at[1] < least || at[1] > most) return 0;
    for (size_t i = 2; i < size; ++i)
        if (at[i] < 0x80 || at[i] > 0xBF) return 0;
    return size;
}

static void put_character(json_reader* in, uint32_t character)
{
    uint8_t bytes[4];
    size_t size = 1;
    if (character < 0x80) {
        bytes[0] = (uint8_t)character;
    } else if (character < 0x800) {
        size = 2;
        bytes[0] = (uint8_t)(0xC0 | character >> 6);
    } else if (character < 0x10000) {
        size = 3;
        bytes[0] = (uint8_t)(0xE0 | character >> 12);
    } else {
        size = 4;
        bytes[0] = (uint8_t)(0xF0 | character >> 18);
    }
    for (size_t i = 1; i < size; ++i)
        bytes[i] = (uint8_t)(0x80 | (character >> 6 * (size - 1 - i) & 0x3F));
    memcpy(in->texts, bytes, size);
    in->texts += size;
}

/* Four hexadecimal digits; a half of a surrogate pair is given as it is. */
static uint32_t code_unit(json_reader* in)
{
    uint32_t unit = 0;
    for (int i = 0; i < 4; ++i) {
        if (in->at == in->end) {
            bad(in);
            return 0;
        }
        const uint8_t digit = *in->at++;
        unit <<= 4;
        if (digit >= '0' && digit <= '9')
            unit |= (uint32_t)(digit - '0');
        else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
            unit |= (uint32_t)((digit | 0x20) - 'a' + 10);
        else
            bad(in);
    }
    return unit;
}

static void read_unicode_escape(json_reader* in)
{
    uint32_t character = code_unit(in);
    if (character >= 0xD800 && character < 0xDC00) {
        if (in->end - in->at < 6 || in->at[0] != '\\' || in->at[1] != 'u') {
            bad(in);
            return;
        }
        in->at += 2;
        const uint32_t low = code_unit(in);
        if (low < 0xDC00 || low > 0xDFFF) bad(in);
        character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00);
    } else if (character >= 0xDC00 && character <= 0xDFFF) {
        bad(in);
    }
    if (!in->is_bad) put_character(in, character);
}

static void read_escape(json_reader* in)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meant[] = "\"\\/\b\f\n\r\t";
    if (in->at == in->end) {
        bad(in);
        return;
    }
    const uint8_t letter = *in->at++;
    const char* const found = letter == 0 ? NULL : strchr(letters, letter);
    if (letter == 'u')
        read_unicode_escape(in);
    else if (found == NULL)
        bad(in);
    else
        *in->texts++ = meant[found - letters];
}

dovetail_text json_text(json_reader* in)
{
    const dovetail_text nothing = {NULL, 0};
    expect(in, '"');
    char* const begin = in->texts;
    while (in->at != in->end) {
        const uint8_t byte = *in->at;
        if (byte == '"') {
            const dovetail_text out = {begin, (uint64_t)(in->texts - begin)};
            ++in->at;
            return out;
        }
        if (byte == '\\') {
            ++in->at;
            read_escape(in);
            continue;
        }
        const size_t size = byte < 0x20 ? 0 : character_size(in->at, in->end);
        if (size == 0) break;
        memcpy(in->texts, in->at, size);
        in->texts += size;
        in->at += size;
    }
    bad(in);
    return nothing;
}

/* ── other values ───────────────────────────────────────────────────────────────────────────────
 */

static int is_digit(const json_reader* in)
{
    return in->at != in->end && *in->at >= '0' && *in->at <= '9';
}

static void skip_digits(json_reader* in)
{
    if (!is_digit(in)) bad(in);
    while (is_digit(in))
        ++in->at;
}

int64_t json_integer(json_reader* in)
{
    const int is_negative = next(in) == '-';
    if (is_negative) ++in->at;
    const uint8_t* const begin = in->at;
    int64_t value = 0;
    for (; is_digit(in); ++in->at) {
        const int digit = *in->at - '0';
        if (value > (INT64_MAX - digit) / 10) {
            bad(in);
            return 0;
        }
        value = value * 10 + digit;
    }
    const int has_no_digit = in->at == begin;
    const int has_leading_zero = in->at - begin > 1 && *begin == '0';
    const int goes_on = in->at != in->end && memchr(".eE", *in->at, 3) != NULL;
    if (has_no_digit || has_leading_zero || goes_on) {
        bad(in);
        return 0;
    }
    return is_negative ? -value : value;
}

static void skip_number(json_reader* in)
{
    if (*in->at == '-') ++in->at;
    if (in->at != in->end && *in->at == '0')
        ++in->at;
    else
        skip_digits(in);
    if (in->at != in->end && *in->at == '.') {
        ++in->at;
        skip_digits(in);
    }
    if (in->at != in->end && (*in->at == 'e' || *in->at == 'E')) {
        ++in->at;
        if (in->at != in->end && (*in->at == '+' || *in->at == '-')) ++in->at;
        skip_digits(in);
    }
}

static int take_word(json_reader* in, const char* word)
{
    const size_t size = strlen(word);
    if (next(in) == 0 || (size_t)(in->end - in->at) < size || memcmp(in->at, word, size) != 0)
        return 0;
    in->at += size;
    return 1;
}

int json_boolean(json_reader* in)
{
    if (take_word(in, "true")) return 1;
    if (!take_word(in, "false")) bad(in);
    return 0;
}

static void skip_nested(json_reader* in, int depth)
{
    char* const texts = in->texts;
    const uint8_t first = next(in);
    if (depth == DEEPEST) {
        bad(in);
    } else if (first == '{' || first == '[') {
        const char close = first == '{' ? '}' : ']';
        json_enter(in, (char)first);
        while (json_more(in, close)) {
            if (first == '{') {
                json_text(in);
                json_colon(in);
            }
            skip_nested(in, depth + 1);
        }
    } else if (first == '"') {
        json_text(in);
    } else if (first == '-' || (first >= '0' && first <= '9')) {
        skip_number(in);
    } else if (!take_word(in, "true") && !take_word(in, "false") && !take_word(in, "null")) {
        bad(in);
    }
    in->texts = texts; /* nobody wants those */
}

void json_skip(json_reader* in)
{
    skip_nested(in, 0);
}

int json_end(json_reader* in)
{
    return next(in) == 0 && in->at == in->end && !in->is_bad;
}

int json_is(dovetail_text text, const char* literal)
{
    const size_t size = strlen(literal);
    return text.size == size && (size == 0 || memcmp(text.data, literal, size) == 0);
}

/* ── writing ────────────────────────────────────────────────────────────────────────────────────
 */

char* json_write_text(char* to, dovetail_text text)
{
    static const char digits[] = "0123456789abcdef";
    *to++ = '"';
    for (uint64_t i = 0; i < text.size; ++i) {
        const unsigned char byte = (unsigned char)text.data[i];
        if (byte < 0x20) {
            memcpy(to, "\\u00", 4);
            to[4] = digits[byte >> 4];
            to[5] = digits[byte & 15];
            to += 6;
            continue;
        }
        if (byte == '"' || byte == '\\') *to++ = '\\';
        *to++ = text.data[i];
    }
    *to++ = '"';
    return to;
}
