/*
 * test_wire.c - elements off the wire and onto it.
 */
#include "base/wire.h"

#include "support/chance.h"
#include "support/tap.h"

#define BYTES(literal) ((struct slice){(const uint8_t *)(literal), sizeof(literal) - 1})

/* Bytes in room of exactly their size, so that a sanitizer sees reading beyond it. */
static struct slice exact(struct slice bytes)
{
    static uint8_t *room;
    free(room);
    room = malloc(bytes.size_bytes == 0 ? 1 : bytes.size_bytes);
    if (room == NULL) {
        abort();
    }
    if (bytes.size_bytes > 0) {
        memcpy(room, bytes.data, bytes.size_bytes);
    }
    return (struct slice){room, bytes.size_bytes};
}

/* Take the one element that the bytes are; false when they are none, or more than one. */
static bool take_one(struct slice bytes, struct wire_element *out)
{
    struct slice rest = exact(bytes);
    return wire_take(&rest, out) && rest.size_bytes == 0;
}

static bool is_refused(struct slice bytes)
{
    struct wire_element element;
    struct slice rest = exact(bytes);
    return !wire_take(&rest, &element);
}

/* The numbers around each place where a varint grows by a byte, and around the ends of the C types. */
static const uint64_t edges[] = {
    0,
    1,
    0x7F,
    0x80,
    0x3FFF,
    0x4000,
    0x1FFFFF,
    0x200000,
    0xFFFFFFF,
    0x10000000,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFF,
    0x100000000,
    0x7FFFFFFFF,
    0x800000000,
    0x3FFFFFFFFFF,
    0x40000000000,
    0x1FFFFFFFFFFFF,
    0x2000000000000,
    0xFFFFFFFFFFFFFF,
    0x100000000000000,
    0x7FFFFFFFFFFFFFFF,
    0x8000000000000000,
    0xFFFFFFFFFFFFFFFE,
    0xFFFFFFFFFFFFFFFF,
};
#define EDGES (sizeof edges / sizeof edges[0])

static void numbers_come_back_as_they_were_put(void)
{
    for (size_t i = 0; i < EDGES; i++) {
        uint8_t room[WIRE_TAG_BYTES_MAX + WIRE_VARINT_BYTES_MAX];
        struct wire_element element = {0};
        const uint8_t *end = wire_put_number(room, 2047, edges[i]);
        const struct slice put = {room, (size_t)(end - room)};
        if (edges[i] == 0) {
            CHECK_NUMBER(put.size_bytes, 0); /* as proto3 does */
            continue;
        }
        CHECK_NUMBER(put.size_bytes, WIRE_TAG_BYTES_MAX + wire_varint_bytes(edges[i]));
        CHECK(take_one(put, &element) && element.type == WIRE_VARINT);
        CHECK(element.number == 2047 && element.value == edges[i]);
    }
}

static void random_numbers_come_back_too(void)
{
    struct chance chance = {7};
    for (uint32_t round = 0; round < chance_rounds(20000); round++) {
        uint8_t room[WIRE_TAG_BYTES_MAX + WIRE_VARINT_BYTES_MAX];
        struct wire_element element = {0};
        const uint64_t value = chance_next(&chance) >> chance_below(&chance, 64) | 1U;
        const uint32_t number = 1 + chance_below(&chance, 2047);
        const uint8_t *end = wire_put_number(room, number, value);
        CHECK((size_t)(end - room) ==
              wire_varint_bytes((uint64_t)number << 3U) + wire_varint_bytes(value));
        CHECK(take_one((struct slice){room, (size_t)(end - room)}, &element));
        CHECK(element.number == number && element.value == value);
    }
}

static void a_varint_is_as_long_as_the_specification_says(void)
{
    uint8_t room[WIRE_VARINT_BYTES_MAX];
    CHECK_NUMBER(wire_put_varint(room, 0) - room, 1);
    CHECK_NUMBER(room[0], 0);
    CHECK_NUMBER(wire_put_varint(room, 300) - room, 2);
    CHECK(memcmp(room, "\xac\x02", 2) == 0);
    CHECK_NUMBER(wire_put_varint(room, 0x8000000000000000) - room, 10);
    CHECK(memcmp(room, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 10) == 0);
    CHECK_NUMBER(wire_put_varint(room, UINT64_MAX) - room, WIRE_VARINT_BYTES_MAX);
    CHECK(memcmp(room, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10) == 0);
    for (size_t i = 0; i < EDGES; i++) {
        CHECK_NUMBER(wire_put_varint(room, edges[i]) - room, wire_varint_bytes(edges[i]));
    }
}

static void a_number_padded_with_zeros_is_the_same_number(void)
{
    uint8_t padded[1 + WIRE_VARINT_BYTES_MAX] = {0x10, 0x85};
    for (size_t bytes = 2; bytes <= WIRE_VARINT_BYTES_MAX; bytes++) {
        struct wire_element element = {0};
        memset(&padded[2], 0x80, sizeof padded - 2);
        padded[bytes] = 0x00;
        CHECK(take_one((struct slice){padded, 1 + bytes}, &element));
        CHECK(element.number == 2 && element.value == 5);
    }
}

static void a_number_of_eleven_bytes_is_refused(void)
{
    CHECK(is_refused(BYTES("\x10\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00")));
    CHECK(is_refused(BYTES("\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")));
    CHECK(is_refused(BYTES("\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")));
}

/* Readers of different make cut such a number differently, or refuse it. */
static void a_number_above_64_bits_is_refused(void)
{
    struct wire_element element = {0};
    CHECK(take_one(BYTES("\x10\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"), &element));
    CHECK(element.value == 0x8000000000000000);
    CHECK(is_refused(BYTES("\x10\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02")));
    CHECK(is_refused(BYTES("\x10\x80\x80\x80\x80\x80\x80\x80\x80\x80\x03")));
    CHECK(is_refused(BYTES("\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f")));
}

/* A message with a longer one would be accepted here and unreadable for everybody who reads with protobuf-c or C++. */
static void a_tag_or_a_length_has_at_most_five_bytes_as_in_other_readers(void)
{
    struct wire_element element = {0};
    CHECK(take_one(BYTES("\x90\x80\x80\x80\x00\x05"), &element));
    CHECK(element.number == 2 && element.value == 5);
    CHECK(take_one(BYTES("\x0a\x81\x80\x80\x80\x00x"), &element));
    CHECK(element.number == 1 && slice_equal(element.content, slice_of("x")));
    CHECK(is_refused(BYTES("\x90\x80\x80\x80\x80\x00\x05")));
    CHECK(is_refused(BYTES("\x0a\x81\x80\x80\x80\x80\x00x")));
}

static void field_0_and_fields_beyond_the_last_are_refused(void)
{
    struct wire_element element = {0};
    CHECK(is_refused(BYTES("\x00\x01")));
    CHECK(is_refused(BYTES("\x01\x01\x02\x03\x04\x05\x06\x07\x08")));
    CHECK(is_refused(BYTES("\x02\x00")));
    CHECK(is_refused(BYTES("\x05\x01\x02\x03\x04")));
    CHECK(is_refused(BYTES("\x80\x80\x00\x01"))); /* 0 in three bytes */
    CHECK(take_one(BYTES("\xf8\xff\xff\xff\x0f\x01"), &element));
    CHECK_NUMBER(element.number, 0x1FFFFFFF);
    CHECK(is_refused(BYTES("\x80\x80\x80\x80\x10\x01")));
    CHECK(is_refused(BYTES("\xf8\xff\xff\xff\xff\x01\x01")));
    CHECK(is_refused(BYTES("\x88\x80\x80\x80\x80\x80\x80\x80\x80\x01\x01")));
}

static void groups_and_types_that_do_not_exist_are_refused(void)
{
    for (unsigned number = 1; number < 16; number++) {
        for (unsigned type = 0; type < 8; type++) {
            const uint8_t bytes[] = {(uint8_t)(number << 3U | type), 8, 0, 0, 0, 0, 0, 0, 0, 0};
            const bool exists = type == WIRE_VARINT || type == WIRE_FIXED64 || type == WIRE_BYTES ||
                                type == WIRE_FIXED32;
            CHECK(is_refused((struct slice){bytes, sizeof bytes}) == !exists);
        }
    }
}

static void fixed_numbers_are_little_end_first(void)
{
    struct wire_element element = {0};
    CHECK(take_one(BYTES("\x19\x01\x02\x03\x04\x05\x06\x07\x88"), &element));
    CHECK(element.type == WIRE_FIXED64 && element.value == 0x8807060504030201);
    CHECK(take_one(BYTES("\x1d\x01\x02\x03\x84"), &element));
    CHECK(element.type == WIRE_FIXED32 && element.value == 0x84030201);
}

static void a_length_beyond_the_end_is_refused(void)
{
    struct wire_element element = {0};
    CHECK(take_one(BYTES("\x0a\x00"), &element) && element.content.size_bytes == 0);
    CHECK(take_one(BYTES("\x0a\x02xy"), &element) && slice_equal(element.content, slice_of("xy")));
    CHECK(is_refused(BYTES("\x0a\x01")));
    CHECK(is_refused(BYTES("\x0a\x03xy")));
    CHECK(is_refused(BYTES("\x0a\xff\xff\xff\xff\x07xy")));
    CHECK(is_refused(BYTES("\x0a\xff\xff\xff\xff\x0fxy")));
    CHECK(is_refused(BYTES("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7fxy")));
    CHECK(is_refused(BYTES("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01xy"))); /* 2^64 - 1 */
    CHECK(is_refused(BYTES("\x0a\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01xy")));
}

static void an_element_cut_anywhere_is_refused(void)
{
    const struct slice whole[] = {
        BYTES("\xf8\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        BYTES("\xf9\x7f\x01\x02\x03\x04\x05\x06\x07\x08"),
        BYTES("\xfd\x7f\x01\x02\x03\x04"),
        BYTES("\xfa\x7f\x85\x00hello"),
    };
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        struct wire_element element = {0};
        CHECK(take_one(whole[i], &element) && element.number == 2047);
        for (size_t cut = 0; cut < whole[i].size_bytes; cut++) {
            CHECK(is_refused((struct slice){whole[i].data, cut}));
        }
    }
}

static void elements_follow_one_another_and_what_follows_is_left(void)
{
    struct slice rest = BYTES("\x08\x07\x12\x02xy\x19\x01\x00\x00\x00\x00\x00\x00\x00\x25\x02");
    struct wire_element element = {0};
    CHECK(wire_take(&rest, &element) && element.number == 1 && element.value == 7);
    CHECK(wire_take(&rest, &element) && slice_equal(element.content, slice_of("xy")));
    CHECK(wire_take(&rest, &element) && element.number == 3 && element.value == 1);
    CHECK_NUMBER(rest.size_bytes, 2);
    CHECK(!wire_take(&rest, &element));
}

static void bytes_come_back_as_they_were_put(void)
{
    static uint8_t content[40000];
    static uint8_t room[sizeof content + 16];
    static const size_t sizes[] = {1, 2, 127, 128, 129, 16383, 16384, sizeof content};
    memset(content, 0xA5, sizeof content);
    CHECK(wire_put_bytes(room, 3, (struct slice){NULL, 0}) == room);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct wire_element element = {0};
        const struct slice put = {content, sizes[i]};
        const uint8_t *end = wire_put_bytes(room, 3, put);
        CHECK_NUMBER(end - room, 1 + wire_varint_bytes(sizes[i]) + sizes[i]);
        CHECK(take_one((struct slice){room, (size_t)(end - room)}, &element));
        CHECK(element.number == 3 && slice_equal(element.content, put));
        /* a head and the same bytes put next are the same element */
        uint8_t head[16];
        const size_t head_bytes = (size_t)(wire_put_head(head, 3, sizes[i]) - head);
        CHECK(head_bytes + sizes[i] == (size_t)(end - room));
        CHECK(memcmp(head, room, head_bytes) == 0);
    }
    CHECK(wire_put_head(room, 3, 0) == room + 2); /* an empty sub-message stands */
}

/* What a Timestamp field says: seconds and nanos, 0 where nothing stands. */
static bool time_of(struct slice bytes, int64_t *out_seconds, int64_t *out_nanos)
{
    struct wire_element field = {0};
    struct slice rest = bytes;
    *out_seconds = 0;
    *out_nanos = 0;
    if (!wire_take(&rest, &field) || rest.size_bytes != 0 || field.type != WIRE_BYTES) {
        return false;
    }
    while (field.content.size_bytes > 0) {
        struct wire_element part = {0};
        if (!wire_take(&field.content, &part) || part.type != WIRE_VARINT) {
            return false;
        }
        *(part.number == 1 ? out_seconds : out_nanos) = (int64_t)part.value;
    }
    return true;
}

static void check_time(int64_t utc_us, int64_t seconds, int64_t nanos)
{
    uint8_t room[WIRE_TIME_BYTES_MAX];
    int64_t put_seconds = 0;
    int64_t put_nanos = 0;
    const uint8_t *end = wire_put_time(room, 2047, utc_us);
    CHECK((size_t)(end - room) <= WIRE_TIME_BYTES_MAX);
    CHECK(time_of((struct slice){room, (size_t)(end - room)}, &put_seconds, &put_nanos));
    CHECK_NUMBER(put_seconds, seconds);
    CHECK_NUMBER(put_nanos, nanos);
}

static void a_time_is_seconds_and_nanos_that_count_forward(void)
{
    check_time(1, 0, 1000);
    check_time(999999, 0, 999999000);
    check_time(1000000, 1, 0);
    check_time(1764417600123456, 1764417600, 123456000);
    check_time(-1, -1, 999999000);
    check_time(-999999, -1, 1000);
    check_time(-1000000, -1, 0);
    check_time(-1000001, -2, 999999000);
    check_time(INT64_MAX, INT64_MAX / 1000000, INT64_MAX % 1000000 * 1000);
    check_time(INT64_MIN, INT64_MIN / 1000000 - 1, (INT64_MIN % 1000000 + 1000000) * 1000);
}

static void time_0_is_not_said(void)
{
    uint8_t room[WIRE_TIME_BYTES_MAX] = {0xEE};
    CHECK(wire_put_time(room, 5, 0) == room);
    CHECK_NUMBER(room[0], 0xEE);
}

static void a_field_is_counted_as_often_as_it_stands(void)
{
    const struct slice bytes = BYTES("\x2a\x01x\x08\x2a\x2a\x00\x12\x02\x2a\x00\x28\x01");
    CHECK_NUMBER(wire_count(bytes, 5), 3); /* of any type, not inside others */
    CHECK_NUMBER(wire_count(bytes, 1), 1);
    CHECK_NUMBER(wire_count(bytes, 2), 1);
    CHECK_NUMBER(wire_count(bytes, 3), 0);
    CHECK_NUMBER(wire_count((struct slice){NULL, 0}, 1), 0);
    CHECK_NUMBER(wire_count(BYTES("\x08\x01\x08\x02\x08"), 1), 2); /* stops where it is cut */
    CHECK_NUMBER(wire_count(BYTES("\x08\x01\x0b\x08\x02"), 1), 1); /* and at a group */
}

int main(void)
{
    SAY(numbers_come_back_as_they_were_put);
    SAY(random_numbers_come_back_too);
    SAY(a_varint_is_as_long_as_the_specification_says);
    SAY(a_number_padded_with_zeros_is_the_same_number);
    SAY(a_number_of_eleven_bytes_is_refused);
    SAY(a_number_above_64_bits_is_refused);
    SAY(a_tag_or_a_length_has_at_most_five_bytes_as_in_other_readers);
    SAY(field_0_and_fields_beyond_the_last_are_refused);
    SAY(groups_and_types_that_do_not_exist_are_refused);
    SAY(fixed_numbers_are_little_end_first);
    SAY(a_length_beyond_the_end_is_refused);
    SAY(an_element_cut_anywhere_is_refused);
    SAY(elements_follow_one_another_and_what_follows_is_left);
    SAY(bytes_come_back_as_they_were_put);
    SAY(a_time_is_seconds_and_nanos_that_count_forward);
    SAY(time_0_is_not_said);
    SAY(a_field_is_counted_as_often_as_it_stands);
    return tap_done();
}
