#include "core/activity.h"

#include "core/document_build.h"

typedef Pusdalops__V1__Activity Activity;

/* One request for a page. */
struct search {
    const struct desk *desk;
    const struct view *view;
    const struct activity_filter *filter;
};

static char *copy_text(const struct search *search, const char *text)
{
    return build_text(search->desk->arena, slice_of(text));
}

static char *copy_source(const struct search *search, uint32_t source)
{
    return copy_text(search, source_at(&search->view->sources, (struct source_id){source})->name);
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
    struct arena *arena = search->desk->arena;
    const struct relief *relief = ledger_relief(&search->view->ledger, line->relief);
    out->line = build_room(arena, 1, sizeof *out->line);
    pusdalops__v1__line_reference__init(out->line);
    out->line->source = copy_source(search, line->source);
    out->line->number = line->number;
    out->line->line = line->line;
    out->area_code = build_code(arena, relief->area);
    out->area_name = copy_text(search, region_name(search->desk->catalogue, relief->area));
    if (line->kecamatan != 0) {
        out->kecamatan_code = build_code(arena, line->kecamatan);
    }
    out->delivery_point = copy_text(search, line->delivery_point);
    out->needed_by = build_time(arena, line->needed_by_utc_us);
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

static Activity *build_pledge(const struct search *search, uint32_t place)
{
    struct arena *arena = search->desk->arena;
    const struct ledger *ledger = &search->view->ledger;
    const struct pledge *pledge = ledger_pledge(ledger, place);
    const struct article *article = ledger_article(ledger, pledge->article);
    if (!is_asked_for(search, pledge)) {
        return NULL;
    }
    Activity *out = build_room(arena, 1, sizeof *out);
    pusdalops__v1__activity__init(out);
    out->kind = PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_PLEDGE;
    out->reference = build_room(arena, 1, sizeof *out->reference);
    pusdalops__v1__message_reference__init(out->reference);
    out->reference->source = copy_source(search, pledge->source);
    out->reference->number = pledge->number;
    out->reference->part = pledge->part;
    out->member = copy_source(search, pledge->giver);
    out->cluster_id = copy_text(search, pledge->cluster);
    if (pledge->event != 0) {
        out->event_id =
            copy_text(search, picture_disaster(&search->view->picture, pledge->event)->id);
    }
    out->item = copy_text(search, article->code);
    out->item_class = copy_text(search, item_class_name((enum item_class)article->class_of));
    out->unit = copy_text(search, article->unit);
    out->quantities = build_quantities(search, pledge);
    if (pledge->line != 0) {
        put_line(search, ledger_line(ledger, pledge->line), out);
    } else {
        put_regions(search, pledge, out);
    }
    out->origin_name = copy_text(search, pledge->origin_name);
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
    const uint32_t event = tasks_activation(&search->view->tasks, task->activation)->event;
    return task->state != TASK_REFUSED && task->state != TASK_CANCELLED &&
           (!filter->has_event || event == filter->event) &&
           area_contains(filter->area, task->duty.area);
}

static Activity *build_task(const struct search *search, uint32_t place)
{
    struct arena *arena = search->desk->arena;
    const struct task *task = tasks_task(&search->view->tasks, place);
    const struct duty *duty = &task->duty;
    const struct activation *activation = tasks_activation(&search->view->tasks, task->activation);
    if (!task_is_asked_for(search, task)) {
        return NULL;
    }
    Activity *out = build_room(arena, 1, sizeof *out);
    pusdalops__v1__activity__init(out);
    out->kind = PUSDALOPS__V1__ACTIVITY_KIND__ACTIVITY_KIND_TASK;
    out->reference = build_room(arena, 1, sizeof *out->reference);
    pusdalops__v1__message_reference__init(out->reference);
    out->reference->source = copy_source(search, activation->source);
    out->reference->number = activation->number;
    out->reference->part = task->line;
    out->member = copy_source(search, duty->member);
    out->cluster_id = copy_text(search, duty->cluster);
    out->event_id =
        copy_text(search, picture_disaster(&search->view->picture, activation->event)->id);
    out->text = copy_text(search, duty->what);
    out->area_code = build_code(arena, duty->area);
    out->area_name = copy_text(search, region_name(search->desk->catalogue, duty->area));
    if (duty->kecamatan != 0) {
        out->kecamatan_code = build_code(arena, duty->kecamatan);
    }
    out->delivery_point = copy_text(search, duty->point);
    out->said_at = build_time(arena, activation->at_utc_us);
    out->needed_by = build_time(arena, task->due_utc_us);
    out->task_state = (Pusdalops__V1__TaskState)task->state;
    out->persons = duty->persons;
    out->households = duty->households;
    return out;
}

/* --- pages --- */

/* Of what activities are made, in the order of the pages; a new source is one more line. */
static const struct {
    uint32_t (*count)(const struct view *view);                      /* places 1 to count */
    Activity *(*build)(const struct search *search, uint32_t place); /* NULL: it is not asked for */
} sources[] = {
    {count_pledges, build_pledge},
    {count_tasks, build_task},
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
    const struct search search = {.desk = desk, .view = &desk->realm->view, .filter = filter};
    uint64_t source = *cursor >> 32U;
    uint32_t place = (uint32_t)*cursor;
    uint32_t looked_at = 0;
    size_t bytes = 0;
    page->count = 0;
    if (source >= SOURCES || place > sources[source].count(search.view)) {
        return false;
    }
    for (; source < SOURCES; source++, place = 0) {
        while (place < sources[source].count(search.view)) {
            const size_t used_bytes = desk->arena->used_bytes;
            Activity *row = sources[source].build(&search, place + 1);
            if (looked_at == PAGE_SCAN_MAX || (row != NULL && !fits(page, row, &bytes))) {
                desk->arena->used_bytes = used_bytes;
                *cursor = cursor_of(source, place); /* the next page looks at it again */
                return true;
            }
            looked_at++;
            place++;
        }
    }
    *cursor = 0;
    return true;
}
