/*
 * command_status.c - the picture as a table: nation, province or regency.
 *
 * Holds: (1) what nobody said is "-", never 0; (2) what is stale is marked;
 *        (3) every total says its coverage.
 */
#include "command.h"

#include <stdlib.h>
#include <string.h>

#include "picture.h"
#include "proto_json.h"
#include "screen.h"

/* Columns of the table of the areas below, the figures that a room asks for first. */
static const struct {
    uint32_t kind;
    const char *label_en;
    const char *label_id;
} below_kinds[] = {
    {1, "Dead", "Meninggal"},      {2, "Missing", "Hilang"},     {3, "Injured", "Luka"},
    {6, "Displaced", "Mengungsi"}, {8, "Affected", "Terdampak"}, {10, "Houses", "Rumah"},
};
#define BELOW_KINDS (sizeof below_kinds / sizeof below_kinds[0])

struct status_view {
    const struct app *app;
    const struct picture *picture;
    const char *area;  /* "nation", "11", "11.06" */
    const char *event; /* NULL: all */
    int64_t now_us;
};

static const Pusdalops__V1__EventStatus *event_of(const struct picture *picture, const char *id)
{
    for (size_t i = 0; i < picture->count; i++) {
        const Pusdalops__V1__FeedMessage *document = picture->documents[i];
        if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_EVENT &&
            strcmp(document->event->event_id, id) == 0) {
            return document->event;
        }
    }
    return NULL;
}

static void print_title(const struct status_view *view, const char *event_id, const char *area_code,
                        const char *area_name)
{
    char name[SCREEN_CELL_BYTES];
    char id[SCREEN_CELL_BYTES];
    char area[SCREEN_CELL_BYTES];
    const Pusdalops__V1__EventStatus *event = event_of(view->picture, event_id);
    screen_clean(event == NULL ? event_id : event->name, name, sizeof name);
    screen_clean(event_id, id, sizeof id);
    screen_clean(area_name, area, sizeof area);
    const bool closed =
        event != NULL && event->state == PUSDALOPS__V1__EVENT_STATE__EVENT_STATE_CLOSED;
    (void)printf("\n%s (%s)%s\n%s %s\n", name, id,
                 closed ? app_text(view->app, ", closed", ", ditutup") : "", area_code, area);
}

/* ---- figures ---- */

struct line {
    const char *label;
    char value[48];
    char source[SCREEN_CELL_BYTES];
    char as_of[64];
    char age[32];
    char marks[SCREEN_CELL_BYTES];
};

static void print_line(const struct line *line)
{
    screen_cell(line->label, 28, false);
    screen_cell(line->value, 14, true);
    (void)fputs("  ", stdout);
    screen_cell(line->source, 22, false);
    (void)fputs("  ", stdout);
    screen_cell(line->as_of, 21, false);
    screen_cell(line->age, 8, true);
    (void)printf("  %s\n", line->marks);
}

static void print_head(const struct app *app, const char *middle)
{
    struct line line = {.label = app_text(app, "Figure", "Angka")};
    (void)snprintf(line.value, sizeof line.value, "%s", app_text(app, "Count", "Jumlah"));
    (void)snprintf(line.source, sizeof line.source, "%s", middle);
    (void)snprintf(line.as_of, sizeof line.as_of, "%s", app_text(app, "As of", "Per"));
    (void)snprintf(line.age, sizeof line.age, "%s", app_text(app, "Age", "Umur"));
    print_line(&line);
}

/* What stands beside the chosen word: stale, verified, its parts, other sources. */
static void marks_of(const struct app *app, const Pusdalops__V1__FigureStatus *figure, char *marks,
                     size_t room)
{
    const Pusdalops__V1__SourceFigure *chosen = figure->chosen;
    size_t at = 0;
    marks[0] = '\0';
    if (chosen->stale) {
        at += (size_t)snprintf(marks + at, room - at, "%s ", app_text(app, "STALE", "BASI"));
    }
    if (chosen->verified != PUSDALOPS__V1__VERIFICATION_LEVEL__VERIFICATION_LEVEL_UNSPECIFIED) {
        static const char *const levels[] = {"", "kab", "prop", "nas"};
        at += (size_t)snprintf(marks + at, room - at, "v:%s ",
                               levels[(unsigned)chosen->verified & 3U]);
    }
    if (chosen->from_parts) {
        at += (size_t)snprintf(marks + at, room - at, "%s ",
                               app_text(app, "sum-of-parts", "jumlah-bagian"));
    } else if (chosen->has_parts) {
        at += (size_t)snprintf(marks + at, room - at, app_text(app, "parts:%u ", "bagian:%u "),
                               chosen->parts_sum);
    }
    for (size_t i = 0; i < figure->n_others && at + 64 < room; i++) {
        char source[PUSDALOPS_SOURCE_BYTES_MAX + 1];
        screen_clean(figure->others[i]->source, source, sizeof source);
        at += (size_t)snprintf(marks + at, room - at, "[%s %u]", source, figure->others[i]->value);
        at = at < room ? at : room - 1;
    }
}

static void print_regency(const struct status_view *view,
                          const Pusdalops__V1__RegencyStatus *regency)
{
    const struct app *app = view->app;
    print_title(view, regency->event_id, regency->regency_code, regency->regency_name);
    print_head(app, app_text(app, "Source", "Sumber"));
    for (uint32_t kind = 1; kind < PUSDALOPS_FIGURE_KINDS; kind++) {
        for (size_t i = 0; i < regency->n_figures; i++) {
            const Pusdalops__V1__FigureStatus *figure = regency->figures[i];
            if ((uint32_t)figure->kind != kind || figure->chosen == NULL) {
                continue;
            }
            struct line line = {.label = pusdalops_figure_label(kind, app->language)};
            screen_count(app, figure->chosen->value, line.value, sizeof line.value);
            screen_clean(figure->chosen->source, line.source, sizeof line.source);
            screen_time(app, screen_utc_us(figure->chosen->as_of), regency->regency_code,
                        line.as_of, sizeof line.as_of);
            screen_age(app, screen_utc_us(figure->chosen->as_of), view->now_us, line.age,
                       sizeof line.age);
            marks_of(app, figure, line.marks, sizeof line.marks);
            print_line(&line);
        }
    }
    if (regency->n_figures == 0) {
        (void)printf("-\n"); /* (1) */
    }
}

static void print_coverage(const struct app *app, const Pusdalops__V1__Coverage *coverage)
{
    if (coverage == NULL) {
        return;
    }
    (void)printf(app_text(app, "Coverage: %u of %u known, %u stale",
                          "Cakupan: %u dari %u diketahui, %u basi"),
                 coverage->known, coverage->expected, coverage->stale);
    if (coverage->n_silent_codes > 0) {
        (void)fputs(app_text(app, ", silent:", ", belum melapor:"), stdout);
    }
    for (size_t i = 0; i < coverage->n_silent_codes; i++) {
        char code[32];
        screen_clean(coverage->silent_codes[i], code, sizeof code);
        (void)printf(" %s", code);
    }
    (void)putchar('\n');
}

static void print_area(const struct status_view *view, const Pusdalops__V1__AreaStatus *area)
{
    const struct app *app = view->app;
    print_title(view, area->event_id, area->area_code, area->area_name);
    print_coverage(app, area->coverage); /* (3) */
    print_head(app, app_text(app, "Known regencies", "Kab/kota diketahui"));
    for (uint32_t kind = 1; kind < PUSDALOPS_FIGURE_KINDS; kind++) {
        for (size_t i = 0; i < area->n_totals; i++) {
            const Pusdalops__V1__FigureTotal *total = area->totals[i];
            if ((uint32_t)total->kind != kind) {
                continue;
            }
            struct line line = {.label = pusdalops_figure_label(kind, app->language)};
            if (total->known_regencies ==
                0) { /* only published totals: the sum is unknown, which is not zero */
                (void)snprintf(line.value, sizeof line.value, "-");
            } else {
                screen_count(app, total->value, line.value, sizeof line.value);
            }
            (void)snprintf(line.source, sizeof line.source, "%u", total->known_regencies);
            screen_time(app, screen_utc_us(total->oldest_as_of), area->area_code, line.as_of,
                        sizeof line.as_of);
            screen_age(app, screen_utc_us(total->oldest_as_of), view->now_us, line.age,
                       sizeof line.age);
            if (total->stale_regencies > 0) { /* (2) */
                (void)snprintf(line.marks, sizeof line.marks,
                               app_text(app, "STALE:%u ", "BASI:%u "), total->stale_regencies);
            }
            for (size_t j = 0; j < total->n_published; j++) {
                char source[PUSDALOPS_SOURCE_BYTES_MAX + 1];
                const size_t at = strlen(line.marks);
                screen_clean(total->published[j]->source, source, sizeof source);
                (void)snprintf(line.marks + at, sizeof line.marks - at, "[%s %u]", source,
                               total->published[j]->value);
            }
            print_line(&line);
        }
    }
    if (area->n_totals == 0) {
        (void)printf("-\n"); /* (1) */
    }
}

/* ---- the areas below, one line each ---- */

static void below_head(const struct app *app)
{
    screen_cell(app_text(app, "Area", "Wilayah"), 34, false);
    for (size_t i = 0; i < BELOW_KINDS; i++) {
        screen_cell(app_text(app, below_kinds[i].label_en, below_kinds[i].label_id), 12, true);
    }
    (void)printf("  %s\n", app_text(app, "As of (newest)", "Per (terbaru)"));
}

static void below_name(const char *code, const char *name)
{
    char clean[SCREEN_CELL_BYTES];
    char both[SCREEN_CELL_BYTES + 64];
    screen_clean(name, clean, sizeof clean);
    (void)snprintf(both, sizeof both, "%.8s %.24s", code, clean);
    screen_clean(both, clean, 34); /* cut at a character */
    screen_cell(clean, 34, false);
}

static void below_end(const struct status_view *view, int64_t newest_us, const char *code,
                      bool stale)
{
    char as_of[64];
    char age[32];
    screen_time(view->app, newest_us, code, as_of, sizeof as_of);
    screen_age(view->app, newest_us, view->now_us, age, sizeof age);
    (void)printf("  %s %s%s\n", as_of, age, stale ? app_text(view->app, " STALE", " BASI") : "");
}

static void below_regency(const struct status_view *view,
                          const Pusdalops__V1__RegencyStatus *regency)
{
    below_name(regency->regency_code, regency->regency_name);
    for (size_t i = 0; i < BELOW_KINDS; i++) {
        char value[48] = "-"; /* (1) */
        for (size_t j = 0; j < regency->n_figures; j++) {
            const Pusdalops__V1__FigureStatus *figure = regency->figures[j];
            if ((uint32_t)figure->kind == below_kinds[i].kind && figure->chosen != NULL) {
                screen_count(view->app, figure->chosen->value, value, sizeof value);
            }
        }
        screen_cell(value, 12, true);
    }
    below_end(view, screen_utc_us(regency->newest_as_of), regency->regency_code, regency->stale);
}

static void below_area(const struct status_view *view, const Pusdalops__V1__AreaStatus *area)
{
    below_name(area->area_code, area->area_name);
    for (size_t i = 0; i < BELOW_KINDS; i++) {
        char value[48] = "-"; /* (1) */
        for (size_t j = 0; j < area->n_totals; j++) {
            if ((uint32_t)area->totals[j]->kind == below_kinds[i].kind &&
                area->totals[j]->known_regencies > 0) { /* else only the area itself spoke of it */
                screen_count(view->app, area->totals[j]->value, value, sizeof value);
            }
        }
        screen_cell(value, 12, true);
    }
    const Pusdalops__V1__Coverage *coverage = area->coverage;
    below_end(view, coverage == NULL ? INT64_MIN : screen_utc_us(coverage->newest_as_of),
              area->area_code, coverage != NULL && coverage->stale > 0);
}

static void print_below(const struct status_view *view, const char *event_id)
{
    below_head(view->app);
    for (size_t i = 0; i < view->picture->count; i++) {
        const Pusdalops__V1__FeedMessage *document = view->picture->documents[i];
        if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY &&
            strcmp(document->regency->event_id, event_id) == 0) {
            below_regency(view, document->regency);
        } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA &&
                   strcmp(document->area->event_id, event_id) == 0 &&
                   strcmp(document->area->area_code, view->area) != 0) {
            below_area(view, document->area);
        }
    }
}

/* ---- which documents ---- */

/* Is this the status of our area, of our event? */
static bool is_ours(const struct status_view *view, const Pusdalops__V1__FeedMessage *document)
{
    const char *event = NULL;
    const char *area = NULL;
    if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY) {
        event = document->regency->event_id;
        area = document->regency->regency_code;
    } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA) {
        event = document->area->event_id;
        area = document->area->area_code;
    }
    return area != NULL && strcmp(area, view->area) == 0 &&
           (view->event == NULL || strcmp(view->event, event) == 0);
}

static int print_tables(const struct status_view *view, bool below)
{
    size_t shown = 0;
    for (size_t i = 0; i < view->picture->count; i++) {
        const Pusdalops__V1__FeedMessage *document = view->picture->documents[i];
        if (!is_ours(view, document)) {
            continue;
        }
        shown += 1;
        const bool regency =
            document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY;
        if (regency) {
            print_regency(view, document->regency);
        } else {
            print_area(view, document->area);
        }
        if (below && !regency) {
            (void)putchar('\n');
            print_below(view, document->area->event_id);
        }
    }
    if (shown == 0) {
        (void)fprintf(stderr, "%s\n",
                      app_text(view->app, "nothing is known of this area",
                               "belum ada yang diketahui tentang wilayah ini"));
        return EXIT_NEGATIVE;
    }
    return EXIT_DONE;
}

static int print_json(const struct status_view *view, bool below)
{
    json_t *object = json_object();
    json_t *list = json_array();
    (void)json_object_set_new(object, "area", proto_json_text(view->area));
    (void)json_object_set_new(object, "realm", proto_json_text(view->app->realm));
    for (size_t i = 0; i < view->picture->count; i++) {
        const Pusdalops__V1__FeedMessage *document = view->picture->documents[i];
        const bool status =
            document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY ||
            document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA ||
            document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_EVENT;
        if ((below && status) || is_ours(view, document)) {
            (void)json_array_append_new(list, proto_json(&document->base));
        }
    }
    const bool found = json_array_size(list) > 0;
    (void)json_object_set_new(object, "documents", list);
    proto_json_print(object);
    return found ? EXIT_DONE : EXIT_NEGATIVE;
}

int command_status(struct app *app)
{
    struct picture picture = {0};
    struct link link;
    char prefix[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    char events[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    const bool below = app_flag(app, "below") != NULL;
    const char *area = app->word_count > 0 ? app->words[0] : "nation";
    const bool nation = strcmp(area, "nation") == 0;
    const enum pusdalops_status topic =
        below ? pusdalops_topic_render(app->realm, nation ? NULL : area, NULL, prefix)
              : pusdalops_topic_render(app->realm, area, "status", prefix);
    if (topic != PUSDALOPS_OK ||
        pusdalops_topic_render(app->realm, "nation", "event", events) != PUSDALOPS_OK) {
        return app_complain(app, EXIT_USAGE, "%s: nation, 11, 11.06", area);
    }
    int code = link_open(&link, app, NULL, 0);
    code = code == EXIT_DONE ? link_greet(&link) : code;
    code = code == EXIT_DONE ? picture_fetch(&picture, &link, prefix) : code;
    if (code == EXIT_DONE && !(below && nation)) {
        code = picture_fetch(&picture, &link, events); /* for the names */
    }
    link_close(&link);
    if (code == EXIT_DONE) {
        const struct status_view view = {.app = app,
                                         .picture = &picture,
                                         .area = area,
                                         .event = app_flag(app, "event"),
                                         .now_us = pusdalops_now_read().utc_us};
        code = app->json ? print_json(&view, below) : print_tables(&view, below);
    }
    picture_close(&picture);
    return code;
}
