/*
 * pusdalops_message.h - building messages: reports, event declarations, withdrawals, verifications.
 *
 * Read by: pusdalops.h, pusdalops_logistics.h; programs include the first. Reads: pusdalops_base.h.
 * Owns: a message is the caller's, from the _new that made it to pusdalops_message_free.
 * Source: proto/pusdalops/v1/message.proto.
 */
#ifndef PUSDALOPS_MESSAGE_H
#define PUSDALOPS_MESSAGE_H

#include "pusdalops_base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A message being built. Made by one of the _new, released by pusdalops_message_free. */
struct pusdalops_message;

enum pusdalops_level {
    PUSDALOPS_LEVEL_REGENCY = 1,
    PUSDALOPS_LEVEL_PROVINCE = 2,
    PUSDALOPS_LEVEL_NATION = 3,
};

/* Free texts and places that a report may carry; set with pusdalops_report_text. */
enum pusdalops_text {
    PUSDALOPS_TEXT_REGION_NAME = 0,
    PUSDALOPS_TEXT_KECAMATAN, /* Kemendagri code "11.06.01" */
    PUSDALOPS_TEXT_VILLAGE,   /* Kemendagri code "11.06.01.2001" */
    PUSDALOPS_TEXT_POINT,
    PUSDALOPS_TEXT_NEEDS,
    PUSDALOPS_TEXT_EFFORTS,
    PUSDALOPS_TEXT_CHRONOLOGY,
    PUSDALOPS_TEXT_REFERENCE,
    PUSDALOPS_TEXT_COUNT,
};

/*
 * pusdalops_report_new - a situation report with no figure yet.
 *
 *   event_id    the declared event
 *   region      regency "11.06", province "11" or "nation"
 *   as_of_us    when the figures were true
 *
 * PUSDALOPS_E_FIELD for a code or name out of its form.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_report_new(const char *event_id, const char *region,
                                                         int64_t as_of_us,
                                                         struct pusdalops_message **out);

/*
 * pusdalops_report_figure - say one count. What is not said is unknown, which is not zero.
 *
 *   kind     pusdalops_figure_find("dead"); once per report
 *   value    cumulative, at most 300,000,000; 0 says "none"
 *   reason   0, or a ChangeReason where the figure fell (1 verification, 2 identification, 3 moved
 *            region,
 *            4 returned home, 5 found, 6 typing correction)
 */
PUSDALOPS_API enum pusdalops_status pusdalops_report_figure(struct pusdalops_message *message,
                                                            uint32_t kind, uint32_t value,
                                                            uint32_t reason);

/*
 * pusdalops_report_text - set one of the texts. Copied. PUSDALOPS_E_FIELD where it is too long or
 * not clean UTF-8.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_report_text(struct pusdalops_message *message,
                                                          enum pusdalops_text which,
                                                          const char *text);

/* pusdalops_report_position - where it is, in degrees WGS 84. */
PUSDALOPS_API enum pusdalops_status pusdalops_report_position(struct pusdalops_message *message,
                                                              double latitude_deg,
                                                              double longitude_deg);

/*
 * pusdalops_report_revises - the number of the earlier report of this source that this one
 * corrects.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_report_revises(struct pusdalops_message *message,
                                                             uint64_t number);

/*
 * pusdalops_event_new - declare an event, or bring its description up to date.
 *
 *   hazard_code   BNPB hazard type, 101 to 117
 *   regions       Kemendagri codes of regencies or provinces, at most 600
 *   closed        reports are still taken in, nobody is called silent any more
 */
PUSDALOPS_API enum pusdalops_status pusdalops_event_new(const char *event_id, uint32_t hazard_code,
                                                        const char *name, int64_t started_us,
                                                        const char *const *regions,
                                                        size_t region_count, bool closed,
                                                        struct pusdalops_message **out);

/*
 * pusdalops_withdrawal_new - take back the report `number` of the same source. `reason` may be
 * NULL.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_withdrawal_new(uint64_t number, const char *reason,
                                                             struct pusdalops_message **out);

/*
 * pusdalops_verification_new - confirm (or with `retract` un-confirm) a report of any source.
 * `note` may be NULL.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_verification_new(const char *source, uint64_t number,
                                                               enum pusdalops_level level,
                                                               bool retract, const char *note,
                                                               struct pusdalops_message **out);

/*
 * pusdalops_message_behalf - whose word it is, where a relay types it in.
 *
 *   source    a name of the roster
 *   channel   0 not said, 1 radio, 2 telephone, 3 messenger, 4 paper, 5 e-mail, 6 publication, 7
 *             file
 */
PUSDALOPS_API enum pusdalops_status pusdalops_message_behalf(struct pusdalops_message *message,
                                                             const char *source, uint32_t channel);

/*
 * pusdalops_message_encode - the bytes to hand in, under a number.
 *
 *   sent_us   when it is sent, by our clock
 *   bytes     the caller's; at least PUSDALOPS_MESSAGE_BYTES_MAX
 *
 * The outbox calls it for you. Call it once per number: the same number must always carry the same
 * bytes.
 */
PUSDALOPS_API enum pusdalops_status
pusdalops_message_encode(const struct pusdalops_message *message, const char *realm,
                         const char *source, uint64_t number, int64_t sent_us, uint8_t *bytes,
                         size_t *size);

/* pusdalops_message_free - release; NULL is fine. */
PUSDALOPS_API void pusdalops_message_free(struct pusdalops_message *message);

#ifdef __cplusplus
}
#endif

#endif
