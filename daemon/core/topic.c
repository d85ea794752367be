#include "core/topic.h"

#include "base/assert.h"
#include "core/region.h"

/* realm, two codes, the longest kind, four slashes */
_Static_assert(REALM_BYTES_MAX + 2 * 8 + 13 + 4 <= TOPIC_BYTES_MAX, "every topic fits its room");

static const char *const kind_names[TOPIC_KINDS] = {
    [TOPIC_NOTICE] = "notice",         [TOPIC_STATUS] = "status",
    [TOPIC_EVENT] = "event",           [TOPIC_PRESENCE] = "presence",
    [TOPIC_LOGISTICS] = "logistics",   [TOPIC_PLANS] = "plans",
    [TOPIC_STOCK] = "stock",           [TOPIC_TASKS] = "tasks",
    [TOPIC_CLUSTERS] = "clusters",     [TOPIC_CATALOGUE] = "catalogue",
    [TOPIC_UNKNOWN] = "unknown-items", [TOPIC_SHIPMENT] = "shipments",
    [TOPIC_HEARTBEAT] = "heartbeat",
};

/* A text and a slash; returns where the next one goes. Written for every notice, so without printf. */
static char *put_segment(char *at, const char *text)
{
    const size_t bytes = strlen(text);
    memcpy(at, text, bytes + 1);
    at[bytes] = '/';
    return at + bytes + 1;
}

size_t topic_print(const char *realm, uint32_t area, enum topic_kind kind, char *room)
{
    char code[REGION_CODE_ROOM];
    HUB_ASSERT(kind < TOPIC_KINDS);
    char *at = put_segment(room, realm);
    if (area == AREA_NATION) {
        at = put_segment(at, "nation");
    } else {
        region_code_print(area_province(area), code);
        at = put_segment(at, code);
        region_code_print(area, code);
        at = put_segment(at, area_is_province(area) ? "province" : code);
    }
    at = put_segment(at, kind_names[kind]);
    *at = '\0';
    return (size_t)(at - room);
}

/* The text up to the next slash; moves past it. Empty when there is no slash. */
static struct slice take_segment(struct slice *text)
{
    for (size_t i = 0; i < text->size_bytes; i++) {
        if (text->data[i] == '/') {
            const struct slice segment = {text->data, i};
            *text = (struct slice){text->data + i + 1, text->size_bytes - i - 1};
            return segment;
        }
    }
    return (struct slice){NULL, 0};
}

bool topic_parse(const char *realm, struct slice text, uint32_t *out_area,
                 enum topic_kind *out_kind)
{
    const size_t realm_bytes = strlen(realm);
    char again[TOPIC_BYTES_MAX + 1];
    if (text.size_bytes <= realm_bytes || text.size_bytes > TOPIC_BYTES_MAX ||
        memcmp(text.data, realm, realm_bytes) != 0 || text.data[realm_bytes] != '/') {
        return false;
    }
    struct slice rest = {text.data + realm_bytes + 1, text.size_bytes - realm_bytes - 1};
    uint64_t area = AREA_NATION;
    struct slice segment = take_segment(&rest);
    if (!slice_equal(segment, slice_of("nation"))) {
        const struct slice second = take_segment(&rest);
        const struct slice code = slice_equal(second, slice_of("province")) ? segment : second;
        if (!region_code_parse(code, &area) || area == AREA_NATION || area >= AREA_CODES) {
            return false;
        }
    }
    segment = take_segment(&rest);
    for (int kind = 0; kind < TOPIC_KINDS; kind++) {
        if (slice_equal(segment, slice_of(kind_names[kind])) && rest.size_bytes == 0) {
            const size_t bytes = topic_print(realm, (uint32_t)area, (enum topic_kind)kind, again);
            if (!slice_equal(text, (struct slice){(const uint8_t *)again, bytes})) {
                return false; /* a regency under a province that is not its own */
            }
            *out_area = (uint32_t)area;
            *out_kind = (enum topic_kind)kind;
            return true;
        }
    }
    return false;
}

bool topic_matches(struct slice prefix, const char *topic, size_t topic_bytes)
{
    return prefix.size_bytes <= topic_bytes &&
           (prefix.size_bytes == 0 || memcmp(prefix.data, topic, prefix.size_bytes) == 0);
}
