/*
 * zap.h - the door: who may connect, by CURVE key and by the socket's domain.
 *
 * Read by: main.c, loop. Reads: core/roster.h.
 * Owns: one thread, the REP socket on inproc://zeromq.zap.01. The roster is borrowed.
 * Holds: (1) the socket is bound when zap_start returns, so before any endpoint; (2) a key that is unknown, not
 *        valid yet or no more, or without the right, gets one and the same answer; (3) a request that is not
 *        exactly ZAP 1.0 is answered 400 and admits nobody; (4) if the thread ends before zap_stop, the process
 *        ends: libzmq 4.3.4 without a handler may admit everyone.
 * Source: ZeroMQ RFC 27/ZAP; an admitted peer's User-Id is the Z85 text of its key, the lab's is "lab".
 */
#ifndef HUB_IO_ZAP_H
#define HUB_IO_ZAP_H

#include "core/roster.h"

enum zap_domain {
    ZAP_SUBMIT,
    ZAP_INTAKE,   /* only who may report: not console, integrator, administrator */
    ZAP_INTERNAL, /* only access internal */
    ZAP_PUBLIC,
    ZAP_URGENT,
    ZAP_SELF_TEST, /* the probe's own */
    ZAP_DOMAIN_COUNT
};

#define ZAP_BARRED_MAX 256 /* keys; of more, those whose time ends first come in again */

struct zap;
struct zap_probe;

/* zap_domain_name - what goes into ZMQ_ZAP_DOMAIN; static */
const char *zap_domain_name(enum zap_domain domain);

/*
 * zap_start - open the door's ear.
 *
 *   zmq_context   outlives it
 *   roster        looked into until zap_swap_roster or zap_stop
 *   lab           --insecure-lab: mechanism NULL is admitted as the client "lab"
 *
 * Returns NULL with errno set: EADDRINUSE when there is a handler already, ENOMEM, or what pthread_create says.
 */
struct zap *zap_start(void *zmq_context, const struct roster *roster, bool lab);

/* zap_swap_roster - from now on this one; on return nobody looks into the old one any more */
void zap_swap_roster(struct zap *zap, const struct roster *roster);

/*
 * zap_bar - this key gets no new connection to the feed, until the time is over or the roster is swapped; it may still hand in.
 *
 *   out_name   room of IDENTIFIER_BYTES_MAX + 1 bytes: whose key it is, or "" when it is on no roster
 */
void zap_bar(struct zap *zap, const char *key, uint32_t for_ms, char *out_name);

/* zap_admits - would this User-Id be admitted now? Not counted as a decision. */
bool zap_admits(struct zap *zap, enum zap_domain domain, const char *user_id);

/* zap_stop - ends the thread; close the endpoints before, the context after. NULL is fine. */
void zap_stop(struct zap *zap);

/* zap_admitted, zap_refused - decisions since the start, in one domain; from any thread */
uint64_t zap_admitted(const struct zap *zap, enum zap_domain domain);
uint64_t zap_refused(const struct zap *zap, enum zap_domain domain);

/* zap_malformed - requests that were no ZAP 1.0 or named no domain of ours; from any thread */
uint64_t zap_malformed(const struct zap *zap);

enum zap_probe_result {
    ZAP_PROBE_WAITING,
    ZAP_PROBE_SHUT, /* the stranger was refused: all is well */
    ZAP_PROBE_OPEN, /* the stranger got in: stop the hub */
    ZAP_PROBE_MUTE, /* no decision in time, or the probe could not be set up */
};

/*
 * zap_probe_begin - a stranger knocks: a CURVE server of its own on a free loopback port, and a client with a
 *                   fresh key that is on no roster.
 *
 *   wait_ms   how long the decision may take
 *
 * Returns the probe, zap_probe_end is due; or NULL when there is no memory. What else fails shows in the first step.
 */
struct zap_probe *zap_probe_begin(void *zmq_context, uint32_t wait_ms);

/* zap_probe_step - look, without waiting; anything but ZAP_PROBE_WAITING is final */
enum zap_probe_result zap_probe_step(struct zap_probe *probe);

/* zap_probe_end - close its sockets; NULL is fine */
void zap_probe_end(struct zap_probe *probe);

/* zap_self_test - one probe from begin to end, waiting wait_ms at the most; never ZAP_PROBE_WAITING */
enum zap_probe_result zap_self_test(void *zmq_context, uint32_t wait_ms);

#endif
