/*
 * yaml_tree.h - a YAML file as a tree of maps, lists and texts, read strictly.
 *
 * Read by: config, roster_file. Reads: complaint.h, file.h.
 * Owns: the tree, until yaml_tree_free; items and texts live as long as it.
 * Holds: (1) one document; no anchor, alias, tag or directive; (2) no key twice in a map; (3) a text is valid
 *        UTF-8 without control characters, not even a line end; (4) keys are texts.
 * Source: the event API of libyaml 0.2.5, which by itself checks none of these and knows no limit of depth.
 */
#ifndef HUB_IO_YAML_TREE_H
#define HUB_IO_YAML_TREE_H

#include "io/complaint.h"

#include "base/slice.h"

#include <stdio.h>

#define YAML_TREE_BYTES_MAX 1048576 /* 1 MiB */
#define YAML_TREE_DEPTH_MAX 16
#define YAML_TREE_KEYS_MAX  64 /* in one map; also bounds the search for keys that stand twice */
#define YAML_TREE_ITEMS_MAX 400000 /* of every kind together */

enum yaml_item_kind { YAML_ITEM_TEXT, YAML_ITEM_LIST, YAML_ITEM_MAP };

struct yaml_item {
    enum yaml_item_kind kind;
    bool quoted;                   /* a text in quotes, or a block */
    uint32_t line, column;         /* where it begins, from 1 */
    uint32_t key_line, key_column; /* in a map: where its key begins */
    const char *key;               /* in a map; else NULL */
    const char *text;              /* of a text; "" for one that is left out */
    uint32_t first;                /* of a list or map: place of the first child, 0 for none */
    uint32_t next;                 /* place of the next child of the same parent, 0 for none */
    uint32_t count;                /* children */
};

struct yaml_tree {
    const char *file;              /* the caller's; for complaints */
    struct complaints *complaints; /* the caller's */
    struct yaml_item *items;       /* the root is the first */
    uint32_t item_count;
    uint32_t item_room;
    char *texts;
    size_t texts_used_bytes;
    size_t texts_room_bytes;
};

/* One key that a map may have. */
struct yaml_key {
    const char *name;
    bool required;
};

/*
 * yaml_tree_parse - bytes to a tree.
 *
 *   file         for complaints; lives as long as the tree
 *   bytes        not needed afterwards
 *   complaints   lives as long as the tree: the readers below add to it
 *   tree         written always; yaml_tree_free is due also on false
 *
 * Returns false with at least one complaint.
 */
bool yaml_tree_parse(struct yaml_tree *tree, const char *file, struct slice bytes,
                     struct complaints *complaints);

/* yaml_tree_free - a zeroed tree is fine */
void yaml_tree_free(struct yaml_tree *tree);

/* yaml_tree_root - the outermost item; only of a tree that was parsed */
const struct yaml_item *yaml_tree_root(const struct yaml_tree *tree);

/* yaml_tree_first, yaml_tree_next - the children of a list or map in the order of the file, then NULL */
const struct yaml_item *yaml_tree_first(const struct yaml_tree *tree,
                                        const struct yaml_item *parent);
const struct yaml_item *yaml_tree_next(const struct yaml_tree *tree, const struct yaml_item *item);

/* yaml_tree_find - the value under a key of a map, or NULL */
const struct yaml_item *yaml_tree_find(const struct yaml_tree *tree, const struct yaml_item *map,
                                       const char *key);

/*
 * yaml_tree_check_map - is it a map with these keys and no others?
 *
 *   what   what the map is, for complaints: "the file", "a client"
 *
 * Returns false with a complaint for each unknown key (with the nearest known one) and each required one missing.
 */
bool yaml_tree_check_map(const struct yaml_tree *tree, const struct yaml_item *item,
                         const char *what, const struct yaml_key *keys, uint32_t key_count);

/* yaml_tree_check_list - is it a list? False with a complaint. */
bool yaml_tree_check_list(const struct yaml_tree *tree, const struct yaml_item *item,
                          const char *what);

/*
 * yaml_tree_text - the text of an item that is meant as text.
 *
 * Returns NULL with a complaint for a list or map, and for a text without quotes that other YAML readers would
 * take for a number, a date, a yes or a no (so that 11.10 stays the code 11.10 for everyone).
 */
const char *yaml_tree_text(const struct yaml_tree *tree, const struct yaml_item *item,
                           const char *what);

/* yaml_tree_number - a whole number from least to most, in plain digits; false with a complaint */
bool yaml_tree_number(const struct yaml_tree *tree, const struct yaml_item *item, const char *what,
                      uint32_t least, uint32_t most, uint32_t *out_number);

/* yaml_tree_check_version - the format number under "version" must be 1; false with a complaint */
bool yaml_tree_check_version(const struct yaml_tree *tree, const struct yaml_item *root);

/* yaml_tree_complain - a complaint about the place of an item */
void yaml_tree_complain(const struct yaml_tree *tree, const struct yaml_item *item,
                        const char *format, ...) __attribute__((format(printf, 3, 4)));

/* yaml_tree_print_text - a text in double quotes, so that any YAML reader gets the same text back */
void yaml_tree_print_text(FILE *out, const char *text);

#endif
