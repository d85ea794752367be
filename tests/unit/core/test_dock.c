/*
 * test_dock.c - shipments and pledges move stock: what leaves and comes in beside the counts, what is promised, room and shares.
 */
#include "core/dock.h"

#include "base/assert.h"
#include "core/share.h"
#include "core/suggest.h"
#include "support/said.h"
#include "support/store.h"

#include <stdlib.h>

#define DISTRICT "bpbd-11.06"
#define UNIT     1000UL
#define HOUR_US  (3600 * US_PER_S)

static struct room room;

static const struct view *view_now(void)
{
    return room_view(&room, "real");
}

static bool adds_up(const struct view *view)
{
    return ledger_audit(&view->ledger) && cargo_audit(&view->cargo, &view->ledger) &&
           stock_audit(&view->stock) && dock_audit(view) && share_audit(view);
}

static void begin_with(uint32_t stocks_max)
{
    struct hub_settings settings = room_settings();
    settings.limits.stock.stocks_max = stocks_max;
    settings.limits.ledger.articles_max = 8192;
    settings.limits.shipments_max = 8192;
    aceh_open(&room, &settings);
    store_sit(&room);
}

static void begin(void)
{
    begin_with(room_settings().limits.stock.stocks_max);
}

static void end(void)
{
    said_end(&room, adds_up);
}

static bool warns(const Receipt *receipt, const char *field)
{
    for (size_t i = 0; receipt != NULL && i < receipt->n_warnings; i++) {
        if (receipt->warnings[i]->code == HUB_E_WAREHOUSE_NOT_DECLARED &&
            strcmp(receipt->warnings[i]->field, field) == 0) {
            return true;
        }
    }
    return false;
}

/* --- what the tests speak of --- */

#define SHIP(list)                                                                                 \
    .kind = BODY_SHIPMENT, .event = ACEH_EVENT, .region = "11.06", .loads = (list),                \
    .load_count = sizeof(list) / sizeof((list)[0])
#define ON_SHIPMENT(n)                                                                             \
    .kind = BODY_SHIPMENT_UPDATE, .about_source = "pmi", .about_number = (n), .note = "ombak"
#define ON_PLEDGE(n) .kind = BODY_PLEDGE_UPDATE, .about_source = "pmi", .about_number = (n)
#define COUNTS(list) .counts = (list), .count_count = sizeof(list) / sizeof((list)[0])
#define RICE(kg)                                                                                   \
    {                                                                                              \
        "beras", (kg)*UNIT, "kg", NULL                                                             \
    }

static const struct letter_shipment_line forty[] = {{.quantity = RICE(40)}};
static const struct letter_shipment_line of_pledge[] = {
    {.pledge_source = "pmi", .pledge_number = 2}};

/* A warehouse of pmi far away and a posko of the district where goods go to. */
static void two_warehouses(void)
{
    CHECK(store_declare(&room, "pmi", "gudang", "31.71"));
    CHECK(store_declare(&room, DISTRICT, "posko", "11.06"));
}

/* The same, a line of the district for 100 kg of rice, and number 2 of pmi: 60 kg of it out of the warehouse. */
static void sixty_promised(void)
{
    static const struct letter_need_line line = {.quantity = RICE(100)};
    two_warehouses();
    ACCEPTED(DISTRICT, .kind = BODY_NEED, .event = ACEH_EVENT, .region = "11.06",
             .as_of_utc_us = room.at_utc_us, .lines = &line, .line_count = 1, .urgent = true);
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .line = {DISTRICT, 2, 1}, .quantity = RICE(60),
             .warehouse = "gudang");
}

static void counted_at(const char *client, const char *id, uint64_t kg, int64_t at_utc_us)
{
    const struct letter_stock_line line = {.quantity = RICE(kg)};
    ACCEPTED(client, .kind = BODY_STOCK_COUNT, .warehouse = id, .as_of_utc_us = at_utc_us,
             .stock_lines = &line, .stock_line_count = 1);
}

static const struct warehouse *warehouse_now(const char *source, const char *id)
{
    const struct source_id owner = source_find(&view_now()->sources, slice_of(source));
    const uint32_t place = stock_find_warehouse(&view_now()->stock, owner.n, slice_of(id));
    return place == 0 ? NULL : stock_warehouse(&view_now()->stock, place);
}

/* The pile of rice; NULL: none. */
static const struct pile *rice_of(const char *source, const char *id)
{
    const struct warehouse *warehouse = warehouse_now(source, id);
    const struct view *view = view_now();
    for (uint32_t at = warehouse == NULL ? 0 : warehouse->first_pile; at != 0;
         at = stock_pile(&view->stock, at)->next_in_warehouse) {
        const struct pile *pile = stock_pile(&view->stock, at);
        if (strcmp(ledger_article(&view->ledger, pile->article)->code, "beras") == 0) {
            return pile;
        }
    }
    return NULL;
}

static void check_moved_at(int at, const char *source, const char *id, uint64_t in_kg,
                           uint64_t out_kg)
{
    uint64_t in = 0;
    uint64_t out = 0;
    const struct pile *pile = rice_of(source, id);
    if (!CHECK(pile != NULL)) {
        return;
    }
    pile_moved(pile, &in, &out);
    if (!CHECK(in == in_kg * UNIT) || !CHECK(out == out_kg * UNIT)) {
        printf("# line %d: %s of %s: in %llu out %llu\n", at, id, source, (unsigned long long)in,
               (unsigned long long)out);
    }
}

#define CHECK_MOVED(source, id, in_kg, out_kg) check_moved_at(__LINE__, source, id, in_kg, out_kg)

static uint64_t promised_kg(void)
{
    const struct pile *pile = rice_of("pmi", "gudang");
    return pile == NULL ? 0 : pile->promised / UNIT;
}

static uint32_t held(const char *name)
{
    const struct source_id source = source_find(&view_now()->sources, slice_of(name));
    return source_at(&view_now()->sources, source)->holding.stocks;
}

/* --- movements --- */

static void what_leaves_goes_out_and_what_is_received_in_good_order_comes_in(void)
{
    static const struct letter_count parts[] = {
        {.line = 1, .good = 25 * UNIT, .damaged = 5 * UNIT, .lost = 3 * UNIT}};
    begin();
    two_warehouses();
    counted_at("pmi", "gudang", 100, room.at_utc_us - HOUR_US);
    ACCEPTED("pmi", SHIP(forty), .warehouse = "gudang", .delivery_warehouse = "posko",
             .delivery_source = DISTRICT);
    CHECK_MOVED("pmi", "gudang", 0, 40);
    CHECK_MOVED(DISTRICT, "posko", 0, 0);
    ACCEPTED("pmi", ON_SHIPMENT(3), .deed = SHIPMENT_RECEIVE, COUNTS(parts));
    CHECK_MOVED(DISTRICT, "posko", 25, 0); /* what is damaged or lost is no stock */
    ACCEPTED("pmi", ON_SHIPMENT(3), .deed = SHIPMENT_RETURN);
    CHECK_MOVED("pmi", "gudang", 7, 40);
    CHECK_NUMBER(rice_of("pmi", "gudang")->counted, 100 * UNIT); /* never one number */
    CHECK_NUMBER(warehouse_now("pmi", "gudang")->moved_out, 40 * UNIT);
    CHECK_NUMBER(warehouse_now("pmi", "gudang")->moved_in, 7 * UNIT);
    CHECK_NUMBER(warehouse_now(DISTRICT, "posko")->moved_in, 25 * UNIT);
    end();
}

static void what_is_prepared_leaves_with_its_departure(void)
{
    begin();
    two_warehouses();
    ACCEPTED("pmi", SHIP(forty), .warehouse = "gudang", .prepared = true);
    CHECK_MOVED("pmi", "gudang", 0, 0);
    ACCEPTED("pmi", ON_SHIPMENT(2), .deed = SHIPMENT_DEPART);
    CHECK_MOVED("pmi", "gudang", 0, 40);
    ACCEPTED("pmi", ON_SHIPMENT(2), .deed = SHIPMENT_LOSE);
    CHECK_MOVED("pmi", "gudang", 0, 40);
    ACCEPTED("pmi", SHIP(forty), .warehouse = "gudang", .prepared = true);
    ACCEPTED("pmi", ON_SHIPMENT(5), .deed = SHIPMENT_CANCEL);
    CHECK_MOVED("pmi", "gudang", 0, 40);
    end();
}

static void each_movement_is_of_the_time_it_happened_and_a_count_as_new_has_seen_it(void)
{
    begin();
    two_warehouses();
    ACCEPTED("pmi", SHIP(forty), .warehouse = "gudang", .delivery_warehouse = "posko",
             .delivery_source = DISTRICT, .departed_utc_us = room.at_utc_us - 9 * HOUR_US);
    counted_at("pmi", "gudang", 50, room.at_utc_us - 10 * HOUR_US);
    CHECK_MOVED("pmi", "gudang", 0, 40); /* counted before they left */
    counted_at("pmi", "gudang", 50, room.at_utc_us - 9 * HOUR_US);
    CHECK_MOVED("pmi", "gudang", 0, 0);
    counted_at(DISTRICT, "posko", 5, room.at_utc_us - 3 * HOUR_US);
    ACCEPTED(DISTRICT, ON_SHIPMENT(2), .deed = SHIPMENT_RECEIVE,
             .happened_utc_us = room.at_utc_us - 4 * HOUR_US);
    CHECK_MOVED(DISTRICT, "posko", 0, 0); /* it was there when it was counted */
    CHECK_NUMBER(warehouse_now(DISTRICT, "posko")->moved_in, 40 * UNIT);
    end();
}

static void a_warehouse_that_was_not_declared_blocks_nothing(void)
{
    begin();
    const Receipt *receipt =
        ACCEPTED("pmi", SHIP(forty), .warehouse = "gudang", .delivery_warehouse = "posko",
                 .delivery_source = "bpbd-99.99");
    CHECK(warns(receipt, "shipment.warehouse_id"));
    CHECK(warns(receipt, "shipment.delivery_warehouse_id"));
    CHECK_NUMBER(view_now()->stock.piles.used, 0);
    two_warehouses();
    ACCEPTED("pmi", ON_SHIPMENT(1), .deed = SHIPMENT_RETURN);
    CHECK_NUMBER(view_now()->stock.piles.used, 0); /* it was not known when it was said */
    receipt = ACCEPTED("pmi", .kind = BODY_PLEDGE, .quantity = RICE(10), .warehouse = "posko");
    CHECK(warns(receipt, "pledge.warehouse_id")); /* another's is not the giver's */
    receipt = ACCEPTED("pmi", SHIP(forty), .warehouse = "gudang");
    CHECK_NUMBER(receipt->n_warnings, 0);
    end();
}

/* As a hub wrote it that looked at no warehouses: the last byte of the subject is another, or is not there. */
static enum hub_status replayed_with(uint8_t flags, uint32_t *out_piles)
{
    static uint8_t bytes[2][LETTER_BYTES_MAX];
    uint8_t subject[PROPOSAL_SUBJECT_BYTES];
    struct arena arena;
    struct arena scratch;
    struct record record;
    struct view again;
    void *memory = calloc(1, view_bytes(&room.settings.limits));
    const struct slice last = room.journal.entries[room.journal.count - 1].record;
    HUB_ASSERT(memory != NULL && record_decode(last, &record) == HUB_OK);
    CHECK_NUMBER(record.subject.data[record.subject.size_bytes - 1], DOCK_FROM);
    memcpy(subject, record.subject.data, record.subject.size_bytes);
    subject[record.subject.size_bytes - 1] = flags;
    record.subject = (struct slice){subject, record.subject.size_bytes - (flags == 0 ? 1 : 0)};
    arena_init(&arena, bytes[0], sizeof bytes[0]);
    arena_init(&scratch, bytes[1], sizeof bytes[1]);
    HUB_ASSERT(record_encode(&record, &arena));
    view_init(&again, memory, &room.settings.limits);
    room.journal.count--;
    CHECK(journal_replay(&room.journal, 0, &again) == HUB_OK);
    room.journal.count++;
    const enum hub_status status = view_replay(&again, record.bytes, &scratch);
    *out_piles = again.stock.piles.used;
    free(memory);
    return status;
}

static void a_record_from_before_moves_nothing(void)
{
    uint32_t piles = 0;
    begin();
    two_warehouses();
    ACCEPTED("pmi", SHIP(forty), .warehouse = "gudang");
    CHECK_NUMBER(replayed_with(DOCK_FROM, &piles), HUB_OK);
    CHECK_NUMBER(piles, 1);
    CHECK_NUMBER(replayed_with(0, &piles), HUB_OK);
    CHECK_NUMBER(piles, 0);
    CHECK_NUMBER(replayed_with(DOCK_FROM | DOCK_TO, &piles),
                 HUB_E_LIMIT_REACHED); /* none of ours */
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .quantity = RICE(9), .warehouse = "gudang");
    CHECK_NUMBER(replayed_with(DOCK_FROM, &piles), HUB_OK);
    CHECK_NUMBER(promised_kg(), 9);
    CHECK_NUMBER(replayed_with(0, &piles), HUB_OK);
    CHECK_NUMBER(replayed_with(DOCK_TO, &piles), HUB_E_LIMIT_REACHED);
    end();
}

static void goods_come_to_a_warehouse_that_stands_where_they_go(void)
{
    begin();
    two_warehouses();
    CHECK(store_declare(&room, "pmi", "singgah", "11.07"));
    REFUSED("pmi", HUB_E_DESTINATION_DIFFERS, "shipment.delivery_warehouse_id", SHIP(forty),
            .delivery_warehouse = "singgah");
    REFUSED("pmi", HUB_E_FIELD_MISSING, "shipment.delivery_warehouse_id", SHIP(forty),
            .delivery_source = DISTRICT);
    REFUSED("pmi", HUB_E_FIELD_RANGE, "shipment.delivery_warehouse_id", SHIP(forty),
            .delivery_warehouse = "Posko Induk");
    REFUSED("pmi", HUB_E_FIELD_RANGE, "shipment.delivery_source", SHIP(forty),
            .delivery_warehouse = "posko", .delivery_source = "BPBD");
    CHECK(store_declare(&room, "pmi", "singgah", "11.06"));
    ACCEPTED("pmi", SHIP(forty), .delivery_warehouse = "singgah"); /* its own, moved there */
    CHECK(store_declare(&room, "pmi", "singgah", "11.07"));
    ACCEPTED("pmi", ON_SHIPMENT(4), .deed = SHIPMENT_RECEIVE);
    CHECK_MOVED("pmi", "singgah", 40, 0); /* wherever it stands by then */
    end();
}

static void several_lines_of_one_item_need_one_pile(void)
{
    static const struct letter_shipment_line thrice[] = {
        {.quantity = RICE(1)},
        {.quantity = RICE(2)},
        {.quantity = {"tikar", 3 * UNIT, NULL, NULL}},
        {.quantity = RICE(4)}};
    begin();
    two_warehouses();
    ACCEPTED("pmi", .kind = BODY_SHIPMENT, .event = ACEH_EVENT, .region = "31.71", .loads = thrice,
             .load_count = 4, .warehouse = "gudang", .delivery_warehouse = "gudang");
    CHECK_NUMBER(view_now()->stock.piles.used, 2);
    CHECK_NUMBER(held("pmi"), 2);
    CHECK_MOVED("pmi", "gudang", 0, 7);
    ACCEPTED("pmi", ON_SHIPMENT(2), .deed = SHIPMENT_RECEIVE);
    CHECK_MOVED("pmi", "gudang", 7, 7);
    end();
}

/* --- what nobody counted --- */

static void a_pile_that_moved_and_was_never_counted_is_unknown_and_not_none(void)
{
    begin();
    two_warehouses();
    ACCEPTED("pmi", SHIP(forty), .warehouse = "gudang", .delivery_warehouse = "posko",
             .delivery_source = DISTRICT);
    const struct pile *pile = rice_of("pmi", "gudang");
    const struct stock *stock = &view_now()->stock;
    const uint32_t total =
        stock_find_total(stock, stock_find_shop(stock, AREA_NATION), pile->article);
    CHECK(pile->entry_count == 0 && !pile_is_below(pile));
    CHECK_NUMBER(stock_total(stock, total)->warehouses, 0); /* shown by nobody */
    CHECK_NUMBER(stock_oldest(stock, total), AS_OF_NONE);
    CHECK_NUMBER(held("pmi"), 2); /* who ships pays for both places, until they are counted */
    CHECK_NUMBER(held(DISTRICT), 0);
    counted_at(DISTRICT, "posko", 38, room.at_utc_us);
    CHECK_NUMBER(held("pmi"), 1);
    CHECK_NUMBER(held(DISTRICT), 1);
    CHECK_NUMBER(warehouse_now(DISTRICT, "posko")->uncounted, 0);
    CHECK_NUMBER(stock_total(stock, total)->warehouses, 1);
    end();
}

/* --- what is promised --- */

static void a_pledge_is_promised_out_of_its_warehouse_until_it_is_sent(void)
{
    begin();
    sixty_promised();
    CHECK_NUMBER(promised_kg(), 60);
    ACCEPTED("pmi", ON_PLEDGE(2), .deed = PLEDGE_CONFIRM);
    ACCEPTED("pmi", ON_PLEDGE(2), .deed = PLEDGE_RESERVE);
    CHECK_NUMBER(promised_kg(), 60);
    ACCEPTED("pmi", ON_PLEDGE(2), .deed = PLEDGE_DISPATCH, .thousandths = 20 * UNIT);
    CHECK_NUMBER(promised_kg(), 40);
    CHECK_MOVED("pmi", "gudang", 0, 20); /* sent by hand is sent */
    ACCEPTED("pmi", SHIP(of_pledge), .prepared = true);
    CHECK_NUMBER(promised_kg(), 40); /* loaded is a part of what has not left */
    ACCEPTED("pmi", ON_SHIPMENT(6), .deed = SHIPMENT_DEPART);
    CHECK_NUMBER(promised_kg(), 0);
    CHECK_MOVED("pmi", "gudang", 0, 60); /* the shipment says no warehouse: its pledge does */
    ACCEPTED("pmi", ON_SHIPMENT(6), .deed = SHIPMENT_RETURN);
    CHECK_NUMBER(promised_kg(), 0); /* what comes back is promised no more */
    CHECK_MOVED("pmi", "gudang", 40, 60);
    end();
}

static void a_withdrawal_and_a_lapse_give_it_back(void)
{
    begin();
    sixty_promised();
    ACCEPTED("pmi", ON_PLEDGE(2), .deed = PLEDGE_DISPATCH, .thousandths = 10 * UNIT);
    ACCEPTED("pmi", ON_PLEDGE(2), .deed = PLEDGE_WITHDRAW, .note = "habis");
    CHECK_NUMBER(promised_kg(), 0);
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .quantity = RICE(5), .warehouse = "gudang",
             .valid_until_utc_us = room.at_utc_us + HOUR_US);
    CHECK_NUMBER(promised_kg(), 5); /* of no event and no line: promised all the same */
    room_wait(&room, 2 * HOUR_US);
    CHECK_NUMBER(promised_kg(), 0);
    end();
}

static void what_the_waybill_says_counts_before_what_the_pledge_said(void)
{
    begin();
    sixty_promised();
    CHECK(store_declare(&room, "pmi", "gudang-2", "31.71"));
    ACCEPTED("pmi", SHIP(of_pledge), .warehouse = "gudang-2");
    CHECK_NUMBER(promised_kg(), 0);
    CHECK_MOVED("pmi", "gudang", 0, 0);
    CHECK_MOVED("pmi", "gudang-2", 0, 60);
    end();
}

static const struct suggestion *suggested(void)
{
    static struct suggestion suggestion;
    const struct suggest_basis basis = {
        .view = view_now(),
        .roster = &room.roster,
        .line = 1,
        .at_utc_us = room.at_utc_us,
        .fresh_for_us = room.settings.fresh_for_us,
    };
    suggest(&basis, &suggestion);
    return &suggestion;
}

static void what_is_promised_is_not_offered_once_more(void)
{
    begin();
    sixty_promised();
    counted_at("pmi", "gudang", 90, room.at_utc_us - HOUR_US);
    CHECK_NUMBER(suggested()->candidates[0].available, 30 * UNIT);
    CHECK_NUMBER(suggested()->candidates[0].promised, 60 * UNIT);
    ACCEPTED("pmi", SHIP(of_pledge), .prepared = true);
    CHECK_NUMBER(suggested()->candidates[0].available, 30 * UNIT);
    ACCEPTED("pmi", ON_SHIPMENT(4), .deed = SHIPMENT_DEPART);
    CHECK_NUMBER(suggested()->candidates[0].available, 30 * UNIT); /* sent, and not twice */
    CHECK_NUMBER(suggested()->candidates[0].promised, 0);
    CHECK_NUMBER(suggested()->candidates[0].sent_since, 60 * UNIT);
    counted_at("pmi", "gudang", 31, room.at_utc_us);
    CHECK_NUMBER(suggested()->candidates[0].available, 31 * UNIT);
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .event = ACEH_EVENT, .quantity = RICE(31),
             .warehouse = "gudang");
    CHECK_NUMBER(suggested()->count, 1); /* the offer itself, and not the stock beside it */
    CHECK(suggested()->candidates[0].kind == CANDIDATE_OFFER);
    end();
}

/* --- room --- */

static void make_words(char *room_for, uint32_t nth)
{
    (void)snprintf(room_for, 16, "barang %u", (unsigned)nth);
}

/* Shipments of items that nobody knows, until one is refused; returns that receipt's code. */
static uint32_t ship_until_refused(const char *client, uint32_t *out_shipped, bool closes)
{
    for (uint32_t nth = 1;; nth++) {
        char words[16];
        make_words(words, nth + (closes ? 1000 : 0));
        const struct letter_shipment_line line = {.quantity = {words, UNIT, "buah", NULL}};
        const struct letter letter = {.kind = BODY_SHIPMENT,
                                      .event = ACEH_EVENT,
                                      .region = "11.06",
                                      .loads = &line,
                                      .load_count = 1,
                                      .delivery_warehouse = "posko",
                                      .delivery_source = DISTRICT};
        const Receipt *receipt = room_say(&room, client, &letter);
        if (receipt == NULL || (int)receipt->status != (int)RECEIPT_ACCEPTED) {
            return aceh_code(receipt);
        }
        *out_shipped = nth;
    }
}

static void room_is_asked_before_anything_is_taken_in(void)
{
    uint32_t shipped = 0;
    begin_with(20);
    two_warehouses();
    ACCEPTED("pmi", SHIP(forty), .warehouse = "gudang", .delivery_warehouse = "posko",
             .delivery_source = DISTRICT, .prepared = true);
    CHECK_NUMBER(ship_until_refused("pmi", &shipped, false), HUB_E_LIMIT_REACHED);
    CHECK_NUMBER(shipped, 18);
    CHECK_NUMBER(view_now()->stock.piles.used, 20);
    ACCEPTED("pmi", ON_SHIPMENT(2), .deed = SHIPMENT_DEPART); /* and later nothing lacks room */
    ACCEPTED("pmi", ON_SHIPMENT(2), .deed = SHIPMENT_RECEIVE);
    CHECK_MOVED(DISTRICT, "posko", 40, 0);
    ACCEPTED("pmi", SHIP(forty), .warehouse = "gudang"); /* what takes no new place is taken in */
    end();
}

static void a_share_bounds_what_one_source_fills_and_others_have_room(void)
{
    uint32_t shipped = 0;
    begin_with(100); /* the floor of a share: 64 */
    two_warehouses();
    CHECK_NUMBER(ship_until_refused("pmi", &shipped, false), HUB_E_SHARE_REACHED);
    CHECK_NUMBER(shipped, SHARE_FLOOR);
    REFUSED("pmi", HUB_E_SHARE_REACHED, "pledge", .kind = BODY_PLEDGE, .quantity = RICE(5),
            .warehouse = "gudang");
    ACCEPTED("pmi", .kind = BODY_PLEDGE, .quantity = RICE(5));
    counted_at(DISTRICT, "posko", 7, room.at_utc_us);
    CHECK_NUMBER(held(DISTRICT), 1);
    end();
}

/* As many items of the posko that were counted; nobody shipped them. */
static void count_many(uint32_t items)
{
    for (uint32_t nth = 0; nth < items; nth++) {
        char words[16];
        make_words(words, 2000 + nth);
        const struct letter_stock_line line = {.quantity = {words, UNIT, "buah", NULL}};
        const Receipt *receipt = store_count(&room, DISTRICT, "posko", &line);
        CHECK_NUMBER(aceh_code(receipt), 0);
    }
}

static void strangers_leave_a_warehouse_the_places_that_its_owner_counts_in(void)
{
    uint32_t shipped = 0;
    uint32_t more = 0;
    static const struct seat newcomer = {"mdmc", ROLE_MEMBER,     "nation", NULL,
                                         "real", ACCESS_INTERNAL, false,    0};
    begin_with(4000);
    room_sit(&room, &newcomer);
    room_call(&room, NULL);
    two_warehouses();
    CHECK_NUMBER(ship_until_refused("pmi", &shipped, false), HUB_E_SHARE_REACHED);
    CHECK_NUMBER(shipped, UNCOUNTED_PER_SENDER_MAX);
    ACCEPTED("pmi", SHIP(forty), .warehouse = "gudang"); /* to no warehouse of another */
    CHECK_NUMBER(ship_until_refused("kemensos", &more, true), HUB_E_SHARE_REACHED);
    CHECK_NUMBER(more, UNCOUNTED_PER_SENDER_MAX);
    count_many(70);
    ACCEPTED("mdmc", SHIP(forty), .delivery_warehouse = "posko", .delivery_source = DISTRICT);
    CHECK_NUMBER(ship_until_refused(DISTRICT, &more, true), HUB_E_LIMIT_REACHED); /* its own */
    CHECK_NUMBER(warehouse_now(DISTRICT, "posko")->uncounted, UNCOUNTED_PER_WAREHOUSE_MAX);
    counted_at(DISTRICT, "posko", 7, room.at_utc_us);
    CHECK_NUMBER(ship_until_refused("kemensos", &more, true), HUB_E_SHARE_REACHED);
    end();
}

/* In a journal of before the share one sender may hold more than that. */
static void who_holds_too_many_places_already_sends_what_takes_none(void)
{
    uint32_t shipped = 0;
    begin_with(4000);
    two_warehouses();
    CHECK_NUMBER(ship_until_refused(DISTRICT, &shipped, false), HUB_E_LIMIT_REACHED);
    struct stock *stock = &room.hub.realms[0].view.stock;
    const uint32_t owner = source_find(&view_now()->sources, slice_of(DISTRICT)).n;
    const uint32_t sender = source_find(&view_now()->sources, slice_of("pmi")).n;
    for (uint32_t at = 1; at <= stock->piles.used; at++) {
        stock_pile(stock, at)->payer = sender;
    }
    const struct letter_shipment_line known = {.quantity = {"barang 1", UNIT, "buah", NULL}};
    const struct letter_shipment_line fresh = {.quantity = {"barang baru", UNIT, "buah", NULL}};
    ACCEPTED("pmi", .kind = BODY_SHIPMENT, .event = ACEH_EVENT, .region = "11.06", .loads = &known,
             .load_count = 1, .delivery_warehouse = "posko", .delivery_source = DISTRICT);
    REFUSED("pmi", HUB_E_SHARE_REACHED, "shipment.delivery_warehouse_id", .kind = BODY_SHIPMENT,
            .event = ACEH_EVENT, .region = "11.06", .loads = &fresh, .load_count = 1,
            .delivery_warehouse = "posko", .delivery_source = DISTRICT);
    for (uint32_t at = 1; at <= stock->piles.used; at++) {
        stock_pile(stock, at)->payer = owner;
    }
    end();
}

/* A warehouse that is moved while it is closed has room for its totals when it opens again, though others took the rest. */
static void a_closed_warehouse_keeps_the_room_of_its_totals(void)
{
    uint32_t shipped = 0;
    begin_with(8);
    two_warehouses();
    counted_at("pmi", "gudang", 10, room.at_utc_us - HOUR_US);
    ACCEPTED("pmi", .kind = BODY_WAREHOUSE, .warehouse = "gudang", .name = "Gudang",
             .warehouse_kind = WAREHOUSE_KIND_WAREHOUSE, .region = "11.08", .closed = true);
    CHECK_NUMBER(ship_until_refused("kemensos", &shipped, false), HUB_E_LIMIT_REACHED);
    ACCEPTED("pmi", .kind = BODY_WAREHOUSE, .warehouse = "gudang", .name = "Gudang",
             .warehouse_kind = WAREHOUSE_KIND_WAREHOUSE, .region = "11.08");
    ACCEPTED("pmi", SHIP(forty), .warehouse = "gudang");
    CHECK_MOVED("pmi", "gudang", 0, 40);
    end();
}

static void absurd_quantities_overflow_nothing(void)
{
    struct letter_shipment_line lines[30];
    uint32_t rate = 0;
    begin();
    two_warehouses();
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        lines[i] =
            (struct letter_shipment_line){.quantity = {"beras", GOODS_THOUSANDTHS_MAX, "kg", NULL}};
    }
    ACCEPTED("pmi", SHIP(lines), .warehouse = "gudang");
    CHECK_NUMBER(warehouse_now("pmi", "gudang")->moved_out, 30 * GOODS_THOUSANDTHS_MAX);
    CHECK(stock_rate(60 * ITEM_THOUSANDTHS_MAX, 30 * ITEM_THOUSANDTHS_MAX, &rate));
    CHECK_NUMBER(rate, 500);
    CHECK(stock_rate(1, UINT64_MAX, &rate));
    CHECK_NUMBER(rate, UINT32_MAX);
    end();
}

int main(void)
{
    SAY(what_leaves_goes_out_and_what_is_received_in_good_order_comes_in);
    SAY(what_is_prepared_leaves_with_its_departure);
    SAY(each_movement_is_of_the_time_it_happened_and_a_count_as_new_has_seen_it);
    SAY(a_warehouse_that_was_not_declared_blocks_nothing);
    SAY(a_record_from_before_moves_nothing);
    SAY(goods_come_to_a_warehouse_that_stands_where_they_go);
    SAY(several_lines_of_one_item_need_one_pile);
    SAY(a_pile_that_moved_and_was_never_counted_is_unknown_and_not_none);
    SAY(a_pledge_is_promised_out_of_its_warehouse_until_it_is_sent);
    SAY(a_withdrawal_and_a_lapse_give_it_back);
    SAY(what_the_waybill_says_counts_before_what_the_pledge_said);
    SAY(what_is_promised_is_not_offered_once_more);
    SAY(room_is_asked_before_anything_is_taken_in);
    SAY(a_share_bounds_what_one_source_fills_and_others_have_room);
    SAY(strangers_leave_a_warehouse_the_places_that_its_owner_counts_in);
    SAY(who_holds_too_many_places_already_sends_what_takes_none);
    SAY(a_closed_warehouse_keeps_the_room_of_its_totals);
    SAY(absurd_quantities_overflow_nothing);
    return tap_done();
}
