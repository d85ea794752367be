/*
 * command_shipments.c - shipments as a table: what is loaded, on its way, late and handed over.
 *
 * Holds: (1) late is what was expected before now and has neither arrived nor ended, by our own clock.
 */
#include "command.h"

#include <stdlib.h>
#include <string.h>

#include "picture.h"
#include "proto_json.h"
#include "screen.h"

typedef Pusdalops__V1__ShipmentStatus Status;

struct listing {
    const struct app *app;
    struct picture picture;
    const char *area;
    const char *event; /* NULL: all */
    bool ended;        /* those that ended too */
    bool only_late;
    int64_t now_us;
};

static bool has_ended(const Status *status)
{
    return (int)status->state > PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_ARRIVED;
}

/* (1) */
static bool is_late(const struct listing *listing, const Status *status)
{
    const bool waits = status->state == PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_PREPARED ||
                       status->state == PUSDALOPS__V1__SHIPMENT_STATE__SHIPMENT_STATE_IN_TRANSIT;
    return waits && status->expected_at != NULL &&
           screen_utc_us(status->expected_at) < listing->now_us;
}

/* The document as a shipment that is asked for, or NULL. */
static const Status *status_at(const struct listing *listing, size_t at)
{
    const Pusdalops__V1__FeedMessage *document = listing->picture.documents[at];
    if (document->document_case != PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_SHIPMENT) {
        return NULL;
    }
    const Status *status = document->shipment;
    const bool wanted = (listing->event == NULL || strcmp(listing->event, status->event_id) == 0) &&
                        (listing->ended || !has_ended(status)) &&
                        (!listing->only_late || is_late(listing, status));
    return wanted ? status : NULL;
}

static int fetch(struct listing *listing)
{
    struct link link;
    char prefix[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    const struct app *app = listing->app;
    const bool nation = strcmp(listing->area, "nation") == 0;
    if (pusdalops_topic_render(app->realm, nation ? NULL : listing->area, NULL, prefix) !=
        PUSDALOPS_OK) {
        return app_complain(app, EXIT_USAGE, "%s: nation, 12, 12.73", listing->area);
    }
    int code = link_open(&link, app, NULL, 0);
    code = code == EXIT_DONE ? link_greet(&link) : code;
    code = code == EXIT_DONE ? link_may_read(&link, "shipments") : code;
    code = code == EXIT_DONE ? picture_fetch(&listing->picture, &link, prefix) : code;
    link_close(&link);
    return code;
}

/* ---- cells ---- */

static void cell(const char *text, size_t width)
{
    char clean[SCREEN_CELL_BYTES];
    screen_clean(text, clean, width < sizeof clean ? width : sizeof clean); /* cut at a character */
    screen_cell(clean, width, false);
}

static void amount(const struct app *app, uint64_t thousandths)
{
    char text[PUSDALOPS_QUANTITY_TEXT_BYTES];
    pusdalops_quantity_render(thousandths, app->language, text, sizeof text);
    screen_cell(text, 11, true);
}

/* "bnpb/43", an offer of a plan "bpbd-32.16/7/2", never cut: it is what one types to receive it. */
static void name_cell(const Pusdalops__V1__MessageReference *named, size_t width)
{
    char clean[SCREEN_CELL_BYTES] = "-";
    char text[SCREEN_CELL_BYTES + 48] = "-";
    if (named != NULL) {
        screen_clean(named->source, clean, sizeof clean);
        const int size =
            snprintf(text, sizeof text, "%s/%llu", clean, (unsigned long long)named->number);
        if (named->part > 0 && size > 0 && (size_t)size < sizeof text) {
            (void)snprintf(text + size, sizeof text - (size_t)size, "/%u", named->part);
        }
    }
    screen_cell(text, width - 1, false);
    (void)putchar(' ');
}

static void time_cell(const struct listing *listing, const Google__Protobuf__Timestamp *time,
                      const char *area)
{
    char text[64] = "-";
    if (time != NULL) {
        screen_time(listing->app, screen_utc_us(time), area, text, sizeof text);
    }
    cell(text, 24);
}

static void print_head(const struct app *app)
{
    cell(app_text(app, "Shipment / line", "Pengiriman / baris"), 22);
    cell(app_text(app, "State", "Status"), 18);
    cell(app_text(app, "To", "Tujuan"), 30);
    cell(app_text(app, "Left", "Berangkat"), 24);
    cell(app_text(app, "Expected", "Perkiraan tiba"), 24);
    (void)puts(app_text(app, "Vehicle, waybill, BAST, warehouses",
                        "Kendaraan, surat jalan, BAST, gudang"));
    cell("", 8);
    cell(app_text(app, "Item", "Barang"), 22);
    screen_cell(app_text(app, "Loaded", "Dimuat"), 11, true);
    screen_cell(app_text(app, "On its way", "Di jalan"), 11, true);
    screen_cell(app_text(app, "Good", "Baik"), 11, true);
    screen_cell(app_text(app, "Damaged", "Rusak"), 11, true);
    screen_cell(app_text(app, "Lost", "Hilang"), 11, true);
    screen_cell(app_text(app, "Returned", "Kembali"), 11, true);
    (void)printf("  %s\n", app_text(app, "Unit, pledge", "Satuan, komitmen"));
}

static void print_line(const struct app *app, const Pusdalops__V1__ShipmentLineStatus *line)
{
    char number[16];
    (void)snprintf(number, sizeof number, "%u", line->line);
    screen_cell(number, 6, true);
    (void)fputs("  ", stdout);
    cell(line->item, 22);
    amount(app, line->loaded);
    amount(app, line->in_transit);
    amount(app, line->received_good);
    amount(app, line->received_damaged);
    amount(app, line->lost);
    amount(app, line->returned);
    (void)fputs("  ", stdout);
    cell(line->unit, 9);
    name_cell(line->pledge, 20);
    (void)putchar('\n');
}

/* "gudang-1 -> bpbd-12.73:posko-1", each where it is said. */
static void print_warehouses(const Status *status)
{
    char from[SCREEN_CELL_BYTES];
    char to[SCREEN_CELL_BYTES];
    char whose[SCREEN_CELL_BYTES];
    if (status->warehouse_id[0] == '\0' && status->delivery_warehouse_id[0] == '\0') {
        return;
    }
    screen_clean(status->warehouse_id, from, sizeof from);
    screen_clean(status->delivery_warehouse_id, to, sizeof to);
    screen_clean(status->delivery_source, whose, sizeof whose);
    (void)printf("%s->%s%s%s ", from, whose, whose[0] == '\0' ? "" : ":", to);
}

static void print_status(const struct listing *listing, const Status *status)
{
    const struct app *app = listing->app;
    char text[SCREEN_CELL_BYTES];
    const char *word =
        pusdalops_word_name(PUSDALOPS_WORDS_SHIPMENT_STATE, (uint32_t)status->state, app->language);
    name_cell(status->shipment, 22);
    cell(word == NULL ? "?" : word, 18);
    (void)snprintf(text, sizeof text, "%.8s %.100s", status->area_code, status->area_name);
    cell(text, 30);
    time_cell(listing, status->departed_at == NULL ? status->departs_at : status->departed_at,
              status->area_code);
    time_cell(listing, status->expected_at, status->area_code);
    const char *const words[] = {status->vehicle, status->waybill_number, status->bast_number};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i][0] != '\0') {
            screen_clean(words[i], text, sizeof text);
            (void)printf("%s ", text);
        }
    }
    print_warehouses(status);
    (void)puts(is_late(listing, status) ? app_text(app, "LATE", "TERLAMBAT") : "");
    for (size_t i = 0; i < status->n_lines; i++) {
        print_line(app, status->lines[i]);
    }
}

/* The document's words, and what only a clock can say. */
static json_t *status_json(const struct listing *listing, const Status *status)
{
    json_t *value = proto_json(&status->base);
    (void)json_object_set_new(value, "late", json_boolean(is_late(listing, status)));
    return value;
}

static int show(const struct listing *listing)
{
    const struct app *app = listing->app;
    json_t *list = json_array();
    size_t shown = 0;
    size_t late = 0;
    for (size_t i = 0; i < listing->picture.count; i++) {
        const Status *status = status_at(listing, i);
        if (status == NULL) {
            continue;
        }
        late += is_late(listing, status) ? 1 : 0;
        if (app->json) {
            (void)json_array_append_new(list, status_json(listing, status));
        } else {
            if (shown == 0) {
                print_head(app);
            }
            print_status(listing, status);
        }
        shown++;
    }
    if (app->json) {
        json_t *object = json_object();
        (void)json_object_set_new(object, "area", proto_json_text(listing->area));
        (void)json_object_set_new(object, "realm", proto_json_text(app->realm));
        (void)json_object_set(object, "shipments", list);
        proto_json_print(object);
    } else {
        (void)printf(app_text(app, "%zu shipments, %zu late\n", "%zu pengiriman, %zu terlambat\n"),
                     shown, late);
    }
    json_decref(list);
    return EXIT_DONE;
}

int command_shipments(struct app *app)
{
    struct listing listing = {
        .app = app,
        .area = app->word_count > 0 ? app->words[0] : "nation",
        .event = app_flag(app, "event"),
        .ended = app_flag(app, "ended") != NULL,
        .only_late = app_flag(app, "late") != NULL,
        .now_us = pusdalops_now_read().utc_us,
    };
    int code = fetch(&listing);
    code = code == EXIT_DONE ? show(&listing) : code;
    picture_close(&listing.picture);
    return code;
}
