/*
 * document.h - the documents of the feed, from the view.
 *
 * Read by: feed, answer, hub. Reads: realm.h; document*.c alone build the generated structs.
 * Owns: nothing; a document lives in the arena it was built in.
 * Holds: (1) a public document has no other sources beside the chosen one, no parts, no contacts, no notices;
 *        (2) what nobody knows is not in the document; it is never written as zero.
 * Source: proto/pusdalops/v1/feed.proto.
 */
#ifndef HUB_CORE_DOCUMENT_H
#define HUB_CORE_DOCUMENT_H

#include "core/realm.h"
#include "core/roster.h"

struct Pusdalops__V1__FeedMessage;

/* What every document needs to be built. */
struct desk {
    const struct realm *realm;
    const struct catalogue *catalogue;
    uint64_t epoch;
    int64_t at_utc_us;
    int64_t fresh_for_us;      /* a figure older than this is stale */
    bool listened[LANE_COUNT]; /* does anybody subscribe to this lane? */
    struct arena *arena;       /* has DOCUMENT_ROOM_BYTES left */
};

/* A document and where it belongs. */
struct document {
    struct Pusdalops__V1__FeedMessage *message;
    const char *topic;
    size_t topic_bytes;
};

/* document_begin - one without content: its head is filled in, the caller sets what it says */
struct document document_begin(const struct desk *desk, uint32_t area, enum topic_kind kind,
                               uint64_t sequence, uint64_t previous);

/* document_regency - the status of a regency, from the place of its spot */
struct document document_regency(const struct desk *desk, uint32_t place, enum access_class access,
                                 uint64_t sequence, uint64_t previous);

/* document_area - the status of a province or the nation, from the place of its sum */
struct document document_area(const struct desk *desk, uint32_t place, enum access_class access,
                              uint64_t sequence, uint64_t previous);

/* document_event - an event as seen at one level: the place of one of its sums */
struct document document_event(const struct desk *desk, uint32_t place, uint64_t sequence,
                               uint64_t previous);

/* document_presence - one node, by its place, as it stands in an area: its own, or one that it had before */
struct document document_presence(const struct desk *desk, uint32_t place, uint32_t area,
                                  uint64_t sequence, uint64_t previous);

/* document_notice - an accepted message as it came; previous is the notice before it on the same topic */
struct document document_notice(const struct desk *desk, const struct record *record,
                                uint64_t previous);

/*
 * document_put_notice - the same bytes as document_notice packed, put down at once; for a record without warnings.
 *
 *   out_topic   the topic, in the desk's arena
 */
struct slice document_put_notice(const struct desk *desk, const struct record *record,
                                 uint64_t previous, struct slice *out_topic);

/* Things a heartbeat says beside the positions. */
struct heartbeat {
    const char *hub;
    uint32_t interval_ms;
    uint64_t sequence;
    bool intake_stopped;
    bool going_away;
};

/* document_heartbeat - of the nation (with the provinces) or of one province (with its regencies) */
struct document document_heartbeat(const struct desk *desk, uint32_t area,
                                   const struct heartbeat *heartbeat);

/* document_positions - how many topics a heartbeat document tells the positions of */
size_t document_positions(const struct document *document);

/* document_pack - its bytes, in the arena */
struct slice document_pack(const struct document *document, struct arena *arena);

/* document_packed_bytes - how many bytes document_pack gives */
size_t document_packed_bytes(const struct document *document);

#endif
