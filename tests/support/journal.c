#include "support/journal.h"

#include "base/assert.h"
#include "core/limits.h"

#include <stdlib.h>

void journal_open(struct journal *journal)
{
    *journal = (struct journal){.count = 0};
}

void journal_close(struct journal *journal)
{
    for (uint32_t i = 0; i < journal->count; i++) {
        union {
            const uint8_t *read;
            void *give;
        } bytes = {.read = journal->entries[i].record.data};
        free(bytes.give);
    }
    free(journal->entries);
    journal_open(journal);
}

uint64_t journal_last(const struct journal *journal, uint32_t realm)
{
    for (uint32_t i = journal->count; i > 0; i--) {
        if (journal->entries[i - 1].realm == realm) {
            return journal->entries[i - 1].sequence;
        }
    }
    return 0;
}

/* What an append says of itself, without a copy of its record. */
static struct journal_entry entry_of(const struct effect *append)
{
    return (struct journal_entry){
        .realm = append->realm,
        .sequence = append->after.n,
        .area = append->as.append.area,
        .source = append->as.append.source,
        .number = append->as.append.number,
        .record = append->as.append.record,
    };
}

bool journal_append(struct journal *journal, const struct effect *append)
{
    HUB_ASSERT(append->kind == EFFECT_APPEND);
    if (append->after.n != journal_last(journal, append->realm) + 1) {
        return false;
    }
    if (journal->count == journal->room) {
        journal->room = journal->room == 0 ? 256 : journal->room * 2;
        journal->entries =
            realloc(journal->entries, sizeof *journal->entries * (size_t)journal->room);
        HUB_ASSERT(journal->entries != NULL);
    }
    const struct slice record = append->as.append.record;
    uint8_t *copy = malloc(record.size_bytes + 1);
    HUB_ASSERT(copy != NULL);
    memcpy(copy, record.data, record.size_bytes);
    struct journal_entry *entry = &journal->entries[journal->count++];
    *entry = entry_of(append);
    entry->record.data = copy;
    return true;
}

/* How many entries a reader sees at most, and the one at a place; realm UINT32_MAX for what is no append. */
static uint32_t seen_count(const struct journal *journal)
{
    return journal->count + (journal->turn == NULL ? 0 : journal->turn->count);
}

static struct journal_entry seen_at(const struct journal *journal, uint32_t at)
{
    if (at < journal->count) {
        return journal->entries[at];
    }
    const struct effect *effect = &journal->turn->effects[at - journal->count];
    return effect->kind == EFFECT_APPEND ? entry_of(effect)
                                         : (struct journal_entry){.realm = UINT32_MAX};
}

static enum hub_status by_number(void *self, uint32_t realm, struct source_id source,
                                 uint64_t number, struct slice *out_record)
{
    const struct journal *journal = self;
    if (journal->unreadable) {
        return HUB_E_READ_FAILED;
    }
    for (uint32_t i = 0; i < seen_count(journal); i++) {
        const struct journal_entry entry = seen_at(journal, i);
        if (entry.source != 0 && entry.realm == realm && entry.source == source.n &&
            entry.number == number) {
            *out_record = entry.record;
            return HUB_OK;
        }
    }
    return HUB_E_REPORT_UNKNOWN;
}

static enum hub_status by_area(void *self, uint32_t realm, uint32_t area, struct seq after,
                               struct slice *out_records, uint32_t out_max, uint32_t *out_count)
{
    const struct journal *journal = self;
    if (journal->unreadable) {
        return HUB_E_READ_FAILED;
    }
    *out_count = 0;
    for (uint32_t i = 0; i < seen_count(journal) && *out_count < out_max; i++) {
        const struct journal_entry entry = seen_at(journal, i);
        if (entry.realm == realm && entry.area == area && entry.sequence > after.n) {
            out_records[(*out_count)++] = entry.record;
        }
    }
    return HUB_OK;
}

struct reader journal_reader(struct journal *journal)
{
    return (struct reader){.self = journal, .by_number = by_number, .by_area = by_area};
}

enum hub_status journal_replay(const struct journal *journal, uint32_t realm, struct view *view)
{
    enum hub_status status = HUB_OK;
    void *room = malloc((size_t)DECODE_BYTES_MAX);
    HUB_ASSERT(room != NULL);
    struct arena scratch;
    arena_init(&scratch, room, (size_t)DECODE_BYTES_MAX);
    for (uint32_t i = 0; i < journal->count && status == HUB_OK; i++) {
        const struct journal_entry *entry = &journal->entries[i];
        if (entry->realm == realm && entry->sequence > view->last.n) {
            status = view_replay(view, entry->record, &scratch);
        }
    }
    free(room);
    return status;
}
