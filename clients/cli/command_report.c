/* command_report.c - keygen, and one message from flags: report, event, withdraw, verify-report. */
#include "command.h"

#include <errno.h>
#include <string.h>

#include "handing.h"
#include "row.h"

int command_keygen(struct app *app)
{
    const char *name = app_flag(app, "out");
    name = name == NULL && app->word_count == 1 ? app->words[0] : name;
    if (name == NULL) {
        return app_complain(app, EXIT_USAGE, "%s",
                            app_text(app, "keygen --out NAME", "keygen --out NAMA"));
    }
    struct pusdalops_keys keys;
    enum pusdalops_status status = pusdalops_keys_make(&keys);
    if (status == PUSDALOPS_OK) {
        status = pusdalops_keys_write(&keys, name);
    }
    if (status != PUSDALOPS_OK) {
        return app_complain(app, EXIT_INTERNAL, "%s: %s", name,
                            status == PUSDALOPS_E_IO
                                ? strerror(errno)
                                : pusdalops_status_text(status, app->language));
    }
    if (app->json) {
        (void)printf("{\"public_key\":\"%s\"}\n", keys.public_key);
    } else {
        (void)printf("%s\n", keys.public_key);
        (void)fprintf(
            stderr,
            app_text(app, "%s.secret stays here; give the line above to the hub's administrator\n",
                     "%s.secret tetap di sini; berikan baris di atas kepada administrator hub\n"),
            name);
    }
    return EXIT_DONE;
}

/* Flags whose name is not that of the field. */
static const char *field_of(const char *flag)
{
    static const struct {
        const char *flag;
        const char *field;
    } others[] = {
        {"regency", "region"},          {"province", "region"},  {"as-of", "as_of"},
        {"region-name", "region_name"}, {"behalf-of", "source"}, {"number", "number"},
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(others[i].flag, flag) == 0) {
            return others[i].field;
        }
    }
    const uint32_t kind = pusdalops_figure_find(flag);
    return kind != 0 ? pusdalops_figure_name(kind) : flag;
}

static bool is_setting(const char *flag)
{
    static const char *const settings[] = {
        "hub",   "submit", "feed",         "urgent", "key",    "hub-key",
        "realm", "source", "context",      "outbox", "lang",   "timeout",
        "zone",  "json",   "insecure-lab", "public", "intake", "publish",
    };
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        if (strcmp(settings[i], flag) == 0) {
            return true;
        }
    }
    return false;
}

/* The flags as a row; false after a complaint. */
static bool row_of_flags(const struct app *app, struct row *row)
{
    for (size_t i = 0; i < app->flag_count; i++) {
        const char *flag = app->flags[i].name;
        if (is_setting(flag)) {
            continue;
        }
        if (!row_add(row, field_of(flag), app->flags[i].value)) {
            (void)app_complain(app, EXIT_USAGE,
                               app_text(app, "--%s is given twice", "--%s disebut dua kali"), flag);
            return false;
        }
    }
    return true;
}

static int hand_in(struct app *app, struct row *row)
{
    struct handing handing;
    struct row_fault fault;
    struct pusdalops_message *message = NULL;
    const int64_t now_us = pusdalops_now_read().utc_us;
    /* look at it before the hub is asked: a slip should not need a connection */
    if (!row_message(row, app->source == NULL ? "" : app->source, now_us, &message, &fault)) {
        return app_complain(app, EXIT_USAGE, "%s: %s", fault.field,
                            app_text(app, fault.why_en, fault.why_id));
    }
    pusdalops_message_free(message);
    int code = handing_open(&handing, app);
    if (code == EXIT_DONE && row_message(row, handing.source, now_us, &message, &fault)) {
        uint64_t number = 0;
        code = handing_put(&handing, message, &number);
        pusdalops_message_free(message);
        code = code == EXIT_DONE ? handing_finish(&handing) : code;
    }
    handing_close(&handing);
    return code;
}

int command_report(struct app *app)
{
    struct row row = {0};
    if (!row_of_flags(app, &row)) {
        return EXIT_USAGE;
    }
    if (row_get(&row, "as_of") == NULL && !row_add(&row, "as_of", "now")) {
        return EXIT_USAGE;
    }
    return hand_in(app, &row);
}

int command_event(struct app *app)
{
    struct row row = {0};
    const bool good = row_add(&row, "kind", "event") && row_of_flags(app, &row) &&
                      (app->word_count != 1 || row_add(&row, "event", app->words[0]));
    return good ? hand_in(app, &row) : EXIT_USAGE;
}

int command_withdraw(struct app *app)
{
    struct row row = {0};
    const bool good = row_add(&row, "kind", "withdrawal") && row_of_flags(app, &row) &&
                      (app->word_count != 1 || row_add(&row, "number", app->words[0]));
    return good ? hand_in(app, &row) : EXIT_USAGE;
}

int command_verify_report(struct app *app)
{
    struct row row = {0};
    bool good = row_add(&row, "kind", "verification") && row_of_flags(app, &row);
    if (app->word_count == 2) {
        good = good && row_add(&row, "of", app->words[0]) && row_add(&row, "number", app->words[1]);
    }
    return good ? hand_in(app, &row) : EXIT_USAGE;
}
