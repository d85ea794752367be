#include "support/items.h"

#include "base/assert.h"
#include "base/text.h"
#include "support/table.h"

#include <stdlib.h>

static struct item list[512];
static struct item_name names[4096];
static struct unit_word words[512];
static struct item_unit units[1024];
static uint32_t aliases[4096];
static struct items items = {.list = list,
                             .names = names,
                             .words = words,
                             .units = units,
                             .aliases = aliases};

static void add_name(const char *text)
{
    struct item_name *name = &names[items.name_count];
    HUB_ASSERT(items.name_count < sizeof names / sizeof names[0]);
    (void)item_fold(slice_of(text), name->folded, sizeof name->folded);
    name->item = items.count;
    for (uint32_t i = 0; i < items.name_count; i++) {
        if (strcmp(names[i].folded, name->folded) == 0) {
            HUB_ASSERT(names[i].item == items.count); /* a word of two items */
            return;
        }
    }
    items.name_count++;
}

static void add_word(const char *text, const char *unit)
{
    struct unit_word *word = &words[items.word_count++];
    HUB_ASSERT(items.word_count <= sizeof words / sizeof words[0]);
    (void)item_fold(slice_of(text), word->folded, sizeof word->folded);
    text_copy(word->unit, sizeof word->unit, slice_of(unit));
}

/* The parts of a list that `;` divides, in place; NULL at the end. */
static char *next_alias(char **at)
{
    char *alias = *at;
    if (*alias == '\0') {
        return NULL;
    }
    *at += strcspn(alias, ";");
    if (**at == ';') {
        *(*at)++ = '\0';
    }
    return alias;
}

static void take_item(char *fields[TABLE_FIELDS_MAX], int count)
{
    HUB_ASSERT(count == 7);
    struct item *item = &list[items.count++];
    HUB_ASSERT(items.count <= sizeof list / sizeof list[0]);
    text_copy(item->code, sizeof item->code, slice_of(fields[0]));
    text_copy(item->name, sizeof item->name, slice_of(fields[1]));
    const bool parsed = item_class_parse(slice_of(fields[2]), &item->class_of);
    HUB_ASSERT(parsed);
    text_copy(item->name_en, sizeof item->name_en, slice_of(fields[6]));
    text_copy(item->base_unit, sizeof item->base_unit, slice_of(fields[3]));
    item->is_packet = strcmp(fields[4], "yes") == 0;
    add_name(fields[0]);
    add_name(fields[1]);
    for (char *alias = next_alias(&fields[5]); alias != NULL; alias = next_alias(&fields[5])) {
        add_name(alias);
    }
}

static void take_unit(char *fields[TABLE_FIELDS_MAX], int count)
{
    HUB_ASSERT(count == 5);
    if (fields[0][0] == '\0' && fields[1][0] == '\0') {
        add_word(fields[2], fields[2]);
        for (char *alias = next_alias(&fields[3]); alias != NULL; alias = next_alias(&fields[3])) {
            add_word(alias, fields[2]);
        }
        return;
    }
    struct item_unit *unit = &units[items.unit_count++];
    HUB_ASSERT(items.unit_count <= sizeof units / sizeof units[0]);
    for (uint32_t i = 0; i < items.count; i++) {
        unit->item = strcmp(list[i].code, fields[0]) == 0 ? i + 1 : unit->item;
    }
    HUB_ASSERT((unit->item == ITEM_UNIT_OF_ALL) == (fields[0][0] == '\0'));
    text_copy(unit->base_unit, sizeof unit->base_unit, slice_of(fields[1]));
    text_copy(unit->unit, sizeof unit->unit, slice_of(fields[2]));
    unit->base_thousandths = strtoull(fields[4], NULL, 10);
}

struct items items_of_the_project(void)
{
    if (items.count == 0) {
        table_read("config/catalogue/items.csv", take_item);
        table_read("config/catalogue/item_units.csv", take_unit);
        qsort(names, items.name_count, sizeof names[0], item_name_order);
        items_list_aliases(list, items.count, names, items.name_count, aliases);
        qsort(words, items.word_count, sizeof words[0], unit_word_order);
        qsort(units, items.unit_count, sizeof units[0], item_unit_order);
        text_copy(items.version, sizeof items.version, slice_of("1"));
    }
    return items;
}
