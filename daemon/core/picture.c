#include "core/picture.h"

#include "base/assert.h"
#include "base/text.h"

/* The bytes of the pools are the state: they are saved as they are and compared byte by byte. */
_Static_assert(sizeof(struct disaster) == 8 + 6 * 4 + 72 + 208, "no padding");
_Static_assert(sizeof(struct spot) == 8 * 4 + 16 * FIGURE_KINDS + 8, "no padding");
_Static_assert(sizeof(struct sum) == 6 * 4 + 12 * FIGURE_KINDS, "no padding");
_Static_assert(sizeof(struct cell) == 8 + 14 * 4 + 24 * FIGURE_KINDS + 72, "no padding");
_Static_assert(sizeof(struct version) == 3 * 8 + 8 * 4 + 4 * FIGURE_KINDS, "no padding");
_Static_assert((int)VERSIONS_PER_CELL_MAX > (int)FIGURE_KINDS, "one version always can be dropped");

size_t picture_bytes(const struct picture_limits *limits)
{
    const size_t slots = (size_t)hash_slots_for(limits->events_max) +
                         2 * (size_t)hash_slots_for(limits->spots_max) +
                         hash_slots_for(limits->cells_max);
    return pool_bytes(sizeof(struct disaster), limits->events_max) +
           pool_bytes(sizeof(struct spot), limits->spots_max) +
           pool_bytes(sizeof(struct sum), limits->spots_max) +
           pool_bytes(sizeof(struct cell), limits->cells_max) +
           pool_bytes(sizeof(struct version), limits->versions_max) +
           slots * sizeof(struct hash_slot) + 2 * sizeof(uint32_t) * AREA_CODES + 512;
}

static void init_hash(struct hash *hash, struct arena *zeroed, uint32_t entries)
{
    const uint32_t slots = hash_slots_for(entries);
    struct hash_slot *room = arena_take(zeroed, sizeof(struct hash_slot) * slots);
    HUB_ASSERT(room != NULL);
    hash_init(hash, room, slots);
}

void picture_init(struct picture *picture, struct arena *zeroed,
                  const struct picture_limits *limits)
{
    *picture = (struct picture){.free_version = 0};
    pool_init(&picture->disasters, zeroed, sizeof(struct disaster), limits->events_max);
    pool_init(&picture->spots, zeroed, sizeof(struct spot), limits->spots_max);
    pool_init(&picture->sums, zeroed, sizeof(struct sum), limits->spots_max);
    pool_init(&picture->cells, zeroed, sizeof(struct cell), limits->cells_max);
    pool_init(&picture->versions, zeroed, sizeof(struct version), limits->versions_max);
    init_hash(&picture->by_event, zeroed, limits->events_max);
    init_hash(&picture->by_spot, zeroed, limits->spots_max);
    init_hash(&picture->by_sum, zeroed, limits->spots_max);
    init_hash(&picture->by_cell, zeroed, limits->cells_max);
    picture->first_spot_of_area = arena_take(zeroed, sizeof(uint32_t) * AREA_CODES);
    picture->first_sum_of_area = arena_take(zeroed, sizeof(uint32_t) * AREA_CODES);
    HUB_ASSERT(picture->first_spot_of_area != NULL && picture->first_sum_of_area != NULL);
}

/* --- keys: two things may share a hash, then the next key is tried until the thing itself fits --- */

static uint64_t area_key(uint32_t event, uint32_t area)
{
    return (uint64_t)event << 32U | area; /* exact: no two spots share it */
}

static uint64_t cell_key(uint32_t event, uint32_t source, const struct place *place)
{
    uint64_t key = hash_mix((uint64_t)event << 32U | source);
    key = hash_mix(key ^ ((uint64_t)place->area << 32U | place->kecamatan));
    key = hash_mix(key ^ place->village);
    return place->point.size_bytes == 0
               ? key
               : key ^ hash_bytes(place->point.data, place->point.size_bytes);
}

static bool cell_is(const struct cell *cell, uint32_t event, uint32_t source,
                    const struct place *place)
{
    return cell->event == event && cell->source == source && cell->area == place->area &&
           cell->kecamatan == place->kecamatan && cell->village == place->village &&
           slice_equal(place->point, slice_of(cell->point));
}

uint32_t picture_find_event(const struct picture *picture, struct slice event_id)
{
    for (uint64_t key = hash_bytes(event_id.data, event_id.size_bytes);; key++) {
        const uint32_t event = hash_find(&picture->by_event, key);
        if (event == HASH_NONE) {
            return 0;
        }
        if (slice_equal(event_id, slice_of(picture_disaster(picture, event)->id))) {
            return event;
        }
    }
}

uint32_t picture_find_spot(const struct picture *picture, uint32_t event, uint32_t area)
{
    const uint32_t spot = hash_find(&picture->by_spot, area_key(event, area));
    return spot == HASH_NONE ? 0 : spot;
}

uint32_t picture_find_sum(const struct picture *picture, uint32_t event, uint32_t area)
{
    const uint32_t sum = hash_find(&picture->by_sum, area_key(event, area));
    return sum == HASH_NONE ? 0 : sum;
}

uint32_t picture_find_cell(const struct picture *picture, uint32_t event, uint32_t source,
                           const struct place *place)
{
    for (uint64_t key = cell_key(event, source, place);; key++) {
        const uint32_t cell = hash_find(&picture->by_cell, key);
        if (cell == HASH_NONE) {
            return 0;
        }
        if (cell_is(picture_cell(picture, cell), event, source, place)) {
            return cell;
        }
    }
}

uint32_t picture_find_version(const struct picture *picture, uint32_t cell, uint32_t numbered_by,
                              uint64_t number)
{
    uint32_t at = picture_cell(picture, cell)->first_version;
    while (at != 0) {
        const struct version *version = picture_version(picture, at);
        if (version->numbered_by == numbered_by && version->number == number) {
            return at;
        }
        at = version->next;
    }
    return 0;
}

static void put_by_text(struct hash *hash, struct slice text, uint32_t place)
{
    uint64_t key = hash_bytes(text.data, text.size_bytes);
    while (hash_find(hash, key) != HASH_NONE) {
        key++;
    }
    hash_put(hash, key, place);
}

static void put_cell(struct picture *picture, uint32_t place)
{
    const struct cell *cell = picture_cell(picture, place);
    const struct place where = {cell->area, cell->kecamatan, cell->village, slice_of(cell->point)};
    uint64_t key = cell_key(cell->event, cell->source, &where);
    while (hash_find(&picture->by_cell, key) != HASH_NONE) {
        key++;
    }
    hash_put(&picture->by_cell, key, place);
}

static void put_spot(struct picture *picture, uint32_t place)
{
    struct spot *spot = picture_spot(picture, place);
    hash_put(&picture->by_spot, area_key(spot->event, spot->area), place);
    spot->next_in_area = picture->first_spot_of_area[spot->area];
    picture->first_spot_of_area[spot->area] = place;
}

static void put_sum(struct picture *picture, uint32_t place)
{
    struct sum *sum = picture_sum(picture, place);
    hash_put(&picture->by_sum, area_key(sum->event, sum->area), place);
    sum->next_in_area = picture->first_sum_of_area[sum->area];
    picture->first_sum_of_area[sum->area] = place;
}

void picture_index(struct picture *picture)
{
    for (uint32_t place = 1; place <= picture->disasters.used; place++) {
        put_by_text(&picture->by_event, slice_of(picture_disaster(picture, place)->id), place);
    }
    for (uint32_t place = 1; place <= picture->spots.used; place++) {
        put_spot(picture, place);
    }
    for (uint32_t place = 1; place <= picture->sums.used; place++) {
        put_sum(picture, place);
    }
    for (uint32_t place = 1; place <= picture->cells.used; place++) {
        put_cell(picture, place);
    }
}

/* --- words --- */

static uint32_t highest_level(uint32_t verified)
{
    return verified == 0 ? 0 : 31U - (uint32_t)__builtin_clz(verified);
}

/* A sum of parts as a figure; beyond what a figure can say it stays at the top, where anybody sees it is absurd. */
static uint32_t as_figure(uint64_t sum)
{
    return sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum;
}

struct word picture_word(const struct picture *picture, const struct cell *cell,
                         enum figure_kind kind)
{
    struct word word = {.has_parts = cell->parts_known[kind] > 0,
                        .parts_sum = as_figure(cell->parts_sum[kind])};
    if ((cell->own_mask & FIGURE_BIT(kind)) != 0) {
        const struct version *version = picture_version(picture, cell->own_version[kind]);
        word.known = true;
        word.value = version->value[kind];
        word.as_of_utc_us = version->as_of_utc_us;
        word.verified = highest_level(version->verified);
    } else if (word.has_parts) {
        word.known = true;
        word.from_parts = true;
        word.value = word.parts_sum;
        word.as_of_utc_us = cell->parts_as_of_utc_us[kind];
    }
    return word;
}

/* Rule (3): is word a, of source a, better than word b, of source b? */
static bool is_better(const struct sources *sources, const struct cell *a,
                      const struct word *a_word, const struct cell *b, const struct word *b_word)
{
    const int a_rank = a->official != 0 ? 0 : (a_word->verified > 0 ? 1 : 2);
    const int b_rank = b->official != 0 ? 0 : (b_word->verified > 0 ? 1 : 2);
    if (a_rank != b_rank) {
        return a_rank < b_rank;
    }
    if (a_word->as_of_utc_us != b_word->as_of_utc_us) {
        return a_word->as_of_utc_us > b_word->as_of_utc_us;
    }
    return strcmp(source_at(sources, (struct source_id){a->source})->name,
                  source_at(sources, (struct source_id){b->source})->name) < 0;
}

/* The best cell of a spot for a kind by rule (3); 0 when nobody knows it. */
static uint32_t best_cell(const struct picture *picture, const struct sources *sources,
                          const struct spot *spot, enum figure_kind kind, struct word *out_word)
{
    uint32_t best = 0;
    for (uint32_t at = spot->first_cell; at != 0; at = picture_cell(picture, at)->next) {
        const struct cell *cell = picture_cell(picture, at);
        const struct word word = picture_word(picture, cell, kind);
        if (word.known &&
            (best == 0 || is_better(sources, cell, &word, picture_cell(picture, best), out_word))) {
            best = at;
            *out_word = word;
        }
    }
    return best;
}

/* --- changes run upward: version, cell, larger cells, spot, sums --- */

static void add_to_sum(struct sum *sum, enum figure_kind kind, bool known_before, uint32_t before,
                       bool known_now, uint32_t now)
{
    sum->total[kind] += now;
    sum->total[kind] -= before;
    sum->known[kind] += known_now ? 1 : 0;
    sum->known[kind] -= known_before ? 1 : 0;
}

static void choose_again(struct picture *picture, const struct sources *sources, uint32_t place,
                         enum figure_kind kind)
{
    struct spot *spot = picture_spot(picture, place);
    struct word word = {.known = false};
    const uint32_t best = best_cell(picture, sources, spot, kind, &word);
    const uint32_t now = best == 0 ? 0 : word.value;
    const bool known_before = (spot->known_mask & FIGURE_BIT(kind)) != 0;
    const uint32_t mask_before = spot->known_mask;
    const uint32_t before = spot->chosen_value[kind];
    spot->chosen_cell[kind] = best;
    spot->chosen_value[kind] = now;
    spot->chosen_as_of_utc_us[kind] = best == 0 ? 0 : word.as_of_utc_us;
    spot->known_mask =
        best == 0 ? spot->known_mask & ~FIGURE_BIT(kind) : spot->known_mask | FIGURE_BIT(kind);
    if (spot->province_sum == 0) {
        return; /* (5) */
    }
    struct sum *province = picture_sum(picture, spot->province_sum);
    struct sum *nation = picture_sum(picture, picture_disaster(picture, spot->event)->nation_sum);
    add_to_sum(province, kind, known_before, before, best != 0, now);
    add_to_sum(nation, kind, known_before, before, best != 0, now);
    const int entered = (spot->known_mask != 0) - (mask_before != 0);
    province->known_regencies = (uint32_t)((int64_t)province->known_regencies + entered);
    nation->known_regencies = (uint32_t)((int64_t)nation->known_regencies + entered);
}

/* The newest as_of among the parts that know a kind. Asked only when the newest part falls back. */
static int64_t newest_part(const struct picture *picture, const struct cell *parent,
                           enum figure_kind kind)
{
    int64_t newest = INT64_MIN;
    for (uint32_t at = parent->first_part; at != 0; at = picture_cell(picture, at)->next) {
        const struct word word = picture_word(picture, picture_cell(picture, at), kind);
        newest = word.known && word.as_of_utc_us > newest ? word.as_of_utc_us : newest;
    }
    return newest;
}

/* The word of a cell went from before to now: tell the larger place, or the spot. */
static void pass_up(struct picture *picture, const struct sources *sources, uint32_t place,
                    enum figure_kind kind, const struct word *before)
{
    struct word was = *before;
    for (;;) {
        const struct cell *cell = picture_cell(picture, place);
        const struct word now = picture_word(picture, cell, kind);
        if (cell->parent == 0) {
            choose_again(picture, sources, cell->spot, kind);
            return;
        }
        struct cell *parent = picture_cell(picture, cell->parent);
        const struct word parent_was = picture_word(picture, parent, kind);
        parent->parts_sum[kind] += now.known ? now.value : 0;
        parent->parts_sum[kind] -= was.known ? was.value : 0;
        parent->parts_known[kind] += now.known ? 1 : 0;
        parent->parts_known[kind] -= was.known ? 1 : 0;
        const int64_t held = parent->parts_as_of_utc_us[kind];
        int64_t newest = held;
        if (now.known && (parent->parts_known[kind] == 1 || now.as_of_utc_us >= held)) {
            newest = now.as_of_utc_us;
        } else if (was.known && was.as_of_utc_us == held) { /* the newest part fell back */
            newest = newest_part(picture, parent, kind);
        }
        parent->parts_as_of_utc_us[kind] = parent->parts_known[kind] == 0 ? 0 : newest;
        place = cell->parent;
        was = parent_was;
    }
}

/* --- making places --- */

static uint32_t make_sum(struct picture *picture, uint32_t event, uint32_t area)
{
    const uint32_t known = picture_find_sum(picture, event, area);
    if (known != 0) {
        return known;
    }
    struct disaster *disaster = picture_disaster(picture, event);
    const uint32_t place = pool_take(&picture->sums);
    HUB_ASSERT(place != 0); /* picture_has_room was asked */
    struct sum *sum = picture_sum(picture, place);
    sum->event = event;
    sum->area = area;
    sum->next_in_event = disaster->first_sum;
    disaster->first_sum = place;
    put_sum(picture, place);
    return place;
}

static uint32_t make_spot(struct picture *picture, uint32_t event, uint32_t area)
{
    const uint32_t known = picture_find_spot(picture, event, area);
    if (known != 0) {
        return known;
    }
    struct disaster *disaster = picture_disaster(picture, event);
    const uint32_t place = pool_take(&picture->spots);
    HUB_ASSERT(place != 0); /* picture_has_room was asked */
    struct spot *spot = picture_spot(picture, place);
    spot->event = event;
    spot->area = area;
    spot->newest_as_of_utc_us = AS_OF_NONE;
    spot->next_in_event = disaster->first_spot;
    disaster->first_spot = place;
    put_spot(picture, place);
    if (area != AREA_NATION) {
        const uint32_t province = make_sum(picture, event, area_province(area));
        if (area_is_regency(area)) {
            spot->province_sum = province;
            picture_sum(picture, province)->expected_regencies++;
            picture_sum(picture, disaster->nation_sum)->expected_regencies++;
        }
    }
    return place;
}

static uint32_t make_event(struct picture *picture, struct slice event_id)
{
    const uint32_t known = picture_find_event(picture, event_id);
    if (known != 0) {
        return known;
    }
    const uint32_t place = pool_take(&picture->disasters);
    HUB_ASSERT(place != 0); /* picture_has_room was asked */
    struct disaster *disaster = picture_disaster(picture, place);
    text_copy(disaster->id, IDENTIFIER_BYTES_MAX + 1, event_id);
    put_by_text(&picture->by_event, event_id, place);
    disaster->nation_sum = make_sum(picture, place, AREA_NATION);
    return place;
}

/* The next larger place of the same source; false for a whole area. */
static bool larger_place(const struct place *place, struct place *out_larger)
{
    *out_larger = *place;
    if (place->point.size_bytes > 0) {
        out_larger->point = (struct slice){NULL, 0};
    } else if (place->village != 0) {
        out_larger->village = 0;
    } else if (place->kecamatan != 0) {
        out_larger->kecamatan = 0;
    } else {
        return false;
    }
    return true;
}

static uint32_t new_cell(struct picture *picture, uint32_t event, uint32_t source,
                         const struct place *place)
{
    const uint32_t at = pool_take(&picture->cells);
    HUB_ASSERT(at != 0); /* picture_has_room was asked */
    struct cell *cell = picture_cell(picture, at);
    cell->event = event;
    cell->source = source;
    cell->area = place->area;
    cell->kecamatan = place->kecamatan;
    cell->village = place->village;
    cell->spot = make_spot(picture, event, place->area);
    text_copy(cell->point, POINT_BYTES_MAX + 1, place->point);
    put_cell(picture, at);
    return at;
}

/* The cell of a place and of every larger place of it; from the largest down. */
static uint32_t make_cell(struct picture *picture, uint32_t event, uint32_t source,
                          const struct place *place)
{
    struct place chain[4]; /* point, village, kecamatan, area */
    uint32_t length = 0;
    chain[length] = *place;
    while (larger_place(&chain[length], &chain[length + 1])) {
        length++;
        HUB_ASSERT(length < 3 || chain[length].kecamatan == 0);
        if (length == 3) {
            break;
        }
    }
    uint32_t parent = 0;
    for (uint32_t i = length + 1; i > 0; i--) {
        uint32_t at = picture_find_cell(picture, event, source, &chain[i - 1]);
        if (at == 0) {
            at = new_cell(picture, event, source, &chain[i - 1]);
            struct cell *cell = picture_cell(picture, at);
            struct spot *spot = picture_spot(picture, cell->spot);
            cell->parent = parent;
            uint32_t *first =
                parent == 0 ? &spot->first_cell : &picture_cell(picture, parent)->first_part;
            cell->next = *first;
            *first = at;
            spot->cell_count += parent == 0 ? 1 : 0;
        }
        parent = at;
    }
    return parent;
}

struct picture_need picture_report_need(const struct picture *picture, uint32_t event,
                                        uint32_t source, const struct place *place)
{
    struct picture_need need = {.holding = {.versions = 1}, .free_versions = 1};
    struct place at = *place;
    uint32_t cell = picture_find_cell(picture, event, source, &at);
    if (cell != 0 && picture_cell(picture, cell)->version_count == VERSIONS_PER_CELL_MAX) {
        need.holding.versions = 0; /* the oldest one makes room */
    }
    while (cell == 0) {
        need.holding.cells++;
        if (!larger_place(&at, &at)) {
            break;
        }
        cell = picture_find_cell(picture, event, source, &at);
    }
    if (cell == 0 && picture_find_spot(picture, event, place->area) == 0) {
        const uint32_t province = area_province(place->area);
        need.holding.spots = 1;
        need.sums =
            place->area == AREA_NATION || picture_find_sum(picture, event, province) != 0 ? 0 : 1;
    }
    return need;
}

struct picture_need picture_event_need(const struct picture *picture, uint32_t event,
                                       const uint16_t *regencies, uint32_t count)
{
    bool counted[100] = {false}; /* by province */
    struct picture_need need = {.holding = {.events = event == 0 ? 1 : 0},
                                .sums = event == 0 ? 1 : 0};
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t province = area_province(regencies[i]);
        if (event != 0 && picture_find_spot(picture, event, regencies[i]) != 0) {
            continue;
        }
        need.holding.spots++;
        if (!counted[province] && (event == 0 || picture_find_sum(picture, event, province) == 0)) {
            counted[province] = true;
            need.sums++;
        }
    }
    return need;
}

static bool has_places(const struct pool *pool, uint32_t need)
{
    return pool->max - pool->used >= need;
}

bool picture_has_room(const struct picture *picture, const struct picture_need *need)
{
    return has_places(&picture->disasters, need->holding.events) &&
           has_places(&picture->spots, need->holding.spots) &&
           has_places(&picture->sums, need->sums) &&
           has_places(&picture->cells, need->holding.cells) &&
           (picture->free_version != 0 || has_places(&picture->versions, need->free_versions));
}

void picture_declare(struct picture *picture, const struct declaration *declaration,
                     struct picture_change *change)
{
    const uint32_t event = make_event(picture, declaration->event_id);
    struct disaster *disaster = picture_disaster(picture, event);
    memset(disaster->name, 0, sizeof disaster->name);
    text_copy(disaster->name, EVENT_NAME_BYTES_MAX + 1, declaration->name);
    disaster->hazard_code = declaration->hazard_code;
    disaster->started_utc_us = declaration->started_utc_us;
    disaster->closed = declaration->closed ? 1 : 0;
    disaster->declared_by = declaration->declared_by;
    for (uint32_t i = 0; i < declaration->regency_count; i++) {
        make_spot(picture, event, declaration->regencies[i]);
    }
    change->event = event;
    change->nation_sum = disaster->nation_sum;
}

/* --- versions --- */

static bool is_newer(const struct version *a, const struct version *b)
{
    return a->as_of_utc_us != b->as_of_utc_us ? a->as_of_utc_us > b->as_of_utc_us
                                              : a->seq > b->seq; /* (1) */
}

/* Which version of a cell is in force for a kind; 0 for none. */
static uint32_t version_in_force(const struct picture *picture, const struct cell *cell,
                                 enum figure_kind kind)
{
    uint32_t best = 0;
    for (uint32_t at = cell->first_version; at != 0; at = picture_version(picture, at)->next) {
        const struct version *version = picture_version(picture, at);
        if (version->withdrawn == 0 && (version->mask & FIGURE_BIT(kind)) != 0 &&
            (best == 0 || is_newer(version, picture_version(picture, best)))) {
            best = at;
        }
    }
    return best;
}

static void set_in_force(const struct picture *picture, struct cell *cell, enum figure_kind kind,
                         uint32_t version)
{
    if ((cell->own_mask & FIGURE_BIT(kind)) != 0) {
        picture_version(picture, cell->own_version[kind])->in_force--;
    }
    if (version != 0) {
        picture_version(picture, version)->in_force++;
    }
    cell->own_version[kind] = version;
    cell->own_mask =
        version == 0 ? cell->own_mask & ~FIGURE_BIT(kind) : cell->own_mask | FIGURE_BIT(kind);
}

/* The newest as_of that still stands among cells and their parts; a part is at most three deep. */
static int64_t newest_standing(const struct picture *picture, uint32_t first_cell, int depth)
{
    int64_t newest = AS_OF_NONE;
    HUB_ASSERT(depth <= 3);
    for (uint32_t at = first_cell; at != 0; at = picture_cell(picture, at)->next) {
        const struct cell *cell = picture_cell(picture, at);
        const int64_t below = cell->first_part == 0
                                  ? AS_OF_NONE
                                  : newest_standing(picture, cell->first_part, depth + 1);
        newest = below > newest ? below : newest;
        uint32_t place = cell->first_version;
        for (; place != 0; place = picture_version(picture, place)->next) {
            const struct version *version = picture_version(picture, place);
            if (version->withdrawn == 0 && version->as_of_utc_us > newest) {
                newest = version->as_of_utc_us;
            }
        }
    }
    return newest;
}

/* A report goes: a mistyped time must not keep a regency fresh. Newest is the newest of what is kept and stands. */
static void forget_time(const struct picture *picture, const struct cell *cell,
                        int64_t as_of_utc_us)
{
    struct spot *spot = picture_spot(picture, cell->spot);
    if (as_of_utc_us == spot->newest_as_of_utc_us) {
        spot->newest_as_of_utc_us = newest_standing(picture, spot->first_cell, 0);
    }
}

/* The version leaves the list of its cell. */
static void unlink_version(struct picture *picture, struct cell *cell,
                           const struct version *version)
{
    if (version->previous == 0) {
        cell->first_version = version->next;
    } else {
        picture_version(picture, version->previous)->next = version->next;
    }
    if (version->next == 0) {
        cell->last_version = version->previous;
    } else {
        picture_version(picture, version->next)->previous = version->previous;
    }
    cell->version_count--;
}

/* Of the versions that are not in force, the one that came first is given up. There is one: more versions than kinds.
 * Looked for from the oldest on, so only the few that are older and in force are passed. */
static void drop_oldest(struct picture *picture, struct cell *cell)
{
    uint32_t oldest = cell->last_version;
    while (picture_version(picture, oldest)->in_force != 0) {
        oldest = picture_version(picture, oldest)->previous;
        HUB_ASSERT(oldest != 0);
    }
    struct version *version = picture_version(picture, oldest);
    const int64_t as_of_utc_us = version->as_of_utc_us;
    unlink_version(picture, cell, version);
    memset(version, 0, sizeof *version);
    version->next = picture->free_version;
    picture->free_version = oldest;
    forget_time(picture, cell, as_of_utc_us);
}

static uint32_t take_version(struct picture *picture)
{
    const uint32_t place = picture->free_version;
    if (place == 0) {
        return pool_take(&picture->versions);
    }
    picture->free_version = picture_version(picture, place)->next;
    memset(picture_version(picture, place), 0, sizeof(struct version));
    return place;
}

static uint32_t add_version(struct picture *picture, struct cell *cell, const struct heard *heard)
{
    const uint32_t place = take_version(picture);
    HUB_ASSERT(place != 0); /* picture_has_room was asked */
    struct version *version = picture_version(picture, place);
    version->as_of_utc_us = heard->as_of_utc_us;
    version->seq = heard->seq;
    version->number = heard->number;
    version->numbered_by = heard->numbered_by;
    version->mask = heard->figures->mask;
    for (uint32_t mask = version->mask; mask != 0; mask &= mask - 1) {
        const enum figure_kind kind = figure_next(mask);
        version->value[kind] = heard->figures->value[kind];
    }
    version->next = cell->first_version;
    if (cell->first_version == 0) {
        cell->last_version = place;
    } else {
        picture_version(picture, cell->first_version)->previous = place;
    }
    cell->first_version = place;
    cell->version_count++;
    return place;
}

static void note_change(const struct picture *picture, const struct cell *cell,
                        struct picture_change *change)
{
    const struct spot *spot = picture_spot(picture, cell->spot);
    change->spot = cell->spot;
    change->province_sum = spot->area == AREA_NATION
                               ? 0
                               : picture_find_sum(picture, spot->event, area_province(spot->area));
    change->nation_sum = picture_disaster(picture, spot->event)->nation_sum;
}

void picture_report(struct picture *picture, const struct sources *sources,
                    const struct heard *heard, struct picture_change *change)
{
    const uint32_t at = make_cell(picture, heard->event, heard->source, &heard->place);
    struct cell *cell = picture_cell(picture, at);
    struct cell *top = cell;
    while (top->parent != 0) {
        top = picture_cell(picture, top->parent);
    }
    const bool rank_changed = top->official != (heard->official ? 1U : 0U);
    top->official = heard->official ? 1 : 0;
    const uint32_t place = add_version(picture, cell, heard);
    for (uint32_t mask = heard->figures->mask; mask != 0; mask &= mask - 1) {
        const enum figure_kind kind = figure_next(mask);
        const uint32_t old = cell->own_version[kind];
        const struct word before = picture_word(picture, cell, kind);
        if (old == 0 || is_newer(picture_version(picture, place), picture_version(picture, old))) {
            set_in_force(picture, cell, kind, place);
            pass_up(picture, sources, at, kind, &before);
        }
    }
    struct spot *spot = picture_spot(picture, cell->spot);
    for (uint32_t kind = 1; rank_changed && kind < FIGURE_KINDS; kind++) {
        choose_again(picture, sources, cell->spot, (enum figure_kind)kind);
    }
    if (heard->as_of_utc_us > spot->newest_as_of_utc_us) {
        spot->newest_as_of_utc_us = heard->as_of_utc_us;
    }
    if (cell->version_count > VERSIONS_PER_CELL_MAX) {
        drop_oldest(picture, cell);
    }
    note_change(picture, cell, change);
}

void picture_withdraw(struct picture *picture, const struct sources *sources, uint32_t cell_place,
                      uint32_t version_place, struct picture_change *change)
{
    struct cell *cell = picture_cell(picture, cell_place);
    struct version *version = picture_version(picture, version_place);
    HUB_ASSERT(version->withdrawn == 0);
    version->withdrawn = 1;
    struct spot *spot = picture_spot(picture, cell->spot);
    if (version->as_of_utc_us ==
        spot->newest_as_of_utc_us) { /* a mistyped time must not keep it fresh */
        spot->newest_as_of_utc_us = newest_standing(picture, spot->first_cell, 0);
    }
    for (uint32_t mask = version->mask; mask != 0; mask &= mask - 1) {
        const enum figure_kind kind = figure_next(mask);
        if (cell->own_version[kind] == version_place) {
            const struct word before = picture_word(picture, cell, kind);
            set_in_force(picture, cell, kind, version_in_force(picture, cell, kind));
            pass_up(picture, sources, cell_place, kind, &before);
        }
    }
    note_change(picture, cell, change);
}

void picture_verify(struct picture *picture, const struct sources *sources, uint32_t cell_place,
                    uint32_t version_place, uint32_t level, bool retract,
                    struct picture_change *change)
{
    HUB_ASSERT(level >= 1 && level <= 3);
    const struct cell *cell = picture_cell(picture, cell_place);
    struct version *version = picture_version(picture, version_place);
    version->verified =
        retract ? version->verified & ~(1U << level) : version->verified | 1U << level;
    if (cell->parent == 0) { /* a part's confirmation does not rank the whole */
        for (uint32_t mask = version->mask; mask != 0; mask &= mask - 1) {
            choose_again(picture, sources, cell->spot, figure_next(mask));
        }
    }
    note_change(picture, cell, change);
}
