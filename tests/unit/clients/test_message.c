/* test_message.c - builders, times and topics: what may be said, and how it is written. */
#include <string.h>

#include "check.h"
#include "wire.h"

static uint8_t bytes[PUSDALOPS_MESSAGE_BYTES_MAX];

static struct pusdalops_message *a_report(void)
{
    struct pusdalops_message *message = NULL;
    CHECK(pusdalops_report_new("banjir-2025", "11.06", 1764300000000000, &message) == PUSDALOPS_OK);
    return message;
}

static void a_report_says_zero_and_keeps_silent_about_the_rest(void)
{
    struct pusdalops_message *message = a_report();
    CHECK(pusdalops_report_figure(message, pusdalops_figure_find("dead"), 0, 0) == PUSDALOPS_OK);
    CHECK(pusdalops_report_figure(message, pusdalops_figure_find("displaced-persons"), 120, 4) ==
          PUSDALOPS_OK);
    CHECK(pusdalops_report_text(message, PUSDALOPS_TEXT_KECAMATAN, "11.06.01") == PUSDALOPS_OK);
    CHECK(pusdalops_report_text(message, PUSDALOPS_TEXT_NEEDS, "tenda\nselimut") == PUSDALOPS_OK);
    CHECK(pusdalops_message_behalf(message, "bpbd-11.07", 1) == PUSDALOPS_OK);
    size_t size = 0;
    CHECK(pusdalops_message_encode(message, "real", "bpbd-11.06", 5, 1764300001500000, bytes,
                                   &size) == PUSDALOPS_OK);
    pusdalops_message_free(message);
    Pusdalops__V1__Message *read = pusdalops__v1__message__unpack(NULL, size, bytes);
    CHECK(read != NULL);
    if (read == NULL) {
        return;
    }
    CHECK(read->number == 5 && strcmp(read->source, "bpbd-11.06") == 0);
    CHECK(read->sent_at->seconds == 1764300001 && read->sent_at->nanos == 500000000);
    CHECK(strcmp(read->on_behalf_of, "bpbd-11.07") == 0 && (int)read->channel == 1);
    CHECK(read->report->n_figures == 2 && read->report->figures[0]->value == 0);
    CHECK((int)read->report->figures[1]->kind == 6 && read->report->figures[1]->value == 120);
    CHECK(strcmp(read->report->place->kecamatan_code, "11.06.01") == 0);
    CHECK(read->report->place->position == NULL);
    pusdalops__v1__message__free_unpacked(read, NULL);
}

static void what_the_protocol_does_not_allow_is_not_built(void)
{
    struct pusdalops_message *message = NULL;
    CHECK(pusdalops_report_new("Banjir", "11.06", 0, &message) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_report_new("banjir", "1106", 0, &message) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_report_new("banjir", "11.6", 0, &message) == PUSDALOPS_E_FIELD);
    message = a_report();
    CHECK(pusdalops_report_figure(message, 1, 300000001, 0) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_report_figure(message, 24, 1, 0) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_report_figure(message, 1, 1, 0) == PUSDALOPS_OK);
    CHECK(pusdalops_report_figure(message, 1, 1, 0) == PUSDALOPS_E_FIELD); /* twice */
    CHECK(pusdalops_report_text(message, PUSDALOPS_TEXT_NEEDS, "\x1b[2J") == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_report_text(message, PUSDALOPS_TEXT_NEEDS, "\xC3") == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_report_text(message, PUSDALOPS_TEXT_NEEDS, "\xC0\x80") == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_report_text(message, PUSDALOPS_TEXT_POINT, "a\nb") == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_report_text(message, PUSDALOPS_TEXT_VILLAGE, "11.06.01") == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_report_position(message, 91, 0) == PUSDALOPS_E_FIELD);
    pusdalops_message_free(message);
    const char *const regions[] = {"11", "12.71"};
    const char *const wrong[] = {"nation"};
    CHECK(pusdalops_event_new("gempa", 100, "x", 0, regions, 2, false, &message) ==
          PUSDALOPS_E_FIELD);
    CHECK(pusdalops_event_new("gempa", 101, "x", 0, wrong, 1, false, &message) ==
          PUSDALOPS_E_FIELD);
    CHECK(pusdalops_event_new("gempa", 101, "x", 0, regions, 2, false, &message) == PUSDALOPS_OK);
    CHECK(pusdalops_report_figure(message, 1, 1, 0) == PUSDALOPS_E_ARGUMENT);
    pusdalops_message_free(message);
    CHECK(pusdalops_verification_new("a", 1, (enum pusdalops_level)4, false, NULL, &message) ==
          PUSDALOPS_E_FIELD);
}

static void a_time_needs_its_zone_and_is_kept_to_the_microsecond(void)
{
    int64_t us = 0;
    CHECK(pusdalops_time_parse("2025-11-28T14:30+07:00", &us) == PUSDALOPS_OK);
    CHECK(us == 1764315000000000);
    CHECK(pusdalops_time_parse("2025-11-28 14:30 WIB", &us) == PUSDALOPS_OK);
    CHECK(us == 1764315000000000);
    CHECK(pusdalops_time_parse("2025-11-28T07:30:00.250Z", &us) == PUSDALOPS_OK);
    CHECK(us == 1764315000250000);
    CHECK(pusdalops_time_parse("2024-02-29T00:00Z", &us) == PUSDALOPS_OK);
    CHECK(us == 1709164800000000);
    const char *const wrong[] = {"2025-11-28T14:30",  "2025-11-28",        "2025-02-29T00:00Z",
                                 "2025-11-28T24:00Z", "2025-13-01T00:00Z", "28/11/2025 14:30 WIB",
                                 "2025-11-28T14:30X", "2025-11-28T14Z",    ""};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK(pusdalops_time_parse(wrong[i], &us) == PUSDALOPS_E_FIELD);
    }
    char text[48];
    pusdalops_time_render(1764315000000000, 420, text, sizeof text);
    CHECK(strcmp(text, "2025-11-28 14:30 WIB") == 0);
    pusdalops_time_render(1764315000000000, 540, text, sizeof text);
    CHECK(strcmp(text, "2025-11-28 16:30 WIT") == 0);
    pusdalops_time_render(1709164800000000 - 1, 0, text, sizeof text);
    CHECK(strcmp(text, "2024-02-28 23:59 UTC") == 0);
}

static void topics_are_built_with_their_closing_slash(void)
{
    char topic[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    CHECK(pusdalops_topic_render("real", "11.06", "status", topic) == PUSDALOPS_OK);
    CHECK(strcmp(topic, "real/11/11.06/status/") == 0);
    CHECK(pusdalops_topic_render("drill/x1", "11", "status", topic) == PUSDALOPS_OK);
    CHECK(strcmp(topic, "drill/x1/11/province/status/") == 0);
    CHECK(pusdalops_topic_render("real", "11", NULL, topic) == PUSDALOPS_OK);
    CHECK(strcmp(topic, "real/11/") == 0);
    CHECK(pusdalops_topic_render("real", NULL, NULL, topic) == PUSDALOPS_OK);
    CHECK(strcmp(topic, "real/") == 0);
    CHECK(pusdalops_topic_render("real", "nation", "heartbeat", topic) == PUSDALOPS_OK);
    CHECK(strcmp(topic, "real/nation/heartbeat/") == 0);
    CHECK(pusdalops_topic_render("real", "11", "logistics", topic) == PUSDALOPS_OK);
    CHECK(strcmp(topic, "real/11/province/logistics/") == 0);
    CHECK(pusdalops_topic_render("real", "11.06", "gossip", topic) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_topic_render("drill/", "11.06", "status", topic) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_topic_render("real", "1106", "status", topic) == PUSDALOPS_E_FIELD);
}

static void names_of_figures_and_codes_are_found_both_ways(void)
{
    for (uint32_t kind = 1; kind < PUSDALOPS_FIGURE_KINDS; kind++) {
        CHECK(pusdalops_figure_find(pusdalops_figure_name(kind)) == kind);
        const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(
            &pusdalops__v1__figure_kind__descriptor, (int)kind);
        CHECK(value != NULL && strlen(value->name) == strlen(pusdalops_figure_name(kind)) + 12);
    }
    CHECK(pusdalops_figure_name(PUSDALOPS_FIGURE_KINDS) == NULL);
    CHECK(pusdalops_figure_find("") == 0 && pusdalops_figure_find("deaf") == 0);
    CHECK(pusdalops_code_find(207) != NULL && pusdalops_code_find(207)->fault == 1);
    CHECK(strcmp(pusdalops_code_find(207)->name, "EVENT_UNKNOWN") == 0);
    CHECK(pusdalops_code_find(602)->fault == PUSDALOPS_FAULT_WARNING);
    CHECK(pusdalops_code_find(1) == NULL);
}

int main(void)
{
    SAY(a_report_says_zero_and_keeps_silent_about_the_rest);
    SAY(what_the_protocol_does_not_allow_is_not_built);
    SAY(a_time_needs_its_zone_and_is_kept_to_the_microsecond);
    SAY(topics_are_built_with_their_closing_slash);
    SAY(names_of_figures_and_codes_are_found_both_ways);
    return check_done();
}
