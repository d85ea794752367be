/*
 * wire.h - protobuf at the edge of the library: bounded decoding, times, clean texts.
 *
 * Read by: event.c, session.c, feed.c, message.c, outbox.c. Reads: generated protobuf.
 * Owns: nothing; what a decode gives is released by the matching free.
 * Holds: (1) a frame of n bytes never makes us allocate more than n * 64 + 64 KiB.
 * Source: proto/README.md; libprotobuf-c has no limit of its own.
 */
#ifndef PUSDALOPS_LIB_WIRE_H
#define PUSDALOPS_LIB_WIRE_H

#include "pusdalops.h"

#include "pusdalops/v1/feed.pb-c.h"
#include "pusdalops/v1/message.pb-c.h"
#include "pusdalops/v1/submit.pb-c.h"

/* A growing run of bytes that its holder owns. */
struct wire_bytes {
    uint8_t *data;
    size_t size;
    size_t room;
};

/* wire_bytes_reserve - room for `size` bytes; false without memory. What was in it may be lost. */
bool wire_bytes_reserve(struct wire_bytes *bytes, size_t size);

/* wire_bytes_free - release. */
void wire_bytes_free(struct wire_bytes *bytes);

/* wire_reply_decode - NULL where it is no Reply or too costly. */
Pusdalops__V1__Reply *wire_reply_decode(const uint8_t *frame, size_t size);

/* wire_reply_free - release; NULL is fine. */
void wire_reply_free(Pusdalops__V1__Reply *reply);

/* wire_feed_decode - NULL where it is no FeedMessage or too costly. */
Pusdalops__V1__FeedMessage *wire_feed_decode(const uint8_t *frame, size_t size);

/* wire_feed_free - release; NULL is fine. */
void wire_feed_free(Pusdalops__V1__FeedMessage *message);

/* wire_request_encode - the frame of a request; false without memory. */
bool wire_request_encode(const Pusdalops__V1__Request *request, struct wire_bytes *out);

/* wire_time_us - microseconds UTC; INT64_MIN where it is absent or out of range. */
int64_t wire_time_us(const Google__Protobuf__Timestamp *time);

/* wire_time_set - fill a Timestamp. */
void wire_time_set(Google__Protobuf__Timestamp *time, int64_t utc_us);

/*
 * wire_text_check - may this text travel?
 *
 *   lines   line ends and tabs are allowed
 *
 * True for UTF-8 of at most bytes_max bytes without control characters.
 */
bool wire_text_check(const char *text, size_t bytes_max, bool lines);

/* wire_name_check - 1 to 64 bytes of a-z 0-9 . - */
bool wire_name_check(const char *name);

/* wire_unwritten - a borrowed text where protobuf-c wants a writable one; packing only reads it. */
char *wire_unwritten(const char *text);

/* wire_random - the next number of a small generator (splitmix64), for jitter only. */
uint64_t wire_random(uint64_t *state);

/* wire_message_free, wire_..._line_free - release what was built with malloc; NULL is fine */
void wire_message_free(Pusdalops__V1__Message *message);
void wire_need_line_free(Pusdalops__V1__NeedLine *line);
void wire_stock_line_free(Pusdalops__V1__StockLine *line);
void wire_throughput_free(Pusdalops__V1__StockThroughput *sums);
void wire_plan_line_free(Pusdalops__V1__PlanLine *line);
void wire_shipment_line_free(Pusdalops__V1__ShipmentLine *line);

#endif
