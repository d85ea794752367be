/* Hear, step, make durable, speak: in this order, also while a turn is on its way to the disk and the next is stepped. */
#include "io/loop.h"

#include "support/aceh.h"
#include "support/tap.h"

#include <stdlib.h>

#define HEARD_MAX 4

/* A world that does what the test says, and writes down what it was asked to do. */
struct script {
    struct room room;
    struct loop loop;
    struct world world;
    char done[400];
    struct event heard[HEARD_MAX]; /* by the next hear */
    uint32_t heard_count;
    enum world_durable append_says;
    bool sync_ends_well;
    uint64_t written;
    uint64_t durable;
    int64_t mono_us;
    bool tells_publications;
    uint8_t *frames[HEARD_MAX * 8];
    uint32_t frame_count;
};

static struct script script;

static void note(const char *what, uint64_t number)
{
    const size_t used = strlen(script.done);
    (void)snprintf(&script.done[used], sizeof script.done - used, "%s%s%llu", used > 0 ? " " : "",
                   what, (unsigned long long)number);
}

static uint32_t hear(void *self, int64_t wake_mono_us, struct event *events, uint32_t max)
{
    const uint32_t count = script.heard_count;
    (void)self;
    (void)wake_mono_us;
    CHECK(count <= max);
    memcpy(events, script.heard, count * sizeof *events);
    script.heard_count = 0;
    return count;
}

static enum world_durable append(void *self, const struct effect *effects, uint32_t count)
{
    (void)self;
    CHECK(script.durable == script.written); /* the turn before is settled */
    for (uint32_t i = 0; i < count; i++) {
        if (effects[i].kind == EFFECT_APPEND) {
            note("write", effects[i].after.n);
            CHECK(journal_append(&script.room.journal, &effects[i]));
            script.written = effects[i].after.n;
        }
    }
    script.durable = script.append_says == WORLD_DURABLE ? script.written : script.durable;
    return script.append_says;
}

static bool settle(void *self)
{
    (void)self;
    note("wait", script.written);
    script.durable = script.sync_ends_well ? script.written : script.durable;
    return script.sync_ends_well;
}

/* The bytes are still those that were put, a turn later. */
static void speak(void *self, const struct effect *effect)
{
    (void)self;
    CHECK(effect->after.n <= script.durable);
    if (effect->kind == EFFECT_REPLY) {
        const struct slice payload = effect->as.reply.payload;
        Reply *reply = pusdalops__v1__reply__unpack(NULL, payload.size_bytes, payload.data);
        CHECK(reply != NULL && reply->body_case == PUSDALOPS__V1__REPLY__BODY_RECEIPT);
        if (reply != NULL && reply->body_case == PUSDALOPS__V1__REPLY__BODY_RECEIPT) {
            CHECK_NUMBER(reply->receipt->status, RECEIPT_ACCEPTED);
            note("reply", reply->receipt->sequence);
            pusdalops__v1__reply__free_unpacked(reply, NULL);
        }
    } else if (script.tells_publications) {
        const size_t used = strlen(script.done);
        (void)snprintf(&script.done[used], sizeof script.done - used, "%spublish",
                       used > 0 ? " " : "");
    }
}

static void rest(void *self, const struct hub *hub)
{
    (void)self;
    (void)hub;
}

static void now(void *self, int64_t *out_utc_us, int64_t *out_mono_us)
{
    (void)self;
    *out_utc_us = script.room.at_utc_us;
    *out_mono_us = script.mono_us;
}

static void begin(void)
{
    const struct hub_settings settings = room_settings();
    memset(&script, 0, sizeof script);
    aceh_open(&script.room, &settings);
    script.world = (struct world){.self = &script,
                                  .hear = hear,
                                  .append = append,
                                  .settle = settle,
                                  .speak = speak,
                                  .rest = rest,
                                  .now = now};
    CHECK(loop_init(&script.loop, &script.room.hub, &script.world));
    script.room.journal.turn = &script.loop.outbox;
    script.mono_us = script.room.mono_us;
    script.written = journal_last(&script.room.journal, 0);
    script.durable = script.written;
    script.append_says = WORLD_GOING;
    script.sync_ends_well = true;
}

static void end(void)
{
    script.room.journal.turn = &script.room.outbox;
    loop_free(&script.loop);
    room_close(&script.room);
    while (script.frame_count > 0) {
        free(script.frames[--script.frame_count]);
    }
}

/* A report of bpbd-11.06 is what is heard next. */
static void report(uint64_t number)
{
    static char key[KEY_TEXT_BYTES + 1];
    uint8_t message[4096];
    uint8_t *frame = malloc(8192);
    const struct letter letter =
        aceh_report(&script.room, "bpbd-11.06", number, "11.06", "dead 16");
    room_key("bpbd-11.06", key);
    struct event *event = &script.heard[script.heard_count++];
    *event = (struct event){
        .kind = EVENT_REQUEST, .at_utc_us = script.room.at_utc_us, .mono_us = script.mono_us};
    event->as.request.door = DOOR_SUBMIT;
    event->as.request.user = slice_of(key);
    event->as.request.peer = (struct peer){.id = {0, 1, 2, 3, 4}, .id_bytes = 5};
    event->as.request.payload =
        request_submit(number, letter_encode(&letter, message, sizeof message), frame, 8192);
    script.frames[script.frame_count++] = frame;
}

static void while_a_turn_is_on_its_way_the_next_is_stepped_and_neither_leaves(void)
{
    begin();
    report(1);
    CHECK(loop_turn(&script.loop) == LOOP_GOES_ON);
    CHECK_TEXT(script.done, "write2");
    report(2);
    report(3);
    CHECK(loop_turn(&script.loop) == LOOP_GOES_ON);
    CHECK_TEXT(script.done, "write2 wait2 reply2 write3 write4");
    CHECK(loop_turn(&script.loop) == LOOP_GOES_ON); /* nothing was heard: the end of the sync */
    CHECK_TEXT(script.done, "write2 wait2 reply2 write3 write4 wait4 reply3 reply4");
    CHECK(loop_finish(&script.loop) == LOOP_GOES_ON);
    CHECK_TEXT(script.done, "write2 wait2 reply2 write3 write4 wait4 reply3 reply4");
    end();
}

static void what_is_durable_at_once_leaves_at_once(void)
{
    begin();
    script.append_says = WORLD_DURABLE;
    report(1);
    CHECK(loop_turn(&script.loop) == LOOP_GOES_ON);
    report(2);
    CHECK(loop_turn(&script.loop) == LOOP_GOES_ON);
    CHECK_TEXT(script.done, "write2 reply2 write3 reply3");
    end();
}

static void after_a_failed_sync_nothing_leaves_and_nothing_is_written(void)
{
    begin();
    script.sync_ends_well = false;
    report(1);
    CHECK(loop_turn(&script.loop) == LOOP_GOES_ON);
    report(2);
    CHECK(loop_turn(&script.loop) == LOOP_STORE_FAILED);
    CHECK(loop_finish(&script.loop) == LOOP_STORE_FAILED);
    CHECK_TEXT(script.done, "write2 wait2 wait2");
    end();
    begin();
    script.append_says = WORLD_FAILED;
    report(1);
    CHECK(loop_turn(&script.loop) == LOOP_STORE_FAILED);
    CHECK_TEXT(script.done, "write2");
    end();
}

static void publications_of_a_tick_leave_behind_the_turn_that_is_on_its_way(void)
{
    begin();
    script.tells_publications = true;
    report(1);
    script.mono_us += 60 * US_PER_S; /* a tick is due: heartbeat and documents */
    CHECK(loop_turn(&script.loop) == LOOP_GOES_ON);
    CHECK_TEXT(script.done, "write2");
    CHECK(script.loop.leaving.count > 0 && script.loop.outbox.count > 0);
    CHECK(loop_turn(&script.loop) == LOOP_GOES_ON);
    CHECK(strncmp(script.done, "write2 wait2 reply2 publish", 27) == 0);
    CHECK(script.loop.leaving.count == 0 && script.loop.outbox.count == 0);
    end();
}

static void one_step_from_elsewhere_leaves_whole(void)
{
    begin();
    report(1);
    struct event event = script.heard[0];
    script.heard_count = 0;
    CHECK(loop_step(&script.loop, &event) == LOOP_GOES_ON);
    CHECK_TEXT(script.done, "write2 wait2 reply2");
    end();
}

int main(void)
{
    SAY(while_a_turn_is_on_its_way_the_next_is_stepped_and_neither_leaves);
    SAY(what_is_durable_at_once_leaves_at_once);
    SAY(after_a_failed_sync_nothing_leaves_and_nothing_is_written);
    SAY(publications_of_a_tick_leave_behind_the_turn_that_is_on_its_way);
    SAY(one_step_from_elsewhere_leaves_whole);
    return tap_done();
}
