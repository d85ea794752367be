/*
 * topic.h - what the library itself asks of topics and region codes.
 *
 * Read by: feed.c, message.c. Reads: pusdalops.h.
 * Owns: nothing; functions over texts.
 * Source: proto/README.md "Topics".
 */
#ifndef PUSDALOPS_LIB_TOPIC_H
#define PUSDALOPS_LIB_TOPIC_H

#include "pusdalops.h"

/* topic_code_check - is this a Kemendagri code of so many groups (1 province ... 4 village)? */
bool topic_code_check(const char *code, unsigned groups);

/* topic_region_check - "nation", a province or a regency? */
bool topic_region_check(const char *region);

/* topic_has_kind - does the topic end in "/<kind>/"? */
bool topic_has_kind(const char *topic, const char *kind);

/* topic_prefix_check - may one subscribe to this prefix in this realm? */
bool topic_prefix_check(const char *realm, const char *prefix);

#endif
