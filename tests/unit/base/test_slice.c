/*
 * test_slice.c - borrowed bytes.
 */
#include "base/slice.h"

#include "support/tap.h"

static void slices_are_equal_by_bytes_not_by_where_they_are(void)
{
    const char one[] = "Palu";
    const char other[] = "Palu";
    CHECK(slice_equal(slice_of(one), slice_of(other)));
    CHECK(!slice_equal(slice_of("Palu"), slice_of("Palv")));
    CHECK(!slice_equal(slice_of("Palu"), slice_of("Pal")));
    CHECK(!slice_equal(slice_of("Pal"), slice_of("Palu")));
}

static void nothing_equals_nothing_wherever_it_points(void)
{
    CHECK(slice_equal((struct slice){NULL, 0}, slice_of("")));
    CHECK(!slice_equal((struct slice){NULL, 0}, slice_of("a")));
}

static void a_byte_of_nought_is_a_byte(void)
{
    const struct slice long_one = {(const uint8_t *)"a\0b", 3};
    CHECK(!slice_equal(long_one, slice_of("a")));
    CHECK(!slice_equal(long_one, (struct slice){(const uint8_t *)"a\0c", 3}));
}

int main(void)
{
    SAY(slices_are_equal_by_bytes_not_by_where_they_are);
    SAY(nothing_equals_nothing_wherever_it_points);
    SAY(a_byte_of_nought_is_a_byte);
    return tap_done();
}
