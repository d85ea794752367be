/*
 * test_standard.c - what displaced people need by the minimum standards, against figures that were worked out by hand.
 */
#include "core/standard.h"

#include "base/assert.h"
#include "support/regions.h"
#include "support/tap.h"

static const struct standard *of(const char *item)
{
    uint32_t count = 0;
    const struct standard *list = standard_list(&count);
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(list[i].item, item) == 0) {
            return &list[i];
        }
    }
    HUB_ASSERT(false); /* there is no such standard */
    return list;
}

static void every_standard_is_of_an_item_of_the_catalogue_in_its_base_unit(void)
{
    uint32_t count = 0;
    const struct standard *list = standard_list(&count);
    CHECK(count >= 8);
    for (uint32_t i = 0; i < count; i++) {
        struct item_match match;
        const enum hub_status status =
            item_resolve(&regions_of_indonesia()->items, slice_of(list[i].item),
                         slice_of(list[i].unit), 1000, &match);
        if (!CHECK(status == HUB_OK && match.item != NULL)) {
            printf("# it was %s\n", list[i].item);
            continue;
        }
        CHECK_TEXT(match.code, list[i].item);
        CHECK_TEXT(match.unit, list[i].unit);
    }
}

static void rice_for_cianjur_is_29_tonnes_a_day(void)
{
    CHECK_NUMBER(standard_need(of("beras"), 73525, 0), 29410000);
    CHECK_NUMBER(standard_need(of("makanan-siap-saji"), 14852, 9), 29704000); /* Demak */
    CHECK(of("beras")->per_day);
}

static void water_is_less_in_the_first_three_days(void)
{
    CHECK_NUMBER(standard_need(of("air-bersih"), 1000, 0), 7000000);
    CHECK_NUMBER(standard_need(of("air-bersih"), 1000, 2), 7000000);
    CHECK_NUMBER(standard_need(of("air-bersih"), 1000, 3), 15000000);
    CHECK_NUMBER(standard_need(of("air-bersih"), 1000, -1), 7000000); /* reported before it began */
}

static void seventy_five_households_get_seventy_five_kits(void)
{
    CHECK_NUMBER(standard_need(of("family-kit"), 75, 0), 75000);
    CHECK_NUMBER(standard_need(of("kidsware"), 75, 0), 75000);
    CHECK(of("family-kit")->basis == STANDARD_HOUSEHOLD && !of("family-kit")->per_day);
}

static void a_toilet_is_for_twenty_at_most(void)
{
    CHECK_NUMBER(standard_need(of("toilet-portable"), 0, 0), 0);
    CHECK_NUMBER(standard_need(of("toilet-portable"), 1, 0), 1000);
    CHECK_NUMBER(standard_need(of("toilet-portable"), 20, 0), 1000);
    CHECK_NUMBER(standard_need(of("toilet-portable"), 21, 0), 2000);
}

int main(void)
{
    SAY(every_standard_is_of_an_item_of_the_catalogue_in_its_base_unit);
    SAY(rice_for_cianjur_is_29_tonnes_a_day);
    SAY(water_is_less_in_the_first_three_days);
    SAY(seventy_five_households_get_seventy_five_kits);
    SAY(a_toilet_is_for_twenty_at_most);
    return tap_done();
}
