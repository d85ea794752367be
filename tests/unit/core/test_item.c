/*
 * test_item.c - relief items as people write them, with the catalogue of the project and the published lists of goods.
 */
#include "core/item.h"

#include "support/regions.h"
#include "support/table.h"
#include "support/tap.h"

#include <stdlib.h>

#define MOST ITEM_THOUSANDTHS_MAX

static const struct items *items(void)
{
    return &regions_of_indonesia()->items;
}

static void a_text_is_folded_to_small_letters_digits_and_single_blanks(void)
{
    static const struct {
        const char *text;
        const char *folded;
    } rows[] = {
        {"", ""},
        {" - ", ""},
        {"Beras", "beras"},
        {"  MI-Instan\t(goreng) ", "mi instan goreng"},
        {"p3k", "p3k"},
        {"a,b;c/d", "a b c d"},
        {"[@`{~z", "z"}, /* the neighbours of A, Z, a and z */
        {"Tenda\xC2\xA0gulung", "tenda gulung"},
        {"tenda \xE2\x80\x93 terpal", "tenda terpal"},
        {"5 m\xC2\xB2", "5 m\xC2\xB2"},
        {"\xC3\x89lpiji", "\xC3\x89lpiji"}, /* only ASCII letters have a small form here */
        {"\xE6\xB0\xB4 \xF0\x9F\x92\xA7", "\xE6\xB0\xB4 \xF0\x9F\x92\xA7"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char room[64];
        char again[64];
        const size_t length = item_fold(slice_of(rows[i].text), room, sizeof room);
        CHECK_TEXT(room, rows[i].folded);
        CHECK_NUMBER(length, strlen(rows[i].folded));
        (void)item_fold(slice_of(room), again, sizeof again);
        CHECK_TEXT(again, room);
    }
}

static void what_does_not_fit_is_left_out_by_whole_characters(void)
{
    static const struct {
        size_t room_bytes;
        const char *folded;
    } rows[] = {{1, ""}, {3, "ab"}, {4, "ab"}, {5, "ab c"}, {6, "ab c"}, {7, "ab c\xC3\xA9"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char room[8];
        memset(room, '#', sizeof room);
        (void)item_fold(slice_of("AB, c\xC3\xA9"), room, rows[i].room_bytes);
        CHECK_TEXT(room, rows[i].folded);
        CHECK(room[rows[i].room_bytes] == '#');
    }
}

/* What is written and what it comes to. */
struct quantity_row {
    const char *item;
    const char *unit;
    uint64_t thousandths;
    enum hub_status status;
    const char *code;
    const char *base_unit;
    uint64_t base_thousandths;
};

static void check_quantities(const struct quantity_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct item_match match = {.base_thousandths = 77};
        const enum hub_status status = item_resolve(
            items(), slice_of(rows[i].item), slice_of(rows[i].unit), rows[i].thousandths, &match);
        if (!CHECK_NUMBER(status, rows[i].status)) {
            printf("# %s, %s\n", rows[i].item, rows[i].unit);
        }
        if (rows[i].status != HUB_OK) {
            CHECK_NUMBER(match.base_thousandths, 77); /* untouched */
            continue;
        }
        CHECK_TEXT(match.code, rows[i].code);
        CHECK_TEXT(match.unit, rows[i].base_unit);
        CHECK_NUMBER(match.base_thousandths, rows[i].base_thousandths);
        CHECK(match.item == item_find(items(), slice_of(rows[i].item)));
        CHECK(match.class_of == (match.item == NULL ? ITEM_CLASS_UNKNOWN : match.item->class_of));
    }
}

static void a_quantity_is_counted_in_the_base_unit(void)
{
    static const struct quantity_row rows[] = {
        {"beras", "ton", 1500, HUB_OK, "beras", "kg", 1500000},
        {"Beras Reguler", "KG", 306139000, HUB_OK, "beras", "kg", 306139000},
        {"beras", "kuintal", 2500, HUB_OK, "beras", "kg", 250000},
        {"beras", "gram", 250000, HUB_OK, "beras", "kg", 250},
        {"beras", "", 1, HUB_OK, "beras", "kg", 1},
        {"mie instan", "dus", 30000, HUB_OK, "mi-instan", "bungkus", 1200000},
        {"mi-instan", "kardus", 500, HUB_OK, "mi-instan", "bungkus", 20000},
        {"air mineral gelas", "Dus", 325000, HUB_OK, "air-mineral-gelas", "gelas", 15600000},
        {"air mineral", "kardus", 827000, HUB_OK, "air-mineral", "dus", 827000},
        {"air mineral", "dus", 16000, HUB_OK, "air-mineral", "dus", 16000},
        {"air bersih", "m3", 5000, HUB_OK, "air-bersih", "liter", 5000000},
        {"masker", "box", 300000, HUB_OK, "masker", "lembar", 15000000},
        {"masker", "boks", 300000, HUB_OK, "masker", "lembar", 15000000},
        {"pembalut wanita", "pack", 7000, HUB_OK, "pembalut", "pak", 7000},
        {"pembalut", "pak", 7000, HUB_OK, "pembalut", "pak", 7000},
        {"matras", "pcs", 20000, HUB_OK, "matras", "lembar", 20000},
        {"selimut", "kodi", 1000, HUB_OK, "selimut", "lembar", 20000},
        {"sarung", "lusin", 1000, HUB_OK, "sarung", "lembar", 12000},
        {"tenda pengungsi", "set", 5000, HUB_OK, "tenda-pengungsi", "unit", 5000},
        {"kids ware", "paket", 500000, HUB_OK, "kidsware", "paket", 500000},
        {"makanan siap saji", "pouch", 200000, HUB_OK, "makanan-siap-saji", "paket", 200000},
    };
    check_quantities(rows, sizeof rows / sizeof rows[0]);
}

static void a_unit_the_catalogue_does_not_have_for_the_item_is_refused(void)
{
    static const struct quantity_row rows[] = {
        {"selimut", "kg", 1000, HUB_E_UNIT_UNKNOWN, NULL, NULL, 0},
        {"beras", "lembar", 1000, HUB_E_UNIT_UNKNOWN, NULL, NULL, 0},
        {"beras", "karung", 1000, HUB_E_UNIT_UNKNOWN, NULL, NULL, 0}, /* of 5, 10, 25 or 50 kg */
        {"sarden", "dus", 1000, HUB_E_UNIT_UNKNOWN, NULL, NULL, 0},
        {"beras", "keranjang", 1000, HUB_E_UNIT_UNKNOWN, NULL, NULL, 0},
        {"air mineral", "gelas", 1000, HUB_E_UNIT_UNKNOWN, NULL, NULL, 0},
        {"beras", "--", 1000, HUB_E_UNIT_UNKNOWN, NULL, NULL, 0},
        {"dodol", "--", 1000, HUB_E_UNIT_UNKNOWN, NULL, NULL, 0},
    };
    check_quantities(rows, sizeof rows / sizeof rows[0]);
}

static void an_item_that_is_not_in_the_catalogue_keeps_its_words_and_its_unit(void)
{
    static const struct quantity_row rows[] = {
        {"Dodol Garut", "", 1000, HUB_OK, "dodol garut", "", 1000},
        {"dodol-garut", "Keranjang", 2500, HUB_OK, "dodol garut", "keranjang", 2500},
        {"dodol garut", "kardus", 3, HUB_OK, "dodol garut", "dus", 3},
        {"dodol garut", "dus", 3, HUB_OK, "dodol garut", "dus", 3},
        {"dodol garut", "ton", 1500, HUB_OK, "dodol garut", "ton", 1500}, /* nothing is converted */
        {"dodol garut", "ton", MOST, HUB_OK, "dodol garut", "ton", MOST},
    };
    check_quantities(rows, sizeof rows / sizeof rows[0]);
}

static void what_is_beyond_the_limits_is_refused(void)
{
    static const struct quantity_row rows[] = {
        {"", "kg", 1000, HUB_E_FIELD_MISSING, NULL, NULL, 0},
        {"...", "kg", 1000, HUB_E_FIELD_MISSING, NULL, NULL, 0},
        {"beras", "kg", 0, HUB_E_FIELD_RANGE, NULL, NULL, 0},
        {"dodol", "kg", 0, HUB_E_FIELD_RANGE, NULL, NULL, 0},
        {"beras", "kg", MOST, HUB_OK, "beras", "kg", MOST},
        {"beras", "kg", MOST + 1, HUB_E_FIELD_RANGE, NULL, NULL, 0},
        {"beras", "gram", MOST + 1000, HUB_E_FIELD_RANGE, NULL, NULL, 0},
        {"beras", "ton", MOST / 1000, HUB_OK, "beras", "kg", MOST},
        {"beras", "ton", MOST / 1000 + 1, HUB_E_FIELD_RANGE, NULL, NULL, 0},
        {"beras", "ton", MOST, HUB_E_FIELD_RANGE, NULL, NULL,
         0}, /* the product is beyond 64 bits */
        {"mi instan", "dus", MOST / 40, HUB_OK, "mi-instan", "bungkus", MOST},
        {"mi instan", "dus", MOST / 40 + 1, HUB_E_FIELD_RANGE, NULL, NULL, 0},
        {"beras", "gram", 1000, HUB_OK, "beras", "kg", 1},
        {"beras", "gram", 1500, HUB_E_FIELD_RANGE, NULL, NULL,
         0}, /* no whole thousandths of a kg */
        {"beras", "satuan yang aneh", 1, HUB_E_UNIT_UNKNOWN, NULL, NULL, 0}, /* 16 bytes */
        {"beras", "satuan yang aneh1", 1, HUB_E_FIELD_RANGE, NULL, NULL, 0}, /* 17 */
        {"dodol", "satuan yang aneh", 1, HUB_OK, "dodol", "satuan yang aneh", 1},
        {"dodol", "satuan yang aneh1", 1, HUB_E_FIELD_RANGE, NULL, NULL, 0},
    };
    check_quantities(rows, sizeof rows / sizeof rows[0]);
    char longest[ITEM_BYTES_MAX + 2];
    struct item_match match;
    memset(longest, 'x', sizeof longest);
    const struct slice fits = {(const uint8_t *)longest, ITEM_BYTES_MAX};
    const struct slice too_long = {(const uint8_t *)longest, ITEM_BYTES_MAX + 1};
    CHECK(item_resolve(items(), fits, slice_of(""), 1, &match) == HUB_OK);
    CHECK_NUMBER(strlen(match.code), ITEM_BYTES_MAX);
    CHECK(item_resolve(items(), too_long, slice_of(""), 1, &match) == HUB_E_FIELD_RANGE);
    CHECK(item_find(items(), too_long) == NULL);
}

static void a_catalogue_with_nothing_in_it_knows_no_item(void)
{
    static const struct items nothing = {.count = 0};
    struct item_match match;
    CHECK(item_find(&nothing, slice_of("beras")) == NULL);
    CHECK(item_unit_find(&nothing, slice_of("kg")) == NULL);
    CHECK(item_resolve(&nothing, slice_of("Beras"), slice_of("Kardus"), 5, &match) == HUB_OK);
    CHECK_TEXT(match.code, "beras");
    CHECK_TEXT(match.unit, "kardus");
}

static void a_row_of_the_item_goes_before_the_row_of_all(void)
{
    static const struct item list[] = {{.code = "a", .name = "a", .base_unit = "lembar"},
                                       {.code = "b", .name = "b", .base_unit = "lembar"}};
    static const struct item_name names[] = {{"a", 1}, {"b", 2}};
    static const struct unit_word words[] = {{"kodi", "kodi"}, {"lembar", "lembar"}};
    static const struct item_unit units[] = {{ITEM_UNIT_OF_ALL, "lembar", "kodi", 20000},
                                             {2, "", "kodi", 10000}};
    static const struct items two = {list, 2, names, 2, words, 2, units, 2, "1", NULL};
    struct item_match match;
    CHECK(item_resolve(&two, slice_of("a"), slice_of("kodi"), 1000, &match) == HUB_OK);
    CHECK_NUMBER(match.base_thousandths, 20000);
    CHECK_NUMBER(match.unit_thousandths, 20000);
    CHECK(item_resolve(&two, slice_of("b"), slice_of("kodi"), 1000, &match) == HUB_OK);
    CHECK_NUMBER(match.base_thousandths, 10000);
}

/* 2,305,843,009,214 times 10^9 is 306,048,000 more than 125 times 2^64: what is left over would pass for a quantity. */
static void a_product_beyond_64_bits_is_refused(void)
{
    static const struct item list[] = {{.code = "a", .name = "a", .base_unit = "gram"}};
    static const struct item_name names[] = {{"a", 1}};
    static const struct unit_word words[] = {{"gram", "gram"}, {"ton", "ton"}};
    static const struct item_unit units[] = {{1, "", "ton", UNIT_THOUSANDTHS_MAX}};
    static const struct items one = {list, 1, names, 1, words, 2, units, 1, "1", NULL};
    struct item_match match;
    CHECK(item_resolve(&one, slice_of("a"), slice_of("ton"), 2305843009214, &match) ==
          HUB_E_FIELD_RANGE);
    CHECK(item_resolve(&one, slice_of("a"), slice_of("ton"), MOST / 1000000, &match) == HUB_OK);
    CHECK_NUMBER(match.base_thousandths, MOST);
}

static void every_name_code_and_unit_of_the_catalogue_is_found(void)
{
    struct item_match match;
    CHECK(items()->count > 130);
    for (uint32_t i = 0; i < items()->count; i++) {
        const struct item *item = &items()->list[i];
        CHECK(item_find(items(), slice_of(item->code)) == item);
        CHECK(item_find(items(), slice_of(item->name)) == item);
        CHECK(item_resolve(items(), slice_of(item->code), slice_of(item->base_unit), 7, &match) ==
              HUB_OK);
        CHECK_NUMBER(match.base_thousandths, 7);
        CHECK_TEXT(item_unit_find(items(), slice_of(item->base_unit)), item->base_unit);
    }
    for (uint32_t i = 1; i < items()->name_count; i++) {
        CHECK(item_name_order(&items()->names[i - 1], &items()->names[i]) < 0);
    }
    for (uint32_t i = 1; i < items()->word_count; i++) {
        CHECK(unit_word_order(&items()->words[i - 1], &items()->words[i]) < 0);
    }
    for (uint32_t i = 1; i < items()->unit_count; i++) {
        CHECK(item_unit_order(&items()->units[i - 1], &items()->units[i]) < 0);
    }
}

static void a_class_has_a_word_and_the_word_a_class(void)
{
    enum item_class got = ITEM_CLASS_DEATH;
    CHECK_TEXT(item_class_name(ITEM_CLASS_UNKNOWN), "");
    CHECK(!item_class_parse(slice_of(""), &got));
    CHECK(!item_class_parse(slice_of("Pangan"), &got));
    CHECK(!item_class_parse(slice_of("pangan "), &got));
    CHECK(got == ITEM_CLASS_DEATH);
    for (int i = ITEM_CLASS_UNKNOWN + 1; i < ITEM_CLASSES; i++) {
        CHECK(item_class_parse(slice_of(item_class_name((enum item_class)i)), &got));
        CHECK_NUMBER(got, i);
    }
}

/* --- The published lists of goods ------------------------------------------------------------------------------- */

/* The rows that do not resolve, and why. */
static const struct {
    const char *item;
    const char *unit;
    enum hub_status status; /* HUB_OK: taken in as text */
    const char *why;
} exceptions[] = {
    {"beras 5 kg", "paket", HUB_OK, "the size stands in the name: to be said as kg of beras"},
    {"ikan sardin kemasan", "dus", HUB_E_UNIT_UNKNOWN, "cartons of 24 and of 100 tins are sold"},
    {"matras", "paket", HUB_E_UNIT_UNKNOWN, "nobody can say how many mats are in a packet"},
    {"minyak goreng", "pack", HUB_E_UNIT_UNKNOWN, "pouches of 1 and of 2 l are sold"},
    {"biskuit", "kaleng", HUB_E_UNIT_UNKNOWN, "a tin is no packet: to be said as biskuit kaleng"},
    {"bantuan campuran (sembako, selimut, obat, family kit, dll)", "ton", HUB_OK, "a sum of kinds"},
    {"bantuan pangan dan non-pangan, udara (6 sorti BNPB)", "ton", HUB_OK, "a sum of kinds"},
    {"bantuan, sorti ESDM", "ton", HUB_OK, "a sum of kinds"},
    {"bantuan, kapal komersial", "ton", HUB_OK, "a sum of kinds"},
    {"bantuan diterima", "ton", HUB_OK, "a sum of kinds"},
    {"bantuan diberangkatkan", "ton", HUB_OK, "a sum of kinds"},
    {"stok gudang", "ton", HUB_OK, "a sum of kinds"},
    {"logistik disalurkan", "ton", HUB_OK, "a sum of kinds"},
    {"buffer stock", "ton", HUB_OK, "a sum of kinds"},
    {"logistik masuk (kumulatif 1 bulan)", "ton", HUB_OK, "a sum of kinds"},
    {"logistik keluar (kumulatif 1 bulan)", "ton", HUB_OK, "a sum of kinds"},
    {"logistik, 11 sorti", "ton", HUB_OK, "a sum of kinds"},
    {"logistik udara dan darat", "ton", HUB_OK, "a sum of kinds"},
    {"logistik darat", "ton", HUB_OK, "a sum of kinds"},
    {"logistik masuk (kumulatif)", "ton", HUB_OK, "a sum of kinds"},
    {"logistik terdistribusi (kumulatif)", "ton", HUB_OK, "a sum of kinds"},
    {"sembako (makanan siap saji, biskuit protein, hygiene kit)", "paket", HUB_OK,
     "the contents stand in the name: sembako with contents"},
    {"logistik permakanan (beras, sarden, kecap, teh, gula, minyak)", "paket", HUB_OK,
     "the contents stand in the name: sembako with contents"},
    {"logistik", "paket", HUB_OK, "says nothing of what it is"},
    {"perlengkapan lainnya", "", HUB_OK, "says nothing of what it is"},
};

#define EXCEPTIONS (sizeof exceptions / sizeof exceptions[0])

static int rows_seen;
static int rows_known;
static bool exception_seen[EXCEPTIONS];

/* Digits and perhaps a point, in thousandths. */
static uint64_t thousandths_of(const char *text)
{
    char *end = NULL;
    uint64_t value = strtoull(text, &end, 10) * 1000;
    uint64_t part = 100;
    for (const char *at = *end == '.' ? end + 1 : end; *at != '\0'; at++, part /= 10) {
        value += (uint64_t)(*at - '0') * part;
    }
    return value;
}

static void take_row(char *fields[TABLE_FIELDS_MAX], int count)
{
    struct item_match match = {.item = NULL};
    CHECK_NUMBER(count, 9);
    rows_seen++;
    const uint64_t thousandths = thousandths_of(fields[6]);
    const enum hub_status status =
        item_resolve(items(), slice_of(fields[5]), slice_of(fields[7]), thousandths, &match);
    for (size_t i = 0; i < EXCEPTIONS; i++) {
        if (strcmp(exceptions[i].item, fields[5]) == 0 &&
            strcmp(exceptions[i].unit, fields[7]) == 0) {
            exception_seen[i] = true;
            CHECK_NUMBER(status, exceptions[i].status);
            CHECK(match.item == NULL);
            return;
        }
    }
    rows_known++;
    if (!CHECK(status == HUB_OK && match.item != NULL)) {
        printf("# %s, %s\n", fields[5], fields[7]);
    }
}

static void every_published_row_is_a_known_item_or_has_a_reason(void)
{
    table_read("tests/data/logistics.csv", take_row);
    CHECK_NUMBER(rows_seen, 198);
    CHECK_NUMBER(rows_known, 198 - 33);
    for (size_t i = 0; i < EXCEPTIONS; i++) {
        if (!CHECK(exception_seen[i])) {
            printf("# %s: %s\n", exceptions[i].item, exceptions[i].why);
        }
    }
}

/* Names of goods that reports, requests and lists of stock use beside the rows above. */
static void every_name_in_use_is_a_known_item(void)
{
    static const char *const names[] = {
        "beras",
        "sagu",
        "jagung",
        "ubi",
        "lauk pauk",
        "air bersih",
        "mi",
        "susu",
        "kopi",
        "teh",
        "foodware",
        "baju",
        "kaos",
        "celana",
        "sarung",
        "kain batik panjang",
        "handuk",
        "selimut",
        "daster",
        "pakaian dalam",
        "seragam sekolah",
        "sembako",
        "makanan siap saji",
        "tambahan gizi",
        "mie instan",
        "sarden",
        "air mineral",
        "biskuit",
        "makanan anak",
        "minyak goreng",
        "gula",
        "sandang dewasa",
        "sandang anak",
        "mukena",
        "family kit",
        "kidsware",
        "hygiene kit",
        "perlengkapan bayi",
        "perlengkapan sekolah",
        "popok",
        "pembalut",
        "matras",
        "tikar",
        "kasur",
        "kasur lipat",
        "velbed",
        "tenda gulung",
        "terpal",
        "tenda keluarga",
        "tenda pengungsi",
        "tenda serbaguna",
        "kantong mayat",
        "genset",
        "light tower",
        "water treatment",
        "pompa alkon",
        "perahu karet",
        "perahu polietilen",
        "chainsaw",
        "toilet portable",
        "starlink",
        "motor trail",
        "seng",
        "obat",
        "alat mandi",
    };
    static const char *const units[] = {
        "paket", "lembar", "buah",   "unit",  "set",     "kg",      "ton",  "liter",
        "dus",   "kardus", "kaleng", "botol", "bungkus", "pak",     "pack", "pouch",
        "boks",  "box",    "galon",  "stel",  "pcs",     "kuintal", "gram",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!CHECK(item_find(items(), slice_of(names[i])) != NULL)) {
            printf("# %s\n", names[i]);
        }
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (!CHECK(item_unit_find(items(), slice_of(units[i])) != NULL)) {
            printf("# %s\n", units[i]);
        }
    }
    CHECK_TEXT(item_unit_find(items(), slice_of("kardus")), "dus");
    CHECK_TEXT(item_unit_find(items(), slice_of("Pack")), "pak");
    CHECK_TEXT(item_unit_find(items(), slice_of("box")), "boks");
    CHECK_TEXT(item_unit_find(items(), slice_of("pcs")), "buah");
}

int main(void)
{
    SAY(a_text_is_folded_to_small_letters_digits_and_single_blanks);
    SAY(what_does_not_fit_is_left_out_by_whole_characters);
    SAY(a_quantity_is_counted_in_the_base_unit);
    SAY(a_unit_the_catalogue_does_not_have_for_the_item_is_refused);
    SAY(an_item_that_is_not_in_the_catalogue_keeps_its_words_and_its_unit);
    SAY(what_is_beyond_the_limits_is_refused);
    SAY(a_catalogue_with_nothing_in_it_knows_no_item);
    SAY(a_row_of_the_item_goes_before_the_row_of_all);
    SAY(a_product_beyond_64_bits_is_refused);
    SAY(every_name_code_and_unit_of_the_catalogue_is_found);
    SAY(a_class_has_a_word_and_the_word_a_class);
    SAY(every_published_row_is_a_known_item_or_has_a_reason);
    SAY(every_name_in_use_is_a_known_item);
    return tap_done();
}
