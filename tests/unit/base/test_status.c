/*
 * test_status.c - the one table of codes.
 */
#include "base/status.h"

#include "support/tap.h"

static const enum hub_status all[] = {
#define HUB_ERROR(code, name, fault, text_id, text_en) HUB_E_##name,
#include "errors.inc"
#undef HUB_ERROR
};

static void every_code_has_a_name_and_two_texts(void)
{
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const struct hub_status_row *row = hub_status_row(all[i]);
        CHECK(row->code == all[i]);
        CHECK(row->name[0] != '\0' && row->text_id[0] != '\0' && row->text_en[0] != '\0');
        CHECK(strcmp(row->text_id, row->text_en) != 0);
    }
}

static void no_code_and_no_name_stands_twice(void)
{
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        for (size_t k = 0; k < i; k++) {
            CHECK(all[i] != all[k]);
            CHECK(strcmp(hub_status_row(all[i])->name, hub_status_row(all[k])->name) != 0);
        }
    }
}

static void the_hundreds_say_whose_fault_it_is(void)
{
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const enum hub_fault fault = hub_status_row(all[i])->fault;
        CHECK((fault == HUB_FAULT_WARNING) == ((int)all[i] / 100 == 6));
        CHECK((fault == HUB_FAULT_HUB) == ((int)all[i] / 100 == 5));
        CHECK((fault == HUB_FAULT_RIGHTS) == ((int)all[i] / 100 == 3));
        CHECK((int)all[i] < 700);
    }
}

static void well_and_unknown_have_rows_of_their_own(void)
{
    CHECK_TEXT(hub_status_row(HUB_OK)->name, "OK");
    CHECK(hub_status_row(HUB_OK)->fault == HUB_FAULT_NONE);
    CHECK_TEXT(hub_status_row((enum hub_status)999)->name, "UNKNOWN");
}

static void released_numbers_keep_their_meaning(void)
{
    CHECK_NUMBER(HUB_E_MALFORMED, 102);
    CHECK_NUMBER(HUB_E_EVENT_UNKNOWN, 207);
    CHECK_NUMBER(HUB_E_REGION_FORBIDS, 304);
    CHECK_NUMBER(HUB_E_CONTENT_CONFLICT, 401);
    CHECK_NUMBER(HUB_E_STORE_FULL, 501);
    CHECK_NUMBER(HUB_E_PERSONS_BELOW_HOUSEHOLDS, 601);
}

int main(void)
{
    SAY(every_code_has_a_name_and_two_texts);
    SAY(no_code_and_no_name_stands_twice);
    SAY(the_hundreds_say_whose_fault_it_is);
    SAY(well_and_unknown_have_rows_of_their_own);
    SAY(released_numbers_keep_their_meaning);
    return tap_done();
}
