/* batch.c - several messages in one request: which, how many, and whose receipt is whose. */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

#define REQUEST_BYTES 32U /* around the messages: id, tags, lengths */
#define MESSAGE_BYTES 4U  /* before each message: its tag and a length of up to 21 bits */

static uint32_t lesser(uint32_t one, uint32_t other)
{
    return one < other ? one : other;
}

void batch_limits_set(struct batch_limits *limits, uint32_t messages, uint32_t frame_bytes)
{
    /* a hub that says nothing of batches is not sent any */
    limits->messages_max = lesser(limits->wanted_max, messages == 0 ? 1 : messages);
    limits->messages_now = limits->messages_max;
    limits->frame_bytes_max = frame_bytes == 0 ? BATCH_FRAME_BYTES : frame_bytes;
}

void batch_refused(struct batch_limits *limits, uint32_t count)
{
    limits->messages_now = count > 1 ? count / 2 : 1;
}

void batch_answered(struct batch_limits *limits)
{
    limits->messages_now = lesser(2 * limits->messages_now, limits->messages_max);
}

static int by_number(const void *one, const void *other)
{
    const uint64_t a = (*(struct flight *const *)one)->number;
    const uint64_t b = (*(struct flight *const *)other)->number;
    return (a > b) - (a < b);
}

void batch_choose(struct batch *batch, struct flights *flights, const struct batch_limits *limits,
                  uint64_t now_ms)
{
    batch->count = 0;
    for (uint32_t i = 0; i < flights->window; i++) {
        struct flight *flight = &flights->places[i];
        flights_wake(flights, flight, now_ms);
        if (flight->state == FLIGHT_READY) {
            batch->flights[batch->count++] = flight;
        }
    }
    qsort(batch->flights, batch->count, sizeof batch->flights[0], by_number); /* (1) */
    const uint32_t most =
        lesser(batch->count, limits->messages_now == 0 ? 1 : limits->messages_now);
    size_t bytes = REQUEST_BYTES;
    uint32_t count = 0;
    while (count < most) {
        bytes += MESSAGE_BYTES + batch->flights[count]->bytes.size;
        if (count > 0 && bytes > limits->frame_bytes_max) {
            break;
        }
        count++;
    }
    batch->count = count;
}

bool batch_encode(const struct batch *batch, uint64_t request_id, struct wire_bytes *out)
{
    Pusdalops__V1__Request request;
    Pusdalops__V1__Submit submit;
    Pusdalops__V1__SubmitBatch several;
    ProtobufCBinaryData messages[PUSDALOPS_WINDOW_MAX];
    for (uint32_t i = 0; i < batch->count; i++) {
        const struct wire_bytes *bytes = &batch->flights[i]->bytes;
        messages[i] = (ProtobufCBinaryData){.len = bytes->size, .data = bytes->data};
    }
    pusdalops__v1__request__init(&request);
    request.request_id = request_id;
    if (batch->count == 1) {
        pusdalops__v1__submit__init(&submit);
        submit.message = messages[0];
        request.body_case = PUSDALOPS__V1__REQUEST__BODY_SUBMIT;
        request.submit = &submit;
    } else {
        pusdalops__v1__submit_batch__init(&several);
        several.n_messages = batch->count;
        several.messages = messages;
        request.body_case = PUSDALOPS__V1__REQUEST__BODY_SUBMIT_BATCH;
        request.submit_batch = &several;
    }
    return wire_request_encode(&request, out);
}

void batch_sent(const struct batch *batch, uint64_t request_id, uint64_t due_ms)
{
    for (uint32_t i = 0; i < batch->count; i++) {
        struct flight *flight = batch->flights[i];
        flight->state = FLIGHT_SENT;
        flight->due_ms = due_ms;
        flight->batch_id = batch->count > 1 ? request_id : 0;
        flight->batch_place = i;
        flight->batch_count = batch->count;
    }
}

bool batch_find(struct batch *batch, const struct flights *flights, uint64_t request_id)
{
    batch->count = 0;
    if ((request_id & FLIGHT_PLACE_BATCH) != FLIGHT_PLACE_BATCH) {
        return false; /* 0 would find all that went alone */
    }
    for (uint32_t i = 0; i < flights->window; i++) {
        struct flight *flight = &flights->places[i];
        if (flight->state == FLIGHT_FREE || flight->batch_id != request_id) {
            continue;
        }
        if (batch->count == 0) {
            batch->count = flight->batch_count;
            memset(batch->flights, 0, batch->count * sizeof batch->flights[0]);
        }
        batch->flights[flight->batch_place] = flight; /* (2) */
    }
    return batch->count > 0;
}
