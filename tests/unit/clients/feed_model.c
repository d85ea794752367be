/* feed_model.c - a small hub and a bad network, to try the feed machine against. */
#include "feed_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[MODEL_TOPICS + 1] = {
    "real/11/11.01/status/",    "real/11/11.02/status/", "real/11/11.03/logistics/",
    "real/11/province/status/", "real/nation/status/",   "real/11/11.01/notice/",
    "real/nation/heartbeat/",
};
static const char *const events[MODEL_EVENTS] = {"banjir-1", "gempa-2", "longsor-3", "erupsi-4"};

const char *model_topic(unsigned i)
{
    return names[i];
}

bool model_chance(struct model *model, uint32_t percent)
{
    return wire_random(&model->random) % 100 < percent;
}

void model_init(struct model *model, uint64_t seed, uint32_t loss_percent, uint32_t delay_ms_max)
{
    memset(model, 0, sizeof *model);
    model->random = seed;
    model->epoch = 1;
    model->loss_percent = loss_percent;
    model->delay_ms_max = delay_ms_max;
    model->wire = calloc(MODEL_WIRE_MAX, sizeof *model->wire);
}

void model_close(struct model *model)
{
    free(model->wire);
}

/* ---- messages ---- */

struct built {
    Pusdalops__V1__FeedMessage message;
    Pusdalops__V1__RegencyStatus regency;
    Pusdalops__V1__FigureStatus figure;
    Pusdalops__V1__FigureStatus *figures[1];
    Pusdalops__V1__SourceFigure chosen;
    Pusdalops__V1__LogisticsStatus logistics;
    Pusdalops__V1__MessageNotice notice;
};

static void build_head(const struct model *model, struct built *built, unsigned topic,
                       uint64_t sequence, uint64_t previous)
{
    memset(built, 0, sizeof *built);
    pusdalops__v1__feed_message__init(&built->message);
    built->message.epoch = model->epoch;
    built->message.topic = wire_unwritten(names[topic]);
    built->message.sequence = sequence;
    built->message.previous = previous;
}

static void build_logistics(struct built *built, unsigned event, uint32_t value)
{
    pusdalops__v1__logistics_status__init(&built->logistics);
    built->logistics.event_id = wire_unwritten(events[event]);
    built->logistics.area_code = wire_unwritten("11.03");
    built->logistics.gap_lines = value;
    built->message.document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_LOGISTICS;
    built->message.logistics = &built->logistics;
}

static void build_document(const struct model *model, struct built *built, unsigned topic,
                           unsigned event, uint64_t previous)
{
    const struct model_document *document = &model->documents[topic][event];
    build_head(model, built, topic, document->sequence, previous);
    if (topic == MODEL_LOGISTICS) {
        build_logistics(built, event, document->value);
        return;
    }
    pusdalops__v1__regency_status__init(&built->regency);
    pusdalops__v1__figure_status__init(&built->figure);
    pusdalops__v1__source_figure__init(&built->chosen);
    built->chosen.value = document->value;
    built->figure.kind = PUSDALOPS__V1__FIGURE_KIND__FIGURE_KIND_DEAD;
    built->figure.chosen = &built->chosen;
    built->figures[0] = &built->figure;
    built->regency.event_id = wire_unwritten(events[event]);
    built->regency.n_figures = 1;
    built->regency.figures = built->figures;
    built->message.document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY;
    built->message.regency = &built->regency;
}

static void build_notice(const struct model *model, struct built *built, size_t i)
{
    build_head(model, built, MODEL_STATES, model->notices[i], i == 0 ? 0 : model->notices[i - 1]);
    pusdalops__v1__message_notice__init(&built->notice);
    built->notice.journal_sequence = model->notices[i];
    built->message.document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_NOTICE;
    built->message.notice = &built->notice;
}

static void put_on_wire(struct model *model, unsigned topic,
                        const Pusdalops__V1__FeedMessage *message, uint64_t at_ms)
{
    const size_t size = pusdalops__v1__feed_message__get_packed_size(message);
    if (model->wire_count == MODEL_WIRE_MAX || size > MODEL_BYTES_MAX) {
        abort(); /* the model is too small for its test */
    }
    struct model_wire *wire = &model->wire[model->wire_count++];
    wire->at_ms = at_ms;
    wire->order = model->order++;
    wire->topic = topic;
    wire->size = pusdalops__v1__feed_message__pack(message, wire->bytes);
}

/* Out on the bad network: lost, late, or doubled. */
static void publish(struct model *model, unsigned topic, const Pusdalops__V1__FeedMessage *message,
                    uint64_t now_ms)
{
    if (model_chance(model, model->loss_percent)) {
        return;
    }
    const uint64_t delay_ms = wire_random(&model->random) % (model->delay_ms_max + 1);
    put_on_wire(model, topic, message, now_ms + delay_ms);
    if (model_chance(model, model->loss_percent)) {
        put_on_wire(model, topic, message, now_ms + 2 * delay_ms);
    }
}

void model_change(struct model *model, unsigned topic, unsigned event, uint64_t now_ms)
{
    struct built built;
    struct model_document *document = &model->documents[topic][event];
    document->value += 1;
    document->sequence = ++model->counter;
    build_document(model, &built, topic, event, model->last[topic]);
    model->last[topic] = document->sequence;
    publish(model, topic, &built.message, now_ms);
}

void model_notice(struct model *model, uint64_t now_ms)
{
    struct built built;
    model->journal += 1 + wire_random(&model->random) % 3;
    model->notices[model->notice_count++] = model->journal;
    model->last[MODEL_STATES] = model->journal;
    build_notice(model, &built, model->notice_count - 1);
    publish(model, MODEL_STATES, &built.message, now_ms);
}

void model_heartbeat(struct model *model, uint64_t now_ms)
{
    struct built built;
    Pusdalops__V1__HubHeartbeat beat;
    Pusdalops__V1__TopicPosition positions[MODEL_TOPICS];
    Pusdalops__V1__TopicPosition *list[MODEL_TOPICS];
    build_head(model, &built, MODEL_TOPICS, 0, 0);
    pusdalops__v1__hub_heartbeat__init(&beat);
    for (unsigned i = 0; i < MODEL_TOPICS; i++) {
        pusdalops__v1__topic_position__init(&positions[i]);
        positions[i].topic = wire_unwritten(names[i]);
        positions[i].sequence = model->last[i];
        list[i] = &positions[i];
    }
    beat.journal_sequence = model->journal;
    beat.interval_ms = 1000;
    beat.n_positions = MODEL_TOPICS;
    beat.positions = list;
    built.message.document_case = PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_HEARTBEAT;
    built.message.heartbeat = &beat;
    put_on_wire(model, MODEL_TOPICS, &built.message, now_ms);
}

void model_restart(struct model *model)
{
    model->epoch += 1;
    model->counter = 0;
    for (unsigned i = 0; i < MODEL_STATES; i++) {
        model->last[i] = 0;
        for (unsigned j = 0; j < MODEL_EVENTS; j++) {
            model->documents[i][j].sequence = 0;
        }
    }
}

void model_arrive(struct model *model, struct pusdalops_feed *feed, uint64_t now_ms)
{
    const struct pusdalops_now now = {.mono_ms = now_ms};
    for (;;) {
        size_t first = SIZE_MAX;
        for (size_t i = 0; i < model->wire_count; i++) {
            const struct model_wire *wire = &model->wire[i];
            if (wire->at_ms <= now_ms &&
                (first == SIZE_MAX || wire->at_ms < model->wire[first].at_ms ||
                 (wire->at_ms == model->wire[first].at_ms &&
                  wire->order < model->wire[first].order))) {
                first = i;
            }
        }
        if (first == SIZE_MAX) {
            return;
        }
        const struct model_wire wire = model->wire[first];
        model->wire[first] = model->wire[--model->wire_count];
        (void)pusdalops_feed_hear(feed, names[wire.topic], strlen(names[wire.topic]), wire.bytes,
                                  wire.size, now);
    }
}

/* ---- answers ---- */

static size_t pack_snapshot(struct model *model, const struct pusdalops_ask *ask,
                            Pusdalops__V1__Reply *reply, uint8_t *bytes)
{
    static const unsigned all = MODEL_STATES * MODEL_EVENTS;
    Pusdalops__V1__SnapshotPage page;
    struct built built[MODEL_PAGE];
    Pusdalops__V1__FeedMessage *list[MODEL_PAGE];
    char cursor[16] = "";
    pusdalops__v1__snapshot_page__init(&page);
    unsigned i = (unsigned)strtoul(ask->cursor, NULL, 10);
    for (; i < all && page.n_documents < MODEL_PAGE; i++) {
        const unsigned topic = i / MODEL_EVENTS;
        if (model->documents[topic][i % MODEL_EVENTS].value == 0 ||
            strncmp(names[topic], ask->subject, strlen(ask->subject)) != 0) {
            continue;
        }
        build_document(model, &built[page.n_documents], topic, i % MODEL_EVENTS, 0);
        list[page.n_documents] = &built[page.n_documents].message;
        page.n_documents += 1;
    }
    if (i < all) {
        (void)snprintf(cursor, sizeof cursor, "%u", i);
    }
    page.documents = list;
    page.cursor = cursor;
    reply->body_case = PUSDALOPS__V1__REPLY__BODY_SNAPSHOT;
    reply->snapshot = &page;
    const size_t size = pusdalops__v1__reply__pack(reply, bytes);
    reply->snapshot = NULL;
    return size;
}

/* The notices after that sequence. */
static size_t later_notices(const struct model *model, uint64_t after,
                            struct built built[MODEL_REPLAY_PAGE], bool *more)
{
    size_t count = 0;
    for (size_t i = 0; i < model->notice_count && !*more; i++) {
        if (model->notices[i] <= after) {
            continue;
        }
        *more = count == MODEL_REPLAY_PAGE;
        if (!*more) {
            build_notice(model, &built[count++], i);
        }
    }
    return count;
}

/* The document of the topic with the lowest sequence above `after`; MODEL_EVENTS: none. */
static unsigned next_changed(const struct model *model, unsigned topic, uint64_t after)
{
    unsigned next = MODEL_EVENTS;
    for (unsigned i = 0; i < MODEL_EVENTS; i++) {
        const uint64_t sequence = model->documents[topic][i].sequence;
        if (sequence > after &&
            (next == MODEL_EVENTS || sequence < model->documents[topic][next].sequence)) {
            next = i;
        }
    }
    return next;
}

/* What changed on the topic after that sequence, oldest first. */
static size_t changed(const struct model *model, unsigned topic, uint64_t after,
                      struct built built[MODEL_REPLAY_PAGE], bool *more)
{
    *more = false;
    if (topic == MODEL_STATES) {
        return later_notices(model, after, built, more);
    }
    size_t count = 0;
    unsigned next = next_changed(model, topic, after);
    while (next < MODEL_EVENTS && count < MODEL_REPLAY_PAGE) {
        after = model->documents[topic][next].sequence;
        build_document(model, &built[count++], topic, next, 0);
        next = next_changed(model, topic, after);
    }
    *more = next < MODEL_EVENTS;
    return count;
}

size_t model_answer(struct model *model, const struct pusdalops_ask *ask, uint64_t request_id,
                    uint8_t *bytes, size_t room)
{
    (void)room;
    Pusdalops__V1__Reply reply;
    pusdalops__v1__reply__init(&reply);
    reply.request_id = request_id;
    reply.epoch = model->epoch;
    if (ask->kind == PUSDALOPS_ASK_SNAPSHOT) {
        return pack_snapshot(model, ask, &reply, bytes);
    }
    Pusdalops__V1__ReplayPage page;
    struct built built[MODEL_REPLAY_PAGE];
    Pusdalops__V1__FeedMessage *list[MODEL_REPLAY_PAGE];
    bool more = false;
    unsigned topic = 0;
    while (strcmp(names[topic], ask->subject) != 0) {
        topic += 1;
    }
    pusdalops__v1__replay_page__init(&page);
    page.n_messages = changed(model, topic, ask->position, built, &more);
    for (size_t i = 0; i < page.n_messages; i++) {
        list[i] = &built[i].message;
    }
    page.more = more;
    page.messages = list;
    reply.body_case = PUSDALOPS__V1__REPLY__BODY_REPLAY;
    reply.replay = &page;
    return pusdalops__v1__reply__pack(&reply, bytes);
}
