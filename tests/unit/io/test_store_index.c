/* The look-ups behind the journal, against a plain list: numbers in any order, with holes, in batches of any size. */
#include "io/store.h"

#include "base/arena.h"
#include "base/bytes.h"

#include "tap.h"

#define SOURCES    5U
#define AREAS      4U
#define RECORDS    12000U
#define NUMBERS    6000U
#define ANSWER_MAX 256U

static char folder[256];

/* What was appended: by sequence (from 1), and the sequence of each number of each source. */
static struct {
    uint32_t source;
    uint32_t area;
    uint64_t number;
} told[RECORDS + 1];
static uint64_t seq_of[SOURCES + 1][NUMBERS + 1];
static uint32_t count;
static uint64_t state;

static uint32_t chance(uint32_t below)
{
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(state >> 33U) % below;
}

static struct store *open_store(void)
{
    char error[STORE_ERROR_ROOM];
    const struct store_options options = {
        .folder = folder, .map_bytes = 1U << 28U, .reserve_bytes = 1U << 20U};
    struct store *store = store_open(&options, error);
    if (store == NULL) {
        printf("# %s\n", error);
        exit(1);
    }
    return store;
}

/* Mostly the next number, sometimes one further on, sometimes one that was left out: as nodes send after a blackout. */
static uint64_t choose_number(uint32_t source)
{
    static uint64_t highest[SOURCES + 1];
    for (uint32_t tries = 0; chance(3) == 0 && tries < 20; tries++) {
        const uint64_t low = 1 + chance((uint32_t)highest[source] + 1);
        if (low < highest[source] && seq_of[source][low] == 0) {
            return low;
        }
    }
    highest[source] += chance(10) == 0 ? 1 + chance(4) : 1;
    return highest[source];
}

static void append_some(struct store *store, uint32_t some)
{
    static uint8_t bytes[64][8];
    struct effect effects[64];
    for (uint32_t i = 0; i < some; i++) {
        const uint32_t source = chance(20) == 0 ? 0 : 1 + chance(SOURCES); /* 0: a note */
        count++;
        told[count].source = source;
        told[count].area = 1100 + chance(AREAS);
        told[count].number = source == 0 ? 0 : choose_number(source);
        if (source != 0) {
            seq_of[source][told[count].number] = count;
        }
        bytes_put_le(bytes[i], count, 8);
        effects[i] = (struct effect){.kind = EFFECT_APPEND, .after = {count}};
        effects[i].as.append.record = (struct slice){bytes[i], 8};
        effects[i].as.append.source = source;
        effects[i].as.append.area = told[count].area;
        effects[i].as.append.number = told[count].number;
    }
    CHECK(store_append(store, 0, effects, some) && store_settle(store, true) == STORE_SYNCED);
}

static bool is_record(struct slice record, uint64_t seq)
{
    return record.size_bytes == 8 && bytes_get_le(record.data, 8) == seq;
}

static void ask_numbers(struct store *store, uint32_t times)
{
    for (uint32_t i = 0; i < times; i++) {
        struct slice record = {NULL, 0};
        const uint32_t source = 1 + chance(SOURCES);
        const uint64_t number = 1 + chance(NUMBERS);
        const enum hub_status status =
            store_by_number(store, (struct source_id){source}, number, &record);
        if (seq_of[source][number] == 0) {
            CHECK(status == HUB_E_REPORT_UNKNOWN);
        } else {
            CHECK(status == HUB_OK && is_record(record, seq_of[source][number]));
        }
    }
    store_end_read(store);
}

static void ask_area(struct store *store)
{
    struct slice records[ANSWER_MAX];
    uint32_t found = 0;
    const uint32_t area = 1100 + chance(AREAS + 1); /* of the last one nothing is known */
    const uint32_t most = 1 + chance(ANSWER_MAX);
    const uint64_t after = chance(4) == 0 ? 0 : chance(count + 2);
    CHECK(store_by_area(store, area, (struct seq){after}, records, most, &found) == HUB_OK);
    uint32_t expected = 0;
    for (uint64_t seq = after + 1; seq <= count && expected < most; seq++) {
        if (told[seq].source != 0 && told[seq].area == area) {
            CHECK(expected < found && is_record(records[expected], seq));
            expected++;
        }
    }
    CHECK(found == expected);
    store_end_read(store);
}

static void every_number_and_every_area_is_found_while_batches_of_any_size_are_written(void)
{
    struct store *store = open_store();
    state = 20251128;
    while (count + 64 < RECORDS && tap_holds) {
        append_some(store, 1 + chance(63));
        if (chance(12) == 0) {
            CHECK(store_index(store));
        }
        ask_numbers(store, 4);
        ask_area(store);
    }
    CHECK(store_index(store) && store_is_indexed(store, (struct seq){count}));
    ask_numbers(store, 5000);
    store_close(store);
}

static void they_are_found_after_opening_again(void)
{
    struct store *store = open_store();
    CHECK(store_last(store).n == count && store_is_indexed(store, (struct seq){count}));
    ask_numbers(store, 5000);
    for (uint32_t i = 0; i < 200; i++) {
        ask_area(store);
    }
    store_close(store);
}

static void a_run_longer_than_an_entry_is_found_to_its_last(void)
{
    struct store *store = open_store();
    const uint64_t first = count + 1;
    static uint8_t bytes[1000][8];
    static struct effect effects[1000];
    for (uint32_t i = 0; i < 1000; i++) {
        bytes_put_le(bytes[i], first + i, 8);
        effects[i] = (struct effect){.kind = EFFECT_APPEND, .after = {first + i}};
        effects[i].as.append.record = (struct slice){bytes[i], 8};
        effects[i].as.append.source = SOURCES + 1;
        effects[i].as.append.area = 9999;
        effects[i].as.append.number = 1 + i;
    }
    CHECK(store_append(store, 0, effects, 1000) && store_index(store));
    for (uint32_t i = 0; i < 1000; i++) {
        struct slice record = {NULL, 0};
        CHECK(store_by_number(store, (struct source_id){SOURCES + 1}, 1 + i, &record) == HUB_OK &&
              is_record(record, first + i));
    }
    struct slice record = {NULL, 0};
    CHECK(store_by_number(store, (struct source_id){SOURCES + 1}, 1001, &record) ==
          HUB_E_REPORT_UNKNOWN);
    CHECK(store_by_number(store, (struct source_id){SOURCES + 2}, 1, &record) ==
          HUB_E_REPORT_UNKNOWN);
    store_close(store);
}

static void remove_folder(void)
{
    static const char *const names[] = {"data.mdb", "lock.mdb",      "lock",
                                        "born",     "journal.front", "journal.front2"};
    char path[320];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

int main(void)
{
    tap_make_folder(folder, sizeof folder);
    SENTENCE(every_number_and_every_area_is_found_while_batches_of_any_size_are_written);
    SENTENCE(they_are_found_after_opening_again);
    SENTENCE(a_run_longer_than_an_entry_is_found_to_its_last);
    remove_folder();
    return tap_done();
}
