#include "core/activity.h"

#include "core/document_build.h"

typedef Pusdalops__V1__Activity Activity;

/* One request for a page. */
struct search {
    const struct desk *desk;
    const struct view *view;
    const struct activity_filter *filter;
    uint32_t looked_at; /* entries, for this page (2) */
    uint32_t looked_to; /* the last place that was looked at */
};

/* A row that names its message; `part` 0: the message as a whole. */
static Activity *begin_row(const struct search *search, Pusdalops__V1__ActivityKind kind,
                           uint32_t source, uint64_t number, uint32_t part)
{
    Activity *out = build_room(search->desk->arena, 1, sizeof *out);
    pusdalops__v1__activity__init(out);
    out->kind = kind;
    out->reference = build_reference(search->desk, source, number);
    out->reference->part = part;
    return out;
}

static void put_event(const struct search *search, uint32_t event, Activity *out)
{
    out->event_id =
        build_copy(search->desk->arena, picture_disaster(&search->view->picture, event)->id);
}

static void put_article(const struct search *search, uint32_t place, Activity *out)
{
    const struct article *article = ledger_article(&search->view->ledger, place);
    out->item = build_copy(search->desk->arena, article->code);
    out->item_class =
        build_copy(search->desk->arena, item_class_name((enum item_class)article->class_of));
    out->unit = build_copy(search->desk->arena, article->unit);
}

/* kecamatan 0: not said */
static void put_place(const struct search *search, uint32_t area, uint32_t kecamatan,
                      const char *point, Activity *out)
{
    struct arena *arena = search->desk->arena;
    out->area_code = build_code(arena, area);
    out->area_name = build_copy(arena, region_name(search->desk->catalogue, area));
    if (kecamatan != 0) {
        out->kecamatan_code = build_code(arena, kecamatan);
    }
    out->delivery_point = build_copy(arena, point);
}

/* --- pledges --- */

static uint32_t count_pledges(const struct view *view)
{
    return view->ledger.pledges.used;
}

/* May what is not allotted go into the area that is asked for? */
static bool may_go(const struct pledge *pledge, uint32_t area)
{
    for (uint32_t i = 0; i < pledge->region_count; i++) {
        if (area_contains(area, pledge->regions[i]) || area_contains(pledge->regions[i], area)) {
            return true;
        }
    }
    return false;
}

static bool is_asked_for(const struct search *search, const struct pledge *pledge)
{
    const struct ledger *ledger = &search->view->ledger;
    const struct activity_filter *filter = search->filter;
    if (pledge->state == PLEDGE_WITHDRAWN || pledge->state == PLEDGE_EXPIRED ||
        (filter->has_event && pledge->event != filter->event)) {
        return false;
    }
    if (filter->area == AREA_NATION) {
        return true;
    }
    return pledge->line == 0
               ? may_go(pledge, filter->area)
               : area_contains(
                     filter->area,
                     ledger_relief(ledger, ledger_line(ledger, pledge->line)->relief)->area);
}

static void put_line(const struct search *search, const struct need_line *line, Activity *out)
{
    const struct relief *relief = ledger_relief(&search->view->ledger, line->relief);
    out->line = build_line_reference(search->desk, line);
    put_place(search, relief->area, line->kecamatan, line->delivery_point, out);
    out->needed_by = build_time(search->desk->arena, line->needed_by_utc_us);
    out->persons = line->persons;
    out->households = line->households;
}

static Pusdalops__V1__Quantities *build_quantities(const struct search *search,
                                                   const struct pledge *pledge)
{
    Pusdalops__V1__Quantities *out = build_room(search->desk->arena, 1, sizeof *out);
    pusdalops__v1__quantities__init(out);
    out->pledged = pledge->amount;
    out->reserved = pledge->reserved;
    out->sent = pledge->sent;
    out->received_good = pledge->good;
    out->received_damaged = pledge->damaged;
    out->lost = pledge->lost;
    out->in_transit = pledge->sent - pledge->good - pledge->damaged - pledge->lost;
    return out;
}

static void put_regions(const struct search *search, const struct pledge *pledge, Activity *out)
{
    out->region_codes =
        build_room(search->desk->arena, PLEDGE_REGIONS_MAX, sizeof *out->region_codes);
    for (uint32_t i = 0; i < pledge->region_count; i++) {
        out->region_codes[out->n_region_codes++] =
            build_code(search->desk->arena, pledge->regions[i]);
    }
}

static Activity *build_pledge(struct search *search, uint32_t place)
{
    struct arena *arena = search->desk->arena;
    const struct ledger *ledger = &search->view->ledger;
    const struct pledge *pledge = ledger_pledge(ledger, place);
    search->looked_at++;
    if (!is_asked_for(search, pledge)) {
        return NULL;
    }
    Activity *out = begin_row(search, PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_PLEDGE,
                              pledge->source, pledge->number, pledge->part);
    out->member = build_source(search->desk, pledge->giver);
    out->cluster_id = build_copy(arena, pledge->cluster);
    if (pledge->event != 0) {
        put_event(search, pledge->event, out);
    }
    put_article(search, pledge->article, out);
    out->quantities = build_quantities(search, pledge);
    if (pledge->line != 0) {
        put_line(search, ledger_line(ledger, pledge->line), out);
    } else {
        put_regions(search, pledge, out);
    }
    out->origin_name = build_copy(arena, pledge->origin_name);
    out->said_at = build_time(arena, pledge->said_utc_us);
    out->available_at = build_time(arena, pledge->available_utc_us);
    out->dispatched_at = build_time(arena, pledge->dispatched_utc_us);
    out->received_at = build_time(arena, pledge->received_utc_us);
    out->state = (Pusdalops__V1__PledgeState)pledge->state;
    return out;
}

/* --- tasks --- */

static uint32_t count_tasks(const struct view *view)
{
    return view->tasks.tasks.used;
}

static bool task_is_asked_for(const struct search *search, const struct task *task)
{
    const struct activity_filter *filter = search->filter;
    if (task->activation == 0) {
        return false; /* a free place */
    }
    const uint32_t event = tasks_activation(&search->view->tasks, task->activation)->event;
    return task->state != TASK_REFUSED && task->state != TASK_CANCELLED &&
           (!filter->has_event || event == filter->event) &&
           area_contains(filter->area, task->duty.area);
}

static Activity *build_task(struct search *search, uint32_t place)
{
    struct arena *arena = search->desk->arena;
    const struct task *task = tasks_task(&search->view->tasks, place);
    const struct duty *duty = &task->duty;
    search->looked_at++;
    if (!task_is_asked_for(search, task)) {
        return NULL;
    }
    const struct activation *activation = tasks_activation(&search->view->tasks, task->activation);
    Activity *out = begin_row(search, PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_TASK,
                              activation->source, activation->number, task->line);
    out->member = build_source(search->desk, duty->member);
    out->cluster_id = build_copy(arena, duty->cluster);
    out->text = build_copy(arena, duty->what);
    put_event(search, activation->event, out);
    put_place(search, duty->area, duty->kecamatan, duty->point, out);
    out->said_at = build_time(arena, activation->at_utc_us);
    out->needed_by = build_time(arena, task->due_utc_us);
    out->task_state = (Pusdalops__V1__TaskState)task->state;
    out->persons = duty->persons;
    out->households = duty->households;
    return out;
}

/* --- shipments: the goods on them that nobody promised; what was promised is there by its pledge --- */

/* A place for every line that a shipment can have: line 1 of the first one is 1. */
static uint32_t count_freights(const struct view *view)
{
    return view->cargo.shipments.used * SHIPMENT_LINES_MAX;
}

static bool shipment_is_asked_for(const struct search *search, const struct shipment *shipment)
{
    const struct activity_filter *filter = search->filter;
    return shipment->source != 0 && shipment->state != SHIPMENT_CANCELLED &&
           shipment->state != SHIPMENT_RETURNED &&
           (!filter->has_event || shipment->event == filter->event) &&
           area_contains(filter->area, shipment->area);
}

/* The first line from `nth` on, counted from 1, that is listed: of no pledge, and not gone back as a whole; 0: there is none. */
static uint32_t find_loose(struct search *search, const struct shipment *shipment, uint32_t *nth)
{
    const struct cargo *cargo = &search->view->cargo;
    uint32_t line = 0;
    for (uint32_t at = shipment->first_freight; at != 0; at = cargo_freight(cargo, at)->next) {
        const struct freight *freight = cargo_freight(cargo, at);
        line++;
        search->looked_at++;
        if (line >= *nth && freight->pledge == 0 && freight->returned < freight->loaded) {
            *nth = line;
            return at;
        }
    }
    return 0;
}

static Pusdalops__V1__Quantities *build_loaded(const struct search *search,
                                               const struct shipment *shipment,
                                               const struct freight *freight)
{
    Pusdalops__V1__Quantities *out = build_room(search->desk->arena, 1, sizeof *out);
    pusdalops__v1__quantities__init(out);
    out->pledged = freight->loaded - freight->returned;
    out->reserved = out->pledged;
    out->sent = shipment->state == SHIPMENT_PREPARED ? 0 : out->pledged;
    out->received_good = freight->good;
    out->received_damaged = freight->damaged;
    out->lost = freight->lost;
    out->in_transit = cargo_under_way(shipment, freight);
    return out;
}

/* Where they come from, in words: as the shipment says, or else the name of the warehouse. */
static char *build_origin(const struct search *search, const struct shipment *shipment)
{
    const struct stock *stock = &search->view->stock;
    const uint32_t warehouse =
        shipment->origin[0] == '\0' && shipment->warehouse[0] != '\0'
            ? stock_find_warehouse(stock, shipment->source, slice_of(shipment->warehouse))
            : 0;
    return build_copy(search->desk->arena,
                      warehouse == 0 ? shipment->origin : stock_warehouse(stock, warehouse)->name);
}

static void put_way(const struct search *search, const struct shipment *shipment, Activity *out)
{
    struct arena *arena = search->desk->arena;
    put_place(search, shipment->area, shipment->kecamatan, shipment->delivery_point, out);
    out->origin_name = build_origin(search, shipment);
    out->available_at = build_time(arena, shipment->departs_utc_us);
    out->dispatched_at = build_time(arena, shipment->departed_utc_us);
    out->expected_at = build_time(arena, shipment->expected_utc_us);
    out->arrived_at = build_time(arena, shipment->arrived_utc_us);
    if (shipment->state == SHIPMENT_RECEIVED) {
        out->received_at = build_time(arena, shipment->ended_utc_us);
    }
}

static Activity *build_freight(struct search *search, uint32_t place)
{
    const uint32_t before = (place - 1) / SHIPMENT_LINES_MAX;
    const struct shipment *shipment = cargo_shipment(&search->view->cargo, before + 1);
    uint32_t nth = (place - 1) % SHIPMENT_LINES_MAX + 1;
    search->looked_at++;
    const uint32_t at =
        shipment_is_asked_for(search, shipment) ? find_loose(search, shipment, &nth) : 0;
    search->looked_to = before * SHIPMENT_LINES_MAX + (at == 0 ? SHIPMENT_LINES_MAX : nth);
    if (at == 0) {
        return NULL;
    }
    const struct freight *freight = cargo_freight(&search->view->cargo, at);
    Activity *out = begin_row(search, PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_SHIPMENT,
                              shipment->source, shipment->number, nth);
    out->member = build_source(search->desk, shipment->source);
    put_event(search, shipment->event, out);
    put_article(search, freight->article, out);
    out->quantities = build_loaded(search, shipment, freight);
    put_way(search, shipment, out);
    out->shipment_state = (Pusdalops__V1__ShipmentState)shipment->state;
    return out;
}

/* --- pages --- */

/*
 * Of what activities are made, in the order of the pages; a new source is one more line. `build` looks at a place, or from it on as far as it
 * says in looked_to, and gives NULL when nothing there is asked for.
 */
static const struct {
    uint32_t (*count)(const struct view *view); /* places 1 to count */
    Activity *(*build)(struct search *search, uint32_t place);
} sources[] = {
    {count_pledges, build_pledge},
    {count_tasks, build_task},
    {count_freights, build_freight},
};
#define SOURCES (sizeof sources / sizeof sources[0])

static uint64_t cursor_of(uint64_t source, uint32_t place)
{
    return source << 32U | place;
}

static bool fits(struct activity_page *page, Activity *row, size_t *bytes)
{
    const size_t size_bytes = pusdalops__v1__activity__get_packed_size(row) + 4;
    if (page->count == PAGE_MESSAGES_MAX || *bytes + size_bytes > PAGE_BYTES_MAX) {
        return false;
    }
    *bytes += size_bytes;
    page->rows[page->count++] = row;
    return true;
}

bool activity_list(const struct desk *desk, const struct activity_filter *filter, uint64_t *cursor,
                   struct activity_page *page)
{
    struct search search = {.desk = desk, .view = &desk->realm->view, .filter = filter};
    uint64_t source = *cursor >> 32U;
    uint32_t place = (uint32_t)*cursor;
    size_t bytes = 0;
    page->count = 0;
    if (source >= SOURCES || place > sources[source].count(search.view)) {
        return false;
    }
    for (; source < SOURCES; source++, place = 0) {
        const uint32_t places = sources[source].count(search.view);
        while (place < places) {
            const size_t used_bytes = desk->arena->used_bytes;
            const bool may_look = search.looked_at < PAGE_SCAN_MAX; /* (2) */
            search.looked_to = place + 1;
            Activity *row = may_look ? sources[source].build(&search, place + 1) : NULL;
            if (!may_look || (row != NULL && !fits(page, row, &bytes))) {
                desk->arena->used_bytes = used_bytes;
                *cursor = cursor_of(source, place); /* the next page looks at it again */
                return true;
            }
            place = search.looked_to;
        }
    }
    *cursor = 0;
    return true;
}
