/*
 * growth.c - what one message costs when there is ever more of everything: instructions, counted one by one.
 *
 *     bench_growth events|reports|sources|clients|lines|tasks|answers|stocks|shipments COUNT
 *
 * The core alone, without sockets and store. It fills a hub, says "ready" and waits for a line; then it steps reports,
 * one a turn, each in measured_message, and one tick that flushes what they changed, in measured_tick. Run under
 * callgrind, which counts the instructions of one of the two (`bench growth` does it): no clock is asked. Ends with
 * one line of JSON; its nanoseconds mean something only where nobody counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "core/hub.h"
#include "support/letter.h"
#include "support/regions.h"

#include "posting.h"
#include "samples.h"

#define START_UTC_S       1764417600 /* 2025-11-29 12:00 UTC */
#define COUNTED           100        /* messages whose instructions are counted */
#define TIMED             20000
#define STRIDE            7919 /* a prime: walks over everything there is, out of order */
#define REQUEST_BYTES_MAX (DECLARATION_BYTES_MAX + 1024)
#define SOURCES_A_SPOT    32
#define STEP_US           20
#define ITEMS_A_HOUSE     20U
#define ORIGINS_AN_ITEM   6U
#define LULL_US           (2 * US_PER_S) /* after it a flush and a heartbeat are due */

enum what {
    WHAT_EVENTS,
    WHAT_REPORTS,
    WHAT_SOURCES,
    WHAT_CLIENTS,
    WHAT_LINES,
    WHAT_TASKS,
    WHAT_ANSWERS,
    WHAT_STOCKS,
    WHAT_SHIPMENTS,
    WHAT_COUNT
};
static const char *const what_names[WHAT_COUNT] = {
    "events", "reports", "sources", "clients", "lines", "tasks", "answers", "stocks", "shipments"};

struct growth {
    enum what what;
    uint32_t count;
    struct hub hub;
    struct outbox outbox;
    struct roster roster;
    struct roster_client *clients;
    struct postings postings;
    struct posting posting; /* the one that is written over and over */
    uint64_t *numbers;      /* by source: its last number */
    int64_t mono_us;
    uint64_t written; /* reports */
    uint32_t needs;   /* of one line each */
    uint32_t pledges;
    uint32_t plans;
    uint32_t activations;
    uint32_t answers;
    uint32_t answered_last; /* how many plans there were at the last answer */
    uint32_t shipments;
    uint32_t receipts;
};

/* --- a hub --- */

static enum hub_status nothing_by_number(void *self, uint32_t realm, struct source_id source,
                                         uint64_t number, struct slice *out_record)
{
    (void)self;
    (void)realm;
    (void)source;
    (void)number;
    (void)out_record;
    return HUB_E_REPORT_UNKNOWN;
}

static enum hub_status nothing_by_area(void *self, uint32_t realm, uint32_t area, struct seq after,
                                       struct slice *out_records, uint32_t out_max,
                                       uint32_t *out_count)
{
    (void)self;
    (void)realm;
    (void)area;
    (void)after;
    (void)out_records;
    (void)out_max;
    *out_count = 0;
    return HUB_OK;
}

static struct hub_settings settings_for(const struct growth *growth)
{
    const uint32_t room = growth->count + 4096;
    return (struct hub_settings){
        .name = "bench",
        .software = "bench",
        .epoch = 1,
        .realms = {"real"},
        .realm_count = 1,
        .limits = {.sources_max = room,
                   .gaps_max = 4096,
                   .picture = {.events_max = room,
                               .spots_max = room * 3 + 65536,
                               .cells_max = room + 65536,
                               .versions_max = room * 2 + 131072},
                   .ledger = {.articles_max = 8192,
                              .lines_max = room + 65536,
                              .pledges_max = room + 65536,
                              .reliefs_max = 16384,
                              .tallies_max = 262144},
                   .stock = {.warehouses_max = room + 64, .stocks_max = room + 65536},
                   .tasks = {.plans_max = room + 16384,
                             .plan_lines_max = room + 16384,
                             .activations_max = room + 16384,
                             .tasks_max = room + 16384},
                   .shipments_max = room + 65536},
        .clients_max = room,
        .heartbeat_interval_ms = 1000,
        .node_heartbeat_interval_ms = 5000,
        .silent_after_ms = 15000,
        .flush_interval_ms = 20,
        .fresh_for_us = 24LL * 3600 * US_PER_S,
    };
}

static void step(struct growth *growth, struct event *event)
{
    hub_turn_begin(&growth->hub);
    growth->mono_us += STEP_US;
    event->mono_us = growth->mono_us;
    event->at_utc_us = START_UTC_S * US_PER_S + growth->mono_us;
    hub_step(&growth->hub, event, &growth->outbox);
    growth->outbox.count = 0;
}

static void tick(struct growth *growth)
{
    struct event event = {.kind = EVENT_TICK};
    step(growth, &event);
}

/* --- the roster: the lab, or so many districts --- */

static void client_name(uint32_t nth, char room[24])
{
    (void)snprintf(room, 24, "s%07u", nth);
}

static void client_key(uint32_t nth, char room[KEY_TEXT_BYTES + 1])
{
    (void)snprintf(room, KEY_TEXT_BYTES + 1, "%040u", nth);
}

static void fill_client(const struct growth *growth, uint32_t nth)
{
    struct roster_client *client = &growth->clients[nth];
    client->role = ROLE_LAB;
    client->access = ACCESS_INTERNAL;
    client->realm_count = 1;
    client->realms[0] = "real";
    if (growth->what != WHAT_CLIENTS) {
        (void)snprintf(client->name, sizeof client->name, "%s", ROSTER_LAB);
        return;
    }
    uint64_t code = 0;
    const bool parsed =
        region_code_parse(slice_of(growth->postings.of[nth % growth->postings.count].code), &code);
    HUB_ASSERT(parsed);
    client->role = ROLE_DISTRICT;
    client->region_count = 1;
    client->regions[0] = (uint32_t)code;
    client->key_count = 1;
    client_name(nth, client->name);
    client_key(nth, client->keys[0]);
}

static void call_roster(struct growth *growth)
{
    const uint32_t count = growth->what == WHAT_CLIENTS ? growth->count : 1;
    const uint32_t slots = hash_slots_for(count);
    growth->clients = calloc(count, sizeof *growth->clients);
    struct hash_slot *room = calloc(slots, sizeof *room);
    HUB_ASSERT(growth->clients != NULL && room != NULL);
    growth->roster = (struct roster){.clients = growth->clients, .client_count = count};
    hash_init(&growth->roster.by_key, room, slots);
    for (uint32_t i = 0; i < count; i++) {
        fill_client(growth, i);
        const struct slice key = slice_of(growth->clients[i].keys[0]);
        if (key.size_bytes > 0) {
            hash_put(&growth->roster.by_key, hash_bytes(key.data, key.size_bytes), i);
        }
    }
    struct event event = {.kind = EVENT_ROSTER};
    event.as.roster.roster = &growth->roster;
    step(growth, &event);
}

/* --- what is handed in --- */

struct handed {
    char user[KEY_TEXT_BYTES + 1];
    uint8_t bytes[POSTING_BYTES_MAX + 64];
    size_t size_bytes;
};

static void hand_in(struct growth *growth, const char *user, const void *bytes, size_t size_bytes)
{
    struct event event = {.kind = EVENT_REQUEST};
    event.as.request.door = DOOR_SUBMIT;
    event.as.request.peer = (struct peer){.id = {0, 1, 2, 3, 4}, .id_bytes = 5};
    event.as.request.user = slice_of(user);
    event.as.request.payload = (struct slice){bytes, size_bytes};
    step(growth, &event);
}

static void declare(struct growth *growth, const char *event_id, uint32_t only, uint64_t number)
{
    static uint8_t message[DECLARATION_BYTES_MAX];
    static uint8_t request[REQUEST_BYTES_MAX];
    const size_t size =
        postings_declare(&growth->postings, event_id, only, START_UTC_S, number, message);
    hand_in(growth, ROSTER_LAB, request, posting_wrap(request, number, message, size));
}

static void event_name(uint32_t nth, char room[24])
{
    (void)snprintf(room, 24, "e%07u", nth);
}

/* The nth report of an endless row: whose it is, and of what, follows from what is to grow. */
static void write_report(struct growth *growth, uint32_t nth, struct handed *out)
{
    struct posting *posting = &growth->posting;
    const uint32_t regencies = growth->postings.count;
    const uint32_t of = growth->what == WHAT_REPORTS ? nth % regencies : nth % growth->count;
    const uint32_t spot_sources = regencies * SOURCES_A_SPOT;
    memcpy(posting->code, growth->postings.of[of % regencies].code, sizeof posting->code);
    client_name(growth->what == WHAT_EVENTS ? of % regencies : of, posting->source);
    event_name(growth->what == WHAT_EVENTS    ? of
               : growth->what == WHAT_SOURCES ? of / spot_sources
                                              : 0,
               posting->event);
    uint64_t *number = &growth->numbers[growth->what == WHAT_EVENTS ? of % regencies : of];
    posting->number = ++*number;
    posting_changed(posting);
    const uint8_t *message = NULL;
    struct postings one = {.of = posting, .count = 1, .written = growth->written++};
    const size_t size = postings_next(&one, 0, START_UTC_S + growth->mono_us / US_PER_S, &message);
    out->size_bytes = posting_wrap(out->bytes, nth, message, size);
    if (growth->what == WHAT_CLIENTS) {
        client_key(of, out->user);
    } else {
        (void)snprintf(out->user, sizeof out->user, "%s", ROSTER_LAB);
    }
}

static void wrap_letter(const struct letter *letter, uint32_t nth, struct handed *out)
{
    uint8_t message[POSTING_BYTES_MAX];
    const struct slice bytes = letter_encode(letter, message, sizeof message);
    out->size_bytes = posting_wrap(out->bytes, nth, bytes.data, bytes.size_bytes);
    (void)snprintf(out->user, sizeof out->user, "%s", ROSTER_LAB);
}

/* A need of one line: the regencies in turn, each numbers its own. */
static void write_need(struct growth *growth, struct letter *letter)
{
    static const struct letter_need_line line = {.quantity = {"beras", 100000, "kg", NULL}};
    const uint32_t regencies = growth->postings.count;
    letter->kind = BODY_NEED;
    letter->number = growth->needs / regencies + 1;
    letter->region = growth->postings.of[growth->needs % regencies].code;
    letter->as_of_utc_us = START_UTC_S * US_PER_S;
    letter->lines = &line;
    letter->line_count = 1;
    growth->needs++;
}

/* A pledge for some line that is there. */
static void write_pledge(struct growth *growth, uint32_t nth, struct letter *letter, char room[24])
{
    const uint32_t line = (uint32_t)((uint64_t)nth * STRIDE % growth->count);
    client_name(line % growth->postings.count, room);
    letter->kind = BODY_PLEDGE;
    letter->number = ++growth->pledges;
    letter->line = (struct letter_line_reference){room, line / growth->postings.count + 1, 1};
    letter->quantity = (struct letter_quantity){"beras", 1000, "kg", NULL};
}

/* While it is filled needs alone; then a pledge after every need. */
static void write_relief(struct growth *growth, uint32_t nth, struct handed *out)
{
    char source[24] = "giver";
    char of[24];
    struct letter letter = {.source = source, .realm = "real"};
    if (growth->needs < growth->count || nth % 2 == 0) {
        client_name(growth->needs % growth->postings.count, source);
        write_need(growth, &letter);
        event_name(0, of);
        letter.event = of;
    } else {
        write_pledge(growth, nth, &letter, of);
    }
    wrap_letter(&letter, nth, out);
}

/* A plan of one line with goods, of the regencies in turn, and after it its activation: each pair is a plan of its own. */
static void write_plans(struct growth *growth, uint32_t nth, struct handed *out)
{
    static const struct letter_plan_line line = {.member = "giver",
                                                 .what = "bring rice",
                                                 .quantity = {"beras", 1000, "kg", NULL},
                                                 .within_minutes = 60};
    char source[24];
    char event[24];
    char plan_id[24];
    const uint32_t regencies = growth->postings.count;
    const bool prepares = growth->plans == growth->activations;
    const uint32_t at = prepares ? growth->plans : growth->activations;
    struct letter letter = {.source = source, .realm = "real", .plan_id = plan_id};
    client_name(at % regencies, source);
    event_name(0, event);
    (void)snprintf(plan_id, sizeof plan_id, "p%u", at);
    letter.number = (uint64_t)(at / regencies) * 2 + (prepares ? 1 : 2);
    letter.name = "Banjir";
    letter.region = growth->postings.of[at % regencies].code;
    letter.duties = &line;
    letter.duty_count = 1;
    letter.about_source = source;
    letter.event = event;
    letter.kind = prepares ? BODY_PLAN : BODY_PLAN_ACTIVATION;
    growth->plans += prepares ? 1 : 0;
    growth->activations += prepares ? 0 : 1;
    wrap_letter(&letter, nth, out);
}

/* A member takes on the task of an activation that nobody answered yet. */
static void write_answer(struct growth *growth, uint32_t nth, struct handed *out)
{
    char source[24];
    const uint32_t regencies = growth->postings.count;
    const uint32_t at = growth->answers++;
    client_name(at % regencies, source);
    const struct letter letter = {.kind = BODY_TASK_UPDATE,
                                  .source = "giver",
                                  .realm = "real",
                                  .number = at + 1,
                                  .line = {source, (uint64_t)(at / regencies) * 2 + 2, 1},
                                  .deed = TASK_ACCEPT};
    wrap_letter(&letter, nth, out);
}

/* While it is filled plans and activations alone; then an answer after each pair. */
static void write_answers(struct growth *growth, uint32_t nth, struct handed *out)
{
    const bool is_full = growth->plans + growth->activations >= growth->count;
    if (is_full && growth->plans == growth->activations && growth->answers < growth->plans &&
        growth->answered_last != growth->plans) {
        growth->answered_last = growth->plans;
        write_answer(growth, nth, out);
    } else {
        write_plans(growth, nth, out);
    }
}

/* Goods that nobody promised leave one regency for the same one's posko. */
static void write_shipment(struct growth *growth, uint32_t nth, struct handed *out)
{
    static const struct letter_shipment_line load = {.quantity = {"beras", 50000, "kg", NULL}};
    char source[24];
    char event[24];
    const uint32_t at = growth->shipments++;
    const uint32_t regency = at % growth->postings.count;
    client_name(regency, source);
    event_name(0, event);
    const struct letter letter = {.kind = BODY_SHIPMENT,
                                  .source = source,
                                  .realm = "real",
                                  .number = ++growth->numbers[regency],
                                  .event = event,
                                  .region = growth->postings.of[regency].code,
                                  .loads = &load,
                                  .load_count = 1,
                                  .vehicle = "BL 8000 AA"};
    wrap_letter(&letter, nth, out);
}

/* The one that is longest under way is received. */
static void write_arrival(struct growth *growth, uint32_t nth, struct handed *out)
{
    char source[24];
    const uint32_t at = growth->receipts++;
    client_name(at % growth->postings.count, source);
    const struct letter letter = {.kind = BODY_SHIPMENT_UPDATE,
                                  .source = "receiver",
                                  .realm = "real",
                                  .number = at + 1,
                                  .about_source = source,
                                  .about_number = at / growth->postings.count + 1,
                                  .deed = SHIPMENT_RECEIVE,
                                  .receiver = "posko"};
    wrap_letter(&letter, nth, out);
}

/* While it is filled shipments alone; then one is received after each that leaves. */
static void write_haulage(struct growth *growth, uint32_t nth, struct handed *out)
{
    if (growth->shipments >= growth->count &&
        growth->shipments - growth->count > growth->receipts) {
        write_arrival(growth, nth, out);
    } else {
        write_shipment(growth, nth, out);
    }
}

/* The warehouse of an entry: the regencies in turn have one. */
static uint32_t house_of(const struct growth *growth, uint32_t entry, char id[24], char source[24])
{
    const uint32_t house = entry / (ITEMS_A_HOUSE * ORIGINS_AN_ITEM);
    (void)snprintf(id, 24, "gudang-%u", house / growth->postings.count);
    client_name(house % growth->postings.count, source);
    return house % growth->postings.count;
}

/* A count of one entry, newer than the one before. */
static void write_count(struct growth *growth, uint32_t nth, struct handed *out)
{
    const uint32_t entry = nth % growth->count;
    char source[24];
    char id[24];
    char item[24];
    const uint32_t regency = house_of(growth, entry, id, source);
    (void)snprintf(item, sizeof item, "barang %u", entry % ITEMS_A_HOUSE);
    const struct letter_stock_line line = {.quantity = {item, 1000UL + nth, "unit", NULL},
                                           .origin = entry / ITEMS_A_HOUSE % ORIGINS_AN_ITEM};
    const struct letter letter = {.kind = BODY_STOCK_COUNT,
                                  .source = source,
                                  .realm = "real",
                                  .number = ++growth->numbers[regency],
                                  .warehouse = id,
                                  .as_of_utc_us = START_UTC_S * US_PER_S + growth->mono_us,
                                  .stock_lines = &line,
                                  .stock_line_count = 1};
    wrap_letter(&letter, nth, out);
}

/* Before the first entry of a warehouse. */
static void declare_house(struct growth *growth, uint32_t entry)
{
    struct handed request;
    char source[24];
    char id[24];
    const uint32_t regency = house_of(growth, entry, id, source);
    const struct letter letter = {.kind = BODY_WAREHOUSE,
                                  .source = source,
                                  .realm = "real",
                                  .number = ++growth->numbers[regency],
                                  .warehouse = id,
                                  .name = "Gudang",
                                  .warehouse_kind = WAREHOUSE_KIND_WAREHOUSE,
                                  .region = growth->postings.of[regency].code};
    wrap_letter(&letter, entry, &request);
    hand_in(growth, request.user, request.bytes, request.size_bytes);
}

static void write_one(struct growth *growth, uint32_t nth, struct handed *out)
{
    static void (*const writers[WHAT_COUNT])(struct growth * growth, uint32_t nth,
                                             struct handed * out) = {
        [WHAT_EVENTS] = write_report,     [WHAT_REPORTS] = write_report,
        [WHAT_SOURCES] = write_report,    [WHAT_CLIENTS] = write_report,
        [WHAT_LINES] = write_relief,      [WHAT_TASKS] = write_plans,
        [WHAT_ANSWERS] = write_answers,   [WHAT_STOCKS] = write_count,
        [WHAT_SHIPMENTS] = write_haulage,
    };
    writers[growth->what](growth, nth, out);
}

static void report(struct growth *growth, uint32_t nth)
{
    struct handed request;
    write_one(growth, nth, &request);
    hand_in(growth, request.user, request.bytes, request.size_bytes);
    if (growth->mono_us >= hub_wake_at(&growth->hub)) {
        tick(growth);
    }
}

/* --- filling --- */

/* Events are declared by the lab; where clients are to grow it is on the roster first, then they are. */
static void declare_all(struct growth *growth)
{
    const uint32_t all = growth->postings.count;
    char name[24];
    const uint32_t events = growth->what == WHAT_EVENTS ? growth->count
                            : growth->what == WHAT_SOURCES
                                ? growth->count / (all * SOURCES_A_SPOT) + 1
                                : 1;
    for (uint32_t i = 0; i < events; i++) {
        event_name(i, name);
        declare(growth, name, growth->what == WHAT_EVENTS ? i % all : all, i + 1);
        if (growth->mono_us >= hub_wake_at(&growth->hub)) {
            tick(growth);
        }
    }
}

static void fill(struct growth *growth)
{
    const enum what what = growth->what;
    growth->what = WHAT_REPORTS; /* the lab's roster */
    call_roster(growth);
    growth->what = what;
    declare_all(growth);
    if (what == WHAT_CLIENTS) {
        call_roster(growth);
    } else {
        for (uint32_t i = 0; i < growth->count; i++) {
            if (what == WHAT_STOCKS && i % (ITEMS_A_HOUSE * ORIGINS_AN_ITEM) == 0) {
                declare_house(growth, i);
            }
            report(growth, i);
        }
    }
}

static void open_growth(struct growth *growth)
{
    static struct effect effects[TURN_EFFECTS_MAX];
    const struct reader reader = {.by_number = nothing_by_number, .by_area = nothing_by_area};
    const struct hub_settings settings = settings_for(growth);
    void *room = calloc(1, hub_bytes(&settings));
    growth->numbers = calloc((size_t)growth->count + 4096, sizeof *growth->numbers);
    HUB_ASSERT(room != NULL && growth->numbers != NULL);
    if (!postings_open(&growth->postings, PROJECT_ROOT "/config/catalogue/regions.csv", 1)) {
        HUB_ASSERT(false);
    }
    growth->posting = growth->postings.of[0];
    growth->mono_us = US_PER_S;
    growth->outbox = (struct outbox){.effects = effects, .max = TURN_EFFECTS_MAX};
    hub_init(&growth->hub, room, &settings, regions_of_indonesia(), &reader);
}

/* --- what is measured --- */

__attribute__((noinline)) static void measured_message(struct growth *growth,
                                                       const struct handed *one)
{
    hand_in(growth, one->user, one->bytes, one->size_bytes);
}

__attribute__((noinline)) static void measured_tick(struct growth *growth)
{
    tick(growth);
}

/* What was not accepted, of all that was asked. */
static uint64_t refused_of(const struct hub *hub)
{
    return hub->counters.requests - hub->counters.accepted;
}

/* Returns the nanoseconds a message. */
static double run_timed(struct growth *growth, uint32_t *nth)
{
    const uint64_t begin_ns = mono_ns();
    for (uint32_t i = 0; i < TIMED; i++, *nth += STRIDE) {
        report(growth, *nth);
    }
    return (double)(mono_ns() - begin_ns) / TIMED;
}

static void run_counted(struct growth *growth, uint32_t nth)
{
    static struct handed handed[COUNTED];
    for (uint32_t i = 0; i < COUNTED; i++, nth += STRIDE) {
        write_one(growth, nth, &handed[i]);
    }
    growth->mono_us += LULL_US;
    tick(growth);
    for (uint32_t i = 0; i < COUNTED; i++) {
        measured_message(growth, &handed[i]);
    }
    growth->mono_us += LULL_US;
    measured_tick(growth);
}

int main(int argc, char **argv)
{
    static struct growth growth;
    uint32_t nth = 0;
    growth.what = WHAT_COUNT;
    for (unsigned i = 0; argc == 3 && i < WHAT_COUNT; i++) {
        growth.what = strcmp(argv[1], what_names[i]) == 0 ? (enum what)i : growth.what;
    }
    growth.count = argc == 3 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
    if (growth.what == WHAT_COUNT || growth.count == 0 || growth.count > 1000000) {
        fprintf(stderr, "bench_growth: see the head of growth.c for its arguments\n");
        return 2;
    }
    open_growth(&growth);
    fill(&growth);
    nth = growth.count;
    const double ns = run_timed(&growth, &nth);
    puts("ready");
    (void)fflush(stdout);
    (void)getchar();
    run_counted(&growth, nth);
    printf("{\"what\": \"%s\", \"count\": %u, \"counted\": %d, \"refused\": %llu, \"ns\": %.0f}\n",
           argv[1], growth.count, COUNTED, (unsigned long long)refused_of(&growth.hub), ns);
    return refused_of(&growth.hub) > 0 ? 1 : 0;
}
