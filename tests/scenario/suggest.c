/* suggest.c - what a story expects of the answers about what could fill a line, and about who does what. */
#include "story.h"

#include <string.h>

static const char *const kinds[] = {"none", "stock", "offer", "standing", "surplus"};

/* A quantity of at most three decimals, in thousandths. */
static uint64_t thousandths_of(const char *word)
{
    uint64_t whole = 0;
    uint64_t part = 0;
    uint64_t unit = 1000;
    bool behind = false;
    for (const char *at = word; *at != '\0'; at++) {
        if (*at == '.') {
            behind = true;
        } else if (behind) {
            unit /= 10;
            part += (uint64_t)(*at - '0') * unit;
        } else {
            whole = 10 * whole + (uint64_t)(*at - '0');
        }
    }
    return 1000 * whole + part;
}

static void expect_quantity(struct story *story, struct line *line, const char *word, uint64_t held)
{
    if (line_is(line, word) && thousandths_of(line_word(line)) != held) {
        story_complain(story, "%s is %llu thousandths", word, (unsigned long long)held);
    }
}

static bool has_reason(const Pusdalops__V1__Candidate *candidate, const char *word)
{
    for (size_t i = 0; i < candidate->n_reasons; i++) {
        const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(
            &pusdalops__v1__candidate_reason__descriptor, (int)candidate->reasons[i]);
        if (value != NULL && strcmp(value->name + strlen("CANDIDATE_REASON_"), word) == 0) {
            return true;
        }
    }
    return false;
}

/* What names it: the number of a pledge, the id of a warehouse. */
static bool is_named(struct line *line, const Pusdalops__V1__Candidate *candidate)
{
    uint64_t number = 0;
    if (candidate->stock != NULL) {
        return line_is(line, candidate->stock->warehouse_id);
    }
    return line_number(line, &number) && candidate->pledge != NULL &&
           candidate->pledge->number == number;
}

/* KIND GIVER NUMBER [available Q] [promised Q] [take Q] [opens-gap Q] [REASON...]; a stock has the ID of its warehouse for a number */
static void expect_candidate(struct story *story, struct line *line,
                             const Pusdalops__V1__Candidate *candidate, const char *kind)
{
    const char *giver = line_word(line);
    if (!is_named(line, candidate) || strcmp(giver, candidate->giver) != 0 ||
        strcmp(kind, kinds[candidate->kind]) != 0) {
        story_complain(
            story, "here stands %s of %s, number %llu", kinds[candidate->kind], candidate->giver,
            (unsigned long long)(candidate->pledge == NULL ? 0 : candidate->pledge->number));
    }
    expect_quantity(story, line, "available", candidate->available);
    expect_quantity(story, line, "promised", candidate->promised);
    expect_quantity(story, line, "take", candidate->proposed);
    expect_quantity(story, line, "opens-gap", candidate->opens_gap);
    while (line_more(line) && line->words[line->at][0] >= 'A' && line->words[line->at][0] <= 'Z') {
        const char *reason = line_word(line);
        if (!has_reason(candidate, reason)) {
            story_complain(story, "%s does not hold", reason);
        }
    }
}

static const char *kind_word(struct line *line)
{
    for (size_t i = 1; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (line_is(line, kinds[i])) {
            return kinds[i];
        }
    }
    return NULL;
}

/* suggestion [to CLIENT] SOURCE NUMBER LINE [outstanding Q] CANDIDATE... : these and no others */
static void expect_suggestion(struct story *story, struct line *line)
{
    uint64_t number = 0;
    uint64_t nth = 0;
    const char *client = line_is(line, "to") ? line_word(line) : "console";
    const char *source = line_word(line);
    if (!line_number(line, &number) || !line_number(line, &nth)) {
        story_complain(story, "a line is SOURCE NUMBER LINE");
        return;
    }
    const struct question question = {
        .kind = REQUEST_SUGGESTION, .source = source, .number = number, .line = (uint32_t)nth};
    const Reply *reply = room_ask(&story->room, client, &question);
    if (reply->body_case != PUSDALOPS__V1__REPLY__BODY_SUGGESTION) {
        if (!line_is(line, "refused") || strcmp(line_word(line), reply->problem->name) != 0) {
            story_complain(story, "the answer is %s", reply->problem->name);
        }
        return;
    }
    const Pusdalops__V1__SuggestionReply *said = reply->suggestion;
    size_t shown = 0;
    expect_quantity(story, line, "outstanding", said->outstanding);
    for (const char *kind = kind_word(line); kind != NULL; kind = kind_word(line)) {
        if (shown < said->n_candidates) {
            expect_candidate(story, line, said->candidates[shown], kind);
        }
        shown++;
    }
    if (shown != said->n_candidates) {
        story_complain(story, "there are %zu candidates", said->n_candidates);
    }
}

/* activities [AREA] COUNT [MEMBER...]: the members in the order of the rows */
static void expect_activities(struct story *story, struct line *line)
{
    uint64_t count = 0;
    const char *area = line_is(line, "in") ? line_word(line) : "nation";
    const struct question question = {.kind = REQUEST_ACTIVITIES, .area = area};
    const Reply *reply = room_ask(&story->room, "console", &question);
    if (reply->body_case != PUSDALOPS__V1__REPLY__BODY_ACTIVITIES || !line_number(line, &count)) {
        story_complain(story, "there is no list");
        return;
    }
    const Pusdalops__V1__ActivitiesPage *page = reply->activities;
    if (page->n_activities != count) {
        story_complain(story, "there are %zu activities", page->n_activities);
    }
    for (size_t i = 0; line_more(line) && i < page->n_activities; i++) {
        if (!line_is(line, page->activities[i]->member)) {
            story_complain(story, "here stands %s", page->activities[i]->member);
            return;
        }
    }
}

bool story_expect_answer(struct story *story, struct line *line)
{
    if (line_is(line, "suggestion")) {
        expect_suggestion(story, line);
    } else if (line_is(line, "activities")) {
        expect_activities(story, line);
    } else {
        return false;
    }
    return true;
}
