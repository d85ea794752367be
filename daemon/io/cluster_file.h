/*
 * cluster_file.h - clusters.yaml to struct registry.
 *
 * Read by: main.c. Reads: calendar.h, yaml_tree.h, core/registry.h, core/roster.h, core/region.h.
 * Owns: a registry is one piece of heap memory, whole and unchanging, until registry_free.
 * Holds: the numbered promises of core/registry.h, for anything a file can say; every member is on the roster, every region and item in
 *        the catalogue.
 * Source: config/clusters.yaml, which says every key in a sentence.
 */
#ifndef HUB_IO_CLUSTER_FILE_H
#define HUB_IO_CLUSTER_FILE_H

#include "io/complaint.h"

#include "core/region.h"
#include "core/registry.h"
#include "core/roster.h"

/*
 * registry_load - the registry in a file.
 *
 *   catalogue     needed only during the call, as the roster
 *   roster        NULL: there is none, and members are not looked up
 *   complaints    initialised by the caller; complaints are added
 *
 * Returns the registry, registry_free is due; or NULL with at least one complaint: then keep the one in force.
 */
struct registry *registry_load(const char *path, const struct catalogue *catalogue,
                               const struct roster *roster, struct complaints *complaints);

/* registry_parse - the same from bytes; `file` is for complaints */
struct registry *registry_parse(const char *file, struct slice bytes,
                                const struct catalogue *catalogue, const struct roster *roster,
                                struct complaints *complaints);

/* registry_free - NULL is fine. Nobody may hold it any more: first the hub, then this. */
void registry_free(struct registry *registry);

#endif
