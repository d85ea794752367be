/*
 * test_picture.c - the rules of the common picture, one by one and by thousands of dice.
 */
#include "core/picture.h"

#include "core/limits.h"
#include "support/chance.h"
#include "support/letter.h"
#include "support/tap.h"

/* A picture with its sources: "a" to "h" are 1 to 8. */
static struct picture picture;
static struct sources sources;
static void *room;
static uint64_t seq;

static const struct picture_limits limits = {.events_max = 8,
                                             .spots_max = 256,
                                             .cells_max = 2048,
                                             .versions_max = 8192};

static void a_new_picture(void)
{
    struct arena arena;
    const size_t bytes = picture_bytes(&limits) + sources_bytes(16, 16) + 64;
    free(room);
    room = calloc(1, bytes);
    arena_init(&arena, room, bytes);
    sources_init(&sources, &arena, 16, 16);
    picture_init(&picture, &arena, &limits);
    for (char name[2] = "a"; name[0] <= 'h'; name[0]++) {
        source_apply_name(&sources, slice_of(name));
    }
    seq = 0;
}

static uint32_t an_event(const char *id, const uint16_t *regencies, uint32_t count)
{
    const struct declaration declaration = {.event_id = slice_of(id),
                                            .name = slice_of("Banjir"),
                                            .hazard_code = 101,
                                            .declared_by = 1,
                                            .regencies = regencies,
                                            .regency_count = count};
    struct picture_change change = {.spot = 0};
    picture_declare(&picture, &declaration, &change);
    CHECK(change.event != 0 && change.nation_sum != 0);
    return change.event;
}

static uint32_t an_event_in_aceh(void)
{
    static const uint16_t regencies[] = {1101, 1102, 1201};
    return an_event("senyar", regencies, 3);
}

/* Source a (1) to h (8) says something about a place. */
struct telling {
    uint32_t event;
    uint32_t source;
    uint32_t area;
    uint32_t kecamatan;
    uint64_t village;
    const char *point;
    int64_t as_of;
    bool official;
    const char *figures;
};

static void tell(struct telling telling)
{
    struct figures figures;
    struct picture_change change = {.spot = 0};
    CHECK(figures_parse(telling.figures, &figures));
    seq++;
    const struct heard heard = {
        .event = telling.event,
        .source = telling.source,
        .numbered_by = telling.source,
        .number = seq,
        .seq = seq,
        .as_of_utc_us = telling.as_of,
        .official = telling.official,
        .place = {telling.area, telling.kecamatan, telling.village,
                  slice_of(telling.point == NULL ? "" : telling.point)},
        .figures = &figures,
    };
    picture_report(&picture, &sources, &heard, &change);
    CHECK(change.spot != 0 && change.nation_sum != 0);
}

/* The chosen word of a regency; -1 when nobody knows. */
static int64_t chosen(uint32_t event, uint32_t area, enum figure_kind kind)
{
    const uint32_t spot = picture_find_spot(&picture, event, area);
    if (spot == 0 || (picture_spot(&picture, spot)->known_mask & FIGURE_BIT(kind)) == 0) {
        return -1;
    }
    return picture_spot(&picture, spot)->chosen_value[kind];
}

static int64_t total(uint32_t event, uint32_t area, enum figure_kind kind)
{
    const struct sum *sum = picture_sum(&picture, picture_find_sum(&picture, event, area));
    return sum->known[kind] == 0 ? -1 : (int64_t)sum->total[kind];
}

static uint32_t cell_of(uint32_t event, uint32_t source, uint32_t area)
{
    const struct place place = {.area = area};
    return picture_find_cell(&picture, event, source, &place);
}

static void withdraw(uint32_t cell, uint32_t source, uint64_t number)
{
    struct picture_change change = {.spot = 0};
    const uint32_t version = picture_find_version(&picture, cell, source, number);
    CHECK(version != 0);
    picture_withdraw(&picture, &sources, cell, version, &change);
}

static void verify(uint32_t cell, uint32_t source, uint64_t number, uint32_t level, bool retract)
{
    struct picture_change change = {.spot = 0};
    const uint32_t version = picture_find_version(&picture, cell, source, number);
    CHECK(version != 0);
    picture_verify(&picture, &sources, cell, version, level, retract, &change);
}

static bool audit(void)
{
    return picture_audit(&picture, &sources);
}

static void the_newest_as_of_stands_not_the_newest_arrival(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, .as_of = 200, .figures = "dead 12"});
    tell((struct telling){event, 1, 1101, .as_of = 100, .figures = "dead 7 missing 3"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 12);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_MISSING), 3);
    tell((struct telling){event, 1, 1101, .as_of = 201, .figures = "dead 5"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 5);
    CHECK(audit());
}

static void at_the_same_as_of_the_later_record_stands(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, .as_of = 200, .figures = "dead 12"});
    tell((struct telling){event, 1, 1101, .as_of = 200, .figures = "dead 11"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 11);
    CHECK(audit());
}

static void silence_about_a_kind_does_not_erase_the_older_word(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, .as_of = 100, .figures = "dead 12 missing 4"});
    tell((struct telling){event, 1, 1101, .as_of = 200, .figures = "dead 13"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 13);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_MISSING), 4);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_INJURED), -1);
}

static void none_is_known_and_unknown_is_not_none(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    CHECK_NUMBER(total(event, AREA_NATION, FIGURE_DEAD), -1);
    tell((struct telling){event, 1, 1101, .as_of = 100, .figures = "dead 0"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 0);
    CHECK_NUMBER(total(event, AREA_NATION, FIGURE_DEAD), 0);
    CHECK_NUMBER(total(event, 12, FIGURE_DEAD), -1);
    const struct sum *nation =
        picture_sum(&picture, picture_find_sum(&picture, event, AREA_NATION));
    CHECK_NUMBER(nation->known[FIGURE_DEAD], 1);
    CHECK_NUMBER(nation->known_regencies, 1);
    CHECK_NUMBER(nation->expected_regencies, 3);
}

static void a_word_is_its_own_or_else_the_sum_of_its_parts(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, 110101, .as_of = 100, .figures = "dead 3"});
    tell((struct telling){event, 1, 1101, 110102, .as_of = 150, .figures = "dead 4"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 7);
    const struct cell *cell = picture_cell(&picture, cell_of(event, 1, 1101));
    struct word word = picture_word(&picture, cell, FIGURE_DEAD);
    CHECK(word.from_parts && word.has_parts && word.as_of_utc_us == 150);
    tell((struct telling){event, 1, 1101, .as_of = 50, .figures = "dead 10"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD),
                 10); /* its own word, though older than its parts */
    word = picture_word(&picture, cell, FIGURE_DEAD);
    CHECK(!word.from_parts && word.has_parts && word.parts_sum == 7 && word.as_of_utc_us == 50);
    CHECK(audit());
}

static void points_add_up_to_villages_and_those_to_kecamatan(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, 110101, 1101012001, "posko a", .as_of = 1,
                          .figures = "displaced_persons 10"});
    tell((struct telling){event, 1, 1101, 110101, 1101012001, "posko b", .as_of = 2,
                          .figures = "displaced_persons 20"});
    tell((struct telling){event, 1, 1101, 110101, .point = "posko c", .as_of = 3,
                          .figures = "displaced_persons 5"});
    tell((struct telling){event, 1, 1101, .point = "posko d", .as_of = 4,
                          .figures = "displaced_persons 7"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DISPLACED_PERSONS), 42);
    tell((struct telling){event, 1, 1101, 110101, 1101012001, NULL, 9, false,
                          "displaced_persons 100"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DISPLACED_PERSONS), 112);
    CHECK(audit());
}

static void a_part_that_falls_back_takes_its_age_with_it(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, 110101, .as_of = 100, .figures = "dead 3"});
    tell((struct telling){event, 1, 1101, 110102, .as_of = 150, .figures = "dead 4"});
    tell((struct telling){event, 1, 1101, 110102, .as_of = 900, .figures = "dead 6"});
    const struct place place = {.area = 1101, .kecamatan = 110102};
    const uint32_t part = picture_find_cell(&picture, event, 1, &place);
    const struct cell *cell = picture_cell(&picture, cell_of(event, 1, 1101));
    CHECK(picture_word(&picture, cell, FIGURE_DEAD).as_of_utc_us == 900);
    withdraw(part, 1, 3);
    CHECK(picture_word(&picture, cell, FIGURE_DEAD).as_of_utc_us == 150);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 7);
    CHECK(audit());
}

static void sources_are_chosen_between_and_never_added(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, .as_of = 100, .figures = "dead 335"});
    tell((struct telling){event, 2, 1101, .as_of = 90, .figures = "dead 600"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 335);
    CHECK_NUMBER(total(event, AREA_NATION, FIGURE_DEAD), 335);
    CHECK_NUMBER(total(event, 11, FIGURE_DEAD), 335);
    CHECK_NUMBER(picture_spot(&picture, picture_find_spot(&picture, event, 1101))->cell_count, 2);
}

static void rank_goes_before_age_and_age_before_name(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 3, 1101, .as_of = 100, .figures = "dead 3"});
    tell((struct telling){event, 2, 1101, .as_of = 100, .figures = "dead 2"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 2); /* b before c */
    tell((struct telling){event, 4, 1101, .as_of = 101, .figures = "dead 4"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 4); /* newer */
    verify(cell_of(event, 3, 1101), 3, 1, 1, false);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 3); /* confirmed */
    tell((struct telling){event, 5, 1101, .as_of = 1, .official = true, .figures = "dead 5"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 5); /* official, though oldest */
    verify(cell_of(event, 4, 1101), 4, 3, 3, false);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 5);
    CHECK(audit());
}

static void a_confirmation_taken_back_ranks_no_more(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, .as_of = 100, .figures = "dead 1"});
    tell((struct telling){event, 2, 1101, .as_of = 200, .figures = "dead 2"});
    verify(cell_of(event, 1, 1101), 1, 1, 1, false);
    verify(cell_of(event, 1, 1101), 1, 1, 3, false);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 1);
    const struct cell *cell = picture_cell(&picture, cell_of(event, 1, 1101));
    CHECK_NUMBER(picture_word(&picture, cell, FIGURE_DEAD).verified, 3);
    verify(cell_of(event, 1, 1101), 1, 1, 3, true);
    CHECK_NUMBER(picture_word(&picture, cell, FIGURE_DEAD).verified, 1);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 1);
    verify(cell_of(event, 1, 1101), 1, 1, 1, true);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 2);
    CHECK(audit());
}

static void a_newer_report_has_to_be_confirmed_anew(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, .as_of = 100, .figures = "dead 1"});
    tell((struct telling){event, 2, 1101, .as_of = 300, .figures = "dead 2"});
    verify(cell_of(event, 1, 1101), 1, 1, 2, false);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 1);
    tell((struct telling){event, 1, 1101, .as_of = 200, .figures = "dead 9"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 2);
    CHECK(audit());
}

static void who_is_official_no_more_is_ranked_anew_for_every_kind(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, .as_of = 100, .official = true,
                          .figures = "dead 1 missing 1"});
    tell((struct telling){event, 2, 1101, .as_of = 200, .figures = "dead 2 missing 2"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_MISSING), 1);
    tell((struct telling){event, 1, 1101, .as_of = 150, .official = false, .figures = "dead 3"});
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 2);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_MISSING), 2);
    CHECK(audit());
}

static void a_withdrawn_report_uncovers_the_one_before(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, .as_of = 100, .figures = "dead 1 missing 8"});
    tell((struct telling){event, 1, 1101, .as_of = 200, .figures = "dead 2"});
    tell((struct telling){event, 1, 1101, .as_of = 300, .figures = "dead 3"});
    const uint32_t cell = cell_of(event, 1, 1101);
    withdraw(cell, 1, 2);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 3);
    withdraw(cell, 1, 3);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), 1);
    withdraw(cell, 1, 1);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_DEAD), -1);
    CHECK_NUMBER(chosen(event, 1101, FIGURE_MISSING), -1);
    CHECK_NUMBER(total(event, AREA_NATION, FIGURE_DEAD), -1);
    CHECK_NUMBER(picture_sum(&picture, picture_find_sum(&picture, event, 11))->known_regencies, 0);
    CHECK(audit());
}

static void what_a_province_or_the_nation_publishes_is_in_no_sum(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, .as_of = 100, .figures = "dead 7"});
    tell((struct telling){event, 2, 11, .as_of = 100, .official = true, .figures = "dead 116"});
    tell((struct telling){event, 3, AREA_NATION, .as_of = 100, .official = true,
                          .figures = "dead 442"});
    CHECK_NUMBER(total(event, 11, FIGURE_DEAD), 7);
    CHECK_NUMBER(total(event, AREA_NATION, FIGURE_DEAD), 7);
    CHECK_NUMBER(chosen(event, 11, FIGURE_DEAD), 116);
    CHECK_NUMBER(chosen(event, AREA_NATION, FIGURE_DEAD), 442);
    CHECK_NUMBER(
        picture_sum(&picture, picture_find_sum(&picture, event, AREA_NATION))->expected_regencies,
        3);
    CHECK(audit());
}

static void a_regency_nobody_expected_joins_the_event(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 7601, .as_of = 100, .figures = "dead 1"});
    const struct sum *nation =
        picture_sum(&picture, picture_find_sum(&picture, event, AREA_NATION));
    CHECK_NUMBER(nation->expected_regencies, 4);
    CHECK_NUMBER(total(event, 76, FIGURE_DEAD), 1);
    CHECK_NUMBER(total(event, AREA_NATION, FIGURE_DEAD), 1);
}

static void two_events_in_one_regency_stay_apart(void)
{
    static const uint16_t jepara[] = {3320};
    a_new_picture();
    const uint32_t flood = an_event("flood", jepara, 1);
    const uint32_t slide = an_event("slide", jepara, 1);
    tell((struct telling){flood, 1, 3320, .as_of = 100, .figures = "displaced_persons 3050"});
    tell((struct telling){slide, 1, 3320, .as_of = 100, .figures = "displaced_persons 515"});
    CHECK_NUMBER(total(flood, AREA_NATION, FIGURE_DISPLACED_PERSONS), 3050);
    CHECK_NUMBER(total(slide, AREA_NATION, FIGURE_DISPLACED_PERSONS), 515);
}

static void declared_again_an_event_keeps_its_regencies(void)
{
    static const uint16_t first[] = {1101, 1102};
    static const uint16_t second[] = {1102, 1103};
    a_new_picture();
    const uint32_t event = an_event("x", first, 2);
    CHECK_NUMBER(an_event("x", second, 2), event);
    CHECK_NUMBER(picture_sum(&picture, picture_find_sum(&picture, event, 11))->expected_regencies,
                 3);
    CHECK_NUMBER(picture.disasters.used, 1);
}

static void of_too_many_versions_the_oldest_not_in_force_is_given_up(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, .as_of = 999, .figures = "missing 5"});
    for (uint32_t i = 0; i < VERSIONS_PER_CELL_MAX + 5; i++) {
        tell((struct telling){event, 1, 1101, .as_of = 100 + i, .figures = "dead 1"});
    }
    const uint32_t cell = cell_of(event, 1, 1101);
    CHECK_NUMBER(picture_cell(&picture, cell)->version_count, VERSIONS_PER_CELL_MAX);
    CHECK(picture_find_version(&picture, cell, 1, 1) != 0); /* the oldest, but in force */
    CHECK_NUMBER(chosen(event, 1101, FIGURE_MISSING), 5);
    CHECK(picture_find_version(&picture, cell, 1, 2) == 0);
    CHECK(picture_find_version(&picture, cell, 1, seq) != 0);
    CHECK(audit());
}

static void as_many_versions_as_kinds_can_be_in_force_at_once(void)
{
    char figures[64];
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    for (int round = 0; round < 3; round++) {
        for (int kind = FIGURE_NONE + 1; kind < FIGURE_KINDS; kind++) {
            (void)snprintf(figures, sizeof figures, "%s %d", figure_name((enum figure_kind)kind),
                           kind + round);
            tell((struct telling){event, 1, 1101, .as_of = 1000 - 10 * kind + round,
                                  .figures = figures});
        }
    }
    for (int kind = FIGURE_NONE + 1; kind < FIGURE_KINDS; kind++) {
        CHECK_NUMBER(chosen(event, 1101, (enum figure_kind)kind), kind + 2);
    }
    CHECK(audit());
}

static void dropped_versions_are_used_again(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    for (uint32_t i = 0; i < 5000; i++) {
        tell((struct telling){event, 1, 1101, .as_of = i + 1, .figures = "dead 1"});
    }
    CHECK(picture.versions.used <= VERSIONS_PER_CELL_MAX + 1);
}

static bool has_room_for_event(uint32_t event, const uint16_t *regencies, uint32_t count)
{
    const struct picture_need need = picture_event_need(&picture, event, regencies, count);
    return picture_has_room(&picture, &need);
}

static bool has_room_for_report(uint32_t event, uint32_t source, const struct place *place)
{
    const struct picture_need need = picture_report_need(&picture, event, source, place);
    return picture_has_room(&picture, &need);
}

static void a_small_picture(const struct picture_limits *small, void **out_room)
{
    struct arena arena;
    a_new_picture();
    *out_room = calloc(1, picture_bytes(small));
    arena_init(&arena, *out_room, picture_bytes(small));
    picture_init(&picture, &arena, small);
}

static void there_is_room_until_there_is_none(void)
{
    const struct picture_limits small = {
        .events_max = 1, .spots_max = 4, .cells_max = 8, .versions_max = 3};
    static const uint16_t regencies[] = {1101, 1102, 1103, 1104, 1105};
    void *small_room = NULL;
    a_small_picture(&small, &small_room);
    const struct place place = {.area = 1101};
    CHECK(has_room_for_event(0, regencies, 4));
    CHECK(!has_room_for_event(0, regencies, 5));
    const uint32_t event = an_event("x", regencies, 4);
    CHECK(!has_room_for_event(0, regencies, 1)); /* no other event */
    CHECK(has_room_for_event(event, regencies,
                             4)); /* what is there is brought up to date, however full it is */
    CHECK(!has_room_for_event(event, regencies, 5));
    for (int i = 0; i < 3; i++) {
        CHECK(has_room_for_report(event, 1, &place));
        tell((struct telling){event, 1, 1101, .as_of = 100 + i, .figures = "dead 1"});
    }
    CHECK(!has_room_for_report(event, 1, &place)); /* no other version */
    free(small_room);
}

/* A report takes as many cells as it names places that are new: none for a place that is known. */
static void a_known_place_is_taken_when_all_cells_are_in_use(void)
{
    const struct picture_limits small = {
        .events_max = 1, .spots_max = 4, .cells_max = 5, .versions_max = 9};
    static const uint16_t regencies[] = {1101, 1102};
    void *small_room = NULL;
    a_small_picture(&small, &small_room);
    const uint32_t event = an_event("x", regencies, 2);
    const struct place point = {1101, 110101, 1101012001, slice_of("Posko")};
    const struct place village = {1101, 110101, 1101012001, slice_of("")};
    const struct place other = {1101, 110101, 1101012002, slice_of("")};
    const struct place another = {1101, 110101, 1101012001, slice_of("Masjid")};
    const struct place beyond = {1101, 110102, 0, slice_of("")};
    CHECK_NUMBER(picture_report_need(&picture, event, 1, &point).holding.cells, 4);
    CHECK_NUMBER(picture_report_need(&picture, event, 1, &point).holding.spots, 0);
    tell((struct telling){event, 1, 1101, .kecamatan = 110101, .village = 1101012001,
                          .point = "Posko", .as_of = 100, .figures = "dead 1"});
    CHECK_NUMBER(picture_report_need(&picture, event, 1, &point).holding.cells, 0);
    CHECK_NUMBER(picture_report_need(&picture, event, 1, &another).holding.cells, 1);
    CHECK_NUMBER(picture_report_need(&picture, event, 2, &another).holding.cells, 4);
    CHECK(has_room_for_report(event, 1, &other) && !has_room_for_report(event, 2, &beyond));
    tell((struct telling){event, 1, 1101, .kecamatan = 110101, .village = 1101012002, .as_of = 100,
                          .figures = "dead 1"});
    CHECK(has_room_for_report(event, 1, &point) && has_room_for_report(event, 1, &village));
    CHECK(!has_room_for_report(event, 1, &beyond) && !has_room_for_report(event, 1, &another));
    tell((struct telling){event, 1, 1101, .kecamatan = 110101, .village = 1101012001, .as_of = 100,
                          .figures = "dead 1"});
    CHECK_NUMBER(picture.cells.used, 5);
    CHECK(picture_audit(&picture, &sources));
    free(small_room);
}

/* What is asked for before is what is taken after, for spots and sums too. */
static void what_a_report_needs_is_what_it_takes(void)
{
    static const uint16_t regencies[] = {1101, 1102, 1201};
    static const uint32_t areas[] = {1101, 1201, 7301, 7302, 73, 12, 11, 51, AREA_NATION};
    a_new_picture();
    const struct picture_need declared = picture_event_need(&picture, 0, regencies, 3);
    const uint32_t event = an_event("x", regencies, 3);
    CHECK(declared.holding.events == 1 && declared.holding.spots == picture.spots.used &&
          declared.sums == picture.sums.used);
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        const struct place place = {.area = areas[i]};
        const struct picture_need need = picture_report_need(&picture, event, 1, &place);
        const uint32_t spots = picture.spots.used;
        const uint32_t sums = picture.sums.used;
        const uint32_t cells = picture.cells.used;
        tell((struct telling){event, 1, areas[i], .as_of = 100, .figures = "dead 1"});
        CHECK_NUMBER(picture.spots.used - spots, need.holding.spots);
        CHECK_NUMBER(picture.sums.used - sums, need.sums);
        CHECK_NUMBER(picture.cells.used - cells, need.holding.cells);
    }
}

/* --- dice --- */

/* What was said, so that it can be taken back or confirmed later. */
struct said {
    uint32_t event;
    uint32_t source;
    struct place place;
    uint64_t number;
};

static struct said all[4096];
static uint32_t all_count;

static struct place random_place(struct chance *chance)
{
    static const uint32_t areas[] = {AREA_NATION, 11, 12, 1101, 1101, 1102, 1103, 1201, 1202};
    static const char *const points[] = {"", "", "", "posko", "masjid"};
    struct place place = {.area = areas[chance_below(chance, 9)]};
    if (area_is_regency(place.area)) {
        place.kecamatan =
            chance_below(chance, 2) == 0 ? 0 : place.area * 100 + 1 + chance_below(chance, 2);
        place.village = place.kecamatan == 0 || chance_below(chance, 3) > 0
                            ? 0
                            : (uint64_t)place.kecamatan * 10000 + 2001;
        place.point = slice_of(points[chance_below(chance, 5)]);
    }
    return place;
}

static void random_report(struct chance *chance, uint32_t event_count)
{
    static const enum figure_kind kinds[] = {FIGURE_DEAD, FIGURE_MISSING, FIGURE_ROADS_CUT};
    struct figures figures = {.mask = 0};
    struct picture_change change = {.spot = 0};
    struct said said = {.event = 1 + chance_below(chance, event_count),
                        .source = 1 + chance_below(chance, 6),
                        .place = random_place(chance),
                        .number = ++seq};
    for (size_t i = 0; i < 3; i++) {
        if (chance_below(chance, 2) == 0) {
            figures.mask |= FIGURE_BIT(kinds[i]);
            figures.value[kinds[i]] = chance_below(chance, 100);
        }
    }
    const struct heard heard = {.event = said.event,
                                .source = said.source,
                                .numbered_by = said.source,
                                .number = said.number,
                                .seq = said.number,
                                .as_of_utc_us = (int64_t)chance_below(chance, 50) - 10,
                                .official = said.source == 1 && chance_below(chance, 10) > 0,
                                .place = said.place,
                                .figures = &figures};
    picture_report(&picture, &sources, &heard, &change);
    all[all_count++ % 4096] = said;
}

static void random_second_thought(struct chance *chance)
{
    struct picture_change change = {.spot = 0};
    const struct said *said = &all[chance_below(chance, all_count < 4096 ? all_count : 4096)];
    const uint32_t cell = picture_find_cell(&picture, said->event, said->source, &said->place);
    const uint32_t version =
        cell == 0 ? 0 : picture_find_version(&picture, cell, said->source, said->number);
    if (version == 0 || picture_version(&picture, version)->withdrawn != 0) {
        return;
    }
    if (chance_below(chance, 2) == 0) {
        picture_withdraw(&picture, &sources, cell, version, &change);
    } else {
        picture_verify(&picture, &sources, cell, version, 1 + chance_below(chance, 3),
                       chance_below(chance, 3) == 0, &change);
    }
    CHECK(change.spot == picture_cell(&picture, cell)->spot);
}

static void after_every_throw_of_the_dice_all_sums_are_right(void)
{
    static const uint16_t regencies[] = {1101, 1102, 1201};
    for (uint64_t seed = 1; seed <= chance_rounds(6); seed++) {
        struct chance chance = {seed};
        a_new_picture();
        all_count = 0;
        an_event("one", regencies, 3);
        an_event("two", regencies, 1);
        for (uint32_t step = 0; step < 1500; step++) {
            if (all_count == 0 || chance_below(&chance, 3) > 0) {
                random_report(&chance, 2);
            } else {
                random_second_thought(&chance);
            }
            if (!CHECK(audit())) {
                printf("# seed %llu step %u\n", (unsigned long long)seed, step);
                return;
            }
        }
    }
}

static void the_audit_sees_a_wrong_sum_a_wrong_choice_and_a_wrong_count(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 1, 1101, .as_of = 100, .figures = "dead 7"});
    struct spot *spot = picture_spot(&picture, picture_find_spot(&picture, event, 1101));
    struct sum *sum = picture_sum(&picture, picture_find_sum(&picture, event, 11));
    CHECK(audit());
    sum->total[FIGURE_DEAD]++;
    CHECK(!audit());
    sum->total[FIGURE_DEAD]--;
    spot->chosen_value[FIGURE_DEAD]++;
    CHECK(!audit());
    spot->chosen_value[FIGURE_DEAD]--;
    sum->known_regencies++;
    CHECK(!audit());
    sum->known_regencies--;
    spot->known_mask = 0;
    CHECK(!audit());
}

static void built_again_the_look_ups_find_the_same(void)
{
    a_new_picture();
    const uint32_t event = an_event_in_aceh();
    tell((struct telling){event, 2, 1101, 110101, .as_of = 1, .figures = "dead 1"});
    const uint32_t cell = cell_of(event, 2, 1101);
    const uint32_t spot = picture_find_spot(&picture, event, 1101);
    struct hash *const look_ups[] = {&picture.by_event, &picture.by_spot, &picture.by_sum,
                                     &picture.by_cell};
    for (size_t i = 0; i < sizeof look_ups / sizeof look_ups[0]; i++) {
        struct hash *hash = look_ups[i];
        memset(hash->room, 0, sizeof *hash->room * hash->room_slots);
        hash_init(hash, hash->room, hash->room_slots);
    }
    memset(picture.first_spot_of_area, 0, sizeof(uint32_t) * AREA_CODES);
    memset(picture.first_sum_of_area, 0, sizeof(uint32_t) * AREA_CODES);
    picture_index(&picture);
    CHECK_NUMBER(picture_find_event(&picture, slice_of("senyar")), event);
    CHECK_NUMBER(cell_of(event, 2, 1101), cell);
    CHECK_NUMBER(picture_find_spot(&picture, event, 1101), spot);
    CHECK_NUMBER(picture.first_spot_of_area[1101], spot);
}

int main(void)
{
    SAY(the_newest_as_of_stands_not_the_newest_arrival);
    SAY(at_the_same_as_of_the_later_record_stands);
    SAY(silence_about_a_kind_does_not_erase_the_older_word);
    SAY(none_is_known_and_unknown_is_not_none);
    SAY(a_word_is_its_own_or_else_the_sum_of_its_parts);
    SAY(points_add_up_to_villages_and_those_to_kecamatan);
    SAY(a_part_that_falls_back_takes_its_age_with_it);
    SAY(sources_are_chosen_between_and_never_added);
    SAY(rank_goes_before_age_and_age_before_name);
    SAY(a_confirmation_taken_back_ranks_no_more);
    SAY(a_newer_report_has_to_be_confirmed_anew);
    SAY(who_is_official_no_more_is_ranked_anew_for_every_kind);
    SAY(a_withdrawn_report_uncovers_the_one_before);
    SAY(what_a_province_or_the_nation_publishes_is_in_no_sum);
    SAY(a_regency_nobody_expected_joins_the_event);
    SAY(two_events_in_one_regency_stay_apart);
    SAY(declared_again_an_event_keeps_its_regencies);
    SAY(of_too_many_versions_the_oldest_not_in_force_is_given_up);
    SAY(as_many_versions_as_kinds_can_be_in_force_at_once);
    SAY(dropped_versions_are_used_again);
    SAY(there_is_room_until_there_is_none);
    SAY(a_known_place_is_taken_when_all_cells_are_in_use);
    SAY(what_a_report_needs_is_what_it_takes);
    SAY(after_every_throw_of_the_dice_all_sums_are_right);
    SAY(the_audit_sees_a_wrong_sum_a_wrong_choice_and_a_wrong_count);
    SAY(built_again_the_look_ups_find_the_same);
    free(room);
    return tap_done();
}
