/*
 * letter.h - the messages that the benchmarks send: situation reports of about 400 bytes, made at the price of a copy.
 *
 * Read by: every program of tests/bench that sends. Reads: nothing of the daemon; it writes the wire by hand.
 * Owns: the templates of a `struct letters`.
 * Holds: (1) (source, number) of one `struct letters` never repeats; (2) as_of grows from report to report of a source,
 *        so that every report changes the picture.
 */
#ifndef BENCH_LETTER_H
#define BENCH_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LETTER_BYTES_MAX 2048
#define LETTER_FIGURES 6
#define LETTER_EVENT "banjir-2026"
#define DECLARATION_BYTES_MAX 16384

/* The reports of one source about one regency: a message with holes for what differs. */
struct letter {
    char code[8]; /* Kemendagri code of the regency */
    uint64_t number;
    uint8_t bytes[LETTER_BYTES_MAX];
    size_t size_bytes;
    unsigned number_width; /* bytes of `number` on the wire, 0: no template yet */
    size_t number_at;
    size_t sent_at;  /* of the five bytes of seconds; nanos follow after a tag */
    size_t as_of_at; /* likewise */
    size_t figure_at[LETTER_FIGURES];
};

struct letters {
    struct letter *of; /* one for each regency */
    uint32_t count;
    uint64_t written; /* messages, all regencies together */
};

/*
 * letters_open - read the regencies of the catalogue.
 *
 *   regions_csv   config/catalogue/regions.csv
 *   first_number  what each source begins with; at least 1
 *
 * Returns false when the file cannot be read or names no regency.
 */
bool letters_open(struct letters *letters, const char *regions_csv, uint64_t first_number);

/* letters_close - give the templates back */
void letters_close(struct letters *letters);

/*
 * letters_next - the next report about one regency.
 *
 *   at            index below `count`
 *   now_utc_s     sent_at and as_of
 *   out           the serialised Message; good until the next call for the same regency
 *
 * Returns its size in bytes.
 */
size_t letters_next(struct letters *letters, uint32_t at, int64_t now_utc_s, const uint8_t **out);

/* letters_declare - the event with all regencies, as a serialised Message of source "bnpb"; returns its size */
size_t letters_declare(const struct letters *letters, int64_t now_utc_s, uint64_t number, uint8_t *out);

/* letter_wrap - put a Message into a Request with a Submit; returns the size, at most 32 bytes more */
size_t letter_wrap(uint8_t *out, uint64_t request_id, const uint8_t *message, size_t size_bytes);

/*
 * letter_is_accepted - is this Reply a receipt that says ACCEPTED?
 *
 *   out_request_id   may be NULL
 */
bool letter_is_accepted(const uint8_t *reply, size_t size_bytes, uint64_t *out_request_id);

#endif
