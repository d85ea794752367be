#include "twins.h"

#include "base/assert.h"
#include "base/ids.h"
#include "core/limits.h"

/* What no calendar holds: the first moment of the year 10000, and as far before 1970. */
#define BEYOND_S 253402300800LL

/* Report the first of the members that is not the same. */
#define SAME(member)                                                                               \
    if (ours->member != wanted->member) {                                                          \
        return #member;                                                                            \
    }
#define SAME_BYTES(member)                                                                         \
    if (!slice_equal(ours->member, wanted->member)) {                                              \
        return #member;                                                                            \
    }
#define SAME_BITS(member)                                                                          \
    if (bits_of(ours->member) != bits_of(wanted->member)) {                                        \
        return #member;                                                                            \
    }
#define SAME_LIST(member)                                                                          \
    if (!same_list(&ours->member, &wanted->member)) {                                              \
        return #member;                                                                            \
    }

/* A double as it stands on the wire, so that a NaN equals itself and -0 is not 0. */
static uint64_t bits_of(double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static bool same_list(const struct slice_list *ours, const struct slice_list *wanted)
{
    if (ours->count != wanted->count) {
        return false;
    }
    for (uint32_t i = 0; i < ours->count; i++) {
        if (!slice_equal(ours->items[i], wanted->items[i])) {
            return false;
        }
    }
    return true;
}

/* --- what is wanted: protobuf-c's structs in our words --- */

static struct slice_list list_of_texts(size_t count, char *const *texts, struct slice *room)
{
    HUB_ASSERT(count <= ELEMENTS_MAX);
    for (size_t i = 0; i < count; i++) {
        room[i] = slice_of(texts[i]);
    }
    return (struct slice_list){room, (uint32_t)count};
}

static struct slice slice_of_binary(ProtobufCBinaryData bytes)
{
    return (struct slice){bytes.data, bytes.len};
}

static int64_t time_of(const Google__Protobuf__Timestamp *time)
{
    if (time == NULL) {
        return 0;
    }
    if (time->nanos < 0 || time->nanos > 999999999) {
        return BEYOND_S * US_PER_S;
    }
    int64_t seconds = time->seconds;
    if (seconds > BEYOND_S) {
        seconds = BEYOND_S;
    } else if (seconds < -BEYOND_S) {
        seconds = -BEYOND_S;
    }
    return seconds * US_PER_S + time->nanos / 1000;
}

static void want_event(const Pusdalops__V1__EventDeclaration *theirs, struct body_event *wanted)
{
    static struct slice regions[ELEMENTS_MAX];
    wanted->event_id = slice_of(theirs->event_id);
    wanted->hazard_code = theirs->hazard_code;
    wanted->name = slice_of(theirs->name);
    wanted->started_utc_us = time_of(theirs->started_at);
    wanted->regions = list_of_texts(theirs->n_region_codes, theirs->region_codes, regions);
    wanted->state = (int)theirs->state;
}

static void want_place(const Pusdalops__V1__Place *theirs, struct body_report *wanted)
{
    wanted->region_code = slice_of(theirs->region_code);
    wanted->region_name = slice_of(theirs->region_name);
    wanted->kecamatan_code = slice_of(theirs->kecamatan_code);
    wanted->village_code = slice_of(theirs->village_code);
    wanted->point = slice_of(theirs->point);
    if (theirs->position != NULL) {
        wanted->has_position = true;
        wanted->latitude_deg = theirs->position->latitude_deg;
        wanted->longitude_deg = theirs->position->longitude_deg;
    }
}

/* The figures, until the first that is wrong: what follows it is only counted. */
static void want_figures(const Pusdalops__V1__SituationReport *theirs, struct body_report *wanted)
{
    struct figures *figures = &wanted->figures;
    wanted->figure_count = (uint32_t)theirs->n_figures;
    for (size_t i = 0; i < theirs->n_figures; i++) {
        const int kind = (int)theirs->figures[i]->kind;
        const int reason = (int)theirs->figures[i]->reason;
        const uint32_t value = theirs->figures[i]->value;
        if (kind < 1 || kind >= FIGURE_KINDS) {
            wanted->unknown_figures++;
        } else if (wanted->figure_fault.status != HUB_OK) {
            continue;
        } else if ((figures->mask >> (unsigned)kind & 1U) != 0) {
            fault_set(&wanted->figure_fault, HUB_E_FIELD_TWICE, "report.figures[%zu].kind", i);
        } else if (value > FIGURE_VALUE_MAX) {
            fault_set(&wanted->figure_fault, HUB_E_FIELD_RANGE, "report.figures[%zu].value", i);
        } else if (reason < 0 || reason > 6) {
            fault_set(&wanted->figure_fault, HUB_E_FIELD_UNKNOWN_VALUE,
                      "report.figures[%zu].reason", i);
        } else {
            figures->mask |= 1U << (unsigned)kind;
            figures->value[kind] = value;
            figures->reason[kind] = (uint8_t)reason;
        }
    }
}

static void want_report(const Pusdalops__V1__SituationReport *theirs, struct body_report *wanted)
{
    wanted->event_id = slice_of(theirs->event_id);
    if (theirs->place != NULL) {
        want_place(theirs->place, wanted);
    }
    wanted->has_as_of = theirs->as_of != NULL;
    wanted->as_of_utc_us = time_of(theirs->as_of);
    wanted->revises = theirs->revises;
    want_figures(theirs, wanted);
    wanted->needs = slice_of(theirs->needs);
    wanted->efforts = slice_of(theirs->efforts);
    wanted->chronology = slice_of(theirs->chronology);
    wanted->reference = slice_of(theirs->reference);
}

static void want_message(const Pusdalops__V1__Message *theirs, struct message *wanted)
{
    memset(wanted, 0, sizeof *wanted);
    wanted->source = slice_of(theirs->source);
    wanted->number = theirs->number;
    wanted->realm = slice_of(theirs->realm);
    wanted->sent_utc_us = time_of(theirs->sent_at);
    wanted->on_behalf_of = slice_of(theirs->on_behalf_of);
    wanted->channel = (int)theirs->channel;
    switch ((int)theirs->body_case) {
    case PUSDALOPS__V1__MESSAGE__BODY_EVENT:
        wanted->kind = BODY_EVENT;
        want_event(theirs->event, &wanted->as.event);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_REPORT:
        wanted->kind = BODY_REPORT;
        want_report(theirs->report, &wanted->as.report);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_WITHDRAWAL:
        wanted->kind = BODY_WITHDRAWAL;
        wanted->as.withdrawal.number = theirs->withdrawal->number;
        wanted->as.withdrawal.reason = slice_of(theirs->withdrawal->reason);
        break;
    case PUSDALOPS__V1__MESSAGE__BODY_VERIFICATION:
        wanted->kind = BODY_VERIFICATION;
        wanted->as.verification.source = slice_of(theirs->verification->source);
        wanted->as.verification.number = theirs->verification->number;
        wanted->as.verification.level = (int)theirs->verification->level;
        wanted->as.verification.retract = theirs->verification->retract != 0;
        wanted->as.verification.note = slice_of(theirs->verification->note);
        break;
    default:
        break;
    }
}

static void want_hello(const Pusdalops__V1__Hello *theirs, struct request *wanted)
{
    static struct slice capabilities[ELEMENTS_MAX];
    static struct slice sources[ELEMENTS_MAX];
    wanted->version_min = theirs->version_min;
    wanted->version_max = theirs->version_max;
    wanted->software = slice_of(theirs->software);
    wanted->capabilities =
        list_of_texts(theirs->n_capabilities, theirs->capabilities, capabilities);
    wanted->realm = slice_of(theirs->realm);
    wanted->sources = list_of_texts(theirs->n_sources, theirs->sources, sources);
}

static void want_handed_in(const Pusdalops__V1__Request *theirs, struct request *wanted)
{
    static struct slice messages[ELEMENTS_MAX];
    if (theirs->body_case == PUSDALOPS__V1__REQUEST__BODY_SUBMIT) {
        wanted->message = slice_of_binary(theirs->submit->message);
        messages[0] = wanted->message;
        wanted->messages = (struct slice_list){messages, 1};
        return;
    }
    HUB_ASSERT(theirs->submit_batch->n_messages <= ELEMENTS_MAX);
    for (size_t i = 0; i < theirs->submit_batch->n_messages; i++) {
        messages[i] = slice_of_binary(theirs->submit_batch->messages[i]);
    }
    wanted->messages = (struct slice_list){messages, (uint32_t)theirs->submit_batch->n_messages};
}

static void want_heartbeat(const Pusdalops__V1__NodeHeartbeat *theirs, struct request *wanted)
{
    wanted->realm = slice_of(theirs->realm);
    wanted->source = slice_of(theirs->source);
    wanted->number = theirs->last_number;
    wanted->outbox_messages = theirs->outbox_messages;
    wanted->sent_utc_us = time_of(theirs->sent_at);
}

static void want_question(const Pusdalops__V1__Request *theirs, struct request *wanted)
{
    switch ((int)theirs->body_case) {
    case PUSDALOPS__V1__REQUEST__BODY_INQUIRY:
        wanted->kind = REQUEST_INQUIRY;
        wanted->realm = slice_of(theirs->inquiry->realm);
        wanted->source = slice_of(theirs->inquiry->source);
        wanted->number = theirs->inquiry->number;
        break;
    case PUSDALOPS__V1__REQUEST__BODY_SNAPSHOT:
        wanted->kind = REQUEST_SNAPSHOT;
        wanted->realm = slice_of(theirs->snapshot->realm);
        wanted->topic = slice_of(theirs->snapshot->topic_prefix);
        wanted->cursor = slice_of(theirs->snapshot->cursor);
        break;
    case PUSDALOPS__V1__REQUEST__BODY_REPLAY:
        wanted->kind = REQUEST_REPLAY;
        wanted->realm = slice_of(theirs->replay->realm);
        wanted->topic = slice_of(theirs->replay->topic);
        wanted->number = theirs->replay->after;
        break;
    case PUSDALOPS__V1__REQUEST__BODY_NODES:
        wanted->kind = REQUEST_NODES;
        wanted->realm = slice_of(theirs->nodes->realm);
        wanted->cursor = slice_of(theirs->nodes->cursor);
        break;
    default:
        break;
    }
}

static void want_request(const Pusdalops__V1__Request *theirs, struct request *wanted)
{
    memset(wanted, 0, sizeof *wanted);
    wanted->request_id = theirs->request_id;
    switch ((int)theirs->body_case) {
    case PUSDALOPS__V1__REQUEST__BODY_HELLO:
        wanted->kind = REQUEST_HELLO;
        want_hello(theirs->hello, wanted);
        break;
    case PUSDALOPS__V1__REQUEST__BODY_SUBMIT:
        wanted->kind = REQUEST_SUBMIT;
        want_handed_in(theirs, wanted);
        break;
    case PUSDALOPS__V1__REQUEST__BODY_SUBMIT_BATCH:
        wanted->kind = REQUEST_SUBMIT_BATCH;
        want_handed_in(theirs, wanted);
        break;
    case PUSDALOPS__V1__REQUEST__BODY_HEARTBEAT:
        wanted->kind = REQUEST_HEARTBEAT;
        want_heartbeat(theirs->heartbeat, wanted);
        break;
    default:
        want_question(theirs, wanted);
    }
}

/* --- comparing --- */

static const char *event_differs(const struct body_event *ours, const struct body_event *wanted)
{
    SAME_BYTES(event_id)
    SAME(hazard_code)
    SAME_BYTES(name)
    SAME(started_utc_us)
    SAME_LIST(regions)
    SAME(state)
    return NULL;
}

static const char *figures_differ(const struct body_report *ours, const struct body_report *wanted)
{
    SAME(figure_count)
    SAME(unknown_figures)
    SAME(figure_fault.status)
    if (wanted->figure_fault.status != HUB_OK) { /* then nobody reads the figures */
        return strcmp(ours->figure_fault.field, wanted->figure_fault.field) == 0
                   ? NULL
                   : "figure_fault.field";
    }
    SAME(figures.mask)
    for (int kind = 0; kind < FIGURE_KINDS; kind++) {
        SAME(figures.value[kind])
        SAME(figures.reason[kind])
    }
    return NULL;
}

static const char *report_differs(const struct body_report *ours, const struct body_report *wanted)
{
    SAME_BYTES(event_id)
    SAME_BYTES(region_code)
    SAME_BYTES(region_name)
    SAME_BYTES(kecamatan_code)
    SAME_BYTES(village_code)
    SAME_BYTES(point)
    SAME(has_position)
    SAME_BITS(latitude_deg)
    SAME_BITS(longitude_deg)
    SAME(has_as_of)
    SAME(as_of_utc_us)
    SAME(revises)
    SAME_BYTES(needs)
    SAME_BYTES(efforts)
    SAME_BYTES(chronology)
    SAME_BYTES(reference)
    return figures_differ(ours, wanted);
}

static const char *withdrawal_differs(const struct body_withdrawal *ours,
                                      const struct body_withdrawal *wanted)
{
    SAME(number)
    SAME_BYTES(reason)
    return NULL;
}

static const char *verification_differs(const struct body_verification *ours,
                                        const struct body_verification *wanted)
{
    SAME_BYTES(source)
    SAME(number)
    SAME(level)
    SAME(retract)
    SAME_BYTES(note)
    return NULL;
}

static const char *messages_differ(const struct message *ours, const struct message *wanted)
{
    SAME_BYTES(source)
    SAME(number)
    SAME_BYTES(realm)
    SAME(sent_utc_us)
    SAME_BYTES(on_behalf_of)
    SAME(channel)
    SAME(kind)
    switch (wanted->kind) {
    case BODY_EVENT:
        return event_differs(&ours->as.event, &wanted->as.event);
    case BODY_REPORT:
        return report_differs(&ours->as.report, &wanted->as.report);
    case BODY_WITHDRAWAL:
        return withdrawal_differs(&ours->as.withdrawal, &wanted->as.withdrawal);
    case BODY_VERIFICATION:
        return verification_differs(&ours->as.verification, &wanted->as.verification);
    case BODY_NONE:
    case BODY_NEED:
    case BODY_NEED_DECISION:
    case BODY_PLEDGE:
    case BODY_PLEDGE_UPDATE:
    default:
        return NULL;
    }
}

static const char *requests_differ(const struct request *ours, const struct request *wanted)
{
    SAME(request_id)
    SAME(kind)
    SAME_BYTES(realm)
    SAME_BYTES(source)
    SAME(number)
    SAME_BYTES(topic)
    SAME_BYTES(cursor)
    SAME(outbox_messages)
    SAME(sent_utc_us)
    SAME(version_min)
    SAME(version_max)
    SAME_BYTES(software)
    SAME_BYTES(message)
    SAME_LIST(messages)
    SAME_LIST(sources)
    SAME_LIST(capabilities)
    return NULL;
}

const char *twins_message_differs(const struct message *ours, const Pusdalops__V1__Message *theirs)
{
    struct message wanted;
    want_message(theirs, &wanted);
    return messages_differ(ours, &wanted);
}

const char *twins_request_differs(const struct request *ours, const Pusdalops__V1__Request *theirs)
{
    struct request wanted;
    want_request(theirs, &wanted);
    return requests_differ(ours, &wanted);
}

enum hub_status twins_request_status(const Pusdalops__V1__Request *theirs)
{
    if (theirs->body_case == PUSDALOPS__V1__REQUEST__BODY_SUBMIT_BATCH) {
        const size_t count = theirs->submit_batch->n_messages;
        return count == 0                   ? HUB_E_FIELD_MISSING
               : count > BATCH_MESSAGES_MAX ? HUB_E_BATCH_TOO_LARGE
                                            : HUB_OK;
    }
    if (theirs->body_case == PUSDALOPS__V1__REQUEST__BODY_HELLO) {
        const Pusdalops__V1__Hello *hello = theirs->hello;
        bool in_range = hello->n_sources <= HELLO_SOURCES_MAX &&
                        hello->n_capabilities <= HELLO_CAPABILITIES_MAX &&
                        strlen(hello->software) <= SOFTWARE_BYTES_MAX;
        for (size_t i = 0; i < hello->n_capabilities; i++) {
            in_range = in_range && strlen(hello->capabilities[i]) <= CAPABILITY_BYTES_MAX;
        }
        return in_range ? HUB_OK : HUB_E_FIELD_RANGE;
    }
    return theirs->body_case == PUSDALOPS__V1__REQUEST__BODY__NOT_SET ? HUB_E_REQUEST_EMPTY
                                                                      : HUB_OK;
}

/* --- both decoders --- */

const char *twins_message(struct slice bytes, struct message *out, enum hub_status *out_status)
{
    static _Alignas(16) uint8_t room[DECODE_BYTES_MAX];
    struct arena arena;
    struct fault fault = {.status = HUB_OK};
    arena_init(&arena, room, sizeof room);
    *out_status = message_decode(bytes, &arena, out, &fault);
    if (*out_status != HUB_OK) {
        return fault.status == *out_status ? NULL : "the fault is not filled in";
    }
    Pusdalops__V1__Message *theirs =
        pusdalops__v1__message__unpack(NULL, bytes.size_bytes, bytes.data);
    if (theirs == NULL) {
        return "protobuf-c does not unpack it"; /* (1) */
    }
    const char *differs = twins_message_differs(out, theirs);
    pusdalops__v1__message__free_unpacked(theirs, NULL);
    return differs;
}

const char *twins_request(struct slice bytes, struct request *out, enum hub_status *out_status)
{
    static _Alignas(16) uint8_t room[DECODE_BYTES_MAX];
    struct arena arena;
    struct fault fault = {.status = HUB_OK};
    arena_init(&arena, room, sizeof room);
    const enum hub_status status = message_decode_request(bytes, &arena, out, &fault);
    *out_status = status;
    if (status != HUB_OK && fault.status != status) {
        return "the fault is not filled in";
    }
    if (status != HUB_OK && status != HUB_E_REQUEST_EMPTY && status != HUB_E_FIELD_MISSING &&
        status != HUB_E_BATCH_TOO_LARGE && status != HUB_E_FIELD_RANGE) {
        return NULL; /* refused before everything was read */
    }
    Pusdalops__V1__Request *theirs =
        pusdalops__v1__request__unpack(NULL, bytes.size_bytes, bytes.data);
    if (theirs == NULL) {
        return "protobuf-c does not unpack it"; /* (1) */
    }
    const char *differs = status == twins_request_status(theirs)
                              ? twins_request_differs(out, theirs)
                              : "what became of it";
    pusdalops__v1__request__free_unpacked(theirs, NULL);
    return differs;
}
