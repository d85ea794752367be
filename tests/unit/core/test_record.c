/*
 * test_record.c - the bytes that last.
 */
#include "core/record.h"

#include "base/bytes.h"
#include "core/limits.h"
#include "support/tap.h"

#include <stdalign.h>
#include <stdlib.h>

static alignas(max_align_t) uint8_t room[65536];
static struct arena arena;

static struct record a_record(void)
{
    static uint8_t warnings[32];
    const size_t used = record_put_warning(warnings, sizeof warnings, 0, HUB_E_BPS_CODE,
                                           slice_of("report.place.region_code"));
    struct record record = {
        .kind = RECORD_MESSAGE,
        .official = true,
        .by_intake = false,
        .seq = {42},
        .at_utc_us = 1764417600000000,
        .number = 7,
        .area = 1106,
        .source = slice_of("orari-aceh"),
        .client = slice_of("relay-1"),
        .word = slice_of("bpbd-11.06"),
        .warnings = {warnings, used},
        .subject = slice_of("subject bytes"),
        .message = slice_of("message bytes"),
    };
    for (unsigned i = 0; i < RECORD_HASH_BYTES; i++) {
        record.previous[i] = (uint8_t)i;
    }
    return record;
}

static struct slice sealed(struct record *record)
{
    arena_init(&arena, room, sizeof room);
    CHECK(record_encode(record, &arena));
    return record->bytes;
}

static void what_is_sealed_is_opened_the_same(void)
{
    struct record record = a_record();
    struct record read;
    const struct slice bytes = sealed(&record);
    CHECK_NUMBER(record_decode(bytes, &read), HUB_OK);
    CHECK(memcmp(read.hash, record.hash, RECORD_HASH_BYTES) == 0);
    CHECK(memcmp(read.previous, record.previous, RECORD_HASH_BYTES) == 0);
    CHECK(read.kind == RECORD_MESSAGE && read.official && !read.by_intake);
    CHECK(read.seq.n == 42 && read.number == 7 && read.area == 1106);
    CHECK(read.at_utc_us == record.at_utc_us);
    CHECK(slice_equal(read.source, record.source) && slice_equal(read.client, record.client));
    CHECK(slice_equal(read.word, record.word) && slice_equal(read.subject, record.subject));
    CHECK(slice_equal(read.warnings, record.warnings));
    CHECK(slice_equal(read.message, record.message) && slice_equal(read.bytes, bytes));
}

static void times_before_1970_and_empty_parts_are_kept(void)
{
    struct record record = {.kind = RECORD_NOTE, .by_intake = true, .at_utc_us = -1};
    struct record read;
    CHECK_NUMBER(record_decode(sealed(&record), &read), HUB_OK);
    CHECK(read.kind == RECORD_NOTE && read.by_intake && !read.official && read.at_utc_us == -1);
    CHECK_NUMBER(read.bytes.size_bytes, RECORD_HEAD_BYTES);
}

static void a_time_beyond_every_calendar_is_no_record(void)
{
    static const int64_t beyond[] = {TIME_MAX_US + 1, INT64_MAX, -TIME_MAX_US - 1, INT64_MIN};
    struct record read;
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
        struct record record = {.kind = RECORD_NOTE, .at_utc_us = beyond[i]};
        CHECK_NUMBER(record_decode(sealed(&record), &read), HUB_E_READ_FAILED);
    }
    struct record record = {.kind = RECORD_NOTE, .at_utc_us = TIME_MAX_US};
    CHECK_NUMBER(record_decode(sealed(&record), &read), HUB_OK);
}

static void every_single_bit_that_flips_is_noticed(void)
{
    struct record record = a_record();
    struct record read;
    const struct slice bytes = sealed(&record);
    for (size_t bit = 0; bit < bytes.size_bytes * 8; bit++) {
        room[bit / 8] ^= (uint8_t)(1U << bit % 8);
        CHECK_NUMBER(record_decode(bytes, &read), HUB_E_READ_FAILED);
        room[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    CHECK_NUMBER(record_decode(bytes, &read), HUB_OK);
}

static void a_record_cut_or_prolonged_anywhere_is_noticed(void)
{
    struct record record = a_record();
    struct record read;
    const struct slice bytes = sealed(&record);
    for (size_t size = 0; size < bytes.size_bytes; size++) {
        /* In room of exactly its size, so that reading too far is seen. */
        uint8_t *cut = malloc(size + 1);
        memcpy(cut, bytes.data, size);
        CHECK_NUMBER(record_decode((struct slice){cut, size}, &read), HUB_E_READ_FAILED);
        free(cut);
    }
    const struct slice longer = {bytes.data, bytes.size_bytes + 1};
    CHECK_NUMBER(record_decode(longer, &read), HUB_E_READ_FAILED);
}

static void another_format_is_not_opened(void)
{
    struct record record = a_record();
    struct record read;
    const struct slice bytes = sealed(&record);
    bytes_put_le(&room[64], 2, 2);
    CHECK_NUMBER(record_decode(bytes, &read), HUB_E_READ_FAILED);
}

static void without_room_nothing_is_sealed(void)
{
    struct record record = a_record();
    struct arena small;
    arena_init(&small, room, 128);
    CHECK(!record_encode(&record, &small));
    CHECK(small.used_bytes == 0 && record.bytes.data == NULL);
}

/* The bytes of format 1, as they were when it was released. */
static size_t read_golden(uint8_t *bytes, size_t size_max)
{
    char path[4096];
    size_t size = 0;
    unsigned byte = 0;
    (void)snprintf(path, sizeof path, "%s/tests/unit/core/record_format_1.hex", PROJECT_ROOT);
    FILE *file = fopen(path, "r");
    while (file != NULL && size < size_max && fscanf(file, "%2x", &byte) == 1) {
        bytes[size++] = (uint8_t)byte;
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return size;
}

static void format_1_is_for_ever_these_bytes(void)
{
    static uint8_t golden[1024];
    struct record record = a_record();
    struct record read;
    const struct slice bytes = sealed(&record);
    const struct slice kept = {golden, read_golden(golden, sizeof golden)};
    if (!CHECK(slice_equal(bytes, kept))) {
        printf("# now it is ");
        for (size_t i = 0; i < bytes.size_bytes; i++) {
            printf("%02x", bytes.data[i]);
        }
        printf("\n");
    }
    CHECK_NUMBER(record_decode(kept, &read), HUB_OK);
}

static void warnings_come_off_in_the_order_they_went_on(void)
{
    uint8_t bytes[64];
    struct record_warning warning;
    size_t used = record_put_warning(bytes, sizeof bytes, 0, HUB_E_BPS_CODE, slice_of("a.b"));
    used = record_put_warning(bytes, sizeof bytes, used, HUB_E_CLOCK_SKEW, slice_of(""));
    CHECK_NUMBER(used, 3 + 3 + 3);
    struct slice left = {bytes, used};
    CHECK(record_next_warning(&left, &warning) && warning.code == HUB_E_BPS_CODE);
    CHECK(slice_equal(warning.field, slice_of("a.b")));
    CHECK(record_next_warning(&left, &warning) && warning.code == HUB_E_CLOCK_SKEW);
    CHECK(!record_next_warning(&left, &warning));
    CHECK_NUMBER(record_put_warning(bytes, used + 5, used, HUB_E_CLOCK_SKEW, slice_of("abc")),
                 used);
    left = (struct slice){bytes, 4};
    CHECK(!record_next_warning(&left, &warning)); /* cut inside the path */
}

static void a_subject_is_read_back_and_a_cut_one_is_not(void)
{
    uint8_t bytes[SUBJECT_BYTES_MAX];
    const struct subject subject = {.event_id = slice_of("senyar-2025"),
                                    .word = slice_of("bpbd-11.06"),
                                    .area = 1106,
                                    .kecamatan = 110601,
                                    .village = 1106012001,
                                    .point = slice_of("posko induk")};
    struct subject read;
    const size_t size = subject_encode(&subject, bytes);
    CHECK(subject_decode((struct slice){bytes, size}, &read));
    CHECK(read.area == 1106 && read.kecamatan == 110601 && read.village == 1106012001);
    CHECK(slice_equal(read.event_id, subject.event_id) && slice_equal(read.word, subject.word));
    CHECK(slice_equal(read.point, subject.point));
    for (size_t cut = 0; cut < size; cut++) {
        CHECK(!subject_decode((struct slice){bytes, cut}, &read));
    }
    CHECK(!subject_decode((struct slice){bytes, size + 1}, &read));
}

static void the_longest_subject_fits_its_room(void)
{
    char text[IDENTIFIER_BYTES_MAX + 1];
    uint8_t bytes[SUBJECT_BYTES_MAX];
    memset(text, 'x', IDENTIFIER_BYTES_MAX);
    text[IDENTIFIER_BYTES_MAX] = '\0';
    const struct subject subject = {
        .event_id = slice_of(text), .word = slice_of(text), .point = slice_of(text)};
    CHECK(subject_encode(&subject, bytes) <= SUBJECT_BYTES_MAX);
}

int main(void)
{
    SAY(what_is_sealed_is_opened_the_same);
    SAY(times_before_1970_and_empty_parts_are_kept);
    SAY(a_time_beyond_every_calendar_is_no_record);
    SAY(every_single_bit_that_flips_is_noticed);
    SAY(a_record_cut_or_prolonged_anywhere_is_noticed);
    SAY(another_format_is_not_opened);
    SAY(without_room_nothing_is_sealed);
    SAY(format_1_is_for_ever_these_bytes);
    SAY(warnings_come_off_in_the_order_they_went_on);
    SAY(a_subject_is_read_back_and_a_cut_one_is_not);
    SAY(the_longest_subject_fits_its_room);
    return tap_done();
}
