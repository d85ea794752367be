/* picture.c - the documents of a snapshot, fetched page by page and kept decoded. */
#include "picture.h"

#include <stdlib.h>
#include <string.h>

static bool add(struct picture *picture, const Pusdalops__V1__FeedMessage *document)
{
    if (picture->count == picture->room) {
        const size_t room = picture->room == 0 ? 256 : 2 * picture->room;
        const Pusdalops__V1__FeedMessage **grown =
            reallocarray(picture->documents, room, sizeof(const void *));
        if (grown == NULL) {
            return false;
        }
        picture->documents = grown;
        picture->room = room;
    }
    picture->documents[picture->count++] = document;
    return true;
}

int picture_fetch(struct picture *picture, struct link *link, const char *prefix)
{
    char cursor[512] = "";
    do {
        const struct pusdalops_ask ask = {
            .kind = PUSDALOPS_ASK_SNAPSHOT, .subject = prefix, .cursor = cursor};
        Pusdalops__V1__Reply *reply = NULL;
        const int code = link_ask(link, &ask, &reply);
        if (code != EXIT_DONE) {
            return code;
        }
        if (reply->body_case != PUSDALOPS__V1__REPLY__BODY_SNAPSHOT ||
            picture->reply_count == PICTURE_PAGES_MAX) {
            pusdalops__v1__reply__free_unpacked(reply, NULL);
            return EXIT_INTERNAL;
        }
        picture->replies[picture->reply_count++] = reply;
        for (size_t i = 0; i < reply->snapshot->n_documents; i++) {
            if (!add(picture, reply->snapshot->documents[i])) {
                return EXIT_INTERNAL;
            }
        }
        (void)snprintf(cursor, sizeof cursor, "%s", reply->snapshot->cursor);
    } while (cursor[0] != '\0');
    return EXIT_DONE;
}

void picture_close(struct picture *picture)
{
    for (size_t i = 0; i < picture->reply_count; i++) {
        pusdalops__v1__reply__free_unpacked(picture->replies[i], NULL);
    }
    free(picture->documents);
    memset(picture, 0, sizeof *picture);
}
