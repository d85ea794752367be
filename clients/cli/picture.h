/*
 * picture.h - the documents of a snapshot, fetched page by page and kept decoded.
 *
 * Read by: command_status.c, command_ask.c. Reads: link.h.
 * Owns: the replies whose documents it points into.
 */
#ifndef PUSDALOPS_CLI_PICTURE_H
#define PUSDALOPS_CLI_PICTURE_H

#include "link.h"

#define PICTURE_PAGES_MAX 4096U

struct picture {
    Pusdalops__V1__Reply *replies[PICTURE_PAGES_MAX];
    size_t reply_count;
    const Pusdalops__V1__FeedMessage **documents;
    size_t count;
    size_t room;
};

/* picture_fetch - add the documents below a prefix; an exit code. */
int picture_fetch(struct picture *picture, struct link *link, const char *prefix);

/* picture_close - release. */
void picture_close(struct picture *picture);

#endif
