#include "core/document.h"

#include "base/assert.h"
#include "base/wire.h"
#include "core/document_build.h"

#include <stdlib.h>
#include <string.h>

typedef Pusdalops__V1__FeedMessage Feed;
typedef Pusdalops__V1__SourceFigure Word;

struct document document_begin(const struct desk *desk, uint32_t area, enum topic_kind kind,
                               uint64_t sequence, uint64_t previous)
{
    HUB_ASSERT(arena_left(desk->arena) >= DOCUMENT_ROOM_BYTES);
    char *topic = build_room(desk->arena, TOPIC_BYTES_MAX + 1, 1);
    Feed *message = build_room(desk->arena, 1, sizeof *message);
    pusdalops__v1__feed_message__init(message);
    struct document document = {.message = message, .topic = topic};
    document.topic_bytes = topic_print(desk->realm->name, area, kind, topic);
    message->epoch = desk->epoch;
    message->topic = topic;
    message->sequence = sequence;
    message->previous = previous;
    message->published_at = build_time(desk->arena, desk->at_utc_us);
    return document;
}

static char *copy_code(const struct desk *desk, uint64_t code)
{
    return build_code(desk->arena, code);
}

static bool is_stale(const struct desk *desk, int64_t as_of_utc_us)
{
    return desk->at_utc_us - as_of_utc_us > desk->fresh_for_us;
}

static const struct picture *picture_of(const struct desk *desk)
{
    return &desk->realm->view.picture;
}

/* --- words of sources --- */

static Word *build_word(const struct desk *desk, const struct cell *cell, const struct word *word)
{
    Word *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__source_figure__init(out);
    out->source = build_source(desk, cell->source);
    out->value = word->value;
    out->as_of = build_as_of(desk->arena, word->as_of_utc_us);
    out->standing = cell->official != 0 ? PUSDALOPS__V1__STANDING__STANDING_OFFICIAL
                                        : PUSDALOPS__V1__STANDING__STANDING_OTHER;
    out->verified = (Pusdalops__V1__VerificationLevel)word->verified;
    out->stale = is_stale(desk, word->as_of_utc_us);
    out->from_parts = word->from_parts;
    out->has_parts = word->has_parts;
    out->parts_sum = word->has_parts ? word->parts_sum : 0;
    return out;
}

/* The words of all cells of a spot for a kind, but for one; at most OTHERS_SHOWN. */
static size_t build_words(const struct desk *desk, const struct spot *spot, enum figure_kind kind,
                          uint32_t but_for, Word ***out_list)
{
    size_t count = 0;
    *out_list = build_room(desk->arena, OTHERS_SHOWN, sizeof **out_list);
    for (uint32_t at = spot->first_cell; at != 0; at = picture_cell(picture_of(desk), at)->next) {
        const struct cell *cell = picture_cell(picture_of(desk), at);
        const struct word word = picture_word(picture_of(desk), cell, kind);
        if (word.known && at != but_for && count < OTHERS_SHOWN) {
            (*out_list)[count++] = build_word(desk, cell, &word);
        }
    }
    return count;
}

/* --- regencies --- */

static Pusdalops__V1__FigureStatus *build_figure(const struct desk *desk, const struct spot *spot,
                                                 enum figure_kind kind, enum access_class access)
{
    Pusdalops__V1__FigureStatus *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__figure_status__init(out);
    const struct cell *chosen = picture_cell(picture_of(desk), spot->chosen_cell[kind]);
    const struct word word = picture_word(picture_of(desk), chosen, kind);
    out->kind = (Pusdalops__V1__FigureKind)kind;
    out->chosen = build_word(desk, chosen, &word);
    if (access == ACCESS_INTERNAL && spot->cell_count > 1) { /* (1) */
        out->n_others = build_words(desk, spot, kind, spot->chosen_cell[kind], &out->others);
    }
    return out;
}

static Pusdalops__V1__PartStatus *build_part(const struct desk *desk, const struct cell *cell)
{
    Pusdalops__V1__PartStatus *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__part_status__init(out);
    out->place = build_room(desk->arena, 1, sizeof *out->place);
    pusdalops__v1__place__init(out->place);
    out->place->region_code = copy_code(desk, cell->area);
    if (cell->kecamatan != 0) {
        out->place->kecamatan_code = copy_code(desk, cell->kecamatan);
    }
    if (cell->village != 0) {
        out->place->village_code = copy_code(desk, cell->village);
    }
    out->place->point = build_copy(desk->arena, cell->point);
    out->source = build_source(desk, cell->source);
    out->figures =
        build_room(desk->arena, (size_t)__builtin_popcount(cell->own_mask), sizeof *out->figures);
    int64_t newest = AS_OF_NONE;
    for (uint32_t mask = cell->own_mask; mask != 0; mask &= mask - 1) {
        const enum figure_kind kind = figure_next(mask);
        const struct version *version = picture_version(picture_of(desk), cell->own_version[kind]);
        Pusdalops__V1__ReportedFigure *figure = build_room(desk->arena, 1, sizeof *figure);
        pusdalops__v1__reported_figure__init(figure);
        figure->kind = (Pusdalops__V1__FigureKind)kind;
        figure->value = version->value[kind];
        newest = version->as_of_utc_us > newest ? version->as_of_utc_us : newest;
        out->figures[out->n_figures++] = figure;
    }
    out->as_of = build_as_of(desk->arena, newest);
    return out;
}

/* The parts under a cell, with a word of their own; parts of parts follow their larger part. At most three deep. */
static void build_parts(const struct desk *desk, uint32_t first, Pusdalops__V1__RegencyStatus *out,
                        int depth)
{
    HUB_ASSERT(depth < 3);
    for (uint32_t at = first; at != 0; at = picture_cell(picture_of(desk), at)->next) {
        const struct cell *cell = picture_cell(picture_of(desk), at);
        if (cell->own_mask != 0) {
            if (out->n_parts == PARTS_SHOWN) {
                out->parts_cut = true;
                return;
            }
            out->parts[out->n_parts++] = build_part(desk, cell);
        }
        if (cell->first_part != 0) {
            build_parts(desk, cell->first_part, out, depth + 1);
        }
    }
}

static void build_presence_of(const struct desk *desk, uint32_t area,
                              Pusdalops__V1__RegencyStatus *out)
{
    const uint32_t place = desk->realm->presence.official[area];
    if (place == 0) {
        return;
    }
    const struct node *node = presence_node(&desk->realm->presence, place);
    out->presence = (Pusdalops__V1__Presence)node->state;
    out->last_heard_at = build_time(desk->arena, node->last_heard_utc_us);
}

struct document document_regency(const struct desk *desk, uint32_t place, enum access_class access,
                                 uint64_t sequence, uint64_t previous)
{
    const struct spot *spot = picture_spot(picture_of(desk), place);
    struct document document = document_begin(desk, spot->area, TOPIC_STATUS, sequence, previous);
    Pusdalops__V1__RegencyStatus *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__regency_status__init(out);
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY;
    document.message->regency = out;
    out->event_id = build_copy(desk->arena, picture_disaster(picture_of(desk), spot->event)->id);
    out->regency_code = copy_code(desk, spot->area);
    out->regency_name = build_copy(desk->arena, region_name(desk->catalogue, spot->area));
    out->figures = build_room(desk->arena, FIGURE_KINDS, sizeof *out->figures);
    for (uint32_t mask = spot->known_mask; mask != 0; mask &= mask - 1) {
        out->figures[out->n_figures++] = build_figure(desk, spot, figure_next(mask), access);
    }
    if (access == ACCESS_INTERNAL) { /* (1) */
        out->parts = build_room(desk->arena, PARTS_SHOWN, sizeof *out->parts);
        for (uint32_t at = spot->first_cell; at != 0;
             at = picture_cell(picture_of(desk), at)->next) {
            build_parts(desk, picture_cell(picture_of(desk), at)->first_part, out, 0);
        }
    }
    out->newest_as_of = build_as_of(desk->arena, spot->newest_as_of_utc_us);
    out->stale =
        spot->newest_as_of_utc_us != AS_OF_NONE && is_stale(desk, spot->newest_as_of_utc_us);
    build_presence_of(desk, spot->area, out);
    return document;
}

/* --- provinces and the nation --- */

/* The oldest and the newest of some times; AS_OF_NONE: there was none yet. */
struct ages {
    int64_t oldest_utc_us;
    int64_t newest_utc_us;
};

/* What is gathered while walking the regencies of an area. */
struct walked {
    uint32_t stale[FIGURE_KINDS];
    struct ages ages[FIGURE_KINDS];
    struct ages reports; /* the newest of each regency */
};

static void age_with(struct ages *ages, int64_t as_of_utc_us)
{
    if (ages->oldest_utc_us == AS_OF_NONE || as_of_utc_us < ages->oldest_utc_us) {
        ages->oldest_utc_us = as_of_utc_us;
    }
    if (as_of_utc_us > ages->newest_utc_us) {
        ages->newest_utc_us = as_of_utc_us;
    }
}

static void begin_walk(struct walked *walked)
{
    static const struct ages none = {AS_OF_NONE, AS_OF_NONE};
    *walked = (struct walked){.reports = none};
    for (int kind = 0; kind < FIGURE_KINDS; kind++) {
        walked->ages[kind] = none;
    }
}

/* One regency's share in the coverage and the ages. */
static void cover(const struct desk *desk, const struct spot *spot, struct walked *walked,
                  Pusdalops__V1__Coverage *out)
{
    out->expected++;
    for (uint32_t mask = spot->known_mask; mask != 0; mask &= mask - 1) {
        const enum figure_kind kind = figure_next(mask);
        const int64_t as_of_utc_us = spot->chosen_as_of_utc_us[kind];
        age_with(&walked->ages[kind], as_of_utc_us);
        walked->stale[kind] += is_stale(desk, as_of_utc_us) ? 1 : 0;
    }
    if (spot->known_mask == 0) {
        out->silent_codes[out->n_silent_codes++] = copy_code(desk, spot->area);
    } else {
        out->known++;
        age_with(&walked->reports, spot->newest_as_of_utc_us);
        if (is_stale(desk, spot->newest_as_of_utc_us)) {
            out->stale++;
            out->stale_codes[out->n_stale_codes++] = copy_code(desk, spot->area);
        }
    }
    const uint32_t node = desk->realm->presence.official[spot->area];
    if (node != 0 && presence_node(&desk->realm->presence, node)->state != PRESENCE_CONNECTED) {
        out->unheard_codes[out->n_unheard_codes++] = copy_code(desk, spot->area);
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static Pusdalops__V1__Coverage *build_coverage(const struct desk *desk, const struct sum *sum,
                                               struct walked *walked)
{
    Pusdalops__V1__Coverage *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__coverage__init(out);
    out->silent_codes = build_room(desk->arena, sum->expected_regencies, sizeof(char *));
    out->stale_codes = build_room(desk->arena, sum->expected_regencies, sizeof(char *));
    out->unheard_codes = build_room(desk->arena, sum->expected_regencies, sizeof(char *));
    uint32_t at = picture_disaster(picture_of(desk), sum->event)->first_spot;
    for (; at != 0; at = picture_spot(picture_of(desk), at)->next_in_event) {
        const struct spot *spot = picture_spot(picture_of(desk), at);
        if (area_is_regency(spot->area) && area_contains(sum->area, spot->area)) {
            cover(desk, spot, walked, out);
        }
    }
    HUB_ASSERT(out->expected == sum->expected_regencies && out->known == sum->known_regencies);
    if (picture_disaster(picture_of(desk), sum->event)->closed != 0) {
        out->n_silent_codes = 0; /* a closed event calls nobody silent */
        out->n_unheard_codes = 0;
    }
    qsort(out->silent_codes, out->n_silent_codes, sizeof(char *), by_text);
    qsort(out->stale_codes, out->n_stale_codes, sizeof(char *), by_text);
    qsort(out->unheard_codes, out->n_unheard_codes, sizeof(char *), by_text);
    out->oldest_as_of = build_as_of(desk->arena, walked->reports.oldest_utc_us);
    out->newest_as_of = build_as_of(desk->arena, walked->reports.newest_utc_us);
    return out;
}

static Pusdalops__V1__FigureTotal *build_total(const struct desk *desk, const struct sum *sum,
                                               const struct walked *walked,
                                               const struct spot *published, enum figure_kind kind)
{
    Pusdalops__V1__FigureTotal *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__figure_total__init(out);
    out->kind = (Pusdalops__V1__FigureKind)kind;
    out->value = sum->total[kind];
    out->known_regencies = sum->known[kind];
    out->stale_regencies = walked->stale[kind];
    out->oldest_as_of = build_as_of(desk->arena, walked->ages[kind].oldest_utc_us);
    out->newest_as_of = build_as_of(desk->arena, walked->ages[kind].newest_utc_us);
    if (published != NULL) {
        out->n_published = build_words(desk, published, kind, 0, &out->published);
    }
    return out;
}

struct document document_area(const struct desk *desk, uint32_t place, enum access_class access,
                              uint64_t sequence, uint64_t previous)
{
    const struct sum *sum = picture_sum(picture_of(desk), place);
    struct document document = document_begin(desk, sum->area, TOPIC_STATUS, sequence, previous);
    struct walked walked;
    begin_walk(&walked);
    Pusdalops__V1__AreaStatus *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__area_status__init(out);
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA;
    document.message->area = out;
    out->event_id = build_copy(desk->arena, picture_disaster(picture_of(desk), sum->event)->id);
    out->level = sum->area == AREA_NATION ? PUSDALOPS__V1__AREA_LEVEL__AREA_LEVEL_NATION
                                          : PUSDALOPS__V1__AREA_LEVEL__AREA_LEVEL_PROVINCE;
    out->area_code = copy_code(desk, sum->area);
    out->area_name = build_copy(desk->arena, region_name(desk->catalogue, sum->area));
    out->coverage = build_coverage(desk, sum, &walked);
    const uint32_t spot = picture_find_spot(picture_of(desk), sum->event, sum->area);
    const struct spot *published =
        spot == 0 || access != ACCESS_INTERNAL ? NULL : picture_spot(picture_of(desk), spot);
    out->totals = build_room(desk->arena, FIGURE_KINDS, sizeof *out->totals);
    for (int kind = FIGURE_NONE + 1; kind < FIGURE_KINDS; kind++) {
        const bool said = published != NULL && (published->known_mask & FIGURE_BIT(kind)) != 0;
        if (sum->known[kind] > 0 || said) { /* (2) */
            out->totals[out->n_totals++] =
                build_total(desk, sum, &walked, published, (enum figure_kind)kind);
        }
    }
    return document;
}

/* --- events --- */

struct document document_event(const struct desk *desk, uint32_t place, uint64_t sequence,
                               uint64_t previous)
{
    const struct sum *sum = picture_sum(picture_of(desk), place);
    const struct disaster *disaster = picture_disaster(picture_of(desk), sum->event);
    struct document document = document_begin(desk, sum->area, TOPIC_EVENT, sequence, previous);
    Pusdalops__V1__EventStatus *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__event_status__init(out);
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_EVENT;
    document.message->event = out;
    out->event_id = build_copy(desk->arena, disaster->id);
    out->hazard_code = disaster->hazard_code;
    out->name = build_copy(desk->arena, disaster->name);
    out->started_at = build_time(desk->arena, disaster->started_utc_us);
    out->state = disaster->closed != 0 ? PUSDALOPS__V1__EVENT_STATE__EVENT_STATE_CLOSED
                                       : PUSDALOPS__V1__EVENT_STATE__EVENT_STATE_OPEN;
    out->declared_by = build_source(desk, disaster->declared_by);
    const struct sum *nation = picture_sum(picture_of(desk), disaster->nation_sum);
    out->regency_codes = build_room(desk->arena, nation->expected_regencies, sizeof(char *));
    for (uint32_t at = disaster->first_spot; at != 0;
         at = picture_spot(picture_of(desk), at)->next_in_event) {
        const struct spot *spot = picture_spot(picture_of(desk), at);
        if (area_is_regency(spot->area)) {
            out->regency_codes[out->n_regency_codes++] = copy_code(desk, spot->area);
        }
    }
    qsort(out->regency_codes, out->n_regency_codes, sizeof(char *), by_text);
    return document;
}

/* --- presence, notices, heartbeats --- */

struct document document_presence(const struct desk *desk, uint32_t place, uint32_t area,
                                  uint64_t sequence, uint64_t previous)
{
    const struct node *node = presence_node(&desk->realm->presence, place);
    struct document document = document_begin(desk, area, TOPIC_PRESENCE, sequence, previous);
    Pusdalops__V1__NodePresence *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__node_presence__init(out);
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PRESENCE;
    document.message->presence = out;
    out->node = build_copy(desk->arena, node->name);
    out->role = build_copy(desk->arena, roster_role_name(node->role));
    out->region_code = copy_code(desk, area);
    if (area != node->area || !presence_is_listed(node)) {
        out->presence = PUSDALOPS__V1__PRESENCE__PRESENCE_REMOVED;
        return document; /* whatever else is known of it, it is not this area's any more */
    }
    out->presence = (Pusdalops__V1__Presence)node->state;
    out->last_heard_at = build_time(desk->arena, node->last_heard_utc_us);
    out->silent_since = build_time(desk->arena, node->silent_since_utc_us);
    out->accepted = node->accepted;
    out->duplicates = node->duplicates;
    out->refused = node->refused;
    out->clock_skew_ms = node->skew_us / US_PER_MS;
    out->outbox_messages = node->outbox_messages;
    const struct sources *sources = &desk->realm->view.sources;
    const struct source_id id = source_find(sources, slice_of(node->name));
    if (id.n != 0) {
        const struct source *source = source_at(sources, id);
        const struct gap *gap = source_gap_first(sources, id);
        out->last_number = source->highest;
        out->missing_numbers = source->missing;
        out->missing_first = gap == NULL ? 0 : gap->first;
        out->missing_last = gap == NULL ? 0 : gap->last;
    }
    if (node->said_last_number > out->last_number) { /* it has given out numbers that never came */
        out->missing_numbers += node->said_last_number - out->last_number;
        out->missing_first = out->last_number + 1;
        out->missing_last = node->said_last_number;
    }
    return document;
}

struct document document_notice(const struct desk *desk, const struct record *record,
                                uint64_t previous)
{
    struct document document =
        document_begin(desk, record->area, TOPIC_NOTICE, record->seq.n, previous);
    Pusdalops__V1__MessageNotice *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__message_notice__init(out);
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_NOTICE;
    document.message->notice = out;
    out->journal_sequence = record->seq.n;
    out->received_at = build_time(desk->arena, record->at_utc_us);
    out->entered_by = build_text(desk->arena, record->client);
    out->message = build_borrowed(record->message);
    out->n_warnings = build_warnings(desk->arena, record->warnings, &out->warnings);
    return document;
}

struct slice document_put_notice(const struct desk *desk, const struct record *record,
                                 uint64_t previous, struct slice *out_topic)
{
    uint8_t head[IDENTIFIER_BYTES_MAX + WIRE_TIME_BYTES_MAX + 32];
    HUB_ASSERT(record->message.size_bytes > 0 && record->warnings.size_bytes == 0 &&
               record->client.size_bytes <= IDENTIFIER_BYTES_MAX);
    char *topic = arena_take(desk->arena, TOPIC_BYTES_MAX + 1);
    uint8_t *bytes =
        arena_take(desk->arena, TOPIC_BYTES_MAX + sizeof head + record->message.size_bytes + 96);
    HUB_ASSERT(topic != NULL && bytes != NULL);
    const size_t topic_bytes = topic_print(desk->realm->name, record->area, TOPIC_NOTICE, topic);
    *out_topic = (struct slice){(const uint8_t *)topic, topic_bytes};
    uint8_t *end = wire_put_number(head, 1, record->seq.n);
    end = wire_put_time(end, 2, record->at_utc_us);
    end = wire_put_bytes(end, 3, record->client);
    const size_t head_bytes = (size_t)(end - head);
    const size_t message_bytes =
        1 + wire_varint_bytes(record->message.size_bytes) + record->message.size_bytes;
    uint8_t *at = wire_put_number(bytes, 1, desk->epoch);
    at = wire_put_bytes(at, 2, *out_topic);
    at = wire_put_number(at, 3, record->seq.n);
    at = wire_put_number(at, 4, previous);
    at = wire_put_time(at, 5, desk->at_utc_us);
    at = wire_put_head(at, 6, head_bytes + message_bytes);
    memcpy(at, head, head_bytes);
    at = wire_put_bytes(at + head_bytes, 4, record->message);
    return (struct slice){bytes, (size_t)(at - bytes)};
}

static void add_positions(const struct desk *desk, uint32_t area, Pusdalops__V1__HubHeartbeat *out)
{
    for (int kind = TOPIC_NOTICE; kind < TOPIC_HEARTBEAT; kind++) {
        const uint64_t last = kind == TOPIC_NOTICE ? desk->realm->view.last_notice[area]
                                                   : desk->realm->feed.topic_last[kind][area];
        if (last == 0) {
            continue;
        }
        char *topic = build_room(desk->arena, TOPIC_BYTES_MAX + 1, 1);
        Pusdalops__V1__TopicPosition *position = build_room(desk->arena, 1, sizeof *position);
        pusdalops__v1__topic_position__init(position);
        topic_print(desk->realm->name, area, (enum topic_kind)kind, topic);
        position->topic = topic;
        position->sequence = last;
        out->positions[out->n_positions++] = position;
    }
}

struct document document_heartbeat(const struct desk *desk, uint32_t area,
                                   const struct heartbeat *heartbeat)
{
    const uint64_t sequence = heartbeat->sequence;
    struct document document = document_begin(desk, area, TOPIC_HEARTBEAT, sequence, sequence - 1);
    Pusdalops__V1__HubHeartbeat *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__hub_heartbeat__init(out);
    document.message->document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_HEARTBEAT;
    document.message->heartbeat = out;
    out->hub = build_copy(desk->arena, heartbeat->hub);
    out->hub_time = build_time(desk->arena, desk->at_utc_us);
    out->journal_sequence = desk->realm->view.last.n;
    out->interval_ms = heartbeat->interval_ms;
    out->intake_stopped = heartbeat->intake_stopped;
    out->going_away = heartbeat->going_away;
    uint32_t count = 0;
    const struct region *region = NULL;
    if (area == AREA_NATION) {
        region = desk->catalogue->provinces;
        count = desk->catalogue->province_count;
    } else {
        region = region_regencies(desk->catalogue, area, &count);
    }
    out->positions =
        build_room(desk->arena, (size_t)(count + 1) * TOPIC_KINDS, sizeof *out->positions);
    add_positions(desk, area, out);
    for (uint32_t i = 0; i < count; i++) {
        add_positions(desk, region[i].code, out);
    }
    return document;
}

size_t document_positions(const struct document *document)
{
    HUB_ASSERT(document->message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_HEARTBEAT);
    return document->message->heartbeat->n_positions;
}

size_t document_packed_bytes(const struct document *document)
{
    return pusdalops__v1__feed_message__get_packed_size(document->message);
}

struct slice document_pack(const struct document *document, struct arena *arena)
{
    const size_t size_bytes = document_packed_bytes(document);
    uint8_t *bytes = arena_take(arena, size_bytes);
    HUB_ASSERT(bytes != NULL);
    pusdalops__v1__feed_message__pack(document->message, bytes);
    return (struct slice){bytes, size_bytes};
}
