/*
 * command_logistics.c - relief logistics as tables: needs item by item, gaps, overlaps.
 *
 * Holds: (1) a pledge is never shown as a delivery: promised, sent and received stand in columns of their own;
 *        (2) whatever did not fit into the hub's documents is said, never passed over.
 */
#include "command.h"

#include <stdlib.h>
#include <string.h>

#include "picture.h"
#include "proto_json.h"
#include "screen.h"
#include "suggested.h"

#define PRIORITY_NORMAL 3U

struct logistics_view {
    const struct app *app;
    struct picture picture;
    const char *area;  /* "nation", "12", "12.73" */
    const char *event; /* NULL: all */
    int64_t now_us;
    struct link *link; /* to ask what could fill each gap; NULL: nobody wants to know */
};

/* ---- which documents ---- */

/* The document as relief logistics of an event that is asked for, or NULL. */
static const Pusdalops__V1__LogisticsStatus *status_at(const struct logistics_view *view, size_t at)
{
    const Pusdalops__V1__FeedMessage *document = view->picture.documents[at];
    if (document->document_case != PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_LOGISTICS ||
        (view->event != NULL && strcmp(view->event, document->logistics->event_id) != 0)) {
        return NULL;
    }
    return document->logistics;
}

static bool is_own(const struct logistics_view *view, const Pusdalops__V1__LogisticsStatus *status)
{
    return strcmp(status->area_code, view->area) == 0;
}

/* Fetch the area's documents, with `below` those of the areas in it. */
static int fetch(struct logistics_view *view, bool below)
{
    struct link link;
    char prefix[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    const struct app *app = view->app;
    const bool nation = strcmp(view->area, "nation") == 0;
    const enum pusdalops_status topic =
        below ? pusdalops_topic_render(app->realm, nation ? NULL : view->area, NULL, prefix)
              : pusdalops_topic_render(app->realm, view->area, "logistics", prefix);
    if (topic != PUSDALOPS_OK) {
        return app_complain(app, EXIT_USAGE, "%s: nation, 12, 12.73", view->area);
    }
    int code = link_open(&link, app, NULL, 0);
    code = code == EXIT_DONE ? link_greet(&link) : code;
    code = code == EXIT_DONE ? picture_fetch(&view->picture, &link, prefix) : code;
    link_close(&link);
    return code;
}

static int nothing_known(const struct app *app)
{
    (void)fprintf(stderr, "%s\n",
                  app_text(app, "nobody asked for or promised anything in this area",
                           "belum ada kebutuhan atau komitmen di wilayah ini"));
    return EXIT_NEGATIVE;
}

/* ---- cells ---- */

static void cell(const char *text, size_t width)
{
    char clean[SCREEN_CELL_BYTES];
    screen_clean(text, clean, width < sizeof clean ? width : sizeof clean); /* cut at a character */
    screen_cell(clean, width, false);
}

static void amount(const struct app *app, uint64_t thousandths, size_t width)
{
    char text[PUSDALOPS_QUANTITY_TEXT_BYTES];
    pusdalops_quantity_render(thousandths, app->language, text, sizeof text);
    screen_cell(text, width, true);
}

static void reference_text(const char *source, uint64_t number, uint32_t line, char *text,
                           size_t room)
{
    char clean[SCREEN_CELL_BYTES];
    char behind[16] = "";
    screen_clean(source, clean, sizeof clean);
    if (line != 0) {
        (void)snprintf(behind, sizeof behind, "/%u", line);
    }
    (void)snprintf(text, room, "%s/%llu%s", clean, (unsigned long long)number, behind);
}

static void line_cell(const Pusdalops__V1__NeedStatus *line, size_t width)
{
    char text[SCREEN_CELL_BYTES + 48] = "-";
    if (line->line != NULL) {
        reference_text(line->line->source, line->line->number, line->line->line, text, sizeof text);
    }
    screen_cell(text, width - 1, false); /* never cut: it is what one types to answer */
    (void)putchar(' ');
}

static const char *word(const struct app *app, enum pusdalops_words words, uint32_t number)
{
    const char *name = pusdalops_word_name(words, number, app->language);
    return name == NULL ? "?" : name;
}

static Pusdalops__V1__Quantities quantities_of(const Pusdalops__V1__Quantities *quantities)
{
    static const Pusdalops__V1__Quantities none = PUSDALOPS__V1__QUANTITIES__INIT;
    return quantities == NULL ? none : *quantities;
}

/* ---- needs ---- */

static void amount_heads(const struct app *app, const char *unit)
{
    static const struct {
        const char *en;
        const char *id;
    } heads[] = {{"Asked", "Diminta"},     {"Pledged", "Dijanjikan"}, {"Sent", "Dikirim"},
                 {"Received", "Diterima"}, {"Outstanding", "Kurang"}, {"Excess", "Lebih"}};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        screen_cell(app_text(app, heads[i].en, heads[i].id), 12, true);
    }
    (void)printf("  %s\n", unit);
}

/* Promised, sent and received beside each other (1); damaged and lost behind, where there is any. */
static void amounts(const struct app *app, const Pusdalops__V1__Quantities *from, const char *unit)
{
    const Pusdalops__V1__Quantities of = quantities_of(from);
    char clean[SCREEN_CELL_BYTES];
    amount(app, of.asked, 12);
    amount(app, of.pledged, 12);
    amount(app, of.sent, 12);
    amount(app, of.received_good, 12);
    amount(app, of.outstanding, 12);
    amount(app, of.excess, 12);
    screen_clean(unit, clean, sizeof clean);
    (void)printf("  %s", clean);
    if (of.received_damaged > 0) {
        (void)fputs(app_text(app, ", damaged ", ", rusak "), stdout);
        amount(app, of.received_damaged, 0);
    }
    if (of.lost > 0) {
        (void)fputs(app_text(app, ", lost ", ", hilang "), stdout);
        amount(app, of.lost, 0);
    }
}

static void print_pledge(const struct app *app, const Pusdalops__V1__PledgeStatus *pledge)
{
    char text[SCREEN_CELL_BYTES + 48] = "-";
    char until[64];
    if (pledge->pledge != NULL) {
        reference_text(pledge->pledge->source, pledge->pledge->number, pledge->pledge->part, text,
                       sizeof text);
    }
    (void)fputs("  ", stdout);
    screen_cell(text, 25, false);
    (void)putchar(' ');
    cell(word(app, PUSDALOPS_WORDS_PLEDGE_STATE, (uint32_t)pledge->state), 14);
    cell(pledge->item, 20);
    amounts(app, pledge->quantities, pledge->unit);
    if (pledge->valid_until != NULL) {
        screen_time(app, screen_utc_us(pledge->valid_until), NULL, until, sizeof until);
        (void)printf(app_text(app, ", until %s", ", sampai %s"), until);
    }
    (void)putchar('\n');
}

/* What is of no catalogue has no words for who reads as the public. */
static void item_cell(const Pusdalops__V1__NeedStatus *line, size_t width)
{
    cell(line->item[0] == '\0' ? "-" : line->item, width);
}

static void print_lines(const struct app *app, Pusdalops__V1__NeedStatus *const *lines,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Pusdalops__V1__NeedStatus *line = lines[i];
        line_cell(line, 28);
        cell(word(app, PUSDALOPS_WORDS_NEED_STATE, (uint32_t)line->state), 14);
        item_cell(line, 20);
        amounts(app, line->quantities, line->unit);
        (void)fputs(line->urgent ? app_text(app, ", immediate", ", mendesak") : "", stdout);
        if (line->escalated > 0) {
            (void)printf(app_text(app, ", escalated %u", ", eskalasi %u"), line->escalated);
        }
        (void)putchar('\n');
        for (size_t j = 0; j < line->n_pledges; j++) {
            print_pledge(app, line->pledges[j]);
        }
    }
}

static void print_title(const Pusdalops__V1__LogisticsStatus *status)
{
    char event[SCREEN_CELL_BYTES];
    char code[SCREEN_CELL_BYTES];
    char name[SCREEN_CELL_BYTES];
    screen_clean(status->event_id, event, sizeof event);
    screen_clean(status->area_code, code, sizeof code);
    screen_clean(status->area_name, name, sizeof name);
    (void)printf("\n%s: %s %s\n", event, code, name);
}

/* Whom the standards are reckoned for, and what they need: beside what was asked, never in its columns. */
static void print_estimate(const struct app *app, const Pusdalops__V1__LogisticsStatus *status)
{
    const Pusdalops__V1__EstimateBasis *basis = status->basis;
    char persons[48] = "-";
    char households[48] = "-";
    if (basis == NULL || status->n_estimates == 0) {
        return;
    }
    if (basis->persons_regencies > 0) {
        screen_count(app, basis->displaced_persons, persons, sizeof persons);
    }
    if (basis->households_regencies > 0) {
        screen_count(app, basis->displaced_households, households, sizeof households);
    }
    (void)printf(app_text(app,
                          "\nEstimate by the minimum standards for the displaced: "
                          "%s persons (%u regencies), %s households (%u regencies)\n",
                          "\nPerkiraan menurut standar minimum bagi pengungsi: "
                          "%s jiwa (%u kab/kota), %s KK (%u kab/kota)\n"),
                 persons, basis->persons_regencies, households, basis->households_regencies);
    for (size_t i = 0; i < status->n_estimates; i++) {
        const Pusdalops__V1__EstimatedNeed *need = status->estimates[i];
        char unit[SCREEN_CELL_BYTES];
        cell(need->item, 32);
        amount(app, need->thousandths, 12);
        screen_clean(need->unit, unit, sizeof unit);
        (void)printf("  %s%s\n", unit, need->per_day ? app_text(app, " a day", " per hari") : "");
    }
}

static void print_needs(const struct app *app, const Pusdalops__V1__LogisticsStatus *status,
                        bool lines)
{
    print_title(status);
    (void)printf(
        app_text(app, "Lines short: %u, in excess: %u\n", "Baris kurang: %u, berlebih: %u\n"),
        status->gap_lines, status->excess_lines);
    cell(app_text(app, "Item", "Barang"), 26);
    screen_cell(app_text(app, "Lines", "Baris"), 6, true);
    amount_heads(app, app_text(app, "Unit", "Satuan"));
    for (size_t i = 0; i < status->n_items; i++) {
        const Pusdalops__V1__ItemTotal *item = status->items[i];
        char count[16];
        cell(item->item, 26);
        (void)snprintf(count, sizeof count, "%u", item->open_lines);
        screen_cell(count, 6, true);
        amounts(app, item->quantities, item->unit);
        (void)putchar('\n');
    }
    print_estimate(app, status);
    if (lines && status->n_gaps + status->n_lines > 0) {
        (void)putchar('\n');
        cell(app_text(app, "Line / pledge", "Baris / komitmen"), 28);
        cell(app_text(app, "State", "Status"), 14);
        cell(app_text(app, "Item", "Barang"), 20);
        amount_heads(app, app_text(app, "Unit", "Satuan"));
        print_lines(app, status->gaps, status->n_gaps);
        print_lines(app, status->lines, status->n_lines);
    }
    if (status->n_offers > 0) {
        (void)printf(app_text(app, "\nPromised and not allotted to a line: %u\n",
                              "\nDijanjikan dan belum dialokasikan: %u\n"),
                     status->offer_count);
        for (size_t i = 0; i < status->n_offers; i++) {
            print_pledge(app, status->offers[i]);
        }
    }
    if (status->cut) { /* (2) */
        (void)puts(app_text(app, "(more than fits here; the quantities are whole)",
                            "(lebih dari yang termuat; jumlahnya tetap utuh)"));
    }
}

static json_t *heading(const struct logistics_view *view)
{
    json_t *object = json_object();
    (void)json_object_set_new(object, "area", proto_json_text(view->area));
    (void)json_object_set_new(object, "realm", proto_json_text(view->app->realm));
    return object;
}

static int show_needs(const struct logistics_view *view, bool below, bool lines)
{
    json_t *list = json_array();
    size_t shown = 0;
    for (size_t i = 0; i < view->picture.count; i++) {
        const Pusdalops__V1__LogisticsStatus *status = status_at(view, i);
        if (status == NULL || (!below && !is_own(view, status))) {
            continue;
        }
        shown += 1;
        if (view->app->json) {
            (void)json_array_append_new(list, proto_json(&view->picture.documents[i]->base));
        } else {
            print_needs(view->app, status, lines);
        }
    }
    if (view->app->json) {
        json_t *object = heading(view);
        (void)json_object_set(object, "documents", list);
        proto_json_print(object);
    }
    json_decref(list);
    return shown > 0 ? EXIT_DONE : nothing_known(view->app);
}

int command_needs(struct app *app)
{
    struct logistics_view view = {
        .app = app,
        .area = app->word_count > 0 ? app->words[0] : "nation",
        .event = app_flag(app, "event"),
        .now_us = pusdalops_now_read().utc_us,
    };
    const bool below = app_flag(app, "below") != NULL;
    int code = fetch(&view, below);
    if (code == EXIT_DONE) {
        code = show_needs(&view, below, app_flag(app, "lines") != NULL);
    }
    picture_close(&view.picture);
    return code;
}

/* ---- gaps ---- */

struct gap {
    const Pusdalops__V1__NeedStatus *line;
    const Pusdalops__V1__LogisticsStatus *status;
};

static uint32_t rank_of(const Pusdalops__V1__NeedStatus *line)
{
    return line->priority == PUSDALOPS__V1__PRIORITY__PRIORITY_UNSPECIFIED
               ? PRIORITY_NORMAL
               : (uint32_t)line->priority;
}

/* Priority, cut off, age, persons: as the hub itself orders them. Then by name, so that equal ones keep their places. */
static int by_need(const void *a, const void *b)
{
    const Pusdalops__V1__NeedStatus *one = ((const struct gap *)a)->line;
    const Pusdalops__V1__NeedStatus *other = ((const struct gap *)b)->line;
    const int64_t one_us = screen_utc_us(one->as_of);
    const int64_t other_us = screen_utc_us(other->as_of);
    if (rank_of(one) != rank_of(other)) {
        return rank_of(one) < rank_of(other) ? -1 : 1;
    }
    if (one->isolated != other->isolated) {
        return one->isolated ? -1 : 1;
    }
    if (one_us != other_us) {
        return one_us < other_us ? -1 : 1;
    }
    if (one->persons != other->persons) {
        return one->persons > other->persons ? -1 : 1;
    }
    const int order = strcmp(one->line->source, other->line->source);
    if (order != 0) {
        return order;
    }
    if (one->line->number != other->line->number) {
        return one->line->number < other->line->number ? -1 : 1;
    }
    return one->line->line < other->line->line ? -1 : 1;
}

/* Add the lines that lack something to the list, which has room. */
static void add_gaps(struct gap *list, size_t *count, const Pusdalops__V1__LogisticsStatus *status,
                     Pusdalops__V1__NeedStatus *const *lines, size_t line_count)
{
    for (size_t i = 0; i < line_count; i++) {
        if (lines[i]->line != NULL && quantities_of(lines[i]->quantities).outstanding > 0) {
            list[(*count)++] = (struct gap){.line = lines[i], .status = status};
        }
    }
}

static void print_gap(const struct logistics_view *view, size_t rank, const struct gap *gap)
{
    const struct app *app = view->app;
    const Pusdalops__V1__NeedStatus *line = gap->line;
    const Pusdalops__V1__Quantities of = quantities_of(line->quantities);
    char text[SCREEN_CELL_BYTES];
    char by[64] = "-";
    (void)printf("%4zu ", rank);
    line_cell(line, 24);
    (void)snprintf(text, sizeof text, "%.8s %.100s", gap->status->area_code,
                   gap->status->area_name);
    cell(text, 28);
    item_cell(line, 22);
    amount(app, of.outstanding, 12);
    amount(app, of.asked, 12);
    (void)fputs("  ", stdout);
    cell(line->unit, 9);
    cell(word(app, PUSDALOPS_WORDS_PRIORITY, rank_of(line)), 18);
    screen_age(app, screen_utc_us(line->as_of), view->now_us, text, sizeof text);
    screen_cell(text, 8, true);
    screen_count(app, line->persons, text, sizeof text);
    screen_cell(line->persons == 0 ? "-" : text, 9, true);
    if (line->needed_by != NULL) {
        screen_time(app, screen_utc_us(line->needed_by), gap->status->area_code, by, sizeof by);
    }
    (void)printf("  %s", by);
    (void)fputs(line->isolated ? app_text(app, " CUT-OFF", " TERISOLASI") : "", stdout);
    (void)fputs(line->urgent ? app_text(app, " IMMEDIATE", " MENDESAK") : "", stdout);
    if (line->escalated > 0) {
        (void)printf(app_text(app, " ESCALATED:%u", " ESKALASI:%u"), line->escalated);
    }
    (void)putchar('\n');
}

/* What could fill the line; NULL where the hub gives no answer, which was said. */
static Pusdalops__V1__Reply *suggestion_for(const struct logistics_view *view,
                                            const struct gap *gap)
{
    const Pusdalops__V1__LineReference *at = gap->line->line;
    const struct pusdalops_reference line = {at->source, at->number, at->line};
    Pusdalops__V1__Reply *reply = NULL;
    return suggested_ask(view->link, &line, &reply) == EXIT_DONE ? reply : NULL;
}

static void print_best(const struct logistics_view *view, const struct gap *gap)
{
    Pusdalops__V1__Reply *reply = suggestion_for(view, gap);
    suggested_print_best(view->app, reply == NULL ? NULL : reply->suggestion);
    if (reply != NULL) {
        pusdalops__v1__reply__free_unpacked(reply, NULL);
    }
}

static void print_gaps(const struct logistics_view *view, const struct gap *list, size_t count,
                       uint64_t total)
{
    const struct app *app = view->app;
    if (count > 0) {
        (void)printf("%4s ", "#");
        cell(app_text(app, "Line", "Baris"), 24);
        cell(app_text(app, "Area", "Wilayah"), 28);
        cell(app_text(app, "Item", "Barang"), 22);
        screen_cell(app_text(app, "Outstanding", "Kurang"), 12, true);
        screen_cell(app_text(app, "Asked", "Diminta"), 12, true);
        (void)fputs("  ", stdout);
        cell(app_text(app, "Unit", "Satuan"), 9);
        cell(app_text(app, "Priority", "Prioritas"), 18);
        screen_cell(app_text(app, "Age", "Umur"), 8, true);
        screen_cell(app_text(app, "Persons", "Jiwa"), 9, true);
        (void)printf("  %s\n", app_text(app, "Needed by", "Paling lambat"));
    }
    for (size_t i = 0; i < count; i++) {
        print_gap(view, i + 1, &list[i]);
        if (view->link != NULL) {
            print_best(view, &list[i]);
        }
    }
    (void)printf(app_text(app, "%llu lines short\n", "%llu baris kurang\n"),
                 (unsigned long long)total);
    if (total > count) { /* (2) */
        (void)printf(app_text(app, "(%llu of them are not shown here; ask for a smaller area)\n",
                              "(%llu di antaranya tidak ditampilkan; minta wilayah lebih kecil)\n"),
                     (unsigned long long)(total - count));
    }
}

/* The best candidate beside the gap; without one nothing. */
static void json_best(const struct logistics_view *view, const struct gap *gap, json_t *line)
{
    Pusdalops__V1__Reply *reply = suggestion_for(view, gap);
    if (reply == NULL) {
        return;
    }
    if (reply->suggestion->n_candidates > 0) {
        (void)json_object_set_new(line, "best",
                                  proto_json(&reply->suggestion->candidates[0]->base));
    }
    (void)json_object_set_new(line, "candidate_count",
                              json_integer((json_int_t)reply->suggestion->candidate_count));
    pusdalops__v1__reply__free_unpacked(reply, NULL);
}

static void json_gaps(const struct logistics_view *view, const struct gap *list, size_t count,
                      uint64_t total)
{
    json_t *object = heading(view);
    json_t *lines = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *line = proto_json(&list[i].line->base);
        (void)json_object_set_new(line, "event_id", proto_json_text(list[i].status->event_id));
        (void)json_object_set_new(line, "area_code", proto_json_text(list[i].status->area_code));
        (void)json_object_set_new(line, "area_name", proto_json_text(list[i].status->area_name));
        if (view->link != NULL) {
            json_best(view, &list[i], line);
        }
        (void)json_array_append_new(lines, line);
    }
    (void)json_object_set_new(object, "gaps", lines);
    (void)json_object_set_new(object, "gap_lines", json_integer((json_int_t)total));
    proto_json_print(object);
}

static int show_gaps(const struct logistics_view *view)
{
    size_t room = 1;
    size_t count = 0;
    size_t own = 0;
    uint64_t total = 0;
    for (size_t i = 0; i < view->picture.count; i++) {
        const Pusdalops__V1__LogisticsStatus *status = status_at(view, i);
        room += status == NULL ? 0 : status->n_gaps + status->n_lines;
    }
    struct gap *list = calloc(room, sizeof *list);
    if (list == NULL) {
        return EXIT_INTERNAL;
    }
    for (size_t i = 0; i < view->picture.count; i++) {
        const Pusdalops__V1__LogisticsStatus *status = status_at(view, i);
        if (status != NULL) {
            add_gaps(list, &count, status, status->gaps, status->n_gaps);
            add_gaps(list, &count, status, status->lines, status->n_lines);
            own += is_own(view, status) ? 1 : 0;
            total += is_own(view, status) ? status->gap_lines : 0;
        }
    }
    qsort(list, count, sizeof *list, by_need);
    if (view->app->json) {
        json_gaps(view, list, count, total);
    } else if (own > 0) {
        print_gaps(view, list, count, total);
    }
    free(list);
    return own > 0 ? EXIT_DONE : nothing_known(view->app);
}

int command_gaps(struct app *app)
{
    struct logistics_view view = {
        .app = app,
        .area = app->word_count > 0 ? app->words[0] : "nation",
        .event = app_flag(app, "event"),
        .now_us = pusdalops_now_read().utc_us,
    };
    struct link link = {.app = app};
    int code = fetch(&view, true);
    if (code == EXIT_DONE && app_flag(app, "suggest") != NULL) {
        code = link_open(&link, app, NULL, 0);
        code = code == EXIT_DONE ? link_greet(&link) : code;
        view.link = &link;
    }
    code = code == EXIT_DONE ? show_gaps(&view) : code;
    if (view.link != NULL) {
        link_close(&link);
    }
    picture_close(&view.picture);
    return code;
}

/* ---- overlaps ---- */

static void print_overlap(const Pusdalops__V1__LogisticsStatus *status,
                          const Pusdalops__V1__Overlap *overlap)
{
    char text[SCREEN_CELL_BYTES];
    char reference[SCREEN_CELL_BYTES + 48];
    (void)snprintf(text, sizeof text, "%.8s %.100s", status->area_code, status->area_name);
    cell(text, 34);
    cell(overlap->item_class, 18);
    for (size_t i = 0; i < overlap->n_sources; i++) {
        screen_clean(overlap->sources[i], text, sizeof text);
        (void)printf("%s%s", i == 0 ? "" : ", ", text);
    }
    for (size_t i = 0; i < overlap->n_pledges; i++) {
        reference_text(overlap->pledges[i]->source, overlap->pledges[i]->number,
                       overlap->pledges[i]->part, reference, sizeof reference);
        (void)printf("%s%s", i == 0 ? ": " : ", ", reference);
    }
    (void)putchar('\n');
}

static json_t *overlap_json(const Pusdalops__V1__LogisticsStatus *status,
                            const Pusdalops__V1__Overlap *overlap)
{
    json_t *value = proto_json(&overlap->base);
    (void)json_object_set_new(value, "event_id", proto_json_text(status->event_id));
    (void)json_object_set_new(value, "area_code", proto_json_text(status->area_code));
    (void)json_object_set_new(value, "area_name", proto_json_text(status->area_name));
    return value;
}

static int show_overlaps(const struct logistics_view *view)
{
    const struct app *app = view->app;
    json_t *list = json_array();
    size_t own = 0;
    size_t shown = 0;
    bool cut = false;
    for (size_t i = 0; i < view->picture.count; i++) {
        const Pusdalops__V1__LogisticsStatus *status = status_at(view, i);
        if (status == NULL) {
            continue;
        }
        own += is_own(view, status) ? 1 : 0;
        cut = cut || status->cut;
        for (size_t j = 0; j < status->n_overlaps; j++, shown++) {
            if (app->json) {
                (void)json_array_append_new(list, overlap_json(status, status->overlaps[j]));
                continue;
            }
            if (shown == 0) {
                cell(app_text(app, "Area", "Wilayah"), 34);
                cell(app_text(app, "Class", "Kelas"), 18);
                (void)puts(app_text(app, "Members: pledges", "Pihak: komitmen"));
            }
            print_overlap(status, status->overlaps[j]);
        }
    }
    if (app->json) {
        json_t *object = heading(view);
        (void)json_object_set(object, "overlaps", list);
        proto_json_print(object);
    } else if (own > 0) {
        (void)printf(app_text(app, "%zu overlaps%s\n", "%zu tumpang tindih%s\n"), shown,
                     cut ? app_text(app, ", perhaps more: a document was cut",
                                    ", mungkin lebih: ada dokumen terpotong")
                         : ""); /* (2) */
    }
    json_decref(list);
    return own > 0 ? EXIT_DONE : nothing_known(app);
}

int command_overlaps(struct app *app)
{
    struct logistics_view view = {
        .app = app,
        .area = app->word_count > 0 ? app->words[0] : "nation",
        .event = app_flag(app, "event"),
        .now_us = pusdalops_now_read().utc_us,
    };
    int code = fetch(&view, true);
    code = code == EXIT_DONE ? show_overlaps(&view) : code;
    picture_close(&view.picture);
    return code;
}
