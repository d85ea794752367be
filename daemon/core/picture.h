/*
 * picture.h - the common picture: events, what each source says about each place, the chosen word, the totals.
 *
 * Read by: view, sitrep, document, hub. Reads: base/, region.h, figure.h, source.h.
 * Owns: its pools, in the view's room.
 *
 * A *cell* holds what one source says about one place of one event: its last reports (*versions*), and for each
 * kind of figure the version in force. Cells of parts (kecamatan, village, point) hang under the cell of the
 * larger place of the same source, which keeps the sums of its parts. A *spot* is one area (regency, province,
 * nation) in one event: the cells of the sources that speak about it, and for a regency the chosen word of each
 * kind. A *sum* adds the chosen words of the regencies of a province, or of the nation.
 *
 * Holds: (1) a source's word of a kind is the one with the newest as_of, and at the same as_of the later record;
 *        (2) a cell's word is its own if it has one, else the sum of its parts that are known;
 *        (3) the chosen word of a spot is the best of its cells by rank, as_of, name; never a sum of sources;
 *        (4) a sum equals the sum of the chosen words of its regencies, at every moment (picture_audit);
 *        (5) what a province or the nation publishes itself stands in a spot of its own and is in no sum.
 * Source: domain rules in proto/README.md "The picture"; published figures in tests/data.
 */
#ifndef HUB_CORE_PICTURE_H
#define HUB_CORE_PICTURE_H

#include "core/figure.h"
#include "core/region.h"
#include "core/source.h"

/* A disaster event (kejadian). */
struct disaster {
    int64_t started_utc_us;
    uint32_t hazard_code;
    uint32_t closed;      /* 1: nobody is called silent any more */
    uint32_t declared_by; /* source */
    uint32_t first_spot;
    uint32_t nation_sum;
    uint32_t first_sum; /* all sums of the event, nation among them */
    char id[IDENTIFIER_BYTES_MAX + 8];
    char name[EVENT_NAME_BYTES_MAX + 8];
};

/* One area in one event. */
struct spot {
    uint32_t event;
    uint32_t area;
    uint32_t next_in_event;
    uint32_t next_in_area;
    uint32_t first_cell;
    uint32_t cell_count;
    uint32_t province_sum; /* of a regency; else 0 */
    uint32_t known_mask;   /* kinds with a chosen word */
    uint32_t chosen_cell[FIGURE_KINDS];
    uint32_t chosen_value[FIGURE_KINDS];
    int64_t chosen_as_of_utc_us[FIGURE_KINDS];
    /* Of the reports about it that are kept and stand, in force or not. AS_OF_NONE: nobody has reported. */
    int64_t newest_as_of_utc_us;
};

/* The chosen words of the regencies of a province, or of the nation, in one event. */
struct sum {
    uint32_t event;
    uint32_t area;
    uint32_t next_in_event;
    uint32_t next_in_area;
    uint32_t expected_regencies;
    uint32_t known_regencies; /* with any chosen word */
    uint32_t known[FIGURE_KINDS];
    uint64_t total[FIGURE_KINDS];
};

/* What one source says about one place of one event. */
struct cell {
    uint64_t village;
    uint32_t event;
    uint32_t source; /* whose word it is */
    uint32_t area;
    uint32_t kecamatan;
    uint32_t parent; /* cell of the larger place; 0 for a cell of a spot */
    uint32_t next;   /* next cell of the spot, or next part of the parent */
    uint32_t first_part;
    uint32_t spot;
    uint32_t first_version; /* the youngest record */
    uint32_t last_version;  /* the oldest */
    uint32_t version_count;
    uint32_t own_mask;
    uint32_t official; /* 1: the source is the official BPBD of this area */
    uint32_t reserved;
    uint32_t own_version[FIGURE_KINDS];
    uint32_t parts_known[FIGURE_KINDS];
    uint64_t parts_sum[FIGURE_KINDS];
    int64_t parts_as_of_utc_us[FIGURE_KINDS]; /* newest as_of that came from a part */
    char point[POINT_BYTES_MAX + 8];
};

/* One report, as far as the picture needs it. */
struct version {
    int64_t as_of_utc_us;
    uint64_t seq; /* of its record */
    uint64_t number;
    uint32_t numbered_by; /* source that numbered it */
    uint32_t next;     /* of the cell, the next older record; of a free place, the next free one */
    uint32_t previous; /* the next younger record; 0 for the youngest */
    uint32_t mask;
    uint32_t withdrawn;
    uint32_t verified; /* bit n: confirmed by level n */
    uint32_t in_force; /* for how many kinds it is the word of its cell */
    uint32_t reserved;
    uint32_t value[FIGURE_KINDS];
};

struct picture_limits {
    uint32_t events_max;
    uint32_t spots_max; /* sums are bounded by it too */
    uint32_t cells_max;
    uint32_t versions_max;
};

struct picture {
    struct pool disasters;
    struct pool spots;
    struct pool sums;
    struct pool cells;
    struct pool versions;
    uint32_t free_version; /* dropped versions, linked by next */
    struct hash by_event;
    struct hash by_spot;
    struct hash by_sum;
    struct hash by_cell;
    uint32_t *first_spot_of_area; /* AREA_CODES entries */
    uint32_t *first_sum_of_area;
};

/* A place as a report names it: the key of a cell, together with event and source. */
struct place {
    uint32_t area;      /* regency, province or AREA_NATION */
    uint32_t kecamatan; /* 0: the whole area */
    uint64_t village;   /* 0: the whole kecamatan */
    struct slice point; /* empty: the whole village or kecamatan */
};

/* What changed in the picture by one record; the caller zeroes it before. */
struct picture_change {
    uint32_t spot;         /* the area that was spoken about; 0: none */
    uint32_t province_sum; /* sums that changed or whose coverage did; 0: none */
    uint32_t nation_sum;
    uint32_t other_spot; /* of a correction that moved a report: the area it left */
    uint32_t other_province_sum;
    uint32_t other_nation_sum;
    uint32_t event; /* the event whose description changed; 0: none */
};

/* What one source says of one kind for the place of a cell; rule (2). */
struct word {
    bool known;
    bool from_parts;
    bool has_parts;
    uint32_t value;
    uint32_t parts_sum;
    int64_t as_of_utc_us;
    uint32_t verified; /* highest level, 0 none */
};

/* picture_bytes - the room picture_init takes */
size_t picture_bytes(const struct picture_limits *limits);

/* picture_init - an empty picture in room from a zeroed arena */
void picture_init(struct picture *picture, struct arena *zeroed,
                  const struct picture_limits *limits);

/* picture_index - build the look-ups again after the pools were put back from a snapshot */
void picture_index(struct picture *picture);

/* Look-ups. n = 0 or NULL: there is none. What they point to lives as long as the view. */
uint32_t picture_find_event(const struct picture *picture, struct slice event_id);
uint32_t picture_find_spot(const struct picture *picture, uint32_t event, uint32_t area);
uint32_t picture_find_sum(const struct picture *picture, uint32_t event, uint32_t area);
uint32_t picture_find_cell(const struct picture *picture, uint32_t event, uint32_t source,
                           const struct place *place);
uint32_t picture_find_version(const struct picture *picture, uint32_t cell, uint32_t numbered_by,
                              uint64_t number);

static inline struct disaster *picture_disaster(const struct picture *picture, uint32_t event)
{
    return pool_at(&picture->disasters, event);
}

static inline struct spot *picture_spot(const struct picture *picture, uint32_t spot)
{
    return pool_at(&picture->spots, spot);
}

static inline struct sum *picture_sum(const struct picture *picture, uint32_t sum)
{
    return pool_at(&picture->sums, sum);
}

static inline struct cell *picture_cell(const struct picture *picture, uint32_t cell)
{
    return pool_at(&picture->cells, cell);
}

static inline struct version *picture_version(const struct picture *picture, uint32_t version)
{
    return pool_at(&picture->versions, version);
}

/* picture_word - what the source of a cell says of a kind; rules (1) and (2) */
struct word picture_word(const struct picture *picture, const struct cell *cell,
                         enum figure_kind kind);

/* What a message would add to the picture. */
struct picture_need {
    struct holding holding;
    uint32_t sums;
    uint32_t free_versions; /* in between, also where an old version goes in its turn */
};

/*
 * picture_report_need - what one report would add.
 *
 *   source   whose word it is; 0: one that is not known yet
 */
struct picture_need picture_report_need(const struct picture *picture, uint32_t event,
                                        uint32_t source, const struct place *place);

/* picture_event_need - what a declaration of these regencies would add; event 0: of a new event */
struct picture_need picture_event_need(const struct picture *picture, uint32_t event,
                                       const uint16_t *regencies, uint32_t count);

/* picture_has_room - is there room for so much? */
bool picture_has_room(const struct picture *picture, const struct picture_need *need);

/* The description of an event, as a declaration gives it. */
struct declaration {
    struct slice event_id;
    struct slice name;
    uint32_t hazard_code;
    int64_t started_utc_us;
    bool closed;
    uint32_t declared_by;
    const uint16_t *regencies; /* expected to report; provinces already spelt out */
    uint32_t regency_count;
};

/* picture_declare - the event is as declared; regencies it had before stay. Room was asked. */
void picture_declare(struct picture *picture, const struct declaration *declaration,
                     struct picture_change *change);

/* A report, as the picture takes it. */
struct heard {
    uint32_t event;
    uint32_t source; /* whose word it is */
    uint32_t numbered_by;
    uint64_t number;
    uint64_t seq;
    int64_t as_of_utc_us;
    bool official;
    struct place place;
    const struct figures *figures;
};

/* picture_report - take a report in. Room was asked. */
void picture_report(struct picture *picture, const struct sources *sources,
                    const struct heard *heard, struct picture_change *change);

/* picture_withdraw - undo the effect of a version of a cell */
void picture_withdraw(struct picture *picture, const struct sources *sources, uint32_t cell,
                      uint32_t version, struct picture_change *change);

/* picture_verify - a level confirms a version, or takes its confirmation back */
void picture_verify(struct picture *picture, const struct sources *sources, uint32_t cell,
                    uint32_t version, uint32_t level, bool retract, struct picture_change *change);

/* picture_audit - recompute chosen words and sums from the versions alone; true when all agree (4). Slow: for tests, verify and the simulator. */
bool picture_audit(const struct picture *picture, const struct sources *sources);

#endif
