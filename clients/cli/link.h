/*
 * link.h - one command's connection to the hub: open, greet, ask, wait, with a time limit and
 * complaints.
 *
 * Read by: command_*.c. Reads: app.h.
 * Owns: the client, and the reply that was asked for last.
 * Holds: (1) whatever fails has been said on stderr when a function returns its exit code.
 */
#ifndef PUSDALOPS_CLI_LINK_H
#define PUSDALOPS_CLI_LINK_H

#include "app.h"

#include "pusdalops/v1/feed.pb-c.h"
#include "pusdalops/v1/message.pb-c.h"
#include "pusdalops/v1/submit.pb-c.h"

struct link {
    const struct app *app;
    struct pusdalops_client *client;
    bool open; /* greeted */
    bool handshake_refused;
    char client_name[PUSDALOPS_SOURCE_BYTES_MAX + 1];
    char role[32];
    char hub[128];
    uint64_t last_number;
    int64_t clock_skew_ms;
};

/* link_open - make the sockets; prefixes for a feed, or none. An exit code. */
int link_open(struct link *link, const struct app *app, const char *const *prefixes,
              size_t prefix_count);

/* link_open_publishing - the same to hand in, by the intake endpoint first where there is one. */
int link_open_publishing(struct link *link, const struct app *app);

/* link_close - close; fine for one that was never opened. */
void link_close(struct link *link);

/*
 * link_step - one round of at most wait_ms, and its next event.
 *
 * False: no event now. Notes the greeting; an event of a refused greeting or a failed socket sets
 * *code.
 */
bool link_step(struct link *link, uint32_t wait_ms, struct pusdalops_event *event, int *code);

/*
 * link_greet - wait for the hub's greeting; EXIT_DONE, EXIT_NEGATIVE where it refuses us,
 * EXIT_NO_HUB.
 */
int link_greet(struct link *link);

/*
 * link_ask - ask one question and wait for its reply; free it with
 * pusdalops__v1__reply__free_unpacked(reply, NULL).
 */
int link_ask(struct link *link, const struct pusdalops_ask *ask, Pusdalops__V1__Reply **reply);

/*
 * link_may_read - may this client read topics of this kind? The snapshot leaves out what it may not, as if there were none.
 *
 * EXIT_DONE, or what link_ask gives, with the hub's reason said.
 */
int link_may_read(struct link *link, const char *kind);

/* link_complain - say that the hub cannot be reached; EXIT_NO_HUB. */
int link_complain(const struct link *link);

/*
 * link_problem - say why the hub refused; EXIT_NEGATIVE, or EXIT_NO_HUB where it is the hub's
 * fault.
 */
int link_problem(const struct app *app, const struct pusdalops_problem *problem);

#endif
