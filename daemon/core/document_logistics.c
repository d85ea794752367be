#include "core/document_logistics.h"

#include "base/assert.h"
#include "core/document_build.h"
#include "core/standard.h"

#include <string.h>

typedef Pusdalops__V1__LogisticsStatus Status;
typedef Pusdalops__V1__NeedStatus Need;
typedef Pusdalops__V1__PledgeStatus Promise;

#define PART_ROOM_BYTES                                                                            \
    ((size_t)32 * 1024) /* building a line with its pledges takes less; nothing takes more */

/* A document that is being written. */
struct draft {
    const struct desk *desk;
    struct arena *arena; /* the desk's */
    const struct ledger *ledger;
    const struct relief *relief;
    uint32_t place; /* of the relief */
    enum access_class access;
    Status *out;
    struct build_limit limit; /* (2) */
};

/* A part was built: keep it when it fits; otherwise the document is cut. */
static bool keep(struct draft *draft, size_t packed_bytes, size_t used_bytes_before)
{
    const bool fits = build_fits(&draft->limit, draft->arena, packed_bytes, used_bytes_before);
    draft->out->cut = draft->out->cut || !fits;
    return fits;
}

/* What is of no catalogue was typed in haste by anybody and may name a person: its words are for access internal (1). */
static bool words_stay(const struct draft *draft, const struct article *article)
{
    return draft->access == ACCESS_INTERNAL || article->known != 0;
}

static Pusdalops__V1__MessageReference *build_pledge_reference(const struct draft *draft,
                                                               const struct pledge *pledge)
{
    Pusdalops__V1__MessageReference *out =
        build_reference(draft->desk, pledge->source, pledge->number);
    out->part = pledge->part;
    return out;
}

static Pusdalops__V1__Quantities *build_quantities(const struct draft *draft,
                                                   const struct amounts *amounts,
                                                   uint64_t outstanding, uint64_t excess)
{
    const uint64_t arrived = amounts->good + amounts->damaged + amounts->lost;
    HUB_ASSERT(amounts->sent >= arrived); /* ledger.h (1) */
    Pusdalops__V1__Quantities *out = build_room(draft->arena, 1, sizeof *out);
    pusdalops__v1__quantities__init(out);
    out->asked = amounts->asked;
    out->pledged = amounts->pledged;
    out->reserved = amounts->reserved;
    out->sent = amounts->sent;
    out->received_good = amounts->good;
    out->received_damaged = amounts->damaged;
    out->lost = amounts->lost;
    out->in_transit = amounts->sent - arrived;
    out->outstanding = outstanding;
    out->excess = excess;
    return out;
}

/* --- items --- */

static bool is_blank(const struct tally *tally)
{
    static const struct amounts nothing;
    return tally->open_lines == 0 && memcmp(&tally->amounts, &nothing, sizeof nothing) == 0;
}

/* By class, then code, then unit; what the catalogue does not know comes last. */
static bool item_is_before(const struct article *a, const struct article *b)
{
    if (a->class_of != b->class_of) {
        return a->class_of != ITEM_CLASS_UNKNOWN &&
               (b->class_of == ITEM_CLASS_UNKNOWN || a->class_of < b->class_of);
    }
    const int order = strcmp(a->code, b->code);
    return order != 0 ? order < 0 : strcmp(a->unit, b->unit) < 0;
}

/* The first LOGISTICS_ITEMS_SHOWN tallies in their order; returns how many. */
static uint32_t order_items(struct draft *draft, const struct tally **items)
{
    const struct ledger *ledger = draft->ledger;
    uint32_t count = 0;
    for (uint32_t place = draft->relief->first_tally; place != 0;
         place = ledger_tally(ledger, place)->next_in_relief) {
        const struct tally *tally = ledger_tally(ledger, place);
        const struct article *article = ledger_article(ledger, tally->article);
        uint32_t at = count;
        if (is_blank(tally) || !words_stay(draft, article)) {
            continue; /* blank: every line of it was declined or cancelled before anything went */
        }
        while (at > 0 && item_is_before(article, ledger_article(ledger, items[at - 1]->article))) {
            at--;
        }
        draft->out->cut = draft->out->cut || count == LOGISTICS_ITEMS_SHOWN;
        if (at == LOGISTICS_ITEMS_SHOWN) {
            continue;
        }
        count += count < LOGISTICS_ITEMS_SHOWN ? 1 : 0;
        memmove(items + at + 1, items + at, (size_t)(count - 1 - at) * sizeof *items);
        items[at] = tally;
    }
    return count;
}

static Pusdalops__V1__ItemTotal *build_item(const struct draft *draft, const struct tally *tally)
{
    const struct article *article = ledger_article(draft->ledger, tally->article);
    Pusdalops__V1__ItemTotal *out = build_room(draft->arena, 1, sizeof *out);
    pusdalops__v1__item_total__init(out);
    out->item = build_copy(draft->arena, article->code);
    out->item_class = build_copy(draft->arena, item_class_name((enum item_class)article->class_of));
    out->unit = build_copy(draft->arena, article->unit);
    out->open_lines = tally->open_lines;
    out->quantities = build_quantities(draft, &tally->amounts, tally->outstanding, tally->excess);
    return out;
}

/* Half of the document at most: the lines have the other half. */
static void put_items(struct draft *draft)
{
    const struct tally **items = build_room(draft->arena, LOGISTICS_ITEMS_SHOWN, sizeof *items);
    const uint32_t count = order_items(draft, items);
    const size_t spared_bytes = draft->limit.left_bytes / 2;
    draft->out->items = build_room(draft->arena, count, sizeof *draft->out->items);
    draft->limit.left_bytes -= spared_bytes;
    for (uint32_t i = 0; i < count; i++) {
        const size_t used_bytes = draft->arena->used_bytes;
        Pusdalops__V1__ItemTotal *item = build_item(draft, items[i]);
        if (!keep(draft, build_part_bytes(&item->base), used_bytes)) {
            break;
        }
        draft->out->items[draft->out->n_items++] = item;
    }
    draft->limit.left_bytes += spared_bytes;
}

/* --- lines and pledges --- */

static Need *build_line(const struct draft *draft, const struct need_line *line)
{
    struct arena *arena = draft->arena;
    const struct article *article = ledger_article(draft->ledger, line->article);
    const bool worded = words_stay(draft, article);
    Need *out = build_room(draft->arena, 1, sizeof *out);
    pusdalops__v1__need_status__init(out);
    out->line = build_line_reference(draft->desk, line);
    out->item = build_copy(draft->arena, worded ? article->code : "");
    out->item_unknown = article->known == 0;
    out->unit = build_copy(draft->arena, worded ? article->unit : "");
    out->state = (Pusdalops__V1__NeedState)line->state;
    if (line->decision_source != 0) {
        out->decision = build_reference(draft->desk, line->decision_source, line->decision_number);
    }
    if (line->kecamatan != 0) {
        out->kecamatan_code = build_code(arena, line->kecamatan);
    }
    out->priority = (Pusdalops__V1__Priority)line->priority;
    out->as_of = build_as_of(arena, line->as_of_utc_us);
    out->needed_by = build_time(arena, line->needed_by_utc_us);
    if (draft->access == ACCESS_INTERNAL) { /* (1) */
        out->delivery_point = build_copy(draft->arena, line->delivery_point);
    }
    out->persons = line->persons;
    out->households = line->households;
    out->isolated = (line->flags & LINE_ISOLATED) != 0;
    out->urgent = (line->flags & LINE_URGENT) != 0;
    out->escalated = line->escalated;
    out->quantities =
        build_quantities(draft, &line->amounts, line_outstanding(line), line_excess(line));
    return out;
}

static Promise *build_pledge(const struct draft *draft, const struct pledge *pledge)
{
    struct arena *arena = draft->arena;
    const struct article *article = ledger_article(draft->ledger, pledge->article);
    const struct amounts amounts = {
        .pledged = pledge->amount,
        .reserved = pledge->reserved,
        .sent = pledge->sent,
        .good = pledge->good,
        .damaged = pledge->damaged,
        .lost = pledge->lost,
    };
    Promise *out = build_room(draft->arena, 1, sizeof *out);
    pusdalops__v1__pledge_status__init(out);
    out->pledge = build_pledge_reference(draft, pledge);
    if (pledge->giver != pledge->source) {
        out->giver = build_source(draft->desk, pledge->giver);
    }
    out->state = (Pusdalops__V1__PledgeState)pledge->state;
    out->cluster_id = build_copy(draft->arena, pledge->cluster);
    out->origin = (Pusdalops__V1__PledgeOrigin)pledge->origin;
    out->origin_name = build_copy(draft->arena, pledge->origin_name);
    if (pledge->pile != 0) {
        const struct stock *stock = &draft->desk->realm->view.stock;
        const struct pile *pile = stock_pile(stock, pledge->pile);
        out->warehouse_id = build_copy(draft->arena, stock_warehouse(stock, pile->warehouse)->id);
    }
    out->available_at = build_time(arena, pledge->available_utc_us);
    out->valid_until = build_time(arena, pledge->valid_until_utc_us);
    out->item = build_copy(draft->arena, article->code);
    out->unit = build_copy(draft->arena, article->unit);
    out->quantities = build_quantities(draft, &amounts, 0, 0);
    return out;
}

Promise *document_pledge(const struct desk *desk, uint32_t place)
{
    const struct draft draft = {.desk = desk,
                                .arena = desk->arena,
                                .ledger = &desk->realm->view.ledger,
                                .access = ACCESS_INTERNAL};
    return build_pledge(&draft, ledger_pledge(draft.ledger, place));
}

/* The pledges of a line into its status, all that are shown or none; those that still promise something first. */
static void put_pledges_of(struct draft *draft, const struct need_line *line, Need *out)
{
    const size_t used_bytes = draft->arena->used_bytes;
    size_t packed_bytes = 0;
    if (draft->access != ACCESS_INTERNAL || line->first_pledge == 0) { /* (1) */
        return;
    }
    Promise **list = build_room(draft->arena, LINE_PLEDGES_SHOWN, sizeof *list);
    size_t count = 0;
    for (int live = 1; live >= 0; live--) {
        for (uint32_t at = line->first_pledge; at != 0 && count < LINE_PLEDGES_SHOWN;
             at = ledger_pledge(draft->ledger, at)->next_of_line) {
            const struct pledge *pledge = ledger_pledge(draft->ledger, at);
            if (pledge_is_live(pledge) == (live == 1)) {
                list[count] = build_pledge(draft, pledge);
                packed_bytes += build_part_bytes(&list[count++]->base);
            }
        }
    }
    if (keep(draft, packed_bytes, used_bytes)) {
        out->n_pledges = count;
        out->pledges = list;
    }
}

/* Which of two gaps is the more pressing: priority, cut off, age, persons; then by name, so that there is one order. */
static bool gap_is_before(const struct need_line *a, const struct need_line *b)
{
    const uint32_t a_isolated = a->flags & LINE_ISOLATED;
    const uint32_t b_isolated = b->flags & LINE_ISOLATED;
    if (a->priority != b->priority) {
        return a->priority < b->priority;
    }
    if (a_isolated != b_isolated) {
        return a_isolated > b_isolated;
    }
    if (a->as_of_utc_us != b->as_of_utc_us) {
        return a->as_of_utc_us < b->as_of_utc_us;
    }
    if (a->persons != b->persons) {
        return a->persons > b->persons;
    }
    if (a->source != b->source) {
        return a->source < b->source;
    }
    return a->number != b->number ? a->number < b->number : a->line < b->line;
}

/* The most pressing gaps among the lines that the area itself asked for, at most GAPS_SHOWN; returns how many. */
static uint32_t rank_gaps(const struct draft *draft, const struct need_line **gaps)
{
    uint32_t count = 0;
    for (uint32_t place = draft->relief->first_line; place != 0;
         place = ledger_line(draft->ledger, place)->next_in_relief) {
        const struct need_line *line = ledger_line(draft->ledger, place);
        uint32_t at = count;
        if (line_outstanding(line) == 0) {
            continue;
        }
        while (at > 0 && gap_is_before(line, gaps[at - 1])) {
            at--;
        }
        if (at == GAPS_SHOWN) {
            continue;
        }
        count += count < GAPS_SHOWN ? 1 : 0;
        memmove(gaps + at + 1, gaps + at, (size_t)(count - 1 - at) * sizeof *gaps);
        gaps[at] = line;
    }
    return count;
}

static void put_gaps(struct draft *draft, const struct need_line *const *gaps, uint32_t count)
{
    draft->out->gaps = build_room(draft->arena, count, sizeof *draft->out->gaps);
    for (uint32_t i = 0; i < count; i++) {
        const size_t used_bytes = draft->arena->used_bytes;
        Need *gap = build_line(draft, gaps[i]);
        if (!keep(draft, build_part_bytes(&gap->base), used_bytes)) {
            return;
        }
        draft->out->gaps[draft->out->n_gaps++] = gap;
    }
}

/* One round over the open lines that are no shown gaps (3): with or without something outstanding. False: nothing more fits. */
static bool put_round(struct draft *draft, const struct need_line *last_gap, bool outstanding)
{
    Status *out = draft->out;
    for (uint32_t place = draft->relief->first_line; place != 0;
         place = ledger_line(draft->ledger, place)->next_in_relief) {
        const struct need_line *line = ledger_line(draft->ledger, place);
        const bool is_gap = line_outstanding(line) > 0;
        if (!line_is_open(line) || is_gap != outstanding ||
            (is_gap && (last_gap == NULL || !gap_is_before(last_gap, line)))) {
            continue;
        }
        const size_t used_bytes = draft->arena->used_bytes;
        Need *other = build_line(draft, line);
        if (out->n_lines == LINES_SHOWN ||
            !keep(draft, build_part_bytes(&other->base), used_bytes)) {
            out->cut = true;
            return false;
        }
        out->lines[out->n_lines++] = other;
        put_pledges_of(draft, line, other);
    }
    return true;
}

/* --- overlaps --- */

/* The live pledges of a group; returns how many. */
static uint32_t list_live(const struct ledger *ledger, const struct group *group,
                          const struct pledge **list)
{
    uint32_t count = 0;
    for (uint32_t at = group->first_pledge; at != 0;
         at = ledger_pledge(ledger, at)->next_in_group) {
        const struct pledge *pledge = ledger_pledge(ledger, at);
        if (pledge_is_live(pledge)) {
            HUB_ASSERT(count < PLEDGES_PER_GROUP_MAX);
            list[count++] = pledge;
        }
    }
    return count;
}

/* The days of one pledge of a group. */
struct days {
    int64_t from_utc_us; /* INT64_MIN: always */
    int64_t until_utc_us;
    uint32_t source;
    uint32_t at; /* in the list */
};

/* Move what is at a place down to where it belongs: each before those below it, the latest first. */
static void sift_down(struct days *list, uint32_t at, uint32_t count)
{
    const struct days moved = list[at];
    for (uint32_t below = 2 * at + 1; below < count; below = 2 * at + 1) {
        if (below + 1 < count && list[below + 1].from_utc_us > list[below].from_utc_us) {
            below++;
        }
        if (list[below].from_utc_us <= moved.from_utc_us) {
            break;
        }
        list[at] = list[below];
        at = below;
    }
    list[at] = moved;
}

/* By the first day: a heap, in place, n log n at worst. */
static void sort_days(struct days *list, uint32_t count)
{
    for (uint32_t at = count / 2; at > 0; at--) {
        sift_down(list, at - 1, count);
    }
    for (uint32_t left = count; left > 1; left--) {
        const struct days latest = list[0];
        list[0] = list[left - 1];
        list[left - 1] = latest;
        sift_down(list, 0, left - 1);
    }
}

/* Of two members each the one that matters most so far; NULL: none yet. */
struct pair {
    const struct days *first;
    const struct days *other; /* of another member than the first */
};

static const struct days *of_another(const struct pair *pair, uint32_t source)
{
    return pair->first != NULL && pair->first->source != source ? pair->first : pair->other;
}

/* Those that begin before it: the one of each of two members that lasts longest. */
static void keep_longest(struct pair *pair, const struct days *days)
{
    if (pair->first == NULL || days->until_utc_us > pair->first->until_utc_us) {
        pair->other =
            pair->first != NULL && pair->first->source != days->source ? pair->first : pair->other;
        pair->first = days;
    } else if (days->source != pair->first->source &&
               (pair->other == NULL || days->until_utc_us > pair->other->until_utc_us)) {
        pair->other = days;
    }
}

/* Those that begin after it: the next of each of two members. */
static void keep_next(struct pair *pair, const struct days *days)
{
    pair->other =
        pair->first != NULL && pair->first->source != days->source ? pair->first : pair->other;
    pair->first = days;
}

/* Marks the pledges whose days meet those of another member; what pledges_meet says of every pair, without looking at every pair. */
static void mark_meeting(const struct pledge *const *list, uint32_t count, struct days *days,
                         uint8_t *meets)
{
    struct pair before = {NULL, NULL};
    struct pair after = {NULL, NULL};
    for (uint32_t i = 0; i < count; i++) {
        const struct pledge *pledge = list[i];
        days[i] = (struct days){
            pledge->available_utc_us == 0 ? INT64_MIN : pledge->available_utc_us,
            pledge->valid_until_utc_us == 0 ? INT64_MAX : pledge->valid_until_utc_us,
            pledge->giver,
            i,
        };
        meets[i] = 0;
    }
    sort_days(days, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct days *longest = of_another(&before, days[i].source);
        meets[days[i].at] = longest != NULL && longest->until_utc_us >= days[i].from_utc_us ? 1 : 0;
        keep_longest(&before, &days[i]);
    }
    for (uint32_t i = count; i > 0; i--) {
        const struct days *next = of_another(&after, days[i - 1].source);
        if (next != NULL && next->from_utc_us <= days[i - 1].until_utc_us) {
            meets[days[i - 1].at] = 1;
        }
        keep_next(&after, &days[i - 1]);
    }
}

static bool is_member(uint32_t giver, const struct pledge *const *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (list[i]->giver == giver) {
            return true;
        }
    }
    return false;
}

/* One pledge of each member to the front; returns how many members are shown. */
static uint32_t put_members_first(const struct pledge **list, uint32_t count)
{
    uint32_t members = 0;
    for (uint32_t i = 0; i < count && members < OVERLAPS_SHOWN; i++) {
        const struct pledge *pledge = list[i];
        if (!is_member(pledge->giver, list, members)) {
            list[i] = list[members];
            list[members++] = pledge;
        }
    }
    return members;
}

/* Room to look for overlaps in: PLEDGES_PER_GROUP_MAX each. */
struct table {
    const struct pledge **live;
    const struct pledge **meeting;
    struct days *days;
    uint8_t *meets;
};

/* The overlap of a class of goods, or NULL. */
static Pusdalops__V1__Overlap *build_overlap(const struct draft *draft, uint32_t class_of,
                                             const struct table *table)
{
    const struct pledge **meeting = table->meeting;
    const uint32_t place = ledger_find_group(draft->ledger, draft->place, class_of);
    if (place == 0) {
        return NULL;
    }
    const uint32_t live_count =
        list_live(draft->ledger, ledger_group(draft->ledger, place), table->live);
    uint32_t count = 0;
    mark_meeting(table->live, live_count, table->days, table->meets);
    for (uint32_t i = 0; i < live_count; i++) {
        if (table->meets[i] != 0) {
            meeting[count++] = table->live[i];
        }
    }
    if (count == 0) {
        return NULL;
    }
    const uint32_t members = put_members_first(meeting, count);
    Pusdalops__V1__Overlap *out = build_room(draft->arena, 1, sizeof *out);
    pusdalops__v1__overlap__init(out);
    out->item_class = build_copy(draft->arena, item_class_name((enum item_class)class_of));
    out->sources = build_room(draft->arena, OVERLAPS_SHOWN, sizeof *out->sources);
    out->pledges = build_room(draft->arena, OVERLAPS_SHOWN, sizeof *out->pledges);
    for (uint32_t i = 0; i < count && i < OVERLAPS_SHOWN; i++) {
        if (i < members) {
            out->sources[out->n_sources++] = build_source(draft->desk, meeting[i]->giver);
        }
        out->pledges[out->n_pledges++] = build_pledge_reference(draft, meeting[i]);
    }
    return out;
}

static void put_overlaps(struct draft *draft)
{
    struct table table = {.live = NULL};
    table.live = build_room(draft->arena, PLEDGES_PER_GROUP_MAX, sizeof *table.live);
    table.meeting = build_room(draft->arena, PLEDGES_PER_GROUP_MAX, sizeof *table.meeting);
    table.days = build_room(draft->arena, PLEDGES_PER_GROUP_MAX, sizeof *table.days);
    table.meets = build_room(draft->arena, PLEDGES_PER_GROUP_MAX, sizeof *table.meets);
    draft->out->overlaps = build_room(draft->arena, ITEM_CLASSES, sizeof *draft->out->overlaps);
    for (uint32_t class_of = ITEM_CLASS_UNKNOWN + 1; class_of < ITEM_CLASSES; class_of++) {
        const size_t used_bytes = draft->arena->used_bytes;
        Pusdalops__V1__Overlap *overlap = build_overlap(draft, class_of, &table);
        if (overlap != NULL && keep(draft, build_part_bytes(&overlap->base), used_bytes)) {
            draft->out->overlaps[draft->out->n_overlaps++] = overlap;
        }
    }
}

/* --- what the displaced need by the standards --- */

#define US_PER_DAY (86400 * US_PER_S)

/* Displaced persons or households of the area, by the picture. */
struct displaced {
    uint64_t count;
    uint32_t regencies; /* that know it; 0: nobody does */
    int64_t newest_as_of_utc_us;
};

static void add_displaced(struct displaced *displaced, const struct spot *spot,
                          enum figure_kind kind)
{
    if (!area_is_regency(spot->area) || (spot->known_mask & FIGURE_BIT(kind)) == 0) {
        return;
    }
    const int64_t as_of_utc_us = spot->chosen_as_of_utc_us[kind];
    displaced->newest_as_of_utc_us =
        displaced->regencies == 0 || as_of_utc_us > displaced->newest_as_of_utc_us
            ? as_of_utc_us
            : displaced->newest_as_of_utc_us;
    displaced->count += spot->chosen_value[kind];
    displaced->regencies++;
}

static struct displaced count_displaced(const struct draft *draft, enum figure_kind kind)
{
    const struct picture *picture = &draft->desk->realm->view.picture;
    const struct relief *relief = draft->relief;
    struct displaced displaced = {.regencies = 0};
    if (area_is_regency(relief->area)) {
        const uint32_t at = picture_find_spot(picture, relief->event, relief->area);
        if (at != 0) {
            add_displaced(&displaced, picture_spot(picture, at), kind);
        }
        return displaced;
    }
    for (uint32_t at = picture_disaster(picture, relief->event)->first_spot; at != 0;
         at = picture_spot(picture, at)->next_in_event) {
        if (area_contains(relief->area, picture_spot(picture, at)->area)) {
            add_displaced(&displaced, picture_spot(picture, at), kind);
        }
    }
    return displaced;
}

static void put_basis(struct draft *draft, const struct displaced *persons,
                      const struct displaced *households)
{
    Pusdalops__V1__EstimateBasis *basis = build_room(draft->arena, 1, sizeof *basis);
    const bool by_persons =
        households->regencies == 0 ||
        (persons->regencies > 0 && persons->newest_as_of_utc_us > households->newest_as_of_utc_us);
    pusdalops__v1__estimate_basis__init(basis);
    basis->displaced_persons = persons->count;
    basis->persons_regencies = persons->regencies;
    basis->displaced_households = households->count;
    basis->households_regencies = households->regencies;
    basis->newest_as_of =
        build_time(draft->arena, (by_persons ? persons : households)->newest_as_of_utc_us);
    draft->out->basis = basis;
}

static void put_estimates(struct draft *draft)
{
    uint32_t count = 0;
    const struct standard *standards = standard_list(&count);
    const struct displaced persons = count_displaced(draft, FIGURE_DISPLACED_PERSONS);
    const struct displaced households = count_displaced(draft, FIGURE_DISPLACED_HOUSEHOLDS);
    const struct disaster *disaster =
        picture_disaster(&draft->desk->realm->view.picture, draft->relief->event);
    const int64_t day = (draft->desk->at_utc_us - disaster->started_utc_us) / US_PER_DAY;
    if (persons.regencies == 0 && households.regencies == 0) {
        return;
    }
    put_basis(draft, &persons, &households);
    draft->out->estimates = build_room(draft->arena, count, sizeof *draft->out->estimates);
    for (uint32_t i = 0; i < count; i++) {
        const struct displaced *basis =
            standards[i].basis == STANDARD_PERSON ? &persons : &households;
        if (basis->regencies == 0) {
            continue; /* nobody knows: nothing is said */
        }
        Pusdalops__V1__EstimatedNeed *need = build_room(draft->arena, 1, sizeof *need);
        pusdalops__v1__estimated_need__init(need);
        need->item = build_copy(draft->arena, standards[i].item);
        need->unit = build_copy(draft->arena, standards[i].unit);
        need->thousandths = standard_need(&standards[i], basis->count, day);
        need->per_day = standards[i].per_day;
        draft->out->estimates[draft->out->n_estimates++] = need;
    }
}

/* --- the whole --- */

/* What is promised for the event and not allotted yet: the nation's list. */
static void put_offers(struct draft *draft)
{
    Status *out = draft->out;
    out->offer_count = draft->relief->offer_count;
    out->offers = build_room(draft->arena, OFFERS_SHOWN, sizeof *out->offers);
    for (uint32_t at = draft->relief->first_offer; at != 0 && out->n_offers < OFFERS_SHOWN;
         at = ledger_pledge(draft->ledger, at)->next_of_line) {
        const size_t used_bytes = draft->arena->used_bytes;
        Promise *offer = build_pledge(draft, ledger_pledge(draft->ledger, at));
        if (!keep(draft, build_part_bytes(&offer->base), used_bytes)) {
            return;
        }
        out->offers[out->n_offers++] = offer;
    }
}

/* What the area itself asked for, the most needed first: all gaps, who brings the same, who brings what, the other lines. */
static void put_lines(struct draft *draft)
{
    const struct need_line **gaps = build_room(draft->arena, GAPS_SHOWN, sizeof *gaps);
    const uint32_t count = rank_gaps(draft, gaps);
    put_gaps(draft, gaps, count);
    if (draft->access == ACCESS_INTERNAL) { /* (1) */
        put_overlaps(draft);
    }
    for (uint32_t i = 0; i < draft->out->n_gaps; i++) {
        put_pledges_of(draft, gaps[i], draft->out->gaps[i]);
    }
    draft->out->lines = build_room(draft->arena, LINES_SHOWN, sizeof *draft->out->lines);
    const struct need_line *last_gap = count == GAPS_SHOWN ? gaps[count - 1] : NULL;
    (void)(put_round(draft, last_gap, true) && put_round(draft, NULL, false));
}

struct document document_logistics(const struct desk *desk, uint32_t place,
                                   enum access_class access, uint64_t sequence, uint64_t previous)
{
    const struct ledger *ledger = &desk->realm->view.ledger;
    const struct relief *relief = ledger_relief(ledger, place);
    const size_t room_end = desk->arena->used_bytes + DOCUMENT_ROOM_BYTES - PART_ROOM_BYTES;
    struct document document =
        document_begin(desk, relief->area, TOPIC_LOGISTICS, sequence, previous);
    Status *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__logistics_status__init(out);
    struct draft draft = {
        .desk = desk,
        .arena = desk->arena,
        .ledger = ledger,
        .relief = relief,
        .place = place,
        .access = access,
        .out = out,
        .limit = {.left_bytes = LOGISTICS_BYTES_MAX, .room_end = room_end},
    };
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_LOGISTICS;
    document.message->logistics = out;
    out->event_id =
        build_copy(desk->arena, picture_disaster(&desk->realm->view.picture, relief->event)->id);
    out->area_code = build_code(desk->arena, relief->area);
    out->area_name = build_copy(desk->arena, region_name(desk->catalogue, relief->area));
    out->gap_lines = relief->gap_lines;
    out->excess_lines = relief->excess_lines;
    put_estimates(&draft);
    draft.limit.left_bytes -=
        pusdalops__v1__logistics_status__get_packed_size(out) + 16; /* 16: cut, offer_count */
    put_items(&draft);
    if (relief->first_line != 0) {
        put_lines(&draft);
    }
    if (relief->area == AREA_NATION && access == ACCESS_INTERNAL) { /* (1) */
        put_offers(&draft);
    }
    return document;
}
