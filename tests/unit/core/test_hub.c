/*
 * test_hub.c - the step: time passes, rosters come, the daemon goes down.
 */
#include "core/hub.h"

#include "support/aceh.h"
#include "support/tap.h"

static struct room room;

static void begin(void)
{
    const struct hub_settings settings = room_settings();
    aceh_open(&room, &settings);
}

static void end(void)
{
    CHECK_NUMBER(room.broken, 0);
    room_close(&room);
}

static const Pusdalops__V1__HubHeartbeat *last_heartbeat(const char *topic)
{
    const Pusdalops__V1__HubHeartbeat *last = NULL;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        if (strcmp(room.feed[i].topic, topic) == 0 && room.feed[i].lane == LANE_URGENT) {
            last = room.feed[i].message->heartbeat;
        }
    }
    return last;
}

static uint64_t position(const Pusdalops__V1__HubHeartbeat *heartbeat, const char *topic)
{
    for (size_t i = 0; i < heartbeat->n_positions; i++) {
        if (strcmp(heartbeat->positions[i]->topic, topic) == 0) {
            return heartbeat->positions[i]->sequence;
        }
    }
    return 0;
}

static void a_heartbeat_tells_the_last_sequence_of_every_topic(void)
{
    begin();
    const struct letter letter = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 3");
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
    room_wait(&room, US_PER_S);
    const Pusdalops__V1__HubHeartbeat *nation = last_heartbeat("real/nation/heartbeat/");
    const Pusdalops__V1__HubHeartbeat *province = last_heartbeat("real/11/province/heartbeat/");
    CHECK(nation != NULL && province != NULL);
    CHECK(nation->journal_sequence == 2 && !nation->going_away && !nation->intake_stopped);
    CHECK_NUMBER(position(nation, "real/nation/notice/"), 1);
    CHECK_NUMBER(position(province, "real/11/11.06/notice/"), 2);
    for (uint32_t i = 0; i < room.feed_count; i++) {
        const struct heard_on_feed *heard = &room.feed[i];
        if (strcmp(heard->topic, "real/11/11.06/status/") == 0) {
            CHECK(position(province, heard->topic) >= heard->message->sequence);
        }
    }
    CHECK(last_heartbeat("real/33/province/heartbeat/") == NULL); /* nothing to say */
    end();
}

static void heartbeats_come_at_their_interval(void)
{
    begin();
    room_wait(&room, US_PER_S);
    room_forget_feed(&room);
    for (int i = 0; i < 100; i++) {
        room_wait(&room, 100 * US_PER_MS);
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        count += strcmp(room.feed[i].topic, "real/nation/heartbeat/") == 0 ? 1 : 0;
    }
    CHECK_NUMBER(count, 10);
    end();
}

static void the_hub_says_goodbye(void)
{
    begin();
    const struct event drain = {
        .kind = EVENT_DRAIN, .at_utc_us = room.at_utc_us, .mono_us = room.mono_us};
    room_wait(&room, 5 * US_PER_S);
    room_forget_feed(&room);
    room_step(&room, &drain);
    room_wait(&room, US_PER_MS); /* at once, not at the next interval */
    const Pusdalops__V1__HubHeartbeat *nation = last_heartbeat("real/nation/heartbeat/");
    CHECK(nation != NULL && nation->going_away && nation->intake_stopped);
    end();
}

static void a_figure_that_grows_old_is_published_as_old(void)
{
    begin();
    const struct letter letter = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 3");
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
    for (int minute = 0; minute < 24 * 60; minute++) {
        room_wait(&room, 60 * US_PER_S);
    }
    room_forget_feed(&room);
    bool told = false;
    for (int second = 0; second < 5; second++) {
        room_wait(&room, US_PER_S);
    }
    for (uint32_t i = 0; i < room.feed_count; i++) {
        told = told || (strcmp(room.feed[i].topic, "real/11/11.06/status/") == 0 &&
                        room.feed[i].message->regency->stale);
    }
    CHECK(told);
    end();
}

static void a_node_gone_silent_is_told_to_those_who_watch_its_regency(void)
{
    begin();
    const struct letter letter = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 3");
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
    room_wait(&room, 10 * US_PER_S);
    room_forget_feed(&room);
    room_wait(&room, 5 * US_PER_S + 1);
    room_wait(&room, US_PER_S);
    bool presence = false;
    bool status = false;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        const FeedMessage *message = room.feed[i].message;
        presence =
            presence || (strcmp(room.feed[i].topic, "real/11/11.06/presence/") == 0 &&
                         message->presence->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_SILENT);
        status = status || (strcmp(room.feed[i].topic, "real/11/11.06/status/") == 0 &&
                            message->regency->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_SILENT);
    }
    CHECK(presence && status);
    end();
}

static void a_stepped_clock_is_noted_in_the_journal(void)
{
    begin();
    room_wait(&room, US_PER_S);
    const uint64_t before = room_view(&room, "real")->last.n;
    room.at_utc_us += 3600 * US_PER_S; /* the wall clock alone */
    room_wait(&room, US_PER_S);
    CHECK_NUMBER(room_view(&room, "real")->last.n, before + 1);
    room_wait(&room, US_PER_S);
    CHECK_NUMBER(room_view(&room, "real")->last.n, before + 1);
    CHECK(room_restart(&room));
    end();
}

static void the_hub_wants_to_be_woken_when_something_is_due(void)
{
    begin();
    room_wait(&room, US_PER_S);
    CHECK(hub_wake_at(&room.hub) > room.mono_us);
    CHECK(hub_wake_at(&room.hub) <= room.mono_us + US_PER_S);
    const struct letter letter = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 3");
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
    CHECK(hub_wake_at(&room.hub) <= room.mono_us + 20 * US_PER_MS);
    end();
}

static void the_same_events_have_the_same_effects(void)
{
    static struct room other;
    const struct hub_settings settings = room_settings();
    begin();
    aceh_open(&other, &settings);
    for (uint64_t number = 1; number <= 50; number++) {
        const struct letter letter = aceh_report(&room, "bpbd-11.06", number, "11.06", "dead 3");
        (void)aceh_hand_in(&room, &letter);
        (void)aceh_hand_in(&other, &letter);
        room_wait(&room, 7 * US_PER_MS);
        room_wait(&other, 7 * US_PER_MS);
    }
    CHECK(view_equal(room_view(&room, "real"), room_view(&other, "real")));
    CHECK_NUMBER(room.feed_count, other.feed_count);
    CHECK_NUMBER(room.journal.count, other.journal.count);
    for (uint32_t i = 0; i < room.journal.count; i++) {
        CHECK(slice_equal(room.journal.entries[i].record, other.journal.entries[i].record));
    }
    room_close(&other);
    end();
}

int main(void)
{
    SAY(a_heartbeat_tells_the_last_sequence_of_every_topic);
    SAY(heartbeats_come_at_their_interval);
    SAY(the_hub_says_goodbye);
    SAY(a_figure_that_grows_old_is_published_as_old);
    SAY(a_node_gone_silent_is_told_to_those_who_watch_its_regency);
    SAY(a_stepped_clock_is_noted_in_the_journal);
    SAY(the_hub_wants_to_be_woken_when_something_is_due);
    SAY(the_same_events_have_the_same_effects);
    return tap_done();
}
