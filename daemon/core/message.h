/*
 * message.h - requests and messages as our own structs, from their bytes.
 *
 * Read by: check, hub, view. Reads: base/, figure.h, fault.h.
 * Owns: nothing; every slice points into the given bytes, every list is in the given arena.
 * Holds: (1) what is decoded is well-formed, its texts are clean; whether it makes sense is check's question.
 * Source: proto/pusdalops/v1.
 */
#ifndef HUB_CORE_MESSAGE_H
#define HUB_CORE_MESSAGE_H

#include "base/arena.h"
#include "base/slice.h"
#include "core/fault.h"
#include "core/figure.h"

enum body_kind {
    BODY_NONE,
    BODY_EVENT,
    BODY_REPORT,
    BODY_WITHDRAWAL,
    BODY_VERIFICATION,
    BODY_NEED,
    BODY_NEED_DECISION,
    BODY_PLEDGE,
    BODY_PLEDGE_UPDATE,
    BODY_WAREHOUSE,
    BODY_STOCK_COUNT,
    BODY_PLAN,
    BODY_PLAN_ACTIVATION,
    BODY_TASK_UPDATE,
    BODY_SHIPMENT,
    BODY_SHIPMENT_UPDATE,
};

struct body_event {
    struct slice event_id;
    uint32_t hazard_code;
    struct slice name;
    int64_t started_utc_us;
    struct slice_list regions; /* codes as text */
    int state;                 /* EventState as it came */
};

struct body_report {
    struct slice event_id;
    struct slice region_code;
    struct slice region_name;
    struct slice kecamatan_code;
    struct slice village_code;
    struct slice point;
    bool has_position;
    double latitude_deg;
    double longitude_deg;
    bool has_as_of;
    int64_t as_of_utc_us;
    uint64_t revises; /* 0: none */
    struct figures figures;
    uint32_t figure_count;     /* as it came */
    uint32_t unknown_figures;  /* kinds we do not know */
    struct fault figure_fault; /* first figure that is wrong; status HUB_OK when none is */
    struct slice needs;
    struct slice efforts;
    struct slice chronology;
    struct slice reference;
};

struct body_withdrawal {
    uint64_t number;
    struct slice reason;
};

struct body_verification {
    struct slice source;
    uint64_t number;
    int level; /* VerificationLevel as it came */
    bool retract;
    struct slice note;
};

/* --- relief logistics --- */

struct sent_quantity {
    struct slice item;
    uint64_t thousandths;
    struct slice unit;
    struct slice contents;
};

struct sent_line_reference {
    struct slice source;
    uint64_t number;
    uint32_t line;
};

struct sent_need_line {
    struct sent_quantity quantity;
    bool has_quantity;
    int priority;             /* Priority as it came */
    int64_t needed_by_utc_us; /* 0: not said */
    struct slice kecamatan_code;
    struct slice delivery_point;
    uint32_t persons;
    uint32_t households;
    bool isolated;
    struct slice note;
    bool has_position;
    double latitude_deg;
    double longitude_deg;
};

struct need_line_list {
    struct sent_need_line *items;
    uint32_t count;
};

struct body_need {
    struct slice event_id;
    struct slice region_code;
    bool has_as_of;
    int64_t as_of_utc_us;
    struct need_line_list lines;
    bool urgent;
    struct slice reference;
};

struct body_need_decision {
    struct sent_line_reference line;
    bool has_line;
    int deed; /* NeedDeed as it came */
    struct slice reason;
};

struct body_pledge {
    struct slice event_id;
    bool has_line;
    struct sent_line_reference line;
    struct slice_list regions; /* codes as text */
    bool has_quantity;
    struct sent_quantity quantity;
    int origin; /* PledgeOrigin as it came */
    struct slice origin_name;
    int64_t available_utc_us;   /* 0: not said */
    int64_t valid_until_utc_us; /* 0: not said */
    struct slice cluster_id;
    struct slice note;
    struct slice warehouse_id;
};

struct body_pledge_update {
    struct slice pledge_source;
    uint64_t pledge_number;
    uint32_t pledge_part; /* 0: the message as a whole */
    bool has_pledge;
    int deed; /* PledgeDeed as it came */
    uint64_t thousandths;
    uint64_t damaged_thousandths;
    uint64_t lost_thousandths;
    bool has_line;
    struct sent_line_reference line;
    int64_t valid_until_utc_us; /* 0: not said */
    struct slice bast_number;
    struct slice transport;
    struct slice reason;
};

/* --- stock --- */

struct body_warehouse {
    struct slice warehouse_id;
    struct slice name;
    int kind; /* WarehouseKind as it came */
    struct slice region_code;
    struct slice place;
    bool has_position;
    double latitude_deg;
    double longitude_deg;
    bool closed;
};

struct sent_stock_line {
    struct sent_quantity quantity;
    bool has_quantity;
    int budget_origin; /* BudgetOrigin as it came */
    struct slice expires_on;
    uint64_t minimum_thousandths;
    uint64_t buffer_thousandths;
    struct slice note;
};

struct stock_line_list {
    struct sent_stock_line *items;
    uint32_t count;
};

struct body_stock_count {
    struct slice warehouse_id;
    bool has_as_of;
    int64_t as_of_utc_us;
    bool complete;
    struct stock_line_list lines;
    bool has_throughput;
    int64_t since_utc_us; /* 0: not said */
    bool has_received;
    struct sent_quantity received;
    bool has_issued;
    struct sent_quantity issued;
};

/* --- contingency plans --- */

struct sent_hazard {
    uint32_t code;
};

struct hazard_list {
    struct sent_hazard *items;
    uint32_t count;
};

struct sent_plan_line {
    struct slice member;
    struct slice cluster_id;
    struct slice what;
    bool has_quantity;
    struct sent_quantity quantity;
    struct slice region_code;
    struct slice kecamatan_code;
    struct slice point;
    uint32_t within_minutes; /* 0: not said */
    uint32_t persons;
    uint32_t households;
};

struct plan_line_list {
    struct sent_plan_line *items;
    uint32_t count;
};

struct body_plan {
    struct slice plan_id;
    struct slice name;
    struct slice region_code;
    struct hazard_list hazards;
    int64_t valid_until_utc_us; /* 0: not said */
    struct plan_line_list lines;
    bool retired;
    struct slice reference;
};

struct body_plan_activation {
    struct slice source;
    struct slice plan_id;
    uint64_t number; /* 0: the version in force */
    struct slice event_id;
    struct slice reason;
};

struct body_task_update {
    struct slice task_source;
    uint64_t task_number;
    uint32_t line; /* 0: the activation as a whole */
    bool has_task;
    int deed; /* TaskDeed as it came */
    struct slice note;
};

struct sent_shipment_line {
    struct slice pledge_source;
    uint64_t pledge_number;
    uint32_t pledge_part; /* 0: the message as a whole */
    bool has_pledge;
    uint64_t thousandths;
    struct sent_quantity quantity;
    bool has_quantity;
};

struct shipment_line_list {
    struct sent_shipment_line *items;
    uint32_t count;
};

struct body_shipment {
    struct slice event_id;
    struct slice warehouse_id;
    struct slice origin_name;
    struct slice region_code;
    struct slice kecamatan_code;
    struct slice delivery_point;
    int64_t departs_utc_us; /* each 0: not said */
    int64_t departed_utc_us;
    int64_t expected_utc_us;
    struct slice vehicle;
    struct slice carrier;
    struct slice driver_contact;
    struct slice waybill_number;
    struct shipment_line_list lines;
    bool prepared;
    struct slice delivery_warehouse_id;
    struct slice delivery_source;
};

struct sent_shipment_count {
    uint32_t line;
    uint64_t thousandths;
    uint64_t damaged_thousandths;
    uint64_t lost_thousandths;
};

struct shipment_count_list {
    struct sent_shipment_count *items;
    uint32_t count;
};

struct body_shipment_update {
    struct slice shipment_source;
    uint64_t shipment_number;
    uint32_t shipment_part; /* a shipment has none: 0 */
    bool has_shipment;
    int deed; /* ShipmentDeed as it came */
    struct shipment_count_list lines;
    int64_t happened_utc_us; /* each 0: not said */
    int64_t expected_utc_us;
    struct slice bast_number;
    struct slice received_by;
    struct slice reason;
};

struct message {
    struct slice source;
    uint64_t number;
    struct slice realm;
    int64_t sent_utc_us; /* 0: not said */
    struct slice on_behalf_of;
    int channel;         /* Channel as it came */
    enum body_kind kind; /* BODY_NONE: none, or one we do not know */
    union {
        struct body_event event;
        struct body_report report;
        struct body_withdrawal withdrawal;
        struct body_verification verification;
        struct body_need need;
        struct body_need_decision need_decision;
        struct body_pledge pledge;
        struct body_pledge_update pledge_update;
        struct body_warehouse warehouse;
        struct body_stock_count stock_count;
        struct body_plan plan;
        struct body_plan_activation plan_activation;
        struct body_task_update task_update;
        struct body_shipment shipment;
        struct body_shipment_update shipment_update;
    } as;
};

enum request_kind {
    REQUEST_NONE,
    REQUEST_HELLO,
    REQUEST_SUBMIT,
    REQUEST_SUBMIT_BATCH,
    REQUEST_INQUIRY,
    REQUEST_SNAPSHOT,
    REQUEST_REPLAY,
    REQUEST_HEARTBEAT,
    REQUEST_NODES,
    REQUEST_SUGGESTION,
    REQUEST_ACTIVITIES,
};

struct request {
    uint64_t request_id;
    enum request_kind kind;
    struct slice realm;              /* empty for submit: the message says it */
    struct slice source;             /* inquiry, heartbeat */
    uint64_t number;                 /* inquiry; last number of a heartbeat; after of a replay */
    struct slice topic;              /* replay; prefix of a snapshot */
    struct slice cursor;             /* snapshot, nodes, activities */
    struct sent_line_reference line; /* suggestion */
    bool has_line;
    struct slice area_code; /* activities */
    struct slice event_id;
    uint32_t outbox_messages;
    int64_t sent_utc_us;
    uint32_t version_min; /* hello */
    uint32_t version_max;
    struct slice software;
    struct slice message;       /* of a submit */
    struct slice_list messages; /* of a batch; of a submit the one */
    struct slice_list sources;  /* hello */
    struct slice_list capabilities;
};

/*
 * message_decode_request - the bytes of a request frame.
 *
 *   arena   room for what is decoded; DECODE_BYTES_MAX is enough for any frame that is let through
 *
 * Returns HUB_OK; HUB_E_FRAME_TOO_LARGE, HUB_E_MALFORMED, HUB_E_TEXT_INVALID, HUB_E_TOO_MANY_ELEMENTS,
 * HUB_E_REQUEST_EMPTY, HUB_E_BATCH_TOO_LARGE, with the field. out->request_id is filled in as far as it could be read.
 */
enum hub_status message_decode_request(struct slice frame, struct arena *arena, struct request *out,
                                       struct fault *fault);

/*
 * message_decode - the bytes of one message.
 *
 * Returns HUB_OK or the same refusals; source and number of *out are filled in as far as they could be read.
 */
enum hub_status message_decode(struct slice bytes, struct arena *arena, struct message *out,
                               struct fault *fault);

#endif
