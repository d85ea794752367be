/*
 * test_document_registry.c - clusters, the catalogue and what it lacks, as consoles hear of them: who hears what, and what a reload makes new.
 */
#include "core/document_registry.h"

#include "base/assert.h"
#include "core/feed.h"
#include "support/aceh.h"
#include "support/items.h"
#include "support/tap.h"

#include <stdlib.h>

#define CLUSTERS  "real/nation/clusters/"
#define CATALOGUE "real/nation/catalogue/"
#define UNKNOWN   "real/nation/unknown-items/"
#define UNIT      1000UL

typedef Pusdalops__V1__ClusterRegistry Cluster;

static struct room room;
static uint64_t told; /* the last sequence of the clusters before the test begins */

/* Two editions: the second has another contact in logistik, no kesehatan, and a new cluster. */
static const uint16_t nation[] = {AREA_NATION};
static const uint16_t aceh[] = {11, 1106};
static const struct capacity rice[] = {{"beras", "", 5000000, "kg"}, {"", "dapur umum", 0, ""}};
static const struct member first_members[] = {{.source = "bnpb",
                                               .name = "BNPB",
                                               .role = MEMBER_LEAD,
                                               .decree = {"", "", 0, 0},
                                               .contact_name = "Posko",
                                               .contact_phone = "117"},
                                              {.source = "pmi",
                                               .name = "PMI Aceh",
                                               .role = MEMBER_SUPPORT,
                                               .regions = aceh,
                                               .region_count = 2,
                                               .decree = {"SK 9", "", 0, US_PER_S},
                                               .capacities = rice,
                                               .capacity_count = 2,
                                               .contact_name = "",
                                               .contact_phone = ""}};
static struct member second_members[2];

#define A_CLUSTER(id_, parent_, members_, count_)                                                  \
    {                                                                                              \
        .id = (id_), .name = "Klaster", .name_en = "", .level = CLUSTER_NATIONAL,                  \
        .regions = nation, .region_count = 1, .parent = (parent_),                                 \
        .decree = {"SK 173/2014", "2014-01-15", 0, 0}, .members = (members_),                      \
        .member_count = (count_)                                                                   \
    }
static const struct cluster first_clusters[] = {A_CLUSTER("kesehatan", 0, NULL, 0),
                                                A_CLUSTER("logistik", 0, first_members, 2),
                                                A_CLUSTER("pangan", 2, NULL, 0)};
static const struct registry first = {.edition = "1",
                                      .clusters = first_clusters,
                                      .cluster_count = 3,
                                      .member_count = 2};
static const struct cluster second_clusters[] = {A_CLUSTER("logistik", 0, second_members, 2),
                                                 A_CLUSTER("pangan", 1, NULL, 0),
                                                 A_CLUSTER("pendidikan", 0, NULL, 0)};
static const struct registry second = {.edition = "1",
                                       .clusters = second_clusters,
                                       .cluster_count = 3,
                                       .member_count = 2};

static void begin(void)
{
    static const struct seat pmi = {"pmi", ROLE_MEMBER,     "nation", NULL,
                                    NULL,  ACCESS_INTERNAL, false,    0};
    struct hub_settings settings = room_settings();
    settings.limits.ledger.articles_max = 512;
    memcpy(second_members, first_members, sizeof second_members);
    second_members[0].contact_phone = "118";
    aceh_open(&room, &settings);
    room_sit(&room, &pmi);
    room.registry = &first;
    room_call(&room, NULL);
    room_wait(&room, 50 * US_PER_MS);
    room_forget_feed(&room);
    told = room.hub.realms[0].feed.topic_last[TOPIC_CLUSTERS][AREA_NATION];
}

static void end(void)
{
    CHECK_NUMBER(room.broken, 0);
    room_close(&room);
}

static void reload(const struct registry *registry)
{
    room.registry = registry;
    room_call(&room, NULL);
    room_wait(&room, 50 * US_PER_MS);
}

static const FeedMessage *heard(const char *topic, enum lane lane, uint32_t nth)
{
    for (uint32_t i = 0; i < room.feed_count; i++) {
        if (room.feed[i].lane == lane && strcmp(room.feed[i].topic, topic) == 0 && nth-- == 0) {
            return room.feed[i].message;
        }
    }
    return NULL;
}

static const Pusdalops__V1__SnapshotPage *page_of(const char *client, const char *prefix)
{
    const struct question question = {.kind = REQUEST_SNAPSHOT, .topic = prefix};
    const Reply *reply = room_ask(&room, client, &question);
    return CHECK(reply->body_case == PUSDALOPS__V1__REPLY__BODY_SNAPSHOT) ? reply->snapshot : NULL;
}

static const Cluster *cluster_of(const char *client, const char *id)
{
    const Pusdalops__V1__SnapshotPage *page = page_of(client, CLUSTERS);
    for (size_t i = 0; page != NULL && i < page->n_documents; i++) {
        if (strcmp(page->documents[i]->cluster->cluster_id, id) == 0) {
            return page->documents[i]->cluster;
        }
    }
    return NULL;
}

/* --- clusters --- */

static void a_snapshot_has_every_cluster_with_all_that_the_room_may_know(void)
{
    begin();
    CHECK_NUMBER(page_of("console", CLUSTERS)->n_documents, 3);
    const Cluster *cluster = cluster_of("console", "logistik");
    if (CHECK(cluster != NULL && cluster->n_members == 2)) {
        CHECK_TEXT(cluster->edition, "1");
        CHECK_TEXT(cluster->region_codes[0], "nation");
        CHECK_TEXT(cluster->decree->number, "SK 173/2014");
        CHECK_TEXT(cluster->decree->date, "2014-01-15");
        CHECK_TEXT(cluster->members[0]->contact->phone, "117");
        CHECK(cluster->members[0]->decree == NULL && cluster->members[1]->contact == NULL);
        CHECK_TEXT(cluster->members[1]->region_codes[1], "11.06");
        CHECK(cluster->members[1]->decree->valid_until->seconds == 1);
        CHECK_NUMBER(cluster->members[1]->n_capacities, 2);
        CHECK_TEXT(cluster->members[1]->capacities[0]->item, "beras");
        CHECK(cluster->members[1]->capacities[0]->thousandths == 5000000);
        CHECK_TEXT(cluster->members[1]->capacities[1]->service, "dapur umum");
    }
    cluster = cluster_of("console", "pangan");
    CHECK(cluster != NULL && strcmp(cluster->parent_id, "logistik") == 0);
    end();
}

static void the_public_has_no_contacts_and_no_capacities(void)
{
    begin();
    const Cluster *cluster = cluster_of("public", "logistik");
    if (CHECK(cluster != NULL && cluster->n_members == 2)) {
        CHECK_TEXT(cluster->members[1]->name, "PMI Aceh");
        CHECK_TEXT(cluster->decree->number, "SK 173/2014");
        for (size_t i = 0; i < 2; i++) {
            CHECK(cluster->members[i]->contact == NULL && cluster->members[i]->n_capacities == 0);
        }
    }
    reload(&second);
    const FeedMessage *fed = heard(CLUSTERS, LANE_PUBLIC, 0);
    for (uint32_t i = 0; fed != NULL; fed = heard(CLUSTERS, LANE_PUBLIC, ++i)) {
        for (size_t k = 0; k < fed->cluster->n_members; k++) {
            CHECK(fed->cluster->members[k]->contact == NULL &&
                  fed->cluster->members[k]->n_capacities == 0);
        }
    }
    end();
}

static void nothing_is_published_when_nothing_changed(void)
{
    begin();
    reload(&first);
    CHECK(heard(CLUSTERS, LANE_INTERNAL, 0) == NULL);
    CHECK(heard(CATALOGUE, LANE_INTERNAL, 0) == NULL);
    end();
}

static void a_reload_tells_of_what_changed_what_is_new_and_what_is_gone(void)
{
    begin();
    reload(&second);
    const char *ids[] = {"kesehatan", "logistik", "pendidikan"};
    uint64_t previous = told;
    for (uint32_t i = 0; i < 3; i++) { /* pangan says what it said before */
        const FeedMessage *inner = heard(CLUSTERS, LANE_INTERNAL, i);
        const FeedMessage *outer = heard(CLUSTERS, LANE_PUBLIC, i);
        if (!CHECK(inner != NULL && outer != NULL)) {
            break;
        }
        CHECK_TEXT(inner->cluster->cluster_id, ids[i]);
        CHECK(inner->previous == previous && outer->previous == previous);
        CHECK(inner->cluster->removed == (i == 0) && outer->cluster->removed == (i == 0));
        previous = inner->sequence;
    }
    CHECK(heard(CLUSTERS, LANE_INTERNAL, 3) == NULL);
    const FeedMessage *gone = heard(CLUSTERS, LANE_INTERNAL, 0);
    CHECK(gone != NULL && gone->cluster->n_members == 0 && gone->cluster->name[0] == '\0');
    CHECK(cluster_of("console", "kesehatan") == NULL); /* no snapshot has it */
    CHECK(cluster_of("console", "pendidikan") != NULL);
    end();
}

static void who_missed_a_reload_finds_all_of_it_in_the_replay(void)
{
    begin();
    reload(&second);
    const struct question question = {.kind = REQUEST_REPLAY, .topic = CLUSTERS, .number = told};
    const Reply *reply = room_ask(&room, "console", &question);
    CHECK_NUMBER(reply->replay->n_messages, 3);
    CHECK(reply->replay->messages[0]->cluster->removed);
    CHECK_TEXT(reply->replay->messages[0]->cluster->cluster_id, "kesehatan");
    reload(&first); /* and it comes back */
    const Cluster *back = cluster_of("console", "kesehatan");
    CHECK(back != NULL && !back->removed);
    end();
}

static void another_edition_brings_every_cluster_anew(void)
{
    begin();
    struct registry renamed = first;
    renamed.edition = "2";
    reload(&renamed);
    CHECK(heard(CLUSTERS, LANE_INTERNAL, 2) != NULL && heard(CLUSTERS, LANE_INTERNAL, 3) == NULL);
    CHECK_TEXT(cluster_of("public", "pangan")->edition, "2");
    end();
}

static void without_a_registry_there_is_nothing_and_one_that_goes_is_gone(void)
{
    begin();
    reload(NULL);
    CHECK_NUMBER(page_of("console", CLUSTERS)->n_documents, 0);
    const FeedMessage *gone = heard(CLUSTERS, LANE_INTERNAL, 2);
    CHECK(gone != NULL && gone->cluster->removed && gone->cluster->edition[0] == '\0');
    end();
}

/* More clusters come and go than there are places: each reload takes the whole registry away and brings another. */
static void a_registry_may_change_as_often_as_it_likes(void)
{
    static char ids[CLUSTERS_MAX][16];
    static struct cluster clusters[CLUSTERS_MAX];
    static const struct cluster plain = A_CLUSTER("", 0, NULL, 0);
    begin();
    for (uint32_t round = 0; round < 4; round++) {
        for (uint32_t i = 0; i < CLUSTERS_MAX; i++) {
            (void)snprintf(ids[i], sizeof ids[i], "c%u-%03u", round, i);
            clusters[i] = plain;
            clusters[i].id = ids[i];
        }
        const struct registry registry = {
            .edition = "x", .clusters = clusters, .cluster_count = CLUSTERS_MAX};
        reload(&registry);
        CHECK(room.hub.board.cluster_count <= CLUSTER_SLOTS);
        uint32_t present = 0;
        for (uint32_t at = 1; at <= room.hub.board.cluster_count; at++) {
            present += board_cluster(&room.hub.board, at)->place != 0 ? 1 : 0;
        }
        CHECK_NUMBER(present, CLUSTERS_MAX);
        CHECK(cluster_of("console", ids[0]) != NULL);
    }
    end();
}

static void the_bound_of_a_document_holds(void)
{
    static const struct registry *const both[] = {&first, &second};
    begin();
    for (size_t r = 0; r < 2; r++) {
        reload(both[r]);
        for (uint32_t i = 0; i < both[r]->cluster_count; i++) {
            const Cluster *cluster = cluster_of("console", both[r]->clusters[i].id);
            CHECK(cluster != NULL && pusdalops__v1__cluster_registry__get_packed_size(cluster) <=
                                         registry_document_bytes(both[r], &both[r]->clusters[i]));
        }
    }
    end();
}

/* --- the catalogue --- */

static void the_catalogue_comes_in_pages_that_hold_every_item_once(void)
{
    begin();
    const struct items *items = &room.hub.catalogue->items;
    const Pusdalops__V1__SnapshotPage *page = page_of("public", CATALOGUE);
    uint32_t at = 0;
    CHECK(page->n_documents == room.hub.board.page_count && page->n_documents > 1);
    for (size_t i = 0; i < page->n_documents; i++) {
        const Pusdalops__V1__ItemCatalogue *catalogue = page->documents[i]->catalogue;
        CHECK_TEXT(catalogue->version, items->version);
        CHECK(catalogue->page == i + 1 && catalogue->pages == page->n_documents);
        CHECK(catalogue->n_items > 0 && catalogue->n_items <= PAGE_ITEMS_MAX);
        for (size_t k = 0; k < catalogue->n_items; k++, at++) {
            CHECK_TEXT(catalogue->items[k]->code, items->list[at].code);
            CHECK_TEXT(catalogue->items[k]->base_unit, items->list[at].base_unit);
        }
    }
    CHECK_NUMBER(at, items->count);
    end();
}

/* What an item says of its words and units is what the hub understands. */
static void every_alias_and_unit_of_a_page_is_understood(void)
{
    begin();
    const struct items *items = &room.hub.catalogue->items;
    const Pusdalops__V1__SnapshotPage *page = page_of("console", CATALOGUE);
    uint32_t aliases = 0;
    uint32_t units = 0;
    for (size_t i = 0; i < page->n_documents; i++) {
        for (size_t k = 0; k < page->documents[i]->catalogue->n_items; k++) {
            const Pusdalops__V1__CatalogueItem *item = page->documents[i]->catalogue->items[k];
            for (size_t a = 0; a < item->n_aliases; a++, aliases++) {
                CHECK_TEXT(item_find(items, slice_of(item->aliases[a]))->code, item->code);
                CHECK(strcmp(item->aliases[a], item->code) != 0);
            }
            for (size_t u = 0; u < item->n_units; u++, units++) {
                struct item_match match;
                CHECK_NUMBER(item_resolve(items, slice_of(item->code),
                                          slice_of(item->units[u]->unit), 1000, &match),
                             HUB_OK);
                CHECK(match.base_thousandths == item->units[u]->base_thousandths);
            }
        }
    }
    CHECK(aliases > 100 && units > 100);
    end();
}

static void a_changed_item_brings_its_page_anew_and_a_changed_version_all(void)
{
    static struct item list[512];
    begin();
    static struct catalogue catalogue;
    catalogue = *room.hub.catalogue;
    memcpy(list, catalogue.items.list, sizeof *list * catalogue.items.count);
    catalogue.items.list = list;
    (void)snprintf(list[70].name_en, sizeof list[70].name_en, "Something else");
    room.catalogue = &catalogue;
    reload(&first);
    const FeedMessage *fed = heard(CATALOGUE, LANE_PUBLIC, 0);
    CHECK(fed != NULL && fed->catalogue->page == 2 && heard(CATALOGUE, LANE_PUBLIC, 1) == NULL);
    CHECK(fed != NULL && strcmp(fed->catalogue->items[6]->name_en, "Something else") == 0);
    room_forget_feed(&room);
    static struct catalogue renamed;
    renamed = catalogue;
    (void)snprintf(renamed.items.version, sizeof renamed.items.version, "2");
    renamed.items.count = 64; /* and shorter: one page where there were three */
    room.catalogue = &renamed;
    reload(&first);
    fed = heard(CATALOGUE, LANE_INTERNAL, 0);
    CHECK(fed != NULL && fed->catalogue->pages == 1 && heard(CATALOGUE, LANE_INTERNAL, 1) == NULL);
    CHECK_NUMBER(page_of("console", CATALOGUE)->n_documents, 1);
    end();
}

/* --- what it lacks --- */

static void ask_for(const char *source, uint64_t number, const char *item, uint32_t lines)
{
    struct letter_need_line asked[4] = {{.isolated = false}};
    for (uint32_t i = 0; i < lines; i++) {
        asked[i].quantity =
            (struct letter_quantity){.item = item, .thousandths = 5 * UNIT, .unit = "buah"};
    }
    const struct letter letter = {.kind = BODY_NEED,
                                  .source = source,
                                  .number = number,
                                  .realm = "real",
                                  .event = ACEH_EVENT,
                                  .region = "11.06",
                                  .as_of_utc_us = room.at_utc_us,
                                  .lines = asked,
                                  .line_count = lines};
    CHECK_NUMBER(aceh_hand_in(&room, &letter), RECEIPT_ACCEPTED);
}

static const Pusdalops__V1__UnknownItems *unknown_now(void)
{
    const Pusdalops__V1__SnapshotPage *page = page_of("console", UNKNOWN);
    return page != NULL && page->n_documents == 1 ? page->documents[0]->unknown_items : NULL;
}

static void what_the_catalogue_lacks_is_listed_most_often_first_and_for_the_room_alone(void)
{
    begin();
    CHECK_NUMBER(page_of("console", UNKNOWN)->n_documents, 0);
    ask_for("bpbd-11.06", 1, "Gerobak Sapi", 1);
    ask_for("bpbd-11.06", 2, "perahu karet besar sekali", 3);
    ask_for("bpbd-11.06", 3, "tenda gulung", 1);
    const struct letter pledge = {
        .kind = BODY_PLEDGE,
        .source = "pmi",
        .number = 1,
        .realm = "real",
        .quantity = {.item = "GEROBAK sapi!", .thousandths = UNIT, .unit = "buah"}};
    CHECK_NUMBER(aceh_hand_in(&room, &pledge), RECEIPT_ACCEPTED);
    room_wait(&room, 50 * US_PER_MS);
    const Pusdalops__V1__UnknownItems *lacks = unknown_now();
    if (CHECK(lacks != NULL && lacks->n_items == 2)) {
        CHECK_NUMBER(lacks->count, 2);
        CHECK_TEXT(lacks->version, room.hub.catalogue->items.version);
        CHECK_TEXT(lacks->items[0]->text, "perahu karet besar sekali");
        CHECK(lacks->items[0]->lines == 3 && lacks->items[0]->pledges == 0);
        CHECK_TEXT(lacks->items[1]->text, "gerobak sapi");
        CHECK_TEXT(lacks->items[1]->unit, "buah");
        CHECK(lacks->items[1]->lines == 1 && lacks->items[1]->pledges == 1);
        CHECK(lacks->items[1]->newest_as_of != NULL);
    }
    CHECK(heard(UNKNOWN, LANE_INTERNAL, 0) != NULL && heard(UNKNOWN, LANE_PUBLIC, 0) == NULL);
    CHECK_NUMBER(page_of("public", UNKNOWN)->n_documents, 0);
    const struct question question = {.kind = REQUEST_REPLAY, .topic = UNKNOWN};
    const Reply *reply = room_ask(&room, "public", &question);
    CHECK(reply->body_case == PUSDALOPS__V1__REPLY__BODY_PROBLEM &&
          reply->problem->code == HUB_E_ACCESS_FORBIDS);
    CHECK(room_restart(&room)); /* the counts are the journal's */
    CHECK(ledger_audit(&room_view(&room, "real")->ledger));
    end();
}

static void what_the_catalogue_has_learnt_leaves_the_list(void)
{
    static struct item list[512];
    static struct item_name names[4096];
    static struct catalogue catalogue;
    begin();
    ask_for("bpbd-11.06", 1, "gerobak sapi", 1);
    ask_for("bpbd-11.06", 2, "rakit bambu", 2);
    ask_for("bpbd-11.06", 3, "gerobak", 1);
    room_wait(&room, 50 * US_PER_MS);
    const Pusdalops__V1__UnknownItems *lacks = unknown_now();
    CHECK(lacks != NULL && lacks->n_items == 3);
    catalogue = *room.hub.catalogue;
    memcpy(list, catalogue.items.list, sizeof *list * catalogue.items.count);
    memcpy(names, catalogue.items.names, sizeof *names * catalogue.items.name_count);
    struct item *cart = &list[catalogue.items.count++];
    *cart = (struct item){.code = "gerobak",
                          .name = "Gerobak",
                          .base_unit = "buah",
                          .class_of = ITEM_CLASS_EQUIPMENT};
    names[catalogue.items.name_count++] =
        (struct item_name){.folded = "gerobak sapi", .item = catalogue.items.count};
    names[catalogue.items.name_count++] =
        (struct item_name){.folded = "gerobak", .item = catalogue.items.count};
    qsort(names, catalogue.items.name_count, sizeof *names, item_name_order);
    catalogue.items.list = list;
    catalogue.items.names = names;
    catalogue.items.aliases = NULL; /* of a list that is another one now */
    for (uint32_t i = 0; i < catalogue.items.count; i++) {
        list[i].alias_count = 0;
    }
    (void)snprintf(catalogue.items.version, sizeof catalogue.items.version, "2");
    room.catalogue = &catalogue;
    room_forget_feed(&room);
    reload(&first);
    const FeedMessage *fed = heard(UNKNOWN, LANE_INTERNAL, 0);
    if (CHECK(fed != NULL && fed->unknown_items->n_items == 1)) {
        CHECK_TEXT(fed->unknown_items->items[0]->text, "rakit bambu");
        CHECK_TEXT(fed->unknown_items->version, "2");
    }
    ask_for("bpbd-11.06", 4, "gerobak sapi", 1); /* new lines are counted as the item */
    ask_for("bpbd-11.06", 5, "gerobak", 1);      /* also where the words are its very code */
    const struct ledger *ledger = &room_view(&room, "real")->ledger;
    const struct article item = {.code = "gerobak", .unit = "buah", .known = 1};
    const struct article words = {.code = "gerobak sapi", .unit = "buah"};
    const struct article code = {.code = "gerobak", .unit = "buah"};
    const uint32_t place = ledger_find_article(ledger, &item);
    CHECK(place != 0 && ledger_article(ledger, place)->class_of == ITEM_CLASS_EQUIPMENT);
    CHECK(place != 0 && ledger_article(ledger, place)->lines == 2);
    CHECK(ledger_find_article(ledger, &words) != 0);
    CHECK(ledger_find_article(ledger, &code) != 0 && ledger_find_article(ledger, &code) != place);
    end();
}

static void the_least_named_are_left_out_and_counted(void)
{
    begin();
    for (uint32_t i = 0; i < UNKNOWN_ITEMS_SHOWN + 10; i++) {
        char item[32];
        (void)snprintf(item, sizeof item, "barang nomor %u", i);
        ask_for("bnpb", i + 2, item, i < 10 ? 1 : 2); /* who may name so many */
    }
    room_wait(&room, 50 * US_PER_MS);
    const Pusdalops__V1__UnknownItems *lacks = unknown_now();
    if (CHECK(lacks != NULL)) {
        CHECK_NUMBER(lacks->n_items, UNKNOWN_ITEMS_SHOWN);
        CHECK_NUMBER(lacks->count, UNKNOWN_ITEMS_SHOWN + 10);
        for (size_t i = 0; i < lacks->n_items; i++) {
            CHECK_NUMBER(lacks->items[i]->lines, 2);
        }
        CHECK(pusdalops__v1__unknown_items__get_packed_size(lacks) <= CLUSTER_BYTES_MAX);
    }
    end();
}

/* --- what a pledge is warned of --- */

static const Receipt *pledge_for(const char *client, const char *cluster, const char *behalf,
                                 uint64_t number)
{
    const struct letter letter = {.kind = BODY_PLEDGE,
                                  .source = client,
                                  .number = number,
                                  .realm = "real",
                                  .behalf = behalf,
                                  .cluster = cluster,
                                  .quantity = {.item = "beras", .thousandths = UNIT}};
    const Receipt *receipt = room_hand_in(&room, client, &letter);
    CHECK(receipt != NULL && (int)receipt->status == (int)RECEIPT_ACCEPTED);
    return receipt;
}

static void a_pledge_for_a_cluster_is_held_against_the_registry_and_always_taken_in(void)
{
    static const char field[] = "pledge.cluster_id";
    begin();
    CHECK(aceh_warned(pledge_for("bnpb", "peternakan", NULL, 11), HUB_E_CLUSTER_UNKNOWN, field));
    const Receipt *receipt = pledge_for("bnpb", "logistik", NULL, 12);
    CHECK(!aceh_warned(receipt, HUB_E_CLUSTER_UNKNOWN, field) &&
          !aceh_warned(receipt, HUB_E_NOT_A_MEMBER, field));
    /* its membership ran out in 1970 */
    CHECK(aceh_warned(pledge_for("pmi", "logistik", NULL, 1), HUB_E_NOT_A_MEMBER, field));
    CHECK(aceh_warned(pledge_for("bnpb", "kesehatan", NULL, 13), HUB_E_NOT_A_MEMBER, field));
    receipt = pledge_for("bnpb", NULL, NULL, 14);
    CHECK(!aceh_warned(receipt, HUB_E_CLUSTER_UNKNOWN, field) &&
          !aceh_warned(receipt, HUB_E_NOT_A_MEMBER, field));
    reload(NULL);
    receipt = pledge_for("pmi", "peternakan", NULL, 2);
    CHECK(!aceh_warned(receipt, HUB_E_CLUSTER_UNKNOWN, field) &&
          !aceh_warned(receipt, HUB_E_NOT_A_MEMBER, field));
    end();
}

static void the_giver_is_the_one_on_whose_behalf_it_is_said(void)
{
    static const char field[] = "pledge.cluster_id";
    static const struct seat desk = {"posko-pmi", ROLE_MEMBER,     "nation", "bnpb",
                                     NULL,        ACCESS_INTERNAL, false,    0};
    begin();
    room_sit(&room, &desk);
    room_call(&room, NULL);
    CHECK(aceh_warned(pledge_for("posko-pmi", "logistik", NULL, 1), HUB_E_NOT_A_MEMBER, field));
    CHECK(!aceh_warned(pledge_for("posko-pmi", "logistik", "bnpb", 2), HUB_E_NOT_A_MEMBER, field));
    end();
}

int main(void)
{
    SAY(a_snapshot_has_every_cluster_with_all_that_the_room_may_know);
    SAY(the_public_has_no_contacts_and_no_capacities);
    SAY(nothing_is_published_when_nothing_changed);
    SAY(a_reload_tells_of_what_changed_what_is_new_and_what_is_gone);
    SAY(who_missed_a_reload_finds_all_of_it_in_the_replay);
    SAY(another_edition_brings_every_cluster_anew);
    SAY(without_a_registry_there_is_nothing_and_one_that_goes_is_gone);
    SAY(a_registry_may_change_as_often_as_it_likes);
    SAY(the_bound_of_a_document_holds);
    SAY(the_catalogue_comes_in_pages_that_hold_every_item_once);
    SAY(every_alias_and_unit_of_a_page_is_understood);
    SAY(a_changed_item_brings_its_page_anew_and_a_changed_version_all);
    SAY(what_the_catalogue_lacks_is_listed_most_often_first_and_for_the_room_alone);
    SAY(what_the_catalogue_has_learnt_leaves_the_list);
    SAY(the_least_named_are_left_out_and_counted);
    SAY(a_pledge_for_a_cluster_is_held_against_the_registry_and_always_taken_in);
    SAY(the_giver_is_the_one_on_whose_behalf_it_is_said);
    return tap_done();
}
