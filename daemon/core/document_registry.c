#include "core/document_registry.h"

#include "base/assert.h"
#include "core/document_build.h"

#include <sodium/crypto_generichash.h>

typedef Pusdalops__V1__ClusterRegistry Cluster;
typedef Pusdalops__V1__ClusterMember Member;
typedef Pusdalops__V1__ItemCatalogue Page;
typedef Pusdalops__V1__CatalogueItem Item;

_Static_assert(UNKNOWN_ITEMS_SHOWN *(ITEM_CODE_ROOM + UNIT_ROOM + 48UL) + 64 <= CLUSTER_BYTES_MAX,
               "what the catalogue lacks fits one document (2)");

static struct board_mark mark_of(const ProtobufCMessage *message, struct arena *arena)
{
    struct board_mark mark;
    const size_t size_bytes = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = build_room(arena, size_bytes + 1, 1);
    protobuf_c_message_pack(message, bytes);
    const int rc = crypto_generichash(mark.bytes, sizeof mark.bytes, bytes, size_bytes, NULL, 0);
    HUB_ASSERT(rc == 0);
    return mark;
}

/* --- clusters --- */

static Pusdalops__V1__Decree *build_decree(struct arena *arena, const struct decree *decree)
{
    if (decree->number[0] == '\0' && decree->valid_from_utc_us == 0 &&
        decree->valid_until_utc_us == 0) {
        return NULL;
    }
    Pusdalops__V1__Decree *out = build_room(arena, 1, sizeof *out);
    pusdalops__v1__decree__init(out);
    out->number = build_copy(arena, decree->number);
    out->date = build_copy(arena, decree->date);
    out->valid_from = build_time(arena, decree->valid_from_utc_us);
    out->valid_until = build_time(arena, decree->valid_until_utc_us);
    return out;
}

static size_t build_regions(struct arena *arena, const uint16_t *regions, uint32_t count,
                            char ***out_list)
{
    *out_list = build_room(arena, count, sizeof **out_list);
    for (uint32_t i = 0; i < count; i++) {
        (*out_list)[i] = build_code(arena, regions[i]);
    }
    return count;
}

/* What a member can bring and whom to call: not for the public (1). */
static void put_inner(struct arena *arena, const struct member *member, Member *out)
{
    out->capacities = build_room(arena, member->capacity_count, sizeof *out->capacities);
    for (uint32_t i = 0; i < member->capacity_count; i++) {
        const struct capacity *capacity = &member->capacities[i];
        Pusdalops__V1__Capacity *its = build_room(arena, 1, sizeof *its);
        pusdalops__v1__capacity__init(its);
        its->item = build_copy(arena, capacity->item);
        its->service = build_copy(arena, capacity->service);
        its->thousandths = capacity->thousandths;
        its->unit = build_copy(arena, capacity->unit);
        out->capacities[out->n_capacities++] = its;
    }
    if (member->contact_name[0] != '\0' || member->contact_phone[0] != '\0') {
        out->contact = build_room(arena, 1, sizeof *out->contact);
        pusdalops__v1__contact__init(out->contact);
        out->contact->name = build_copy(arena, member->contact_name);
        out->contact->phone = build_copy(arena, member->contact_phone);
    }
}

static Member *build_member(struct arena *arena, const struct member *member,
                            enum access_class access)
{
    Member *out = build_room(arena, 1, sizeof *out);
    pusdalops__v1__cluster_member__init(out);
    out->source = build_copy(arena, member->source);
    out->name = build_copy(arena, member->name);
    out->role = (Pusdalops__V1__MemberRole)member->role;
    out->n_region_codes =
        build_regions(arena, member->regions, member->region_count, &out->region_codes);
    out->decree = build_decree(arena, &member->decree);
    if (access == ACCESS_INTERNAL) {
        put_inner(arena, member, out);
    }
    return out;
}

static Cluster *build_cluster(struct arena *arena, const struct registry *registry, uint32_t place,
                              enum access_class access)
{
    const struct cluster *cluster = &registry->clusters[place - 1];
    Cluster *out = build_room(arena, 1, sizeof *out);
    pusdalops__v1__cluster_registry__init(out);
    out->cluster_id = build_copy(arena, cluster->id);
    out->edition = build_copy(arena, registry->edition);
    out->name = build_copy(arena, cluster->name);
    out->name_en = build_copy(arena, cluster->name_en);
    out->level = (Pusdalops__V1__ClusterLevel)cluster->level;
    out->n_region_codes =
        build_regions(arena, cluster->regions, cluster->region_count, &out->region_codes);
    if (cluster->parent != 0) {
        out->parent_id = build_copy(arena, registry->clusters[cluster->parent - 1].id);
    }
    out->decree = build_decree(arena, &cluster->decree);
    out->members = build_room(arena, cluster->member_count, sizeof *out->members);
    for (uint32_t i = 0; i < cluster->member_count; i++) {
        out->members[out->n_members++] = build_member(arena, &cluster->members[i], access);
    }
    return out;
}

struct board_mark document_cluster_mark(const struct registry *registry, uint32_t place,
                                        struct arena *arena)
{
    return mark_of(&build_cluster(arena, registry, place, ACCESS_INTERNAL)->base, arena);
}

struct document document_cluster(const struct desk *desk, uint32_t place, enum access_class access,
                                 uint64_t sequence, uint64_t previous)
{
    const struct board *board = desk->realm->board;
    const struct board_cluster *cluster = board_cluster(board, place);
    struct document document =
        document_begin(desk, AREA_NATION, TOPIC_CLUSTERS, sequence, previous);
    Cluster *out = NULL;
    if (cluster->place != 0) {
        out = build_cluster(desk->arena, board->registry, cluster->place, access);
    } else {
        out = build_room(desk->arena, 1, sizeof *out);
        pusdalops__v1__cluster_registry__init(out);
        out->cluster_id = build_copy(desk->arena, cluster->id);
        out->edition =
            build_copy(desk->arena, board->registry == NULL ? "" : board->registry->edition);
        out->removed = true;
    }
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CLUSTER;
    document.message->cluster = out;
    return document;
}

/* --- items --- */

static bool has_unit(const Item *item, const char *unit)
{
    for (size_t i = 0; i < item->n_units; i++) {
        if (strcmp(item->units[i]->unit, unit) == 0) {
            return true;
        }
    }
    return false;
}

/* Its own units first: they hide those of all items that are counted in its base unit. */
static void put_units(struct arena *arena, const struct items *items, uint32_t wanted,
                      const struct item *item, Item *out)
{
    for (uint32_t i = 0; i < items->unit_count && out->n_units < ITEM_UNITS_SHOWN; i++) {
        const struct item_unit *unit = &items->units[i];
        const bool fits = unit->item == wanted && (unit->item != ITEM_UNIT_OF_ALL ||
                                                   strcmp(unit->base_unit, item->base_unit) == 0);
        if (!fits || strcmp(unit->unit, item->base_unit) == 0 || has_unit(out, unit->unit)) {
            continue;
        }
        Pusdalops__V1__ItemUnit *its = build_room(arena, 1, sizeof *its);
        pusdalops__v1__item_unit__init(its);
        its->unit = build_copy(arena, unit->unit);
        its->base_thousandths = unit->base_thousandths;
        out->units[out->n_units++] = its;
    }
}

static Item *build_item(struct arena *arena, const struct items *items, uint32_t place)
{
    const struct item *item = &items->list[place];
    Item *out = build_room(arena, 1, sizeof *out);
    pusdalops__v1__catalogue_item__init(out);
    out->code = build_copy(arena, item->code);
    out->name = build_copy(arena, item->name);
    out->name_en = build_copy(arena, item->name_en);
    out->item_class = build_copy(arena, item_class_name(item->class_of));
    out->base_unit = build_copy(arena, item->base_unit);
    out->is_packet = item->is_packet;
    out->aliases = build_room(arena, item->alias_count, sizeof *out->aliases);
    for (uint32_t i = 0; i < item->alias_count; i++) {
        const uint32_t name = items->aliases[item->alias_first + i];
        out->aliases[out->n_aliases++] = build_copy(arena, items->names[name].folded);
    }
    out->units = build_room(arena, ITEM_UNITS_SHOWN, sizeof *out->units);
    put_units(arena, items, place + 1, item, out);
    put_units(arena, items, ITEM_UNIT_OF_ALL, item, out);
    return out;
}

size_t document_item_bytes(const struct items *items, uint32_t item, struct arena *arena)
{
    const Item *built = build_item(arena, items, item);
    return protobuf_c_message_get_packed_size(&built->base) + 4; /* 4: its head */
}

static Page *build_page(struct arena *arena, const struct board *board, uint32_t place)
{
    const struct items *items = &board->catalogue->items;
    const struct board_page *page = board_page(board, place);
    Page *out = build_room(arena, 1, sizeof *out);
    pusdalops__v1__item_catalogue__init(out);
    out->version = build_copy(arena, items->version);
    out->page = place;
    out->pages = board->page_count;
    out->items = build_room(arena, page->count, sizeof *out->items);
    for (uint32_t i = 0; i < page->count; i++) {
        out->items[out->n_items++] = build_item(arena, items, page->first + i);
    }
    return out;
}

struct board_mark document_page_mark(const struct board *board, uint32_t place, struct arena *arena)
{
    return mark_of(&build_page(arena, board, place)->base, arena);
}

struct document document_catalogue(const struct desk *desk, uint32_t place,
                                   enum access_class access, uint64_t sequence, uint64_t previous)
{
    struct document document =
        document_begin(desk, AREA_NATION, TOPIC_CATALOGUE, sequence, previous);
    (void)access; /* everybody may know what relief goods are called */
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CATALOGUE;
    document.message->catalogue = build_page(desk->arena, desk->realm->board, place);
    return document;
}

/* --- what the catalogue lacks --- */

/* Named more often; then more lately; then by its letters. */
static bool is_before(const struct article *a, const struct article *b)
{
    const uint64_t a_named = (uint64_t)a->lines + a->pledges;
    const uint64_t b_named = (uint64_t)b->lines + b->pledges;
    if (a_named != b_named) {
        return a_named > b_named;
    }
    if (a->named_utc_us != b->named_utc_us) {
        return a->named_utc_us > b->named_utc_us;
    }
    const int order = strcmp(a->code, b->code);
    return order != 0 ? order < 0 : strcmp(a->unit, b->unit) < 0;
}

/* The first UNKNOWN_ITEMS_SHOWN in that order; returns how many, *out_all of how many. */
static uint32_t rank_unknown(const struct desk *desk, const struct article **list,
                             uint32_t *out_all)
{
    const struct ledger *ledger = &desk->realm->view.ledger;
    uint32_t count = 0;
    *out_all = 0;
    for (uint32_t place = ledger->first_unknown; place != 0;
         place = ledger_article(ledger, place)->next_unknown) {
        const struct article *article = ledger_article(ledger, place);
        if (item_find(&desk->catalogue->items, slice_of(article->code)) != NULL) {
            continue; /* (3) */
        }
        (*out_all)++;
        uint32_t at = count;
        while (at > 0 && is_before(article, list[at - 1])) {
            at--;
        }
        if (at == UNKNOWN_ITEMS_SHOWN) {
            continue;
        }
        count += count < UNKNOWN_ITEMS_SHOWN ? 1 : 0;
        memmove(list + at + 1, list + at, (size_t)(count - 1 - at) * sizeof(*list));
        list[at] = article;
    }
    return count;
}

struct document document_unknown_items(const struct desk *desk, uint32_t place,
                                       enum access_class access, uint64_t sequence,
                                       uint64_t previous)
{
    struct document document = document_begin(desk, AREA_NATION, TOPIC_UNKNOWN, sequence, previous);
    HUB_ASSERT(place == 1 && access == ACCESS_INTERNAL);
    Pusdalops__V1__UnknownItems *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__unknown_items__init(out);
    const struct article **list = build_room(desk->arena, UNKNOWN_ITEMS_SHOWN, sizeof(*list));
    const uint32_t count = rank_unknown(desk, list, &out->count);
    out->version = build_copy(desk->arena, desk->catalogue->items.version);
    out->items = build_room(desk->arena, count, sizeof *out->items);
    for (uint32_t i = 0; i < count; i++) {
        Pusdalops__V1__UnknownItem *item = build_room(desk->arena, 1, sizeof *item);
        pusdalops__v1__unknown_item__init(item);
        item->text = build_copy(desk->arena, list[i]->code);
        item->unit = build_copy(desk->arena, list[i]->unit);
        item->lines = list[i]->lines;
        item->pledges = list[i]->pledges;
        item->newest_as_of = build_as_of(desk->arena, list[i]->named_utc_us);
        out->items[out->n_items++] = item;
    }
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_UNKNOWN_ITEMS;
    document.message->unknown_items = out;
    return document;
}
