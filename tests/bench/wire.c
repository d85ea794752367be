#include "wire.h"

#include <stdio.h>
#include <string.h>

#include "posting.h"

/* --- what they share --- */

static uint32_t get_u32(const uint8_t *in)
{
    return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | in[3];
}

static size_t put_u32(uint8_t *out, uint32_t value)
{
    out[0] = (uint8_t)(value >> 24);
    out[1] = (uint8_t)(value >> 16);
    out[2] = (uint8_t)(value >> 8);
    out[3] = (uint8_t)value;
    return 4;
}

/* Bytes of the line that begins here, with its end; 0: not all of it is there. */
static size_t line_bytes(const uint8_t *in, size_t in_bytes)
{
    const uint8_t *end = memchr(in, '\n', in_bytes);
    return end == NULL ? 0 : (size_t)(end - in) + 1;
}

static size_t get_decimal(const uint8_t *in, const uint8_t *end)
{
    size_t value = 0;
    while (in < end && *in >= '0' && *in <= '9') {
        value = value * 10 + (size_t)(*in++ - '0');
    }
    return value;
}

static size_t put_decimal(uint8_t *out, uint64_t value)
{
    uint8_t digits[20];
    size_t count = 0;
    do {
        digits[count++] = (uint8_t)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    for (size_t i = 0; i < count; i++) {
        out[i] = digits[count - 1 - i];
    }
    return count;
}

static size_t put(uint8_t *out, const void *bytes, size_t size_bytes)
{
    memcpy(out, bytes, size_bytes);
    return size_bytes;
}

/* --- ZMTP: the hub and a raw ROUTER --- */

#define ZMTP_GREETING_BYTES 64
enum zmtp_stage { ZMTP_GREETING, ZMTP_HANDSHAKE, ZMTP_TRAFFIC };

static size_t zmtp_greet(struct wire *wire, uint8_t *out)
{
    static const uint8_t head[] = {0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0, 'N', 'U', 'L', 'L'};
    static const uint8_t ready[] = "\x04\x1d\x05READY\x0bSocket-Type\0\0\0\x06"
                                   "DEALER";
    wire->stage = ZMTP_GREETING;
    memset(out, 0, ZMTP_GREETING_BYTES);
    put(out, head, sizeof head);
    const size_t at = ZMTP_GREETING_BYTES + put(out + ZMTP_GREETING_BYTES, ready, sizeof ready - 1);
    out[ZMTP_GREETING_BYTES + 1] = sizeof ready - 3;
    return at;
}

/* A peer that asks for a sign of life gets its words back, and otherwise hangs up. */
static void zmtp_pong(struct wire *wire, const uint8_t *words, size_t words_bytes)
{
    uint8_t *out = wire->answer + wire->answer_bytes;
    if (words_bytes > 16 || wire->answer_bytes + words_bytes + 7 > WIRE_ANSWER_MAX) {
        return;
    }
    out[0] = 4;
    out[1] = (uint8_t)(5 + words_bytes);
    put(out + 2, "\4PONG", 5);
    put(out + 7, words, words_bytes);
    wire->answer_bytes += 7 + words_bytes;
}

static size_t zmtp_take(struct wire *wire, const uint8_t *in, size_t in_bytes,
                        enum wire_heard *heard)
{
    *heard = WIRE_NOTHING;
    if (wire->stage == ZMTP_GREETING) {
        if (in_bytes < ZMTP_GREETING_BYTES) {
            return 0;
        }
        wire->stage = ZMTP_HANDSHAKE;
        return ZMTP_GREETING_BYTES;
    }
    const size_t head = in_bytes > 0 && (in[0] & 2) != 0 ? 9 : 2;
    if (in_bytes < head) {
        return 0;
    }
    const size_t body = head == 9 ? get_u32(in + 5) : in[1];
    if (in_bytes < head + body) {
        return 0;
    }
    if ((in[0] & 4) != 0) {
        if (wire->stage == ZMTP_HANDSHAKE) {
            wire->stage = ZMTP_TRAFFIC;
            *heard = body >= 6 && memcmp(in + head + 1, "READY", 5) == 0 ? WIRE_READY : WIRE_BROKEN;
        }
        if (body >= 7 && memcmp(in + head, "\4PING", 5) == 0) {
            zmtp_pong(wire, in + head + 7, body - 7);
        }
        return head + body;
    }
    if (wire->stage != ZMTP_TRAFFIC || (in[0] & 1) != 0) {
        *heard = WIRE_BROKEN;
    } else {
        *heard = posting_is_accepted(in + head, body, NULL) ? WIRE_ACK : WIRE_REFUSED;
    }
    return head + body;
}

/* A raw ROUTER gives back what it got. */
static size_t echo_take(struct wire *wire, const uint8_t *in, size_t in_bytes,
                        enum wire_heard *heard)
{
    const size_t eaten = zmtp_take(wire, in, in_bytes, heard);
    if (eaten > 0 && *heard == WIRE_REFUSED) {
        *heard = WIRE_ACK;
    }
    return eaten;
}

static size_t zmtp_put(struct wire *wire, uint8_t *out, uint64_t id, const uint8_t *message,
                       size_t size_bytes)
{
    (void)wire;
    uint8_t body[POSTING_BYTES_MAX + 32];
    const size_t body_bytes = posting_wrap(body, id, message, size_bytes);
    if (body_bytes < 256) {
        out[0] = 0;
        out[1] = (uint8_t)body_bytes;
        return 2 + put(out + 2, body, body_bytes);
    }
    memset(out, 0, 5);
    out[0] = 2;
    put_u32(out + 5, (uint32_t)body_bytes);
    return 9 + put(out + 9, body, body_bytes);
}

/* --- RESP: Redis streams --- */

static size_t resp_greet(struct wire *wire, uint8_t *out)
{
    (void)wire;
    static const char ping[] = "*1\r\n$4\r\nPING\r\n";
    return put(out, ping, sizeof ping - 1);
}

static size_t resp_take(struct wire *wire, const uint8_t *in, size_t in_bytes,
                        enum wire_heard *heard)
{
    (void)wire;
    const size_t line = line_bytes(in, in_bytes);
    *heard = WIRE_NOTHING;
    if (line == 0) {
        return 0;
    }
    if (in[0] == '+') {
        *heard = WIRE_READY; /* PONG */
        return line;
    }
    if (in[0] != '$') {
        *heard = in[0] == '-' ? WIRE_REFUSED : WIRE_BROKEN;
        return line;
    }
    const size_t whole = line + get_decimal(in + 1, in + line) + 2;
    if (in_bytes < whole) {
        return 0;
    }
    *heard = WIRE_ACK;
    return whole;
}

static size_t resp_put(struct wire *wire, uint8_t *out, uint64_t id, const uint8_t *message,
                       size_t size_bytes)
{
    (void)wire;
    (void)id;
    static const char head[] = "*5\r\n$4\r\nXADD\r\n$1\r\ns\r\n$1\r\n*\r\n$1\r\nm\r\n$";
    size_t at = put(out, head, sizeof head - 1);
    at += put_decimal(out + at, size_bytes);
    at += put(out + at, "\r\n", 2);
    at += put(out + at, message, size_bytes);
    return at + put(out + at, "\r\n", 2);
}

/* --- NATS JetStream --- */

static size_t nats_greet(struct wire *wire, uint8_t *out)
{
    wire->stage = 0;
    return (size_t)snprintf((char *)out, WIRE_ANSWER_MAX,
                            "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":false}\r\n"
                            "SUB i.%u 1\r\nPUB $JS.API.STREAM.INFO.bench i.%u 0\r\n\r\n",
                            wire->nth, wire->nth);
}

static size_t nats_take(struct wire *wire, const uint8_t *in, size_t in_bytes,
                        enum wire_heard *heard)
{
    const size_t line = line_bytes(in, in_bytes);
    *heard = WIRE_NOTHING;
    if (line < 4) {
        return line;
    }
    if (memcmp(in, "PING", 4) == 0) {
        wire->answer_bytes += put(wire->answer + wire->answer_bytes, "PONG\r\n", 6);
        return line;
    }
    if (memcmp(in, "MSG ", 4) != 0) {
        *heard = in[0] == '-' ? WIRE_BROKEN : WIRE_NOTHING;
        return line;
    }
    const uint8_t *size = in + line - 2;
    while (size[-1] != ' ') {
        size--;
    }
    const size_t body = get_decimal(size, in + line);
    if (in_bytes < line + body + 2) {
        return 0;
    }
    const bool wrong = memmem(in + line, body, "\"error\"", 7) != NULL;
    if (wire->stage == 0) {
        wire->stage = 1;
        *heard = wrong ? WIRE_BROKEN : WIRE_READY;
    } else {
        *heard = wrong ? WIRE_REFUSED : WIRE_ACK;
    }
    return line + body + 2;
}

static size_t nats_put(struct wire *wire, uint8_t *out, uint64_t id, const uint8_t *message,
                       size_t size_bytes)
{
    (void)id;
    size_t at = put(out, "PUB s i.", 8);
    at += put_decimal(out + at, wire->nth);
    out[at++] = ' ';
    at += put_decimal(out + at, size_bytes);
    at += put(out + at, "\r\n", 2);
    at += put(out + at, message, size_bytes);
    return at + put(out + at, "\r\n", 2);
}

/* --- MQTT 3.1.1, QoS 1 --- */

static size_t mqtt_greet(struct wire *wire, uint8_t *out)
{
    static const uint8_t head[] = {0x10, 0, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 0};
    size_t at = put(out, head, sizeof head);
    const int id = snprintf((char *)out + at, 16, "b%u", wire->nth);
    out[at - 1] = (uint8_t)id;
    at += (size_t)id;
    out[1] = (uint8_t)(at - 2);
    return at;
}

static size_t mqtt_take(struct wire *wire, const uint8_t *in, size_t in_bytes,
                        enum wire_heard *heard)
{
    (void)wire;
    *heard = WIRE_NOTHING;
    if (in_bytes < 4) {
        return 0;
    }
    switch (in[0]) {
    case 0x20:
        *heard = in[3] == 0 ? WIRE_READY : WIRE_BROKEN;
        break;
    case 0x40:
        *heard = WIRE_ACK;
        break;
    default:
        *heard = WIRE_BROKEN;
        break;
    }
    return 4;
}

static size_t mqtt_put(struct wire *wire, uint8_t *out, uint64_t id, const uint8_t *message,
                       size_t size_bytes)
{
    (void)wire;
    size_t remaining = 5 + size_bytes;
    size_t at = 0;
    out[at++] = 0x32; /* PUBLISH, QoS 1 */
    do {
        out[at++] = (uint8_t)(remaining % 128 + (remaining >= 128 ? 128 : 0));
        remaining /= 128;
    } while (remaining > 0);
    at += put(out + at, "\0\1s", 3);
    const uint16_t packet = (uint16_t)(1 + id % 65535);
    out[at++] = (uint8_t)(packet >> 8);
    out[at++] = (uint8_t)packet;
    return at + put(out + at, message, size_bytes);
}

/* --- PostgreSQL, one transaction a row --- */

enum postgres_stage { POSTGRES_LOGIN, POSTGRES_PREPARE, POSTGRES_TRAFFIC };

static size_t postgres_greet(struct wire *wire, uint8_t *out)
{
    static const char words[] = "user\0postgres\0database\0postgres\0";
    wire->stage = POSTGRES_LOGIN;
    put_u32(out, 8 + sizeof words);
    put_u32(out + 4, 196608);
    return 8 + put(out + 8, words, sizeof words);
}

static void postgres_prepare(struct wire *wire)
{
    static const char parse[] = "i\0INSERT INTO s(m) VALUES($1)\0\0";
    uint8_t *out = wire->answer + wire->answer_bytes;
    out[0] = 'P';
    put_u32(out + 1, 4 + sizeof parse);
    size_t at = 5 + put(out + 5, parse, sizeof parse);
    at += put(out + at, "S\0\0\0\4", 5);
    wire->answer_bytes += at;
}

static size_t postgres_take(struct wire *wire, const uint8_t *in, size_t in_bytes,
                            enum wire_heard *heard)
{
    *heard = WIRE_NOTHING;
    if (in_bytes < 5 || in_bytes < 1 + get_u32(in + 1)) {
        return 0;
    }
    if (in[0] == 'E') {
        *heard = WIRE_BROKEN;
    } else if (in[0] == 'Z') {
        switch (wire->stage) {
        case POSTGRES_LOGIN:
            postgres_prepare(wire);
            wire->stage = POSTGRES_PREPARE;
            break;
        case POSTGRES_PREPARE:
            wire->stage = POSTGRES_TRAFFIC;
            *heard = WIRE_READY;
            break;
        default:
            *heard = WIRE_ACK;
            break;
        }
    }
    return 1 + get_u32(in + 1);
}

static size_t postgres_put(struct wire *wire, uint8_t *out, uint64_t id, const uint8_t *message,
                           size_t size_bytes)
{
    (void)wire;
    (void)id;
    static const uint8_t bind[] = {0, 'i', 0, 0, 1,
                                   0, 1,   0, 1}; /* portal, statement, one binary value */
    static const uint8_t execute[] = {'E', 0, 0, 0, 9, 0, 0, 0, 0, 0, 'S', 0, 0, 0, 4};
    out[0] = 'B';
    put_u32(out + 1, (uint32_t)(4 + sizeof bind + 4 + size_bytes + 2));
    size_t at = 5 + put(out + 5, bind, sizeof bind);
    at += put_u32(out + at, (uint32_t)size_bytes);
    at += put(out + at, message, size_bytes);
    at += put(out + at, "\0\0", 2);
    return at + put(out + at, execute, sizeof execute);
}

/* --- the table --- */

static const struct protocol protocols[] = {
    {"hub", zmtp_greet, zmtp_take, zmtp_put},
    {"echo", zmtp_greet, echo_take, zmtp_put},
    {"redis", resp_greet, resp_take, resp_put},
    {"nats", nats_greet, nats_take, nats_put},
    {"mqtt", mqtt_greet, mqtt_take, mqtt_put},
    {"postgres", postgres_greet, postgres_take, postgres_put},
};

const struct protocol *wire_find(const char *name)
{
    for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++) {
        if (strcmp(protocols[i].name, name) == 0) {
            return &protocols[i];
        }
    }
    return NULL;
}
