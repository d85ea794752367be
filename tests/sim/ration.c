/*
 * ration.c - the ledger once more, from the rules alone: every line and pledge in a list, every sum made by walking it.
 * Shares no code with daemon/core/ledger, need, pledge; it looks into the ledger only to compare.
 *
 * Source: proto/README.md "Logistics".
 */
#include "ration.h"

#include "base/assert.h"

#include <stdio.h>

struct ration *ration_make(struct run *run, const struct larder *larder)
{
    struct ration *ration = room_take(sizeof *ration);
    ration->run = run;
    ration->larder = larder;
    ration->pier = pier_make(run, larder);
    ration->wants = room_take(sizeof *ration->wants * RATIONS_MAX);
    ration->gifts = room_take(sizeof *ration->gifts * RATIONS_MAX);
    ration->hauls = haul_make();
    return ration;
}

struct pier *ration_pier(const struct ration *ration)
{
    return ration->pier;
}

bool ration_same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

int64_t ration_utc_us(const Google__Protobuf__Timestamp *time)
{
    return time == NULL ? 0 : time->seconds * 1000000 + time->nanos / 1000;
}

const char *ration_kept(const char *text)
{
    return (const char *)room_copy(slice_of(text)).data;
}

/* Rice, noodles, blankets, and what no catalogue knows; by the first letter, for that is how different they are. */
uint32_t ration_goods_of(const Pusdalops__V1__Quantity *quantity)
{
    switch (quantity->item[0] | 0x20) {
    case 'b':
        return 0;
    case 'm':
        return 1;
    case 's':
        return 2;
    default:
        return 3;
    }
}

static const char *const goods_names[SIM_GOODS] = {"beras", "mi-instan", "selimut",
                                                   "genset silent 5 kva"};

uint64_t ration_factor_of(const Pusdalops__V1__Quantity *quantity)
{
    return ration_same(quantity->unit, "ton") ? 1000 : ration_same(quantity->unit, "dus") ? 40 : 1;
}

/* Food is food; what is in no catalogue is compared with nothing. */
static bool same_class(uint32_t a, uint32_t b)
{
    return (a < 2 && b < 2) || (a == 2 && b == 2);
}

/* --- what follows --- */

static uint64_t arrived(const struct gift *gift)
{
    return gift->good + gift->damaged + gift->lost;
}

static bool is_done(const struct gift *gift)
{
    return gift->left > 0 && gift->left == gift->promised && arrived(gift) == gift->left;
}

bool ration_is_live(const struct gift *gift)
{
    return !gift->taken_back && !gift->lapsed && !is_done(gift);
}

static bool is_open(const struct want *want)
{
    return want->state != REFUSED && want->state != GIVEN_UP && want->state != DONE;
}

/* All that was promised for a line, and of it what is of use. */
struct sums {
    uint64_t promised;
    uint64_t set_aside;
    uint64_t left;
    uint64_t good;
    uint64_t damaged;
    uint64_t lost;
};

static uint64_t missing(const struct want *want, const struct sums *sums)
{
    const uint64_t useful = sums->promised - sums->damaged - sums->lost;
    return is_open(want) && want->asked > useful ? want->asked - useful : 0;
}

static uint64_t too_much(const struct want *want, const struct sums *sums)
{
    const uint64_t useful = sums->promised - sums->damaged - sums->lost;
    const bool asks = want->state != REFUSED && want->state != GIVEN_UP;
    return asks && useful > want->asked ? useful - want->asked : 0;
}

static void add_gift(struct sums *sums, const struct gift *gift)
{
    sums->promised += gift->promised;
    sums->set_aside += gift->set_aside;
    sums->left += gift->left;
    sums->good += gift->good;
    sums->damaged += gift->damaged;
    sums->lost += gift->lost;
}

const char *ration_goods_name(uint32_t goods)
{
    return goods_names[goods];
}

uint32_t ration_area_of(const char *code)
{
    unsigned province = 0;
    unsigned regency = 0;
    const int read = sscanf(code, "%2u.%2u", &province, &regency);
    return read == 2 ? province * 100 + regency : read == 1 ? province : 0;
}

static bool is_offered_for(const struct gift *gift, uint32_t area)
{
    return gift->only_for == 0 || gift->only_for == area || gift->only_for == area / 100;
}

static struct sums sums_of(const struct ration *ration, int want)
{
    struct sums sums = {.promised = 0};
    for (uint32_t i = 0; i < ration->gift_count; i++) {
        if (ration->gifts[i].for_line == want) {
            add_gift(&sums, &ration->gifts[i]);
        }
    }
    return sums;
}

static int find_want(const struct ration *ration, const Pusdalops__V1__LineReference *line)
{
    for (uint32_t i = 0; i < ration->want_count; i++) {
        const struct want *want = &ration->wants[i];
        if (want->number == line->number && want->line == line->line &&
            ration_same(want->source, line->source)) {
            return (int)i;
        }
    }
    return NOWHERE;
}

struct gift *ration_find_gift(const struct ration *ration, const char *source, uint64_t number,
                              uint32_t part)
{
    for (uint32_t i = 0; i < ration->gift_count; i++) {
        if (ration->gifts[i].number == number && ration->gifts[i].part == part &&
            ration_same(ration->gifts[i].source, source)) {
            return &ration->gifts[i];
        }
    }
    return NULL;
}

__attribute__((noreturn)) void ration_wrong(const struct ration *ration,
                                            const struct reading *heard, const char *what)
{
    judge_broken(ration->run, "record %llu: %s", (unsigned long long)heard->record->seq.n, what);
}

/* --- overlap --- */

static bool days_meet(const struct gift *a, const struct gift *b)
{
    const int64_t a_end = a->until_us == 0 ? INT64_MAX : a->until_us;
    const int64_t b_end = b->until_us == 0 ? INT64_MAX : b->until_us;
    return a->from_us <= b_end &&
           b->from_us <= a_end; /* from always: 0, which is before all of ours */
}

static bool goes_along(const struct ration *ration, const struct gift *gift, int want,
                       const struct gift *other)
{
    if (other == gift || other->for_line == NOWHERE || !ration_is_live(other) ||
        ration_same(other->giver, gift->giver)) {
        return false;
    }
    const struct want *mine = &ration->wants[want];
    const struct want *its = &ration->wants[other->for_line];
    return mine->area == its->area && ration_same(mine->event, its->event) &&
           same_class(mine->goods, other->goods) && days_meet(gift, other);
}

static bool names(struct slice list, const char *source)
{
    const size_t length = strlen(source);
    for (size_t i = 0; list.data != NULL && i + length <= list.size_bytes; i++) {
        const bool begins = i == 0 || list.data[i - 1] == ',';
        const bool ends = i + length == list.size_bytes || list.data[i + length] == ',';
        if (begins && ends && memcmp(list.data + i, source, length) == 0) {
            return true;
        }
    }
    return false;
}

/* The warning in a record's receipt; false when it has none such. */
static bool warning_of(const struct reading *heard, enum hub_status code, struct slice *out)
{
    struct slice warnings = heard->record->warnings;
    struct record_warning warning;
    while (record_next_warning(&warnings, &warning)) {
        if (warning.code == code) {
            *out = warning.field;
            return true;
        }
    }
    return false;
}

/* A gift that is about to be for a line: was its giver told what he has to know? */
static void judge_warnings(const struct ration *ration, const struct reading *heard,
                           const struct gift *gift, int want)
{
    struct slice told = {NULL, 0};
    uint32_t others = 0;
    uint32_t untold = 0;
    const struct sums sums = sums_of(ration, want);
    const bool beyond = gift->promised > missing(&ration->wants[want], &sums);
    if (beyond && ration->run->rosters[0]->refuses_excess) {
        ration_wrong(ration, heard, "beyond what was asked, and the roster refuses that");
    }
    if (warning_of(heard, HUB_E_EXCESS, &told) != beyond) {
        ration_wrong(ration, heard, beyond ? "nobody was told of the excess" : "told of an excess");
    }
    const bool warned = warning_of(heard, HUB_E_OVERLAP, &told);
    for (uint32_t i = 0; i < ration->gift_count; i++) {
        if (goes_along(ration, gift, want, &ration->gifts[i])) {
            others++;
            untold += names(told, ration->gifts[i].giver) ? 0 : 1;
        }
    }
    const bool too_many = told.size_bytes > 150; /* more names than fit */
    if (warned != (others > 0) || (untold > 0 && warned && !too_many)) {
        ration_wrong(ration, heard, "the overlap told is not the overlap there is");
    }
}

/* Was the giver told that it is not in the cluster it speaks for, by one of the registries that are put up in turns? */
static void judge_cluster(const struct ration *ration, const struct reading *heard,
                          const struct gift *gift)
{
    struct slice told = {NULL, 0};
    enum hub_status said = HUB_OK;
    if (warning_of(heard, HUB_E_CLUSTER_UNKNOWN, &told)) {
        said = HUB_E_CLUSTER_UNKNOWN;
    }
    if (warning_of(heard, HUB_E_NOT_A_MEMBER, &told)) {
        said = said == HUB_OK ? HUB_E_NOT_A_MEMBER : HUB_E_FIELD_TWICE;
    }
    if (said != board_says(0, gift->cluster, gift->giver) &&
        said != board_says(1, gift->cluster, gift->giver)) {
        ration_wrong(ration, heard, "told otherwise of its cluster than the registries say");
    }
}

/* --- hearing records --- */

void ration_sign(struct ration *ration, int at)
{
    struct want *want = &ration->wants[at];
    const struct sums sums = sums_of(ration, at);
    if (is_open(want) && sums.good >= want->asked &&
        sums.left == sums.good + sums.damaged + sums.lost) {
        want->state = DONE;
    }
}

static void hear_need(struct ration *ration, const struct reading *heard)
{
    const Pusdalops__V1__Need *need = heard->message->need;
    unsigned province = 0;
    unsigned regency = 0;
    const int read = sscanf(need->region_code, "%2u.%2u", &province, &regency);
    for (size_t i = 0; i < need->n_lines; i++) {
        HUB_ASSERT(ration->want_count < RATIONS_MAX);
        const Pusdalops__V1__Quantity *quantity = need->lines[i]->quantity;
        ration->wants[ration->want_count++] = (struct want){
            .event = ration_kept(need->event_id),
            .area = read == 2 ? province * 100 + regency : province,
            .source = ration_kept(heard->message->source),
            .number = heard->message->number,
            .line = (uint32_t)i + 1,
            .goods = ration_goods_of(quantity),
            .asked = quantity->thousandths * ration_factor_of(quantity),
            .state = need->urgent ? GRANTED : ASKED,
        };
    }
}

/* Does the state of a line allow this answer? */
static bool may_answer(const struct want *want, Pusdalops__V1__NeedDeed deed)
{
    const bool over = want->state == GIVEN_UP || want->state == DONE;
    switch ((int)deed) {
    case PUSDALOPS__V1__NEED_DEED__NEED_DEED_VERIFY:
        return want->state == ASKED;
    case PUSDALOPS__V1__NEED_DEED__NEED_DEED_APPROVE:
        return !over && want->state != GRANTED;
    case PUSDALOPS__V1__NEED_DEED__NEED_DEED_PROVISION:
        return !over && want->state != PERHAPS;
    case PUSDALOPS__V1__NEED_DEED__NEED_DEED_DECLINE:
        return !over && want->state != REFUSED;
    case PUSDALOPS__V1__NEED_DEED__NEED_DEED_ESCALATE:
        return is_open(want) && want->levels_asked < 2;
    case PUSDALOPS__V1__NEED_DEED__NEED_DEED_CANCEL:
        return !over;
    default: /* close */
        return want->state == GRANTED || want->state == PERHAPS;
    }
}

static void hear_decision(struct ration *ration, const struct reading *heard)
{
    const Pusdalops__V1__NeedDecision *body = heard->message->need_decision;
    const int at = find_want(ration, body->line);
    if (at == NOWHERE) {
        ration_wrong(ration, heard, "answers a line that is not there");
    }
    struct want *want = &ration->wants[at];
    if (!may_answer(want, body->deed)) {
        ration_wrong(ration, heard, "a line was answered as its state does not allow");
    }
    switch ((int)body->deed) {
    case PUSDALOPS__V1__NEED_DEED__NEED_DEED_VERIFY:
        want->state = CHECKED;
        break;
    case PUSDALOPS__V1__NEED_DEED__NEED_DEED_APPROVE:
        want->state = GRANTED;
        break;
    case PUSDALOPS__V1__NEED_DEED__NEED_DEED_PROVISION:
        want->state = PERHAPS;
        break;
    case PUSDALOPS__V1__NEED_DEED__NEED_DEED_DECLINE:
        want->state = REFUSED;
        break;
    case PUSDALOPS__V1__NEED_DEED__NEED_DEED_ESCALATE:
        want->levels_asked++;
        break;
    case PUSDALOPS__V1__NEED_DEED__NEED_DEED_CANCEL:
        want->state = GIVEN_UP;
        break;
    default:
        want->state = DONE;
        break;
    }
}

static void hear_pledge(struct ration *ration, const struct reading *heard)
{
    const Pusdalops__V1__Pledge *body = heard->message->pledge;
    const uint64_t factor = ration_factor_of(body->quantity);
    const int want = body->line == NULL ? NOWHERE : find_want(ration, body->line);
    HUB_ASSERT(ration->gift_count < RATIONS_MAX);
    const struct gift gift = {
        .house = pier_house(ration->pier, heard->message->source, body->warehouse_id),
        .event = want == NOWHERE ? ration_kept(body->event_id) : ration->wants[want].event,
        .source = ration_kept(heard->message->source),
        .number = heard->message->number,
        .giver = ration_kept(heard->message->source),
        .cluster = ration_kept(body->cluster_id),
        .goods = ration_goods_of(body->quantity),
        .factor = factor,
        .for_line = want,
        .promised = body->quantity->thousandths * factor,
        .from_us = ration_utc_us(body->available_at),
        .until_us = ration_utc_us(body->valid_until),
        .only_for = body->n_region_codes == 0 ? 0 : ration_area_of(body->region_codes[0]),
    };
    if (body->line != NULL) {
        if (want == NOWHERE || !is_open(&ration->wants[want]) ||
            ration->wants[want].goods != gift.goods ||
            !is_offered_for(&gift, ration->wants[want].area)) {
            ration_wrong(ration, heard, "a promise for a line that cannot have it");
        }
        judge_warnings(ration, heard, &gift, want);
    }
    if (gift.until_us != 0 && gift.until_us <= heard->record->at_utc_us) {
        ration_wrong(ration, heard, "a promise that was over when it was made");
    }
    judge_cluster(ration, heard, &gift);
    ration->gifts[ration->gift_count++] = gift;
}

/* Takes back what has not gone. */
static void shrink(struct gift *gift)
{
    gift->promised = gift->left + gift->aboard;
    gift->set_aside = gift->promised;
    if (gift->promised == 0) {
        gift->for_line = NOWHERE;
    }
}

/* --- what the activation of a plan offers for a member --- */

void ration_offer(struct ration *ration, const struct offered *offered,
                  const Pusdalops__V1__Quantity *quantity)
{
    HUB_ASSERT(ration->gift_count < RATIONS_MAX);
    ration->changed_at_turn = ration->run->turn;
    ration->gifts[ration->gift_count++] = (struct gift){
        .house = PIER_NONE,
        .event = offered->event,
        .source = offered->source,
        .number = offered->number,
        .part = offered->part,
        .giver = offered->giver,
        .cluster = "",
        .goods = ration_goods_of(quantity),
        .factor = ration_factor_of(quantity),
        .for_line = NOWHERE,
        .promised = quantity->thousandths * ration_factor_of(quantity),
        .from_us = offered->at_us,
        .only_for = offered->area,
    };
}

static bool is_only_offered(const struct gift *gift)
{
    return ration_is_live(gift) && !gift->stood_by && gift->set_aside == 0 && gift->left == 0;
}

void ration_stand_by(struct ration *ration, const char *source, uint64_t number, uint32_t part)
{
    struct gift *gift = ration_find_gift(ration, source, number, part);
    if (gift != NULL && is_only_offered(gift)) {
        ration->changed_at_turn = ration->run->turn;
        gift->stood_by = true;
    }
}

void ration_take_back(struct ration *ration, const char *source, uint64_t number, uint32_t part,
                      bool only_offered)
{
    struct gift *gift = ration_find_gift(ration, source, number, part);
    if (gift != NULL && ration_is_live(gift) && gift->promised > gift->left + gift->aboard &&
        (!only_offered || is_only_offered(gift))) {
        ration->changed_at_turn = ration->run->turn;
        gift->taken_back = gift->left + gift->aboard == 0;
        shrink(gift);
    }
}

bool ration_changed_now(const struct ration *ration)
{
    return ration->changed_at_turn == ration->run->turn;
}

bool ration_has_left(const struct ration *ration, const char *source, uint64_t number,
                     uint32_t part)
{
    const struct gift *gift = ration_find_gift(ration, source, number, part);
    return gift != NULL && gift->left + gift->aboard > 0 &&
           gift->left + gift->aboard == gift->promised;
}

static void hear_allot(struct ration *ration, const struct reading *heard, struct gift *gift)
{
    const int want = find_want(ration, heard->message->pledge_update->line);
    if (want == NOWHERE || want == gift->for_line || !is_open(&ration->wants[want]) ||
        ration->wants[want].goods != gift->goods || gift->left > 0 || gift->aboard > 0 ||
        !is_offered_for(gift, ration->wants[want].area)) {
        ration_wrong(ration, heard, "allotted to a line that cannot have it");
    }
    judge_warnings(ration, heard, gift, want);
    gift->for_line = want;
    gift->event = ration->wants[want].event;
}

static void hear_lapse(const struct ration *ration, const struct reading *heard, struct gift *gift)
{
    if (!ration_same(heard->message->source, "hub") || gift->until_us == 0 ||
        gift->until_us > heard->record->at_utc_us || gift->left + gift->aboard == gift->promised) {
        ration_wrong(ration, heard, "it lapsed before its time, or not by the hub's word");
    }
    gift->lapsed = gift->left + gift->aboard == 0;
    shrink(gift);
}

static bool may_leave(uint64_t wanted, uint64_t there)
{
    return there > 0 && wanted <= there;
}

static void hear_quantity(struct ration *ration, const struct reading *heard, struct gift *gift)
{
    const Pusdalops__V1__PledgeUpdate *body = heard->message->pledge_update;
    const uint64_t said = body->thousandths * gift->factor;
    const uint64_t damaged = body->damaged_thousandths * gift->factor;
    const uint64_t lost = body->lost_thousandths * gift->factor;
    bool allowed = true;
    switch ((int)body->deed) {
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_RESERVE:
        allowed = may_leave(said, gift->promised - gift->set_aside);
        gift->set_aside = said == 0 ? gift->promised : gift->set_aside + said;
        break;
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_DISPATCH:
        allowed = gift->for_line != NOWHERE &&
                  may_leave(said, gift->promised - gift->left - gift->aboard);
        pier_move(ration->pier, gift->house,
                  &(const struct pier_load){
                      gift->goods, said == 0 ? gift->promised - gift->aboard - gift->left : said,
                      heard->record->at_utc_us},
                  false);
        gift->left = said == 0 ? gift->promised - gift->aboard : gift->left + said;
        gift->set_aside = gift->set_aside > gift->left + gift->aboard ? gift->set_aside
                                                                      : gift->left + gift->aboard;
        break;
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_RECEIVE:
        allowed = may_leave(said + damaged + lost, gift->left - arrived(gift) - gift->riding);
        gift->good += said;
        gift->damaged += damaged;
        gift->lost += lost;
        break;
    default: /* withdraw */
        allowed = gift->promised > gift->left + gift->aboard;
        gift->taken_back = gift->left + gift->aboard == 0;
        shrink(gift);
        break;
    }
    if (!allowed) {
        ration_wrong(ration, heard, "more than there was");
    }
    if (body->deed == PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_RECEIVE &&
        body->bast_number[0] != '\0') {
        ration_sign(ration, gift->for_line);
    }
}

static void hear_update(struct ration *ration, const struct reading *heard)
{
    const Pusdalops__V1__PledgeUpdate *body = heard->message->pledge_update;
    struct gift *gift =
        ration_find_gift(ration, body->pledge->source, body->pledge->number, body->pledge->part);
    if (gift == NULL || !ration_is_live(gift)) {
        ration_wrong(ration, heard, "something happened to a promise that is over");
    }
    switch ((int)body->deed) {
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_CONFIRM:
        if (gift->stood_by || gift->set_aside > 0 || gift->left > 0) {
            ration_wrong(ration, heard, "confirmed too late");
        }
        gift->stood_by = true;
        break;
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_ALLOT:
        hear_allot(ration, heard, gift);
        break;
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_EXTEND:
        if (gift->until_us == 0 || ration_utc_us(body->valid_until) < gift->until_us) {
            ration_wrong(ration, heard, "an extension that shortens");
        }
        gift->until_us = ration_utc_us(body->valid_until);
        break;
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_EXPIRE:
        hear_lapse(ration, heard, gift);
        break;
    default:
        hear_quantity(ration, heard, gift);
        break;
    }
}

void ration_age(struct ration *ration, const struct record *record)
{
    haul_forget(ration, record->at_utc_us);
}

bool ration_hear(struct ration *ration, const struct record *record,
                 const Pusdalops__V1__Message *message)
{
    const struct reading heard = {record, message};
    ration->changed_at_turn = ration->run->turn;
    switch ((int)message->body_case) {
    case PUSDALOPS__V1__MESSAGE__BODY_NEED:
        hear_need(ration, &heard);
        return true;
    case PUSDALOPS__V1__MESSAGE__BODY_NEED_DECISION:
        hear_decision(ration, &heard);
        return true;
    case PUSDALOPS__V1__MESSAGE__BODY_PLEDGE:
        hear_pledge(ration, &heard);
        return true;
    case PUSDALOPS__V1__MESSAGE__BODY_PLEDGE_UPDATE:
        hear_update(ration, &heard);
        return true;
    default:
        return haul_hear(ration, &heard);
    }
}

/* --- what was refused: is the reason that was given true? --- */

static bool goes_beyond(const struct ration *ration, int want, uint64_t promised)
{
    const struct sums sums = sums_of(ration, want);
    return ration->run->rosters[0]->refuses_excess &&
           promised > missing(&ration->wants[want], &sums);
}

static int64_t now_utc_us(const struct ration *ration)
{
    return ration->run->mono_us + ration->run->wall_offset_us;
}

static bool pledge_deserves(const struct ration *ration, const Pusdalops__V1__Pledge *body,
                            enum hub_status code)
{
    const int want = body->line == NULL ? NOWHERE : find_want(ration, body->line);
    const uint64_t promised = body->quantity->thousandths * ration_factor_of(body->quantity);
    const int64_t until_us = ration_utc_us(body->valid_until);
    switch ((int)code) {
    case HUB_E_FIELD_RANGE:
        return until_us != 0 && until_us <= now_utc_us(ration);
    case HUB_E_LINE_CLOSED:
        return want != NOWHERE && !is_open(&ration->wants[want]);
    case HUB_E_OVER_COMMITTED:
        return want != NOWHERE && goes_beyond(ration, want, promised);
    default:
        return false;
    }
}

static bool decides_about(const struct ration *ration, const struct sim_client *client, int want)
{
    const bool decides = client->role == ROLE_DISTRICT || client->role == ROLE_PROVINCE ||
                         client->role == ROLE_NATIONAL;
    return decides && want != NOWHERE && area_contains(client->region, ration->wants[want].area);
}

/* Its giver may do everything; an office gives what comes into its area for the event it is for, and says what came. */
static bool may_touch(const struct ration *ration, const struct sim_client *client,
                      const struct gift *gift, Pusdalops__V1__PledgeDeed deed, int want)
{
    if (ration_same(gift->giver, client->name)) {
        return true;
    }
    if (deed == PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_ALLOT) {
        return decides_about(ration, client, want) &&
               (gift->event[0] == '\0' || ration_same(gift->event, ration->wants[want].event)) &&
               (gift->for_line == NOWHERE || decides_about(ration, client, gift->for_line));
    }
    return deed == PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_RECEIVE &&
           decides_about(ration, client, gift->for_line);
}

static bool is_the_wrong_time(const struct gift *gift, Pusdalops__V1__PledgeDeed deed, int want)
{
    if (!ration_is_live(gift)) {
        return true;
    }
    switch ((int)deed) {
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_CONFIRM:
        return gift->stood_by || gift->set_aside > 0 || gift->left > 0;
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_ALLOT:
        return gift->left > 0 || want == gift->for_line;
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_RECEIVE:
        return gift->left == 0;
    default:
        return false;
    }
}

static bool is_too_much(const struct gift *gift, const Pusdalops__V1__PledgeUpdate *body)
{
    const uint64_t said = body->thousandths * gift->factor;
    const uint64_t ruined = (body->damaged_thousandths + body->lost_thousandths) * gift->factor;
    switch ((int)body->deed) {
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_RESERVE:
        return !may_leave(said, gift->promised - gift->set_aside);
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_DISPATCH:
        return !may_leave(said, gift->promised - gift->left - gift->aboard);
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_RECEIVE:
        return !may_leave(said + ruined, gift->left - arrived(gift) - gift->riding);
    case PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_WITHDRAW:
        return gift->promised == gift->left + gift->aboard;
    default:
        return false;
    }
}

static bool update_deserves(const struct ration *ration, const struct sim_client *client,
                            const Pusdalops__V1__PledgeUpdate *body, enum hub_status code)
{
    const struct gift *gift =
        ration_find_gift(ration, body->pledge->source, body->pledge->number, body->pledge->part);
    const int want = body->line == NULL ? NOWHERE : find_want(ration, body->line);
    const bool extends = body->deed == PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_EXTEND;
    if (code == HUB_E_FIELD_RANGE && extends &&
        ration_utc_us(body->valid_until) <= now_utc_us(ration)) {
        return true; /* whatever it is for */
    }
    if (gift == NULL) {
        /* Whoever speaks of a pledge knows that it landed; of an activation nobody knows how many offers it made. */
        return body->pledge->part != 0 && code == HUB_E_PLEDGE_UNKNOWN;
    }
    switch ((int)code) {
    case HUB_E_PLEDGE_FORBIDS:
        return !may_touch(ration, client, gift, body->deed, want);
    case HUB_E_DEED_NOT_NOW:
        return is_the_wrong_time(gift, body->deed, want);
    case HUB_E_QUANTITY_EXCEEDED:
        return is_too_much(gift, body);
    case HUB_E_IN_SHIPMENT:
        return gift->aboard > 0 || gift->riding > 0;
    case HUB_E_REGION_NOT_OFFERED:
        return want != NOWHERE && !is_offered_for(gift, ration->wants[want].area);
    case HUB_E_FIELD_RANGE:
        return extends &&
               (gift->until_us == 0 || ration_utc_us(body->valid_until) < gift->until_us);
    case HUB_E_NOT_ALLOTTED:
        return body->deed == PUSDALOPS__V1__PLEDGE_DEED__PLEDGE_DEED_DISPATCH &&
               gift->for_line == NOWHERE;
    case HUB_E_LINE_CLOSED:
        return want != NOWHERE && !is_open(&ration->wants[want]);
    case HUB_E_OVER_COMMITTED:
        return want != NOWHERE && goes_beyond(ration, want, gift->promised);
    default:
        return false;
    }
}

bool ration_deserves(const struct ration *ration, const struct sim_client *client,
                     const Pusdalops__V1__Message *message, enum hub_status code)
{
    if (ration_changed_now(ration) || larder_moved_now(ration->larder)) {
        return true; /* before or after that? We cannot say */
    }
    switch ((int)message->body_case) {
    case PUSDALOPS__V1__MESSAGE__BODY_NEED_DECISION: {
        const int at = find_want(ration, message->need_decision->line);
        return code == HUB_E_DEED_NOT_NOW && at != NOWHERE &&
               !may_answer(&ration->wants[at], message->need_decision->deed);
    }
    case PUSDALOPS__V1__MESSAGE__BODY_PLEDGE:
        return pledge_deserves(ration, message->pledge, code);
    case PUSDALOPS__V1__MESSAGE__BODY_PLEDGE_UPDATE:
        return update_deserves(ration, client, message->pledge_update, code);
    default:
        return haul_deserves(ration, message, code);
    }
}

/* --- comparing --- */

static bool same_sums(const struct sums *sums, const struct amounts *held)
{
    return held->pledged == sums->promised && held->reserved == sums->set_aside &&
           held->sent == sums->left && held->good == sums->good && held->damaged == sums->damaged &&
           held->lost == sums->lost;
}

static uint32_t state_on_the_wire(const struct want *want)
{
    static const uint32_t states[] = {
        [ASKED] = PUSDALOPS__V1__NEED_STATE__NEED_STATE_REQUESTED,
        [CHECKED] = PUSDALOPS__V1__NEED_STATE__NEED_STATE_VERIFIED,
        [GRANTED] = PUSDALOPS__V1__NEED_STATE__NEED_STATE_APPROVED,
        [PERHAPS] = PUSDALOPS__V1__NEED_STATE__NEED_STATE_PROVISIONAL,
        [REFUSED] = PUSDALOPS__V1__NEED_STATE__NEED_STATE_DECLINED,
        [GIVEN_UP] = PUSDALOPS__V1__NEED_STATE__NEED_STATE_CANCELLED,
        [DONE] = PUSDALOPS__V1__NEED_STATE__NEED_STATE_CLOSED,
    };
    return states[want->state];
}

static uint32_t pledge_state_on_the_wire(const struct gift *gift)
{
    return gift->taken_back      ? PUSDALOPS__V1__PLEDGE_STATE__PLEDGE_STATE_WITHDRAWN
           : gift->lapsed        ? PUSDALOPS__V1__PLEDGE_STATE__PLEDGE_STATE_EXPIRED
           : is_done(gift)       ? PUSDALOPS__V1__PLEDGE_STATE__PLEDGE_STATE_DELIVERED
           : gift->left > 0      ? PUSDALOPS__V1__PLEDGE_STATE__PLEDGE_STATE_DISPATCHED
           : gift->set_aside > 0 ? PUSDALOPS__V1__PLEDGE_STATE__PLEDGE_STATE_RESERVED
           : gift->stood_by      ? PUSDALOPS__V1__PLEDGE_STATE__PLEDGE_STATE_CONFIRMED
                                 : PUSDALOPS__V1__PLEDGE_STATE__PLEDGE_STATE_OFFERED;
}

static uint32_t source_place(const struct view *view, const char *name)
{
    return source_find(&view->sources, slice_of(name)).n;
}

static uint32_t place_of_want(const struct view *view, const struct want *want)
{
    return ledger_find_line(&view->ledger, source_place(view, want->source), want->number,
                            want->line);
}

static void compare_gift(const struct ration *ration, const struct view *view,
                         const struct gift *gift)
{
    const struct ledger *ledger = &view->ledger;
    const uint32_t at =
        ledger_find_pledge(ledger, source_place(view, gift->source), gift->number, gift->part);
    const struct pledge *held = at == 0 ? NULL : ledger_pledge(ledger, at);
    const uint32_t line =
        gift->for_line == NOWHERE ? 0 : place_of_want(view, &ration->wants[gift->for_line]);
    struct sums sums = {.promised = 0};
    add_gift(&sums, gift);
    struct amounts its = {.asked = 1}; /* of nothing that was promised */
    if (held != NULL) {
        its = (struct amounts){0,          held->amount,  held->reserved, held->sent,
                               held->good, held->damaged, held->lost};
    }
    if (held == NULL || !same_sums(&sums, &its) || held->line != line ||
        held->state != pledge_state_on_the_wire(gift) ||
        !ration_same(held->cluster, gift->cluster) || held->valid_until_utc_us != gift->until_us ||
        held->loaded != gift->aboard || held->shipped != gift->riding) {
        judge_broken(ration->run, "the promise %s/%llu is another than was said", gift->source,
                     (unsigned long long)gift->number);
    }
    if (its.pledged < its.reserved || its.reserved < its.sent + gift->aboard ||
        its.sent < its.good + its.damaged + its.lost + gift->riding) {
        judge_broken(ration->run, "of the promise %s/%llu more arrived than was sent, or the like",
                     gift->source, (unsigned long long)gift->number);
    }
}

void ration_compare(const struct ration *ration, const struct view *view)
{
    static struct sums sums[RATIONS_MAX];
    const struct ledger *ledger = &view->ledger;
    haul_compare(ration, view);
    memset(sums, 0, sizeof sums[0] * ration->want_count);
    if (ledger->lines.used != ration->want_count || ledger->pledges.used != ration->gift_count) {
        judge_broken(ration->run, "%u lines and %u promises, said were %u and %u",
                     (unsigned)ledger->lines.used, (unsigned)ledger->pledges.used,
                     (unsigned)ration->want_count, (unsigned)ration->gift_count);
    }
    for (uint32_t i = 0; i < ration->gift_count; i++) {
        compare_gift(ration, view, &ration->gifts[i]);
        if (ration->gifts[i].for_line != NOWHERE) {
            add_gift(&sums[ration->gifts[i].for_line], &ration->gifts[i]);
        }
    }
    for (uint32_t i = 0; i < ration->want_count; i++) {
        const struct want *want = &ration->wants[i];
        const uint32_t at = place_of_want(view, want);
        const struct need_line *held = at == 0 ? NULL : ledger_line(ledger, at);
        if (held == NULL || !same_sums(&sums[i], &held->amounts) ||
            held->amounts.asked != want->asked || held->state != state_on_the_wire(want) ||
            held->escalated != want->levels_asked ||
            line_outstanding(held) != missing(want, &sums[i]) ||
            line_excess(held) != too_much(want, &sums[i])) {
            judge_broken(ration->run, "the line %s/%llu/%u is another than was said", want->source,
                         (unsigned long long)want->number, (unsigned)want->line);
        }
    }
}

/* One item of one area in one event, added up from all lines. */
static void compare_tally(const struct ration *ration, const struct view *view, const char *event,
                          uint32_t area, const struct tally *tally, const struct sums *all)
{
    const struct article *article = ledger_article(&view->ledger, tally->article);
    struct sums sums = {.promised = 0};
    uint64_t asked = 0;
    uint64_t outstanding = 0;
    uint64_t excess = 0;
    uint32_t open = 0;
    for (uint32_t i = 0; i < ration->want_count; i++) {
        const struct want *want = &ration->wants[i];
        const bool within = area == 0 || want->area == area || want->area / 100 == area;
        if (!within || !ration_same(want->event, event) ||
            !ration_same(goods_names[want->goods], article->code)) {
            continue;
        }
        const bool asks = want->state != REFUSED && want->state != GIVEN_UP;
        asked += asks ? want->asked : 0;
        sums.promised += asks ? all[i].promised : all[i].left;
        sums.set_aside += asks ? all[i].set_aside : all[i].left;
        sums.left += all[i].left;
        sums.good += all[i].good;
        sums.damaged += all[i].damaged;
        sums.lost += all[i].lost;
        outstanding += missing(want, &all[i]);
        excess += too_much(want, &all[i]);
        open += is_open(want) ? 1 : 0;
    }
    if (!same_sums(&sums, &tally->amounts) || tally->amounts.asked != asked ||
        tally->outstanding != outstanding || tally->excess != excess || tally->open_lines != open) {
        judge_broken(ration->run, "%s in %u of %s is not the sum of its lines", article->code,
                     (unsigned)area, event);
    }
}

/* Who meets whom, by the ledger's groups and by our list. */
static void compare_overlaps(const struct ration *ration, const struct view *view)
{
    const struct ledger *ledger = &view->ledger;
    for (uint32_t i = 0; i < ration->gift_count; i++) {
        const struct gift *gift = &ration->gifts[i];
        const struct pledge *held =
            ledger_pledge(ledger, ledger_find_pledge(ledger, source_place(view, gift->source),
                                                     gift->number, gift->part));
        uint32_t ours = 0;
        uint32_t its = 0;
        for (uint32_t k = 0; k < ration->gift_count; k++) {
            ours += gift->for_line != NOWHERE && ration_is_live(gift) &&
                            goes_along(ration, gift, gift->for_line, &ration->gifts[k])
                        ? 1
                        : 0;
        }
        for (uint32_t at = held->group == 0 ? 0 : ledger_group(ledger, held->group)->first_pledge;
             at != 0; at = ledger_pledge(ledger, at)->next_in_group) {
            const struct pledge *other = ledger_pledge(ledger, at);
            its += other->giver != held->giver && pledges_meet(held, other) ? 1 : 0;
        }
        if (ours != its) {
            judge_broken(ration->run, "%s/%llu meets %u others, shown %u", gift->source,
                         (unsigned long long)gift->number, (unsigned)ours, (unsigned)its);
        }
    }
}

void ration_compare_all(const struct ration *ration, const struct view *view)
{
    static struct sums all[RATIONS_MAX];
    const struct ledger *ledger = &view->ledger;
    ration_compare(ration, view);
    for (uint32_t i = 0; i < ration->want_count; i++) {
        all[i] = sums_of(ration, (int)i);
    }
    for (uint32_t at = 1; at <= ledger->tallies.used; at++) {
        const struct tally *tally = ledger_tally(ledger, at);
        const struct relief *relief = ledger_relief(ledger, tally->relief);
        compare_tally(ration, view, picture_disaster(&view->picture, relief->event)->id,
                      relief->area, tally, all);
    }
    compare_overlaps(ration, view);
    if (!ledger_audit(ledger) || !cargo_audit(&view->cargo, ledger)) {
        judge_broken(ration->run, "the ledger does not add up");
    }
}

/* --- who does what --- */

static bool is_under_way(const struct gift *gift)
{
    return !gift->taken_back && !gift->lapsed;
}

uint32_t ration_activities(const struct ration *ration)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < ration->gift_count; i++) {
        count += is_under_way(&ration->gifts[i]) ? 1 : 0;
    }
    return count;
}

void ration_compare_activity(const struct ration *ration, const Pusdalops__V1__Activity *row)
{
    const struct gift *gift = ration_find_gift(ration, row->reference->source,
                                               row->reference->number, row->reference->part);
    const bool is_for_line = gift != NULL && gift->for_line != NOWHERE;
    if (gift == NULL || !is_under_way(gift) || !ration_same(row->member, gift->giver) ||
        !ration_same(row->cluster_id, gift->cluster) || !ration_same(row->event_id, gift->event) ||
        row->quantities->pledged != gift->promised || row->quantities->sent != gift->left ||
        row->quantities->received_good != gift->good || (row->line != NULL) != is_for_line ||
        (is_for_line && !ration_same(row->line->source, ration->wants[gift->for_line].source))) {
        judge_broken(ration->run, "who does what tells %s/%llu otherwise than it was said",
                     row->reference->source, (unsigned long long)row->reference->number);
    }
}

/* --- the documents --- */

static bool is_within(const struct want *want, uint32_t area)
{
    return area == 0 || want->area == area || want->area / 100 == area;
}

/* What an item's total must say; false: nobody asked for it there. */
static bool total_of(const struct ration *ration, const char *event, uint32_t area, uint32_t goods,
                     Pusdalops__V1__Quantities *out)
{
    bool asked = false;
    pusdalops__v1__quantities__init(out);
    for (uint32_t i = 0; i < ration->want_count; i++) {
        const struct want *want = &ration->wants[i];
        if (want->goods != goods || !is_within(want, area) || !ration_same(want->event, event)) {
            continue;
        }
        const struct sums sums = sums_of(ration, (int)i);
        const bool asks = want->state != REFUSED && want->state != GIVEN_UP;
        asked = true;
        out->asked += asks ? want->asked : 0;
        out->pledged += asks ? sums.promised : sums.left;
        out->reserved += asks ? sums.set_aside : sums.left;
        out->sent += sums.left;
        out->received_good += sums.good;
        out->received_damaged += sums.damaged;
        out->lost += sums.lost;
        out->in_transit += sums.left - sums.good - sums.damaged - sums.lost;
        out->outstanding += missing(want, &sums);
        out->excess += too_much(want, &sums);
    }
    return asked;
}

static bool same_quantities(const Pusdalops__V1__Quantities *a, const Pusdalops__V1__Quantities *b)
{
    return a->asked == b->asked && a->pledged == b->pledged && a->reserved == b->reserved &&
           a->sent == b->sent && a->received_good == b->received_good &&
           a->received_damaged == b->received_damaged && a->lost == b->lost &&
           a->in_transit == b->in_transit && a->outstanding == b->outstanding &&
           a->excess == b->excess;
}

static void compare_items(const struct ration *ration, const Pusdalops__V1__LogisticsStatus *shown,
                          uint32_t area)
{
    Pusdalops__V1__Quantities nothing;
    pusdalops__v1__quantities__init(&nothing);
    for (uint32_t goods = 0; goods < SIM_GOODS; goods++) {
        Pusdalops__V1__Quantities wanted;
        const Pusdalops__V1__Quantities *got = &nothing;
        (void)total_of(ration, shown->event_id, area, goods, &wanted);
        for (size_t i = 0; i < shown->n_items; i++) {
            got = ration_same(shown->items[i]->item, goods_names[goods])
                      ? shown->items[i]->quantities
                      : got;
        }
        if (!same_quantities(got, &wanted)) {
            judge_broken(ration->run, "%s of %s in %s is shown otherwise than it was said",
                         goods_names[goods], shown->event_id, shown->area_code);
        }
    }
}

static void compare_counts(const struct ration *ration, const Pusdalops__V1__LogisticsStatus *shown,
                           uint32_t area)
{
    uint32_t gaps = 0;
    uint32_t excesses = 0;
    uint32_t offers = 0;
    for (uint32_t i = 0; i < ration->want_count; i++) {
        const struct want *want = &ration->wants[i];
        if (is_within(want, area) && ration_same(want->event, shown->event_id)) {
            const struct sums sums = sums_of(ration, (int)i);
            gaps += missing(want, &sums) > 0 ? 1 : 0;
            excesses += too_much(want, &sums) > 0 ? 1 : 0;
        }
    }
    for (uint32_t i = 0; i < ration->gift_count; i++) {
        const struct gift *gift = &ration->gifts[i];
        offers += area == 0 && gift->for_line == NOWHERE && ration_is_live(gift) &&
                          ration_same(gift->event, shown->event_id)
                      ? 1
                      : 0;
    }
    if (shown->gap_lines != gaps || shown->excess_lines != excesses ||
        shown->offer_count != offers) {
        judge_broken(ration->run, "%s in %s: %u gaps %u excesses %u offers, must be %u %u %u",
                     shown->event_id, shown->area_code, (unsigned)shown->gap_lines,
                     (unsigned)shown->excess_lines, (unsigned)shown->offer_count, (unsigned)gaps,
                     (unsigned)excesses, (unsigned)offers);
    }
}

static bool meets_anyone(const struct ration *ration, const struct gift *gift)
{
    for (uint32_t i = 0; i < ration->gift_count && gift->for_line != NOWHERE; i++) {
        if (ration_is_live(gift) && goes_along(ration, gift, gift->for_line, &ration->gifts[i])) {
            return true;
        }
    }
    return false;
}

/* Every promise that is shown to meet another does, and as many are shown as do, where they all fit. */
static void compare_shown_overlaps(const struct ration *ration,
                                   const Pusdalops__V1__LogisticsStatus *shown, uint32_t area)
{
    uint32_t wanted = 0;
    uint32_t got = 0;
    bool full = shown->cut != 0;
    for (uint32_t i = 0; i < ration->gift_count; i++) {
        const struct gift *gift = &ration->gifts[i];
        const struct want *want = gift->for_line == NOWHERE ? NULL : &ration->wants[gift->for_line];
        wanted += want != NULL && want->area == area && ration_same(want->event, shown->event_id) &&
                          meets_anyone(ration, gift)
                      ? 1
                      : 0;
    }
    for (size_t i = 0; i < shown->n_overlaps; i++) {
        full = full || shown->overlaps[i]->n_pledges >= 16;
        for (size_t k = 0; k < shown->overlaps[i]->n_pledges; k++) {
            const Pusdalops__V1__MessageReference *named = shown->overlaps[i]->pledges[k];
            const struct gift *gift =
                ration_find_gift(ration, named->source, named->number, named->part);
            if (gift == NULL || !meets_anyone(ration, gift)) {
                judge_broken(ration->run, "%s/%llu is shown as an overlap and is none",
                             named->source, (unsigned long long)named->number);
            }
            got++;
        }
    }
    if (got > wanted || (got < wanted && !full)) {
        judge_broken(ration->run, "%s in %s: %u promises meet, shown %u", shown->event_id,
                     shown->area_code, (unsigned)wanted, (unsigned)got);
    }
}

void ration_compare_document(const struct ration *ration,
                             const Pusdalops__V1__LogisticsStatus *shown)
{
    unsigned province = 0;
    unsigned regency = 0;
    const int read = sscanf(shown->area_code, "%2u.%2u", &province, &regency);
    const uint32_t area = read < 1 ? 0 : read == 1 ? province : province * 100 + regency;
    compare_items(ration, shown, area);
    compare_counts(ration, shown, area);
    compare_shown_overlaps(ration, shown, area);
}

void ration_judge_lapses(const struct ration *ration, int64_t at_utc_us)
{
    for (uint32_t i = 0; i < ration->gift_count; i++) {
        const struct gift *gift = &ration->gifts[i];
        if (ration_is_live(gift) && gift->until_us != 0 && gift->until_us < at_utc_us &&
            gift->promised > gift->left + gift->aboard) {
            judge_broken(ration->run, "the promise %s/%llu is over and nobody said so",
                         gift->source, (unsigned long long)gift->number);
        }
    }
}
