#include "core/message_rules.h"

#include "base/assert.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/wire.h"

#include <stdio.h>

#define DEPTH_MAX   6U
#define NUMBERS_MAX 64U /* field numbers in our tables are below this: one bit each */

/* Where the walk is. */
struct walk {
    struct arena *arena;
    uint32_t elements_left;
    uint32_t depth;
    struct fault *fault;
    struct {
        const struct rule *rule;
        uint32_t index; /* of a repeated field */
    } path[DEPTH_MAX];
};

static bool is_repeated(const struct rule *rule)
{
    return rule->kind == RULE_TEXTS || rule->kind == RULE_CONTENTS || rule->kind == RULE_EACH ||
           rule->kind == RULE_STRUCTS;
}

/* Fill in the fault with the path walked so far. */
static enum hub_status refuse(struct walk *walk, enum hub_status status)
{
    char path[FIELD_PATH_ROOM] = "";
    size_t used = 0;
    for (uint32_t i = 0; i <= walk->depth && i < DEPTH_MAX; i++) {
        const struct rule *rule = walk->path[i].rule;
        char index[16] = "";
        if (rule == NULL) {
            break;
        }
        if (is_repeated(rule)) {
            (void)snprintf(index, sizeof index, "[%u]", walk->path[i].index);
        }
        const int added = snprintf(&path[used], sizeof path - used, "%s%s%s", i == 0 ? "" : ".",
                                   rule->name, index);
        HUB_ASSERT(added > 0 && (size_t)added < sizeof path - used); /* our own names */
        used += (size_t)added;
    }
    return fault_set(walk->fault, status, "%s", path);
}

static const struct rule *find_rule(const struct rules *rules, uint32_t number)
{
    if (number <= rules->count && rules->list[number - 1].number == number) {
        return &rules->list[number - 1]; /* most messages number their fields 1, 2, 3 */
    }
    for (uint32_t i = 0; i < rules->count; i++) {
        if (rules->list[i].number == number) {
            return &rules->list[i];
        }
    }
    return NULL;
}

static enum wire_type type_of(const struct rule *rule)
{
    switch (rule->kind) {
    case RULE_U32:
    case RULE_U64:
    case RULE_INT:
    case RULE_BOOL:
        return WIRE_VARINT;
    case RULE_DOUBLE:
        return WIRE_FIXED64;
    case RULE_TEXT:
    case RULE_BYTES:
    case RULE_TIME:
    case RULE_TEXTS:
    case RULE_MESSAGE:
    case RULE_EACH:
    case RULE_CONTENTS:
    case RULE_STRUCTS:
    default:
        return WIRE_BYTES;
    }
}

/* A Timestamp. What no calendar holds is cut to just beyond it, and refused by the range checks. */
static bool take_time(struct slice bytes, int64_t *out_utc_us)
{
    const int64_t limit_s = 253402300799LL; /* 9999-12-31 */
    int64_t seconds = 0;
    int64_t nanos = 0;
    while (bytes.size_bytes > 0) {
        struct wire_element element;
        if (!wire_take(&bytes, &element)) {
            return false;
        }
        if (element.number <= 2 && element.type != WIRE_VARINT) {
            return false;
        }
        seconds = element.number == 1 ? (int64_t)element.value : seconds;
        nanos = element.number == 2 ? (int32_t)element.value : nanos;
    }
    seconds = seconds > limit_s ? limit_s + 1 : seconds;
    seconds = seconds < -limit_s ? -limit_s - 1 : seconds;
    *out_utc_us = nanos >= 0 && nanos < 1000000000 ? seconds * US_PER_S + nanos / 1000
                                                   : (limit_s + 1) * US_PER_S;
    return true;
}

/* One more slice of a list. The room for all of them is taken at the first: `rest` is what follows it. */
static bool add_to_list(struct walk *walk, struct slice_list *list, const struct rule *rule,
                        struct slice content, struct slice rest)
{
    if (list->items == NULL) {
        const uint32_t count = 1 + wire_count(rest, rule->number);
        list->items = arena_take(walk->arena, sizeof *list->items * count);
        if (list->items == NULL) {
            return false;
        }
    }
    union {
        const struct slice *read;
        struct slice *write;
    } items = {.read = list->items};
    items.write[list->count++] = content;
    return true;
}

/* A number or a text into its member. */
static enum hub_status put_value(struct walk *walk, const struct rule *rule,
                                 const struct wire_element *element, uint8_t *member)
{
    switch (rule->kind) {
    case RULE_U32: {
        const uint32_t value = (uint32_t)element->value; /* protobuf cuts a longer varint */
        memcpy(member, &value, sizeof value);
        return HUB_OK;
    }
    case RULE_INT: {
        const int value = (int)(int32_t)(uint32_t)element->value;
        memcpy(member, &value, sizeof value);
        return HUB_OK;
    }
    case RULE_U64:
    case RULE_DOUBLE:
        memcpy(member, &element->value, sizeof element->value);
        return HUB_OK;
    case RULE_BOOL: {
        const bool value = element->value != 0;
        memcpy(member, &value, sizeof value);
        return HUB_OK;
    }
    case RULE_TIME: {
        int64_t utc_us = 0;
        if (!take_time(element->content, &utc_us)) {
            return refuse(walk, HUB_E_MALFORMED);
        }
        memcpy(member, &utc_us, sizeof utc_us);
        return HUB_OK;
    }
    case RULE_TEXT:
        if (!text_is_clean(element->content)) {
            return refuse(walk, HUB_E_TEXT_INVALID);
        }
        memcpy(member, &element->content, sizeof element->content);
        return HUB_OK;
    case RULE_BYTES:
    case RULE_TEXTS:
    case RULE_MESSAGE:
    case RULE_EACH:
    case RULE_CONTENTS:
    case RULE_STRUCTS:
    default:
        memcpy(member, &element->content, sizeof element->content);
        return HUB_OK;
    }
}

static enum hub_status walk_message(struct walk *walk, const struct rules *rules,
                                    struct slice bytes, uint8_t *out);

static enum hub_status walk_into(struct walk *walk, const struct rules *rules, struct slice bytes,
                                 uint8_t *out)
{
    walk->depth++;
    HUB_ASSERT(walk->depth < DEPTH_MAX); /* (1) */
    walk->path[walk->depth].rule = NULL;
    const enum hub_status status = walk_message(walk, rules, bytes, out);
    if (status == HUB_OK) {
        walk->depth--;
    }
    return status;
}

/* An element of a repeated message: into room of its own, then to the one who keeps it. */
static enum hub_status walk_each(struct walk *walk, const struct rules *rules,
                                 const struct rule *rule, struct slice content, uint32_t index,
                                 uint8_t *out)
{
    _Alignas(8) uint8_t room[RULE_STRUCT_BYTES_MAX] = {0};
    const enum hub_status status = walk_into(walk, rule->message, content, room);
    if (status == HUB_OK) {
        rules->each(out, room, index);
    }
    return status;
}

/* One more struct of a list; the room for all of them is taken at the first, as for a list of slices. */
static enum hub_status walk_struct(struct walk *walk, const struct rule *rule, struct slice content,
                                   struct slice rest, uint8_t *member)
{
    struct struct_list list;
    const size_t struct_bytes = rule->message->struct_bytes;
    memcpy(&list, member, sizeof list);
    if (list.items == NULL) {
        const size_t room_bytes = struct_bytes * (1 + wire_count(rest, rule->number));
        list.items = arena_take(walk->arena, room_bytes);
        if (list.items == NULL) {
            return refuse(walk, HUB_E_TOO_MANY_ELEMENTS);
        }
        memset(list.items, 0, room_bytes);
    }
    uint8_t *item = (uint8_t *)list.items + struct_bytes * list.count++;
    memcpy(member, &list, sizeof list);
    return walk_into(walk, rule->message, content, item);
}

static enum hub_status take_field(struct walk *walk, const struct rules *rules,
                                  const struct rule *rule, const struct wire_element *element,
                                  struct slice rest, uint8_t *out)
{
    uint8_t *member = out + rule->offset;
    if (rule->has_offset != 0) {
        out[rule->has_offset] = 1;
    }
    switch (rule->kind) {
    case RULE_MESSAGE:
        return walk_into(walk, rule->message, element->content, member);
    case RULE_EACH:
        return walk_each(walk, rules, rule, element->content, walk->path[walk->depth].index, out);
    case RULE_STRUCTS:
        return walk_struct(walk, rule, element->content, rest, member);
    case RULE_TEXTS:
        if (!text_is_clean(element->content)) {
            return refuse(walk, HUB_E_TEXT_INVALID);
        }
        return add_to_list(walk, (struct slice_list *)(void *)member, rule, element->content, rest)
                   ? HUB_OK
                   : refuse(walk, HUB_E_TOO_MANY_ELEMENTS);
    case RULE_CONTENTS:
        return add_to_list(walk, (struct slice_list *)(void *)member, rule, element->content, rest)
                   ? HUB_OK
                   : refuse(walk, HUB_E_TOO_MANY_ELEMENTS);
    case RULE_U32:
    case RULE_U64:
    case RULE_INT:
    case RULE_BOOL:
    case RULE_DOUBLE:
    case RULE_TEXT:
    case RULE_BYTES:
    case RULE_TIME:
    default:
        return put_value(walk, rule, element, member);
    }
}

/* May this field stand here, with this type, once more? Numbers a repeated one. */
static enum hub_status admit(struct walk *walk, const struct rules *rules, const struct rule *rule,
                             const struct wire_element *element, uint64_t *seen, uint8_t *out)
{
    walk->path[walk->depth].rule = rule;
    if (element->type != type_of(rule)) {
        return refuse(walk, HUB_E_MALFORMED);
    }
    if (!is_repeated(rule)) {
        if ((*seen >> rule->number & 1U) != 0) {
            return refuse(walk, HUB_E_FIELD_TWICE); /* (2) */
        }
        *seen |= UINT64_C(1) << rule->number;
    }
    if (rule->choice != 0) {
        uint32_t chosen = 0;
        memcpy(&chosen, out + rules->choice_offset, sizeof chosen);
        if (chosen != 0) {
            return refuse(walk, HUB_E_FIELD_TWICE);
        }
        memcpy(out + rules->choice_offset, &rule->choice, sizeof rule->choice);
    }
    return HUB_OK;
}

/* The index of a repeated field that comes now. A message has at most one RULE_EACH. */
static uint32_t index_of(const struct rule *rule, const uint8_t *out, uint32_t each_count)
{
    struct slice_list list;
    struct struct_list structs;
    if (rule->kind == RULE_STRUCTS) {
        memcpy(&structs, out + rule->offset, sizeof structs);
        return structs.count;
    }
    if (rule->kind != RULE_TEXTS && rule->kind != RULE_CONTENTS) {
        return each_count;
    }
    memcpy(&list, out + rule->offset, sizeof list);
    return list.count;
}

static enum hub_status walk_message(struct walk *walk, const struct rules *rules,
                                    struct slice bytes, uint8_t *out)
{
    uint64_t seen = 0;
    uint32_t each_count = 0;
    while (bytes.size_bytes > 0) {
        struct wire_element element;
        walk->path[walk->depth].rule = NULL;
        if (walk->elements_left-- == 0) {
            walk->elements_left = 0;
            return refuse(walk, HUB_E_TOO_MANY_ELEMENTS);
        }
        if (!wire_take(&bytes, &element)) {
            return refuse(walk, HUB_E_MALFORMED);
        }
        const struct rule *rule = find_rule(rules, element.number);
        if (rule == NULL) {
            continue; /* (3) */
        }
        HUB_ASSERT(rule->number < NUMBERS_MAX);
        walk->path[walk->depth].index = index_of(rule, out, each_count);
        each_count += rule->kind == RULE_EACH ? 1 : 0;
        enum hub_status status = admit(walk, rules, rule, &element, &seen, out);
        if (status == HUB_OK) {
            status = take_field(walk, rules, rule, &element, bytes, out);
        }
        if (status != HUB_OK) {
            return status;
        }
    }
    return HUB_OK;
}

enum hub_status rules_decode(const struct rules *rules, struct slice bytes, struct arena *arena,
                             uint32_t elements_max, void *out, struct fault *fault)
{
    struct walk walk = {.arena = arena, .elements_left = elements_max, .fault = fault};
    return walk_message(&walk, rules, bytes, out);
}
