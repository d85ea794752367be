/*
 * test_gauges.c - how much of relief logistics there is: each state counted where it belongs, each realm by itself.
 */
#include "core/gauges.h"

#include "support/aceh.h"
#include "support/tap.h"

#define DISTRICT  "bpbd-11.06"
#define DRILL     "drill/x1"
#define MINUTE_US (60 * US_PER_S)
#define DAY_US    (1440 * MINUTE_US)

static struct room room;

static void begin(void)
{
    static const char both[] = "real " DRILL;
    static const struct seat seats[] = {
        {"pmi", ROLE_MEMBER, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
        {"tni", ROLE_MEMBER, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
        {DISTRICT, ROLE_DISTRICT, "11.06", NULL, both, ACCESS_INTERNAL, false, 0},
        {"bnpb", ROLE_NATIONAL, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
    };
    struct hub_settings settings = room_settings();
    settings.realms[1] = DRILL;
    settings.realm_count = 2;
    aceh_open(&room, &settings);
    for (size_t i = 0; i < sizeof seats / sizeof seats[0]; i++) {
        room_sit(&room, &seats[i]);
    }
    room_call(&room, NULL);
}

static void end(void)
{
    CHECK_NUMBER(room.broken, 0);
    room_close(&room);
}

static struct gauges gauges_of(const char *realm)
{
    return gauges_read(hub_realm_find(&room.hub, slice_of(realm)), room.at_utc_us);
}

/* The next message of a client, in a realm. Returns its number. */
static uint64_t hand_in(const char *realm, const char *client, const struct letter *letter)
{
    struct letter whole = *letter;
    whole.realm = realm;
    const Receipt *receipt = room_say(&room, client, &whole);
    CHECK_NUMBER(aceh_code(receipt), 0);
    return receipt == NULL ? 0 : receipt->number;
}

#define SAID(client, ...) hand_in("real", client, &(const struct letter){__VA_ARGS__})

static const struct letter_plan_line duties[] = {
    {.member = "pmi", .what = "Dapur umum", .within_minutes = 30},
    {.member = "tni", .what = "Evakuasi dengan perahu", .within_minutes = 30},
    {.member = "tni", .what = "Jaga gudang"},
};

#define PLAN(id)                                                                                   \
    .kind = BODY_PLAN, .plan_id = (id), .name = "Rencana kontinjensi", .region = "11.06",          \
    .hazard = 103, .duties = duties, .duty_count = 3
#define ACTIVATION(id)                                                                             \
    .kind = BODY_PLAN_ACTIVATION, .about_source = DISTRICT, .plan_id = (id), .event = ACEH_EVENT,  \
    .note = "Siaga 1"
#define TASK(n, l, what)                                                                           \
    .kind = BODY_TASK_UPDATE, .line = {DISTRICT, (n), (l)}, .deed = (what), .note = "gladi"

static void plans_activations_and_tasks_are_counted_by_state(void)
{
    begin();
    (void)SAID(DISTRICT, PLAN("banjir"));
    (void)SAID(DISTRICT, PLAN("longsor"));
    (void)SAID(DISTRICT, PLAN("gempa"), .retired = true);
    const uint64_t flood = SAID(DISTRICT, ACTIVATION("banjir"));
    const uint64_t slide = SAID(DISTRICT, ACTIVATION("longsor"));
    struct gauges now = gauges_of("real");
    CHECK(now.plans == 2 && now.activations_under_way == 2 && now.activations_ended == 0);
    CHECK(now.tasks[TASK_ASSIGNED] == 6 && now.tasks_silent == 0);
    (void)SAID("pmi", TASK(flood, 1, TASK_ACCEPT));
    room_wait(&room, 40 * MINUTE_US);
    now = gauges_of("real");
    CHECK_NUMBER(now.tasks[TASK_ACCEPTED], 1);
    CHECK_NUMBER(now.tasks_silent, 3); /* tni of the one, pmi and tni of the other */
    (void)SAID(DISTRICT, TASK(slide, 0, TASK_END));
    now = gauges_of("real");
    CHECK(now.activations_under_way == 1 && now.activations_ended == 1);
    CHECK(now.tasks[TASK_ASSIGNED] == 2 && now.tasks[TASK_CANCELLED] == 0);
    CHECK_NUMBER(now.tasks_silent, 1);
    (void)SAID("tni", TASK(flood, 2, TASK_REFUSE));
    (void)SAID("pmi", TASK(flood, 1, TASK_START));
    (void)SAID("pmi", TASK(flood, 1, TASK_FINISH));
    (void)SAID(DISTRICT, TASK(flood, 3, TASK_CANCEL));
    now = gauges_of("real");
    CHECK(now.tasks[TASK_DONE] == 1 && now.tasks[TASK_REFUSED] == 1 &&
          now.tasks[TASK_CANCELLED] == 1 && now.tasks[TASK_ASSIGNED] == 0);
    CHECK_NUMBER(now.tasks_silent, 0);
    end();
}

static const struct letter_shipment_line rice[] = {{.quantity = {"beras", 1000000, "kg", NULL}}};

#define SHIPMENT(us)                                                                               \
    .kind = BODY_SHIPMENT, .event = ACEH_EVENT, .region = "11.06", .loads = rice, .load_count = 1, \
    .expected_utc_us = (us)
#define ON(n, what)                                                                                \
    .kind = BODY_SHIPMENT_UPDATE, .about_source = "pmi", .about_number = (n), .deed = (what),      \
    .note = "jembatan putus"

static void shipments_are_counted_by_state_and_late_by_the_clock(void)
{
    begin();
    const int64_t soon_us = room.at_utc_us + 30 * MINUTE_US;
    const uint64_t loading = SAID("pmi", SHIPMENT(soon_us), .prepared = true);
    const uint64_t there = SAID("pmi", SHIPMENT(soon_us));
    const uint64_t lost = SAID("pmi", SHIPMENT(soon_us));
    (void)SAID("pmi", SHIPMENT(0));
    (void)SAID("pmi", SHIPMENT(soon_us + 60 * MINUTE_US));
    struct gauges now = gauges_of("real");
    CHECK(now.shipments[SHIPMENT_PREPARED] == 1 && now.shipments[SHIPMENT_IN_TRANSIT] == 4);
    CHECK_NUMBER(now.shipments_late, 0);
    room_wait(&room, 31 * MINUTE_US);
    CHECK_NUMBER(gauges_of("real").shipments_late, 3);
    (void)SAID(DISTRICT, ON(there, SHIPMENT_ARRIVE));
    (void)SAID("pmi", ON(lost, SHIPMENT_LOSE));
    (void)SAID("pmi", ON(loading, SHIPMENT_CANCEL));
    now = gauges_of("real");
    CHECK(now.shipments[SHIPMENT_ARRIVED] == 1 && now.shipments[SHIPMENT_LOST] == 1 &&
          now.shipments[SHIPMENT_CANCELLED] == 1 && now.shipments[SHIPMENT_IN_TRANSIT] == 2);
    CHECK_NUMBER(now.shipments_late, 0);
    (void)SAID(DISTRICT, ON(there, SHIPMENT_RECEIVE));
    CHECK_NUMBER(gauges_of("real").shipments[SHIPMENT_RECEIVED], 1);
    room_wait(&room, SHIPMENT_KEPT_US + MINUTE_US);
    (void)SAID("pmi", SHIPMENT(0)); /* this record drops the three that ended */
    now = gauges_of("real");
    CHECK(now.shipments[SHIPMENT_RECEIVED] == 0 && now.shipments[SHIPMENT_LOST] == 0 &&
          now.shipments[SHIPMENT_CANCELLED] == 0 && now.shipments[SHIPMENT_STATE_NONE] == 0 &&
          now.shipments[SHIPMENT_IN_TRANSIT] == 3);
    end();
}

static void warehouses_and_their_alarms_are_counted(void)
{
    static const struct letter_stock_line lines[] = {
        {.quantity = {"beras", 100000, "kg", NULL}, .minimum = 200000},
        {.quantity = {"mi-instan", 100000, NULL, NULL}, .expires_on = "2025-11-01"},
        {.quantity = {"sarden", 100000, NULL, NULL}, .expires_on = "2026-01-15"},
    };
    begin();
    (void)SAID(DISTRICT, .kind = BODY_WAREHOUSE, .warehouse = "gudang-1", .warehouse_kind = 1,
               .name = "Gudang", .region = "11.06");
    (void)SAID(DISTRICT, .kind = BODY_WAREHOUSE, .warehouse = "gudang-2", .warehouse_kind = 1,
               .name = "Gudang lama", .region = "11.06", .closed = true);
    (void)SAID(DISTRICT, .kind = BODY_STOCK_COUNT, .warehouse = "gudang-1",
               .as_of_utc_us = room.at_utc_us, .stock_lines = lines, .stock_line_count = 3);
    struct gauges now = gauges_of("real");
    CHECK(now.warehouses_open == 1 && now.warehouses_closed == 1);
    CHECK_NUMBER(now.below_minimum, 1);
    CHECK(now.alarms.expiry[EXPIRY_EXPIRED] == 1 && now.alarms.expiry[EXPIRY_THREE_MONTHS] == 1);
    CHECK_NUMBER(now.alarms.stale, 0);
    room_wait(&room, 8 * DAY_US);
    CHECK_NUMBER(gauges_of("real").alarms.stale, 3);
    end();
}

static void a_drill_is_counted_by_itself(void)
{
    begin();
    (void)hand_in(DRILL, DISTRICT, &(const struct letter){PLAN("banjir")});
    (void)hand_in(DRILL, DISTRICT,
                  &(const struct letter){.kind = BODY_WAREHOUSE,
                                         .warehouse = "gudang-1",
                                         .warehouse_kind = 1,
                                         .name = "Gudang",
                                         .region = "11.06"});
    const struct gauges real = gauges_of("real");
    const struct gauges drill = gauges_of(DRILL);
    CHECK(real.plans == 0 && real.warehouses_open == 0);
    CHECK(drill.plans == 1 && drill.warehouses_open == 1);
    end();
}

int main(void)
{
    SAY(plans_activations_and_tasks_are_counted_by_state);
    SAY(shipments_are_counted_by_state_and_late_by_the_clock);
    SAY(warehouses_and_their_alarms_are_counted);
    SAY(a_drill_is_counted_by_itself);
    return tap_done();
}
