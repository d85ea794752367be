/* test_logistics.c - quantities as people write them, words, references, and the messages of relief logistics. */
#include <string.h>

#include "check.h"
#include "row.h"
#include "row_logistics.h"
#include "wire.h"

#define T0_US 1764315000000000

static uint8_t bytes[PUSDALOPS_MESSAGE_BYTES_MAX];

/* One row of a table: where it breaks, it is told. */
static void check_one(bool holds, const char *text)
{
    if (!holds) {
        printf("#   %s\n", text);
    }
    CHECK(holds);
}

static void a_quantity_is_read_exactly(void)
{
    static const struct {
        const char *text;
        uint64_t thousandths;
        const char *unit;
    } good[] = {
        {"1,5 ton", 1500, "ton"},
        {"1.5 ton", 1500, "ton"},
        {"300 paket", 300000, "paket"},
        {"300", 300000, ""},
        {"  12kg ", 12000, "kg"},
        {"1.500.000 lembar", 1500000000, "lembar"},
        {"1.500,25", 1500250, ""},
        {"1,500.25", 1500250, ""},
        {"0,250", 250, ""},
        {"0.001 ton", 1, "ton"},
        {"1.5000", 1500, ""},
        {"1234.567", 1234567, ""},
        {"0,1", 100, ""},
        {"16,777217", 0, NULL}, /* finer than a thousandth */
        {"16777,217", 16777217, ""},
        {"1000000000000", 1000000000000000, ""},
        {"0", 0, ""},
        {"5 Dus besar", 5000, "Dus besar"},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        uint64_t thousandths = 0;
        char unit[PUSDALOPS_UNIT_BYTES_MAX + 1] = "";
        const enum pusdalops_status status =
            pusdalops_quantity_parse(good[i].text, &thousandths, unit);
        const bool fits = good[i].unit == NULL
                              ? status == PUSDALOPS_E_FIELD
                              : status == PUSDALOPS_OK && thousandths == good[i].thousandths &&
                                    strcmp(unit, good[i].unit) == 0;
        check_one(fits, good[i].text);
    }
}

static void what_may_mean_two_quantities_or_none_is_refused(void)
{
    static const char *const wrong[] = {
        "1.500",
        "1,500 paket",
        "12.500",
        "999,999",
        "",
        "ton",
        "-5",
        "1..5",
        ",5",
        "5,",
        "1.5.0",
        "1.50.000",
        "1.5,000",
        "1,234.5,6",
        "1 000",
        "1e3",
        "1/2",
        "5 %",
        "1000000000000,001",
        "18446744073709551616",
        "5 abcdefghijklmnopq",
        "5 a\x01",
        "1.500 000",
        "1.5.000,5x",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        uint64_t thousandths = 77;
        char unit[PUSDALOPS_UNIT_BYTES_MAX + 1] = "as it was";
        const bool refused =
            pusdalops_quantity_parse(wrong[i], &thousandths, unit) == PUSDALOPS_E_FIELD &&
            thousandths == 77 && strcmp(unit, "as it was") == 0;
        check_one(refused, wrong[i]);
    }
}

static void a_quantity_is_written_as_it_is_read(void)
{
    char text[PUSDALOPS_QUANTITY_TEXT_BYTES];
    pusdalops_quantity_render(1500, PUSDALOPS_INDONESIAN, text, sizeof text);
    CHECK(strcmp(text, "1,5") == 0);
    pusdalops_quantity_render(1234567050, PUSDALOPS_ENGLISH, text, sizeof text);
    CHECK(strcmp(text, "1,234,567.05") == 0);
    pusdalops_quantity_render(1234567050, PUSDALOPS_INDONESIAN, text, sizeof text);
    CHECK(strcmp(text, "1.234.567,05") == 0);
    pusdalops_quantity_render(0, PUSDALOPS_ENGLISH, text, sizeof text);
    CHECK(strcmp(text, "0") == 0);
    pusdalops_quantity_render(UINT64_MAX, PUSDALOPS_ENGLISH, text, sizeof text);
    CHECK(strcmp(text, "18,446,744,073,709,551.615") == 0);
}

static void a_word_is_known_in_both_languages_and_by_its_number(void)
{
    static const uint32_t last[PUSDALOPS_WORDS_COUNT] = {
        [PUSDALOPS_WORDS_PRIORITY] = 3,       [PUSDALOPS_WORDS_NEED_DEED] = 7,
        [PUSDALOPS_WORDS_NEED_STATE] = 7,     [PUSDALOPS_WORDS_ORIGIN] = 3,
        [PUSDALOPS_WORDS_PLEDGE_DEED] = 8,    [PUSDALOPS_WORDS_PLEDGE_STATE] = 7,
        [PUSDALOPS_WORDS_TASK_DEED] = 6,      [PUSDALOPS_WORDS_TASK_STATE] = 6,
        [PUSDALOPS_WORDS_WAREHOUSE_KIND] = 3, [PUSDALOPS_WORDS_BUDGET_ORIGIN] = 5,
        [PUSDALOPS_WORDS_STOCK_ALARM] = 6,    [PUSDALOPS_WORDS_EXPIRY_LEVEL] = 3,
        [PUSDALOPS_WORDS_CANDIDATE] = 4,      [PUSDALOPS_WORDS_NEARNESS] = 4,
        [PUSDALOPS_WORDS_REASON] = 14,        [PUSDALOPS_WORDS_CLUSTER_LEVEL] = 3,
        [PUSDALOPS_WORDS_MEMBER_ROLE] = 3,    [PUSDALOPS_WORDS_SHIPMENT_DEED] = 7,
        [PUSDALOPS_WORDS_SHIPMENT_STATE] = 7,
    };
    for (uint32_t words = 0; words < PUSDALOPS_WORDS_COUNT; words++) {
        const enum pusdalops_words of = (enum pusdalops_words)words;
        for (uint32_t number = 1; number <= last[words]; number++) {
            CHECK(pusdalops_word_find(of, pusdalops_word_name(of, number, PUSDALOPS_ENGLISH)) ==
                  number);
            CHECK(pusdalops_word_find(of, pusdalops_word_name(of, number, PUSDALOPS_INDONESIAN)) ==
                  number);
        }
        CHECK(pusdalops_word_name(of, last[words] + 1, PUSDALOPS_ENGLISH) == NULL);
        CHECK(strcmp(pusdalops_word_name(of, 0, PUSDALOPS_ENGLISH), "-") == 0);
        CHECK(pusdalops_word_find(of, "-") == 0 && pusdalops_word_find(of, "") == 0);
    }
    CHECK(pusdalops_word_find(PUSDALOPS_WORDS_PRIORITY, "Life_Saving") == 1);
    CHECK(pusdalops_word_find(PUSDALOPS_WORDS_PRIORITY, "penyelamatan jiwa") == 1);
    CHECK(pusdalops_word_find(PUSDALOPS_WORDS_PRIORITY, "high ") == 0);
}

static void a_reference_names_a_message_or_a_line(void)
{
    char source[PUSDALOPS_SOURCE_BYTES_MAX + 1] = "";
    struct pusdalops_reference reference;
    CHECK(pusdalops_reference_parse("bpbd-12.73/4/1", source, &reference) == PUSDALOPS_OK);
    CHECK(reference.number == 4 && reference.line == 1 && strcmp(source, "bpbd-12.73") == 0);
    CHECK(pusdalops_reference_parse("pmi/18446744073709551615", source, &reference) ==
          PUSDALOPS_OK);
    CHECK(reference.number == UINT64_MAX && reference.line == 0);
    static const char *const wrong[] = {"",         "pmi",
                                        "pmi/",     "pmi/0",
                                        "/3",       "PMI/3",
                                        "pmi/3/",   "pmi/3/0",
                                        "pmi/3/33", "pmi/3/1/1",
                                        "pmi/03",   "pmi/+3",
                                        "pmi/3 ",   "pmi/18446744073709551616"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        check_one(pusdalops_reference_parse(wrong[i], source, &reference) == PUSDALOPS_E_FIELD,
                  wrong[i]);
    }
}

static Pusdalops__V1__Message *encoded(struct pusdalops_message *message)
{
    size_t size = 0;
    CHECK(pusdalops_message_encode(message, "real", "pmi", 5, T0_US, bytes, &size) == PUSDALOPS_OK);
    pusdalops_message_free(message);
    return pusdalops__v1__message__unpack(NULL, size, bytes);
}

static struct pusdalops_need_line a_line(void)
{
    return (struct pusdalops_need_line){
        .quantity = {.item = "beras", .thousandths = 1500, .unit = "ton"},
        .priority = 2,
        .needed_by_us = T0_US,
        .kecamatan = "12.73.01",
        .delivery_point = "Posko",
        .persons = 40,
        .households = 9,
        .isolated = true,
        .note = "lewat laut",
        .has_position = true,
        .latitude_deg = 1.7403,
        .longitude_deg = 98.7811,
    };
}

static void a_need_says_line_by_line_what_it_was_given(void)
{
    struct pusdalops_message *message = NULL;
    size_t size = 0;
    CHECK(pusdalops_need_new("banjir", "12.73", T0_US, true, "rapat", &message) == PUSDALOPS_OK);
    CHECK(pusdalops_message_encode(message, "real", "pmi", 5, T0_US, bytes, &size) ==
          PUSDALOPS_E_FIELD); /* it asks for nothing */
    struct pusdalops_need_line line = a_line();
    CHECK(pusdalops_need_line(message, &line) == PUSDALOPS_OK);
    line = (struct pusdalops_need_line){.quantity = {.item = "tenda", .thousandths = 1}};
    CHECK(pusdalops_need_line(message, &line) == PUSDALOPS_OK);
    CHECK(pusdalops_message_behalf(message, "bpbd-12.73", 2) == PUSDALOPS_OK);
    Pusdalops__V1__Message *read = encoded(message);
    const bool good = read != NULL && read->body_case == PUSDALOPS__V1__MESSAGE__BODY_NEED;
    CHECK(good);
    if (!good) {
        return;
    }
    const Pusdalops__V1__Need *need = read->need;
    CHECK(strcmp(read->on_behalf_of, "bpbd-12.73") == 0 && (int)read->channel == 2);
    CHECK(strcmp(need->event_id, "banjir") == 0 && strcmp(need->region_code, "12.73") == 0);
    CHECK(need->urgent && need->n_lines == 2 && need->as_of->seconds == T0_US / 1000000);
    const Pusdalops__V1__NeedLine *one = need->lines[0];
    CHECK(strcmp(one->quantity->item, "beras") == 0 && one->quantity->thousandths == 1500);
    CHECK(strcmp(one->quantity->unit, "ton") == 0 && (int)one->priority == 2 && one->isolated);
    CHECK(one->persons == 40 && one->households == 9 && strcmp(one->note, "lewat laut") == 0);
    CHECK(strcmp(one->kecamatan_code, "12.73.01") == 0 && one->needed_by != NULL);
    CHECK(one->position != NULL && one->position->latitude_deg > 1.74 &&
          one->position->longitude_deg > 98.78);
    CHECK(need->lines[1]->position == NULL);
    CHECK(need->lines[1]->needed_by == NULL && need->lines[1]->quantity->unit[0] == '\0');
    pusdalops__v1__message__free_unpacked(read, NULL);
}

static void a_line_out_of_its_form_is_not_taken(void)
{
    struct pusdalops_message *message = NULL;
    CHECK(pusdalops_need_new("banjir", "nation", T0_US, false, NULL, &message) ==
          PUSDALOPS_E_FIELD);
    CHECK(pusdalops_need_new("Banjir", "12", T0_US, false, NULL, &message) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_need_new("banjir", "12", 0, false, NULL, &message) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_need_new("banjir", "12", T0_US, false, "a\nb", &message) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_need_new("banjir", "12", T0_US, false, NULL, &message) == PUSDALOPS_OK);
    struct pusdalops_need_line line = a_line();
    line.quantity.thousandths = 0;
    CHECK(pusdalops_need_line(message, &line) == PUSDALOPS_E_FIELD);
    line.quantity.thousandths = PUSDALOPS_THOUSANDTHS_MAX + 1;
    CHECK(pusdalops_need_line(message, &line) == PUSDALOPS_E_FIELD);
    line = a_line();
    line.quantity.item = "";
    CHECK(pusdalops_need_line(message, &line) == PUSDALOPS_E_FIELD);
    line = a_line();
    line.priority = 4;
    CHECK(pusdalops_need_line(message, &line) == PUSDALOPS_E_FIELD);
    line = a_line();
    line.kecamatan = "12.73";
    CHECK(pusdalops_need_line(message, &line) == PUSDALOPS_E_FIELD);
    line = a_line();
    line.longitude_deg = 180.5;
    CHECK(pusdalops_need_line(message, &line) == PUSDALOPS_E_FIELD);
    line = a_line();
    for (uint32_t i = 0; i < PUSDALOPS_NEED_LINES_MAX; i++) {
        CHECK(pusdalops_need_line(message, &line) == PUSDALOPS_OK);
    }
    CHECK(pusdalops_need_line(message, &line) == PUSDALOPS_E_FULL);
    pusdalops_message_free(message);
}

static void an_answer_needs_its_reason(void)
{
    const struct pusdalops_reference line = {.source = "bpbd-12.73", .number = 4, .line = 2};
    const struct pusdalops_reference whole = {.source = "bpbd-12.73", .number = 4};
    struct pusdalops_message *message = NULL;
    CHECK(pusdalops_need_decision_new(&line, 4, NULL, &message) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_need_decision_new(&line, 3, "", &message) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_need_decision_new(&line, 0, NULL, &message) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_need_decision_new(&line, 8, NULL, &message) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_need_decision_new(&whole, 1, NULL, &message) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_need_decision_new(&line, 4, "sudah ada", &message) == PUSDALOPS_OK);
    Pusdalops__V1__Message *read = encoded(message);
    const bool good = read != NULL && read->body_case == PUSDALOPS__V1__MESSAGE__BODY_NEED_DECISION;
    CHECK(good);
    if (!good) {
        return;
    }
    CHECK(read->need_decision->line->number == 4 && read->need_decision->line->line == 2);
    CHECK((int)read->need_decision->deed == 4);
    CHECK(strcmp(read->need_decision->reason, "sudah ada") == 0);
    pusdalops__v1__message__free_unpacked(read, NULL);
}

static void a_pledge_says_where_it_may_go(void)
{
    static const char *const regions[] = {"12", "12.73"};
    const struct pusdalops_reference line = {.source = "bpbd-12.73", .number = 4, .line = 2};
    struct pusdalops_pledge pledge = {
        .event_id = "banjir",
        .line = &line,
        .regions = regions,
        .region_count = 2,
        .quantity = {.item = "sembako", .thousandths = 300000, .contents = "beras 5 kg"},
        .origin = 1,
        .origin_name = "Gudang",
        .available_at_us = T0_US,
        .valid_until_us = T0_US + 1,
        .cluster_id = "logistik",
        .note = "truk",
        .warehouse_id = "gudang-1",
    };
    struct pusdalops_message *message = NULL;
    CHECK(pusdalops_pledge_new(&pledge, &message) == PUSDALOPS_OK);
    Pusdalops__V1__Message *read = encoded(message);
    const bool good = read != NULL && read->body_case == PUSDALOPS__V1__MESSAGE__BODY_PLEDGE;
    CHECK(good);
    if (!good) {
        return;
    }
    CHECK(read->pledge->n_region_codes == 2 && strcmp(read->pledge->region_codes[1], "12.73") == 0);
    CHECK(read->pledge->line->line == 2 && (int)read->pledge->origin == 1);
    CHECK(strcmp(read->pledge->quantity->contents, "beras 5 kg") == 0);
    CHECK(strcmp(read->pledge->cluster_id, "logistik") == 0 && read->pledge->valid_until != NULL);
    CHECK(strcmp(read->pledge->warehouse_id, "gudang-1") == 0);
    pusdalops__v1__message__free_unpacked(read, NULL);
    pledge.valid_until_us = T0_US - 1;
    CHECK(pusdalops_pledge_new(&pledge, &message) == PUSDALOPS_E_FIELD);
    pledge.valid_until_us = 0;
    pledge.cluster_id = "Logistik";
    CHECK(pusdalops_pledge_new(&pledge, &message) == PUSDALOPS_E_FIELD);
    pledge.cluster_id = NULL;
    pledge.warehouse_id = "Gudang 1";
    CHECK(pusdalops_pledge_new(&pledge, &message) == PUSDALOPS_E_FIELD);
    pledge.warehouse_id = NULL;
    pledge.region_count = 17;
    CHECK(pusdalops_pledge_new(&pledge, &message) == PUSDALOPS_E_FIELD);
}

static void an_update_says_what_its_deed_uses_and_nothing_else(void)
{
    const struct pusdalops_reference line = {.source = "bpbd-12.73", .number = 4, .line = 2};
    const struct pusdalops_reference pledge = {.source = "pmi", .number = 3};
    const struct {
        struct pusdalops_pledge_update update;
        bool good;
    } table[] = {
        {{.deed = 1}, true},
        {{.deed = 1, .thousandths = 1}, false},
        {{.deed = 2, .line = &line}, true},
        {{.deed = 2}, false},
        {{.deed = 3}, true},
        {{.deed = 4, .thousandths = 5, .transport = "truk"}, true},
        {{.deed = 3, .transport = "truk"}, false},
        {{.deed = 4, .lost_thousandths = 5}, false},
        {{.deed = 5, .thousandths = 5, .damaged_thousandths = 1, .bast_number = "7"}, true},
        {{.deed = 5, .lost_thousandths = 1}, true},
        {{.deed = 5}, false},
        {{.deed = 6, .reason = "batal"}, true},
        {{.deed = 6}, false},
        {{.deed = 7, .valid_until_us = T0_US}, true},
        {{.deed = 7}, false},
        {{.deed = 8}, false}, /* only the hub says so */
        {{.deed = 0}, false},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct pusdalops_pledge_update update = table[i].update;
        struct pusdalops_message *message = NULL;
        update.pledge = pledge;
        const enum pusdalops_status wanted = table[i].good ? PUSDALOPS_OK : PUSDALOPS_E_FIELD;
        CHECK(pusdalops_pledge_update_new(&update, &message) == wanted);
        pusdalops_message_free(message);
    }
}

static bool row_is_message(const char *const (*fields)[2], size_t count, struct row_fault *fault,
                           struct pusdalops_message **message)
{
    struct row row = {0};
    for (size_t i = 0; i < count; i++) {
        CHECK(row_add(&row, fields[i][0], fields[i][1]));
    }
    return row_message(&row, "pmi", ROW_NO_NOW, message, fault);
}

static void a_row_says_the_same_as_the_builders(void)
{
    static const char *const receive[][2] = {
        {"kind", "pledge_update"}, {"pledge", "pmi/3"}, {"deed", "terima"},
        {"quantity", "1,5"},       {"damaged", "0.25"}, {"bast", "BAST/7"},
    };
    struct row_fault fault = {.field = ""};
    struct pusdalops_message *message = NULL;
    const bool good = row_is_message(receive, 6, &fault, &message);
    CHECK(good);
    if (!good) {
        return;
    }
    Pusdalops__V1__Message *read = encoded(message);
    CHECK(read != NULL && read->pledge_update->thousandths == 1500);
    CHECK(read != NULL && read->pledge_update->damaged_thousandths == 250);
    CHECK(read != NULL && (int)read->pledge_update->deed == 5);
    pusdalops__v1__message__free_unpacked(read, NULL);
    static const char *const unit_twice[][2] = {
        {"kind", "pledge"}, {"item", "beras"}, {"quantity", "5 kg"}, {"unit", "ton"}};
    CHECK(!row_is_message(unit_twice, 4, &fault, &message) && strcmp(fault.field, "unit") == 0);
    static const char *const foreign[][2] = {
        {"kind", "pledge"}, {"item", "beras"}, {"quantity", "5 kg"}, {"deed", "terima"}};
    CHECK(!row_is_message(foreign, 4, &fault, &message) && strcmp(fault.field, "deed") == 0);
    static const char *const with_unit[][2] = {
        {"kind", "pledge_update"}, {"pledge", "pmi/3"}, {"deed", "kirim"}, {"quantity", "1 ton"}};
    CHECK(!row_is_message(with_unit, 4, &fault, &message) && strcmp(fault.field, "quantity") == 0);
}

static void a_warehouse_and_a_count_say_what_they_were_given(void)
{
    struct pusdalops_warehouse warehouse = {.id = "halim",
                                            .name = "Pos Halim",
                                            .kind = 3,
                                            .region = "31.75",
                                            .has_position = true,
                                            .latitude_deg = -6.25};
    const struct pusdalops_stock_line line = {
        .quantity = {.item = "selimut", .unit = "lembar"}, .origin = 4, .expires_on = "2026-03-31"};
    const struct pusdalops_quantity sum = {
        .item = "logistik", .thousandths = 1566000, .unit = "ton"};
    struct pusdalops_message *message = NULL;
    CHECK(pusdalops_warehouse_new(&warehouse, &message) == PUSDALOPS_OK);
    Pusdalops__V1__Message *read = encoded(message);
    const bool is_warehouse =
        read != NULL && read->body_case == PUSDALOPS__V1__MESSAGE__BODY_WAREHOUSE;
    CHECK(is_warehouse);
    if (is_warehouse) {
        CHECK(strcmp(read->warehouse->warehouse_id, "halim") == 0 &&
              (int)read->warehouse->kind == 3);
        CHECK(read->warehouse->position != NULL);
    }
    pusdalops__v1__message__free_unpacked(read, NULL);
    CHECK(pusdalops_stock_count_new("halim", T0_US, false, &message) == PUSDALOPS_OK);
    CHECK(pusdalops_stock_count_line(message, &line) == PUSDALOPS_OK);
    CHECK(pusdalops_stock_count_sums(message, 0, &sum, &sum) == PUSDALOPS_OK);
    CHECK(pusdalops_stock_count_sums(message, 0, &sum, &sum) == PUSDALOPS_E_FULL);
    read = encoded(message);
    const bool is_stock_count =
        read != NULL && read->body_case == PUSDALOPS__V1__MESSAGE__BODY_STOCK_COUNT;
    CHECK(is_stock_count);
    if (is_stock_count) {
        CHECK(read->stock_count->n_lines == 1 && !read->stock_count->complete);
        CHECK(read->stock_count->lines[0]->quantity->thousandths == 0); /* none left is a count */
        CHECK((int)read->stock_count->lines[0]->budget_origin == 4);
        CHECK(read->stock_count->throughput->issued_total->thousandths == 1566000);
        CHECK(read->stock_count->throughput->since == NULL);
    }
    pusdalops__v1__message__free_unpacked(read, NULL);
}

static void a_warehouse_or_a_line_of_a_count_out_of_its_form_is_not_taken(void)
{
    struct pusdalops_warehouse warehouse = {
        .id = "Halim", .name = "Pos", .kind = 1, .region = "31"};
    struct pusdalops_stock_line line = {.quantity = {.item = "beras", .thousandths = 1000},
                                        .buffer_thousandths = 1001};
    struct pusdalops_message *message = NULL;
    CHECK(pusdalops_warehouse_new(&warehouse, &message) == PUSDALOPS_E_FIELD);
    warehouse.id = "halim";
    warehouse.kind = 4;
    CHECK(pusdalops_warehouse_new(&warehouse, &message) == PUSDALOPS_E_FIELD);
    warehouse.kind = 1;
    warehouse.region = "nation";
    CHECK(pusdalops_warehouse_new(&warehouse, &message) == PUSDALOPS_E_FIELD);
    warehouse.region = "31";
    warehouse.has_position = true;
    warehouse.latitude_deg = 91.0;
    CHECK(pusdalops_warehouse_new(&warehouse, &message) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_stock_count_new("halim", 0, false, &message) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_stock_count_new("halim", T0_US, true, &message) == PUSDALOPS_OK);
    CHECK(pusdalops_stock_count_line(message, &line) == PUSDALOPS_E_FIELD);
    line.buffer_thousandths = 0;
    line.origin = 6;
    CHECK(pusdalops_stock_count_line(message, &line) == PUSDALOPS_E_FIELD);
    line.origin = 5;
    for (uint32_t i = 0; i < PUSDALOPS_STOCK_LINES_MAX; i++) {
        CHECK(pusdalops_stock_count_line(message, &line) == PUSDALOPS_OK);
    }
    CHECK(pusdalops_stock_count_line(message, &line) == PUSDALOPS_E_FULL);
    pusdalops_message_free(message);
    CHECK(pusdalops_stock_count_new("halim", T0_US, false, &message) == PUSDALOPS_OK);
    size_t size = 0; /* it says nothing */
    CHECK(pusdalops_message_encode(message, "real", "pmi", 5, T0_US, bytes, &size) ==
          PUSDALOPS_E_FIELD);
    pusdalops_message_free(message);
}

int main(void)
{
    SAY(a_quantity_is_read_exactly);
    SAY(what_may_mean_two_quantities_or_none_is_refused);
    SAY(a_quantity_is_written_as_it_is_read);
    SAY(a_word_is_known_in_both_languages_and_by_its_number);
    SAY(a_reference_names_a_message_or_a_line);
    SAY(a_need_says_line_by_line_what_it_was_given);
    SAY(a_line_out_of_its_form_is_not_taken);
    SAY(an_answer_needs_its_reason);
    SAY(a_pledge_says_where_it_may_go);
    SAY(an_update_says_what_its_deed_uses_and_nothing_else);
    SAY(a_row_says_the_same_as_the_builders);
    SAY(a_warehouse_and_a_count_say_what_they_were_given);
    SAY(a_warehouse_or_a_line_of_a_count_out_of_its_form_is_not_taken);
    return check_done();
}
