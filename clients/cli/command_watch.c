/* command_watch.c - live lines of the feed: watch for the picture, tail for everything. */
#include "command.h"

#include <signal.h>
#include <string.h>

#include "document_line.h"
#include "link.h"
#include "proto_json.h"
#include "screen.h"

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
    (void)signal;
    stopped = 1;
}

struct watching {
    const struct app *app;
    bool everything;     /* tail: notices and presence too */
    bool once;           /* end when the picture is whole */
    uint64_t left;       /* documents to show */
    uint64_t joined_ms;  /* 0: not yet */
    uint64_t give_up_ms; /* not joined by then */
};

static void say_state(const struct app *app, const struct pusdalops_event *event)
{
    char topic[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    screen_clean(event->feed.topic, topic, sizeof topic);
    const char *text = NULL;
    if (event->kind == PUSDALOPS_EVENT_JOINED) {
        text = app_text(app, "joined: the picture is whole, live from here",
                        "tersambung: gambaran lengkap, langsung mulai sekarang");
    } else if (event->kind == PUSDALOPS_EVENT_SILENT) {
        text = app_text(app, "the hub is silent", "hub tidak terdengar");
    } else if (event->kind == PUSDALOPS_EVENT_HEARD) {
        text = app_text(app, "the hub is heard again", "hub terdengar lagi");
    } else if (event->kind == PUSDALOPS_EVENT_GAP) {
        text = app_text(app, "gap, being mended:", "ada celah, sedang diperbaiki:");
    } else if (event->kind == PUSDALOPS_EVENT_LOST) {
        text = app_text(app, "lost, cannot be mended:", "hilang, tidak dapat diperbaiki:");
    }
    if (text != NULL) {
        (void)fprintf(stderr, "# %s %s\n", text, topic);
    }
}

static void show(struct watching *watching, const struct pusdalops_event *event)
{
    const bool picture = event->document.kind == PUSDALOPS_DOCUMENT_REGENCY ||
                         event->document.kind == PUSDALOPS_DOCUMENT_AREA ||
                         event->document.kind == PUSDALOPS_DOCUMENT_EVENT ||
                         event->document.kind == PUSDALOPS_DOCUMENT_LOGISTICS ||
                         event->document.kind == PUSDALOPS_DOCUMENT_PLAN ||
                         event->document.kind == PUSDALOPS_DOCUMENT_ACTIVATION ||
                         event->document.kind == PUSDALOPS_DOCUMENT_SHIPMENT;
    if (!picture && !watching->everything) {
        return;
    }
    Pusdalops__V1__FeedMessage *document =
        pusdalops__v1__feed_message__unpack(NULL, event->document.size, event->document.bytes);
    if (document == NULL) {
        return;
    }
    if (watching->app->json) {
        proto_json_print(proto_json(&document->base));
    } else {
        document_line_print(watching->app, document);
    }
    pusdalops__v1__feed_message__free_unpacked(document, NULL);
    watching->left -= watching->left > 0 ? 1 : 0;
    stopped = watching->left == 0 ? 1 : stopped;
}

static int watch(struct watching *watching, struct link *link, uint64_t until_ms)
{
    const struct app *app = watching->app;
    while (!stopped) {
        struct pusdalops_event event;
        int code = EXIT_DONE;
        const uint64_t now_ms = pusdalops_now_read().mono_ms;
        if (now_ms >= until_ms) {
            return EXIT_DONE;
        }
        const bool any = link_step(link, 200, &event, &code);
        if (code != EXIT_DONE) {
            return code;
        }
        if (any && event.kind == PUSDALOPS_EVENT_DOCUMENT) {
            show(watching, &event);
        } else if (any) {
            say_state(app, &event);
        }
        if (any && event.kind == PUSDALOPS_EVENT_JOINED) {
            watching->joined_ms = now_ms;
            if (watching->once) {
                return EXIT_DONE;
            }
        }
        if (watching->joined_ms == 0 && now_ms >= watching->give_up_ms) {
            return link_complain(link); /* greeted, but no feed: the feed endpoints are wrong */
        }
    }
    return EXIT_DONE;
}

/* The prefixes of the words: areas or topic prefixes; none is the whole realm. */
static bool prefixes_of(const struct app *app, char room[][PUSDALOPS_TOPIC_BYTES_MAX + 1],
                        const char **prefixes, size_t *count)
{
    *count = app->word_count == 0 ? 1 : app->word_count;
    for (size_t i = 0; i < *count; i++) {
        const char *word = app->word_count == 0 ? NULL : app->words[i];
        prefixes[i] = room[i];
        if (word != NULL && strchr(word, '/') != NULL) {
            (void)snprintf(room[i], PUSDALOPS_TOPIC_BYTES_MAX + 1, "%s", word);
        } else if (pusdalops_topic_render(app->realm, word, NULL, room[i]) != PUSDALOPS_OK) {
            return false;
        }
    }
    return true;
}

static int run(struct app *app, bool everything)
{
    static char room[PUSDALOPS_PREFIXES_MAX][PUSDALOPS_TOPIC_BYTES_MAX + 1];
    const char *prefixes[PUSDALOPS_PREFIXES_MAX];
    size_t count = 0;
    uint64_t seconds = 0;
    struct watching watching = {.app = app,
                                .everything = everything,
                                .once = app_flag(app, "once") != NULL,
                                .left = UINT64_MAX};
    const char *limit = app_flag(app, "count");
    const char *duration = app_flag(app, "for");
    if (app->word_count > PUSDALOPS_PREFIXES_MAX || !prefixes_of(app, room, prefixes, &count) ||
        (limit != NULL && !app_number(limit, UINT64_MAX - 1, &watching.left)) ||
        (duration != NULL && !app_number(duration, 31536000, &seconds))) {
        return app_complain(
            app, EXIT_USAGE, "%s",
            app_text(app, "areas are nation, 11, 11.06, or a topic prefix that ends in /",
                     "wilayah: nation, 11, 11.06, atau awalan topik yang diakhiri /"));
    }
    const struct sigaction action = {.sa_handler = stop};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    struct link link;
    int code = link_open(&link, app, prefixes, count);
    code = code == EXIT_DONE ? link_greet(&link) : code;
    if (code == EXIT_DONE) {
        const uint64_t now_ms = pusdalops_now_read().mono_ms;
        watching.give_up_ms = now_ms + app->timeout_ms;
        code = watch(&watching, &link, duration == NULL ? UINT64_MAX : now_ms + seconds * 1000);
    }
    link_close(&link);
    return code;
}

int command_watch(struct app *app)
{
    return run(app, false);
}

int command_tail(struct app *app)
{
    return run(app, true);
}
