/* fuzz_http - the head of an HTTP request: once it has ended, what follows changes nothing. */
#include "base/assert.h"
#include "io/http.h"

#include <stdlib.h>
#include <string.h>

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool head = false;
    bool again = false;
    const enum http_wish wish = http_parse((const char *)data, size, &head);
    char *longer = malloc(size + 1);
    HUB_ASSERT(longer != NULL);
    memcpy(longer, data, size);
    longer[size] = 'x';
    HUB_ASSERT(wish == HTTP_UNFINISHED ||
               (http_parse(longer, size + 1, &again) == wish && again == head));
    free(longer);
    return 0;
}
