/*
 * test_message.c - requests and messages from their bytes, good ones and bad ones.
 */
#include "core/message.h"

#include "core/limits.h"
#include "support/chance.h"
#include "support/letter.h"
#include "support/tap.h"

static uint8_t bytes[4 * FRAME_BYTES_MAX];
static void *decode_room;
static struct arena arena;
static struct fault fault;

static void fresh_arena(void)
{
    free(decode_room);
    decode_room = malloc(DECODE_BYTES_MAX);
    arena_init(&arena, decode_room, DECODE_BYTES_MAX);
    fault = (struct fault){.status = HUB_OK};
}

static enum hub_status decode(struct slice message, struct message *out)
{
    /* In room of exactly its size, so that a sanitizer sees reading beyond it. */
    uint8_t *exact = malloc(message.size_bytes + 1);
    memcpy(exact, message.data, message.size_bytes);
    fresh_arena();
    const enum hub_status status =
        message_decode((struct slice){exact, message.size_bytes}, &arena, out, &fault);
    free(exact);
    return status;
}

static struct letter a_letter(void)
{
    return (struct letter){
        .kind = BODY_REPORT,
        .source = "bpbd-11.06",
        .number = 7,
        .realm = "real",
        .sent_utc_us = 1764417600123456,
        .behalf = "bpbd-11.07",
        .channel = 2,
        .event = "senyar",
        .region = "11.06",
        .region_name = "Aceh Besar",
        .kecamatan = "11.06.01",
        .village = "11.06.01.2001",
        .point = "posko",
        .has_position = true,
        .latitude_deg = 5.5,
        .longitude_deg = 95.25,
        .as_of_utc_us = -1,
        .revises = 3,
        .figures = "dead 0 missing 2 because found",
        .needs = "n",
        .efforts = "e",
        .chronology = "c",
        .reference = "r",
    };
}

static void a_report_comes_out_as_it_went_in(void)
{
    struct message message;
    const struct letter letter = a_letter();
    const struct slice wire = letter_encode(&letter, bytes, sizeof bytes);
    fresh_arena();
    CHECK_NUMBER(message_decode(wire, &arena, &message, &fault), HUB_OK);
    const struct body_report *report = &message.as.report;
    CHECK(message.kind == BODY_REPORT && message.number == 7 && message.channel == 2);
    CHECK(message.sent_utc_us == 1764417600123456 && report->as_of_utc_us == -1);
    CHECK(slice_equal(message.source, slice_of("bpbd-11.06")));
    CHECK(slice_equal(message.on_behalf_of, slice_of("bpbd-11.07")));
    CHECK(slice_equal(report->event_id, slice_of("senyar")) && report->revises == 3);
    CHECK(slice_equal(report->region_code, slice_of("11.06")));
    CHECK(slice_equal(report->kecamatan_code, slice_of("11.06.01")));
    CHECK(slice_equal(report->village_code, slice_of("11.06.01.2001")));
    CHECK(slice_equal(report->point, slice_of("posko")) && report->has_as_of);
    CHECK(report->has_position && report->latitude_deg > 5.4 && report->longitude_deg > 95.2);
    CHECK(report->figures.mask == (FIGURE_BIT(FIGURE_DEAD) | FIGURE_BIT(FIGURE_MISSING)));
    CHECK(report->figures.value[FIGURE_DEAD] == 0 && report->figures.value[FIGURE_MISSING] == 2);
    CHECK(report->figures.reason[FIGURE_MISSING] == 5 && report->figure_count == 2);
    CHECK(slice_equal(report->chronology, slice_of("c")));
}

static void what_is_left_out_is_absent_and_not_zero(void)
{
    struct message message;
    const struct letter letter = {.kind = BODY_REPORT, .source = "a", .number = 1};
    CHECK_NUMBER(decode(letter_encode(&letter, bytes, sizeof bytes), &message), HUB_OK);
    CHECK(!message.as.report.has_as_of && !message.as.report.has_position);
    CHECK(message.as.report.figures.mask == 0 && message.as.report.region_code.size_bytes == 0);
    CHECK(message.sent_utc_us == 0);
}

static void the_other_bodies_come_out_as_they_went_in(void)
{
    struct message message;
    struct letter letter = {.kind = BODY_EVENT,
                            .source = "a",
                            .number = 1,
                            .event = "e",
                            .hazard = 101,
                            .name = "n",
                            .regions = "11 12.71",
                            .state = 2,
                            .started_utc_us = 5};
    struct slice wire = letter_encode(&letter, bytes, sizeof bytes);
    fresh_arena();
    CHECK_NUMBER(message_decode(wire, &arena, &message, &fault), HUB_OK);
    CHECK(message.kind == BODY_EVENT && message.as.event.regions.count == 2);
    CHECK(slice_equal(message.as.event.regions.items[1], slice_of("12.71")));
    CHECK(message.as.event.state == 2 && message.as.event.hazard_code == 101);
    letter = (struct letter){.kind = BODY_WITHDRAWAL, .about_number = 9, .note = "why"};
    wire = letter_encode(&letter, bytes, sizeof bytes);
    CHECK_NUMBER(message_decode(wire, &arena, &message, &fault), HUB_OK);
    CHECK(message.kind == BODY_WITHDRAWAL && message.as.withdrawal.number == 9);
    letter = (struct letter){.kind = BODY_VERIFICATION,
                             .about_source = "b",
                             .about_number = 9,
                             .level = 2,
                             .retract = true};
    wire = letter_encode(&letter, bytes, sizeof bytes);
    CHECK_NUMBER(message_decode(wire, &arena, &message, &fault), HUB_OK);
    CHECK(message.kind == BODY_VERIFICATION && message.as.verification.level == 2);
    CHECK(message.as.verification.retract && message.as.verification.number == 9);
}

static void a_message_cut_anywhere_is_refused_or_says_less_and_never_harms(void)
{
    const struct letter letter = a_letter();
    const size_t size = letter_encode(&letter, bytes, sizeof bytes).size_bytes;
    for (size_t cut = 0; cut < size; cut++) {
        struct message message;
        const enum hub_status status = decode((struct slice){bytes, cut}, &message);
        CHECK(status == HUB_OK || status == HUB_E_MALFORMED);
        CHECK(status != HUB_OK || message.kind == BODY_NONE);
    }
}

static void bytes_changed_at_random_never_harm(void)
{
    struct chance chance = {20251129};
    const struct letter letter = a_letter();
    for (uint32_t round = 0; round < chance_rounds(20000); round++) {
        struct message message;
        const size_t size = letter_encode(&letter, bytes, sizeof bytes).size_bytes;
        for (uint32_t i = 0; i <= chance_below(&chance, 4); i++) {
            bytes[chance_below(&chance, (uint32_t)size)] = (uint8_t)chance_next(&chance);
        }
        const enum hub_status status = decode((struct slice){bytes, size}, &message);
        CHECK(status == HUB_OK || status == HUB_E_MALFORMED || status == HUB_E_TEXT_INVALID ||
              status == HUB_E_FIELD_TWICE);
    }
}

static void a_kind_of_figure_of_a_later_schema_is_skipped_and_counted(void)
{
    struct message message;
    uint8_t body[64];
    uint8_t inner[16];
    for (uint64_t kind = FIGURE_KINDS; kind < 3000000000U; kind = kind * 7 + 1) {
        struct encoder figure = encoder_over(inner, sizeof inner);
        put_number(&figure, 1, kind);
        put_number(&figure, 2, 5);
        struct encoder report = encoder_over(body, sizeof body);
        put_bytes(&report, 5, encoder_bytes(&figure));
        struct encoder whole = encoder_over(bytes, sizeof bytes);
        put_bytes(&whole, 11, encoder_bytes(&report));
        CHECK_NUMBER(decode(encoder_bytes(&whole), &message), HUB_OK);
        CHECK(message.as.report.unknown_figures == 1 && message.as.report.figures.mask == 0);
        CHECK(message.as.report.figure_fault.status == HUB_OK);
    }
}

static void two_bodies_and_a_field_said_twice_are_refused(void)
{
    struct message message;
    struct encoder whole = encoder_over(bytes, sizeof bytes);
    put_bytes(&whole, 11, slice_of(""));
    put_bytes(&whole, 12, slice_of("\x08\x05"));
    CHECK_NUMBER(decode(encoder_bytes(&whole), &message), HUB_E_FIELD_TWICE);
    CHECK_TEXT(fault.field, "withdrawal");
    whole = encoder_over(bytes, sizeof bytes);
    put_number(&whole, 2, 1);
    put_number(&whole, 2, 1);
    CHECK_NUMBER(decode(encoder_bytes(&whole), &message), HUB_E_FIELD_TWICE);
    CHECK_TEXT(fault.field, "number");
}

/* Two bytes of the frame become a whole figure in memory: how far can that go? */
static void the_smallest_elements_never_take_more_than_the_room(void)
{
    for (uint32_t count = 1000; count <= 32000; count += 1000) {
        struct message message;
        static uint8_t body[FRAME_BYTES_MAX];
        struct encoder report = encoder_over(body, sizeof body);
        for (uint32_t i = 0; i < count; i++) {
            put_bytes(&report, 5, (struct slice){NULL, 0});
        }
        struct encoder whole = encoder_over(bytes, sizeof bytes);
        put_bytes(&whole, 11, encoder_bytes(&report));
        const enum hub_status status = decode(encoder_bytes(&whole), &message);
        CHECK_NUMBER(status, count < ELEMENTS_MAX ? HUB_OK : HUB_E_TOO_MANY_ELEMENTS);
        CHECK(arena.used_bytes <= DECODE_BYTES_MAX);
    }
}

static void unknown_fields_are_bounded_like_known_ones(void)
{
    for (uint32_t count = 1000; count <= 32000; count += 1000) {
        struct message message;
        struct encoder whole = encoder_over(bytes, sizeof bytes);
        for (uint32_t i = 0; i < count; i++) {
            put_number(&whole, 9, 1); /* a number the schema does not have */
        }
        const enum hub_status status = decode(encoder_bytes(&whole), &message);
        CHECK(status == HUB_OK || status == HUB_E_TOO_MANY_ELEMENTS);
        CHECK(count < ELEMENTS_MAX || status == HUB_E_TOO_MANY_ELEMENTS);
        CHECK(arena.used_bytes <= DECODE_BYTES_MAX);
    }
}

static void an_arena_too_small_is_a_refusal_and_no_harm(void)
{
    static uint8_t copy[4096];
    const struct letter letter = a_letter();
    const size_t size = letter_encode(&letter, bytes, sizeof bytes).size_bytes;
    memcpy(copy, bytes, size);
    for (size_t room = 0; room < 4096; room += 16) {
        struct message message;
        fresh_arena();
        arena.size_bytes = room;
        const enum hub_status status =
            message_decode((struct slice){copy, size}, &arena, &message, &fault);
        CHECK(status == HUB_OK || status == HUB_E_TOO_MANY_ELEMENTS);
    }
}

static void a_frame_above_the_limit_is_not_looked_at(void)
{
    struct request request;
    fresh_arena();
    memset(bytes, 0xFF, sizeof bytes);
    CHECK_NUMBER(message_decode_request((struct slice){bytes, FRAME_BYTES_MAX + 1}, &arena,
                                        &request, &fault),
                 HUB_E_FRAME_TOO_LARGE);
    CHECK_NUMBER(arena.used_bytes, 0);
    CHECK_NUMBER(
        message_decode_request((struct slice){bytes, FRAME_BYTES_MAX}, &arena, &request, &fault),
        HUB_E_MALFORMED);
}

static void a_batch_holds_up_to_512_messages(void)
{
    for (uint32_t count = 0; count <= BATCH_MESSAGES_MAX + 1; count++) {
        struct request request;
        static uint8_t list[8192];
        struct encoder batch = encoder_over(list, sizeof list);
        for (uint32_t i = 0; i < count; i++) {
            put_bytes(&batch, 1, slice_of("x"));
        }
        struct encoder whole = encoder_over(bytes, sizeof bytes);
        put_number(&whole, 1, 77);
        put_bytes(&whole, 4, encoder_bytes(&batch));
        fresh_arena();
        const enum hub_status status =
            message_decode_request(encoder_bytes(&whole), &arena, &request, &fault);
        CHECK_NUMBER(status, count == 0                   ? HUB_E_FIELD_MISSING
                             : count > BATCH_MESSAGES_MAX ? HUB_E_BATCH_TOO_LARGE
                                                          : HUB_OK);
        CHECK(status != HUB_OK || request.messages.count == count);
        CHECK(request.request_id == 77);
    }
}

int main(void)
{
    SAY(a_report_comes_out_as_it_went_in);
    SAY(what_is_left_out_is_absent_and_not_zero);
    SAY(the_other_bodies_come_out_as_they_went_in);
    SAY(a_message_cut_anywhere_is_refused_or_says_less_and_never_harms);
    SAY(bytes_changed_at_random_never_harm);
    SAY(a_kind_of_figure_of_a_later_schema_is_skipped_and_counted);
    SAY(two_bodies_and_a_field_said_twice_are_refused);
    SAY(the_smallest_elements_never_take_more_than_the_room);
    SAY(unknown_fields_are_bounded_like_known_ones);
    SAY(an_arena_too_small_is_a_refusal_and_no_harm);
    SAY(a_frame_above_the_limit_is_not_looked_at);
    SAY(a_batch_holds_up_to_512_messages);
    free(decode_room);
    return tap_done();
}
