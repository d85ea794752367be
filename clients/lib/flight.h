/*
 * flight.h - what a session has under way: messages until their receipt, questions until their
 * answer.
 *
 * Read by: batch.c, session.c. Reads: wire.h.
 * Owns: the bytes of every flight.
 * Holds: (1) the bytes of a flight never change while it lives;
 *        (2) a request id names one attempt: bits 0-9 the place, the rest a serial, so that an
 *            answer to an earlier attempt is still told apart and an answer costs no search; a
 *            batch has an id with the place FLIGHT_PLACE_BATCH.
 */
#ifndef PUSDALOPS_LIB_FLIGHT_H
#define PUSDALOPS_LIB_FLIGHT_H

#include "wire.h"

#define FLIGHT_PLACE_BITS  10U
#define FLIGHT_PLACE_BATCH ((1U << FLIGHT_PLACE_BITS) - 1)
#define FLIGHT_PLACES_MAX  (PUSDALOPS_WINDOW_MAX + PUSDALOPS_ASKS_MAX)

enum flight_state {
    FLIGHT_FREE = 0,
    FLIGHT_READY,   /* to be sent now */
    FLIGHT_SENT,    /* lost if nothing comes by due_ms */
    FLIGHT_WAITING, /* to be sent at due_ms */
    FLIGHT_BEHIND,  /* to be sent once every lower number is settled */
};

struct flight {
    enum flight_state state;
    uint64_t number;     /* of the message; a question has its order of asking */
    uint64_t request_id; /* (2) */
    uint64_t due_ms;
    uint32_t attempts;
    uint64_t batch_id; /* of the SubmitBatch that carried it last; 0: it went alone */
    uint32_t batch_place;
    uint32_t batch_count;
    struct wire_bytes bytes; /* a Message, or a packed Request without id for a question */
};

/* Places 0 to window - 1 are for messages, the PUSDALOPS_ASKS_MAX behind them for questions. */
struct flights {
    struct flight *places;
    uint32_t window;
    uint32_t count; /* window + PUSDALOPS_ASKS_MAX */
    uint64_t serial;
};

/* flights_open - room for `window` messages; false without memory. */
bool flights_open(struct flights *flights, uint32_t window);

/* flights_close - release. */
void flights_close(struct flights *flights);

/* flights_free_place - a free place among [first, last), NULL where all are taken. */
struct flight *flights_free_place(struct flights *flights, uint32_t first, uint32_t last);

/* flights_stamp - give the flight a fresh request id. */
void flights_stamp(struct flights *flights, struct flight *flight);

/* flights_batch_id - a fresh request id for a batch. */
uint64_t flights_batch_id(struct flights *flights);

/* flights_find - the flight that waits under this request id, or NULL. */
struct flight *flights_find(const struct flights *flights, uint64_t request_id);

/* flights_find_number - the message in flight with this number, or NULL. */
struct flight *flights_find_number(const struct flights *flights, uint64_t number);

/* flights_wake - make a flight ready whose time or turn has come. */
void flights_wake(const struct flights *flights, struct flight *flight, uint64_t now_ms);

/*
 * flights_ready - the ready flight with the lowest number among [first, last), or NULL. Wakes what
 * is due.
 */
struct flight *flights_ready(struct flights *flights, uint32_t first, uint32_t last,
                             uint64_t now_ms);

/* flights_again - make everything that is sent ready to be sent again. */
void flights_again(struct flights *flights);

/* flights_deadline_ms - the earliest due time; 0 where something is ready. */
uint64_t flights_deadline_ms(const struct flights *flights, uint32_t first, uint32_t last);

/* flights_overdue - has a sent flight passed its time? */
bool flights_overdue(const struct flights *flights, uint64_t now_ms);

/* flights_in_flight - how many messages are under way. */
uint32_t flights_in_flight(const struct flights *flights);

/* flights_lowest - is there no message in flight with a lower number? */
bool flights_lowest(const struct flights *flights, uint64_t number);

/* flight_land - the place is free again; keeps its room. */
void flight_land(struct flight *flight);

#endif
