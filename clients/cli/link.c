/* link.c - one command's connection to the hub. */
#include "link.h"

#include "screen.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int open_sockets(struct link *link, const struct app *app, const char *intake,
                        const char *const *prefixes, size_t prefix_count)
{
    memset(link, 0, sizeof *link);
    link->app = app;
    const struct pusdalops_now now = pusdalops_now_read();
    const uint64_t seed = (uint64_t)now.utc_us ^ ((uint64_t)getpid() << 40);
    const struct pusdalops_client_config config = {
        .submit = app->submit,
        .intake = intake,
        .feed = app->feed,
        .urgent = app->urgent,
        .keys = &app->keys,
        .hub_key = app->hub_key,
        .insecure_lab = app->insecure_lab,
        .session = {.realm = app->realm,
                    .source = app->source,
                    .software = "pusdalops-cli 0.1.0",
                    .window_messages_max = PUSDALOPS_WINDOW_MAX,
                    .seed = seed},
        .subscription = {.realm = app->realm,
                         .prefixes = prefixes,
                         .prefix_count = prefix_count,
                         .seed = seed},
        .linger_ms = intake == NULL ? 0 : app->timeout_ms, /* what is published leaves with us */
    };
    const enum pusdalops_status status = pusdalops_client_open(&config, &link->client);
    if (status != PUSDALOPS_OK) {
        return app_complain(app, status == PUSDALOPS_E_ARGUMENT ? EXIT_USAGE : EXIT_INTERNAL,
                            "%s: %s", app->submit == NULL ? intake : app->submit,
                            pusdalops_status_text(status, app->language));
    }
    return EXIT_DONE;
}

int link_open(struct link *link, const struct app *app, const char *const *prefixes,
              size_t prefix_count)
{
    if (app->submit == NULL) {
        memset(link, 0, sizeof *link);
        return app_complain(app, EXIT_USAGE, "%s",
                            app_text(app, "this asks the hub: --submit none cannot be",
                                     "perintah ini bertanya kepada hub: tidak bisa --submit none"));
    }
    return open_sockets(link, app, NULL, prefixes, prefix_count);
}

int link_open_publishing(struct link *link, const struct app *app)
{
    return open_sockets(link, app, app->intake, NULL, 0);
}

void link_close(struct link *link)
{
    pusdalops_client_close(link->client);
    link->client = NULL;
}

int link_complain(const struct link *link)
{
    const struct app *app = link->app;
    const char *endpoint = app->submit == NULL ? app->intake : app->submit;
    if (link->handshake_refused) {
        return app_complain(
            app, EXIT_NO_HUB,
            app_text(app, "%s: the hub does not know our key", "%s: hub tidak mengenal kunci kita"),
            endpoint);
    }
    return app_complain(app, EXIT_NO_HUB,
                        app_text(app, "%s: no answer from the hub within %u s",
                                 "%s: tidak ada jawaban dari hub dalam %u detik"),
                        endpoint, app->timeout_ms / 1000);
}

int link_problem(const struct app *app, const struct pusdalops_problem *problem)
{
    char field[256];
    char text[512];
    screen_clean(problem->field, field, sizeof field);
    const struct pusdalops_code *code = pusdalops_code_find(problem->code);
    const char *en = code != NULL ? code->text_en : problem->text_en;
    const char *id = code != NULL ? code->text_id : problem->text_id;
    screen_clean(app_text(app, en, id), text, sizeof text);
    return app_complain(app, problem->fault == PUSDALOPS_FAULT_HUB ? EXIT_NO_HUB : EXIT_NEGATIVE,
                        "%u %s%s%s: %s", problem->code, code != NULL ? code->name : "?",
                        field[0] == '\0' ? "" : " ", field, text);
}

static void note_open(struct link *link, const struct pusdalops_event *event)
{
    link->open = true;
    screen_clean(event->open.client, link->client_name, sizeof link->client_name);
    screen_clean(event->open.role, link->role, sizeof link->role);
    screen_clean(event->open.hub, link->hub, sizeof link->hub);
    link->last_number = event->open.last_number;
    link->clock_skew_ms = event->open.clock_skew_ms;
}

bool link_step(struct link *link, uint32_t wait_ms, struct pusdalops_event *event, int *code)
{
    *code = EXIT_DONE;
    if (pusdalops_client_next(link->client, event) != PUSDALOPS_OK) {
        const enum pusdalops_status status = pusdalops_client_step(link->client, wait_ms);
        if (status != PUSDALOPS_OK) {
            *code = app_complain(link->app, EXIT_INTERNAL, "%s",
                                 pusdalops_status_text(status, link->app->language));
        }
        if (pusdalops_client_next(link->client, event) != PUSDALOPS_OK) {
            return false;
        }
    }
    if (event->kind == PUSDALOPS_EVENT_OPEN) {
        note_open(link, event);
    } else if (event->kind == PUSDALOPS_EVENT_HANDSHAKE) {
        link->handshake_refused = true;
        *code = link_complain(link);
    } else if (event->kind == PUSDALOPS_EVENT_PROBLEM && event->request_id == 0) {
        *code = link_problem(link->app, &event->problem);
    }
    return true;
}

int link_greet(struct link *link)
{
    const uint64_t until_ms = pusdalops_now_read().mono_ms + link->app->timeout_ms;
    while (!link->open) {
        const uint64_t now_ms = pusdalops_now_read().mono_ms;
        struct pusdalops_event event;
        int code = EXIT_DONE;
        if (now_ms >= until_ms) {
            return link_complain(link);
        }
        (void)link_step(link, (uint32_t)(until_ms - now_ms), &event, &code);
        if (code != EXIT_DONE) {
            return code;
        }
    }
    return EXIT_DONE;
}

int link_may_read(struct link *link, const char *kind)
{
    char topic[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    Pusdalops__V1__Reply *reply = NULL;
    if (pusdalops_topic_render(link->app->realm, "nation", kind, topic) != PUSDALOPS_OK) {
        return EXIT_INTERNAL;
    }
    const struct pusdalops_ask ask = {
        .kind = PUSDALOPS_ASK_REPLAY,
        .subject = topic,
        .position = UINT32_MAX, /* nothing of it is wanted */
    };
    const int code = link_ask(link, &ask, &reply);
    if (reply != NULL) {
        pusdalops__v1__reply__free_unpacked(reply, NULL);
    }
    return code;
}

int link_ask(struct link *link, const struct pusdalops_ask *ask, Pusdalops__V1__Reply **reply)
{
    uint64_t request_id = 0;
    if (pusdalops_session_ask(pusdalops_client_session(link->client), ask, &request_id) !=
        PUSDALOPS_OK) {
        return app_complain(link->app, EXIT_INTERNAL, "%s",
                            pusdalops_status_text(PUSDALOPS_E_MEMORY, link->app->language));
    }
    const uint64_t until_ms = pusdalops_now_read().mono_ms + link->app->timeout_ms;
    for (;;) {
        const uint64_t now_ms = pusdalops_now_read().mono_ms;
        struct pusdalops_event event;
        int code = EXIT_DONE;
        if (now_ms >= until_ms) {
            return link_complain(link);
        }
        const bool heard = link_step(link, (uint32_t)(until_ms - now_ms), &event, &code);
        if (code != EXIT_DONE) {
            return code;
        }
        if (heard && event.kind == PUSDALOPS_EVENT_PROBLEM && event.request_id == request_id) {
            return link_problem(link->app, &event.problem);
        }
        if (heard && event.kind == PUSDALOPS_EVENT_ANSWER && event.request_id == request_id) {
            *reply = pusdalops__v1__reply__unpack(NULL, event.answer.size, event.answer.reply);
            return *reply != NULL ? EXIT_DONE : EXIT_INTERNAL;
        }
    }
}
