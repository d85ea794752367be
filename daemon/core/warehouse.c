#include "core/warehouse.h"

#include "base/assert.h"
#include "base/text.h"
#include "core/day.h"
#include "core/relief.h"
#include "core/share.h"

#include <stdio.h>

_Static_assert((STOCK_LINES_MAX + 2) * GOODS_BYTES_MAX <= PROPOSAL_SUBJECT_BYTES,
               "a full count fits its subject");

static struct slice speaker_of(const struct message *message)
{
    return message->on_behalf_of.size_bytes > 0 ? message->on_behalf_of : message->source;
}

/* Members have no regions: their warehouses stand anywhere. */
static enum hub_status may_keep(const struct ask *ask, uint32_t area)
{
    return ask->client->role == ROLE_MEMBER ? HUB_OK : roster_may_report(ask->client, area);
}

static enum hub_status check_id(struct slice id, const char *field, struct fault *fault)
{
    if (id.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "%s", field);
    }
    return text_is_identifier(id, IDENTIFIER_BYTES_MAX)
               ? HUB_OK
               : fault_set(fault, HUB_E_FIELD_RANGE, "%s", field);
}

/* --- a warehouse --- */

static enum hub_status check_warehouse(const struct body_warehouse *warehouse, struct fault *fault)
{
    const enum hub_status status =
        check_id(warehouse->warehouse_id, "warehouse.warehouse_id", fault);
    if (status != HUB_OK) {
        return status;
    }
    if (warehouse->name.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "warehouse.name");
    }
    if (warehouse->name.size_bytes > REGION_NAME_BYTES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "warehouse.name");
    }
    if (warehouse->kind <= WAREHOUSE_KIND_NONE || warehouse->kind >= WAREHOUSE_KINDS) {
        return fault_set(fault, HUB_E_FIELD_UNKNOWN_VALUE, "warehouse.kind");
    }
    const bool latitude_fits = warehouse->latitude_deg >= -90.0 && warehouse->latitude_deg <= 90.0;
    const bool longitude_fits =
        warehouse->longitude_deg >= -180.0 && warehouse->longitude_deg <= 180.0;
    if (warehouse->has_position && (!latitude_fits || !longitude_fits)) { /* a NaN fits nothing */
        return fault_set(fault, HUB_E_FIELD_RANGE, "warehouse.position");
    }
    return relief_text_fits(warehouse->place, POINT_BYTES_MAX, "warehouse.place", fault);
}

/*
 * Does one more warehouse of this source leave places in the area for others? Asked of members, who may keep one anywhere; whoever
 * reports there may need a posko in every village. `known`: this one, when it is there already.
 */
static bool leaves_places(const struct ask *ask, uint32_t source, uint32_t known, uint32_t area)
{
    const struct stock *stock = &ask->view->stock;
    const uint32_t shop = stock_find_shop(stock, area);
    uint32_t count = 1;
    uint32_t at = shop == 0 ? 0 : stock_shop(stock, shop)->first_warehouse;
    for (; at != 0 && ask->client->role == ROLE_MEMBER;
         at = stock_warehouse(stock, at)->next_in_area) {
        if (at == known) {
            return true; /* it stays where it is */
        }
        count += stock_warehouse(stock, at)->source == source ? 1 : 0;
    }
    return count <= WAREHOUSES_PER_AREA_MAX / KEEPER_PARTS;
}

enum hub_status warehouse_decide(const struct ask *ask, const struct message *message,
                                 struct checked *checked, struct proposal *out, struct fault *fault)
{
    const struct body_warehouse *warehouse = &message->as.warehouse;
    const struct slice speaker = speaker_of(message);
    const struct stock *stock = &ask->view->stock;
    (void)checked;
    enum hub_status status = check_warehouse(warehouse, fault);
    if (status == HUB_OK) {
        status = relief_take_area(ask, warehouse->region_code, "warehouse.region_code", &out->area,
                                  fault);
    }
    if (status != HUB_OK) {
        return status;
    }
    status = may_keep(ask, out->area);
    if (status != HUB_OK) {
        return fault_set(fault, status, "warehouse.region_code");
    }
    const uint32_t source = source_find(&ask->view->sources, speaker).n;
    const uint32_t known =
        source == 0 ? 0 : stock_find_warehouse(stock, source, warehouse->warehouse_id);
    if (known != 0) {
        status = may_keep(ask, stock_warehouse(stock, known)->area); /* where it stood */
        if (status != HUB_OK) {
            return fault_set(fault, status, "warehouse.warehouse_id");
        }
    }
    const struct holding holding = {.warehouses = known == 0 ? 1 : 0};
    if (!share_allows(ask, speaker, &holding) || !leaves_places(ask, source, known, out->area)) {
        return fault_set(fault, HUB_E_SHARE_REACHED, "warehouse.warehouse_id");
    }
    return stock_has_room_for_warehouse(stock, known, out->area) &&
                   stock_spares_totals(stock, known, out->area)
               ? HUB_OK
               : fault_set(fault, HUB_E_LIMIT_REACHED, "warehouse.warehouse_id");
}

bool warehouse_apply(struct view *view, const struct record *record, const struct message *message,
                     struct view_change *change)
{
    const struct body_warehouse *warehouse = &message->as.warehouse;
    const struct source_id source = source_find(&view->sources, record->word);
    const uint32_t known = stock_find_warehouse(&view->stock, source.n, warehouse->warehouse_id);
    struct fault fault;
    if (check_warehouse(warehouse, &fault) != HUB_OK || record->area == AREA_NATION ||
        !stock_has_room_for_warehouse(&view->stock, known, record->area)) {
        return false;
    }
    const struct declaring declaring = {
        .source = source.n,
        .id = warehouse->warehouse_id,
        .name = warehouse->name,
        .place = warehouse->place,
        .kind = (uint32_t)warehouse->kind,
        .area = record->area,
        .flags = (warehouse->closed ? WAREHOUSE_CLOSED : 0U) |
                 (warehouse->has_position ? WAREHOUSE_HAS_POSITION : 0U),
        .latitude_deg = warehouse->latitude_deg,
        .longitude_deg = warehouse->longitude_deg,
    };
    (void)stock_declare(&view->stock, &declaring, &change->stock);
    const struct holding holding = {.warehouses = known == 0 ? 1 : 0};
    source_apply_holding(&view->sources, source, &holding);
    return true;
}

/* --- a count --- */

/* A line with what it was resolved to. */
struct counted_line {
    struct article article;
    struct counting counting; /* its article is 0 when the ledger does not have it yet */
    uint32_t pile;            /* of the warehouse; 0: not there yet */
    uint32_t entry;
};

struct count_list {
    struct counted_line lines[STOCK_LINES_MAX];
    uint32_t count;
};

/* From what was said and what it was resolved to; NULL, or the member that is out of its range. */
static const char *fill_line(const struct sent_stock_line *sent, const struct goods *goods,
                             struct counted_line *out)
{
    struct counting *counting = &out->counting;
    out->article = goods->article;
    *counting =
        (struct counting){.origin = (uint32_t)sent->budget_origin, .counted = goods->thousandths};
    if (goods->thousandths > STOCK_THOUSANDTHS_MAX) {
        return "quantity.thousandths";
    }
    if (sent->expires_on.size_bytes > 0 && !day_parse(sent->expires_on, &counting->expires_day)) {
        return "expires_on";
    }
    if (!relief_convert(sent->minimum_thousandths, goods->unit_thousandths, &counting->minimum) ||
        counting->minimum > STOCK_THOUSANDTHS_MAX) {
        return "minimum_thousandths";
    }
    if (!relief_convert(sent->buffer_thousandths, goods->unit_thousandths, &counting->buffer) ||
        counting->buffer > counting->counted) {
        return "buffer_thousandths";
    }
    return NULL;
}

/* A quantity that may be nought: of a unit as such the catalogue knows what it is. */
static enum hub_status resolve(const struct ask *ask, const struct sent_quantity *quantity,
                               const char *field, struct checked *checked, struct goods *out,
                               struct fault *fault)
{
    struct sent_quantity said = *quantity;
    said.thousandths = quantity->thousandths == 0 ? 1000 : quantity->thousandths;
    const enum hub_status status = relief_resolve(ask, &said, field, checked, out, fault);
    if (status == HUB_OK && quantity->thousandths == 0) {
        out->thousandths = 0;
    }
    return status;
}

static enum hub_status check_line(const struct sent_stock_line *line, uint32_t nth,
                                  struct fault *fault)
{
    if (!line->has_quantity) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "stock_count.lines[%u].quantity", nth);
    }
    if (line->budget_origin < 0 || line->budget_origin >= (int)BUDGET_ORIGINS) {
        return fault_set(fault, HUB_E_FIELD_UNKNOWN_VALUE, "stock_count.lines[%u].budget_origin",
                         nth);
    }
    if (line->note.size_bytes > NOTE_BYTES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "stock_count.lines[%u].note", nth);
    }
    return HUB_OK;
}

static bool stands_before(const struct count_list *list, uint32_t nth)
{
    const struct counted_line *line = &list->lines[nth];
    for (uint32_t i = 0; i < nth; i++) {
        const struct counted_line *other = &list->lines[i];
        if (other->counting.origin == line->counting.origin &&
            other->counting.expires_day == line->counting.expires_day &&
            article_is(&other->article, &line->article)) {
            return true;
        }
    }
    return false;
}

static void put_goods(struct proposal *out, const struct goods *goods)
{
    HUB_ASSERT(out->subject_bytes + GOODS_BYTES_MAX <= sizeof out->subject);
    out->subject_bytes += relief_put_goods(goods, &out->subject[out->subject_bytes]);
}

/* Every line resolved; their goods behind one another in the subject. */
static enum hub_status take_lines(const struct ask *ask, const struct body_stock_count *count,
                                  struct checked *checked, struct count_list *list,
                                  struct proposal *out, struct fault *fault)
{
    char path[FIELD_PATH_ROOM];
    for (uint32_t i = 0; i < count->lines.count; i++) {
        const struct sent_stock_line *line = &count->lines.items[i];
        struct goods goods;
        (void)snprintf(path, sizeof path, "stock_count.lines[%u].quantity", i);
        enum hub_status status = check_line(line, i, fault);
        if (status == HUB_OK) {
            status = resolve(ask, &line->quantity, path, checked, &goods, fault);
        }
        if (status != HUB_OK) {
            return status;
        }
        const char *wrong = fill_line(line, &goods, &list->lines[i]);
        if (wrong != NULL) {
            return fault_set(fault, HUB_E_FIELD_RANGE, "stock_count.lines[%u].%s", i, wrong);
        }
        if (stands_before(list, i)) {
            return fault_set(fault, HUB_E_FIELD_TWICE, "stock_count.lines[%u]", i);
        }
        list->count++;
        put_goods(out, &goods);
    }
    return HUB_OK;
}

/* What went through, behind the lines in the subject: received, issued. */
static enum hub_status take_throughput(const struct ask *ask, const struct body_stock_count *count,
                                       struct checked *checked, struct proposal *out,
                                       struct fault *fault)
{
    struct goods received;
    struct goods issued;
    if (!count->has_throughput) {
        return HUB_OK;
    }
    if (count->since_utc_us < AS_OF_MIN_US || count->since_utc_us > count->as_of_utc_us) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "stock_count.throughput.since");
    }
    if (!count->has_received || !count->has_issued) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "stock_count.throughput.%s",
                         count->has_received ? "issued_total" : "received_total");
    }
    enum hub_status status = resolve(ask, &count->received, "stock_count.throughput.received_total",
                                     checked, &received, fault);
    if (status == HUB_OK) {
        status = resolve(ask, &count->issued, "stock_count.throughput.issued_total", checked,
                         &issued, fault);
    }
    if (status != HUB_OK) {
        return status;
    }
    if (!article_is(&received.article, &issued.article)) {
        return fault_set(fault, HUB_E_THROUGHPUT_DIFFERS, "stock_count.throughput.issued_total");
    }
    put_goods(out, &received);
    put_goods(out, &issued);
    return HUB_OK;
}

static enum hub_status check_count(const struct ask *ask, const struct body_stock_count *count,
                                   struct fault *fault)
{
    const enum hub_status status = check_id(count->warehouse_id, "stock_count.warehouse_id", fault);
    if (status != HUB_OK) {
        return status;
    }
    if (!count->has_as_of) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "stock_count.as_of");
    }
    if (count->as_of_utc_us < AS_OF_MIN_US) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "stock_count.as_of");
    }
    if (count->as_of_utc_us > ask->at_utc_us + AHEAD_MAX_US) {
        return fault_set(fault, HUB_E_TIME_AHEAD, "stock_count.as_of");
    }
    if (count->lines.count > STOCK_LINES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "stock_count.lines");
    }
    if (count->lines.count == 0 && !count->complete && !count->has_throughput) {
        return fault_set(fault, HUB_E_NOTHING_SAID, "stock_count");
    }
    return HUB_OK;
}

/* Where the lines are held by now. */
static void find_places(const struct view *view, uint32_t warehouse, struct count_list *list)
{
    const struct stock *stock = &view->stock;
    for (uint32_t i = 0; i < list->count; i++) {
        struct counted_line *line = &list->lines[i];
        const struct article *article = &line->article;
        struct counting *counting = &line->counting;
        counting->article = ledger_find_article(&view->ledger, article);
        line->pile =
            counting->article == 0 ? 0 : stock_find_pile(stock, warehouse, counting->article);
        line->entry = line->pile == 0 ? 0
                                      : stock_find_entry(stock, line->pile, counting->origin,
                                                         counting->expires_day);
    }
}

/* Does the line want one of the places that its pile has for lots: a new one, or one of which none is left until now? */
static uint32_t lots_wanted(const struct stock *stock, const struct counted_line *line)
{
    return line->entry == 0 || stock_entry(stock, line->entry)->counted == 0 ? 1 : 0;
}

/* How many lines before this one are of its article, and how many places for lots these and it want. */
struct before {
    uint32_t lines;
    uint32_t lots;
};

static struct before look_before(const struct stock *stock, const struct count_list *list,
                                 uint32_t nth)
{
    struct before before = {.lots = lots_wanted(stock, &list->lines[nth])};
    for (uint32_t i = 0; i < nth; i++) {
        if (article_is(&list->lines[i].article, &list->lines[nth].article)) {
            before.lines++;
            before.lots += lots_wanted(stock, &list->lines[i]);
        }
    }
    return before;
}

/* What the lines need that is not there yet; false when a pile has not lots enough. */
static bool find_needs(const struct view *view, const struct count_list *list,
                       struct stock_needs *needs, uint32_t *out_articles)
{
    *needs = (struct stock_needs){.piles = 0};
    *out_articles = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        const struct counted_line *line = &list->lines[i];
        const struct before before = look_before(&view->stock, list, i);
        const uint32_t first = before.lines == 0 ? 1 : 0;
        *out_articles += line->counting.article == 0 ? first : 0;
        needs->piles += line->pile == 0 ? first : 0;
        needs->entries += line->entry == 0 ? 1 : 0;
        if (line->pile != 0 && before.lots > 0 &&
            !pile_has_lot_free(&view->stock, line->pile, before.lots)) {
            return false;
        }
    }
    return true;
}

/* HUB_E_SHARE_REACHED where the source's own warehouse is full, which nobody else can mend; HUB_E_LIMIT_REACHED where the hub is. */
static enum hub_status ask_room(const struct view *view, uint32_t warehouse,
                                struct count_list *list, bool has_throughput,
                                struct stock_needs *needs)
{
    uint32_t articles = 0;
    find_places(view, warehouse, list);
    const bool lots_fit = find_needs(view, list, needs, &articles);
    const uint32_t entries = stock_warehouse(&view->stock, warehouse)->entry_count;
    if (!lots_fit || entries + needs->entries > ENTRIES_PER_WAREHOUSE_MAX) {
        return HUB_E_SHARE_REACHED;
    }
    return stock_has_room_for_count(&view->stock, warehouse, needs) &&
                   ledger_has_room_for_articles(&view->ledger, articles + (has_throughput ? 1 : 0))
               ? HUB_OK
               : HUB_E_LIMIT_REACHED;
}

/* Will less be there than the minimum, when every line of the article is counted? Asked at the last of them. */
static bool falls_below(const struct stock *stock, const struct count_list *list, uint32_t nth,
                        bool complete)
{
    const struct counted_line *line = &list->lines[nth];
    const struct pile *pile = line->pile == 0 ? NULL : stock_pile(stock, line->pile);
    uint64_t sum = pile == NULL || complete ? 0 : pile->counted;
    uint64_t minimum = pile == NULL ? 0 : pile->minimum;
    for (uint32_t i = 0; i < list->count; i++) {
        const struct counted_line *other = &list->lines[i];
        if (!article_is(&other->article, &line->article)) {
            continue;
        }
        if (i > nth) {
            return false;
        }
        sum -= other->entry == 0 || complete ? 0 : stock_entry(stock, other->entry)->counted;
        sum += other->counting.counted;
        minimum = other->counting.minimum > 0 ? other->counting.minimum : minimum;
    }
    return sum < minimum;
}

static void warn(const struct ask *ask, const struct body_stock_count *count, uint32_t warehouse,
                 const struct count_list *list, struct checked *checked)
{
    const struct stock *stock = &ask->view->stock;
    const int64_t complete_utc_us = stock_warehouse(stock, warehouse)->complete_as_of_utc_us;
    for (uint32_t i = 0; i < list->count; i++) {
        char path[FIELD_PATH_ROOM];
        const struct counting *counting = &list->lines[i].counting;
        const uint32_t entry = list->lines[i].entry;
        const int64_t known_utc_us =
            entry == 0 ? complete_utc_us : stock_entry(stock, entry)->as_of_utc_us;
        (void)snprintf(path, sizeof path, "stock_count.lines[%u]", i);
        if (count->as_of_utc_us < known_utc_us) {
            warnings_add(&checked->warnings, HUB_E_COUNT_OLDER, path);
            continue;
        }
        if (falls_below(stock, list, i, count->complete)) {
            warnings_add(&checked->warnings, HUB_E_BELOW_MINIMUM, path);
        }
        if (counting->expires_day != 0 && counting->counted > 0 &&
            counting->expires_day < day_of(count->as_of_utc_us)) {
            warnings_add(&checked->warnings, HUB_E_EXPIRED, path);
        }
    }
}

/* The speaker's warehouse, open, in a region of the client. */
static enum hub_status find_warehouse(const struct ask *ask, const struct message *message,
                                      uint32_t *out, struct fault *fault)
{
    const struct stock *stock = &ask->view->stock;
    const uint32_t source = source_find(&ask->view->sources, speaker_of(message)).n;
    *out =
        source == 0 ? 0 : stock_find_warehouse(stock, source, message->as.stock_count.warehouse_id);
    if (*out == 0) {
        return fault_set(fault, HUB_E_WAREHOUSE_UNKNOWN, "stock_count.warehouse_id");
    }
    const struct warehouse *warehouse = stock_warehouse(stock, *out);
    const enum hub_status status = may_keep(ask, warehouse->area);
    if (status != HUB_OK) {
        return fault_set(fault, status, "stock_count.warehouse_id");
    }
    return warehouse_is_open(warehouse)
               ? HUB_OK
               : fault_set(fault, HUB_E_WAREHOUSE_CLOSED, "stock_count.warehouse_id");
}

enum hub_status warehouse_decide_count(const struct ask *ask, const struct message *message,
                                       struct checked *checked, struct proposal *out,
                                       struct fault *fault)
{
    const struct body_stock_count *count = &message->as.stock_count;
    struct count_list list = {.count = 0};
    struct stock_needs needs;
    uint32_t warehouse = 0;
    out->subject_bytes = 0;
    enum hub_status status = check_count(ask, count, fault);
    if (status == HUB_OK) {
        status = take_lines(ask, count, checked, &list, out, fault);
    }
    if (status == HUB_OK) {
        status = take_throughput(ask, count, checked, out, fault);
    }
    if (status == HUB_OK) {
        status = find_warehouse(ask, message, &warehouse, fault);
    }
    if (status != HUB_OK) {
        return status;
    }
    out->area = stock_warehouse(&ask->view->stock, warehouse)->area;
    status = ask_room(ask->view, warehouse, &list, count->has_throughput, &needs);
    if (status != HUB_OK) {
        return fault_set(fault, status, "stock_count.lines");
    }
    const struct holding holding = {.stocks = needs.entries, .articles = checked->new_articles};
    if (!share_allows(ask, speaker_of(message), &holding)) {
        return fault_set(fault, HUB_E_SHARE_REACHED, "stock_count.lines");
    }
    warn(ask, count, warehouse, &list, checked);
    return HUB_OK;
}

/* The lines of a record, as they were decided; moves past them. */
static bool read_lines(struct slice *subject, const struct body_stock_count *count,
                       struct count_list *list)
{
    if (count->lines.count > STOCK_LINES_MAX) {
        return false;
    }
    for (uint32_t i = 0; i < count->lines.count; i++) {
        struct goods goods;
        struct fault fault;
        if (!relief_take_counted(subject, &goods) ||
            check_line(&count->lines.items[i], i, &fault) != HUB_OK ||
            fill_line(&count->lines.items[i], &goods, &list->lines[i]) != NULL ||
            stands_before(list, i)) {
            return false;
        }
        list->count++;
    }
    return true;
}

/* The sums of a record, as they were decided, and their article; moves past them. */
static bool read_throughput(struct slice *subject, const struct body_stock_count *count,
                            struct flow_sum *sum, struct article *article)
{
    struct goods received;
    struct goods issued;
    if (!count->has_throughput) {
        return true;
    }
    if (!relief_take_counted(subject, &received) || !relief_take_counted(subject, &issued) ||
        !article_is(&received.article, &issued.article)) {
        return false;
    }
    *article = received.article;
    *sum = (struct flow_sum){.as_of_utc_us = count->as_of_utc_us,
                             .since_utc_us = count->since_utc_us,
                             .in = received.thousandths,
                             .out = issued.thousandths};
    return true;
}

bool warehouse_apply_count(struct view *view, const struct record *record,
                           const struct message *message, struct view_change *change)
{
    static const struct holding one = {.stocks = 1};
    const struct body_stock_count *count = &message->as.stock_count;
    const struct source_id source = source_find(&view->sources, record->word);
    const uint32_t warehouse = stock_find_warehouse(&view->stock, source.n, count->warehouse_id);
    struct slice subject = record->subject;
    struct count_list list = {.count = 0};
    struct flow_sum sum = {.in = 0};
    struct article article;
    struct stock_needs needs;
    if (warehouse == 0 || !warehouse_is_open(stock_warehouse(&view->stock, warehouse)) ||
        !read_lines(&subject, count, &list) || !read_throughput(&subject, count, &sum, &article) ||
        subject.size_bytes != 0 ||
        ask_room(view, warehouse, &list, count->has_throughput, &needs) != HUB_OK) {
        return false;
    }
    const uint32_t entries = view->stock.entries.used;
    const uint32_t articles = view->ledger.articles.used;
    if (count->complete || list.count > 0) {
        stock_begin_count(&view->stock, warehouse, count->as_of_utc_us, count->complete,
                          &change->stock);
    }
    for (uint32_t i = 0; i < list.count; i++) {
        list.lines[i].counting.article = ledger_take_article(&view->ledger, &list.lines[i].article);
        change->ledger.unknown = change->ledger.unknown || list.lines[i].article.known == 0;
        const uint32_t payer =
            stock_count(&view->stock, warehouse, count->as_of_utc_us, &list.lines[i].counting);
        if (payer != 0) {
            source_apply_release(&view->sources, (struct source_id){payer}, &one);
        }
    }
    if (count->has_throughput) {
        sum.article = ledger_take_article(&view->ledger, &article);
        change->ledger.unknown = change->ledger.unknown || article.known == 0;
        stock_state(&view->stock, warehouse, &sum, &change->stock);
    }
    const struct holding holding = {.stocks = view->stock.entries.used - entries,
                                    .articles = view->ledger.articles.used - articles};
    source_apply_holding(&view->sources, source, &holding);
    return true;
}
