#include "core/suggest.h"

#include "base/assert.h"
#include "core/suggest_inside.h"

#include <string.h>

/* --- the order --- */

/* -1: a first; 1: b first; 0: this criterion does not tell them apart. */
static int less(uint64_t a, uint64_t b)
{
    return a == b ? 0 : a < b ? -1 : 1;
}

/* Known distances before unknown ones, the nearer first. */
static int by_distance(const struct candidate *a, const struct candidate *b)
{
    const int known = less(a->distance_known ? 0 : 1, b->distance_known ? 0 : 1);
    return known != 0 || !a->distance_known ? known : less(a->distance_m, b->distance_m);
}

/* What ends soonest first, what lasts for ever last. */
static int by_end(const struct candidate *a, const struct candidate *b)
{
    const uint64_t a_us = a->ends_utc_us == 0 ? UINT64_MAX : (uint64_t)a->ends_utc_us;
    const uint64_t b_us = b->ends_utc_us == 0 ? UINT64_MAX : (uint64_t)b->ends_utc_us;
    return less(a_us, b_us);
}

/* Nothing else tells them apart: an order all the same (1). */
static int by_name(const struct candidate *a, const struct candidate *b)
{
    const int giver = strcmp(a->giver, b->giver);
    const int store = giver == 0 ? strcmp(a->store, b->store) : giver;
    if (store != 0) {
        return store;
    }
    const int number = less(a->number, b->number);
    return number != 0 ? number : less(a->part, b->part);
}

/* What is a yes or a no, or one of a few. */
static int by_sides(const struct candidate *a, const struct candidate *b)
{
    if (a->spoils != b->spoils) {
        return a->spoils ? 1 : -1;
    }
    if (a->late != b->late) {
        return a->late ? 1 : -1;
    }
    if (a->whole != b->whole) {
        return a->whole ? -1 : 1;
    }
    return less((uint64_t)a->nearness, (uint64_t)b->nearness);
}

/* Fresh before stale, then the larger. */
static int by_figure(const struct candidate *a, const struct candidate *b)
{
    if (a->stale != b->stale) {
        return a->stale ? 1 : -1;
    }
    return less(b->available, a->available);
}

bool suggest_is_before(const struct candidate *a, const struct candidate *b)
{
    static int (*const criteria[])(const struct candidate *a, const struct candidate *b) = {
        by_sides, by_distance, by_end, by_figure, by_name,
    };
    for (size_t i = 0; i < sizeof criteria / sizeof criteria[0]; i++) {
        const int order = criteria[i](a, b);
        if (order != 0) {
            return order < 0;
        }
    }
    return false;
}

uint32_t suggest_reasons(const struct candidate *candidate,
                         enum candidate_reason out[CANDIDATE_REASONS])
{
    static const enum candidate_reason near[] = {
        [NEARNESS_NONE] = REASON_ELSEWHERE,       [NEARNESS_KECAMATAN] = REASON_SAME_KECAMATAN,
        [NEARNESS_REGENCY] = REASON_SAME_REGENCY, [NEARNESS_PROVINCE] = REASON_SAME_PROVINCE,
        [NEARNESS_ELSEWHERE] = REASON_ELSEWHERE,
    };
    out[0] = candidate->spoils ? REASON_SPOILS : REASON_GOOD_WHEN_NEEDED;
    out[1] = candidate->late ? REASON_LATE : REASON_IN_TIME;
    out[2] = candidate->whole ? REASON_WHOLE : REASON_PART;
    out[3] = near[candidate->nearness];
    out[4] = candidate->ends_utc_us != 0 ? REASON_ENDS : REASON_LASTS;
    out[5] = candidate->stale ? REASON_STALE : REASON_FRESH;
    return CANDIDATE_REASONS;
}

enum nearness suggest_nearness(uint32_t area, uint32_t kecamatan, uint32_t to_area,
                               uint32_t to_kecamatan)
{
    if (kecamatan != 0 && kecamatan == to_kecamatan) {
        return NEARNESS_KECAMATAN;
    }
    if (area_is_regency(to_area) && area == to_area) {
        return NEARNESS_REGENCY;
    }
    return area != AREA_NATION && area_province(area) == area_province(to_area)
               ? NEARNESS_PROVINCE
               : NEARNESS_ELSEWHERE;
}

/* --- keeping the best --- */

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

void suggest_offer(struct search *search, struct candidate *candidate, int64_t fresh_for_us)
{
    struct suggestion *out = search->out;
    const struct suggest_basis *basis = search->basis;
    const int64_t needed_by_us = search->line->needed_by_utc_us;
    const int64_t from_us = later(basis->at_utc_us, candidate->available_utc_us);
    if (candidate->available == 0) {
        return;
    }
    candidate->late = needed_by_us != 0 && from_us > needed_by_us;
    candidate->whole = candidate->available >= out->outstanding;
    candidate->stale = basis->at_utc_us - candidate->as_of_utc_us > fresh_for_us;
    out->found++;
    uint32_t at = out->count;
    while (at > 0 && suggest_is_before(candidate, &out->candidates[at - 1])) {
        at--;
    }
    if (at == SUGGESTIONS_SHOWN) {
        return;
    }
    out->count += out->count < SUGGESTIONS_SHOWN ? 1 : 0;
    memmove(&out->candidates[at + 1], &out->candidates[at],
            (size_t)(out->count - 1 - at) * sizeof out->candidates[0]);
    out->candidates[at] = *candidate;
}

/* --- pledges --- */

/* May it go to the line's area? Without regions anywhere. */
static bool may_go(const struct pledge *pledge, uint32_t area)
{
    for (uint32_t i = 0; i < pledge->region_count; i++) {
        if (area_contains(pledge->regions[i], area)) {
            return true;
        }
    }
    return pledge->region_count == 0;
}

/* Where a giver sits is what the roster says of him: the nearest of his regions. */
static enum nearness find_nearness(const struct search *search, const char *giver)
{
    const struct roster_client *client = roster_find(search->basis->roster, slice_of(giver));
    enum nearness nearest = NEARNESS_ELSEWHERE;
    for (uint32_t i = 0; client != NULL && i < client->region_count; i++) {
        const enum nearness nearness =
            suggest_nearness(client->regions[i], 0, search->relief->area, search->line->kecamatan);
        nearest = nearness < nearest ? nearness : nearest;
    }
    return nearest;
}

static enum nearness nearness_of(struct search *search, uint32_t source, const char *giver)
{
    struct seen *seen = &search->seen[source % GIVERS_SEEN];
    if (seen->source != source) {
        *seen = (struct seen){source, find_nearness(search, giver)};
    }
    return seen->nearness;
}

static void offer_pledge(struct search *search, enum candidate_kind kind, uint32_t place,
                         struct candidate candidate)
{
    const struct pledge *pledge = ledger_pledge(search->ledger, place);
    const int64_t ends_us = pledge->valid_until_utc_us;
    if (!may_go(pledge, search->relief->area) ||
        (ends_us != 0 && ends_us <= search->basis->at_utc_us)) {
        return;
    }
    candidate.kind = kind;
    candidate.place = place;
    candidate.as_of_utc_us = pledge->said_utc_us;
    candidate.available_utc_us = pledge->available_utc_us;
    candidate.ends_utc_us = ends_us;
    candidate.giver =
        source_at(&search->basis->view->sources, (struct source_id){pledge->giver})->name;
    candidate.store = "";
    candidate.number = pledge->number;
    candidate.part = pledge->part;
    candidate.nearness = nearness_of(search, pledge->giver, candidate.giver);
    suggest_offer(search, &candidate, search->basis->fresh_for_us);
}

/* Of the line's event or of none, and not allotted. */
static void take_offers(struct search *search)
{
    const struct article *article = ledger_article(search->ledger, search->line->article);
    uint32_t looked_at = 0;
    for (uint32_t at = article->first_offer; at != 0;
         at = ledger_pledge(search->ledger, at)->next_of_article) {
        const struct pledge *pledge = ledger_pledge(search->ledger, at);
        if (++looked_at > SUGGEST_LOOKED_MAX) { /* (2) */
            search->out->cut = true;
            return;
        }
        if (pledge->event == 0 || pledge->event == search->relief->event) {
            offer_pledge(search, pledge->event == 0 ? CANDIDATE_STANDING : CANDIDATE_OFFER, at,
                         (struct candidate){.available = pledge->amount});
        }
    }
}

/* The pledges of a line of the event that it does not need, as far as nothing of them was sent or is loaded: an ALLOT moves no other. */
static uint32_t take_spare_of(struct search *search, uint32_t place)
{
    const struct need_line *from = ledger_line(search->ledger, place);
    const uint64_t spare = line_spare(from);
    const bool is_short = line_is_open(from);
    uint32_t looked_at = 0;
    for (uint32_t at = from->first_pledge; at != 0;
         at = ledger_pledge(search->ledger, at)->next_of_line) {
        const struct pledge *pledge = ledger_pledge(search->ledger, at);
        looked_at++;
        if (pledge->sent != 0 || pledge->loaded != 0 || !pledge_is_live(pledge)) {
            continue;
        }
        const uint64_t available = pledge->amount < spare ? pledge->amount : spare;
        offer_pledge(search, CANDIDATE_SURPLUS, at,
                     (struct candidate){.available = available,
                                        .opens_gap = is_short ? pledge->amount - available : 0,
                                        .shared = place,
                                        .shared_max = spare});
    }
    return looked_at;
}

static void take_spares(struct search *search)
{
    const struct article *article = ledger_article(search->ledger, search->line->article);
    uint32_t looked_at = 0;
    for (uint32_t at = article->first_excess; at != 0;
         at = ledger_line(search->ledger, at)->next_in_excess) {
        const struct need_line *from = ledger_line(search->ledger, at);
        if (++looked_at > SUGGEST_LOOKED_MAX) { /* (2) */
            search->out->cut = true;
            return;
        }
        if (at != search->basis->line &&
            ledger_relief(search->ledger, from->relief)->event == search->relief->event) {
            looked_at += take_spare_of(search, at);
        }
    }
}

/* --- the whole --- */

/* How much of what this candidate shares with those above it is still there (3). */
static uint64_t left_of(const struct suggestion *out, uint32_t at)
{
    const struct candidate *candidate = &out->candidates[at];
    uint64_t left = candidate->shared_max;
    if (candidate->shared == 0) {
        return candidate->available;
    }
    for (uint32_t i = 0; i < at; i++) {
        left -= out->candidates[i].shared == candidate->shared ? out->candidates[i].proposed : 0;
    }
    return left < candidate->available ? left : candidate->available;
}

/* Down the list until the line is full. */
static void propose(struct suggestion *out)
{
    uint64_t rest = out->outstanding;
    for (uint32_t i = 0; i < out->count; i++) {
        const uint64_t left = left_of(out, i);
        out->candidates[i].proposed = left < rest ? left : rest;
        rest -= out->candidates[i].proposed;
    }
}

/* Where goods may come from; a new source is one more line. */
static void (*const sources[])(struct search *search) = {suggest_take_stock, take_offers,
                                                         take_spares};

void suggest(const struct suggest_basis *basis, struct suggestion *out)
{
    const struct ledger *ledger = &basis->view->ledger;
    const struct need_line *line = ledger_line(ledger, basis->line);
    *out = (struct suggestion){.line = basis->line, .outstanding = line_outstanding(line)};
    struct search search = {
        .basis = basis,
        .ledger = ledger,
        .line = line,
        .relief = ledger_relief(ledger, line->relief),
        .out = out,
    };
    if (out->outstanding == 0) {
        return; /* it lacks nothing */
    }
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        sources[i](&search);
    }
    propose(out);
}
