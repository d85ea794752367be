/*
 * command_ship.c - handing in shipments: what leaves, what becomes of it, what was handed over.
 *
 * Holds: (1) --good, --damaged and --lost are said of the --line before them.
 */
#include "command.h"

#include <string.h>

#include "row_shipment.h"

#define TEXT_BYTES 256U

/* The row of the message and those of its lines; large, so it lives outside the stack. */
struct shipping {
    struct row head;
    struct row lines[PUSDALOPS_SHIPMENT_LINES_MAX];
    char texts[PUSDALOPS_SHIPMENT_LINES_MAX][TEXT_BYTES];
    size_t line_count;
    bool updates;
};

/* One more line: "NAME", or "NAME=QUANTITY", NAME being what `field` says. */
static int begin_line(const struct app *app, struct shipping *shipping, const char *field,
                      const char *text)
{
    if (shipping->line_count == PUSDALOPS_SHIPMENT_LINES_MAX || strlen(text) >= TEXT_BYTES) {
        return app_complain(app, EXIT_USAGE, "%s",
                            app_text(app, "at most 32 lines, each with a short name",
                                     "paling banyak 32 baris, nama singkat"));
    }
    char *said = shipping->texts[shipping->line_count];
    struct row *line = &shipping->lines[shipping->line_count++];
    memcpy(said, text, strlen(text) + 1);
    char *equals = strchr(said, '=');
    if (equals != NULL) {
        *equals = '\0';
        (void)row_add(line, "quantity", equals + 1);
    }
    (void)row_add(line, field, said);
    return EXIT_DONE;
}

/* The field of a line that a flag begins; NULL: it begins none. */
static const char *line_field(const char *flag)
{
    static const char *const begins[][2] = {
        {"load", "pledge"}, {"goods", "item"}, {"line", "line"}};
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++) {
        if (strcmp(begins[i][0], flag) == 0) {
            return begins[i][1];
        }
    }
    return NULL;
}

/* The field of the line before it that a flag says (1); NULL: it speaks of the shipment. */
static const char *count_field(const char *flag)
{
    if (strcmp(flag, "good") == 0) {
        return "quantity";
    }
    return strcmp(flag, "damaged") == 0 || strcmp(flag, "lost") == 0 ? flag : NULL;
}

static int read_flag(const struct app *app, struct shipping *shipping, const struct argument *flag)
{
    const char *begun = line_field(flag->name);
    const char *counted = count_field(flag->name);
    struct row *row = &shipping->head;
    if (begun != NULL) {
        return begin_line(app, shipping, begun, flag->value);
    }
    if (counted != NULL && shipping->line_count == 0) {
        return app_complain(
            app, EXIT_USAGE,
            app_text(app, "--%s belongs behind a --line", "--%s di belakang --line"), flag->name);
    }
    if (counted != NULL) {
        row = &shipping->lines[shipping->line_count - 1];
    }
    const char *value = strcmp(flag->name, "prepared") == 0 ? "yes" : flag->value;
    if (!row_add(row, counted == NULL ? command_field(flag->name) : counted, value)) {
        return app_complain(app, EXIT_USAGE,
                            app_text(app, "--%s is given twice", "--%s disebut dua kali"),
                            flag->name);
    }
    return EXIT_DONE;
}

static int read_flags(const struct app *app, struct shipping *shipping)
{
    int code = EXIT_DONE;
    for (size_t i = 0; code == EXIT_DONE && i < app->flag_count; i++) {
        if (!command_is_setting(app->flags[i].name)) {
            code = read_flag(app, shipping, &app->flags[i]);
        }
    }
    return code;
}

static int build(const struct app *app, const void *what, const char *source, int64_t now_us,
                 struct pusdalops_message **message)
{
    const struct shipping *shipping = what;
    struct row_fault fault;
    bool good = row_message(&shipping->head, source, now_us, message, &fault);
    for (size_t i = 0; good && i < shipping->line_count; i++) {
        good = shipping->updates ? row_shipment_count(&shipping->lines[i], *message, &fault)
                                 : row_shipment_line(&shipping->lines[i], *message, &fault);
    }
    if (good) {
        return EXIT_DONE;
    }
    pusdalops_message_free(*message);
    *message = NULL;
    return app_complain(app, EXIT_USAGE, "%s%s%s", fault.field, fault.field[0] == '\0' ? "" : ": ",
                        app_text(app, fault.why_en, fault.why_id));
}

static int update(struct app *app, struct shipping *shipping, const char *deed, const char *named)
{
    shipping->updates = true;
    (void)row_add(&shipping->head, "kind", "shipment_update");
    (void)row_add(&shipping->head, "deed", deed);
    (void)row_add(&shipping->head, "shipment", named);
    const int code = read_flags(app, shipping);
    return code == EXIT_DONE ? command_hand_in(app, build, shipping) : code;
}

int command_ship(struct app *app)
{
    static struct shipping shipping; /* large: a row of every line */
    if (app->word_count == 2 &&
        pusdalops_word_find(PUSDALOPS_WORDS_SHIPMENT_DEED, app->words[0]) != 0) {
        return update(app, &shipping, app->words[0], app->words[1]);
    }
    if (app->word_count > 0) {
        return app_complain(
            app, EXIT_USAGE, "%s",
            app_text(app, "ship depart|delay|arrive|return|cancel|lose SOURCE/NUMBER",
                     "ship berangkat|tunda|tiba|kembalikan|batal|hilang SUMBER/NOMOR"));
    }
    (void)row_add(&shipping.head, "kind", "shipment");
    const int code = read_flags(app, &shipping);
    if (code != EXIT_DONE) {
        return code;
    }
    if (shipping.line_count == 0) {
        return app_complain(
            app, EXIT_USAGE, "%s",
            app_text(
                app, "say what it carries: --load PLEDGE[=QUANTITY] or --goods \"beras=1,5 ton\"",
                "sebutkan muatannya: --load KOMITMEN[=JUMLAH] atau --goods \"beras=1,5 ton\""));
    }
    return command_hand_in(app, build, &shipping);
}

int command_receive(struct app *app)
{
    static struct shipping shipping; /* large: a row of every line */
    if (app->word_count != 1) {
        return app_complain(
            app, EXIT_USAGE, "%s",
            app_text(app, "receive SOURCE/NUMBER [--line N --good QUANTITY ...] [--bast NUMBER]",
                     "receive SUMBER/NOMOR [--line N --good JUMLAH ...] [--bast NOMOR]"));
    }
    return update(app, &shipping, "receive", app->words[0]);
}
