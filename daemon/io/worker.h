/*
 * worker.h - a thread beside the loop that does one job at a time: it waits for the disk, so that the loop need not.
 *
 * Read by: store*.c. Reads: nothing of ours.
 * Owns: its thread, all signals blocked, and an eventfd.
 * Holds: (1) at most one job at a time; (2) what a job wrote is seen by whoever called worker_end.
 */
#ifndef HUB_IO_WORKER_H
#define HUB_IO_WORKER_H

#include <stdbool.h>

struct worker;

/* worker_new - a thread of this name (at most 15 bytes); NULL: no memory or no thread, the caller does the job itself */
struct worker *worker_new(const char *name);

/* worker_free - waits for its job; NULL is fine */
void worker_free(struct worker *worker);

/* worker_begin - do this; the one before was ended */
void worker_begin(struct worker *worker, int (*job)(void *argument), void *argument);

/*
 * worker_end - how did the job end?
 *
 *   wait        false: only look
 *   out_result  what the job returned
 *
 * Returns false while it is at work.
 */
bool worker_end(struct worker *worker, bool wait, int *out_result);

/* worker_fd - readable from the end of a job to its worker_end */
int worker_fd(const struct worker *worker);

#endif
