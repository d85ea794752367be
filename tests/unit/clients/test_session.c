/* test_session.c - the session machine: greeting, retry without doubling, order, BUSY, signs of life. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "wire.h"

#define SOURCE "bpbd-11.06"

static struct pusdalops_now at_ms(uint64_t ms)
{
    return (struct pusdalops_now){.mono_ms = ms, .utc_us = 1764300000000000 + (int64_t)ms * 1000};
}

static struct pusdalops_session *a_session(uint32_t window, bool heartbeats)
{
    const struct pusdalops_session_config config = {.realm = "real",
                                                    .source = SOURCE,
                                                    .window_messages_max = window,
                                                    .reply_timeout_ms = 1000,
                                                    .backoff_ms_min = 100,
                                                    .backoff_ms_max = 1000,
                                                    .heartbeats = heartbeats,
                                                    .seed = 7};
    struct pusdalops_session *session = NULL;
    CHECK(pusdalops_session_new(&config, &session) == PUSDALOPS_OK);
    return session;
}

/* The next frame, sent, as a decoded request; NULL: none. */
static Pusdalops__V1__Request *sent(struct pusdalops_session *session, uint64_t ms)
{
    const uint8_t *frame = NULL;
    size_t size = 0;
    if (pusdalops_session_frame(session, at_ms(ms), &frame, &size) != PUSDALOPS_OK) {
        return NULL;
    }
    Pusdalops__V1__Request *request = pusdalops__v1__request__unpack(NULL, size, frame);
    CHECK(request != NULL);
    pusdalops_session_sent(session, at_ms(ms));
    return request;
}

static void hear(struct pusdalops_session *session, const Pusdalops__V1__Reply *reply, uint64_t ms)
{
    uint8_t bytes[4096];
    CHECK(pusdalops__v1__reply__get_packed_size(reply) <= sizeof bytes);
    const size_t size = pusdalops__v1__reply__pack(reply, bytes);
    CHECK(pusdalops_session_hear(session, bytes, size, at_ms(ms)) == PUSDALOPS_OK);
}

static void answer_hello(struct pusdalops_session *session, uint64_t request_id, uint64_t epoch,
                         uint64_t ms)
{
    Pusdalops__V1__Reply reply;
    Pusdalops__V1__HelloReply hello;
    Pusdalops__V1__SourceState state;
    Pusdalops__V1__SourceState *states[] = {&state};
    Pusdalops__V1__NumberRange range;
    Pusdalops__V1__NumberRange *ranges[] = {&range};
    pusdalops__v1__reply__init(&reply);
    pusdalops__v1__hello_reply__init(&hello);
    pusdalops__v1__source_state__init(&state);
    pusdalops__v1__number_range__init(&range);
    range.first = 3;
    range.last = 5;
    char source[] = SOURCE;
    state.source = source;
    state.last_number = 9;
    state.n_missing = 1;
    state.missing = ranges;
    hello.client = source;
    hello.n_sources = 1;
    hello.sources = states;
    hello.heartbeat_interval_ms = 2000;
    reply.request_id = request_id;
    reply.epoch = epoch;
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_HELLO;
    reply.hello = &hello;
    hear(session, &reply, ms);
}

/* Greet: the hello goes out, its answer comes in. */
static void greet(struct pusdalops_session *session, uint64_t epoch, uint64_t ms)
{
    Pusdalops__V1__Request *hello = sent(session, ms);
    CHECK(hello != NULL && hello->body_case == PUSDALOPS__V1__REQUEST__BODY_HELLO);
    if (hello != NULL) {
        answer_hello(session, hello->request_id, epoch, ms);
        pusdalops__v1__request__free_unpacked(hello, NULL);
    }
}

static void answer_receipt(struct pusdalops_session *session, uint64_t request_id, int status,
                           uint64_t number, uint32_t code, uint32_t retry_after_ms, uint64_t ms)
{
    Pusdalops__V1__Reply reply;
    Pusdalops__V1__Receipt receipt;
    Pusdalops__V1__Problem problem;
    pusdalops__v1__reply__init(&reply);
    pusdalops__v1__receipt__init(&receipt);
    pusdalops__v1__problem__init(&problem);
    receipt.status = (Pusdalops__V1__ReceiptStatus)status;
    receipt.number = number;
    if (code != 0) {
        problem.code = code;
        problem.retry_after_ms = retry_after_ms;
        receipt.problem = &problem;
    }
    reply.request_id = request_id;
    reply.epoch = 1;
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_RECEIPT;
    reply.receipt = &receipt;
    hear(session, &reply, ms);
}

/* The next event of this kind, others skipped; kind 0 where there is none. */
static struct pusdalops_event next_of(struct pusdalops_session *session,
                                      enum pusdalops_event_kind kind)
{
    struct pusdalops_event event;
    while (pusdalops_session_next(session, &event) == PUSDALOPS_OK) {
        if (event.kind == kind) {
            return event;
        }
    }
    memset(&event, 0, sizeof event);
    return event;
}

static void submit(struct pusdalops_session *session, uint64_t number)
{
    uint8_t bytes[] = {'m', (uint8_t)number};
    CHECK(pusdalops_session_submit(session, number, bytes, sizeof bytes) == PUSDALOPS_OK);
    memset(bytes, 0, sizeof bytes); /* the session has its own copy */
}

/* The next request must be this message. Its request id. */
static uint64_t sent_message(struct pusdalops_session *session, uint64_t number, uint64_t ms)
{
    Pusdalops__V1__Request *request = sent(session, ms);
    CHECK(request != NULL && request->body_case == PUSDALOPS__V1__REQUEST__BODY_SUBMIT);
    if (request == NULL || request->body_case != PUSDALOPS__V1__REQUEST__BODY_SUBMIT) {
        pusdalops__v1__request__free_unpacked(request, NULL);
        return 0;
    }
    CHECK(request->submit->message.len == 2 && request->submit->message.data[0] == 'm' &&
          request->submit->message.data[1] == (uint8_t)number);
    const uint64_t id = request->request_id;
    pusdalops__v1__request__free_unpacked(request, NULL);
    return id;
}

static void nothing_is_handed_in_before_the_greeting_is_answered(void)
{
    struct pusdalops_session *session = a_session(8, false);
    submit(session, 1);
    Pusdalops__V1__Request *hello = sent(session, 0);
    CHECK(hello != NULL && hello->body_case == PUSDALOPS__V1__REQUEST__BODY_HELLO);
    CHECK(hello->hello->version_min == 1 && hello->hello->n_sources == 1);
    CHECK(sent(session, 0) == NULL);
    answer_hello(session, hello->request_id, 1, 5);
    CHECK(sent_message(session, 1, 5) != 0);
    pusdalops__v1__request__free_unpacked(hello, NULL);
    pusdalops_session_free(session);
}

static void the_greeting_tells_the_last_number_and_what_is_missing(void)
{
    struct pusdalops_session *session = a_session(8, false);
    greet(session, 1, 0);
    const struct pusdalops_event event = next_of(session, PUSDALOPS_EVENT_OPEN);
    CHECK(event.kind == PUSDALOPS_EVENT_OPEN && event.open.last_number == 9);
    CHECK(event.open.missing_numbers == 3 && event.open.missing_first == 3);
    pusdalops_session_free(session);
}

static void an_unanswered_greeting_is_repeated_ever_more_slowly(void)
{
    struct pusdalops_session *session = a_session(8, false);
    uint64_t ms = 0;
    uint64_t longest = 0;
    for (int i = 0; i < 8; i++) {
        Pusdalops__V1__Request *hello = sent(session, ms);
        CHECK(hello != NULL);
        pusdalops__v1__request__free_unpacked(hello, NULL);
        CHECK(pusdalops_session_deadline_ms(session) == ms + 1000);
        ms += 1000;
        pusdalops_session_turn(session, at_ms(ms));
        const uint64_t wait = pusdalops_session_deadline_ms(session) - ms;
        CHECK(wait >= 50 && wait <= 1000);
        CHECK(sent(session, ms + wait - 1) == NULL);
        longest = wait > longest ? wait : longest;
        ms += wait;
    }
    CHECK(longest > 400);
    pusdalops_session_free(session);
}

static void a_lost_answer_is_followed_by_the_same_bytes_under_the_same_number(void)
{
    struct pusdalops_session *session = a_session(8, false);
    greet(session, 1, 0);
    submit(session, 4);
    CHECK(sent_message(session, 4, 10) != 0);
    CHECK(sent(session, 500) == NULL);
    pusdalops_session_turn(session, at_ms(1010)); /* lost: is anybody there? */
    greet(session, 1, 1010);
    const uint64_t id = sent_message(session, 4, 1011);
    CHECK(sent(session, 1011) == NULL);
    answer_receipt(session, id, PUSDALOPS_DUPLICATE, 4, 0, 0, 1012);
    const struct pusdalops_event event = next_of(session, PUSDALOPS_EVENT_RECEIPT);
    CHECK(event.receipt.status == PUSDALOPS_DUPLICATE && event.receipt.number == 4);
    CHECK(pusdalops_session_in_flight(session) == 0);
    pusdalops_session_free(session);
}

static void two_answers_to_one_message_settle_it_once(void)
{
    struct pusdalops_session *session = a_session(8, false);
    greet(session, 1, 0);
    submit(session, 4);
    const uint64_t id = sent_message(session, 4, 10);
    answer_receipt(session, id, PUSDALOPS_ACCEPTED, 4, 0, 0, 20);
    answer_receipt(session, id, PUSDALOPS_DUPLICATE, 4, 0, 0, 21);
    CHECK(next_of(session, PUSDALOPS_EVENT_RECEIPT).receipt.status == PUSDALOPS_ACCEPTED);
    CHECK(next_of(session, PUSDALOPS_EVENT_RECEIPT).kind == 0);
    submit(session, 5); /* takes the same place: a late answer must not settle it */
    CHECK(sent_message(session, 5, 22) != id);
    answer_receipt(session, id, PUSDALOPS_DUPLICATE, 4, 0, 0, 23);
    CHECK(pusdalops_session_in_flight(session) == 1);
    pusdalops_session_free(session);
}

static void busy_holds_all_messages_back_until_the_hub_said_and_keeps_their_order(void)
{
    struct pusdalops_session *session = a_session(8, false);
    greet(session, 1, 0);
    submit(session, 1);
    submit(session, 2);
    const uint64_t first = sent_message(session, 1, 10);
    answer_receipt(session, first, 5, 1, 502, 400, 20); /* BUSY, QUOTA */
    CHECK(next_of(session, PUSDALOPS_EVENT_RETRY).retry.wait_ms >= 400);
    CHECK(sent(session, 419) == NULL);
    const uint64_t due = pusdalops_session_deadline_ms(session);
    CHECK(due >= 420 && due <= 520);
    CHECK(sent_message(session, 1, due) != 0);
    CHECK(sent_message(session, 2, due) != 0);
    CHECK(next_of(session, PUSDALOPS_EVENT_RECEIPT).kind == 0);
    pusdalops_session_free(session);
}

static void a_refusal_for_want_of_an_earlier_message_waits_for_that_message(void)
{
    struct pusdalops_session *session = a_session(8, false);
    greet(session, 1, 0);
    submit(session, 1);
    submit(session, 2);
    const uint64_t first = sent_message(session, 1, 10);
    const uint64_t second = sent_message(session, 2, 10);
    answer_receipt(session, second, PUSDALOPS_REFUSED, 2, 207, 0, 11); /* EVENT_UNKNOWN */
    CHECK(next_of(session, PUSDALOPS_EVENT_RECEIPT).kind == 0);
    CHECK(sent(session, 12) == NULL);
    answer_receipt(session, first, PUSDALOPS_ACCEPTED, 1, 0, 0, 13);
    CHECK(next_of(session, PUSDALOPS_EVENT_RECEIPT).receipt.number == 1);
    const uint64_t again = sent_message(session, 2, 14);
    answer_receipt(session, again, PUSDALOPS_REFUSED, 2, 207, 0, 15); /* now it is the last word */
    CHECK(next_of(session, PUSDALOPS_EVENT_RECEIPT).receipt.status == PUSDALOPS_REFUSED);
    pusdalops_session_free(session);
}

static void the_window_bounds_what_is_in_flight(void)
{
    struct pusdalops_session *session = a_session(2, false);
    const uint8_t bytes[] = {1};
    submit(session, 1);
    CHECK(pusdalops_session_submit(session, 1, bytes, 1) == PUSDALOPS_KNOWN);
    submit(session, 2);
    CHECK(pusdalops_session_submit(session, 3, bytes, 1) == PUSDALOPS_E_FULL);
    CHECK(pusdalops_session_submit(session, 0, bytes, 1) == PUSDALOPS_E_ARGUMENT);
    pusdalops_session_free(session);
}

static void another_run_of_the_hub_is_greeted_and_hears_everything_again(void)
{
    struct pusdalops_session *session = a_session(8, false);
    greet(session, 1, 0);
    submit(session, 1);
    submit(session, 2);
    const uint64_t first = sent_message(session, 1, 10);
    CHECK(sent_message(session, 2, 10) != 0);
    Pusdalops__V1__Reply reply;
    Pusdalops__V1__Receipt receipt;
    pusdalops__v1__reply__init(&reply);
    pusdalops__v1__receipt__init(&receipt);
    receipt.status = PUSDALOPS__V1__RECEIPT_STATUS__RECEIPT_STATUS_ACCEPTED;
    reply.request_id = first;
    reply.epoch = 2;
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_RECEIPT;
    reply.receipt = &receipt;
    hear(session, &reply, 20);
    CHECK(next_of(session, PUSDALOPS_EVENT_RECEIPT).receipt.number == 1);
    greet(session, 2, 21);
    CHECK(sent_message(session, 2, 22) != 0);
    pusdalops_session_free(session);
}

static void a_refused_request_never_settles_a_message(void)
{
    struct pusdalops_session *session = a_session(8, false);
    greet(session, 1, 0);
    submit(session, 1);
    const uint64_t id = sent_message(session, 1, 10);
    Pusdalops__V1__Reply reply;
    Pusdalops__V1__Problem problem;
    pusdalops__v1__reply__init(&reply);
    pusdalops__v1__problem__init(&problem);
    problem.code = 302; /* KEY_NOT_VALID */
    reply.request_id = id;
    reply.epoch = 1;
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_PROBLEM;
    reply.problem = &problem;
    hear(session, &reply, 20);
    CHECK(next_of(session, PUSDALOPS_EVENT_PROBLEM).problem.code == 302);
    CHECK(pusdalops_session_in_flight(session) == 1);
    CHECK(sent_message(session, 1, 5000) == id || sent(session, 5000) == NULL);
    pusdalops_session_free(session);
}

static void a_question_is_repeated_until_it_is_answered_once(void)
{
    struct pusdalops_session *session = a_session(8, false);
    greet(session, 1, 0);
    uint64_t id = 0;
    const struct pusdalops_ask ask = {
        .kind = PUSDALOPS_ASK_REPLAY, .subject = "real/nation/notice/", .position = 41};
    CHECK(pusdalops_session_ask(session, &ask, &id) == PUSDALOPS_OK);
    Pusdalops__V1__Request *request = sent(session, 1);
    CHECK(request != NULL && request->request_id == id && request->replay->after == 41);
    pusdalops__v1__request__free_unpacked(request, NULL);
    pusdalops_session_turn(session, at_ms(1001));
    greet(session, 1, 1001);
    request = sent(session, 1002);
    CHECK(request != NULL && request->request_id == id);
    pusdalops__v1__request__free_unpacked(request, NULL);
    Pusdalops__V1__Reply reply;
    Pusdalops__V1__ReplayPage page;
    pusdalops__v1__reply__init(&reply);
    pusdalops__v1__replay_page__init(&page);
    reply.request_id = id;
    reply.epoch = 1;
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_REPLAY;
    reply.replay = &page;
    hear(session, &reply, 1003);
    hear(session, &reply, 1004);
    const struct pusdalops_event event = next_of(session, PUSDALOPS_EVENT_ANSWER);
    CHECK(event.request_id == id && event.answer.size > 0);
    CHECK(next_of(session, PUSDALOPS_EVENT_ANSWER).kind == 0);
    pusdalops_session_free(session);
}

static void a_node_gives_signs_of_life_at_the_hubs_interval(void)
{
    struct pusdalops_session *session = a_session(8, true);
    pusdalops_session_outbox(session, 17, 3);
    greet(session, 1, 0);
    Pusdalops__V1__Request *beat = sent(session, 0);
    CHECK(beat != NULL && beat->body_case == PUSDALOPS__V1__REQUEST__BODY_HEARTBEAT);
    CHECK(beat->heartbeat->last_number == 17 && beat->heartbeat->outbox_messages == 3);
    Pusdalops__V1__Reply reply;
    Pusdalops__V1__HeartbeatReply answer;
    pusdalops__v1__reply__init(&reply);
    pusdalops__v1__heartbeat_reply__init(&answer);
    reply.request_id = beat->request_id;
    reply.epoch = 1;
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_HEARTBEAT;
    reply.heartbeat = &answer;
    hear(session, &reply, 10);
    pusdalops__v1__request__free_unpacked(beat, NULL);
    CHECK(pusdalops_session_deadline_ms(session) == 2010);
    CHECK(sent(session, 2009) == NULL);
    beat = sent(session, 2010);
    CHECK(beat != NULL);
    pusdalops__v1__request__free_unpacked(beat, NULL);
    pusdalops_session_turn(session, at_ms(3010)); /* unanswered: greet again */
    greet(session, 1, 3010);
    pusdalops_session_free(session);
}

static void bytes_that_are_no_reply_are_ignored(void)
{
    struct pusdalops_session *session = a_session(8, false);
    const uint8_t bad[] = {0xFF, 0xFF, 0xFF};
    CHECK(pusdalops_session_hear(session, bad, sizeof bad, at_ms(0)) == PUSDALOPS_E_MALFORMED);
    greet(session, 1, 1);
    pusdalops_session_free(session);
}

/* Messages, questions and a sign of life together: proto/README.md, SHALL-51. */
static void what_may_be_in_flight_at_once_keeps_to_the_limit_of_a_connection(void)
{
    struct pusdalops_session *session = a_session(PUSDALOPS_WINDOW_MAX, true);
    const uint8_t message[] = {0x0a, 0x00};
    const struct pusdalops_ask ask = {
        .kind = PUSDALOPS_ASK_REPLAY, .subject = "real/nation/notice/", .position = 41};
    uint64_t id = 0;
    uint64_t number = 0;
    uint32_t in_flight = 0;
    greet(session, 1, 0);
    while (pusdalops_session_submit(session, number + 1, message, sizeof message) == PUSDALOPS_OK) {
        number++;
    }
    while (pusdalops_session_ask(session, &ask, &id) == PUSDALOPS_OK) {
    }
    for (Pusdalops__V1__Request *request = NULL; (request = sent(session, 1)) != NULL;) {
        pusdalops__v1__request__free_unpacked(request, NULL);
        in_flight++;
    }
    CHECK(number == PUSDALOPS_WINDOW_MAX && in_flight == 512);
    pusdalops_session_free(session);
    const struct pusdalops_session_config too_wide = {
        .realm = "real", .source = SOURCE, .window_messages_max = PUSDALOPS_WINDOW_MAX + 1};
    CHECK(pusdalops_session_new(&too_wide, &session) == PUSDALOPS_E_ARGUMENT);
}

int main(void)
{
    SAY(nothing_is_handed_in_before_the_greeting_is_answered);
    SAY(the_greeting_tells_the_last_number_and_what_is_missing);
    SAY(an_unanswered_greeting_is_repeated_ever_more_slowly);
    SAY(a_lost_answer_is_followed_by_the_same_bytes_under_the_same_number);
    SAY(two_answers_to_one_message_settle_it_once);
    SAY(busy_holds_all_messages_back_until_the_hub_said_and_keeps_their_order);
    SAY(a_refusal_for_want_of_an_earlier_message_waits_for_that_message);
    SAY(the_window_bounds_what_is_in_flight);
    SAY(another_run_of_the_hub_is_greeted_and_hears_everything_again);
    SAY(a_refused_request_never_settles_a_message);
    SAY(a_question_is_repeated_until_it_is_answered_once);
    SAY(a_node_gives_signs_of_life_at_the_hubs_interval);
    SAY(bytes_that_are_no_reply_are_ignored);
    SAY(what_may_be_in_flight_at_once_keeps_to_the_limit_of_a_connection);
    return check_done();
}
