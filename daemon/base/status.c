#include "base/status.h"

#include <stddef.h>

static const struct hub_status_row rows[] = {
#define HUB_ERROR(code, name, fault, text_id, text_en)                                             \
    {(enum hub_status)(code), HUB_FAULT_##fault, #name, text_id, text_en},
#include "errors.inc"
#undef HUB_ERROR
};

static const struct hub_status_row ok = {HUB_OK, HUB_FAULT_NONE, "OK", "Baik", "All is well"};
static const struct hub_status_row unknown = {HUB_OK, HUB_FAULT_HUB, "UNKNOWN", "Tidak dikenal",
                                              "Unknown code"};

const struct hub_status_row *hub_status_row(enum hub_status code)
{
    if (code == HUB_OK) {
        return &ok;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].code == code) {
            return &rows[i];
        }
    }
    return &unknown;
}
