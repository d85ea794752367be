/*
 * test_source.c - numbers heard and numbers missing, against a list that forgets nothing.
 */
#include "core/source.h"

#include "support/chance.h"
#include "support/tap.h"

#define GAPS_MAX 600
#define NUMBERS  3000

static void *room;

static void open_sources(struct sources *sources, uint32_t sources_max, uint32_t gaps_max)
{
    struct arena arena;
    free(room);
    room = calloc(1, sources_bytes(sources_max, gaps_max));
    arena_init(&arena, room, sources_bytes(sources_max, gaps_max));
    sources_init(sources, &arena, sources_max, gaps_max);
}

static void a_source_is_the_same_under_its_name_for_ever(void)
{
    struct sources sources;
    char name[16];
    open_sources(&sources, 300, 10);
    CHECK_NUMBER(source_find(&sources, slice_of("bpbd-11.06")).n, 0);
    for (uint32_t i = 0; i < 298; i++) {
        (void)snprintf(name, sizeof name, "s-%u", i);
        CHECK(source_has_room(&sources));
        CHECK_NUMBER(source_apply_name(&sources, slice_of(name)).n, i + 1);
    }
    for (uint32_t i = 0; i < 298; i++) {
        (void)snprintf(name, sizeof name, "s-%u", i);
        CHECK_NUMBER(source_apply_name(&sources, slice_of(name)).n, i + 1);
        CHECK_NUMBER(source_find(&sources, slice_of(name)).n, i + 1);
    }
    source_apply_name(&sources, slice_of("one-more"));
    CHECK(!source_has_room(&sources)); /* a message may bring two names */
}

static void numbers_in_order_leave_no_gap(void)
{
    struct sources sources;
    open_sources(&sources, 4, 10);
    const struct source_id id = source_apply_name(&sources, slice_of("a"));
    for (uint64_t number = 1; number <= 100; number++) {
        CHECK(!source_heard(&sources, id, number));
        source_apply_number(&sources, id, number);
        CHECK(source_heard(&sources, id, number));
    }
    CHECK(source_gap_first(&sources, id) == NULL);
    CHECK_NUMBER(source_at(&sources, id)->highest, 100);
}

static void a_gap_is_filled_from_below_from_above_and_split_in_the_middle(void)
{
    struct sources sources;
    open_sources(&sources, 4, 10);
    const struct source_id id = source_apply_name(&sources, slice_of("a"));
    source_apply_number(&sources, id, 10);
    CHECK_NUMBER(source_at(&sources, id)->missing, 9);
    source_apply_number(&sources, id, 1);
    source_apply_number(&sources, id, 9);
    source_apply_number(&sources, id, 5);
    const struct gap *gap = source_gap_first(&sources, id);
    CHECK(gap->first == 6 && gap->last == 8);
    gap = source_gap_next(&sources, gap);
    CHECK(gap->first == 2 && gap->last == 4);
    CHECK(source_gap_next(&sources, gap) == NULL);
    CHECK_NUMBER(source_at(&sources, id)->missing, 6);
    CHECK_NUMBER(source_at(&sources, id)->gap_count, 2);
}

/* The gaps as they should be, from a list of what was heard. */
static uint32_t count_runs(const bool *heard, uint64_t highest)
{
    uint32_t runs = 0;
    for (uint64_t n = 1; n < highest; n++) {
        runs += !heard[n] && (n == 1 || heard[n - 1]) ? 1 : 0;
    }
    return runs;
}

static void compare_with_list(const struct sources *sources, struct source_id id, const bool *heard)
{
    const struct source *source = source_at(sources, id);
    uint64_t missing = 0;
    uint64_t told = 0;
    uint64_t below = UINT64_MAX;
    uint32_t gaps = 0;
    for (uint64_t n = 1; n <= source->highest; n++) {
        missing += heard[n] ? 0 : 1;
    }
    for (const struct gap *gap = source_gap_first(sources, id); gap != NULL;
         gap = source_gap_next(sources, gap)) {
        CHECK(gap->first <= gap->last && gap->last + 1 < below && gap->last < source->highest);
        CHECK(!heard[gap->first] && !heard[gap->last] && heard[gap->last + 1]);
        CHECK(gap->first == 1 || heard[gap->first - 1]);
        below = gap->first;
        told += gap->last - gap->first + 1;
        gaps++;
    }
    CHECK_NUMBER(source->missing, missing);
    CHECK_NUMBER(told, missing);
    CHECK_NUMBER(source->gap_count, gaps);
    CHECK_NUMBER(gaps, count_runs(heard, source->highest));
}

static void random_numbers_leave_exactly_the_gaps_of_a_plain_list(void)
{
    for (uint32_t seed = 1; seed <= chance_rounds(20); seed++) {
        static bool heard[2][NUMBERS + 2];
        struct chance chance = {seed};
        struct sources sources;
        open_sources(&sources, 8, GAPS_MAX);
        memset(heard, 0, sizeof heard);
        const struct source_id ids[2] = {source_apply_name(&sources, slice_of("a")),
                                         source_apply_name(&sources, slice_of("b"))};
        const uint32_t span = 20U << chance_below(&chance, 8);
        for (uint32_t step = 0; step < 800; step++) {
            const uint32_t who = chance_below(&chance, 2);
            const uint32_t number = 1 + chance_below(&chance, span < NUMBERS ? span : NUMBERS);
            CHECK(source_heard(&sources, ids[who], number) == heard[who][number]);
            if (!heard[who][number] && source_gap_fits(&sources, ids[who], number)) {
                source_apply_number(&sources, ids[who], number);
                heard[who][number] = true;
                CHECK(source_at(&sources, ids[who])->gap_count <= GAPS_PER_SOURCE_MAX);
            }
        }
        compare_with_list(&sources, ids[0], heard[0]);
        compare_with_list(&sources, ids[1], heard[1]);
    }
}

/* Every second number up to twice the limit: as many gaps as a source may have. */
static struct source_id a_source_full_of_gaps(struct sources *sources)
{
    open_sources(sources, 8, GAPS_MAX);
    const struct source_id id = source_apply_name(sources, slice_of("a"));
    for (uint64_t number = 2; number <= 2 * (uint64_t)GAPS_PER_SOURCE_MAX; number += 2) {
        CHECK(source_gap_fits(sources, id, number));
        source_apply_number(sources, id, number);
    }
    CHECK_NUMBER(source_at(sources, id)->gap_count, GAPS_PER_SOURCE_MAX);
    return id;
}

static void one_gap_more_than_the_limit_does_not_fit(void)
{
    struct sources sources;
    const struct source_id id = a_source_full_of_gaps(&sources);
    CHECK(!source_gap_fits(&sources, id, 2 * GAPS_PER_SOURCE_MAX + 2));
    CHECK(source_gap_fits(&sources, id, 2 * GAPS_PER_SOURCE_MAX + 1));
    CHECK(source_gap_fits(&sources, (struct source_id){0}, 500));
}

static void a_source_full_of_gaps_may_still_send_what_is_missing(void)
{
    struct sources sources;
    const struct source_id id = a_source_full_of_gaps(&sources);
    CHECK(source_gap_fits(&sources, id, 1)); /* a gap of one number: it closes */
    CHECK(source_gap_fits(&sources, id, 255));
}

static void closed_gaps_are_used_again(void)
{
    struct sources sources;
    open_sources(&sources, 4, 2);
    const struct source_id id = source_apply_name(&sources, slice_of("a"));
    for (uint64_t round = 0; round < 50; round++) {
        CHECK(source_has_room(&sources));
        source_apply_number(&sources, id, 2 * round + 2);
        source_apply_number(&sources, id, 2 * round + 1);
    }
    CHECK(sources.gaps.used <= 2);
}

static void a_source_that_is_not_there_has_said_nothing(void)
{
    struct sources sources;
    open_sources(&sources, 4, 2);
    CHECK(!source_heard(&sources, (struct source_id){0}, 1));
}

static void numbers_up_to_the_largest_are_kept(void)
{
    struct sources sources;
    open_sources(&sources, 4, 4);
    const struct source_id id = source_apply_name(&sources, slice_of("a"));
    source_apply_number(&sources, id, NUMBER_MAX);
    CHECK(source_heard(&sources, id, NUMBER_MAX));
    CHECK(!source_heard(&sources, id, NUMBER_MAX - 1));
    CHECK_NUMBER(source_at(&sources, id)->missing, NUMBER_MAX - 1);
}

int main(void)
{
    SAY(a_source_is_the_same_under_its_name_for_ever);
    SAY(numbers_in_order_leave_no_gap);
    SAY(a_gap_is_filled_from_below_from_above_and_split_in_the_middle);
    SAY(random_numbers_leave_exactly_the_gaps_of_a_plain_list);
    SAY(one_gap_more_than_the_limit_does_not_fit);
    SAY(a_source_full_of_gaps_may_still_send_what_is_missing);
    SAY(closed_gaps_are_used_again);
    SAY(a_source_that_is_not_there_has_said_nothing);
    SAY(numbers_up_to_the_largest_are_kept);
    free(room);
    return tap_done();
}
