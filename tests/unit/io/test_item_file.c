/* One catalogue of items after another: what a reload may change, and what it must leave. */
#include "io/item_file.h"

#include "tap.h"

#define ITEMS                                                                                      \
    "code,name,class,base_unit,packet,aliases,name_en\n"                                           \
    "beras,Beras,pangan,kg,no,beras reguler;nasi,Rice\n"                                           \
    "selimut,Selimut,sandang,lembar,no,,Blanket\n"
#define UNITS                                                                                      \
    "item,base_unit,unit,aliases,base_thousandths\n,,kg,kilo,\n,,lembar,,\n,,ton,,\n"              \
    ",kg,ton,,1000000\n"

static struct complaints complaints;
static char folder[256];

static void put(const char *name, const char *version, const char *text)
{
    char path[300];
    char whole[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    (void)snprintf(whole, sizeof whole, "# version %s\n%s", version, text);
    tap_write_file(path, whole, strlen(whole));
}

static struct items *load(const char *version, const char *items, const char *units)
{
    put("items.csv", version, items);
    put("item_units.csv", version, units);
    complaints_init(&complaints);
    struct items *loaded = items_load(folder, &complaints);
    CHECK_TEXT(complaints.text, "");
    return loaded;
}

/* May this list follow the one above, and what is said otherwise? */
static bool follows(const char *version, const char *items, const char *units)
{
    struct items *before = load("1", ITEMS, UNITS);
    struct items *after = load(version, items, units);
    complaints_init(&complaints);
    const bool may = before != NULL && after != NULL &&
                     items_may_follow(before, after, "catalogue", &complaints);
    CHECK(may == (complaints.count == 0));
    items_free(before);
    items_free(after);
    return may;
}

static void further_names_stand_beside_each_other_and_without_code_and_name(void)
{
    struct items *items = load("1", ITEMS, UNITS);
    if (CHECK(items != NULL)) {
        const struct item *rice = &items->list[0];
        CHECK_TEXT(rice->name_en, "Rice");
        CHECK(rice->alias_count == 2 && items->list[1].alias_count == 0);
        CHECK_TEXT(items->names[items->aliases[rice->alias_first]].folded, "beras reguler");
        CHECK_TEXT(items->names[items->aliases[rice->alias_first + 1]].folded, "nasi");
    }
    items_free(items);
}

static void a_list_may_grow_and_be_corrected_under_another_version(void)
{
    CHECK(follows("1", ITEMS, UNITS)); /* the same */
    CHECK(follows("2", ITEMS "gerobak,Gerobak,peralatan,lembar,no,,Cart\n", UNITS));
    CHECK(follows("2",
                  "code,name,class,base_unit,packet,aliases,name_en\n"
                  "selimut,Selimut tebal,sandang,lembar,yes,kain,\n"
                  "beras,Beras,pangan,kg,no,nasi,Rice\n",
                  UNITS ",kg,lembar,,500\n"));
}

static void a_code_and_its_base_unit_stay(void)
{
    static const char head[] = "code,name,class,base_unit,packet,aliases,name_en\n";
    char items[512];
    (void)snprintf(items, sizeof items, "%sberas,Beras,pangan,kg,no,selimut,Rice\n", head);
    CHECK(!follows("2", items, UNITS)); /* an alias is not the code */
    CHECK(strstr(complaints.text, "the item selimut is gone from items.csv") != NULL);
    (void)snprintf(items, sizeof items,
                   "%sberas,Beras,pangan,ton,no,,Rice\nselimut,Selimut,sandang,lembar,no,,\n",
                   head);
    CHECK(!follows("2", items, UNITS));
    CHECK_TEXT(complaints.text,
               "catalogue: the item beras was counted in kg and is now in ton; it keeps its base "
               "unit\n");
}

static void whatever_differs_needs_another_version(void)
{
    static const char *const items[] = {
        ITEMS "gerobak,Gerobak,peralatan,lembar,no,,Cart\n",
        "code,name,class,base_unit,packet,aliases,name_en\n"
        "beras,Beras,pangan,kg,no,beras reguler;nasi,Rice grains\n"
        "selimut,Selimut,sandang,lembar,no,,Blanket\n",
        "code,name,class,base_unit,packet,aliases,name_en\n"
        "beras,Beras,pangan,kg,no,beras reguler;nasi putih,Rice\n"
        "selimut,Selimut,sandang,lembar,no,,Blanket\n",
        "code,name,class,base_unit,packet,aliases,name_en\n"
        "beras,Beras,pangan,kg,no,beras reguler;nasi,Rice\n"
        "selimut,Selimut,sandang,lembar,yes,,Blanket\n",
    };
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        CHECK(!follows("1", items[i], UNITS));
        CHECK(strstr(complaints.text, "the items changed and their version is still 1") != NULL);
        CHECK(follows("2", items[i], UNITS));
    }
    CHECK(!follows("1", ITEMS,
                   "item,base_unit,unit,aliases,base_thousandths\n,,kg,kilo,\n,,lembar,,\n,,ton,,\n"
                   ",kg,ton,,2000000\n"));
    CHECK(!follows("1", ITEMS,
                   "item,base_unit,unit,aliases,base_thousandths\n,,kg,kilogram,\n,,lembar,,\n"
                   ",,ton,,\n,kg,ton,,1000000\n"));
}

int main(void)
{
    tap_make_folder(folder, sizeof folder);
    SENTENCE(further_names_stand_beside_each_other_and_without_code_and_name);
    SENTENCE(a_list_may_grow_and_be_corrected_under_another_version);
    SENTENCE(a_code_and_its_base_unit_stay);
    SENTENCE(whatever_differs_needs_another_version);
    char path[300];
    (void)snprintf(path, sizeof path, "%s/items.csv", folder);
    (void)unlink(path);
    (void)snprintf(path, sizeof path, "%s/item_units.csv", folder);
    (void)unlink(path);
    (void)rmdir(folder);
    return tap_done();
}
