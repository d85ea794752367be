#include "support/goods.h"

#include "base/assert.h"
#include "base/text.h"
#include "core/feed.h"
#include "support/aceh.h"

static struct realm *real_of(struct room *room)
{
    struct realm *realm = hub_realm_find(&room->hub, slice_of("real"));
    HUB_ASSERT(realm != NULL);
    return realm;
}

struct ledger *goods_ledger(struct room *room)
{
    return &real_of(room)->view.ledger;
}

static uint32_t source_of(struct room *room, const char *name)
{
    return source_apply_name(&real_of(room)->view.sources, slice_of(name)).n;
}

static uint64_t next_number(void)
{
    static uint64_t number;
    return ++number;
}

static void tell(struct room *room, const struct ledger_change *change)
{
    feed_note_ledger(&real_of(room)->feed, change);
}

const struct article *goods_article(const char *code, enum item_class class_of)
{
    static struct article made[16];
    static uint32_t count;
    struct article *article = &made[count++ % 16];
    *article = (struct article){.class_of = class_of, .known = class_of != ITEM_CLASS_UNKNOWN};
    text_copy(article->code, sizeof article->code, slice_of(code));
    text_copy(article->unit, sizeof article->unit, slice_of("kg"));
    return article;
}

static uint32_t event_of(struct room *room)
{
    return picture_find_event(&real_of(room)->view.picture, slice_of(ACEH_EVENT));
}

struct asking goods_asking(struct room *room, const char *source, uint32_t area,
                           const struct article *article)
{
    return (struct asking){
        .event = event_of(room),
        .area = area,
        .source = source_of(room, source),
        .line = 1,
        .article = article,
        .asked = 100000,
        .as_of_utc_us = room->at_utc_us,
        .priority = 3,
    };
}

uint32_t goods_ask(struct room *room, struct asking asking)
{
    struct ledger *ledger = goods_ledger(room);
    struct ledger_change change = {.count = 0};
    asking.number = next_number();
    HUB_ASSERT(ledger_has_room_for_need(ledger, asking.event, asking.area, 1));
    ledger_ask(ledger, &asking, &change);
    tell(room, &change);
    return ledger_find_line(ledger, asking.source, asking.number, asking.line);
}

void goods_answer(struct room *room, uint32_t line, enum need_deed deed)
{
    struct ledger_change change = {.count = 0};
    ledger_answer(goods_ledger(room), line, deed, source_of(room, "bnpb"), next_number(), &change);
    tell(room, &change);
}

struct promising goods_promising(struct room *room, const char *source, uint32_t line)
{
    const struct ledger *ledger = goods_ledger(room);
    return (struct promising){
        .event = event_of(room),
        .source = source_of(room, source),
        .giver = source_of(room, source),
        .article = line == 0 ? goods_article("beras", ITEM_CLASS_FOOD)
                             : ledger_article(ledger, ledger_line(ledger, line)->article),
        .amount = 100000,
        .unit_thousandths = 1000,
        .line = line,
        .origin = 1,
        .origin_name = slice_of("Gudang Banda Aceh"),
    };
}

uint32_t goods_promise(struct room *room, struct promising promising)
{
    struct ledger *ledger = goods_ledger(room);
    struct ledger_change change = {.count = 0};
    promising.number = next_number();
    HUB_ASSERT(ledger_has_room_for_pledge(ledger, promising.line));
    const uint32_t place = ledger_promise(ledger, &promising, &change);
    tell(room, &change);
    return place;
}

void goods_do(struct room *room, uint32_t pledge, struct doing doing)
{
    struct ledger_change change = {.count = 0};
    ledger_do(goods_ledger(room), pledge, &doing, &change);
    tell(room, &change);
}
