/*
 * command_relief.c - handing in relief logistics: need, need answer, pledge and what happens to one.
 *
 * Holds: (1) flags before the first --item are said of every line that does not say otherwise itself.
 */
#include "command.h"

#include <errno.h>
#include <string.h>

#include "row_logistics.h"
#include "rows.h"

#define ITEM_TEXT_BYTES 256U

/* The row of the message and those of its lines; large, so it lives outside the stack. */
struct asking {
    struct row head;
    struct row shared; /* (1) */
    struct row lines[PUSDALOPS_NEED_LINES_MAX];
    char items[PUSDALOPS_NEED_LINES_MAX][ITEM_TEXT_BYTES];
    size_t line_count;
};

static bool is_line_flag(const char *flag)
{
    static const char *const flags[] = {
        "quantity",  "unit",           "contents",  "priority",   "needed-by",
        "kecamatan", "delivery-point", "persons",   "households", "isolated",
        "note",      "latitude",       "longitude",
    };
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (strcmp(flags[i], flag) == 0) {
            return true;
        }
    }
    return false;
}

/* What the flag says; a switch that was given says yes. */
static const char *value_of(const struct argument *flag)
{
    const bool is_switch =
        strcmp(flag->name, "isolated") == 0 || strcmp(flag->name, "immediate") == 0;
    return is_switch ? "yes" : flag->value;
}

static int twice(const struct app *app, const char *flag)
{
    return app_complain(app, EXIT_USAGE,
                        app_text(app, "--%s is given twice", "--%s disebut dua kali"), flag);
}

/* One more line: "beras", or "beras=1,5 ton". */
static int begin_line(const struct app *app, struct asking *asking, const char *text)
{
    if (asking->line_count == PUSDALOPS_NEED_LINES_MAX || strlen(text) >= ITEM_TEXT_BYTES) {
        return app_complain(app, EXIT_USAGE, "%s",
                            app_text(app, "--item: at most 32 lines, each with a short name",
                                     "--item: paling banyak 32 baris, nama singkat"));
    }
    char *item = asking->items[asking->line_count];
    struct row *line = &asking->lines[asking->line_count++];
    memcpy(item, text, strlen(text) + 1);
    char *equals = strchr(item, '=');
    if (equals != NULL) {
        *equals = '\0';
        (void)row_add(line, "quantity", equals + 1);
    }
    (void)row_add(line, "item", item);
    return EXIT_DONE;
}

static int read_flags(const struct app *app, struct asking *asking)
{
    for (size_t i = 0; i < app->flag_count; i++) {
        const struct argument *flag = &app->flags[i];
        int code = EXIT_DONE;
        if (command_is_setting(flag->name) || strcmp(flag->name, "lines") == 0) {
            continue;
        }
        if (strcmp(flag->name, "item") == 0) {
            code = begin_line(app, asking, flag->value);
        } else {
            struct row *row = &asking->head;
            if (is_line_flag(flag->name)) {
                row = asking->line_count == 0 ? &asking->shared
                                              : &asking->lines[asking->line_count - 1];
            }
            if (!row_add(row, command_field(flag->name), value_of(flag))) {
                code = twice(app, flag->name);
            }
        }
        if (code != EXIT_DONE) {
            return code;
        }
    }
    return EXIT_DONE;
}

/* A row of shared words, with those of a line before them. (1) */
static struct row line_row(const struct asking *asking, const struct row *line)
{
    struct row row = *line;
    for (size_t i = 0; i < asking->shared.count; i++) {
        const struct row_field *field = &asking->shared.fields[i];
        if (row_get(&row, field->name) == NULL) {
            (void)row_add(&row, field->name, field->value);
        }
    }
    return row;
}

static int fault_is(const struct app *app, const char *where, unsigned line,
                    const struct row_fault *fault)
{
    return app_complain(app, EXIT_USAGE, app_text(app, "%s %u: %s%s%s", "%s %u: %s%s%s"), where,
                        line, fault->field, fault->field[0] == '\0' ? "" : ": ",
                        app_text(app, fault->why_en, fault->why_id));
}

/* Add the lines of a CSV file; it is read again for each building, since a row lives only until the next one. */
static int add_file(const struct app *app, const struct asking *asking, const char *name,
                    int64_t now_us, struct pusdalops_message *need)
{
    static struct rows rows; /* large: a row of text */
    struct row_fault fault;
    FILE *file = fopen(name, "re");
    if (file == NULL) {
        return app_complain(app, EXIT_USAGE, "%s: %s", name, strerror(errno));
    }
    int code = EXIT_DONE;
    enum rows_status status = rows_open(&rows, file, ROWS_CSV, &fault) ? ROWS_ROW : ROWS_BROKEN;
    while (status == ROWS_ROW) {
        struct row read;
        status = rows_next(&rows, &read, &fault);
        if (status == ROWS_ROW) {
            const struct row line = line_row(asking, &read);
            status = row_logistics_names(&line, &fault) &&
                             row_logistics_line(&line, now_us, need, &fault)
                         ? ROWS_ROW
                         : ROWS_FAULT;
        }
    }
    if (status != ROWS_END) {
        code = fault_is(app, name, rows.line, &fault);
    }
    rows_close(&rows);
    (void)fclose(file);
    return code;
}

static int build_need(const struct app *app, const void *what, const char *source, int64_t now_us,
                      struct pusdalops_message **message)
{
    const struct asking *asking = what;
    const char *name = app_flag(app, "lines");
    struct row_fault fault;
    if (!row_message(&asking->head, source, now_us, message, &fault)) {
        return app_complain(app, EXIT_USAGE, "%s: %s", fault.field,
                            app_text(app, fault.why_en, fault.why_id));
    }
    int code = EXIT_DONE;
    for (size_t i = 0; code == EXIT_DONE && i < asking->line_count; i++) {
        const struct row line = line_row(asking, &asking->lines[i]);
        if (!row_logistics_line(&line, now_us, *message, &fault)) {
            code = fault_is(app, "--item", (unsigned)i + 1, &fault);
        }
    }
    if (code == EXIT_DONE && name != NULL) {
        code = add_file(app, asking, name, now_us, *message);
    }
    if (code != EXIT_DONE) {
        pusdalops_message_free(*message);
        *message = NULL;
    }
    return code;
}

/* need answer LINE DEED */
static int answer(struct app *app)
{
    struct row row = {0};
    bool good = app->word_count == 3 && row_add(&row, "kind", "need_decision") &&
                row_add(&row, "line", app->words[1]) && row_add(&row, "deed", app->words[2]);
    for (size_t i = 0; good && i < app->flag_count; i++) {
        const char *flag = app->flags[i].name;
        const bool ours = strcmp(flag, "reason") == 0 || strcmp(flag, "behalf-of") == 0 ||
                          strcmp(flag, "channel") == 0;
        good = command_is_setting(flag) ||
               (ours && row_add(&row, command_field(flag), app->flags[i].value));
    }
    if (!good) {
        return app_complain(
            app, EXIT_USAGE, "%s",
            app_text(app,
                     "need answer SOURCE/NUMBER/LINE "
                     "verify|approve|provision|decline|escalate|cancel|close [--reason TEXT]",
                     "need answer SUMBER/NOMOR/BARIS "
                     "verifikasi|setujui|sementara|tolak|eskalasi|batal|tutup [--reason TEKS]"));
    }
    return command_hand_in(app, command_build_row, &row);
}

int command_need(struct app *app)
{
    static struct asking asking; /* large: a row of every line */
    if (app->word_count > 0) {
        const bool answers =
            strcmp(app->words[0], "answer") == 0 || strcmp(app->words[0], "jawab") == 0;
        return answers ? answer(app) : app_complain(app, EXIT_USAGE, "need ... | need answer ...");
    }
    (void)row_add(&asking.head, "kind", "need");
    const int code = read_flags(app, &asking);
    if (code != EXIT_DONE) {
        return code;
    }
    if (asking.line_count == 0 && app_flag(app, "lines") == NULL) {
        return app_complain(app, EXIT_USAGE, "%s",
                            app_text(app, "a need names what is needed: --item \"beras=1,5 ton\"",
                                     "sebutkan kebutuhannya: --item \"beras=1,5 ton\""));
    }
    if (row_get(&asking.head, "as_of") == NULL) {
        (void)row_add(&asking.head, "as_of", "now");
    }
    return command_hand_in(app, build_need, &asking);
}

/* ---- pledges ---- */

/* Which field the third word is, by the deed; NULL: the deed has none. */
static const char *third_field(uint32_t deed)
{
    static const char *const fields[] = {NULL,       NULL,       "line", "quantity",
                                         "quantity", "quantity", NULL,   "valid_until"};
    return deed < sizeof fields / sizeof fields[0] ? fields[deed] : NULL;
}

static bool add_flags(const struct app *app, struct row *row)
{
    for (size_t i = 0; i < app->flag_count; i++) {
        const char *flag = app->flags[i].name;
        if (command_is_setting(flag) || strcmp(flag, "standing") == 0) {
            continue;
        }
        if (!row_add(row, command_field(flag), app->flags[i].value)) {
            (void)twice(app, flag);
            return false;
        }
    }
    return true;
}

static int pledge_deed(struct app *app)
{
    struct row row = {0};
    const uint32_t deed = pusdalops_word_find(PUSDALOPS_WORDS_PLEDGE_DEED, app->words[0]);
    const char *third = third_field(deed);
    const bool good =
        deed != 0 && app->word_count >= 2 && app->word_count <= (third == NULL ? 2U : 3U);
    if (!good) {
        return app_complain(
            app, EXIT_USAGE, "%s",
            app_text(app,
                     "pledge confirm|allot|reserve|dispatch|receive|withdraw|extend SOURCE/NUMBER "
                     "[LINE|QUANTITY|TIME]",
                     "pledge pastikan|alokasikan|sisihkan|kirim|terima|tarik|perpanjang "
                     "SUMBER/NOMOR [BARIS|JUMLAH|WAKTU]"));
    }
    (void)row_add(&row, "kind", "pledge_update");
    (void)row_add(&row, "deed", app->words[0]);
    (void)row_add(&row, "pledge", app->words[1]);
    if (app->word_count == 3) {
        (void)row_add(&row, third, app->words[2]);
    }
    return add_flags(app, &row) ? command_hand_in(app, command_build_row, &row) : EXIT_USAGE;
}

int command_pledge(struct app *app)
{
    struct row row = {0};
    if (app->word_count > 0) {
        return pledge_deed(app);
    }
    (void)row_add(&row, "kind", "pledge");
    if (!add_flags(app, &row)) {
        return EXIT_USAGE;
    }
    const bool placed = row_get(&row, "event") != NULL || row_get(&row, "line") != NULL;
    if (placed == (app_flag(app, "standing") != NULL)) {
        return app_complain(
            app, EXIT_USAGE, "%s",
            app_text(app, "say --event, or --for LINE, or --standing for no event",
                     "beri --event, atau --for BARIS, atau --standing tanpa kejadian"));
    }
    return command_hand_in(app, command_build_row, &row);
}
