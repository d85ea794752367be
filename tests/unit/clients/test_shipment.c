/*
 * test_shipment.c - building shipments and what becomes of them: what is written, what is refused before it is sent.
 */
#include <string.h>

#include "check.h"
#include "row.h"
#include "wire.h"

static uint8_t bytes[PUSDALOPS_MESSAGE_BYTES_MAX];

static struct pusdalops_shipment truck(void)
{
    return (struct pusdalops_shipment){.event_id = "banjir-2025",
                                       .region = "12.73",
                                       .kecamatan = "12.73.01",
                                       .warehouse_id = "silangit",
                                       .delivery_warehouse_id = "gudang-sibolga",
                                       .delivery_source = "bpbd-12.73",
                                       .vehicle = "truk BB 8213 NA",
                                       .driver_contact = "kanal 3",
                                       .departed_at_us = 1000000,
                                       .expected_at_us = 2000000};
}

/* The message as its bytes say it; the caller releases it. */
static Pusdalops__V1__Message *read_back(struct pusdalops_message *message)
{
    size_t size = 0;
    const enum pusdalops_status status =
        pusdalops_message_encode(message, "real", "bnpb", 43, 1, bytes, &size);
    pusdalops_message_free(message);
    return status == PUSDALOPS_OK ? pusdalops__v1__message__unpack(NULL, size, bytes) : NULL;
}

static void a_shipment_is_written_with_its_lines(void)
{
    struct pusdalops_message *message = NULL;
    const struct pusdalops_shipment shipment = truck();
    const struct pusdalops_reference pledge = {.source = "bnpb", .number = 41};
    const struct pusdalops_shipment_line lines[] = {
        {.pledge = &pledge, .thousandths = 120000},
        {.quantity = {.item = "selimut", .thousandths = 50000, .unit = "lembar"}}};
    CHECK(pusdalops_shipment_new(&shipment, &message) == PUSDALOPS_OK);
    CHECK(pusdalops_shipment_line(message, &lines[0]) == PUSDALOPS_OK);
    CHECK(pusdalops_shipment_line(message, &lines[1]) == PUSDALOPS_OK);
    Pusdalops__V1__Message *read = read_back(message);
    CHECK(read != NULL && read->body_case == PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT);
    const Pusdalops__V1__Shipment *made = read->shipment;
    CHECK(strcmp(made->region_code, "12.73") == 0 && strcmp(made->vehicle, shipment.vehicle) == 0 &&
          strcmp(made->warehouse_id, "silangit") == 0 &&
          strcmp(made->delivery_warehouse_id, "gudang-sibolga") == 0 &&
          strcmp(made->delivery_source, "bpbd-12.73") == 0 && made->departed_at->seconds == 1 &&
          made->expected_at->seconds == 2 && made->departs_at == NULL && made->prepared == 0);
    CHECK(made->n_lines == 2 && made->lines[0]->pledge->number == 41 &&
          made->lines[0]->thousandths == 120000 && made->lines[0]->quantity == NULL &&
          made->lines[1]->pledge == NULL && made->lines[1]->quantity->thousandths == 50000);
    pusdalops__v1__message__free_unpacked(read, NULL);
}

static void a_shipment_that_cannot_be_is_refused_before_it_is_sent(void)
{
    struct pusdalops_shipment wrong[10];
    struct pusdalops_message *message = NULL;
    for (size_t i = 0; i < 10; i++) {
        wrong[i] = truck();
    }
    wrong[0].event_id = NULL;
    wrong[1].event_id = "Banjir";
    wrong[2].region = "nation";
    wrong[3].region = "1273";
    wrong[4].kecamatan = "12.73";
    wrong[5].prepared = true;              /* and has left */
    wrong[8].delivery_warehouse_id = NULL; /* whose, and not which */
    wrong[9].delivery_warehouse_id = "Gudang Sibolga";
    wrong[6].expected_at_us = 999999;
    wrong[7].vehicle = "01234567890123456789012345678901234567890123456789012345678901234";
    for (size_t i = 0; i < 8; i++) {
        CHECK(pusdalops_shipment_new(&wrong[i], &message) == PUSDALOPS_E_FIELD);
    }
    CHECK(pusdalops_shipment_new(NULL, &message) == PUSDALOPS_E_ARGUMENT);
    const struct pusdalops_shipment good = truck();
    const struct pusdalops_reference line_of_need = {.source = "bnpb", .number = 41, .line = 33};
    const struct pusdalops_reference pledge = {.source = "bnpb", .number = 41};
    const struct pusdalops_shipment_line of_a_need = {.pledge = &line_of_need};
    const struct pusdalops_shipment_line of_both = {
        .pledge = &pledge, .quantity = {.item = "beras", .thousandths = 1}};
    const struct pusdalops_shipment_line of_nothing = {.thousandths = 1};
    const struct pusdalops_shipment_line sound = {.pledge = &pledge};
    CHECK(pusdalops_shipment_new(&good, &message) == PUSDALOPS_OK);
    CHECK(pusdalops_shipment_line(message, &of_a_need) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_shipment_line(message, &of_both) == PUSDALOPS_E_FIELD);
    CHECK(pusdalops_shipment_line(message, &of_nothing) == PUSDALOPS_E_FIELD);
    size_t size = 0;
    CHECK(pusdalops_message_encode(message, "real", "bnpb", 1, 1, bytes, &size) ==
          PUSDALOPS_E_FIELD); /* carries nothing */
    for (uint32_t i = 0; i < PUSDALOPS_SHIPMENT_LINES_MAX; i++) {
        CHECK(pusdalops_shipment_line(message, &sound) == PUSDALOPS_OK);
    }
    CHECK(pusdalops_shipment_line(message, &sound) == PUSDALOPS_E_FULL);
    pusdalops_message_free(message);
}

static struct pusdalops_shipment_update update_of(const char *deed)
{
    return (struct pusdalops_shipment_update){
        .shipment = {.source = "bnpb", .number = 43},
        .deed = pusdalops_word_find(PUSDALOPS_WORDS_SHIPMENT_DEED, deed)};
}

static void what_becomes_of_it_says_what_its_deed_needs_and_no_more(void)
{
    struct pusdalops_message *message = NULL;
    static const char *const bare[] = {"depart", "arrive", "receive"};
    static const char *const with_reason[] = {"return", "cancel", "lose"};
    for (size_t i = 0; i < 3; i++) {
        struct pusdalops_shipment_update update = update_of(bare[i]);
        CHECK(pusdalops_shipment_update_new(&update, &message) == PUSDALOPS_OK);
        pusdalops_message_free(message);
        update = update_of(with_reason[i]);
        CHECK(pusdalops_shipment_update_new(&update, &message) == PUSDALOPS_E_FIELD);
        update.reason = "ombak";
        CHECK(pusdalops_shipment_update_new(&update, &message) == PUSDALOPS_OK);
        pusdalops_message_free(message);
        update.bast_number = "BAST/1";
        CHECK(pusdalops_shipment_update_new(&update, &message) == PUSDALOPS_E_FIELD);
    }
    struct pusdalops_shipment_update delay = update_of("tunda");
    CHECK(pusdalops_shipment_update_new(&delay, &message) == PUSDALOPS_E_FIELD);
    delay.expected_at_us = 5;
    CHECK(pusdalops_shipment_update_new(&delay, &message) == PUSDALOPS_OK);
    const struct pusdalops_shipment_count ten = {.line = 1, .thousandths = 10000};
    CHECK(pusdalops_shipment_count(message, &ten) == PUSDALOPS_E_FIELD); /* nothing is counted */
    pusdalops_message_free(message);
}

static void a_receipt_counts_each_line_once(void)
{
    struct pusdalops_message *message = NULL;
    struct pusdalops_shipment_update update = update_of("terima");
    const struct pusdalops_shipment_count counts[] = {
        {.line = 1, .thousandths = 10000, .damaged_thousandths = 1000},
        {.line = 2, .lost_thousandths = 5000},
        {.line = 2, .thousandths = 1},
        {.line = 3},
        {.line = 0, .thousandths = 1}};
    update.bast_number = "BAST/1";
    update.received_by = "Posko";
    CHECK(pusdalops_shipment_update_new(&update, &message) == PUSDALOPS_OK);
    for (size_t i = 0; i < 5; i++) {
        CHECK((pusdalops_shipment_count(message, &counts[i]) == PUSDALOPS_OK) == (i < 2));
    }
    Pusdalops__V1__Message *read = read_back(message);
    CHECK(read != NULL && read->body_case == PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT_UPDATE);
    const Pusdalops__V1__ShipmentUpdate *made = read->shipment_update;
    CHECK(made->n_lines == 2 && made->lines[0]->damaged_thousandths == 1000 &&
          made->lines[1]->line == 2 && strcmp(made->bast_number, "BAST/1") == 0 &&
          strcmp(made->received_by, "Posko") == 0);
    pusdalops__v1__message__free_unpacked(read, NULL);
}

static void a_row_says_a_shipment_of_one_line(void)
{
    struct pusdalops_message *message = NULL;
    struct row_fault fault;
    struct row row = {0};
    CHECK(row_add(&row, "kind", "shipment") && row_add(&row, "event", "banjir-2025") &&
          row_add(&row, "region", "12.73") && row_add(&row, "item", "beras") &&
          row_add(&row, "quantity", "1,5 ton") && row_add(&row, "prepared", "ya"));
    CHECK(row_message(&row, "bnpb", ROW_NO_NOW, &message, &fault));
    Pusdalops__V1__Message *read = read_back(message);
    CHECK(read != NULL && read->shipment->prepared && read->shipment->n_lines == 1 &&
          read->shipment->lines[0]->quantity->thousandths == 1500);
    pusdalops__v1__message__free_unpacked(read, NULL);
    CHECK(row_add(&row, "deed", "receive"));
    CHECK(!row_message(&row, "bnpb", ROW_NO_NOW, &message, &fault));
    CHECK(strcmp(fault.field, "deed") == 0);
}

int main(void)
{
    SAY(a_shipment_is_written_with_its_lines);
    SAY(a_shipment_that_cannot_be_is_refused_before_it_is_sent);
    SAY(what_becomes_of_it_says_what_its_deed_needs_and_no_more);
    SAY(a_receipt_counts_each_line_once);
    SAY(a_row_says_a_shipment_of_one_line);
    return check_done();
}
