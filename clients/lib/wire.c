/* wire.c - protobuf at the edge of the library: bounded decoding, times, clean texts. */
#include "wire.h"

#include <stdlib.h>
#include <string.h>

#define WIRE_EXPANSION_MAX   64U    /* bytes of memory per byte of a frame */
#define WIRE_BASE_BYTES      65536U /* memory any frame may take */
#define WIRE_RESERVE_MIN     256U
#define WIRE_UTC_SECONDS_MIN (-62135596800LL) /* year 1, as google.protobuf.Timestamp */
#define WIRE_UTC_SECONDS_MAX 253402300799LL   /* year 9999 */

bool wire_bytes_reserve(struct wire_bytes *bytes, size_t size)
{
    if (size <= bytes->room) {
        return true;
    }
    size_t room = bytes->room < WIRE_RESERVE_MIN ? WIRE_RESERVE_MIN : bytes->room;
    while (room < size) {
        room *= 2;
    }
    uint8_t *data = malloc(room);
    if (data == NULL) {
        return false;
    }
    free(bytes->data);
    *bytes = (struct wire_bytes){.data = data, .room = room};
    return true;
}

void wire_bytes_free(struct wire_bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct wire_bytes){0};
}

/* What one decode may still allocate. */
struct budget {
    size_t bytes;
};

static void *budget_alloc(void *data, size_t size)
{
    struct budget *budget = data;
    const size_t cost = size + 16; /* what the heap adds */
    if (cost < size || budget->bytes < cost) {
        return NULL;
    }
    budget->bytes -= cost;
    return calloc(1, size == 0 ? 1 : size);
}

static void budget_free(void *data, void *pointer)
{
    (void)data;
    free(pointer);
}

static ProtobufCAllocator budget_allocator(struct budget *budget, size_t frame_size)
{
    budget->bytes = frame_size * WIRE_EXPANSION_MAX + WIRE_BASE_BYTES; /* (1) */
    return (ProtobufCAllocator){budget_alloc, budget_free, budget};
}

static ProtobufCAllocator releaser(void)
{
    return (ProtobufCAllocator){budget_alloc, budget_free, NULL};
}

Pusdalops__V1__Reply *wire_reply_decode(const uint8_t *frame, size_t size)
{
    struct budget budget;
    ProtobufCAllocator allocator = budget_allocator(&budget, size);
    return pusdalops__v1__reply__unpack(&allocator, size, frame);
}

void wire_reply_free(Pusdalops__V1__Reply *reply)
{
    ProtobufCAllocator allocator = releaser();
    if (reply != NULL) {
        pusdalops__v1__reply__free_unpacked(reply, &allocator);
    }
}

Pusdalops__V1__FeedMessage *wire_feed_decode(const uint8_t *frame, size_t size)
{
    struct budget budget;
    ProtobufCAllocator allocator = budget_allocator(&budget, size);
    return pusdalops__v1__feed_message__unpack(&allocator, size, frame);
}

void wire_feed_free(Pusdalops__V1__FeedMessage *message)
{
    ProtobufCAllocator allocator = releaser();
    if (message != NULL) {
        pusdalops__v1__feed_message__free_unpacked(message, &allocator);
    }
}

bool wire_request_encode(const Pusdalops__V1__Request *request, struct wire_bytes *out)
{
    const size_t size = pusdalops__v1__request__get_packed_size(request);
    if (!wire_bytes_reserve(out, size)) {
        return false;
    }
    out->size = pusdalops__v1__request__pack(request, out->data);
    return true;
}

int64_t wire_time_us(const Google__Protobuf__Timestamp *time)
{
    if (time == NULL || time->seconds < WIRE_UTC_SECONDS_MIN ||
        time->seconds > WIRE_UTC_SECONDS_MAX || time->nanos < 0 || time->nanos > 999999999) {
        return INT64_MIN;
    }
    return time->seconds * 1000000 + time->nanos / 1000;
}

void wire_time_set(Google__Protobuf__Timestamp *time, int64_t utc_us)
{
    google__protobuf__timestamp__init(time);
    int64_t seconds = utc_us / 1000000;
    int64_t rest_us = utc_us % 1000000;
    if (rest_us < 0) { /* nanos count forward, also before 1970 */
        seconds -= 1;
        rest_us += 1000000;
    }
    time->seconds = seconds;
    time->nanos = (int32_t)(rest_us * 1000);
}

/* What a lead byte of UTF-8 asks of the second byte; ASCII and bad leads are not in it. */
static const struct {
    uint8_t lead_first, lead_last;
    uint8_t second_first, second_last;
    uint8_t bytes;
} utf8[] = {
    {0xC2, 0xC2, 0xA0, 0xBF, 2}, /* below A0: control characters */
    {0xC3, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, /* above 9F: surrogates */
    {0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4},
    {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

/* Bytes of the character at `text`, 0 where it is none or a control character. */
static size_t character_bytes(const uint8_t *text)
{
    if (text[0] >= 0x20 && text[0] < 0x7F) {
        return 1;
    }
    size_t bytes = 0;
    for (size_t i = 0; i < sizeof utf8 / sizeof utf8[0]; i++) {
        if (text[0] >= utf8[i].lead_first && text[0] <= utf8[i].lead_last &&
            text[1] >= utf8[i].second_first && text[1] <= utf8[i].second_last) {
            bytes = utf8[i].bytes;
        }
    }
    for (size_t i = 2; i < bytes; i++) {
        if ((text[i] & 0xC0U) != 0x80) { /* also stops at the closing NUL */
            return 0;
        }
    }
    return bytes;
}

bool wire_text_check(const char *text, size_t bytes_max, bool lines)
{
    const size_t size = strlen(text);
    if (size > bytes_max) {
        return false;
    }
    const uint8_t *at = (const uint8_t *)text;
    while (*at != 0) {
        const bool blank = lines && (*at == '\n' || *at == '\t' || *at == '\r');
        const size_t bytes = blank ? 1 : character_bytes(at);
        if (bytes == 0) {
            return false;
        }
        at += bytes;
    }
    return true;
}

bool wire_name_check(const char *name)
{
    const size_t size = strlen(name);
    return size >= 1 && size <= PUSDALOPS_SOURCE_BYTES_MAX &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == size;
}

char *wire_unwritten(const char *text)
{
    union {
        const char *in;
        char *out;
    } same = {.in = text};
    return same.out;
}

uint64_t wire_random(uint64_t *state)
{
    *state += 0x9E3779B97F4A7C15U;
    uint64_t mixed = *state;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31);
}

void wire_message_free(Pusdalops__V1__Message *message)
{
    pusdalops__v1__message__free_unpacked(message, NULL);
}

void wire_plan_line_free(Pusdalops__V1__PlanLine *line)
{
    pusdalops__v1__plan_line__free_unpacked(line, NULL);
}

void wire_need_line_free(Pusdalops__V1__NeedLine *line)
{
    pusdalops__v1__need_line__free_unpacked(line, NULL);
}

void wire_stock_line_free(Pusdalops__V1__StockLine *line)
{
    pusdalops__v1__stock_line__free_unpacked(line, NULL);
}

void wire_throughput_free(Pusdalops__V1__StockThroughput *sums)
{
    pusdalops__v1__stock_throughput__free_unpacked(sums, NULL);
}

void wire_shipment_line_free(Pusdalops__V1__ShipmentLine *line)
{
    pusdalops__v1__shipment_line__free_unpacked(line, NULL);
}
