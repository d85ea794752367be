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
const char *command_field(const char *flag)
{
    static const struct {
        const char *flag;
        const char *field;
    } others[] = {
        {"regency", "region"},
        {"province", "region"},
        {"as-of", "as_of"},
        {"region-name", "region_name"},
        {"behalf-of", "source"},
        {"number", "number"},
        {"needed-by", "needed_by"},
        {"delivery-point", "delivery_point"},
        {"immediate", "urgent"},
        {"for", "line"},
        {"origin-name", "origin_name"},
        {"available-at", "available_at"},
        {"valid-until", "valid_until"},
        {"from", "origin_name"},
        {"departs-at", "departs_at"},
        {"departed-at", "departed_at"},
        {"expected-at", "expected_at"},
        {"at", "happened_at"},
        {"received-by", "received_by"},
        {"to-warehouse", "to_warehouse"},
        {"to-source", "to_source"},
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strcmp(others[i].flag, flag) == 0) {
            return others[i].field;
        }
    }
    const uint32_t kind = pusdalops_figure_find(flag);
    return kind != 0 ? pusdalops_figure_name(kind) : flag;
}

bool command_is_setting(const char *flag)
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
        if (command_is_setting(flag)) {
            continue;
        }
        if (!row_add(row, command_field(flag), app->flags[i].value)) {
            (void)app_complain(app, EXIT_USAGE,
                               app_text(app, "--%s is given twice", "--%s disebut dua kali"), flag);
            return false;
        }
    }
    return true;
}

int command_build_row(const struct app *app, const void *what, const char *source, int64_t now_us,
                      struct pusdalops_message **message)
{
    struct row_fault fault;
    if (row_message(what, source, now_us, message, &fault)) {
        return EXIT_DONE;
    }
    return app_complain(app, EXIT_USAGE, "%s%s%s", fault.field, fault.field[0] == '\0' ? "" : ": ",
                        app_text(app, fault.why_en, fault.why_id));
}

int command_hand_in(struct app *app,
                    int (*build)(const struct app *app, const void *what, const char *source,
                                 int64_t now_us, struct pusdalops_message **message),
                    const void *what)
{
    struct handing handing;
    struct pusdalops_message *message = NULL;
    const int64_t now_us = pusdalops_now_read().utc_us;
    /* look at it before the hub is asked: a slip should not need a connection */
    int code = build(app, what, app->source == NULL ? "" : app->source, now_us, &message);
    if (code != EXIT_DONE) {
        return code;
    }
    pusdalops_message_free(message);
    message = NULL;
    code = handing_open(&handing, app);
    if (code == EXIT_DONE) {
        code = build(app, what, handing.source, now_us, &message);
    }
    if (code == EXIT_DONE) {
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
    return command_hand_in(app, command_build_row, &row);
}

int command_event(struct app *app)
{
    struct row row = {0};
    const bool good = row_add(&row, "kind", "event") && row_of_flags(app, &row) &&
                      (app->word_count != 1 || row_add(&row, "event", app->words[0]));
    return good ? command_hand_in(app, command_build_row, &row) : EXIT_USAGE;
}

int command_withdraw(struct app *app)
{
    struct row row = {0};
    const bool good = row_add(&row, "kind", "withdrawal") && row_of_flags(app, &row) &&
                      (app->word_count != 1 || row_add(&row, "number", app->words[0]));
    return good ? command_hand_in(app, command_build_row, &row) : EXIT_USAGE;
}

int command_verify_report(struct app *app)
{
    struct row row = {0};
    bool good = row_add(&row, "kind", "verification") && row_of_flags(app, &row);
    if (app->word_count == 2) {
        good = good && row_add(&row, "of", app->words[0]) && row_add(&row, "number", app->words[1]);
    }
    return good ? command_hand_in(app, command_build_row, &row) : EXIT_USAGE;
}
