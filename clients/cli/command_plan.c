/*
 * command_plan.c - contingency plans and their tasks: hand in a plan, activate and end it, answer a task, and see them.
 *
 * Holds: (1) a member that has not answered in time is said to be silent, in words, wherever its task is shown.
 */
#include "command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "csv.h"
#include "picture.h"
#include "proto_json.h"
#include "row.h"
#include "screen.h"

#define MINUTES_OF_HOUR 60U
#define MINUTES_OF_DAY  1440U
#define REFERENCE_BYTES (SCREEN_CELL_BYTES + 48U)

/* ---- handing in a plan ---- */

struct planning {
    struct pusdalops_plan plan;
    uint32_t hazards[PUSDALOPS_PLAN_HAZARDS_MAX];
    const char *lines; /* the CSV file; NULL: none */
    const char *behalf;
};

/* What the columns of a plan's file may be called; the first is the name of the manual. */
static const char *const columns[] = {"who",    "cluster",  "what",      "item",      "quantity",
                                      "unit",   "contents", "region",    "kecamatan", "where",
                                      "within", "persons",  "households"};

/* The rows of a file with their header, one at a time. */
struct plan_file {
    struct csv csv;
    char header[CSV_ROW_BYTES_MAX + 1]; /* the names, each with its end */
    const char *names[CSV_FIELDS_MAX];
    size_t name_count;
};

static int file_fault(const struct app *app, const char *name, unsigned line, const char *field,
                      const char *why)
{
    char clean[SCREEN_CELL_BYTES];
    screen_clean(field, clean, sizeof clean);
    return app_complain(app, EXIT_USAGE,
                        app_text(app, "%s, line %u: %s%s%s", "%s, baris %u: %s%s%s"), name, line,
                        clean, clean[0] == '\0' ? "" : ": ", why);
}

static int read_header(const struct app *app, const char *name, struct plan_file *file)
{
    size_t used = 0;
    if (csv_next(&file->csv) != CSV_ROW) {
        return file_fault(app, name, file->csv.line, "",
                          app_text(app, "no header line", "baris judul tidak ada"));
    }
    for (size_t i = 0; i < file->csv.field_count; i++) {
        const char *column = file->csv.fields[i];
        bool known = false;
        for (size_t j = 0; j < sizeof columns / sizeof columns[0]; j++) {
            known = known || strcmp(columns[j], column) == 0;
        }
        for (size_t j = 0; j < i; j++) {
            known = known && strcmp(file->names[j], column) != 0;
        }
        if (!known) {
            return file_fault(app, name, file->csv.line, column,
                              app_text(app, "not a column of a plan, or there twice",
                                       "bukan kolom rencana, atau muncul dua kali"));
        }
        file->names[i] = memcpy(file->header + used, column, strlen(column) + 1);
        used += strlen(column) + 1;
    }
    file->name_count = file->csv.field_count;
    return EXIT_DONE;
}

/* "90", "90 min", "3 h", "3 jam", "2 d", "2 hari": minutes. */
static bool minutes_parse(const char *text, uint32_t *minutes)
{
    static const struct {
        const char *word;
        uint32_t minutes;
    } units[] = {{"", 1},
                 {"min", 1},
                 {"menit", 1},
                 {"h", MINUTES_OF_HOUR},
                 {"jam", MINUTES_OF_HOUR},
                 {"d", MINUTES_OF_DAY},
                 {"hari", MINUTES_OF_DAY}};
    char *end = NULL;
    if (text[0] < '0' || text[0] > '9') {
        return false;
    }
    const unsigned long count = strtoul(text, &end, 10);
    end += strspn(end, " ");
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(end, units[i].word) == 0 &&
            count <= PUSDALOPS_WITHIN_MINUTES_MAX / units[i].minutes) {
            *minutes = (uint32_t)count * units[i].minutes;
            return true;
        }
    }
    return false;
}

static bool count_parse(const struct row *row, const char *field, uint32_t *count)
{
    const char *text = row_get(row, field);
    uint64_t value = 0;
    const bool good = text == NULL || app_number(text, UINT32_MAX, &value);
    *count = (uint32_t)value;
    return good;
}

/* The goods of a line, and false where the quantity is none; *said: there are any. */
static bool goods_parse(const struct row *row, struct pusdalops_quantity *quantity,
                        char unit[PUSDALOPS_UNIT_BYTES_MAX + 1], bool *said)
{
    const char *text = row_get(row, "quantity");
    const char *column = row_get(row, "unit");
    *quantity = (struct pusdalops_quantity){.item = row_get(row, "item"),
                                            .contents = row_get(row, "contents")};
    *said = quantity->item != NULL || text != NULL;
    if (!*said) {
        return column == NULL && quantity->contents == NULL;
    }
    if (quantity->item == NULL || text == NULL ||
        pusdalops_quantity_parse(text, &quantity->thousandths, unit) != PUSDALOPS_OK ||
        (column != NULL && unit[0] != '\0' && strcmp(column, unit) != 0)) {
        return false;
    }
    quantity->unit = column != NULL ? column : unit;
    return true;
}

static int add_line(const struct app *app, const char *name, unsigned at, const struct row *row,
                    struct pusdalops_message *message)
{
    char unit[PUSDALOPS_UNIT_BYTES_MAX + 1] = "";
    struct pusdalops_quantity quantity;
    bool has_goods = false;
    const char *within = row_get(row, "within");
    struct pusdalops_plan_line line = {
        .member = row_get(row, "who"),
        .cluster_id = row_get(row, "cluster"),
        .what = row_get(row, "what"),
        .region = row_get(row, "region"),
        .kecamatan = row_get(row, "kecamatan"),
        .point = row_get(row, "where"),
    };
    if (line.member == NULL || line.what == NULL) {
        return file_fault(app, name, at, line.member == NULL ? "who" : "what",
                          app_text(app, "is missing", "belum ada"));
    }
    if (!goods_parse(row, &quantity, unit, &has_goods)) {
        return file_fault(
            app, name, at, "quantity",
            app_text(app, "an item with a quantity such as 300 or 1,5, or neither",
                     "barang dengan jumlah seperti 300 atau 1,5, atau tanpa keduanya"));
    }
    if (within != NULL && !minutes_parse(within, &line.within_minutes)) {
        return file_fault(
            app, name, at, "within",
            app_text(app, "minutes, or such as \"3 h\" or \"2 d\"; at most a year",
                     "menit, atau seperti \"3 jam\" atau \"2 hari\"; paling lama setahun"));
    }
    if (!count_parse(row, "persons", &line.persons) ||
        !count_parse(row, "households", &line.households)) {
        return file_fault(app, name, at, "persons, households",
                          app_text(app, "must be a whole number", "harus bilangan bulat"));
    }
    line.quantity = has_goods ? &quantity : NULL;
    const enum pusdalops_status status = pusdalops_plan_line(message, &line);
    if (status == PUSDALOPS_OK) {
        return EXIT_DONE;
    }
    return file_fault(
        app, name, at, "",
        status == PUSDALOPS_E_FULL
            ? app_text(app, "a plan has at most 32 lines", "satu rencana paling banyak 32 baris")
            : app_text(app,
                       "out of its form: who and cluster a-z 0-9 . -, region 32.16, "
                       "kecamatan 32.16.15, texts short and clean",
                       "tidak sesuai bentuk: who dan cluster a-z 0-9 . -, region "
                       "32.16, kecamatan 32.16.15, teks pendek dan bersih"));
}

static int add_lines(const struct app *app, const char *name, struct pusdalops_message *message)
{
    static struct plan_file plan_file; /* large: a row of text */
    FILE *file = fopen(name, "re");
    if (file == NULL) {
        return app_complain(app, EXIT_USAGE, "%s: %s", name, strerror(errno));
    }
    csv_init(&plan_file.csv, file);
    int code = read_header(app, name, &plan_file);
    enum csv_status status = CSV_ROW;
    while (code == EXIT_DONE && (status = csv_next(&plan_file.csv)) == CSV_ROW) {
        struct row row = {.count = 0};
        if (plan_file.csv.field_count != plan_file.name_count) {
            code = file_fault(app, name, plan_file.csv.line, "",
                              app_text(app, "another number of fields than the header",
                                       "jumlah isian berbeda dari baris judul"));
        }
        for (size_t i = 0; code == EXIT_DONE && i < plan_file.name_count; i++) {
            (void)row_add(&row, plan_file.names[i], plan_file.csv.fields[i]);
        }
        code = code == EXIT_DONE ? add_line(app, name, plan_file.csv.line, &row, message) : code;
    }
    if (code == EXIT_DONE && status != CSV_END) {
        code = file_fault(app, name, plan_file.csv.line, "",
                          app_text(app, "no CSV", "bukan CSV yang benar"));
    }
    (void)fclose(file);
    return code;
}

/* A message of ours, or on behalf of another. */
static int speak_for(const struct app *app, const char *source, const char *behalf, int code,
                     struct pusdalops_message **message)
{
    if (code == EXIT_DONE && behalf != NULL && strcmp(behalf, source) != 0 &&
        pusdalops_message_behalf(*message, behalf, 0) != PUSDALOPS_OK) {
        code = app_complain(app, EXIT_USAGE, "--behalf-of: a-z 0-9 . -");
    }
    if (code != EXIT_DONE) {
        pusdalops_message_free(*message);
        *message = NULL;
    }
    return code;
}

static int build_plan(const struct app *app, const void *what, const char *source, int64_t now_us,
                      struct pusdalops_message **message)
{
    const struct planning *planning = what;
    (void)now_us;
    if (pusdalops_plan_new(&planning->plan, message) != PUSDALOPS_OK) {
        return app_complain(app, EXIT_USAGE, "%s",
                            app_text(app,
                                     "a plan needs an id of a-z 0-9 . -, --name, --region such as "
                                     "32.16 and hazards from 101 to 117",
                                     "rencana perlu id a-z 0-9 . -, --name, --region seperti 32.16 "
                                     "dan jenis bahaya 101 sampai 117"));
    }
    const int code =
        planning->lines == NULL ? EXIT_DONE : add_lines(app, planning->lines, *message);
    return speak_for(app, source, planning->behalf, code, message);
}

/* "101,103" */
static bool hazards_parse(const char *text, struct planning *planning)
{
    while (text != NULL && *text != '\0') {
        char *end = NULL;
        const unsigned long code = strtoul(text, &end, 10);
        if (end == text || code > UINT16_MAX ||
            planning->plan.hazard_count == PUSDALOPS_PLAN_HAZARDS_MAX) {
            return false;
        }
        planning->hazards[planning->plan.hazard_count++] = (uint32_t)code;
        text = end + strspn(end, ", ");
    }
    return true;
}

static int put_plan(struct app *app)
{
    struct planning planning = {
        .plan = {.plan_id = app->word_count == 2 ? app->words[1] : "",
                 .name = app_flag(app, "name"),
                 .region = app_flag(app, "region") != NULL ? app_flag(app, "region") : "",
                 .retired = app_flag(app, "retired") != NULL,
                 .reference = app_flag(app, "reference")},
        .lines = app_flag(app, "lines"),
        .behalf = app_flag(app, "behalf-of"),
    };
    const char *until = app_flag(app, "valid-until");
    planning.plan.hazards = planning.hazards;
    if (app->word_count != 2 || (planning.lines == NULL && !planning.plan.retired)) {
        return app_complain(app, EXIT_USAGE,
                            "plan put PLAN_ID --region 32.16 --name TEXT --lines FILE.csv");
    }
    if (until != NULL &&
        (pusdalops_time_parse(until, &planning.plan.valid_until_us) != PUSDALOPS_OK ||
         planning.plan.valid_until_us <= 0)) {
        return app_complain(app, EXIT_USAGE, "--valid-until: 2027-12-31T23:59+07:00");
    }
    if (!hazards_parse(app_flag(app, "hazard"), &planning)) {
        return app_complain(app, EXIT_USAGE, "--hazard 101,103");
    }
    return command_hand_in(app, build_plan, &planning);
}

/* ---- activating, ending, answering ---- */

struct naming {
    char source[PUSDALOPS_SOURCE_BYTES_MAX + 1];
    const char *plan_id;
    uint64_t number;
    const char *event_id;
    const char *note;
    const char *behalf;
    struct pusdalops_reference task;
    uint32_t deed;
};

static int build_activation(const struct app *app, const void *what, const char *source,
                            int64_t now_us, struct pusdalops_message **message)
{
    const struct naming *naming = what;
    (void)now_us;
    const enum pusdalops_status status = pusdalops_activation_new(
        naming->source, naming->plan_id, naming->number, naming->event_id, naming->note, message);
    if (status != PUSDALOPS_OK) {
        return app_complain(app, EXIT_USAGE,
                            "plan activate SOURCE/PLAN_ID --event ID: a-z 0-9 . -");
    }
    return speak_for(app, source, naming->behalf, EXIT_DONE, message);
}

static int build_update(const struct app *app, const void *what, const char *source, int64_t now_us,
                        struct pusdalops_message **message)
{
    const struct naming *naming = what;
    (void)now_us;
    if (pusdalops_task_update_new(&naming->task, naming->deed, naming->note, message) !=
        PUSDALOPS_OK) {
        return app_complain(app, EXIT_USAGE, "%s",
                            app_text(app, "to refuse a task, say why: --note TEXT",
                                     "untuk menolak tugas, sebutkan alasannya: --note TEKS"));
    }
    return speak_for(app, source, naming->behalf, EXIT_DONE, message);
}

/* "bpbd-32.16/banjir": who keeps the plan, and which. */
static bool plan_parse(const char *text, struct naming *naming)
{
    const size_t size = strcspn(text, "/");
    if (text[size] != '/' || size == 0 || size >= sizeof naming->source) {
        return false;
    }
    memcpy(naming->source, text, size);
    naming->source[size] = '\0';
    naming->plan_id = text + size + 1;
    return true;
}

static int activate(struct app *app)
{
    struct naming naming = {.event_id = app_flag(app, "event"),
                            .note = app_flag(app, "note"),
                            .behalf = app_flag(app, "behalf-of")};
    const char *version = app_flag(app, "version");
    if (app->word_count != 2 || naming.event_id == NULL || !plan_parse(app->words[1], &naming) ||
        (version != NULL && !app_number(version, UINT64_MAX, &naming.number))) {
        return app_complain(app, EXIT_USAGE,
                            "plan activate SOURCE/PLAN_ID --event ID [--version N] [--note TEXT]");
    }
    return command_hand_in(app, build_activation, &naming);
}

/* A deed on what the word names: SOURCE/NUMBER/LINE, or SOURCE/NUMBER for the end of all. */
static int update(struct app *app, uint32_t deed, bool whole)
{
    struct naming naming = {
        .deed = deed, .note = app_flag(app, "note"), .behalf = app_flag(app, "behalf-of")};
    if (app->word_count != 2 ||
        pusdalops_reference_parse(app->words[1], naming.source, &naming.task) != PUSDALOPS_OK ||
        (naming.task.line == 0) != whole) {
        return app_complain(app, EXIT_USAGE, "%s",
                            whole ? "plan end SOURCE/NUMBER [--note TEXT]"
                                  : "task accept|refuse|start|done|cancel SOURCE/NUMBER/LINE "
                                    "[--note TEXT]");
    }
    return command_hand_in(app, build_update, &naming);
}

/* ---- seeing them ---- */

struct plans_view {
    const struct app *app;
    struct picture picture;
    const char *area;
    const char *event; /* NULL: all */
};

static int fetch(struct plans_view *view, bool tasks)
{
    struct link link;
    char prefix[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    const struct app *app = view->app;
    const bool nation = strcmp(view->area, "nation") == 0;
    if (pusdalops_topic_render(app->realm, nation ? NULL : view->area, NULL, prefix) !=
        PUSDALOPS_OK) {
        return app_complain(app, EXIT_USAGE, "%s: nation, 32, 32.16", view->area);
    }
    int code = link_open(&link, app, NULL, 0);
    code = code == EXIT_DONE ? link_greet(&link) : code;
    code = code == EXIT_DONE && !tasks ? link_may_read(&link, "plans") : code;
    code = code == EXIT_DONE ? picture_fetch(&view->picture, &link, prefix) : code;
    link_close(&link);
    return code;
}

static void cell(const char *text, size_t width)
{
    char clean[SCREEN_CELL_BYTES];
    screen_clean(text, clean, width < sizeof clean ? width : sizeof clean);
    screen_cell(clean, width, false);
}

static void named(const char *source, uint64_t number, uint32_t line, char text[REFERENCE_BYTES])
{
    char clean[SCREEN_CELL_BYTES];
    char behind[16] = "";
    screen_clean(source, clean, sizeof clean);
    if (line != 0) {
        (void)snprintf(behind, sizeof behind, "/%u", line);
    }
    (void)snprintf(text, REFERENCE_BYTES, "%s/%llu%s", clean, (unsigned long long)number, behind);
}

static void print_goods(const struct app *app, const char *item, uint64_t thousandths,
                        const char *unit)
{
    char text[PUSDALOPS_QUANTITY_TEXT_BYTES];
    char clean[SCREEN_CELL_BYTES];
    if (thousandths == 0) {
        return;
    }
    pusdalops_quantity_render(thousandths, app->language, text, sizeof text);
    screen_clean(item, clean, sizeof clean);
    (void)printf(", %s %s", clean, text);
    screen_clean(unit, clean, sizeof clean);
    (void)printf(" %s", clean);
}

static void print_where(const char *region, const char *point)
{
    char clean[SCREEN_CELL_BYTES];
    screen_clean(region, clean, sizeof clean);
    (void)printf(" · %s", clean);
    if (point[0] != '\0') {
        screen_clean(point, clean, sizeof clean);
        (void)printf(" %s", clean);
    }
}

static void print_plan(const struct app *app, const Pusdalops__V1__PlanStatus *plan)
{
    char source[SCREEN_CELL_BYTES];
    char id[SCREEN_CELL_BYTES];
    char name[SCREEN_CELL_BYTES];
    char until[64];
    screen_clean(plan->source, source, sizeof source);
    screen_clean(plan->plan_id, id, sizeof id);
    screen_clean(plan->name, name, sizeof name);
    (void)printf("\n%s/%s · %s · %.8s · %s %llu%s", source, id, name, plan->region_code,
                 app_text(app, "version", "versi"), (unsigned long long)plan->number,
                 plan->retired ? app_text(app, " · RETIRED", " · TIDAK BERLAKU") : "");
    if (plan->valid_until != NULL) {
        screen_time(app, screen_utc_us(plan->valid_until), plan->region_code, until, sizeof until);
        (void)printf(app_text(app, " · until %s", " · sampai %s"), until);
    }
    (void)putchar('\n');
    for (size_t i = 0; i < plan->n_lines; i++) {
        const Pusdalops__V1__PlanLineStatus *line = plan->lines[i];
        char what[SCREEN_CELL_BYTES];
        (void)printf("%4zu ", i + 1);
        cell(line->member, 22);
        if (line->within_minutes == 0) {
            screen_cell("-", 8, true);
        } else {
            char within[24];
            (void)snprintf(within, sizeof within, "%u min", line->within_minutes);
            screen_cell(within, 8, true);
        }
        screen_clean(line->what, what, sizeof what);
        (void)printf("  %s", what);
        print_goods(app, line->item, line->thousandths, line->unit);
        print_where(line->region_code, line->point);
        (void)putchar('\n');
    }
}

static void print_activation(const struct app *app, const Pusdalops__V1__ActivationStatus *status)
{
    static const Pusdalops__V1__TaskCounts none = PUSDALOPS__V1__TASK_COUNTS__INIT;
    const Pusdalops__V1__TaskCounts *counts = status->counts == NULL ? &none : status->counts;
    char text[REFERENCE_BYTES] = "-";
    char name[SCREEN_CELL_BYTES];
    char event[SCREEN_CELL_BYTES];
    char at[64];
    if (status->activation != NULL) {
        named(status->activation->source, status->activation->number, 0, text);
    }
    screen_clean(status->name, name, sizeof name);
    screen_clean(status->event_id, event, sizeof event);
    screen_time(app, screen_utc_us(status->activated_at), status->region_code, at, sizeof at);
    (void)printf("\n%s · %s · %s · %s%s\n", text, name, event, at,
                 status->ended_at != NULL ? app_text(app, " · ENDED", " · BERAKHIR") : "");
    (void)printf(app_text(app,
                          "%u not answered (%u silent), %u accepted, %u started, %u done, %u "
                          "refused, %u cancelled\n",
                          "%u belum dijawab (%u diam), %u diterima, %u berjalan, %u selesai, %u "
                          "ditolak, %u dibatalkan\n"),
                 counts->assigned, counts->silent, counts->accepted, counts->started, counts->done,
                 counts->refused, counts->cancelled);
}

static void print_task(const struct app *app, const char *region,
                       const Pusdalops__V1__TaskStatus *task)
{
    char text[REFERENCE_BYTES] = "-";
    char due[64] = "-";
    const char *state =
        pusdalops_word_name(PUSDALOPS_WORDS_TASK_STATE, (uint32_t)task->state, app->language);
    if (task->task != NULL) {
        named(task->task->source, task->task->number, task->task->line, text);
    }
    if (task->due_at != NULL) {
        screen_time(app, screen_utc_us(task->due_at), region, due, sizeof due);
    }
    (void)fputs("  ", stdout);
    screen_cell(text, 26, false); /* never cut: it is what one types to answer */
    (void)putchar(' ');
    cell(task->silent    ? app_text(app, "SILENT", "DIAM")
         : state == NULL ? "?"
                         : state,
         12); /* (1) */
    cell(task->member, 22);
    screen_cell(due, 24, false);
    screen_clean(task->what, text, sizeof text);
    (void)printf(" %s", text);
    if (task->offer != NULL) {
        print_goods(app, task->offer->item, task->thousandths, task->offer->unit);
    }
    print_where(task->region_code, task->point);
    (void)putchar('\n');
}

/* Is this document one that is asked for? */
static bool is_asked(const struct plans_view *view, const Pusdalops__V1__FeedMessage *document,
                     bool tasks)
{
    if (!tasks) {
        return document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PLAN;
    }
    return document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_ACTIVATION &&
           (view->event == NULL || strcmp(view->event, document->activation->event_id) == 0);
}

static void print_document(const struct app *app, const Pusdalops__V1__FeedMessage *document)
{
    if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PLAN) {
        print_plan(app, document->plan);
        return;
    }
    print_activation(app, document->activation);
    for (size_t i = 0; i < document->activation->n_tasks; i++) {
        print_task(app, document->activation->region_code, document->activation->tasks[i]);
    }
}

static int show(struct app *app, bool tasks)
{
    struct plans_view view = {.app = app,
                              .area = app->word_count > 1 ? app->words[1] : "nation",
                              .event = app_flag(app, "event")};
    size_t shown = 0;
    json_t *list = json_array();
    int code = fetch(&view, tasks);
    for (size_t i = 0; code == EXIT_DONE && i < view.picture.count; i++) {
        const Pusdalops__V1__FeedMessage *document = view.picture.documents[i];
        if (!is_asked(&view, document, tasks)) {
            continue;
        }
        shown += 1;
        if (app->json) {
            (void)json_array_append_new(list, proto_json(&document->base));
        } else {
            print_document(app, document);
        }
    }
    if (code == EXIT_DONE && app->json) {
        json_t *object = json_object();
        (void)json_object_set(object, "documents", list);
        proto_json_print(object);
    }
    if (code == EXIT_DONE && shown == 0) {
        (void)fprintf(stderr, "%s\n",
                      tasks ? app_text(app, "no plan was activated in this area",
                                       "belum ada rencana yang diaktifkan di wilayah ini")
                            : app_text(app, "no plan of this area is known",
                                       "belum ada rencana di wilayah ini"));
        code = EXIT_NEGATIVE;
    }
    json_decref(list);
    picture_close(&view.picture);
    return code;
}

/* ---- the two commands ---- */

static bool word_is(const struct app *app, const char *english, const char *indonesian)
{
    return app->word_count > 0 &&
           (strcmp(app->words[0], english) == 0 || strcmp(app->words[0], indonesian) == 0);
}

int command_plan(struct app *app)
{
    if (word_is(app, "put", "simpan")) {
        return put_plan(app);
    }
    if (word_is(app, "show", "lihat")) {
        return show(app, false);
    }
    if (word_is(app, "activate", "aktifkan")) {
        return activate(app);
    }
    if (word_is(app, "end", "akhiri")) {
        return update(app, pusdalops_word_find(PUSDALOPS_WORDS_TASK_DEED, "end"), true);
    }
    return app_complain(
        app, EXIT_USAGE, "%s",
        app_text(app, "plan put|show|activate|end ...", "plan simpan|lihat|aktifkan|akhiri ..."));
}

int command_task(struct app *app)
{
    if (word_is(app, "list", "daftar")) {
        return show(app, true);
    }
    const uint32_t end = pusdalops_word_find(PUSDALOPS_WORDS_TASK_DEED, "end");
    const uint32_t deed =
        app->word_count == 0 ? 0 : pusdalops_word_find(PUSDALOPS_WORDS_TASK_DEED, app->words[0]);
    if (deed == 0 || deed == end) {
        return app_complain(app, EXIT_USAGE, "%s",
                            app_text(app, "task list|accept|refuse|start|done|cancel ...",
                                     "task daftar|terima|tolak|mulai|selesai|batal ..."));
    }
    return update(app, deed, false);
}
