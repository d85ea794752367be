#include "support/store.h"

void store_sit(struct room *room)
{
    static const char both[] = "real drill/x1";
    static const struct seat members[] = {
        {"pmi", ROLE_MEMBER, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
        {"kemensos", ROLE_MEMBER, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
    };
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        room_sit(room, &members[i]);
    }
    room_call(room, NULL);
}

bool store_declare(struct room *room, const char *client, const char *id, const char *region)
{
    const struct letter letter = {.kind = BODY_WAREHOUSE,
                                  .warehouse = id,
                                  .name = "Gudang Logistik",
                                  .warehouse_kind = WAREHOUSE_KIND_WAREHOUSE,
                                  .region = region};
    const Receipt *receipt = room_say(room, client, &letter);
    return receipt != NULL && (int)receipt->status == (int)RECEIPT_ACCEPTED;
}

const Receipt *store_count(struct room *room, const char *client, const char *id,
                           const struct letter_stock_line *line)
{
    const struct letter letter = {.kind = BODY_STOCK_COUNT,
                                  .warehouse = id,
                                  .as_of_utc_us = room->at_utc_us,
                                  .stock_lines = line,
                                  .stock_line_count = 1};
    return room_say(room, client, &letter);
}

const struct stock *store_stock(struct room *room)
{
    return &room_view(room, "real")->stock;
}
