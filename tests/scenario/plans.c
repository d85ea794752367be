/* What a story says of contingency plans and their tasks, and what it expects of them. */
#include "story.h"

#include "base/assert.h"

#include <stdlib.h>

static const char *const deeds[TASK_DEEDS] = {"",     "accept", "refuse", "start",
                                              "done", "cancel", "end"};

/* 1.5 ton beras: the first word begins with a digit */
static bool take_goods(struct story *story, struct line *line, struct letter_quantity *out)
{
    char *end = NULL;
    const double amount = strtod(line_word(line), &end);
    out->thousandths = (uint64_t)(amount * 1000 + 0.5);
    out->unit = story_keep(story, line_word(line));
    out->item = story_keep(story, line_word(line));
    return *end == '\0' && out->thousandths > 0 && out->item[0] != '\0';
}

static bool take_detail(struct story *story, struct line *line, struct letter_plan_line *out)
{
    int64_t span_us = 0;
    uint64_t number = 0;
    if (line_is(line, "brings")) {
        return take_goods(story, line, &out->quantity);
    }
    if (line_is(line, "within") && line_span(line, &span_us)) {
        out->within_minutes = (uint32_t)(span_us / (60 * US_PER_S));
    } else if (line_is(line, "at")) {
        out->point = story_keep(story, line_word(line));
    } else if (line_is(line, "kecamatan")) {
        out->kecamatan = story_keep(story, line_word(line));
    } else if (line_is(line, "cluster")) {
        out->cluster = story_keep(story, line_word(line));
    } else if (line_is(line, "persons") && line_number(line, &number)) {
        out->persons = (uint32_t)number;
    } else {
        return false;
    }
    return true;
}

/* A plan is written over several lines: plan SOURCE ID region CODE "NAME" [hazard N] and duty WHO "WHAT" ...; said by ready */
static struct letter_plan_line duties[PLAN_LINES_MAX];
static struct letter plan;

void story_plan(struct story *story, struct line *line)
{
    uint64_t hazard = 0;
    plan = (struct letter){.kind = BODY_PLAN, .duties = duties};
    plan.source = story_keep(story, line_word(line));
    plan.plan_id = story_keep(story, line_word(line));
    plan.region = line_is(line, "region") ? story_keep(story, line_word(line)) : NULL;
    plan.name = story_keep(story, line_word(line));
    if (line_is(line, "hazard") && line_number(line, &hazard)) {
        plan.hazard = (uint32_t)hazard;
    }
}

void story_duty(struct story *story, struct line *line)
{
    if (plan.duty_count == PLAN_LINES_MAX) {
        story_complain(story, "a plan has at most %d lines", PLAN_LINES_MAX);
        return;
    }
    struct letter_plan_line *duty = &duties[plan.duty_count++];
    *duty = (struct letter_plan_line){.member = story_keep(story, line_word(line)),
                                      .what = story_keep(story, line_word(line))};
    while (line_more(line)) {
        if (!take_detail(story, line, duty)) {
            story_complain(story,
                           "it is: duty WHO \"WHAT\" brings 5 ton beras at \"PLACE\" within 3 h");
            return;
        }
    }
}

/* ready [in REALM]: the plan written so far is handed in */
void story_ready(struct story *story, struct line *line)
{
    const char *client = NULL;
    struct letter letter = plan;
    letter.realm = "real";
    while (line_more(line)) {
        if (!story_envelope(story, line, &letter, &client)) {
            return;
        }
    }
    (void)story_hand_in(story, client == NULL ? letter.source : client, &letter);
}

/* activate WHO SOURCE ID [because "TEXT"]: for the event named last */
void story_activate(struct story *story, struct line *line)
{
    const char *client = NULL;
    struct letter letter = {.kind = BODY_PLAN_ACTIVATION, .realm = "real", .event = story->event};
    letter.source = story_keep(story, line_word(line));
    letter.about_source = story_keep(story, line_word(line));
    letter.plan_id = story_keep(story, line_word(line));
    while (line_more(line)) {
        if (line_is(line, "because")) {
            letter.note = story_keep(story, line_word(line));
        } else if (!story_envelope(story, line, &letter, &client)) {
            return;
        }
    }
    (void)story_hand_in(story, client == NULL ? letter.source : client, &letter);
}

/* task WHO SOURCE NUMBER LINE accept [because "TEXT"]; line 0: end */
void story_task(struct story *story, struct line *line)
{
    const char *client = NULL;
    uint64_t nth = 0;
    struct letter letter = {
        .kind = BODY_TASK_UPDATE, .realm = "real", .source = story_keep(story, line_word(line))};
    letter.line.source = story_keep(story, line_word(line));
    const bool named = line_number(line, &letter.line.number) && line_number(line, &nth);
    letter.line.line = (uint32_t)nth;
    for (uint32_t i = 1; letter.deed == 0 && i < TASK_DEEDS; i++) {
        letter.deed = line_is(line, deeds[i]) ? i : 0;
    }
    if (!named || letter.deed == 0) {
        story_complain(story, "it is: task WHO SOURCE NUMBER LINE accept");
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

/* How many tasks of an activation are silent now. */
static uint32_t count_silent(const struct story *story, const struct tasks *tasks,
                             const struct activation *activation)
{
    uint32_t silent = 0;
    for (uint32_t at = activation->first_task; at != 0; at = tasks_task(tasks, at)->next) {
        silent += task_is_silent(tasks_task(tasks, at), story->room.at_utc_us) ? 1 : 0;
    }
    return silent;
}

/* tasks [in REALM] SOURCE NUMBER assigned 3 silent 1 accepted 2 started 1 done 1 refused 1 cancelled 1; not said is not looked at */
static void expect_tasks(struct story *story, struct line *line)
{
    static const char *const states[TASK_STATES] = {"",     "assigned", "accepted", "started",
                                                    "done", "refused",  "cancelled"};
    const struct view *view =
        room_view(&story->room, line_is(line, "in") ? line_word(line) : "real");
    const uint32_t source = source_find(&view->sources, slice_of(line_word(line))).n;
    uint64_t number = 0;
    const uint32_t place = line_number(line, &number) && source != 0
                               ? tasks_find_activation(&view->tasks, source, number)
                               : 0;
    if (place == 0) {
        story_complain(story, "there is no such activation");
        line->at = line->count;
        return;
    }
    const struct activation *activation = tasks_activation(&view->tasks, place);
    while (line_more(line)) {
        uint64_t wanted = 0;
        uint32_t state = TASK_STATES;
        const bool silent = line_is(line, "silent");
        for (uint32_t i = 1; !silent && state == TASK_STATES && i < TASK_STATES; i++) {
            state = line_is(line, states[i]) ? i : TASK_STATES;
        }
        if ((!silent && state == TASK_STATES) || !line_number(line, &wanted)) {
            return; /* not understood */
        }
        const uint32_t held =
            silent ? count_silent(story, &view->tasks, activation) : activation->counts[state];
        if (held != wanted) {
            story_complain(story, "%u are %s", (unsigned)held, silent ? "silent" : states[state]);
        }
    }
}

/* offers [in REALM] N: promised for the event named last, and not allotted */
static void expect_offers(struct story *story, struct line *line)
{
    const struct view *view =
        room_view(&story->room, line_is(line, "in") ? line_word(line) : "real");
    const uint32_t event = picture_find_event(&view->picture, slice_of(story->event));
    const uint32_t nation = ledger_find_relief(&view->ledger, event, AREA_NATION);
    const uint32_t held = nation == 0 ? 0 : ledger_relief(&view->ledger, nation)->offer_count;
    uint64_t wanted = 0;
    if (!line_number(line, &wanted) || held != wanted) {
        story_complain(story, "%u are offered", (unsigned)held);
    }
}

bool story_expect_plans(struct story *story, struct line *line)
{
    if (line_is(line, "tasks")) {
        expect_tasks(story, line);
    } else if (line_is(line, "offers")) {
        expect_offers(story, line);
    } else {
        return false;
    }
    return true;
}
