/*
 * command.h - the subcommands, one function each.
 *
 * Read by: main.c, command_*.c. Reads: app.h.
 * Owns: nothing. Each returns an exit code and has said what went wrong.
 */
#ifndef PUSDALOPS_CLI_COMMAND_H
#define PUSDALOPS_CLI_COMMAND_H

#include "app.h"

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
