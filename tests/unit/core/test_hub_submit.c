/*
 * test_hub_submit.c - the road of a message: taken in, said before, refused, told to wait.
 */
#include "core/hub_submit.h"

#include "core/share.h"
#include "support/aceh.h"
#include "support/tap.h"

static struct room room;

static void begin(void)
{
    struct hub_settings settings = room_settings();
    settings.realms[1] = "drill/x1";
    settings.realm_count = 2;
    aceh_open(&room, &settings);
}

static void end(void)
{
    CHECK_NUMBER(room.broken, 0);
    CHECK(picture_audit(&room_view(&room, "real")->picture, &room_view(&room, "real")->sources));
    CHECK(share_audit(room_view(&room, "real")));
    room_close(&room);
}

static void a_report_is_accepted_and_durable_before_its_receipt_leaves(void)
{
    begin();
    const struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 16 missing 2");
    const Receipt *receipt = room_hand_in(&room, "bpbd-11.06", &report);
    CHECK_NUMBER(receipt->status, RECEIPT_ACCEPTED);
    CHECK_TEXT(receipt->source, "bpbd-11.06");
    CHECK(receipt->number == 1 && receipt->sequence == 2 && receipt->problem == NULL);
    CHECK_NUMBER(receipt->durability, PUSDALOPS__V1__DURABILITY__DURABILITY_SYNCED);
    CHECK_NUMBER(receipt->received_at->seconds, room.at_utc_us / US_PER_S);
    CHECK_NUMBER(room.reply_effect.realm, 0);
    CHECK_NUMBER(room.reply_effect.after.n, receipt->sequence);
    CHECK(room.reply->request_id == room.request_id && room.reply->epoch == 1);
    CHECK_NUMBER(aceh_chosen(&room, "real", 1106, FIGURE_DEAD), 16);
    end();
}

static void a_reply_waits_for_the_record_of_its_own_realm(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 1");
    report.realm = "drill/x1";
    for (report.number = 1; report.number <= 5; report.number++) {
        CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    }
    report.realm = "real";
    report.number = 1;
    const Receipt *receipt = room_hand_in(&room, "bpbd-11.06", &report);
    CHECK_NUMBER(room.reply_effect.realm,
                 0); /* the drill's journal is longer; that is no matter of this reply */
    CHECK_NUMBER(room.reply_effect.after.n, receipt->sequence);
    end();
}

static void the_same_bytes_again_get_the_first_receipt_again(void)
{
    begin();
    const struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06",
                                             "displaced_persons 10 displaced_households 20");
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    const uint64_t sequence = room.reply->receipt->sequence;
    const int64_t received = room.reply->receipt->received_at->seconds;
    const uint32_t records = room.journal.count;
    room_wait(&room, 3600 * US_PER_S);
    const Receipt *receipt = room_hand_in(&room, "bpbd-11.06", &report);
    CHECK_NUMBER(receipt->status, RECEIPT_DUPLICATE);
    CHECK(receipt->sequence == sequence && receipt->received_at->seconds == received);
    CHECK(aceh_warned(receipt, HUB_E_PERSONS_BELOW_HOUSEHOLDS, "report.figures.displaced"));
    CHECK_NUMBER(room.journal.count, records);
    end();
}

static void the_same_number_with_other_bytes_is_a_conflict(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 16");
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    report.figures = "dead 17";
    const Receipt *receipt = room_hand_in(&room, "bpbd-11.06", &report);
    CHECK_NUMBER(receipt->status, RECEIPT_CONFLICT);
    CHECK_NUMBER(aceh_code(receipt), HUB_E_CONTENT_CONFLICT);
    CHECK_TEXT(receipt->problem->field, "number");
    CHECK_NUMBER(receipt->sequence, 2);
    CHECK_NUMBER(aceh_chosen(&room, "real", 1106, FIGURE_DEAD), 16);
    end();
}

static void a_refused_number_may_be_used_again(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.07", "dead 16");
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_REGION_FORBIDS);
    CHECK_NUMBER(room.journal.count, 2);
    report.region = "11.06";
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    end();
}

static void rights_are_asked_of_role_region_source_realm_and_key(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 1");
    CHECK_NUMBER(aceh_code(room_hand_in(&room, "bpbd-11.07", &report)), HUB_E_SOURCE_FORBIDS);
    CHECK_TEXT(room.reply->receipt->problem->field, "source");
    CHECK_NUMBER(aceh_code(room_hand_in(&room, "console", &report)), HUB_E_ROLE_FORBIDS);
    CHECK_NUMBER(aceh_code(room_hand_in(&room, "stranger", &report)), HUB_E_KEY_NOT_VALID);
    CHECK_NUMBER(room.reply->receipt->problem->fault, PUSDALOPS__V1__FAULT__FAULT_RIGHTS);
    report.realm = "drill/other";
    CHECK_NUMBER(aceh_code(room_hand_in(&room, "bpbd-11.06", &report)), HUB_E_REALM_UNKNOWN);
    const struct seat guest = {"bpbd-11.06", ROLE_DISTRICT,   "11.06", NULL,
                               "real",       ACCESS_INTERNAL, false,   0};
    room_sit(&room, &guest);
    room_call(&room, NULL);
    report.realm = "drill/x1";
    CHECK_NUMBER(aceh_code(room_hand_in(&room, "bpbd-11.06", &report)), HUB_E_REALM_FORBIDS);
    CHECK_NUMBER(room.journal.count, 2);
    end();
}

static void without_an_identity_nothing_is_taken_in(void)
{
    uint8_t message[512];
    uint8_t frame[1024];
    begin();
    const struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 1");
    const struct slice bytes = letter_encode(&report, message, sizeof message);
    const Reply *reply =
        room_ask_bytes(&room, NULL, DOOR_SUBMIT, request_submit(77, bytes, frame, sizeof frame));
    CHECK_NUMBER(reply->body_case, PUSDALOPS__V1__REPLY__BODY_PROBLEM);
    CHECK_NUMBER(reply->problem->code, HUB_E_NO_IDENTITY);
    CHECK(reply->request_id == 77);
    end();
}

static void a_key_taken_off_the_roster_speaks_no_more(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 1");
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    room_rise(&room, "orari"); /* it speaks for the other, so it goes first */
    room_rise(&room, "bpbd-11.06");
    room_call(&room, "roster.loaded");
    report.number = 2;
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_KEY_NOT_VALID);
    CHECK_NUMBER(aceh_chosen(&room, "real", 1106, FIGURE_DEAD), 1); /* what it said stays */
    end();
}

static void a_key_that_runs_out_speaks_no_more(void)
{
    begin();
    const struct seat guest = {
        "bpbd-11.06", ROLE_DISTRICT,   "11.06", NULL,
        "real",       ACCESS_INTERNAL, false,   room.at_utc_us + 10 * US_PER_S};
    room_sit(&room, &guest);
    room_call(&room, NULL);
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 1");
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    room_wait(&room, 10 * US_PER_S);
    report.number = 2;
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_KEY_NOT_VALID);
    end();
}

static void a_full_store_takes_nothing_in_but_still_answers(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 1");
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    struct event store = {
        .kind = EVENT_STORE, .at_utc_us = room.at_utc_us, .mono_us = room.mono_us};
    store.as.store.full = true;
    room_step(&room, &store);
    report.number = 2;
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_BUSY);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_STORE_FULL);
    CHECK(room.reply->receipt->problem->retry_after_ms > 0);
    report.number = 1;
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_DUPLICATE);
    store.as.store.full = false;
    room_step(&room, &store);
    report.number = 2;
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    end();
}

static void a_hub_that_is_going_down_takes_nothing_in(void)
{
    begin();
    const struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 1");
    const struct event drain = {
        .kind = EVENT_DRAIN, .at_utc_us = room.at_utc_us, .mono_us = room.mono_us};
    room_step(&room, &drain);
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_BUSY);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_DRAINING);
    end();
}

static void who_sends_too_much_is_told_to_wait(void)
{
    struct hub_settings settings = room_settings();
    settings.client_messages_per_s = 10;
    settings.client_messages_burst = 3;
    aceh_open(&room, &settings);
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 1");
    for (report.number = 1; report.number <= 3; report.number++) {
        CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    }
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_BUSY);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_QUOTA);
    struct letter other = aceh_report(&room, "bpbd-11.07", 1, "11.07", "dead 1");
    CHECK_NUMBER(aceh_hand_in(&room, &other),
                 RECEIPT_ACCEPTED); /* one does not pay for the other */
    room_wait(&room, 101 * US_PER_MS);
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    end();
}

static void too_many_gaps_are_refused_and_missing_numbers_close_them(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 2, "11.06", "dead 1");
    for (uint32_t i = 0; i < GAPS_PER_SOURCE_MAX; i++) {
        CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
        report.number += 2;
    }
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_NUMBER_GAPS);
    CHECK_TEXT(room.reply->receipt->problem->field, "number");
    end();
}

/* "Send the missing ones first" is the answer; then the missing ones must be let in. */
static void a_source_with_all_its_gaps_may_send_what_is_missing(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 2, "11.06", "dead 1");
    for (uint32_t i = 0; i < GAPS_PER_SOURCE_MAX; i++) {
        CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
        report.number += 2;
    }
    report.number = 1;
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    end();
}

/* Sources that speak about 11.06, by the lab. */
static int one_more_source(uint32_t n, uint64_t number)
{
    char name[32];
    (void)snprintf(name, sizeof name, "s-%u", n);
    const struct letter report = aceh_report(&room, name, number, "11.06", "dead 1");
    const Receipt *receipt = room_hand_in(&room, "lab", &report);
    return receipt == NULL ? -1 : (int)receipt->status;
}

static void one_source_too_many_about_a_regency_is_told_so(void)
{
    begin();
    for (uint32_t n = 0; n < SOURCES_PER_SPOT_MAX; n++) {
        CHECK_NUMBER(one_more_source(n, 1), RECEIPT_ACCEPTED);
    }
    CHECK_NUMBER(one_more_source(SOURCES_PER_SPOT_MAX, 1), RECEIPT_BUSY);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_LIMIT_REACHED);
    end();
}

static void those_who_spoke_before_may_speak_on_at_the_limit(void)
{
    begin();
    for (uint32_t n = 0; n < SOURCES_PER_SPOT_MAX; n++) {
        CHECK_NUMBER(one_more_source(n, 1), RECEIPT_ACCEPTED);
    }
    CHECK_NUMBER(one_more_source(0, 2), RECEIPT_ACCEPTED);
    end();
}

static void each_of_a_batch_is_judged_by_itself_in_its_order(void)
{
    uint8_t message[512];
    uint8_t list[4096];
    uint8_t frame[4096];
    static const uint64_t numbers[] = {1, 2, 1, 3};
    static const char *const regions[] = {"11.06", "11.07", "11.06", "11.06"};
    begin();
    struct encoder batch = encoder_over(list, sizeof list);
    for (int i = 0; i < 4; i++) {
        const struct letter report =
            aceh_report(&room, "bpbd-11.06", numbers[i], regions[i], "dead 1");
        put_bytes(&batch, 1, letter_encode(&report, message, sizeof message));
    }
    struct encoder request = encoder_over(frame, sizeof frame);
    put_number(&request, 1, 5);
    put_bytes(&request, 4, encoder_bytes(&batch));
    const Reply *reply = room_ask_bytes(&room, "bpbd-11.06", DOOR_SUBMIT, encoder_bytes(&request));
    CHECK_NUMBER(reply->body_case, PUSDALOPS__V1__REPLY__BODY_BATCH);
    CHECK_NUMBER(reply->batch->n_receipts, 4);
    CHECK_NUMBER(reply->batch->receipts[0]->status, RECEIPT_ACCEPTED);
    CHECK_NUMBER(aceh_code(reply->batch->receipts[1]), HUB_E_REGION_FORBIDS);
    CHECK_NUMBER(reply->batch->receipts[2]->status, RECEIPT_DUPLICATE);
    CHECK_NUMBER(reply->batch->receipts[3]->status, RECEIPT_ACCEPTED);
    CHECK(room.reply_effect.after.n >= reply->batch->receipts[3]->sequence);
    CHECK_NUMBER(room.replies, 1);
    end();
}

static void by_intake_messages_are_taken_in_and_nothing_is_answered(void)
{
    uint8_t message[512];
    uint8_t frame[1024];
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 4");
    struct slice bytes = letter_encode(&report, message, sizeof message);
    bytes = request_submit(1, bytes, frame, sizeof frame);
    CHECK(room_ask_bytes(&room, "bpbd-11.06", DOOR_INTAKE, bytes) == NULL);
    CHECK_NUMBER(aceh_chosen(&room, "real", 1106, FIGURE_DEAD), 4);
    struct record record;
    CHECK_NUMBER(record_decode(room.journal.entries[room.journal.count - 1].record, &record),
                 HUB_OK);
    CHECK(record.by_intake);
    CHECK(room_ask_bytes(&room, "bpbd-11.06", DOOR_INTAKE, slice_of("nonsense")) == NULL);
    const struct question hello = {.kind = REQUEST_HELLO, .version_min = 1, .version_max = 1};
    CHECK(room_ask_bytes(&room, "bpbd-11.06", DOOR_INTAKE,
                         question_encode(1, &hello, frame, sizeof frame)) == NULL);
    CHECK_NUMBER(room.hub.counters.unreadable, 2);
    end();
}

static void a_relay_hands_in_for_a_district_and_both_names_stay(void)
{
    begin();
    struct letter report = aceh_report(&room, "orari", 1, "11.06", "dead 4");
    report.behalf = "bpbd-11.06";
    report.channel = 1;
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    struct record record;
    CHECK_NUMBER(record_decode(room.journal.entries[room.journal.count - 1].record, &record),
                 HUB_OK);
    CHECK(slice_equal(record.client, slice_of("orari")));
    CHECK(slice_equal(record.source, slice_of("orari")));
    CHECK(slice_equal(record.word, slice_of("bpbd-11.06")));
    CHECK(record.official); /* the word is the district's own */
    report.behalf = "bpbd-11.07";
    report.number = 2;
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_SOURCE_FORBIDS);
    end();
}

static void only_who_numbered_a_report_takes_it_back(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 4");
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    struct letter withdrawal = {
        .kind = BODY_WITHDRAWAL, .source = "bnpb", .number = 2, .realm = "real", .about_number = 1};
    CHECK_NUMBER(aceh_hand_in(&room, &withdrawal), RECEIPT_REFUSED); /* bnpb's 1 is a declaration */
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_REPORT_UNKNOWN);
    withdrawal.source = "bpbd-11.06";
    CHECK_NUMBER(aceh_hand_in(&room, &withdrawal), RECEIPT_ACCEPTED);
    CHECK_NUMBER(aceh_chosen(&room, "real", 1106, FIGURE_DEAD), -1);
    withdrawal.number = 3;
    CHECK_NUMBER(aceh_hand_in(&room, &withdrawal), RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_REPORT_WITHDRAWN);
    CHECK_TEXT(room.reply->receipt->problem->field, "withdrawal.number");
    withdrawal.about_number = 99;
    CHECK_NUMBER(aceh_hand_in(&room, &withdrawal), RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_REPORT_UNKNOWN);
    end();
}

static void a_report_beyond_the_versions_kept_is_too_old_to_take_back(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 4");
    for (report.number = 1; report.number <= VERSIONS_PER_CELL_MAX + 1; report.number++) {
        CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    }
    struct letter withdrawal = {.kind = BODY_WITHDRAWAL,
                                .source = "bpbd-11.06",
                                .number = 100,
                                .realm = "real",
                                .about_number = 1};
    CHECK_NUMBER(aceh_hand_in(&room, &withdrawal), RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_REPORT_TOO_OLD);
    withdrawal.about_number = 2;
    CHECK_NUMBER(aceh_hand_in(&room, &withdrawal), RECEIPT_ACCEPTED);
    end();
}

static void a_correction_undoes_what_it_corrects_wherever_that_was(void)
{
    begin();
    struct letter report = aceh_report(&room, "pusdalops-11", 1, "11.06", "dead 16");
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    report.number = 2;
    report.revises = 1;
    report.region = "11.07";
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    CHECK_NUMBER(aceh_chosen(&room, "real", 1106, FIGURE_DEAD), -1);
    CHECK_NUMBER(aceh_chosen(&room, "real", 1107, FIGURE_DEAD), 16);
    report.number = 3;
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_REFUSED); /* 1 was replaced already */
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_REPORT_WITHDRAWN);
    CHECK_TEXT(room.reply->receipt->problem->field, "report.revises");
    end();
}

static void verification_needs_the_level_and_the_region(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 4");
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    struct letter verification = {.kind = BODY_VERIFICATION,
                                  .source = "bpbd-11.07",
                                  .number = 1,
                                  .realm = "real",
                                  .about_source = "bpbd-11.06",
                                  .about_number = 1,
                                  .level = 1};
    CHECK_NUMBER(aceh_hand_in(&room, &verification), RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_REGION_FORBIDS);
    verification.source = "pusdalops-11";
    verification.level = 3;
    CHECK_NUMBER(aceh_hand_in(&room, &verification), RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_ROLE_FORBIDS);
    verification.level = 2;
    CHECK_NUMBER(aceh_hand_in(&room, &verification), RECEIPT_ACCEPTED);
    verification.source = "orari";
    verification.level = 1;
    CHECK_NUMBER(aceh_hand_in(&room, &verification), RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_ROLE_FORBIDS);
    end();
}

static void an_event_of_others_is_not_changed_from_within_one_regency(void)
{
    begin();
    struct letter event = {.kind = BODY_EVENT,
                           .source = "bpbd-11.06",
                           .number = 1,
                           .realm = "real",
                           .event = ACEH_EVENT,
                           .hazard = 101,
                           .name = "Lain",
                           .regions = "11.06",
                           .state = 2};
    CHECK_NUMBER(aceh_hand_in(&room, &event), RECEIPT_REFUSED);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_REGION_FORBIDS);
    CHECK_TEXT(room.reply->receipt->problem->field, "event.event_id");
    event.event = "banjir-besar";
    event.state = 1;
    CHECK_NUMBER(aceh_hand_in(&room, &event), RECEIPT_ACCEPTED);
    event.number = 2;
    event.regions = "11.06 11.07";
    CHECK_NUMBER(aceh_hand_in(&room, &event), RECEIPT_REFUSED);
    CHECK_TEXT(room.reply->receipt->problem->field, "event.region_codes[1]");
    end();
}

static void a_store_that_cannot_be_read_is_told_and_nothing_changes(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 4");
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    room.journal.unreadable = true;
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_BUSY);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_READ_FAILED);
    report.number = 2;
    report.revises = 1;
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_BUSY);
    CHECK_NUMBER(aceh_code(room.reply->receipt), HUB_E_READ_FAILED);
    CHECK_NUMBER(aceh_chosen(&room, "real", 1106, FIGURE_DEAD), 4);
    end();
}

static void drill_and_real_never_mix(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 999");
    report.realm = "drill/x1";
    CHECK_NUMBER(aceh_hand_in(&room, &report), RECEIPT_ACCEPTED);
    CHECK_NUMBER(aceh_chosen(&room, "real", 1106, FIGURE_DEAD), -1);
    CHECK_NUMBER(aceh_chosen(&room, "drill/x1", 1106, FIGURE_DEAD), 999);
    room_forget_feed(&room);
    room_wait(&room, 50 * US_PER_MS);
    for (uint32_t i = 0; i < room.feed_count; i++) {
        const bool is_status = strstr(room.feed[i].topic, "/status/") != NULL;
        CHECK(!is_status || strncmp(room.feed[i].topic, "drill/x1/", 9) == 0 ||
              room.feed[i].message->document_case !=
                  PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY ||
              room.feed[i].message->regency->n_figures == 0);
    }
    report.realm = "real";
    report.figures = "dead 1";
    CHECK_NUMBER(aceh_hand_in(&room, &report),
                 RECEIPT_ACCEPTED); /* the same number, another realm */
    CHECK_NUMBER(aceh_chosen(&room, "drill/x1", 1106, FIGURE_DEAD), 999);
    end();
}

static void what_happened_is_counted(void)
{
    begin();
    struct letter report = aceh_report(&room, "bpbd-11.06", 1, "11.06", "dead 4");
    const uint64_t accepted = room.hub.counters.accepted;
    (void)aceh_hand_in(&room, &report);
    (void)aceh_hand_in(&room, &report);
    report.figures = "dead 5";
    (void)aceh_hand_in(&room, &report);
    report.number = 2;
    report.event = "unheard-of";
    (void)aceh_hand_in(&room, &report);
    CHECK_NUMBER(room.hub.counters.accepted, accepted + 1);
    CHECK_NUMBER(room.hub.counters.duplicates, 1);
    CHECK_NUMBER(room.hub.counters.conflicts, 1);
    CHECK_NUMBER(room.hub.counters.refused, 1);
    CHECK_NUMBER(room.hub.counters.by_code[HUB_E_EVENT_UNKNOWN], 1);
    const uint32_t node = presence_find(&room.hub.realms[0].presence, slice_of("bpbd-11.06"));
    CHECK_NUMBER(presence_node(&room.hub.realms[0].presence, node)->accepted, 1);
    CHECK_NUMBER(presence_node(&room.hub.realms[0].presence, node)->refused, 2);
    end();
}

int main(void)
{
    SAY(a_report_is_accepted_and_durable_before_its_receipt_leaves);
    SAY(a_reply_waits_for_the_record_of_its_own_realm);
    SAY(the_same_bytes_again_get_the_first_receipt_again);
    SAY(the_same_number_with_other_bytes_is_a_conflict);
    SAY(a_refused_number_may_be_used_again);
    SAY(rights_are_asked_of_role_region_source_realm_and_key);
    SAY(without_an_identity_nothing_is_taken_in);
    SAY(a_key_taken_off_the_roster_speaks_no_more);
    SAY(a_key_that_runs_out_speaks_no_more);
    SAY(a_full_store_takes_nothing_in_but_still_answers);
    SAY(a_hub_that_is_going_down_takes_nothing_in);
    SAY(who_sends_too_much_is_told_to_wait);
    SAY(too_many_gaps_are_refused_and_missing_numbers_close_them);
    SAY(a_source_with_all_its_gaps_may_send_what_is_missing);
    SAY(one_source_too_many_about_a_regency_is_told_so);
    SAY(those_who_spoke_before_may_speak_on_at_the_limit);
    SAY(each_of_a_batch_is_judged_by_itself_in_its_order);
    SAY(by_intake_messages_are_taken_in_and_nothing_is_answered);
    SAY(a_relay_hands_in_for_a_district_and_both_names_stay);
    SAY(only_who_numbered_a_report_takes_it_back);
    SAY(a_report_beyond_the_versions_kept_is_too_old_to_take_back);
    SAY(a_correction_undoes_what_it_corrects_wherever_that_was);
    SAY(verification_needs_the_level_and_the_region);
    SAY(an_event_of_others_is_not_changed_from_within_one_regency);
    SAY(a_store_that_cannot_be_read_is_told_and_nothing_changes);
    SAY(drill_and_real_never_mix);
    SAY(what_happened_is_counted);
    return tap_done();
}
