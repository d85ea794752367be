/*
 * test_journal.c - the journal in memory that stands in for the store: does it keep its word?
 */
#include "support/journal.h"

#include "support/tap.h"

static struct journal journal;

static bool append(uint32_t realm, uint64_t sequence, uint32_t area, uint32_t source,
                   const char *record)
{
    const struct effect effect = {
        .kind = EFFECT_APPEND,
        .realm = realm,
        .after = {sequence},
        .as.append = {.record = slice_of(record),
                      .area = area,
                      .source = source,
                      .number = sequence * 10},
    };
    return journal_append(&journal, &effect);
}

static void fill(void)
{
    journal_open(&journal);
    CHECK(append(0, 1, 1106, 1, "one"));
    CHECK(append(1, 1, 1106, 1, "drill"));
    CHECK(append(0, 2, 1107, 1, "two"));
    CHECK(append(0, 3, 1106, 2, "three"));
}

static void sequences_follow_one_another_in_each_realm(void)
{
    fill();
    CHECK(!append(0, 3, 1106, 1, "again"));
    CHECK(!append(0, 5, 1106, 1, "a hole"));
    CHECK(append(0, 4, 1106, 1, "four"));
    CHECK_NUMBER(journal_last(&journal, 0), 4);
    CHECK_NUMBER(journal_last(&journal, 1), 1);
    CHECK_NUMBER(journal_last(&journal, 2), 0);
    journal_close(&journal);
}

static void a_record_is_found_by_realm_source_and_number(void)
{
    struct slice record = {NULL, 0};
    fill();
    const struct reader reader = journal_reader(&journal);
    CHECK_NUMBER(reader.by_number(reader.self, 0, (struct source_id){1}, 10, &record), HUB_OK);
    CHECK(slice_equal(record, slice_of("one")));
    CHECK_NUMBER(reader.by_number(reader.self, 1, (struct source_id){1}, 10, &record), HUB_OK);
    CHECK(slice_equal(record, slice_of("drill")));
    CHECK_NUMBER(reader.by_number(reader.self, 0, (struct source_id){2}, 10, &record),
                 HUB_E_REPORT_UNKNOWN);
    journal.unreadable = true;
    CHECK_NUMBER(reader.by_number(reader.self, 0, (struct source_id){1}, 10, &record),
                 HUB_E_READ_FAILED);
    journal_close(&journal);
}

static void records_of_an_area_come_oldest_first_and_in_pages(void)
{
    struct slice records[2];
    uint32_t count = 0;
    fill();
    const struct reader reader = journal_reader(&journal);
    CHECK_NUMBER(reader.by_area(reader.self, 0, 1106, (struct seq){0}, records, 2, &count), HUB_OK);
    CHECK(count == 2 && slice_equal(records[0], slice_of("one")) &&
          slice_equal(records[1], slice_of("three")));
    CHECK_NUMBER(reader.by_area(reader.self, 0, 1106, (struct seq){1}, records, 2, &count), HUB_OK);
    CHECK(count == 1 && slice_equal(records[0], slice_of("three")));
    CHECK_NUMBER(reader.by_area(reader.self, 0, 1106, (struct seq){0}, records, 1, &count), HUB_OK);
    CHECK(count == 1 && slice_equal(records[0], slice_of("one")));
    CHECK_NUMBER(reader.by_area(reader.self, 1, 1107, (struct seq){0}, records, 2, &count), HUB_OK);
    CHECK_NUMBER(count, 0);
    journal_close(&journal);
}

static void records_stay_when_the_turn_takes_its_bytes_back(void)
{
    char bytes[] = "sealed";
    struct slice record = {NULL, 0};
    journal_open(&journal);
    CHECK(append(0, 1, 1106, 1, bytes));
    memset(bytes, 'x', sizeof bytes - 1);
    const struct reader reader = journal_reader(&journal);
    CHECK_NUMBER(reader.by_number(reader.self, 0, (struct source_id){1}, 10, &record), HUB_OK);
    CHECK(slice_equal(record, slice_of("sealed")));
    journal_close(&journal);
}

static void a_reader_sees_the_records_of_the_present_turn(void)
{
    struct effect effect = {.kind = EFFECT_APPEND, .after = {4}};
    const struct outbox turn = {.effects = &effect, .count = 1, .max = 1};
    struct slice record = {NULL, 0};
    struct slice records[4];
    uint32_t count = 0;
    effect.as.append.record = slice_of("four");
    effect.as.append.area = 1106;
    effect.as.append.source = 3;
    effect.as.append.number = 1;
    fill();
    journal.turn = &turn;
    const struct reader reader = journal_reader(&journal);
    CHECK_NUMBER(reader.by_number(reader.self, 0, (struct source_id){3}, 1, &record), HUB_OK);
    CHECK(slice_equal(record, slice_of("four")));
    CHECK_NUMBER(reader.by_area(reader.self, 0, 1106, (struct seq){1}, records, 4, &count), HUB_OK);
    CHECK_NUMBER(count, 2);
    effect.kind = EFFECT_PUBLISH;
    CHECK_NUMBER(reader.by_number(reader.self, 0, (struct source_id){3}, 1, &record),
                 HUB_E_REPORT_UNKNOWN);
    journal_close(&journal);
}

int main(void)
{
    SAY(sequences_follow_one_another_in_each_realm);
    SAY(a_record_is_found_by_realm_source_and_number);
    SAY(records_of_an_area_come_oldest_first_and_in_pages);
    SAY(records_stay_when_the_turn_takes_its_bytes_back);
    SAY(a_reader_sees_the_records_of_the_present_turn);
    return tap_done();
}
