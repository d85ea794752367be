/*
 * message.h - the inside of a message being built, for the builders of relief logistics.
 *
 * Read by: message.c, logistics.c. Reads: wire.h.
 * Owns: nothing.
 */
#ifndef PUSDALOPS_LIB_MESSAGE_H
#define PUSDALOPS_LIB_MESSAGE_H

#include "wire.h"

/*
 * message_around - a message that owns this body: a Message with nothing but need, need_decision, pledge or pledge_update.
 *
 * Takes `body`, also where it fails: PUSDALOPS_E_MEMORY.
 */
enum pusdalops_status message_around(Pusdalops__V1__Message *body, struct pusdalops_message **out);

/* message_need - the need inside, to add a line to; NULL where the message is no need. */
Pusdalops__V1__Need *message_need(const struct pusdalops_message *message);

#endif
