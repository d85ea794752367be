/*
 * pusdalops_base.h - limits, statuses, times, topics and figures of libpusdalops.
 *
 * Read by: pusdalops_message.h, pusdalops.h; programs include pusdalops.h. Reads: nothing.
 * Owns: nothing; texts that are returned live for ever.
 * Source: proto/README.md; proto/errors.csv for the codes of refusals and warnings.
 */
#ifndef PUSDALOPS_BASE_H
#define PUSDALOPS_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define PUSDALOPS_API __attribute__((visibility("default")))
#else
#define PUSDALOPS_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- limits ---- */

#define PUSDALOPS_PROTOCOL_VERSION 1U
#define PUSDALOPS_SOURCE_BYTES_MAX 64U  /* of a-z 0-9 . - */
#define PUSDALOPS_TOPIC_BYTES_MAX  128U /* a topic with its last "/" */
#define PUSDALOPS_MESSAGE_BYTES_MAX                                                                \
    65000U /* a serialised Message; leaves room for the request around it */
#define PUSDALOPS_IN_FLIGHT_MAX 512U /* requests of one connection; SHALL-51 */
#define PUSDALOPS_ASKS_MAX      64U  /* questions in flight */
#define PUSDALOPS_WINDOW_MAX                                                                       \
    (PUSDALOPS_IN_FLIGHT_MAX - PUSDALOPS_ASKS_MAX - 1U) /* messages in flight; 1: a sign of life */
#define PUSDALOPS_PREFIXES_MAX 64U                      /* subscriptions of one feed */
#define PUSDALOPS_KEY_BYTES    41U                      /* a Z85 key with its closing NUL */
#define PUSDALOPS_MARK_BYTES   32U /* the mark that keeps one row from being handed in twice */
#define PUSDALOPS_MISSING_MAX  16U /* ranges of numbers in a hub's list */
#define PUSDALOPS_FIGURE_KINDS 24U /* figure kinds of protocol 1, with the unused 0 */

/* ---- status and texts ---- */

enum pusdalops_status {
    PUSDALOPS_OK = 0,
    PUSDALOPS_NONE,       /* nothing there: no event, no frame, no further message */
    PUSDALOPS_KNOWN,      /* put before under the same mark; the earlier number is given */
    PUSDALOPS_E_ARGUMENT, /* the caller's mistake: a NULL, an empty name, a limit beyond its range */
    PUSDALOPS_E_FIELD,    /* a text, code or count that the protocol does not allow */
    PUSDALOPS_E_MEMORY,   /* no memory */
    PUSDALOPS_E_FULL,     /* a named limit is met: window, questions, outbox size */
    PUSDALOPS_E_MALFORMED, /* bytes of the peer that cannot be read */
    PUSDALOPS_E_IO,        /* the disk or the socket; errno says more */
    PUSDALOPS_E_DAMAGED,   /* a record of the outbox fails its checksum */
    PUSDALOPS_E_KEY,       /* a key or key file that is not one */
    PUSDALOPS_E_FOREIGN,   /* this outbox belongs to another source or realm */
};

enum pusdalops_language {
    PUSDALOPS_ENGLISH = 0,
    PUSDALOPS_INDONESIAN,
};

/* Whose fault a code is; PUSDALOPS_FAULT_WARNING marks the 6xx. */
enum pusdalops_fault {
    PUSDALOPS_FAULT_NONE = 0,
    PUSDALOPS_FAULT_CLIENT,
    PUSDALOPS_FAULT_RIGHTS,
    PUSDALOPS_FAULT_HUB,
    PUSDALOPS_FAULT_WARNING,
};

/* A row of proto/errors.csv. Lives for ever. */
struct pusdalops_code {
    uint32_t code;
    const char *name;
    enum pusdalops_fault fault;
    const char *text_id;
    const char *text_en;
};

/* pusdalops_status_text - one sentence for a person. Lives for ever. */
PUSDALOPS_API const char *pusdalops_status_text(enum pusdalops_status status,
                                                enum pusdalops_language language);

/* pusdalops_code_find - the row of a code, or NULL where this library does not know it. */
PUSDALOPS_API const struct pusdalops_code *pusdalops_code_find(uint32_t code);

/* ---- time ---- */

/* The only clock the machines know: `mono_ms` never goes back, `utc_us` is the wall clock. */
struct pusdalops_now {
    uint64_t mono_ms;
    int64_t utc_us;
};

#define PUSDALOPS_NEVER_MS UINT64_MAX /* no deadline */

/*
 * pusdalops_time_parse - "2025-11-28T14:30+07:00" to microseconds UTC.
 *
 *   text   date, "T" or blank, hours:minutes with optional seconds and fraction, then Z, +hh:mm, or
 *          WIB, WITA, WIT
 *
 * A zone is required: a time without one is not a time. Returns PUSDALOPS_OK or PUSDALOPS_E_FIELD.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_time_parse(const char *text, int64_t *utc_us);

/*
 * pusdalops_time_render - "2025-11-28 14:30 WIB" in the zone `offset_minutes` east of UTC (420,
 * 480, 540 are named).
 *
 * Writes at most `room` bytes with the closing NUL (48 suffice).
 */
PUSDALOPS_API void pusdalops_time_render(int64_t utc_us, int32_t offset_minutes, char *text,
                                         size_t room);

/* ---- topics and figures ---- */

/*
 * pusdalops_topic_render - "<realm>/<area>/<kind>/".
 *
 *   area   "nation"; a province "11"; a regency "11.06"; NULL for "everything of the realm" (kind
 *          must be NULL too)
 *   kind   "status", "notice", "event", "presence", "logistics", "stock", "plans", "tasks", "shipments", "heartbeat"; NULL for every
 *          kind of that area
 *   topic  at least PUSDALOPS_TOPIC_BYTES_MAX + 1 bytes
 *
 * A province with kind NULL gives the prefix of the province with all its regencies.
 * Returns PUSDALOPS_OK or PUSDALOPS_E_FIELD.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_topic_render(const char *realm, const char *area,
                                                           const char *kind, char *topic);

/* pusdalops_realm_check - is this "real" or "drill/<id>"? */
PUSDALOPS_API bool pusdalops_realm_check(const char *realm);

/*
 * pusdalops_figure_find - the number of a figure kind by its stable name ("displaced_persons"; "-"
 * does for "_"), 0: none.
 */
PUSDALOPS_API uint32_t pusdalops_figure_find(const char *name);

/*
 * pusdalops_figure_name - the stable name of a kind, such as "houses_heavy"; NULL for a number it
 * does not know.
 */
PUSDALOPS_API const char *pusdalops_figure_name(uint32_t kind);

/* pusdalops_figure_label - the kind as the room says it. NULL for a number it does not know. */
PUSDALOPS_API const char *pusdalops_figure_label(uint32_t kind, enum pusdalops_language language);

#ifdef __cplusplus
}
#endif

#endif
