#include "core/region.h"

bool area_contains(uint32_t outer, uint32_t inner)
{
    return outer == AREA_NATION || outer == inner ||
           (area_is_province(outer) && area_is_regency(inner) && inner / 100 == outer);
}

/* Exactly `digits` digits at text[at]; adds them to the code. */
static bool take_digits(struct slice text, size_t at, size_t digits, uint64_t *code)
{
    if (at + digits > text.size_bytes) {
        return false;
    }
    for (size_t i = at; i < at + digits; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
        *code = *code * 10 + (uint64_t)(text.data[i] - '0');
    }
    return true;
}

bool region_code_parse(struct slice text, uint64_t *out_code)
{
    static const size_t group_digits[] = {2, 2, 2, 4};
    if (slice_equal(text, slice_of("nation"))) {
        *out_code = AREA_NATION;
        return true;
    }
    uint64_t code = 0;
    size_t at = 0;
    for (size_t group = 0; group < sizeof group_digits / sizeof group_digits[0]; group++) {
        if (!take_digits(text, at, group_digits[group], &code)) {
            return false;
        }
        if (group == 0 && code < 11) {
            return false; /* no province is below 11, and 0 is the nation's */
        }
        at += group_digits[group];
        if (at == text.size_bytes) {
            *out_code = code;
            return true;
        }
        if (text.data[at] != '.') {
            return false;
        }
        at++;
    }
    return false;
}

/* Writes `digits` digits and returns where the next character goes. */
static char *put_digits(char *at, uint64_t value, unsigned digits)
{
    for (unsigned i = digits; i > 0; i--) {
        at[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
    return at + digits;
}

void region_code_print(uint64_t code, char *room)
{
    if (code == AREA_NATION) {
        memcpy(room, "nation", sizeof "nation");
        return;
    }
    uint64_t village = 0;
    bool has_village = false;
    if (code >= 100000000U) {
        has_village = true;
        village = code % 10000;
        code /= 10000;
    }
    char *at = room;
    if (code >= 10000) {
        at = put_digits(at, code / 10000, 2);
        *at++ = '.';
        at = put_digits(at, code / 100 % 100, 2);
        *at++ = '.';
        at = put_digits(at, code % 100, 2);
    } else if (code >= 100) {
        at = put_digits(at, code / 100, 2);
        *at++ = '.';
        at = put_digits(at, code % 100, 2);
    } else {
        at = put_digits(at, code, 2);
    }
    if (has_village) {
        *at++ = '.';
        at = put_digits(at, village, 4);
    }
    *at = '\0';
}

/* Binary search in a list ordered by code. */
static const struct region *find(const struct region *list, uint32_t count, uint32_t code)
{
    uint32_t low = 0;
    uint32_t high = count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (list[middle].code < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && list[low].code == code ? &list[low] : NULL;
}

const struct region *region_find(const struct catalogue *catalogue, uint32_t area)
{
    return area_is_province(area) ? find(catalogue->provinces, catalogue->province_count, area)
                                  : find(catalogue->regencies, catalogue->regency_count, area);
}

bool region_kecamatan_known(const struct catalogue *catalogue, uint32_t code)
{
    uint32_t low = 0;
    uint32_t high = catalogue->kecamatan_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (catalogue->kecamatan[middle] < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < catalogue->kecamatan_count && catalogue->kecamatan[low] == code;
}

const char *region_name(const struct catalogue *catalogue, uint32_t area)
{
    if (area == AREA_NATION) {
        return "Indonesia";
    }
    const struct region *region = region_find(catalogue, area);
    return region == NULL ? "?" : region->name;
}

/* The next letter or digit of a name in lower case, 0 at the end. */
static int next_letter(struct slice name, size_t *at)
{
    while (*at < name.size_bytes) {
        const int c = name.data[(*at)++];
        if (c >= 'A' && c <= 'Z') {
            return c - 'A' + 'a';
        }
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80) {
            return c;
        }
    }
    return 0;
}

/* A name without the words that only say what kind of region it is. */
static struct slice without_kind(struct slice name)
{
    static const char *const kinds[] = {
        "kabupaten ", "kab. ",    "kab ", "kota administrasi ", "kabupaten administrasi ",
        "kota ",      "provinsi "};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const size_t length = strlen(kinds[i]);
        bool same = name.size_bytes > length;
        for (size_t k = 0; same && k < length; k++) {
            const int c = name.data[k];
            same = (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) == kinds[i][k];
        }
        if (same) {
            return (struct slice){name.data + length, name.size_bytes - length};
        }
    }
    return name;
}

bool region_name_fits(const struct region *region, struct slice name)
{
    const struct slice known = without_kind(slice_of(region->name));
    const struct slice given = without_kind(name);
    size_t known_at = 0;
    size_t given_at = 0;
    int known_letter = 0;
    do {
        known_letter = next_letter(known, &known_at);
        if (known_letter != next_letter(given, &given_at)) {
            return false;
        }
    } while (known_letter != 0);
    return true;
}

uint32_t region_of_bps(const struct catalogue *catalogue, uint32_t bps_code)
{
    uint32_t low = 0;
    uint32_t high = catalogue->bps_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (catalogue->bps[middle][0] < bps_code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < catalogue->bps_count && catalogue->bps[low][0] == bps_code ? catalogue->bps[low][1]
                                                                            : 0;
}

bool region_hazard_known(const struct catalogue *catalogue, uint32_t hazard_code)
{
    for (uint32_t i = 0; i < catalogue->hazard_count; i++) {
        if (catalogue->hazards[i] == hazard_code) {
            return true;
        }
    }
    return false;
}

const struct region *region_regencies(const struct catalogue *catalogue, uint32_t area,
                                      uint32_t *out_count)
{
    uint32_t first = 0;
    while (first < catalogue->regency_count &&
           !area_contains(area, catalogue->regencies[first].code)) {
        first++;
    }
    uint32_t end = first;
    while (end < catalogue->regency_count && area_contains(area, catalogue->regencies[end].code)) {
        end++;
    }
    *out_count = end - first;
    return &catalogue->regencies[first];
}
