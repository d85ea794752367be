/*
 * wire.h - the protocols of the hub and of its peers, as far as a sender needs them, so that all of them are driven by
 *          the same loop at the same price.
 *
 * Read by: load.c. Reads: posting.h.
 * Owns: nothing.
 * Source: ZMTP 3.0 (rfc.zeromq.org/spec/23), RESP 2, the NATS client protocol, MQTT 3.1.1, the PostgreSQL protocol 3.0.
 */
#ifndef BENCH_WIRE_H
#define BENCH_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What some bytes from the server were. */
enum wire_heard {
    WIRE_NOTHING, /* part of a handshake, or of no interest */
    WIRE_READY,   /* messages may be sent now */
    WIRE_ACK,     /* one message was acknowledged */
    WIRE_REFUSED, /* one message was not */
    WIRE_BROKEN,  /* not understood: give up */
};

/* What a protocol remembers of one connection. */
struct wire {
    unsigned nth; /* of the connection */
    unsigned stage;
    uint8_t *answer; /* room for bytes that must be sent back at once */
    size_t answer_bytes;
};

#define WIRE_ANSWER_MAX 1024

struct protocol {
    const char *name;
    /* First bytes of the client; returns how many, at most WIRE_ANSWER_MAX. */
    size_t (*greet)(struct wire *wire, uint8_t *out);
    /* One whole utterance of the server, if it is there: returns the bytes eaten, 0 when more must come. */
    size_t (*take)(struct wire *wire, const uint8_t *in, size_t in_bytes,
                   enum wire_heard *out_heard);
    /* One message to be made durable; returns the bytes written, at most `size_bytes` + 256. */
    size_t (*put)(struct wire *wire, uint8_t *out, uint64_t id, const uint8_t *message,
                  size_t size_bytes);
};

/* wire_find - NULL: there is none of this name */
const struct protocol *wire_find(const char *name);

#endif
