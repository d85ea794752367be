/* What a story says of warehouses and counts, and what it expects of the stock. Quantities are written as people do: 1.5 ton. */
#include "story.h"

#include "base/assert.h"
#include "support/table.h"

#include <stdio.h>

#define STOCK_ROWS_MAX 32

static const char *const kinds[WAREHOUSE_KINDS] = {"", "warehouse", "posko", "support-post"};
static const char *const origins[BUDGET_ORIGINS] = {
    "", "apbn", "apbd-province", "apbd-regency", "donation", "other"};

static uint32_t take_choice(struct line *line, const char *const *names, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        if (line_is(line, names[i])) {
            return i;
        }
    }
    return 0;
}

static bool take_thousandths(struct line *line, uint64_t *out)
{
    return line_more(line) && story_thousandths(line_word(line), out);
}

/* 2.4 ton beras; the unit "-" is none */
static bool take_quantity(struct story *story, struct line *line, struct letter_quantity *out)
{
    if (!take_thousandths(line, &out->thousandths)) {
        return false;
    }
    const char *unit = line_word(line);
    out->unit = strcmp(unit, "-") == 0 ? NULL : story_keep(story, unit);
    out->item = story_keep(story, line_word(line));
    return out->item[0] != '\0';
}

/* warehouse SOURCE ID region CODE [warehouse, posko, support-post] [named "TEXT"] [closed] */
void story_warehouse(struct story *story, struct line *line)
{
    const char *client = NULL;
    struct letter letter = {.kind = BODY_WAREHOUSE,
                            .realm = "real",
                            .source = story_keep(story, line_word(line)),
                            .warehouse = story_keep(story, line_word(line)),
                            .name = "Gudang",
                            .warehouse_kind = WAREHOUSE_KIND_WAREHOUSE};
    while (line_more(line)) {
        const uint32_t kind = take_choice(line, kinds, WAREHOUSE_KINDS);
        if (kind != 0) {
            letter.warehouse_kind = kind;
        } else if (line_is(line, "region")) {
            letter.region = story_keep(story, line_word(line));
        } else if (line_is(line, "named")) {
            letter.name = story_keep(story, line_word(line));
        } else if (line_is(line, "closed")) {
            letter.closed = true;
        } else if (!story_envelope(story, line, &letter, &client)) {
            return;
        }
    }
    (void)story_hand_in(story, client == NULL ? letter.source : client, &letter);
}

static bool take_detail(struct story *story, struct line *line, struct letter_stock_line *out)
{
    const uint32_t origin = take_choice(line, origins, BUDGET_ORIGINS);
    if (origin != 0) {
        out->origin = origin;
        return true;
    }
    if (line_is(line, "expires")) {
        out->expires_on = story_keep(story, line_word(line));
        return true;
    }
    return (line_is(line, "minimum") && take_thousandths(line, &out->minimum)) ||
           (line_is(line, "buffer") && take_thousandths(line, &out->buffer));
}

/* as_of TIME, or 3 h ago */
static bool take_as_of(const struct story *story, struct line *line, int64_t *out_utc_us)
{
    int64_t span_us = 0;
    if (!line_is(line, "as_of")) {
        return false;
    }
    if (line_time(line, out_utc_us)) {
        return true;
    }
    *out_utc_us = story->room.at_utc_us;
    if (line_span(line, &span_us) && line_is(line, "ago")) {
        *out_utc_us -= span_us;
    }
    return true;
}

/* count SOURCE ID [complete] [as_of TIME, or 3 h ago] line 2.4 ton beras [ORIGIN] [expires DAY] [minimum Q] [buffer Q] line ... [in Q U ITEM out Q U ITEM] */
void story_count(struct story *story, struct line *line)
{
    struct letter_stock_line lines[STOCK_LINES_MAX] = {{.origin = 0}};
    const char *client = NULL;
    struct letter letter = {.kind = BODY_STOCK_COUNT,
                            .realm = "real",
                            .source = story_keep(story, line_word(line)),
                            .warehouse = story_keep(story, line_word(line)),
                            .as_of_utc_us = story->room.at_utc_us,
                            .stock_lines = lines};
    bool good = true;
    while (good && line_more(line)) {
        struct letter_stock_line *last =
            letter.stock_line_count == 0 ? NULL : &lines[letter.stock_line_count - 1];
        if (line_is(line, "complete")) {
            letter.complete = true;
        } else if (letter.stock_line_count < STOCK_LINES_MAX && line_is(line, "line")) {
            good = take_quantity(story, line, &lines[letter.stock_line_count++].quantity);
        } else if (line_is(line, "received")) {
            letter.has_throughput = true;
            good = take_quantity(story, line, &letter.received);
        } else if (line_is(line, "issued")) {
            good = take_quantity(story, line, &letter.issued);
        } else if (!take_as_of(story, line, &letter.as_of_utc_us) &&
                   !(last != NULL && take_detail(story, line, last)) &&
                   !story_envelope(story, line, &letter, &client)) {
            return; /* not understood */
        }
    }
    if (!good) {
        story_complain(story, "it is: count SOURCE ID line 2.4 ton beras");
        return;
    }
    (void)story_hand_in(story, client == NULL ? letter.source : client, &letter);
}

/* Rows of a table of what was on hand somewhere. */
static struct {
    const char *event;
    const char *owner;
    struct letter_stock_line rows[STOCK_ROWS_MAX];
    char texts[STOCK_ROWS_MAX][2][96];
    uint32_t count;
    bool unsound;
} printed;

static void take_row(char *fields[TABLE_FIELDS_MAX], int count)
{
    if (count < 8 || strcmp(fields[1], printed.event) != 0 ||
        strcmp(fields[3], printed.owner) != 0) {
        return;
    }
    HUB_ASSERT(printed.count < STOCK_ROWS_MAX);
    const uint32_t at = printed.count++;
    (void)snprintf(printed.texts[at][0], sizeof printed.texts[at][0], "%s", fields[5]);
    (void)snprintf(printed.texts[at][1], sizeof printed.texts[at][1], "%s", fields[7]);
    printed.rows[at] = (struct letter_stock_line){
        .quantity = {.item = printed.texts[at][0], .unit = printed.texts[at][1]}};
    printed.unsound =
        printed.unsound || !story_thousandths(fields[6], &printed.rows[at].quantity.thousandths);
}

/* stock-rows FILE of "EVENT" from "OWNER" as SOURCE ID [ORIGIN] rows N: one count, as it is printed */
void story_stock_rows(struct story *story, struct line *line)
{
    uint64_t wanted = 0;
    const char *file = story_keep(story, line_word(line));
    printed.count = 0;
    printed.unsound = false;
    printed.event = line_is(line, "of") ? story_keep(story, line_word(line)) : "";
    printed.owner = line_is(line, "from") ? story_keep(story, line_word(line)) : "";
    const char *source = line_is(line, "as") ? story_keep(story, line_word(line)) : "";
    const char *id = story_keep(story, line_word(line));
    const uint32_t origin = take_choice(line, origins, BUDGET_ORIGINS);
    table_read(file, take_row);
    if (!line_is(line, "rows") || !line_number(line, &wanted) || wanted != printed.count ||
        printed.unsound) {
        story_complain(story, "%u rows of the table are meant", (unsigned)printed.count);
        return;
    }
    for (uint32_t i = 0; i < printed.count; i++) {
        printed.rows[i].origin = origin;
    }
    struct letter letter = {.kind = BODY_STOCK_COUNT,
                            .realm = "real",
                            .source = source,
                            .warehouse = id,
                            .as_of_utc_us = story->room.at_utc_us,
                            .stock_lines = printed.rows,
                            .stock_line_count = printed.count};
    (void)story_hand_in(story, source, &letter);
    story_settle(story);
}

/* --- expecting --- */

/* The total of an item in an area, by the ledger's name for it; 0: nobody counted it. */
static uint32_t find_total(const struct view *view, uint32_t area, const char *item,
                           const char *unit)
{
    const uint32_t shop = stock_find_shop(&view->stock, area);
    uint32_t at = shop == 0 ? 0 : stock_shop(&view->stock, shop)->first_total;
    for (; at != 0; at = stock_total(&view->stock, at)->next_in_shop) {
        const struct stock_total *total = stock_total(&view->stock, at);
        const struct article *article = ledger_article(&view->ledger, total->article);
        if (strcmp(article->code, item) == 0 &&
            (unit == NULL || strcmp(article->unit, unit) == 0) && total->warehouses > 0) {
            return at;
        }
    }
    return 0;
}

/* stock CODE ITEM [unit U] counted Q [by N], or unknown; stock CODE warehouses N */
static void expect_stock(struct story *story, struct line *line)
{
    uint64_t area = AREA_NATION;
    uint64_t wanted = 0;
    const struct view *view = room_view(&story->room, "real");
    const bool named = region_code_parse(slice_of(line_word(line)), &area);
    if (line_is(line, "warehouses") && line_number(line, &wanted)) {
        const uint32_t shop = named ? stock_find_shop(&view->stock, (uint32_t)area) : 0;
        const uint32_t open = shop == 0 ? 0 : stock_shop(&view->stock, shop)->open_count;
        if (open != wanted) {
            story_complain(story, "it has %u", (unsigned)open);
        }
        return;
    }
    const char *item = story_keep(story, line_word(line));
    const char *unit = line_is(line, "unit") ? story_keep(story, line_word(line)) : NULL;
    const uint32_t place = named ? find_total(view, (uint32_t)area, item, unit) : 0;
    if (line_is(line, "unknown") != (place == 0) || place == 0) {
        if (place != 0 || line_more(line)) {
            story_complain(story, place == 0 ? "nobody counted it" : "somebody counted it");
            line->at = line->count;
        }
        return;
    }
    const struct stock_total *total = stock_total(&view->stock, place);
    if (line_is(line, "counted") &&
        (!take_thousandths(line, &wanted) || wanted != total->counted)) {
        story_complain(story, "it is %llu thousandths", (unsigned long long)total->counted);
    }
    if (line_is(line, "by") && (!line_number(line, &wanted) || wanted != total->warehouses)) {
        story_complain(story, "%u warehouses know it", (unsigned)total->warehouses);
    }
}

/* flow SOURCE ID [rate N] [stayed Q, or unknown] [late, in-time] */
static void expect_flow(struct story *story, struct line *line)
{
    uint64_t wanted = 0;
    const struct view *view = room_view(&story->room, "real");
    const uint32_t source = source_find(&view->sources, slice_of(line_word(line))).n;
    const uint32_t place =
        stock_find_warehouse(&view->stock, source, slice_of(story_keep(story, line_word(line))));
    const uint32_t flow = place == 0 ? 0 : stock_warehouse(&view->stock, place)->flow;
    if (flow == 0) {
        story_complain(story, "it stated nothing");
        line->at = line->count;
        return;
    }
    const struct passing passing = stock_passing(stock_flow(&view->stock, flow));
    const bool late = passing.overdue_utc_us != 0 && passing.overdue_utc_us < story->room.at_utc_us;
    if (line_is(line, "rate") &&
        (!line_number(line, &wanted) || wanted != passing.rate_thousandths)) {
        story_complain(story, "the rate is %u", (unsigned)passing.rate_thousandths);
    }
    if (line_is(line, "stayed")) {
        const bool unknown = line_is(line, "unknown");
        if (unknown == passing.knows_stayed ||
            (!unknown && (!take_thousandths(line, &wanted) || wanted != passing.stayed))) {
            story_complain(story, "%llu thousandths stayed", (unsigned long long)passing.stayed);
        }
    }
    if ((line_is(line, "late") && !late) || (line_is(line, "in-time") && late)) {
        story_complain(story, "it is %s", late ? "late" : "in time");
    }
}

/* The pile of an item in a warehouse; NULL: it has none. */
static const struct pile *find_pile(const struct view *view, uint32_t warehouse, const char *item)
{
    uint32_t at = warehouse == 0 ? 0 : stock_warehouse(&view->stock, warehouse)->first_pile;
    for (; at != 0; at = stock_pile(&view->stock, at)->next_in_warehouse) {
        const struct pile *pile = stock_pile(&view->stock, at);
        if (strcmp(ledger_article(&view->ledger, pile->article)->code, item) == 0) {
            return pile;
        }
    }
    return NULL;
}

static void expect_amount(struct story *story, struct line *line, const char *word, uint64_t amount)
{
    uint64_t wanted = 0;
    if (line_is(line, word) && (!take_thousandths(line, &wanted) || wanted != amount)) {
        story_complain(story, "%s are %llu thousandths", word, (unsigned long long)amount);
    }
}

/* pile SOURCE ID ITEM [counted Q, or unknown] [arrived Q] [sent Q] [promised Q] */
static void expect_pile(struct story *story, struct line *line)
{
    const struct view *view = room_view(&story->room, "real");
    const uint32_t source = source_find(&view->sources, slice_of(line_word(line))).n;
    const uint32_t place =
        stock_find_warehouse(&view->stock, source, slice_of(story_keep(story, line_word(line))));
    const struct pile *pile = find_pile(view, place, line_word(line));
    uint64_t arrived = 0;
    uint64_t sent = 0;
    if (pile == NULL) {
        story_complain(story, "it has none of it");
        line->at = line->count;
        return;
    }
    pile_moved(pile, &arrived, &sent);
    if (line_is(line, "unknown") != (pile->entry_count == 0)) {
        story_complain(story, "%s counted it", pile->entry_count == 0 ? "nobody" : "somebody");
    }
    expect_amount(story, line, "counted", pile->counted);
    expect_amount(story, line, "arrived", arrived);
    expect_amount(story, line, "sent", sent);
    expect_amount(story, line, "promised", pile->promised);
}

bool story_expect_stock(struct story *story, struct line *line)
{
    if (line_is(line, "stock")) {
        expect_stock(story, line);
    } else if (line_is(line, "flow")) {
        expect_flow(story, line);
    } else if (line_is(line, "pile")) {
        expect_pile(story, line);
    } else {
        return false;
    }
    return true;
}
