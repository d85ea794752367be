/* fuzz_twins - bytes as a message, as a request and the messages in it: what we accept, protobuf-c reads the same. */
#include "stage.h"
#include "twins.h"

#include <stdio.h>
#include <stdlib.h>

static void stop_where_they_differ(const char *what, const char *differs)
{
    if (differs != NULL) {
        (void)fprintf(stderr, "%s: the decoders differ: %s\n", what, differs);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct slice bytes = {data, size};
    struct request request;
    struct message message;
    enum hub_status status = HUB_OK;
    stop_where_they_differ("message", twins_message(bytes, &message, &status));
    stop_where_they_differ("request", twins_request(bytes, &request, &status));
    if (status == HUB_OK) {
        for (uint32_t i = 0; i < request.messages.count; i++) {
            const struct slice inner = request.messages.items[i];
            stop_where_they_differ("message of a request", twins_message(inner, &message, &status));
        }
    }
    return 0;
}
