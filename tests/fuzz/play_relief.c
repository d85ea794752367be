/*
 * play_relief.c - the stories' messages of relief goods: needs, pledges, warehouses, counts, plans, tasks, shipments.
 *
 * Numbers, sources and lines are few, so that what a message names is often there.
 */
#include "play.h"

#include "support/letter.h"

#define LINES_MAX 3

static const char *const items[] = {"beras", "Mi Instan", "genset silent 5 kva", "selimut", ""};
static const char *const units[] = {"", "kg", "ton", "dus", "lembar"};
static const char *const names[] = {"", "a", "gudang-1", "posko"};
static const char *const days[] = {"", "2025-12-01", "2026-06-30", "31-12-2026"};
static const char *const region_lists[] = {"", "11.01", "11.01 12", "12.71 11.06 nation"};

#define CHOOSE(script, list) (list)[play_take(script, sizeof(list) / sizeof(list)[0])]

static const char *take_source(struct script *script)
{
    return CHOOSE(script, play_sources);
}

/* A time near the story's, or none. */
static int64_t take_time(struct script *script)
{
    const uint32_t choice = play_take(script, 64);
    return choice == 0 ? 0 : STAGE_NOW_US + ((int64_t)choice - 32) * 6 * 3600 * US_PER_S;
}

/* Small, round, or beyond everything. */
static uint64_t take_amount(struct script *script)
{
    const uint64_t digits = play_take(script, 16);
    return digits << 4U * play_take(script, 15);
}

static struct letter_quantity take_quantity(struct script *script)
{
    struct letter_quantity quantity = {.item = CHOOSE(script, items)};
    quantity.unit = CHOOSE(script, units);
    quantity.thousandths = take_amount(script);
    return quantity;
}

static struct letter_line_reference take_line(struct script *script)
{
    struct letter_line_reference line = {.source = take_source(script)};
    line.number = play_take(script, 24);
    line.line = play_take(script, 4);
    return line;
}

static void take_about(struct script *script, struct letter *letter)
{
    letter->about_source = take_source(script);
    letter->about_number = play_take(script, 24);
}

static void say_need(struct script *script, struct letter *letter)
{
    static struct letter_need_line lines[LINES_MAX];
    letter->kind = BODY_NEED;
    letter->event = CHOOSE(script, play_events);
    letter->region = CHOOSE(script, play_areas);
    letter->as_of_utc_us = take_time(script);
    letter->urgent = play_take(script, 2) == 1;
    letter->lines = lines;
    letter->line_count = play_take(script, LINES_MAX + 1);
    for (uint32_t i = 0; i < letter->line_count; i++) {
        lines[i] = (struct letter_need_line){.quantity = take_quantity(script)};
        lines[i].priority = play_take(script, 5);
        lines[i].needed_by_utc_us = take_time(script);
        lines[i].persons = play_take(script, 256);
    }
}

static void say_decision(struct script *script, struct letter *letter)
{
    letter->kind = BODY_NEED_DECISION;
    letter->line = take_line(script);
    letter->deed = play_take(script, 9);
    letter->note = CHOOSE(script, names);
}

static void say_pledge(struct script *script, struct letter *letter)
{
    letter->kind = BODY_PLEDGE;
    letter->event = play_take(script, 2) == 1 ? CHOOSE(script, play_events) : NULL;
    letter->line =
        play_take(script, 2) == 1 ? take_line(script) : (struct letter_line_reference){0};
    letter->regions = CHOOSE(script, region_lists);
    letter->quantity = take_quantity(script);
    letter->origin = play_take(script, 8);
    letter->available_utc_us = take_time(script);
    letter->valid_until_utc_us = take_time(script);
    letter->cluster = CHOOSE(script, names);
    letter->warehouse = CHOOSE(script, names); /* the goods are promised out of it */
}

static void say_pledge_update(struct script *script, struct letter *letter)
{
    letter->kind = BODY_PLEDGE_UPDATE;
    take_about(script, letter);
    letter->part = play_take(script, 4);
    letter->deed = play_take(script, 11);
    letter->thousandths = take_amount(script);
    letter->damaged = play_take(script, 4) == 3 ? take_amount(script) : 0;
    letter->lost = play_take(script, 4) == 3 ? take_amount(script) : 0;
    letter->line =
        play_take(script, 2) == 1 ? take_line(script) : (struct letter_line_reference){0};
    letter->valid_until_utc_us = take_time(script);
    letter->note = CHOOSE(script, names);
    letter->bast = CHOOSE(script, names);
}

static void say_warehouse(struct script *script, struct letter *letter)
{
    letter->kind = BODY_WAREHOUSE;
    letter->warehouse = CHOOSE(script, names);
    letter->name = CHOOSE(script, names);
    letter->warehouse_kind = play_take(script, 4);
    letter->region = CHOOSE(script, play_areas);
    letter->closed = play_take(script, 4) == 3;
    letter->has_position = play_take(script, 2) == 1;
    letter->latitude_deg = (double)play_take(script, 32) - 16;
    letter->longitude_deg = (double)play_take(script, 64) + 90;
}

static void say_count(struct script *script, struct letter *letter)
{
    static struct letter_stock_line lines[LINES_MAX];
    letter->kind = BODY_STOCK_COUNT;
    letter->warehouse = CHOOSE(script, names);
    letter->as_of_utc_us = take_time(script);
    letter->complete = play_take(script, 2) == 1;
    letter->stock_lines = lines;
    letter->stock_line_count = play_take(script, LINES_MAX + 1);
    for (uint32_t i = 0; i < letter->stock_line_count; i++) {
        lines[i] = (struct letter_stock_line){.quantity = take_quantity(script)};
        lines[i].origin = play_take(script, 8);
        lines[i].expires_on = CHOOSE(script, days);
        lines[i].minimum = take_amount(script);
        lines[i].buffer = take_amount(script);
    }
    letter->has_throughput = play_take(script, 2) == 1;
    if (letter->has_throughput) {
        letter->since_utc_us = take_time(script);
        letter->received = take_quantity(script);
        letter->issued = take_quantity(script);
    }
}

static void say_plan(struct script *script, struct letter *letter)
{
    static struct letter_plan_line lines[LINES_MAX];
    letter->kind = BODY_PLAN;
    letter->plan_id = CHOOSE(script, names);
    letter->name = CHOOSE(script, names);
    letter->region = CHOOSE(script, play_areas);
    letter->hazard = play_take(script, 2) == 1 ? 101 + play_take(script, 4) : 0;
    letter->valid_until_utc_us = take_time(script);
    letter->retired = play_take(script, 8) == 7;
    letter->duties = lines;
    letter->duty_count = play_take(script, LINES_MAX + 1);
    for (uint32_t i = 0; i < letter->duty_count; i++) {
        lines[i] = (struct letter_plan_line){.member = take_source(script)};
        lines[i].what = CHOOSE(script, names);
        lines[i].region = CHOOSE(script, play_areas);
        lines[i].within_minutes = play_take(script, 256);
        if (play_take(script, 2) == 1) {
            lines[i].quantity = take_quantity(script);
        }
    }
}

static void say_activation(struct script *script, struct letter *letter)
{
    letter->kind = BODY_PLAN_ACTIVATION;
    take_about(script, letter);
    letter->plan_id = CHOOSE(script, names);
    letter->event = CHOOSE(script, play_events);
}

static void say_task(struct script *script, struct letter *letter)
{
    letter->kind = BODY_TASK_UPDATE;
    letter->line = take_line(script);
    letter->deed = play_take(script, 8);
    letter->note = CHOOSE(script, names);
}

static void say_shipment(struct script *script, struct letter *letter)
{
    static struct letter_shipment_line loads[LINES_MAX];
    letter->kind = BODY_SHIPMENT;
    letter->event = CHOOSE(script, play_events);
    letter->region = CHOOSE(script, play_areas);
    letter->warehouse = CHOOSE(script, names);
    letter->prepared = play_take(script, 2) == 1;
    letter->delivery_warehouse = CHOOSE(script, names);
    letter->delivery_source = play_take(script, 2) == 1 ? take_source(script) : NULL;
    letter->departs_utc_us = take_time(script);
    letter->departed_utc_us = take_time(script);
    letter->expected_utc_us = take_time(script);
    letter->loads = loads;
    letter->load_count = play_take(script, LINES_MAX + 1);
    for (uint32_t i = 0; i < letter->load_count; i++) {
        loads[i] = (struct letter_shipment_line){.thousandths = take_amount(script)};
        if (play_take(script, 2) == 1) {
            loads[i].pledge_source = take_source(script);
            loads[i].pledge_number = play_take(script, 24);
            loads[i].pledge_part = play_take(script, 4);
        } else {
            loads[i].quantity = take_quantity(script);
        }
    }
}

static void say_shipment_update(struct script *script, struct letter *letter)
{
    static struct letter_count counts[LINES_MAX];
    letter->kind = BODY_SHIPMENT_UPDATE;
    take_about(script, letter);
    letter->deed = play_take(script, 9);
    letter->happened_utc_us = take_time(script);
    letter->expected_utc_us = take_time(script);
    letter->bast = CHOOSE(script, names);
    letter->note = CHOOSE(script, names);
    letter->counts = counts;
    letter->count_count = play_take(script, LINES_MAX + 1);
    for (uint32_t i = 0; i < letter->count_count; i++) {
        counts[i] = (struct letter_count){.line = play_take(script, 5)};
        counts[i].good = take_amount(script);
        counts[i].damaged = play_take(script, 4) == 3 ? take_amount(script) : 0;
        counts[i].lost = play_take(script, 4) == 3 ? take_amount(script) : 0;
    }
}

size_t play_relief(struct script *script, uint8_t room[PLAY_BODY_BYTES_MAX])
{
    static void (*const says[])(struct script * script, struct letter * letter) = {
        say_need, say_decision,   say_pledge, say_pledge_update, say_warehouse,       say_count,
        say_plan, say_activation, say_task,   say_shipment,      say_shipment_update,
    };
    struct letter letter = {.source = take_source(script)};
    letter.number = play_take(script, 24);
    letter.realm = CHOOSE(script, play_realms);
    letter.behalf = play_take(script, 4) == 3 ? take_source(script) : NULL;
    CHOOSE(script, says)(script, &letter);
    return letter_encode(&letter, room, PLAY_BODY_BYTES_MAX).size_bytes;
}

size_t play_relief_question(struct script *script, uint8_t *room, size_t room_bytes)
{
    static const char *const cursors[] = {"", "1", "4294967297", "8589934593", "x"};
    uint8_t body[512];
    uint8_t named[128];
    struct encoder inner = encoder_over(body, sizeof body);
    struct encoder outer = encoder_over(room, room_bytes);
    put_text(&inner, 1, CHOOSE(script, play_realms));
    if (play_take(script, 2) == 1) {
        const struct letter_line_reference line = take_line(script);
        struct encoder reference = encoder_over(named, sizeof named);
        put_text(&reference, 1, line.source);
        put_number(&reference, 2, line.number);
        put_number(&reference, 3, line.line);
        put_bytes(&inner, 2, encoder_bytes(&reference));
        put_bytes(&outer, 10, encoder_bytes(&inner));
    } else {
        put_text(&inner, 2, CHOOSE(script, play_areas));
        put_text(&inner, 3, play_take(script, 2) == 1 ? CHOOSE(script, play_events) : NULL);
        put_text(&inner, 4, CHOOSE(script, cursors));
        put_bytes(&outer, 11, encoder_bytes(&inner));
    }
    return encoder_bytes(&outer).size_bytes;
}
