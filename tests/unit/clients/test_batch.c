/* test_batch.c - the session with batches: whose receipt is whose, nothing doubled, no limit passed. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "wire.h"

#define SOURCE       "bpbd-11.06"
#define MESSAGES_MAX 3000U
#define RECEIPTS_MAX 512U

static struct pusdalops_now at_ms(uint64_t ms)
{
    return (struct pusdalops_now){.mono_ms = ms, .utc_us = 1764300000000000 + (int64_t)ms * 1000};
}

static struct pusdalops_session *a_session(uint32_t window, uint32_t batch)
{
    const struct pusdalops_session_config config = {.realm = "real",
                                                    .source = SOURCE,
                                                    .window_messages_max = window,
                                                    .batch_messages_max = batch,
                                                    .reply_timeout_ms = 1000,
                                                    .backoff_ms_min = 100,
                                                    .backoff_ms_max = 4000,
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
    CHECK(size <= 65536);
    Pusdalops__V1__Request *request = pusdalops__v1__request__unpack(NULL, size, frame);
    CHECK(request != NULL);
    pusdalops_session_sent(session, at_ms(ms));
    return request;
}

static void hear(struct pusdalops_session *session, const Pusdalops__V1__Reply *reply, uint64_t ms)
{
    static uint8_t bytes[65536];
    CHECK(pusdalops__v1__reply__get_packed_size(reply) <= sizeof bytes);
    const size_t size = pusdalops__v1__reply__pack(reply, bytes);
    CHECK(pusdalops_session_hear(session, bytes, size, at_ms(ms)) == PUSDALOPS_OK);
}

static void answer_hello(struct pusdalops_session *session, uint64_t request_id, uint32_t messages,
                         uint32_t frame_bytes, uint64_t ms)
{
    Pusdalops__V1__Reply reply;
    Pusdalops__V1__HelloReply hello;
    pusdalops__v1__reply__init(&reply);
    pusdalops__v1__hello_reply__init(&hello);
    hello.batch_messages_max = messages;
    hello.frame_bytes_max = frame_bytes;
    reply.request_id = request_id;
    reply.epoch = 1;
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_HELLO;
    reply.hello = &hello;
    hear(session, &reply, ms);
}

static void greet(struct pusdalops_session *session, uint32_t messages, uint32_t frame_bytes,
                  uint64_t ms)
{
    Pusdalops__V1__Request *hello = sent(session, ms);
    CHECK(hello != NULL && hello->body_case == PUSDALOPS__V1__REQUEST__BODY_HELLO);
    if (hello != NULL) {
        answer_hello(session, hello->request_id, messages, frame_bytes, ms);
    }
    pusdalops__v1__request__free_unpacked(hello, NULL);
}

/* A message of `size` bytes that begins with its number. */
static void submit(struct pusdalops_session *session, uint64_t number, size_t size)
{
    uint8_t bytes[256] = {0};
    memcpy(bytes, &number, sizeof number);
    CHECK(pusdalops_session_submit(session, number, bytes, size) == PUSDALOPS_OK);
}

static uint64_t number_of(const ProtobufCBinaryData *message)
{
    uint64_t number = 0;
    CHECK(message->len >= sizeof number);
    memcpy(&number, message->data, message->len < sizeof number ? 0 : sizeof number);
    return number;
}

/* What a request carries. */
struct carried {
    uint64_t id;
    uint64_t numbers[RECEIPTS_MAX];
    size_t count;
    bool batch;
};

/* The messages of the next frame; count 0: it is none, or carries none. */
static struct carried next_messages(struct pusdalops_session *session, uint64_t ms)
{
    struct carried carried = {0};
    Pusdalops__V1__Request *request = sent(session, ms);
    if (request != NULL && request->body_case == PUSDALOPS__V1__REQUEST__BODY_SUBMIT) {
        carried.numbers[carried.count++] = number_of(&request->submit->message);
    } else if (request != NULL && request->body_case == PUSDALOPS__V1__REQUEST__BODY_SUBMIT_BATCH) {
        carried.batch = true;
        CHECK(request->submit_batch->n_messages <= RECEIPTS_MAX);
        for (size_t i = 0; i < request->submit_batch->n_messages; i++) {
            carried.numbers[carried.count++] = number_of(&request->submit_batch->messages[i]);
        }
    }
    carried.id = request == NULL ? 0 : request->request_id;
    pusdalops__v1__request__free_unpacked(request, NULL);
    return carried;
}

/* Are these the messages first to last, in order? */
static bool carries(const struct carried *carried, uint64_t first, uint64_t last)
{
    bool good = carried->count == last - first + 1 && carried->batch == (last > first);
    for (size_t i = 0; good && i < carried->count; i++) {
        good = carried->numbers[i] == first + i;
    }
    return good;
}

struct answer {
    int status;
    uint32_t code;
    uint32_t retry_after_ms;
};

/* Receipts for what was carried, `count` of them; one alone answers a Submit. */
static void answer(struct pusdalops_session *session, const struct carried *carried,
                   const struct answer *answers, size_t count, uint64_t ms)
{
    static Pusdalops__V1__Receipt receipts[RECEIPTS_MAX];
    static Pusdalops__V1__Problem problems[RECEIPTS_MAX];
    Pusdalops__V1__Receipt *list[RECEIPTS_MAX] = {NULL};
    Pusdalops__V1__Reply reply;
    Pusdalops__V1__BatchReceipt batch;
    pusdalops__v1__reply__init(&reply);
    pusdalops__v1__batch_receipt__init(&batch);
    for (size_t i = 0; i < count; i++) {
        pusdalops__v1__receipt__init(&receipts[i]);
        pusdalops__v1__problem__init(&problems[i]);
        receipts[i].status = (Pusdalops__V1__ReceiptStatus)answers[i].status;
        problems[i].code = answers[i].code;
        problems[i].retry_after_ms = answers[i].retry_after_ms;
        receipts[i].problem = answers[i].code == 0 ? NULL : &problems[i];
        list[i] = &receipts[i];
    }
    batch.n_receipts = count;
    batch.receipts = list;
    reply.request_id = carried->id;
    reply.epoch = 1;
    reply.body_case =
        carried->batch ? PUSDALOPS__V1__REPLY__BODY_BATCH : PUSDALOPS__V1__REPLY__BODY_RECEIPT;
    if (carried->batch) {
        reply.batch = &batch;
    } else {
        reply.receipt = list[0];
    }
    hear(session, &reply, ms);
}

static void answer_all(struct pusdalops_session *session, const struct carried *carried, int status,
                       uint64_t ms)
{
    struct answer answers[RECEIPTS_MAX];
    for (size_t i = 0; i < carried->count; i++) {
        answers[i] = (struct answer){.status = status};
    }
    answer(session, carried, answers, carried->count, ms);
}

static void answer_problem(struct pusdalops_session *session, uint64_t id, uint32_t code,
                           uint32_t retry_after_ms, uint64_t ms)
{
    Pusdalops__V1__Reply reply;
    Pusdalops__V1__Problem problem;
    pusdalops__v1__reply__init(&reply);
    pusdalops__v1__problem__init(&problem);
    problem.code = code;
    problem.retry_after_ms = retry_after_ms;
    reply.request_id = id;
    reply.epoch = 1;
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_PROBLEM;
    reply.problem = &problem;
    hear(session, &reply, ms);
}

/* The number of the next receipt told, with its status; 0: none. */
static uint64_t told(struct pusdalops_session *session, enum pusdalops_receipt *status)
{
    struct pusdalops_event event;
    while (pusdalops_session_next(session, &event) == PUSDALOPS_OK) {
        if (event.kind == PUSDALOPS_EVENT_RECEIPT) {
            *status = event.receipt.status;
            return event.receipt.number;
        }
    }
    return 0;
}

static uint32_t waits(struct pusdalops_session *session)
{
    struct pusdalops_event event;
    uint32_t wait_ms = 0;
    while (pusdalops_session_next(session, &event) == PUSDALOPS_OK) {
        wait_ms = event.kind == PUSDALOPS_EVENT_RETRY ? event.retry.wait_ms : wait_ms;
    }
    return wait_ms;
}

/* ---- sentences ---- */

static void what_waits_goes_out_in_the_order_of_numbers_in_several_batches(void)
{
    struct pusdalops_session *session = a_session(8, 3);
    for (uint64_t number = 8; number > 0; number--) {
        submit(session, number, 8);
    }
    greet(session, 512, 65536, 0);
    struct carried one = next_messages(session, 1);
    struct carried two = next_messages(session, 1);
    struct carried three = next_messages(session, 1);
    CHECK(carries(&one, 1, 3) && carries(&two, 4, 6) && carries(&three, 7, 8));
    CHECK(next_messages(session, 1).id == 0);
    answer_all(session, &two, PUSDALOPS_ACCEPTED, 2); /* replies in another order */
    answer_all(session, &one, PUSDALOPS_DUPLICATE, 3);
    enum pusdalops_receipt status = 0;
    for (uint64_t number = 4; number <= 6; number++) {
        CHECK(told(session, &status) == number && status == PUSDALOPS_ACCEPTED);
    }
    for (uint64_t number = 1; number <= 3; number++) {
        CHECK(told(session, &status) == number && status == PUSDALOPS_DUPLICATE);
    }
    CHECK(pusdalops_session_in_flight(session) == 2);
    pusdalops_session_free(session);
}

static void the_limits_of_the_hubs_greeting_are_kept(void)
{
    const struct {
        uint32_t messages, frame_bytes;
        uint64_t last;
    } cases[] = {{2, 65536, 2}, {0, 65536, 1}, {1, 65536, 1}, {512, 200, 2}, {512, 0, 6}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pusdalops_session *session = a_session(8, 8);
        for (uint64_t number = 1; number <= 6; number++) {
            submit(session, number, 60); /* 200 bytes hold two */
        }
        greet(session, cases[i].messages, cases[i].frame_bytes, 0);
        const struct carried first = next_messages(session, 1);
        CHECK(carries(&first, 1, cases[i].last));
        pusdalops_session_free(session);
    }
}

static void each_message_of_a_batch_has_a_receipt_of_its_own(void)
{
    struct pusdalops_session *session = a_session(8, 8);
    for (uint64_t number = 1; number <= 4; number++) {
        submit(session, number, 8);
    }
    greet(session, 512, 65536, 0);
    const struct carried first = next_messages(session, 1);
    const struct answer answers[] = {
        {.status = PUSDALOPS_ACCEPTED},
        {.status = PUSDALOPS_REFUSED, .code = 202},
        {.status = 5, .code = 502, .retry_after_ms = 400}, /* BUSY, QUOTA */
        {.status = PUSDALOPS_CONFLICT, .code = 401},
    };
    answer(session, &first, answers, 4, 10);
    enum pusdalops_receipt status = 0;
    CHECK(told(session, &status) == 1 && status == PUSDALOPS_ACCEPTED);
    CHECK(told(session, &status) == 2 && status == PUSDALOPS_REFUSED);
    CHECK(told(session, &status) == 4 && status == PUSDALOPS_CONFLICT);
    CHECK(told(session, &status) == 0 && pusdalops_session_in_flight(session) == 1);
    CHECK(next_messages(session, 409).id == 0);
    const struct carried again = next_messages(session, pusdalops_session_deadline_ms(session));
    CHECK(carries(&again, 3, 3));
    pusdalops_session_free(session);
}

static void a_lost_batch_is_repeated_and_a_late_receipt_settles_no_other_message(void)
{
    struct pusdalops_session *session = a_session(4, 2);
    for (uint64_t number = 1; number <= 4; number++) {
        submit(session, number, 8);
    }
    greet(session, 512, 65536, 0);
    const struct carried lost = next_messages(session, 1);
    const struct carried other = next_messages(session, 1);
    pusdalops_session_turn(session, at_ms(1002));
    greet(session, 512, 65536, 1002);
    const struct carried again = next_messages(session, 1003);
    CHECK(carries(&lost, 1, 2) && carries(&other, 3, 4) && carries(&again, 1, 2));
    CHECK(again.id != lost.id);
    answer_all(session, &again, PUSDALOPS_ACCEPTED, 1004);
    submit(session, 5, 8); /* takes the place of 1 */
    submit(session, 6, 8);
    answer_all(session, &lost, PUSDALOPS_DUPLICATE, 1005);
    CHECK(pusdalops_session_in_flight(session) == 4);
    enum pusdalops_receipt status = 0;
    const uint64_t first = told(session, &status);
    const uint64_t second = told(session, &status);
    CHECK(first == 1 && second == 2 && told(session, &status) == 0);
    pusdalops_session_free(session);
}

static void receipts_that_do_not_match_the_batch_settle_nothing(void)
{
    struct pusdalops_session *session = a_session(4, 4);
    for (uint64_t number = 1; number <= 3; number++) {
        submit(session, number, 8);
    }
    greet(session, 512, 65536, 0);
    const struct carried first = next_messages(session, 1);
    const struct answer answers[] = {{.status = PUSDALOPS_ACCEPTED},
                                     {.status = PUSDALOPS_ACCEPTED}};
    answer(session, &first, answers, 2, 2);
    enum pusdalops_receipt status = 0;
    CHECK(told(session, &status) == 0 && pusdalops_session_in_flight(session) == 3);
    const struct carried again = next_messages(session, 2000);
    CHECK(carries(&again, 1, 3));
    pusdalops_session_free(session);
}

static void a_reply_that_names_no_request_settles_nothing(void)
{
    struct pusdalops_session *session = a_session(4, 4);
    submit(session, 1, 8);
    greet(session, 512, 65536, 0);
    const struct carried alone = next_messages(session, 1);
    CHECK(carries(&alone, 1, 1));
    const struct carried nobodys = {.id = 0, .count = 1, .batch = true};
    answer_all(session, &nobodys, PUSDALOPS_ACCEPTED, 3);
    CHECK(pusdalops_session_in_flight(session) == 1);
    answer_all(session, &alone, PUSDALOPS_ACCEPTED, 4);
    CHECK(pusdalops_session_in_flight(session) == 0);
    pusdalops_session_free(session);
}

static void a_batch_refused_as_such_is_sent_in_halves_down_to_the_one_at_fault(void)
{
    struct pusdalops_session *session = a_session(8, 8);
    for (uint64_t number = 1; number <= 8; number++) {
        submit(session, number, 8);
    }
    greet(session, 512, 65536, 0);
    uint64_t settled = 0;
    for (unsigned i = 0; i < 40 && settled < 7; i++) { /* number 3 spoils its request */
        const struct carried one = next_messages(session, 1);
        bool spoilt = false;
        for (size_t j = 0; j < one.count; j++) {
            spoilt = spoilt || one.numbers[j] == 3;
        }
        if (one.count > 0 && spoilt) {
            answer_problem(session, one.id, 102, 0, 1);
        } else if (one.count > 0) {
            answer_all(session, &one, PUSDALOPS_ACCEPTED, 1);
        } else {
            break;
        }
        enum pusdalops_receipt status = 0;
        while (told(session, &status) != 0) {
            settled += 1;
        }
    }
    CHECK(settled == 7 && pusdalops_session_in_flight(session) == 1);
    pusdalops_session_free(session);
}

static void busy_waits_longer_with_every_repetition_and_never_less_than_the_hub_said(void)
{
    struct pusdalops_session *session = a_session(4, 4);
    submit(session, 1, 8);
    submit(session, 2, 8);
    greet(session, 512, 65536, 0);
    const struct answer busy[] = {{5, 502, 200}, {5, 502, 200}};
    uint64_t ms = 1;
    uint32_t before = 0;
    for (unsigned i = 0; i < 4; i++) {
        const struct carried one = next_messages(session, ms);
        CHECK(carries(&one, 1, 2));
        answer(session, &one, busy, 2, ms);
        const uint32_t wait_ms = waits(session);
        CHECK(wait_ms >= 200U << i && wait_ms > before && wait_ms <= (250U << i) + 1);
        CHECK(next_messages(session, ms + wait_ms - 1).id == 0);
        before = wait_ms;
        ms += wait_ms;
    }
    const struct carried one = next_messages(session, ms);
    const struct answer half[] = {{.status = PUSDALOPS_ACCEPTED}, {5, 502, 200}};
    answer(session, &one, half, 2, ms);
    CHECK(waits(session) <= 250); /* a good answer: from the beginning */
    pusdalops_session_free(session);
}

static void a_refusal_for_want_of_an_earlier_message_waits_in_a_batch_too(void)
{
    struct pusdalops_session *session = a_session(4, 4);
    submit(session, 1, 8);
    submit(session, 2, 8);
    greet(session, 512, 65536, 0);
    const struct carried one = next_messages(session, 1);
    const struct answer answers[] = {{5, 502, 100}, {PUSDALOPS_REFUSED, 207, 0}};
    answer(session, &one, answers, 2, 2);
    enum pusdalops_receipt status = 0;
    CHECK(told(session, &status) == 0);
    const struct carried again = next_messages(session, 500);
    CHECK(carries(&again, 1, 1));
    answer_all(session, &again, PUSDALOPS_ACCEPTED, 501);
    CHECK(told(session, &status) == 1);
    const struct carried last = next_messages(session, 502);
    CHECK(carries(&last, 2, 2));
    pusdalops_session_free(session);
}

/* The wall clock starts no timer: a step of it makes nothing early, late or twice. */
static void a_wall_clock_that_jumps_repeats_nothing(void)
{
    static const int64_t jumps_us[] = {86400000000LL * 365, -86400000000LL * 365, 0, INT64_C(1)};
    struct pusdalops_session *session = a_session(4, 4);
    submit(session, 1, 8);
    submit(session, 2, 8);
    greet(session, 512, 65536, 0);
    const struct carried one = next_messages(session, 1);
    CHECK(carries(&one, 1, 2));
    for (size_t i = 0; i < 4; i++) {
        struct pusdalops_now now = at_ms(500 + i);
        now.utc_us += jumps_us[i];
        const uint8_t *frame = NULL;
        size_t size = 0;
        pusdalops_session_turn(session, now);
        CHECK(pusdalops_session_frame(session, now, &frame, &size) == PUSDALOPS_NONE);
        CHECK(pusdalops_session_deadline_ms(session) == 1001);
    }
    answer_all(session, &one, PUSDALOPS_ACCEPTED, 600);
    CHECK(pusdalops_session_in_flight(session) == 0);
    pusdalops_session_free(session);
}

/* ---- a hub on a bad network ---- */

static uint64_t dice;

static bool chance(uint32_t percent)
{
    return wire_random(&dice) % 100 < percent;
}

/* The hub takes what arrives, once; a lost reply is a lost reply. */
static void serve(struct pusdalops_session *session, struct carried *one, bool held[MESSAGES_MAX],
                  uint64_t ms)
{
    static struct answer answers[RECEIPTS_MAX];
    if (chance(5)) {
        return; /* the request is lost */
    }
    if (chance(3)) {
        answer_problem(session, one->id, chance(50) ? 107 : 503, chance(50) ? 50 : 0, ms);
        return;
    }
    for (size_t i = 0; i < one->count; i++) {
        const uint64_t number = one->numbers[i];
        if (chance(10)) {
            answers[i] = (struct answer){5, 502, 20};
            continue;
        }
        answers[i] = (struct answer){held[number] ? PUSDALOPS_DUPLICATE : PUSDALOPS_ACCEPTED, 0, 0};
        held[number] = true;
    }
    if (!chance(5)) {
        answer(session, one, answers, one->count, ms);
    }
}

static void on_a_bad_network_every_message_is_settled_once_and_no_reply_moves_another(void)
{
    static bool held[MESSAGES_MAX];
    static unsigned settled[MESSAGES_MAX];
    for (uint64_t seed = 1; seed <= 20; seed++) {
        dice = seed;
        memset(held, 0, sizeof held);
        memset(settled, 0, sizeof settled);
        struct pusdalops_session *session = a_session(64, (uint32_t)(seed % 30));
        uint64_t ms = 0;
        uint64_t number = 1;
        uint64_t done = 0;
        for (unsigned round = 0; round < 200000 && done < MESSAGES_MAX - 1; round++) {
            uint8_t bytes[8];
            memcpy(bytes, &number, sizeof bytes);
            while (number < MESSAGES_MAX &&
                   pusdalops_session_submit(session, number, bytes, sizeof bytes) == PUSDALOPS_OK) {
                number += 1;
                memcpy(bytes, &number, sizeof bytes);
            }
            struct carried one = next_messages(session, ms);
            if (one.count > 0) {
                serve(session, &one, held, ms);
            } else if (one.id != 0) {
                answer_hello(session, one.id, 512, 65536, ms);
            } else {
                const uint64_t deadline_ms = pusdalops_session_deadline_ms(session);
                ms = deadline_ms > ms ? deadline_ms : ms + 1;
                pusdalops_session_turn(session, at_ms(ms));
            }
            enum pusdalops_receipt status = 0;
            for (uint64_t one_told = told(session, &status); one_told != 0;
                 one_told = told(session, &status)) {
                CHECK(one_told < MESSAGES_MAX && held[one_told]); /* only what the hub has */
                settled[one_told] += 1;
                done += 1;
            }
        }
        for (uint64_t i = 1; i < MESSAGES_MAX; i++) {
            CHECK(settled[i] == 1);
        }
        pusdalops_session_free(session);
    }
}

int main(void)
{
    SAY(what_waits_goes_out_in_the_order_of_numbers_in_several_batches);
    SAY(the_limits_of_the_hubs_greeting_are_kept);
    SAY(each_message_of_a_batch_has_a_receipt_of_its_own);
    SAY(a_lost_batch_is_repeated_and_a_late_receipt_settles_no_other_message);
    SAY(receipts_that_do_not_match_the_batch_settle_nothing);
    SAY(a_reply_that_names_no_request_settles_nothing);
    SAY(a_batch_refused_as_such_is_sent_in_halves_down_to_the_one_at_fault);
    SAY(busy_waits_longer_with_every_repetition_and_never_less_than_the_hub_said);
    SAY(a_refusal_for_want_of_an_earlier_message_waits_in_a_batch_too);
    SAY(a_wall_clock_that_jumps_repeats_nothing);
    SAY(on_a_bad_network_every_message_is_settled_once_and_no_reply_moves_another);
    return check_done();
}
