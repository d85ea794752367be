/*
 * pusdalops_shipment.h - building messages of shipments: what leaves together, and what becomes of it.
 *
 * Read by: pusdalops.h; programs include that. Reads: pusdalops_logistics.h.
 * Owns: a message is the caller's, from the _new that made it to pusdalops_message_free. Texts given to a builder are copied.
 * Source: proto/pusdalops/v1/shipment.proto; proto/README.md "Shipments".
 */
#ifndef PUSDALOPS_SHIPMENT_H
#define PUSDALOPS_SHIPMENT_H

#include "pusdalops_logistics.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PUSDALOPS_SHIPMENT_LINES_MAX 32U

/* What leaves together. Texts may be NULL and have at most 64 bytes, times 0: not said. */
struct pusdalops_shipment {
    const char *event_id;
    const char *warehouse_id; /* of its own source, that it leaves from; a-z 0-9 . - */
    const char *origin_name;
    const char *region;    /* regency "12.73" or province "12" it goes to */
    const char *kecamatan; /* Kemendagri code "12.73.01" */
    const char *delivery_point;
    const char *delivery_warehouse_id; /* the warehouse or posko it goes to; a-z 0-9 . - */
    const char *delivery_source;       /* whose that is; NULL: of its own source */
    int64_t departs_at_us;
    int64_t departed_at_us; /* 0: now, unless prepared */
    int64_t expected_at_us;
    const char *vehicle;
    const char *carrier;
    const char *driver_contact;
    const char *waybill_number;
    bool prepared; /* it has not left: its goods are set aside */
};

/* pusdalops_shipment_new - a shipment with no line yet. PUSDALOPS_E_FIELD for a value out of its form. */
PUSDALOPS_API enum pusdalops_status
pusdalops_shipment_new(const struct pusdalops_shipment *shipment, struct pusdalops_message **out);

/* One line: goods of a pledge, or goods of none. */
struct pusdalops_shipment_line {
    const struct pusdalops_reference
        *pledge;                        /* NULL: of none; with a line: an offer of an activation */
    uint64_t thousandths;               /* of the pledge, in its unit; 0: all that is left of it */
    struct pusdalops_quantity quantity; /* of none */
};

/*
 * pusdalops_shipment_line - one more line; they are numbered from 1 in this order.
 *
 * PUSDALOPS_E_FIELD for a value out of its range, PUSDALOPS_E_FULL beyond PUSDALOPS_SHIPMENT_LINES_MAX. A shipment without a
 * line is not encoded.
 */
PUSDALOPS_API enum pusdalops_status
pusdalops_shipment_line(struct pusdalops_message *message,
                        const struct pusdalops_shipment_line *line);

/* What became of a shipment; what the deed does not use stays 0 or NULL, and is refused otherwise. */
struct pusdalops_shipment_update {
    struct pusdalops_reference shipment;
    uint32_t deed; /* PUSDALOPS_WORDS_SHIPMENT_DEED */
    int64_t happened_at_us;
    int64_t expected_at_us;  /* delay: required; depart: optional */
    const char *bast_number; /* receive: number of the hand-over record, at most 64 bytes */
    const char *received_by; /* receive: at most 64 bytes */
    const char *reason;      /* at most 500 bytes; return, cancel and lose: required */
};

/* pusdalops_shipment_update_new - without a count it is about all that is under way. */
PUSDALOPS_API enum pusdalops_status
pusdalops_shipment_update_new(const struct pusdalops_shipment_update *update,
                              struct pusdalops_message **out);

/* How much of one line, in thousandths of the unit of its pledge or its quantity. */
struct pusdalops_shipment_count {
    uint32_t line;        /* from 1 */
    uint64_t thousandths; /* receive: in good order; return: what goes back, 0 for all of it */
    uint64_t damaged_thousandths; /* receive */
    uint64_t lost_thousandths;    /* receive */
};

/* pusdalops_shipment_count - of a receive or a return: say it line by line, each line once. */
PUSDALOPS_API enum pusdalops_status
pusdalops_shipment_count(struct pusdalops_message *message,
                         const struct pusdalops_shipment_count *count);

#ifdef __cplusplus
}
#endif

#endif
