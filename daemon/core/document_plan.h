/*
 * document_plan.h - the documents of contingency plans: a plan as prepared, an activation with its tasks.
 *
 * Read by: feed_shelf. Reads: document.h, tasks.h, ledger.h.
 * Owns: nothing; a document lives in the arena it was built in.
 * Holds: (1) plans are internal: who keeps which goods where is nobody else's; (2) of an activation the public sees which plan, for what
 *        event, since when, and how many tasks are in which state, but no task, member or goods; (3) who is silent is as of the
 *        document's own time, published_at.
 * Source: proto/pusdalops/v1/plan.proto; proto/README.md "Plans and tasks".
 */
#ifndef HUB_CORE_DOCUMENT_PLAN_H
#define HUB_CORE_DOCUMENT_PLAN_H

#include "core/document.h"

/* document_plan - a plan in force, from its place */
struct document document_plan(const struct desk *desk, uint32_t place, uint64_t sequence,
                              uint64_t previous);

/* document_activation - an activation, from its place */
struct document document_activation(const struct desk *desk, uint32_t place,
                                    enum access_class access, uint64_t sequence, uint64_t previous);

#endif
