/*
 * roster_file.h - roster.yaml to struct roster.
 *
 * Read by: main.c, loop (on reload). Reads: yaml_tree.h, core/roster.h, core/region.h.
 * Owns: a roster is one piece of heap memory, whole and unchanging, until roster_free.
 * Holds: the numbered promises of core/roster.h, for anything a file can say.
 * Source: config/roster.yaml, which says every key in a sentence.
 */
#ifndef HUB_IO_ROSTER_FILE_H
#define HUB_IO_ROSTER_FILE_H

#include "io/complaint.h"
#include "io/config.h"

#include "core/region.h"
#include "core/roster.h"

#define ROSTER_LAB_NAME "lab"

/*
 * roster_load - the roster in a file.
 *
 *   catalogue     regions must be in it; needed only during the call
 *   clients_max   config.limits.clients_max
 *   complaints    initialised by the caller; complaints are added
 *
 * Returns the roster, roster_free is due; or NULL with at least one complaint: then keep the one in force.
 */
struct roster *roster_load(const char *path, const struct catalogue *catalogue,
                           uint32_t clients_max, struct complaints *complaints);

/* roster_parse - the same from bytes; `file` is for complaints */
struct roster *roster_parse(const char *file, struct slice bytes, const struct catalogue *catalogue,
                            uint32_t clients_max, struct complaints *complaints);

/*
 * roster_mark_real - note which clients have no right in the real realm, where this hub serves it beside drills.
 *
 * The live feed carries every realm of the hub and a subscription cannot be refused by its topic, so those are not admitted
 * there; they take snapshots and replays of their drill, or listen to a hub of the drill's own.
 */
void roster_mark_real(struct roster *roster, const struct config *config);

/*
 * roster_lab - the roster of --insecure-lab: the client "lab" with every right, beside those of another roster.
 *
 *   others   or NULL; it is copied
 *
 * Returns a roster of its own, roster_free is due; NULL when there is no memory.
 */
struct roster *roster_lab(const struct roster *others);

/* roster_free - NULL is fine. Nobody may hold it any more: first hub, then zap_swap_roster, then this. */
void roster_free(struct roster *roster);

#endif
