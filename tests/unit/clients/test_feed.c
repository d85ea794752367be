/* test_feed.c - the feed machine: joining during change, gaps, doubles, another run of the hub, bounds. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "feed_model.h"

#define STEP_MS   10U
#define REPLY_MAX 65536U

/* A console: what it was told, and the question it has under way. */
struct console {
    struct pusdalops_feed *feed;
    uint32_t values[MODEL_STATES][MODEL_EVENTS];
    uint64_t sequences[MODEL_STATES][MODEL_EVENTS];
    uint64_t notices[MODEL_NOTICES_MAX];
    size_t notice_count;
    unsigned joinings;
    unsigned joins;
    unsigned gaps;
    unsigned repairs;
    unsigned lost;
    unsigned silences;
    bool went_back; /* an older document after a newer one, or the same again */
    struct pusdalops_ask ask;
    char subject[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    char cursor[64];
    uint64_t request_id;
    uint64_t answer_ms; /* 0: no question under way */
    uint64_t asked;
};

static struct console a_console(const char *prefix, uint32_t held_max)
{
    struct console console = {0};
    const struct pusdalops_feed_config config = {.realm = "real",
                                                 .prefixes = &prefix,
                                                 .prefix_count = 1,
                                                 .held_messages_max = held_max,
                                                 .silence_ms = 3000,
                                                 .seed = 5};
    CHECK(pusdalops_feed_new(&config, &console.feed) == PUSDALOPS_OK);
    return console;
}

/* The number that a document of the model says. */
static uint32_t value_of(const struct pusdalops_event *event)
{
    if (event->document.kind != PUSDALOPS_DOCUMENT_LOGISTICS) {
        return (uint32_t)event->document.figures[0].value;
    }
    Pusdalops__V1__FeedMessage *message =
        wire_feed_decode(event->document.bytes, event->document.size);
    CHECK(message != NULL && strcmp(event->document.area, "11.03") == 0);
    const uint32_t gaps = message == NULL ? 0 : message->logistics->gap_lines;
    wire_feed_free(message);
    return gaps;
}

static void told_document(struct console *console, const struct pusdalops_event *event)
{
    if (event->document.kind == PUSDALOPS_DOCUMENT_NOTICE) {
        console->notices[console->notice_count++] = event->document.sequence;
        return;
    }
    static const char *const events[] = {"banjir-1", "gempa-2", "longsor-3", "erupsi-4"};
    for (unsigned i = 0; i < MODEL_STATES; i++) {
        for (unsigned j = 0; j < MODEL_EVENTS; j++) {
            if (strcmp(model_topic(i), event->document.topic) != 0 ||
                strcmp(events[j], event->document.key) != 0) {
                continue;
            }
            const bool older =
                console->values[i][j] != 0 && event->document.sequence <= console->sequences[i][j];
            console->went_back = console->went_back || older;
            console->sequences[i][j] = event->document.sequence;
            console->values[i][j] = value_of(event);
        }
    }
}

static void listen(struct console *console)
{
    struct pusdalops_event event;
    while (pusdalops_feed_next(console->feed, &event) == PUSDALOPS_OK) {
        if (event.kind == PUSDALOPS_EVENT_DOCUMENT) {
            told_document(console, &event);
        } else if (event.kind == PUSDALOPS_EVENT_JOINING && event.feed.forget) {
            memset(console->values, 0, sizeof console->values);
            memset(console->sequences, 0, sizeof console->sequences);
        }
        console->joinings += event.kind == PUSDALOPS_EVENT_JOINING ? 1 : 0;
        console->joins += event.kind == PUSDALOPS_EVENT_JOINED ? 1 : 0;
        console->gaps += event.kind == PUSDALOPS_EVENT_GAP ? 1 : 0;
        console->repairs += event.kind == PUSDALOPS_EVENT_REPAIRED ? 1 : 0;
        console->lost += event.kind == PUSDALOPS_EVENT_LOST ? 1 : 0;
        console->silences += event.kind == PUSDALOPS_EVENT_SILENT ? 1 : 0;
    }
}

/* One step of time: arrivals, the answer to the question under way, the next question. */
static void step(struct model *model, struct console *console, uint64_t now_ms)
{
    static uint8_t bytes[REPLY_MAX];
    const struct pusdalops_now now = {.mono_ms = now_ms};
    model_arrive(model, console->feed, now_ms);
    listen(console);
    if (console->answer_ms != 0 && console->answer_ms <= now_ms) {
        const size_t size =
            model_answer(model, &console->ask, console->request_id, bytes, sizeof bytes);
        console->answer_ms = 0;
        (void)pusdalops_feed_answer(console->feed, bytes, size, now);
    }
    pusdalops_feed_turn(console->feed, now);
    struct pusdalops_ask ask;
    if (console->answer_ms == 0 && pusdalops_feed_ask(console->feed, now, &ask) == PUSDALOPS_OK) {
        console->ask = ask;
        (void)snprintf(console->subject, sizeof console->subject, "%s", ask.subject);
        (void)snprintf(console->cursor, sizeof console->cursor, "%s",
                       ask.cursor == NULL ? "" : ask.cursor);
        console->ask.subject = console->subject;
        console->ask.cursor = console->cursor;
        console->request_id = ++console->asked;
        console->answer_ms = now_ms + 1 + wire_random(&model->random) % 60;
        pusdalops_feed_asked(console->feed, console->request_id);
    }
    listen(console);
}

/* Changes at random until `until_ms`, a heartbeat each second. */
static void live(struct model *model, struct console *console, uint64_t *now_ms, uint64_t until_ms,
                 uint32_t change_percent)
{
    for (; *now_ms < until_ms; *now_ms += STEP_MS) {
        if (model_chance(model, change_percent)) {
            model_change(model, (unsigned)(wire_random(&model->random) % MODEL_STATES),
                         (unsigned)(wire_random(&model->random) % MODEL_EVENTS), *now_ms);
        }
        if (model_chance(model, change_percent / 2)) {
            model_notice(model, *now_ms);
        }
        if (*now_ms % 1000 == 0) {
            model_heartbeat(model, *now_ms);
        }
        step(model, console, *now_ms);
    }
}

static bool same_picture(const struct model *model, const struct console *console)
{
    for (unsigned i = 0; i < MODEL_STATES; i++) {
        for (unsigned j = 0; j < MODEL_EVENTS; j++) {
            if (model->documents[i][j].value != console->values[i][j]) {
                printf("# topic %u document %u: hub %u, console %u\n", i, j,
                       model->documents[i][j].value, console->values[i][j]);
                return false;
            }
        }
    }
    return true;
}

/* The console's notices are the hub's last ones, each once, in order. */
static bool same_notices(const struct model *model, const struct console *console)
{
    if (console->notice_count > model->notice_count) {
        return false;
    }
    const size_t skipped = model->notice_count - console->notice_count;
    for (size_t i = 0; i < console->notice_count; i++) {
        if (console->notices[i] != model->notices[skipped + i]) {
            return false;
        }
    }
    return skipped == 0 || model->notices[skipped - 1] <= model->journal_joined;
}

static void begin(struct model *model, uint64_t seed, uint32_t loss, uint32_t delay_ms)
{
    model_init(model, seed, 100, 0); /* nobody listens yet */
    for (unsigned i = 0; i < 30; i++) {
        model_change(model, i % MODEL_STATES, i % MODEL_EVENTS, 0);
        model_notice(model, 0);
    }
    model->journal_joined = model->journal;
    model->loss_percent = loss;
    model->delay_ms_max = delay_ms;
    model_heartbeat(model, 1000); /* the subscriber comes now */
}

static void a_join_during_change_with_delays_and_losses_ends_in_the_hubs_picture(void)
{
    unsigned gaps = 0;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        struct model model;
        struct console console = a_console("real/", 0);
        begin(&model, seed, seed % 3 == 0 ? 0 : 15, (uint32_t)(seed * 7 % 200));
        uint64_t now_ms = 1000;
        live(&model, &console, &now_ms, 8000, 60);
        live(&model, &console, &now_ms, 13000, 0); /* calm: gaps are mended by the heartbeat */
        const bool same = same_picture(&model, &console) && same_notices(&model, &console);
        if (!same) {
            printf("# seed %llu\n", (unsigned long long)seed);
        }
        CHECK(same);
        CHECK(console.joins >= 1 && pusdalops_feed_joined(console.feed));
        CHECK(!console.went_back && console.lost == 0 && console.repairs == console.gaps);
        gaps += console.gaps;
        pusdalops_feed_free(console.feed);
        model_close(&model);
    }
    CHECK(gaps > 100); /* otherwise nothing was tried */
}

static void what_changed_between_two_pages_and_was_lost_is_found(void)
{
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct model model;
        struct console console = a_console("real/", 0);
        begin(&model, seed, 50, 20);
        uint64_t now_ms = 1000;
        live(&model, &console, &now_ms, 1150, 100); /* while the pages are taken, and never again */
        live(&model, &console, &now_ms, 5000, 0);
        CHECK(same_picture(&model, &console) && same_notices(&model, &console));
        pusdalops_feed_free(console.feed);
        model_close(&model);
    }
}

static void a_restart_of_the_hub_is_joined_anew_and_no_notice_is_lost(void)
{
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct model model;
        struct console console = a_console("real/", 0);
        begin(&model, seed, 10, 40);
        uint64_t now_ms = 1000;
        live(&model, &console, &now_ms, 4000, 50);
        model_restart(&model); /* what is under way from the old run still arrives */
        model_notice(&model, now_ms);
        live(&model, &console, &now_ms, 9000, 50);
        live(&model, &console, &now_ms, 14000, 0);
        CHECK(same_picture(&model, &console) && same_notices(&model, &console));
        CHECK(console.joins == 2 && console.joinings == 2); /* what is late does not call it back */
        pusdalops_feed_free(console.feed);
        model_close(&model);
    }
}

static void after_silence_the_picture_is_taken_anew(void)
{
    struct model model;
    struct console console = a_console("real/", 0);
    begin(&model, 3, 0, 5);
    uint64_t now_ms = 1000;
    live(&model, &console, &now_ms, 4000, 50);
    model.loss_percent = 100;
    for (unsigned i = 0; i < 20; i++) { /* the link is down while the hub goes on */
        model_change(&model, i % MODEL_STATES, i % MODEL_EVENTS, now_ms);
        model_notice(&model, now_ms);
    }
    for (; now_ms < 9000; now_ms += STEP_MS) {
        step(&model, &console, now_ms);
    }
    CHECK(console.silences == 1);
    model.loss_percent = 0;
    live(&model, &console, &now_ms, 12000, 0);
    CHECK(same_picture(&model, &console) && same_notices(&model, &console));
    CHECK(console.joins == 2 && !console.went_back);
    pusdalops_feed_free(console.feed);
    model_close(&model);
}

static void a_filtered_subscription_hears_its_part_and_its_heartbeats(void)
{
    struct model model;
    struct console console = a_console("real/11/11.01/", 0);
    CHECK(strcmp(pusdalops_feed_subscription(console.feed, 0), "real/11/11.01/") == 0);
    CHECK(strcmp(pusdalops_feed_subscription(console.feed, 1), "real/11/province/heartbeat/") == 0);
    CHECK(strcmp(pusdalops_feed_subscription(console.feed, 2), "real/nation/heartbeat/") == 0);
    CHECK(pusdalops_feed_subscription(console.feed, 3) == NULL);
    begin(&model, 9, 10, 30);
    uint64_t now_ms = 1000;
    live(&model, &console, &now_ms, 5000, 60);
    live(&model, &console, &now_ms, 9000, 0);
    for (unsigned j = 0; j < MODEL_EVENTS; j++) {
        CHECK(console.values[0][j] == model.documents[0][j].value);
        CHECK(console.values[1][j] == 0 && console.values[4][j] == 0);
    }
    CHECK(same_notices(&model, &console));
    pusdalops_feed_free(console.feed);
    model_close(&model);
}

static void a_full_hold_drops_and_asks_again(void)
{
    struct model model;
    struct console console = a_console("real/", 2);
    begin(&model, 4, 0, 0);
    uint64_t now_ms = 1000;
    live(&model, &console, &now_ms, 3000, 0);
    model.loss_percent = 100;
    model_notice(&model, now_ms);
    model.loss_percent = 0;
    for (unsigned i = 0; i < 40; i++) {
        model_notice(&model, now_ms);
    }
    live(&model, &console, &now_ms, 8000, 0);
    CHECK(console.notice_count == 41 && same_notices(&model, &console));
    CHECK(console.gaps >= 1 && console.lost == 0);
    pusdalops_feed_free(console.feed);
    model_close(&model);
}

static void what_the_hub_no_longer_has_is_called_lost_once(void)
{
    struct model model;
    struct console console = a_console("real/", 0);
    begin(&model, 4, 0, 0);
    uint64_t now_ms = 1000;
    live(&model, &console, &now_ms, 3000, 0);
    model.last[MODEL_STATES] = model.journal + 50; /* a heartbeat names what no replay gives */
    live(&model, &console, &now_ms, 9000, 0);
    CHECK(console.lost == 1 && console.gaps == 1);
    pusdalops_feed_free(console.feed);
    model_close(&model);
}

static void bytes_under_a_foreign_topic_are_ignored(void)
{
    struct console console = a_console("real/", 0);
    const struct pusdalops_now now = {.mono_ms = 1};
    const uint8_t bad[] = {0xFF, 0x01};
    CHECK(pusdalops_feed_hear(console.feed, "real/x/", 7, bad, 2, now) == PUSDALOPS_E_MALFORMED);
    Pusdalops__V1__FeedMessage message;
    Pusdalops__V1__HubHeartbeat beat;
    pusdalops__v1__feed_message__init(&message);
    pusdalops__v1__hub_heartbeat__init(&beat);
    char topic[] = "real/nation/heartbeat/";
    message.topic = topic;
    message.epoch = 1;
    message.document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_HEARTBEAT;
    message.heartbeat = &beat;
    uint8_t bytes[256];
    const size_t size = pusdalops__v1__feed_message__pack(&message, bytes);
    CHECK(pusdalops_feed_hear(console.feed, "real/11/11.01/status/", 21, bytes, size, now) ==
          PUSDALOPS_E_MALFORMED);
    CHECK(pusdalops_feed_hear(console.feed, topic, strlen(topic), bytes, size, now) ==
          PUSDALOPS_OK);
    pusdalops_feed_free(console.feed);
}

static void prefixes_of_another_realm_or_without_an_end_are_not_taken(void)
{
    const char *const bad[] = {"drill/x/11/", "real/11", "realm/11/", "real/11/*/", ""};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const struct pusdalops_feed_config config = {
            .realm = "real", .prefixes = &bad[i], .prefix_count = 1};
        struct pusdalops_feed *feed = NULL;
        CHECK(pusdalops_feed_new(&config, &feed) == PUSDALOPS_E_ARGUMENT);
    }
}

int main(void)
{
    SAY(a_join_during_change_with_delays_and_losses_ends_in_the_hubs_picture);
    SAY(what_changed_between_two_pages_and_was_lost_is_found);
    SAY(a_restart_of_the_hub_is_joined_anew_and_no_notice_is_lost);
    SAY(after_silence_the_picture_is_taken_anew);
    SAY(a_filtered_subscription_hears_its_part_and_its_heartbeats);
    SAY(a_full_hold_drops_and_asks_again);
    SAY(what_the_hub_no_longer_has_is_called_lost_once);
    SAY(bytes_under_a_foreign_topic_are_ignored);
    SAY(prefixes_of_another_realm_or_without_an_end_are_not_taken);
    return check_done();
}
