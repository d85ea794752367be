/*
 * domain.h - one line for each kind of message: who decides it and who applies it.
 *
 * Read by: hub (decide), view (apply). Reads: everything below.
 * A new kind of record is its own file with these two functions, its schema, its tests, and one line in domain.c.
 */
#ifndef HUB_CORE_DOMAIN_H
#define HUB_CORE_DOMAIN_H

#include "core/check.h"
#include "core/reader.h"
#include "core/registry.h"
#include "core/roster.h"
#include "core/view.h"

/* What a decision may look at. */
struct ask {
    const struct view *view;
    const struct roster *roster;
    const struct roster_client *client; /* who hands it in */
    const struct reader *reader;
    const struct catalogue *catalogue;
    const struct registry *registry; /* NULL: none is kept */
    uint32_t realm;
    struct arena *scratch; /* good until the end of the step */
    int64_t at_utc_us;
};

/* The largest subject is that of a need: 32 lines with their article, at most 134 bytes each. */
#define PROPOSAL_SUBJECT_BYTES 4608

/* What a decision says: what goes into the record beside the message. */
struct proposal {
    uint32_t area;
    bool official;
    struct slice word; /* whose word it is */
    size_t subject_bytes;
    uint8_t subject[PROPOSAL_SUBJECT_BYTES];
};

struct domain {
    /* May refuse with a reason and a field; adds warnings to *checked; reads only. */
    enum hub_status (*decide)(const struct ask *ask, const struct message *message,
                              struct checked *checked, struct proposal *out, struct fault *fault);
    /* Cannot fail: what is in the record was decided. Returns false only for a record no decision of ours made. */
    bool (*apply)(struct view *view, const struct record *record, const struct message *message,
                  struct view_change *change);
};

/* domain_of - the two functions for a kind of message; NULL for BODY_NONE */
const struct domain *domain_of(enum body_kind kind);

#endif
