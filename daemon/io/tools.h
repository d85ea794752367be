/*
 * tools.h - verify, backup and restore: what the operator does with a store.
 *
 * Read by: main.c. Reads: store.h, config.h.
 * Each prints one line for each realm to standard output, and what is wrong to standard error.
 */
#ifndef HUB_IO_TOOLS_H
#define HUB_IO_TOOLS_H

#include "io/config.h"
#include "io/store.h"

#define TOOLS_PATH_ROOM 640

/* tools_limits - the sizes of a realm's tables, from the configuration */
struct view_limits tools_limits(const struct config *config);

/* tools_store_options - where a realm's journal is, and how much room it may take; folder has TOOLS_PATH_ROOM bytes */
struct store_options tools_store_options(const struct config *config, const char *directory,
                                         const char *realm, char *folder);

/*
 * tools_verify - recompute everything from the first record on and compare.
 *
 *   realm   NULL: every realm of the configuration
 *
 * Checks each record's hash, the chain, the order; the running sums against a second computation; the view from
 * the snapshot against the view from the journal; the indexes against the journal. Returns true when all is equal.
 */
bool tools_verify(const struct config *config, const char *directory, const char *realm);

/* tools_backup - a consistent copy of every realm into a folder, also while a hub runs, and verify the copy */
bool tools_backup(const struct config *config, const char *target);

/* tools_restore - put a backup into the empty store of the configuration, and verify it; no hub may be running */
bool tools_restore(const struct config *config, const char *source);

/*
 * tools_audit - read what a start is going to read, in a child process: LMDB ends the process when a page of the file
 *               is damaged, and that must not be the hub.
 *
 * Returns true when the start may go on; else the reason is on standard error.
 */
bool tools_audit(const struct config *config);

/* tools_room - zeroed room of so many bytes, given by the kernel only as it is touched; NULL: none */
void *tools_room(size_t size_bytes);

/* tools_room_free - give it back; NULL is fine */
void tools_room_free(void *room, size_t size_bytes);

#endif
