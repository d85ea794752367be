/*
 * pusdalops.h - libpusdalops: speak with a pusdalopsd hub from C.
 *
 * Three machines without any I/O (bytes and the time go in; frames, events and the next deadline
 * come out):
 *   session   greets the hub, hands in messages so that none is ever doubled, asks questions, gives
 *             signs of life
 *   feed      joins the feed, finds and mends gaps, drops what comes twice
 *   message   builds reports, event declarations, withdrawals, verifications
 * and two things of the outside world:
 *   outbox    messages and their numbers on disk, until the hub's receipt
 *   client    the ZeroMQ shell: DEALER, PUB and two SUB sockets, driving session, feed and outbox
 *
 * Most programs use client + outbox + message. No call blocks but pusdalops_client_step, outbox
 * calls sync the disk.
 * Handles are not shared between threads. Strings are UTF-8. Times are microseconds since 1970,
 * UTC.
 * A pointer inside an event is borrowed: it lives until the next call on the handle that gave the
 * event.
 * Source: proto/README.md; proto/errors.csv for the codes of refusals and warnings.
 */
#ifndef PUSDALOPS_H
#define PUSDALOPS_H

#include "pusdalops_base.h"
#include "pusdalops_logistics.h"
#include "pusdalops_message.h"
#include "pusdalops_plan.h"
#include "pusdalops_shipment.h"
#include "pusdalops_suggestion.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- events ---- */

enum pusdalops_event_kind {
    PUSDALOPS_EVENT_OPEN = 1, /* session: greeted; `open` */
    PUSDALOPS_EVENT_RECEIPT,  /* session: a message is settled; `receipt` */
    PUSDALOPS_EVENT_ANSWER,   /* session: a question is answered; `answer` */
    PUSDALOPS_EVENT_PROBLEM,  /* session: a question or the greeting is refused; `problem` */
    PUSDALOPS_EVENT_RETRY,    /* session: no answer, or BUSY; `retry` */
    PUSDALOPS_EVENT_ALIVE, /* session: a heartbeat was answered; `open.last_number`, `open.missing_numbers` */
    PUSDALOPS_EVENT_JOINING, /* feed: a join begins; `feed.forget`: drop the picture you hold, the hub is another run */
    PUSDALOPS_EVENT_JOINED,    /* feed: the picture is whole; live from here */
    PUSDALOPS_EVENT_DOCUMENT,  /* feed: a document; `document` */
    PUSDALOPS_EVENT_HEARTBEAT, /* feed: the hub's sign of life; `feed` */
    PUSDALOPS_EVENT_GAP, /* feed: something was lost on `feed.topic` after `feed.sequence`; being mended */
    PUSDALOPS_EVENT_REPAIRED, /* feed: it is mended */
    PUSDALOPS_EVENT_LOST,     /* feed: it cannot be mended; `problem.code` where the hub said why */
    PUSDALOPS_EVENT_SILENT,   /* feed: nothing heard for longer than the limit */
    PUSDALOPS_EVENT_HEARD,    /* feed: heard again; a join follows */
    PUSDALOPS_EVENT_HANDSHAKE, /* client: the hub refused the handshake (wrong key); `retry.endpoint` */
};

/* What the hub said of a message; the numbers of ReceiptStatus. */
enum pusdalops_receipt {
    PUSDALOPS_ACCEPTED = 1,
    PUSDALOPS_DUPLICATE = 2,
    PUSDALOPS_CONFLICT = 3,
    PUSDALOPS_REFUSED = 4,
    PUSDALOPS_HELD = 100, /* no receipt: published, and the hub's list of numbers names it held */
};

/* Numbers first to last, both included. */
struct pusdalops_range {
    uint64_t first;
    uint64_t last;
};

struct pusdalops_problem {
    uint32_t code; /* 0: none */
    const char *name;
    const char *field;
    enum pusdalops_fault fault;
    const char *text_id;
    const char *text_en;
    uint32_t retry_after_ms;
};

/*
 * A figure of a status document, flattened: the chosen word of a regency, or the total of an area.
 */
struct pusdalops_figure {
    uint32_t kind;
    uint64_t value;
    const char *source; /* "" for a total */
    int64_t as_of_us;   /* the oldest one for a total; INT64_MIN: not said */
    bool stale;
};

enum pusdalops_document {
    PUSDALOPS_DOCUMENT_NOTICE = 1,
    PUSDALOPS_DOCUMENT_EVENT,
    PUSDALOPS_DOCUMENT_REGENCY,
    PUSDALOPS_DOCUMENT_AREA,
    PUSDALOPS_DOCUMENT_PRESENCE,
    PUSDALOPS_DOCUMENT_LOGISTICS,
    PUSDALOPS_DOCUMENT_STOCK,
    PUSDALOPS_DOCUMENT_PLAN,
    PUSDALOPS_DOCUMENT_ACTIVATION,
    PUSDALOPS_DOCUMENT_CLUSTER,
    PUSDALOPS_DOCUMENT_CATALOGUE,
    PUSDALOPS_DOCUMENT_UNKNOWN_ITEMS,
    PUSDALOPS_DOCUMENT_SHIPMENT,
};

struct pusdalops_event {
    enum pusdalops_event_kind kind;
    uint64_t request_id; /* ANSWER, PROBLEM: what pusdalops_session_ask gave */
    struct pusdalops_problem
        problem; /* PROBLEM, LOST, and a RECEIPT that is negative; RETRY after BUSY */
    struct {
        const char *hub;
        const char *client; /* the roster's name for our key */
        const char *role;
        uint64_t last_number; /* the highest number the hub holds of our source */
        uint64_t missing_numbers;
        uint64_t missing_first; /* the first missing range; 0: none */
        uint64_t missing_last;
        struct pusdalops_range missing[PUSDALOPS_MISSING_MAX]; /* highest first */
        size_t missing_count;
        bool listed;           /* the hub spoke of our source */
        int64_t clock_skew_ms; /* our clock minus the hub's */
        uint64_t journal_sequence;
    } open;
    struct {
        enum pusdalops_receipt status;
        uint64_t number;
        uint64_t sequence;
        int64_t received_us;
        const struct pusdalops_problem *warnings;
        size_t warning_count;
    } receipt;
    struct {
        const uint8_t *reply; /* a serialised pusdalops.v1.Reply */
        size_t size;
    } answer;
    struct {
        uint32_t attempt;
        uint32_t wait_ms;
        const char *endpoint;
    } retry;
    struct {
        uint64_t epoch;
        const char *topic;
        uint64_t sequence;
        bool forget;
        bool intake_stopped;
        bool going_away;
    } feed;
    struct {
        enum pusdalops_document kind;
        const char *topic;
        uint64_t sequence;
        bool from_snapshot;
        const char *key;  /* event id, or node for a presence; "" for a notice */
        const char *area; /* region code, "nation", or "" */
        const char *name; /* name of the area or the event */
        const struct pusdalops_figure *figures;
        size_t figure_count;
        uint32_t coverage_expected; /* areas only */
        uint32_t coverage_known;
        uint32_t coverage_stale;
        const uint8_t *bytes; /* the serialised pusdalops.v1.FeedMessage */
        size_t size;
    } document;
};

/* ---- session ---- */

struct pusdalops_session;

/* Zero means the default in brackets. Strings are copied. */
struct pusdalops_session_config {
    const char *realm;            /* required */
    const char *source;           /* whose numbers; NULL: the name the roster gives our key */
    const char *software;         /* ["libpusdalops"] */
    uint32_t window_messages_max; /* [64], at most PUSDALOPS_WINDOW_MAX, 447 */
    uint32_t batch_messages_max;  /* [a quarter of the window] in one request; 1: no batches */
    uint32_t reply_timeout_ms;    /* [5000] after that a reply is taken for lost */
    uint32_t backoff_ms_min;      /* [250] */
    uint32_t backoff_ms_max;      /* [30000] */
    bool heartbeats;              /* give signs of life as a node, at the hub's interval */
    uint64_t seed;                /* for the jitter; any number that differs between nodes */
};

/*
 * pusdalops_session_new - a session that has not greeted yet. Release with pusdalops_session_free.
 */
PUSDALOPS_API enum pusdalops_status
pusdalops_session_new(const struct pusdalops_session_config *config,
                      struct pusdalops_session **out);
/* pusdalops_session_free - forget it, with what is in flight; NULL is fine. */
PUSDALOPS_API void pusdalops_session_free(struct pusdalops_session *session);

/*
 * pusdalops_session_reconnected - the transport is new: greet again, and repeat what has no answer.
 * A hint, never needed.
 */
PUSDALOPS_API void pusdalops_session_reconnected(struct pusdalops_session *session,
                                                 struct pusdalops_now now);

/*
 * pusdalops_session_submit - hand in one message; copied, and repeated with the same bytes until a
 * receipt that settles it.
 *
 * PUSDALOPS_E_FULL: the window is full, try after the next receipt. PUSDALOPS_KNOWN: this number is
 * in flight already.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_session_submit(struct pusdalops_session *session,
                                                             uint64_t number, const uint8_t *bytes,
                                                             size_t size);

enum pusdalops_ask_kind {
    PUSDALOPS_ASK_INQUIRY = 1, /* subject: the source; position: the number */
    PUSDALOPS_ASK_SNAPSHOT,    /* subject: a topic prefix that ends in "/" */
    PUSDALOPS_ASK_REPLAY,      /* subject: the exact topic; position: the last sequence we have */
    PUSDALOPS_ASK_NODES,       /* subject: "" */
    PUSDALOPS_ASK_SUGGESTION,  /* subject: the source of a need; position: its number; line */
    PUSDALOPS_ASK_ACTIVITIES,  /* subject: an area ("nation", "12", "12.73"); event */
};

struct pusdalops_ask {
    enum pusdalops_ask_kind kind;
    const char *subject;
    uint64_t position;
    const char *
        cursor; /* SNAPSHOT, NODES, ACTIVITIES: "" for the first page, then what the last page gave */
    uint32_t line;     /* SUGGESTION: from 1 */
    const char *event; /* ACTIVITIES: NULL or "" for all */
};

/*
 * pusdalops_session_ask - ask; the ANSWER or PROBLEM carries *request_id. Repeated until answered.
 * PUSDALOPS_E_FULL at the limit.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_session_ask(struct pusdalops_session *session,
                                                          const struct pusdalops_ask *ask,
                                                          uint64_t *request_id);

/*
 * pusdalops_session_outbox - what the next heartbeats say: last number given out, messages that
 * wait.
 */
PUSDALOPS_API void pusdalops_session_outbox(struct pusdalops_session *session, uint64_t last_number,
                                            uint32_t waiting_messages);

/*
 * pusdalops_session_ask_numbers - have the hub say now which numbers of ours it holds: an ALIVE
 * event follows. Nothing while the source is not known.
 */
PUSDALOPS_API void pusdalops_session_ask_numbers(struct pusdalops_session *session);

/* pusdalops_session_hear - one payload frame of the hub. PUSDALOPS_E_MALFORMED: it was ignored. */
PUSDALOPS_API enum pusdalops_status pusdalops_session_hear(struct pusdalops_session *session,
                                                           const uint8_t *frame, size_t size,
                                                           struct pusdalops_now now);

/*
 * pusdalops_session_frame - the next frame to send, or PUSDALOPS_NONE. Borrowed until the next call
 * on the session.
 *
 * Say pusdalops_session_sent once it is handed to the socket; otherwise a frame is offered again.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_session_frame(struct pusdalops_session *session,
                                                            struct pusdalops_now now,
                                                            const uint8_t **frame, size_t *size);

/* pusdalops_session_sent - the frame offered last is with the socket. */
PUSDALOPS_API void pusdalops_session_sent(struct pusdalops_session *session,
                                          struct pusdalops_now now);

/* pusdalops_session_turn - let time pass. */
PUSDALOPS_API void pusdalops_session_turn(struct pusdalops_session *session,
                                          struct pusdalops_now now);

/*
 * pusdalops_session_deadline_ms - the mono_ms at which to call pusdalops_session_turn and look for
 * frames again.
 */
PUSDALOPS_API uint64_t pusdalops_session_deadline_ms(const struct pusdalops_session *session);

/* pusdalops_session_next - the next event, or PUSDALOPS_NONE. */
PUSDALOPS_API enum pusdalops_status pusdalops_session_next(struct pusdalops_session *session,
                                                           struct pusdalops_event *event);

/* pusdalops_session_has - is a message of this number under way? */
PUSDALOPS_API bool pusdalops_session_has(const struct pusdalops_session *session, uint64_t number);

/* pusdalops_session_in_flight - messages without a settling receipt. */
PUSDALOPS_API uint32_t pusdalops_session_in_flight(const struct pusdalops_session *session);

/* ---- feed ---- */

struct pusdalops_feed;

/* Zero means the default in brackets. Strings are copied. */
struct pusdalops_feed_config {
    const char *realm;           /* required */
    const char *const *prefixes; /* required: topic prefixes, each of the realm and ending in "/" */
    size_t prefix_count;         /* at most PUSDALOPS_PREFIXES_MAX */
    uint32_t topics_max;         /* [8192] */
    uint32_t documents_max;      /* [200000] documents whose sequence is kept */
    uint32_t held_messages_max;  /* [4096] notices that wait for a gap before them to be mended */
    uint32_t silence_ms;         /* [5000] at least three heartbeat intervals of the hub */
    uint32_t grace_ms; /* [300] how long a message may lag behind the heartbeat that names it */
    uint64_t seed;     /* for the jitter of a join and the tables */
};

/* pusdalops_feed_new - a feed that has heard nothing yet. Release with pusdalops_feed_free. */
PUSDALOPS_API enum pusdalops_status pusdalops_feed_new(const struct pusdalops_feed_config *config,
                                                       struct pusdalops_feed **out);

/* pusdalops_feed_free - forget it; NULL is fine. */
PUSDALOPS_API void pusdalops_feed_free(struct pusdalops_feed *feed);

/*
 * pusdalops_feed_subscription - the i-th prefix to subscribe to, heartbeats included; NULL after
 * the last.
 */
PUSDALOPS_API const char *pusdalops_feed_subscription(const struct pusdalops_feed *feed, size_t i);

/* pusdalops_feed_hear - the two frames of a feed message. PUSDALOPS_E_MALFORMED: it was ignored. */
PUSDALOPS_API enum pusdalops_status pusdalops_feed_hear(struct pusdalops_feed *feed,
                                                        const char *topic, size_t topic_size,
                                                        const uint8_t *payload, size_t size,
                                                        struct pusdalops_now now);

/*
 * pusdalops_feed_reconnected - a SUB transport is new; what was sent meanwhile is lost: join anew.
 * A hint.
 */
PUSDALOPS_API void pusdalops_feed_reconnected(struct pusdalops_feed *feed,
                                              struct pusdalops_now now);

/*
 * pusdalops_feed_ask - what the feed wants asked now, or PUSDALOPS_NONE. Borrowed until the next
 * call on the feed.
 *
 * Hand it to pusdalops_session_ask, say its id with pusdalops_feed_asked, and give the reply to
 * pusdalops_feed_answer.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_feed_ask(struct pusdalops_feed *feed,
                                                       struct pusdalops_now now,
                                                       struct pusdalops_ask *ask);

/* pusdalops_feed_asked - the question was handed over under this id. */
PUSDALOPS_API void pusdalops_feed_asked(struct pusdalops_feed *feed, uint64_t request_id);

/*
 * pusdalops_feed_answer - a serialised Reply. PUSDALOPS_NONE: not the answer this feed waits for.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_feed_answer(struct pusdalops_feed *feed,
                                                          const uint8_t *reply, size_t size,
                                                          struct pusdalops_now now);

/* pusdalops_feed_turn - let time pass. */
PUSDALOPS_API void pusdalops_feed_turn(struct pusdalops_feed *feed, struct pusdalops_now now);

/* pusdalops_feed_deadline_ms - the mono_ms at which to call pusdalops_feed_turn. */
PUSDALOPS_API uint64_t pusdalops_feed_deadline_ms(const struct pusdalops_feed *feed);

/* pusdalops_feed_next - the next event, or PUSDALOPS_NONE. */
PUSDALOPS_API enum pusdalops_status pusdalops_feed_next(struct pusdalops_feed *feed,
                                                        struct pusdalops_event *event);

/* pusdalops_feed_joined - is the picture whole and live? */
PUSDALOPS_API bool pusdalops_feed_joined(const struct pusdalops_feed *feed);

/* ---- outbox ---- */

/*
 * The outbox: one folder for each (realm, source). Several processes may use it at once. Promises:
 *   (1) a number once given out is never given out again, also after kill -9 or a power cut;
 *   (2) a message put is kept with its exact bytes until it is settled;
 *   (3) a refused message is kept aside with its code, never dropped in silence.
 */
struct pusdalops_outbox;

struct pusdalops_outbox_counts {
    uint64_t last_number; /* the last one given out; 0: none */
    uint64_t waiting;
    uint64_t refused;
    bool greeted; /* the hub has told its last number at least once */
};

/*
 * pusdalops_outbox_open - open or make it.
 *
 *   directory   made with mode 0700 where it is not there (its parent must be)
 *   size_bytes  largest size on disk; 0: 1 GiB
 *
 * PUSDALOPS_E_FOREIGN: the folder belongs to another source or realm. PUSDALOPS_E_IO: errno says
 * why.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_outbox_open(const char *directory, const char *realm,
                                                          const char *source, uint64_t size_bytes,
                                                          struct pusdalops_outbox **out);

/* pusdalops_outbox_close - close it; NULL is fine. */
PUSDALOPS_API void pusdalops_outbox_close(struct pusdalops_outbox *outbox);

/*
 * pusdalops_outbox_put - number, encode and keep messages; on disk when it returns.
 *
 *   marks     NULL, or PUSDALOPS_MARK_BYTES per message: a mark that was put before gives its
 *             earlier number again
 *             and keeps nothing new
 *   numbers   one per message
 *   fresh     NULL, or one per message: false where the mark was known
 *
 * All or nothing. PUSDALOPS_E_FULL: the disk limit. PUSDALOPS_E_FIELD: a message too large.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_outbox_put(struct pusdalops_outbox *outbox,
                                                         struct pusdalops_message *const *messages,
                                                         const uint8_t *marks, size_t count,
                                                         int64_t sent_us, uint64_t *numbers,
                                                         bool *fresh);

/*
 * pusdalops_outbox_next - the first waiting message after number `after`.
 *
 *   bytes   the caller's, at least PUSDALOPS_MESSAGE_BYTES_MAX
 *
 * PUSDALOPS_NONE at the end. PUSDALOPS_E_DAMAGED: *number fails its checksum; go on after it.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_outbox_next(struct pusdalops_outbox *outbox,
                                                          uint64_t after, uint64_t *number,
                                                          uint8_t *bytes, size_t *size);

/* What became of one number. */
struct pusdalops_settlement {
    uint64_t number;
    enum pusdalops_receipt status;
    uint32_t code; /* of the refusal */
};

/*
 * pusdalops_outbox_settle - ACCEPTED and DUPLICATE leave the outbox, CONFLICT and REFUSED are put
 * aside. One sync.
 */
PUSDALOPS_API enum pusdalops_status
pusdalops_outbox_settle(struct pusdalops_outbox *outbox,
                        const struct pusdalops_settlement *settlements, size_t count);

/*
 * pusdalops_outbox_greeted - the hub holds numbers up to `last_number`: ours go on after the larger
 * of both.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_outbox_greeted(struct pusdalops_outbox *outbox,
                                                             uint64_t last_number);

/*
 * pusdalops_outbox_refused - the first refused number after `after`, with its code; PUSDALOPS_NONE
 * at the end.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_outbox_refused(struct pusdalops_outbox *outbox,
                                                             uint64_t after, uint64_t *number,
                                                             uint32_t *code);

/* pusdalops_outbox_count - how much is in it. */
PUSDALOPS_API enum pusdalops_status pusdalops_outbox_count(struct pusdalops_outbox *outbox,
                                                           struct pusdalops_outbox_counts *counts);

/* ---- keys ---- */

/* A CURVE key pair in Z85. */
struct pusdalops_keys {
    char public_key[PUSDALOPS_KEY_BYTES];
    char secret_key[PUSDALOPS_KEY_BYTES];
};

/* pusdalops_keys_make - a fresh pair. */
PUSDALOPS_API enum pusdalops_status pusdalops_keys_make(struct pusdalops_keys *keys);

/*
 * pusdalops_keys_write - NAME.secret (0600) and NAME.public (0644). Never overwrites:
 * PUSDALOPS_E_IO with EEXIST.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_keys_write(const struct pusdalops_keys *keys,
                                                         const char *name);

/*
 * pusdalops_keys_read - the pair of a secret key file. PUSDALOPS_E_KEY: not a key, or readable by
 * others.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_keys_read(const char *secret_file,
                                                        struct pusdalops_keys *keys);

/*
 * pusdalops_keys_read_public - a public key: the text itself where it is 40 Z85 characters, else
 * the first line of that file.
 */
PUSDALOPS_API enum pusdalops_status
pusdalops_keys_read_public(const char *key_or_file, char public_key[PUSDALOPS_KEY_BYTES]);

/* ---- client ---- */

struct pusdalops_client;

struct pusdalops_client_config {
    const char *submit;                /* tcp://host:5710; required unless intake is given */
    const char *intake;                /* tcp://host:5711: publish what waits; NULL: do not */
    const char *feed;                  /* tcp://host:5712 or 5713; NULL with no subscription */
    const char *urgent;                /* tcp://host:5714 */
    const struct pusdalops_keys *keys; /* NULL only with insecure_lab */
    const char *hub_key;               /* Z85; NULL only with insecure_lab */
    bool insecure_lab; /* no CURVE: for a hub started with --insecure-lab on this machine */
    struct pusdalops_session_config session;
    struct pusdalops_feed_config subscription; /* prefix_count 0: no feed */
    void *
        zmq_context; /* the caller's, outlives the client; NULL: the client makes its own (one per process, please) */
    uint32_t linger_ms; /* [1000] how long closing may take */
};

/* pusdalops_client_open - make the sockets and begin to connect. */
PUSDALOPS_API enum pusdalops_status
pusdalops_client_open(const struct pusdalops_client_config *config, struct pusdalops_client **out);

/* pusdalops_client_close - close the sockets, within linger_ms; NULL is fine. */
PUSDALOPS_API void pusdalops_client_close(struct pusdalops_client *client);

/*
 * pusdalops_client_drain_outbox - from now on send what waits in `outbox` and settle it. It
 * outlives the client. NULL: stop.
 */
PUSDALOPS_API void pusdalops_client_drain_outbox(struct pusdalops_client *client,
                                                 struct pusdalops_outbox *outbox);

/*
 * pusdalops_client_published - with intake: numbers up to this one were published on the hub's
 * present connection. That says nothing of their arrival; without submit nothing ever does.
 */
PUSDALOPS_API uint64_t pusdalops_client_published(const struct pusdalops_client *client);

/*
 * pusdalops_client_step - one round: wait at most `wait_ms` for something, then hear, send, let
 * time pass.
 *
 * Then fetch the events with pusdalops_client_next until PUSDALOPS_NONE. PUSDALOPS_E_IO: the
 * sockets or the outbox failed.
 */
PUSDALOPS_API enum pusdalops_status pusdalops_client_step(struct pusdalops_client *client,
                                                          uint32_t wait_ms);

/* pusdalops_client_next - the next event of session or feed, or PUSDALOPS_NONE. */
PUSDALOPS_API enum pusdalops_status pusdalops_client_next(struct pusdalops_client *client,
                                                          struct pusdalops_event *event);

/* pusdalops_client_session - the session inside, to submit and ask; borrowed. */
PUSDALOPS_API struct pusdalops_session *pusdalops_client_session(struct pusdalops_client *client);

/* pusdalops_client_feed - the feed inside; borrowed. NULL without subscription. */
PUSDALOPS_API struct pusdalops_feed *pusdalops_client_feed(struct pusdalops_client *client);

/* pusdalops_now_read - both clocks of this machine. */
PUSDALOPS_API struct pusdalops_now pusdalops_now_read(void);

#ifdef __cplusplus
}
#endif

#endif
