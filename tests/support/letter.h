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
    const char *note; /* or reason */
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
