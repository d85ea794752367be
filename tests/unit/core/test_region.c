/*
 * test_region.c - codes, names and the tree, with the catalogue of the project.
 */
#include "core/region.h"

#include "support/regions.h"
#include "support/tap.h"

static void a_code_of_any_level_is_read_and_written_back(void)
{
    static const struct {
        const char *text;
        uint64_t code;
    } rows[] = {
        {"nation", 0},
        {"11", 11},
        {"11.06", 1106},
        {"11.06.01", 110601},
        {"11.06.01.2001", 1106012001},
        {"91.71", 9171},
        {"91.71.05.1003", 9171051003},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t code = 1;
        char room[REGION_CODE_ROOM];
        CHECK(region_code_parse(slice_of(rows[i].text), &code));
        CHECK(code == rows[i].code);
        region_code_print(code, room);
        CHECK_TEXT(room, rows[i].text);
    }
}

static void every_region_of_the_catalogue_is_read_written_and_found(void)
{
    const struct catalogue *catalogue = regions_of_indonesia();
    char room[REGION_CODE_ROOM];
    uint64_t code = 0;
    CHECK_NUMBER(catalogue->province_count, 38);
    CHECK_NUMBER(catalogue->regency_count, 514);
    for (uint32_t i = 0; i < catalogue->regency_count; i++) {
        const struct region *regency = &catalogue->regencies[i];
        region_code_print(regency->code, room);
        CHECK(region_code_parse(slice_of(room), &code) && code == regency->code);
        CHECK(region_find(catalogue, regency->code) == regency);
        CHECK(region_find(catalogue, area_province(regency->code)) != NULL);
        CHECK(area_contains(area_province(regency->code), regency->code));
    }
    for (uint32_t i = 0; i < catalogue->kecamatan_count; i++) {
        const uint32_t kecamatan = catalogue->kecamatan[i];
        region_code_print(kecamatan, room);
        CHECK(region_code_parse(slice_of(room), &code) && code == kecamatan);
        CHECK(region_kecamatan_known(catalogue, kecamatan));
    }
}

static void other_forms_are_no_codes(void)
{
    static const char *const wrong[] = {
        "",
        "1",
        "1106",
        "11.",
        "11.6",
        "11.066",
        "11.06.",
        "11.06.1",
        "11.06.01.",
        "11.06.01.201",
        "11.06.01.20011",
        "11.06.01.2001.",
        "11-06",
        "aa",
        "11.0a",
        " 11",
        "11 ",
        "00",
        "00.06",
        "10.06.01.2001",
        "00.06.01.2001",
        "10",
        "00.01",
        "nationx",
        "Nation",
        "+1.06",
        "11.06.01.2001.01",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        uint64_t code = 424242;
        const bool read = region_code_parse(slice_of(wrong[i]), &code);
        if (!CHECK(!read && code == 424242)) {
            printf("# it was \"%s\"\n", wrong[i]);
        }
    }
}

static void what_is_not_in_the_catalogue_is_not_found(void)
{
    const struct catalogue *catalogue = regions_of_indonesia();
    CHECK(region_find(catalogue, 1199) == NULL);
    CHECK(region_find(catalogue, 10) == NULL);
    CHECK(region_find(catalogue, 99) == NULL);
    CHECK(region_find(catalogue, 9999) == NULL);
    CHECK(!region_kecamatan_known(catalogue, 110699));
    CHECK(!region_kecamatan_known(catalogue, 0));
    CHECK(!region_kecamatan_known(catalogue, 999999));
    CHECK_TEXT(region_name(catalogue, 1199), "?");
    CHECK_TEXT(region_name(catalogue, AREA_NATION), "Indonesia");
    CHECK_TEXT(region_name(catalogue, 1106), "Kabupaten Aceh Besar");
}

static void an_area_holds_itself_and_what_lies_in_it(void)
{
    static const uint32_t areas[] = {AREA_NATION, 11, 12, 1106, 1107, 1206};
    static const bool holds[6][6] = {
        {true, true, true, true, true, true},      {false, true, false, true, true, false},
        {false, false, true, false, false, true},  {false, false, false, true, false, false},
        {false, false, false, false, true, false}, {false, false, false, false, false, true},
    };
    for (size_t i = 0; i < 6; i++) {
        for (size_t k = 0; k < 6; k++) {
            CHECK(area_contains(areas[i], areas[k]) == holds[i][k]);
        }
    }
}

static void a_name_as_people_write_it_fits(void)
{
    const struct region *besar = region_find(regions_of_indonesia(), 1106);
    const struct region *banda = region_find(regions_of_indonesia(), 1171);
    CHECK(region_name_fits(besar, slice_of("Kabupaten Aceh Besar")));
    CHECK(region_name_fits(besar, slice_of("Kab. Aceh Besar")));
    CHECK(region_name_fits(besar, slice_of("ACEH  BESAR")));
    CHECK(region_name_fits(besar, slice_of("kab aceh-besar")));
    CHECK(region_name_fits(banda, slice_of("Kota Banda Aceh")));
    CHECK(!region_name_fits(besar, slice_of("Aceh")));
    CHECK(!region_name_fits(besar, slice_of("Aceh Besar Utara")));
    CHECK(!region_name_fits(besar, slice_of("Aceh Barat")));
    CHECK(!region_name_fits(besar, slice_of("")));
}

static void a_bps_code_leads_to_the_regency_that_is_meant(void)
{
    const struct catalogue *catalogue = regions_of_indonesia();
    uint32_t differing = 0;
    CHECK(catalogue->bps_count > 500);
    for (uint32_t i = 0; i < catalogue->bps_count; i++) {
        CHECK(i == 0 || catalogue->bps[i - 1][0] < catalogue->bps[i][0]);
        CHECK_NUMBER(region_of_bps(catalogue, catalogue->bps[i][0]), catalogue->bps[i][1]);
        CHECK(region_find(catalogue, catalogue->bps[i][1]) != NULL);
        differing += catalogue->bps[i][0] != catalogue->bps[i][1] ? 1 : 0;
    }
    CHECK(differing > 50);
    CHECK_NUMBER(region_of_bps(catalogue, 1), 0);
    CHECK_NUMBER(region_of_bps(catalogue, 9999), 0);
}

static void the_regencies_of_an_area_stand_together_in_order(void)
{
    const struct catalogue *catalogue = regions_of_indonesia();
    uint32_t sum = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < catalogue->province_count; i++) {
        const struct region *first =
            region_regencies(catalogue, catalogue->provinces[i].code, &count);
        sum += count;
        for (uint32_t k = 0; k < count; k++) {
            CHECK(area_province(first[k].code) == catalogue->provinces[i].code);
        }
    }
    CHECK_NUMBER(sum, 514);
    (void)region_regencies(catalogue, AREA_NATION, &count);
    CHECK_NUMBER(count, 514);
    CHECK_NUMBER(region_regencies(catalogue, 1106, &count)->code, 1106);
    CHECK_NUMBER(count, 1);
    (void)region_regencies(catalogue, 99, &count);
    CHECK_NUMBER(count, 0);
    (void)region_regencies(catalogue, 11, &count);
    CHECK_NUMBER(count, 23);
}

static void hazards_are_those_of_the_list(void)
{
    for (uint32_t code = 0; code < 300; code++) {
        CHECK(region_hazard_known(regions_of_indonesia(), code) == (code >= 101 && code <= 117));
    }
}

int main(void)
{
    SAY(a_code_of_any_level_is_read_and_written_back);
    SAY(every_region_of_the_catalogue_is_read_written_and_found);
    SAY(other_forms_are_no_codes);
    SAY(what_is_not_in_the_catalogue_is_not_found);
    SAY(an_area_holds_itself_and_what_lies_in_it);
    SAY(a_name_as_people_write_it_fits);
    SAY(a_bps_code_leads_to_the_regency_that_is_meant);
    SAY(the_regencies_of_an_area_stand_together_in_order);
    SAY(hazards_are_those_of_the_list);
    return tap_done();
}
