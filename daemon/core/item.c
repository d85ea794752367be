#include "core/item.h"

#include "base/assert.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* --- Words ------------------------------------------------------------------------------------------------------ */

static size_t character_bytes(uint8_t lead)
{
    return lead < 0xC0 ? 1 : (lead < 0xE0 ? 2 : (lead < 0xF0 ? 3 : 4));
}

/* Does this character stand between words? The no-break space is C2 A0, U+2000 to U+207F are E2 80 xx and E2 81 xx. */
static bool divides(const uint8_t *at, size_t bytes)
{
    if (bytes == 1) {
        const uint8_t small = at[0] | 0x20U;
        return at[0] < 0x80 && !(small >= 'a' && small <= 'z') && !(at[0] >= '0' && at[0] <= '9');
    }
    return (at[0] == 0xC2 && at[1] == 0xA0) || (at[0] == 0xE2 && (at[1] == 0x80 || at[1] == 0x81));
}

size_t item_fold(struct slice text, char *room, size_t room_bytes)
{
    HUB_ASSERT(room_bytes > 0);
    size_t used = 0;
    bool is_apart = false; /* a word went before, and something between */
    for (size_t i = 0; i < text.size_bytes;) {
        const uint8_t *at = text.data + i;
        size_t bytes = character_bytes(at[0]);
        bytes = bytes > text.size_bytes - i ? text.size_bytes - i : bytes;
        i += bytes;
        if (divides(at, bytes)) {
            is_apart = used > 0;
            continue;
        }
        if (used + (is_apart ? 1 : 0) + bytes >= room_bytes) {
            break;
        }
        if (is_apart) {
            room[used++] = ' ';
            is_apart = false;
        }
        memcpy(room + used, at, bytes);
        if (at[0] >= 'A' && at[0] <= 'Z') {
            room[used] = (char)(at[0] | 0x20U);
        }
        used += bytes;
    }
    room[used] = '\0';
    return used;
}

int item_name_order(const void *a, const void *b)
{
    const struct item_name *one = a;
    const struct item_name *other = b;
    return strcmp(one->folded, other->folded);
}

int unit_word_order(const void *a, const void *b)
{
    const struct unit_word *one = a;
    const struct unit_word *other = b;
    return strcmp(one->folded, other->folded);
}

int item_unit_order(const void *a, const void *b)
{
    const struct item_unit *one = a;
    const struct item_unit *other = b;
    if (one->item != other->item) {
        return one->item < other->item ? -1 : 1;
    }
    const int base = strcmp(one->base_unit, other->base_unit);
    return base != 0 ? base : strcmp(one->unit, other->unit);
}

static const struct item *find_folded(const struct items *items, const struct item_name *wanted)
{
    const struct item_name *found = items->name_count == 0
                                        ? NULL
                                        : bsearch(wanted, items->names, items->name_count,
                                                  sizeof *items->names, item_name_order);
    return found == NULL ? NULL : &items->list[found->item - 1];
}

const struct item *item_find(const struct items *items, struct slice name)
{
    struct item_name wanted = {.item = 0};
    if (name.size_bytes > ITEM_BYTES_MAX) {
        return NULL;
    }
    (void)item_fold(name, wanted.folded, sizeof wanted.folded);
    return find_folded(items, &wanted);
}

static const char *find_unit(const struct items *items, const struct unit_word *wanted)
{
    const struct unit_word *found = items->word_count == 0
                                        ? NULL
                                        : bsearch(wanted, items->words, items->word_count,
                                                  sizeof *items->words, unit_word_order);
    return found == NULL ? NULL : found->unit;
}

const char *item_unit_find(const struct items *items, struct slice word)
{
    struct unit_word wanted = {.unit = ""};
    if (word.size_bytes > UNIT_BYTES_MAX) {
        return NULL;
    }
    (void)item_fold(word, wanted.folded, sizeof wanted.folded);
    return find_unit(items, &wanted);
}

/* --- Quantities ------------------------------------------------------------------------------------------------- */

/* What one unit is of an item's base unit; 0 when the catalogue does not say. The item's own row goes before that of all. */
static uint64_t thousandths_of(const struct items *items, const struct item *item, const char *unit)
{
    if (strcmp(unit, item->base_unit) == 0) {
        return 1000;
    }
    struct item_unit wanted = {.item = (uint32_t)(item - items->list) + 1};
    (void)text_copy(wanted.unit, sizeof wanted.unit, slice_of(unit));
    for (int i = 0; i < 2 && items->unit_count > 0; i++) {
        const struct item_unit *found = bsearch(&wanted, items->units, items->unit_count,
                                                sizeof *items->units, item_unit_order);
        if (found != NULL) {
            return found->base_thousandths;
        }
        wanted.item = ITEM_UNIT_OF_ALL;
        (void)text_copy(wanted.base_unit, sizeof wanted.base_unit, slice_of(item->base_unit));
    }
    return 0;
}

/* The quantity in the base unit; false when it is too much or no whole number. */
static bool convert(uint64_t thousandths, uint64_t unit_thousandths, uint64_t *out)
{
    HUB_ASSERT(unit_thousandths > 0);
    if (thousandths > UINT64_MAX / unit_thousandths) {
        return false;
    }
    const uint64_t product = thousandths * unit_thousandths;
    *out = product / 1000;
    return product % 1000 == 0 && *out <= ITEM_THOUSANDTHS_MAX;
}

/* The unit of an item: what it is in the catalogue and how many thousandths. */
static enum hub_status take_unit(const struct items *items, struct slice unit,
                                 struct item_match *match)
{
    struct unit_word word = {.unit = ""};
    const bool is_said = unit.size_bytes > 0;
    if (item_fold(unit, word.folded, sizeof word.folded) == 0 && is_said) {
        return HUB_E_UNIT_UNKNOWN;
    }
    const char *known = is_said ? find_unit(items, &word) : NULL;
    match->unit_thousandths = 1000;
    if (match->item == NULL) { /* (3) */
        (void)text_copy(match->unit, sizeof match->unit,
                        slice_of(known == NULL ? word.folded : known));
        return HUB_OK;
    }
    (void)text_copy(match->unit, sizeof match->unit, slice_of(match->item->base_unit));
    if (is_said) {
        match->unit_thousandths = known == NULL ? 0 : thousandths_of(items, match->item, known);
    }
    return match->unit_thousandths == 0 ? HUB_E_UNIT_UNKNOWN : HUB_OK;
}

enum hub_status item_resolve(const struct items *items, struct slice item, struct slice unit,
                             uint64_t thousandths, struct item_match *out)
{
    struct item_name name = {.item = 0};
    if (item.size_bytes > ITEM_BYTES_MAX || unit.size_bytes > UNIT_BYTES_MAX) {
        return HUB_E_FIELD_RANGE;
    }
    if (item_fold(item, name.folded, sizeof name.folded) == 0) {
        return HUB_E_FIELD_MISSING;
    }
    if (thousandths == 0 || thousandths > ITEM_THOUSANDTHS_MAX) {
        return HUB_E_FIELD_RANGE;
    }
    struct item_match match = {.item = find_folded(items, &name)};
    const enum hub_status status = take_unit(items, unit, &match);
    if (status != HUB_OK) {
        return status;
    }
    if (!convert(thousandths, match.unit_thousandths, &match.base_thousandths)) {
        return HUB_E_FIELD_RANGE;
    }
    const char *code = match.item == NULL ? name.folded : match.item->code;
    (void)text_copy(match.code, sizeof match.code, slice_of(code));
    match.class_of = match.item == NULL ? ITEM_CLASS_UNKNOWN : match.item->class_of;
    *out = match;
    return HUB_OK;
}

/* --- Classes ---------------------------------------------------------------------------------------------------- */

static const char *const class_names[ITEM_CLASSES] = {
    [ITEM_CLASS_UNKNOWN] = "",
    [ITEM_CLASS_FOOD] = "pangan",
    [ITEM_CLASS_CLOTHING] = "sandang",
    [ITEM_CLASS_OTHER] = "logistik lain",
    [ITEM_CLASS_DEATH] = "paket kematian",
    [ITEM_CLASS_EQUIPMENT] = "peralatan",
};

const char *item_class_name(enum item_class class_of)
{
    HUB_ASSERT(class_of < ITEM_CLASSES);
    return class_names[class_of];
}

bool item_class_parse(struct slice word, enum item_class *out)
{
    for (int i = ITEM_CLASS_UNKNOWN + 1; i < ITEM_CLASSES; i++) {
        if (slice_equal(word, slice_of(class_names[i]))) {
            *out = (enum item_class)i;
            return true;
        }
    }
    return false;
}

/* --- further names --- */

/* Is it the code or the name of its item, and no further name? */
static bool is_own_name(const struct item *item, const struct item_name *name)
{
    char folded[ITEM_CODE_ROOM];
    (void)item_fold(slice_of(item->code), folded, sizeof folded);
    if (strcmp(folded, name->folded) == 0) {
        return true;
    }
    (void)item_fold(slice_of(item->name), folded, sizeof folded);
    return strcmp(folded, name->folded) == 0;
}

void items_list_aliases(struct item *items, uint32_t item_count, const struct item_name *names,
                        uint32_t name_count, uint32_t *aliases)
{
    uint32_t used = 0;
    for (uint32_t i = 0; i < name_count; i++) {
        struct item *item = &items[names[i].item - 1];
        item->alias_count += is_own_name(item, &names[i]) ? 0 : 1;
    }
    for (uint32_t i = 0; i < item_count; i++) {
        items[i].alias_first = used;
        used += items[i].alias_count;
        items[i].alias_count = 0;
    }
    for (uint32_t i = 0; i < name_count; i++) {
        struct item *item = &items[names[i].item - 1];
        if (!is_own_name(item, &names[i])) {
            aliases[item->alias_first + item->alias_count++] = i;
        }
    }
}
