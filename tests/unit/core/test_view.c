/*
 * test_view.c - what a journal adds up to: saved, put back, replayed, and the same to the last byte.
 */
#include "core/view.h"

#include "core/limits.h"
#include "core/share.h"
#include "support/aceh.h"
#include "support/chance.h"
#include "support/tap.h"

#include <stdlib.h>

static struct room room;

static const char *const sources[] = {"bpbd-11.06", "bpbd-11.07", "pusdalops-11", "bnpb", "orari"};

/* A random message by a random client; some are refused, as in life. */
static void one_more(struct chance *chance)
{
    static const char *const regions[] = {"11.06", "11.06", "11.07", "11.01", "12.71", "11"};
    static const char *const figures[] = {"dead 1", "dead 3 missing 2", "displaced_persons 500",
                                          "missing 0", "roads_cut 4 dead 2"};
    char kecamatan[16];
    const char *source = sources[chance_below(chance, 5)];
    const uint64_t number = 1 + chance_below(chance, 150);
    struct letter letter = aceh_report(&room, source, number, regions[chance_below(chance, 6)],
                                       figures[chance_below(chance, 5)]);
    letter.as_of_utc_us -= (int64_t)chance_below(chance, 72) * 3600 * US_PER_S;
    if (chance_below(chance, 4) == 0 && strlen(letter.region) == 5) {
        (void)snprintf(kecamatan, sizeof kecamatan, "%s.0%u", letter.region,
                       1 + chance_below(chance, 3));
        letter.kecamatan = kecamatan;
        letter.point = chance_below(chance, 2) == 0 ? "posko" : NULL;
    }
    letter.revises = chance_below(chance, 6) == 0 ? 1 + chance_below(chance, 150) : 0;
    letter.behalf = strcmp(source, "orari") == 0 ? "bpbd-11.06" : NULL;
    if (chance_below(chance, 5) == 0) {
        letter.kind = chance_below(chance, 2) == 0 ? BODY_WITHDRAWAL : BODY_VERIFICATION;
        letter.about_number = 1 + chance_below(chance, 150);
        letter.about_source = sources[chance_below(chance, 5)];
        letter.level = 1 + chance_below(chance, 3);
        letter.retract = chance_below(chance, 3) == 0;
    }
    (void)aceh_hand_in(&room, &letter);
}

static void a_room_with_a_past(uint64_t seed, uint32_t messages)
{
    struct chance chance = {seed};
    const struct hub_settings settings = room_settings();
    aceh_open(&room, &settings);
    for (uint32_t i = 0; i < messages; i++) {
        one_more(&chance);
    }
    for (uint64_t number = 500; number < 500 + VERSIONS_PER_CELL_MAX + 5; number++) {
        const struct letter letter = aceh_report(&room, "bpbd-11.06", number, "11.06", "dead 9");
        (void)aceh_hand_in(&room, &letter); /* so that versions are given up */
    }
    static const uint64_t numbers[] = {600, 602, 601};
    for (size_t i = 0; i < 3; i++) { /* so that a gap closes */
        const struct letter event = {.kind = BODY_EVENT,
                                     .source = "bnpb",
                                     .number = numbers[i],
                                     .realm = "real",
                                     .event = "gempa",
                                     .hazard = 108,
                                     .name = "Gempa",
                                     .regions = "12"};
        (void)aceh_hand_in(&room, &event);
    }
    CHECK_NUMBER(room.broken, 0);
}

static void *view_room;
static struct view a_view(void)
{
    struct view view;
    free(view_room);
    view_room = calloc(1, view_bytes(&room.settings.limits));
    view_init(&view, view_room, &room.settings.limits);
    return view;
}

/* The view of the room as bytes; the caller frees them. */
static struct slice saved(const struct view *view)
{
    uint8_t *bytes = malloc(view_snapshot_bytes(view));
    view_save(view, bytes);
    return (struct slice){bytes, view_snapshot_bytes(view)};
}

static void let_go(struct slice bytes)
{
    union {
        const uint8_t *read;
        void *give;
    } pointer = {.read = bytes.data};
    free(pointer.give);
}

static void replayed_a_journal_gives_the_very_same_view(void)
{
    for (uint64_t seed = 1; seed <= chance_rounds(4); seed++) {
        a_room_with_a_past(seed, 600);
        CHECK(room.journal.count > 200);
        struct view again = a_view();
        CHECK_NUMBER(journal_replay(&room.journal, 0, &again), HUB_OK);
        CHECK(view_equal(room_view(&room, "real"), &again));
        CHECK(picture_audit(&again.picture, &again.sources) && share_audit(&again));
        room_close(&room);
    }
}

static void saved_and_put_back_a_view_is_the_same_and_goes_on_the_same(void)
{
    a_room_with_a_past(7, 300);
    struct view again = a_view();
    CHECK(room_view(&room, "real")->sources.free_gap != 0);
    CHECK(room_view(&room, "real")->picture.free_version != 0);
    const struct slice bytes = saved(room_view(&room, "real"));
    CHECK(view_load(&again, bytes));
    CHECK(view_equal(room_view(&room, "real"), &again));
    struct chance chance = {8};
    for (int i = 0; i < 300; i++) {
        one_more(&chance);
    }
    CHECK(!view_equal(room_view(&room, "real"), &again));
    CHECK_NUMBER(journal_replay(&room.journal, 0, &again), HUB_OK);
    CHECK(view_equal(room_view(&room, "real"), &again));
    let_go(bytes);
    room_close(&room);
}

static void an_empty_view_is_saved_and_put_back_too(void)
{
    const struct hub_settings settings = room_settings();
    room_open(&room, &settings);
    struct view again = a_view();
    const struct slice bytes = saved(room_view(&room, "real"));
    CHECK(view_load(&again, bytes));
    CHECK(view_equal(room_view(&room, "real"), &again));
    let_go(bytes);
    room_close(&room);
}

static void a_damaged_snapshot_is_refused_wherever_the_damage_is(void)
{
    a_room_with_a_past(9, 100);
    struct view again = a_view();
    const struct view untouched = again;
    const struct slice bytes = saved(room_view(&room, "real"));
    uint8_t *damaged = malloc(bytes.size_bytes + 8);
    memset(damaged, 0, bytes.size_bytes + 8);
    memcpy(damaged, bytes.data, bytes.size_bytes);
    for (size_t at = 0; at < bytes.size_bytes; at += at < 400 ? 1 : 997) {
        damaged[at] ^= 0x10U;
        CHECK(!view_load(&again, (struct slice){damaged, bytes.size_bytes}));
        damaged[at] ^= 0x10U;
    }
    for (size_t cut = 0; cut < bytes.size_bytes; cut += cut < 400 ? 1 : 997) {
        CHECK(!view_load(&again, (struct slice){damaged, cut}));
    }
    CHECK(!view_load(&again, (struct slice){damaged, bytes.size_bytes + 8}));
    /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c): untouched means every byte */
    CHECK(memcmp(&again, &untouched, sizeof again) == 0);
    CHECK(view_load(&again, (struct slice){damaged, bytes.size_bytes}));
    free(damaged);
    let_go(bytes);
    room_close(&room);
}

static void a_snapshot_larger_than_the_tables_is_refused(void)
{
    a_room_with_a_past(10, 200);
    const struct slice bytes = saved(room_view(&room, "real"));
    room.settings.limits.picture.cells_max = 3;
    struct view small = a_view();
    CHECK(!view_load(&small, bytes));
    CHECK_NUMBER(small.last.n, 0);
    let_go(bytes);
    room_close(&room);
}

static struct arena scratch;
static void *scratch_room;

static void a_record_out_of_order_or_of_another_chain_is_not_replayed(void)
{
    a_room_with_a_past(11, 50);
    struct view again = a_view();
    scratch_room = malloc(DECODE_BYTES_MAX);
    arena_init(&scratch, scratch_room, DECODE_BYTES_MAX);
    const struct slice first = room.journal.entries[0].record;
    const struct slice second = room.journal.entries[1].record;
    CHECK_NUMBER(view_replay(&again, second, &scratch), HUB_E_READ_FAILED);
    CHECK_NUMBER(view_replay(&again, first, &scratch), HUB_OK);
    CHECK_NUMBER(view_replay(&again, first, &scratch), HUB_E_READ_FAILED);
    again.head[0] ^= 1U; /* as if another record had stood there */
    CHECK_NUMBER(view_replay(&again, second, &scratch), HUB_E_READ_FAILED);
    again.head[0] ^= 1U;
    CHECK_NUMBER(view_replay(&again, second, &scratch), HUB_OK);
    CHECK_NUMBER(again.last.n, 2);
    free(scratch_room);
    room_close(&room);
}

/* A chain that is sound about content that no hub ever wrote: counted twice, the sums of the source would be wrong. */
static void an_event_record_that_names_a_regency_twice_is_not_replayed(void)
{
    uint8_t subject[] = {0x52, 0x04, 0x53, 0x04, 0x52, 0x04}; /* 1106, 1107, 1106 */
    uint8_t message_room[512];
    const struct hub_settings settings = room_settings();
    room_open(&room, &settings);
    const struct letter letter = {.kind = BODY_EVENT,
                                  .source = "bnpb",
                                  .number = 1,
                                  .realm = "real",
                                  .event = ACEH_EVENT,
                                  .hazard = 103,
                                  .name = "Banjir",
                                  .regions = "11.06 11.07"};
    const struct slice message = letter_encode(&letter, message_room, sizeof message_room);
    struct record record = {.kind = RECORD_MESSAGE,
                            .seq = {1},
                            .at_utc_us = room.at_utc_us,
                            .number = letter.number,
                            .source = slice_of(letter.source),
                            .client = slice_of(letter.source),
                            .word = slice_of(letter.source),
                            .subject = {subject, sizeof subject},
                            .message = message};
    scratch_room = malloc(DECODE_BYTES_MAX);
    struct arena sealed;
    uint8_t sealed_room[1024];
    for (size_t size = sizeof subject; size >= 4; size -= 2) {
        struct view again = a_view();
        arena_init(&scratch, scratch_room, DECODE_BYTES_MAX);
        arena_init(&sealed, sealed_room, sizeof sealed_room);
        record.subject.size_bytes = size;
        CHECK(record_encode(&record, &sealed));
        CHECK_NUMBER(view_replay(&again, record.bytes, &scratch),
                     size == 4 ? HUB_OK : HUB_E_LIMIT_REACHED);
        CHECK(share_audit(&again));
    }
    free(scratch_room);
    room_close(&room);
}

/* "Then nothing changed", says the header. */
static void tables_too_small_for_a_journal_are_told_and_nothing_changes(void)
{
    a_room_with_a_past(12, 100);
    room.settings.limits.picture.cells_max = 8;
    struct view small = a_view();
    CHECK_NUMBER(journal_replay(&room.journal, 0, &small), HUB_E_LIMIT_REACHED);
    const uint64_t stopped_at = small.last.n;
    const struct slice before = saved(&small);
    CHECK_NUMBER(journal_replay(&room.journal, 0, &small), HUB_E_LIMIT_REACHED);
    CHECK_NUMBER(small.last.n, stopped_at);
    const struct slice after = saved(&small);
    CHECK(slice_equal(before, after));
    let_go(before);
    let_go(after);
    room_close(&room);
}

static void notes_of_the_hub_are_in_the_chain_and_change_nothing_else(void)
{
    const struct hub_settings settings = room_settings();
    aceh_open(&room, &settings);
    const uint64_t before = room_view(&room, "real")->last.n;
    const uint64_t notice = room_view(&room, "real")->last_notice[AREA_NATION];
    room_call(&room, "roster.loaded clients=10");
    CHECK_NUMBER(room_view(&room, "real")->last.n, before + 1);
    CHECK_NUMBER(room_view(&room, "real")->last_notice[AREA_NATION], notice);
    CHECK(room_restart(&room));
    room_close(&room);
}

int main(void)
{
    SAY(replayed_a_journal_gives_the_very_same_view);
    SAY(saved_and_put_back_a_view_is_the_same_and_goes_on_the_same);
    SAY(an_empty_view_is_saved_and_put_back_too);
    SAY(a_damaged_snapshot_is_refused_wherever_the_damage_is);
    SAY(a_snapshot_larger_than_the_tables_is_refused);
    SAY(a_record_out_of_order_or_of_another_chain_is_not_replayed);
    SAY(an_event_record_that_names_a_regency_twice_is_not_replayed);
    SAY(tables_too_small_for_a_journal_are_told_and_nothing_changes);
    SAY(notes_of_the_hub_are_in_the_chain_and_change_nothing_else);
    free(view_room);
    return tap_done();
}
