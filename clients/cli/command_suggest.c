/* command_suggest.c - what could fill an open line. A person decides. */
#include "command.h"

#include <string.h>

#include "proto_json.h"
#include "suggested.h"

#define LINE_BYTES 128U

/* "bpbd-12.73/4/1"; "bpbd-12.73:4:1" too. */
static bool read_line(const char *text, char source[PUSDALOPS_SOURCE_BYTES_MAX + 1],
                      struct pusdalops_reference *line)
{
    char slashed[LINE_BYTES];
    if (strlen(text) >= sizeof slashed) {
        return false;
    }
    memcpy(slashed, text, strlen(text) + 1);
    for (char *at = strchr(slashed, ':'); at != NULL; at = strchr(at, ':')) {
        *at = '/';
    }
    return pusdalops_reference_parse(slashed, source, line) == PUSDALOPS_OK && line->line != 0;
}

int command_suggest(struct app *app)
{
    char source[PUSDALOPS_SOURCE_BYTES_MAX + 1];
    struct pusdalops_reference line;
    struct link link;
    Pusdalops__V1__Reply *reply = NULL;
    if (app->word_count != 1 || !read_line(app->words[0], source, &line)) {
        return app_complain(
            app, EXIT_USAGE, "%s",
            app_text(app, "suggest SOURCE/NUMBER/LINE", "suggest SUMBER/NOMOR/BARIS"));
    }
    int code = link_open(&link, app, NULL, 0);
    code = code == EXIT_DONE ? link_greet(&link) : code;
    code = code == EXIT_DONE ? suggested_ask(&link, &line, &reply) : code;
    if (code == EXIT_DONE) {
        if (app->json) {
            json_t *object = proto_json(&reply->suggestion->base);
            (void)json_object_set_new(object, "realm", proto_json_text(app->realm));
            proto_json_print(object);
        } else {
            suggested_print(app, reply->suggestion);
        }
        code = reply->suggestion->n_candidates > 0 ? EXIT_DONE : EXIT_NEGATIVE;
        pusdalops__v1__reply__free_unpacked(reply, NULL);
    }
    link_close(&link);
    return code;
}
