/*
 * ration.h - what the second model of relief goods remembers; shared by its two files.
 *
 * Read by: ration.c, haul.c, pier.c. Reads: sim.h.
 */
#ifndef TESTS_SIM_RATION_H
#define TESTS_SIM_RATION_H

#include "sim.h"

#include "core/dock.h"

#define RATIONS_MAX 4096U

enum { NOWHERE = -1 };

/* Quantities in thousandths of the first unit of the goods. */
struct want {
    const char *event;
    uint32_t area;
    const char *source;
    uint64_t number;
    uint32_t line;
    uint32_t goods;
    uint64_t asked;
    enum { ASKED, CHECKED, GRANTED, PERHAPS, REFUSED, GIVEN_UP, DONE } state;
    uint32_t levels_asked;
};

struct gift {
    const char *event; /* "": a standing offer */
    const char *source;
    uint64_t number;
    uint32_t part; /* of an activation; 0: a pledge */
    const char *giver;
    const char *cluster; /* "": on behalf of none */
    uint32_t goods;
    uint64_t factor; /* of its unit */
    int for_line;    /* its place in wants; NOWHERE */
    uint64_t promised;
    uint64_t set_aside;
    uint64_t aboard; /* set aside on a shipment that has not left */
    uint64_t left;
    uint64_t riding; /* of what left: on shipments, and not arrived */
    uint64_t good;
    uint64_t damaged;
    uint64_t lost;
    uint32_t house;    /* of its giver, that it is promised out of; PIER_NONE */
    uint32_t only_for; /* the area it is offered for; 0: everywhere */
    int64_t from_us;
    int64_t until_us;
    bool stood_by;
    bool taken_back;
    bool lapsed;
};

struct ration {
    struct run *run;
    struct want *wants;
    uint32_t want_count;
    struct gift *gifts;
    uint32_t gift_count;
    struct haul *hauls;
    uint32_t haul_count;
    uint32_t ends; /* how many of them are over */
    struct pier *pier;
    const struct larder *larder;
    uint64_t changed_at_turn;
};

/* What this record is: said in complaints. */
struct reading {
    const struct record *record;
    const Pusdalops__V1__Message *message;
};

/* --- ration.c --- */

bool ration_same(const char *a, const char *b);
int64_t ration_utc_us(const Google__Protobuf__Timestamp *time);
/* ration_kept - a copy that stays */
const char *ration_kept(const char *text);
uint32_t ration_goods_of(const Pusdalops__V1__Quantity *quantity);
const char *ration_goods_name(uint32_t goods);
uint64_t ration_factor_of(const Pusdalops__V1__Quantity *quantity);
/* ration_area_of - 0 for what is no area below the nation */
uint32_t ration_area_of(const char *code);
struct gift *ration_find_gift(const struct ration *ration, const char *source, uint64_t number,
                              uint32_t part);
/* ration_is_live - does it still promise something? */
bool ration_is_live(const struct gift *gift);
/* ration_sign - a hand-over record was signed about this want: it is done when it has all it asked for and nothing is under way */
void ration_sign(struct ration *ration, int at);
__attribute__((noreturn)) void ration_wrong(const struct ration *ration,
                                            const struct reading *heard, const char *what);

/* --- haul.c --- */

/* haul_make - room for all of them */
struct haul *haul_make(void);
/* haul_hear - a shipment or what happened to one; false: it is about something else */
bool haul_hear(struct ration *ration, const struct reading *heard);
/* haul_deserves - was it refused for a reason that is true? */
bool haul_deserves(const struct ration *ration, const Pusdalops__V1__Message *message,
                   enum hub_status code);
/* haul_forget - which ones that are over does this record make the hub forget? */
void haul_forget(struct ration *ration, int64_t at_utc_us);
/* haul_compare - every shipment that is held, and no other */
void haul_compare(const struct ration *ration, const struct view *view);

/* --- pier.c --- */

struct pier_load {
    uint32_t goods; /* SIM_GOODS: mats */
    uint64_t amount;
    int64_t at_us;
};

struct pier *pier_make(struct run *run, const struct larder *larder);
/* pier_house - the warehouse of a source, PIER_NONE for "" and for one that nobody declared */
uint32_t pier_house(const struct pier *pier, const char *source, const char *id);
/* pier_stands_in - does it stand in the area, or in a regency of it? */
bool pier_stands_in(const struct pier *pier, uint32_t house, uint32_t area);
/* pier_move - goods came in or went out; of PIER_NONE nothing moves */
void pier_move(struct pier *pier, uint32_t house, const struct pier_load *load, bool in);

#endif
