#include "core/relief.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "base/text.h"

#include <stdio.h>

#define NAMES_BYTES_MAX 200 /* of the other members in one warning */

enum hub_status relief_text_fits(struct slice text, size_t bytes_max, const char *field,
                                 struct fault *fault)
{
    return text.size_bytes <= bytes_max ? HUB_OK : fault_set(fault, HUB_E_FIELD_RANGE, "%s", field);
}

enum hub_status relief_resolve(const struct ask *ask, const struct sent_quantity *quantity,
                               const char *field, struct checked *checked, struct goods *out,
                               struct fault *fault)
{
    struct item_match match;
    char path[FIELD_PATH_ROOM];
    if (quantity->item.size_bytes > ITEM_BYTES_MAX || quantity->unit.size_bytes > UNIT_BYTES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "%s.%s", field,
                         quantity->item.size_bytes > ITEM_BYTES_MAX ? "item" : "unit");
    }
    const enum hub_status status = item_resolve(&ask->catalogue->items, quantity->item,
                                                quantity->unit, quantity->thousandths, &match);
    if (status != HUB_OK) {
        const char *member = status == HUB_E_UNIT_UNKNOWN    ? "unit"
                             : status == HUB_E_FIELD_MISSING ? "item"
                                                             : "thousandths";
        return fault_set(fault, status, "%s.%s", field, member);
    }
    if (quantity->contents.size_bytes > NOTE_BYTES_MAX) {
        return fault_set(fault, HUB_E_FIELD_RANGE, "%s.contents", field);
    }
    if (match.item == NULL) {
        (void)snprintf(path, sizeof path, "%s.item", field);
        warnings_add(&checked->warnings, HUB_E_ITEM_UNKNOWN, path);
    } else if (match.item->is_packet && quantity->contents.size_bytes == 0) {
        (void)snprintf(path, sizeof path, "%s.contents", field);
        warnings_add(&checked->warnings, HUB_E_PACKET_CONTENTS, path);
    }
    *out = (struct goods){.thousandths = match.base_thousandths,
                          .unit_thousandths = match.unit_thousandths};
    memset(&out->article, 0, sizeof out->article); /* its bytes are state */
    text_copy(out->article.code, sizeof out->article.code, slice_of(match.code));
    text_copy(out->article.unit, sizeof out->article.unit, slice_of(match.unit));
    out->article.class_of = (uint32_t)match.class_of;
    out->article.known = match.item == NULL ? 0 : 1;
    checked->new_articles += ledger_find_article(&ask->view->ledger, &out->article) == 0 ? 1 : 0;
    return HUB_OK;
}

enum hub_status relief_resolve_line(const struct ask *ask, const struct sent_quantity *quantity,
                                    const char *field, struct checked *checked, struct goods *out,
                                    struct fault *fault)
{
    const enum hub_status status = relief_resolve(ask, quantity, field, checked, out, fault);
    return status == HUB_OK && out->thousandths > GOODS_THOUSANDTHS_MAX
               ? fault_set(fault, HUB_E_FIELD_RANGE, "%s.thousandths", field)
               : status;
}

static uint8_t *put_text(uint8_t *at, const char *text)
{
    const struct slice bytes = slice_of(text);
    HUB_ASSERT(bytes.size_bytes < UINT8_MAX);
    *at = (uint8_t)bytes.size_bytes;
    if (bytes.size_bytes > 0) {
        memcpy(at + 1, bytes.data, bytes.size_bytes);
    }
    return at + 1 + bytes.size_bytes;
}

size_t relief_put_goods(const struct goods *goods, uint8_t *room)
{
    uint8_t *at = put_text(room, goods->article.code);
    at = put_text(at, goods->article.unit);
    at[0] = (uint8_t)goods->article.class_of;
    at[1] = (uint8_t)goods->article.known;
    bytes_put_le(at + 2, goods->thousandths, 8);
    bytes_put_le(at + 10, goods->unit_thousandths, 8);
    return (size_t)(at + 18 - room);
}

static bool take_text(struct slice *bytes, char *room, size_t room_bytes)
{
    if (bytes->size_bytes < 1 || bytes->size_bytes - 1 < bytes->data[0] ||
        bytes->data[0] >= room_bytes) {
        return false;
    }
    const size_t length = bytes->data[0];
    memcpy(room, bytes->data + 1, length);
    *bytes = (struct slice){bytes->data + 1 + length, bytes->size_bytes - 1 - length};
    return true;
}

bool relief_take_counted(struct slice *subject, struct goods *out)
{
    memset(out, 0, sizeof *out);
    if (!take_text(subject, out->article.code, sizeof out->article.code) ||
        !take_text(subject, out->article.unit, sizeof out->article.unit) ||
        subject->size_bytes < 18) {
        return false;
    }
    out->article.class_of = subject->data[0];
    out->article.known = subject->data[1];
    out->thousandths = bytes_get_le(subject->data + 2, 8);
    out->unit_thousandths = bytes_get_le(subject->data + 10, 8);
    *subject = (struct slice){subject->data + 18, subject->size_bytes - 18};
    return out->article.class_of < ITEM_CLASSES && out->thousandths <= ITEM_THOUSANDTHS_MAX &&
           out->unit_thousandths > 0;
}

bool relief_take_goods(struct slice *subject, struct goods *out)
{
    return relief_take_counted(subject, out) && out->thousandths > 0;
}

bool relief_convert(uint64_t thousandths, uint64_t unit_thousandths, uint64_t *out)
{
    if (unit_thousandths == 0 || thousandths > UINT64_MAX / unit_thousandths) {
        return false;
    }
    const uint64_t product = thousandths * unit_thousandths;
    *out = product / 1000;
    return product % 1000 == 0 && *out <= ITEM_THOUSANDTHS_MAX;
}

enum hub_status relief_take_area(const struct ask *ask, struct slice text, const char *field,
                                 uint32_t *out, struct fault *fault)
{
    uint64_t code = 0;
    if (text.size_bytes == 0) {
        return fault_set(fault, HUB_E_FIELD_MISSING, "%s", field);
    }
    if (!region_code_parse(text, &code) || code == AREA_NATION || code >= AREA_CODES ||
        region_find(ask->catalogue, (uint32_t)code) == NULL) {
        return fault_set(fault, HUB_E_REGION_UNKNOWN, "%s", field);
    }
    *out = (uint32_t)code;
    return HUB_OK;
}

uint32_t relief_find_line(const struct view *view, const struct sent_line_reference *reference)
{
    const uint32_t source = source_find(&view->sources, reference->source).n;
    return source == 0
               ? 0
               : ledger_find_line(&view->ledger, source, reference->number, reference->line);
}

bool relief_may_decide(const struct roster_client *client, uint32_t area)
{
    const bool role_fits = client->role == ROLE_DISTRICT || client->role == ROLE_PROVINCE ||
                           client->role == ROLE_NATIONAL || client->role == ROLE_LAB;
    return role_fits && roster_may_report(client, area) == HUB_OK;
}

uint32_t relief_area(const struct ledger *ledger, uint32_t line)
{
    return ledger_relief(ledger, ledger_line(ledger, line)->relief)->area;
}

/* --- overlap --- */

/* The names of other members, each once, parted by commas; as many as fit. */
struct names {
    char text[NAMES_BYTES_MAX + 1];
    size_t bytes;
    uint32_t sources[OVERLAPS_SHOWN];
    uint32_t count;
};

static void add_name(struct names *names, const struct sources *sources, uint32_t source)
{
    for (uint32_t i = 0; i < names->count; i++) {
        if (names->sources[i] == source) {
            return;
        }
    }
    const struct slice name = slice_of(source_at(sources, (struct source_id){source})->name);
    if (names->count == OVERLAPS_SHOWN || names->bytes + 1 + name.size_bytes > NAMES_BYTES_MAX) {
        return;
    }
    names->sources[names->count++] = source;
    if (names->bytes > 0) {
        names->text[names->bytes++] = ',';
    }
    memcpy(&names->text[names->bytes], name.data, name.size_bytes);
    names->bytes += name.size_bytes;
    names->text[names->bytes] = '\0';
}

enum hub_status relief_warn(const struct ask *ask, const struct pledge *candidate, uint32_t line,
                            const char *field, struct checked *checked, struct fault *fault)
{
    const struct ledger *ledger = &ask->view->ledger;
    const struct need_line *held = ledger_line(ledger, line);
    struct names names = {.bytes = 0};
    if (candidate->amount > line_outstanding(held)) {
        if (ask->roster->refuses_excess) {
            return fault_set(fault, HUB_E_OVER_COMMITTED, "%s", field);
        }
        warnings_add(&checked->warnings, HUB_E_EXCESS, field);
    }
    const uint32_t group =
        ledger_find_group(ledger, held->relief, ledger_article(ledger, held->article)->class_of);
    uint32_t at = group == 0 ? 0 : ledger_group(ledger, group)->first_pledge;
    for (; at != 0; at = ledger_pledge(ledger, at)->next_in_group) {
        const struct pledge *other = ledger_pledge(ledger, at);
        if (other->giver != candidate->giver && pledges_meet(candidate, other)) {
            add_name(&names, &ask->view->sources, other->giver);
        }
    }
    if (names.count > 0) {
        warnings_add(&checked->warnings, HUB_E_OVERLAP, names.text);
    }
    return HUB_OK;
}
