/*
 * journal.h - a journal in memory: what the hub appends, and the reader it asks.
 *
 * Read by: room.c, tests. Reads: core/reader.h, core/outbox.h, core/view.h.
 * Owns: copies of all records until journal_close.
 * It indexes what an append says, by area too, and leaves nothing out; see tests/unit/core/test_journal.c.
 */
#ifndef TESTS_SUPPORT_JOURNAL_H
#define TESTS_SUPPORT_JOURNAL_H

#include "core/outbox.h"
#include "core/reader.h"
#include "core/view.h"

struct journal_entry {
    uint32_t realm;
    uint64_t sequence;
    uint32_t area;
    uint32_t source;
    uint64_t number;
    struct slice record;
};

struct journal {
    struct journal_entry *entries;
    uint32_t count;
    uint32_t room;
    const struct outbox
        *turn;       /* appends of the present turn, which a reader sees too; NULL: none */
    bool unreadable; /* set by a test: reading fails from now on */
};

/* journal_open - an empty one */
void journal_open(struct journal *journal);

/* journal_close - give everything back */
void journal_close(struct journal *journal);

/* journal_append - take an EFFECT_APPEND; false when its sequence is not the next of its realm */
bool journal_append(struct journal *journal, const struct effect *append);

/* journal_last - the last sequence of a realm; 0: none */
uint64_t journal_last(const struct journal *journal, uint32_t realm);

/* journal_reader - to be asked by the core; lives as long as the journal */
struct reader journal_reader(struct journal *journal);

/* journal_replay - a realm's records after the view's last into the view; the first failure, or HUB_OK */
enum hub_status journal_replay(const struct journal *journal, uint32_t realm, struct view *view);

#endif
