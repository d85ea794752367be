/* The picture computed once more from the versions alone, without any of the running sums. */
#include "core/picture.h"

#include "base/assert.h"

/* A cell's word by rules (1) and (2), from its versions and parts; parts are at most three deep. */
static struct word word_again(const struct picture *picture, uint32_t place, enum figure_kind kind,
                              int depth)
{
    const struct cell *cell = picture_cell(picture, place);
    struct word word = {.known = false, .as_of_utc_us = INT64_MIN};
    uint64_t seq = 0;
    HUB_ASSERT(depth <= 3);
    for (uint32_t at = cell->first_version; at != 0; at = picture_version(picture, at)->next) {
        const struct version *version = picture_version(picture, at);
        if (version->withdrawn != 0 || (version->mask & FIGURE_BIT(kind)) == 0) {
            continue;
        }
        if (version->as_of_utc_us > word.as_of_utc_us ||
            (version->as_of_utc_us == word.as_of_utc_us && version->seq > seq)) {
            seq = version->seq;
            word = (struct word){.known = true,
                                 .value = version->value[kind],
                                 .as_of_utc_us = version->as_of_utc_us,
                                 .verified = version->verified};
        }
    }
    if (word.known) {
        return word;
    }
    for (uint32_t at = cell->first_part; at != 0; at = picture_cell(picture, at)->next) {
        const struct word part = word_again(picture, at, kind, depth + 1);
        if (part.known) {
            word.known = true;
            word.from_parts = true;
            const uint64_t sum = (uint64_t)word.value + part.value;
            word.value = sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum;
            word.as_of_utc_us =
                part.as_of_utc_us > word.as_of_utc_us ? part.as_of_utc_us : word.as_of_utc_us;
        }
    }
    return word;
}

/* The newest as_of among the reports that are kept and stand; parts are at most three deep. */
static int64_t newest_again(const struct picture *picture, uint32_t first_cell, int depth)
{
    int64_t newest = AS_OF_NONE;
    HUB_ASSERT(first_cell == 0 || depth <= 3);
    for (uint32_t at = first_cell; at != 0; at = picture_cell(picture, at)->next) {
        const struct cell *cell = picture_cell(picture, at);
        const int64_t below = newest_again(picture, cell->first_part, depth + 1);
        newest = below > newest ? below : newest;
        for (uint32_t v = cell->first_version; v != 0; v = picture_version(picture, v)->next) {
            const struct version *version = picture_version(picture, v);
            newest = version->withdrawn == 0 && version->as_of_utc_us > newest
                         ? version->as_of_utc_us
                         : newest;
        }
    }
    return newest;
}

struct rank {
    int place;
    int64_t as_of_utc_us;
    const char *name;
};

static bool outranks(const struct rank *a, const struct rank *b)
{
    if (a->place != b->place) {
        return a->place < b->place;
    }
    if (a->as_of_utc_us != b->as_of_utc_us) {
        return a->as_of_utc_us > b->as_of_utc_us;
    }
    return strcmp(a->name, b->name) < 0;
}

/* Is the chosen word of a spot what rule (3) says? */
static bool spot_agrees(const struct picture *picture, const struct sources *sources,
                        const struct spot *spot, enum figure_kind kind)
{
    uint32_t best = 0;
    uint32_t value = 0;
    struct rank best_rank = {.place = 9};
    for (uint32_t at = spot->first_cell; at != 0; at = picture_cell(picture, at)->next) {
        const struct cell *cell = picture_cell(picture, at);
        const struct word word = word_again(picture, at, kind, 0);
        const struct rank rank = {
            .place = cell->official != 0 ? 0 : (!word.from_parts && word.verified != 0 ? 1 : 2),
            .as_of_utc_us = word.as_of_utc_us,
            .name = source_at(sources, (struct source_id){cell->source})->name};
        if (word.known && (best == 0 || outranks(&rank, &best_rank))) {
            best = at;
            best_rank = rank;
            value = word.value;
        }
    }
    const bool known = (spot->known_mask & FIGURE_BIT(kind)) != 0;
    return spot->chosen_cell[kind] == best && spot->chosen_value[kind] == value &&
           spot->chosen_as_of_utc_us[kind] == (best == 0 ? 0 : best_rank.as_of_utc_us) &&
           known == (best != 0);
}

/* Is a sum the sum of its regencies; rule (4)? */
static bool sum_agrees(const struct picture *picture, const struct sum *sum)
{
    uint64_t total[FIGURE_KINDS] = {0};
    uint32_t known[FIGURE_KINDS] = {0};
    uint32_t expected = 0;
    uint32_t known_regencies = 0;
    uint32_t at = picture_disaster(picture, sum->event)->first_spot;
    for (; at != 0; at = picture_spot(picture, at)->next_in_event) {
        const struct spot *spot = picture_spot(picture, at);
        if (!area_is_regency(spot->area) || !area_contains(sum->area, spot->area)) {
            continue;
        }
        expected++;
        known_regencies += spot->known_mask != 0 ? 1 : 0;
        for (uint32_t mask = spot->known_mask; mask != 0; mask &= mask - 1) {
            known[figure_next(mask)]++;
            total[figure_next(mask)] += spot->chosen_value[figure_next(mask)];
        }
    }
    return expected == sum->expected_regencies && known_regencies == sum->known_regencies &&
           memcmp(total, sum->total, sizeof total) == 0 &&
           memcmp(known, sum->known, sizeof known) == 0;
}

/* The versions of a cell hang together in both directions, from the youngest record to the oldest, as many as counted;
 * each is in force for as many kinds as its cell says. */
static bool versions_agree(const struct picture *picture, const struct cell *cell)
{
    uint32_t count = 0;
    uint32_t younger = 0;
    for (uint32_t at = cell->first_version; at != 0; at = picture_version(picture, at)->next) {
        const struct version *version = picture_version(picture, at);
        uint32_t in_force = 0;
        for (uint32_t mask = cell->own_mask; mask != 0; mask &= mask - 1) {
            in_force += cell->own_version[figure_next(mask)] == at ? 1 : 0;
        }
        if (version->previous != younger || version->in_force != in_force ||
            (younger != 0 && picture_version(picture, younger)->seq <= version->seq)) {
            return false;
        }
        younger = at;
        count++;
    }
    return cell->last_version == younger && cell->version_count == count &&
           count <= VERSIONS_PER_CELL_MAX;
}

bool picture_audit(const struct picture *picture, const struct sources *sources)
{
    for (uint32_t place = 1; place <= picture->cells.used; place++) {
        if (!versions_agree(picture, picture_cell(picture, place))) {
            return false;
        }
    }
    for (uint32_t place = 1; place <= picture->spots.used; place++) {
        const struct spot *spot = picture_spot(picture, place);
        if (spot->newest_as_of_utc_us != newest_again(picture, spot->first_cell, 0)) {
            return false;
        }
        for (uint32_t kind = 1; kind < FIGURE_KINDS; kind++) {
            if (!spot_agrees(picture, sources, spot, (enum figure_kind)kind)) {
                return false;
            }
        }
    }
    for (uint32_t place = 1; place <= picture->sums.used; place++) {
        if (!sum_agrees(picture, picture_sum(picture, place))) {
            return false;
        }
    }
    return true;
}
