#include "core/ledger.h"

#include "base/assert.h"
#include "base/text.h"

/* The bytes of the pools are the state: they are saved as they are and compared byte by byte. */
_Static_assert(sizeof(struct article) == ITEM_CODE_ROOM + UNIT_ROOM + 40, "no padding");
_Static_assert(sizeof(struct need_line) == 11UL * 8 + 20UL * 4 + POINT_BYTES_MAX + 8, "no padding");
_Static_assert(sizeof(struct pledge) == 15UL * 8 + 16UL * 4 + 2UL * PLEDGE_REGIONS_MAX +
                                            POINT_BYTES_MAX + IDENTIFIER_BYTES_MAX + 16,
               "no padding");
_Static_assert(sizeof(struct relief) == 12UL * 4, "no padding");
_Static_assert(sizeof(struct tally) == 9UL * 8 + 4UL * 4, "no padding");
_Static_assert(sizeof(struct group) == 6UL * 4, "no padding");
_Static_assert(sizeof(struct pledge) % 8 == 0 && sizeof(struct need_line) % 8 == 0, "no padding");

#define GROUPS_PER_RELIEF (ITEM_CLASSES - 1U)

/* --- room --- */

static size_t hash_room(uint32_t entries)
{
    return sizeof(struct hash_slot) * hash_slots_for(entries);
}

size_t ledger_bytes(const struct ledger_limits *limits)
{
    const uint32_t groups_max = GROUPS_PER_RELIEF * limits->reliefs_max;
    return pool_bytes(sizeof(struct article), limits->articles_max) +
           pool_bytes(sizeof(struct need_line), limits->lines_max) +
           pool_bytes(sizeof(struct pledge), limits->pledges_max) +
           pool_bytes(sizeof(struct relief), limits->reliefs_max) +
           pool_bytes(sizeof(struct tally), limits->tallies_max) +
           pool_bytes(sizeof(struct group), groups_max) + hash_room(limits->articles_max) +
           hash_room(limits->lines_max) + hash_room(limits->pledges_max) +
           hash_room(limits->reliefs_max) + hash_room(limits->tallies_max) + hash_room(groups_max) +
           sizeof(uint32_t) * (AREA_CODES + 2 * ((size_t)limits->pledges_max + 1)) + 512;
}

static void init_hash(struct hash *hash, struct arena *zeroed, uint32_t entries)
{
    const uint32_t slots = hash_slots_for(entries);
    struct hash_slot *room = arena_take(zeroed, sizeof(struct hash_slot) * slots);
    HUB_ASSERT(room != NULL);
    hash_init(hash, room, slots);
}

static uint32_t *take_places(struct arena *zeroed, size_t count)
{
    uint32_t *places = arena_take(zeroed, sizeof(uint32_t) * count);
    HUB_ASSERT(places != NULL);
    return places;
}

void ledger_init(struct ledger *ledger, struct arena *zeroed, const struct ledger_limits *limits)
{
    const uint32_t groups_max = GROUPS_PER_RELIEF * limits->reliefs_max;
    *ledger = (struct ledger){.due_count = 0};
    pool_init(&ledger->articles, zeroed, sizeof(struct article), limits->articles_max);
    pool_init(&ledger->lines, zeroed, sizeof(struct need_line), limits->lines_max);
    pool_init(&ledger->pledges, zeroed, sizeof(struct pledge), limits->pledges_max);
    pool_init(&ledger->reliefs, zeroed, sizeof(struct relief), limits->reliefs_max);
    pool_init(&ledger->tallies, zeroed, sizeof(struct tally), limits->tallies_max);
    pool_init(&ledger->groups, zeroed, sizeof(struct group), groups_max);
    init_hash(&ledger->by_article, zeroed, limits->articles_max);
    init_hash(&ledger->by_line, zeroed, limits->lines_max);
    init_hash(&ledger->by_pledge, zeroed, limits->pledges_max);
    init_hash(&ledger->by_relief, zeroed, limits->reliefs_max);
    init_hash(&ledger->by_tally, zeroed, limits->tallies_max);
    init_hash(&ledger->by_group, zeroed, groups_max);
    ledger->first_relief_of_area = take_places(zeroed, AREA_CODES);
    ledger->due = take_places(zeroed, (size_t)limits->pledges_max + 1);
    ledger->due_at = take_places(zeroed, (size_t)limits->pledges_max + 1);
}

/* --- keys: two things may share a hash, then the next key is tried until the thing itself fits --- */

static uint64_t pair_key(uint32_t a, uint32_t b)
{
    return (uint64_t)a << 32U | b; /* exact: no two pairs share it */
}

static uint64_t numbered_key(uint32_t source, uint64_t number, uint32_t line)
{
    return hash_mix(hash_mix(number) ^ pair_key(source, line));
}

static uint64_t article_key(const struct article *article)
{
    const struct slice words = slice_of(article->code);
    const struct slice counted = slice_of(article->unit);
    return hash_bytes(words.data, words.size_bytes) ^
           hash_mix(hash_bytes(counted.data, counted.size_bytes) + article->known);
}

bool article_is(const struct article *a, const struct article *b)
{
    return a->known == b->known && strcmp(a->code, b->code) == 0 && strcmp(a->unit, b->unit) == 0;
}

static uint32_t find_pair(const struct hash *hash, uint32_t a, uint32_t b)
{
    const uint32_t place = hash_find(hash, pair_key(a, b));
    return place == HASH_NONE ? 0 : place;
}

uint32_t ledger_find_relief(const struct ledger *ledger, uint32_t event, uint32_t area)
{
    return find_pair(&ledger->by_relief, event, area);
}

uint32_t ledger_find_group(const struct ledger *ledger, uint32_t relief, uint32_t class_of)
{
    return find_pair(&ledger->by_group, relief, class_of);
}

static uint32_t find_tally(const struct ledger *ledger, uint32_t relief, uint32_t article)
{
    return find_pair(&ledger->by_tally, relief, article);
}

uint32_t ledger_find_article(const struct ledger *ledger, const struct article *wanted)
{
    for (uint64_t key = article_key(wanted);; key++) {
        const uint32_t place = hash_find(&ledger->by_article, key);
        if (place == HASH_NONE) {
            return 0;
        }
        if (article_is(ledger_article(ledger, place), wanted)) {
            return place;
        }
    }
}

uint32_t ledger_find_line(const struct ledger *ledger, uint32_t source, uint64_t number,
                          uint32_t line)
{
    for (uint64_t key = numbered_key(source, number, line);; key++) {
        const uint32_t place = hash_find(&ledger->by_line, key);
        if (place == HASH_NONE) {
            return 0;
        }
        const struct need_line *held = ledger_line(ledger, place);
        if (held->source == source && held->number == number && held->line == line) {
            return place;
        }
    }
}

uint32_t ledger_find_pledge(const struct ledger *ledger, uint32_t source, uint64_t number,
                            uint32_t part)
{
    for (uint64_t key = numbered_key(source, number, part);; key++) {
        const uint32_t place = hash_find(&ledger->by_pledge, key);
        if (place == HASH_NONE) {
            return 0;
        }
        const struct pledge *held = ledger_pledge(ledger, place);
        if (held->source == source && held->number == number && held->part == part) {
            return place;
        }
    }
}

/* Put a place under the first key from this one on that is free. */
static void put_from(struct hash *hash, uint64_t key, uint32_t place)
{
    while (hash_find(hash, key) != HASH_NONE) {
        key++;
    }
    hash_put(hash, key, place);
}

static void put_article(struct ledger *ledger, uint32_t place)
{
    struct article *article = ledger_article(ledger, place);
    put_from(&ledger->by_article, article_key(article), place);
    if (article->known == 0) {
        article->next_unknown = ledger->first_unknown;
        ledger->first_unknown = place;
        ledger->unknown_count++;
    }
}

static void put_line(struct ledger *ledger, uint32_t place)
{
    const struct need_line *line = ledger_line(ledger, place);
    put_from(&ledger->by_line, numbered_key(line->source, line->number, line->line), place);
}

static void put_pledge(struct ledger *ledger, uint32_t place)
{
    const struct pledge *pledge = ledger_pledge(ledger, place);
    put_from(&ledger->by_pledge, numbered_key(pledge->source, pledge->number, pledge->part), place);
}

static void put_relief(struct ledger *ledger, uint32_t place)
{
    struct relief *relief = ledger_relief(ledger, place);
    hash_put(&ledger->by_relief, pair_key(relief->event, relief->area), place);
    relief->next_in_area = ledger->first_relief_of_area[relief->area];
    ledger->first_relief_of_area[relief->area] = place;
}

void ledger_index(struct ledger *ledger)
{
    for (uint32_t place = 1; place <= ledger->articles.used; place++) {
        put_article(ledger, place);
    }
    for (uint32_t place = 1; place <= ledger->lines.used; place++) {
        put_line(ledger, place);
    }
    for (uint32_t place = 1; place <= ledger->pledges.used; place++) {
        put_pledge(ledger, place);
        ledger_note_due(ledger, place);
    }
    for (uint32_t place = 1; place <= ledger->reliefs.used; place++) {
        put_relief(ledger, place);
    }
    for (uint32_t place = 1; place <= ledger->tallies.used; place++) {
        const struct tally *tally = ledger_tally(ledger, place);
        hash_put(&ledger->by_tally, pair_key(tally->relief, tally->article), place);
    }
    for (uint32_t place = 1; place <= ledger->groups.used; place++) {
        const struct group *group = ledger_group(ledger, place);
        hash_put(&ledger->by_group, pair_key(group->relief, group->class_of), place);
    }
}

/* --- what follows from a line --- */

bool line_counts(const struct need_line *line)
{
    return line->state != NEED_DECLINED && line->state != NEED_CANCELLED;
}

bool line_is_open(const struct need_line *line)
{
    return line_counts(line) && line->state != NEED_CLOSED;
}

/* Promised, without what is known not to be of use any more. */
static uint64_t useful(const struct need_line *line)
{
    return line->amounts.pledged - line->amounts.damaged - line->amounts.lost;
}

uint64_t line_outstanding(const struct need_line *line)
{
    const uint64_t promised = useful(line);
    return line_is_open(line) && line->amounts.asked > promised ? line->amounts.asked - promised
                                                                : 0;
}

uint64_t line_excess(const struct need_line *line)
{
    const uint64_t promised = useful(line);
    return line_counts(line) && promised > line->amounts.asked ? promised - line->amounts.asked : 0;
}

uint64_t line_spare(const struct need_line *line)
{
    const uint64_t unsent = line->amounts.pledged - line->amounts.sent;
    const uint64_t excess = line_is_open(line) ? line_excess(line) : unsent;
    return excess < unsent ? excess : unsent;
}

uint64_t pledge_unbound(const struct pledge *pledge)
{
    return pledge->amount - pledge->sent - pledge->loaded;
}

uint64_t pledge_unsent(const struct pledge *pledge)
{
    return pledge->amount - pledge->sent;
}

bool pledge_is_live(const struct pledge *pledge)
{
    return pledge->state != PLEDGE_WITHDRAWN && pledge->state != PLEDGE_EXPIRED &&
           pledge->state != PLEDGE_DELIVERED;
}

bool pledges_meet(const struct pledge *a, const struct pledge *b)
{
    const bool a_before_b = a->valid_until_utc_us != 0 && b->available_utc_us != 0 &&
                            a->valid_until_utc_us < b->available_utc_us;
    const bool b_before_a = b->valid_until_utc_us != 0 && a->available_utc_us != 0 &&
                            b->valid_until_utc_us < a->available_utc_us;
    return !a_before_b && !b_before_a;
}

/* --- totals: a line is lifted out of them, changed, and put back (3) --- */

static struct amounts amounts_in_totals(const struct need_line *line)
{
    struct amounts amounts = line->amounts;
    if (!line_counts(line)) {
        amounts.asked = 0;
        amounts.pledged = amounts.sent;
        amounts.reserved = amounts.sent;
    }
    return amounts;
}

static void add_amounts(struct amounts *to, const struct amounts *more)
{
    to->asked += more->asked;
    to->pledged += more->pledged;
    to->reserved += more->reserved;
    to->sent += more->sent;
    to->good += more->good;
    to->damaged += more->damaged;
    to->lost += more->lost;
}

static void take_amounts(struct amounts *from, const struct amounts *less)
{
    from->asked -= less->asked;
    from->pledged -= less->pledged;
    from->reserved -= less->reserved;
    from->sent -= less->sent;
    from->good -= less->good;
    from->damaged -= less->damaged;
    from->lost -= less->lost;
}

/* The areas whose totals hold what this area asks for: itself, its province, the nation; returns how many. */
static uint32_t areas_above(uint32_t area, uint32_t out[3])
{
    uint32_t count = 0;
    out[count++] = area;
    if (area_is_regency(area)) {
        out[count++] = area_province(area);
    }
    if (area != AREA_NATION) {
        out[count++] = AREA_NATION;
    }
    return count;
}

static void note(struct ledger_change *change, uint32_t relief)
{
    for (uint32_t i = 0; i < change->count; i++) {
        if (change->reliefs[i] == relief) {
            return;
        }
    }
    HUB_ASSERT(change->count < sizeof change->reliefs / sizeof change->reliefs[0]);
    change->reliefs[change->count++] = relief;
}

static void note_offer(struct ledger_change *change, const struct pledge *pledge, uint32_t place)
{
    if (pledge->part != 0) {
        HUB_ASSERT(change->offer_count < sizeof change->offers / sizeof change->offers[0]);
        change->offers[change->offer_count++] = place;
    }
}

/* Take the line out of every total it is in (`puts` false), or put it back. */
static void move_in_totals(struct ledger *ledger, const struct need_line *line, bool puts,
                           struct ledger_change *change)
{
    uint32_t areas[3];
    const struct relief own = *ledger_relief(ledger, line->relief);
    const uint32_t count = areas_above(own.area, areas);
    const struct amounts amounts = amounts_in_totals(line);
    const uint32_t open = line_is_open(line) ? 1 : 0;
    const uint32_t gap = line_outstanding(line) > 0 ? 1 : 0;
    const uint32_t excess = line_excess(line) > 0 ? 1 : 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t at = ledger_find_relief(ledger, own.event, areas[i]);
        struct relief *relief = ledger_relief(ledger, at);
        struct tally *tally = ledger_tally(ledger, find_tally(ledger, at, line->article));
        if (puts) {
            add_amounts(&tally->amounts, &amounts);
            tally->outstanding += line_outstanding(line);
            tally->excess += line_excess(line);
            tally->open_lines += open;
            relief->open_lines += open;
            relief->gap_lines += gap;
            relief->excess_lines += excess;
        } else {
            take_amounts(&tally->amounts, &amounts);
            tally->outstanding -= line_outstanding(line);
            tally->excess -= line_excess(line);
            tally->open_lines -= open;
            relief->open_lines -= open;
            relief->gap_lines -= gap;
            relief->excess_lines -= excess;
        }
        note(change, at);
    }
}

/* --- making places --- */

uint32_t ledger_take_article(struct ledger *ledger, const struct article *wanted)
{
    const uint32_t known = ledger_find_article(ledger, wanted);
    if (known != 0) {
        return known;
    }
    const uint32_t place = pool_take(&ledger->articles);
    HUB_ASSERT(place != 0); /* room was asked */
    struct article *article = ledger_article(ledger, place);
    *article = *wanted;
    article->first_offer = 0; /* `wanted` may be one that another ledger holds */
    article->first_excess = 0;
    article->named_utc_us = 0;
    article->lines = 0;
    article->pledges = 0;
    article->next_unknown = 0;
    put_article(ledger, place);
    return place;
}

/* A line or a pledge names the article. */
static void note_named(struct ledger *ledger, uint32_t place, int64_t as_of_utc_us,
                       struct ledger_change *change)
{
    struct article *article = ledger_article(ledger, place);
    if (article->lines + article->pledges == 1 || as_of_utc_us > article->named_utc_us) {
        article->named_utc_us = as_of_utc_us;
    }
    change->unknown = change->unknown || article->known == 0;
}

static uint32_t make_relief(struct ledger *ledger, uint32_t event, uint32_t area)
{
    const uint32_t known = ledger_find_relief(ledger, event, area);
    if (known != 0) {
        return known;
    }
    const uint32_t place = pool_take(&ledger->reliefs);
    HUB_ASSERT(place != 0); /* room was asked */
    struct relief *relief = ledger_relief(ledger, place);
    relief->event = event;
    relief->area = area;
    put_relief(ledger, place);
    return place;
}

static void make_tally(struct ledger *ledger, uint32_t relief_place, uint32_t article)
{
    if (find_tally(ledger, relief_place, article) != 0) {
        return;
    }
    const uint32_t place = pool_take(&ledger->tallies);
    HUB_ASSERT(place != 0); /* room was asked */
    struct relief *relief = ledger_relief(ledger, relief_place);
    struct tally *tally = ledger_tally(ledger, place);
    tally->relief = relief_place;
    tally->article = article;
    tally->next_in_relief = relief->first_tally;
    relief->first_tally = place;
    hash_put(&ledger->by_tally, pair_key(relief_place, article), place);
}

static uint32_t make_group(struct ledger *ledger, uint32_t relief_place, uint32_t class_of)
{
    const uint32_t known = ledger_find_group(ledger, relief_place, class_of);
    if (known != 0 || class_of == ITEM_CLASS_UNKNOWN) {
        return known;
    }
    const uint32_t place = pool_take(&ledger->groups);
    HUB_ASSERT(place != 0); /* as many as classes of every relief */
    struct relief *relief = ledger_relief(ledger, relief_place);
    struct group *group = ledger_group(ledger, place);
    group->relief = relief_place;
    group->class_of = class_of;
    group->next_in_relief = relief->first_group;
    relief->first_group = place;
    hash_put(&ledger->by_group, pair_key(relief_place, class_of), place);
    return place;
}

/* --- needs --- */

static bool pool_has(const struct pool *pool, uint32_t more)
{
    return pool->max - pool->used >= more;
}

bool ledger_has_room_for_articles(const struct ledger *ledger, uint32_t more)
{
    return pool_has(&ledger->articles, more);
}

bool ledger_has_room_for_article(const struct ledger *ledger, const struct article *wanted)
{
    return pool_has(&ledger->articles, 1) || ledger_find_article(ledger, wanted) != 0;
}

bool ledger_has_room_for_need(const struct ledger *ledger, uint32_t event, uint32_t area,
                              uint32_t lines)
{
    const uint32_t relief = ledger_find_relief(ledger, event, area);
    const uint32_t held = relief == 0 ? 0 : ledger_relief(ledger, relief)->line_count;
    return pool_has(&ledger->lines, lines) && pool_has(&ledger->reliefs, 3) &&
           pool_has(&ledger->tallies, 3 * lines) && held + lines <= LINES_PER_AREA_MAX;
}

void ledger_ask(struct ledger *ledger, const struct asking *asking, struct ledger_change *change)
{
    uint32_t areas[3];
    const uint32_t count = areas_above(asking->area, areas);
    const uint32_t article = ledger_take_article(ledger, asking->article);
    for (uint32_t i = 0; i < count; i++) {
        make_tally(ledger, make_relief(ledger, asking->event, areas[i]), article);
    }
    const uint32_t place = pool_take(&ledger->lines);
    HUB_ASSERT(place != 0); /* room was asked */
    struct need_line *line = ledger_line(ledger, place);
    line->amounts.asked = asking->asked;
    line->as_of_utc_us = asking->as_of_utc_us;
    line->needed_by_utc_us = asking->needed_by_utc_us;
    line->source = asking->source;
    line->number = asking->number;
    line->line = asking->line;
    line->relief = ledger_find_relief(ledger, asking->event, asking->area);
    line->article = article;
    ledger_article(ledger, article)->lines++;
    note_named(ledger, article, asking->as_of_utc_us, change);
    line->state = (asking->flags & LINE_URGENT) != 0 ? NEED_APPROVED : NEED_REQUESTED;
    line->priority = asking->priority;
    line->persons = asking->persons;
    line->households = asking->households;
    line->kecamatan = asking->kecamatan;
    line->flags = asking->flags;
    line->latitude_udeg = asking->latitude_udeg;
    line->longitude_udeg = asking->longitude_udeg;
    text_copy(line->delivery_point, POINT_BYTES_MAX + 1, asking->delivery_point);
    struct relief *relief = ledger_relief(ledger, line->relief);
    line->next_in_relief = relief->first_line;
    relief->first_line = place;
    relief->line_count++;
    put_line(ledger, place);
    move_in_totals(ledger, line, true, change);
}

void ledger_answer(struct ledger *ledger, uint32_t place, enum need_deed deed, uint32_t source,
                   uint64_t number, struct ledger_change *change)
{
    struct need_line *line = ledger_line(ledger, place);
    const uint8_t next = need_life[line->state][deed];
    HUB_ASSERT(next != NEED_STATE_NONE);
    move_in_totals(ledger, line, false, change);
    line->state = next;
    line->escalated += deed == NEED_ESCALATE ? 1 : 0;
    line->decision_source = source;
    line->decision_number = number;
    move_in_totals(ledger, line, true, change);
    ledger_note_spare(ledger, place);
}

/* --- pledges --- */

static struct amounts amounts_of(const struct pledge *pledge)
{
    return (struct amounts){.pledged = pledge->amount,
                            .reserved = pledge->reserved,
                            .sent = pledge->sent,
                            .good = pledge->good,
                            .damaged = pledge->damaged,
                            .lost = pledge->lost};
}

/* The list a pledge hangs in by next_of_line: its line's, its event's offers, the standing offers. */
static uint32_t *list_of(struct ledger *ledger, const struct pledge *pledge, uint32_t **out_count)
{
    if (pledge->line != 0) {
        struct need_line *line = ledger_line(ledger, pledge->line);
        *out_count = &line->pledge_count;
        return &line->first_pledge;
    }
    if (pledge->event != 0) {
        struct relief *nation =
            ledger_relief(ledger, ledger_find_relief(ledger, pledge->event, AREA_NATION));
        *out_count = &nation->offer_count;
        return &nation->first_offer;
    }
    *out_count = &ledger->standing_count;
    return &ledger->first_standing;
}

static void hang(struct ledger *ledger, uint32_t place)
{
    struct pledge *pledge = ledger_pledge(ledger, place);
    uint32_t *count = NULL;
    uint32_t *first = list_of(ledger, pledge, &count);
    pledge->next_of_line = *first;
    pledge->previous_of_line = 0;
    if (*first != 0) {
        ledger_pledge(ledger, *first)->previous_of_line = place;
    }
    *first = place;
    (*count)++;
    if (pledge->group != 0) {
        struct group *group = ledger_group(ledger, pledge->group);
        pledge->next_in_group = group->first_pledge;
        group->first_pledge = place;
        group->pledge_count++;
    }
}

static void leave_group(struct ledger *ledger, uint32_t place)
{
    struct pledge *pledge = ledger_pledge(ledger, place);
    if (pledge->group == 0) {
        return;
    }
    struct group *group = ledger_group(ledger, pledge->group);
    uint32_t *at = &group->first_pledge;
    while (*at != place) {
        at = &ledger_pledge(ledger, *at)->next_in_group;
    }
    *at = pledge->next_in_group;
    group->pledge_count--;
    pledge->group = 0;
    pledge->next_in_group = 0;
}

static void unhang(struct ledger *ledger, uint32_t place)
{
    struct pledge *pledge = ledger_pledge(ledger, place);
    uint32_t *count = NULL;
    uint32_t *first = list_of(ledger, pledge, &count);
    if (pledge->previous_of_line == 0) {
        *first = pledge->next_of_line;
    } else {
        ledger_pledge(ledger, pledge->previous_of_line)->next_of_line = pledge->next_of_line;
    }
    if (pledge->next_of_line != 0) {
        ledger_pledge(ledger, pledge->next_of_line)->previous_of_line = pledge->previous_of_line;
    }
    pledge->next_of_line = 0;
    pledge->previous_of_line = 0;
    (*count)--;
    leave_group(ledger, place);
}

/* What it promises out of a pile is taken away (`puts` false), or added; whoever keeps the piles reads it off the change. */
static void note_promise(struct ledger_change *change, const struct pledge *pledge, bool puts)
{
    uint32_t at = 0;
    if (pledge->pile == 0) {
        return;
    }
    while (at < change->promise_count && change->promises[at].pile != pledge->pile) {
        at++;
    }
    if (at == change->promise_count) {
        HUB_ASSERT(at < sizeof change->promises / sizeof change->promises[0]);
        change->promise_count++;
        change->promises[at].pile = pledge->pile;
    }
    const uint64_t unsent = pledge_unsent(pledge);
    change->promises[at].by += puts ? unsent : 0 - unsent;
}

/* The pledge's quantities are taken out of its line and totals (`puts` false), or put back. */
static void move_in_line(struct ledger *ledger, const struct pledge *pledge, bool puts,
                         struct ledger_change *change)
{
    note_promise(change, pledge, puts);
    if (pledge->line == 0) {
        if (pledge->event != 0) {
            note(change, ledger_find_relief(ledger, pledge->event, AREA_NATION));
        }
        return;
    }
    struct need_line *line = ledger_line(ledger, pledge->line);
    const struct amounts amounts = amounts_of(pledge);
    move_in_totals(ledger, line, false, change);
    if (puts) {
        add_amounts(&line->amounts, &amounts);
    } else {
        take_amounts(&line->amounts, &amounts);
    }
    move_in_totals(ledger, line, true, change);
    ledger_note_spare(ledger, pledge->line);
}

/* Its line from now on; 0: none. */
static void set_line(struct ledger *ledger, uint32_t place, uint32_t line_place)
{
    struct pledge *pledge = ledger_pledge(ledger, place);
    pledge->line = line_place;
    if (line_place != 0) {
        const struct need_line *line = ledger_line(ledger, line_place);
        pledge->event = ledger_relief(ledger, line->relief)->event;
        pledge->group =
            make_group(ledger, line->relief, ledger_article(ledger, pledge->article)->class_of);
    }
}

bool ledger_has_room_for_pledge(const struct ledger *ledger, uint32_t line_place)
{
    return pool_has(&ledger->pledges, 1) && pool_has(&ledger->reliefs, 1) &&
           (line_place == 0 || ledger_line_has_room(ledger, line_place));
}

bool ledger_line_has_room(const struct ledger *ledger, uint32_t line_place)
{
    const struct need_line *line = ledger_line(ledger, line_place);
    const uint32_t group =
        ledger_find_group(ledger, line->relief, ledger_article(ledger, line->article)->class_of);
    return line->pledge_count < PLEDGES_PER_LINE_MAX &&
           (group == 0 || ledger_group(ledger, group)->pledge_count < PLEDGES_PER_GROUP_MAX);
}

bool ledger_has_room_for_offers(const struct ledger *ledger, uint32_t offers)
{
    return pool_has(&ledger->pledges, offers) && pool_has(&ledger->reliefs, 1);
}

uint32_t ledger_promise(struct ledger *ledger, const struct promising *promising,
                        struct ledger_change *change)
{
    const uint32_t place = pool_take(&ledger->pledges);
    HUB_ASSERT(place != 0); /* room was asked */
    struct pledge *pledge = ledger_pledge(ledger, place);
    pledge->amount = promising->amount;
    pledge->unit_thousandths = promising->unit_thousandths;
    pledge->available_utc_us = promising->available_utc_us;
    pledge->valid_until_utc_us = promising->valid_until_utc_us;
    pledge->said_utc_us = promising->at_utc_us;
    pledge->number = promising->number;
    pledge->source = promising->source;
    pledge->giver = promising->giver;
    pledge->part = promising->part;
    pledge->event = promising->event;
    pledge->article = ledger_take_article(ledger, promising->article);
    ledger_article(ledger, pledge->article)->pledges++;
    note_named(ledger, pledge->article, promising->taken_utc_us, change);
    pledge->state = PLEDGE_OFFERED;
    pledge->origin = promising->origin;
    pledge->pile = promising->pile;
    pledge->region_count = promising->region_count;
    memcpy(pledge->regions, promising->regions, sizeof pledge->regions);
    text_copy(pledge->origin_name, POINT_BYTES_MAX + 1, promising->origin_name);
    text_copy(pledge->cluster, IDENTIFIER_BYTES_MAX + 1, promising->cluster);
    set_line(ledger, place, promising->line);
    if (pledge->line == 0 && pledge->event != 0) {
        make_relief(ledger, pledge->event, AREA_NATION); /* where the event's offers are listed */
    }
    put_pledge(ledger, place);
    hang(ledger, place);
    move_in_line(ledger, pledge, true, change);
    ledger_note_due(ledger, place);
    ledger_note_offer(ledger, place);
    return place;
}

/* What has left or is loaded was set aside, or is so by that (1). */
void pledge_set_aside(struct pledge *pledge)
{
    const uint64_t bound = pledge->sent + pledge->loaded;
    pledge->reserved = pledge->reserved < bound ? bound : pledge->reserved;
}

static void change_amounts(struct pledge *pledge, const struct doing *doing)
{
    switch (doing->deed) {
    case PLEDGE_RESERVE:
        pledge->reserved += doing->amount == 0 ? pledge->amount - pledge->reserved : doing->amount;
        break;
    case PLEDGE_DISPATCH:
        pledge->sent += doing->amount == 0 ? pledge_unbound(pledge) : doing->amount;
        pledge_set_aside(pledge);
        break;
    case PLEDGE_RECEIVE:
        pledge->good += doing->amount;
        pledge->damaged += doing->damaged;
        pledge->lost += doing->lost;
        break;
    case PLEDGE_WITHDRAW:
    case PLEDGE_EXPIRE:
        pledge->amount = pledge->sent + pledge->loaded;
        pledge->reserved = pledge->amount;
        break;
    case PLEDGE_EXTEND:
        pledge->valid_until_utc_us = doing->valid_until_utc_us;
        break;
    case PLEDGE_NONE:
    case PLEDGE_CONFIRM:
    case PLEDGE_ALLOT:
    case PLEDGE_DEEDS:
    default:
        break;
    }
}

/* Times are kept of what the giver says, of what leaves and of what is handed over. */
static void note_time(struct pledge *pledge, const struct doing *doing)
{
    if (doing->deed == PLEDGE_RECEIVE) {
        pledge->received_utc_us = doing->at_utc_us;
    } else if (doing->deed != PLEDGE_ALLOT && doing->deed != PLEDGE_EXPIRE) {
        pledge->said_utc_us = doing->at_utc_us;
    }
    if (doing->deed == PLEDGE_DISPATCH) {
        pledge->dispatched_utc_us = doing->at_utc_us;
    }
}

bool pledge_has_arrived(const struct pledge *pledge)
{
    return pledge->sent > 0 && pledge->sent == pledge->amount &&
           pledge->good + pledge->damaged + pledge->lost == pledge->sent;
}

/* The pledge's state was changed: one that is over leaves the group, one of which nothing is left also its line. */
static void leave_lists(struct ledger *ledger, uint32_t place)
{
    struct pledge *pledge = ledger_pledge(ledger, place);
    if (pledge->state == PLEDGE_DELIVERED) {
        leave_group(ledger, place);
    }
    if (pledge->state == PLEDGE_WITHDRAWN || pledge->state == PLEDGE_EXPIRED) {
        unhang(ledger, place); /* nothing of it left: its line and the offers are rid of it */
        pledge->line = 0;
    }
}

void ledger_lift(struct ledger *ledger, uint32_t place, struct ledger_change *change)
{
    move_in_line(ledger, ledger_pledge(ledger, place), false, change);
}

void ledger_put_back(struct ledger *ledger, uint32_t place, uint32_t state,
                     struct ledger_change *change)
{
    struct pledge *pledge = ledger_pledge(ledger, place);
    pledge->state = state;
    leave_lists(ledger, place);
    move_in_line(ledger, pledge, true, change);
    note_offer(change, pledge, place);
    ledger_note_due(ledger, place);
    ledger_note_offer(ledger, place);
}

/* What the table of life says, where quantities do not decide: all has arrived, or a part that is loaded stays. */
static uint32_t state_after(const struct pledge *pledge, uint32_t said)
{
    if (said == PLEDGE_DISPATCHED && pledge_has_arrived(pledge)) {
        return PLEDGE_DELIVERED;
    }
    const bool over = said == PLEDGE_WITHDRAWN || said == PLEDGE_EXPIRED;
    return over && pledge->amount > 0 ? PLEDGE_RESERVED : said;
}

void ledger_do(struct ledger *ledger, uint32_t place, const struct doing *doing,
               struct ledger_change *change)
{
    struct pledge *pledge = ledger_pledge(ledger, place);
    HUB_ASSERT(ledger_may(ledger, place, doing) == HUB_OK);
    ledger_lift(ledger, place, change);
    if (doing->deed == PLEDGE_ALLOT) {
        unhang(ledger, place);
        set_line(ledger, place, doing->line);
        hang(ledger, place);
    }
    change_amounts(pledge, doing);
    note_time(pledge, doing);
    ledger_put_back(ledger, place, state_after(pledge, pledge_life[pledge->state][doing->deed]),
                    change);
}

void ledger_settle(struct ledger *ledger, uint32_t place, uint32_t source, uint64_t number,
                   struct ledger_change *change)
{
    static const struct carrying nothing = {.amount = 0};
    struct need_line *line = ledger_line(ledger, place);
    if (!line_is_settled(line, &nothing)) {
        return;
    }
    move_in_totals(ledger, line, false, change);
    line->state = NEED_CLOSED;
    line->decision_source = source;
    line->decision_number = number;
    move_in_totals(ledger, line, true, change);
    ledger_note_spare(ledger, place);
}
