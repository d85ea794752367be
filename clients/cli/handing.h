/*
 * handing.h - handing messages in through the outbox: numbered and kept on disk first, then sent
 * until a receipt.
 *
 * Read by: command_report.c, command_send.c. Reads: link.h.
 * Owns: the link, the outbox.
 * Holds: (1) nothing is sent that the outbox does not hold; (2) a number is taken only after the
 * hub has once
 *        told the last one it knows.
 */
#ifndef PUSDALOPS_CLI_HANDING_H
#define PUSDALOPS_CLI_HANDING_H

#include "link.h"

struct handing {
    const struct app *app;
    struct link link;
    struct pusdalops_outbox *outbox;
    char source[PUSDALOPS_SOURCE_BYTES_MAX + 1];
    bool offline; /* no hub, but the outbox may take messages */
    bool deaf;    /* the hub may hear us by intake, and we do not hear it */
    uint64_t accepted;
    uint64_t negative;
};

/*
 * handing_open - connect, greet, open the outbox of our source.
 *
 * EXIT_DONE also without a hub where the source is known and (2) holds; then `offline` is true and
 * the complaint has been made. With --publish also where the hub can only be spoken to; then `deaf`
 * is true.
 */
int handing_open(struct handing *handing, const struct app *app);

/* handing_close - close; fine for one that was not opened. */
void handing_close(struct handing *handing);

/* handing_put - number and keep one message; an exit code. */
int handing_put(struct handing *handing, struct pusdalops_message *message, uint64_t *number);

/* handing_receipt - print a receipt and count it. `row` is 0 where it belongs to no row of ours. */
void handing_receipt(struct handing *handing, const struct pusdalops_event *event, uint64_t row);

/*
 * handing_finish - send until everything in the outbox is settled, or nothing moves for the time
 * limit; an exit code.
 */
int handing_finish(struct handing *handing);

/*
 * handing_kept - say how many messages stay in the outbox; EXIT_NO_HUB, or EXIT_NOT_CONFIRMED where
 * all of them were published.
 */
int handing_kept(const struct handing *handing);

#endif
