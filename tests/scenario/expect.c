/* What a story expects: receipts, and the picture as a client reads it from a snapshot. */
#include "story.h"

#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>

typedef Pusdalops__V1__SourceFigure Word;

/* --- documents --- */

static bool is_about(const FeedMessage *message, const char *event, const char *area)
{
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY) {
        return strcmp(message->regency->event_id, event) == 0 &&
               strcmp(message->regency->regency_code, area) == 0;
    }
    return message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA &&
           strcmp(message->area->event_id, event) == 0 &&
           strcmp(message->area->area_code, area) == 0;
}

static FeedMessage *copy_of(const FeedMessage *message)
{
    uint8_t *bytes = malloc(pusdalops__v1__feed_message__get_packed_size(message));
    HUB_ASSERT(bytes != NULL);
    const size_t size = pusdalops__v1__feed_message__pack(message, bytes);
    FeedMessage *copy = pusdalops__v1__feed_message__unpack(NULL, size, bytes);
    free(bytes);
    return copy;
}

FeedMessage *story_find(struct story *story, const char *client, const char *realm,
                        const char *event, const char *area)
{
    char prefix[TOPIC_BYTES_MAX];
    char cursor[64] = "";
    FeedMessage *found = NULL;
    (void)snprintf(prefix, sizeof prefix, "%s/", realm);
    do {
        const struct question question = {
            .kind = REQUEST_SNAPSHOT, .realm = realm, .topic = prefix, .cursor = cursor};
        const Reply *reply = room_ask(&story->room, client, &question);
        if (reply->body_case != PUSDALOPS__V1__REPLY__BODY_SNAPSHOT) {
            return found;
        }
        for (size_t i = 0; i < reply->snapshot->n_documents && found == NULL; i++) {
            if (is_about(reply->snapshot->documents[i], event, area)) {
                found = copy_of(reply->snapshot->documents[i]);
            }
        }
        (void)snprintf(cursor, sizeof cursor, "%s", reply->snapshot->cursor);
    } while (cursor[0] != '\0' && found == NULL);
    return found;
}

void story_give_back(FeedMessage *message)
{
    if (message != NULL) {
        pusdalops__v1__feed_message__free_unpacked(message, NULL);
    }
}

/* --- receipts --- */

static void expect_warning(struct story *story, struct line *line)
{
    const char *name = line_word(line);
    const char *field = line_more(line) ? line_word(line) : NULL;
    for (size_t i = 0; story->receipt != NULL && i < story->receipt->n_warnings; i++) {
        const Pusdalops__V1__Warning *warning = story->receipt->warnings[i];
        if (strcmp(warning->name, name) == 0 &&
            (field == NULL || strcmp(warning->field, field) == 0)) {
            return;
        }
    }
    story_complain(story, "no warning %s %s", name, field == NULL ? "" : field);
    for (size_t i = 0; story->receipt != NULL && i < story->receipt->n_warnings; i++) {
        printf("#   but %s %s\n", story->receipt->warnings[i]->name,
               story->receipt->warnings[i]->field);
    }
}

/* accepted | duplicate | conflict | refused CODE [FIELD] | busy CODE */
static void expect_status(struct story *story, struct line *line, const char *status)
{
    const Pusdalops__V1__Problem *problem = story->receipt == NULL ? NULL : story->receipt->problem;
    const char *name = problem == NULL ? "" : problem->name;
    const char *field = problem == NULL ? "" : problem->field;
    story->receipt_pending = false;
    if (strcmp(story->status, status) != 0) {
        story_complain(story, "it was %s %s %s", story->status, name, field);
    }
    if (line_more(line)) {
        const char *wanted = line_word(line);
        if (strcmp(wanted, name) != 0) {
            story_complain(story, "the reason was %s", name);
        }
    }
    if (line_more(line)) {
        const char *wanted = line_word(line);
        if (strcmp(wanted, field) != 0) {
            story_complain(story, "the field was %s", field);
        }
    }
}

/* --- words of sources --- */

/* "name=16 other=15" or "none": exactly these. */
static void expect_list(struct story *story, struct line *line, Word *const *words, size_t count)
{
    size_t seen = 0;
    if (line_is(line, "none")) {
        if (count != 0) {
            story_complain(story, "there is %s=%u", words[0]->source, words[0]->value);
        }
        return;
    }
    while (line_more(line) && strchr(line->words[line->at], '=') != NULL) {
        const char *wanted = line_word(line);
        bool found = false;
        for (size_t i = 0; i < count; i++) {
            char text[128];
            (void)snprintf(text, sizeof text, "%s=%u", words[i]->source, words[i]->value);
            found = found || strcmp(text, wanted) == 0;
        }
        seen++;
        if (!found) {
            story_complain(story, "nobody says %s", wanted);
        }
    }
    if (seen != count) {
        story_complain(story, "%zu sources say something, not %zu", count, seen);
    }
}

static void expect_number(struct story *story, struct line *line, const char *what, uint64_t got)
{
    uint64_t wanted = 0;
    if (!line_number(line, &wanted) || wanted != got) {
        story_complain(story, "%s is %llu", what, (unsigned long long)got);
    }
}

static void expect_text(struct story *story, struct line *line, const char *what, const char *got)
{
    if (strcmp(line_word(line), got) != 0) {
        story_complain(story, "%s is %s", what, got);
    }
}

/* A word that says one of two things: true when it was there, and it must be so. */
static bool expect_either(struct story *story, struct line *line, const char *yes, const char *no,
                          bool got)
{
    const bool said_yes = line_is(line, yes);
    if (!said_yes && !line_is(line, no)) {
        return false;
    }
    if (said_yes != got) {
        story_complain(story, "it is %s", got ? yes : no);
    }
    return true;
}

static void expect_true_at(struct story *story, struct line *line, const Word *word)
{
    int64_t as_of_utc_us = 0;
    if (!line_time(line, &as_of_utc_us) || word->as_of->seconds != as_of_utc_us / US_PER_S) {
        story_complain(story, "it was true at another time");
    }
}

/* What is said about a chosen word after its value; false for a word of another matter. */
static bool expect_of_word(struct story *story, struct line *line, const Word *word)
{
    static const char *const levels[] = {"nobody", "regency", "province", "nation"};
    if (expect_either(story, line, "official", "unofficial",
                      word->standing == PUSDALOPS__V1__STANDING__STANDING_OFFICIAL) ||
        expect_either(story, line, "stale", "fresh", word->stale != 0) ||
        expect_either(story, line, "from-parts", "own-word", word->from_parts != 0)) {
        return true;
    }
    if (line_is(line, "source")) {
        expect_text(story, line, "the source", word->source);
    } else if (line_is(line, "verified")) {
        expect_text(story, line, "verified by", levels[word->verified]);
    } else if (line_is(line, "parts")) {
        expect_number(story, line, "the sum of the parts", word->has_parts ? word->parts_sum : 0);
    } else if (line_is(line, "true-at")) {
        expect_true_at(story, line, word);
    } else {
        return false;
    }
    return true;
}

/* --- regencies --- */

static void expect_figure(struct story *story, struct line *line,
                          const Pusdalops__V1__RegencyStatus *regency, enum figure_kind kind)
{
    const Pusdalops__V1__FigureStatus *figure = NULL;
    for (size_t i = 0; i < regency->n_figures; i++) {
        figure = (int)regency->figures[i]->kind == (int)kind ? regency->figures[i] : figure;
    }
    if (line_is(line, "unknown")) {
        if (figure != NULL) {
            story_complain(story, "%s is %u", figure_name(kind), figure->chosen->value);
        }
        return;
    }
    if (figure == NULL) {
        story_complain(story, "%s is unknown", figure_name(kind));
        line->at = line->count;
        return;
    }
    expect_number(story, line, figure_name(kind), figure->chosen->value);
    for (bool more = true; more;) {
        more = expect_of_word(story, line, figure->chosen);
        if (!more && line_is(line, "others")) {
            expect_list(story, line, figure->others, figure->n_others);
            more = true;
        }
    }
}

static void expect_regency(struct story *story, struct line *line,
                           const Pusdalops__V1__RegencyStatus *regency)
{
    while (line_more(line)) {
        const enum figure_kind kind = figure_of(slice_of(line->words[line->at]));
        if (kind != FIGURE_NONE) {
            line->at++;
            expect_figure(story, line, regency, kind);
        } else if (line_is(line, "parts-shown")) {
            expect_number(story, line, "the number of parts", regency->n_parts);
        } else if (line_is(line, "heard") || line_is(line, "unheard")) {
            const bool wanted = strcmp(line->words[line->at - 1], "heard") == 0;
            if (wanted != (regency->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_CONNECTED)) {
                story_complain(story, "its node is %sheard", wanted ? "not " : "");
            }
        } else {
            return;
        }
    }
}

/* --- provinces and the nation --- */

static const Pusdalops__V1__FigureTotal *find_total(const Pusdalops__V1__AreaStatus *area,
                                                    enum figure_kind kind)
{
    for (size_t i = 0; i < area->n_totals; i++) {
        if ((int)area->totals[i]->kind == (int)kind) {
            return area->totals[i];
        }
    }
    return NULL;
}

/* Unknown: nobody knows it; then it is not listed at all, unless somebody published a total of his own. */
static bool is_unknown(const Pusdalops__V1__FigureTotal *total)
{
    return total == NULL || (total->known_regencies == 0 && total->n_published > 0);
}

static void expect_total(struct story *story, struct line *line,
                         const Pusdalops__V1__AreaStatus *area, enum figure_kind kind)
{
    static const Pusdalops__V1__FigureTotal nothing = PUSDALOPS__V1__FIGURE_TOTAL__INIT;
    const Pusdalops__V1__FigureTotal *total = find_total(area, kind);
    const bool unknown = is_unknown(total);
    total = total == NULL ? &nothing : total;
    if (line_is(line, "unknown")) {
        if (!unknown) {
            story_complain(story, "%s is listed: %llu", figure_name(kind),
                           (unsigned long long)total->value);
        }
    } else if (unknown) {
        story_complain(story, "%s is unknown", figure_name(kind));
        line->at = line->count;
    } else {
        expect_number(story, line, figure_name(kind), total->value);
    }
    for (;;) {
        if (line_is(line, "published")) {
            expect_list(story, line, total->published, total->n_published);
        } else if (line_is(line, "by")) { /* how many regencies know it */
            expect_number(story, line, "known by", total->known_regencies);
        } else if (line_is(line, "old")) { /* how many of those are stale */
            expect_number(story, line, "stale", total->stale_regencies);
        } else {
            return;
        }
    }
}

static void expect_codes(struct story *story, struct line *line, const char *what,
                         char *const *codes, size_t count)
{
    char got[LINE_BYTES_MAX] = "";
    char wanted[LINE_BYTES_MAX] = "";
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(got + strlen(got), sizeof got - strlen(got), "%s ", codes[i]);
    }
    if (!line_is(line, "nobody")) {
        while (line_more(line) && strchr(line->words[line->at], '.') != NULL) {
            (void)snprintf(wanted + strlen(wanted), sizeof wanted - strlen(wanted), "%s ",
                           line_word(line));
        }
    }
    if (strcmp(got, wanted) != 0) {
        story_complain(story, "%s: %s", what, got[0] == '\0' ? "nobody" : got);
    }
}

static void expect_area(struct story *story, struct line *line,
                        const Pusdalops__V1__AreaStatus *area)
{
    const Pusdalops__V1__Coverage *coverage = area->coverage;
    while (line_more(line)) {
        const enum figure_kind kind = figure_of(slice_of(line->words[line->at]));
        if (kind != FIGURE_NONE) {
            line->at++;
            expect_total(story, line, area, kind);
        } else if (line_is(line, "known")) {
            expect_number(story, line, "known", coverage->known);
            if (line_is(line, "of")) {
                expect_number(story, line, "expected", coverage->expected);
            }
        } else if (line_is(line, "stale")) {
            expect_number(story, line, "stale", coverage->stale);
        } else if (line_is(line, "silent")) {
            expect_codes(story, line, "silent", coverage->silent_codes, coverage->n_silent_codes);
        } else if (line_is(line, "outdated")) {
            expect_codes(story, line, "outdated", coverage->stale_codes, coverage->n_stale_codes);
        } else if (line_is(line, "unheard")) {
            expect_codes(story, line, "unheard", coverage->unheard_codes,
                         coverage->n_unheard_codes);
        } else {
            return;
        }
    }
}

/* Numbers of a source that the hub lacks: "2-4 7-7", or nothing. */
static void expect_missing(struct story *story, struct line *line)
{
    char got[LINE_BYTES_MAX] = "";
    const char *source = line_word(line);
    const struct question hello = {
        .kind = REQUEST_HELLO, .version_min = 1, .version_max = 1, .source = source};
    const Reply *reply = room_ask(&story->room, "console", &hello);
    if (reply->body_case != PUSDALOPS__V1__REPLY__BODY_HELLO) {
        story_complain(story, "no answer to a hello");
        return;
    }
    const Pusdalops__V1__SourceState *state = reply->hello->sources[0];
    for (size_t i = state->n_missing; i > 0; i--) {
        (void)snprintf(got + strlen(got), sizeof got - strlen(got), "%llu-%llu ",
                       (unsigned long long)state->missing[i - 1]->first,
                       (unsigned long long)state->missing[i - 1]->last);
    }
    char wanted[LINE_BYTES_MAX] = "";
    while (line_more(line)) {
        (void)snprintf(wanted + strlen(wanted), sizeof wanted - strlen(wanted), "%s ",
                       line_word(line));
    }
    if (strcmp(got, strcmp(wanted, "nothing ") == 0 ? "" : wanted) != 0) {
        story_complain(story, "missing: %s", got);
    }
}

/* [public] [in REALM] [of EVENT] nation | province PP | regency PP.KK ... */
static void expect_picture(struct story *story, struct line *line)
{
    const char *client = line_is(line, "public") ? "public" : "console";
    const char *realm = line_is(line, "in") ? line_word(line) : "real";
    const char *event = line_is(line, "of") ? line_word(line) : story->event;
    const char *area = "nation";
    if (line_is(line, "province") || line_is(line, "regency")) {
        area = line_word(line);
    } else if (!line_is(line, "nation")) {
        return;
    }
    FeedMessage *message = story_find(story, client, realm, event, area);
    if (message == NULL) {
        story_complain(story, "nothing is published of %s", area);
        line->at = line->count;
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY) {
        expect_regency(story, line, message->regency);
    } else {
        expect_area(story, line, message->area);
    }
    story_give_back(message);
}

void story_expect(struct story *story, struct line *line)
{
    static const char *const statuses[] = {"accepted", "duplicate", "conflict", "refused", "busy"};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (line_is(line, statuses[i])) {
            expect_status(story, line, statuses[i]);
            return;
        }
    }
    if (line_is(line, "warning")) {
        expect_warning(story, line);
    } else if (line_is(line, "no-warning")) {
        if (story->receipt != NULL && story->receipt->n_warnings > 0) {
            story_complain(story, "there is %s", story->receipt->warnings[0]->name);
        }
    } else if (line_is(line, "missing")) {
        expect_missing(story, line);
    } else if (!story_expect_relief(story, line) && !story_expect_plans(story, line) &&
               !story_expect_answer(story, line) && !story_expect_stock(story, line) &&
               !story_expect_shipment(story, line)) {
        expect_picture(story, line);
    }
}
