#include "core/registry.h"

#include "base/assert.h"

#include <string.h>

#define FIELD_HEAD_BYTES 6  /* a tag and the length of a message: two bytes and four */
#define TIME_BYTES       20 /* a timestamp with its head */
#define NUMBER_BYTES     11
#define REGION_BYTES     8 /* "11.06" with its head */

uint32_t registry_find(const struct registry *registry, struct slice id)
{
    char wanted[IDENTIFIER_BYTES_MAX + 1];
    if (id.size_bytes == 0 || id.size_bytes > IDENTIFIER_BYTES_MAX) {
        return 0;
    }
    memcpy(wanted, id.data, id.size_bytes);
    wanted[id.size_bytes] = '\0';
    uint32_t low = 0;
    uint32_t high = registry->cluster_count;
    while (low < high) { /* (1) */
        const uint32_t middle = low + (high - low) / 2;
        const int order = strcmp(registry->clusters[middle].id, wanted);
        if (order == 0) {
            return middle + 1;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

static bool in_force(const struct decree *decree, int64_t at_utc_us)
{
    return (decree->valid_from_utc_us == 0 || at_utc_us >= decree->valid_from_utc_us) &&
           (decree->valid_until_utc_us == 0 || at_utc_us < decree->valid_until_utc_us);
}

/* Does the cluster at `below` belong to that at `place`, by decrees that are all in force? A cluster belongs to itself. */
static bool belongs(const struct registry *registry, uint32_t below, uint32_t place,
                    int64_t at_utc_us)
{
    for (uint32_t step = 0; below != 0; step++) {
        HUB_ASSERT(step <= CLUSTER_DEPTH_MAX); /* (2) */
        const struct cluster *cluster = &registry->clusters[below - 1];
        if (!in_force(&cluster->decree, at_utc_us)) {
            return false;
        }
        if (below == place) {
            return true;
        }
        below = cluster->parent;
    }
    return false;
}

static bool has_itself(const struct cluster *cluster, struct slice source, int64_t at_utc_us)
{
    for (uint32_t i = 0; i < cluster->member_count; i++) {
        const struct member *member = &cluster->members[i];
        if (slice_equal(source, slice_of(member->source))) {
            return in_force(&member->decree, at_utc_us); /* (3) each source once */
        }
    }
    return false;
}

bool registry_has_member(const struct registry *registry, uint32_t place, struct slice source,
                         int64_t at_utc_us)
{
    HUB_ASSERT(place > 0 && place <= registry->cluster_count);
    for (uint32_t at = 1; at <= registry->cluster_count; at++) {
        if (belongs(registry, at, place, at_utc_us) &&
            has_itself(&registry->clusters[at - 1], source, at_utc_us)) {
            return true;
        }
    }
    return false;
}

/* --- how large its document is --- */

static size_t text_bytes(const char *text)
{
    return text[0] == '\0' ? 0 : FIELD_HEAD_BYTES + strlen(text);
}

static size_t decree_bytes(const struct decree *decree)
{
    return FIELD_HEAD_BYTES + text_bytes(decree->number) + text_bytes(decree->date) +
           2 * (size_t)TIME_BYTES;
}

static size_t member_bytes(const struct member *member)
{
    size_t bytes = FIELD_HEAD_BYTES + text_bytes(member->source) + text_bytes(member->name) +
                   NUMBER_BYTES + member->region_count * (size_t)REGION_BYTES +
                   decree_bytes(&member->decree) + FIELD_HEAD_BYTES +
                   text_bytes(member->contact_name) + text_bytes(member->contact_phone);
    for (uint32_t i = 0; i < member->capacity_count; i++) {
        const struct capacity *capacity = &member->capacities[i];
        bytes += FIELD_HEAD_BYTES + text_bytes(capacity->item) + text_bytes(capacity->service) +
                 NUMBER_BYTES + text_bytes(capacity->unit);
    }
    return bytes;
}

size_t registry_document_bytes(const struct registry *registry, const struct cluster *cluster)
{
    size_t bytes = text_bytes(cluster->id) + text_bytes(registry->edition) +
                   text_bytes(cluster->name) + text_bytes(cluster->name_en) +
                   2 * (size_t)NUMBER_BYTES + cluster->region_count * (size_t)REGION_BYTES +
                   FIELD_HEAD_BYTES + IDENTIFIER_BYTES_MAX + decree_bytes(&cluster->decree);
    for (uint32_t i = 0; i < cluster->member_count; i++) {
        bytes += member_bytes(&cluster->members[i]);
    }
    return bytes;
}

/* --- words --- */

const char *registry_level_name(enum cluster_level level)
{
    static const char *const names[] = {
        [CLUSTER_LEVEL_NONE] = "none",
        [CLUSTER_NATIONAL] = "national",
        [CLUSTER_PROVINCE] = "province",
        [CLUSTER_REGENCY] = "regency",
    };
    HUB_ASSERT(level <= CLUSTER_REGENCY);
    return names[level];
}

const char *registry_role_name(enum member_role role)
{
    static const char *const names[] = {
        [MEMBER_ROLE_NONE] = "none",
        [MEMBER_LEAD] = "lead",
        [MEMBER_DEPUTY] = "deputy",
        [MEMBER_SUPPORT] = "support",
    };
    HUB_ASSERT(role <= MEMBER_SUPPORT);
    return names[role];
}
