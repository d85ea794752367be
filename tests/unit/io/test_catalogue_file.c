/* The catalogues as they are delivered, and small ones made here; the refused ones are in fixtures/. */
#include "io/catalogue_file.h"
#include "io/item_file.h"

#include "tap.h"

#include <sys/stat.h>

static struct complaints complaints;
static char folder[256];

static void put(const char *name, const char *text)
{
    char path[300];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    tap_write_file(path, text, strlen(text));
}

static void make_small_catalogue(const char *regions)
{
    tap_make_folder(folder, sizeof folder);
    put("regions.csv", regions);
    put("bps.csv", "bps_code,kemendagri_code\n\"1106\",\"11.06\"\n\"1101\",\"11.07\"\n");
    put("hazards.csv",
        "code,name_id,name_en,confirmed\n\"102\",Longsor,Slide,yes\n101,Banjir,Flood,no\n");
    put("items.csv", "# version 7\ncode,name,class,base_unit,packet,aliases\n"
                     "mi-instan,Mi Instan,pangan,bungkus,no,mie; Mie-Instan;MIE\n"
                     "# the other\nberas,Beras,pangan,kg,no,\nsembako,Sembako,pangan,paket,yes,");
    put("item_units.csv", "# version 7 and small\nitem,base_unit,unit,aliases,base_thousandths\n"
                          "mi-instan,,dus,,40000\n,kg,ton,,1000000\n,bungkus,buah,,1000\n"
                          ",,ton,,\n,,kg,\"Kilo;kgs\",\n,,dus,kardus,\n,,buah,,\n"
                          ",,bungkus,,\n,,paket,,\n");
}

static void remove_small_catalogue(void)
{
    static const char *const names[] = {"regions.csv", "bps.csv", "hazards.csv", "items.csv",
                                        "item_units.csv"};
    char path[300];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

static void the_delivered_catalogue_is_loaded(void)
{
    complaints_init(&complaints);
    struct catalogue *catalogue = catalogue_load(tap_project_path("config/catalogue"), &complaints);
    CHECK_TEXT(complaints.text, "");
    if (!CHECK(catalogue != NULL)) {
        return;
    }
    CHECK(catalogue->province_count == 38);
    CHECK(catalogue->regency_count == 514);
    CHECK(catalogue->province_count + catalogue->regency_count + catalogue->kecamatan_count ==
          7837);
    CHECK(catalogue->bps_count == 514);
    CHECK(catalogue->hazard_count == 17);
    CHECK_TEXT(region_name(catalogue, 1106), "Kabupaten Aceh Besar");
    CHECK(region_kecamatan_known(catalogue, 352922) && region_kecamatan_known(catalogue, 110601));
    CHECK(region_find(catalogue, 1106)->utc_offset_min == 420);
    CHECK(region_find(catalogue, 51)->utc_offset_min == 480);
    CHECK(region_find(catalogue, 9471 /* 94.71 */) == NULL ||
          region_find(catalogue, 9471)->utc_offset_min == 540);
    CHECK(region_of_bps(catalogue, 1103) == 1101);
    CHECK(region_hazard_known(catalogue, 101) && !region_hazard_known(catalogue, 100));
    CHECK_TEXT(catalogue->items.version, "1");
    CHECK(catalogue->items.count > 130);
    for (uint32_t i = 1; i < catalogue->kecamatan_count; i++) {
        if (!CHECK(catalogue->kecamatan[i - 1] < catalogue->kecamatan[i])) {
            break;
        }
    }
    catalogue_free(catalogue);
}

static void rows_in_any_order_are_put_in_order(void)
{
    make_small_catalogue(
        "# a comment\n\ncode,name,time_zone\n11.07,\"a, \"\"b\"\"\",WIB\n\"11.06.02\",y,\n"
        "\"11.06.01\",x,WIT\n11.06,Aceh Besar,WITA\r\n\"11\",Aceh,WIB");
    complaints_init(&complaints);
    struct catalogue *catalogue = catalogue_load(folder, &complaints);
    CHECK_TEXT(complaints.text, "");
    if (CHECK(catalogue != NULL)) {
        CHECK(catalogue->province_count == 1 && catalogue->provinces[0].code == 11);
        CHECK(catalogue->regency_count == 2 && catalogue->regencies[0].code == 1106 &&
              catalogue->regencies[1].code == 1107);
        CHECK(catalogue->regencies[0].utc_offset_min == 480);
        CHECK(catalogue->kecamatan_count == 2 && catalogue->kecamatan[0] == 110601 &&
              catalogue->kecamatan[1] == 110602);
        CHECK_TEXT(catalogue->regencies[1].name, "a, \"b\"");
        CHECK(catalogue->regencies[0].population == 0);
        CHECK(catalogue->bps[0][0] == 1101 && catalogue->bps[0][1] == 1107);
        CHECK(catalogue->hazards[0] == 101 && catalogue->hazards[1] == 102);
    }
    catalogue_free(catalogue);
    remove_small_catalogue();
}

static void a_fourth_column_is_the_population(void)
{
    make_small_catalogue(
        "code,name,time_zone,population\n\"11\",Aceh,WIB,5274871\n\"11.06\",Aceh Besar,WIB,\n"
        "\"11.07\",Pidie,WIB,0\n");
    complaints_init(&complaints);
    struct catalogue *catalogue = catalogue_load(folder, &complaints);
    CHECK_TEXT(complaints.text, "");
    if (CHECK(catalogue != NULL)) {
        CHECK(region_find(catalogue, 11)->population == 5274871);
        CHECK(region_find(catalogue, 1106)->population == 0);
    }
    catalogue_free(catalogue);
    remove_small_catalogue();
}

/* A quantity in the base unit as the catalogue has it, or nought where it is refused. */
static uint64_t counted(const struct items *items, const char *item, const char *unit)
{
    struct item_match match;
    return item_resolve(items, slice_of(item), slice_of(unit), 2000, &match) == HUB_OK &&
                   match.item != NULL
               ? match.base_thousandths
               : 0;
}

static void items_and_units_are_put_in_order(void)
{
    make_small_catalogue("code,name,time_zone\n11,Aceh,WIB\n11.06,x,WIB\n11.07,y,WIB\n");
    complaints_init(&complaints);
    struct catalogue *catalogue = catalogue_load(folder, &complaints);
    CHECK_TEXT(complaints.text, "");
    if (CHECK(catalogue != NULL)) {
        const struct items *items = &catalogue->items;
        CHECK_TEXT(items->version, "7");
        CHECK(items->count == 3 && items->name_count == 5); /* mi instan and mie stand once each */
        CHECK(items->word_count == 9 && items->unit_count == 3);
        for (uint32_t i = 1; i < items->name_count; i++) {
            CHECK(item_name_order(&items->names[i - 1], &items->names[i]) < 0);
        }
        for (uint32_t i = 1; i < items->word_count; i++) {
            CHECK(unit_word_order(&items->words[i - 1], &items->words[i]) < 0);
        }
        for (uint32_t i = 1; i < items->unit_count; i++) {
            CHECK(item_unit_order(&items->units[i - 1], &items->units[i]) < 0);
        }
        const struct item *noodles = item_find(items, slice_of("MIE INSTAN"));
        CHECK(noodles == &items->list[0] && noodles->class_of == ITEM_CLASS_FOOD);
        CHECK_TEXT(noodles->name, "Mi Instan");
        CHECK(items->list[2].is_packet && !noodles->is_packet);
        CHECK(counted(items, "mie", "Kardus") == 80000);
        CHECK(counted(items, "mi-instan", "buah") == 2000);
        CHECK(counted(items, "beras", "ton") == 2000000);
        CHECK(counted(items, "beras", "kilo") == 2000);
        CHECK(counted(items, "beras", "dus") == 0 && counted(items, "sembako", "buah") == 0);
    }
    catalogue_free(catalogue);
    remove_small_catalogue();
}

static void the_delivered_items_count_as_people_write_them(void)
{
    complaints_init(&complaints);
    struct catalogue *catalogue = catalogue_load(tap_project_path("config/catalogue"), &complaints);
    if (CHECK(catalogue != NULL)) {
        const struct items *items = &catalogue->items;
        CHECK(counted(items, "Beras reguler", "ton") == 2000000);
        CHECK(counted(items, "mie instan", "kardus") == 80000);
        CHECK(counted(items, "kain-batik", "kodi") == 40000);
        CHECK(counted(items, "terpal", "") == 2000);
        CHECK(counted(items, "selimut", "kg") == 0);
    }
    catalogue_free(catalogue);
}

static void a_folder_without_the_files_is_refused(void)
{
    complaints_init(&complaints);
    CHECK(catalogue_load("/nowhere", &complaints) == NULL);
    CHECK_TEXT(complaints.text,
               "/nowhere/regions.csv: cannot be opened: No such file or directory\n");
    catalogue_free(NULL);
}

static void more_rows_than_the_limit_are_refused(void)
{
    tap_make_folder(folder, sizeof folder);
    char path[300];
    (void)snprintf(path, sizeof path, "%s/regions.csv", folder);
    FILE *file = fopen(path, "wb");
    (void)fputs("code,name,time_zone\n", file);
    for (int i = 0; i <= CATALOGUE_ROWS_MAX; i++) {
        (void)fputs("11,Aceh,WIB\n", file);
    }
    (void)fclose(file);
    complaints_init(&complaints);
    CHECK(catalogue_load(folder, &complaints) == NULL);
    CHECK(strstr(complaints.text, "/regions.csv:100002: there are too many rows\n") != NULL);
    remove_small_catalogue();
}

static void more_names_of_items_than_the_limit_are_refused(void)
{
    make_small_catalogue("code,name,time_zone\n11,Aceh,WIB\n11.06,x,WIB\n11.07,y,WIB\n");
    char path[300];
    (void)snprintf(path, sizeof path, "%s/items.csv", folder);
    FILE *file = fopen(path, "wb");
    (void)fputs("# version 7\ncode,name,class,base_unit,packet,aliases\n", file);
    for (int i = 0; i <= ITEM_ROWS_MAX / 2; i++) {
        (void)fprintf(file, "a%d,b%d,pangan,kg,no,\n", i, i);
    }
    (void)fclose(file);
    complaints_init(&complaints);
    CHECK(catalogue_load(folder, &complaints) == NULL);
    CHECK(strstr(complaints.text,
                 "/items.csv:10003: there are too many rows, or names in them\n") != NULL);
    remove_small_catalogue();
}

int main(void)
{
    SENTENCE(the_delivered_catalogue_is_loaded);
    SENTENCE(rows_in_any_order_are_put_in_order);
    SENTENCE(a_fourth_column_is_the_population);
    SENTENCE(items_and_units_are_put_in_order);
    SENTENCE(the_delivered_items_count_as_people_write_them);
    SENTENCE(a_folder_without_the_files_is_refused);
    SENTENCE(more_rows_than_the_limit_are_refused);
    SENTENCE(more_names_of_items_than_the_limit_are_refused);
    return tap_done();
}
