/*
 * topic.h - the grammar of topics: <realm>/<area>/<kind>/, each segment closed by a slash.
 *
 * Read by: feed, hub. Reads: region.h.
 * A subscription is a prefix of bytes; the closing slash keeps real/11/ from catching real/112/.
 * Source: proto/README.md "Topics".
 */
#ifndef HUB_CORE_TOPIC_H
#define HUB_CORE_TOPIC_H

#include "base/slice.h"
#include "core/limits.h"

enum topic_kind {
    TOPIC_NOTICE, /* log: every accepted message, as it came */
    TOPIC_STATUS, /* state: the consolidated picture */
    TOPIC_EVENT,
    TOPIC_PRESENCE,
    TOPIC_LOGISTICS,
    TOPIC_STOCK,
    TOPIC_PLANS,
    TOPIC_TASKS,
    TOPIC_CLUSTERS,
    TOPIC_CATALOGUE,
    TOPIC_UNKNOWN, /* what the catalogue lacks: apart, since the public has none of it */
    TOPIC_SHIPMENT,
    TOPIC_HEARTBEAT,
    TOPIC_KINDS
};

/* topic_print - the topic into room of TOPIC_BYTES_MAX + 1 bytes; returns its length */
size_t topic_print(const char *realm, uint32_t area, enum topic_kind kind, char *room);

/*
 * topic_parse - a whole topic of this realm.
 *
 * Returns false when the text is not a topic of the realm; then nothing is written.
 */
bool topic_parse(const char *realm, struct slice text, uint32_t *out_area,
                 enum topic_kind *out_kind);

/* topic_matches - does a topic begin with this prefix? As libzmq does it. */
bool topic_matches(struct slice prefix, const char *topic, size_t topic_bytes);

#endif
