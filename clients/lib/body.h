/*
 * body.h - the pieces that bodies of messages are built from: texts, times, quantities; each in memory of its own.
 *
 * Read by: logistics.c, plan.c, shipment.c. Reads: message.h.
 * Owns: nothing; what is made hangs in the body and goes with it.
 * Holds: (1) a text in a body is a copy, clean and within its limit; what was not said stays as protobuf-c has it.
 */
#ifndef PUSDALOPS_LIB_BODY_H
#define PUSDALOPS_LIB_BODY_H

#include "message.h"

/* body_is_said - is there any text? */
bool body_is_said(const char *text);

/* body_text - a copy of the text at *place, which holds protobuf-c's empty text; PUSDALOPS_E_FIELD, PUSDALOPS_E_MEMORY */
enum pusdalops_status body_text(char **place, const char *text, size_t bytes_max);

/* body_time - a Timestamp; 0 us: none, *place stays NULL */
enum pusdalops_status body_time(Google__Protobuf__Timestamp **place, int64_t utc_us);

/* body_quantity - how much of what */
enum pusdalops_status body_quantity(Pusdalops__V1__Quantity **place,
                                    const struct pusdalops_quantity *from);

/* body_counted - the same, where nought is a quantity too */
enum pusdalops_status body_counted(Pusdalops__V1__Quantity **place,
                                   const struct pusdalops_quantity *from);

/* body_reference - an earlier message, its line the part of it; PUSDALOPS_E_FIELD where it has no number or the name cannot be one */
enum pusdalops_status body_reference(Pusdalops__V1__MessageReference **place,
                                     const struct pusdalops_reference *from);

/* body_take - memory for a Message and its body of `size` bytes; false without */
bool body_take(size_t size, Pusdalops__V1__Message **message, void **body);

/* body_finish - the message is given out, or released where something in it did not fit */
enum pusdalops_status body_finish(enum pusdalops_status status, Pusdalops__V1__Message *body,
                                  struct pusdalops_message **out);

#endif
