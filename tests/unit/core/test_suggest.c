/*
 * test_suggest.c - what could fill a line: the order against a second one, what may not go there, what is shared, what is cut.
 */
#include "core/suggest.h"

#include "base/assert.h"
#include "support/aceh.h"
#include "support/chance.h"
#include "support/goods.h"
#include "support/tap.h"

#include <stdlib.h>

#define HOUR_US  (3600 * US_PER_S)
#define DISTRICT "bpbd-11.06"

static struct room room;

static void begin(void)
{
    static const struct seat more[] = {
        {"pmi", ROLE_MEMBER, "nation", NULL, "real", ACCESS_INTERNAL, false, 0},
        {"mdmc", ROLE_MEMBER, "nation", NULL, "real", ACCESS_INTERNAL, false, 0},
        {"tagana-11.07", ROLE_MEMBER, "11.07", NULL, "real", ACCESS_NONE, false, 0},
        {"asker-11.07", ROLE_DISTRICT, "11.07", NULL, "real", ACCESS_PUBLIC, false, 0},
    };
    struct hub_settings settings = room_settings();
    settings.limits.ledger.articles_max = 1024;
    aceh_open(&room, &settings);
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        room_sit(&room, &more[i]);
    }
    room_call(&room, NULL);
}

static void end(void)
{
    CHECK(ledger_audit(goods_ledger(&room)));
    CHECK_NUMBER(room.broken, 0);
    room_close(&room);
}

static uint32_t rice_for(const char *source, uint32_t area)
{
    return goods_ask(&room,
                     goods_asking(&room, source, area, goods_article("beras", ITEM_CLASS_FOOD)));
}

static const struct suggestion *suggested(uint32_t line)
{
    static struct suggestion suggestion;
    const struct suggest_basis basis = {
        .view = room_view(&room, "real"),
        .roster = &room.roster,
        .line = line,
        .at_utc_us = room.at_utc_us,
        .fresh_for_us = room.settings.fresh_for_us,
    };
    suggest(&basis, &suggestion);
    return &suggestion;
}

/* An offer of rice for the event. */
static struct promising rice_of(const char *giver, uint64_t amount)
{
    struct promising promising = goods_promising(&room, giver, 0);
    promising.amount = amount;
    promising.at_utc_us = room.at_utc_us;
    return promising;
}

static uint32_t offer(const char *giver, uint64_t amount)
{
    return goods_promise(&room, rice_of(giver, amount));
}

/* --- the order --- */

/* What makes a candidate the better one by the n-th criterion and no other. */
static void better_by(struct candidate *candidate, uint32_t criterion)
{
    switch (criterion) {
    case 0:
        candidate->spoils = false;
        break;
    case 1:
        candidate->late = false;
        break;
    case 2:
        candidate->whole = true;
        break;
    case 3:
        candidate->nearness = NEARNESS_REGENCY;
        break;
    case 4:
        candidate->distance_known = true;
        break;
    case 5:
        candidate->distance_m = 1;
        break;
    case 6:
        candidate->ends_utc_us = 1;
        break;
    case 7:
        candidate->stale = false;
        break;
    case 8:
        candidate->available = 2;
        break;
    case 9:
        candidate->giver = "a";
        break;
    case 10:
        candidate->store = "a";
        break;
    default:
        candidate->number = 1;
        break;
    }
}
#define CRITERIA 12

/* The worst by every criterion, but that its distance is known when two distances are compared. */
static struct candidate worst(bool distance_known)
{
    return (struct candidate){
        .kind = CANDIDATE_OFFER,
        .spoils = true,
        .late = true,
        .nearness = NEARNESS_ELSEWHERE,
        .distance_known = distance_known,
        .distance_m = 2,
        .stale = true,
        .available = 1,
        .giver = "b",
        .store = "b",
        .number = 2,
    };
}

static void an_earlier_criterion_outweighs_every_later_one(void)
{
    for (uint32_t first = 0; first < CRITERIA; first++) {
        struct candidate a = worst(first == 5);
        better_by(&a, first);
        struct candidate all_later = worst(first == 5);
        CHECK(suggest_is_before(&a, &all_later) && !suggest_is_before(&all_later, &a));
        for (uint32_t second = first + 1; second < CRITERIA; second++) {
            struct candidate b = worst(first == 5);
            better_by(&b, second);
            CHECK(suggest_is_before(&a, &b) && !suggest_is_before(&b, &a));
            better_by(&all_later, second);
            CHECK(suggest_is_before(&a, &all_later));
        }
    }
}

static void nothing_stands_before_itself(void)
{
    const struct candidate one = worst(true);
    CHECK(!suggest_is_before(&one, &one));
}

static void what_ends_never_stands_behind_what_ends_some_day(void)
{
    struct candidate some_day = worst(false);
    struct candidate never = worst(false);
    some_day.ends_utc_us = INT64_MAX;
    never.available = 1000;
    CHECK(suggest_is_before(&some_day, &never) && !suggest_is_before(&never, &some_day));
}

static void the_reasons_follow_the_criteria(void)
{
    enum candidate_reason reasons[CANDIDATE_REASONS];
    struct candidate candidate = worst(false);
    CHECK_NUMBER(suggest_reasons(&candidate, reasons), 6);
    CHECK(reasons[0] == REASON_SPOILS && reasons[1] == REASON_LATE && reasons[2] == REASON_PART);
    CHECK(reasons[3] == REASON_ELSEWHERE && reasons[4] == REASON_LASTS &&
          reasons[5] == REASON_STALE);
    for (uint32_t criterion = 0; criterion < CRITERIA; criterion++) {
        better_by(&candidate, criterion);
    }
    candidate.nearness = NEARNESS_KECAMATAN;
    CHECK_NUMBER(suggest_reasons(&candidate, reasons), 6);
    CHECK(reasons[0] == REASON_GOOD_WHEN_NEEDED && reasons[1] == REASON_IN_TIME &&
          reasons[2] == REASON_WHOLE);
    CHECK(reasons[3] == REASON_SAME_KECAMATAN && reasons[4] == REASON_ENDS &&
          reasons[5] == REASON_FRESH);
}

static void near_is_the_same_kecamatan_then_regency_then_province(void)
{
    CHECK_NUMBER(suggest_nearness(1106, 110601, 1106, 110601), NEARNESS_KECAMATAN);
    CHECK_NUMBER(suggest_nearness(1106, 110602, 1106, 110601), NEARNESS_REGENCY);
    CHECK_NUMBER(suggest_nearness(1106, 0, 1106, 0), NEARNESS_REGENCY);
    CHECK_NUMBER(suggest_nearness(1107, 0, 1106, 0), NEARNESS_PROVINCE);
    CHECK_NUMBER(suggest_nearness(11, 0, 1106, 110601), NEARNESS_PROVINCE);
    CHECK_NUMBER(suggest_nearness(1106, 0, 11, 0), NEARNESS_PROVINCE);
    CHECK_NUMBER(suggest_nearness(11, 0, 11, 0), NEARNESS_PROVINCE);
    CHECK_NUMBER(suggest_nearness(12, 0, 1106, 0), NEARNESS_ELSEWHERE);
    CHECK_NUMBER(suggest_nearness(AREA_NATION, 0, 1106, 0), NEARNESS_ELSEWHERE);
}

/* --- what may go there --- */

static void a_line_is_offered_what_is_promised_for_its_event_or_for_none(void)
{
    begin();
    const uint32_t line = rice_for(DISTRICT, 1106);
    const uint32_t near = offer("pusdalops-11", 40000);
    struct promising standing = rice_of("pmi", 500000);
    standing.event = 0;
    const uint32_t whole = goods_promise(&room, standing);
    struct promising other_item = rice_of("pmi", 900000);
    other_item.article = goods_article("gula", ITEM_CLASS_FOOD);
    goods_promise(&room, other_item);
    const struct suggestion *made = suggested(line);
    CHECK(made->count == 2 && made->found == 2 && !made->cut && made->outstanding == 100000);
    CHECK(made->candidates[0].place == whole && made->candidates[0].kind == CANDIDATE_STANDING);
    CHECK(made->candidates[0].whole && made->candidates[0].proposed == 100000);
    CHECK(made->candidates[1].place == near && made->candidates[1].kind == CANDIDATE_OFFER);
    CHECK(made->candidates[1].nearness == NEARNESS_PROVINCE && made->candidates[1].proposed == 0);
    end();
}

static void words_that_the_catalogue_does_not_know_must_be_the_same(void)
{
    begin();
    const uint32_t line =
        goods_ask(&room, goods_asking(&room, DISTRICT, 1106,
                                      goods_article("perahu nelayan", ITEM_CLASS_UNKNOWN)));
    struct promising same = rice_of("pmi", 1000);
    same.article = goods_article("perahu nelayan", ITEM_CLASS_UNKNOWN);
    goods_promise(&room, same);
    same.article = goods_article("perahu", ITEM_CLASS_UNKNOWN);
    goods_promise(&room, same);
    CHECK_NUMBER(suggested(line)->count, 1);
    end();
}

static void regions_it_may_not_go_to_and_ended_promises_are_out(void)
{
    begin();
    const uint32_t line = rice_for(DISTRICT, 1106);
    struct promising elsewhere = rice_of("pmi", 100000);
    elsewhere.region_count = 2;
    elsewhere.regions[0] = 12;
    elsewhere.regions[1] = 1107;
    goods_promise(&room, elsewhere);
    CHECK_NUMBER(suggested(line)->count, 0);
    elsewhere.regions[1] = 11;
    goods_promise(&room, elsewhere);
    CHECK_NUMBER(suggested(line)->count, 1);
    struct promising ended = rice_of("mdmc", 100000);
    ended.valid_until_utc_us = room.at_utc_us; /* the hub has not said so yet */
    goods_promise(&room, ended);
    CHECK_NUMBER(suggested(line)->count, 1);
    const uint32_t gone = offer("mdmc", 100000);
    CHECK_NUMBER(suggested(line)->count, 2);
    goods_do(&room, gone, (struct doing){.deed = PLEDGE_WITHDRAW});
    CHECK_NUMBER(suggested(line)->count, 1);
    end();
}

static void a_line_that_lacks_nothing_is_offered_nothing(void)
{
    begin();
    const uint32_t line = rice_for(DISTRICT, 1106);
    goods_promise(&room, goods_promising(&room, "pmi", line));
    offer("mdmc", 100000);
    CHECK(suggested(line)->count == 0 && suggested(line)->outstanding == 0);
    end();
}

static void what_comes_too_late_stands_behind_what_comes_in_time(void)
{
    begin();
    struct asking asking =
        goods_asking(&room, DISTRICT, 1106, goods_article("beras", ITEM_CLASS_FOOD));
    asking.needed_by_utc_us = room.at_utc_us + 24 * HOUR_US;
    const uint32_t line = goods_ask(&room, asking);
    struct promising late = rice_of(DISTRICT, 100000);
    late.available_utc_us = asking.needed_by_utc_us + 1;
    const uint32_t whole_late = goods_promise(&room, late);
    const uint32_t part = offer("pmi", 1000);
    late.available_utc_us = asking.needed_by_utc_us;
    const uint32_t whole = goods_promise(&room, late);
    const struct suggestion *made = suggested(line);
    CHECK(made->count == 3 && made->candidates[0].place == whole);
    CHECK(made->candidates[1].place == part && made->candidates[2].place == whole_late);
    CHECK(!made->candidates[0].late && made->candidates[2].late);
    room_wait(&room, 25 * HOUR_US); /* now everything comes too late: then it tells nothing apart */
    CHECK(suggested(line)->candidates[0].late);
    end();
}

static void what_its_giver_said_long_ago_is_stale_until_he_says_it_again(void)
{
    begin();
    const uint32_t line = rice_for(DISTRICT, 1106);
    const uint32_t pledge = offer("pmi", 1000);
    room_wait(&room, 24 * HOUR_US);
    CHECK(!suggested(line)->candidates[0].stale);
    room_wait(&room, 1);
    CHECK(suggested(line)->candidates[0].stale);
    goods_do(&room, pledge, (struct doing){.deed = PLEDGE_CONFIRM, .at_utc_us = room.at_utc_us});
    CHECK(!suggested(line)->candidates[0].stale);
    CHECK(suggested(line)->candidates[0].as_of_utc_us == room.at_utc_us);
    end();
}

static void a_giver_of_the_regency_is_nearer_than_one_of_the_nation(void)
{
    begin();
    const uint32_t line = rice_for("bpbd-11.07", 1107);
    offer("pmi", 100000);
    offer("pusdalops-11", 100000);
    const uint32_t near = offer("tagana-11.07", 100000);
    const struct suggestion *made = suggested(line);
    CHECK(made->count == 3 && made->candidates[0].place == near);
    CHECK(made->candidates[0].nearness == NEARNESS_REGENCY);
    CHECK(made->candidates[1].nearness == NEARNESS_PROVINCE);
    CHECK(made->candidates[2].nearness == NEARNESS_ELSEWHERE);
    end();
}

/* --- together --- */

static void what_fills_the_line_together_is_proposed_from_the_top(void)
{
    begin();
    const uint32_t line = rice_for(DISTRICT, 1106);
    offer("pmi", 30000);
    offer("mdmc", 60000);
    offer("bnpb", 20000);
    offer("bnpb", 5000);
    const struct suggestion *made = suggested(line);
    CHECK_NUMBER(made->count, 4);
    CHECK(made->candidates[0].proposed == 60000 && made->candidates[1].proposed == 30000);
    CHECK(made->candidates[2].proposed == 10000 && made->candidates[3].proposed == 0);
    end();
}

/* 100 were asked for; 80 and 60 are promised: 40 can be spared, by either. */
static void a_surplus_is_what_the_other_line_can_spare(void)
{
    begin();
    const uint32_t rich = rice_for("bpbd-11.07", 1107);
    const uint32_t line = rice_for(DISTRICT, 1106);
    struct promising promising = goods_promising(&room, "pmi", rich);
    promising.amount = 80000;
    const uint32_t large = goods_promise(&room, promising);
    promising.amount = 60000;
    const uint32_t small = goods_promise(&room, promising);
    const struct suggestion *made = suggested(line);
    CHECK(made->count == 2 && made->candidates[0].kind == CANDIDATE_SURPLUS);
    for (uint32_t i = 0; i < made->count; i++) {
        const struct candidate *candidate = &made->candidates[i];
        CHECK(candidate->available == 40000);
        CHECK(candidate->opens_gap == (candidate->place == large ? 40000 : 20000));
    }
    CHECK(made->candidates[0].proposed == 40000 && made->candidates[1].proposed == 0); /* shared */
    goods_do(&room, small, (struct doing){.deed = PLEDGE_DISPATCH, .amount = 1000});
    CHECK_NUMBER(suggested(line)->count, 1); /* what is on its way is not moved */
    goods_do(&room, large, (struct doing){.deed = PLEDGE_ALLOT, .line = line});
    CHECK_NUMBER(suggested(line)->count, 0);
    end();
}

/* An ALLOT of what is loaded draws IN_SHIPMENT: nobody is told to try it. */
static void what_is_loaded_on_a_shipment_is_nobodys_surplus(void)
{
    begin();
    struct ledger_change change = {.count = 0};
    struct ledger *ledger = &room.hub.realms[0].view.ledger;
    const uint32_t rich = rice_for("bpbd-11.07", 1107);
    const uint32_t line = rice_for(DISTRICT, 1106);
    struct promising promising = goods_promising(&room, "pmi", rich);
    promising.amount = 150000;
    const uint32_t pledge = goods_promise(&room, promising);
    const struct carrying load = {.what = CARRY_LOAD, .amount = 1000};
    const struct carrying unload = {.what = CARRY_UNLOAD, .amount = 1000};
    CHECK_NUMBER(suggested(line)->count, 1);
    ledger_carry(ledger, pledge, &load, &change);
    const struct doing allot = {.deed = PLEDGE_ALLOT, .line = line};
    CHECK(ledger_may(ledger, pledge, &allot) == HUB_E_IN_SHIPMENT);
    CHECK_NUMBER(suggested(line)->count, 0);
    ledger_carry(ledger, pledge, &unload, &change);
    CHECK_NUMBER(suggested(line)->count, 1);
    end();
}

static void a_declined_line_spares_everything_that_has_not_left(void)
{
    begin();
    const uint32_t declined = rice_for("bpbd-11.07", 1107);
    const uint32_t line = rice_for(DISTRICT, 1106);
    const uint32_t pledge = goods_promise(&room, goods_promising(&room, "pmi", declined));
    CHECK_NUMBER(suggested(line)->count, 0);
    goods_answer(&room, declined, NEED_DECLINE);
    const struct suggestion *made = suggested(line);
    CHECK(made->count == 1 && made->candidates[0].place == pledge && made->candidates[0].whole);
    CHECK(made->candidates[0].available == 100000 && made->candidates[0].opens_gap == 0);
    goods_answer(&room, declined, NEED_APPROVE);
    CHECK_NUMBER(suggested(line)->count, 0);
    end();
}

/* --- against a second order --- */

/* The line's order once more, as a text to be compared: every criterion in figures of the same length. */
static void put_key(const struct candidate *candidate, char key[256])
{
    (void)snprintf(key, 256, "%d%d%d%d%d%010u%020llu%d%020llu %-64s%-1s%020llu", candidate->spoils,
                   candidate->late, !candidate->whole, (int)candidate->nearness,
                   !candidate->distance_known, candidate->distance_m,
                   (unsigned long long)candidate->ends_utc_us - 1ULL, candidate->stale,
                   999999999999ULL - candidate->available, candidate->giver, candidate->store,
                   (unsigned long long)candidate->number);
}

struct naive {
    char key[256];
    uint32_t place;
    uint64_t available;
};

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct naive *)a)->key, ((const struct naive *)b)->key);
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* What of a pledge could go to a line, by what README.md says and by looking at everything; 0: nothing. */
static uint64_t free_of(const struct ledger *ledger, const struct pledge *pledge, uint32_t to)
{
    const struct need_line *line = ledger_line(ledger, to);
    const uint32_t event = ledger_relief(ledger, line->relief)->event;
    const bool ended =
        pledge->state > PLEDGE_DISPATCHED ||
        (pledge->valid_until_utc_us != 0 && pledge->valid_until_utc_us <= room.at_utc_us);
    bool may_go = pledge->region_count == 0;
    for (uint32_t i = 0; i < pledge->region_count; i++) {
        const uint32_t region = pledge->regions[i];
        const uint32_t area = ledger_relief(ledger, line->relief)->area;
        may_go = may_go || region == 0 || region == area || region == area / 100;
    }
    if (pledge->article != line->article || pledge->sent + pledge->loaded != 0 || ended ||
        !may_go || pledge->line == to || (pledge->event != 0 && pledge->event != event)) {
        return 0;
    }
    if (pledge->line == 0) {
        return pledge->amount;
    }
    const struct need_line *from = ledger_line(ledger, pledge->line);
    const struct amounts *of = &from->amounts;
    const uint64_t promised = of->pledged - of->damaged - of->lost;
    const bool open =
        from->state != NEED_DECLINED && from->state != NEED_CANCELLED && from->state != NEED_CLOSED;
    const uint64_t excess = promised > of->asked ? promised - of->asked : 0;
    const uint64_t spare = open ? least(excess, of->pledged - of->sent) : of->pledged - of->sent;
    return least(pledge->amount, spare);
}

static enum nearness naive_nearness(const char *giver, uint32_t area)
{
    if (strcmp(giver, "pmi") == 0 || strcmp(giver, "bnpb") == 0) {
        return NEARNESS_ELSEWHERE;
    }
    if (strcmp(giver, "pusdalops-11") == 0) {
        return NEARNESS_PROVINCE;
    }
    return (strcmp(giver, DISTRICT) == 0) == (area == 1106) ? NEARNESS_REGENCY : NEARNESS_PROVINCE;
}

/* All candidates for a line in order; returns how many. */
static uint32_t rank_all(uint32_t to, struct naive *list)
{
    const struct ledger *ledger = goods_ledger(&room);
    const struct need_line *line = ledger_line(ledger, to);
    const uint64_t outstanding = line_outstanding(line);
    uint32_t count = 0;
    for (uint32_t place = 1; outstanding > 0 && place <= ledger->pledges.used; place++) {
        const struct pledge *pledge = ledger_pledge(ledger, place);
        const uint64_t available = free_of(ledger, pledge, to);
        const struct sources *sources = &room_view(&room, "real")->sources;
        const char *giver = source_at(sources, (struct source_id){pledge->source})->name;
        const int64_t from_us =
            pledge->available_utc_us > room.at_utc_us ? pledge->available_utc_us : room.at_utc_us;
        const struct candidate candidate = {
            .available = available,
            .late = line->needed_by_utc_us != 0 && from_us > line->needed_by_utc_us,
            .whole = available >= outstanding,
            .stale = pledge->said_utc_us < room.at_utc_us - 24 * HOUR_US,
            .nearness = naive_nearness(giver, ledger_relief(ledger, line->relief)->area),
            .ends_utc_us = pledge->valid_until_utc_us,
            .giver = giver,
            .store = "",
            .number = pledge->number,
        };
        if (available > 0) {
            put_key(&candidate, list[count].key);
            list[count].place = place;
            list[count++].available = available;
        }
    }
    qsort(list, count, sizeof *list, by_key);
    return count;
}

static void check_against_naive(uint32_t line, struct naive *list)
{
    const uint32_t count = rank_all(line, list);
    const struct suggestion *made = suggested(line);
    uint64_t proposed = 0;
    CHECK_NUMBER(made->found, count);
    CHECK_NUMBER(made->count, count < SUGGESTIONS_SHOWN ? count : SUGGESTIONS_SHOWN);
    for (uint32_t i = 0; i < made->count; i++) {
        CHECK_NUMBER(made->candidates[i].place, list[i].place);
        CHECK_NUMBER(made->candidates[i].available, list[i].available);
        CHECK(made->candidates[i].proposed <= made->candidates[i].available);
        proposed += made->candidates[i].proposed;
    }
    CHECK(proposed <= made->outstanding);
}

static const char *any_giver(struct chance *chance)
{
    static const char *const givers[] = {DISTRICT, "bpbd-11.07", "pusdalops-11", "pmi", "bnpb"};
    return givers[chance_below(chance, 5)];
}

static void promise_something(struct chance *chance, const uint32_t *lines, uint32_t line_count)
{
    static const uint16_t regions[] = {11, 1106, 1107, 12, 0};
    const uint32_t pick = chance_below(chance, 2 * line_count);
    struct promising promising =
        goods_promising(&room, any_giver(chance), pick < line_count ? lines[pick] : 0);
    promising.at_utc_us = room.at_utc_us;
    promising.amount = 1000UL * (1 + chance_below(chance, 12)) * (1 + chance_below(chance, 12));
    promising.event = chance_below(chance, 3) == 0 ? 0 : promising.event;
    if (chance_below(chance, 2) == 0) {
        promising.valid_until_utc_us = room.at_utc_us + chance_below(chance, 40) * HOUR_US + 1;
    }
    if (chance_below(chance, 2) == 0) {
        promising.available_utc_us = room.at_utc_us + chance_below(chance, 40) * HOUR_US;
    }
    promising.region_count = chance_below(chance, 3);
    for (uint32_t i = 0; i < promising.region_count; i++) {
        promising.regions[i] = regions[chance_below(chance, 5)];
    }
    goods_promise(&room, promising);
}

static void do_something(struct chance *chance, const uint32_t *lines, uint32_t line_count)
{
    struct ledger *ledger = goods_ledger(&room);
    static const enum pledge_deed deeds[] = {PLEDGE_CONFIRM,  PLEDGE_ALLOT,   PLEDGE_ALLOT,
                                             PLEDGE_DISPATCH, PLEDGE_RECEIVE, PLEDGE_WITHDRAW,
                                             PLEDGE_EXPIRE};
    const uint32_t place = 1 + chance_below(chance, ledger->pledges.used);
    const struct doing doing = {
        .deed = deeds[chance_below(chance, 7)],
        .amount = 1000,
        .line = lines[chance_below(chance, line_count)],
        .at_utc_us = room.at_utc_us,
    };
    if (ledger_may(ledger, place, &doing) == HUB_OK) {
        goods_do(&room, place, doing);
    }
}

static void answer_something(struct chance *chance, const uint32_t *lines, uint32_t line_count)
{
    static const enum need_deed deeds[] = {NEED_APPROVE, NEED_DECLINE, NEED_CLOSE, NEED_CANCEL};
    const uint32_t line = lines[chance_below(chance, line_count)];
    const enum need_deed deed = deeds[chance_below(chance, 4)];
    const uint32_t state = ledger_line(goods_ledger(&room), line)->state;
    if (need_life[state][deed] != NEED_STATE_NONE) {
        goods_answer(&room, line, deed);
    }
}

static void every_list_is_that_of_a_naive_sort(void)
{
    static struct naive list[4096];
    const uint32_t rounds = chance_rounds(12);
    for (uint32_t seed = 1; seed <= rounds; seed++) {
        struct chance chance = {seed};
        uint32_t lines[6];
        begin();
        for (uint32_t i = 0; i < 6; i++) {
            struct asking asking = goods_asking(&room, DISTRICT, i % 2 == 0 ? 1106 : 1107,
                                                goods_article("beras", ITEM_CLASS_FOOD));
            asking.needed_by_utc_us =
                i < 3 ? 0 : room.at_utc_us + (int64_t)chance_below(&chance, 30) * HOUR_US;
            lines[i] = goods_ask(&room, asking);
        }
        for (uint32_t step = 0; step < 120; step++) {
            const uint32_t pick = chance_below(&chance, 20);
            if (pick < 10 || step < 10) {
                promise_something(&chance, lines, 6);
            } else if (pick < 18) {
                do_something(&chance, lines, 6);
            } else {
                answer_something(&chance, lines, 6);
            }
            room.at_utc_us += (int64_t)chance_below(&chance, 2) * HOUR_US;
            check_against_naive(lines[chance_below(&chance, 6)], list);
        }
        end();
    }
}

/* The n-th of the 720 orders of six. */
static void order_six(uint32_t code, uint32_t order[6])
{
    for (uint32_t i = 0; i < 6; i++) {
        order[i] = i;
    }
    for (uint32_t i = 5; i > 0; i--) {
        const uint32_t other = code % (i + 1);
        const uint32_t kept = order[i];
        code /= i + 1;
        order[i] = order[other];
        order[other] = kept;
    }
}

/* The same pledges, told in another order, each time of another item: the same list by name. */
static void the_order_in_which_they_came_does_not_tell(void)
{
    static const uint64_t amounts[] = {10000, 10000, 30000, 30000, 10000, 20000};
    static const char *const givers[] = {"pmi", "mdmc", "bnpb", "pmi", "pmi", "pusdalops-11"};
    static const uint32_t wanted[] = {5, 2, 3, 1, 0, 4}; /* near; larger; then by name and number */
    begin();
    for (uint32_t turn = 0; turn < 720; turn++) {
        char item[32];
        uint32_t order[6];
        order_six(turn, order);
        (void)snprintf(item, sizeof item, "barang %u", turn);
        const struct article *article = goods_article(item, ITEM_CLASS_UNKNOWN);
        const uint32_t line = goods_ask(&room, goods_asking(&room, DISTRICT, 1106, article));
        for (uint32_t i = 0; i < 6; i++) {
            struct promising promising = rice_of(givers[order[i]], amounts[order[i]]);
            struct ledger_change change = {.count = 0};
            promising.article = article;
            promising.number = 100000U + 10UL * turn + order[i];
            ledger_promise(goods_ledger(&room), &promising, &change);
        }
        const struct suggestion *made = suggested(line);
        CHECK_NUMBER(made->count, 6);
        for (uint32_t i = 0; i < made->count; i++) {
            CHECK_NUMBER(made->candidates[i].number % 10, wanted[i]);
        }
    }
    end();
}

static void of_more_offers_than_it_looks_at_it_says_so(void)
{
    begin();
    const uint32_t line = rice_for(DISTRICT, 1106);
    for (uint32_t i = 0; i < SUGGEST_LOOKED_MAX; i++) {
        offer("pmi", 1000 + i);
    }
    CHECK(!suggested(line)->cut && suggested(line)->found == SUGGEST_LOOKED_MAX);
    CHECK_NUMBER(suggested(line)->count, SUGGESTIONS_SHOWN);
    CHECK_NUMBER(suggested(line)->candidates[0].available, 1000 + SUGGEST_LOOKED_MAX - 1);
    offer("pmi", 1000);
    CHECK(suggested(line)->cut && suggested(line)->found == SUGGEST_LOOKED_MAX);
    end();
}

/* --- through the hub --- */

static struct question about(uint32_t line)
{
    const struct need_line *held = ledger_line(goods_ledger(&room), line);
    return (struct question){
        .kind = REQUEST_SUGGESTION,
        .source =
            source_at(&room_view(&room, "real")->sources, (struct source_id){held->source})->name,
        .number = held->number,
        .line = held->line};
}

static uint32_t problem_of(const char *client, const struct question *question)
{
    const Reply *reply = room_ask(&room, client, question);
    return reply->body_case == PUSDALOPS__V1__REPLY__BODY_PROBLEM ? reply->problem->code : 0;
}

static void the_reply_tells_what_whose_how_much_and_why(void)
{
    begin();
    const uint32_t rich = rice_for("bpbd-11.07", 1107);
    const uint32_t line = rice_for(DISTRICT, 1106);
    struct promising promising = goods_promising(&room, "pmi", rich);
    promising.amount = 150000;
    goods_promise(&room, promising);
    promising = rice_of("mdmc", 70000);
    promising.cluster = slice_of("logistik");
    promising.valid_until_utc_us = room.at_utc_us + HOUR_US;
    promising.available_utc_us = room.at_utc_us + 5;
    goods_promise(&room, promising);
    const struct question question = about(line);
    const Pusdalops__V1__SuggestionReply *reply =
        room_ask(&room, "bpbd-11.06", &question)->suggestion;
    CHECK_TEXT(reply->event_id, ACEH_EVENT);
    CHECK(strcmp(reply->item, "beras") == 0 && strcmp(reply->unit, "kg") == 0);
    CHECK(strcmp(reply->area_code, "11.06") == 0 && !reply->item_unknown && !reply->cut);
    CHECK(reply->outstanding == 100000 && reply->candidate_count == 2 && reply->n_candidates == 2 &&
          reply->line->line == 1);
    const Pusdalops__V1__Candidate *first = reply->candidates[0];
    CHECK_TEXT(first->giver, "mdmc");
    CHECK_TEXT(first->cluster_id, "logistik");
    CHECK_TEXT(first->origin_name, "Gudang Banda Aceh");
    CHECK(first->kind == PUSDALOPS__V1__CANDIDATE_KIND__CANDIDATE_KIND_OFFER &&
          first->available == 70000 && first->proposed == 70000 && !first->with_above);
    CHECK(first->as_of != NULL && first->available_at != NULL && first->valid_until != NULL &&
          first->allotted_to == NULL && first->n_reasons == 6);
    const Pusdalops__V1__Candidate *second = reply->candidates[1];
    CHECK(second->kind == PUSDALOPS__V1__CANDIDATE_KIND__CANDIDATE_KIND_SURPLUS &&
          second->with_above && second->proposed == 30000 && second->opens_gap == 100000);
    CHECK_TEXT(second->allotted_to->source, "bpbd-11.07");
    CHECK(second->valid_until == NULL && second->pledge->number != 0);
    end();
}

static void the_public_hears_no_suggestions_but_who_asked_and_who_decides_does(void)
{
    begin();
    const uint32_t line = rice_for("asker-11.07", 1107);
    const struct question question = about(line);
    struct question unknown = question;
    unknown.line = 2;
    CHECK_NUMBER(problem_of("public", &question), HUB_E_ACCESS_FORBIDS);
    CHECK_NUMBER(problem_of("public", &unknown),
                 HUB_E_ACCESS_FORBIDS); /* nor whether there is one */
    CHECK_NUMBER(problem_of("console", &unknown), HUB_E_LINE_UNKNOWN);
    CHECK_TEXT(room.reply->problem->field, "suggestion.line");
    CHECK_NUMBER(problem_of("tagana-11.07", &question), HUB_E_ACCESS_FORBIDS);
    CHECK_NUMBER(problem_of("asker-11.07", &question), 0);
    CHECK_NUMBER(problem_of("pmi", &question), 0); /* reads everything */
    CHECK_NUMBER(problem_of("bpbd-11.06", &question), 0);
    goods_answer(&room, line, NEED_DECLINE);
    CHECK_NUMBER(problem_of("bpbd-11.07", &question), HUB_E_LINE_CLOSED);
    end();
}

int main(void)
{
    SAY(an_earlier_criterion_outweighs_every_later_one);
    SAY(nothing_stands_before_itself);
    SAY(what_ends_never_stands_behind_what_ends_some_day);
    SAY(the_reasons_follow_the_criteria);
    SAY(near_is_the_same_kecamatan_then_regency_then_province);
    SAY(a_line_is_offered_what_is_promised_for_its_event_or_for_none);
    SAY(words_that_the_catalogue_does_not_know_must_be_the_same);
    SAY(regions_it_may_not_go_to_and_ended_promises_are_out);
    SAY(a_line_that_lacks_nothing_is_offered_nothing);
    SAY(what_comes_too_late_stands_behind_what_comes_in_time);
    SAY(what_its_giver_said_long_ago_is_stale_until_he_says_it_again);
    SAY(a_giver_of_the_regency_is_nearer_than_one_of_the_nation);
    SAY(what_fills_the_line_together_is_proposed_from_the_top);
    SAY(a_surplus_is_what_the_other_line_can_spare);
    SAY(what_is_loaded_on_a_shipment_is_nobodys_surplus);
    SAY(a_declined_line_spares_everything_that_has_not_left);
    SAY(every_list_is_that_of_a_naive_sort);
    SAY(the_order_in_which_they_came_does_not_tell);
    SAY(of_more_offers_than_it_looks_at_it_says_so);
    SAY(the_reply_tells_what_whose_how_much_and_why);
    SAY(the_public_hears_no_suggestions_but_who_asked_and_who_decides_does);
    return tap_done();
}
