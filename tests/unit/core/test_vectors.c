/*
 * test_vectors.c - every frame of proto/vectors/invalid is answered by the hub as its index says.
 */
#include "support/aceh.h"
#include "support/tap.h"

#include <stdlib.h>

static struct room room;

static struct slice read_frame(const char *file)
{
    static uint8_t bytes[2 * FRAME_BYTES_MAX];
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/proto/vectors/invalid/%s", PROJECT_ROOT, file);
    FILE *frame = fopen(path, "rb");
    const size_t size = frame == NULL ? 0 : fread(bytes, 1, sizeof bytes, frame);
    CHECK(frame != NULL);
    if (frame != NULL) {
        (void)fclose(frame);
    }
    return (struct slice){bytes, size};
}

/* file,code,field,name,answer,... ; the first five hold no comma */
static void play(char *line)
{
    char *fields[5];
    for (int i = 0; i < 5; i++) {
        fields[i] = line;
        line += strcspn(line, ",");
        *line++ = '\0';
    }
    /* As the lab, so that no right stands before the fault. */
    const Reply *reply = room_ask_bytes(&room, "lab", DOOR_SUBMIT, read_frame(fields[0]));
    const bool is_receipt = strcmp(fields[4], "receipt") == 0;
    const Pusdalops__V1__Problem *problem = NULL;
    if (reply != NULL && is_receipt && reply->body_case == PUSDALOPS__V1__REPLY__BODY_RECEIPT) {
        problem = reply->receipt->problem;
        CHECK_NUMBER(reply->receipt->status, RECEIPT_REFUSED);
    } else if (reply != NULL && !is_receipt &&
               reply->body_case == PUSDALOPS__V1__REPLY__BODY_PROBLEM) {
        problem = reply->problem;
    }
    const bool same = CHECK(problem != NULL) && CHECK_TEXT(problem->name, fields[3]) &&
                      CHECK_TEXT(problem->field, fields[2]) &&
                      CHECK_NUMBER(problem->code, strtol(fields[1], NULL, 10));
    if (!same) {
        printf("# it was %s\n", fields[0]);
    }
}

static void every_invalid_frame_is_answered_with_its_code_and_field(void)
{
    char line[1024];
    char path[4096];
    uint32_t played = 0;
    const struct hub_settings settings = room_settings();
    const struct seat lab = {"lab", ROLE_LAB, "nation", NULL, "real", ACCESS_INTERNAL, false, 0};
    room_open(&room, &settings);
    room_sit(&room, &lab);
    room_call(&room, NULL);
    (void)snprintf(path, sizeof path, "%s/proto/vectors/invalid/index.csv", PROJECT_ROOT);
    FILE *index = fopen(path, "r");
    CHECK(index != NULL);
    while (index != NULL && fgets(line, sizeof line, index) != NULL) {
        if (strncmp(line, "file,", 5) != 0) {
            play(line);
            played++;
        }
    }
    if (index != NULL) {
        (void)fclose(index);
    }
    CHECK(played > 80);
    CHECK_NUMBER(room.journal.count, 0);
    CHECK_NUMBER(room.broken, 0);
    room_close(&room);
}

int main(void)
{
    SAY(every_invalid_frame_is_answered_with_its_code_and_field);
    return tap_done();
}
