/*
 * test_text.c - which texts are let in.
 */
#include "base/text.h"

#include "support/tap.h"

#define CLEAN(bytes) text_is_clean((struct slice){(const uint8_t *)(bytes), sizeof(bytes) - 1})

static void words_of_the_archipelago_are_clean(void)
{
    CHECK(CLEAN(""));
    CHECK(CLEAN("Kecamatan Pronojiwo, 2.331 jiwa\n\tdi 8 titik"));
    CHECK(CLEAN("\xC3\xA9\xE2\x80\x93\xEA\xA6\x8F\xF0\x9F\x8C\x8B"));
    CHECK(text_is_clean((struct slice){NULL, 0}));
}

static void the_edges_of_every_length_are_clean(void)
{
    CHECK(CLEAN("\x20\x7E"));
    CHECK(CLEAN("\xC2\xA0"));
    CHECK(CLEAN("\xDF\xBF"));
    CHECK(CLEAN("\xE0\xA0\x80"));
    CHECK(CLEAN("\xED\x9F\xBF"));
    CHECK(CLEAN("\xEE\x80\x80"));
    CHECK(CLEAN("\xEF\xBF\xBF"));
    CHECK(CLEAN("\xF0\x90\x80\x80"));
    CHECK(CLEAN("\xF4\x8F\xBF\xBF"));
}

static void overlong_forms_are_refused(void)
{
    CHECK(!CLEAN("\xC0\x80"));
    CHECK(!CLEAN("\xC0\xAF"));
    CHECK(!CLEAN("\xC1\xBF"));
    CHECK(!CLEAN("\xE0\x9F\xBF"));
    CHECK(!CLEAN("\xE0\x80\x80"));
    CHECK(!CLEAN("\xF0\x8F\xBF\xBF"));
    CHECK(!CLEAN("\xF0\x80\x80\x80"));
}

static void surrogates_and_what_lies_beyond_are_refused(void)
{
    CHECK(!CLEAN("\xED\xA0\x80"));
    CHECK(!CLEAN("\xED\xBF\xBF"));
    CHECK(!CLEAN("\xF4\x90\x80\x80"));
    CHECK(!CLEAN("\xF5\x80\x80\x80"));
    CHECK(!CLEAN("\xFE"));
    CHECK(!CLEAN("\xFF"));
}

static void every_control_character_but_line_and_tab_is_refused(void)
{
    for (unsigned c = 0; c < 0x20; c++) {
        const uint8_t text[] = {'a', (uint8_t)c, 'b'};
        CHECK(text_is_clean((struct slice){text, 3}) == (c == '\n' || c == '\t'));
    }
    CHECK(!CLEAN("\x7F"));
    for (unsigned c = 0x80; c < 0xA0; c++) { /* C1, in two bytes */
        const uint8_t text[] = {0xC2, (uint8_t)c};
        CHECK(!text_is_clean((struct slice){text, 2}));
    }
}

static void a_text_that_ends_inside_a_character_is_refused(void)
{
    CHECK(!CLEAN("a\xC3"));
    CHECK(!CLEAN("a\xE2\x80"));
    CHECK(!CLEAN("a\xF0\x9F\x8C"));
    CHECK(!CLEAN("\xE2\x80"
                 "a"));
    CHECK(!CLEAN("\xF0\x9F\x8C"
                 "a"));
}

static void a_continuation_byte_alone_is_refused(void)
{
    for (unsigned c = 0x80; c <= 0xC1; c++) {
        const uint8_t text[] = {(uint8_t)c, 'a', 'a', 'a'};
        CHECK(!text_is_clean((struct slice){text, 4}));
    }
}

/* The same question by counting out the code point, for every sequence of three bytes from a lead of each kind. */
static void every_sequence_of_three_bytes_is_judged_like_the_code_point_it_makes(void)
{
    uint32_t wrong = 0;
    for (uint32_t n = 0; n < 1U << 20U; n++) {
        const uint8_t text[] = {(uint8_t)(0xE0U | n >> 16U), (uint8_t)(n >> 8U), (uint8_t)n};
        const uint32_t point =
            (text[0] & 0xFU) << 12U | (text[1] & 0x3FU) << 6U | (text[2] & 0x3FU);
        const bool right = (text[1] & 0xC0U) == 0x80 && (text[2] & 0xC0U) == 0x80 &&
                           point >= 0x800 && (point < 0xD800 || point > 0xDFFF);
        wrong += text_is_clean((struct slice){text, 3}) != right ? 1 : 0;
    }
    CHECK_NUMBER(wrong, 0);
}

static void identifiers_are_small_letters_digits_dots_and_dashes(void)
{
    CHECK(text_is_identifier(slice_of("bpbd-11.06"), 64));
    CHECK(text_is_identifier(slice_of("a"), 1));
    CHECK(!text_is_identifier(slice_of("ab"), 1));
    CHECK(!text_is_identifier(slice_of(""), 64));
    for (unsigned c = 0; c < 256; c++) {
        const uint8_t text[] = {'a', (uint8_t)c};
        const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        CHECK(text_is_identifier((struct slice){text, 2}, 64) == fits);
    }
}

static void a_copy_ends_where_the_room_ends(void)
{
    char room[5] = {'x', 'x', 'x', 'x', 'x'};
    CHECK_NUMBER(text_copy(room, sizeof room, slice_of("abcdefgh")), 4);
    CHECK_TEXT(room, "abcd");
    CHECK_NUMBER(text_copy(room, sizeof room, slice_of("abcd")), 4);
    CHECK_TEXT(room, "abcd");
    CHECK_NUMBER(text_copy(room, sizeof room, (struct slice){NULL, 0}), 0);
    CHECK_TEXT(room, "");
}

int main(void)
{
    SAY(words_of_the_archipelago_are_clean);
    SAY(the_edges_of_every_length_are_clean);
    SAY(overlong_forms_are_refused);
    SAY(surrogates_and_what_lies_beyond_are_refused);
    SAY(every_control_character_but_line_and_tab_is_refused);
    SAY(a_text_that_ends_inside_a_character_is_refused);
    SAY(a_continuation_byte_alone_is_refused);
    SAY(every_sequence_of_three_bytes_is_judged_like_the_code_point_it_makes);
    SAY(identifiers_are_small_letters_digits_dots_and_dashes);
    SAY(a_copy_ends_where_the_room_ends);
    return tap_done();
}
