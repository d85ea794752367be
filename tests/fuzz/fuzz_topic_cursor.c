/* fuzz_topic_cursor - the small parsers: topics, codes, realms, texts, and cursors as the hub takes them. */
#include "base/assert.h"
#include "base/text.h"
#include "core/check.h"
#include "core/topic.h"
#include "stage.h"

#include "pusdalops/v1/submit.pb-c.h"

#include <stdlib.h>

static void try_topic(struct slice text)
{
    char again[TOPIC_BYTES_MAX + 1];
    uint32_t area = 0;
    enum topic_kind kind = TOPIC_KINDS;
    if (topic_parse("real", text, &area, &kind)) {
        const size_t length = topic_print("real", area, kind, again);
        HUB_ASSERT(slice_equal(text, (struct slice){(const uint8_t *)again, length}));
        HUB_ASSERT(topic_matches(text, again, length));
    }
    (void)topic_parse("drill/x1", text, &area, &kind);
}

static void try_code(struct slice text)
{
    char again[REGION_CODE_ROOM];
    uint64_t code = 0;
    if (region_code_parse(text, &code)) {
        region_code_print(code, again);
        HUB_ASSERT(slice_equal(text, slice_of(again)));
    }
    for (uint32_t i = 0; i < stage_catalogue()->regency_count; i++) {
        (void)region_name_fits(&stage_catalogue()->regencies[i], text);
    }
    (void)check_realm(text);
}

/* The text as cursor, prefix and topic of questions; only what may stand in a protobuf string. */
static void try_questions(const char *text)
{
    static uint8_t frame[2048];
    static char realm[] = "real";
    static char prefix[] = "real/";
    static char nothing[] = "";
    Pusdalops__V1__Request request;
    pusdalops__v1__request__init(&request);
    Pusdalops__V1__SnapshotRequest snapshot;
    pusdalops__v1__snapshot_request__init(&snapshot);
    Pusdalops__V1__ReplayRequest replay;
    pusdalops__v1__replay_request__init(&replay);
    Pusdalops__V1__NodesRequest nodes;
    pusdalops__v1__nodes_request__init(&nodes);
    struct stage *stage = stage_set();
    snapshot.realm = nodes.realm = replay.realm = realm;
    snapshot.topic_prefix = prefix;
    snapshot.cursor = nodes.cursor = replay.topic = (char *)(uintptr_t)text;
    request.body_case = PUSDALOPS__V1__REQUEST__BODY_SNAPSHOT;
    request.snapshot = &snapshot;
    stage_request(stage, 0, DOOR_SUBMIT,
                  (struct slice){frame, pusdalops__v1__request__pack(&request, frame)});
    snapshot.topic_prefix = (char *)(uintptr_t)text;
    snapshot.cursor = nothing;
    stage_request(stage, 0, DOOR_SUBMIT,
                  (struct slice){frame, pusdalops__v1__request__pack(&request, frame)});
    request.body_case = PUSDALOPS__V1__REQUEST__BODY_REPLAY;
    request.replay = &replay;
    stage_request(stage, 0, DOOR_SUBMIT,
                  (struct slice){frame, pusdalops__v1__request__pack(&request, frame)});
    request.body_case = PUSDALOPS__V1__REQUEST__BODY_NODES;
    request.nodes = &nodes;
    stage_request(stage, 0, DOOR_SUBMIT,
                  (struct slice){frame, pusdalops__v1__request__pack(&request, frame)});
    Pusdalops__V1__ActivitiesRequest activities;
    pusdalops__v1__activities_request__init(&activities);
    activities.realm = realm;
    activities.cursor = (char *)(uintptr_t)text;
    request.body_case = PUSDALOPS__V1__REQUEST__BODY_ACTIVITIES;
    request.activities = &activities;
    stage_request(stage, 0, DOOR_SUBMIT,
                  (struct slice){frame, pusdalops__v1__request__pack(&request, frame)});
    activities.cursor = nothing;
    activities.area_code = (char *)(uintptr_t)text;
    stage_request(stage, 0, DOOR_SUBMIT,
                  (struct slice){frame, pusdalops__v1__request__pack(&request, frame)});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct slice text = {data, size};
    char room[300];
    const bool is_clean = text_is_clean(text);
    HUB_ASSERT(!text_is_identifier(text, IDENTIFIER_BYTES_MAX) || is_clean);
    try_topic(text);
    try_code(text);
    (void)text_copy(room, 32, text);
    if (is_clean && size < sizeof room) {
        memcpy(room, data, size);
        room[size] = '\0';
        try_questions(room);
    }
    return 0;
}
