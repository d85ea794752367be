/* command_ask.c - questions to the hub: nodes, one message or event, what a topic carried. */
#include "command.h"

#include <stdlib.h>
#include <string.h>

#include "document_line.h"
#include "picture.h"
#include "proto_json.h"
#include "screen.h"

static int connect_hub(struct link *link, const struct app *app)
{
    const int code = link_open(link, app, NULL, 0);
    return code == EXIT_DONE ? link_greet(link) : code;
}

/* ---- nodes ---- */

static void print_node(const struct app *app, const Pusdalops__V1__NodePresence *node)
{
    static const char *const words_en[] = {"unknown", "connected", "silent", "never"};
    static const char *const words_id[] = {"belum tahu", "tersambung", "diam", "belum pernah"};
    char cell[SCREEN_CELL_BYTES];
    char heard[64];
    const unsigned at = (unsigned)node->presence & 3U;
    screen_clean(node->node, cell, sizeof cell);
    screen_cell(cell, 24, false);
    screen_clean(node->role, cell, sizeof cell);
    screen_cell(cell, 15, false);
    screen_clean(node->region_code, cell, sizeof cell);
    screen_cell(cell, 8, false);
    screen_cell(app_text(app, words_en[at], words_id[at]), 13, false);
    screen_time(app, screen_utc_us(node->last_heard_at), node->region_code, heard, sizeof heard);
    screen_cell(heard, 22, false);
    (void)printf("%8llu%8llu%8llu%7u\n", (unsigned long long)node->last_number,
                 (unsigned long long)node->missing_numbers, (unsigned long long)node->refused,
                 node->outbox_messages);
}

static void print_nodes_head(const struct app *app)
{
    screen_cell(app_text(app, "Node", "Simpul"), 24, false);
    screen_cell(app_text(app, "Role", "Peran"), 15, false);
    screen_cell(app_text(app, "Region", "Wilayah"), 8, false);
    screen_cell(app_text(app, "Presence", "Kehadiran"), 13, false);
    screen_cell(app_text(app, "Last heard", "Terakhir"), 22, false);
    (void)printf("%8s%8s%8s%7s\n", app_text(app, "Number", "Nomor"),
                 app_text(app, "Missing", "Kurang"), app_text(app, "Refused", "Ditolak"),
                 app_text(app, "Outbox", "Antre"));
}

int command_nodes(struct app *app)
{
    struct link link;
    int code = connect_hub(&link, app);
    char cursor[512] = "";
    bool first = true;
    while (code == EXIT_DONE && (first || cursor[0] != '\0')) {
        const struct pusdalops_ask ask = {
            .kind = PUSDALOPS_ASK_NODES, .subject = "", .cursor = cursor};
        Pusdalops__V1__Reply *reply = NULL;
        code = link_ask(&link, &ask, &reply);
        if (code != EXIT_DONE || reply->body_case != PUSDALOPS__V1__REPLY__BODY_NODES) {
            break;
        }
        if (first && !app->json) {
            print_nodes_head(app);
        }
        for (size_t i = 0; i < reply->nodes->n_nodes; i++) {
            if (app->json) {
                proto_json_print(proto_json(&reply->nodes->nodes[i]->base));
            } else {
                print_node(app, reply->nodes->nodes[i]);
            }
        }
        first = false;
        (void)snprintf(cursor, sizeof cursor, "%s", reply->nodes->cursor);
        pusdalops__v1__reply__free_unpacked(reply, NULL);
    }
    link_close(&link);
    return code;
}

/* ---- show ---- */

static const char *since_of(const struct app *app, const Pusdalops__V1__InquiryReply *inquiry)
{
    if (inquiry->withdrawn) {
        return app_text(app, ", withdrawn or replaced since", ", sudah ditarik atau diganti");
    }
    if (inquiry->withdrawn_unknown) {
        return app_text(app, ", too old to say whether it was withdrawn or replaced",
                        ", terlalu lama untuk diketahui apakah ditarik atau diganti");
    }
    return "";
}

static void print_inquiry(const struct app *app, const Pusdalops__V1__InquiryReply *inquiry)
{
    if (app->json) {
        proto_json_print(proto_json(&inquiry->base));
        return;
    }
    if (!inquiry->held) {
        (void)puts(app_text(app, "not held by the hub", "tidak ada pada hub"));
        return;
    }
    const Pusdalops__V1__Receipt *receipt = inquiry->receipt;
    if (receipt != NULL) {
        char received[64];
        screen_time(app, screen_utc_us(receipt->received_at), NULL, received, sizeof received);
        (void)printf(app_text(app, "held: journal %llu, received %s%s\n",
                              "ada: jurnal %llu, diterima %s%s\n"),
                     (unsigned long long)receipt->sequence, received, since_of(app, inquiry));
    }
    Pusdalops__V1__Message *message =
        pusdalops__v1__message__unpack(NULL, inquiry->message.len, inquiry->message.data);
    if (message != NULL && inquiry->message.len > 0) {
        char *text = NULL;
        json_t *value = proto_json(&message->base);
        text = json_dumps(value, JSON_INDENT(2));
        (void)puts(text == NULL ? "" : text);
        free(text);
        json_decref(value);
    }
    pusdalops__v1__message__free_unpacked(message, NULL);
}

static int show_message(struct app *app, struct link *link, const char *source, uint64_t number)
{
    const struct pusdalops_ask ask = {
        .kind = PUSDALOPS_ASK_INQUIRY, .subject = source, .position = number};
    Pusdalops__V1__Reply *reply = NULL;
    int code = link_ask(link, &ask, &reply);
    if (code != EXIT_DONE) {
        return code;
    }
    code = EXIT_INTERNAL;
    if (reply->body_case == PUSDALOPS__V1__REPLY__BODY_INQUIRY) {
        print_inquiry(app, reply->inquiry);
        code = reply->inquiry->held ? EXIT_DONE : EXIT_NEGATIVE;
    }
    pusdalops__v1__reply__free_unpacked(reply, NULL);
    return code;
}

static int show_event(struct app *app, struct link *link, const char *event_id)
{
    char prefix[PUSDALOPS_TOPIC_BYTES_MAX + 1];
    struct picture picture = {0};
    (void)pusdalops_topic_render(app->realm, "nation", "event", prefix);
    int code = picture_fetch(&picture, link, prefix);
    bool found = false;
    for (size_t i = 0; code == EXIT_DONE && i < picture.count; i++) {
        const Pusdalops__V1__FeedMessage *document = picture.documents[i];
        if (document->document_case != PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_EVENT ||
            (event_id != NULL && strcmp(document->event->event_id, event_id) != 0)) {
            continue;
        }
        found = true;
        if (app->json) {
            proto_json_print(proto_json(&document->event->base));
            continue;
        }
        document_line_print(app, document);
        for (size_t j = 0; event_id != NULL && j < document->event->n_regency_codes; j++) {
            char region[32];
            screen_clean(document->event->regency_codes[j], region, sizeof region);
            (void)printf("%s%s", j == 0 ? "  " : " ", region);
        }
        (void)fputs(event_id != NULL ? "\n" : "", stdout);
    }
    picture_close(&picture);
    return code == EXIT_DONE && !found ? EXIT_NEGATIVE : code;
}

int command_show(struct app *app)
{
    uint64_t number = 0;
    const bool message = app->word_count == 2;
    if (app->word_count > 2 || (message && !app_number(app->words[1], UINT64_MAX, &number))) {
        return app_complain(app, EXIT_USAGE, "show SOURCE NUMBER | show [EVENT]");
    }
    struct link link;
    int code = connect_hub(&link, app);
    if (code == EXIT_DONE) {
        code = message ? show_message(app, &link, app->words[0], number)
                       : show_event(app, &link, app->word_count == 1 ? app->words[0] : NULL);
    }
    link_close(&link);
    return code;
}

/* ---- replay ---- */

int command_replay(struct app *app)
{
    uint64_t after = 0;
    const char *text = app_flag(app, "after");
    if (app->word_count != 1 || (text != NULL && !app_number(text, UINT64_MAX, &after))) {
        return app_complain(app, EXIT_USAGE, "replay TOPIC [--after SEQUENCE]");
    }
    struct link link;
    int code = connect_hub(&link, app);
    bool more = true;
    while (code == EXIT_DONE && more) {
        const struct pusdalops_ask ask = {
            .kind = PUSDALOPS_ASK_REPLAY, .subject = app->words[0], .position = after};
        Pusdalops__V1__Reply *reply = NULL;
        code = link_ask(&link, &ask, &reply);
        if (code != EXIT_DONE || reply->body_case != PUSDALOPS__V1__REPLY__BODY_REPLAY) {
            break;
        }
        const uint64_t before = after;
        for (size_t i = 0; i < reply->replay->n_messages; i++) {
            const Pusdalops__V1__FeedMessage *document = reply->replay->messages[i];
            after = document->sequence > after ? document->sequence : after;
            if (app->json) {
                proto_json_print(proto_json(&document->base));
            } else {
                document_line_print(app, document);
            }
        }
        more = reply->replay->more && after > before;
        pusdalops__v1__reply__free_unpacked(reply, NULL);
    }
    link_close(&link);
    return code;
}
