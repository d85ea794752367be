/*
 * posting.h - the messages that the benchmarks send: situation reports of about 400 bytes, made at the price of a copy;
 * and needs, pledges and what happens to them, made anew each time.
 *
 * Read by: every program of tests/bench that sends. Reads: nothing of the daemon; it writes the wire by hand.
 * Owns: the templates of a `struct postings`.
 * Holds: (1) (source, number) of one `struct postings` never repeats; (2) as_of grows from report to report of a source,
 *        so that every report changes the picture.
 */
#ifndef BENCH_POSTING_H
#define BENCH_POSTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POSTING_BYTES_MAX     2048
#define POSTING_FIGURES       6
#define POSTING_EVENT         "banjir-2026"
#define DECLARATION_BYTES_MAX 16384

/* The reports of one source about one regency: a message with holes for what differs. */
struct posting {
    char code[8];    /* Kemendagri code of the regency */
    char source[24]; /* who says it */
    char event[24];  /* of what */
    uint64_t number;
    uint8_t bytes[POSTING_BYTES_MAX];
    size_t size_bytes;
    uint8_t other[1024];   /* a need, a pledge, an update */
    unsigned number_width; /* bytes of `number` on the wire, 0: no template yet */
    size_t number_at;
    size_t sent_at;  /* of the five bytes of seconds; nanos follow after a tag */
    size_t as_of_at; /* likewise */
    size_t figure_at[POSTING_FIGURES];
    size_t stamp_at; /* sixteen hexadecimal digits in the needs text */
};

struct postings {
    struct posting *of; /* one for each regency */
    uint32_t count;
    uint64_t written; /* messages, all regencies together */
    bool mixed;       /* 12 reports, 5 updates of a pledge and 3 needs in 20; else reports alone */
};

/*
 * postings_open - read the regencies of the catalogue.
 *
 *   regions_csv   config/catalogue/regions.csv
 *   first_number  what each source begins with; at least 1
 *
 * Returns false when the file cannot be read or names no regency.
 */
bool postings_open(struct postings *postings, const char *regions_csv, uint64_t first_number);

/* postings_close - give the templates back */
void postings_close(struct postings *postings);

/*
 * postings_next - the next report about one regency; of `mixed` ones also the next need or update of its pledge.
 *
 *   at            index below `count`
 *   now_utc_s     sent_at and as_of
 *   out           the serialised Message; good until the next call for the same regency
 *
 * Returns its size in bytes.
 */
size_t postings_next(struct postings *postings, uint32_t at, int64_t now_utc_s,
                     const uint8_t **out);

/* posting_stamp - write a moment into the report that postings_next gave last for this regency */
void posting_stamp(struct posting *posting, uint64_t mono_ns);

/* posting_stamp_find - the moment in a report, wherever it is in these bytes; 0: none */
uint64_t posting_stamp_find(const void *bytes, size_t size_bytes);

/* posting_changed - the posting's source or event was written anew */
void posting_changed(struct posting *posting);

/*
 * postings_declare - an event with all regencies, or with one of them, as a serialised Message of source "bnpb".
 *
 *   only   index of the one; `count` for all
 *   out    room for DECLARATION_BYTES_MAX
 *
 * Returns its size.
 */
size_t postings_declare(const struct postings *postings, const char *event, uint32_t only,
                        int64_t now_utc_s, uint64_t number, uint8_t *out);

/* posting_wrap - put a Message into a Request with a Submit; returns the size, at most 32 bytes more */
size_t posting_wrap(uint8_t *out, uint64_t request_id, const uint8_t *message, size_t size_bytes);

/* posting_hello - the Request that opens a conversation; returns the size, at most 64 bytes */
size_t posting_hello(uint8_t *out, uint64_t request_id);

/*
 * posting_is_accepted - is this Reply a receipt that says ACCEPTED?
 *
 *   out_request_id   may be NULL
 */
bool posting_is_accepted(const uint8_t *reply, size_t size_bytes, uint64_t *out_request_id);

#endif
