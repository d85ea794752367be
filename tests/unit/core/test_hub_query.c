/*
 * test_hub_query.c - questions: who asks, for which realm, and what is answered.
 */
#include "core/hub_query.h"

#include "support/aceh.h"
#include "support/tap.h"

static struct room room;

static void begin(void)
{
    const struct hub_settings settings = room_settings();
    aceh_open(&room, &settings);
    const struct letter letter = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 3");
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
}

static void end(void)
{
    CHECK_NUMBER(room.broken, 0);
    room_close(&room);
}

static uint32_t problem_of(const char *client, const struct question *question)
{
    const Reply *reply = room_ask(&room, client, question);
    return reply->body_case == PUSDALOPS__V1__REPLY__BODY_PROBLEM ? reply->problem->code : 0;
}

static void a_hello_tells_who_we_are_and_what_is_missing(void)
{
    begin();
    struct letter letter = aceh_report(&room, "bpbd-11.06", 5, "11.06", "dead 3");
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
    const struct question hello = {
        .kind = REQUEST_HELLO, .version_min = 1, .version_max = 3, .capability = "replay"};
    const Reply *reply = room_ask(&room, "bpbd-11.06", &hello);
    CHECK_NUMBER(reply->body_case, PUSDALOPS__V1__REPLY__BODY_HELLO);
    CHECK_TEXT(reply->hello->client, "bpbd-11.06");
    CHECK_TEXT(reply->hello->role, "district");
    CHECK(reply->hello->version == 1 && reply->hello->n_capabilities == 1);
    CHECK(reply->hello->frame_bytes_max == FRAME_BYTES_MAX && reply->hello->last_sequence == 3);
    CHECK(reply->hello->chain_head.len == 32 &&
          memcmp(reply->hello->chain_head.data, room_view(&room, "real")->head, 32) == 0);
    CHECK(reply->hello->n_sources == 1 && reply->hello->sources[0]->last_number == 5);
    CHECK(reply->hello->sources[0]->n_missing == 1 &&
          reply->hello->sources[0]->missing[0]->first == 2 &&
          reply->hello->sources[0]->missing[0]->last == 4);
    CHECK_NUMBER(room.reply_effect.after.n, 3);
    end();
}

static void another_version_is_refused(void)
{
    begin();
    struct question hello = {.kind = REQUEST_HELLO, .version_min = 2, .version_max = 3};
    CHECK_NUMBER(problem_of("bpbd-11.06", &hello), HUB_E_VERSION);
    hello.version_min = 0;
    hello.version_max = 0;
    CHECK_NUMBER(problem_of("bpbd-11.06", &hello), HUB_E_VERSION);
    end();
}

static void whoever_asks_has_to_be_known_and_to_have_the_realm(void)
{
    static const enum request_kind kinds[] = {
        REQUEST_HELLO,     REQUEST_INQUIRY, REQUEST_SNAPSHOT,   REQUEST_REPLAY,
        REQUEST_HEARTBEAT, REQUEST_NODES,   REQUEST_SUGGESTION, REQUEST_ACTIVITIES};
    begin();
    const struct seat guest = {"guest",   ROLE_CONSOLE,    "nation", NULL,
                               "drill/z", ACCESS_INTERNAL, false,    0};
    const struct seat blind = {"blind", ROLE_CONSOLE, "nation", NULL,
                               "real",  ACCESS_NONE,  false,    0};
    room_sit(&room, &guest);
    room_sit(&room, &blind);
    room_call(&room, NULL);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct question question = {.kind = kinds[i], .version_min = 1, .version_max = 1};
        CHECK_NUMBER(problem_of("stranger", &question), HUB_E_KEY_NOT_VALID);
        CHECK_NUMBER(problem_of("guest", &question), HUB_E_REALM_FORBIDS);
        CHECK_NUMBER(problem_of("blind", &question), HUB_E_ACCESS_FORBIDS);
        question.realm = "drill/unheard-of";
        CHECK_NUMBER(problem_of("console", &question), HUB_E_REALM_UNKNOWN);
    }
    end();
}

static void weeks_later_the_hub_still_knows_what_it_holds(void)
{
    begin();
    room_wait(&room, 21 * 86400LL * US_PER_S);
    struct question inquiry = {.kind = REQUEST_INQUIRY, .source = "bpbd-11.06", .number = 1};
    const Reply *reply = room_ask(&room, "bpbd-11.06", &inquiry);
    CHECK(reply->inquiry->held && !reply->inquiry->withdrawn);
    CHECK(reply->inquiry->receipt->sequence == 2 && reply->inquiry->record_hash.len == 32);
    CHECK(reply->inquiry->message.len > 0);
    struct letter withdrawal = {.kind = BODY_WITHDRAWAL,
                                .source = "bpbd-11.06",
                                .number = 2,
                                .realm = "real",
                                .about_number = 1};
    CHECK_NUMBER(aceh_hand_in(&room, &withdrawal), RECEIPT_ACCEPTED);
    CHECK(room_ask(&room, "console", &inquiry)->inquiry->withdrawn);
    inquiry.number = 99;
    CHECK(!room_ask(&room, "bpbd-11.06", &inquiry)->inquiry->held);
    inquiry.source = "never-heard";
    CHECK(!room_ask(&room, "console", &inquiry)->inquiry->held);
    CHECK_NUMBER(problem_of("public", &inquiry), HUB_E_ACCESS_FORBIDS);
    end();
}

static const Pusdalops__V1__InquiryReply *inquire(uint64_t number)
{
    const struct question inquiry = {
        .kind = REQUEST_INQUIRY, .source = "bpbd-11.06", .number = number};
    return room_ask(&room, "bpbd-11.06", &inquiry)->inquiry;
}

/* Of more reports of one place than are kept apart it is not known any more whether they were withdrawn. */
static void of_a_report_too_old_it_is_unknown_whether_it_stands(void)
{
    begin();
    struct letter withdrawal = {.kind = BODY_WITHDRAWAL,
                                .source = "bpbd-11.06",
                                .number = 2,
                                .realm = "real",
                                .about_number = 1};
    CHECK_NUMBER(aceh_hand_in(&room, &withdrawal), RECEIPT_ACCEPTED);
    CHECK(inquire(1)->withdrawn && !inquire(1)->withdrawn_unknown);
    for (uint64_t number = 3; number < 3 + VERSIONS_PER_CELL_MAX + 1; number++) {
        const struct letter letter = aceh_report(&room, "bpbd-11.06", number, "11.06", "dead 3");
        CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
    }
    CHECK(inquire(1)->held && !inquire(1)->withdrawn && inquire(1)->withdrawn_unknown);
    CHECK(inquire(3)->held && !inquire(3)->withdrawn && inquire(3)->withdrawn_unknown);
    CHECK(!inquire(4)->withdrawn && !inquire(4)->withdrawn_unknown);
    CHECK(!inquire(2)->withdrawn && !inquire(2)->withdrawn_unknown); /* what is no report stands */
    CHECK(room_restart(&room) && inquire(1)->withdrawn_unknown && !inquire(4)->withdrawn_unknown);
    end();
}

static void a_sign_of_life_tells_what_is_missing(void)
{
    begin();
    struct question heartbeat = {
        .kind = REQUEST_HEARTBEAT, .source = "bpbd-11.06", .number = 9, .outbox_messages = 4};
    const Reply *reply = room_ask(&room, "bpbd-11.06", &heartbeat);
    CHECK_NUMBER(reply->heartbeat->state->last_number, 1);
    room_forget_feed(&room);
    room_wait(&room, 50 * US_PER_MS);
    bool told = false;
    for (uint32_t i = 0; i < room.feed_count; i++) {
        const FeedMessage *message = room.feed[i].message;
        if (strcmp(room.feed[i].topic, "real/11/11.06/presence/") == 0) {
            told = message->presence->missing_first == 2 && message->presence->missing_last == 9 &&
                   message->presence->outbox_messages == 4 && room.feed[i].lane == LANE_INTERNAL;
        }
    }
    CHECK(told);
    heartbeat.source = "bpbd-11.07";
    CHECK_NUMBER(problem_of("bpbd-11.06", &heartbeat), HUB_E_SOURCE_FORBIDS);
    end();
}

static void topics_prefixes_and_cursors_have_to_be_right(void)
{
    static const char *const prefixes[] = {"", "real", "rea/", "real/11", "drill/x1/", "/real/"};
    static const char *const cursors[] = {"x", "1x", "-1", "111111111111111111111"};
    static const char *const topics[] = {"", "real/nation/heartbeat/", "real/11/status/", "real/"};
    begin();
    for (size_t i = 0; i < 6; i++) {
        const struct question question = {.kind = REQUEST_SNAPSHOT, .topic = prefixes[i]};
        CHECK_NUMBER(problem_of("console", &question), HUB_E_TOPIC_INVALID);
    }
    for (size_t i = 0; i < 4; i++) {
        struct question question = {
            .kind = REQUEST_SNAPSHOT, .topic = "real/", .cursor = cursors[i]};
        CHECK_NUMBER(problem_of("console", &question), HUB_E_CURSOR_INVALID);
        question.kind = REQUEST_NODES;
        CHECK_NUMBER(problem_of("console", &question), HUB_E_CURSOR_INVALID);
        question = (struct question){.kind = REQUEST_REPLAY, .topic = topics[i]};
        CHECK_NUMBER(problem_of("console", &question), HUB_E_TOPIC_INVALID);
    }
    end();
}

static void the_public_reads_no_notices_but_states(void)
{
    begin();
    struct question replay = {.kind = REQUEST_REPLAY, .topic = "real/11/11.06/notice/"};
    CHECK_NUMBER(problem_of("public", &replay), HUB_E_ACCESS_FORBIDS);
    replay.topic = "real/11/11.06/status/";
    CHECK_NUMBER(problem_of("public", &replay), 0);
    end();
}

static void nodes_are_listed_and_consoles_are_not(void)
{
    begin();
    const struct question nodes = {.kind = REQUEST_NODES};
    const Reply *reply = room_ask(&room, "console", &nodes);
    CHECK_NUMBER(reply->nodes->n_nodes, 5);
    CHECK_TEXT(reply->nodes->cursor, "");
    uint32_t connected = 0;
    for (size_t i = 0; i < reply->nodes->n_nodes; i++) {
        connected +=
            reply->nodes->nodes[i]->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_CONNECTED ? 1 : 0;
    }
    CHECK_NUMBER(connected, 2); /* bnpb declared, bpbd-11.06 reported */
    end();
}

static void an_unreadable_store_is_told(void)
{
    begin();
    room.journal.unreadable = true;
    const struct question inquiry = {.kind = REQUEST_INQUIRY, .source = "bpbd-11.06", .number = 1};
    CHECK_NUMBER(problem_of("console", &inquiry), HUB_E_READ_FAILED);
    const struct question replay = {.kind = REQUEST_REPLAY, .topic = "real/11/11.06/notice/"};
    CHECK_NUMBER(problem_of("console", &replay), HUB_E_READ_FAILED);
    end();
}

int main(void)
{
    SAY(a_hello_tells_who_we_are_and_what_is_missing);
    SAY(another_version_is_refused);
    SAY(whoever_asks_has_to_be_known_and_to_have_the_realm);
    SAY(weeks_later_the_hub_still_knows_what_it_holds);
    SAY(of_a_report_too_old_it_is_unknown_whether_it_stands);
    SAY(a_sign_of_life_tells_what_is_missing);
    SAY(topics_prefixes_and_cursors_have_to_be_right);
    SAY(the_public_reads_no_notices_but_states);
    SAY(nodes_are_listed_and_consoles_are_not);
    SAY(an_unreadable_store_is_told);
    return tap_done();
}
