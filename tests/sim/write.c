/* Messages and requests as bytes, the way any client would write them. */
#include "sim.h"

#include "base/assert.h"

typedef Google__Protobuf__Timestamp Time;

static char *text(const char *value)
{
    struct slice copy = room_copy(slice_of(value));
    return (char *)(uintptr_t)copy.data;
}

static Time *time_of(int64_t utc_us)
{
    Time *out = room_take(sizeof *out);
    google__protobuf__timestamp__init(out);
    int64_t seconds = utc_us / US_PER_S;
    int64_t rest = utc_us % US_PER_S;
    if (rest < 0) {
        rest += US_PER_S;
        seconds--;
    }
    out->seconds = seconds;
    out->nanos = (int32_t)(rest * 1000);
    return out;
}

static struct slice pack(const ProtobufCMessage *message)
{
    uint8_t *bytes = room_take(protobuf_c_message_get_packed_size(message) + 1);
    return (struct slice){bytes, protobuf_c_message_pack(message, bytes)};
}

static void fill(const struct draft *draft, Pusdalops__V1__Message *out)
{
    pusdalops__v1__message__init(out);
    out->source = text(draft->source);
    out->number = draft->number;
    out->realm = text(draft->realm);
    out->sent_at = time_of(draft->now_us);
    out->on_behalf_of = text(draft->on_behalf_of == NULL ? "" : draft->on_behalf_of);
}

struct slice write_event(const struct draft *draft, const struct sim_event *event, bool closed,
                         const char *const *codes, size_t code_count)
{
    Pusdalops__V1__Message message;
    Pusdalops__V1__EventDeclaration body;
    pusdalops__v1__event_declaration__init(&body);
    fill(draft, &message);
    char **list = room_take(sizeof *list * (code_count + 1));
    for (size_t i = 0; i < code_count; i++) {
        list[i] = text(codes[i]);
    }
    body.event_id = text(event->id);
    body.hazard_code = 101 + (uint32_t)(draft->number % 17);
    body.name = text("Gempa bumi");
    body.started_at = time_of(draft->now_us - 3600 * US_PER_S);
    body.region_codes = list;
    body.n_region_codes = code_count;
    body.state = closed ? PUSDALOPS__V1__EVENT_STATE__EVENT_STATE_CLOSED
                        : PUSDALOPS__V1__EVENT_STATE__EVENT_STATE_OPEN;
    message.body_case = PUSDALOPS__V1__MESSAGE__BODY_EVENT;
    message.event = &body;
    return pack(&message.base);
}

struct slice write_report(const struct draft *draft, const char *event_id,
                          Pusdalops__V1__Place *place, int64_t as_of_us, uint64_t revises,
                          const struct figures *figures)
{
    Pusdalops__V1__Message message;
    Pusdalops__V1__SituationReport body;
    pusdalops__v1__situation_report__init(&body);
    fill(draft, &message);
    body.event_id = text(event_id);
    body.place = place;
    body.as_of = time_of(as_of_us);
    body.revises = revises;
    body.figures = room_take(sizeof *body.figures * FIGURE_KINDS);
    for (uint32_t mask = figures->mask; mask != 0; mask &= mask - 1) {
        const enum figure_kind kind = figure_next(mask);
        Pusdalops__V1__ReportedFigure *figure = room_take(sizeof *figure);
        pusdalops__v1__reported_figure__init(figure);
        figure->kind = (Pusdalops__V1__FigureKind)kind;
        figure->value = figures->value[kind];
        figure->reason = (Pusdalops__V1__ChangeReason)figures->reason[kind];
        body.figures[body.n_figures++] = figure;
    }
    body.needs = text(figures->mask == 0 ? "tenda, air bersih" : "");
    message.body_case = PUSDALOPS__V1__MESSAGE__BODY_REPORT;
    message.report = &body;
    return pack(&message.base);
}

struct slice write_withdrawal(const struct draft *draft, uint64_t number)
{
    Pusdalops__V1__Message message;
    Pusdalops__V1__Withdrawal body;
    pusdalops__v1__withdrawal__init(&body);
    fill(draft, &message);
    body.number = number;
    body.reason = text("salah kabupaten");
    message.body_case = PUSDALOPS__V1__MESSAGE__BODY_WITHDRAWAL;
    message.withdrawal = &body;
    return pack(&message.base);
}

struct slice write_verification(const struct draft *draft, const char *source, uint64_t number,
                                uint32_t level, bool retract)
{
    Pusdalops__V1__Message message;
    Pusdalops__V1__Verification body;
    pusdalops__v1__verification__init(&body);
    fill(draft, &message);
    body.source = text(source);
    body.number = number;
    body.level = (Pusdalops__V1__VerificationLevel)level;
    body.retract = retract ? 1 : 0;
    message.body_case = PUSDALOPS__V1__MESSAGE__BODY_VERIFICATION;
    message.verification = &body;
    return pack(&message.base);
}

struct slice write_body(const struct draft *draft, uint32_t body_case, ProtobufCMessage *body)
{
    Pusdalops__V1__Message message;
    fill(draft, &message);
    message.body_case = (Pusdalops__V1__Message__BodyCase)body_case;
    message.need = (Pusdalops__V1__Need *)(void *)body; /* whichever it is: they share one place */
    return pack(&message.base);
}

static struct slice pack_request(Pusdalops__V1__Request *request, uint64_t id)
{
    request->request_id = id;
    return pack(&request->base);
}

struct slice write_submit(uint64_t id, const struct slice *messages, size_t count)
{
    Pusdalops__V1__Request request;
    pusdalops__v1__request__init(&request);
    Pusdalops__V1__Submit one;
    pusdalops__v1__submit__init(&one);
    Pusdalops__V1__SubmitBatch batch;
    pusdalops__v1__submit_batch__init(&batch);
    ProtobufCBinaryData *list = room_take(sizeof *list * (count + 1));
    for (size_t i = 0; i < count; i++) {
        list[i] =
            (ProtobufCBinaryData){messages[i].size_bytes, (uint8_t *)(uintptr_t)messages[i].data};
    }
    if (count == 1) {
        one.message = list[0];
        request.body_case = PUSDALOPS__V1__REQUEST__BODY_SUBMIT;
        request.submit = &one;
    } else {
        batch.messages = list;
        batch.n_messages = count;
        request.body_case = PUSDALOPS__V1__REQUEST__BODY_SUBMIT_BATCH;
        request.submit_batch = &batch;
    }
    return pack_request(&request, id);
}

struct slice write_snapshot(uint64_t id, enum sim_realm realm, const char *prefix,
                            const char *cursor)
{
    Pusdalops__V1__Request request;
    pusdalops__v1__request__init(&request);
    Pusdalops__V1__SnapshotRequest body;
    pusdalops__v1__snapshot_request__init(&body);
    body.realm = text(sim_realm_names[realm]);
    body.topic_prefix = text(prefix);
    body.cursor = text(cursor);
    request.body_case = PUSDALOPS__V1__REQUEST__BODY_SNAPSHOT;
    request.snapshot = &body;
    return pack_request(&request, id);
}

struct slice write_activities(uint64_t id, enum sim_realm realm, const char *cursor)
{
    Pusdalops__V1__Request request;
    pusdalops__v1__request__init(&request);
    Pusdalops__V1__ActivitiesRequest body;
    pusdalops__v1__activities_request__init(&body);
    body.realm = text(sim_realm_names[realm]);
    body.cursor = text(cursor);
    request.body_case = PUSDALOPS__V1__REQUEST__BODY_ACTIVITIES;
    request.activities = &body;
    return pack_request(&request, id);
}

struct slice write_replay(uint64_t id, const char *realm, const char *topic, uint64_t after)
{
    Pusdalops__V1__Request request;
    pusdalops__v1__request__init(&request);
    Pusdalops__V1__ReplayRequest body;
    pusdalops__v1__replay_request__init(&body);
    body.realm = text(realm);
    body.topic = text(topic);
    body.after = after;
    request.body_case = PUSDALOPS__V1__REQUEST__BODY_REPLAY;
    request.replay = &body;
    return pack_request(&request, id);
}

struct slice write_heartbeat(uint64_t id, const struct mouth *mouth, int64_t now_us)
{
    Pusdalops__V1__Request request;
    pusdalops__v1__request__init(&request);
    Pusdalops__V1__NodeHeartbeat body;
    pusdalops__v1__node_heartbeat__init(&body);
    body.realm = text(sim_realm_names[mouth->realm]);
    body.source = text(mouth->source);
    body.last_number = mouth->count;
    body.outbox_messages = mouth->count - mouth->first_open;
    body.sent_at = time_of(now_us);
    request.body_case = PUSDALOPS__V1__REQUEST__BODY_HEARTBEAT;
    request.heartbeat = &body;
    return pack_request(&request, id);
}

struct slice write_inquiry(uint64_t id, const char *realm, const char *source, uint64_t number)
{
    Pusdalops__V1__Request request;
    pusdalops__v1__request__init(&request);
    Pusdalops__V1__Inquiry body;
    pusdalops__v1__inquiry__init(&body);
    body.realm = text(realm);
    body.source = text(source);
    body.number = number;
    request.body_case = PUSDALOPS__V1__REQUEST__BODY_INQUIRY;
    request.inquiry = &body;
    return pack_request(&request, id);
}
