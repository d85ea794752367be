/*
 * command.h - the subcommands, one function each.
 *
 * Read by: main.c, command_*.c. Reads: app.h.
 * Owns: nothing. Each returns an exit code and has said what went wrong.
 */
#ifndef PUSDALOPS_CLI_COMMAND_H
#define PUSDALOPS_CLI_COMMAND_H

#include "app.h"

/* command_field - the name of the row's field that a flag says. */
const char *command_field(const char *flag);

/* command_is_setting - is it a connection flag, or another that every command takes? */
bool command_is_setting(const char *flag);

/* command_build_row - the message that `what`, a struct row, says; see command_hand_in. */
int command_build_row(const struct app *app, const void *what, const char *source, int64_t now_us,
                      struct pusdalops_message **message);

/*
 * command_hand_in - build a message, number it, keep it, send it until its receipt; an exit code.
 *
 *   build   makes the message of `what` for a source, or complains and returns an exit code; called
 *           once before the hub is asked and once more with the name that the hub gives us
 */
int command_hand_in(struct app *app,
                    int (*build)(const struct app *app, const void *what, const char *source,
                                 int64_t now_us, struct pusdalops_message **message),
                    const void *what);

/* command_keygen - make a key pair. */
int command_keygen(struct app *app);

/* command_report - hand in one report from flags. */
int command_report(struct app *app);

/* command_event - declare an event. */
int command_event(struct app *app);

/* command_withdraw - take back a report. */
int command_withdraw(struct app *app);

/* command_verify_report - confirm a report. */
int command_verify_report(struct app *app);

/* command_need - ask for goods, or answer a line of a need. */
int command_need(struct app *app);

/* command_pledge - promise goods, or say what happened to a promise. */
int command_pledge(struct app *app);

/* command_plan - hand in a contingency plan, see the plans, activate one, end an activation. */
int command_plan(struct app *app);

/* command_task - see the tasks of activations, answer one. */
int command_task(struct app *app);

/* command_gaps - the lines of needs that nobody covers yet, the most pressing first. */
int command_gaps(struct app *app);

/* command_suggest - what could fill a line, the best first. */
int command_suggest(struct app *app);

/* command_activity - who does what, where, when and for whom. */
int command_activity(struct app *app);

/* command_needs - what is needed, promised, sent and received, item by item. */
int command_needs(struct app *app);

/* command_overlaps - the same goods for the same place from several members. */
int command_overlaps(struct app *app);

/* command_stock - declare a warehouse, count what is in it, show what is known. */
int command_stock(struct app *app);
/* command_clusters - who is in which cluster, by which decree. */
int command_clusters(struct app *app);

/* command_items - the relief items that the hub knows; or the words that it does not know. */
int command_items(struct app *app);

/* command_ship - send goods of several pledges as one shipment, or say what became of one. */
int command_ship(struct app *app);

/* command_receive - a shipment, or a part of it, was handed over. */
int command_receive(struct app *app);

/* command_shipments - what is loaded, on its way and handed over; what is late. */
int command_shipments(struct app *app);

/* command_send - hand in the rows of a file. */
int command_send(struct app *app);

/* command_status - the picture as a table. */
int command_status(struct app *app);

/* command_watch - live lines of the feed. */
int command_watch(struct app *app);

/* command_tail - every feed message, decoded. */
int command_tail(struct app *app);

/* command_nodes - the nodes and their presence. */
int command_nodes(struct app *app);

/* command_show - one message or one event, as the hub holds it. */
int command_show(struct app *app);

/* command_replay - what a topic carried after a sequence. */
int command_replay(struct app *app);

/* command_daemon - become pusdalopsd with the same words: verify, backup, restore, check-config. */
int command_daemon(struct app *app, int argc, char **argv);

#endif
