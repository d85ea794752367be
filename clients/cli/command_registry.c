/*
 * command_registry.c - who is in which cluster, what relief items the hub knows, and which words it does not know.
 *
 * Holds: (1) an empty decree of a member is that of its cluster, and an open end is said; (2) a page of another version of the
 *        catalogue than the newest is not shown.
 */
#include "command.h"

#include <stdlib.h>
#include <string.h>

#include "picture.h"
#include "proto_json.h"
#include "screen.h"

typedef Pusdalops__V1__ClusterRegistry Cluster;
typedef Pusdalops__V1__ClusterMember Member;

/* Fetch what stands under a kind of topic of the nation. */
static int fetch(const struct app *app, const char *kind, struct picture *picture)
{
    struct link link;
    char prefix[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    if (pusdalops_topic_render(app->realm, "nation", kind, prefix) != PUSDALOPS_OK) {
        return EXIT_INTERNAL;
    }
    int code = link_open(&link, app, NULL, 0);
    code = code == EXIT_DONE ? link_greet(&link) : code;
    code = code == EXIT_DONE ? link_may_read(&link, kind) : code;
    code = code == EXIT_DONE ? picture_fetch(picture, &link, prefix) : code;
    link_close(&link);
    return code;
}

static void put(const char *text)
{
    char clean[4 * SCREEN_CELL_BYTES];
    screen_clean(text, clean, sizeof clean);
    (void)fputs(clean, stdout);
}

static void put_cell(const char *text, size_t width)
{
    char clean[SCREEN_CELL_BYTES];
    screen_clean(text, clean, width < sizeof clean ? width : sizeof clean);
    screen_cell(clean, width, false);
}

static void put_quantity(const struct app *app, uint64_t thousandths, const char *unit)
{
    char text[PUSDALOPS_QUANTITY_TEXT_BYTES];
    pusdalops_quantity_render(thousandths, app->language, text, sizeof text);
    (void)printf(" %s ", text);
    put(unit);
}

static json_t *heading(const struct app *app)
{
    json_t *object = json_object();
    (void)json_object_set_new(object, "realm", proto_json_text(app->realm));
    return object;
}

/* ---- clusters ---- */

/* Is `inner` the region `outer` or within it? "nation" holds all, "12" holds "12.71". */
static bool holds(const char *outer, const char *inner)
{
    const size_t size = strlen(outer);
    return strcmp(outer, "nation") == 0 ||
           (strncmp(outer, inner, size) == 0 && (inner[size] == '\0' || inner[size] == '.'));
}

/* Does one of the regions hold the wanted one, or lie in it? */
static bool meets(char *const *codes, size_t count, const char *wanted)
{
    for (size_t i = 0; i < count; i++) {
        if (holds(codes[i], wanted) || holds(wanted, codes[i])) {
            return true;
        }
    }
    return false;
}

static bool serves(const Member *member, const char *wanted)
{
    return wanted == NULL || member->n_region_codes == 0 ||
           meets(member->region_codes, member->n_region_codes, wanted);
}

static void print_decree(const struct app *app, const Pusdalops__V1__Decree *decree)
{
    char text[64];
    if (decree == NULL) {
        return;
    }
    if (decree->number[0] != '\0') {
        (void)fputs(" · ", stdout);
        put(decree->number);
    }
    if (decree->date[0] != '\0') {
        (void)fputs(", ", stdout);
        put(decree->date);
    }
    if (decree->valid_from != NULL) {
        screen_time(app, screen_utc_us(decree->valid_from), NULL, text, sizeof text);
        (void)printf(app_text(app, ", from %s", ", mulai %s"), text);
    }
    if (decree->valid_until != NULL) {
        screen_time(app, screen_utc_us(decree->valid_until), NULL, text, sizeof text);
        (void)printf(app_text(app, ", until %s", ", sampai %s"), text);
    }
}

static void print_capacities(const struct app *app, const Member *member)
{
    for (size_t i = 0; i < member->n_capacities; i++) {
        const Pusdalops__V1__Capacity *capacity = member->capacities[i];
        (void)fputs(i == 0 ? "\n      " : "; ", stdout);
        put(capacity->item[0] != '\0' ? capacity->item : capacity->service);
        if (capacity->thousandths > 0) {
            put_quantity(app, capacity->thousandths, capacity->unit);
        }
    }
    if (member->contact != NULL) {
        (void)fputs(app_text(app, "\n      contact: ", "\n      kontak: "), stdout);
        put(member->contact->name);
        (void)fputs(member->contact->name[0] != '\0' ? " " : "", stdout);
        put(member->contact->phone);
    }
}

static void print_regions(char *const *codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)fputs(i == 0 ? " [" : " ", stdout);
        put(codes[i]);
    }
    (void)fputs(count > 0 ? "]" : "", stdout);
}

static const char *word(const struct app *app, enum pusdalops_words words, uint32_t number)
{
    const char *name = pusdalops_word_name(words, number, app->language);
    return name == NULL ? "?" : name;
}

static void print_cluster(const struct app *app, const Cluster *cluster, const char *region)
{
    const bool english = app->language == PUSDALOPS_ENGLISH && cluster->name_en[0] != '\0';
    (void)putchar('\n');
    put(cluster->cluster_id);
    (void)fputs(": ", stdout);
    put(english ? cluster->name_en : cluster->name);
    (void)printf(" (%s)", word(app, PUSDALOPS_WORDS_CLUSTER_LEVEL, (uint32_t)cluster->level));
    print_regions(cluster->region_codes, cluster->n_region_codes);
    if (cluster->parent_id[0] != '\0') {
        (void)fputs(app_text(app, " · part of ", " · bagian dari "), stdout);
        put(cluster->parent_id);
    }
    print_decree(app, cluster->decree);
    (void)putchar('\n');
    for (size_t i = 0; i < cluster->n_members; i++) {
        const Member *member = cluster->members[i];
        if (!serves(member, region)) {
            continue;
        }
        (void)fputs("    ", stdout);
        put_cell(word(app, PUSDALOPS_WORDS_MEMBER_ROLE, (uint32_t)member->role), 13);
        put_cell(member->source, 20);
        (void)putchar(' ');
        put(member->name);
        print_regions(member->region_codes, member->n_region_codes);
        print_decree(app, member->decree);
        print_capacities(app, member);
        (void)putchar('\n');
    }
}

/* A cluster in JSON, with the members that serve the region only. */
static json_t *cluster_json(const Cluster *cluster, const char *region)
{
    json_t *object = proto_json(&cluster->base);
    json_t *members = json_array();
    for (size_t i = 0; i < cluster->n_members; i++) {
        if (serves(cluster->members[i], region)) {
            (void)json_array_append_new(members, proto_json(&cluster->members[i]->base));
        }
    }
    (void)json_object_set_new(object, "members", members);
    return object;
}

static int show_clusters(const struct app *app, const struct picture *picture, const char *region)
{
    json_t *list = json_array();
    size_t shown = 0;
    for (size_t i = 0; i < picture->count; i++) {
        const Cluster *cluster = picture->documents[i]->cluster;
        if (picture->documents[i]->document_case != PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CLUSTER ||
            (region != NULL && !meets(cluster->region_codes, cluster->n_region_codes, region))) {
            continue;
        }
        shown++;
        if (app->json) {
            (void)json_array_append_new(list, cluster_json(cluster, region));
        } else {
            print_cluster(app, cluster, region);
        }
    }
    if (app->json) {
        json_t *object = heading(app);
        (void)json_object_set(object, "clusters", list);
        proto_json_print(object);
    } else if (shown == 0) {
        (void)fprintf(stderr, "%s\n",
                      app_text(app, "the hub keeps no registry of clusters for this",
                               "hub tidak menyimpan daftar klaster untuk ini"));
    }
    json_decref(list);
    return shown > 0 ? EXIT_DONE : EXIT_NEGATIVE;
}

int command_clusters(struct app *app)
{
    static struct picture picture;
    char prefix[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    const char *region = app_flag(app, "region");
    if (region != NULL &&
        pusdalops_topic_render(app->realm, region, "clusters", prefix) != PUSDALOPS_OK) {
        return app_complain(app, EXIT_USAGE, "%s: nation, 12, 12.73", region);
    }
    int code = fetch(app, "clusters", &picture);
    code = code == EXIT_DONE ? show_clusters(app, &picture, region) : code;
    picture_close(&picture);
    return code;
}

/* ---- items ---- */

static void print_item(const struct app *app, const Pusdalops__V1__CatalogueItem *item)
{
    const bool english = app->language == PUSDALOPS_ENGLISH && item->name_en[0] != '\0';
    put_cell(item->code, 28);
    put_cell(english ? item->name_en : item->name, 34);
    put_cell(item->item_class, 16);
    put_cell(item->base_unit, 8);
    for (size_t i = 0; i < item->n_units; i++) {
        (void)fputs(i == 0 ? "" : ", ", stdout);
        put(item->units[i]->unit);
        (void)fputs(" =", stdout);
        put_quantity(app, item->units[i]->base_thousandths, item->base_unit);
    }
    for (size_t i = 0; i < item->n_aliases; i++) {
        (void)fputs(i == 0 ? " · " : ", ", stdout);
        put(item->aliases[i]);
    }
    (void)putchar('\n');
}

/* The version of the page that was published last. (2) */
static const char *newest_version(const struct picture *picture)
{
    const char *version = "";
    uint64_t newest = 0;
    for (size_t i = 0; i < picture->count; i++) {
        const Pusdalops__V1__FeedMessage *document = picture->documents[i];
        if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CATALOGUE &&
            document->sequence >= newest) {
            newest = document->sequence;
            version = document->catalogue->version;
        }
    }
    return version;
}

/* The items of one page; returns how many are of the class. */
static size_t show_page(const struct app *app, const Pusdalops__V1__ItemCatalogue *page,
                        const char *class, json_t *list)
{
    size_t shown = 0;
    for (size_t i = 0; i < page->n_items; i++) {
        if (class != NULL && strcmp(page->items[i]->item_class, class) != 0) {
            continue;
        }
        shown++;
        if (app->json) {
            (void)json_array_append_new(list, proto_json(&page->items[i]->base));
        } else {
            print_item(app, page->items[i]);
        }
    }
    return shown;
}

static int show_items(const struct app *app, const struct picture *picture)
{
    json_t *list = json_array();
    const char *version = newest_version(picture);
    size_t shown = 0;
    for (size_t i = 0; i < picture->count; i++) {
        const Pusdalops__V1__FeedMessage *document = picture->documents[i];
        if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CATALOGUE &&
            strcmp(document->catalogue->version, version) == 0) {
            shown += show_page(app, document->catalogue, app_flag(app, "class"), list);
        }
    }
    if (app->json) {
        json_t *object = heading(app);
        (void)json_object_set_new(object, "version", proto_json_text(version));
        (void)json_object_set(object, "items", list);
        proto_json_print(object);
    } else {
        (void)printf(app_text(app, "%zu items, version ", "%zu barang, versi "), shown);
        put(version);
        (void)putchar('\n');
    }
    json_decref(list);
    return shown > 0 ? EXIT_DONE : EXIT_NEGATIVE;
}

static void print_unknown(const struct app *app, const Pusdalops__V1__UnknownItems *lacks)
{
    put_cell(app_text(app, "Text", "Teks"), 40);
    put_cell(app_text(app, "Unit", "Satuan"), 10);
    screen_cell(app_text(app, "Lines", "Baris"), 8, true);
    screen_cell(app_text(app, "Pledges", "Komitmen"), 9, true);
    (void)printf("  %s\n", app_text(app, "Last", "Terakhir"));
    for (size_t i = 0; i < lacks->n_items; i++) {
        const Pusdalops__V1__UnknownItem *item = lacks->items[i];
        char text[64];
        put_cell(item->text, 40);
        put_cell(item->unit, 10);
        screen_count(app, item->lines, text, sizeof text);
        screen_cell(text, 8, true);
        screen_count(app, item->pledges, text, sizeof text);
        screen_cell(text, 9, true);
        screen_time(app, screen_utc_us(item->newest_as_of), NULL, text, sizeof text);
        (void)printf("  %s\n", text);
    }
    (void)printf(app_text(app, "%u texts that the catalogue does not know\n",
                          "%u teks yang belum ada di katalog\n"),
                 lacks->count);
}

static int show_unknown(const struct app *app, const struct picture *picture)
{
    for (size_t i = 0; i < picture->count; i++) {
        const Pusdalops__V1__FeedMessage *document = picture->documents[i];
        if (document->document_case != PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_UNKNOWN_ITEMS) {
            continue;
        }
        if (app->json) {
            proto_json_print(proto_json(&document->unknown_items->base));
        } else {
            print_unknown(app, document->unknown_items);
        }
        return EXIT_DONE;
    }
    (void)fprintf(stderr, "%s\n", app_text(app, "nothing is lacking", "tidak ada yang kurang"));
    return EXIT_NEGATIVE;
}

int command_items(struct app *app)
{
    static struct picture picture;
    const bool unknown = app_flag(app, "unknown") != NULL;
    if (unknown && app_flag(app, "class") != NULL) {
        return app_complain(app, EXIT_USAGE, "%s",
                            app_text(app, "what the catalogue does not know has no class",
                                     "yang tidak dikenal katalog tidak berkelas"));
    }
    int code = fetch(app, unknown ? "unknown-items" : "catalogue", &picture);
    if (code == EXIT_DONE) {
        code = unknown ? show_unknown(app, &picture) : show_items(app, &picture);
    }
    picture_close(&picture);
    return code;
}
