/*
 * test_feed.c - what consoles hear: sequences, pages, replay; and what the public does not hear.
 */
#include "core/feed.h"

#include "base/assert.h"
#include "support/aceh.h"
#include "support/chance.h"
#include "support/goods.h"
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

static void report(const char *source, uint64_t number, const char *region, const char *figures)
{
    const struct letter letter = aceh_report(&room, source, number, region, figures);
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
}

static uint32_t heard_count(const char *topic, enum lane lane)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        count += room.feed[i].lane == lane && strcmp(room.feed[i].topic, topic) == 0 ? 1 : 0;
    }
    return count;
}

static const FeedMessage *heard_last(const char *topic, enum lane lane)
{
    const FeedMessage *last = NULL;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        if (room.feed[i].lane == lane && strcmp(room.feed[i].topic, topic) == 0) {
            last = room.feed[i].message;
        }
    }
    return last;
}

/* On every topic of a lane each message names the one before it. */
static uint32_t check_chains(enum lane lane)
{
    uint32_t links = 0;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        const struct heard_on_feed *heard = &room.feed[i];
        const bool heartbeat =
            heard->message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_HEARTBEAT;
        uint64_t before = 0;
        for (uint32_t k = 0; k < i; k++) {
            if (room.feed[k].lane == lane && strcmp(room.feed[k].topic, heard->topic) == 0) {
                before = room.feed[k].message->sequence;
            }
        }
        if (heard->lane == lane && !heartbeat) {
            CHECK(heard->message->previous == before && heard->message->sequence > before);
            links += before != 0 ? 1 : 0;
        }
    }
    return links;
}

static void every_message_names_the_one_before_it_on_its_topic(void)
{
    static const char *const regions[] = {"11.06", "11.07", "11.01", "12.71"};
    struct chance chance = {3};
    begin();
    for (uint64_t number = 2; number < 60; number++) {
        report("bnpb", number, regions[chance_below(&chance, 4)], "dead 1 because found");
        if (chance_below(&chance, 3) == 0) {
            room_wait(&room, 25 * US_PER_MS);
        }
    }
    CHECK(check_chains(LANE_INTERNAL) > 40);
    CHECK(check_chains(LANE_PUBLIC) > 20);
    CHECK_NUMBER(heard_count("real/12/12.71/notice/", LANE_PUBLIC), 0);
    end();
}

static void a_changed_document_goes_out_once_an_interval_in_its_newest_form(void)
{
    begin();
    room_wait(&room, 20 * US_PER_MS);
    room_forget_feed(&room);
    for (uint64_t number = 1; number <= 50; number++) {
        report("bpbd-11.06", number, "11.06", number == 50 ? "dead 50" : "dead 1");
    }
    room_wait(&room, 1 * US_PER_MS); /* within the interval */
    CHECK_NUMBER(heard_count("real/11/11.06/status/", LANE_INTERNAL), 0);
    room_wait(&room, 19 * US_PER_MS);
    CHECK_NUMBER(heard_count("real/11/11.06/status/", LANE_INTERNAL), 1);
    CHECK_NUMBER(heard_count("real/11/province/status/", LANE_INTERNAL), 1);
    CHECK_NUMBER(heard_count("real/nation/status/", LANE_INTERNAL), 1);
    CHECK_NUMBER(heard_count("real/11/11.06/notice/", LANE_INTERNAL), 50);
    CHECK_NUMBER(heard_count("real/11/11.07/status/", LANE_INTERNAL), 0);
    const FeedMessage *message = heard_last("real/11/11.06/status/", LANE_INTERNAL);
    CHECK(message != NULL && message->regency->figures[0]->chosen->value == 50);
    room_wait(&room, 100 * US_PER_MS);
    CHECK_NUMBER(heard_count("real/11/11.06/status/", LANE_INTERNAL), 1); /* nothing changed */
    end();
}

static void the_public_hears_no_others_no_parts_and_no_notices(void)
{
    begin();
    report("bpbd-11.06", 1, "11.06", "dead 3");
    report("bnpb", 2, "11.06", "dead 4");
    report("pusdalops-11", 1, "11", "dead 9");
    struct letter part = aceh_report(&room, "bpbd-11.06", 2, "11.06", "dead 1");
    part.kecamatan = "11.06.01";
    CHECK_NUMBER(aceh_hand_in(&room, &part), RECEIPT_ACCEPTED);
    room_wait(&room, 50 * US_PER_MS);
    const FeedMessage *internal = heard_last("real/11/11.06/status/", LANE_INTERNAL);
    CHECK(internal != NULL && internal->regency->figures[0]->n_others == 1 &&
          internal->regency->n_parts == 1);
    for (uint32_t i = 0; i < room.feed_count; i++) {
        const FeedMessage *message = room.feed[i].message;
        if (room.feed[i].lane != LANE_PUBLIC) {
            continue;
        }
        CHECK(message->document_case != PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_NOTICE);
        if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY) {
            CHECK(message->regency->n_parts == 0);
            for (size_t k = 0; k < message->regency->n_figures; k++) {
                CHECK(message->regency->figures[k]->n_others == 0);
            }
        }
        for (size_t k = 0; message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA &&
                           k < message->area->n_totals;
             k++) {
            CHECK(message->area->totals[k]->n_published == 0);
        }
    }
    CHECK(heard_count("real/11/11.06/status/", LANE_PUBLIC) > 0);
    end();
}

static void a_notice_carries_the_message_as_it_came_with_or_without_warnings(void)
{
    static uint8_t bytes[4096];
    static const char *const figures[] = {"dead 3", "displaced_households 3 dead 2"};
    begin();
    for (uint64_t number = 1; number <= 2; number++) {
        room_forget_feed(&room);
        report("bpbd-11.06", number, "11.06", figures[number - 1]);
        const struct letter letter =
            aceh_report(&room, "bpbd-11.06", number, "11.06", figures[number - 1]);
        const struct slice wire = letter_encode(&letter, bytes, sizeof bytes);
        const FeedMessage *message = heard_last("real/11/11.06/notice/", LANE_INTERNAL);
        CHECK_NUMBER(heard_count("real/11/11.06/notice/", LANE_PUBLIC), 0);
        if (!CHECK(message != NULL && message->notice != NULL)) {
            continue;
        }
        const Pusdalops__V1__MessageNotice *notice = message->notice;
        CHECK_TEXT(notice->entered_by, "bpbd-11.06");
        CHECK(slice_equal(wire, (struct slice){notice->message.data, notice->message.len}));
        CHECK(notice->journal_sequence == number + 1 && message->sequence == number + 1);
        CHECK(message->epoch == 1 && notice->received_at->seconds == room.at_utc_us / US_PER_S);
        CHECK(message->published_at->seconds == room.at_utc_us / US_PER_S);
        CHECK_NUMBER(notice->n_warnings, number == 1 ? 0 : 2); /* no persons; a fall */
    }
    end();
}

/* Documents of all pages of a snapshot; every topic begins with the prefix. */
static uint32_t count_pages(const char *client, const char *prefix, uint32_t *out_pages)
{
    char cursor[64] = "";
    uint32_t documents = 0;
    *out_pages = 0;
    do {
        const struct question question = {
            .kind = REQUEST_SNAPSHOT, .topic = prefix, .cursor = cursor};
        const Reply *reply = room_ask(&room, client, &question);
        if (!CHECK(reply->body_case == PUSDALOPS__V1__REPLY__BODY_SNAPSHOT)) {
            return 0;
        }
        for (size_t i = 0; i < reply->snapshot->n_documents; i++) {
            CHECK(strncmp(reply->snapshot->documents[i]->topic, prefix, strlen(prefix)) == 0);
        }
        documents += (uint32_t)reply->snapshot->n_documents;
        (void)snprintf(cursor, sizeof cursor, "%s", reply->snapshot->cursor);
        (*out_pages)++;
    } while (cursor[0] != '\0' && *out_pages < 1000);
    return documents;
}

static void all_pages_together_are_all_documents(void)
{
    uint32_t pages = 0;
    begin();
    for (uint64_t number = 2; number < 30; number++) {
        struct letter event = {.kind = BODY_EVENT,
                               .source = "bnpb",
                               .number = number,
                               .realm = "real",
                               .hazard = 101,
                               .name = "Banjir",
                               .regions = "11"};
        char id[32];
        (void)snprintf(id, sizeof id, "event-%u", (unsigned)number);
        event.event = id;
        CHECK_NUMBER(aceh_hand_in(&room, &event), RECEIPT_ACCEPTED);
    }
    const struct picture *picture = &room_view(&room, "real")->picture;
    const uint32_t nodes = 5; /* districts, province, nation, relay */
    /* each sum has a status and an event document, each spot a status */
    CHECK_NUMBER(count_pages("console", "real/", &pages),
                 2 * picture->sums.used + picture->spots.used + nodes + room.hub.board.page_count);
    CHECK(pages > 2);
    CHECK_NUMBER(count_pages("console", "real/nation/", &pages),
                 2 * 29 + 1 + room.hub.board.page_count);
    CHECK_NUMBER(count_pages("console", "real/11/11.06/status/", &pages), 29);
    CHECK_NUMBER(count_pages("console", "real/33/", &pages), 0);
    end();
}

static void a_snapshot_and_the_feed_say_the_same(void)
{
    begin();
    report("bpbd-11.06", 1, "11.06", "dead 3");
    room_wait(&room, 50 * US_PER_MS);
    const FeedMessage *fed = heard_last("real/11/11.06/status/", LANE_INTERNAL);
    const struct question question = {.kind = REQUEST_SNAPSHOT, .topic = "real/11/11.06/status/"};
    const Reply *reply = room_ask(&room, "console", &question);
    CHECK_NUMBER(reply->snapshot->n_documents, 1);
    const FeedMessage *page = reply->snapshot->documents[0];
    CHECK(fed != NULL && page->sequence == fed->sequence && page->epoch == fed->epoch);
    CHECK(page->regency->figures[0]->chosen->value == 3);
    CHECK_NUMBER(reply->snapshot->journal_sequence, 2);
    end();
}

static void replay_of_a_state_topic_gives_what_changed_since_oldest_first(void)
{
    begin();
    report("bpbd-11.06", 1, "11.06", "dead 2");
    room_wait(&room, 50 * US_PER_MS);
    const FeedMessage *before = heard_last("real/11/11.06/status/", LANE_INTERNAL);
    const uint64_t after = before == NULL ? 0 : before->sequence;
    CHECK(after != 0);
    struct question question = {
        .kind = REQUEST_REPLAY, .topic = "real/11/11.06/status/", .number = after};
    CHECK_NUMBER(room_ask(&room, "console", &question)->replay->n_messages, 0);
    report("bpbd-11.06", 2, "11.06", "dead 3");
    room_wait(&room, 50 * US_PER_MS);
    const Reply *reply = room_ask(&room, "console", &question);
    CHECK_NUMBER(reply->replay->n_messages, 1);
    CHECK(reply->replay->messages[0]->sequence > after && !reply->replay->more);
    question.number = 0;
    question.topic = "real/nation/event/";
    reply = room_ask(&room, "console", &question);
    CHECK_NUMBER(reply->replay->n_messages, 1);
    CHECK_TEXT(reply->replay->messages[0]->event->event_id, ACEH_EVENT);
    end();
}

static const Pusdalops__V1__NodePresence *replayed_presence(const char *topic)
{
    const struct question question = {.kind = REQUEST_REPLAY, .topic = topic};
    const Reply *reply = room_ask(&room, "console", &question);
    const size_t count = reply->replay->n_messages;
    return count == 0 ? NULL : reply->replay->messages[count - 1]->presence;
}

static const FeedMessage *status_page(const char *topic)
{
    const struct question question = {.kind = REQUEST_SNAPSHOT, .topic = topic};
    const Reply *reply = room_ask(&room, "console", &question);
    HUB_ASSERT(reply->snapshot->n_documents > 0);
    return reply->snapshot->documents[0];
}

/* Nobody has reported is one thing, what was true in 1961, or in the first second of 1970, another. */
static void a_time_before_1970_is_a_time(void)
{
    static const int64_t times_s[] = {-263347200, -1, 0, 1};
    for (size_t i = 0; i < sizeof times_s / sizeof times_s[0]; i++) {
        begin();
        const FeedMessage *page = status_page("real/11/11.06/status/");
        CHECK(page->regency->newest_as_of == NULL && !page->regency->stale);
        struct letter letter = aceh_report(&room, "lab", 1, "11.06", "dead 3");
        letter.as_of_utc_us = times_s[i] * US_PER_S;
        letter.has_as_of = true;
        CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
        page = status_page("real/11/11.06/status/");
        CHECK(page->regency->newest_as_of != NULL && page->regency->stale);
        CHECK(page->regency->figures[0]->chosen->as_of != NULL);
        const FeedMessage *area = status_page("real/11/province/status/");
        CHECK(area->area->coverage->stale == 1 && area->area->coverage->oldest_as_of != NULL);
        CHECK(area->area->coverage->newest_as_of != NULL);
        CHECK(area->area->totals[0]->oldest_as_of != NULL);
        CHECK(area->area->totals[0]->newest_as_of != NULL &&
              area->area->totals[0]->newest_as_of->seconds == times_s[i]);
        const struct view *view = room_view(&room, "real");
        CHECK(picture_audit(&view->picture, &view->sources));
        end();
    }
}

/* Taken back, nobody has reported again, however old the report was. */
static void an_old_report_taken_back_leaves_no_time(void)
{
    begin();
    struct letter letter = aceh_report(&room, "lab", 1, "11.06", "dead 3");
    letter.as_of_utc_us = -263347200 * US_PER_S;
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
    const struct letter withdrawal = {
        .kind = BODY_WITHDRAWAL, .source = "lab", .number = 2, .realm = "real", .about_number = 1};
    CHECK_NUMBER(aceh_hand_in(&room, &withdrawal), RECEIPT_ACCEPTED);
    const FeedMessage *page = status_page("real/11/11.06/status/");
    CHECK(page->regency->newest_as_of == NULL && !page->regency->stale);
    CHECK(room_restart(&room));
    end();
}

/* One more node, in a region of its own or in another than before. */
static void sit(const char *region)
{
    const struct seat seat = {"posko", ROLE_DISTRICT,   region, NULL,
                              "real",  ACCESS_INTERNAL, false,  0};
    room_sit(&room, &seat);
    room_call(&room, NULL);
}

/* A console that holds its document hears that it is gone; a page has it no more, a replay still does. */
static void a_node_that_leaves_the_roster_is_told_of_once_more(void)
{
    static const char topic[] = "real/11/11.17/presence/";
    uint32_t pages = 0;
    begin();
    sit("11.17");
    room_wait(&room, 50 * US_PER_MS);
    CHECK_NUMBER(count_pages("console", topic, &pages), 1);
    room_forget_feed(&room);
    room_rise(&room, "posko");
    room_call(&room, NULL);
    room_wait(&room, 50 * US_PER_MS);
    const FeedMessage *last = heard_last(topic, LANE_INTERNAL);
    CHECK(last != NULL && last->presence->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_REMOVED);
    CHECK(last != NULL && last->presence->last_heard_at == NULL);
    CHECK_NUMBER(count_pages("console", topic, &pages), 0);
    const Pusdalops__V1__NodePresence *again = replayed_presence(topic);
    CHECK(again != NULL && again->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_REMOVED);
    room_forget_feed(&room);
    room_call(&room, NULL); /* told once, not at every reload */
    room_wait(&room, 50 * US_PER_MS);
    CHECK_NUMBER(heard_count(topic, LANE_INTERNAL), 0);
    sit("11.17");
    room_wait(&room, 50 * US_PER_MS);
    last = heard_last(topic, LANE_INTERNAL);
    CHECK(last != NULL && last->presence->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_NEVER);
    CHECK_NUMBER(count_pages("console", topic, &pages), 1);
    end();
}

static void a_node_that_gets_another_region_is_taken_back_from_the_first(void)
{
    static const char before[] = "real/11/11.17/presence/";
    static const char after[] = "real/11/11.18/presence/";
    uint32_t pages = 0;
    begin();
    sit("11.17");
    room_wait(&room, 50 * US_PER_MS);
    room_forget_feed(&room);
    sit("11.18");
    room_wait(&room, 50 * US_PER_MS);
    const FeedMessage *last = heard_last(before, LANE_INTERNAL);
    CHECK(last != NULL && last->presence->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_REMOVED);
    CHECK(last != NULL && strcmp(last->presence->region_code, "11.17") == 0);
    last = heard_last(after, LANE_INTERNAL);
    CHECK(last != NULL && last->presence->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_NEVER);
    CHECK(heard_count("real/11/11.17/status/", LANE_INTERNAL) == 1 && /* who speaks there changed */
          heard_count("real/11/11.18/status/", LANE_INTERNAL) == 1);
    CHECK(count_pages("console", before, &pages) == 0 &&
          count_pages("console", after, &pages) == 1);
    const Pusdalops__V1__NodePresence *again = replayed_presence(before);
    CHECK(again != NULL && again->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_REMOVED);
    again = replayed_presence(after);
    CHECK(again != NULL && again->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_NEVER);
    end();
}

/* --- relief logistics --- */

static uint32_t ask_for_rice(const char *source, uint32_t area)
{
    const struct article *rice = goods_article("beras", ITEM_CLASS_FOOD);
    return goods_ask(&room, goods_asking(&room, source, area, rice));
}

static void promise_rice(uint32_t line)
{
    goods_promise(&room, goods_promising(&room, "bnpb", line));
}

static void relief_logistics_goes_out_once_an_interval_at_every_level(void)
{
    static const char *const topics[] = {"real/11/11.06/logistics/", "real/11/province/logistics/",
                                         "real/nation/logistics/"};
    begin();
    room_wait(&room, 20 * US_PER_MS);
    room_forget_feed(&room);
    for (int round = 1; round <= 3; round++) {
        for (int i = 0; i < 10; i++) {
            ask_for_rice("bpbd-11.06", 1106);
        }
        room_wait(&room, 20 * US_PER_MS);
        for (int i = 0; i < 3; i++) {
            CHECK_NUMBER(heard_count(topics[i], LANE_INTERNAL), round);
            CHECK_NUMBER(heard_count(topics[i], LANE_PUBLIC), round);
            const FeedMessage *message = heard_last(topics[i], LANE_PUBLIC);
            CHECK(message != NULL &&
                  message->logistics->items[0]->open_lines == 10U * (uint32_t)round);
        }
    }
    CHECK_NUMBER(heard_count("real/11/11.07/logistics/", LANE_INTERNAL), 0);
    CHECK(check_chains(LANE_INTERNAL) == 6 && check_chains(LANE_PUBLIC) == 6);
    room_wait(&room, 100 * US_PER_MS);
    CHECK_NUMBER(heard_count(topics[0], LANE_INTERNAL), 3); /* nothing changed */
    end();
}

/* The sequence that the last heartbeat of an area promises for a topic; 0: none. */
static uint64_t promised(const char *heartbeat, const char *topic)
{
    const FeedMessage *message = heard_last(heartbeat, LANE_URGENT);
    for (size_t i = 0; message != NULL && i < message->heartbeat->n_positions; i++) {
        if (strcmp(message->heartbeat->positions[i]->topic, topic) == 0) {
            return message->heartbeat->positions[i]->sequence;
        }
    }
    return 0;
}

static void heartbeats_tell_the_positions_of_relief_logistics(void)
{
    begin();
    report("bpbd-11.06", 1, "11.06", "dead 2");
    ask_for_rice("bpbd-11.06", 1106);
    room_wait(&room, 1100 * US_PER_MS);
    const FeedMessage *regency = heard_last("real/11/11.06/logistics/", LANE_INTERNAL);
    const FeedMessage *nation = heard_last("real/nation/logistics/", LANE_INTERNAL);
    room_wait(&room, 1100 * US_PER_MS);
    CHECK(regency != NULL &&
          promised("real/11/province/heartbeat/", regency->topic) == regency->sequence);
    CHECK(nation != NULL && promised("real/nation/heartbeat/", nation->topic) == nation->sequence);
    end();
}

static void a_report_of_displaced_people_renews_the_estimate_where_something_is_needed(void)
{
    begin();
    ask_for_rice("bpbd-11.06", 1106);
    room_wait(&room, 50 * US_PER_MS);
    room_forget_feed(&room);
    report("bpbd-11.07", 1, "11.07", "displaced_persons 100"); /* nothing is needed there itself */
    report("bpbd-11.06", 1, "11.06", "displaced_persons 40");
    room_wait(&room, 50 * US_PER_MS);
    CHECK_NUMBER(heard_count("real/11/11.07/logistics/", LANE_INTERNAL), 0);
    const FeedMessage *regency = heard_last("real/11/11.06/logistics/", LANE_INTERNAL);
    const FeedMessage *province = heard_last("real/11/province/logistics/", LANE_PUBLIC);
    CHECK(regency != NULL && regency->logistics->basis->displaced_persons == 40);
    CHECK(province != NULL && province->logistics->basis->displaced_persons == 140 &&
          province->logistics->basis->persons_regencies == 2);
    end();
}

static void relief_logistics_is_in_snapshots_and_replays(void)
{
    uint32_t pages = 0;
    begin();
    ask_for_rice("bpbd-11.06", 1106);
    ask_for_rice("bpbd-11.07", 1107);
    room_wait(&room, 50 * US_PER_MS);
    CHECK_NUMBER(count_pages("console", "real/11/11.07/logistics/", &pages), 1);
    CHECK_NUMBER(count_pages("public", "real/nation/logistics/", &pages), 1);
    const uint32_t all = count_pages("public", "real/", &pages);
    ask_for_rice("pusdalops-11", 11); /* the province's document is there already */
    CHECK_NUMBER(count_pages("public", "real/", &pages), all);
    ask_for_rice("bpbd-12.71", 1271); /* a regency and its province */
    CHECK_NUMBER(count_pages("public", "real/", &pages), all + 2);
    const FeedMessage *fed = heard_last("real/11/11.06/logistics/", LANE_INTERNAL);
    const FeedMessage *page = status_page("real/11/11.06/logistics/");
    CHECK(fed != NULL && page->sequence == fed->sequence);
    CHECK_TEXT(page->logistics->area_name, fed == NULL ? "" : fed->logistics->area_name);
    const struct question question = {.kind = REQUEST_REPLAY,
                                      .topic = "real/11/11.06/logistics/",
                                      .number = fed == NULL ? 0 : fed->sequence};
    CHECK_NUMBER(room_ask(&room, "console", &question)->replay->n_messages, 0);
    promise_rice(ask_for_rice("bpbd-11.06", 1106));
    room_wait(&room, 50 * US_PER_MS);
    const Reply *reply = room_ask(&room, "public", &question);
    if (CHECK_NUMBER(reply->replay->n_messages, 1)) {
        CHECK(reply->replay->messages[0]->sequence > question.number);
        CHECK_NUMBER(reply->replay->messages[0]->logistics->n_lines, 1);
        CHECK_NUMBER(reply->replay->messages[0]->logistics->lines[0]->n_pledges, 0);
    }
    reply = room_ask(&room, "console", &question);
    CHECK(reply->replay->n_messages == 1 &&
          reply->replay->messages[0]->logistics->lines[0]->n_pledges == 1);
    end();
}

static void notices_are_replayed_from_the_journal_page_by_page(void)
{
    begin();
    for (uint64_t number = 1; number <= 600; number++) {
        report("bpbd-11.06", number, "11.06", "dead 1");
    }
    CHECK(room_restart(&room)); /* a log topic goes on where it was */
    struct question question = {.kind = REQUEST_REPLAY, .topic = "real/11/11.06/notice/"};
    uint64_t number = 0;
    bool more = true;
    for (uint32_t pages = 0; more && pages < 100; pages++) {
        const Reply *reply = room_ask(&room, "console", &question);
        more = reply->replay->more;
        CHECK(reply->replay->n_messages > 0);
        for (size_t i = 0; i < reply->replay->n_messages; i++) {
            const FeedMessage *message = reply->replay->messages[i];
            CHECK(message->previous == question.number && message->sequence > question.number);
            CHECK(message->notice->journal_sequence == message->sequence);
            question.number = message->sequence;
            number++;
        }
    }
    CHECK_NUMBER(number, 600);
    end();
}

static void a_note_of_the_hub_is_never_a_notice(void)
{
    begin();
    room_call(&room, "roster.loaded clients=8");
    const struct question question = {.kind = REQUEST_REPLAY, .topic = "real/nation/notice/"};
    const Reply *reply = room_ask(&room, "console", &question);
    CHECK_NUMBER(reply->replay->n_messages, 1); /* the declaration */
    end();
}

int main(void)
{
    SAY(every_message_names_the_one_before_it_on_its_topic);
    SAY(a_changed_document_goes_out_once_an_interval_in_its_newest_form);
    SAY(the_public_hears_no_others_no_parts_and_no_notices);
    SAY(a_notice_carries_the_message_as_it_came_with_or_without_warnings);
    SAY(all_pages_together_are_all_documents);
    SAY(a_snapshot_and_the_feed_say_the_same);
    SAY(replay_of_a_state_topic_gives_what_changed_since_oldest_first);
    SAY(a_time_before_1970_is_a_time);
    SAY(an_old_report_taken_back_leaves_no_time);
    SAY(a_node_that_leaves_the_roster_is_told_of_once_more);
    SAY(a_node_that_gets_another_region_is_taken_back_from_the_first);
    SAY(relief_logistics_goes_out_once_an_interval_at_every_level);
    SAY(heartbeats_tell_the_positions_of_relief_logistics);
    SAY(a_report_of_displaced_people_renews_the_estimate_where_something_is_needed);
    SAY(relief_logistics_is_in_snapshots_and_replays);
    SAY(notices_are_replayed_from_the_journal_page_by_page);
    SAY(a_note_of_the_hub_is_never_a_notice);
    return tap_done();
}
