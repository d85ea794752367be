/*
 * oracle.c - the picture once more, from the rules alone: every report is kept in a list, every figure is found by
 * walking the list. Shares no code with daemon/core/picture.
 *
 * Source: proto/README.md "The picture".
 */
#include "sim.h"

#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>

#define REPORTS_MAX    20000U
#define AREAS_MAX      32U
#define SPEAKERS_MAX   32U
#define VERSIONS_APART 32U
#define KINDS          24U

/* A part of an area as text: kecamatan, village, point; empty ones are the whole. */
struct part {
    const char *kecamatan;
    const char *village;
    const char *point;
};

struct oracle_report {
    uint32_t event;
    uint32_t area;
    struct part part;
    const char *speaker;
    const char *source;
    uint64_t number;
    uint64_t seq;
    int64_t as_of_us;
    bool said[KINDS];
    uint32_t value[KINDS];
    bool withdrawn;
    bool given_up; /* one of too many versions */
    bool confirmed[4];
};

struct oracle_event {
    const char *id;
    bool closed;
    uint32_t expected[AREAS_MAX];
    uint32_t expected_count;
    uint32_t provinces[8];
    uint32_t province_count;
};

/* How many places a speaker has named. */
struct oracle_holder {
    const char *speaker;
    uint32_t cells;
};

struct oracle {
    struct run *run;
    struct ration *ration;
    struct larder *larder;
    struct muster *muster;
    struct oracle_holder holders[SPEAKERS_MAX];
    uint32_t holder_count;
    struct oracle_event events[SIM_EVENTS_MAX];
    uint32_t event_count;
    struct oracle_report *reports;
    uint32_t report_count;
};

/* What a speaker says of a kind. */
struct say {
    bool known;
    bool own;
    bool has_parts;
    uint64_t value;
    uint64_t parts_value;
    int64_t as_of_us;
    uint32_t level;
};

struct oracle *oracle_make(struct run *run, enum sim_realm realm)
{
    struct oracle *oracle = room_take(sizeof *oracle);
    (void)realm;
    oracle->run = run;
    oracle->larder = larder_make(run);
    oracle->ration = ration_make(run, oracle->larder);
    oracle->muster = muster_make(run, oracle->ration);
    oracle->reports = room_take(sizeof *oracle->reports * REPORTS_MAX);
    return oracle;
}

struct muster *oracle_muster(struct oracle *oracle)
{
    return oracle->muster;
}

struct ration *oracle_ration(struct oracle *oracle)
{
    return oracle->ration;
}

struct larder *oracle_larder(struct oracle *oracle)
{
    return oracle->larder;
}

static int64_t utc_us(const Google__Protobuf__Timestamp *time)
{
    return time == NULL ? 0 : time->seconds * 1000000 + time->nanos / 1000;
}

static const char *kept_text(const char *text)
{
    return (const char *)room_copy(slice_of(text)).data;
}

/* "nation" 0, "11" 11, "11.06" 1106 */
static uint32_t area_of(const char *code)
{
    unsigned province = 0;
    unsigned regency = 0;
    const int read = sscanf(code, "%2u.%2u", &province, &regency);
    return read < 1 ? 0 : read == 1 ? province : province * 100 + regency;
}

static struct oracle_event *event_named(struct oracle *oracle, const char *id, bool make)
{
    for (uint32_t i = 0; i < oracle->event_count; i++) {
        if (strcmp(oracle->events[i].id, id) == 0) {
            return &oracle->events[i];
        }
    }
    HUB_ASSERT(make && oracle->event_count < SIM_EVENTS_MAX);
    struct oracle_event *event = &oracle->events[oracle->event_count++];
    event->id = kept_text(id);
    return event;
}

static void add_number(uint32_t *list, uint32_t *count, uint32_t max, uint32_t number)
{
    for (uint32_t i = 0; i < *count; i++) {
        if (list[i] == number) {
            return;
        }
    }
    HUB_ASSERT(*count < max);
    list[(*count)++] = number;
}

static void expect_area(struct oracle_event *event, uint32_t area)
{
    if (area >= 100) {
        add_number(event->expected, &event->expected_count, AREAS_MAX, area);
    }
    if (area > 0) {
        add_number(event->provinces, &event->province_count, 8, area >= 100 ? area / 100 : area);
    }
}

/* --- what a speaker says --- */

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static bool same_part(const struct part *a, const struct part *b)
{
    return same(a->kecamatan, b->kecamatan) && same(a->village, b->village) &&
           same(a->point, b->point);
}

/* The next larger place; false for the whole area. */
static bool widen(struct part *part)
{
    if (part->point[0] != '\0') {
        part->point = "";
    } else if (part->village[0] != '\0') {
        part->village = "";
    } else if (part->kecamatan[0] != '\0') {
        part->kecamatan = "";
    } else {
        return false;
    }
    return true;
}

static bool about(const struct oracle_report *report, uint32_t event, uint32_t area,
                  const char *speaker)
{
    return report->event == event && report->area == area && same(report->speaker, speaker);
}

/* The newest word about exactly this place. */
static const struct oracle_report *own_word(const struct oracle *oracle, uint32_t event,
                                            uint32_t area, const char *speaker,
                                            const struct part *part, uint32_t kind)
{
    const struct oracle_report *best = NULL;
    for (uint32_t i = 0; i < oracle->report_count; i++) {
        const struct oracle_report *report = &oracle->reports[i];
        if (report->withdrawn || report->given_up || !report->said[kind] ||
            !about(report, event, area, speaker) || !same_part(&report->part, part)) {
            continue;
        }
        if (best == NULL || report->as_of_us >= best->as_of_us) { /* the list is in journal order */
            best = report;
        }
    }
    return best;
}

static struct say what_is_said(const struct oracle *oracle, uint32_t event, uint32_t area,
                               const char *speaker, const struct part *part, uint32_t kind)
{
    struct say say = {.known = false};
    struct part seen[64];
    uint32_t seen_count = 0;
    int64_t newest_part = INT64_MIN;
    for (uint32_t i = 0; i < oracle->report_count; i++) {
        const struct oracle_report *report = &oracle->reports[i];
        if (!about(report, event, area, speaker)) {
            continue;
        }
        struct part child = report->part;
        struct part wider = child;
        bool below = false;
        while (widen(&wider) && !(below = same_part(&wider, part))) {
            child = wider;
        }
        bool counted = !below;
        for (uint32_t k = 0; k < seen_count && !counted; k++) {
            counted = same_part(&seen[k], &child);
        }
        if (counted) {
            continue;
        }
        HUB_ASSERT(seen_count < 64);
        seen[seen_count++] = child;
        const struct say of_part = what_is_said(oracle, event, area, speaker, &child, kind);
        if (of_part.known) {
            say.has_parts = true;
            say.parts_value += of_part.value;
            newest_part = of_part.as_of_us > newest_part ? of_part.as_of_us : newest_part;
        }
    }
    const struct oracle_report *own = own_word(oracle, event, area, speaker, part, kind);
    say.known = own != NULL || say.has_parts;
    say.own = own != NULL;
    say.value = own != NULL ? own->value[kind] : say.parts_value;
    say.as_of_us = own != NULL ? own->as_of_us : newest_part;
    for (uint32_t level = 1; own != NULL && level <= 3; level++) {
        say.level = own->confirmed[level] ? level : say.level;
    }
    return say;
}

/* --- the choice --- */

static bool is_official(const struct run *run, const char *speaker, uint32_t area)
{
    for (uint32_t i = 0; i < run->client_count; i++) {
        const struct sim_client *client = &run->clients[i];
        if (same(client->name, speaker)) {
            const enum role role = area == 0    ? ROLE_NATIONAL
                                   : area < 100 ? ROLE_PROVINCE
                                                : ROLE_DISTRICT;
            return client->role == role && client->region == area;
        }
    }
    return false;
}

struct spoken {
    const char *speakers[SPEAKERS_MAX];
    struct say says[SPEAKERS_MAX];
    uint32_t count;
    uint32_t known;
    int best; /* -1: nobody knows */
};

static void hear_all(const struct oracle *oracle, uint32_t event, uint32_t area, uint32_t kind,
                     struct spoken *out)
{
    static const struct part whole = {"", "", ""};
    *out = (struct spoken){.best = -1};
    for (uint32_t i = 0; i < oracle->report_count; i++) {
        const struct oracle_report *report = &oracle->reports[i];
        bool there = report->event != event || report->area != area;
        for (uint32_t k = 0; k < out->count && !there; k++) {
            there = same(out->speakers[k], report->speaker);
        }
        if (!there) {
            HUB_ASSERT(out->count < SPEAKERS_MAX);
            out->speakers[out->count++] = report->speaker;
        }
    }
    int best_rank = 4;
    for (uint32_t i = 0; i < out->count; i++) {
        const struct say say = what_is_said(oracle, event, area, out->speakers[i], &whole, kind);
        out->says[i] = say;
        if (!say.known) {
            continue;
        }
        out->known++;
        const int rank = is_official(oracle->run, out->speakers[i], area) ? 1
                         : say.level > 0                                  ? 2
                                                                          : 3;
        const struct say *best = out->best < 0 ? NULL : &out->says[out->best];
        if (best == NULL || rank < best_rank ||
            (rank == best_rank && (say.as_of_us > best->as_of_us ||
                                   (say.as_of_us == best->as_of_us &&
                                    strcmp(out->speakers[i], out->speakers[out->best]) < 0)))) {
            best_rank = rank;
            out->best = (int)i;
        }
    }
}

/* --- hearing records --- */

static void hear_event(struct oracle *oracle, const Pusdalops__V1__EventDeclaration *body)
{
    struct oracle_event *event = event_named(oracle, body->event_id, true);
    event->closed = body->state == PUSDALOPS__V1__EVENT_STATE__EVENT_STATE_CLOSED;
    for (size_t i = 0; i < body->n_region_codes; i++) {
        const uint32_t area = area_of(body->region_codes[i]);
        const struct catalogue *catalogue = &oracle->run->catalogue;
        for (uint32_t k = 0; k < catalogue->regency_count; k++) {
            const uint32_t regency = catalogue->regencies[k].code;
            if (regency == area || regency / 100 == area) {
                expect_area(event, regency);
            }
        }
    }
}

static struct oracle_report *report_numbered(struct oracle *oracle, const char *source,
                                             uint64_t number)
{
    for (uint32_t i = 0; i < oracle->report_count; i++) {
        struct oracle_report *report = &oracle->reports[i];
        if (report->number == number && same(report->source, source)) {
            if (report->given_up) {
                judge_broken(oracle->run, "%s/%llu is too old to be named", source,
                             (unsigned long long)number);
            }
            return report;
        }
    }
    judge_broken(oracle->run, "the journal names %s/%llu, which is no report", source,
                 (unsigned long long)number);
}

bool oracle_is_gone(const struct oracle *oracle, const char *source, uint64_t number,
                    enum hub_status code)
{
    for (uint32_t i = 0; i < oracle->report_count; i++) {
        const struct oracle_report *report = &oracle->reports[i];
        if (report->number == number && same(report->source, source)) {
            return code == HUB_E_REPORT_WITHDRAWN
                       ? report->withdrawn
                       : code == HUB_E_REPORT_TOO_OLD && report->given_up;
        }
    }
    return false;
}

static bool in_force(const struct oracle *oracle, const struct oracle_report *report)
{
    for (uint32_t kind = 1; kind < KINDS; kind++) {
        if (own_word(oracle, report->event, report->area, report->speaker, &report->part, kind) ==
            report) {
            return true;
        }
    }
    return false;
}

/* Of more versions of one word than are kept apart, the first that is not in force is given up. */
static void give_up_oldest(struct oracle *oracle, const struct oracle_report *newest)
{
    uint32_t count = 0;
    struct oracle_report *oldest = NULL;
    for (uint32_t i = 0; i < oracle->report_count; i++) {
        struct oracle_report *report = &oracle->reports[i];
        if (!report->given_up && same_part(&report->part, &newest->part) &&
            about(report, newest->event, newest->area, newest->speaker)) {
            count++;
            if (oldest == NULL && !in_force(oracle, report)) {
                oldest = report;
            }
        }
    }
    if (count > VERSIONS_APART) {
        HUB_ASSERT(oldest != NULL);
        oldest->given_up = true;
    }
}

/* --- what a speaker holds --- */

uint32_t oracle_cells(const struct oracle *oracle, const char *speaker)
{
    for (uint32_t i = 0; i < oracle->holder_count; i++) {
        if (same(oracle->holders[i].speaker, speaker)) {
            return oracle->holders[i].cells;
        }
    }
    return 0;
}

/* The nation may hold all, a province a quarter, everybody else an eighth; 64 are always allowed. */
uint32_t oracle_share(const struct oracle *oracle, const char *speaker)
{
    const uint32_t all = oracle->run->settings.limits.picture.cells_max;
    const enum role role = oracle->run->clients[cast_find(oracle->run, speaker)].role;
    const uint32_t share = role == ROLE_NATIONAL ? all : role == ROLE_PROVINCE ? all / 4 : all / 8;
    return share < 64 ? 64 : share;
}

/* Did an earlier report of this speaker name the place, or one within it? */
static bool was_named(const struct oracle *oracle, const struct oracle_report *report,
                      const struct part *place)
{
    for (const struct oracle_report *at = oracle->reports; at < report; at++) {
        struct part part = at->part;
        if (!about(at, report->event, report->area, report->speaker)) {
            continue;
        }
        do {
            if (same_part(&part, place)) {
                return true;
            }
        } while (widen(&part));
    }
    return false;
}

static void count_places(struct oracle *oracle, const struct oracle_report *report)
{
    uint32_t i = 0;
    struct part place = report->part;
    while (i < oracle->holder_count && !same(oracle->holders[i].speaker, report->speaker)) {
        i++;
    }
    if (i == oracle->holder_count) {
        HUB_ASSERT(oracle->holder_count < SPEAKERS_MAX);
        oracle->holders[oracle->holder_count++].speaker = report->speaker;
    }
    do {
        oracle->holders[i].cells += was_named(oracle, report, &place) ? 0 : 1;
    } while (widen(&place));
    if (oracle->holders[i].cells > oracle_share(oracle, report->speaker)) {
        judge_broken(oracle->run, "%s holds %u places, more than its share", report->speaker,
                     (unsigned)oracle->holders[i].cells);
    }
}

static void hear_report(struct oracle *oracle, uint64_t seq, const Pusdalops__V1__Message *message)
{
    const Pusdalops__V1__SituationReport *body = message->report;
    struct oracle_event *event = event_named(oracle, body->event_id, false);
    if (body->revises != 0) {
        report_numbered(oracle, message->source, body->revises)->withdrawn = true;
    }
    HUB_ASSERT(oracle->report_count < REPORTS_MAX);
    struct oracle_report *report = &oracle->reports[oracle->report_count++];
    *report = (struct oracle_report){
        .event = (uint32_t)(event - oracle->events),
        .area = area_of(body->place->region_code),
        .part = {kept_text(body->place->kecamatan_code), kept_text(body->place->village_code),
                 kept_text(body->place->point)},
        .source = kept_text(message->source),
        .number = message->number,
        .seq = seq,
        .as_of_us = utc_us(body->as_of),
    };
    report->speaker =
        message->on_behalf_of[0] == '\0' ? report->source : kept_text(message->on_behalf_of);
    for (size_t i = 0; i < body->n_figures; i++) {
        const uint32_t kind = (uint32_t)body->figures[i]->kind;
        HUB_ASSERT(kind < KINDS);
        report->said[kind] = true;
        report->value[kind] = body->figures[i]->value;
    }
    expect_area(event, report->area);
    count_places(oracle, report);
    give_up_oldest(oracle, report);
}

void oracle_hear(struct oracle *oracle, struct slice bytes)
{
    struct record record;
    HUB_ASSERT(record_decode(bytes, &record) == HUB_OK);
    Pusdalops__V1__Message *message = pusdalops__v1__message__unpack(
        scratch_allocator(), record.message.size_bytes, record.message.data);
    HUB_ASSERT(message != NULL);
    ration_age(oracle->ration, &record);
    muster_age(oracle->muster, &record);
    switch ((int)message->body_case) {
    case PUSDALOPS__V1__MESSAGE__BODY_EVENT:
        hear_event(oracle, message->event);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_REPORT:
        hear_report(oracle, record.seq.n, message);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_WITHDRAWAL:
        report_numbered(oracle, message->source, message->withdrawal->number)->withdrawn = true;
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_VERIFICATION:
        report_numbered(oracle, message->verification->source, message->verification->number)
            ->confirmed[message->verification->level] = message->verification->retract == 0;
        break;
    default:
        if (larder_hear(oracle->larder, message)) {
            pier_hear(ration_pier(oracle->ration), message);
        } else if (!ration_hear(oracle->ration, &record, message) &&
                   !muster_hear(oracle->muster, &record, message)) {
            judge_broken(oracle->run, "record %llu holds a message without a body",
                         (unsigned long long)record.seq.n);
        }
    }
}

/* --- comparing --- */

static bool same_word(const struct oracle *oracle, uint32_t area, const char *speaker,
                      const struct say *say, const Pusdalops__V1__SourceFigure *shown,
                      int64_t at_utc_us)
{
    const bool official = is_official(oracle->run, speaker, area);
    return same(shown->source, speaker) && shown->value == say->value &&
           utc_us(shown->as_of) == say->as_of_us &&
           shown->standing == (official ? PUSDALOPS__V1__STANDING__STANDING_OFFICIAL
                                        : PUSDALOPS__V1__STANDING__STANDING_OTHER) &&
           (uint32_t)shown->verified == say->level && (shown->from_parts != 0) == !say->own &&
           (shown->has_parts != 0) == say->has_parts &&
           shown->parts_sum == (say->has_parts ? say->parts_value : 0) &&
           (shown->stale != 0) == (at_utc_us - say->as_of_us > oracle->run->settings.fresh_for_us);
}

static const Pusdalops__V1__FigureStatus *figure_in(const Pusdalops__V1__RegencyStatus *regency,
                                                    uint32_t kind)
{
    for (size_t i = 0; i < regency->n_figures; i++) {
        if ((uint32_t)regency->figures[i]->kind == kind) {
            return regency->figures[i];
        }
    }
    return NULL;
}

static uint32_t count_matching(const struct oracle *oracle, uint32_t area,
                               const struct spoken *spoken,
                               Pusdalops__V1__SourceFigure *const *shown, size_t shown_count,
                               int64_t at_utc_us)
{
    uint32_t matching = 0;
    for (size_t i = 0; i < shown_count; i++) {
        for (uint32_t k = 0; k < spoken->count; k++) {
            matching += spoken->says[k].known && same(spoken->speakers[k], shown[i]->source) &&
                                same_word(oracle, area, spoken->speakers[k], &spoken->says[k],
                                          shown[i], at_utc_us)
                            ? 1
                            : 0;
        }
    }
    return matching;
}

static void compare_regency(const struct oracle *oracle, uint32_t event, uint32_t area,
                            const Pusdalops__V1__RegencyStatus *shown, int64_t at_utc_us)
{
    int64_t newest_us = INT64_MIN;
    for (uint32_t i = 0; i < oracle->report_count; i++) {
        const struct oracle_report *report = &oracle->reports[i];
        const bool here = report->event == event && report->area == area && !report->withdrawn &&
                          !report->given_up;
        newest_us = here && report->as_of_us > newest_us ? report->as_of_us : newest_us;
    }
    bool fits = (shown->newest_as_of == NULL) == (newest_us == INT64_MIN) &&
                (newest_us == INT64_MIN || utc_us(shown->newest_as_of) == newest_us);
    for (uint32_t kind = 1; kind < KINDS; kind++) {
        struct spoken spoken;
        hear_all(oracle, event, area, kind, &spoken);
        const Pusdalops__V1__FigureStatus *figure = figure_in(shown, kind);
        if (figure == NULL || spoken.best < 0) {
            fits = fits && figure == NULL && spoken.best < 0;
            continue;
        }
        fits = fits &&
               same_word(oracle, area, spoken.speakers[spoken.best], &spoken.says[spoken.best],
                         figure->chosen, at_utc_us) &&
               figure->n_others == spoken.known - 1 &&
               count_matching(oracle, area, &spoken, figure->others, figure->n_others, at_utc_us) ==
                   figure->n_others;
        if (!fits) {
            judge_broken(oracle->run, "%s %s kind %u: shown %u of %s, must be %llu of %s",
                         shown->event_id, shown->regency_code, (unsigned)kind,
                         (unsigned)figure->chosen->value, figure->chosen->source,
                         (unsigned long long)spoken.says[spoken.best].value,
                         spoken.speakers[spoken.best]);
        }
    }
    if (!fits) {
        judge_broken(oracle->run, "%s %s differs", shown->event_id, shown->regency_code);
    }
}

static void compare_coverage(const struct oracle *oracle, const struct oracle_event *event,
                             const Pusdalops__V1__AreaStatus *shown, const uint32_t counts[3])
{
    const uint32_t silent = event->closed ? 0 : counts[0] - counts[1];
    if (shown->coverage->expected != counts[0] || shown->coverage->known != counts[1] ||
        shown->coverage->stale != counts[2] || shown->coverage->n_stale_codes != counts[2] ||
        shown->coverage->n_silent_codes != silent) {
        judge_broken(oracle->run, "%s %s: coverage shown %u/%u/%u, must be %u/%u/%u", event->id,
                     shown->area_code, (unsigned)shown->coverage->known,
                     (unsigned)shown->coverage->stale, (unsigned)shown->coverage->expected,
                     (unsigned)counts[1], (unsigned)counts[2], (unsigned)counts[0]);
    }
}

static const Pusdalops__V1__FigureTotal *total_in(const Pusdalops__V1__AreaStatus *area,
                                                  uint32_t kind)
{
    for (size_t i = 0; i < area->n_totals; i++) {
        if ((uint32_t)area->totals[i]->kind == kind) {
            return area->totals[i];
        }
    }
    return NULL;
}

/* The chosen figures of the regencies, added up; and who published a total of his own. */
static void compare_total(const struct oracle *oracle, uint32_t event, uint32_t area, uint32_t kind,
                          const Pusdalops__V1__AreaStatus *shown, bool known_area[AREAS_MAX],
                          int64_t at_utc_us)
{
    const struct oracle_event *held = &oracle->events[event];
    const Pusdalops__V1__FigureTotal *total = total_in(shown, kind);
    struct spoken spoken;
    uint64_t sum = 0;
    uint32_t known = 0;
    uint32_t stale = 0;
    for (uint32_t i = 0; i < held->expected_count; i++) {
        if (area != 0 && held->expected[i] / 100 != area) {
            continue;
        }
        hear_all(oracle, event, held->expected[i], kind, &spoken);
        if (spoken.best >= 0) {
            known_area[i] = true;
            known++;
            sum += spoken.says[spoken.best].value;
            stale +=
                at_utc_us - spoken.says[spoken.best].as_of_us > oracle->run->settings.fresh_for_us
                    ? 1
                    : 0;
        }
    }
    hear_all(oracle, event, area, kind, &spoken);
    const uint32_t published = spoken.known;
    const bool fits =
        total == NULL ? known == 0 && published == 0
                      : (known > 0 || published > 0) && total->value == sum &&
                            total->known_regencies == known && total->stale_regencies == stale &&
                            total->n_published == published &&
                            count_matching(oracle, area, &spoken, total->published,
                                           total->n_published, at_utc_us) == published;
    if (!fits) {
        judge_broken(oracle->run, "%s %s kind %u: shown %llu of %u, must be %llu of %u", held->id,
                     shown->area_code, (unsigned)kind,
                     total == NULL ? 0 : (unsigned long long)total->value,
                     total == NULL ? 0 : (unsigned)total->known_regencies, (unsigned long long)sum,
                     (unsigned)known);
    }
}

static void compare_area(const struct oracle *oracle, uint32_t event, uint32_t area,
                         const Pusdalops__V1__AreaStatus *shown, int64_t at_utc_us)
{
    const struct oracle_event *held = &oracle->events[event];
    bool known[AREAS_MAX] = {false};
    uint32_t counts[3] = {0, 0, 0}; /* expected, known, stale */
    for (uint32_t kind = 1; kind < KINDS; kind++) {
        compare_total(oracle, event, area, kind, shown, known, at_utc_us);
    }
    for (uint32_t i = 0; i < held->expected_count; i++) {
        int64_t newest_us = INT64_MIN;
        if (area != 0 && held->expected[i] / 100 != area) {
            continue;
        }
        for (uint32_t k = 0; k < oracle->report_count; k++) {
            const struct oracle_report *report = &oracle->reports[k];
            if (report->event == event && report->area == held->expected[i] && !report->withdrawn &&
                !report->given_up && report->as_of_us > newest_us) {
                newest_us = report->as_of_us;
            }
        }
        counts[0]++;
        counts[1] += known[i] ? 1 : 0;
        counts[2] += known[i] && at_utc_us - newest_us > oracle->run->settings.fresh_for_us ? 1 : 0;
    }
    compare_coverage(oracle, held, shown, counts);
}

void oracle_compare(struct run *run, struct oracle *oracle,
                    const Pusdalops__V1__FeedMessage *document, int64_t at_utc_us)
{
    (void)run;
    if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY) {
        const struct oracle_event *event = event_named(oracle, document->regency->event_id, false);
        compare_regency(oracle, (uint32_t)(event - oracle->events),
                        area_of(document->regency->regency_code), document->regency, at_utc_us);
    } else {
        const struct oracle_event *event = event_named(oracle, document->area->event_id, false);
        compare_area(oracle, (uint32_t)(event - oracle->events), area_of(document->area->area_code),
                     document->area, at_utc_us);
    }
}

uint32_t oracle_documents(const struct oracle *oracle)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < oracle->event_count; i++) {
        count += oracle->events[i].expected_count + oracle->events[i].province_count + 1;
    }
    return count;
}
