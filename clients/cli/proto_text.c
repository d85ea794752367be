/* proto_text.c - any message of the schema read from protobuf's text format. */
#include "proto_text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES    64U /* the longest number written out */
#define RUNE_MAX        0x10FFFFU
#define SURROGATE_FIRST 0xD800U
#define SURROGATE_LAST  0xDFFFU
#define STRING_ROOM     64U

struct reader {
    const char *at;
    const char *end;
    unsigned line;
    unsigned column;
    unsigned fields;
    unsigned depth;
    struct proto_text_fault *fault;
};

/* A growing text; closed by a NUL that is not counted. */
struct string {
    char *bytes;
    size_t size;
    size_t room;
};

/* ---- faults ---- */

static bool fault_is(struct reader *reader, const char *name, const char *why_en,
                     const char *why_id)
{
    struct proto_text_fault *fault = reader->fault;
    size_t size = strlen(name);
    size = size < sizeof fault->name ? size : sizeof fault->name - 1;
    memcpy(fault->name, name, size);
    fault->name[size] = '\0';
    fault->why_en = why_en;
    fault->why_id = why_id;
    return false;
}

/* What is read next is what a fault would be about. (3) */
static void mark(struct reader *reader)
{
    reader->fault->line = reader->line;
    reader->fault->column = reader->column;
}

static bool no_memory(struct reader *reader)
{
    return fault_is(reader, "", "no memory", "memori habis");
}

/* ---- characters ---- */

/* The next character, NUL at the end; a NUL in the text is told apart by at < end. */
static char peek(const struct reader *reader)
{
    return (char)(reader->at < reader->end ? *reader->at : '\0');
}

static void skip_one(struct reader *reader)
{
    const unsigned char byte = (unsigned char)*reader->at;
    reader->at++;
    if (byte == '\n') {
        reader->line += 1;
        reader->column = 1;
    } else if ((byte & 0xC0U) != 0x80) { /* the further bytes of a character are no column */
        reader->column += 1;
    }
}

static void skip_blanks(struct reader *reader)
{
    bool remark = false;
    while (reader->at < reader->end) {
        const char byte = *reader->at;
        remark = byte == '#' || (remark && byte != '\n');
        const bool blank = byte != '\0' && strchr(" \t\r\n\v\f", byte) != NULL;
        if (!remark && !blank) {
            break;
        }
        skip_one(reader);
    }
    mark(reader);
}

static bool take(struct reader *reader, char wanted)
{
    skip_blanks(reader);
    if (reader->at == reader->end || *reader->at != wanted) {
        return false;
    }
    skip_one(reader);
    return true;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* A name; false where there is none or it is too long to be one of ours. */
static bool read_name(struct reader *reader, char name[PROTO_TEXT_NAME_BYTES])
{
    skip_blanks(reader);
    size_t size = 0;
    while (is_letter(peek(reader)) || (size > 0 && is_digit(peek(reader)))) {
        if (size + 1 < PROTO_TEXT_NAME_BYTES) {
            name[size] = *reader->at;
        }
        size++;
        skip_one(reader);
    }
    name[size < PROTO_TEXT_NAME_BYTES ? size : PROTO_TEXT_NAME_BYTES - 1] = '\0';
    return size > 0 && size < PROTO_TEXT_NAME_BYTES;
}

/* A number as it is written, its sign in front; false where there is none. */
static bool read_number(struct reader *reader, char number[NUMBER_BYTES])
{
    size_t size = 0;
    if (take(reader, '-')) {
        const unsigned line = reader->fault->line;
        const unsigned column = reader->fault->column;
        number[size++] = '-';
        skip_blanks(reader);
        reader->fault->line = line;
        reader->fault->column = column;
    }
    const size_t sign = size;
    for (char byte = peek(reader);
         size + 1 < NUMBER_BYTES && (is_digit(byte) || is_letter(byte) || byte == '.' ||
                                     ((byte == '+' || byte == '-') && size > sign &&
                                      (number[size - 1] == 'e' || number[size - 1] == 'E')));
         byte = peek(reader)) {
        number[size++] = byte;
        skip_one(reader);
    }
    number[size] = '\0';
    return size > sign && size + 1 < NUMBER_BYTES;
}

/* ---- texts ---- */

static bool string_add(struct reader *reader, struct string *string, char byte)
{
    if (string->size + 1 >= string->room) {
        const size_t room = 2 * string->room;
        char *grown = realloc(string->bytes, room);
        if (grown == NULL) {
            return no_memory(reader);
        }
        string->bytes = grown;
        string->room = room;
    }
    string->bytes[string->size++] = byte;
    string->bytes[string->size] = '\0';
    return true;
}

static bool string_add_rune(struct reader *reader, struct string *string, uint32_t rune)
{
    if (rune < 0x80) {
        return string_add(reader, string, (char)rune);
    }
    unsigned bytes = 2; /* how many */
    bytes += rune >= 0x800 ? 1 : 0;
    bytes += rune >= 0x10000 ? 1 : 0;
    static const uint8_t leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    bool good =
        string_add(reader, string, (char)(leads[bytes] | (uint8_t)(rune >> (6 * (bytes - 1)))));
    for (unsigned left = bytes - 1; good && left > 0; left--) {
        good = string_add(reader, string, (char)(0x80U | ((rune >> (6 * (left - 1))) & 0x3FU)));
    }
    return good;
}

static int digit_of(char byte, unsigned base)
{
    int digit = -1;
    if (is_digit(byte)) {
        digit = byte - '0';
    } else if (byte >= 'a' && byte <= 'f') {
        digit = byte - 'a' + 10;
    } else if (byte >= 'A' && byte <= 'F') {
        digit = byte - 'A' + 10;
    }
    return digit < (int)base ? digit : -1;
}

/* Up to `most` digits; how many there were. */
static unsigned read_digits(struct reader *reader, unsigned base, unsigned most, uint32_t *value)
{
    unsigned count = 0;
    *value = 0;
    for (int digit = digit_of(peek(reader), base); count < most && digit >= 0;
         digit = digit_of(peek(reader), base)) {
        *value = *value * base + (uint32_t)digit;
        skip_one(reader);
        count++;
    }
    return count;
}

static bool bad_escape(struct reader *reader)
{
    return fault_is(reader, "\\", "is not a known escape", "bukan urutan lolos yang dikenal");
}

/* What stands behind a backslash. */
static bool read_escape(struct reader *reader, struct string *string)
{
    static const char letters[] = "abfnrtv\\'\"?";
    static const char meant[] = "\a\b\f\n\r\t\v\\'\"?";
    const char byte = peek(reader);
    const char *letter = byte == '\0' ? NULL : strchr(letters, byte);
    uint32_t value = 0;
    if (letter != NULL) {
        skip_one(reader);
        return string_add(reader, string, meant[letter - letters]);
    }
    if (digit_of(byte, 8) >= 0) {
        (void)read_digits(reader, 8, 3, &value);
        return value <= UINT8_MAX ? string_add(reader, string, (char)value) : bad_escape(reader);
    }
    if (byte == 'x' || byte == 'X') {
        skip_one(reader);
        return read_digits(reader, 16, 2, &value) > 0 ? string_add(reader, string, (char)value)
                                                      : bad_escape(reader);
    }
    if (byte == 'u' || byte == 'U') {
        const unsigned wanted = byte == 'u' ? 4 : 8;
        skip_one(reader);
        const bool whole = read_digits(reader, 16, wanted, &value) == wanted;
        const bool rune = value <= RUNE_MAX && (value < SURROGATE_FIRST || value > SURROGATE_LAST);
        return whole && rune ? string_add_rune(reader, string, value) : bad_escape(reader);
    }
    return bad_escape(reader);
}

/* One quoted piece; the quote is next. */
static bool read_piece(struct reader *reader, struct string *string)
{
    const char quote = *reader->at;
    skip_one(reader);
    while (reader->at < reader->end && *reader->at != quote && *reader->at != '\n') {
        mark(reader);
        const char byte = *reader->at;
        skip_one(reader);
        const bool good =
            byte == '\\' ? read_escape(reader, string) : string_add(reader, string, byte);
        if (!good) {
            return false;
        }
    }
    if (peek(reader) != quote) {
        return fault_is(reader, "", "the text is not closed by its quote on the same line",
                        "teks tidak ditutup tanda kutip di baris yang sama");
    }
    skip_one(reader);
    return true;
}

/* Pieces that stand beside each other are one text. Its bytes are the caller's, also on a fault. */
static bool read_string(struct reader *reader, const char *name, struct string *string)
{
    skip_blanks(reader);
    const unsigned line = reader->line;
    const unsigned column = reader->column;
    if (peek(reader) != '"' && peek(reader) != '\'') {
        return fault_is(reader, name, "wants a text in quotes",
                        "harus berupa teks dalam tanda kutip");
    }
    while (peek(reader) == '"' || peek(reader) == '\'') {
        if (!read_piece(reader, string)) {
            return false;
        }
        skip_blanks(reader);
    }
    reader->fault->line = line; /* what is said of the whole is said of its beginning */
    reader->fault->column = column;
    return true;
}

/* Bytes of the character with this lead byte, 0 where it leads none. */
static size_t lead_bytes(unsigned char lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
        return 0;
    }
    if (lead < 0xE0) {
        return 2;
    }
    return lead < 0xF0 ? 3 : 4;
}

/* Bytes of the character that begins here, 0 where it is none. */
static size_t character_bytes(const unsigned char *at, size_t left)
{
    const size_t bytes = lead_bytes(at[0]);
    if (bytes > left) {
        return 0;
    }
    for (size_t i = 1; i < bytes; i++) {
        if ((at[i] & 0xC0U) != 0x80) {
            return 0;
        }
    }
    const bool overlong = (at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xF0 && at[1] < 0x90);
    const bool beyond = (at[0] == 0xED && at[1] > 0x9F) || (at[0] == 0xF4 && at[1] > 0x8F);
    return overlong || beyond ? 0 : bytes;
}

/* Could protobuf carry it as a string? A NUL would end it early in C. */
static bool is_text(const struct string *string)
{
    const unsigned char *bytes = (const unsigned char *)string->bytes;
    for (size_t at = 0; at < string->size;) {
        const size_t bytes_here = character_bytes(bytes + at, string->size - at);
        if (bytes_here == 0 || bytes[at] == 0) {
            return false;
        }
        at += bytes_here;
    }
    return true;
}

/* ---- values ---- */

static bool out_of_range(struct reader *reader, const char *name)
{
    return fault_is(reader, name, "is not a number of its range", "bukan angka dalam batasnya");
}

/* A whole number from `least` to `most`; negative ones have their two's complement in *value. */
static bool read_whole(struct reader *reader, const char *name, int64_t least, uint64_t most,
                       uint64_t *value)
{
    char number[NUMBER_BYTES];
    skip_blanks(reader);
    if (!read_number(reader, number)) {
        return out_of_range(reader, name);
    }
    const bool negative = number[0] == '-';
    const char *digits = negative ? number + 1 : number;
    char *end = NULL;
    errno = 0;
    const unsigned long long size = strtoull(digits, &end, 0); /* 12, 0x0C, 014 */
    const uint64_t down = least < 0 ? (uint64_t)0 - (uint64_t)least : 0;
    if (!is_digit(digits[0]) || errno != 0 || *end != '\0' || size > (negative ? down : most)) {
        return out_of_range(reader, name);
    }
    *value = negative ? (uint64_t)0 - size : size;
    return true;
}

static bool read_real(struct reader *reader, const char *name, double *value)
{
    char number[NUMBER_BYTES];
    skip_blanks(reader);
    if (!read_number(reader, number)) {
        return out_of_range(reader, name);
    }
    const char *digits = number[0] == '-' ? number + 1 : number;
    char *end = NULL;
    const bool word =
        strcmp(digits, "inf") == 0 || strcmp(digits, "infinity") == 0 || strcmp(digits, "nan") == 0;
    const bool written = is_digit(digits[0]) || (digits[0] == '.' && is_digit(digits[1]));
    const bool hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    *value = strtod(number, &end);
    end += *end == 'f' || *end == 'F' ? 1 : 0;
    return (word || (written && !hex)) && *end == '\0' ? true : out_of_range(reader, name);
}

static bool read_bool(struct reader *reader, const char *name, protobuf_c_boolean *value)
{
    static const char *const words[] = {"false", "False", "f", "true", "True", "t"};
    char word[PROTO_TEXT_NAME_BYTES];
    skip_blanks(reader);
    if (is_digit(peek(reader))) {
        uint64_t number = 0;
        const bool good = read_whole(reader, name, 0, 1, &number);
        *value = number == 1;
        return good;
    }
    const bool named = read_name(reader, word);
    for (size_t i = 0; named && i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(word, words[i]) == 0) {
            *value = i >= 3;
            return true;
        }
    }
    return fault_is(reader, name, "wants true or false", "harus true atau false");
}

/* A choice by name, or by number: one that this program does not know may be known to the hub. */
static bool read_choice(struct reader *reader, const ProtobufCFieldDescriptor *field, int *value)
{
    const ProtobufCEnumDescriptor *choices = field->descriptor;
    char name[PROTO_TEXT_NAME_BYTES];
    skip_blanks(reader);
    if (is_letter(peek(reader))) {
        const ProtobufCEnumValue *found =
            read_name(reader, name) ? protobuf_c_enum_descriptor_get_value_by_name(choices, name)
                                    : NULL;
        if (found == NULL) {
            return fault_is(reader, name, "is not one of the choices", "bukan salah satu pilihan");
        }
        *value = found->value;
        return true;
    }
    uint64_t number = 0;
    if (!read_whole(reader, field->name, INT32_MIN, INT32_MAX, &number)) {
        return false;
    }
    *value = (int)(int32_t)(uint32_t)number;
    return true;
}

/* The value of a field of text or bytes. */
static bool read_bytes(struct reader *reader, const ProtobufCFieldDescriptor *field, void *at)
{
    struct string string = {.bytes = calloc(1, STRING_ROOM), .room = STRING_ROOM};
    if (string.bytes == NULL) {
        return no_memory(reader);
    }
    if (!read_string(reader, field->name, &string)) {
        free(string.bytes);
        return false;
    }
    if (field->type == PROTOBUF_C_TYPE_BYTES) {
        *(ProtobufCBinaryData *)at =
            (ProtobufCBinaryData){.len = string.size, .data = (uint8_t *)string.bytes};
        return true;
    }
    if (!is_text(&string)) {
        free(string.bytes);
        return fault_is(reader, field->name, "is not UTF-8 without NUL", "bukan UTF-8 tanpa NUL");
    }
    *(char **)at = string.bytes;
    return true;
}

static bool read_number_field(struct reader *reader, const ProtobufCFieldDescriptor *field,
                              void *at)
{
    uint64_t whole = 0;
    double real = 0;
    bool good = false;
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        good = read_whole(reader, field->name, INT32_MIN, INT32_MAX, &whole);
        *(int32_t *)at = (int32_t)(uint32_t)whole;
        return good;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        good = read_whole(reader, field->name, 0, UINT32_MAX, &whole);
        *(uint32_t *)at = (uint32_t)whole;
        return good;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        good = read_whole(reader, field->name, INT64_MIN, INT64_MAX, &whole);
        *(int64_t *)at = (int64_t)whole;
        return good;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return read_whole(reader, field->name, 0, UINT64_MAX, at);
    case PROTOBUF_C_TYPE_FLOAT:
        good = read_real(reader, field->name, &real);
        *(float *)at = (float)real;
        return good;
    case PROTOBUF_C_TYPE_DOUBLE:
        return read_real(reader, field->name, at);
    case PROTOBUF_C_TYPE_BOOL:
        return read_bool(reader, field->name, at);
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
    default:
        return fault_is(reader, field->name, "is of a kind that cannot be read",
                        "jenisnya tidak dapat dibaca");
    }
}

/* ---- messages ---- */

static bool read_fields(struct reader *reader, ProtobufCMessage *message, char close);

/* A message between { } or < >; attached before it is read, so that a fault releases it too. */
static bool read_message(struct reader *reader, const ProtobufCFieldDescriptor *field, void *at)
{
    const ProtobufCMessageDescriptor *descriptor = field->descriptor;
    char close = '\0';
    if (take(reader, '{')) {
        close = '}';
    } else if (take(reader, '<')) {
        close = '>';
    } else {
        return fault_is(reader, field->name, "wants { fields }", "harus berupa { isian }");
    }
    if (reader->depth == PROTO_TEXT_DEPTH_MAX) { /* (2) */
        return fault_is(reader, field->name, "lies too deep", "terlalu dalam");
    }
    ProtobufCMessage *inner = calloc(1, descriptor->sizeof_message);
    if (inner == NULL) {
        return no_memory(reader);
    }
    descriptor->message_init(inner);
    *(ProtobufCMessage **)at = inner;
    reader->depth += 1;
    const bool good = read_fields(reader, inner, close);
    reader->depth -= 1;
    return good;
}

static bool read_value(struct reader *reader, const ProtobufCFieldDescriptor *field, void *at)
{
    if (reader->fields == PROTO_TEXT_FIELDS_MAX) { /* (2) */
        return fault_is(reader, field->name, "is a field too many", "terlalu banyak isian");
    }
    reader->fields += 1;
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        return read_message(reader, field, at);
    }
    if (field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_BYTES) {
        return read_bytes(reader, field, at);
    }
    if (field->type == PROTOBUF_C_TYPE_ENUM) {
        return read_choice(reader, field, at);
    }
    return read_number_field(reader, field, at);
}

static size_t element_bytes(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_MESSAGE:
    case PROTOBUF_C_TYPE_STRING:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return 8;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_ENUM:
    default:
        return 4;
    }
}

/* One more element of a repeated field; it counts before it is read, so that it is released. */
static bool read_element(struct reader *reader, ProtobufCMessage *message,
                         const ProtobufCFieldDescriptor *field)
{
    char *base = (char *)message;
    size_t *count = (size_t *)(void *)(base + field->quantifier_offset);
    void **elements = (void **)(void *)(base + field->offset);
    const size_t size = element_bytes(field);
    if ((*count & (*count - 1)) == 0) { /* full at each power of two */
        void *grown = realloc(*elements, (*count == 0 ? 1 : 2 * *count) * size);
        if (grown == NULL) {
            return no_memory(reader);
        }
        *elements = grown;
    }
    void *element = (char *)*elements + *count * size;
    memset(element, 0, size);
    *count += 1;
    return read_value(reader, field, element);
}

static bool read_list(struct reader *reader, ProtobufCMessage *message,
                      const ProtobufCFieldDescriptor *field)
{
    if (take(reader, ']')) {
        return true;
    }
    for (;;) {
        if (!read_element(reader, message, field)) {
            return false;
        }
        if (take(reader, ']')) {
            return true;
        }
        if (!take(reader, ',')) {
            return fault_is(reader, field->name, "the list wants , or ]",
                            "daftar memerlukan , atau ]");
        }
    }
}

/* May this field be said now? Notes that it was. (1) */
static bool admit(struct reader *reader, ProtobufCMessage *message,
                  const ProtobufCFieldDescriptor *field, uint64_t *seen)
{
    const uint64_t bit = (uint64_t)1 << (field - message->descriptor->fields);
    if ((*seen & bit) != 0) {
        return fault_is(reader, field->name, "stands twice", "disebut dua kali");
    }
    *seen |= bit;
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0) {
        uint32_t *which = (uint32_t *)(void *)((char *)message + field->quantifier_offset);
        if (*which != 0) {
            return fault_is(reader, field->name, "stands beside another of its choice",
                            "disebut bersama pilihan lain");
        }
        *which = field->id;
    }
    return true;
}

static bool read_field(struct reader *reader, ProtobufCMessage *message, uint64_t *seen)
{
    char name[PROTO_TEXT_NAME_BYTES];
    if (!read_name(reader, name)) {
        return fault_is(reader, name, "wants the name of a field", "harus berupa nama isian");
    }
    const ProtobufCMessageDescriptor *descriptor = message->descriptor;
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(descriptor, name);
    if (field == NULL || descriptor->n_fields > 64) {
        return fault_is(reader, name, "is not a field of this message", "bukan isian pesan ini");
    }
    const bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
    if (!repeated && !admit(reader, message, field, seen)) {
        return false;
    }
    if (!take(reader, ':') && field->type != PROTOBUF_C_TYPE_MESSAGE) {
        return fault_is(reader, name, "wants a : behind it", "harus diikuti :");
    }
    bool good = false;
    if (!repeated) {
        good = read_value(reader, field, (char *)message + field->offset);
    } else if (take(reader, '[')) {
        good = read_list(reader, message, field);
    } else {
        good = read_element(reader, message, field);
    }
    if (good && !take(reader, ',')) {
        (void)take(reader, ';');
    }
    return good;
}

/* Fields up to the closing character, or to the end for NUL. */
static bool read_fields(struct reader *reader, ProtobufCMessage *message, char close)
{
    uint64_t seen = 0;
    for (;;) {
        skip_blanks(reader);
        const bool ended = reader->at == reader->end;
        if (ended && close != '\0') {
            return fault_is(reader, "", "ends inside a message", "berakhir di dalam pesan");
        }
        if (ended || (close != '\0' && take(reader, close))) {
            return true;
        }
        if (!read_field(reader, message, &seen)) {
            return false;
        }
    }
}

ProtobufCMessage *proto_text_read(const ProtobufCMessageDescriptor *descriptor, const char *text,
                                  size_t size, unsigned first_line, struct proto_text_fault *fault)
{
    struct reader reader = {
        .at = text, .end = text + size, .line = first_line, .column = 1, .fault = fault};
    ProtobufCMessage *message = calloc(1, descriptor->sizeof_message);
    if (message == NULL) {
        (void)no_memory(&reader);
        mark(&reader);
        return NULL;
    }
    descriptor->message_init(message);
    if (!read_fields(&reader, message, '\0')) {
        protobuf_c_message_free_unpacked(message, NULL);
        return NULL;
    }
    return message;
}
