/*
 * test_client.c - the ZeroMQ shell with a real outbox, against a small hub on loopback that misbehaves.
 *
 * The hub is stepped by the test; every wait ends with an event or fails after WAIT_MS.
 *     test_clients_client drain SUBMIT FOLDER    the victim: drains the outbox until it is killed
 */
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

#include "check.h"
#include "wire.h"

#define SOURCE      "bpbd-11.06"
#define WAIT_MS     30000U
#define NUMBERS_MAX 4096U
#define RECEIPT_MAX 512U
#define KILLS       12U

static const char *program;
static char folder[64];

/* ---- the hub ---- */

struct fake {
    void *context;
    void *router;
    void *sub;
    char submit[64];
    char intake[64];
    uint64_t hashes[NUMBERS_MAX]; /* of the bytes held under a number; 0: none */
    uint64_t last;
    unsigned taken;
    unsigned conflicts;
    unsigned hellos;
    unsigned submits; /* messages heard by submit */
    unsigned batches;
    uint64_t refuses;     /* this number, with 202 */
    unsigned busy;        /* so many messages draw BUSY */
    uint64_t loses_first; /* of what is published, these numbers are not heard */
    uint64_t loses_last;
    uint64_t others_last; /* numbers to here are held with bytes of another machine */
    bool silent;          /* takes in, and answers nothing */
};

static uint64_t hash_of(const uint8_t *bytes, size_t size)
{
    uint64_t hash = 14695981039346656037U;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ bytes[i]) * 1099511628211U;
    }
    return hash | 1;
}

static void bind_to(void *socket, const char *where, char endpoint[64])
{
    const uint64_t until_ms = pusdalops_now_read().mono_ms + WAIT_MS;
    int bound = -1;
    while (bound != 0 && pusdalops_now_read().mono_ms < until_ms) {
        bound = zmq_bind(socket, where); /* the port of a socket just closed is free soon */
    }
    size_t size = 64;
    CHECK(bound == 0 && zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &size) == 0);
}

static void fake_open(struct fake *fake)
{
    memset(fake, 0, sizeof *fake);
    fake->context = zmq_ctx_new();
    fake->router = zmq_socket(fake->context, ZMQ_ROUTER);
    fake->sub = zmq_socket(fake->context, ZMQ_SUB);
    CHECK(zmq_setsockopt(fake->sub, ZMQ_SUBSCRIBE, "", 0) == 0);
    bind_to(fake->router, "tcp://127.0.0.1:*", fake->submit);
    bind_to(fake->sub, "tcp://127.0.0.1:*", fake->intake);
}

static void fake_close(struct fake *fake)
{
    const int linger = 0;
    (void)zmq_setsockopt(fake->router, ZMQ_LINGER, &linger, sizeof linger);
    (void)zmq_close(fake->router);
    (void)zmq_close(fake->sub);
    (void)zmq_ctx_term(fake->context);
}

/* The hub's machine loses its connections, and is there again under the same address. */
static void fake_reconnect(struct fake *fake)
{
    char where[64];
    const int linger = 0;
    (void)zmq_setsockopt(fake->router, ZMQ_LINGER, &linger, sizeof linger);
    (void)zmq_close(fake->router);
    memcpy(where, fake->submit, sizeof where);
    fake->router = zmq_socket(fake->context, ZMQ_ROUTER);
    bind_to(fake->router, where, fake->submit);
}

static void judge(struct fake *fake, const ProtobufCBinaryData *bytes,
                  Pusdalops__V1__Receipt *receipt, Pusdalops__V1__Problem *problem)
{
    Pusdalops__V1__Message *message = pusdalops__v1__message__unpack(NULL, bytes->len, bytes->data);
    pusdalops__v1__receipt__init(receipt);
    pusdalops__v1__problem__init(problem);
    CHECK(message != NULL && message->number > 0 && message->number < NUMBERS_MAX);
    const uint64_t number = message == NULL ? 0 : message->number % NUMBERS_MAX;
    pusdalops__v1__message__free_unpacked(message, NULL);
    const uint64_t hash = hash_of(bytes->data, bytes->len);
    receipt->number = number;
    receipt->status = PUSDALOPS__V1__RECEIPT_STATUS__RECEIPT_STATUS_ACCEPTED;
    if (number == fake->refuses) {
        receipt->status = PUSDALOPS__V1__RECEIPT_STATUS__RECEIPT_STATUS_REFUSED;
        problem->code = 202;
    } else if (fake->busy > 0) {
        fake->busy -= 1;
        receipt->status = PUSDALOPS__V1__RECEIPT_STATUS__RECEIPT_STATUS_BUSY;
        problem->code = 502;
        problem->retry_after_ms = 20;
    } else if (number <= fake->others_last ||
               (fake->hashes[number] != 0 && fake->hashes[number] != hash)) {
        fake->conflicts += 1;
        receipt->status = PUSDALOPS__V1__RECEIPT_STATUS__RECEIPT_STATUS_CONFLICT;
        problem->code = 401;
    } else if (fake->hashes[number] == hash) {
        receipt->status = PUSDALOPS__V1__RECEIPT_STATUS__RECEIPT_STATUS_DUPLICATE;
    } else {
        fake->hashes[number] = hash;
        fake->taken += 1;
        fake->last = number > fake->last ? number : fake->last;
    }
    receipt->problem = problem->code == 0 ? NULL : problem;
}

/* What is held of our source: the last number and at most 16 ranges that are missing, highest first. */
static void fill_state(const struct fake *fake, Pusdalops__V1__SourceState *state,
                       Pusdalops__V1__NumberRange *ranges, Pusdalops__V1__NumberRange **list)
{
    static char source[] = SOURCE;
    pusdalops__v1__source_state__init(state);
    state->source = source;
    state->last_number = fake->last > fake->others_last ? fake->last : fake->others_last;
    state->missing = list;
    for (uint64_t number = fake->last; number > fake->others_last; number--) {
        if (fake->hashes[number] != 0) {
            continue;
        }
        const size_t at = state->n_missing;
        if (at > 0 && ranges[at - 1].first == number + 1) {
            ranges[at - 1].first = number;
        } else if (at < 16) {
            pusdalops__v1__number_range__init(&ranges[at]);
            ranges[at].first = ranges[at].last = number;
            list[at] = &ranges[at];
            state->n_missing += 1;
        } else {
            return;
        }
    }
}

static void answer(struct fake *fake, const zmq_msg_t *who, const Pusdalops__V1__Reply *reply)
{
    static uint8_t bytes[131072];
    const size_t size = pusdalops__v1__reply__pack(reply, bytes);
    zmq_msg_t to;
    (void)zmq_msg_init_size(&to, zmq_msg_size(who));
    memcpy(zmq_msg_data(&to), zmq_msg_data((zmq_msg_t *)(uintptr_t)who), zmq_msg_size(who));
    if (!fake->silent && zmq_msg_send(&to, fake->router, ZMQ_SNDMORE) >= 0) {
        (void)zmq_send(fake->router, bytes, size, 0);
    }
    (void)zmq_msg_close(&to);
}

static void answer_messages(struct fake *fake, const zmq_msg_t *who,
                            const Pusdalops__V1__Request *request)
{
    static Pusdalops__V1__Receipt receipts[RECEIPT_MAX];
    static Pusdalops__V1__Problem problems[RECEIPT_MAX];
    Pusdalops__V1__Receipt *list[RECEIPT_MAX];
    const bool batch = request->body_case == PUSDALOPS__V1__REQUEST__BODY_SUBMIT_BATCH;
    const size_t count = batch ? request->submit_batch->n_messages : 1;
    Pusdalops__V1__Reply reply;
    Pusdalops__V1__BatchReceipt receipt;
    CHECK(count <= RECEIPT_MAX);
    for (size_t i = 0; i < count; i++) {
        judge(fake, batch ? &request->submit_batch->messages[i] : &request->submit->message,
              &receipts[i], &problems[i]);
        list[i] = &receipts[i];
    }
    fake->submits += (unsigned)count;
    fake->batches += batch ? 1 : 0;
    pusdalops__v1__reply__init(&reply);
    pusdalops__v1__batch_receipt__init(&receipt);
    receipt.n_receipts = count;
    receipt.receipts = list;
    reply.request_id = request->request_id;
    reply.epoch = 1;
    reply.body_case = batch ? PUSDALOPS__V1__REPLY__BODY_BATCH : PUSDALOPS__V1__REPLY__BODY_RECEIPT;
    if (batch) {
        reply.batch = &receipt;
    } else {
        reply.receipt = list[0];
    }
    answer(fake, who, &reply);
}

static void answer_request(struct fake *fake, const zmq_msg_t *who,
                           const Pusdalops__V1__Request *request)
{
    Pusdalops__V1__Reply reply;
    Pusdalops__V1__HelloReply hello;
    Pusdalops__V1__HeartbeatReply beat;
    Pusdalops__V1__SourceState state;
    Pusdalops__V1__SourceState *states[] = {&state};
    Pusdalops__V1__NumberRange ranges[16];
    Pusdalops__V1__NumberRange *list[16];
    fill_state(fake, &state, ranges, list);
    pusdalops__v1__reply__init(&reply);
    reply.request_id = request->request_id;
    reply.epoch = 1;
    if (request->body_case == PUSDALOPS__V1__REQUEST__BODY_HELLO) {
        fake->hellos += 1;
        pusdalops__v1__hello_reply__init(&hello);
        hello.batch_messages_max = 512;
        hello.n_sources = 1;
        hello.sources = states;
        reply.body_case = PUSDALOPS__V1__REPLY__BODY_HELLO;
        reply.hello = &hello;
        answer(fake, who, &reply);
    } else if (request->body_case == PUSDALOPS__V1__REQUEST__BODY_HEARTBEAT) {
        pusdalops__v1__heartbeat_reply__init(&beat);
        beat.state = &state;
        reply.body_case = PUSDALOPS__V1__REPLY__BODY_HEARTBEAT;
        reply.heartbeat = &beat;
        answer(fake, who, &reply);
    } else {
        answer_messages(fake, who, request);
    }
}

static void hear_published(struct fake *fake, const Pusdalops__V1__Request *request)
{
    Pusdalops__V1__Receipt receipt;
    Pusdalops__V1__Problem problem;
    CHECK(request->body_case == PUSDALOPS__V1__REQUEST__BODY_SUBMIT_BATCH);
    for (size_t i = 0; i < request->submit_batch->n_messages; i++) {
        const ProtobufCBinaryData *bytes = &request->submit_batch->messages[i];
        Pusdalops__V1__Message *message =
            pusdalops__v1__message__unpack(NULL, bytes->len, bytes->data);
        const uint64_t number = message == NULL ? 0 : message->number;
        pusdalops__v1__message__free_unpacked(message, NULL);
        if (number < fake->loses_first || number > fake->loses_last) {
            judge(fake, bytes, &receipt, &problem);
        }
    }
}

/* All that has come on one socket. */
static void fake_hear(struct fake *fake, void *socket)
{
    for (;;) {
        zmq_msg_t frames[2];
        const unsigned wanted = socket == fake->router ? 2 : 1;
        for (unsigned i = 0; i < wanted; i++) {
            (void)zmq_msg_init(&frames[i]);
            if (zmq_msg_recv(&frames[i], socket, ZMQ_DONTWAIT) < 0) {
                return;
            }
        }
        zmq_msg_t *payload = &frames[wanted - 1];
        Pusdalops__V1__Request *request =
            pusdalops__v1__request__unpack(NULL, zmq_msg_size(payload), zmq_msg_data(payload));
        CHECK(request != NULL);
        if (request != NULL && socket == fake->router) {
            answer_request(fake, &frames[0], request);
        } else if (request != NULL) {
            hear_published(fake, request);
        }
        pusdalops__v1__request__free_unpacked(request, NULL);
        for (unsigned i = 0; i < wanted; i++) {
            (void)zmq_msg_close(&frames[i]);
        }
    }
}

static void fake_turn(struct fake *fake)
{
    fake_hear(fake, fake->sub);
    fake_hear(fake, fake->router);
}

/* ---- the client ---- */

static struct fake hub;

/* What the client told. */
struct told {
    unsigned receipts[8]; /* by status */
    unsigned held;
    unsigned retries;
    uint32_t code;
};

static struct told told;

static void remove_folder(void)
{
    DIR *directory = opendir(folder);
    for (struct dirent *one = NULL; directory != NULL && (one = readdir(directory)) != NULL;) {
        (void)unlinkat(dirfd(directory), one->d_name, 0);
    }
    if (directory != NULL) {
        (void)closedir(directory);
    }
    CHECK(rmdir(folder) == 0);
}

static struct pusdalops_outbox *an_outbox(uint64_t size_bytes)
{
    struct pusdalops_outbox *outbox = NULL;
    CHECK(pusdalops_outbox_open(folder, "real", SOURCE, size_bytes, &outbox) == PUSDALOPS_OK);
    return outbox;
}

/* So many reports, each run of at most 100 with one sync. */
static bool put(struct pusdalops_outbox *outbox, unsigned count)
{
    bool good = true;
    for (unsigned done = 0; good && done < count;) {
        struct pusdalops_message *messages[100];
        uint64_t numbers[100];
        unsigned some = 0;
        for (; some < 100 && done < count; some++, done++) {
            CHECK(pusdalops_report_new("banjir-2025", "11.06", 1764300000000000, &messages[some]) ==
                  PUSDALOPS_OK);
            CHECK(pusdalops_report_figure(messages[some], pusdalops_figure_find("dead"), done, 0) ==
                  PUSDALOPS_OK);
        }
        good = pusdalops_outbox_put(outbox, messages, NULL, some, 1764300000000000, numbers,
                                    NULL) == PUSDALOPS_OK;
        for (unsigned i = 0; i < some; i++) {
            pusdalops_message_free(messages[i]);
        }
    }
    return good;
}

static uint64_t waiting(struct pusdalops_outbox *outbox)
{
    struct pusdalops_outbox_counts counts = {.waiting = 1};
    CHECK(pusdalops_outbox_count(outbox, &counts) == PUSDALOPS_OK);
    return counts.waiting;
}

static struct pusdalops_client *a_client(const char *submit, const char *intake)
{
    const struct pusdalops_client_config config = {
        .submit = submit,
        .intake = intake,
        .insecure_lab = true,
        .linger_ms = 1,
        .session = {.realm = "real",
                    .source = SOURCE,
                    .window_messages_max = 64,
                    .reply_timeout_ms = 500,
                    .backoff_ms_min = 10,
                    .backoff_ms_max = 100,
                    .seed = 7},
    };
    struct pusdalops_client *client = NULL;
    CHECK(pusdalops_client_open(&config, &client) == PUSDALOPS_OK);
    memset(&told, 0, sizeof told);
    return client;
}

static void note(const struct pusdalops_event *event)
{
    if (event->kind == PUSDALOPS_EVENT_RECEIPT && event->receipt.status == PUSDALOPS_HELD) {
        told.held += 1;
    } else if (event->kind == PUSDALOPS_EVENT_RECEIPT) {
        told.receipts[event->receipt.status & 7U] += 1;
        told.code = event->problem.code != 0 ? event->problem.code : told.code;
    }
    told.retries += event->kind == PUSDALOPS_EVENT_RETRY ? 1 : 0;
}

/* One round of client and hub; false once the time is over. */
static bool turn(struct pusdalops_client *client, uint64_t until_ms)
{
    struct pusdalops_event event;
    const enum pusdalops_status status = pusdalops_client_step(client, 5);
    CHECK(status == PUSDALOPS_OK);
    while (pusdalops_client_next(client, &event) == PUSDALOPS_OK) {
        note(&event);
    }
    fake_turn(&hub);
    return status == PUSDALOPS_OK && pusdalops_now_read().mono_ms < until_ms;
}

/* Until the outbox is empty. */
static void pump_empty(struct pusdalops_client *client, struct pusdalops_outbox *outbox)
{
    const uint64_t until_ms = pusdalops_now_read().mono_ms + WAIT_MS;
    while (waiting(outbox) > 0 && turn(client, until_ms)) {
    }
    CHECK(waiting(outbox) == 0);
}

static void begin(struct pusdalops_outbox **outbox, unsigned messages)
{
    (void)snprintf(folder, sizeof folder, "client-test-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    fake_open(&hub);
    *outbox = an_outbox(0);
    CHECK(put(*outbox, messages));
}

static void end(struct pusdalops_client *client, struct pusdalops_outbox *outbox)
{
    pusdalops_client_close(client);
    pusdalops_outbox_close(outbox);
    fake_close(&hub);
    remove_folder();
}

/* ---- sentences: submit ---- */

static void what_waits_is_handed_in_by_batches_and_leaves_the_outbox(void)
{
    struct pusdalops_outbox *outbox = NULL;
    begin(&outbox, 300);
    struct pusdalops_client *client = a_client(hub.submit, NULL);
    pusdalops_client_drain_outbox(client, outbox);
    pump_empty(client, outbox);
    CHECK(hub.taken == 300 && hub.submits == 300 && told.receipts[PUSDALOPS_ACCEPTED] == 300);
    CHECK(hub.batches > 0 && hub.batches <= 300 / 10);
    end(client, outbox);
}

static void a_refused_message_is_put_aside_with_its_code_and_the_others_go_on(void)
{
    struct pusdalops_outbox *outbox = NULL;
    begin(&outbox, 10);
    hub.refuses = 4;
    struct pusdalops_client *client = a_client(hub.submit, NULL);
    pusdalops_client_drain_outbox(client, outbox);
    pump_empty(client, outbox);
    uint64_t number = 0;
    uint32_t code = 0;
    CHECK(hub.taken == 9 && told.receipts[PUSDALOPS_REFUSED] == 1 && told.code == 202);
    CHECK(pusdalops_outbox_refused(outbox, 0, &number, &code) == PUSDALOPS_OK);
    CHECK(number == 4 && code == 202);
    end(client, outbox);
}

static void what_draws_busy_is_handed_in_again_and_counted_once(void)
{
    struct pusdalops_outbox *outbox = NULL;
    begin(&outbox, 60);
    hub.busy = 25;
    struct pusdalops_client *client = a_client(hub.submit, NULL);
    pusdalops_client_drain_outbox(client, outbox);
    pump_empty(client, outbox);
    CHECK(hub.taken == 60 && hub.conflicts == 0 && hub.submits == 85 && told.retries > 0);
    CHECK(told.receipts[PUSDALOPS_ACCEPTED] == 60);
    end(client, outbox);
}

static void after_a_lost_connection_it_greets_again_and_nothing_is_doubled(void)
{
    struct pusdalops_outbox *outbox = NULL;
    begin(&outbox, 200);
    struct pusdalops_client *client = a_client(hub.submit, NULL);
    pusdalops_client_drain_outbox(client, outbox);
    uint64_t until_ms = pusdalops_now_read().mono_ms + WAIT_MS;
    while (hub.hellos < 1 && turn(client, until_ms)) {
    }
    hub.silent = true; /* takes in, and its answers are lost */
    while (hub.taken < 64 && turn(client, until_ms)) {
    }
    CHECK(hub.taken == 64 && told.receipts[PUSDALOPS_ACCEPTED] == 0);
    hub.silent = false;
    fake_reconnect(&hub);
    pump_empty(client, outbox);
    CHECK(hub.taken == 200 && hub.conflicts == 0 && hub.hellos >= 2);
    CHECK(told.receipts[PUSDALOPS_DUPLICATE] == 64 && told.receipts[PUSDALOPS_ACCEPTED] == 136);
    end(client, outbox);
}

static void a_full_outbox_empties_after_a_restart_and_takes_again(void)
{
    struct pusdalops_outbox *outbox = NULL;
    begin(&outbox, 0);
    pusdalops_outbox_close(outbox);
    outbox = an_outbox(262144);
    unsigned count = 0;
    while (put(outbox, 1)) {
        count++;
    }
    CHECK(count > 100 && waiting(outbox) == count);
    pusdalops_outbox_close(outbox);
    outbox = an_outbox(262144); /* another run of the program */
    struct pusdalops_client *client = a_client(hub.submit, NULL);
    pusdalops_client_drain_outbox(client, outbox);
    pump_empty(client, outbox);
    CHECK(hub.taken == count && hub.conflicts == 0);
    CHECK(put(outbox, 1) && waiting(outbox) == 1);
    pump_empty(client, outbox);
    CHECK(hub.taken == count + 1);
    end(client, outbox);
}

/* ---- sentences: kill -9 between any two steps ---- */

static pid_t start_victim(void)
{
    const pid_t child = fork();
    if (child == 0) {
        (void)execl(program, program, "drain", hub.submit, folder, (char *)NULL);
        _exit(127);
    }
    return child;
}

static void killed_between_its_steps_it_hands_in_the_rest_and_doubles_nothing(void)
{
    struct pusdalops_outbox *outbox = NULL;
    begin(&outbox, 1500);
    uint64_t wanted = 0;
    for (unsigned i = 0; i < KILLS; i++) {
        const pid_t child = start_victim();
        wanted = hub.submits + 1 + i * 11;
        const uint64_t until_ms = pusdalops_now_read().mono_ms + WAIT_MS;
        zmq_pollitem_t item = {.socket = hub.router, .events = ZMQ_POLLIN};
        while (hub.submits < wanted && pusdalops_now_read().mono_ms < until_ms) {
            (void)zmq_poll(&item, 1, 100);
            fake_turn(&hub);
        }
        int how = 0;
        CHECK(hub.submits >= wanted && kill(child, SIGKILL) == 0);
        CHECK(waitpid(child, &how, 0) == child && WIFSIGNALED(how));
        fake_turn(&hub); /* what it sent before it died */
    }
    struct pusdalops_client *client = a_client(hub.submit, NULL);
    pusdalops_client_drain_outbox(client, outbox);
    pump_empty(client, outbox);
    CHECK(hub.taken == 1500 && hub.conflicts == 0 && hub.last == 1500);
    CHECK(hub.submits > 1500); /* some came twice, with the same bytes */
    end(client, outbox);
}

/* ---- sentences: intake ---- */

static void what_is_published_is_confirmed_by_the_list_and_one_witness(void)
{
    struct pusdalops_outbox *outbox = NULL;
    begin(&outbox, 300);
    struct pusdalops_client *client = a_client(hub.submit, hub.intake);
    pusdalops_client_drain_outbox(client, outbox);
    pump_empty(client, outbox);
    CHECK(hub.taken == 300 && hub.conflicts == 0);
    CHECK(told.held > 0 && told.held + told.receipts[PUSDALOPS_DUPLICATE] == 300);
    CHECK(hub.submits < 20); /* witnesses only */
    end(client, outbox);
}

static void what_is_lost_on_the_way_is_handed_in_by_submit(void)
{
    struct pusdalops_outbox *outbox = NULL;
    begin(&outbox, 300);
    hub.loses_first = 40;
    hub.loses_last = 70;
    struct pusdalops_client *client = a_client(hub.submit, hub.intake);
    pusdalops_client_drain_outbox(client, outbox);
    pump_empty(client, outbox);
    CHECK(hub.taken == 300 && hub.conflicts == 0);
    CHECK(told.receipts[PUSDALOPS_ACCEPTED] == 31); /* 40 to 70 */
    CHECK(told.held + told.receipts[PUSDALOPS_DUPLICATE] == 269);
    end(client, outbox);
}

static void numbers_that_another_machine_used_are_never_called_held(void)
{
    struct pusdalops_outbox *outbox = NULL;
    begin(&outbox, 20);
    hub.others_last = 20;
    struct pusdalops_client *client = a_client(hub.submit, hub.intake);
    pusdalops_client_drain_outbox(client, outbox);
    pump_empty(client, outbox);
    struct pusdalops_outbox_counts counts;
    CHECK(told.held == 0 && told.receipts[PUSDALOPS_CONFLICT] == 20);
    CHECK(pusdalops_outbox_count(outbox, &counts) == PUSDALOPS_OK && counts.refused == 20);
    end(client, outbox);
}

static void without_submit_nothing_leaves_the_outbox(void)
{
    struct pusdalops_outbox *outbox = NULL;
    begin(&outbox, 50);
    struct pusdalops_client *client = a_client(NULL, hub.intake);
    pusdalops_client_drain_outbox(client, outbox);
    const uint64_t until_ms = pusdalops_now_read().mono_ms + WAIT_MS;
    while (hub.taken < 50 && turn(client, until_ms)) {
    }
    CHECK(hub.taken == 50 && pusdalops_client_published(client) == 50);
    CHECK(waiting(outbox) == 50 && told.held == 0);
    CHECK(put(outbox, 1));
    while (hub.taken < 51 && turn(client, until_ms)) {
    }
    CHECK(hub.taken == 51 && waiting(outbox) == 51);
    pusdalops_client_close(client);
    client = a_client(hub.submit, NULL); /* later, by the other way */
    pusdalops_client_drain_outbox(client, outbox);
    pump_empty(client, outbox);
    CHECK(hub.taken == 51 && hub.conflicts == 0 && told.receipts[PUSDALOPS_DUPLICATE] == 51);
    end(client, outbox);
}

/* ---- the victim ---- */

static int drain_until_killed(const char *submit, const char *where)
{
    struct pusdalops_outbox *outbox = NULL;
    (void)snprintf(folder, sizeof folder, "%s", where);
    if (pusdalops_outbox_open(folder, "real", SOURCE, 0, &outbox) != PUSDALOPS_OK) {
        return 2;
    }
    struct pusdalops_client *client = a_client(submit, NULL);
    pusdalops_client_drain_outbox(client, outbox);
    for (;;) {
        struct pusdalops_event event;
        (void)pusdalops_client_step(client, 1000);
        while (pusdalops_client_next(client, &event) == PUSDALOPS_OK) {
        }
    }
}

int main(int argc, char **argv)
{
    program = argv[0];
    if (argc == 4 && strcmp(argv[1], "drain") == 0) {
        return drain_until_killed(argv[2], argv[3]);
    }
    SAY(what_waits_is_handed_in_by_batches_and_leaves_the_outbox);
    SAY(a_refused_message_is_put_aside_with_its_code_and_the_others_go_on);
    SAY(what_draws_busy_is_handed_in_again_and_counted_once);
    SAY(after_a_lost_connection_it_greets_again_and_nothing_is_doubled);
    SAY(a_full_outbox_empties_after_a_restart_and_takes_again);
    SAY(killed_between_its_steps_it_hands_in_the_rest_and_doubles_nothing);
    SAY(what_is_published_is_confirmed_by_the_list_and_one_witness);
    SAY(what_is_lost_on_the_way_is_handed_in_by_submit);
    SAY(numbers_that_another_machine_used_are_never_called_held);
    SAY(without_submit_nothing_leaves_the_outbox);
    return check_done();
}
