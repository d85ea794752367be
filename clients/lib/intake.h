/*
 * intake.h - messages published without an answer, and what the hub's list of numbers says of them.
 *
 * Read by: client.c. Reads: wire.h.
 * Owns: the frame being filled.
 * Holds: (1) a published message is not settled by having been sent: the hub's SourceState has to
 *            name it held after it was published, and one message, the witness, has to draw
 *            DUPLICATE or ACCEPTED by submit, which only its own bytes can;
 *        (2) what the list does not name held is handed in by submit, with the same bytes;
 *        (3) a new subscription of the hub begins anew: what was under way may be lost.
 * Source: proto/README.md sections 8 (the life of a message) and 10; SHALL-19, SHALL-20.
 */
#ifndef PUSDALOPS_LIB_INTAKE_H
#define PUSDALOPS_LIB_INTAKE_H

#include "wire.h"

#define INTAKE_MESSAGES_MAX 128U   /* in one publication */
#define INTAKE_BYTES_MAX    60000U /* of their bytes together, unless one alone is larger */
#define INTAKE_ARRIVE_MS    1000U  /* what is not held that long after its publication is lost */
#define INTAKE_ASK_MS       250U   /* between two questions for the list */
#define INTAKE_PATIENCE_MS  5000U  /* without the hub's subscription all goes by submit */

/* What to do with one waiting message. */
enum intake_verdict {
    INTAKE_WAIT = 0, /* not known yet */
    INTAKE_HELD,     /* the hub has it */
    INTAKE_SUBMIT,   /* hand it in */
};

enum intake_witness {
    INTAKE_WITNESS_NONE = 0,
    INTAKE_WITNESS_ASKED,
    INTAKE_WITNESS_GOOD,
    INTAKE_WITNESS_BAD, /* the hub holds other bytes: two machines number for one source */
};

struct intake {
    bool hears;            /* the hub has subscribed */
    uint64_t patience_ms;  /* when to give up waiting for that */
    uint64_t published;    /* numbers up to here went out */
    uint64_t published_ms; /* when the last of them did */
    uint64_t told_ms;      /* when the list came; 0: never */
    uint64_t last_number;  /* of the list */
    struct pusdalops_range missing[PUSDALOPS_MISSING_MAX];
    size_t missing_count;
    enum intake_witness witness;
    uint64_t witness_number;
    /* the publication being filled */
    uint64_t number; /* the last one in it */
    uint8_t *bytes;
    size_t size;
    size_t sizes[INTAKE_MESSAGES_MAX];
    size_t count;
    struct wire_bytes frame;
};

/* intake_open - nothing published yet; false without memory. */
bool intake_open(struct intake *intake, uint64_t now_ms);

/* intake_close - release. */
void intake_close(struct intake *intake);

/* intake_heard - the hub subscribed, or its connection is gone. (3) */
void intake_heard(struct intake *intake, bool subscribed);

/* intake_add - one more message for the publication; false where it is full. */
bool intake_add(struct intake *intake, uint64_t number, const uint8_t *bytes, size_t size);

/* intake_encode - the publication as a request; false without memory. */
bool intake_encode(struct intake *intake);

/* intake_done - the publication was sent, or is given up. */
void intake_done(struct intake *intake, bool sent, uint64_t now_ms);

/* intake_told - the hub's list of numbers of our source. */
void intake_told(struct intake *intake, uint64_t last_number, const struct pusdalops_range *missing,
                 size_t missing_count, uint64_t now_ms);

/* intake_names_held - does the list say that the hub holds this number? */
bool intake_names_held(const struct intake *intake, uint64_t number);

/* intake_call_witness - this is the highest number that is named held and still waits. */
void intake_call_witness(struct intake *intake, uint64_t number);

/* intake_receipt - a receipt came by submit: perhaps that of the witness; true where it was. */
bool intake_receipt(struct intake *intake, uint64_t number, enum pusdalops_receipt status);

/* intake_judge - what to do with this number, which waits in the outbox. */
enum intake_verdict intake_judge(const struct intake *intake, uint64_t number, uint64_t now_ms);

/* intake_asks - is it time to ask for the list, where something is not known yet? */
bool intake_asks(const struct intake *intake, uint64_t now_ms);

#endif
