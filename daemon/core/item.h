/*
 * item.h - the catalogue of relief items: what people write, and what the hub counts in.
 *
 * Read by: check, need, pledge, document, region.h, io/item_file. Reads: base/.
 * Owns: nothing; the lists are the catalogue's.
 * Every item has a base unit; all quantities of it are counted in thousandths of that unit. A name, an alias and a unit are compared
 * folded: lower case, and only letters, digits and single blanks between words.
 * Holds: (1) `names` and `words` are ordered by their folded text, `units` by (item, base unit, unit); a folded text stands once;
 *        (2) a unit is a whole number of thousandths of the base unit, at most UNIT_THOUSANDTHS_MAX; (3) of an item that is not in
 *        the catalogue only the folded words are kept; its unit is as written, folded, or the unit that this is a word for.
 * Source: config/catalogue/items.csv, item_units.csv; classes of Perka BNPB 8/2011 and 18/2009.
 */
#ifndef HUB_CORE_ITEM_H
#define HUB_CORE_ITEM_H

#include "base/ids.h"
#include "base/slice.h"
#include "base/status.h"

#define ITEM_CODE_ROOM       88 /* IDENTIFIER or folded free text of ITEM_BYTES_MAX, and an end */
#define ITEM_BYTES_MAX       80
#define UNIT_BYTES_MAX       16
#define UNIT_ROOM            24
#define ITEM_THOUSANDTHS_MAX 1000000000000000U /* 10^15: sums of 9,000 of them fit in 63 bits */
#define UNIT_THOUSANDTHS_MAX 1000000000U       /* a unit is at most a million base units */
#define ITEM_UNIT_OF_ALL     0U /* in item_unit.item: of every item that is counted in this base unit */

enum item_class {
    ITEM_CLASS_UNKNOWN,
    ITEM_CLASS_FOOD,      /* pangan */
    ITEM_CLASS_CLOTHING,  /* sandang */
    ITEM_CLASS_OTHER,     /* logistik lain */
    ITEM_CLASS_DEATH,     /* paket kematian */
    ITEM_CLASS_EQUIPMENT, /* peralatan */
    ITEM_CLASSES,
};

struct item {
    char code[ITEM_CODE_ROOM];    /* "beras": also the word on the wire */
    char name[ITEM_CODE_ROOM];    /* for people */
    char name_en[ITEM_CODE_ROOM]; /* the same in English, or "" */
    char base_unit[UNIT_ROOM];
    enum item_class class_of;
    bool is_packet;       /* its contents differ from giver to giver */
    uint32_t alias_first; /* its further names, in items.aliases */
    uint32_t alias_count;
};

/* A name or alias. */
struct item_name {
    char folded[ITEM_CODE_ROOM];
    uint32_t item; /* from 1, place in the list + 1 */
};

/* A word for a unit: "kardus" for "dus"; the unit itself is one too. */
struct unit_word {
    char folded[UNIT_ROOM];
    char unit[UNIT_ROOM];
};

/* What one unit of an item is; the base unit itself needs none. */
struct item_unit {
    uint32_t item;             /* from 1; ITEM_UNIT_OF_ALL */
    char base_unit[UNIT_ROOM]; /* of ITEM_UNIT_OF_ALL; else empty */
    char unit[UNIT_ROOM];
    uint64_t base_thousandths; /* (2) */
};

struct items {
    const struct item *list;
    uint32_t count;
    const struct item_name *names; /* (1) */
    uint32_t name_count;
    const struct unit_word *words; /* (1) */
    uint32_t word_count;
    const struct item_unit *units; /* (1) */
    uint32_t unit_count;
    char version[UNIT_ROOM]; /* of the catalogue, shown to clients */
    const uint32_t *
        aliases; /* places in names, those of an item beside each other; without its code and name */
};

/* What a quantity on the wire means. */
struct item_match {
    const struct item *item;   /* NULL: not in the catalogue (3) */
    char code[ITEM_CODE_ROOM]; /* or the folded words (3) */
    char unit[UNIT_ROOM];      /* the base unit, or the unit of (3) */
    enum item_class class_of;
    uint64_t base_thousandths; /* the quantity */
    uint64_t
        unit_thousandths; /* one unit as it was written, in thousandths of the base unit; of (3) 1000 */
};

/*
 * item_resolve - a quantity as people write it.
 *
 *   item         1 to ITEM_BYTES_MAX bytes with at least one letter or digit
 *   unit         empty for the base unit (of an unknown item: no unit)
 *   thousandths  of that unit
 *
 * Returns HUB_OK; HUB_E_FIELD_MISSING without an item; HUB_E_FIELD_RANGE for texts too long, a quantity of nought or beyond
 * ITEM_THOUSANDTHS_MAX in either unit, or one that is no whole number of thousandths of the base unit; HUB_E_UNIT_UNKNOWN for a unit
 * that the catalogue does not have for this item, or one without a letter or digit. *out is filled in with HUB_OK only.
 */
enum hub_status item_resolve(const struct items *items, struct slice item, struct slice unit,
                             uint64_t thousandths, struct item_match *out);

/*
 * item_fold - a text as it is compared.
 *
 *   text         clean UTF-8 (text_is_clean)
 *   room         of room_bytes, at least one; what does not fit is left out, a character as a whole
 *
 * ASCII letters become small; other ASCII, the no-break space and general punctuation (U+2000 to U+207F) divide words; every other
 * character is a letter and stays. Folding a folded text changes nothing. Returns the length; the result ends with a zero.
 */
size_t item_fold(struct slice text, char *room, size_t room_bytes);

/* item_find - the item of a name, alias or code, or NULL; lives as long as the catalogue */
const struct item *item_find(const struct items *items, struct slice name);

/* item_unit_find - the unit that this is a word for ("Kardus": "dus"), or NULL; lives as long as the catalogue */
const char *item_unit_find(const struct items *items, struct slice word);

/* item_name_order, unit_word_order, item_unit_order - the orders of (1), for qsort and bsearch */
int item_name_order(const void *a, const void *b);
int unit_word_order(const void *a, const void *b);
int item_unit_order(const void *a, const void *b);

/*
 * items_list_aliases - the further names of each item beside each other, in the order of their letters.
 *
 *   items     their alias_count is 0; alias_first and alias_count are filled in
 *   names     in order (1)
 *   aliases   room for name_count
 */
void items_list_aliases(struct item *items, uint32_t item_count, const struct item_name *names,
                        uint32_t name_count, uint32_t *aliases);

/* item_class_name - "pangan", "sandang", "logistik lain", ...; "" for ITEM_CLASS_UNKNOWN; static */
const char *item_class_name(enum item_class class_of);

/* item_class_parse - from that word; false when there is none such */
bool item_class_parse(struct slice word, enum item_class *out);

#endif
