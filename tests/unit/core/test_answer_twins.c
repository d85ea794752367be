/*
 * test_answer_twins.c - what is put down directly is, byte for byte, what protobuf-c packs.
 */
#include "core/answer.h"

#include "base/ids.h"
#include "core/message.h"
#include "core/record.h"
#include "pusdalops/v1/submit.pb-c.h"
#include "support/chance.h"
#include "support/tap.h"

#define ROOM_BYTES        ((size_t)2 * 1024 * 1024)
#define WARNINGS_ROOM     1024
#define MESSAGE_BYTES_MAX 60000

typedef Pusdalops__V1__Reply Reply;
typedef Pusdalops__V1__Receipt Receipt;
typedef Pusdalops__V1__FeedMessage FeedMessage;

static struct chance chance;
static uint8_t text_room[2][IDENTIFIER_BYTES_MAX + 8];
static uint8_t warnings_room[WARNINGS_ROOM];
static _Alignas(16) uint8_t fast_room[ROOM_BYTES];
static _Alignas(16) uint8_t slow_room[ROOM_BYTES];

/* Dirty, as an arena is that has served before. */
static struct arena an_arena(uint8_t *room)
{
    struct arena arena;
    memset(room, 0xDB, 4096);
    arena_init(&arena, room, ROOM_BYTES);
    return arena;
}

/* 0, the edges of the varint's lengths, anything of any size */
static uint64_t a_number(void)
{
    const uint32_t way = chance_below(&chance, 4);
    if (way == 0) {
        return 0;
    }
    if (way == 1) {
        return (UINT64_C(1) << (7 * chance_below(&chance, 10))) - chance_below(&chance, 2);
    }
    return chance_next(&chance) >> chance_below(&chance, 64);
}

static int64_t a_time(void)
{
    static const int64_t some[] = {0,        1,        -1,       999999,           1000000,
                                   -999999,  -1000000, -1000001, 1764417600123456, INT64_MAX,
                                   INT64_MIN};
    const uint32_t way = chance_below(&chance, 24);
    return way < sizeof some / sizeof some[0]
               ? some[way]
               : (int64_t)(chance_next(&chance) >> chance_below(&chance, 64));
}

static struct slice a_name(uint8_t *room, uint32_t bytes_max)
{
    const uint32_t size = chance_below(&chance, 4) == 0 ? bytes_max - chance_below(&chance, 2)
                                                        : chance_below(&chance, bytes_max + 1);
    for (uint32_t i = 0; i < size; i++) {
        room[i] = (uint8_t)("abcdefghijklmnopqrstuvwxyz0123456789.-"[chance_below(&chance, 38)]);
    }
    return (struct slice){room, size};
}

static struct slice some_warnings(uint32_t count)
{
    size_t used = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct slice field = a_name(text_room[1], 40);
        used = record_put_warning(warnings_room, sizeof warnings_room, used,
                                  (enum hub_status)(601 + chance_below(&chance, 12)), field);
    }
    return (struct slice){warnings_room, used};
}

static struct envelope an_envelope(void)
{
    return (struct envelope){.request_id = a_number(), .epoch = a_number()};
}

static struct receipt a_receipt(enum receipt_status status, uint32_t warnings)
{
    struct receipt receipt = {
        .status = status,
        .source = a_name(text_room[0], IDENTIFIER_BYTES_MAX),
        .number = a_number(),
        .realm = chance_below(&chance, 8),
        .seq = {a_number()},
        .received_utc_us = a_time(),
        .warnings = some_warnings(warnings),
        .retry_after_ms = (uint32_t)a_number(),
    };
    if (status != RECEIPT_ACCEPTED && status != RECEIPT_DUPLICATE) {
        (void)fault_set(&receipt.fault, HUB_E_FIELD_RANGE, "report.figures[%u].value",
                        chance_below(&chance, 20));
    }
    return receipt;
}

/* Seconds and nanos of a time that stands; false when one stands for "not said", or none for a time. */
static bool is_time(const Google__Protobuf__Timestamp *time, int64_t utc_us)
{
    if (time == NULL || utc_us == 0) {
        return time == NULL && utc_us == 0;
    }
    const int64_t floor_s = utc_us / US_PER_S - (utc_us % US_PER_S < 0 ? 1 : 0);
    const int64_t rest_us = (utc_us % US_PER_S + US_PER_S) % US_PER_S;
    return time->seconds == floor_s && time->nanos == rest_us * 1000;
}

/* A client's reading of the answer: every field is the receipt's. */
static void check_reading(struct slice bytes, struct envelope envelope,
                          const struct receipt *receipt, uint32_t warnings)
{
    Reply *reply = pusdalops__v1__reply__unpack(NULL, bytes.size_bytes, bytes.data);
    if (!CHECK(reply != NULL)) {
        return;
    }
    const bool taken = receipt->status == RECEIPT_ACCEPTED || receipt->status == RECEIPT_DUPLICATE;
    CHECK(reply->request_id == envelope.request_id && reply->epoch == envelope.epoch);
    if (CHECK(reply->body_case == PUSDALOPS__V1__REPLY__BODY_RECEIPT)) {
        const Receipt *got = reply->receipt;
        CHECK_NUMBER(got->status, receipt->status);
        CHECK(slice_equal(slice_of(got->source), receipt->source));
        CHECK(got->number == receipt->number && got->sequence == receipt->seq.n);
        CHECK(is_time(got->received_at, receipt->received_utc_us));
        CHECK((got->durability == PUSDALOPS__V1__DURABILITY__DURABILITY_SYNCED) == taken);
        CHECK((got->problem != NULL) == !taken);
        CHECK_NUMBER(got->n_warnings, taken ? warnings : 0);
        CHECK(taken || (got->problem->code == HUB_E_FIELD_RANGE &&
                        got->problem->retry_after_ms == receipt->retry_after_ms));
    }
    pusdalops__v1__reply__free_unpacked(reply, NULL);
}

/* Both roads, and what a client reads. */
static void compare_receipt(const struct receipt *receipt, uint32_t warnings)
{
    const struct envelope envelope = an_envelope();
    struct arena fast = an_arena(fast_room);
    struct arena slow = an_arena(slow_room);
    const struct slice put = answer_receipt(&fast, envelope, receipt);
    const struct slice packed = answer_receipt_slow(&slow, envelope, receipt);
    CHECK(slice_equal(put, packed));
    CHECK(fast.used_bytes <= DOCUMENT_ROOM_BYTES);
    check_reading(put, envelope, receipt, warnings);
}

static void a_plain_receipt_is_what_protobuf_c_packs(void)
{
    chance = (struct chance){20251201};
    for (uint32_t round = 0; round < chance_rounds(4000); round++) {
        const struct receipt receipt =
            a_receipt(round % 2 == 0 ? RECEIPT_ACCEPTED : RECEIPT_DUPLICATE, 0);
        compare_receipt(&receipt, 0);
    }
}

static void a_receipt_with_warnings_is_what_protobuf_c_packs(void)
{
    chance = (struct chance){20251202};
    for (uint32_t round = 0; round < chance_rounds(1000); round++) {
        const uint32_t warnings = 1 + chance_below(&chance, WARNINGS_MAX);
        const struct receipt receipt =
            a_receipt(round % 2 == 0 ? RECEIPT_ACCEPTED : RECEIPT_DUPLICATE, warnings);
        compare_receipt(&receipt, warnings);
    }
}

static void a_refusal_is_what_protobuf_c_packs(void)
{
    chance = (struct chance){20251203};
    for (uint32_t round = 0; round < chance_rounds(1000); round++) {
        const struct receipt receipt = a_receipt(
            (enum receipt_status)(RECEIPT_CONFLICT + chance_below(&chance, 3)), round % 3);
        compare_receipt(&receipt, round % 3);
    }
}

static void the_longest_and_the_emptiest_receipt_are_no_exceptions(void)
{
    memset(text_room[0], 'z', sizeof text_room[0]);
    const struct receipt empty = {.status = RECEIPT_ACCEPTED};
    compare_receipt(&empty, 0);
    for (size_t size = IDENTIFIER_BYTES_MAX - 1; size <= IDENTIFIER_BYTES_MAX + 1; size++) {
        const struct receipt longest = {
            .status = RECEIPT_DUPLICATE,
            .source = {text_room[0], size},
            .number = UINT64_MAX,
            .seq = {UINT64_MAX},
            .received_utc_us = INT64_MIN,
        };
        compare_receipt(&longest, 0);
    }
}

/* --- notices --- */

static struct realm realm;
static uint8_t message_room[MESSAGE_BYTES_MAX];

static const uint32_t areas[] = {AREA_NATION, 11, 94, 1106, 1171, 9471};

static struct record a_record(uint32_t message_bytes)
{
    for (uint32_t i = 0; i < message_bytes; i++) {
        message_room[i] = (uint8_t)chance_next(&chance);
    }
    return (struct record){
        .kind = RECORD_MESSAGE,
        .seq = {a_number()},
        .at_utc_us = a_time(),
        .area = areas[chance_below(&chance, sizeof areas / sizeof areas[0])],
        .client = a_name(text_room[0], IDENTIFIER_BYTES_MAX),
        .message = {message_room, message_bytes},
    };
}

/* A console's reading of the notice: every field is the record's. */
static void check_notice(struct slice bytes, const struct desk *desk, const struct record *record,
                         uint64_t previous)
{
    FeedMessage *feed = pusdalops__v1__feed_message__unpack(NULL, bytes.size_bytes, bytes.data);
    if (!CHECK(feed != NULL)) {
        return;
    }
    CHECK(feed->epoch == desk->epoch && feed->previous == previous);
    CHECK(feed->sequence == record->seq.n && is_time(feed->published_at, desk->at_utc_us));
    if (CHECK(feed->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_NOTICE)) {
        const Pusdalops__V1__MessageNotice *notice = feed->notice;
        CHECK(notice->journal_sequence == record->seq.n);
        CHECK(is_time(notice->received_at, record->at_utc_us));
        CHECK(slice_equal(slice_of(notice->entered_by), record->client));
        CHECK(slice_equal((struct slice){notice->message.data, notice->message.len},
                          record->message));
    }
    pusdalops__v1__feed_message__free_unpacked(feed, NULL);
}

static void compare_notice(const struct record *record)
{
    struct arena fast = an_arena(fast_room);
    struct arena slow = an_arena(slow_room);
    struct desk desk = {.realm = &realm, .epoch = a_number(), .at_utc_us = a_time()};
    const uint64_t previous = a_number();
    struct slice topic = {NULL, 0};
    desk.arena = &fast;
    const struct slice put = document_put_notice(&desk, record, previous, &topic);
    desk.arena = &slow;
    const struct document document = document_notice(&desk, record, previous);
    const struct slice packed = document_pack(&document, &slow);
    CHECK(slice_equal(put, packed));
    CHECK_NUMBER(packed.size_bytes, document_packed_bytes(&document));
    CHECK(
        slice_equal(topic, (struct slice){(const uint8_t *)document.topic, document.topic_bytes}));
    check_notice(put, &desk, record, previous);
}

static void set_realm(const char *name)
{
    memset(realm.name, 0, sizeof realm.name);
    memcpy(realm.name, name, strlen(name));
}

static void a_notice_is_what_protobuf_c_packs(void)
{
    static const char *const realms[] = {
        "real", "drill/x1", "drill/a-name-as-long-as-a-realm-may-be-which-is-64-bytes-of-text-12"};
    chance = (struct chance){20251204};
    for (uint32_t round = 0; round < chance_rounds(3000); round++) {
        set_realm(realms[round % 3]);
        /* a message is never empty: it names its source */
        const struct record record = a_record(1 + chance_below(&chance, 400));
        compare_notice(&record);
    }
}

/* Where the length of the message, or of the notice around it, grows by a byte. */
static void a_notice_of_any_size_is_what_protobuf_c_packs(void)
{
    chance = (struct chance){20251205};
    set_realm("real");
    for (uint32_t around = 128; around <= 16384; around *= 128) {
        for (uint32_t bytes = around - 110; bytes < around + 5; bytes++) {
            const struct record record = a_record(bytes);
            compare_notice(&record);
        }
    }
    const struct record record = a_record(MESSAGE_BYTES_MAX);
    compare_notice(&record);
}

int main(void)
{
    SAY(a_plain_receipt_is_what_protobuf_c_packs);
    SAY(a_receipt_with_warnings_is_what_protobuf_c_packs);
    SAY(a_refusal_is_what_protobuf_c_packs);
    SAY(the_longest_and_the_emptiest_receipt_are_no_exceptions);
    SAY(a_notice_is_what_protobuf_c_packs);
    SAY(a_notice_of_any_size_is_what_protobuf_c_packs);
    return tap_done();
}
