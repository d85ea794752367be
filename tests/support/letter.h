/*
 * letter.h - one message as a test writes it down, and its bytes.
 *
 * Read by: tests. Reads: encode.h, core/message.h.
 * What a letter leaves out is not on the wire; so {.event = "x"} is a report that lacks all the rest.
 */
#ifndef TESTS_SUPPORT_LETTER_H
#define TESTS_SUPPORT_LETTER_H

#include "core/message.h"
#include "support/encode.h"

#define LETTER_BYTES_MAX 65536

/* How much of what; what is left out is not on the wire. */
struct letter_quantity {
    const char *item;
    uint64_t thousandths;
    const char *unit;
    const char *contents;
};

/* A line that is named: of a decision, a pledge, an allotment. Without a source and a number there is none. */
struct letter_line_reference {
    const char *source;
    uint64_t number;
    uint32_t line;
};

/* One line of a need. */
struct letter_need_line {
    struct letter_quantity quantity;
    bool without_quantity;
    uint32_t priority;
    int64_t needed_by_utc_us;
    const char *kecamatan;
    const char *point;
    uint32_t persons;
    uint32_t households;
    bool isolated;
    const char *note;
    bool has_position;
    double latitude_deg;
    double longitude_deg;
};

/* One line of a contingency plan. */
struct letter_plan_line {
    const char *member;
    const char *cluster;
    const char *what;
    struct letter_quantity quantity; /* without an item there is none */
    const char *region;
    const char *kecamatan;
    const char *point;
    uint32_t within_minutes;
    uint32_t persons;
    uint32_t households;
};

/* One line of a count. */
struct letter_stock_line {
    struct letter_quantity quantity;
    bool without_quantity;
    uint32_t origin;
    const char *expires_on;
    uint64_t minimum;
    uint64_t buffer;
    const char *note;
};

/* One line of a shipment: of a pledge, or with a quantity of its own, or with neither. */
struct letter_shipment_line {
    const char *pledge_source;
    uint64_t pledge_number;
    uint32_t pledge_part;
    uint64_t thousandths;
    struct letter_quantity quantity;
};

/* How much of one line of a shipment. */
struct letter_count {
    uint32_t line;
    uint64_t good;
    uint64_t damaged;
    uint64_t lost;
};

struct letter {
    enum body_kind kind;
    const char *source;
    uint64_t number;
    const char *realm;
    int64_t sent_utc_us;
    const char *behalf; /* on_behalf_of */
    uint32_t channel;
    const char *event; /* of an event or a report */
    /* of an event */
    uint32_t hazard;
    const char *name;
    int64_t started_utc_us;
    const char *regions; /* codes with a space between */
    uint32_t state;
    /* of a report */
    const char *region;
    const char *region_name;
    const char *kecamatan;
    const char *village;
    const char *point;
    bool has_position;
    double latitude_deg;
    double longitude_deg;
    int64_t as_of_utc_us; /* 0: left out, unless has_as_of */
    bool has_as_of;
    uint64_t revises;
    const char *figures; /* "dead 16 missing 2 displaced_persons 10 because returned_home" */
    const char *needs;
    const char *efforts;
    const char *chronology;
    const char *reference;
    /* of a withdrawal or verification */
    const char *about_source;
    uint64_t about_number;
    uint32_t level;
    bool retract;
    const char *note; /* or reason; of a decision and an update too */
    /* of a need: with event, region, as_of and reference of a report */
    const struct letter_need_line *lines;
    uint32_t line_count;
    bool urgent;
    /* of a decision, a pledge, an update: line; an update names its pledge by about_source and about_number */
    struct letter_line_reference line;
    uint32_t deed;
    /* of a pledge: with event, regions and note */
    struct letter_quantity quantity;
    uint32_t origin;
    const char *origin_name;
    int64_t available_utc_us;
    int64_t valid_until_utc_us; /* of an update too */
    const char *cluster;
    /* of an update */
    uint64_t thousandths;
    uint64_t damaged;
    uint64_t lost;
    const char *bast;
    const char *transport;
    uint32_t part; /* of the pledge */
    /* of a warehouse (with name, region, position, and point for where it is) and of a count (with as_of) */
    const char *warehouse;
    uint32_t warehouse_kind;
    bool closed;
    bool complete;
    const struct letter_stock_line *stock_lines;
    uint32_t stock_line_count;
    bool has_throughput;
    int64_t since_utc_us;
    struct letter_quantity received; /* without an item there is none */
    struct letter_quantity issued;
    /* of a plan: with name, region, hazard, valid_until and reference; of an activation: with about_source, about_number, event, note */
    const char *plan_id;
    const struct letter_plan_line *duties;
    uint32_t duty_count;
    bool retired;
    /* of a task: line, deed and note */
    /* of a shipment: with event, warehouse, region, kecamatan, point and origin_name */
    const struct letter_shipment_line *loads;
    uint32_t load_count;
    int64_t departs_utc_us;
    int64_t departed_utc_us;
    int64_t expected_utc_us; /* of a shipment's update too */
    const char *vehicle;
    const char *carrier;
    const char *contact;
    const char *waybill;
    bool prepared;
    const char *delivery_warehouse;
    const char *delivery_source;
    /* of a shipment's update: with about_source and about_number, deed, bast and note */
    const struct letter_count *counts;
    uint32_t count_count;
    int64_t happened_utc_us;
    const char *receiver;
};

/* letter_encode - the Message's bytes into room; returns them */
struct slice letter_encode(const struct letter *letter, void *room, size_t room_bytes);

/* figure_of - the kind of that name, FIGURE_NONE when there is none */
enum figure_kind figure_of(struct slice name);

/* figures_parse - the figures of a text as in a letter; false when it is not one */
bool figures_parse(const char *text, struct figures *out);

/* request_submit - a Request that hands in these bytes */
struct slice request_submit(uint64_t request_id, struct slice message, void *room,
                            size_t room_bytes);

#endif
