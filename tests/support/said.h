/*
 * said.h - what a test hands in and how it must be taken; and that a room, at its end, is whole.
 *
 * Read by: tests/unit/core, tests that have one `static struct room room`. Reads: aceh.h, tap.h.
 * Owns: nothing.
 */
#ifndef TESTS_SUPPORT_SAID_H
#define TESTS_SUPPORT_SAID_H

#include "base/status.h"
#include "support/aceh.h"
#include "support/tap.h"

#include <stdlib.h>

/* said_tell - the line of a test whose receipt is not what it should be */
static inline void said_tell(int at, const Receipt *receipt)
{
    printf("# line %d: status %d code %u field %s\n", at,
           receipt == NULL ? -1 : (int)receipt->status, aceh_code(receipt),
           receipt == NULL || receipt->problem == NULL ? "" : receipt->problem->field);
}

/* said_accepted - room_say, and it is accepted; the receipt */
static inline const Receipt *said_accepted(int at, struct room *room, const char *client,
                                           const struct letter *letter)
{
    const Receipt *receipt = room_say(room, client, letter);
    if (!CHECK(receipt != NULL && (int)receipt->status == (int)RECEIPT_ACCEPTED)) {
        said_tell(at, receipt);
    }
    return receipt;
}

/*
 * said_refused - room_say, and it is refused (or, where the fault is the hub's, put off) with this code at this field.
 *
 * Not a byte of the view of realm real is another, and nothing reaches the journal or the feed.
 */
static inline void said_refused(int at, struct room *room, const char *client, enum hub_status code,
                                const char *field, const struct letter *letter)
{
    const bool put_off = hub_status_row(code)->fault == HUB_FAULT_HUB;
    size_t before_bytes = 0;
    size_t after_bytes = 0;
    uint8_t *before = room_save(room, &before_bytes);
    const uint32_t records = room->journal.count;
    room_forget_feed(room);
    const Receipt *receipt = room_say(room, client, letter);
    uint8_t *after = room_save(room, &after_bytes);
    const bool as_said = receipt != NULL &&
                         (int)receipt->status == (int)(put_off ? RECEIPT_BUSY : RECEIPT_REFUSED) &&
                         aceh_code(receipt) == (uint32_t)code &&
                         strcmp(receipt->problem->field, field) == 0;
    const bool same = before_bytes == after_bytes && memcmp(before, after, before_bytes) == 0;
    if (!CHECK(as_said) || !CHECK(same) || !CHECK_NUMBER(room->journal.count, records) ||
        !CHECK_NUMBER(room->feed_count, 0)) {
        said_tell(at, receipt);
    }
    free(before);
    free(after);
}

/* said_end - close a room that is whole: the sums of realm real add up, and from its journal alone or a snapshot it is the same */
static inline void said_end(struct room *room, bool (*adds_up)(const struct view *view))
{
    CHECK_NUMBER(room->broken, 0);
    CHECK(adds_up(room_view(room, "real")));
    CHECK(room_outlives_a_snapshot(room, adds_up));
    CHECK(room_restart(room));
    CHECK(adds_up(room_view(room, "real")));
    room_close(room);
}

#define ACCEPTED(client, ...)                                                                      \
    said_accepted(__LINE__, &room, client, &(const struct letter){__VA_ARGS__})
#define REFUSED(client, code, field, ...)                                                          \
    said_refused(__LINE__, &room, client, code, field, &(const struct letter){__VA_ARGS__})

#endif
