/* fuzz_request - the bytes of a request frame: the request, the messages in it, and whether they are in range. */
#include "core/check.h"
#include "stage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct request request;
    struct fault fault;
    struct arena *arena = stage_scratch();
    const struct slice frame = {data, size};
    if (message_decode_request(frame, arena, &request, &fault) == HUB_OK) {
        for (uint32_t i = 0; i < request.messages.count; i++) {
            struct message message;
            static struct checked checked;
            if (message_decode(request.messages.items[i], arena, &message, &fault) == HUB_OK) {
                (void)check_message(&message, stage_catalogue(), STAGE_NOW_US, &checked, &fault);
            }
        }
    }
    struct message message;
    static struct checked checked;
    arena = stage_scratch();
    if (message_decode(frame, arena, &message, &fault) ==
        HUB_OK) { /* the same bytes as a message */
        (void)check_message(&message, stage_catalogue(), STAGE_NOW_US, &checked, &fault);
    }
    return 0;
}
