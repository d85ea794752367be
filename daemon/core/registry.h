/*
 * registry.h - who is in which cluster, with which part in it, by which decree, and what each can bring.
 *
 * Read by: pledge, board, document_registry. Reads: item.h, region.h, limits.h.
 * Owns: nothing; a registry is built by io from clusters.yaml, handed to the hub as a whole and never changed.
 * Holds: (1) clusters stand in the order of their ids, no id twice; (2) a parent is another cluster of the registry, and the way up ends
 *        within CLUSTER_DEPTH_MAX steps; (3) the members of a cluster stand leads first, then deputies, then the others, each source once;
 *        (4) the document of a cluster has at most CLUSTER_BYTES_MAX bytes.
 * Source: proto/README.md "Clusters and the catalogue"; Kep. Kepala BNPB 173/2014, Peraturan BNPB 6/2022.
 */
#ifndef HUB_CORE_REGISTRY_H
#define HUB_CORE_REGISTRY_H

#include "base/ids.h"
#include "base/slice.h"
#include "core/item.h"
#include "core/limits.h"

/* Numbers as on the wire. */
enum cluster_level { CLUSTER_LEVEL_NONE, CLUSTER_NATIONAL, CLUSTER_PROVINCE, CLUSTER_REGENCY };

enum member_role { MEMBER_ROLE_NONE, MEMBER_LEAD, MEMBER_DEPUTY, MEMBER_SUPPORT };

/* Every text here is "" where the file says nothing; all live as long as the registry. */
struct decree {
    const char *number;
    const char *date;           /* "2014-01-15" */
    int64_t valid_from_utc_us;  /* 0: always */
    int64_t valid_until_utc_us; /* 0: for ever */
};

struct capacity {
    const char *item;     /* a code of the catalogue; or "" */
    const char *service;  /* or in words */
    uint64_t thousandths; /* of the unit; 0: not said */
    const char *unit;     /* of an item its base unit */
};

struct member {
    const char *source; /* as in the roster */
    const char *name;
    enum member_role role;
    const uint16_t *regions; /* none: all of the cluster's */
    uint32_t region_count;
    struct decree decree;
    const struct capacity *capacities;
    uint32_t capacity_count;
    const char *contact_name;
    const char *contact_phone;
};

struct cluster {
    const char *id;
    const char *name;
    const char *name_en;
    enum cluster_level level;
    const uint16_t *regions;
    uint32_t region_count;
    uint32_t parent; /* place in the registry from 1; 0: none */
    struct decree decree;
    const struct member *members; /* (3) */
    uint32_t member_count;
};

struct registry {
    const char *edition;
    const struct cluster *clusters; /* (1) */
    uint32_t cluster_count;
    uint32_t member_count; /* of all together */
};

/* registry_find - the place of a cluster, from 1; 0: there is none of that id */
uint32_t registry_find(const struct registry *registry, struct slice id);

/*
 * registry_has_member - is this source a member of the cluster, now?
 *
 *   place       from registry_find
 *   source      the name of the giver on the roster
 *   at_utc_us   the hub's clock
 *
 * A member of a sub-cluster is one of the cluster above it too. Its own decree, that of the cluster it stands in and those of the
 * clusters up to the asked one must be in force.
 */
bool registry_has_member(const struct registry *registry, uint32_t place, struct slice source,
                         int64_t at_utc_us);

/* registry_document_bytes - a bound of the size of a cluster's document, without its head (4) */
size_t registry_document_bytes(const struct registry *registry, const struct cluster *cluster);

/* registry_level_name, registry_role_name - the words of clusters.yaml; static */
const char *registry_level_name(enum cluster_level level);
const char *registry_role_name(enum member_role role);

#endif
