#include "support/regions.h"

#include "base/assert.h"
#include "base/text.h"
#include "support/items.h"
#include "support/table.h"

static struct region provinces[64];
static struct region regencies[640];
static uint32_t kecamatan[8192];
static uint32_t bps[640][2];
static uint32_t hazards[64];
static struct catalogue catalogue = {.provinces = provinces,
                                     .regencies = regencies,
                                     .kecamatan = kecamatan,
                                     .bps = (const uint32_t (*)[2])bps,
                                     .hazards = hazards};

static void take_region(char *fields[TABLE_FIELDS_MAX], int count)
{
    uint64_t code = 0;
    HUB_ASSERT(count == 3);
    const bool parsed = region_code_parse(slice_of(fields[0]), &code);
    HUB_ASSERT(parsed);
    struct region *region = NULL;
    if (!area_is_province((uint32_t)code) && !area_is_regency((uint32_t)code)) {
        kecamatan[catalogue.kecamatan_count++] = (uint32_t)code;
        return;
    }
    if (area_is_province((uint32_t)code)) {
        region = &provinces[catalogue.province_count++];
    } else {
        region = &regencies[catalogue.regency_count++];
    }
    region->code = (uint32_t)code;
    text_copy(region->name, sizeof region->name, slice_of(fields[1]));
    const int hours = fields[2][0] == '\0' ? 0 : (fields[2][3] == 'A' ? 8 : 7);
    region->utc_offset_min = (int16_t)(60 * (strcmp(fields[2], "WIT") == 0 ? 9 : hours));
}

/* A regency's code with or without its dot, as a number. */
static uint32_t plain_code(const char *text)
{
    uint32_t code = 0;
    for (; *text != '\0'; text++) {
        if (*text >= '0' && *text <= '9') {
            code = code * 10 + (uint32_t)(*text - '0');
        }
    }
    return code;
}

static void take_bps(char *fields[TABLE_FIELDS_MAX], int count)
{
    HUB_ASSERT(count == 2);
    bps[catalogue.bps_count][0] = plain_code(fields[0]);
    bps[catalogue.bps_count++][1] = plain_code(fields[1]);
}

static void take_hazard(char *fields[TABLE_FIELDS_MAX], int count)
{
    HUB_ASSERT(count == 4);
    hazards[catalogue.hazard_count++] = plain_code(fields[0]);
}

const struct catalogue *regions_of_indonesia(void)
{
    if (catalogue.province_count == 0) {
        table_read("config/catalogue/regions.csv", take_region);
        table_read("config/catalogue/bps.csv", take_bps);
        table_read("config/catalogue/hazards.csv", take_hazard);
        catalogue.items = items_of_the_project();
    }
    return &catalogue;
}
