/*
 * hub_silence.h - members whose time to answer for a task passes: their documents are published anew, without any record.
 *
 * Read by: hub. Reads: tasks.h, feed.h.
 * Some of the activations are looked at each time. A round of all of them looks at the span between the earliest and the latest wall
 * time that was seen during the round before: whatever was published then, also while the clock was stepped there and back, showed the
 * silence of some time of the span.
 * Holds: (1) one call looks at SILENCE_TASKS_AT_ONCE tasks and an activation at most.
 */
#ifndef HUB_CORE_HUB_SILENCE_H
#define HUB_CORE_HUB_SILENCE_H

#include <stdbool.h>
#include <stdint.h>

struct hub;

/* Where the search stands. */
struct silence {
    uint32_t activation;  /* the last one looked at, counted through all realms */
    int64_t since_utc_us; /* the span that this round looks at */
    int64_t until_utc_us;
    bool has_seen_time;
    int64_t seen_first_utc_us; /* the earliest and the latest wall time since the round began */
    int64_t seen_last_utc_us;
};

/* hub_silence_see - the wall clock shows this now */
void hub_silence_see(struct silence *silence, int64_t at_utc_us);

/* hub_silence - look at the next activations of the round */
void hub_silence(struct hub *hub, int64_t at_utc_us);

#endif
