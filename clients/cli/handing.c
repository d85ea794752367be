/* handing.c - handing messages in through the outbox. */
#include "handing.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "proto_json.h"
#include "screen.h"
#include "settings.h"

static int open_outbox(struct handing *handing, const char *source)
{
    const struct app *app = handing->app;
    (void)snprintf(handing->source, sizeof handing->source, "%s", source);
    char *folder = settings_outbox(app, source);
    if (folder == NULL) {
        return EXIT_INTERNAL;
    }
    const enum pusdalops_status status =
        pusdalops_outbox_open(folder, app->realm, source, 0, &handing->outbox);
    if (status != PUSDALOPS_OK) {
        (void)app_complain(app, EXIT_INTERNAL, "%s: %s", folder,
                           pusdalops_status_text(status, app->language));
    }
    free(folder);
    return status == PUSDALOPS_OK ? EXIT_DONE : EXIT_INTERNAL;
}

/* Without a hub: only a source that is known, and only after a first greeting. (2) */
static int open_offline(struct handing *handing)
{
    const struct app *app = handing->app;
    struct pusdalops_outbox_counts counts = {0};
    if (app->source == NULL || open_outbox(handing, app->source) != EXIT_DONE ||
        pusdalops_outbox_count(handing->outbox, &counts) != PUSDALOPS_OK || !counts.greeted) {
        return EXIT_NO_HUB;
    }
    handing->offline = true;
    return EXIT_DONE;
}

/*
 * Only intake: numbers of an outbox that was never told the hub's last one begin with 1, which is
 * right for a source that never numbered elsewhere.
 */
static int open_deaf(struct handing *handing)
{
    const struct app *app = handing->app;
    if (app->source == NULL) {
        return app_complain(
            app, EXIT_USAGE, "%s",
            app_text(app, "without submit nobody tells our name: say --source",
                     "tanpa submit tidak ada yang memberi nama kita: beri --source"));
    }
    const int code = open_outbox(handing, app->source);
    if (code == EXIT_DONE) {
        handing->deaf = true;
        pusdalops_client_drain_outbox(handing->link.client, handing->outbox);
    }
    return code;
}

int handing_open(struct handing *handing, const struct app *app)
{
    memset(handing, 0, sizeof *handing);
    handing->app = app;
    int code = link_open_publishing(&handing->link, app);
    if (code != EXIT_DONE) {
        return code;
    }
    if (app->submit == NULL) {
        return open_deaf(handing);
    }
    code = link_greet(&handing->link);
    if (code == EXIT_NO_HUB && app->intake != NULL && app->source != NULL) {
        return open_deaf(handing); /* the hub may hear us all the same */
    }
    if (code == EXIT_NO_HUB) {
        return open_offline(handing);
    }
    if (code != EXIT_DONE) {
        return code;
    }
    const char *source = app->source == NULL ? handing->link.client_name : app->source;
    if (source[0] == '\0') {
        return app_complain(app, EXIT_USAGE, "%s",
                            app_text(app, "the hub gives no name for our key: say --source",
                                     "hub tidak memberi nama untuk kunci kita: beri --source"));
    }
    code = open_outbox(handing, source);
    if (code != EXIT_DONE) {
        return code;
    }
    if (pusdalops_outbox_greeted(handing->outbox, handing->link.last_number) != PUSDALOPS_OK) {
        return EXIT_INTERNAL;
    }
    pusdalops_client_drain_outbox(handing->link.client, handing->outbox);
    return EXIT_DONE;
}

void handing_close(struct handing *handing)
{
    link_close(&handing->link); /* settles what is noted: the outbox must still be open */
    pusdalops_outbox_close(handing->outbox);
    handing->outbox = NULL;
}

int handing_put(struct handing *handing, struct pusdalops_message *message, uint64_t *number)
{
    const enum pusdalops_status status = pusdalops_outbox_put(
        handing->outbox, &message, NULL, 1, pusdalops_now_read().utc_us, number, NULL);
    if (status != PUSDALOPS_OK) {
        return app_complain(handing->app, EXIT_INTERNAL, "outbox: %s",
                            pusdalops_status_text(status, handing->app->language));
    }
    return EXIT_DONE;
}

/* ---- receipts ---- */

static const char *status_name(enum pusdalops_receipt status)
{
    static const char *const names[] = {"?", "accepted", "duplicate", "conflict", "refused"};
    if (status == PUSDALOPS_HELD) {
        return "held";
    }
    return (unsigned)status < 5 ? names[status] : "?";
}

static json_t *problem_json(const struct pusdalops_problem *problem)
{
    json_t *object = json_object();
    (void)json_object_set_new(object, "code", json_integer(problem->code));
    (void)json_object_set_new(object, "name", proto_json_text(problem->name));
    (void)json_object_set_new(object, "field", proto_json_text(problem->field));
    (void)json_object_set_new(object, "text_id", proto_json_text(problem->text_id));
    (void)json_object_set_new(object, "text_en", proto_json_text(problem->text_en));
    return object;
}

static void receipt_json(const struct pusdalops_event *event, uint64_t row)
{
    json_t *object = json_object();
    json_t *warnings = json_array();
    (void)json_object_set_new(object, "row", json_integer((json_int_t)row));
    (void)json_object_set_new(object, "number", json_integer((json_int_t)event->receipt.number));
    (void)json_object_set_new(object, "status", json_string(status_name(event->receipt.status)));
    (void)json_object_set_new(object, "sequence",
                              json_integer((json_int_t)event->receipt.sequence));
    if (event->problem.code != 0) {
        (void)json_object_set_new(object, "problem", problem_json(&event->problem));
    }
    for (size_t i = 0; i < event->receipt.warning_count; i++) {
        (void)json_array_append_new(warnings, problem_json(&event->receipt.warnings[i]));
    }
    (void)json_object_set_new(object, "warnings", warnings);
    proto_json_print(object);
}

static void print_problem(const struct app *app, const char *mark,
                          const struct pusdalops_problem *problem)
{
    char field[256];
    char text[512];
    const struct pusdalops_code *code = pusdalops_code_find(problem->code);
    screen_clean(problem->field, field, sizeof field);
    screen_clean(app_text(app, code == NULL ? problem->text_en : code->text_en,
                          code == NULL ? problem->text_id : code->text_id),
                 text, sizeof text);
    (void)printf("  %s %u %s%s%s: %s\n", mark, problem->code, code == NULL ? "?" : code->name,
                 field[0] == '\0' ? "" : " ", field, text);
}

void handing_receipt(struct handing *handing, const struct pusdalops_event *event, uint64_t row)
{
    const struct app *app = handing->app;
    const enum pusdalops_receipt status = event->receipt.status;
    const bool received = status == PUSDALOPS_ACCEPTED || status == PUSDALOPS_DUPLICATE;
    const bool good = received || status == PUSDALOPS_HELD;
    handing->accepted += good ? 1 : 0;
    handing->negative += good ? 0 : 1;
    if (app->json) {
        receipt_json(event, row);
        return;
    }
    if (row != 0) {
        (void)printf(app_text(app, "row %llu: ", "baris %llu: "), (unsigned long long)row);
    }
    (void)printf(app_text(app, "number %llu %s", "nomor %llu %s"),
                 (unsigned long long)event->receipt.number, status_name(status));
    if (received) {
        (void)printf(app_text(app, ", journal %llu", ", jurnal %llu"),
                     (unsigned long long)event->receipt.sequence);
    }
    (void)putchar('\n');
    if (event->problem.code != 0) {
        print_problem(app, "x", &event->problem);
    }
    for (size_t i = 0; i < event->receipt.warning_count; i++) {
        print_problem(app, "!", &event->receipt.warnings[i]);
    }
    (void)fflush(stdout);
}

/* Was all that waits published on the connection that stands? */
static bool all_published(const struct handing *handing)
{
    static uint8_t bytes[PUSDALOPS_MESSAGE_BYTES_MAX];
    const uint64_t published = pusdalops_client_published(handing->link.client);
    uint64_t number = 0;
    size_t size = 0;
    return published > 0 && pusdalops_outbox_next(handing->outbox, published, &number, bytes,
                                                  &size) == PUSDALOPS_NONE;
}

int handing_kept(const struct handing *handing)
{
    struct pusdalops_outbox_counts counts = {0};
    (void)pusdalops_outbox_count(handing->outbox, &counts);
    if (counts.waiting > 0 && handing->app->intake != NULL && all_published(handing)) {
        return app_complain(
            handing->app, EXIT_NOT_CONFIRMED,
            app_text(handing->app,
                     "%llu message(s) published, not confirmed: nobody said that they arrived; "
                     "they stay in the outbox",
                     "%llu pesan disiarkan, belum dikonfirmasi: belum ada jawaban bahwa sudah "
                     "sampai; pesan tetap di kotak keluar"),
            (unsigned long long)counts.waiting);
    }
    return app_complain(
        handing->app, EXIT_NO_HUB,
        app_text(handing->app,
                 "%llu message(s) stay in the outbox; \"pusdalops send\" hands them in later",
                 "%llu pesan tetap di kotak keluar; \"pusdalops send\" mengirimnya nanti"),
        (unsigned long long)counts.waiting);
}

/* Publish what waits, and say what is known of it: nothing. */
static int publish_all(struct handing *handing)
{
    struct pusdalops_outbox_counts counts = {0};
    uint64_t published = 0;
    uint64_t moved_ms = pusdalops_now_read().mono_ms;
    int code = EXIT_DONE;
    while (code == EXIT_DONE) {
        struct pusdalops_event event;
        if (pusdalops_outbox_count(handing->outbox, &counts) != PUSDALOPS_OK) {
            return EXIT_INTERNAL;
        }
        const uint64_t now_ms = pusdalops_now_read().mono_ms;
        const uint64_t by_now = pusdalops_client_published(handing->link.client);
        moved_ms = by_now > published ? now_ms : moved_ms;
        published = by_now;
        if (counts.waiting == 0 || all_published(handing) ||
            now_ms - moved_ms > handing->app->timeout_ms) {
            return counts.waiting == 0 ? EXIT_DONE : handing_kept(handing);
        }
        (void)link_step(&handing->link, 100, &event, &code);
    }
    (void)handing_kept(handing);
    return code;
}

int handing_finish(struct handing *handing)
{
    if (handing->offline) {
        return handing_kept(handing);
    }
    if (handing->deaf) {
        return publish_all(handing);
    }
    struct pusdalops_outbox_counts counts = {.waiting = 1};
    uint64_t moved_ms = pusdalops_now_read().mono_ms;
    while (counts.waiting > 0) {
        struct pusdalops_event event;
        int code = EXIT_DONE;
        if (link_step(&handing->link, 100, &event, &code) &&
            event.kind == PUSDALOPS_EVENT_RECEIPT) {
            handing_receipt(handing, &event, 0);
            moved_ms = pusdalops_now_read().mono_ms;
        }
        if (code != EXIT_DONE) {
            (void)handing_kept(handing);
            return code;
        }
        if (pusdalops_now_read().mono_ms - moved_ms > handing->app->timeout_ms) {
            return handing_kept(handing);
        }
        if (pusdalops_outbox_count(handing->outbox, &counts) != PUSDALOPS_OK) {
            return EXIT_INTERNAL;
        }
    }
    return handing->negative > 0 ? EXIT_NEGATIVE : EXIT_DONE;
}
