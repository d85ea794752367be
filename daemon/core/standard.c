#include "core/standard.h"

static const struct standard standards[] = {
    {"beras", "kg", STANDARD_PERSON, 400, 1, 0, true},
    {"makanan-siap-saji", "paket", STANDARD_PERSON, 2000, 1, 0, true},
    {"air-bersih", "liter", STANDARD_PERSON, 7000, 1, 15000, true},
    {"selimut", "lembar", STANDARD_PERSON, 1000, 1, 0, false},
    {"toilet-portable", "unit", STANDARD_PERSON, 1000, 20, 0, false},
    {"family-kit", "paket", STANDARD_HOUSEHOLD, 1000, 1, 0, false},
    {"kidsware", "paket", STANDARD_HOUSEHOLD, 1000, 1, 0, false},
    {"jeriken", "buah", STANDARD_HOUSEHOLD, 2000, 1, 0, false},
};

const struct standard *standard_list(uint32_t *out_count)
{
    *out_count = sizeof standards / sizeof standards[0];
    return standards;
}

uint64_t standard_need(const struct standard *standard, uint64_t count, int64_t day)
{
    const bool later = standard->later_thousandths != 0 && day >= STANDARD_FIRST_DAYS;
    const uint64_t each = later ? standard->later_thousandths : standard->thousandths;
    return (count + standard->of - 1) / standard->of * each;
}
