#include "core/hub_own.h"

#include "base/wire.h"
#include "core/hub_submit.h"

#define LAPSES_AT_ONCE  128
#define LAPSE_BYTES_MAX (3 * IDENTIFIER_BYTES_MAX + REALM_BYTES_MAX + 128)
#define FIELD_UPDATE    17 /* Message.pledge_update */

static const struct roster_client self = {.name = ROSTER_HUB,
                                          .role = ROLE_HUB,
                                          .access = ACCESS_INTERNAL};

/* Message { source, number, realm, sent_at, pledge_update { pledge { source, number }, deed: EXPIRE } } */
static struct slice write_lapse(const struct realm *realm, const struct pledge *pledge,
                                uint64_t number, int64_t at_utc_us, uint8_t *room)
{
    uint8_t named[IDENTIFIER_BYTES_MAX + 32];
    uint8_t update[sizeof named + 32];
    const struct source *giver =
        source_at(&realm->view.sources, (struct source_id){pledge->source});
    uint8_t *end = wire_put_bytes(named, 1, slice_of(giver->name));
    end = wire_put_number(end, 2, pledge->number);
    end = wire_put_number(end, 3, pledge->part);
    uint8_t *update_end = wire_put_bytes(update, 1, (struct slice){named, (size_t)(end - named)});
    update_end = wire_put_number(update_end, 2, PLEDGE_EXPIRE);
    end = wire_put_bytes(room, 1, slice_of(ROSTER_HUB));
    end = wire_put_number(end, 2, number);
    end = wire_put_bytes(end, 3, slice_of(realm->name));
    end = wire_put_time(end, 4, at_utc_us);
    end = wire_put_bytes(end, FIELD_UPDATE, (struct slice){update, (size_t)(update_end - update)});
    return (struct slice){room, (size_t)(end - room)};
}

void hub_lapse(struct hub *hub, struct realm *realm, const struct event *event,
               struct outbox *outbox)
{
    const struct sender sender = {.client = &self, .door = DOOR_SUBMIT};
    for (uint32_t i = 0; i < LAPSES_AT_ONCE; i++) {
        uint8_t room[LAPSE_BYTES_MAX];
        struct receipt receipt;
        int64_t due_utc_us = 0;
        const struct view *view = &realm->view;
        const uint32_t place = ledger_due(&view->ledger, &due_utc_us);
        if (place == 0 || due_utc_us > event->at_utc_us) {
            return;
        }
        const struct source_id own = source_find(&view->sources, slice_of(ROSTER_HUB));
        const uint64_t number = own.n == 0 ? 1 : source_at(&view->sources, own)->highest + 1;
        const struct slice bytes =
            write_lapse(realm, ledger_pledge(&view->ledger, place), number, event->at_utc_us, room);
        hub_submit(hub, &sender, bytes, event, outbox, &receipt);
        if (receipt.status != RECEIPT_ACCEPTED) {
            return; /* the store is full, or we are going down: it lapses later */
        }
    }
}
