/*
 * unread.h - long answers that a client asked for and has not taken off the line yet, in bytes.
 *
 * Read by: socket.c, main.c, metrics. Reads: base/.
 * Owns: the sums, and the bytes of the frames it makes until libzmq lets go of them.
 * Holds: (1) a frame counts from unread_frame until libzmq has encrypted it for its connection or has thrown it away with
 *        that connection, whatever the thread; (2) a client, that is a key, over all of its connections, has at most
 *        UNREAD_CLIENT_BYTES_MAX unread; beyond UNREAD_BYTES_MAX of all clients together at most
 *        UNREAD_CLIENT_BYTES_LEFT, which a console that reads what it asked for does not meet.
 * Source: libzmq's queue to a peer is bounded in messages alone; decision 0032.
 */
#ifndef HUB_IO_UNREAD_H
#define HUB_IO_UNREAD_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zmq.h>

/* Met: the client is told ANSWERS_UNREAD instead. */
#define UNREAD_CLIENT_BYTES_MAX  ((size_t)32 * 1024 * 1024) /* 512 in flight, each a full page */
#define UNREAD_CLIENT_BYTES_LEFT ((size_t)1024 * 1024)
#define UNREAD_BYTES_MAX         ((size_t)256 * 1024 * 1024)

#define UNREAD_KEY_BYTES_MAX 40 /* the Z85 text of a key */

struct unread;

/* unread_new - nobody has anything unread; NULL when there is no memory */
struct unread *unread_new(void);

/* unread_free - only after the ZeroMQ context has ended: frames lie in its queues until then. NULL is fine. */
void unread_free(struct unread *unread);

/*
 * unread_frame - a frame with a copy of these bytes, counted for a client (1).
 *
 *   user    the User-Id of whom it is for; one of no or of more than UNREAD_KEY_BYTES_MAX bytes has a sum of its own with its like
 *   frame   not initialized; with true it is the caller's to send or to close
 *
 * Returns false when the client has so much unread that this may not be added (2), or when there is no memory.
 */
bool unread_frame(struct unread *unread, struct slice user, struct slice payload, zmq_msg_t *frame);

/* unread_bytes - of all clients together; from any thread */
size_t unread_bytes(const struct unread *unread);

#endif
