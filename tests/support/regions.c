#include "support/regions.h"

#include "base/assert.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>

#define FIELDS_MAX 4

/* Take the quotes off a field in place; returns where it ended. Two quotes within stand for one. */
static char *unquote(char *field)
{
    char *to = field;
    char *from = field + 1;
    while (*from != '\0' && (*from != '"' || from[1] == '"')) {
        from += *from == '"' ? 1 : 0;
        *to++ = *from++;
    }
    *to = '\0';
    return *from == '"' ? from + 1 : from;
}

/* Split a line of a CSV file in place. Returns how many fields there are. */
static int split(char *line, char *fields[FIELDS_MAX])
{
    int count = 0;
    char *at = line;
    while (count < FIELDS_MAX) {
        fields[count++] = at;
        at = *at == '"' ? unquote(at) : at + strcspn(at, ",\n");
        if (*at != ',') {
            *at = '\0';
            break;
        }
        *at++ = '\0';
    }
    return count;
}

static FILE *open_file(const char *name)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/config/catalogue/%s", PROJECT_ROOT, name);
    FILE *file = fopen(path, "r");
    HUB_ASSERT(file != NULL);
    return file;
}

typedef void take_line(char *fields[FIELDS_MAX], int count);

static void read_file(const char *name, take_line *take)
{
    char line[512];
    FILE *file = open_file(name);
    bool is_head = true;
    while (fgets(line, sizeof line, file) != NULL) {
        char *fields[FIELDS_MAX];
        if (line[0] == '#') {
            continue;
        }
        if (!is_head) {
            const int count = split(line, fields);
            take(fields, count);
        }
        is_head = false;
    }
    (void)fclose(file);
}

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

static void take_region(char *fields[FIELDS_MAX], int count)
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

static void take_bps(char *fields[FIELDS_MAX], int count)
{
    HUB_ASSERT(count == 2);
    bps[catalogue.bps_count][0] = plain_code(fields[0]);
    bps[catalogue.bps_count++][1] = plain_code(fields[1]);
}

static void take_hazard(char *fields[FIELDS_MAX], int count)
{
    HUB_ASSERT(count == 4);
    hazards[catalogue.hazard_count++] = plain_code(fields[0]);
}

const struct catalogue *regions_of_indonesia(void)
{
    if (catalogue.province_count == 0) {
        read_file("regions.csv", take_region);
        read_file("bps.csv", take_bps);
        read_file("hazards.csv", take_hazard);
    }
    return &catalogue;
}
