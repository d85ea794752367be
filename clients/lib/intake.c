/* intake.c - messages published without an answer, and what the hub's list of numbers says of them. */
#include "intake.h"

#include <stdlib.h>
#include <string.h>

bool intake_open(struct intake *intake, uint64_t now_ms)
{
    *intake = (struct intake){
        .patience_ms = now_ms + INTAKE_PATIENCE_MS,
        .bytes = malloc(INTAKE_BYTES_MAX + PUSDALOPS_MESSAGE_BYTES_MAX),
    };
    return intake->bytes != NULL;
}

void intake_close(struct intake *intake)
{
    free(intake->bytes);
    wire_bytes_free(&intake->frame);
    *intake = (struct intake){0};
}

void intake_heard(struct intake *intake, bool subscribed)
{
    if (subscribed && !intake->hears) {
        intake->published = 0; /* (3) */
    }
    intake->hears = subscribed;
}

/* ---- publishing ---- */

bool intake_add(struct intake *intake, uint64_t number, const uint8_t *bytes, size_t size)
{
    const bool full = intake->count == INTAKE_MESSAGES_MAX ||
                      (intake->count > 0 && intake->size + size > INTAKE_BYTES_MAX);
    if (full || size > PUSDALOPS_MESSAGE_BYTES_MAX) {
        return false;
    }
    memcpy(intake->bytes + intake->size, bytes, size);
    intake->sizes[intake->count++] = size;
    intake->size += size;
    intake->number = number;
    return true;
}

bool intake_encode(struct intake *intake)
{
    Pusdalops__V1__Request request;
    Pusdalops__V1__SubmitBatch batch;
    ProtobufCBinaryData messages[INTAKE_MESSAGES_MAX];
    size_t at = 0;
    for (size_t i = 0; i < intake->count; i++) {
        messages[i] = (ProtobufCBinaryData){.len = intake->sizes[i], .data = intake->bytes + at};
        at += intake->sizes[i];
    }
    pusdalops__v1__request__init(&request);
    pusdalops__v1__submit_batch__init(&batch);
    batch.n_messages = intake->count;
    batch.messages = messages;
    request.body_case = PUSDALOPS__V1__REQUEST__BODY_SUBMIT_BATCH;
    request.submit_batch = &batch;
    return wire_request_encode(&request, &intake->frame);
}

void intake_done(struct intake *intake, bool sent, uint64_t now_ms)
{
    if (sent && intake->count > 0) {
        intake->published = intake->number;
        intake->published_ms = now_ms;
    }
    intake->count = 0;
    intake->size = 0;
}

/* ---- confirming ---- */

void intake_told(struct intake *intake, uint64_t last_number, const struct pusdalops_range *missing,
                 size_t missing_count, uint64_t now_ms)
{
    intake->last_number = last_number;
    intake->missing_count =
        missing_count < PUSDALOPS_MISSING_MAX ? missing_count : PUSDALOPS_MISSING_MAX;
    if (intake->missing_count > 0) {
        memcpy(intake->missing, missing, intake->missing_count * sizeof missing[0]);
    }
    intake->told_ms = now_ms;
}

bool intake_names_held(const struct intake *intake, uint64_t number)
{
    if (intake->told_ms == 0 || number > intake->last_number) {
        return false;
    }
    for (size_t i = 0; i < intake->missing_count; i++) {
        if (number >= intake->missing[i].first && number <= intake->missing[i].last) {
            return false;
        }
    }
    /* a full list ends at its last range, the lowest: it says nothing of what lies below */
    return intake->missing_count < PUSDALOPS_MISSING_MAX ||
           number > intake->missing[PUSDALOPS_MISSING_MAX - 1].last;
}

void intake_call_witness(struct intake *intake, uint64_t number)
{
    if (intake->witness != INTAKE_WITNESS_BAD && number != intake->witness_number) {
        intake->witness = INTAKE_WITNESS_ASKED;
        intake->witness_number = number;
    }
}

bool intake_receipt(struct intake *intake, uint64_t number, enum pusdalops_receipt status)
{
    if (intake->witness != INTAKE_WITNESS_ASKED || number != intake->witness_number) {
        return false;
    }
    const bool good = status == PUSDALOPS_ACCEPTED || status == PUSDALOPS_DUPLICATE;
    intake->witness = good ? INTAKE_WITNESS_GOOD : INTAKE_WITNESS_BAD;
    return true;
}

enum intake_verdict intake_judge(const struct intake *intake, uint64_t number, uint64_t now_ms)
{
    if (number > intake->published) {
        return intake->hears || now_ms < intake->patience_ms ? INTAKE_WAIT : INTAKE_SUBMIT;
    }
    if (intake->told_ms < intake->published_ms) {
        return INTAKE_WAIT; /* the list is older than the publication */
    }
    if (!intake_names_held(intake, number)) { /* (2) */
        return now_ms >= intake->published_ms + INTAKE_ARRIVE_MS ? INTAKE_SUBMIT : INTAKE_WAIT;
    }
    if (intake->witness == INTAKE_WITNESS_BAD ||
        (intake->witness == INTAKE_WITNESS_ASKED && number == intake->witness_number)) {
        return INTAKE_SUBMIT;
    }
    const bool vouched = intake->witness == INTAKE_WITNESS_GOOD && number < intake->witness_number;
    return vouched ? INTAKE_HELD : INTAKE_WAIT; /* (1) */
}

bool intake_asks(const struct intake *intake, uint64_t now_ms)
{
    return intake->published > 0 &&
           (intake->told_ms < intake->published_ms || now_ms >= intake->told_ms + INTAKE_ASK_MS);
}
