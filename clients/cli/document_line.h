/*
 * document_line.h - one feed message as one line for a person.
 *
 * Read by: command_watch.c, command_ask.c. Reads: screen.h.
 * Owns: nothing.
 */
#ifndef PUSDALOPS_CLI_DOCUMENT_LINE_H
#define PUSDALOPS_CLI_DOCUMENT_LINE_H

#include "app.h"

#include "pusdalops/v1/feed.pb-c.h"

/* document_line_print - time, topic, and what the document says. */
void document_line_print(const struct app *app, const Pusdalops__V1__FeedMessage *document);

#endif
