/* What a story says of shipments, and what it expects of them. Quantities are written as people do: 1.5 ton. */
#include "story.h"

#include "base/assert.h"

static const char *const deeds[SHIPMENT_DEEDS] = {"",        "depart", "delay",  "arrive",
                                                  "receive", "return", "cancel", "lose"};
static const char *const states[SHIPMENT_STATES] = {"",         "prepared", "in-transit", "arrived",
                                                    "received", "returned", "cancelled",  "lost"};

static uint32_t take_choice(struct line *line, const char *const *names, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        if (line_is(line, names[i])) {
            return i;
        }
    }
    return 0;
}

static bool take_expected(const struct story *story, struct line *line, int64_t *out_utc_us)
{
    int64_t span_us = 0;
    if (line_time(line, out_utc_us)) {
        return true;
    }
    *out_utc_us = line_span(line, &span_us) ? story->room.at_utc_us + span_us : 0;
    return *out_utc_us != 0;
}

/* load NUMBER [QUANTITY], or goods QUANTITY UNIT ITEM */
static bool take_load(struct story *story, struct line *line, const char *source,
                      struct letter_shipment_line *out)
{
    if (line_is(line, "goods")) {
        return story_quantity(story, line, &out->quantity);
    }
    out->pledge_source = source;
    if (!line_is(line, "load") || !line_number(line, &out->pledge_number)) {
        return false;
    }
    (void)story_amount(line, &out->thousandths);
    return true;
}

/* ship WHO to CODE [prepared] [by "VEHICLE"] [expected TIME or 9 h] [out-of ID] [into SOURCE ID] load NUMBER [QUANTITY] ... goods 5 dus mi ... */
void story_ship(struct story *story, struct line *line)
{
    struct letter_shipment_line loads[SHIPMENT_LINES_MAX] = {{.thousandths = 0}};
    const char *client = NULL;
    struct letter letter = {.kind = BODY_SHIPMENT,
                            .realm = "real",
                            .event = story->event,
                            .source = story_keep(story, line_word(line)),
                            .loads = loads};
    bool good = line_is(line, "to");
    letter.region = story_keep(story, line_word(line));
    while (good && line_more(line)) {
        if (line_is(line, "prepared")) {
            letter.prepared = true;
        } else if (line_is(line, "by")) {
            letter.vehicle = story_keep(story, line_word(line));
        } else if (line_is(line, "expected")) {
            good = take_expected(story, line, &letter.expected_utc_us);
        } else if (line_is(line, "out-of")) {
            letter.warehouse = story_keep(story, line_word(line));
        } else if (line_is(line, "into")) {
            letter.delivery_source = story_keep(story, line_word(line));
            letter.delivery_warehouse = story_keep(story, line_word(line));
        } else if (letter.load_count < SHIPMENT_LINES_MAX &&
                   take_load(story, line, letter.source, &loads[letter.load_count])) {
            letter.load_count++;
        } else if (!story_envelope(story, line, &letter, &client)) {
            return;
        }
    }
    if (!good) {
        story_complain(story, "it is: ship WHO to CODE load NUMBER");
        return;
    }
    (void)story_hand_in(story, client == NULL ? letter.source : client, &letter);
}

/* line N [good Q] [damaged Q] [lost Q] */
static bool take_count(struct line *line, struct letter_count *out)
{
    uint64_t nth = 0;
    bool good = line_number(line, &nth);
    out->line = (uint32_t)nth;
    while (good) {
        if (line_is(line, "good")) {
            good = story_amount(line, &out->good);
        } else if (line_is(line, "damaged")) {
            good = story_amount(line, &out->damaged);
        } else if (line_is(line, "lost")) {
            good = story_amount(line, &out->lost);
        } else {
            return true;
        }
    }
    return false;
}

/* ship-update WHO SOURCE NUMBER receive [line N good Q damaged Q lost Q] ... [bast "N"] [expected TIME] [because "TEXT"] */
void story_ship_update(struct story *story, struct line *line)
{
    struct letter_count counts[SHIPMENT_LINES_MAX] = {{.line = 0}};
    const char *client = NULL;
    struct letter letter = {.kind = BODY_SHIPMENT_UPDATE,
                            .realm = "real",
                            .source = story_keep(story, line_word(line)),
                            .counts = counts};
    letter.about_source = story_keep(story, line_word(line));
    bool good = line_number(line, &letter.about_number);
    letter.deed = take_choice(line, deeds, SHIPMENT_DEEDS);
    good = good && letter.deed != 0;
    while (good && line_more(line)) {
        if (letter.count_count < SHIPMENT_LINES_MAX && line_is(line, "line")) {
            good = take_count(line, &counts[letter.count_count++]);
        } else if (line_is(line, "bast")) {
            letter.bast = story_keep(story, line_word(line));
        } else if (line_is(line, "expected")) {
            good = take_expected(story, line, &letter.expected_utc_us);
        } else if (line_is(line, "because")) {
            letter.note = story_keep(story, line_word(line));
        } else if (!story_envelope(story, line, &letter, &client)) {
            return;
        }
    }
    if (!good) {
        story_complain(story, "it is: ship-update WHO SOURCE NUMBER receive line 1 good 100");
        return;
    }
    (void)story_hand_in(story, client == NULL ? letter.source : client, &letter);
}

/* Everything of a table in one need, one shipment, one hand-over record. */
void story_convoy(struct story *story, const char *giver, const char *asks, const char *region,
                  const char *bast, const struct letter_quantity *rows, uint32_t count)
{
    struct letter_need_line lines[NEED_LINES_MAX] = {{.priority = 0}};
    struct letter_shipment_line loads[SHIPMENT_LINES_MAX] = {{.thousandths = 0}};
    HUB_ASSERT(count <= NEED_LINES_MAX && count <= SHIPMENT_LINES_MAX);
    for (uint32_t i = 0; i < count; i++) {
        lines[i].quantity = rows[i];
    }
    struct letter need = {.kind = BODY_NEED,
                          .realm = "real",
                          .event = story->event,
                          .source = asks,
                          .region = region,
                          .as_of_utc_us = story->room.at_utc_us,
                          .lines = lines,
                          .line_count = count};
    (void)story_hand_in(story, asks, &need);
    for (uint32_t i = 0; i < count; i++) {
        struct letter pledge = {.kind = BODY_PLEDGE,
                                .realm = "real",
                                .event = story->event,
                                .source = giver,
                                .quantity = rows[i],
                                .line = {asks, need.number, i + 1}};
        (void)story_hand_in(story, giver, &pledge);
        loads[i] =
            (struct letter_shipment_line){.pledge_source = giver, .pledge_number = pledge.number};
    }
    struct letter shipment = {.kind = BODY_SHIPMENT,
                              .realm = "real",
                              .event = story->event,
                              .source = giver,
                              .region = region,
                              .loads = loads,
                              .load_count = count};
    (void)story_hand_in(story, giver, &shipment);
    struct letter received = {.kind = BODY_SHIPMENT_UPDATE,
                              .realm = "real",
                              .source = asks,
                              .about_source = giver,
                              .about_number = shipment.number,
                              .deed = SHIPMENT_RECEIVE,
                              .bast = bast};
    (void)story_hand_in(story, asks, &received);
}

/* --- expecting --- */

static void expect_freight(struct story *story, struct line *line, const struct shipment *held)
{
    const struct cargo *cargo = &room_view(&story->room, "real")->cargo;
    uint64_t nth = 0;
    uint32_t at = held->first_freight;
    const bool read = line_number(line, &nth);
    for (uint64_t i = 1; read && i < nth && at != 0; i++) {
        at = cargo_freight(cargo, at)->next;
    }
    if (!read || at == 0) {
        story_complain(story, "there is no such line on it");
        return;
    }
    const struct freight *freight = cargo_freight(cargo, at);
    const struct {
        const char *word;
        uint64_t value;
    } quantities[] = {
        {"loaded", freight->loaded},     {"good", freight->good},
        {"damaged", freight->damaged},   {"lost", freight->lost},
        {"returned", freight->returned}, {"under-way", cargo_under_way(held, freight)}};
    for (size_t i = 0; i < sizeof quantities / sizeof quantities[0]; i++) {
        uint64_t wanted = 0;
        if (line_is(line, quantities[i].word) &&
            (!story_amount(line, &wanted) || wanted != quantities[i].value)) {
            story_complain(story, "%s is %llu thousandths", quantities[i].word,
                           (unsigned long long)quantities[i].value);
        }
    }
}

/* shipment SOURCE NUMBER STATE [line N loaded Q good Q damaged Q lost Q returned Q under-way Q] ..., or forgotten */
bool story_expect_shipment(struct story *story, struct line *line)
{
    uint64_t number = 0;
    if (!line_is(line, "shipment")) {
        return false;
    }
    const struct view *view = room_view(&story->room, "real");
    const uint32_t source = source_find(&view->sources, slice_of(line_word(line))).n;
    const uint32_t place =
        line_number(line, &number) ? cargo_find(&view->cargo, source, number) : 0;
    if (line_is(line, "forgotten") != (place == 0)) {
        story_complain(story, place == 0 ? "there is no such shipment" : "it is held");
    }
    if (place == 0) {
        return true;
    }
    const struct shipment *held = cargo_shipment(&view->cargo, place);
    if (take_choice(line, states, SHIPMENT_STATES) != held->state) {
        story_complain(story, "it is %s", states[held->state]);
    }
    while (line_is(line, "line")) {
        expect_freight(story, line, held);
    }
    return true;
}
