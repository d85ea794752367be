/*
 * story.h - a scenario that is being played: the room, and where in the text we are.
 *
 * Read by: runner.c, expect.c, oracle.c. Reads: support/room.h.
 */
#ifndef TESTS_SCENARIO_STORY_H
#define TESTS_SCENARIO_STORY_H

#include "line.h"
#include "support/room.h"

#define STORY_TEXTS_MAX   65536
#define STORY_NUMBERS_MAX 256

/* The next number of a source in a realm. */
struct numbering {
    char name[2 * IDENTIFIER_BYTES_MAX + 8];
    uint64_t last;
};

struct story {
    struct room room;
    const char *folder; /* where the scenario stands */
    int line_number;
    int complaints;
    bool is_open;               /* the room is */
    bool roster_changed;        /* clients came or went since it was in force */
    bool receipt_pending;       /* the last answer was not yet looked at */
    char text[STORY_TEXTS_MAX]; /* names that have to stay */
    size_t text_bytes;
    const char *event;  /* the one declared last */
    const char *client; /* the first that sat down: declares events */
    const char *realms[REALMS_MAX];
    uint32_t realm_count;
    uint32_t cells_max; /* places of the picture; 0: as many as usual */
    struct numbering numbers[STORY_NUMBERS_MAX];
    uint32_t number_count;
    uint8_t last_bytes[LETTER_BYTES_MAX]; /* of the last message */
    size_t last_size;
    const char *last_client;
    char status[32];  /* of the last receipt, in small letters */
    Receipt *receipt; /* a copy of its own; NULL for a problem */
};

/* story_complain - this line does not hold */
void story_complain(struct story *story, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* story_keep - a copy of a word that lives as long as the story */
const char *story_keep(struct story *story, const char *word);

/* story_hand_in - give a letter its number unless it has one, hand it in, keep the receipt; true when accepted */
bool story_hand_in(struct story *story, const char *client, struct letter *letter);

/* story_settle - the last receipt must have been an acceptance, unless somebody looked at it */
void story_settle(struct story *story);

/* story_expect - the rest of a line that begins with "expect" */
void story_expect(struct story *story, struct line *line);

/* story_find - a document of a kind by event and area as a client reads it; NULL when there is none. The caller
 * gives it back with story_give_back. */
FeedMessage *story_find(struct story *story, const char *client, const char *realm,
                        const char *event, const char *area);

/* story_give_back - a document of story_find */
void story_give_back(FeedMessage *message);

/* story_envelope - what every kind of message may say of itself: number, realm, who hands it in; false: it is something else */
bool story_envelope(struct story *story, struct line *line, struct letter *letter,
                    const char **client);

/* The rest of a line that begins with need, answer, pledge, pledge-update, shipments. */
void story_need(struct story *story, struct line *line);
void story_answer(struct story *story, struct line *line);
void story_pledge(struct story *story, struct line *line);
void story_pledge_update(struct story *story, struct line *line);
void story_shipments(struct story *story, struct line *line);

/* The rest of a line that begins with warehouse, count, stock-rows. */
void story_warehouse(struct story *story, struct line *line);
void story_count(struct story *story, struct line *line);
void story_stock_rows(struct story *story, struct line *line);

/* story_expect_stock - "expect stock", "flow" and "pile"; false when it is none of them */
bool story_expect_stock(struct story *story, struct line *line);

/* story_thousandths - "1.5" as thousandths; false when it is no number, or says more than three places */
bool story_thousandths(const char *text, uint64_t *out);
/* --- plans.c --- */
void story_plan(struct story *story, struct line *line);
void story_duty(struct story *story, struct line *line);
void story_ready(struct story *story, struct line *line);
void story_activate(struct story *story, struct line *line);
void story_task(struct story *story, struct line *line);
/* story_expect_plans - "expect tasks" and "offers"; false when it is none of these */
bool story_expect_plans(struct story *story, struct line *line);

/* 1.5, and 200 paket sembako; the unit "-" is none. False when it is something else. */
bool story_amount(struct line *line, uint64_t *out);
bool story_quantity(struct story *story, struct line *line, struct letter_quantity *out);

/* --- ship.c --- */

/* The rest of a line that begins with ship, ship-update. */
void story_ship(struct story *story, struct line *line);
void story_ship_update(struct story *story, struct line *line);

/* story_convoy - these goods in one need, one shipment and one hand-over record */
void story_convoy(struct story *story, const char *giver, const char *asks, const char *region,
                  const char *bast, const struct letter_quantity *rows, uint32_t count);

/* story_expect_shipment - "expect shipment"; false when it is something else */
bool story_expect_shipment(struct story *story, struct line *line);

/* story_expect_relief - "expect line", "given" and "total"; false when it is none of these */
bool story_expect_relief(struct story *story, struct line *line);

/* story_expect_answer - "expect suggestion" and "activities"; false when it is none of these */
bool story_expect_answer(struct story *story, struct line *line);

/* story_include_oracle - the rest of a line "include oracle FILE as source S event E [twice F] [without X]" */
void story_include_oracle(struct story *story, struct line *line);

#endif
