/* net.c - frames under way: late, twice, out of order, or never. Publications of one lane keep their order. */
#include "sim.h"

#include "base/assert.h"

#include <stdlib.h>

struct hand *net_hand(struct run *run, uint32_t client)
{
    const uint64_t id = run->next_hand++;
    struct hand *hand = &run->hands[id % SIM_HANDS_MAX];
    *hand = (struct hand){.id = id, .client = client};
    return hand;
}

static bool is_cut_off(const struct run *run, uint32_t client)
{
    return run->clients[client].cut_off_until_us > run->mono_us;
}

static void put(struct run *run, const struct parcel *parcel)
{
    if (run->parcel_count == run->parcel_max) {
        return; /* a flood is lost too */
    }
    run->parcels[run->parcel_count] = *parcel;
    run->parcels[run->parcel_count].order = run->parcel_order++;
    run->parcel_count++;
}

static int64_t throw_due(struct run *run)
{
    return run->mono_us + 100 +
           (int64_t)dice_below(&run->dice, run->odds.delay_ms_max * 1000U + 1U);
}

static void carry(struct run *run, struct parcel *parcel)
{
    if (is_cut_off(run, parcel->client) || dice_chance(&run->dice, run->odds.loss)) {
        return;
    }
    parcel->due_us = throw_due(run);
    put(run, parcel);
    if (dice_chance(&run->dice, run->odds.twice)) {
        parcel->due_us = throw_due(run);
        put(run, parcel);
    }
}

void net_send(struct run *run, uint32_t client, enum door door, struct slice payload)
{
    struct parcel parcel = {
        .kind = PARCEL_TO_HUB, .client = client, .door = door, .payload = payload};
    carry(run, &parcel);
}

bool net_is_unread(const Pusdalops__V1__Reply *reply)
{
    return reply->body_case == PUSDALOPS__V1__REPLY__BODY_PROBLEM &&
           reply->problem->code == HUB_E_ANSWERS_UNREAD && reply->problem->retry_after_ms > 0;
}

void net_reply(struct run *run, uint32_t client, struct slice payload)
{
    struct parcel parcel = {.kind = PARCEL_REPLY, .client = client, .payload = room_copy(payload)};
    carry(run, &parcel);
}

void net_publish(struct run *run, const struct effect *effect)
{
    struct parcel parcel = {.kind = PARCEL_FEED, .lane = effect->as.publish.lane};
    bool copied = false;
    for (uint32_t i = 0; i < run->console_count; i++) {
        if (!console_wants(run->consoles[i], parcel.lane, effect->as.publish.topic) ||
            is_cut_off(run, console_client(run->consoles[i])) ||
            dice_chance(&run->dice, run->odds.feed_loss)) {
            continue;
        }
        if (!copied) {
            parcel.topic = room_copy(effect->as.publish.topic);
            parcel.payload = room_copy(effect->as.publish.payload);
            copied = true;
        }
        int64_t *last = &run->feed_due_us[i][parcel.lane];
        const int64_t due = throw_due(run);
        *last = due > *last ? due : *last; /* one connection keeps its order */
        parcel.due_us = *last;
        parcel.client = i;
        put(run, &parcel);
    }
}

static int by_due(const void *a, const void *b)
{
    const struct parcel *x = a;
    const struct parcel *y = b;
    if (x->due_us != y->due_us) {
        return x->due_us < y->due_us ? -1 : 1;
    }
    return x->order < y->order ? -1 : 1;
}

static void hand_over(struct run *run, const struct parcel *parcel)
{
    if (parcel->kind == PARCEL_FEED) {
        console_feed(run, parcel->client, parcel->lane, parcel->topic, parcel->payload);
        return;
    }
    Pusdalops__V1__Reply *reply = pusdalops__v1__reply__unpack(
        scratch_allocator(), parcel->payload.size_bytes, parcel->payload.data);
    HUB_ASSERT(reply != NULL); /* judge_reply saw that it can be read */
    struct hand *hand = &run->hands[reply->request_id % SIM_HANDS_MAX];
    if (hand->id != reply->request_id || hand->client != parcel->client) {
        return; /* an answer that nobody waits for any more */
    }
    switch (hand->kind) {
    case HAND_SUBMIT:
    case HAND_HEARTBEAT:
        node_reply(run, hand, reply);
        break;
    case HAND_SNAPSHOT:
    case HAND_REPLAY:
        console_reply(run, hand, reply);
        break;
    case HAND_FORBIDDEN:
        liar_reply(run, hand, reply);
        break;
    case HAND_LIE:
    case HAND_AUDIT:
    case HAND_FREE:
        break;
    }
}

static void into_event(const struct run *run, const struct parcel *parcel, struct event *out)
{
    *out = (struct event){.kind = EVENT_REQUEST,
                          .at_utc_us = run->mono_us + run->wall_offset_us,
                          .mono_us = run->mono_us};
    out->as.request.door = parcel->door;
    out->as.request.peer.id[0] = (uint8_t)parcel->client;
    out->as.request.peer.id_bytes = 1;
    out->as.request.user = slice_of(run->clients[parcel->client].key);
    out->as.request.payload = parcel->payload;
}

uint32_t net_deliver(struct run *run, struct event *events, uint32_t max)
{
    static struct parcel due[1U << 16U];
    uint32_t due_count = 0;
    uint32_t heard = 0;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < run->parcel_count; i++) {
        const bool is_due = run->parcels[i].due_us <= run->mono_us;
        if (is_due && due_count < sizeof due / sizeof due[0] &&
            (run->parcels[i].kind != PARCEL_TO_HUB || heard < max)) {
            heard += run->parcels[i].kind == PARCEL_TO_HUB ? 1 : 0;
            due[due_count++] = run->parcels[i];
        } else {
            run->parcels[kept++] = run->parcels[i];
        }
    }
    run->parcel_count = kept;
    qsort(due, due_count, sizeof due[0], by_due);
    heard = 0;
    for (uint32_t i = 0; i < due_count; i++) {
        if (due[i].kind == PARCEL_TO_HUB) {
            into_event(run, &due[i], &events[heard++]);
        } else {
            hand_over(run, &due[i]);
        }
    }
    return heard;
}

int64_t net_next_due(const struct run *run)
{
    int64_t next = INT64_MAX;
    for (uint32_t i = 0; i < run->parcel_count; i++) {
        next = run->parcels[i].due_us < next ? run->parcels[i].due_us : next;
    }
    return next;
}

void net_cut(struct run *run)
{
    run->parcel_count = 0;
}
