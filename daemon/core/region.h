/*
 * region.h - the tree nation, province, regency, kecamatan, and its codes; the struct of all catalogues.
 *
 * Read by: check, roster, picture, document. Reads: base/, item.h.
 * Owns: nothing; the tables are the caller's, read from config/catalogue at start, and never change.
 * Holds: (1) a code is kept as the number its digits make: province 11, regency 1106, kecamatan 110601,
 *        village 1106012001; the nation is 0. So the level is seen from the size.
 * Source: Kemendagri codes (Kepmendagri 300.2.2-2430/2025) as in npm idn-area-data 4.0.1.
 */
#ifndef HUB_CORE_REGION_H
#define HUB_CORE_REGION_H

#include "base/slice.h"
#include "core/item.h"

#define AREA_NATION      0U
#define AREA_CODES       10000U /* province and regency codes are below this */
#define REGION_NAME_ROOM 72
#define REGION_CODE_ROOM 16 /* "11.06.01.2001" and its end */

struct region {
    uint32_t code;          /* (1) */
    uint32_t population;    /* persons; 0: not known */
    int16_t utc_offset_min; /* of provinces and regencies */
    char name[REGION_NAME_ROOM];
};

struct catalogue {
    const struct region *provinces; /* each list in the order of its codes */
    uint32_t province_count;
    const struct region *regencies;
    uint32_t regency_count;
    const uint32_t *kecamatan; /* codes only: nobody asks for more, and they are thousands */
    uint32_t kecamatan_count;
    const uint32_t (*bps)[2]; /* BPS code, Kemendagri code; in the order of BPS codes */
    uint32_t bps_count;
    const uint32_t *hazards; /* BNPB hazard type codes, in order */
    uint32_t hazard_count;
    struct items items; /* relief items and their units */
};

static inline bool area_is_province(uint32_t area)
{
    return area > 0 && area < 100;
}

static inline bool area_is_regency(uint32_t area)
{
    return area >= 100 && area < AREA_CODES;
}

/* area_province - the province of a province or regency; AREA_NATION of the nation */
static inline uint32_t area_province(uint32_t area)
{
    return area_is_regency(area) ? area / 100 : area;
}

/* area_contains - does `outer` (nation, province or regency) hold `inner`? An area holds itself. */
bool area_contains(uint32_t outer, uint32_t inner);

/*
 * region_code_parse - digits and dots to a number.
 *
 *   text      "nation", "11", "11.06", "11.06.01" or "11.06.01.2001"
 *   out_code  written only on true
 *
 * Returns false for any other form; whether the region exists is another question.
 */
bool region_code_parse(struct slice text, uint64_t *out_code);

/* region_code_print - the number as text with dots, or "nation"; room is REGION_CODE_ROOM bytes */
void region_code_print(uint64_t code, char *room);

/* region_find - province or regency of that code, or NULL; lives as long as the catalogue */
const struct region *region_find(const struct catalogue *catalogue, uint32_t area);

/* region_kecamatan_known - is it the code of a kecamatan of the catalogue? */
bool region_kecamatan_known(const struct catalogue *catalogue, uint32_t code);

/* region_name - name of a province, regency or "Indonesia" for the nation; "?" for a code not in the catalogue */
const char *region_name(const struct catalogue *catalogue, uint32_t area);

/* region_name_fits - does a name as people write it mean this region? Kabupaten/Kota, case, spaces and dots do not count. */
bool region_name_fits(const struct region *region, struct slice name);

/* region_of_bps - the Kemendagri code that a BPS regency code stands for, or 0 */
uint32_t region_of_bps(const struct catalogue *catalogue, uint32_t bps_code);

/* region_hazard_known - is it a BNPB hazard type code of the catalogue? */
bool region_hazard_known(const struct catalogue *catalogue, uint32_t hazard_code);

/* region_regencies - the first regency of a province (or of the nation) and how many follow, in code order */
const struct region *region_regencies(const struct catalogue *catalogue, uint32_t area,
                                      uint32_t *out_count);

#endif
