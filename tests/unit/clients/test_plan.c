/* test_plan.c - building contingency plans, activations and what becomes of tasks; what is out of its form is refused. */
#include "pusdalops.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "wire.h"

#define T0_US (1764309000LL * 1000000)

static Pusdalops__V1__Message *encoded(struct pusdalops_message *message)
{
    static uint8_t bytes[PUSDALOPS_MESSAGE_BYTES_MAX];
    size_t size = 0;
    const enum pusdalops_status status =
        pusdalops_message_encode(message, "real", "bpbd-32.16", 7, T0_US, bytes, &size);
    pusdalops_message_free(message);
    return status == PUSDALOPS_OK ? pusdalops__v1__message__unpack(NULL, size, bytes) : NULL;
}

static const uint32_t hazards[] = {101, 103};
static const struct pusdalops_quantity rice = {.item = "beras", .thousandths = 1500, .unit = "ton"};
static const struct pusdalops_plan flood = {.plan_id = "banjir",
                                            .name = "Banjir Citarum",
                                            .region = "32.16",
                                            .hazards = hazards,
                                            .hazard_count = 2,
                                            .valid_until_us = T0_US,
                                            .reference = "SK Bupati"};

static void a_plan_is_encoded_as_it_was_built(void)
{
    struct pusdalops_message *message = NULL;
    const struct pusdalops_plan_line lines[] = {
        {.member = "pmi",
         .cluster_id = "logistik",
         .what = "Membawa beras",
         .quantity = &rice,
         .region = "32.16",
         .kecamatan = "32.16.15",
         .point = "Gudang Cikarang",
         .within_minutes = 180,
         .persons = 4200,
         .households = 1100},
        {.member = "tni", .what = "Evakuasi"},
    };
    CHECK(pusdalops_plan_new(&flood, &message) == PUSDALOPS_OK);
    CHECK(pusdalops_plan_line(message, &lines[0]) == PUSDALOPS_OK);
    CHECK(pusdalops_plan_line(message, &lines[1]) == PUSDALOPS_OK);
    Pusdalops__V1__Message *read = encoded(message);
    const bool good = read != NULL && read->body_case == PUSDALOPS__V1__MESSAGE__BODY_PLAN;
    CHECK(good);
    if (!good) {
        return;
    }
    const Pusdalops__V1__Plan *plan = read->plan;
    CHECK(strcmp(plan->plan_id, "banjir") == 0 && strcmp(plan->region_code, "32.16") == 0);
    CHECK(plan->n_hazards == 2 && plan->hazards[1]->hazard_code == 103);
    CHECK(plan->valid_until != NULL && strcmp(plan->reference, "SK Bupati") == 0);
    CHECK(plan->n_lines == 2 && plan->lines[0]->quantity->thousandths == 1500);
    CHECK(plan->lines[0]->within_minutes == 180 && plan->lines[0]->persons == 4200);
    CHECK(strcmp(plan->lines[0]->kecamatan_code, "32.16.15") == 0);
    CHECK(plan->lines[1]->quantity == NULL && strcmp(plan->lines[1]->member, "tni") == 0);
    pusdalops__v1__message__free_unpacked(read, NULL);
}

static void a_plan_in_which_nobody_does_anything_is_not_encoded_unless_it_is_retired(void)
{
    struct pusdalops_message *message = NULL;
    struct pusdalops_plan plan = flood;
    CHECK(pusdalops_plan_new(&plan, &message) == PUSDALOPS_OK);
    CHECK(encoded(message) == NULL);
    plan.retired = true;
    CHECK(pusdalops_plan_new(&plan, &message) == PUSDALOPS_OK);
    Pusdalops__V1__Message *read = encoded(message);
    CHECK(read != NULL && read->plan->retired);
    pusdalops__v1__message__free_unpacked(read, NULL);
}

static void a_plan_out_of_its_form_is_refused(void)
{
    static const uint32_t unknown[] = {99};
    struct pusdalops_message *message = NULL;
    struct pusdalops_plan plans[6] = {flood, flood, flood, flood, flood, flood};
    plans[0].plan_id = "Banjir";
    plans[1].name = "";
    plans[2].region = "nation";
    plans[3].hazards = unknown;
    plans[3].hazard_count = 1;
    plans[4].hazard_count = 17;
    plans[5].region = "3216";
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        CHECK(pusdalops_plan_new(&plans[i], &message) == PUSDALOPS_E_FIELD);
    }
    CHECK(pusdalops_plan_new(NULL, &message) == PUSDALOPS_E_ARGUMENT);
}

static void a_line_out_of_its_form_is_refused_and_there_are_at_most_32(void)
{
    static const struct pusdalops_quantity nothing = {.item = "beras"};
    const struct pusdalops_plan_line good = {.member = "pmi", .what = "Dapur umum"};
    const struct pusdalops_plan_line bad[] = {
        {.what = "Dapur umum"},
        {.member = "PMI", .what = "Dapur umum"},
        {.member = "pmi"},
        {.member = "pmi", .what = "Dapur umum", .cluster_id = "Logistik"},
        {.member = "pmi", .what = "Dapur umum", .region = "3216"},
        {.member = "pmi", .what = "Dapur umum", .kecamatan = "32.16"},
        {.member = "pmi", .what = "Dapur umum", .within_minutes = 525601},
        {.member = "pmi", .what = "Dapur umum", .quantity = &nothing},
        {.member = "pmi", .what = "Dapur\x01umum"},
    };
    struct pusdalops_message *message = NULL;
    CHECK(pusdalops_plan_new(&flood, &message) == PUSDALOPS_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(pusdalops_plan_line(message, &bad[i]) == PUSDALOPS_E_FIELD);
    }
    for (uint32_t i = 0; i < PUSDALOPS_PLAN_LINES_MAX; i++) {
        CHECK(pusdalops_plan_line(message, &good) == PUSDALOPS_OK);
    }
    CHECK(pusdalops_plan_line(message, &good) == PUSDALOPS_E_FULL);
    pusdalops_message_free(message);
    CHECK(pusdalops_withdrawal_new(3, NULL, &message) == PUSDALOPS_OK);
    CHECK(pusdalops_plan_line(message, &good) == PUSDALOPS_E_ARGUMENT); /* no plan */
    pusdalops_message_free(message);
}

static void an_activation_names_the_plan_its_version_and_the_event(void)
{
    struct pusdalops_message *message = NULL;
    CHECK(pusdalops_activation_new("bpbd-32.16", "banjir", 11, "banjir-2026", "Siaga 1",
                                   &message) == PUSDALOPS_OK);
    Pusdalops__V1__Message *read = encoded(message);
    const bool good =
        read != NULL && read->body_case == PUSDALOPS__V1__MESSAGE__BODY_PLAN_ACTIVATION;
    CHECK(good);
    if (good) {
        CHECK(read->plan_activation->number == 11);
        CHECK(strcmp(read->plan_activation->source, "bpbd-32.16") == 0);
        CHECK(strcmp(read->plan_activation->plan_id, "banjir") == 0);
        CHECK(strcmp(read->plan_activation->event_id, "banjir-2026") == 0);
        CHECK(strcmp(read->plan_activation->reason, "Siaga 1") == 0);
    }
    pusdalops__v1__message__free_unpacked(read, NULL);
    CHECK(pusdalops_activation_new("bpbd-32.16", "Banjir", 0, "banjir-2026", NULL, &message) ==
          PUSDALOPS_E_FIELD);
    CHECK(pusdalops_activation_new("bpbd-32.16", "banjir", 0, "", NULL, &message) ==
          PUSDALOPS_E_FIELD);
}

static void a_task_update_says_what_its_deed_needs(void)
{
    const struct {
        struct pusdalops_reference task;
        uint32_t deed;
        const char *note;
        bool good;
    } table[] = {
        {{"bpbd-32.16", 12, 1}, 1, NULL, true},    {{"bpbd-32.16", 12, 1}, 2, NULL, false},
        {{"bpbd-32.16", 12, 1}, 2, "rusak", true}, {{"bpbd-32.16", 12, 1}, 5, NULL, true},
        {{"bpbd-32.16", 12, 1}, 6, NULL, false},   {{"bpbd-32.16", 12, 0}, 6, NULL, true},
        {{"bpbd-32.16", 12, 0}, 1, NULL, false},   {{"bpbd-32.16", 12, 1}, 7, NULL, false},
        {{"bpbd-32.16", 12, 1}, 0, NULL, false},   {{"bpbd-32.16", 0, 1}, 1, NULL, false},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct pusdalops_message *message = NULL;
        const enum pusdalops_status status =
            pusdalops_task_update_new(&table[i].task, table[i].deed, table[i].note, &message);
        CHECK(status == (table[i].good ? PUSDALOPS_OK : PUSDALOPS_E_FIELD));
        Pusdalops__V1__Message *read = table[i].good ? encoded(message) : NULL;
        CHECK((read != NULL) == table[i].good);
        if (read != NULL) {
            CHECK((uint32_t)read->task_update->deed == table[i].deed);
            CHECK(read->task_update->task->number == 12);
            CHECK(read->task_update->task->line == table[i].task.line);
        }
        pusdalops__v1__message__free_unpacked(read, NULL);
    }
}

static void a_pledge_that_an_activation_made_is_named_with_its_line(void)
{
    struct pusdalops_message *message = NULL;
    const struct pusdalops_pledge_update update = {
        .pledge = {.source = "bpbd-32.16", .number = 12, .line = 2}, .deed = 1};
    CHECK(pusdalops_pledge_update_new(&update, &message) == PUSDALOPS_OK);
    Pusdalops__V1__Message *read = encoded(message);
    CHECK(read != NULL && read->pledge_update->pledge->part == 2);
    pusdalops__v1__message__free_unpacked(read, NULL);
}

int main(void)
{
    SAY(a_plan_is_encoded_as_it_was_built);
    SAY(a_plan_in_which_nobody_does_anything_is_not_encoded_unless_it_is_retired);
    SAY(a_plan_out_of_its_form_is_refused);
    SAY(a_line_out_of_its_form_is_refused_and_there_are_at_most_32);
    SAY(an_activation_names_the_plan_its_version_and_the_event);
    SAY(a_task_update_says_what_its_deed_needs);
    SAY(a_pledge_that_an_activation_made_is_named_with_its_line);
    return check_done();
}
