/*
 * record.h - the bytes that last: one journal record.
 *
 * Read by: hub, view, io/store. Reads: base/, limits.h; libsodium for the hash.
 * Owns: nothing; slices of a decoded record point into its bytes.
 *
 * Journal format 1, numbers little end first:
 *
 *     at  bytes
 *      0  32     hash: BLAKE2b-256 of everything after it; checks the record and is the next record's `previous`
 *     32  32     previous: hash of the record before; zeros for sequence 1
 *     64   2     format, 1
 *     66   1     kind: 1 message, 2 note
 *     67   1     flags: bit 0 the word's source is the official BPBD of the area; bit 1 came by intake
 *     68   4     bytes of the whole record
 *     72   8     sequence
 *     80   8     when the hub took it in, microseconds UTC
 *     88   8     number
 *     96   4     area that the record is about (region.h), the level of its notice
 *    100   2     bytes of source     102  2  bytes of client     104  2  bytes of word
 *    106   2     bytes of warnings   108  2  bytes of subject    110  2  zero
 *    112   4     bytes of the message
 *    116  ...    source, client, word, warnings, subject, message
 *
 * source numbered the message; client handed it in; word is whose word it is. Warnings: for each a code (2), the
 * length of its path (1), the path. Subject: what a replay needs beyond the message, so that it asks no
 * catalogue and reads no other record: for an event its regencies (2 bytes each); for a withdrawal, a
 * verification or a correction the place of the report it is about.
 *
 * Holds: (1) bytes that do not hash to their hash are never decoded.
 * Source: BLAKE2b as in RFC 7693 (libsodium crypto_generichash).
 */
#ifndef HUB_CORE_RECORD_H
#define HUB_CORE_RECORD_H

#include "base/arena.h"
#include "base/ids.h"
#include "base/slice.h"
#include "base/status.h"

#define RECORD_FORMAT     1
#define RECORD_HASH_BYTES 32
#define RECORD_HEAD_BYTES 116

enum record_kind { RECORD_MESSAGE = 1, RECORD_NOTE = 2 };

struct record {
    uint8_t hash[RECORD_HASH_BYTES];
    uint8_t previous[RECORD_HASH_BYTES];
    enum record_kind kind;
    bool official;
    bool by_intake;
    struct seq seq;
    int64_t at_utc_us;
    uint64_t number;
    uint32_t area;
    struct slice source;
    struct slice client;
    struct slice word;
    struct slice warnings;
    struct slice subject;
    struct slice message; /* of a note: its text */
    struct slice bytes;   /* the whole record; set by record_encode and record_decode */
};

/*
 * record_encode - seal a record: lay out its bytes and its hash.
 *
 *   record   everything but hash and bytes, which are filled in
 *   arena    gets the bytes; they live as long as it does
 *
 * Returns false when the arena has no room; then nothing changed.
 */
bool record_encode(struct record *record, struct arena *arena);

/*
 * record_decode - open a record's bytes.
 *
 * Returns HUB_OK, or HUB_E_READ_FAILED when the bytes are not a sound record of a known format (1).
 */
enum hub_status record_decode(struct slice bytes, struct record *out);

/* A warning in a record. The path lives as long as the record's bytes. */
struct record_warning {
    enum hub_status code;
    struct slice field;
};

/* record_put_warning - add one to a buffer of warnings; returns the new size, or the old one when it does not fit */
size_t record_put_warning(uint8_t *room, size_t room_bytes, size_t used_bytes, enum hub_status code,
                          struct slice field);

/* record_next_warning - take the next one off; false at the end */
bool record_next_warning(struct slice *warnings, struct record_warning *out);

/* The place of an earlier report, in a subject. */
struct subject {
    struct slice event_id;
    struct slice word; /* whose word it was */
    uint32_t area;
    uint32_t kecamatan;
    uint64_t village;
    struct slice point;
};

#define SUBJECT_BYTES_MAX 256

/* subject_encode - into room of SUBJECT_BYTES_MAX bytes; returns the size */
size_t subject_encode(const struct subject *subject, uint8_t *room);

/* subject_decode - false when the bytes are not a subject */
bool subject_decode(struct slice bytes, struct subject *out);

#endif
