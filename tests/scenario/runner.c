/*
 * runner.c - plays a story told in the room's words against the hub, in memory, without waiting.
 *
 *     scenario FILE
 *
 * The language is told in README.md beside it. One TAP line: the first line of the story.
 */
#include "story.h"

#include "base/assert.h"
#include "base/text.h"
#include "core/dock.h"
#include "core/share.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void story_complain(struct story *story, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("# line %d: ", story->line_number);
    (void)vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
    story->complaints++;
}

const char *story_keep(struct story *story, const char *word)
{
    const size_t size = strlen(word) + 1;
    HUB_ASSERT(story->text_bytes + size <= sizeof story->text);
    char *copy = &story->text[story->text_bytes];
    memcpy(copy, word, size);
    story->text_bytes += size;
    return copy;
}

/* --- the room, opened at the first word --- */

static void open_room(struct story *story)
{
    struct hub_settings settings = room_settings();
    if (story->is_open) {
        return;
    }
    settings.realm_count = story->realm_count == 0 ? 1 : story->realm_count;
    if (story->cells_max != 0) {
        settings.limits.picture.cells_max = story->cells_max;
    }
    char all[256] = "real";
    for (uint32_t i = 0; i < story->realm_count; i++) {
        settings.realms[i] = story->realms[i];
        (void)snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i == 0 ? "" : " ",
                       i == 0 ? "" : story->realms[i]);
    }
    const char *realms = story_keep(story, all);
    const struct seat console = {"console", ROLE_CONSOLE,    "nation", NULL,
                                 realms,    ACCESS_INTERNAL, false,    0};
    const struct seat public = {"public", ROLE_INTEGRATOR, "nation", NULL,
                                realms,   ACCESS_PUBLIC,   false,    0};
    room_open(&story->room, &settings);
    room_sit(&story->room, &console);
    room_sit(&story->room, &public);
    story->is_open = true;
    story->roster_changed = true;
}

/* Everything but the arrival of clients happens under a roster in force. */
static void call_roster(struct story *story)
{
    open_room(story);
    if (story->roster_changed) {
        story->roster_changed = false;
        room_call(&story->room, NULL);
    }
}

static void say_realms(struct story *story, struct line *line)
{
    while (line_more(line) && story->realm_count < REALMS_MAX) {
        story->realms[story->realm_count++] = story_keep(story, line_word(line));
    }
}

/* places N: how many the picture has room for */
static void say_places(struct story *story, struct line *line)
{
    uint64_t places = 0;
    if (story->is_open || !line_number(line, &places)) {
        story_complain(story, "it is, before anything happens: places 512");
        return;
    }
    story->cells_max = (uint32_t)places;
}

/* --- time --- */

static void say_at(struct story *story, struct line *line)
{
    int64_t at_utc_us = 0;
    open_room(story);
    if (!line_time(line, &at_utc_us)) {
        story_complain(story, "a time looks like 2025-11-29 19:00 WIB");
        return;
    }
    if (story->room.journal.count == 0) {
        story->room.at_utc_us = at_utc_us;
        return;
    }
    if (at_utc_us < story->room.at_utc_us) {
        story_complain(story, "time does not go back");
        return;
    }
    call_roster(story);
    room_wait(&story->room, at_utc_us - story->room.at_utc_us);
}

static void say_time(struct story *story, struct line *line)
{
    int64_t span_us = 0;
    call_roster(story);
    if (!line_is(line, "passes") || !line_span(line, &span_us)) {
        story_complain(story, "it is: time passes 25 h");
        return;
    }
    room_wait(&story->room, span_us);
}

/* --- clients --- */

static enum role role_of(const char *word)
{
    for (int role = ROLE_NONE + 1; role < ROLE_COUNT; role++) {
        if (strcmp(roster_role_name((enum role)role), word) == 0) {
            return (enum role)role;
        }
    }
    return ROLE_NONE;
}

/* The words up to one of the listed keywords or the end, as one text. */
static const char *take_list(struct story *story, struct line *line)
{
    static const char *const stops[] = {"speaks-for", "in", "public", "without-key", "until"};
    char list[LINE_BYTES_MAX] = "";
    while (line_more(line)) {
        for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
            if (strcmp(line->words[line->at], stops[i]) == 0) {
                return story_keep(story, list);
            }
        }
        (void)snprintf(list + strlen(list), sizeof list - strlen(list), "%s ", line_word(line));
    }
    return story_keep(story, list);
}

static void say_client(struct story *story, struct line *line)
{
    open_room(story);
    struct seat seat = {.name = story_keep(story, line_word(line)), .access = ACCESS_INTERNAL};
    story->roster_changed = true;
    if (line_is(line, "leaves")) {
        room_rise(&story->room, seat.name);
        return;
    }
    seat.role = role_of(line_word(line));
    if (seat.role == ROLE_NONE) {
        story_complain(story, "no such role");
        return;
    }
    seat.regions = take_list(story, line);
    while (line_more(line)) {
        if (line_is(line, "speaks-for")) {
            seat.speaks_for = take_list(story, line);
        } else if (line_is(line, "in")) {
            seat.realms = take_list(story, line);
        } else if (line_is(line, "public")) {
            seat.access = ACCESS_PUBLIC;
        } else if (line_is(line, "without-key")) {
            seat.without_key = true;
        } else if (!line_is(line, "until") || !line_time(line, &seat.valid_until_utc_us)) {
            story_complain(story, "what is \"%s\" to a client?", line_word(line));
            return;
        }
    }
    story->client = story->client == NULL ? seat.name : story->client;
    room_sit(&story->room, &seat);
}

/* --- handing in --- */

static struct numbering *numbering_of(struct story *story, const struct letter *letter)
{
    char name[2 * IDENTIFIER_BYTES_MAX + 8];
    (void)snprintf(name, sizeof name, "%s %s", letter->realm, letter->source);
    for (uint32_t i = 0; i < story->number_count; i++) {
        if (strcmp(story->numbers[i].name, name) == 0) {
            return &story->numbers[i];
        }
    }
    HUB_ASSERT(story->number_count < STORY_NUMBERS_MAX);
    struct numbering *numbering = &story->numbers[story->number_count++];
    (void)snprintf(numbering->name, sizeof numbering->name, "%s", name);
    return numbering;
}

static void forget_receipt(struct story *story)
{
    if (story->receipt != NULL) {
        pusdalops__v1__receipt__free_unpacked(story->receipt, NULL);
    }
    story->receipt = NULL;
    (void)snprintf(story->status, sizeof story->status, "unanswered");
}

/* The room lets its reply go at the next question, so the receipt is copied. */
static void keep_receipt(struct story *story, const Receipt *receipt)
{
    static const char *const names[] = {"unspecified", "accepted", "duplicate",
                                        "conflict",    "refused",  "busy"};
    static uint8_t bytes[LETTER_BYTES_MAX];
    forget_receipt(story);
    if (receipt == NULL) {
        return;
    }
    HUB_ASSERT(pusdalops__v1__receipt__get_packed_size(receipt) <= sizeof bytes);
    const size_t size = pusdalops__v1__receipt__pack(receipt, bytes);
    story->receipt = pusdalops__v1__receipt__unpack(NULL, size, bytes);
    (void)snprintf(story->status, sizeof story->status, "%s", names[receipt->status]);
}

static bool hand_in_bytes(struct story *story)
{
    static uint8_t frame[LETTER_BYTES_MAX + 64];
    const struct slice bytes = {story->last_bytes, story->last_size};
    const Reply *reply =
        room_ask_bytes(&story->room, story->last_client, DOOR_SUBMIT,
                       request_submit(++story->room.request_id, bytes, frame, sizeof frame));
    const bool is_receipt = reply != NULL && reply->body_case == PUSDALOPS__V1__REPLY__BODY_RECEIPT;
    keep_receipt(story, is_receipt ? reply->receipt : NULL);
    story->receipt_pending = true;
    return strcmp(story->status, "accepted") == 0;
}

void story_settle(struct story *story)
{
    if (story->receipt_pending && strcmp(story->status, "accepted") != 0) {
        const bool told = story->receipt != NULL && story->receipt->problem != NULL;
        story_complain(story, "(before this line) it was %s %s %s", story->status,
                       told ? story->receipt->problem->name : "",
                       told ? story->receipt->problem->field : "");
    }
    story->receipt_pending = false;
}

bool story_hand_in(struct story *story, const char *client, struct letter *letter)
{
    story_settle(story);
    call_roster(story);
    struct numbering *numbering = numbering_of(story, letter);
    letter->number = letter->number == 0 ? numbering->last + 1 : letter->number;
    story->last_client = client;
    story->last_size =
        letter_encode(letter, story->last_bytes, sizeof story->last_bytes).size_bytes;
    const bool accepted = hand_in_bytes(story);
    if (accepted && letter->number > numbering->last) {
        numbering->last = letter->number;
    }
    return accepted;
}

/* What every kind of message may say of itself: number, realm, and by whom it is handed in. */
bool story_envelope(struct story *story, struct line *line, struct letter *letter,
                    const char **client)
{
    if (line_is(line, "number")) {
        return line_number(line, &letter->number);
    }
    if (line_is(line, "in")) {
        letter->realm = story_keep(story, line_word(line));
    } else if (line_is(line, "through")) {
        *client = story_keep(story, line_word(line));
    } else if (line_is(line, "for")) {
        letter->behalf = story_keep(story, line_word(line));
    } else {
        return false;
    }
    return true;
}

static void say_event(struct story *story, struct line *line)
{
    char regions[LINE_BYTES_MAX] = "";
    uint64_t hazard = 0;
    call_roster(story);
    struct letter letter = {.kind = BODY_EVENT, .realm = "real", .state = 1};
    const char *client = NULL;
    letter.event = story_keep(story, line_word(line));
    (void)line_number(line, &hazard);
    letter.hazard = (uint32_t)hazard;
    letter.name = story_keep(story, line_word(line));
    letter.started_utc_us = story->room.at_utc_us;
    letter.source = story->client;
    while (line_more(line)) {
        if (line_is(line, "by")) {
            letter.source = story_keep(story, line_word(line));
        } else if (line_is(line, "closed")) {
            letter.state = 2;
        } else if (!story_envelope(story, line, &letter, &client) && !line_is(line, "regions")) {
            (void)snprintf(regions + strlen(regions), sizeof regions - strlen(regions), "%s ",
                           line_word(line));
        }
    }
    letter.regions = regions;
    story->event = letter.event;
    (void)story_hand_in(story, client == NULL ? letter.source : client, &letter);
}

/* A place or a text of a report. */
static bool take_detail(struct story *story, struct line *line, struct letter *letter)
{
    const struct {
        const char *word;
        const char **value;
    } details[] = {
        {"event", &letter->event},         {"place", &letter->region},
        {"named", &letter->region_name},   {"kecamatan", &letter->kecamatan},
        {"village", &letter->village},     {"point", &letter->point},
        {"needs", &letter->needs},         {"efforts", &letter->efforts},
        {"reference", &letter->reference},
    };
    for (size_t i = 0; i < sizeof details / sizeof details[0]; i++) {
        if (line_is(line, details[i].word)) {
            *details[i].value = story_keep(story, line_word(line));
            return true;
        }
    }
    return false;
}

static bool take_as_of(struct story *story, struct line *line, struct letter *letter)
{
    int64_t ago_us = 0;
    if (line_time(line, &letter->as_of_utc_us)) {
        return true;
    }
    if (line_span(line, &ago_us) && line_is(line, "ago")) {
        letter->as_of_utc_us = story->room.at_utc_us - ago_us;
        return true;
    }
    return line_is(line, "now");
}

/* One report each of so many points, "Posko 1" and on; all must be accepted but the last, which the next line may judge. */
static void hand_in_points(struct story *story, const char *client, struct letter *letter,
                           uint64_t points)
{
    char point[32];
    for (uint64_t i = 1; i <= points && story->complaints == 0; i++) {
        (void)snprintf(point, sizeof point, "Posko %llu", (unsigned long long)i);
        letter->point = point;
        letter->number = 0;
        (void)story_hand_in(story, client, letter);
    }
}

static void tell_report(struct story *story, struct line *line, uint64_t revises,
                        const char *source)
{
    char figures[LINE_BYTES_MAX] = "";
    struct figures parsed;
    const char *client = NULL;
    uint64_t points = 0;
    struct letter letter = {.kind = BODY_REPORT,
                            .realm = "real",
                            .event = story->event,
                            .source = source,
                            .revises = revises,
                            .as_of_utc_us = story->room.at_utc_us};
    while (line_more(line)) {
        if (line_is(line, "as_of")) {
            if (!take_as_of(story, line, &letter)) {
                story_complain(story, "as_of what? A time, \"3 h ago\", or now");
                return;
            }
        } else if (line_is(line, "points")) {
            (void)line_number(line, &points);
        } else if (!take_detail(story, line, &letter) &&
                   !story_envelope(story, line, &letter, &client)) {
            (void)snprintf(figures + strlen(figures), sizeof figures - strlen(figures), "%s ",
                           line_word(line));
        }
    }
    if (!figures_parse(figures, &parsed)) {
        story_complain(story, "these are no figures: %s", figures);
        return;
    }
    letter.figures = figures[0] == '\0' ? NULL : figures;
    client = client == NULL ? letter.source : client;
    if (points > 0) {
        hand_in_points(story, client, &letter, points);
    } else {
        (void)story_hand_in(story, client, &letter);
    }
}

static void say_report(struct story *story, struct line *line)
{
    call_roster(story);
    tell_report(story, line, 0, story_keep(story, line_word(line)));
}

static void say_correct(struct story *story, struct line *line)
{
    uint64_t revises = 0;
    call_roster(story);
    const char *source = story_keep(story, line_word(line));
    if (!line_number(line, &revises)) {
        story_complain(story, "it is: correct SOURCE NUMBER place ... figures");
        return;
    }
    tell_report(story, line, revises, source);
}

static void say_withdraw(struct story *story, struct line *line)
{
    const char *client = NULL;
    call_roster(story);
    struct letter letter = {
        .kind = BODY_WITHDRAWAL, .realm = "real", .source = story_keep(story, line_word(line))};
    if (!line_number(line, &letter.about_number)) {
        story_complain(story, "it is: withdraw SOURCE NUMBER");
        return;
    }
    while (line_more(line)) {
        if (line_is(line, "because")) {
            letter.note = story_keep(story, line_word(line));
        } else if (!story_envelope(story, line, &letter, &client)) {
            story_complain(story, "what is \"%s\" to a withdrawal?", line_word(line));
        }
    }
    (void)story_hand_in(story, client == NULL ? letter.source : client, &letter);
}

/* verify WHO SOURCE NUMBER regency|province|nation */
static void tell_verification(struct story *story, struct line *line, bool retract)
{
    static const char *const levels[] = {"nobody", "regency", "province", "nation"};
    const char *client = NULL;
    call_roster(story);
    struct letter letter = {.kind = BODY_VERIFICATION,
                            .realm = "real",
                            .retract = retract,
                            .source = story_keep(story, line_word(line))};
    letter.about_source = story_keep(story, line_word(line));
    if (!line_number(line, &letter.about_number)) {
        story_complain(story, "it is: verify WHO SOURCE NUMBER regency|province|nation");
        return;
    }
    for (uint32_t level = 1; level < 4; level++) {
        letter.level = line_is(line, levels[level]) ? level : letter.level;
    }
    while (line_more(line)) {
        if (!story_envelope(story, line, &letter, &client)) {
            story_complain(story, "what is \"%s\" to a verification?", line_word(line));
        }
    }
    (void)story_hand_in(story, client == NULL ? letter.source : client, &letter);
}

static void say_verify(struct story *story, struct line *line)
{
    tell_verification(story, line, false);
}

static void say_unverify(struct story *story, struct line *line)
{
    tell_verification(story, line, true);
}

/* The last message once more, byte for byte; "by X" hands it in as somebody else. */
static void say_again(struct story *story, struct line *line)
{
    story_settle(story);
    call_roster(story);
    if (line_is(line, "by")) {
        story->last_client = story_keep(story, line_word(line));
    }
    (void)hand_in_bytes(story);
}

static void say_heard(struct story *story, struct line *line)
{
    call_roster(story);
    const struct question heartbeat = {
        .kind = REQUEST_HEARTBEAT, .source = line->at < line->count ? line->words[line->at] : ""};
    (void)room_ask(&story->room, line_word(line), &heartbeat);
}

/* --- contingency plans: plans.c --- */

static void say_plan(struct story *story, struct line *line)
{
    story_plan(story, line);
}

static void say_duty(struct story *story, struct line *line)
{
    story_duty(story, line);
}

static void say_ready(struct story *story, struct line *line)
{
    call_roster(story);
    story_ready(story, line);
}

static void say_activate(struct story *story, struct line *line)
{
    call_roster(story);
    story_activate(story, line);
}

static void say_task(struct story *story, struct line *line)
{
    call_roster(story);
    story_task(story, line);
}

/* --- relief logistics: relief.c --- */

static void say_need(struct story *story, struct line *line)
{
    call_roster(story);
    story_need(story, line);
}

static void say_answer(struct story *story, struct line *line)
{
    call_roster(story);
    story_answer(story, line);
}

static void say_pledge(struct story *story, struct line *line)
{
    call_roster(story);
    story_pledge(story, line);
}

static void say_pledge_update(struct story *story, struct line *line)
{
    call_roster(story);
    story_pledge_update(story, line);
}

static void say_shipments(struct story *story, struct line *line)
{
    call_roster(story);
    story_shipments(story, line);
}

static void say_warehouse(struct story *story, struct line *line)
{
    call_roster(story);
    story_warehouse(story, line);
}

static void say_count(struct story *story, struct line *line)
{
    call_roster(story);
    story_count(story, line);
}

static void say_stock_rows(struct story *story, struct line *line)
{
    call_roster(story);
    story_stock_rows(story, line);
}

static void say_ship(struct story *story, struct line *line)
{
    call_roster(story);
    story_ship(story, line);
}

static void say_ship_update(struct story *story, struct line *line)
{
    call_roster(story);
    story_ship_update(story, line);
}

/* overcommitment refused | marked: what the roster in force says */
static void say_overcommitment(struct story *story, struct line *line)
{
    call_roster(story);
    story->room.roster.refuses_excess = line_is(line, "refused");
    if (!story->room.roster.refuses_excess && !line_is(line, "marked")) {
        story_complain(story, "over-commitment is refused or marked");
    }
}

/* --- the hub itself --- */

static void say_restart(struct story *story, struct line *line)
{
    (void)line;
    call_roster(story);
    if (!room_restart(&story->room)) {
        story_complain(story, "the hub came back with another picture");
    }
}

static void say_store(struct story *story, struct line *line)
{
    call_roster(story);
    struct event event = {
        .kind = EVENT_STORE, .at_utc_us = story->room.at_utc_us, .mono_us = story->room.mono_us};
    event.as.store.full = line_is(line, "full");
    if (!event.as.store.full && !(line_is(line, "has") && line_is(line, "room"))) {
        story_complain(story, "the store is full or has room");
        return;
    }
    room_step(&story->room, &event);
}

static void say_include(struct story *story, struct line *line)
{
    call_roster(story);
    if (!line_is(line, "oracle")) {
        story_complain(story, "only an oracle is included");
        return;
    }
    story_include_oracle(story, line);
}

static void say_expect(struct story *story, struct line *line)
{
    call_roster(story);
    story_expect(story, line);
}

/* --- playing --- */

static const struct {
    const char *word;
    void (*say)(struct story *story, struct line *line);
} statements[] = {
    {"realms", say_realms},
    {"at", say_at},
    {"time", say_time},
    {"client", say_client},
    {"event", say_event},
    {"report", say_report},
    {"correct", say_correct},
    {"withdraw", say_withdraw},
    {"verify", say_verify},
    {"unverify", say_unverify},
    {"again", say_again},
    {"heard", say_heard},
    {"restart", say_restart},
    {"store", say_store},
    {"include", say_include},
    {"expect", say_expect},
    {"places", say_places},
    {"need", say_need},
    {"answer", say_answer},
    {"pledge", say_pledge},
    {"pledge-update", say_pledge_update},
    {"shipments", say_shipments},
    {"plan", say_plan},
    {"duty", say_duty},
    {"ready", say_ready},
    {"activate", say_activate},
    {"task", say_task},
    {"ship", say_ship},
    {"ship-update", say_ship_update},
    {"overcommitment", say_overcommitment},
    {"warehouse", say_warehouse},
    {"count", say_count},
    {"stock-rows", say_stock_rows},
};

static void play_line(struct story *story, const char *text)
{
    struct line line;
    if (!line_split(&line, text)) {
        story_complain(story, "too many words, or an open quote");
        return;
    }
    if (line.count == 0) {
        return;
    }
    const char *word = line_word(&line);
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        if (strcmp(word, statements[i].word) == 0) {
            statements[i].say(story, &line);
            if (line_more(&line) && story->complaints == 0) {
                story_complain(story, "\"%s\" was not understood", line_word(&line));
            }
            return;
        }
    }
    story_complain(story, "nobody knows the word \"%s\"", word);
}

/* After every line the sums are right and no promise is broken. */
static void look_around(struct story *story)
{
    if (!story->is_open || story->room.hub.roster == NULL) {
        return;
    }
    for (uint32_t i = 0; i < story->room.settings.realm_count; i++) {
        const struct view *view = &story->room.hub.realms[i].view;
        if (!(picture_audit(&view->picture, &view->sources) && share_audit(view) &&
              ledger_audit(&view->ledger) && tasks_audit(&view->tasks, &view->ledger) &&
              stock_audit(&view->stock) && dock_audit(view) &&
              cargo_audit(&view->cargo, &view->ledger))) {
            story_complain(story, "the sums are not those of the chosen words");
        }
    }
    if (story->room.broken != 0) {
        story_complain(story, "something left before its record was in the journal");
        story->room.broken = 0;
    }
    room_forget_feed(&story->room);
}

static void play(struct story *story, FILE *file, char *title, size_t title_bytes)
{
    char text[LINE_BYTES_MAX];
    while (fgets(text, sizeof text, file) != NULL) {
        story->line_number++;
        if (story->line_number == 1) {
            text[strcspn(text, "\r\n")] = '\0';
            (void)snprintf(title, title_bytes, "%s", text[0] == '#' ? text + 2 : text);
            continue;
        }
        play_line(story, text);
        look_around(story);
        if (story->complaints >= 10) {
            return;
        }
    }
    story_settle(story);
}

int main(int argc, char **argv)
{
    static struct story story;
    char title[LINE_BYTES_MAX] = "an empty file";
    char folder[4096] = ".";
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (file == NULL) {
        (void)fprintf(stderr, "usage: scenario FILE\n");
        return 2;
    }
    const char *slash = strrchr(argv[1], '/');
    if (slash != NULL) {
        text_copy(folder, sizeof folder,
                  (struct slice){(const uint8_t *)argv[1], (size_t)(slash - argv[1])});
    }
    story.folder = folder;
    play(&story, file, title, sizeof title);
    (void)fclose(file);
    forget_receipt(&story);
    if (story.is_open) {
        room_close(&story.room);
    }
    printf("%s 1 - %s\n1..1\n", story.complaints == 0 ? "ok" : "not ok", title);
    return story.complaints == 0 ? 0 : 1;
}
