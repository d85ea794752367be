/* Published parts that add up to a published total: rows are reported, and the hub must find the total. */
#include "story.h"

#include <stdio.h>
#include <stdlib.h>

#define ROWS_MAX 256

struct row {
    char region[16];
    char kecamatan[16];
    char figure[32];
    uint32_t value;
    const char *event; /* the second row of a region and figure may belong to another event */
    bool told;
};

struct oracle {
    struct row rows[ROWS_MAX];
    uint32_t count;
    const char *events[2];
    const char *without;
};

static bool same_part(const struct row *a, const struct row *b)
{
    return strcmp(a->region, b->region) == 0 && strcmp(a->kecamatan, b->kecamatan) == 0;
}

/* The next field of a row, without its quotes; moves past its comma. */
static bool take_field(const char **text, char *room, size_t room_bytes)
{
    const bool quoted = **text == '"';
    *text += quoted ? 1 : 0;
    const size_t length = strcspn(*text, quoted ? "\"" : ",\r\n");
    if (length >= room_bytes) {
        return false;
    }
    memcpy(room, *text, length);
    room[length] = '\0';
    *text += length + (quoted ? 1 : 0);
    *text += **text == ',' ? 1 : 0;
    return true;
}

static void take_row(struct story *story, struct oracle *oracle, const char *text)
{
    char value[16];
    struct row row = {.event = oracle->events[0]};
    if (text[0] != '"') {
        return; /* the head, or a remark */
    }
    if (!take_field(&text, row.region, sizeof row.region) ||
        !take_field(&text, row.kecamatan, sizeof row.kecamatan) ||
        !take_field(&text, row.figure, sizeof row.figure) ||
        !take_field(&text, value, sizeof value)) {
        story_complain(story, "a row of the oracle cannot be read");
        return;
    }
    row.value = (uint32_t)strtoul(value, NULL, 10);
    if (oracle->without != NULL && strcmp(row.figure, oracle->without) == 0) {
        return;
    }
    for (uint32_t i = 0; i < oracle->count; i++) {
        if (same_part(&row, &oracle->rows[i]) && strcmp(row.figure, oracle->rows[i].figure) == 0) {
            row.event = oracle->events[1];
        }
    }
    if (row.event == NULL || oracle->count == ROWS_MAX) {
        story_complain(story, "%s stands twice in the oracle", row.region);
        return;
    }
    oracle->rows[oracle->count++] = row;
}

/* One report for each part and event, with all its figures. */
static void tell_part(struct story *story, struct oracle *oracle, uint32_t first,
                      const char *source)
{
    char figures[LINE_BYTES_MAX] = "";
    const struct row *part = &oracle->rows[first];
    for (uint32_t i = first; i < oracle->count; i++) {
        struct row *row = &oracle->rows[i];
        if (!row->told && same_part(row, part) && row->event == part->event) {
            (void)snprintf(figures + strlen(figures), sizeof figures - strlen(figures), "%s %u ",
                           row->figure, row->value);
            row->told = true;
        }
    }
    struct letter letter = {.kind = BODY_REPORT,
                            .realm = "real",
                            .source = source,
                            .event = part->event,
                            .region = part->region,
                            .kecamatan = part->kecamatan,
                            .figures = figures,
                            .as_of_utc_us = story->room.at_utc_us};
    (void)story_hand_in(story, source, &letter);
}

static uint64_t nation_total(struct story *story, const char *event, enum figure_kind kind)
{
    uint64_t value = 0;
    FeedMessage *message = story_find(story, "console", "real", event, "nation");
    for (size_t i = 0; message != NULL && i < message->area->n_totals; i++) {
        value +=
            (int)message->area->totals[i]->kind == (int)kind ? message->area->totals[i]->value : 0;
    }
    story_give_back(message);
    return value;
}

static uint32_t check_total(struct story *story, const struct oracle *oracle, const char *text)
{
    static const char head[] = "# total: ";
    char figure[32] = "";
    const char *equals = strchr(text, '=');
    if (strncmp(text, head, sizeof head - 1) != 0 || equals == NULL) {
        return 0;
    }
    (void)snprintf(figure, sizeof figure, "%.*s", (int)(equals - text - (int)(sizeof head - 1)),
                   text + sizeof head - 1);
    const unsigned long long wanted = strtoull(equals + 1, NULL, 10);
    if (oracle->without != NULL && strcmp(figure, oracle->without) == 0) {
        return 0;
    }
    const enum figure_kind kind = figure_of(slice_of(figure));
    unsigned long long got = 0;
    for (int i = 0; i < 2 && oracle->events[i] != NULL; i++) {
        got += nation_total(story, oracle->events[i], kind);
    }
    if (kind == FIGURE_NONE || got != wanted) {
        story_complain(story, "the total of %s is %llu, published %llu", figure, got, wanted);
    }
    return 1;
}

void story_include_oracle(struct story *story, struct line *line)
{
    char path[4096];
    char text[LINE_BYTES_MAX];
    uint32_t totals = 0;
    struct oracle *oracle = calloc(1, sizeof *oracle);
    (void)snprintf(path, sizeof path, "%s/%s", story->folder, line_word(line));
    const char *source =
        line_is(line, "as") && line_is(line, "source") ? story_keep(story, line_word(line)) : "";
    oracle->events[0] = line_is(line, "event") ? story_keep(story, line_word(line)) : story->event;
    oracle->events[1] = line_is(line, "twice") ? story_keep(story, line_word(line)) : NULL;
    oracle->without = line_is(line, "without") ? story_keep(story, line_word(line)) : NULL;
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        story_complain(story, "%s cannot be read", path);
        free(oracle);
        return;
    }
    while (fgets(text, sizeof text, file) != NULL) {
        take_row(story, oracle, text);
    }
    for (uint32_t i = 0; i < oracle->count; i++) {
        if (!oracle->rows[i].told) {
            tell_part(story, oracle, i, source);
        }
    }
    story_settle(story);
    rewind(file);
    while (fgets(text, sizeof text, file) != NULL) {
        totals += check_total(story, oracle, text);
    }
    if (totals == 0 || oracle->count == 0) {
        story_complain(story, "%s has no rows or no total", path);
    }
    (void)fclose(file);
    free(oracle);
}
