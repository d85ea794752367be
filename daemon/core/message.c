#include "core/message.h"

#include "base/assert.h"
#include "base/ids.h"
#include "core/limits.h"
#include "core/message_wire.h"
#include "pusdalops/v1/submit.pb-c.h"

/* --- protobuf-c takes its memory from the arena and never gives it back by itself --- */

static void *take(void *arena, size_t size_bytes)
{
    return arena_take_zeroed(
        arena, size_bytes); /* zeroed: protobuf-c 1.4.1 read uninitialised bytes in corners */
}

static void give_back(void *arena, void *piece)
{
    (void)arena;
    (void)piece;
}

static ProtobufCAllocator allocator_over(struct arena *arena)
{
    return (ProtobufCAllocator){.alloc = take, .free = give_back, .allocator_data = arena};
}

static struct slice text(const char *value)
{
    return value == NULL ? (struct slice){NULL, 0} : slice_of(value);
}

static int64_t utc_us(const Google__Protobuf__Timestamp *time)
{
    if (time == NULL) {
        return 0;
    }
    /* 9999-12-31 is as far as a timestamp goes; what is beyond is cut, and refused by the range checks. */
    const int64_t limit_s = 253402300799LL;
    int64_t seconds = time->seconds > limit_s ? limit_s + 1 : time->seconds;
    seconds = seconds < -limit_s ? -limit_s - 1 : seconds;
    const bool nanos_fit = time->nanos >= 0 && time->nanos < 1000000000;
    return nanos_fit ? seconds * US_PER_S + time->nanos / 1000 : (limit_s + 1) * US_PER_S;
}

/* --- message bodies --- */

static void take_event(const Pusdalops__V1__EventDeclaration *from, struct arena *arena,
                       struct body_event *out)
{
    *out = (struct body_event){
        .event_id = text(from->event_id),
        .hazard_code = from->hazard_code,
        .name = text(from->name),
        .started_utc_us = utc_us(from->started_at),
        .region_count = (uint32_t)from->n_region_codes,
        .state = (int)from->state,
    };
    struct slice *regions = arena_take(arena, sizeof *regions * (from->n_region_codes + 1));
    for (size_t i = 0; regions != NULL && i < from->n_region_codes; i++) {
        regions[i] = text(from->region_codes[i]);
    }
    out->regions = regions;
}

static void take_figure(const Pusdalops__V1__ReportedFigure *from, unsigned index,
                        struct body_report *out)
{
    if ((int)from->kind <= (int)FIGURE_NONE || (int)from->kind >= (int)FIGURE_KINDS) {
        out->unknown_figures++;
        return;
    }
    const enum figure_kind kind = (enum figure_kind)from->kind;
    struct fault *fault = &out->figure_fault;
    if (fault->status != HUB_OK) {
        return;
    }
    if ((out->figures.mask & FIGURE_BIT(kind)) != 0) {
        fault_set(fault, HUB_E_FIELD_TWICE, "report.figures[%u].kind", index);
    } else if (from->value > FIGURE_VALUE_MAX) {
        fault_set(fault, HUB_E_FIELD_RANGE, "report.figures[%u].value", index);
    } else if ((int)from->reason < 0 ||
               from->reason > PUSDALOPS__V1__CHANGE_REASON__CHANGE_REASON_TYPING_CORRECTION) {
        fault_set(fault, HUB_E_FIELD_UNKNOWN_VALUE, "report.figures[%u].reason", index);
    }
    out->figures.mask |= FIGURE_BIT(kind);
    out->figures.value[kind] = from->value;
    out->figures.reason[kind] = (uint8_t)from->reason;
}

static void take_place(const Pusdalops__V1__Place *from, struct body_report *out)
{
    if (from == NULL) {
        return;
    }
    out->region_code = text(from->region_code);
    out->region_name = text(from->region_name);
    out->kecamatan_code = text(from->kecamatan_code);
    out->village_code = text(from->village_code);
    out->point = text(from->point);
    if (from->position != NULL) {
        out->has_position = true;
        out->latitude_deg = from->position->latitude_deg;
        out->longitude_deg = from->position->longitude_deg;
    }
}

static void take_report(const Pusdalops__V1__SituationReport *from, struct body_report *out)
{
    *out = (struct body_report){
        .event_id = text(from->event_id),
        .has_as_of = from->as_of != NULL,
        .as_of_utc_us = utc_us(from->as_of),
        .revises = from->revises,
        .figure_count = (uint32_t)from->n_figures,
        .needs = text(from->needs),
        .efforts = text(from->efforts),
        .chronology = text(from->chronology),
        .reference = text(from->reference),
    };
    take_place(from->place, out);
    for (size_t i = 0; i < from->n_figures; i++) {
        take_figure(from->figures[i], (unsigned)i, out);
    }
}

static void take_body(const Pusdalops__V1__Message *from, struct arena *arena, struct message *out)
{
    switch (from->body_case) {
    case PUSDALOPS__V1__MESSAGE__BODY_EVENT:
        out->kind = BODY_EVENT;
        take_event(from->event, arena, &out->as.event);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_REPORT:
        out->kind = BODY_REPORT;
        take_report(from->report, &out->as.report);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_WITHDRAWAL:
        out->kind = BODY_WITHDRAWAL;
        out->as.withdrawal.number = from->withdrawal->number;
        out->as.withdrawal.reason = text(from->withdrawal->reason);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_VERIFICATION:
        out->kind = BODY_VERIFICATION;
        out->as.verification.source = text(from->verification->source);
        out->as.verification.number = from->verification->number;
        out->as.verification.level = (int)from->verification->level;
        out->as.verification.retract = from->verification->retract != 0;
        out->as.verification.note = text(from->verification->note);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY__NOT_SET:
    case _PUSDALOPS__V1__MESSAGE__BODY__CASE_IS_INT_SIZE:
    default:
        out->kind = BODY_NONE;
        break;
    }
}

enum hub_status message_decode(struct slice bytes, struct arena *arena, struct message *out,
                               struct fault *fault)
{
    *out = (struct message){.kind = BODY_NONE};
    const enum hub_status status =
        message_wire_check(&pusdalops__v1__message__descriptor, bytes, ELEMENTS_MAX, fault);
    if (status != HUB_OK) {
        return status;
    }
    ProtobufCAllocator allocator = allocator_over(arena);
    const Pusdalops__V1__Message *from =
        pusdalops__v1__message__unpack(&allocator, bytes.size_bytes, bytes.data);
    if (from == NULL) {
        return fault_set(
            fault, arena_left(arena) < FRAME_BYTES_MAX ? HUB_E_TOO_MANY_ELEMENTS : HUB_E_MALFORMED,
            "%s", "");
    }
    out->source = text(from->source);
    out->number = from->number;
    out->realm = text(from->realm);
    out->sent_utc_us = utc_us(from->sent_at);
    out->on_behalf_of = text(from->on_behalf_of);
    out->channel = (int)from->channel;
    take_body(from, arena, out);
    if (out->kind == BODY_EVENT && out->as.event.regions == NULL) {
        return fault_set(fault, HUB_E_TOO_MANY_ELEMENTS, "event.region_codes");
    }
    return HUB_OK;
}

/* --- requests --- */

static const struct slice *texts(char *const *from, size_t count, struct arena *arena)
{
    struct slice *slices = arena_take(arena, sizeof *slices * (count + 1));
    for (size_t i = 0; slices != NULL && i < count; i++) {
        slices[i] = text(from[i]);
    }
    return slices;
}

static enum hub_status take_hello(const Pusdalops__V1__Hello *from, struct arena *arena,
                                  struct request *out, struct fault *fault)
{
    if (from->n_sources > HELLO_SOURCES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "hello.sources");
    }
    if (from->n_capabilities > HELLO_CAPABILITIES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "hello.capabilities");
    }
    out->kind = REQUEST_HELLO;
    out->realm = text(from->realm);
    out->version_min = from->version_min;
    out->version_max = from->version_max;
    out->software = text(from->software);
    if (out->software.size_bytes > SOFTWARE_BYTES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "hello.software");
    }
    for (size_t i = 0; i < from->n_capabilities; i++) {
        if (strlen(from->capabilities[i]) > CAPABILITY_BYTES_MAX) {
            return fault_set(fault, HUB_E_FIELD_RANGE, "hello.capabilities[%u]", (unsigned)i);
        }
    }
    out->capability_count = (uint32_t)from->n_capabilities;
    out->capabilities = texts(from->capabilities, from->n_capabilities, arena);
    out->slice_count = (uint32_t)from->n_sources;
    out->slices = texts(from->sources, from->n_sources, arena);
    return out->slices == NULL || out->capabilities == NULL
               ? fault_set(fault, HUB_E_TOO_MANY_ELEMENTS, "hello")
               : HUB_OK;
}

static enum hub_status take_batch(const Pusdalops__V1__SubmitBatch *from, struct arena *arena,
                                  struct request *out, struct fault *fault)
{
    if (from->n_messages > BATCH_MESSAGES_MAX) {
        return fault_set(fault, HUB_E_BATCH_TOO_LARGE, "submit_batch.messages");
    }
    if (from->n_messages == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "submit_batch.messages");
    }
    struct slice *slices = arena_take(arena, sizeof *slices * from->n_messages);
    if (slices == NULL) {
        return fault_set(fault, HUB_E_TOO_MANY_ELEMENTS, "submit_batch.messages");
    }
    for (size_t i = 0; i < from->n_messages; i++) {
        slices[i] = (struct slice){from->messages[i].data, from->messages[i].len};
    }
    out->kind = REQUEST_SUBMIT_BATCH;
    out->slice_count = (uint32_t)from->n_messages;
    out->slices = slices;
    return HUB_OK;
}

static enum hub_status take_submit(const Pusdalops__V1__Submit *from, struct arena *arena,
                                   struct request *out, struct fault *fault)
{
    struct slice *slices = arena_take(arena, sizeof *slices);
    if (slices == NULL) {
        return fault_set(fault, HUB_E_TOO_MANY_ELEMENTS, "submit.message");
    }
    slices[0] = (struct slice){from->message.data, from->message.len};
    out->kind = REQUEST_SUBMIT;
    out->slice_count = 1;
    out->slices = slices;
    return HUB_OK;
}

/* The questions that are only a few fields. */
static enum hub_status take_question(const Pusdalops__V1__Request *from, struct request *out,
                                     struct fault *fault)
{
    if (from->body_case == PUSDALOPS__V1__REQUEST__BODY_INQUIRY) {
        out->kind = REQUEST_INQUIRY;
        out->realm = text(from->inquiry->realm);
        out->source = text(from->inquiry->source);
        out->number = from->inquiry->number;
    } else if (from->body_case == PUSDALOPS__V1__REQUEST__BODY_SNAPSHOT) {
        out->kind = REQUEST_SNAPSHOT;
        out->realm = text(from->snapshot->realm);
        out->topic = text(from->snapshot->topic_prefix);
        out->cursor = text(from->snapshot->cursor);
    } else if (from->body_case == PUSDALOPS__V1__REQUEST__BODY_REPLAY) {
        out->kind = REQUEST_REPLAY;
        out->realm = text(from->replay->realm);
        out->topic = text(from->replay->topic);
        out->number = from->replay->after;
    } else if (from->body_case == PUSDALOPS__V1__REQUEST__BODY_HEARTBEAT) {
        out->kind = REQUEST_HEARTBEAT;
        out->realm = text(from->heartbeat->realm);
        out->source = text(from->heartbeat->source);
        out->number = from->heartbeat->last_number;
        out->outbox_messages = from->heartbeat->outbox_messages;
        out->sent_utc_us = utc_us(from->heartbeat->sent_at);
    } else if (from->body_case == PUSDALOPS__V1__REQUEST__BODY_NODES) {
        out->kind = REQUEST_NODES;
        out->realm = text(from->nodes->realm);
        out->cursor = text(from->nodes->cursor);
    } else {
        return fault_set(fault, HUB_E_REQUEST_EMPTY, "body");
    }
    return HUB_OK;
}

enum hub_status message_decode_request(struct slice frame, struct arena *arena, struct request *out,
                                       struct fault *fault)
{
    *out = (struct request){.kind = REQUEST_NONE};
    if (frame.size_bytes > FRAME_BYTES_MAX) {
        return fault_set(fault, HUB_E_FRAME_TOO_LARGE, "%s", "");
    }
    const enum hub_status status =
        message_wire_check(&pusdalops__v1__request__descriptor, frame, ELEMENTS_MAX, fault);
    if (status != HUB_OK) {
        return status;
    }
    ProtobufCAllocator allocator = allocator_over(arena);
    const Pusdalops__V1__Request *from =
        pusdalops__v1__request__unpack(&allocator, frame.size_bytes, frame.data);
    if (from == NULL) {
        return fault_set(
            fault, arena_left(arena) < FRAME_BYTES_MAX ? HUB_E_TOO_MANY_ELEMENTS : HUB_E_MALFORMED,
            "%s", "");
    }
    out->request_id = from->request_id;
    if (from->body_case == PUSDALOPS__V1__REQUEST__BODY_SUBMIT) {
        return take_submit(from->submit, arena, out, fault);
    }
    if (from->body_case == PUSDALOPS__V1__REQUEST__BODY_SUBMIT_BATCH) {
        return take_batch(from->submit_batch, arena, out, fault);
    }
    if (from->body_case == PUSDALOPS__V1__REQUEST__BODY_HELLO) {
        return take_hello(from->hello, arena, out, fault);
    }
    return take_question(from, out, fault);
}
