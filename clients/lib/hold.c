/* hold.c - notices that were heard beyond a gap and wait until it is mended. */
#include "hold.h"

#include <stdlib.h>
#include <string.h>

bool hold_put(struct hold *hold, size_t topic, uint64_t sequence, uint64_t previous,
              const uint8_t *bytes, size_t size)
{
    if (hold->count >= hold->max) {
        return false;
    }
    struct hold_message *message = malloc(sizeof *message + size);
    if (message == NULL) {
        return false;
    }
    *message = (struct hold_message){
        .topic = topic, .sequence = sequence, .previous = previous, .size = size};
    memcpy(message->bytes, bytes, size);
    message->next = hold->first;
    hold->first = message;
    hold->count += 1;
    return true;
}

struct hold_message *hold_take(struct hold *hold, size_t topic)
{
    struct hold_message **lowest = NULL;
    for (struct hold_message **at = &hold->first; *at != NULL; at = &(*at)->next) {
        if ((*at)->topic == topic && (lowest == NULL || (*at)->sequence < (*lowest)->sequence)) {
            lowest = at;
        }
    }
    if (lowest == NULL) {
        return NULL;
    }
    struct hold_message *taken = *lowest;
    *lowest = taken->next;
    hold->count -= 1;
    return taken;
}

bool hold_has(const struct hold *hold, size_t topic, uint64_t sequence)
{
    for (const struct hold_message *at = hold->first; at != NULL; at = at->next) {
        if (at->topic == topic && at->sequence == sequence) {
            return true;
        }
    }
    return false;
}

void hold_clear(struct hold *hold)
{
    struct hold_message *message = hold->first;
    while (message != NULL) {
        struct hold_message *next = message->next;
        free(message);
        message = next;
    }
    hold->first = NULL;
    hold->count = 0;
}
