/*
 * cleanup.h - what a function took goes back when its block ends, on every road out.
 *
 * Read by: io, main.c, tests. Reads: nothing.
 * Holds: the release stands on the line that takes, before the line that may fail.
 */
#ifndef HUB_IO_CLEANUP_H
#define HUB_IO_CLEANUP_H

/*
 * HUB_CLEANUP - `HUB_CLEANUP(file_close) FILE *file = NULL;`
 *
 *   release   a function that takes the address of the variable; it is called for "nothing taken" (NULL, -1) too
 */
#define HUB_CLEANUP(release) __attribute__((cleanup(release)))

#endif
