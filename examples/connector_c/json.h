/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON, read from front to back without a tree, and written. Strict (RFC 8259): what is no JSON, or
 * not what was asked for, makes the whole reading bad, and everything after that does nothing.
 *
 *     json_reader in = json_read(body, texts);
 *     json_enter(&in, '{');
 *     while (json_more(&in, '}')) {
 *         dovetail_text name = json_text(&in);
 *         json_colon(&in);
 *         if (json_is(name, "id")) id = json_text(&in);
 *         else json_skip(&in);
 *     }
 *     if (!json_end(&in)) …it was not what we expected
 */
#ifndef JSON_H
#define JSON_H

#include <dovetail/abi/value.h>

typedef struct json_reader
{
    const uint8_t* at;
    const uint8_t* end;
    char* texts;  /* where the next text goes */
    int is_first; /* of its array or object */
    int is_bad;
} json_reader;

/* `texts` has room for as many bytes as `body`, and outlives the texts that are read. */
json_reader json_read(dovetail_bytes body, char* texts);
/* Enters an object or array; `open` is '{' or '['. */
void json_enter(json_reader* in, char open);
/* Whether another element follows; otherwise the object or array is left. `close` is '}' or ']'. */
int json_more(json_reader* in, char close);
void json_colon(json_reader* in);
/* UTF-8 without escapes, among the reader's texts. */
dovetail_text json_text(json_reader* in);
/* A whole number. */
int64_t json_integer(json_reader* in);
int json_boolean(json_reader* in);
/* Any value, nested at most 64 deep. */
void json_skip(json_reader* in);
/* Whether all of it was read and good. */
int json_end(json_reader* in);

int json_is(dovetail_text text, const char* literal);

/* Writes `text` quoted and escaped; what follows it. There is room for 6 * size + 2 bytes. */
char* json_write_text(char* to, dovetail_text text);

#endif
