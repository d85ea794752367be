/* What a story says of needs and pledges, and what it expects of the ledger. Quantities are written as people do: 1.5 ton. */
#include "story.h"

#include "base/assert.h"
#include "support/table.h"

#include <stdio.h>
#include <stdlib.h>

#define SHIPMENT_ROWS_MAX 128

static const char *const need_deeds[NEED_DEEDS] = {"",        "verify",   "approve", "provision",
                                                   "decline", "escalate", "cancel",  "close"};
static const char *const need_states[NEED_STATES] = {
    "", "requested", "verified", "approved", "provisional", "declined", "cancelled", "closed"};
static const char *const pledge_deeds[PLEDGE_DEEDS] = {
    "", "confirm", "allot", "reserve", "dispatch", "receive", "withdraw", "extend", "expire"};
static const char *const pledge_states[PLEDGE_STATES] = {
    "", "offered", "confirmed", "reserved", "dispatched", "delivered", "withdrawn", "expired"};

/* The place of the next word in a list; 0 when it is not there, then nothing is moved. */
static uint32_t take_choice(struct line *line, const char *const *names, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        if (line_is(line, names[i])) {
            return i;
        }
    }
    return 0;
}

bool story_thousandths(const char *text, uint64_t *out)
{
    char *end = NULL;
    if (text[0] < '0' || text[0] > '9') {
        return false;
    }
    *out = strtoull(text, &end, 10) * 1000;
    uint64_t place = 100;
    if (*end == '.') {
        for (end++; *end >= '0' && *end <= '9' && place > 0; end++, place /= 10) {
            *out += (uint64_t)(*end - '0') * place;
        }
    }
    return *end == '\0';
}

bool story_amount(struct line *line, uint64_t *out)
{
    if (!line_more(line) || !story_thousandths(line->words[line->at], out)) {
        return false;
    }
    line->at++;
    return true;
}

/* 200 paket sembako; the unit "-" is none */
bool story_quantity(struct story *story, struct line *line, struct letter_quantity *out)
{
    if (!story_amount(line, &out->thousandths)) {
        return false;
    }
    const char *unit = line_word(line);
    out->unit = strcmp(unit, "-") == 0 ? NULL : story_keep(story, unit);
    out->item = story_keep(story, line_word(line));
    return out->item[0] != '\0';
}

/* SOURCE NUMBER LINE */
static bool take_reference(struct story *story, struct line *line,
                           struct letter_line_reference *out)
{
    uint64_t nth = 0;
    out->source = story_keep(story, line_word(line));
    const bool read = line_number(line, &out->number) && line_number(line, &nth);
    out->line = (uint32_t)nth;
    return read;
}

/* --- saying --- */

static bool take_line_detail(struct line *line, struct letter_need_line *out)
{
    static const char *const priorities[] = {"", "life-saving", "high", "normal"};
    uint64_t number = 0;
    const uint32_t priority = take_choice(line, priorities, 4);
    if (priority != 0) {
        out->priority = priority;
    } else if (line_is(line, "isolated")) {
        out->isolated = true;
    } else if (line_is(line, "persons") && line_number(line, &number)) {
        out->persons = (uint32_t)number;
    } else {
        return false;
    }
    return true;
}

/* need SOURCE region CODE [urgent] line 200 paket sembako [life-saving] [isolated] [persons N] [line ...] */
void story_need(struct story *story, struct line *line)
{
    struct letter_need_line lines[NEED_LINES_MAX] = {{.priority = 0}};
    const char *client = NULL;
    struct letter letter = {.kind = BODY_NEED,
                            .realm = "real",
                            .event = story->event,
                            .source = story_keep(story, line_word(line)),
                            .as_of_utc_us = story->room.at_utc_us,
                            .lines = lines};
    while (line_more(line)) {
        struct letter_need_line *last =
            letter.line_count == 0 ? NULL : &lines[letter.line_count - 1];
        if (line_is(line, "region")) {
            letter.region = story_keep(story, line_word(line));
        } else if (line_is(line, "urgent")) {
            letter.urgent = true;
        } else if (letter.line_count < NEED_LINES_MAX && line_is(line, "line")) {
            if (!story_quantity(story, line, &lines[letter.line_count++].quantity)) {
                story_complain(story, "it is: line 200 paket sembako");
                return;
            }
        } else if (!(last != NULL && take_line_detail(line, last)) &&
                   !story_envelope(story, line, &letter, &client)) {
            return; /* not understood */
        }
    }
    (void)story_hand_in(story, client == NULL ? letter.source : client, &letter);
}

/* answer WHO SOURCE NUMBER LINE approve [because "TEXT"] */
void story_answer(struct story *story, struct line *line)
{
    const char *client = NULL;
    struct letter letter = {
        .kind = BODY_NEED_DECISION, .realm = "real", .source = story_keep(story, line_word(line))};
    const bool named = take_reference(story, line, &letter.line);
    letter.deed = take_choice(line, need_deeds, NEED_DEEDS);
    if (!named || letter.deed == 0) {
        story_complain(story, "it is: answer WHO SOURCE NUMBER LINE approve");
        return;
    }
    while (line_more(line)) {
        if (line_is(line, "because")) {
            letter.note = story_keep(story, line_word(line));
        } else if (!story_envelope(story, line, &letter, &client)) {
            return;
        }
    }
    (void)story_hand_in(story, client == NULL ? letter.source : client, &letter);
}

static bool take_until(const struct story *story, struct line *line, int64_t *out_utc_us)
{
    int64_t span_us = 0;
    if (line_time(line, out_utc_us)) {
        return true;
    }
    *out_utc_us = line_span(line, &span_us) ? story->room.at_utc_us + span_us : 0;
    return *out_utc_us != 0;
}

/* pledge WHO 200 paket sembako [to SOURCE NUMBER LINE] [available TIME or 3 h] [until TIME or 48 h] [standing] [out-of ID] */
void story_pledge(struct story *story, struct line *line)
{
    const char *client = NULL;
    struct letter letter = {.kind = BODY_PLEDGE,
                            .realm = "real",
                            .event = story->event,
                            .source = story_keep(story, line_word(line))};
    bool good = story_quantity(story, line, &letter.quantity);
    while (good && line_more(line)) {
        if (line_is(line, "to")) {
            good = take_reference(story, line, &letter.line);
        } else if (line_is(line, "available")) {
            good = take_until(story, line, &letter.available_utc_us);
        } else if (line_is(line, "until")) {
            good = take_until(story, line, &letter.valid_until_utc_us);
        } else if (line_is(line, "standing")) {
            letter.event = NULL;
        } else if (line_is(line, "out-of")) {
            letter.warehouse = story_keep(story, line_word(line));
        } else if (!story_envelope(story, line, &letter, &client)) {
            return;
        }
    }
    if (!good) {
        story_complain(story, "it is: pledge WHO 200 paket sembako to SOURCE NUMBER LINE");
        return;
    }
    (void)story_hand_in(story, client == NULL ? letter.source : client, &letter);
}

/* pledge-update WHO SOURCE NUMBER dispatch [1.5] [damaged 1] [lost 1] [to SOURCE NUMBER LINE] [until TIME] [because "TEXT"] */
void story_pledge_update(struct story *story, struct line *line)
{
    const char *client = NULL;
    struct letter letter = {
        .kind = BODY_PLEDGE_UPDATE, .realm = "real", .source = story_keep(story, line_word(line))};
    letter.about_source = story_keep(story, line_word(line));
    uint64_t part = 0;
    bool good = line_number(line, &letter.about_number);
    letter.deed = take_choice(line, pledge_deeds, PLEDGE_DEEDS);
    good = good && letter.deed != 0;
    (void)story_amount(line, &letter.thousandths);
    while (good && line_more(line)) {
        if (line_is(line, "to")) {
            good = take_reference(story, line, &letter.line);
        } else if (line_is(line, "damaged")) {
            good = story_amount(line, &letter.damaged);
        } else if (line_is(line, "lost")) {
            good = story_amount(line, &letter.lost);
        } else if (line_is(line, "part") && line_number(line, &part)) {
            letter.part = (uint32_t)part;
        } else if (line_is(line, "until")) {
            good = take_until(story, line, &letter.valid_until_utc_us);
        } else if (line_is(line, "because")) {
            letter.note = story_keep(story, line_word(line));
        } else if (line_is(line, "bast")) {
            letter.bast = story_keep(story, line_word(line));
        } else if (!story_envelope(story, line, &letter, &client)) {
            return;
        }
    }
    if (!good) {
        story_complain(story, "it is: pledge-update WHO SOURCE NUMBER dispatch 100");
        return;
    }
    (void)story_hand_in(story, client == NULL ? letter.source : client, &letter);
}

/* --- published shipments --- */

/* Rows of a table of shipments: each is asked for, promised, sent and received as it is printed. */
static struct {
    const char *date;
    const char *giver;
    const char *place;
    struct letter_quantity rows[SHIPMENT_ROWS_MAX];
    char texts[SHIPMENT_ROWS_MAX][2][96];
    uint32_t count;
    bool unsound;
} shipments;

static void take_row(char *fields[TABLE_FIELDS_MAX], int count)
{
    if (count < 8 || strcmp(fields[2], shipments.date) != 0 ||
        strcmp(fields[3], shipments.giver) != 0 || strcmp(fields[4], shipments.place) != 0) {
        return;
    }
    HUB_ASSERT(shipments.count < SHIPMENT_ROWS_MAX);
    const uint32_t at = shipments.count++;
    (void)snprintf(shipments.texts[at][0], sizeof shipments.texts[at][0], "%s", fields[5]);
    (void)snprintf(shipments.texts[at][1], sizeof shipments.texts[at][1], "%s", fields[7]);
    shipments.rows[at] =
        (struct letter_quantity){.item = shipments.texts[at][0], .unit = shipments.texts[at][1]};
    shipments.unsound =
        shipments.unsound || !story_thousandths(fields[6], &shipments.rows[at].thousandths);
}

static void ship(struct story *story, const char *giver, const char *asks, const char *region,
                 const struct letter_quantity *quantity)
{
    const struct letter_need_line asked = {.quantity = *quantity};
    struct letter need = {.kind = BODY_NEED,
                          .realm = "real",
                          .event = story->event,
                          .source = asks,
                          .region = region,
                          .as_of_utc_us = story->room.at_utc_us,
                          .lines = &asked,
                          .line_count = 1};
    (void)story_hand_in(story, asks, &need);
    struct letter pledge = {.kind = BODY_PLEDGE,
                            .realm = "real",
                            .event = story->event,
                            .source = giver,
                            .quantity = *quantity,
                            .line = {asks, need.number, 1}};
    (void)story_hand_in(story, giver, &pledge);
    struct letter update = {.kind = BODY_PLEDGE_UPDATE,
                            .realm = "real",
                            .source = giver,
                            .about_source = giver,
                            .about_number = pledge.number,
                            .deed = PLEDGE_DISPATCH};
    (void)story_hand_in(story, giver, &update);
    update.source = asks;
    update.number = 0;
    update.deed = PLEDGE_RECEIVE;
    update.thousandths = quantity->thousandths;
    (void)story_hand_in(story, asks, &update);
}

/* shipments FILE on DATE from "GIVER" to "PLACE" as GIVER for SOURCE region CODE rows N [together "BAST"] */
void story_shipments(struct story *story, struct line *line)
{
    uint64_t wanted = 0;
    const char *file = story_keep(story, line_word(line));
    shipments.count = 0;
    shipments.unsound = false;
    shipments.date = line_is(line, "on") ? story_keep(story, line_word(line)) : "";
    shipments.giver = line_is(line, "from") ? story_keep(story, line_word(line)) : "";
    shipments.place = line_is(line, "to") ? story_keep(story, line_word(line)) : "";
    const char *giver = line_is(line, "as") ? story_keep(story, line_word(line)) : "";
    const char *asks = line_is(line, "for") ? story_keep(story, line_word(line)) : "";
    const char *region = line_is(line, "region") ? story_keep(story, line_word(line)) : "";
    table_read(file, take_row);
    if (!line_is(line, "rows") || !line_number(line, &wanted) || wanted != shipments.count ||
        shipments.unsound) {
        story_complain(story, "%u rows of the table are meant", (unsigned)shipments.count);
        return;
    }
    if (line_is(line, "together")) {
        story_convoy(story, giver, asks, region, story_keep(story, line_word(line)), shipments.rows,
                     shipments.count);
        return;
    }
    for (uint32_t i = 0; i < shipments.count && story->complaints == 0; i++) {
        ship(story, giver, asks, region, &shipments.rows[i]);
    }
    story_settle(story);
}

/* --- expecting --- */

static const struct ledger *ledger_of(struct story *story, struct line *line)
{
    return &room_view(&story->room, line_is(line, "in") ? line_word(line) : "real")->ledger;
}

static void expect_quantities(struct story *story, struct line *line, const struct amounts *amounts,
                              uint64_t outstanding, uint64_t excess)
{
    const struct {
        const char *word;
        uint64_t value;
    } quantities[] = {
        {"asked", amounts->asked}, {"pledged", amounts->pledged}, {"reserved", amounts->reserved},
        {"sent", amounts->sent},   {"received", amounts->good},   {"damaged", amounts->damaged},
        {"lost", amounts->lost},   {"outstanding", outstanding},  {"excess", excess},
    };
    for (size_t i = 0; line_more(line) && i < sizeof quantities / sizeof quantities[0];) {
        uint64_t wanted = 0;
        if (!line_is(line, quantities[i].word)) {
            i++;
            continue;
        }
        if (!story_amount(line, &wanted) || wanted != quantities[i].value) {
            story_complain(story, "%s is %llu thousandths", quantities[i].word,
                           (unsigned long long)quantities[i].value);
        }
        i = 0;
    }
}

/* A source's place in the sources of a realm's view. */
static uint32_t source_named(struct story *story, const char *name)
{
    return source_find(&room_view(&story->room, "real")->sources, slice_of(name)).n;
}

/* line SOURCE NUMBER LINE STATE [unit KG] asked 2 pledged 1 ... */
static void expect_line(struct story *story, struct line *line)
{
    struct letter_line_reference named;
    const struct ledger *ledger = ledger_of(story, line);
    const bool read = take_reference(story, line, &named);
    const uint32_t place = !read ? 0
                                 : ledger_find_line(ledger, source_named(story, named.source),
                                                    named.number, named.line);
    if (place == 0) {
        story_complain(story, "there is no such line");
        line->at = line->count;
        return;
    }
    const struct need_line *held = ledger_line(ledger, place);
    const uint32_t state = take_choice(line, need_states, NEED_STATES);
    if (state != 0 && state != held->state) {
        story_complain(story, "it is %s", need_states[held->state]);
    }
    if (line_is(line, "unit") &&
        strcmp(line_word(line), ledger_article(ledger, held->article)->unit) != 0) {
        story_complain(story, "it is counted in %s", ledger_article(ledger, held->article)->unit);
    }
    expect_quantities(story, line, &held->amounts, line_outstanding(held), line_excess(held));
}

/* given SOURCE NUMBER STATE pledged 1 sent 1 ... */
static void expect_pledge(struct story *story, struct line *line)
{
    uint64_t number = 0;
    const struct ledger *ledger = ledger_of(story, line);
    const char *source = line_word(line);
    const uint32_t place = !line_number(line, &number)
                               ? 0
                               : ledger_find_pledge(ledger, source_named(story, source), number, 0);
    if (place == 0) {
        story_complain(story, "there is no such pledge");
        line->at = line->count;
        return;
    }
    const struct pledge *held = ledger_pledge(ledger, place);
    const struct amounts amounts = {0,          held->amount,  held->reserved, held->sent,
                                    held->good, held->damaged, held->lost};
    const uint32_t state = take_choice(line, pledge_states, PLEDGE_STATES);
    if (state != 0 && state != held->state) {
        story_complain(story, "it is %s", pledge_states[held->state]);
    }
    expect_quantities(story, line, &amounts, 0, 0);
}

/* total AREA ITEM [unit U] asked 2 ...: of the event named last */
static void expect_item_total(struct story *story, struct line *line)
{
    uint64_t area = 0;
    const struct ledger *ledger = ledger_of(story, line);
    const char *code = line_word(line);
    const char *item = line_word(line);
    const bool is_area = region_code_parse(slice_of(code), &area) && area < AREA_CODES;
    const uint32_t event =
        picture_find_event(&room_view(&story->room, "real")->picture, slice_of(story->event));
    const uint32_t relief = is_area ? ledger_find_relief(ledger, event, (uint32_t)area) : 0;
    uint32_t at = relief == 0 ? 0 : ledger_relief(ledger, relief)->first_tally;
    while (at != 0 &&
           strcmp(ledger_article(ledger, ledger_tally(ledger, at)->article)->code, item) != 0) {
        at = ledger_tally(ledger, at)->next_in_relief;
    }
    if (at == 0) {
        story_complain(story, "nothing is known of %s in %s", item, code);
        line->at = line->count;
        return;
    }
    const struct tally *tally = ledger_tally(ledger, at);
    if (line_is(line, "unit") &&
        strcmp(line_word(line), ledger_article(ledger, tally->article)->unit) != 0) {
        story_complain(story, "it is counted in %s", ledger_article(ledger, tally->article)->unit);
    }
    expect_quantities(story, line, &tally->amounts, tally->outstanding, tally->excess);
}

bool story_expect_relief(struct story *story, struct line *line)
{
    if (line_is(line, "line")) {
        expect_line(story, line);
    } else if (line_is(line, "given")) {
        expect_pledge(story, line);
    } else if (line_is(line, "total")) {
        expect_item_total(story, line);
    } else {
        return false;
    }
    return true;
}
