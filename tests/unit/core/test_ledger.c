/*
 * test_ledger.c - what is needed, promised, under way and received: the two tables of life, the quantities, the totals, what lapses.
 */
#include "core/ledger.h"

#include "base/text.h"
#include "support/tap.h"

#include <stdlib.h>

#define EVENT      1U
#define ACEH_UTARA 1108U
#define BIREUEN    1111U
#define TAPTENG    1201U

static struct ledger ledger;
static void *room;
static uint64_t next_number;
static uint64_t dice_state;

static uint32_t below(uint32_t bound)
{
    dice_state = dice_state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(dice_state >> 33U) % bound;
}

static void a_new_ledger(void)
{
    static const struct ledger_limits limits = {.articles_max = 32,
                                                .lines_max = 512,
                                                .pledges_max = 1024,
                                                .reliefs_max = 32,
                                                .tallies_max = 256};
    struct arena arena;
    free(room);
    room = calloc(1, ledger_bytes(&limits));
    arena_init(&arena, room, ledger_bytes(&limits));
    ledger_init(&ledger, &arena, &limits);
    next_number = 1;
}

static struct article article(const char *code, const char *unit, enum item_class class_of)
{
    struct article made;
    memset(&made, 0, sizeof made);
    text_copy(made.code, sizeof made.code, slice_of(code));
    text_copy(made.unit, sizeof made.unit, slice_of(unit));
    made.class_of = (uint32_t)class_of;
    made.known = class_of == ITEM_CLASS_UNKNOWN ? 0 : 1;
    return made;
}

static struct article rice(void)
{
    return article("beras", "kg", ITEM_CLASS_FOOD);
}

static struct article blankets(void)
{
    return article("selimut", "lembar", ITEM_CLASS_CLOTHING);
}

static uint32_t ask(uint32_t area, const struct article *what, uint64_t asked, uint32_t flags)
{
    struct ledger_change change = {.count = 0};
    const struct asking asking = {.event = EVENT,
                                  .area = area,
                                  .source = 1,
                                  .number = next_number,
                                  .line = 1,
                                  .article = what,
                                  .asked = asked,
                                  .priority = 3,
                                  .flags = flags};
    CHECK(ledger_has_room_for_need(&ledger, EVENT, area, 1));
    ledger_ask(&ledger, &asking, &change);
    CHECK_NUMBER(change.count, area_is_regency(area) ? 3 : 2);
    return ledger_find_line(&ledger, 1, next_number++, 1);
}

static uint32_t promise(uint32_t source, const struct article *what, uint64_t amount, uint32_t line,
                        int64_t valid_until)
{
    struct ledger_change change = {.count = 0};
    const struct promising promising = {.event = EVENT,
                                        .source = source,
                                        .giver = source,
                                        .number = next_number++,
                                        .article = what,
                                        .amount = amount,
                                        .unit_thousandths = 1000,
                                        .line = line,
                                        .valid_until_utc_us = valid_until};
    CHECK(ledger_has_room_for_pledge(&ledger, line));
    return ledger_promise(&ledger, &promising, &change);
}

static enum hub_status try(uint32_t pledge, struct doing doing)
{
    struct ledger_change change = {.count = 0};
    const enum hub_status status = ledger_may(&ledger, pledge, &doing);
    if (status == HUB_OK) {
        ledger_do(&ledger, pledge, &doing, &change);
    }
    return status;
}

static const struct tally *total(uint32_t area, const char *code, const char *unit)
{
    const uint32_t relief = ledger_find_relief(&ledger, EVENT, area);
    struct article wanted = {.known = 1};
    (void)snprintf(wanted.code, sizeof wanted.code, "%s", code);
    (void)snprintf(wanted.unit, sizeof wanted.unit, "%s", unit);
    const uint32_t article_place = ledger_find_article(&ledger, &wanted);
    uint32_t at = ledger_relief(&ledger, relief)->first_tally;
    while (at != 0 && ledger_tally(&ledger, at)->article != article_place) {
        at = ledger_tally(&ledger, at)->next_in_relief;
    }
    return at == 0 ? NULL : ledger_tally(&ledger, at);
}

/* --- the tables --- */

/* Put a pledge into a state by deeds that lead there. */
static uint32_t pledge_in(enum pledge_state state)
{
    const struct article what = rice();
    const uint32_t line = ask(BIREUEN, &what, 10000, 0);
    const uint32_t pledge = promise(2, &what, 5000, line, 1000);
    if (state == PLEDGE_CONFIRMED) {
        try(pledge, (struct doing){.deed = PLEDGE_CONFIRM});
    } else if (state == PLEDGE_RESERVED) {
        try(pledge, (struct doing){.deed = PLEDGE_RESERVE, .amount = 2000});
    } else if (state == PLEDGE_DISPATCHED || state == PLEDGE_DELIVERED) {
        const bool all = state == PLEDGE_DELIVERED;
        try(pledge, (struct doing){.deed = PLEDGE_DISPATCH, .amount = all ? 0 : 2000});
        if (all) {
            try(pledge, (struct doing){.deed = PLEDGE_RECEIVE, .amount = 5000});
        }
    } else if (state == PLEDGE_WITHDRAWN) {
        try(pledge, (struct doing){.deed = PLEDGE_WITHDRAW});
    } else if (state == PLEDGE_EXPIRED) {
        try(pledge, (struct doing){.deed = PLEDGE_EXPIRE});
    }
    CHECK_NUMBER(ledger_pledge(&ledger, pledge)->state, state);
    return pledge;
}

static void every_deed_on_a_pledge_in_every_state_does_what_its_table_says(void)
{
    for (uint32_t state = PLEDGE_OFFERED; state < PLEDGE_STATES; state++) {
        for (uint32_t deed = PLEDGE_CONFIRM; deed < PLEDGE_DEEDS; deed++) {
            a_new_ledger();
            const struct article what = rice();
            const uint32_t pledge = pledge_in((enum pledge_state)state);
            const struct doing doing = {.deed = (enum pledge_deed)deed,
                                        .amount = deed == PLEDGE_WITHDRAW ? 0 : 1000,
                                        .line = ask(ACEH_UTARA, &what, 9000, 0),
                                        .valid_until_utc_us = 2000};
            const struct pledge before = *ledger_pledge(&ledger, pledge);
            const uint8_t next = pledge_life[state][deed];
            const enum hub_status status = try(pledge, doing);
            CHECK((status == HUB_OK) == (next != 0));
            CHECK(status == HUB_OK || status == HUB_E_DEED_NOT_NOW);
            CHECK_NUMBER(ledger_pledge(&ledger, pledge)->state, next == 0 ? state : next);
            CHECK(next != 0 || memcmp(&before, ledger_pledge(&ledger, pledge), sizeof before) == 0);
            CHECK(ledger_audit(&ledger));
        }
    }
}

static void every_answer_to_a_line_in_every_state_does_what_its_table_says(void)
{
    static const enum need_deed way[NEED_STATES][2] = {
        [NEED_VERIFIED] = {NEED_VERIFY},       [NEED_APPROVED] = {NEED_APPROVE},
        [NEED_PROVISIONAL] = {NEED_PROVISION}, [NEED_DECLINED] = {NEED_DECLINE},
        [NEED_CANCELLED] = {NEED_CANCEL},      [NEED_CLOSED] = {NEED_APPROVE, NEED_CLOSE},
    };
    for (uint32_t state = NEED_REQUESTED; state < NEED_STATES; state++) {
        for (uint32_t deed = NEED_VERIFY; deed < NEED_DEEDS; deed++) {
            a_new_ledger();
            struct ledger_change change = {.count = 0};
            const struct article what = rice();
            const uint32_t line = ask(BIREUEN, &what, 10000, 0);
            promise(2, &what, 4000, line, 0);
            for (uint32_t i = 0; i < 2 && way[state][i] != NEED_NONE; i++) {
                ledger_answer(&ledger, line, way[state][i], 1, 1, &change);
            }
            CHECK_NUMBER(ledger_line(&ledger, line)->state, state);
            if (need_life[state][deed] != NEED_STATE_NONE) {
                ledger_answer(&ledger, line, (enum need_deed)deed, 3, 77, &change);
                CHECK_NUMBER(ledger_line(&ledger, line)->state, need_life[state][deed]);
                CHECK_NUMBER(ledger_line(&ledger, line)->decision_number, 77);
            }
            CHECK(ledger_audit(&ledger));
        }
    }
}

/* --- quantities --- */

static void a_pledge_is_not_a_delivery(void)
{
    a_new_ledger();
    const struct article what = rice();
    const uint32_t line = ask(BIREUEN, &what, 10000, 0);
    const uint32_t pledge = promise(2, &what, 6000, line, 0);
    CHECK_NUMBER(line_outstanding(ledger_line(&ledger, line)), 4000);
    CHECK_NUMBER(ledger_line(&ledger, line)->amounts.good, 0);
    CHECK(try(pledge, (struct doing){.deed = PLEDGE_DISPATCH, .amount = 5000}) == HUB_OK);
    CHECK(try(pledge, (struct doing){.deed = PLEDGE_DISPATCH, .amount = 1001}) ==
          HUB_E_QUANTITY_EXCEEDED);
    CHECK(try(pledge,
              (struct doing){
                  .deed = PLEDGE_RECEIVE, .amount = 3000, .damaged = 500, .lost = 1500}) == HUB_OK);
    CHECK(try(pledge, (struct doing){.deed = PLEDGE_RECEIVE, .amount = 1}) ==
          HUB_E_QUANTITY_EXCEEDED);
    const struct tally *nation = total(AREA_NATION, "beras", "kg");
    CHECK_NUMBER(nation->amounts.asked, 10000);
    CHECK_NUMBER(nation->amounts.pledged, 6000);
    CHECK_NUMBER(nation->amounts.sent, 5000);
    CHECK_NUMBER(nation->amounts.good, 3000);
    CHECK_NUMBER(nation->outstanding, 6000); /* what was damaged and lost is wanting again */
    CHECK(ledger_audit(&ledger));
}

static void what_is_taken_back_reopens_the_need_and_what_has_left_stays(void)
{
    a_new_ledger();
    const struct article what = rice();
    const uint32_t line = ask(BIREUEN, &what, 10000, 0);
    const uint32_t part = promise(2, &what, 6000, line, 0);
    const uint32_t whole = promise(3, &what, 4000, line, 0);
    CHECK_NUMBER(line_outstanding(ledger_line(&ledger, line)), 0);
    CHECK(try(part, (struct doing){.deed = PLEDGE_DISPATCH, .amount = 1000}) == HUB_OK);
    CHECK(try(part, (struct doing){.deed = PLEDGE_WITHDRAW}) == HUB_OK);
    CHECK(try(whole, (struct doing){.deed = PLEDGE_EXPIRE}) == HUB_OK);
    CHECK_NUMBER(line_outstanding(ledger_line(&ledger, line)), 9000);
    CHECK_NUMBER(ledger_line(&ledger, line)->pledge_count, 1);
    CHECK(try(part, (struct doing){.deed = PLEDGE_RECEIVE, .amount = 1000}) == HUB_OK);
    CHECK_NUMBER(ledger_pledge(&ledger, part)->state, PLEDGE_DELIVERED);
    CHECK(ledger_audit(&ledger));
}

static void one_lines_excess_does_not_fill_anothers_gap(void)
{
    a_new_ledger();
    const struct article what = rice();
    const uint32_t first = ask(BIREUEN, &what, 1000, 0);
    ask(ACEH_UTARA, &what, 1000, 0);
    promise(2, &what, 2000, first, 0);
    const struct tally *aceh = total(11, "beras", "kg");
    CHECK_NUMBER(aceh->outstanding, 1000);
    CHECK_NUMBER(aceh->excess, 1000);
    CHECK_NUMBER(ledger_relief(&ledger, ledger_find_relief(&ledger, EVENT, 11))->gap_lines, 1);
    CHECK_NUMBER(ledger_relief(&ledger, ledger_find_relief(&ledger, EVENT, 11))->excess_lines, 1);
}

static void an_unallotted_pledge_counts_for_nobody_and_cannot_leave(void)
{
    a_new_ledger();
    const struct article what = rice();
    const struct article other = blankets();
    const uint32_t line = ask(BIREUEN, &what, 10000, 0);
    const uint32_t wrong = ask(BIREUEN, &other, 10000, 0);
    const uint32_t pledge = promise(2, &what, 6000, 0, 0);
    CHECK_NUMBER(total(AREA_NATION, "beras", "kg")->amounts.pledged, 0);
    CHECK_NUMBER(
        ledger_relief(&ledger, ledger_find_relief(&ledger, EVENT, AREA_NATION))->offer_count, 1);
    CHECK(try(pledge, (struct doing){.deed = PLEDGE_DISPATCH}) == HUB_E_NOT_ALLOTTED);
    CHECK(try(pledge, (struct doing){.deed = PLEDGE_ALLOT, .line = wrong}) == HUB_E_ITEM_DIFFERS);
    CHECK(try(pledge, (struct doing){.deed = PLEDGE_ALLOT, .line = line}) == HUB_OK);
    CHECK(try(pledge, (struct doing){.deed = PLEDGE_ALLOT, .line = line}) == HUB_E_DEED_NOT_NOW);
    CHECK_NUMBER(total(1111, "beras", "kg")->amounts.pledged, 6000);
    CHECK_NUMBER(
        ledger_relief(&ledger, ledger_find_relief(&ledger, EVENT, AREA_NATION))->offer_count, 0);
    CHECK(ledger_audit(&ledger));
}

static void a_declined_line_asks_for_nothing_and_takes_no_pledge(void)
{
    a_new_ledger();
    struct ledger_change change = {.count = 0};
    const struct article what = rice();
    const uint32_t line = ask(BIREUEN, &what, 10000, 0);
    const uint32_t sent = promise(2, &what, 3000, line, 0);
    const uint32_t loose = promise(3, &what, 3000, 0, 0);
    CHECK(try(sent, (struct doing){.deed = PLEDGE_DISPATCH, .amount = 1000}) == HUB_OK);
    ledger_answer(&ledger, line, NEED_DECLINE, 1, 5, &change);
    const struct tally *nation = total(AREA_NATION, "beras", "kg");
    CHECK_NUMBER(nation->amounts.asked, 0);
    CHECK_NUMBER(nation->amounts.pledged, 1000);
    CHECK_NUMBER(nation->outstanding, 0);
    CHECK(try(loose, (struct doing){.deed = PLEDGE_ALLOT, .line = line}) == HUB_E_LINE_CLOSED);
    ledger_answer(&ledger, line, NEED_APPROVE, 1, 6, &change);
    CHECK_NUMBER(nation->outstanding, 7000);
    CHECK(ledger_audit(&ledger));
}

/* --- groups, lapsing, the look-ups --- */

static void pledges_for_one_place_and_class_stand_in_one_group_until_they_are_done(void)
{
    a_new_ledger();
    const struct article what = rice();
    const struct article noodles = article("mi-instan", "bungkus", ITEM_CLASS_FOOD);
    const uint32_t a = ask(BIREUEN, &what, 10000, 0);
    const uint32_t b = ask(BIREUEN, &noodles, 10000, 0);
    const uint32_t first = promise(2, &what, 1000, a, 0);
    promise(3, &noodles, 1000, b, 0);
    const uint32_t group =
        ledger_find_group(&ledger, ledger_find_relief(&ledger, EVENT, BIREUEN), ITEM_CLASS_FOOD);
    CHECK(group != 0 && ledger_group(&ledger, group)->pledge_count == 2);
    CHECK(try(first, (struct doing){.deed = PLEDGE_DISPATCH}) == HUB_OK);
    CHECK(try(first, (struct doing){.deed = PLEDGE_RECEIVE, .amount = 1000}) == HUB_OK);
    CHECK_NUMBER(ledger_group(&ledger, group)->pledge_count, 1);
    CHECK(ledger_audit(&ledger));
}

static void days_meet_unless_one_ends_before_the_other_begins(void)
{
    static const struct {
        int64_t a_from, a_to, b_from, b_to;
        bool meet;
    } rows[] = {
        {0, 0, 0, 0, true},  {1, 5, 5, 9, true}, {1, 4, 5, 9, false},  {5, 9, 1, 4, false},
        {0, 4, 5, 0, false}, {0, 5, 5, 0, true}, {10, 0, 0, 9, false}, {10, 0, 20, 0, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct pledge a = {.available_utc_us = rows[i].a_from,
                                 .valid_until_utc_us = rows[i].a_to};
        const struct pledge b = {.available_utc_us = rows[i].b_from,
                                 .valid_until_utc_us = rows[i].b_to};
        CHECK(pledges_meet(&a, &b) == rows[i].meet && pledges_meet(&b, &a) == rows[i].meet);
    }
}

static void what_lapses_next_is_always_known(void)
{
    a_new_ledger();
    const struct article what = rice();
    int64_t at = 0;
    const uint32_t line = ask(BIREUEN, &what, 100000, 0);
    CHECK_NUMBER(ledger_due(&ledger, &at), 0);
    const uint32_t late = promise(2, &what, 1000, line, 900);
    const uint32_t early = promise(2, &what, 1000, line, 100);
    promise(2, &what, 1000, line, 0);
    CHECK(ledger_due(&ledger, &at) == early && at == 100);
    CHECK(try(early, (struct doing){.deed = PLEDGE_EXTEND, .valid_until_utc_us = 950}) == HUB_OK);
    CHECK(ledger_due(&ledger, &at) == late && at == 900);
    CHECK(try(late, (struct doing){.deed = PLEDGE_DISPATCH}) == HUB_OK); /* all of it left */
    CHECK(ledger_due(&ledger, &at) == early && at == 950);
    CHECK(try(early, (struct doing){.deed = PLEDGE_EXPIRE}) == HUB_OK);
    CHECK_NUMBER(ledger_due(&ledger, &at), 0);
}

static uint32_t any_line(void)
{
    return ledger.lines.used == 0 ? 0 : 1 + below(ledger.lines.used);
}

static void a_random_deed(const struct article whats[3])
{
    static const uint32_t areas[] = {ACEH_UTARA, BIREUEN, TAPTENG, 11};
    struct ledger_change change = {.count = 0};
    const uint32_t line = any_line();
    switch (below(4)) {
    case 0:
        if (ledger.lines.used < 60) {
            ask(areas[below(4)], &whats[below(3)], 1 + below(9000),
                below(2) == 0 ? LINE_URGENT : 0);
        }
        return;
    case 1: {
        const enum need_deed deed = (enum need_deed)(1 + below(NEED_DEEDS - 1));
        if (line != 0 && need_life[ledger_line(&ledger, line)->state][deed] != 0) {
            ledger_answer(&ledger, line, deed, 1, 1, &change);
        }
        return;
    }
    case 2: {
        const bool allotted =
            line != 0 && below(3) != 0 && line_is_open(ledger_line(&ledger, line));
        const struct article what =
            allotted ? *ledger_article(&ledger, ledger_line(&ledger, line)->article)
                     : whats[below(3)];
        if (ledger.pledges.used < 300) {
            promise(2 + below(4), &what, 1 + below(5000), allotted ? line : 0,
                    (int64_t)below(3) * 500);
        }
        return;
    }
    default:
        if (ledger.pledges.used > 0 && line != 0) {
            try(1 + below(ledger.pledges.used),
                (struct doing){.deed = (enum pledge_deed)(1 + below(PLEDGE_DEEDS - 1)),
                               .amount = below(3) == 0 ? 0 : below(3000),
                               .damaged = below(4) == 0 ? below(100) : 0,
                               .lost = below(4) == 0 ? below(100) : 0,
                               .line = line,
                               .valid_until_utc_us = 1 + below(2000)});
        }
        return;
    }
}

static void after_thousands_of_random_deeds_every_total_is_the_sum_of_its_parts(void)
{
    const struct article whats[3] = {rice(), blankets(),
                                     article("boneka", "buah", ITEM_CLASS_UNKNOWN)};
    for (uint32_t seed = 1; seed <= 20; seed++) {
        a_new_ledger();
        dice_state = seed;
        for (uint32_t i = 0; i < 400; i++) {
            a_random_deed(whats);
            if (!CHECK(ledger_audit(&ledger))) {
                printf("# seed %u, deed %u\n", seed, i);
                return;
            }
        }
    }
}

static void built_again_the_look_ups_find_the_same(void)
{
    a_new_ledger();
    const struct article what = rice();
    int64_t at = 0;
    const uint32_t line = ask(BIREUEN, &what, 10000, 0);
    const uint32_t pledge = promise(2, &what, 1000, line, 100);
    struct hash *const look_ups[] = {&ledger.by_article, &ledger.by_line,  &ledger.by_pledge,
                                     &ledger.by_relief,  &ledger.by_tally, &ledger.by_group};
    for (size_t i = 0; i < sizeof look_ups / sizeof look_ups[0]; i++) {
        struct hash *hash = look_ups[i];
        memset(hash->room, 0, sizeof *hash->room * hash->room_slots);
        hash_init(hash, hash->room, hash->room_slots);
    }
    memset(ledger.first_relief_of_area, 0, sizeof(uint32_t) * AREA_CODES);
    memset(ledger.due_at, 0, sizeof(uint32_t) * (ledger.pledges.max + 1));
    ledger.due_count = 0;
    ledger_index(&ledger);
    const struct pledge *held = ledger_pledge(&ledger, pledge);
    CHECK_NUMBER(ledger_find_pledge(&ledger, held->source, held->number, held->part), pledge);
    CHECK_NUMBER(ledger_find_line(&ledger, 1, ledger_line(&ledger, line)->number, 1), line);
    CHECK(ledger_due(&ledger, &at) == pledge && at == 100);
    CHECK(total(AREA_NATION, "beras", "kg") != NULL && ledger_audit(&ledger));
}

int main(void)
{
    SAY(every_deed_on_a_pledge_in_every_state_does_what_its_table_says);
    SAY(every_answer_to_a_line_in_every_state_does_what_its_table_says);
    SAY(a_pledge_is_not_a_delivery);
    SAY(what_is_taken_back_reopens_the_need_and_what_has_left_stays);
    SAY(one_lines_excess_does_not_fill_anothers_gap);
    SAY(an_unallotted_pledge_counts_for_nobody_and_cannot_leave);
    SAY(a_declined_line_asks_for_nothing_and_takes_no_pledge);
    SAY(pledges_for_one_place_and_class_stand_in_one_group_until_they_are_done);
    SAY(days_meet_unless_one_ends_before_the_other_begins);
    SAY(what_lapses_next_is_always_known);
    SAY(after_thousands_of_random_deeds_every_total_is_the_sum_of_its_parts);
    SAY(built_again_the_look_ups_find_the_same);
    free(room);
    return tap_done();
}
