/*
 * test_document_logistics.c - what a room reads of relief logistics: totals, gaps, overlaps, and where it is cut.
 */
#include "core/document_logistics.h"

#include "support/aceh.h"
#include "support/chance.h"
#include "support/goods.h"
#include "support/tap.h"

#include <stdlib.h>

typedef Pusdalops__V1__LogisticsStatus Status;
typedef Pusdalops__V1__NeedStatus Need;
typedef Pusdalops__V1__Quantities Quantities;

static struct room room;
static struct arena arena;
static void *arena_room;
static size_t built_bytes; /* packed, of the last document */

static void begin(void)
{
    struct hub_settings settings = room_settings();
    settings.limits.ledger = (struct ledger_limits){.articles_max = 1024,
                                                    .lines_max = 2048,
                                                    .pledges_max = 4096,
                                                    .reliefs_max = 64,
                                                    .tallies_max = 4096};
    aceh_open(&room, &settings);
    arena_room = malloc(DOCUMENT_ROOM_BYTES);
    arena_init(&arena, arena_room, DOCUMENT_ROOM_BYTES); /* building may take this much, not more */
}

static void end(void)
{
    CHECK(ledger_audit(goods_ledger(&room)));
    free(arena_room);
    room_close(&room);
}

/* The document of an area; lives until the next one. */
static const Status *read_status(uint32_t area, enum access_class access)
{
    struct desk desk =
        hub_desk(&room.hub, hub_realm_find(&room.hub, slice_of("real")), room.at_utc_us);
    const uint32_t event = picture_find_event(&desk.realm->view.picture, slice_of(ACEH_EVENT));
    const uint32_t place = ledger_find_relief(goods_ledger(&room), event, area);
    arena_reset(&arena);
    desk.arena = &arena;
    const struct document document = document_logistics(&desk, place, access, 7, 6);
    built_bytes = document_packed_bytes(&document);
    CHECK(document.message->sequence == 7 && document.message->previous == 6);
    return document.message->logistics;
}

static uint32_t ask(const char *source, uint32_t area, const char *item, enum item_class class_of)
{
    return goods_ask(&room, goods_asking(&room, source, area, goods_article(item, class_of)));
}

static uint32_t promise(const char *source, uint32_t line, uint64_t amount)
{
    struct promising promising = goods_promising(&room, source, line);
    promising.amount = amount;
    return goods_promise(&room, promising);
}

static void every_quantity_is_told_and_what_follows_from_it(void)
{
    begin();
    const uint32_t line = ask("bpbd-11.06", 1106, "beras", ITEM_CLASS_FOOD);
    const uint32_t pledge = promise("bnpb", line, 60000);
    const struct doing sent = {.deed = PLEDGE_DISPATCH, .amount = 50000};
    const struct doing received = {
        .deed = PLEDGE_RECEIVE, .amount = 20000, .damaged = 5000, .lost = 4000};
    goods_do(&room, pledge, sent);
    goods_do(&room, pledge, received);
    const Status *status = read_status(1106, ACCESS_INTERNAL);
    CHECK_TEXT(status->event_id, ACEH_EVENT);
    CHECK_TEXT(status->area_code, "11.06");
    CHECK_NUMBER(status->gap_lines, 1);
    CHECK(status->n_items == 1 && status->n_gaps == 1 && status->n_lines == 0 && !status->cut);
    const Quantities *quantities[] = {status->items[0]->quantities, status->gaps[0]->quantities,
                                      status->gaps[0]->pledges[0]->quantities};
    for (int i = 0; i < 3; i++) {
        CHECK_NUMBER(quantities[i]->asked, i == 2 ? 0 : 100000);
        CHECK_NUMBER(quantities[i]->pledged, 60000);
        CHECK_NUMBER(quantities[i]->reserved, 50000);
        CHECK_NUMBER(quantities[i]->sent, 50000);
        CHECK_NUMBER(quantities[i]->received_good, 20000);
        CHECK_NUMBER(quantities[i]->received_damaged, 5000);
        CHECK_NUMBER(quantities[i]->lost, 4000);
        CHECK_NUMBER(quantities[i]->in_transit, 21000);
        CHECK_NUMBER(quantities[i]->outstanding, i == 2 ? 0 : 49000);
        CHECK_NUMBER(quantities[i]->excess, 0);
    }
    CHECK_TEXT(status->items[0]->item_class, item_class_name(ITEM_CLASS_FOOD));
    CHECK_TEXT(status->gaps[0]->unit, "kg");
    CHECK(status->gaps[0]->decision == NULL);
    CHECK_NUMBER(status->gaps[0]->pledges[0]->state,
                 PUSDALOPS__V1__PLEDGE_STATE__PLEDGE_STATE_DISPATCHED);
    end();
}

static void what_is_promised_beyond_a_line_fills_no_other_gap(void)
{
    begin();
    const uint32_t line = ask("bpbd-11.06", 1106, "beras", ITEM_CLASS_FOOD);
    ask("bpbd-11.06", 1106, "beras", ITEM_CLASS_FOOD);
    promise("bnpb", line, 150000);
    goods_answer(&room, line, NEED_APPROVE);
    const Status *status = read_status(1106, ACCESS_INTERNAL);
    CHECK_NUMBER(status->items[0]->quantities->outstanding, 100000);
    CHECK_NUMBER(status->items[0]->quantities->excess, 50000);
    CHECK(status->gap_lines == 1 && status->excess_lines == 1);
    CHECK(status->n_gaps == 1 && status->n_lines == 1);
    CHECK_NUMBER(status->lines[0]->quantities->excess, 50000);
    CHECK(status->lines[0]->decision != NULL && status->lines[0]->pledges != NULL);
    CHECK_TEXT(status->lines[0]->decision->source, "bnpb");
    end();
}

static void what_was_declined_or_cancelled_is_not_there(void)
{
    begin();
    goods_answer(&room, ask("bpbd-11.06", 1106, "beras", ITEM_CLASS_FOOD), NEED_DECLINE);
    goods_answer(&room, ask("bpbd-11.06", 1106, "selimut", ITEM_CLASS_CLOTHING), NEED_CANCEL);
    const uint32_t done = ask("bpbd-11.06", 1106, "tenda", ITEM_CLASS_EQUIPMENT);
    goods_answer(&room, done, NEED_APPROVE);
    goods_answer(&room, done, NEED_CLOSE);
    const Status *status = read_status(1106, ACCESS_INTERNAL);
    CHECK(status->n_gaps == 0 && status->n_lines == 0 && !status->cut);
    if (CHECK_NUMBER(status->n_items, 1)) { /* what is done stays in the totals, open no more */
        CHECK_TEXT(status->items[0]->item, "tenda");
        CHECK(status->items[0]->open_lines == 0 && status->items[0]->quantities->asked == 100000);
    }
    end();
}

/* --- totals --- */

static const struct {
    const char *code;
    enum item_class class_of;
} kinds[] = {
    {"beras", ITEM_CLASS_FOOD},          {"air mineral", ITEM_CLASS_FOOD},
    {"tenda", ITEM_CLASS_EQUIPMENT},     {"selimut", ITEM_CLASS_CLOTHING},
    {"kantong", ITEM_CLASS_DEATH},       {"sabun", ITEM_CLASS_OTHER},
    {"jarum rajut", ITEM_CLASS_UNKNOWN},
};

#define KINDS (sizeof kinds / sizeof kinds[0])

/* Lines and pledges of every kind and state, as they fall. */
static void live_through_a_week(struct chance *chance, uint32_t lines)
{
    static const char *const members[] = {"bnpb", "pmi", "baznas", "dinsos-11"};
    static const uint32_t areas[] = {1106, 1107, 1101, 11, 1271, 12};
    for (uint32_t i = 0; i < lines; i++) {
        const uint32_t kind = chance_below(chance, KINDS);
        struct asking asking = goods_asking(&room, "pusdalops-11", areas[chance_below(chance, 6)],
                                            goods_article(kinds[kind].code, kinds[kind].class_of));
        asking.asked = 1000 + chance_below(chance, 50000);
        const uint32_t line = goods_ask(&room, asking);
        for (uint32_t more = chance_below(chance, 3); more > 0; more--) {
            const uint32_t pledge =
                promise(members[chance_below(chance, 4)], line, 1 + chance_below(chance, 40000));
            if (chance_below(chance, 2) == 0) {
                goods_do(&room, pledge, (struct doing){.deed = PLEDGE_DISPATCH});
            }
        }
        if (chance_below(chance, 3) == 0) {
            goods_answer(&room, line, chance_below(chance, 2) == 0 ? NEED_DECLINE : NEED_APPROVE);
        }
    }
}

#define FIELDS 11

static void add_quantities(const Pusdalops__V1__ItemTotal *item, uint64_t sums[FIELDS])
{
    const Quantities *one = item->quantities;
    const uint64_t values[FIELDS] = {one->asked,  one->pledged,       one->reserved,
                                     one->sent,   one->received_good, one->received_damaged,
                                     one->lost,   one->in_transit,    one->outstanding,
                                     one->excess, item->open_lines};
    for (int i = 0; i < FIELDS; i++) {
        sums[i] += values[i];
    }
}

/* Per kind of goods, the quantities in the document of an area, added to the sums; its counts of lines to the last row. */
static void add_area(uint32_t area, uint64_t sums[KINDS + 1][FIELDS])
{
    const Status *status = read_status(area, ACCESS_INTERNAL);
    for (size_t i = 0; i < status->n_items; i++) {
        for (size_t kind = 0; kind < KINDS; kind++) {
            if (strcmp(status->items[i]->item, kinds[kind].code) == 0) {
                add_quantities(status->items[i], sums[kind]);
            }
        }
    }
    sums[KINDS][0] += status->gap_lines;
    sums[KINDS][1] += status->excess_lines;
}

/* What an area itself asked for: the quantities of its own lines. */
static void add_own_lines(uint32_t area, uint64_t sums[KINDS + 1][FIELDS])
{
    const struct ledger *ledger = goods_ledger(&room);
    const uint32_t event =
        picture_find_event(&room_view(&room, "real")->picture, slice_of(ACEH_EVENT));
    const uint32_t place = ledger_find_relief(ledger, event, area);
    for (uint32_t at = ledger_relief(ledger, place)->first_line; at != 0;
         at = ledger_line(ledger, at)->next_in_relief) {
        const struct need_line *line = ledger_line(ledger, at);
        const struct article *article = ledger_article(ledger, line->article);
        const bool counts = line_counts(line);
        const struct amounts *of = &line->amounts;
        const uint64_t values[FIELDS] = {counts ? of->asked : 0,
                                         counts ? of->pledged : of->sent,
                                         counts ? of->reserved : of->sent,
                                         of->sent,
                                         of->good,
                                         of->damaged,
                                         of->lost,
                                         of->sent - of->good - of->damaged - of->lost,
                                         line_outstanding(line),
                                         line_excess(line),
                                         line_is_open(line)};
        for (size_t kind = 0; kind < KINDS; kind++) {
            const bool is_it = strcmp(article->code, kinds[kind].code) == 0;
            for (int i = 0; is_it && i < FIELDS; i++) {
                sums[kind][i] += values[i];
            }
        }
        sums[KINDS][0] += line_outstanding(line) > 0 ? 1 : 0;
        sums[KINDS][1] += line_excess(line) > 0 ? 1 : 0;
    }
}

static void a_province_is_the_sum_of_its_regencies_and_the_nation_of_all(void)
{
    for (uint32_t seed = 1; seed <= chance_rounds(5); seed++) {
        struct chance chance = {seed};
        uint64_t parts[KINDS + 1][FIELDS] = {{0}};
        uint64_t province[KINDS + 1][FIELDS] = {{0}};
        uint64_t nation[KINDS + 1][FIELDS] = {{0}};
        begin();
        live_through_a_week(&chance, 200);
        add_area(1106, parts);
        add_area(1107, parts);
        add_area(1101, parts);
        add_own_lines(11, parts);
        add_area(11, province);
        CHECK(province[0][0] > 0 && memcmp(parts, province, sizeof parts) == 0);
        add_area(12, province);
        add_area(AREA_NATION, nation);
        CHECK(nation[0][0] > province[0][0] / 2 && memcmp(nation, province, sizeof nation) == 0);
        end();
    }
}

static void items_stand_by_class_and_code_and_free_text_last(void)
{
    static const char *const wanted[] = {"air mineral", "beras", "selimut",    "sabun",
                                         "kantong",     "tenda", "jarum rajut"};
    struct chance chance = {4};
    begin();
    live_through_a_week(&chance, 300);
    CHECK_NUMBER(read_status(AREA_NATION, ACCESS_PUBLIC)->n_items, KINDS - 1);
    const Status *status = read_status(AREA_NATION, ACCESS_INTERNAL);
    CHECK_TEXT(status->area_code, "nation");
    if (CHECK_NUMBER(status->n_items, KINDS)) {
        for (size_t i = 0; i < KINDS; i++) {
            CHECK_TEXT(status->items[i]->item, wanted[i]);
        }
        CHECK_TEXT(status->items[KINDS - 1]->item_class, "");
    }
    CHECK(status->n_gaps == 0 && status->n_lines == 0); /* the nation asked for nothing itself */
    end();
}

/* --- which gaps --- */

/* The order of the protocol, said once more: is a to stand before b, or level with it? */
static bool stands_before(const Need *a, const Need *b)
{
    if (a->priority != b->priority) {
        return a->priority < b->priority;
    }
    if (a->isolated != b->isolated) {
        return a->isolated != 0;
    }
    if (a->as_of->seconds != b->as_of->seconds) {
        return a->as_of->seconds < b->as_of->seconds;
    }
    return a->persons >= b->persons;
}

/* Lines with every mixture of what ranks them; every fourth is fully promised. */
static void ask_many(struct chance *chance, uint32_t count, uint32_t items)
{
    for (uint32_t i = 0; i < count; i++) {
        char code[ITEM_CODE_ROOM];
        (void)snprintf(code, sizeof code, "barang-%03u", (unsigned)(i % items));
        struct asking asking =
            goods_asking(&room, "bpbd-11.06", 1106, goods_article(code, ITEM_CLASS_OTHER));
        asking.priority = 1 + chance_below(chance, 3);
        asking.flags = chance_below(chance, 2) == 0 ? LINE_ISOLATED : 0;
        asking.as_of_utc_us -= (int64_t)chance_below(chance, 4) * 3600 * US_PER_S;
        asking.persons = chance_below(chance, 100);
        asking.delivery_point = slice_of("Posko SMAN 1");
        const uint32_t line = goods_ask(&room, asking);
        if (i % 4 == 0) {
            promise("bnpb", line, asking.asked);
        }
    }
}

static bool is_same(const Need *a, const Need *b)
{
    return a->line->number == b->line->number && a->line->line == b->line->line &&
           strcmp(a->line->source, b->line->source) == 0;
}

/* Every line of a document is there once: among the gaps or among the others. */
static void check_once(const Status *status)
{
    for (size_t i = 0; i < status->n_gaps + status->n_lines; i++) {
        for (size_t k = 0; k < i; k++) {
            const Need *a =
                i < status->n_gaps ? status->gaps[i] : status->lines[i - status->n_gaps];
            const Need *b =
                k < status->n_gaps ? status->gaps[k] : status->lines[k - status->n_gaps];
            CHECK(!is_same(a, b));
        }
    }
}

static void the_most_pressing_gaps_stand_first_and_every_open_line_once(void)
{
    struct chance chance = {6};
    begin();
    ask_many(&chance, 160, 3);
    const Status *status = read_status(1106, ACCESS_PUBLIC);
    CHECK_NUMBER(status->gap_lines, 120);
    CHECK_NUMBER(status->n_gaps, GAPS_SHOWN);
    CHECK_NUMBER(status->n_lines, 160 - GAPS_SHOWN);
    CHECK(!status->cut);
    check_once(status);
    for (size_t i = 1; i < status->n_gaps; i++) {
        CHECK(stands_before(status->gaps[i - 1], status->gaps[i]));
    }
    for (size_t i = 0; i < status->n_lines; i++) { /* gaps beyond the first 64, then the others */
        const bool is_gap = status->lines[i]->quantities->outstanding > 0;
        CHECK(is_gap == (i < 120 - GAPS_SHOWN));
        CHECK(!is_gap || stands_before(status->gaps[GAPS_SHOWN - 1], status->lines[i]));
    }
    end();
}

/* --- where it is cut --- */

static void a_thousand_lines_are_cut_to_what_a_frame_holds(void)
{
    struct chance chance = {7};
    begin();
    ask_many(&chance, 1000, 200);
    for (int access = ACCESS_INTERNAL; access >= ACCESS_PUBLIC; access--) {
        const Status *status = read_status(1106, (enum access_class)access);
        CHECK(status->cut);
        CHECK(built_bytes > LOGISTICS_BYTES_MAX / 2 && built_bytes <= LOGISTICS_BYTES_MAX + 256);
        CHECK_NUMBER(status->gap_lines, 750);
        CHECK_NUMBER(status->n_gaps, GAPS_SHOWN); /* what presses most is whole */
        CHECK_NUMBER(status->n_items, 200);
        CHECK(status->n_lines > 20);
        check_once(status);
    }
    const Status *status =
        read_status(11, ACCESS_INTERNAL); /* totals only: there is room for all */
    CHECK(!status->cut && status->n_gaps == 0 && status->n_items == 200);
    end();
}

static void more_items_than_are_shown_are_cut(void)
{
    begin();
    for (uint32_t i = 0; i < LOGISTICS_ITEMS_SHOWN + 1; i++) {
        char code[ITEM_CODE_ROOM];
        (void)snprintf(code, sizeof code, "b%03u", (unsigned)(LOGISTICS_ITEMS_SHOWN - i));
        if (i == LOGISTICS_ITEMS_SHOWN) {
            CHECK(!read_status(AREA_NATION, ACCESS_PUBLIC)->cut);
        }
        ask("bpbd-11.06", 1106, code, ITEM_CLASS_OTHER);
    }
    const Status *status = read_status(AREA_NATION, ACCESS_PUBLIC);
    CHECK(status->cut);
    CHECK_NUMBER(status->n_items, LOGISTICS_ITEMS_SHOWN);
    CHECK_TEXT(status->items[0]->item, "b000"); /* the last to be asked for: it came before all */
    CHECK_TEXT(status->items[LOGISTICS_ITEMS_SHOWN - 1]->item, "b255");
    end();
}

/* Every text as long as it may be, every quantity as large, sixteen pledges to a line. */
static void the_longest_lines_fit_their_room(void)
{
    static const char point[] = "0123456789012345678901234567890123456789012345678901234567890123";
    begin();
    for (uint32_t i = 0; i < 120; i++) {
        char code[ITEM_CODE_ROOM];
        (void)snprintf(code, sizeof code, "%080u", (unsigned)i);
        struct asking asking =
            goods_asking(&room, point, 1106, goods_article(code, 1 + i % (ITEM_CLASSES - 1)));
        asking.asked = ITEM_THOUSANDTHS_MAX;
        asking.kecamatan = 110601;
        asking.persons = FIGURE_VALUE_MAX;
        asking.needed_by_utc_us = asking.as_of_utc_us;
        asking.delivery_point = slice_of(point);
        const uint32_t line = goods_ask(&room, asking);
        for (uint32_t k = 0; k < 20; k++) {
            char member[IDENTIFIER_BYTES_MAX + 1];
            (void)snprintf(member, sizeof member, "%064u", (unsigned)k);
            struct promising promising = goods_promising(&room, member, line);
            promising.amount = ITEM_THOUSANDTHS_MAX / 32;
            promising.available_utc_us = room.at_utc_us;
            promising.valid_until_utc_us = room.at_utc_us;
            promising.cluster = slice_of(point);
            promising.origin_name = slice_of(point);
            goods_promise(&room, promising);
        }
    }
    const Status *status = read_status(1106, ACCESS_INTERNAL);
    CHECK(status->cut && status->n_gaps > 40 && status->n_items > 40);
    CHECK(built_bytes > LOGISTICS_BYTES_MAX / 2 && built_bytes <= LOGISTICS_BYTES_MAX + 256);
    CHECK_NUMBER(status->n_overlaps, ITEM_CLASSES - 1);
    for (size_t i = 0; i < status->n_overlaps; i++) {
        CHECK(status->overlaps[i]->n_sources == OVERLAPS_SHOWN &&
              status->overlaps[i]->n_pledges == OVERLAPS_SHOWN);
    }
    end();
}

/* Few bytes on the wire, but many structs while it is built: the room ends before the bytes do. */
static void the_shortest_lines_fit_their_room_too(void)
{
    begin();
    for (uint32_t i = 0; i < 250; i++) {
        struct asking asking =
            goods_asking(&room, "a", 1106, goods_article("b", ITEM_CLASS_UNKNOWN));
        asking.asked = 1;
        asking.as_of_utc_us = 0;
        const uint32_t line = goods_ask(&room, asking);
        for (uint32_t k = 0; k < LINE_PLEDGES_SHOWN; k++) {
            struct promising promising = goods_promising(&room, "c", line);
            promising.amount = 1;
            promising.origin_name = slice_of("");
            goods_promise(&room, promising);
        }
    }
    const Status *status = read_status(1106, ACCESS_INTERNAL);
    CHECK(status->cut && status->n_lines > 50 && status->lines[0]->n_pledges == LINE_PLEDGES_SHOWN);
    CHECK(built_bytes < LOGISTICS_BYTES_MAX);
    check_once(status);
    end();
}

/* --- who brings the same; what the public does not read --- */

static uint32_t promise_for_days(const char *source, uint32_t line, uint32_t first, uint32_t last)
{
    struct promising promising = goods_promising(&room, source, line);
    promising.amount = 1000;
    promising.available_utc_us = room.at_utc_us + first * 86400LL * US_PER_S;
    promising.valid_until_utc_us = room.at_utc_us + last * 86400LL * US_PER_S;
    return goods_promise(&room, promising);
}

static void an_overlap_names_the_members_whose_days_meet(void)
{
    begin();
    const uint32_t rice = ask("bpbd-11.06", 1106, "beras", ITEM_CLASS_FOOD);
    const uint32_t water = ask("bpbd-11.06", 1106, "air mineral", ITEM_CLASS_FOOD);
    const uint32_t soap = ask("bpbd-11.06", 1106, "sabun", ITEM_CLASS_OTHER);
    const uint32_t thread = ask("bpbd-11.06", 1106, "jarum rajut", ITEM_CLASS_UNKNOWN);
    promise_for_days("pmi", rice, 1, 3);
    promise_for_days("pmi", rice, 2, 4); /* with itself: no overlap */
    promise_for_days("baznas", soap, 1, 3);
    promise_for_days("pmi", thread, 1, 3); /* not of a class: not compared */
    promise_for_days("baznas", thread, 1, 3);
    CHECK_NUMBER(read_status(1106, ACCESS_INTERNAL)->n_overlaps, 0);
    promise_for_days("baznas", water, 6, 9); /* other days */
    promise_for_days("dinsos-11", soap, 4, 5);
    CHECK_NUMBER(read_status(1106, ACCESS_INTERNAL)->n_overlaps, 0);
    const uint32_t late = promise_for_days("dinsos-11", water, 4, 5); /* meets pmi's second */
    const Status *status = read_status(1106, ACCESS_INTERNAL);
    if (CHECK_NUMBER(status->n_overlaps, 1)) {
        const Pusdalops__V1__Overlap *overlap = status->overlaps[0];
        CHECK_TEXT(overlap->item_class, item_class_name(ITEM_CLASS_FOOD));
        CHECK(overlap->n_sources == 2 && overlap->n_pledges == 2);
        CHECK_TEXT(overlap->sources[0], "dinsos-11");
        CHECK_TEXT(overlap->sources[1], "pmi");
        CHECK_TEXT(overlap->pledges[0]->source, "dinsos-11");
        CHECK_NUMBER(overlap->pledges[0]->number, ledger_pledge(goods_ledger(&room), late)->number);
    }
    CHECK_NUMBER(read_status(11, ACCESS_INTERNAL)->n_overlaps, 0); /* of the regency alone */
    CHECK_NUMBER(read_status(1106, ACCESS_PUBLIC)->n_overlaps, 0);
    goods_do(&room, late, (struct doing){.deed = PLEDGE_WITHDRAW});
    CHECK_NUMBER(read_status(1106, ACCESS_INTERNAL)->n_overlaps, 0);
    end();
}

/* Is it one of those that the overlap lists? */
static bool is_listed(const Pusdalops__V1__Overlap *overlap, const struct pledge *pledge)
{
    const struct sources *sources = &room_view(&room, "real")->sources;
    const char *name = source_at(sources, (struct source_id){pledge->source})->name;
    for (size_t i = 0; overlap != NULL && i < overlap->n_pledges; i++) {
        if (overlap->pledges[i]->number == pledge->number &&
            strcmp(overlap->pledges[i]->source, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool meets_any(const struct group *group, const struct pledge *pledge)
{
    uint32_t at = group->first_pledge;
    for (; at != 0; at = ledger_pledge(goods_ledger(&room), at)->next_in_group) {
        const struct pledge *other = ledger_pledge(goods_ledger(&room), at);
        if (other->source != pledge->source && pledges_meet(other, pledge)) {
            return true;
        }
    }
    return false;
}

/* Chance days of three members in every class of a regency; the list against every pair. */
static void the_overlaps_are_those_of_every_pair(void)
{
    static const char *const members[] = {"pmi", "baznas", "dinsos-11"};
    static const uint32_t areas[] = {1101, 1102, 1103, 1104, 1105, 1106, 1107, 1108, 1109, 1110};
    uint32_t dice = 7;
    uint32_t meeting = 0;
    begin();
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        for (uint32_t class_of = ITEM_CLASS_UNKNOWN + 1; class_of < ITEM_CLASSES; class_of++) {
            const uint32_t line = ask("bpbd-11.06", areas[i], item_class_name(class_of), class_of);
            for (int k = 0; k < 8; k++) {
                dice = dice * 1664525U + 1013904223U;
                const uint32_t first = dice >> 8 & 15U;
                const uint32_t made = promise_for_days(members[(dice >> 16) % 3], line, first,
                                                       first + (dice >> 20) % 5);
                struct pledge *pledge = ledger_pledge(goods_ledger(&room), made);
                pledge->available_utc_us = (dice >> 24) % 9 == 0 ? 0 : pledge->available_utc_us;
                pledge->valid_until_utc_us = (dice >> 25) % 9 == 0 ? 0 : pledge->valid_until_utc_us;
            }
        }
        const Status *status = read_status(areas[i], ACCESS_INTERNAL);
        for (uint32_t at = goods_ledger(&room)->groups.used; at > 0; at--) {
            const struct group *group = ledger_group(goods_ledger(&room), at);
            const Pusdalops__V1__Overlap *overlap = NULL;
            for (size_t k = 0; k < status->n_overlaps; k++) {
                const bool its = strcmp(status->overlaps[k]->item_class,
                                        item_class_name((enum item_class)group->class_of)) == 0;
                overlap = its ? status->overlaps[k] : overlap;
            }
            uint32_t pledge = group->first_pledge;
            for (;
                 ledger_relief(goods_ledger(&room), group->relief)->area == areas[i] && pledge != 0;
                 pledge = ledger_pledge(goods_ledger(&room), pledge)->next_in_group) {
                const struct pledge *held = ledger_pledge(goods_ledger(&room), pledge);
                CHECK(is_listed(overlap, held) == meets_any(group, held));
                meeting += meets_any(group, held) ? 1 : 0;
            }
        }
    }
    CHECK(meeting > 100 && meeting < 390);
    arena_reset(&arena);
    free(arena_room);
    room_close(&room); /* the days were changed behind the ledger's back: no audit */
}

static void what_is_not_allotted_is_the_nations_offer(void)
{
    begin();
    const uint32_t line = ask("bpbd-11.06", 1106, "beras", ITEM_CLASS_FOOD);
    const uint32_t offer = promise("pmi", 0, 4000);
    const Status *status = read_status(AREA_NATION, ACCESS_INTERNAL);
    if (CHECK(status->offer_count == 1 && status->n_offers == 1)) {
        CHECK_TEXT(status->offers[0]->pledge->source, "pmi");
        CHECK_NUMBER(status->offers[0]->quantities->pledged, 4000);
    }
    CHECK_NUMBER(status->items[0]->quantities->pledged, 0); /* it counts for no line yet */
    CHECK_NUMBER(read_status(AREA_NATION, ACCESS_PUBLIC)->n_offers, 0);
    CHECK_NUMBER(read_status(11, ACCESS_INTERNAL)->n_offers, 0);
    goods_do(&room, offer, (struct doing){.deed = PLEDGE_ALLOT, .line = line});
    status = read_status(AREA_NATION, ACCESS_INTERNAL);
    CHECK(status->offer_count == 0 && status->n_offers == 0);
    CHECK_NUMBER(status->items[0]->quantities->pledged, 4000);
    for (uint32_t i = 0; i < OFFERS_SHOWN + 6; i++) {
        promise("pmi", 0, 1000);
    }
    status = read_status(AREA_NATION, ACCESS_INTERNAL);
    CHECK(status->offer_count == OFFERS_SHOWN + 6 && status->n_offers == OFFERS_SHOWN);
    end();
}

/* Does a text stand anywhere in the packed document? */
static bool packed_holds(const Status *status, const char *text)
{
    static uint8_t bytes[FRAME_BYTES_MAX];
    const size_t size_bytes = pusdalops__v1__logistics_status__pack(status, bytes);
    for (size_t i = 0; i + strlen(text) <= size_bytes; i++) {
        if (memcmp(bytes + i, text, strlen(text)) == 0) {
            return true;
        }
    }
    return false;
}

static void the_public_reads_no_pledges_no_givers_and_no_places_of_delivery(void)
{
    static const char *const names[] = {"pmi", "baznas", "Gudang", "klaster", "Posko"};
    begin();
    for (int i = 0; i < 2; i++) { /* one line with a gap, one without */
        struct asking asking =
            goods_asking(&room, "bpbd-11.06", 1106, goods_article("beras", ITEM_CLASS_FOOD));
        asking.delivery_point = slice_of("Posko SMAN 1");
        const uint32_t line = goods_ask(&room, asking);
        struct promising promising = goods_promising(&room, "pmi", line);
        promising.cluster = slice_of("klaster-logistik");
        promising.amount = i == 0 ? 1000 : 100000;
        goods_promise(&room, promising);
        promising.source = goods_promising(&room, "baznas", line).source;
        promising.giver = promising.source;
        goods_promise(&room, promising);
        promising.line = 0;
        goods_promise(&room, promising);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        CHECK(packed_holds(read_status(1106, ACCESS_INTERNAL), names[i]));
        CHECK(!packed_holds(read_status(1106, ACCESS_PUBLIC), names[i]));
        CHECK(!packed_holds(read_status(AREA_NATION, ACCESS_PUBLIC), names[i]));
    }
    const Status *status = read_status(1106, ACCESS_PUBLIC);
    CHECK(status->n_gaps == 1 && status->n_lines == 1 && status->n_items == 1);
    end();
}

/* Free text may name a person; that something is short, and how much of it, the public may know. */
static void the_public_reads_no_words_that_are_of_no_catalogue(void)
{
    begin();
    ask("bpbd-11.06", 1106, "insulin-pak-budi", ITEM_CLASS_UNKNOWN);
    ask("bpbd-11.06", 1106, "beras", ITEM_CLASS_FOOD);
    const Status *status = read_status(1106, ACCESS_INTERNAL);
    CHECK(packed_holds(status, "budi"));
    CHECK_NUMBER(status->n_items, 2);
    CHECK_NUMBER(status->n_gaps, 2);
    for (uint32_t area = AREA_NATION; area <= 1106; area += 1106) {
        status = read_status(area, ACCESS_PUBLIC);
        CHECK(!packed_holds(status, "budi"));
        CHECK_NUMBER(status->n_items, 1);
        CHECK_TEXT(status->items[0]->item, "beras");
        CHECK_NUMBER(status->gap_lines, 2);
    }
    CHECK_NUMBER(status->n_gaps, 2);
    for (size_t i = 0; i < status->n_gaps; i++) {
        const bool is_rice = strcmp(status->gaps[i]->item, "beras") == 0;
        CHECK(status->gaps[i]->item_unknown == !is_rice);
        CHECK_TEXT(status->gaps[i]->unit, is_rice ? "kg" : "");
        CHECK_TEXT(status->gaps[i]->line->source,
                   "bpbd-11.06"); /* an office, and the line's name */
        CHECK(status->gaps[i]->quantities->outstanding > 0);
    }
    end();
}

static const Pusdalops__V1__EstimatedNeed *estimate(const Status *status, const char *item)
{
    for (size_t i = 0; i < status->n_estimates; i++) {
        if (strcmp(status->estimates[i]->item, item) == 0) {
            return status->estimates[i];
        }
    }
    return NULL;
}

static void nothing_is_estimated_while_nobody_knows_of_displaced_people(void)
{
    begin();
    ask("bpbd-11.06", 1106, "beras", ITEM_CLASS_FOOD);
    const Status *status = read_status(1106, ACCESS_INTERNAL);
    CHECK(status->basis == NULL && status->n_estimates == 0);
    end();
}

static void what_the_displaced_need_stands_beside_what_was_asked(void)
{
    begin();
    ask("bpbd-11.06", 1106, "beras", ITEM_CLASS_FOOD);
    const struct letter letter =
        aceh_report(&room, "bpbd-11.06", 2, "11.06", "displaced_persons 73525"); /* Cianjur 2022 */
    CHECK_NUMBER(aceh_hand_in(&room, &letter),
                 PUSDALOPS__V1__RECEIPT_STATUS__RECEIPT_STATUS_ACCEPTED);
    const uint32_t areas[] = {1106, 11, AREA_NATION};
    for (int i = 0; i < 3; i++) {
        const Status *status = read_status(areas[i], ACCESS_PUBLIC);
        CHECK(status->basis != NULL && status->basis->persons_regencies == 1);
        CHECK_NUMBER(status->basis->displaced_persons, 73525);
        CHECK_NUMBER(status->basis->households_regencies, 0);
        CHECK(estimate(status, "family-kit") == NULL); /* no household was said */
        const Pusdalops__V1__EstimatedNeed *rice = estimate(status, "beras");
        CHECK(rice != NULL && rice->per_day && rice->thousandths == 29410000); /* 29.4 t a day */
        CHECK_NUMBER(status->items[0]->quantities->asked, 100000);             /* as before */
    }
    end();
}

int main(void)
{
    SAY(every_quantity_is_told_and_what_follows_from_it);
    SAY(what_is_promised_beyond_a_line_fills_no_other_gap);
    SAY(what_was_declined_or_cancelled_is_not_there);
    SAY(a_province_is_the_sum_of_its_regencies_and_the_nation_of_all);
    SAY(items_stand_by_class_and_code_and_free_text_last);
    SAY(the_most_pressing_gaps_stand_first_and_every_open_line_once);
    SAY(a_thousand_lines_are_cut_to_what_a_frame_holds);
    SAY(more_items_than_are_shown_are_cut);
    SAY(the_longest_lines_fit_their_room);
    SAY(the_shortest_lines_fit_their_room_too);
    SAY(an_overlap_names_the_members_whose_days_meet);
    SAY(the_overlaps_are_those_of_every_pair);
    SAY(what_is_not_allotted_is_the_nations_offer);
    SAY(nothing_is_estimated_while_nobody_knows_of_displaced_people);
    SAY(what_the_displaced_need_stands_beside_what_was_asked);
    SAY(the_public_reads_no_pledges_no_givers_and_no_places_of_delivery);
    SAY(the_public_reads_no_words_that_are_of_no_catalogue);
    return tap_done();
}
