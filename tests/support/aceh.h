/*
 * aceh.h - the room most tests begin in: Aceh, 29 November 2025, one declared event, the usual clients.
 *
 * Read by: tests/unit/core. Reads: room.h.
 * Clients: bpbd-11.06, bpbd-11.07 (districts), pusdalops-11 (province), bnpb (national), orari (relay, speaks for
 * bpbd-11.06), console (internal), public (public), lab (every right), all in realm real and drill/x1.
 */
#ifndef TESTS_SUPPORT_ACEH_H
#define TESTS_SUPPORT_ACEH_H

#include "support/room.h"

#define ACEH_EVENT "senyar-2025"

/* aceh_open - the room with its roster in force and the event declared by bnpb as its number 1, for 11 and 12 */
void aceh_open(struct room *room, const struct hub_settings *settings);

/* aceh_report - a report of a source about a regency as of now, in realm real; a test changes the rest */
struct letter aceh_report(const struct room *room, const char *source, uint64_t number,
                          const char *region, const char *figures);

/* aceh_hand_in - hand it in by the client of the same name; the receipt's status, or -1 for a problem */
int aceh_hand_in(struct room *room, const struct letter *letter);

/* aceh_code - the code of the problem in a receipt; 0: none */
uint32_t aceh_code(const Receipt *receipt);

/* aceh_warned - does a receipt carry this warning at this field? */
bool aceh_warned(const Receipt *receipt, enum hub_status code, const char *field);

/* aceh_chosen - the chosen value of a regency in the event; -1: unknown */
int64_t aceh_chosen(struct room *room, const char *realm, uint32_t area, enum figure_kind kind);

#endif
