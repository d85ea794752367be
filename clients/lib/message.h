/*
 * message.h - the inside of a message being built, for the builders of relief logistics and plans.
 *
 * Read by: message.c, body.h, shipment.c. Reads: wire.h.
 * Owns: nothing.
 */
#ifndef PUSDALOPS_LIB_MESSAGE_H
#define PUSDALOPS_LIB_MESSAGE_H

#include "wire.h"

/*
 * message_around - a message that owns this body: a Message with nothing but a body of logistics.proto, plan.proto or shipment.proto.
 *
 * Takes `body`, also where it fails: PUSDALOPS_E_MEMORY.
 */
enum pusdalops_status message_around(Pusdalops__V1__Message *body, struct pusdalops_message **out);

/* message_plan - the plan inside, to add a line to; NULL where the message is no plan. */
Pusdalops__V1__Plan *message_plan(const struct pusdalops_message *message);

/* message_need - the need inside, to add a line to; NULL where the message is no need. */
Pusdalops__V1__Need *message_need(const struct pusdalops_message *message);

/* message_count - the count of stock inside; NULL where the message is none. */
Pusdalops__V1__StockCount *message_count(const struct pusdalops_message *message);

/* message_logistics - the Message inside, NULL where the message is none of relief logistics. */
Pusdalops__V1__Message *message_logistics(const struct pusdalops_message *message);

#endif
