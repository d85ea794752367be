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

/* The last status of 11.06 that a console has: 1 stale, 0 fresh, -1 none was published. */
static int last_heard_as_stale(void)
{
    int stale = -1;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        if (strcmp(room.feed[i].topic, "real/11/11.06/status/") == 0 &&
            room.feed[i].lane == LANE_INTERNAL) {
            const Pusdalops__V1__RegencyStatus *regency = room.feed[i].message->regency;
            stale = regency->stale && regency->figures[0]->chosen->stale ? 1 : 0;
        }
    }
    room_forget_feed(&room);
    return stale;
}

static void pass_seconds(int seconds)
{
    for (int i = 0; i < seconds; i++) {
        room_wait(&room, US_PER_S);
    }
}

static void a_clock_stepped_back_makes_what_was_old_fresh_and_it_is_published(void)
{
    begin();
    const struct letter letter = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 3");
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
    pass_seconds(3);
    CHECK_NUMBER(last_heard_as_stale(), 0);
    room.at_utc_us += 30LL * 3600 * US_PER_S; /* the wall clock alone */
    pass_seconds(3);
    CHECK_NUMBER(last_heard_as_stale(), 1);
    pass_seconds(3);
    CHECK_NUMBER(last_heard_as_stale(), -1); /* nothing turned: nothing is published */
    room.at_utc_us -= 30LL * 3600 * US_PER_S;
    pass_seconds(3);
    CHECK_NUMBER(last_heard_as_stale(), 0);
    pass_seconds(3);
    CHECK_NUMBER(last_heard_as_stale(), -1);
    end();
}

/* There and back between two looks: what was published in between says another age than it has. */
static void a_clock_stepped_there_and_back_leaves_no_wrong_age(void)
{
    begin();
    struct letter letter = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 3");
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
    pass_seconds(3);
    (void)last_heard_as_stale();
    room.at_utc_us += 30LL * 3600 * US_PER_S;
    letter.number = 2;
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
    room_wait(&room, 30 * US_PER_MS);
    CHECK_NUMBER(last_heard_as_stale(), 1);
    room.at_utc_us -= 30LL * 3600 * US_PER_S;
    pass_seconds(3);
    CHECK_NUMBER(last_heard_as_stale(), 0);
    end();
}

/* Thousandths of a litre of water a day, by the last estimate that a console has of an area; -1 none was published. */
static int64_t water_heard(const char *topic)
{
    int64_t water = -1;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        if (strcmp(room.feed[i].topic, topic) != 0 || room.feed[i].lane != LANE_INTERNAL) {
            continue;
        }
        const Pusdalops__V1__LogisticsStatus *status = room.feed[i].message->logistics;
        for (size_t k = 0; k < status->n_estimates; k++) {
            if (strcmp(status->estimates[k]->item, "air-bersih") == 0) {
                water = (int64_t)status->estimates[k]->thousandths;
            }
        }
    }
    return water;
}

/* The event begins anew, so long ago; then a need and its displaced people. */
static void an_event_since(int64_t begun_for_us)
{
    static const struct letter_need_line lines[] = {{.quantity = {"beras", 1000, NULL, NULL}}};
    const struct letter event = {.kind = BODY_EVENT,
                                 .source = "bnpb",
                                 .number = 2,
                                 .realm = "real",
                                 .event = ACEH_EVENT,
                                 .hazard = 103,
                                 .name = "Banjir dan longsor Sumatra",
                                 .started_utc_us = room.at_utc_us - begun_for_us,
                                 .regions = "11 12"};
    const struct letter need = {.kind = BODY_NEED,
                                .source = "bpbd-11.06",
                                .number = 2,
                                .realm = "real",
                                .event = ACEH_EVENT,
                                .region = "11.06",
                                .as_of_utc_us = room.at_utc_us,
                                .lines = lines,
                                .line_count = 1};
    const struct letter letter =
        aceh_report(&room, "bpbd-11.06", 1, "11.06", "displaced_persons 100");
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
    CHECK_NUMBER(aceh_hand_in(&room, &need), RECEIPT_ACCEPTED);
    pass_seconds(1);
    room_forget_feed(&room);
    CHECK_NUMBER(aceh_hand_in(&room, &event), RECEIPT_ACCEPTED);
    pass_seconds(1);
}

static void an_estimate_of_another_beginning_is_published_anew(void)
{
    static const char *const topics[] = {"real/11/11.06/logistics/", "real/11/province/logistics/",
                                         "real/nation/logistics/"};
    begin();
    an_event_since(3600 * US_PER_S); /* it was three days before */
    for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++) {
        CHECK_NUMBER(water_heard(topics[i]), 700000);
    }
    end();
}

static void an_estimate_of_the_fourth_day_is_published_without_any_record(void)
{
    static const char *const topics[] = {"real/11/11.06/logistics/", "real/11/province/logistics/",
                                         "real/nation/logistics/"};
    begin();
    an_event_since(3 * 86400LL * US_PER_S - 10 * US_PER_S);
    CHECK_NUMBER(water_heard(topics[0]), 700000);
    room_forget_feed(&room);
    const uint64_t records = room.journal.count;
    pass_seconds(5);
    CHECK_NUMBER(water_heard(topics[0]), -1);
    pass_seconds(10);
    for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++) {
        CHECK_NUMBER(water_heard(topics[i]), 1500000);
    }
    room_forget_feed(&room);
    pass_seconds(5);
    CHECK_NUMBER(water_heard(topics[0]), -1); /* once is enough */
    CHECK_NUMBER(room.journal.count, records);
    end();
}

/* Beside the chosen word of the official source, the older word of another turns by itself. */
static void the_word_of_another_source_that_grows_old_is_published_too(void)
{
    begin();
    struct letter letter = aceh_report(&room, "pusdalops-11", 1, "11.06", "dead 2");
    letter.as_of_utc_us -= 23LL * 3600 * US_PER_S;
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
    letter = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 3");
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
    struct letter published = aceh_report(&room, "pusdalops-11", 2, "11", "dead 5");
    published.as_of_utc_us -= 23LL * 3600 * US_PER_S;
    CHECK_NUMBER(aceh_hand_in(&room, &published), RECEIPT_ACCEPTED);
    room_wait(&room, 3599 * US_PER_S);
    room_forget_feed(&room);
    pass_seconds(5);
    bool other = false;
    bool total = false;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        const FeedMessage *message = room.feed[i].message;
        if (room.feed[i].lane != LANE_INTERNAL) {
            continue;
        }
        other = other || (strcmp(room.feed[i].topic, "real/11/11.06/status/") == 0 &&
                          message->regency->figures[0]->others[0]->stale);
        total = total || (strcmp(room.feed[i].topic, "real/11/province/status/") == 0 &&
                          message->area->totals[0]->published[0]->stale);
    }
    CHECK(other && total);
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
    SAY(a_clock_stepped_back_makes_what_was_old_fresh_and_it_is_published);
    SAY(a_clock_stepped_there_and_back_leaves_no_wrong_age);
    SAY(the_word_of_another_source_that_grows_old_is_published_too);
    SAY(an_estimate_of_another_beginning_is_published_anew);
    SAY(an_estimate_of_the_fourth_day_is_published_without_any_record);
    SAY(a_node_gone_silent_is_told_to_those_who_watch_its_regency);
    SAY(a_stepped_clock_is_noted_in_the_journal);
    SAY(the_hub_wants_to_be_woken_when_something_is_due);
    SAY(the_same_events_have_the_same_effects);
    return tap_done();
}
