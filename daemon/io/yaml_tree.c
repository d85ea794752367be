#include "io/yaml_tree.h"

#include "base/assert.h"
#include "base/text.h"
#include "io/cleanup.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <yaml.h>

#define SHOWN_BYTES_MAX 60 /* of a text of the file in a complaint */

/* How far the reading has come. */
struct reading {
    struct yaml_tree *tree;
    uint32_t depth;                     /* open lists and maps */
    uint32_t open[YAML_TREE_DEPTH_MAX]; /* their places */
    uint32_t last[YAML_TREE_DEPTH_MAX]; /* the last child of each, 0 for none */
    bool has_key; /* in the innermost map: the key was read, its value comes next */
    const char *key;
    uint32_t key_line, key_column;
};

/* --- Before libyaml sees it ------------------------------------------------------------------------------------- */

static void complain_at(const struct yaml_tree *tree, uint32_t line, uint32_t column,
                        const char *sentence)
{
    complaints_add(tree->complaints, tree->file, line, column, "%s", sentence);
}

/* Is [at, at + length) a whole character that a file may hold? */
static bool is_fit(struct slice bytes, size_t at, size_t length)
{
    const uint8_t *c = bytes.data + at;
    if (length == 1 && *c == '\r') {
        return at + 1 < bytes.size_bytes && c[1] == '\n'; /* an editor on Windows */
    }
    return text_is_clean((struct slice){c, length});
}

/* Length of the character at `at`, 0 when it is broken or not allowed. */
static size_t character_bytes(struct slice bytes, size_t at)
{
    for (size_t length = 1; length <= 4 && at + length <= bytes.size_bytes; length++) {
        if (is_fit(bytes, at, length)) {
            return length;
        }
    }
    return 0;
}

/* The bytes behind a byte order mark, which some editors put in front. */
static struct slice without_mark(struct slice bytes)
{
    static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};
    if (bytes.size_bytes >= sizeof mark && memcmp(bytes.data, mark, sizeof mark) == 0) {
        return (struct slice){bytes.data + sizeof mark, bytes.size_bytes - sizeof mark};
    }
    return bytes;
}

/*
 * check_bytes - valid UTF-8, no control characters, no directive.
 *
 * A directive (a line that begins with %) is refused here since libyaml compares each %TAG with all before it.
 */
static bool check_bytes(const struct yaml_tree *tree, struct slice bytes)
{
    uint32_t line = 1;
    uint32_t column = 1;
    size_t at = 0;
    while (at < bytes.size_bytes) {
        const uint8_t c = bytes.data[at];
        const size_t length = character_bytes(bytes, at);
        if (length == 0) {
            complain_at(tree, line, column,
                        c >= 0x80 ? "this is no UTF-8 text; save the file as UTF-8"
                                  : "control characters are not allowed; take this one out");
            return false;
        }
        if (c == '%' && column == 1) {
            complain_at(tree, line, column, "directives (lines that begin with %) are not allowed");
            return false;
        }
        at += length;
        column++;
        if (c == '\n') {
            line++;
            column = 1;
        }
    }
    return true;
}

/* --- From events to items --------------------------------------------------------------------------------------- */

static uint32_t from_one(size_t mark)
{
    return (uint32_t)mark + 1; /* a file is smaller than 4 GiB */
}

/* The texts have four bytes for each of the file and never move; an empty value takes one byte for two of the file. */
static const char *keep_text(struct yaml_tree *tree, const yaml_event_t *event)
{
    const size_t length = event->data.scalar.length;
    HUB_ASSERT(tree->texts_room_bytes - tree->texts_used_bytes > length);
    char *text = tree->texts + tree->texts_used_bytes;
    memcpy(text, event->data.scalar.value, length);
    text[length] = '\0';
    tree->texts_used_bytes += length + 1;
    return text;
}

/* Place of a new item, or 0 with a complaint; the root's place is 0 and it always fits. */
static uint32_t new_item(struct yaml_tree *tree, const yaml_event_t *event)
{
    const uint32_t line = from_one(event->start_mark.line);
    const uint32_t column = from_one(event->start_mark.column);
    if (tree->item_count == YAML_TREE_ITEMS_MAX) {
        complain_at(tree, line, column, "there are too many values; make the file smaller");
        return 0;
    }
    if (tree->item_count == tree->item_room) {
        const uint32_t room = tree->item_room * 2;
        struct yaml_item *items = reallocarray(tree->items, room, sizeof *items);
        if (items == NULL) {
            complain_at(tree, line, column, "there is no memory for the rest of the file");
            return 0;
        }
        tree->items = items;
        tree->item_room = room;
    }
    tree->items[tree->item_count] = (struct yaml_item){.line = line, .column = column};
    return tree->item_count++;
}

/* Hang an item under the innermost list or map. */
static void attach(struct reading *reading, uint32_t place)
{
    struct yaml_item *items = reading->tree->items;
    const uint32_t innermost = reading->depth - 1;
    struct yaml_item *parent = &items[reading->open[innermost]];
    if (parent->kind == YAML_ITEM_MAP) {
        HUB_ASSERT(reading->has_key); /* (4) */
        items[place].key = reading->key;
        items[place].key_line = reading->key_line;
        items[place].key_column = reading->key_column;
        reading->has_key = false;
    }
    if (reading->last[innermost] == 0) {
        parent->first = place;
    } else {
        items[reading->last[innermost]].next = place;
    }
    reading->last[innermost] = place;
    parent->count++;
}

/* Take a scalar as the key of the innermost map. (2) */
static bool take_key(struct reading *reading, const char *key, uint32_t line, uint32_t column)
{
    const struct yaml_tree *tree = reading->tree;
    const struct yaml_item *map = &tree->items[reading->open[reading->depth - 1]];
    const struct yaml_item *before = yaml_tree_find(tree, map, key);
    if (before != NULL) {
        complaints_add(tree->complaints, tree->file, line, column,
                       "\"%.*s\" stands here and in line %u already; keep one of them",
                       SHOWN_BYTES_MAX, key, before->key_line);
        return false;
    }
    if (map->count == YAML_TREE_KEYS_MAX) {
        complaints_add(tree->complaints, tree->file, line, column, "more than %d keys in one place",
                       YAML_TREE_KEYS_MAX);
        return false;
    }
    reading->key = key;
    reading->key_line = line;
    reading->key_column = column;
    reading->has_key = true;
    return true;
}

/* Does the next value belong to a map that waits for a key? */
static bool key_is_due(const struct reading *reading)
{
    return reading->depth > 0 &&
           reading->tree->items[reading->open[reading->depth - 1]].kind == YAML_ITEM_MAP &&
           !reading->has_key;
}

/* What no file of ours may have: (1), (3). */
static const char *forbidden(const yaml_event_t *event)
{
    if (event->type == YAML_ALIAS_EVENT) {
        return "aliases (*name) are not allowed; write the value out";
    }
    const yaml_char_t *anchor = NULL;
    const yaml_char_t *tag = NULL;
    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
        const struct slice text = {event->data.scalar.value, event->data.scalar.length};
        if (!text_is_clean(text) ||
            (text.size_bytes > 0 && (memchr(text.data, '\n', text.size_bytes) != NULL ||
                                     memchr(text.data, '\t', text.size_bytes) != NULL))) {
            return "a value is one line without control characters";
        }
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    }
    const bool bare_tag = event->type == YAML_SCALAR_EVENT && /* libyaml drops a lonely "!" */
                          event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                          event->data.scalar.plain_implicit == 0;
    if (anchor != NULL) {
        return "anchors (&name) are not allowed; take it out";
    }
    return tag != NULL || bare_tag ? "tags (!name) are not allowed; take it out" : NULL;
}

static bool take_scalar(struct reading *reading, const yaml_event_t *event)
{
    const char *text = keep_text(reading->tree, event);
    if (key_is_due(reading)) {
        return take_key(reading, text, from_one(event->start_mark.line),
                        from_one(event->start_mark.column));
    }
    const uint32_t place = new_item(reading->tree, event);
    if (reading->depth == 0) {
        complain_at(reading->tree, 1, 1, "the file is one text; it should be keys and values");
        return false;
    }
    if (place == 0) {
        return false;
    }
    struct yaml_item *item = &reading->tree->items[place];
    item->kind = YAML_ITEM_TEXT;
    item->text = text;
    item->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    attach(reading, place);
    return true;
}

static bool take_start(struct reading *reading, const yaml_event_t *event)
{
    const uint32_t line = from_one(event->start_mark.line);
    const uint32_t column = from_one(event->start_mark.column);
    if (key_is_due(reading)) {
        complain_at(reading->tree, line, column, "a key must be a text");
        return false;
    }
    if (reading->depth == YAML_TREE_DEPTH_MAX) {
        complaints_add(reading->tree->complaints, reading->tree->file, line, column,
                       "lists and maps are nested deeper than %d", YAML_TREE_DEPTH_MAX);
        return false;
    }
    const uint32_t place = new_item(reading->tree, event);
    if (place == 0 && reading->depth > 0) {
        return false;
    }
    reading->tree->items[place].kind =
        event->type == YAML_MAPPING_START_EVENT ? YAML_ITEM_MAP : YAML_ITEM_LIST;
    if (reading->depth > 0) {
        attach(reading, place);
    }
    reading->open[reading->depth] = place;
    reading->last[reading->depth] = 0;
    reading->depth++;
    return true;
}

/* One event; false with a complaint. */
static bool take_event(struct reading *reading, const yaml_event_t *event)
{
    const uint32_t line = from_one(event->start_mark.line);
    const uint32_t column = from_one(event->start_mark.column);
    const char *no = forbidden(event);
    if (no != NULL) {
        complain_at(reading->tree, line, column, no);
        return false;
    }
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return take_scalar(reading, event);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return take_start(reading, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        HUB_ASSERT(reading->depth > 0);
        reading->depth--;
        return true;
    case YAML_DOCUMENT_START_EVENT:
        if (reading->tree->item_count > 0) {
            complain_at(reading->tree, line, column,
                        "a second document begins here; one file is one document");
            return false;
        }
        return true;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
    case YAML_ALIAS_EVENT:
        return true;
    }
    return true;
}

/* What libyaml could not read, in its words. */
static void complain_of_syntax(const struct yaml_tree *tree, const yaml_parser_t *parser)
{
    const char *problem = parser->problem == NULL ? "this is not YAML" : parser->problem;
    const yaml_mark_t at = parser->problem_mark;
    if (parser->error == YAML_READER_ERROR) {
        complaints_add(tree->complaints, tree->file, 0, 0,
                       "byte %zu begins a character that YAML does not allow; take it out",
                       parser->problem_offset);
        return;
    }
    const bool began_above = parser->context != NULL && parser->context_mark.line < at.line;
    char began[48] = "";
    if (began_above) {
        (void)snprintf(began, sizeof began, "; it began in line %u",
                       from_one(parser->context_mark.line));
    }
    complaints_add(tree->complaints, tree->file, from_one(at.line), from_one(at.column),
                   "not readable as YAML (%s%s); look for a missing quote, colon or space", problem,
                   began);
}

/* Events until the end of the stream; false with a complaint. */
static bool read_events(struct reading *reading, yaml_parser_t *parser)
{
    for (;;) {
        HUB_CLEANUP(yaml_event_delete) yaml_event_t event = {.type = YAML_NO_EVENT};
        if (yaml_parser_parse(parser, &event) == 0) {
            complain_of_syntax(reading->tree, parser);
            return false;
        }
        if (!take_event(reading, &event)) {
            return false;
        }
        if (event.type == YAML_STREAM_END_EVENT) {
            break;
        }
    }
    if (reading->tree->item_count == 0) {
        complaints_add(reading->tree->complaints, reading->tree->file, 0, 0, "the file is empty");
        return false;
    }
    return true;
}

bool yaml_tree_parse(struct yaml_tree *tree, const char *file, struct slice bytes,
                     struct complaints *complaints)
{
    *tree = (struct yaml_tree){.file = file, .complaints = complaints};
    if (bytes.size_bytes > YAML_TREE_BYTES_MAX) {
        complaints_add(complaints, file, 0, 0, "is larger than %d bytes; make it smaller",
                       YAML_TREE_BYTES_MAX);
        return false;
    }
    bytes = without_mark(bytes);
    if (!check_bytes(tree, bytes)) {
        return false;
    }
    tree->item_room = 64;
    tree->items = calloc(tree->item_room, sizeof *tree->items);
    tree->texts_room_bytes = bytes.size_bytes * 4 + 16;
    tree->texts = malloc(tree->texts_room_bytes);
    HUB_CLEANUP(yaml_parser_delete) yaml_parser_t parser = {0};
    if (tree->items == NULL || tree->texts == NULL || yaml_parser_initialize(&parser) == 0) {
        complaints_add(complaints, file, 0, 0, "there is no memory to read it");
        return false;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, bytes.data, bytes.size_bytes);
    struct reading reading = {.tree = tree};
    return read_events(&reading, &parser);
}

void yaml_tree_free(struct yaml_tree *tree)
{
    free(tree->items);
    free(tree->texts);
    *tree = (struct yaml_tree){0};
}

/* --- Looking at a tree ------------------------------------------------------------------------------------------ */

const struct yaml_item *yaml_tree_root(const struct yaml_tree *tree)
{
    HUB_ASSERT(tree->item_count > 0);
    return &tree->items[0];
}

const struct yaml_item *yaml_tree_first(const struct yaml_tree *tree,
                                        const struct yaml_item *parent)
{
    return parent->first == 0 ? NULL : &tree->items[parent->first];
}

const struct yaml_item *yaml_tree_next(const struct yaml_tree *tree, const struct yaml_item *item)
{
    return item->next == 0 ? NULL : &tree->items[item->next];
}

const struct yaml_item *yaml_tree_find(const struct yaml_tree *tree, const struct yaml_item *map,
                                       const char *key)
{
    HUB_ASSERT(map->kind == YAML_ITEM_MAP);
    for (const struct yaml_item *item = yaml_tree_first(tree, map); item != NULL;
         item = yaml_tree_next(tree, item)) {
        if (strcmp(item->key, key) == 0) {
            return item;
        }
    }
    return NULL;
}

void yaml_tree_complain(const struct yaml_tree *tree, const struct yaml_item *item,
                        const char *format, ...)
{
    char sentence[COMPLAINT_BYTES_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    complain_at(tree, item->line, item->column, sentence);
}

#define NAME_BYTES_MAX 40 /* longer names are not compared for likeness */

/* How many letters must be put in, taken out or changed to make a of b (Levenshtein 1966, two rows). */
static uint32_t edits(const char *a, const char *b)
{
    const size_t a_length = strlen(a);
    const size_t b_length = strlen(b);
    uint32_t row[NAME_BYTES_MAX + 1];
    if (a_length > NAME_BYTES_MAX || b_length > NAME_BYTES_MAX) {
        return UINT32_MAX;
    }
    for (uint32_t k = 0; k <= b_length; k++) {
        row[k] = k;
    }
    for (uint32_t i = 1; i <= a_length; i++) {
        uint32_t diagonal = row[0];
        row[0] = i;
        for (uint32_t k = 1; k <= b_length; k++) {
            const uint32_t changed = diagonal + (a[i - 1] == b[k - 1] ? 0 : 1);
            const uint32_t shorter = (row[k] < row[k - 1] ? row[k] : row[k - 1]) + 1;
            diagonal = row[k];
            row[k] = changed < shorter ? changed : shorter;
        }
    }
    return row[b_length];
}

static void complain_of_key(const struct yaml_tree *tree, const struct yaml_item *item,
                            const char *what, const struct yaml_key *keys, uint32_t key_count)
{
    uint32_t nearest = 0;
    uint32_t fewest = UINT32_MAX;
    for (uint32_t i = 0; i < key_count; i++) {
        const uint32_t n = edits(item->key, keys[i].name);
        if (n < fewest) {
            fewest = n;
            nearest = i;
        }
    }
    HUB_ASSERT(key_count > 0);
    if (fewest == UINT32_MAX || fewest > strlen(keys[nearest].name) / 2) {
        complaints_add(tree->complaints, tree->file, item->key_line, item->key_column,
                       "%s has no key \"%.*s\"; take it out", what, SHOWN_BYTES_MAX, item->key);
        return;
    }
    complaints_add(tree->complaints, tree->file, item->key_line, item->key_column,
                   "%s has no key \"%.*s\"; did you mean \"%s\"?", what, SHOWN_BYTES_MAX, item->key,
                   keys[nearest].name);
}

bool yaml_tree_check_map(const struct yaml_tree *tree, const struct yaml_item *item,
                         const char *what, const struct yaml_key *keys, uint32_t key_count)
{
    if (item->kind != YAML_ITEM_MAP) {
        yaml_tree_complain(tree, item, "%s must be keys with values, like \"%s: ...\"", what,
                           keys[0].name);
        return false;
    }
    bool fits = true;
    for (const struct yaml_item *child = yaml_tree_first(tree, item); child != NULL;
         child = yaml_tree_next(tree, child)) {
        bool known = false;
        for (uint32_t i = 0; i < key_count && !known; i++) {
            known = strcmp(child->key, keys[i].name) == 0;
        }
        if (!known) {
            complain_of_key(tree, child, what, keys, key_count);
            fits = false;
        }
    }
    for (uint32_t i = 0; i < key_count; i++) {
        if (keys[i].required && yaml_tree_find(tree, item, keys[i].name) == NULL) {
            yaml_tree_complain(tree, item, "%s needs the key \"%s\"; add it", what, keys[i].name);
            fits = false;
        }
    }
    return fits;
}

bool yaml_tree_check_list(const struct yaml_tree *tree, const struct yaml_item *item,
                          const char *what)
{
    if (item->kind != YAML_ITEM_LIST) {
        yaml_tree_complain(tree, item, "%s must be a list, like [\"...\"]", what);
        return false;
    }
    return true;
}

/*
 * reads_otherwise - would some YAML reader take this text for a number, date, truth value or nothing?
 *
 * Source: YAML 1.1 types (yaml.org/type) int, float, timestamp, bool, null, merge, value; by their first characters, so
 * rather too much than too little.
 */
static bool reads_otherwise(const char *text)
{
    static const char *const words[] = {"y",     "n",    "yes", "no", "on", "off", "true",
                                        "false", "null", "~",   "<<", "=",  ""};
    const char *digits = text + (text[0] == '+' || text[0] == '-' ? 1 : 0);
    digits += digits[0] == '.' ? 1 : 0;
    if ((digits[0] >= '0' && digits[0] <= '9') || strcasecmp(digits, "inf") == 0 ||
        strcasecmp(digits, "nan") == 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

const char *yaml_tree_text(const struct yaml_tree *tree, const struct yaml_item *item,
                           const char *what)
{
    if (item->kind != YAML_ITEM_TEXT) {
        yaml_tree_complain(tree, item, "%s must be a text", what);
        return NULL;
    }
    if (!item->quoted && reads_otherwise(item->text)) {
        yaml_tree_complain(
            tree, item,
            "%s must stand in quotes, or other programs read it as something else: \"%.*s\"", what,
            SHOWN_BYTES_MAX, item->text);
        return NULL;
    }
    return item->text;
}

bool yaml_tree_number(const struct yaml_tree *tree, const struct yaml_item *item, const char *what,
                      uint32_t least, uint32_t most, uint32_t *out_number)
{
    uint64_t number = 0;
    bool fits = item->kind == YAML_ITEM_TEXT && !item->quoted && item->text[0] != '\0' &&
                strlen(item->text) <= 10 && (item->text[0] != '0' || item->text[1] == '\0');
    for (const char *at = fits ? item->text : ""; *at != '\0'; at++) {
        fits = fits && *at >= '0' && *at <= '9';
        number = number * 10 + (uint64_t)(unsigned char)(*at - '0') % 10;
    }
    if (!fits || number < least || number > most) {
        yaml_tree_complain(tree, item, "%s must be a whole number from %u to %u, without quotes",
                           what, least, most);
        return false;
    }
    *out_number = (uint32_t)number;
    return true;
}

bool yaml_tree_check_version(const struct yaml_tree *tree, const struct yaml_item *root)
{
    const struct yaml_item *item = yaml_tree_find(tree, root, "version");
    if (item == NULL) {
        return false; /* yaml_tree_check_map said so: the key is required */
    }
    if (item->kind != YAML_ITEM_TEXT || strcmp(item->text, "1") != 0) {
        yaml_tree_complain(tree, item, "this program reads version 1 of the file");
        return false;
    }
    return true;
}

void yaml_tree_print_text(FILE *out, const char *text)
{
    (void)fputc('"', out);
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\') {
            (void)fputc('\\', out);
        }
        (void)fputc(*at, out);
    }
    (void)fputc('"', out);
}
