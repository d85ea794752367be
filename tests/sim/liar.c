/*
 * liar.c - those who say what they may not: another's region, another's name, another realm, another content under
 * the same number, a time to come, bytes that are no message, questions above their class.
 *
 * What they send is marked as forbidden; the judge looks whether any of it is ever in the journal.
 */
#include "sim.h"

#include "base/assert.h"

#include <stdio.h>

struct lie {
    struct run *run;
    struct draft draft;
    uint32_t client; /* who sends it */
    enum sim_realm realm;
    bool forbidden;
};

static Pusdalops__V1__Place *place_of(const char *code)
{
    Pusdalops__V1__Place *place = room_take(sizeof *place);
    pusdalops__v1__place__init(place);
    place->region_code = (char *)(uintptr_t)room_print("%s", code).data;
    return place;
}

static struct slice report_on(const struct lie *lie, const char *code, int64_t as_of_us)
{
    const struct run *run = lie->run;
    const char *event_id = "gempa-none";
    for (uint32_t i = 0; i < run->event_count; i++) {
        if (run->events[i].realm == lie->realm && run->events[i].open_to_reports &&
            (run->events[i].area == AREA_NATION || run->events[i].area == 12)) {
            event_id = run->events[i].id;
        }
    }
    struct figures figures = {.mask = FIGURE_BIT(FIGURE_DEAD)};
    figures.value[FIGURE_DEAD] = 100000 + dice_below(&lie->run->dice, 1000);
    return write_report(&lie->draft, event_id, place_of(code), as_of_us, 0, &figures);
}

static void send(struct lie *lie, struct slice message)
{
    struct run *run = lie->run;
    judge_said(run, message, lie->realm, lie->client, lie->forbidden);
    struct hand *hand = net_hand(run, lie->client);
    hand->kind = HAND_LIE;
    hand->message = message;
    const bool intake = dice_chance(&run->dice, 200000);
    net_send(run, lie->client, intake ? DOOR_INTAKE : DOOR_SUBMIT,
             write_submit(hand->id, &message, 1));
}

static struct slice throw_bytes(struct run *run, size_t size_bytes)
{
    uint8_t *bytes = room_take(size_bytes + 1);
    for (size_t i = 0; i < size_bytes; i++) {
        bytes[i] = (uint8_t)dice_below(&run->dice, 256);
    }
    return (struct slice){bytes, size_bytes};
}

/* Garbage as a whole frame, or a frame that is too long. */
static void lie_frame(struct lie *lie)
{
    struct run *run = lie->run;
    const size_t size =
        dice_chance(&run->dice, 50000) ? FRAME_BYTES_MAX + 1 : dice_below(&run->dice, 300);
    net_send(run, lie->client, DOOR_SUBMIT, throw_bytes(run, size));
}

static void lie_garbage_message(struct lie *lie)
{
    send(lie, throw_bytes(lie->run, dice_below(&lie->run->dice, 60)));
}

static void lie_other_source(struct lie *lie)
{
    lie->draft.source = "bpbd-12.01";
    send(lie, report_on(lie, "12.04", lie->draft.now_us));
}

static void lie_other_region(struct lie *lie)
{
    send(lie,
         report_on(lie, dice_chance(&lie->run->dice, 500000) ? "11.01" : "12", lie->draft.now_us));
}

static void lie_other_realm(struct lie *lie)
{
    lie->client = cast_find(lie->run, "latih-12.01");
    lie->draft.source = "latih-12.01";
    send(lie, report_on(lie, "12.01", lie->draft.now_us));
}

static void lie_unknown_realm(struct lie *lie)
{
    lie->draft.realm = dice_chance(&lie->run->dice, 500000) ? "drill/zz" : "";
    send(lie, report_on(lie, "12.04", lie->draft.now_us));
}

/* Two contents under one number: whichever comes first is held, the other is a conflict. */
static void lie_two_contents(struct lie *lie)
{
    lie->forbidden = false;
    const int64_t as_of_us = lie->draft.now_us - 600 * US_PER_S;
    send(lie, report_on(lie, "12.04", as_of_us));
    send(lie, report_on(lie, "12.04", as_of_us));
}

static void lie_verification(struct lie *lie)
{
    struct run *run = lie->run;
    const char *source = "bpbd-12.04"; /* its own word, which it may confirm as the regency only */
    uint64_t number = 1 + dice_below(&run->dice, 40);
    if (run->landed_count > 0 && dice_chance(&run->dice, 300000)) {
        const struct landed *landed = &run->landed[dice_below(&run->dice, run->landed_count)];
        source = landed->source;
        number = landed->number;
    }
    send(lie,
         write_verification(&lie->draft, source, number, 2 + dice_below(&run->dice, 2), false));
}

static void lie_time_to_come(struct lie *lie)
{
    send(lie, report_on(lie, "12.04", lie->draft.now_us + 3LL * 3600 * US_PER_S));
}

static void lie_for_another(struct lie *lie)
{
    lie->draft.on_behalf_of = "bpbd-12.01";
    send(lie, report_on(lie, "12.04", lie->draft.now_us));
}

static void lie_no_number(struct lie *lie)
{
    lie->draft.number = dice_chance(&lie->run->dice, 500000) ? 0 : NUMBER_MAX + 1U;
    send(lie, report_on(lie, "12.04", lie->draft.now_us));
}

static void lie_event(struct lie *lie)
{
    struct sim_event event = {.realm = SIM_REAL};
    const char *code = dice_chance(&lie->run->dice, 500000) ? "11.02" : "12";
    (void)snprintf(event.id, sizeof event.id, "gempa-%u", (unsigned)dice_below(&lie->run->dice, 9));
    send(lie, write_event(&lie->draft, &event, true, &code, 1));
}

/* Honest bytes, heard on the line and handed in again with another key. */
static void lie_captured(struct lie *lie)
{
    struct run *run = lie->run;
    if (run->said_count == 0) {
        return;
    }
    const struct said *said = &run->said[dice_below(&run->dice, run->said_count)];
    if (said->client == lie->client || run->clients[said->client].kind != SIM_NODE) {
        return;
    }
    if (dice_chance(&run->dice, 500000)) {
        lie->client = cast_find(run, "zz-outsider");
    }
    struct hand *hand = net_hand(run, lie->client);
    hand->kind = HAND_LIE;
    net_send(run, lie->client, DOOR_SUBMIT, write_submit(hand->id, &said->bytes, 1));
}

static void lie_reader_speaks(struct lie *lie)
{
    lie->client = cast_find(lie->run, "console-internal");
    lie->draft.source = "console-internal";
    send(lie, report_on(lie, "12.04", lie->draft.now_us));
}

static void lie_revoked(struct lie *lie)
{
    lie->client = cast_find(lie->run, "bpbd-12.03");
    lie->draft.source = "bpbd-12.03";
    lie->draft.number += 3000;
    if (lie->run->clients[lie->client].revoked) {
        send(lie, report_on(lie, "12.03", lie->draft.now_us));
    }
}

/* Questions above one's class: each must draw a problem. */
static void lie_question(struct lie *lie)
{
    struct run *run = lie->run;
    static const char *const askers[] = {"integrator", "console-public", "console-drill",
                                         "zz-outsider"};
    const uint32_t asker = dice_below(&run->dice, 4);
    lie->client = cast_find(run, askers[asker]);
    struct hand *hand = net_hand(run, lie->client);
    hand->kind = HAND_FORBIDDEN;
    struct slice frame;
    if (asker >= 2) {
        frame = dice_chance(&run->dice, 500000)
                    ? write_snapshot(hand->id, SIM_REAL, "real/", "")
                    : write_replay(hand->id, "real", "real/nation/status/", 0);
    } else {
        frame = dice_chance(&run->dice, 500000)
                    ? write_replay(hand->id, "real", "real/11/11.01/notice/", 0)
                    : write_inquiry(hand->id, "real", "bpbd-11.01", 1);
    }
    net_send(run, lie->client, DOOR_SUBMIT, frame);
}

void liar_act(struct run *run)
{
    static void (*const lies[])(struct lie * lie) = {
        lie_frame,        lie_garbage_message, lie_other_source, lie_other_region,  lie_other_realm,
        lie_two_contents, lie_two_contents,    lie_verification, lie_time_to_come,  lie_for_another,
        lie_no_number,    lie_event,           lie_captured,     lie_reader_speaks, lie_revoked,
        lie_question,     lie_unknown_realm,
    };
    if (run->calm || !dice_chance(&run->dice, run->odds.lie)) {
        return;
    }
    struct lie lie = {.run = run, .client = cast_find(run, "bpbd-12.04"), .forbidden = true};
    lie.draft = (struct draft){
        .source = "bpbd-12.04",
        .realm = "real",
        .number = 1 + dice_below(&run->dice, 40),
        .now_us = run->mono_us + 1764000000LL * US_PER_S,
    };
    lies[dice_below(&run->dice, sizeof lies / sizeof lies[0])](&lie);
}

void liar_reply(struct run *run, struct hand *hand, const Pusdalops__V1__Reply *reply)
{
    if (reply->body_case != PUSDALOPS__V1__REPLY__BODY_PROBLEM) {
        judge_broken(run, "%s was answered what it may not read (reply kind %d)",
                     run->clients[hand->client].name, (int)reply->body_case);
    }
}
