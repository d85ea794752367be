/*
 * command_send.c - the rows of a file, handed in through the outbox, each with its receipt.
 *
 * Holds: (1) a row is marked: the same file again, also after a kill, hands in only what is new;
 *        (2) a row at fault is told and passed over; the others go on.
 */
#include "command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "handing.h"
#include "rows.h"
#include "screen.h"
#include "table.h"

#define CHUNK_ROWS       512U  /* one sync of the outbox */
#define PENDING_MAX      2048U /* in the outbox, so that the window never runs dry */
#define REPEATS_MAX      4000000U
#define PROGRESS_MS      1000U
#define PROGRESS_FILE_MS 10000U

struct sending {
    struct handing handing;
    const struct app *app;
    struct rows rows;
    bool rows_ended;
    const char *salt;
    struct table repeats; /* rows read so far, by content */
    uint64_t read;
    uint64_t faults;
    uint64_t known;
    uint64_t pending; /* numbered by us, not settled */
    uint64_t first_number;
    uint32_t *row_of; /* by number - first_number */
    size_t row_of_room;
    uint64_t *carried; /* by place - 1: the numbers that Messages of a file carry */
    size_t carried_room;
    uint64_t moved_ms; /* when something last went on */
    uint64_t told_ms;
};

/* One chunk between the file and the outbox. */
struct chunk {
    struct pusdalops_message *messages[CHUNK_ROWS];
    uint8_t marks[CHUNK_ROWS * PUSDALOPS_MARK_BYTES];
    uint32_t lines[CHUNK_ROWS];
    uint64_t numbers[CHUNK_ROWS];
    bool fresh[CHUNK_ROWS];
    size_t count;
};

static void tell_fault(struct sending *sending, const struct row_fault *fault)
{
    sending->faults += 1;
    char field[128];
    screen_clean(fault->field, field, sizeof field);
    (void)app_complain(sending->app, EXIT_NEGATIVE,
                       app_text(sending->app, "row %u: %s%s%s", "baris %u: %s%s%s"),
                       sending->rows.line, field, field[0] == '\0' ? "" : ": ",
                       app_text(sending->app, fault->why_en, fault->why_id));
}

static void tell_progress(struct sending *sending, bool last)
{
    const bool terminal = isatty(STDERR_FILENO) != 0;
    const uint64_t now_ms = pusdalops_now_read().mono_ms;
    const uint64_t pause_ms = terminal ? PROGRESS_MS : PROGRESS_FILE_MS;
    if (!last && now_ms - sending->told_ms < pause_ms) {
        return;
    }
    sending->told_ms = now_ms;
    (void)fprintf(
        stderr,
        app_text(
            sending->app,
            "%s%llu rows read, %llu accepted, %llu refused, %llu at fault, %llu known before%s",
            "%s%llu baris dibaca, %llu diterima, %llu ditolak, %llu salah, %llu sudah pernah%s"),
        terminal ? "\r" : "", (unsigned long long)sending->read,
        (unsigned long long)sending->handing.accepted,
        (unsigned long long)sending->handing.negative, (unsigned long long)sending->faults,
        (unsigned long long)sending->known, terminal && !last ? "" : "\n");
}

/* ---- reading ---- */

/* Which one it is of equal rows. */
static uint32_t repeat_of(struct sending *sending, const struct row *row)
{
    uint8_t mark[PUSDALOPS_MARK_BYTES];
    char key[2 * PUSDALOPS_MARK_BYTES + 1];
    row_mark(row, 0, "", mark);
    for (size_t i = 0; i < PUSDALOPS_MARK_BYTES; i++) {
        (void)snprintf(key + 2 * i, 3, "%02x", mark[i]);
    }
    struct table_entry *entry = table_add(&sending->repeats, key);
    if (entry == NULL) {
        return (uint32_t)sending->read; /* beyond the limit: each row is its own */
    }
    entry->number += 1;
    return (uint32_t)(entry->number - 1);
}

static void read_row(struct sending *sending, struct chunk *chunk)
{
    struct row row;
    struct row_fault fault;
    const enum rows_status status = rows_next(&sending->rows, &row, &fault);
    if (status == ROWS_END) {
        sending->rows_ended = true;
        return;
    }
    sending->read += 1;
    if (status == ROWS_BROKEN) {
        sending->rows_ended = true;
    }
    struct pusdalops_message *message = NULL;
    if (status != ROWS_ROW ||
        !row_message(&row, sending->handing.source, ROW_NO_NOW, &message, &fault)) {
        tell_fault(sending, &fault); /* (2) */
        return;
    }
    row_mark(&row, repeat_of(sending, &row), sending->salt,
             chunk->marks + chunk->count * PUSDALOPS_MARK_BYTES);
    chunk->lines[chunk->count] = sending->rows.line;
    chunk->messages[chunk->count++] = message;
}

/* Remember which row a number belongs to. */
static bool note_row(struct sending *sending, uint64_t number, uint32_t line)
{
    if (sending->first_number == 0) {
        sending->first_number = number;
    }
    if (number < sending->first_number) {
        return false; /* of an earlier run: its receipt is printed without a row */
    }
    const size_t at = (size_t)(number - sending->first_number);
    if (at >= sending->row_of_room) {
        const size_t room = 2 * at + PENDING_MAX;
        uint32_t *grown = realloc(sending->row_of, room * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        memset(grown + sending->row_of_room, 0, (room - sending->row_of_room) * sizeof *grown);
        sending->row_of = grown;
        sending->row_of_room = room;
    }
    sending->row_of[at] = line;
    return true;
}

static uint64_t row_for(const struct sending *sending, uint64_t number)
{
    const uint64_t at = number - sending->first_number;
    return number >= sending->first_number && at < sending->row_of_room ? sending->row_of[at] : 0;
}

static void tell_known(struct sending *sending, uint32_t line, uint64_t number)
{
    sending->known += 1;
    if (sending->app->json) {
        (void)printf("{\"row\":%u,\"number\":%llu,\"status\":\"known\"}\n", line,
                     (unsigned long long)number);
    } else {
        (void)printf(app_text(sending->app, "row %u: number %llu, handed in before\n",
                              "baris %u: nomor %llu, sudah pernah dikirim\n"),
                     line, (unsigned long long)number);
    }
}

/* Is that number still in the outbox, from a run that was cut short? */
static bool is_waiting(const struct sending *sending, uint64_t number)
{
    static uint8_t bytes[PUSDALOPS_MESSAGE_BYTES_MAX];
    size_t size = 0;
    uint64_t found = 0;
    return pusdalops_outbox_next(sending->handing.outbox, number - 1, &found, bytes, &size) ==
               PUSDALOPS_OK &&
           found == number;
}

static int put_chunk(struct sending *sending, struct chunk *chunk)
{
    const enum pusdalops_status status =
        pusdalops_outbox_put(sending->handing.outbox, chunk->messages, chunk->marks, chunk->count,
                             pusdalops_now_read().utc_us, chunk->numbers, chunk->fresh);
    int code = EXIT_DONE;
    if (status != PUSDALOPS_OK) {
        code = app_complain(sending->app, EXIT_INTERNAL, "outbox: %s",
                            pusdalops_status_text(status, sending->app->language));
    }
    for (size_t i = 0; i < chunk->count; i++) {
        pusdalops_message_free(chunk->messages[i]);
        if (code != EXIT_DONE) {
            continue;
        }
        const bool settled = !chunk->fresh[i] && !is_waiting(sending, chunk->numbers[i]);
        if (settled) {
            tell_known(sending, chunk->lines[i], chunk->numbers[i]);
        } else if (note_row(sending, chunk->numbers[i], chunk->lines[i])) {
            sending->pending += 1;
        }
    }
    return code;
}

static int read_chunk(struct sending *sending)
{
    struct chunk *chunk = calloc(1, sizeof *chunk);
    if (chunk == NULL) {
        return EXIT_INTERNAL;
    }
    while (!sending->rows_ended && chunk->count < CHUNK_ROWS) {
        read_row(sending, chunk);
    }
    const int code = chunk->count > 0 ? put_chunk(sending, chunk) : EXIT_DONE;
    free(chunk);
    return code;
}

/* ---- sending ---- */

static int send_round(struct sending *sending)
{
    struct handing *handing = &sending->handing;
    struct pusdalops_event event;
    int code = EXIT_DONE;
    if (link_step(&handing->link, 100, &event, &code) && event.kind == PUSDALOPS_EVENT_RECEIPT) {
        const uint64_t row = row_for(sending, event.receipt.number);
        if (row != 0 && row <= sending->carried_room) { /* what we called it, to what it says */
            event.receipt.number = sending->carried[row - 1];
        }
        handing_receipt(handing, &event, row);
        sending->pending -= row != 0 && sending->pending > 0 ? 1 : 0;
        sending->moved_ms = pusdalops_now_read().mono_ms;
    }
    tell_progress(sending, false);
    if (code != EXIT_DONE) {
        return code;
    }
    const bool stuck = pusdalops_now_read().mono_ms - sending->moved_ms > sending->app->timeout_ms;
    return stuck ? handing_kept(handing) : EXIT_DONE;
}

static int send_rows(struct sending *sending)
{
    const bool unheard = sending->handing.offline || sending->handing.deaf;
    int code = EXIT_DONE;
    while (code == EXIT_DONE && (!sending->rows_ended || sending->pending > 0)) {
        if (!sending->rows_ended && (unheard || sending->pending < PENDING_MAX)) {
            code = read_chunk(sending);
            sending->moved_ms = pusdalops_now_read().mono_ms;
        }
        if (unheard) {
            sending->pending = 0; /* kept for later */
        } else if (code == EXIT_DONE && sending->pending > 0) {
            code = send_round(sending);
        }
    }
    return code == EXIT_DONE ? handing_finish(&sending->handing) : code;
}

/* Remember the number that the Message at this place carries; false without memory. */
static bool note_carried(struct sending *sending, size_t place, uint64_t number)
{
    if (place > sending->carried_room) {
        const size_t room = 2 * place + PENDING_MAX;
        uint64_t *grown = realloc(sending->carried, room * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        sending->carried = grown;
        sending->carried_room = room;
    }
    sending->carried[place - 1] = number;
    return true;
}

/* The next Message of the file into rows.bytes, those at fault told and passed over; false: none. */
static bool read_message(struct sending *sending)
{
    struct row row;
    struct row_fault fault;
    while (!sending->rows_ended) {
        const enum rows_status status = rows_next(&sending->rows, &row, &fault);
        sending->rows_ended = status == ROWS_END || status == ROWS_BROKEN;
        sending->read += status == ROWS_END ? 0 : 1;
        if (status == ROWS_ROW) {
            return true;
        }
        if (status != ROWS_END) {
            tell_fault(sending, &fault); /* (2) */
        }
    }
    return false;
}

/* Messages with source and number go as they are: the same file again gives DUPLICATE. */
static int send_messages(struct sending *sending)
{
    struct pusdalops_session *session = pusdalops_client_session(sending->handing.link.client);
    bool waiting = false; /* a message that the window had no room for */
    int code = EXIT_DONE;
    pusdalops_client_drain_outbox(sending->handing.link.client, NULL);
    while (code == EXIT_DONE && (!sending->rows_ended || waiting || sending->pending > 0)) {
        const struct rows *rows = &sending->rows;
        waiting = waiting || read_message(sending);
        if (waiting && pusdalops_session_submit(session, rows->line, rows->bytes, rows->size) ==
                           PUSDALOPS_OK) {
            waiting = false;
            const bool noted = note_row(sending, rows->line, rows->line) &&
                               note_carried(sending, rows->line, rows->number);
            sending->pending += noted ? 1 : 0;
            sending->moved_ms = pusdalops_now_read().mono_ms;
            continue;
        }
        code = sending->pending > 0 ? send_round(sending) : EXIT_DONE;
    }
    return code;
}

static enum rows_format format_of(const struct app *app, const char *name)
{
    const char *format = app_flag(app, "format");
    const char *dot = strrchr(name, '.');
    format = format == NULL && dot != NULL ? dot + 1 : format;
    if (format == NULL || strcmp(format, "csv") == 0) {
        return ROWS_CSV;
    }
    if (strcmp(format, "json") == 0 || strcmp(format, "jsonl") == 0) {
        return ROWS_JSON;
    }
    if (strcmp(format, "text") == 0 || strcmp(format, "txtpb") == 0 ||
        strcmp(format, "textproto") == 0) {
        return ROWS_TEXT;
    }
    return strcmp(format, "binary") == 0 || strcmp(format, "binpb") == 0 ? ROWS_BINARY
                                                                         : (enum rows_format)0;
}

static int send_file(struct sending *sending, const char *name)
{
    const enum rows_format format = format_of(sending->app, name);
    if (format == (enum rows_format)0) {
        return app_complain(sending->app, EXIT_USAGE, "--format: csv, json, binary, text");
    }
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "re");
    if (file == NULL) {
        return app_complain(sending->app, EXIT_USAGE, "%s: %s", name, strerror(errno));
    }
    struct row_fault fault;
    int code = EXIT_NEGATIVE;
    sending->moved_ms = sending->told_ms = pusdalops_now_read().mono_ms;
    if (!rows_open(&sending->rows, file, format, &fault)) {
        tell_fault(sending, &fault);
    } else if (rows_are_messages(format) &&
               (sending->handing.offline || sending->app->intake != NULL)) {
        code = app_complain(sending->app, sending->handing.offline ? EXIT_NO_HUB : EXIT_USAGE, "%s",
                            app_text(sending->app,
                                     "whole messages go by submit only: they are not in the outbox",
                                     "pesan utuh hanya lewat submit: tidak ada di kotak keluar"));
    } else {
        code = rows_are_messages(format) ? send_messages(sending) : send_rows(sending);
        tell_progress(sending, true);
    }
    rows_close(&sending->rows);
    if (file != stdin) {
        (void)fclose(file);
    }
    const bool negative = sending->faults > 0 || sending->handing.negative > 0;
    return code == EXIT_DONE && negative ? EXIT_NEGATIVE : code;
}

int command_send(struct app *app)
{
    static struct sending sending; /* large: a row of every kind */
    char salt[32] = "";
    sending.app = app;
    sending.salt = salt;
    if (app_flag(app, "again") != NULL) {
        (void)snprintf(salt, sizeof salt, "%lld", (long long)pusdalops_now_read().utc_us);
    }
    table_init(&sending.repeats, REPEATS_MAX, 0);
    int code = handing_open(&sending.handing, app);
    if (code == EXIT_DONE) {
        code = app->word_count == 0 ? handing_finish(&sending.handing)
                                    : send_file(&sending, app->words[0]);
    }
    handing_close(&sending.handing);
    table_clear(&sending.repeats);
    free(sending.row_of);
    free(sending.carried);
    return code;
}
