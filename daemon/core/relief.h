/*
 * relief.h - what needs and pledges have in common: quantities and articles in a record, lines, rights, warnings.
 *
 * Read by: need, pledge, warehouse. Reads: domain.h, item.h, ledger.h.
 * An article stands in the record's subject, so that a replay asks no catalogue: bytes of code (1), code, bytes of unit (1), unit,
 * class (1), known (1), thousandths of the base unit (8), of one unit as written (8).
 */
#ifndef HUB_CORE_RELIEF_H
#define HUB_CORE_RELIEF_H

#include "core/domain.h"
#include "core/item.h"
#include "core/ledger.h"

/* What a quantity was resolved to. */
struct goods {
    struct article article;
    uint64_t thousandths;      /* of the article's unit */
    uint64_t unit_thousandths; /* one unit as it was written */
};

#define GOODS_BYTES_MAX (ITEM_CODE_ROOM + UNIT_ROOM + 18)

/*
 * relief_resolve - a quantity by the catalogue, with the warnings ITEM_UNKNOWN and PACKET_CONTENTS; one of a new article is counted.
 *
 *   field   path of the quantity in the message
 *
 * Returns HUB_OK or the refusal of item_resolve with the path of the member.
 */
enum hub_status relief_resolve(const struct ask *ask, const struct sent_quantity *quantity,
                               const char *field, struct checked *checked, struct goods *out,
                               struct fault *fault);

/* relief_resolve_line - the same of what adds up with others: FIELD_RANGE above GOODS_THOUSANDTHS_MAX */
enum hub_status relief_resolve_line(const struct ask *ask, const struct sent_quantity *quantity,
                                    const char *field, struct checked *checked, struct goods *out,
                                    struct fault *fault);

/* relief_put_goods - into a subject; returns the bytes, at most GOODS_BYTES_MAX */
size_t relief_put_goods(const struct goods *goods, uint8_t *room);

/* relief_take_counted - off a subject; false when the bytes are none. Thousandths may be 0. */
bool relief_take_counted(struct slice *subject, struct goods *out);

/* relief_take_goods - the same of a quantity that is not nought */
bool relief_take_goods(struct slice *subject, struct goods *out);

/*
 * relief_convert - thousandths of a unit in thousandths of the base unit.
 *
 * Returns false when the result is beyond ITEM_THOUSANDTHS_MAX or no whole number.
 */
bool relief_convert(uint64_t thousandths, uint64_t unit_thousandths, uint64_t *out);

/*
 * relief_take_area - a regency or province of the catalogue, from its code; whether the client may speak about it is another question.
 *
 * Returns HUB_OK, HUB_E_FIELD_MISSING or HUB_E_REGION_UNKNOWN.
 */
enum hub_status relief_take_area(const struct ask *ask, struct slice text, const char *field,
                                 uint32_t *out, struct fault *fault);

/* relief_find_line - the line a reference names, or 0 */
uint32_t relief_find_line(const struct view *view, const struct sent_line_reference *reference);

/* relief_may_decide - may this client answer lines of this area, allot and receive there? */
bool relief_may_decide(const struct roster_client *client, uint32_t area);

/* relief_area - the area that asked for a line */
uint32_t relief_area(const struct ledger *ledger, uint32_t line);

/* relief_text_fits - HUB_E_FIELD_RANGE for a text that is too long */
enum hub_status relief_text_fits(struct slice text, size_t bytes_max, const char *field,
                                 struct fault *fault);

/*
 * relief_warn - more than asked, and others with the same goods at the same place in the same days.
 *
 *   candidate   the pledge as it would be: its giver, days, article, amounts
 *   line        the line it would go to
 *
 * Returns HUB_OK with warnings, or HUB_E_OVER_COMMITTED by the roster's policy.
 */
enum hub_status relief_warn(const struct ask *ask, const struct pledge *candidate, uint32_t line,
                            const char *field, struct checked *checked, struct fault *fault);

#endif
