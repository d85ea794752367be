/*
 * play.c - bytes as a run: each byte is a choice, so that a fuzzer's small change is a small change of the story.
 *
 * An operation is a byte for its kind and client, then its choices. Where the bytes end, every choice is 0.
 */
#include "play.h"

#include "pusdalops/v1/submit.pb-c.h"

#include <stdlib.h>

#define OPERATIONS_MAX 96
#define FRAME_ROOM     16384
#define RELIEF_FROM    192

static char nothing[] = "";
static char event_name[] = "Gempa";
char play_realms[4][9] = {"real", "real", "real", "drill/x1"};
char play_sources[7][12] = {"bnpb", "bpbd-11.01", "bpbd-11.06", "bpbd-12", "x", "posko-1", "rapi"};
char play_events[4][8] = {"gempa", "banjir", "e3", "e4"};
char play_areas[8][8] = {"11.01", "11.06", "12.01", "12.71", "11", "12", "nation", "1275"};
static char parts[][10] = {"11.01.01", "11.01.02", "11.06.01", "12.71.01", ""};
static char villages[][16] = {"", "11.01.01.2001", "11.01.01.2002", "12.71.01.1001"};
static char points[][8] = {"", "Posko", "Masjid"};

static void take_figures(struct script *script, Pusdalops__V1__SituationReport *report,
                         Pusdalops__V1__ReportedFigure room[4],
                         Pusdalops__V1__ReportedFigure *list[4])
{
    report->n_figures = play_take(script, 5);
    report->figures = list;
    for (size_t i = 0; i < report->n_figures; i++) {
        pusdalops__v1__reported_figure__init(&room[i]);
        room[i].kind = (Pusdalops__V1__FigureKind)play_take(script, 26);
        room[i].value = play_take(script, 256) << play_take(script, 22);
        room[i].reason = (Pusdalops__V1__ChangeReason)play_take(script, 8);
        list[i] = &room[i];
    }
}

/* A message with choices from the script, packed into room. */
static size_t write_message(struct script *script, uint8_t *room)
{
    Pusdalops__V1__Message message;
    pusdalops__v1__message__init(&message);
    Pusdalops__V1__EventDeclaration event;
    pusdalops__v1__event_declaration__init(&event);
    Pusdalops__V1__SituationReport report;
    pusdalops__v1__situation_report__init(&report);
    Pusdalops__V1__Withdrawal withdrawal;
    pusdalops__v1__withdrawal__init(&withdrawal);
    Pusdalops__V1__Verification verification;
    pusdalops__v1__verification__init(&verification);
    Pusdalops__V1__Place place;
    pusdalops__v1__place__init(&place);
    Google__Protobuf__Timestamp as_of;
    google__protobuf__timestamp__init(&as_of);
    Pusdalops__V1__ReportedFigure figures[4];
    Pusdalops__V1__ReportedFigure *list[4];
    char *codes[3];
    /* Of relief goods is a byte in four; the others mean what they meant before there were any. */
    if (script->at < script->end && *script->at >= RELIEF_FROM) {
        script->at++;
        return play_relief(script, room);
    }
    message.source = play_sources[play_take(script, 7)];
    message.number = play_take(script, 24);
    message.realm = play_realms[play_take(script, 4)];
    message.on_behalf_of = play_take(script, 4) == 3 ? play_sources[play_take(script, 7)] : nothing;
    as_of.seconds = 1764000000 - 600 * (int64_t)play_take(script, 16);
    switch (play_take(script, 8)) {
    case 0:
        event.event_id = play_events[play_take(script, 4)];
        event.hazard_code = 101 + play_take(script, 4);
        event.name = event_name;
        event.n_region_codes = 1 + play_take(script, 3);
        for (size_t i = 0; i < event.n_region_codes; i++) {
            codes[i] = play_areas[play_take(script, 7)];
        }
        event.region_codes = codes;
        event.state = (Pusdalops__V1__EventState)play_take(script, 3);
        message.body_case = PUSDALOPS__V1__MESSAGE__BODY_EVENT;
        message.event = &event;
        break;
    case 1:
        withdrawal.number = play_take(script, 24);
        message.body_case = PUSDALOPS__V1__MESSAGE__BODY_WITHDRAWAL;
        message.withdrawal = &withdrawal;
        break;
    case 2:
        verification.source = play_sources[play_take(script, 7)];
        verification.number = play_take(script, 24);
        verification.level = (Pusdalops__V1__VerificationLevel)play_take(script, 5);
        verification.retract = (protobuf_c_boolean)play_take(script, 2);
        message.body_case = PUSDALOPS__V1__MESSAGE__BODY_VERIFICATION;
        message.verification = &verification;
        break;
    default:
        report.event_id = play_events[play_take(script, 4)];
        place.region_code = play_areas[play_take(script, 8)];
        place.kecamatan_code = play_take(script, 2) == 1 ? parts[play_take(script, 5)] : nothing;
        place.village_code = play_take(script, 3) == 2 ? villages[play_take(script, 4)] : nothing;
        place.point = points[play_take(script, 3)];
        report.place = &place;
        report.as_of = &as_of;
        report.revises = play_take(script, 4) == 3 ? play_take(script, 24) : 0;
        take_figures(script, &report, figures, list);
        message.body_case = PUSDALOPS__V1__MESSAGE__BODY_REPORT;
        message.report = &report;
        break;
    }
    return pusdalops__v1__message__pack(&message, room);
}

/* One to four messages in a request. */
static struct slice write_request(struct script *script, uint8_t room[FRAME_ROOM])
{
    static uint8_t bodies[4][PLAY_BODY_BYTES_MAX];
    ProtobufCBinaryData list[4];
    Pusdalops__V1__Request request;
    pusdalops__v1__request__init(&request);
    Pusdalops__V1__SubmitBatch batch;
    pusdalops__v1__submit_batch__init(&batch);
    batch.n_messages = 1 + play_take(script, 4);
    batch.messages = list;
    for (size_t i = 0; i < batch.n_messages; i++) {
        list[i].data = bodies[i];
        list[i].len = write_message(script, bodies[i]);
    }
    request.body_case = PUSDALOPS__V1__REQUEST__BODY_SUBMIT_BATCH;
    request.submit_batch = &batch;
    return (struct slice){room, pusdalops__v1__request__pack(&request, room)};
}

static struct slice write_question(struct script *script, uint8_t room[FRAME_ROOM])
{
    static char topics[][24] = {"real/",
                                "real/11/",
                                "real/nation/notice/",
                                "real/nation/status/",
                                "real/11/11.01/status/",
                                "real/11/11.01/notice/",
                                "drill/x1/nation/event/",
                                "real/nation/presence/"};
    static char cursors[][24] = {"", "1", "4294967296", "8589934593", "99999999999999999999"};
    Pusdalops__V1__Request request;
    pusdalops__v1__request__init(&request);
    Pusdalops__V1__SnapshotRequest snapshot;
    pusdalops__v1__snapshot_request__init(&snapshot);
    Pusdalops__V1__ReplayRequest replay;
    pusdalops__v1__replay_request__init(&replay);
    Pusdalops__V1__NodeHeartbeat heartbeat;
    pusdalops__v1__node_heartbeat__init(&heartbeat);
    Pusdalops__V1__Inquiry inquiry;
    pusdalops__v1__inquiry__init(&inquiry);
    if (script->at < script->end && *script->at >= RELIEF_FROM) {
        script->at++;
        return (struct slice){room, play_relief_question(script, room, FRAME_ROOM)};
    }
    char *const realm = play_realms[play_take(script, 4)];
    switch (play_take(script, 4)) {
    case 0:
        snapshot.realm = realm;
        snapshot.topic_prefix = topics[play_take(script, 8)];
        snapshot.cursor = cursors[play_take(script, 5)];
        request.body_case = PUSDALOPS__V1__REQUEST__BODY_SNAPSHOT;
        request.snapshot = &snapshot;
        break;
    case 1:
        replay.realm = realm;
        replay.topic = topics[play_take(script, 8)];
        replay.after = play_take(script, 12);
        request.body_case = PUSDALOPS__V1__REQUEST__BODY_REPLAY;
        request.replay = &replay;
        break;
    case 2:
        heartbeat.realm = realm;
        heartbeat.source = play_sources[play_take(script, 7)];
        heartbeat.last_number = play_take(script, 30);
        request.body_case = PUSDALOPS__V1__REQUEST__BODY_HEARTBEAT;
        request.heartbeat = &heartbeat;
        break;
    default:
        inquiry.realm = realm;
        inquiry.source = play_sources[play_take(script, 7)];
        inquiry.number = play_take(script, 24);
        request.body_case = PUSDALOPS__V1__REQUEST__BODY_INQUIRY;
        request.inquiry = &inquiry;
        break;
    }
    return (struct slice){room, pusdalops__v1__request__pack(&request, room)};
}

/* Bytes of the script as they are; copied, so that reading past their end is seen. */
static void play_raw(struct stage *stage, struct script *script, uint32_t client)
{
    const enum door door = play_take(script, 4) == 3 ? DOOR_INTAKE : DOOR_SUBMIT;
    const size_t wanted = play_take(script, 256);
    const size_t left = (size_t)(script->end - script->at);
    const size_t size = wanted < left ? wanted : left;
    uint8_t *copy = malloc(size + 1);
    if (copy != NULL) {
        memcpy(copy, script->at, size);
        script->at += size;
        stage_request(stage, client, door, (struct slice){copy, size});
    }
    stage_commit(stage);
    free(copy);
}

static void play_world(struct stage *stage, struct script *script)
{
    struct event event = {.kind = EVENT_TICK};
    switch (play_take(script, 8)) {
    case 0:
        event.kind = EVENT_ROSTER;
        event.as.roster.roster = stage_roster(play_take(script, 2));
        event.as.roster.note = slice_of("roster.reloaded");
        break;
    case 1:
        event.kind = EVENT_STORE;
        event.as.store.full = play_take(script, 2) == 1;
        break;
    case 2:
        stage->wall_us = STAGE_NOW_US + ((int64_t)play_take(script, 256) - 128) * 600 * US_PER_S;
        break;
    case 7: /* what ended is forgotten after weeks */
        stage->wall_us += (int64_t)play_take(script, 256) * 6 * 3600 * US_PER_S;
        break;
    default:
        stage->mono_us += (int64_t)play_take(script, 256) * 100 * US_PER_MS;
        stage->wall_us += 100 * US_PER_MS;
        break;
    }
    stage_event(stage, event);
}

void stage_play(struct stage *stage, struct slice bytes)
{
    static uint8_t frame[FRAME_ROOM];
    struct script script = {bytes.data, bytes.data + bytes.size_bytes};
    for (int i = 0; i < OPERATIONS_MAX && script.at < script.end; i++) {
        const uint32_t kind = play_take(&script, 8);
        const uint32_t client = play_take(&script, STAGE_CLIENTS + 1);
        if (kind == 0) {
            play_world(stage, &script);
        } else if (kind == 1) {
            play_raw(stage, &script, client);
        } else if (kind == 2) {
            stage_commit(stage);
        } else if (kind == 3) {
            stage_request(stage, client, DOOR_SUBMIT, write_question(&script, frame));
        } else {
            stage_request(stage, client, kind == 7 ? DOOR_INTAKE : DOOR_SUBMIT,
                          write_request(&script, frame));
        }
    }
}
