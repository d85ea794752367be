#include "core/domain.h"

#include "core/disaster.h"
#include "core/need.h"
#include "core/plan.h"
#include "core/pledge.h"
#include "core/shipment.h"
#include "core/sitrep.h"
#include "core/warehouse.h"

#include <stddef.h>

static const struct domain domains[] = {
    [BODY_EVENT] = {disaster_decide, disaster_apply},
    [BODY_REPORT] = {sitrep_decide, sitrep_apply},
    [BODY_WITHDRAWAL] = {sitrep_decide_withdrawal, sitrep_apply_withdrawal},
    [BODY_VERIFICATION] = {sitrep_decide_verification, sitrep_apply_verification},
    [BODY_NEED] = {need_decide, need_apply},
    [BODY_NEED_DECISION] = {need_decide_decision, need_apply_decision},
    [BODY_PLEDGE] = {pledge_decide, pledge_apply},
    [BODY_PLEDGE_UPDATE] = {pledge_decide_update, pledge_apply_update},
    [BODY_WAREHOUSE] = {warehouse_decide, warehouse_apply},
    [BODY_STOCK_COUNT] = {warehouse_decide_count, warehouse_apply_count},
    [BODY_PLAN] = {plan_decide, plan_apply},
    [BODY_PLAN_ACTIVATION] = {plan_decide_activation, plan_apply_activation},
    [BODY_TASK_UPDATE] = {plan_decide_update, plan_apply_update},
    [BODY_SHIPMENT] = {shipment_decide, shipment_apply},
    [BODY_SHIPMENT_UPDATE] = {shipment_decide_update, shipment_apply_update},
};

const struct domain *domain_of(enum body_kind kind)
{
    return kind == BODY_NONE || kind >= sizeof domains / sizeof domains[0] ? NULL : &domains[kind];
}
