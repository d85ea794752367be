/*
 * notify.h - what systemd is told.
 *
 * Read by: main.c, loop. Reads: base/.
 * Without $NOTIFY_SOCKET all of it does nothing.
 * Source: sd_notify(3) "Notes", which promises the protocol; sd_watchdog_enabled(3); decision 0018.
 */
#ifndef HUB_IO_NOTIFY_H
#define HUB_IO_NOTIFY_H

#include <stdint.h>

#define NOTIFY_STATUS_BYTES_MAX 640 /* met: cut after a whole character */

/* notify_ready - the journal is replayed and the endpoints are open; also after a reload */
void notify_ready(void);

/* notify_status - one sentence for `systemctl status` */
void notify_status(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* notify_reloading - a reload has begun; notify_ready ends it */
void notify_reloading(void);

/* notify_stopping - the drain has begun */
void notify_stopping(void);

/* notify_watchdog - the loop turns */
void notify_watchdog(void);

/* notify_watchdog_interval_us - how often notify_watchdog should be called: half of what systemd allows; 0: not asked for */
uint64_t notify_watchdog_interval_us(void);

#endif
