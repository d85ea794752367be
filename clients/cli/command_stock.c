/*
 * command_stock.c - stock: a warehouse is declared, what is in it is counted, what is known is shown.
 *
 * Holds: (1) what was counted, sent since and arrived since stand in columns of their own, and what nobody counted is shown as unknown;
 *        (2) whatever did not fit into the hub's documents is said, never passed over; (3) a count of more lines than one message
 *        holds is several; of a complete one the part that says so is a millisecond older than the others, so that they may come in any order, and
 *        is handed in last: when one is refused nothing was called none left that is there.
 */
#include "command.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "picture.h"
#include "proto_json.h"
#include "row_logistics.h"
#include "rows.h"
#include "screen.h"

#define ITEM_TEXT_BYTES 256U
#define LINES_MAX       4096U

/* ---- handing in ---- */

/* What one command counts; large, so it lives outside the stack. */
struct counting {
    struct row head;
    struct row shared; /* said before the first --item: of every line that does not say otherwise */
    struct row lines[PUSDALOPS_STOCK_LINES_MAX];
    char items[PUSDALOPS_STOCK_LINES_MAX][ITEM_TEXT_BYTES];
    size_t line_count;
    size_t from; /* the first line of this message (3) */
    size_t seen; /* lines there are, as of the last building */
};

static bool is_line_flag(const char *flag)
{
    static const char *const flags[] = {"quantity", "unit",    "contents", "origin",
                                        "expires",  "minimum", "buffer",   "note"};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (strcmp(flags[i], flag) == 0) {
            return true;
        }
    }
    return false;
}

static const char *field_of(const char *flag)
{
    return strcmp(flag, "expires") == 0 ? "expires_on" : command_field(flag);
}

static bool is_switch(const char *flag)
{
    return strcmp(flag, "complete") == 0 || strcmp(flag, "closed") == 0;
}

/* One more line: "beras", or "beras=2,4 ton". */
static int begin_line(const struct app *app, struct counting *counting, const char *text)
{
    if (counting->line_count == PUSDALOPS_STOCK_LINES_MAX || strlen(text) >= ITEM_TEXT_BYTES) {
        return app_complain(
            app, EXIT_USAGE, "%s",
            app_text(app, "--item: at most 32, each with a short name; more of them: --lines FILE",
                     "--item: paling banyak 32, nama singkat; selebihnya: --lines BERKAS"));
    }
    char *item = counting->items[counting->line_count];
    struct row *line = &counting->lines[counting->line_count++];
    memcpy(item, text, strlen(text) + 1);
    char *equals = strchr(item, '=');
    if (equals != NULL) {
        *equals = '\0';
        (void)row_add(line, "quantity", equals + 1);
    }
    (void)row_add(line, "item", item);
    return EXIT_DONE;
}

static int read_flags(const struct app *app, struct counting *counting)
{
    for (size_t i = 0; i < app->flag_count; i++) {
        const struct argument *flag = &app->flags[i];
        struct row *row = &counting->head;
        int code = EXIT_DONE;
        if (command_is_setting(flag->name) || strcmp(flag->name, "lines") == 0) {
            continue;
        }
        if (strcmp(flag->name, "item") == 0) {
            code = begin_line(app, counting, flag->value);
            if (code != EXIT_DONE) {
                return code;
            }
            continue;
        }
        if (is_line_flag(flag->name)) {
            row = counting->line_count == 0 ? &counting->shared
                                            : &counting->lines[counting->line_count - 1];
        }
        if (!row_add(row, field_of(flag->name), is_switch(flag->name) ? "yes" : flag->value)) {
            return app_complain(app, EXIT_USAGE,
                                app_text(app, "--%s is given twice", "--%s disebut dua kali"),
                                flag->name);
        }
    }
    return EXIT_DONE;
}

/* Add one line when it belongs to this message. */
static bool add_line(struct counting *counting, const struct row *row,
                     struct pusdalops_message *count, struct row_fault *fault)
{
    struct row line = *row;
    const size_t nth = counting->seen++;
    for (size_t i = 0; i < counting->shared.count; i++) {
        const struct row_field *field = &counting->shared.fields[i];
        if (row_get(&line, field->name) == NULL) {
            (void)row_add(&line, field->name, field->value);
        }
    }
    if (nth < counting->from || nth >= counting->from + PUSDALOPS_STOCK_LINES_MAX) {
        return true;
    }
    return row_stock_names(&line, fault) && row_stock_line(&line, count, fault);
}

static int fault_is(const struct app *app, const char *where, unsigned line,
                    const struct row_fault *fault)
{
    return app_complain(app, EXIT_USAGE, "%s %u: %s%s%s", where, line, fault->field,
                        fault->field[0] == '\0' ? "" : ": ",
                        app_text(app, fault->why_en, fault->why_id));
}

/* The lines of a CSV file; it is read again for each building, since a row lives only until the next one. */
static int add_file(const struct app *app, struct counting *counting, const char *name,
                    struct pusdalops_message *count)
{
    static struct rows rows; /* large: a row of text */
    struct row_fault fault = {"", "too many lines", "terlalu banyak baris"};
    FILE *file = fopen(name, "re");
    if (file == NULL) {
        return app_complain(app, EXIT_USAGE, "%s: %s", name, strerror(errno));
    }
    enum rows_status status = rows_open(&rows, file, ROWS_CSV, &fault) ? ROWS_ROW : ROWS_BROKEN;
    while (status == ROWS_ROW) {
        struct row read;
        status = rows_next(&rows, &read, &fault);
        if (status == ROWS_ROW &&
            (counting->seen == LINES_MAX || !add_line(counting, &read, count, &fault))) {
            status = ROWS_FAULT;
        }
    }
    const int code = status == ROWS_END ? EXIT_DONE : fault_is(app, name, rows.line, &fault);
    rows_close(&rows);
    (void)fclose(file);
    return code;
}

/* The message that begins at counting->from. */
static int build_count(const struct app *app, const void *what, const char *source, int64_t now_us,
                       struct pusdalops_message **message)
{
    static struct counting working; /* what is to be counted, with the count of lines seen */
    const char *name = app_flag(app, "lines");
    struct row_fault fault;
    working = *(const struct counting *)what;
    if (!row_message(&working.head, source, now_us, message, &fault)) {
        return app_complain(app, EXIT_USAGE, "%s: %s", fault.field,
                            app_text(app, fault.why_en, fault.why_id));
    }
    int code = EXIT_DONE;
    working.seen = 0;
    for (size_t i = 0; code == EXIT_DONE && i < working.line_count; i++) {
        if (!add_line(&working, &working.lines[i], *message, &fault)) {
            code = fault_is(app, "--item", (unsigned)i + 1, &fault);
        }
    }
    if (code == EXIT_DONE && name != NULL) {
        code = add_file(app, &working, name, *message);
    }
    if (code != EXIT_DONE) {
        pusdalops_message_free(*message);
        *message = NULL;
    }
    return code;
}

/* How many lines the file and the flags have; a look at the whole before anything is sent. */
static int count_lines(const struct app *app, struct counting *counting, size_t *lines)
{
    struct pusdalops_message *message = NULL;
    *lines = counting->line_count;
    if (app_flag(app, "lines") == NULL) {
        return EXIT_DONE;
    }
    if (pusdalops_stock_count_new("x", 1, true, &message) != PUSDALOPS_OK) {
        return EXIT_INTERNAL;
    }
    counting->from = LINES_MAX; /* none of them belongs to this message */
    counting->seen = counting->line_count;
    const int code = add_file(app, counting, app_flag(app, "lines"), message);
    *lines = counting->seen;
    counting->from = 0;
    pusdalops_message_free(message);
    return code;
}

/* The head of the messages behind the first: the same count, neither complete nor with sums (3). */
static struct row head_behind(const struct row *head)
{
    static const char *const first_only[] = {"complete", "received", "issued", "since", "through"};
    struct row row = {0};
    for (size_t i = 0; i < head->count; i++) {
        bool goes = true;
        for (size_t j = 0; j < sizeof first_only / sizeof first_only[0]; j++) {
            goes = goes && strcmp(head->fields[i].name, first_only[j]) != 0;
        }
        if (goes) {
            (void)row_add(&row, head->fields[i].name, head->fields[i].value);
        }
    }
    return row;
}

#define AS_OF_BYTES 40U

/* The head with another time. */
static struct row head_at(const struct row *head, const char *as_of)
{
    struct row row = {0};
    (void)row_add(&row, "as_of", as_of);
    for (size_t i = 0; i < head->count; i++) {
        (void)row_add(&row, head->fields[i].name,
                      head->fields[i].value); /* not its own as_of again */
    }
    return row;
}

/* With milliseconds; a time after 1970. */
static bool print_moment(int64_t utc_us, char text[AS_OF_BYTES])
{
    struct tm utc;
    const time_t second = (time_t)(utc_us / 1000000);
    const size_t size = gmtime_r(&second, &utc) == NULL
                            ? 0
                            : strftime(text, AS_OF_BYTES, "%Y-%m-%dT%H:%M:%S", &utc);
    if (size == 0) {
        return false;
    }
    (void)snprintf(text + size, AS_OF_BYTES - size, ".%03uZ", (unsigned)(utc_us / 1000 % 1000));
    return true;
}

/* The parts of a count from a line on, until one is refused. */
static int hand_in_from(struct app *app, struct counting *counting, size_t from, size_t lines)
{
    int code = EXIT_DONE;
    for (counting->from = from; code == EXIT_DONE && counting->from < lines;
         counting->from += PUSDALOPS_STOCK_LINES_MAX) {
        code = command_hand_in(app, build_count, counting);
        counting->head = head_behind(&counting->head);
    }
    return code;
}

/* A complete count of several messages: the others, then the one that is complete (3). */
static int hand_in_whole(struct app *app, struct counting *counting, size_t lines, int64_t as_of_us)
{
    static char as_of[2][AS_OF_BYTES];
    if (!print_moment(as_of_us, as_of[0]) || !print_moment(as_of_us - 1000, as_of[1])) {
        return EXIT_INTERNAL;
    }
    const struct row whole = head_at(&counting->head, as_of[1]);
    counting->head = head_behind(&counting->head);
    counting->head = head_at(&counting->head, as_of[0]);
    const int code = hand_in_from(app, counting, PUSDALOPS_STOCK_LINES_MAX, lines);
    if (code != EXIT_DONE) {
        return code;
    }
    counting->head = whole;
    return hand_in_from(app, counting, 0, 1);
}

static int count_stock(struct app *app)
{
    static struct counting counting; /* large: a row of every line */
    static char now[AS_OF_BYTES];
    int64_t as_of_us = pusdalops_now_read().utc_us;
    size_t lines = 0;
    (void)row_add(&counting.head, "kind", "stock_count");
    (void)row_add(&counting.head, "warehouse", app->words[1]);
    int code = read_flags(app, &counting);
    const char *said = row_get(&counting.head, "as_of");
    if (code == EXIT_DONE && (said == NULL || strcmp(said, "now") == 0)) {
        if (!print_moment(as_of_us, now)) {
            return EXIT_INTERNAL;
        }
        counting.head = head_at(&counting.head, now); /* one time for all its messages */
    } else if (code == EXIT_DONE && pusdalops_time_parse(said, &as_of_us) != PUSDALOPS_OK) {
        return app_complain(
            app, EXIT_USAGE, "as_of: %s",
            app_text(app, "must be a time with its zone, such as 2025-11-28T14:30+07:00",
                     "harus waktu dengan zonanya, misalnya 2025-11-28T14:30+07:00"));
    }
    code = code == EXIT_DONE ? count_lines(app, &counting, &lines) : code;
    if (code != EXIT_DONE) {
        return code;
    }
    if (lines > PUSDALOPS_STOCK_LINES_MAX && row_get(&counting.head, "complete") != NULL) {
        return hand_in_whole(app, &counting, lines, as_of_us);
    }
    return hand_in_from(app, &counting, 0, lines > 0 ? lines : 1);
}

static int declare(struct app *app)
{
    struct row row = {0};
    (void)row_add(&row, "kind", "warehouse");
    (void)row_add(&row, "warehouse", app->words[1]);
    for (size_t i = 0; i < app->flag_count; i++) {
        const struct argument *flag = &app->flags[i];
        if (command_is_setting(flag->name)) {
            continue;
        }
        if (!row_add(&row, field_of(flag->name), is_switch(flag->name) ? "yes" : flag->value)) {
            return app_complain(app, EXIT_USAGE,
                                app_text(app, "--%s is given twice", "--%s disebut dua kali"),
                                flag->name);
        }
    }
    return command_hand_in(app, command_build_row, &row);
}

/* ---- showing ---- */

static void cell(const char *text, size_t width)
{
    char clean[SCREEN_CELL_BYTES];
    screen_clean(text, clean, width < sizeof clean ? width : sizeof clean); /* cut at a character */
    screen_cell(clean, width, false);
}

static void amount(const struct app *app, uint64_t thousandths, size_t width)
{
    char text[PUSDALOPS_QUANTITY_TEXT_BYTES];
    pusdalops_quantity_render(thousandths, app->language, text, sizeof text);
    screen_cell(text, width, true);
}

static void age(const struct app *app, const Google__Protobuf__Timestamp *then, size_t width)
{
    char text[32];
    screen_age(app, screen_utc_us(then), pusdalops_now_read().utc_us, text, sizeof text);
    screen_cell(text, width, true);
}

static const char *word(const struct app *app, enum pusdalops_words words, uint32_t number)
{
    const char *name = pusdalops_word_name(words, number, app->language);
    return name == NULL ? "?" : name;
}

static void print_totals(const struct app *app, const Pusdalops__V1__StockStatus *status)
{
    cell(app_text(app, "Item", "Barang"), 24);
    screen_cell(app_text(app, "Counted", "Terhitung"), 16, true);
    (void)printf("  ");
    cell(app_text(app, "Unit", "Satuan"), 10);
    screen_cell(app_text(app, "Known by", "Diketahui"), 12, true);
    screen_cell(app_text(app, "Oldest", "Terlama"), 10, true);
    (void)putchar('\n');
    for (size_t i = 0; i < status->n_totals; i++) {
        const Pusdalops__V1__StockTotal *total = status->totals[i];
        char known[32];
        cell(total->item, 24);
        amount(app, total->thousandths, 16);
        (void)printf("  ");
        cell(total->unit, 10);
        (void)snprintf(known, sizeof known, "%u/%u", total->warehouses, status->warehouse_count);
        screen_cell(known, 12, true);
        age(app, total->oldest_as_of, 10);
        (void)putchar('\n');
    }
}

static void print_alarms(const struct app *app, const Pusdalops__V1__StockStatus *status)
{
    const Pusdalops__V1__StockAlarms *alarms = status->alarms;
    if (alarms == NULL) {
        return;
    }
    (void)printf(
        app_text(app,
                 "below minimum %u, expired %u, within 3 months %u, within 9 months %u, "
                 "old counts %u, over 48 h %u\n",
                 "di bawah minimum %u, kedaluwarsa %u, dalam 3 bulan %u, dalam 9 bulan %u, "
                 "hitungan lama %u, lewat 48 jam %u\n"),
        alarms->below_minimum, alarms->expired, alarms->three_months, alarms->nine_months,
        alarms->stale, alarms->overdue);
    for (size_t i = 0; i < status->n_alarm_list; i++) {
        const Pusdalops__V1__StockAlarm *alarm = status->alarm_list[i];
        (void)printf("  ! ");
        cell(word(app, PUSDALOPS_WORDS_STOCK_ALARM, (uint32_t)alarm->kind), 20);
        cell(alarm->source, 18);
        cell(alarm->warehouse_id, 18);
        cell(alarm->item, 20);
        amount(app, alarm->thousandths, 14);
        (void)printf(" ");
        cell(alarm->unit, 10);
        cell(alarm->expires_on, 12);
        age(app, alarm->as_of, 8);
        (void)putchar('\n');
    }
}

/* In, out, the rate, and what has stayed: late by the reader's own clock. */
static void print_flow(const struct app *app, const Pusdalops__V1__StockFlow *flow)
{
    const int64_t overdue_us = screen_utc_us(flow->overdue_at);
    (void)printf("  %s", app_text(app, "in", "masuk"));
    amount(app, flow->received_total, 14);
    (void)printf("  %s", app_text(app, "out", "keluar"));
    amount(app, flow->issued_total, 14);
    (void)printf(" ");
    cell(flow->unit, 8);
    if (flow->received_total > 0) {
        (void)printf(" %u.%u %%", flow->rate_thousandths / 10, flow->rate_thousandths % 10);
    }
    if (flow->from_movements) {
        (void)fputs(app_text(app, " (by shipments)", " (dari pengiriman)"), stdout);
    } else if (flow->stayed_known) {
        (void)fputs(app_text(app, "  over 48 h:", "  lebih dari 48 jam:"), stdout);
        amount(app, flow->stayed_thousandths, 14);
    }
    if (overdue_us != INT64_MIN && overdue_us < pusdalops_now_read().utc_us) {
        (void)fputs(app_text(app, "  OVERDUE", "  LEWAT WAKTU"), stdout);
    }
    (void)putchar('\n');
}

static void print_entry(const struct app *app, const Pusdalops__V1__StockEntry *entry)
{
    (void)printf("      ");
    cell(word(app, PUSDALOPS_WORDS_BUDGET_ORIGIN, (uint32_t)entry->budget_origin), 18);
    amount(app, entry->thousandths, 14);
    (void)printf("  ");
    cell(entry->expires_on[0] == '\0' ? "-" : entry->expires_on, 12);
    age(app, entry->as_of, 8);
    if (entry->expiry != PUSDALOPS__V1__EXPIRY_LEVEL__EXPIRY_LEVEL_UNSPECIFIED) {
        (void)printf("  %s", word(app, PUSDALOPS_WORDS_EXPIRY_LEVEL, (uint32_t)entry->expiry));
    }
    (void)putchar('\n');
}

static void print_item(const struct app *app, const Pusdalops__V1__StockItem *item)
{
    (void)printf("    ");
    cell(item->item, 24);
    if (item->n_entries > 0) {
        amount(app, item->counted, 14);
    } else {
        screen_cell(app_text(app, "unknown", "tidak tahu"), 14, true); /* (1) */
    }
    (void)printf("  ");
    cell(item->unit, 10);
    if (item->sent_since > 0 || item->arrived_since > 0) {
        (void)fputs(app_text(app, "sent since", "keluar sejak itu"), stdout);
        amount(app, item->sent_since, 12);
        (void)fputs(app_text(app, "  arrived since", "  masuk sejak itu"), stdout);
        amount(app, item->arrived_since, 12);
    }
    if (item->promised > 0) {
        (void)fputs(app_text(app, "  promised", "  dijanjikan"), stdout);
        amount(app, item->promised, 12);
    }
    if (item->below_minimum) {
        (void)fputs(app_text(app, "  below", "  di bawah"), stdout);
        amount(app, item->minimum, 12);
    }
    (void)putchar('\n');
    for (size_t i = 0; i < item->n_entries; i++) {
        print_entry(app, item->entries[i]);
    }
}

static void print_warehouse(const struct app *app, const Pusdalops__V1__WarehouseStock *house)
{
    cell(house->source, 18);
    cell(house->warehouse_id, 20);
    cell(house->name, 40);
    cell(house->region_code, 8);
    cell(word(app, PUSDALOPS_WORDS_WAREHOUSE_KIND, (uint32_t)house->kind), 14);
    age(app, house->newest_as_of, 8);
    (void)putchar('\n');
    if (house->flow != NULL) {
        print_flow(app, house->flow);
    }
    for (size_t i = 0; i < house->n_items; i++) {
        print_item(app, house->items[i]);
    }
}

static void print_status(const struct app *app, const Pusdalops__V1__StockStatus *status)
{
    char name[SCREEN_CELL_BYTES];
    screen_clean(status->area_name, name, sizeof name);
    (void)printf(app_text(app, "%s, %u warehouses\n", "%s, %u gudang\n"), name,
                 status->warehouse_count);
    print_totals(app, status);
    print_alarms(app, status);
    for (size_t i = 0; i < status->n_warehouses; i++) {
        print_warehouse(app, status->warehouses[i]);
    }
    if (status->cut) { /* (2) */
        (void)puts(app_text(app, "(there is more than fits; ask for a smaller area)",
                            "(masih ada yang tidak tampil; minta wilayah lebih kecil)"));
    }
}

static int show(struct app *app)
{
    static struct picture picture; /* large: every page */
    struct link link;
    char prefix[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    const char *area = app->word_count > 1 ? app->words[1] : "nation";
    size_t shown = 0;
    if (pusdalops_topic_render(app->realm, area, "stock", prefix) != PUSDALOPS_OK) {
        return app_complain(app, EXIT_USAGE, "%s: nation, 32, 32.16", area);
    }
    int code = link_open(&link, app, NULL, 0);
    code = code == EXIT_DONE ? link_greet(&link) : code;
    code = code == EXIT_DONE ? picture_fetch(&picture, &link, prefix) : code;
    link_close(&link);
    for (size_t i = 0; code == EXIT_DONE && i < picture.count; i++) {
        const Pusdalops__V1__FeedMessage *document = picture.documents[i];
        if (document->document_case != PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_STOCK) {
            continue;
        }
        shown++;
        if (app->json) {
            proto_json_print(proto_json(&document->stock->base));
        } else {
            print_status(app, document->stock);
        }
    }
    picture_close(&picture);
    if (code == EXIT_DONE && shown == 0) {
        (void)fprintf(stderr, "%s\n",
                      app_text(app, "no warehouse is known in this area",
                               "belum ada gudang yang diketahui di wilayah ini"));
        return EXIT_NEGATIVE;
    }
    return code;
}

int command_stock(struct app *app)
{
    const char *what = app->word_count > 0 ? app->words[0] : "";
    if (strcmp(what, "show") == 0 || strcmp(what, "lihat") == 0) {
        return show(app);
    }
    if (app->word_count == 2 && (strcmp(what, "declare") == 0 || strcmp(what, "daftar") == 0)) {
        return declare(app);
    }
    if (app->word_count == 2 && (strcmp(what, "count") == 0 || strcmp(what, "hitung") == 0)) {
        return count_stock(app);
    }
    return app_complain(app, EXIT_USAGE, "%s",
                        app_text(app,
                                 "stock declare ID --name TEXT --regency CODE | stock count ID "
                                 "--item \"beras=2,4 ton\" ... | stock show [AREA]",
                                 "stock daftar ID --name TEKS --regency KODE | stock hitung ID "
                                 "--item \"beras=2,4 ton\" ... | stock lihat [WILAYAH]"));
}
