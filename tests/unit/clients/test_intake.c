/* test_intake.c - publishing without an answer: what the hub's list of numbers proves, and what it does not. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "intake.h"

static struct intake intake;

/* An intake that the hub hears, with numbers 1 to `last` published at that time. */
static void published(uint64_t last, uint64_t ms)
{
    const uint8_t bytes[] = {1, 2, 3};
    CHECK(intake_open(&intake, 0));
    intake_heard(&intake, true);
    for (uint64_t number = 1; number <= last; number++) {
        CHECK(intake_add(&intake, number, bytes, sizeof bytes));
    }
    CHECK(intake_encode(&intake));
    intake_done(&intake, true, ms);
    CHECK(intake.published == last);
}

static void a_publication_is_a_batch_within_its_limits(void)
{
    static uint8_t bytes[PUSDALOPS_MESSAGE_BYTES_MAX];
    CHECK(intake_open(&intake, 0));
    CHECK(intake_add(&intake, 7, bytes, sizeof bytes)); /* one alone may be of any size */
    CHECK(!intake_add(&intake, 8, bytes, 1));
    CHECK(intake_encode(&intake) && intake.frame.size <= 65536);
    intake_done(&intake, false, 5);
    CHECK(intake.published == 0); /* not sent */
    for (uint64_t number = 1; number <= INTAKE_MESSAGES_MAX; number++) {
        CHECK(intake_add(&intake, number, (const uint8_t *)&number, sizeof number));
    }
    CHECK(!intake_add(&intake, INTAKE_MESSAGES_MAX + 1, bytes, 1));
    CHECK(intake_encode(&intake));
    Pusdalops__V1__Request *request =
        pusdalops__v1__request__unpack(NULL, intake.frame.size, intake.frame.data);
    CHECK(request != NULL && request->submit_batch->n_messages == INTAKE_MESSAGES_MAX);
    uint64_t third = 0;
    memcpy(&third, request->submit_batch->messages[2].data, sizeof third);
    CHECK(third == 3);
    pusdalops__v1__request__free_unpacked(request, NULL);
    intake_close(&intake);
}

static void the_list_names_held_what_is_below_the_last_number_and_not_missing(void)
{
    const struct pusdalops_range missing[] = {{8, 9}, {3, 3}};
    CHECK(intake_open(&intake, 0));
    CHECK(!intake_names_held(&intake, 1)); /* no list yet */
    intake_told(&intake, 10, missing, 2, 5);
    CHECK(intake_names_held(&intake, 10) && intake_names_held(&intake, 1));
    CHECK(intake_names_held(&intake, 7) && intake_names_held(&intake, 4));
    CHECK(!intake_names_held(&intake, 11) && !intake_names_held(&intake, 8));
    CHECK(!intake_names_held(&intake, 9) && !intake_names_held(&intake, 3));
    intake_told(&intake, 2, NULL, 0, 6); /* a hub put back to an older state */
    CHECK(!intake_names_held(&intake, 10) && intake_names_held(&intake, 2));
    intake_close(&intake);
}

static void a_full_list_says_nothing_of_what_lies_below_it(void)
{
    struct pusdalops_range missing[PUSDALOPS_MISSING_MAX];
    CHECK(intake_open(&intake, 0));
    for (size_t i = 0; i < PUSDALOPS_MISSING_MAX; i++) {
        missing[i] = (struct pusdalops_range){100 - 2 * i, 100 - 2 * i}; /* 100, 98 .. 70 */
    }
    intake_told(&intake, 101, missing, PUSDALOPS_MISSING_MAX, 5);
    CHECK(intake_names_held(&intake, 101) && intake_names_held(&intake, 71));
    CHECK(!intake_names_held(&intake, 70) && !intake_names_held(&intake, 69));
    intake_told(&intake, 101, missing, PUSDALOPS_MISSING_MAX - 1, 5);
    CHECK(intake_names_held(&intake, 69));
    intake_close(&intake);
}

static void nothing_is_held_before_the_witness_was_known_by_its_bytes(void)
{
    published(5, 100);
    CHECK(intake_judge(&intake, 1, 101) == INTAKE_WAIT); /* no list since */
    CHECK(intake_asks(&intake, 101));
    intake_told(&intake, 4, NULL, 0, 110);
    intake_call_witness(&intake, 4);
    CHECK(intake_judge(&intake, 1, 111) == INTAKE_WAIT);
    CHECK(intake_judge(&intake, 4, 111) == INTAKE_SUBMIT);
    CHECK(!intake_receipt(&intake, 3, PUSDALOPS_ACCEPTED)); /* another's receipt */
    CHECK(intake_receipt(&intake, 4, PUSDALOPS_DUPLICATE));
    CHECK(intake_judge(&intake, 1, 112) == INTAKE_HELD);
    CHECK(intake_judge(&intake, 3, 112) == INTAKE_HELD);
    intake_close(&intake);
}

static void where_another_machine_used_the_number_everything_is_handed_in(void)
{
    published(5, 100);
    intake_told(&intake, 5, NULL, 0, 110);
    intake_call_witness(&intake, 5);
    CHECK(intake_receipt(&intake, 5, PUSDALOPS_CONFLICT));
    CHECK(intake_judge(&intake, 1, 112) == INTAKE_SUBMIT);
    intake_call_witness(&intake, 4); /* trust does not come back by asking for it */
    CHECK(intake_judge(&intake, 1, 113) == INTAKE_SUBMIT);
    intake_close(&intake);
}

static void what_the_list_lacks_is_handed_in_once_it_had_time_to_arrive(void)
{
    const struct pusdalops_range missing[] = {{2, 2}};
    published(5, 100);
    intake_told(&intake, 4, missing, 1, 110);
    CHECK(intake_judge(&intake, 2, 111) == INTAKE_WAIT);
    CHECK(intake_judge(&intake, 5, 111) == INTAKE_WAIT);
    CHECK(!intake_asks(&intake, 111 + INTAKE_ASK_MS - 2));
    CHECK(intake_asks(&intake, 110 + INTAKE_ASK_MS));
    CHECK(intake_judge(&intake, 2, 100 + INTAKE_ARRIVE_MS) == INTAKE_SUBMIT);
    CHECK(intake_judge(&intake, 5, 100 + INTAKE_ARRIVE_MS) == INTAKE_SUBMIT);
    CHECK(intake_judge(&intake, 1, 100 + INTAKE_ARRIVE_MS) == INTAKE_WAIT);
    intake_close(&intake);
}

static void a_list_from_before_the_publication_proves_no_loss(void)
{
    CHECK(intake_open(&intake, 0));
    intake_told(&intake, 0, NULL, 0, 50);
    intake_close(&intake);
    published(5, 100);
    intake_told(&intake, 0, NULL, 0, 50);
    CHECK(intake_judge(&intake, 1, 100 + 2 * INTAKE_ARRIVE_MS) == INTAKE_WAIT);
    intake_close(&intake);
}

static void a_new_subscription_publishes_again_and_without_one_all_goes_by_submit(void)
{
    published(5, 100);
    intake_heard(&intake, true); /* said twice: nothing new */
    CHECK(intake.published == 5);
    intake_heard(&intake, false);
    CHECK(intake.published == 5);
    intake_heard(&intake, true);
    CHECK(intake.published == 0);
    CHECK(intake_judge(&intake, 1, INTAKE_PATIENCE_MS + 1) == INTAKE_WAIT); /* it hears */
    intake_heard(&intake, false);
    CHECK(intake_judge(&intake, 1, INTAKE_PATIENCE_MS - 1) == INTAKE_WAIT);
    CHECK(intake_judge(&intake, 1, INTAKE_PATIENCE_MS) == INTAKE_SUBMIT);
    intake_close(&intake);
}

int main(void)
{
    SAY(a_publication_is_a_batch_within_its_limits);
    SAY(the_list_names_held_what_is_below_the_last_number_and_not_missing);
    SAY(a_full_list_says_nothing_of_what_lies_below_it);
    SAY(nothing_is_held_before_the_witness_was_known_by_its_bytes);
    SAY(where_another_machine_used_the_number_everything_is_handed_in);
    SAY(what_the_list_lacks_is_handed_in_once_it_had_time_to_arrive);
    SAY(a_list_from_before_the_publication_proves_no_loss);
    SAY(a_new_subscription_publishes_again_and_without_one_all_goes_by_submit);
    return check_done();
}
