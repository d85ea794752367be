/* test_suggestion.c - asking what could fill a line and who does what, and reading the answers; args: proto/vectors. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "pusdalops.h"
#include "wire.h"

static const char *vectors;
static uint8_t bytes[65536];

/* The bytes of a golden reply. */
static size_t read_reply(const char *name)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/reply/%s.bin", vectors, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return 0;
    }
    const size_t size = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    return size;
}

static void a_suggestion_is_read_field_by_field(void)
{
    struct pusdalops_suggestion *suggestion = NULL;
    struct pusdalops_candidate candidate;
    const size_t size = read_reply("suggestion");
    CHECK(pusdalops_suggestion_parse(bytes, size, &suggestion) == PUSDALOPS_OK);
    if (suggestion == NULL) {
        return;
    }
    const struct pusdalops_suggested said = pusdalops_suggestion_said(suggestion);
    CHECK(strcmp(said.line.source, "bpbd-12.73") == 0 && said.line.number == 30 &&
          said.line.line == 1);
    CHECK(strcmp(said.event_id, "siklon-senyar-2025") == 0 && strcmp(said.area, "12.73") == 0);
    CHECK(strcmp(said.item, "sembako") == 0 && strcmp(said.unit, "paket") == 0);
    CHECK(!said.item_unknown && said.outstanding == 80000 && !said.cut);
    CHECK(said.candidate_count == 2 && said.found == 2);
    CHECK(pusdalops_suggestion_candidate(suggestion, 0, &candidate));
    CHECK(candidate.kind == pusdalops_word_find(PUSDALOPS_WORDS_CANDIDATE, "siaga"));
    CHECK(strcmp(candidate.pledge.source, "pmi") == 0 && candidate.pledge.number == 12);
    CHECK(strcmp(candidate.giver, "pmi") == 0 && strcmp(candidate.cluster_id, "logistik") == 0);
    CHECK(candidate.available == 200000 && candidate.proposed == 80000 && !candidate.with_above);
    CHECK(candidate.state == pusdalops_word_find(PUSDALOPS_WORDS_PLEDGE_STATE, "confirmed"));
    CHECK(candidate.allotted_to.number == 0 && candidate.opens_gap == 0);
    CHECK(candidate.as_of_us != INT64_MIN && candidate.available_at_us > candidate.as_of_us &&
          candidate.valid_until_us > candidate.available_at_us);
    CHECK(candidate.nearness == pusdalops_word_find(PUSDALOPS_WORDS_NEARNESS, "elsewhere"));
    CHECK(candidate.reason_count == 6 && !candidate.distance_known &&
          candidate.reasons[2] == pusdalops_word_find(PUSDALOPS_WORDS_REASON, "whole"));
    CHECK(pusdalops_suggestion_candidate(suggestion, 1, &candidate));
    CHECK(candidate.available_at_us == INT64_MIN && candidate.valid_until_us == INT64_MIN);
    CHECK(!pusdalops_suggestion_candidate(suggestion, 2, &candidate));
    pusdalops_suggestion_free(suggestion);
}

static void a_page_of_activities_is_read_field_by_field(void)
{
    struct pusdalops_activities *page = NULL;
    struct pusdalops_activity one;
    const size_t size = read_reply("activities");
    CHECK(pusdalops_activities_parse(bytes, size, &page) == PUSDALOPS_OK);
    if (page == NULL) {
        return;
    }
    CHECK(strcmp(pusdalops_activities_cursor(page), "4711") == 0);
    CHECK(pusdalops_activities_at(page, 0, &one));
    CHECK(one.kind == 1 && strcmp(one.member, "bnpb") == 0 && one.said_by.number == 41);
    CHECK(strcmp(one.item, "sembako") == 0 && strcmp(one.item_class, "pangan") == 0);
    CHECK(one.pledged == 190000 && one.sent == 120000 && one.received_good == 100000 &&
          one.received_damaged == 6000 && one.lost == 4000);
    CHECK(one.line.number == 30 && strcmp(one.area, "12.73") == 0 &&
          strcmp(one.area_name, "Kota Sibolga") == 0 && strcmp(one.kecamatan, "12.73.01") == 0);
    CHECK(strcmp(one.delivery_point, "Gudang BPBD Sibolga") == 0 && one.region_count == 0);
    CHECK(one.dispatched_at_us == one.said_at_us && one.received_at_us > one.dispatched_at_us);
    CHECK(one.needed_by_us > one.received_at_us && one.available_at_us < one.said_at_us);
    CHECK(one.state == 4 && one.persons == 1250 && one.households == 320);
    CHECK(pusdalops_activities_at(page, 1, &one));
    CHECK(one.line.number == 0 && one.region_count == 1 && strcmp(one.regions[0], "12") == 0);
    CHECK(one.event_id[0] == '\0' && one.area[0] == '\0' && one.received_at_us == INT64_MIN);
    CHECK(pusdalops_activities_at(page, 2, &one));
    CHECK(one.kind == 2 && one.shipment_state == 2 && one.state == 0 && one.said_by.line == 2);
    CHECK(one.dispatched_at_us < one.expected_at_us && one.arrived_at_us == INT64_MIN);
    CHECK(one.said_at_us == INT64_MIN && one.pledged == 12000 && one.sent == 12000);
    CHECK(!pusdalops_activities_at(page, 3, &one));
    pusdalops_activities_free(page);
}

static void an_answer_of_another_kind_or_none_is_told_apart(void)
{
    struct pusdalops_suggestion *suggestion = NULL;
    struct pusdalops_activities *page = NULL;
    size_t size = read_reply("activities");
    CHECK(size > 0 && pusdalops_suggestion_parse(bytes, size, &suggestion) == PUSDALOPS_NONE);
    CHECK(suggestion == NULL);
    size = read_reply("suggestion");
    CHECK(size > 0 && pusdalops_activities_parse(bytes, size, &page) == PUSDALOPS_NONE);
    CHECK(pusdalops_activities_parse(bytes, size - 1, &page) == PUSDALOPS_E_MALFORMED);
    CHECK(pusdalops_suggestion_parse(bytes, size - 1, &suggestion) == PUSDALOPS_E_MALFORMED);
    CHECK(suggestion == NULL && page == NULL);
    CHECK(pusdalops_suggestion_parse(NULL, 0, &suggestion) == PUSDALOPS_E_ARGUMENT);
    CHECK(pusdalops_activities_parse(bytes, size, NULL) == PUSDALOPS_E_ARGUMENT);
    pusdalops_suggestion_free(NULL);
    pusdalops_activities_free(NULL);
}

/* The request that a question becomes, greeted or not; free it. */
static Pusdalops__V1__Request *asked(const struct pusdalops_ask *ask)
{
    const struct pusdalops_now now = {.mono_ms = 1, .utc_us = 1764315000000000};
    const struct pusdalops_session_config config = {.realm = "drill/uji", .source = "bpbd-12.73"};
    struct pusdalops_session *session = NULL;
    Pusdalops__V1__Request *found = NULL;
    const uint8_t *frame = NULL;
    size_t size = 0;
    uint64_t id = 0;
    CHECK(pusdalops_session_new(&config, &session) == PUSDALOPS_OK);
    CHECK(pusdalops_session_frame(session, now, &frame, &size) == PUSDALOPS_OK); /* its greeting */
    Pusdalops__V1__Request *greeting = pusdalops__v1__request__unpack(NULL, size, frame);
    CHECK(greeting != NULL && greeting->body_case == PUSDALOPS__V1__REQUEST__BODY_HELLO);
    pusdalops_session_sent(session, now);
    Pusdalops__V1__Reply reply;
    Pusdalops__V1__HelloReply hello;
    pusdalops__v1__reply__init(&reply);
    pusdalops__v1__hello_reply__init(&hello);
    reply.request_id = greeting == NULL ? 0 : greeting->request_id;
    reply.epoch = 1;
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_HELLO;
    reply.hello = &hello;
    hello.version = 1;
    pusdalops__v1__request__free_unpacked(greeting, NULL);
    size = pusdalops__v1__reply__pack(&reply, bytes);
    CHECK(pusdalops_session_hear(session, bytes, size, now) == PUSDALOPS_OK);
    CHECK(pusdalops_session_ask(session, ask, &id) == PUSDALOPS_OK);
    CHECK(pusdalops_session_frame(session, now, &frame, &size) == PUSDALOPS_OK);
    found = pusdalops__v1__request__unpack(NULL, size, frame);
    CHECK(found != NULL && found->request_id == id);
    pusdalops_session_free(session);
    return found;
}

static void a_question_names_the_line_or_the_area(void)
{
    const struct pusdalops_ask about = {
        .kind = PUSDALOPS_ASK_SUGGESTION, .subject = "bpbd-12.73", .position = 30, .line = 2};
    Pusdalops__V1__Request *request = asked(&about);
    CHECK(request->body_case == PUSDALOPS__V1__REQUEST__BODY_SUGGESTION);
    CHECK(strcmp(request->suggestion->realm, "drill/uji") == 0);
    CHECK(strcmp(request->suggestion->line->source, "bpbd-12.73") == 0 &&
          request->suggestion->line->number == 30 && request->suggestion->line->line == 2);
    pusdalops__v1__request__free_unpacked(request, NULL);
    const struct pusdalops_ask who = {
        .kind = PUSDALOPS_ASK_ACTIVITIES, .subject = "12", .event = "banjir", .cursor = "4711"};
    request = asked(&who);
    CHECK(request->body_case == PUSDALOPS__V1__REQUEST__BODY_ACTIVITIES);
    CHECK(strcmp(request->activities->realm, "drill/uji") == 0 &&
          strcmp(request->activities->area_code, "12") == 0);
    CHECK(strcmp(request->activities->event_id, "banjir") == 0 &&
          strcmp(request->activities->cursor, "4711") == 0);
    pusdalops__v1__request__free_unpacked(request, NULL);
    const struct pusdalops_ask all = {.kind = PUSDALOPS_ASK_ACTIVITIES, .subject = ""};
    request = asked(&all);
    CHECK(request->activities->event_id[0] == '\0' && request->activities->cursor[0] == '\0');
    pusdalops__v1__request__free_unpacked(request, NULL);
}

int main(int argc, char **argv)
{
    vectors = argc > 1 ? argv[1] : "";
    SAY(a_suggestion_is_read_field_by_field);
    SAY(a_page_of_activities_is_read_field_by_field);
    SAY(an_answer_of_another_kind_or_none_is_told_apart);
    SAY(a_question_names_the_line_or_the_area);
    return check_done();
}
