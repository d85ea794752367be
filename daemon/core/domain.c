#include "core/domain.h"

#include "core/disaster.h"
#include "core/sitrep.h"

#include <stddef.h>

static const struct domain domains[] = {
    [BODY_EVENT] = {disaster_decide, disaster_apply},
    [BODY_REPORT] = {sitrep_decide, sitrep_apply},
    [BODY_WITHDRAWAL] = {sitrep_decide_withdrawal, sitrep_apply_withdrawal},
    [BODY_VERIFICATION] = {sitrep_decide_verification, sitrep_apply_verification},
};

const struct domain *domain_of(enum body_kind kind)
{
    return kind == BODY_NONE || kind >= sizeof domains / sizeof domains[0] ? NULL : &domains[kind];
}
