/*
 * test_text.c - protobuf's text format as `pusdalops send` reads it.
 *
 *     test_clients_text FOLDER    proto/vectors: every readable twin is read and gives its .bin
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "rows.h"
#include "wire.h"

#include "pusdalops/v1/figure.pb-c.h"

#define VECTOR_BYTES_MAX 262144U

static const char *vectors;
static struct proto_text_fault fault;

/* The text as a Message; NULL with `fault`. */
static Pusdalops__V1__Message *read_text(const char *text)
{
    ProtobufCMessage *message =
        proto_text_read(&pusdalops__v1__message__descriptor, text, strlen(text), 1, &fault);
    return (void *)message;
}

static void release(Pusdalops__V1__Message *message)
{
    pusdalops__v1__message__free_unpacked(message, NULL);
}

/* Is the text refused, there and about this? */
static bool refused(const char *text, unsigned line, unsigned column, const char *name)
{
    Pusdalops__V1__Message *message = read_text(text);
    const bool as_wanted = message == NULL && fault.line == line && fault.column == column &&
                           strcmp(fault.name, name) == 0 && fault.why_en != NULL &&
                           strcmp(fault.why_en, fault.why_id) != 0;
    if (!as_wanted) {
        printf("# %s: %u:%u %s: %s\n", text, fault.line, fault.column, fault.name, fault.why_en);
    }
    release(message);
    return as_wanted;
}

/* Are both texts read, and as the same message? */
static bool same(const char *one, const char *other)
{
    uint8_t bytes[2][4096];
    size_t size[2] = {0};
    const char *texts[] = {one, other};
    for (int i = 0; i < 2; i++) {
        Pusdalops__V1__Message *message = read_text(texts[i]);
        if (message == NULL) {
            printf("# %s: %u:%u %s: %s\n", texts[i], fault.line, fault.column, fault.name,
                   fault.why_en);
            return false;
        }
        size[i] = pusdalops__v1__message__pack(message, bytes[i]);
        release(message);
    }
    return size[0] == size[1] && memcmp(bytes[0], bytes[1], size[0]) == 0;
}

/* ---- the vectors ---- */

static char *file_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rbe");
    char *text = malloc(VECTOR_BYTES_MAX);
    CHECK(file != NULL && text != NULL);
    *size = file == NULL || text == NULL ? 0 : fread(text, 1, VECTOR_BYTES_MAX - 1, file);
    if (file != NULL) {
        (void)fclose(file);
    }
    return text;
}

/* The message that a Reply or Request carries, found by its full name: all hang below these. */
static const ProtobufCMessageDescriptor *find_below(const ProtobufCMessageDescriptor *top,
                                                    const char *name, size_t size)
{
    if (strlen(top->name) == size && memcmp(top->name, name, size) == 0) {
        return top;
    }
    for (unsigned i = 0; i < top->n_fields; i++) {
        if (top->fields[i].type == PROTOBUF_C_TYPE_MESSAGE) {
            const ProtobufCMessageDescriptor *found =
                find_below(top->fields[i].descriptor, name, size);
            if (found != NULL) {
                return found;
            }
        }
    }
    return NULL;
}

static const ProtobufCMessageDescriptor *type_of(const char *text)
{
    const ProtobufCMessageDescriptor *const tops[] = {&pusdalops__v1__request__descriptor,
                                                      &pusdalops__v1__reply__descriptor,
                                                      &pusdalops__v1__message__descriptor};
    const char *name = strstr(text, "# proto-message: ");
    const ProtobufCMessageDescriptor *found = NULL;
    for (size_t i = 0; name != NULL && found == NULL && i < 3; i++) {
        found = find_below(tops[i], name + 17, strcspn(name + 17, "\n"));
    }
    return found;
}

static void compare_twins(const char *stem)
{
    char path[1024];
    size_t text_size = 0;
    size_t want_size = 0;
    (void)snprintf(path, sizeof path, "%s.txtpb", stem);
    char *text = file_read(path, &text_size);
    text[text_size] = '\0';
    (void)snprintf(path, sizeof path, "%s.bin", stem);
    char *want = file_read(path, &want_size);
    const ProtobufCMessageDescriptor *type = type_of(text);
    CHECK(type != NULL);
    ProtobufCMessage *message =
        type == NULL ? NULL : proto_text_read(type, text, text_size, 1, &fault);
    CHECK(message != NULL);
    if (message != NULL) {
        uint8_t *have = malloc(protobuf_c_message_get_packed_size(message) + 1);
        const size_t have_size = protobuf_c_message_pack(message, have);
        CHECK(have_size == want_size && memcmp(have, want, want_size) == 0);
        free(have);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    if (!check_good) {
        printf("# %s\n", stem);
    }
    free(text);
    free(want);
}

static void every_readable_twin_of_the_vectors_gives_the_same_bytes(void)
{
    struct dirent **folders = NULL;
    unsigned twins = 0;
    const int folder_count = scandir(vectors, &folders, NULL, alphasort);
    for (int i = 0; i < folder_count; i++) {
        char path[400];
        struct dirent **files = NULL;
        (void)snprintf(path, sizeof path, "%s/%s", vectors, folders[i]->d_name);
        const int count = folders[i]->d_name[0] == '.' ? 0 : scandir(path, &files, NULL, alphasort);
        for (int j = 0; j < count; j++) {
            char *dot = strstr(files[j]->d_name, ".txtpb");
            if (dot != NULL) {
                char stem[800];
                *dot = '\0';
                (void)snprintf(stem, sizeof stem, "%s/%s", path, files[j]->d_name);
                compare_twins(stem);
                twins++;
            }
            free(files[j]);
        }
        free(files);
        free(folders[i]);
    }
    free(folders);
    CHECK(twins > 80);
}

/* ---- ways to write it ---- */

static void a_message_may_be_written_in_many_ways(void)
{
    const char *plain = "report { figures { kind: FIGURE_KIND_DEAD value: 3 } "
                        "figures { kind: FIGURE_KIND_MISSING } }";
    CHECK(same(plain, "report: < figures: [ { kind: 1, value: 3; }, < kind: 2 > ] >"));
    CHECK(same(plain, "report{figures[{kind:0x1 value:03}]figures{kind:FIGURE_KIND_MISSING}}"));
    CHECK(same(plain, "# a remark\r\nreport {\r\n\tfigures # of today\n{ kind: 1 value:3 }; "
                      "figures { kind: 2, value: 0 } },"));
    CHECK(same("event { region_codes: \"11\" region_codes: '12' }",
               "event { region_codes: [ \"11\", '12' ] }"));
    CHECK(same("event { region_codes: [] }", "event {}"));
    CHECK(same("number: 1 source: \"a\"", "source: 'a' number: 1"));
}

static void texts_have_the_escapes_of_protobuf(void)
{
    Pusdalops__V1__Message *message =
        read_text("realm: \"a\\n\\t\\\\\\'\\\"\" # parted\n  '\\101\\x42\\u00e9\\U0001F30B' \"z\"");
    CHECK(message != NULL && strcmp(message->realm, "a\n\t\\'\"AB\xC3\xA9\xF0\x9F\x8C\x8Bz") == 0);
    release(message);
    CHECK(refused("realm: \"\\q\"", 1, 9, "\\"));
    CHECK(refused("realm: \"\\ud800\"", 1, 9, "\\"));
    CHECK(refused("realm: \"\\400\"", 1, 9, "\\"));
    CHECK(refused("realm: \"\\xZ\"", 1, 9, "\\"));
    CHECK(refused("realm: \"\\u12\"", 1, 9, "\\"));
    CHECK(refused("realm: \"open", 1, 12, ""));
    CHECK(refused("realm: \"open\n\"", 1, 12, ""));
    CHECK(refused("number: 1\nrealm: \"\\xff\"", 2, 8, "realm"));
    CHECK(refused("realm: \"\\xc0\\x80\"", 1, 8, "realm"));
    CHECK(refused("realm: \"\\xed\\xa0\\x80\"", 1, 8, "realm"));
    CHECK(refused("realm: \"a\\000b\"", 1, 8, "realm"));
    CHECK(refused("realm: real", 1, 8, "realm"));
}

static void numbers_stay_in_the_range_of_their_field(void)
{
    CHECK(same("number: 18446744073709551615", "number: 0xFFFFFFFFFFFFFFFF"));
    CHECK(same("number: 8", "number: 010"));
    CHECK(same("sent_at { seconds: -5 nanos: -2147483648 }",
               "sent_at { seconds: - 5 nanos: -0x80000000 }"));
    CHECK(same("verification { retract: true }", "verification { retract: 1 }"));
    CHECK(same("verification { retract: false }", "verification { retract: f }"));
    CHECK(same("channel: CHANNEL_RADIO", "channel: 1"));
    CHECK(same("channel: 99", "channel: 0x63")); /* the hub judges what it does not know */
    CHECK(same("report { place { position { latitude_deg: 5.5 longitude_deg: -95 } } }",
               "report { place { position { latitude_deg: .55e1 longitude_deg: -9.5E+1f } } }"));
    CHECK(refused("number: 18446744073709551616", 1, 9, "number"));
    CHECK(refused("number: -1", 1, 9, "number"));
    CHECK(refused("number: 1.0", 1, 9, "number"));
    CHECK(refused("number: 08", 1, 9, "number"));
    CHECK(refused("number: 1x", 1, 9, "number"));
    CHECK(refused("number: \"1\"", 1, 9, "number"));
    CHECK(refused("report { figures { value: 4294967296 } }", 1, 27, "value"));
    CHECK(refused("sent_at { nanos: 2147483648 }", 1, 18, "nanos"));
    CHECK(refused("sent_at { nanos: -2147483649 }", 1, 18, "nanos"));
    CHECK(refused("sent_at { seconds: 9223372036854775808 }", 1, 20, "seconds"));
    CHECK(refused("verification { retract: 2 }", 1, 25, "retract"));
    CHECK(refused("verification { retract: yes }", 1, 25, "retract"));
    CHECK(refused("channel: CHANNEL_DRUM", 1, 10, "CHANNEL_DRUM"));
    CHECK(refused("channel: 4294967296", 1, 10, "channel"));
    CHECK(refused("report { place { position { latitude_deg: 0x5 } } }", 1, 43, "latitude_deg"));
    CHECK(refused("report { place { position { latitude_deg: five } } }", 1, 43, "latitude_deg"));
}

static void what_is_unknown_or_said_twice_is_refused_with_its_place(void)
{
    CHECK(refused("number: 1\n  colour: 2", 2, 3, "colour"));
    CHECK(refused("number: 1 number: 1", 1, 11, "number"));
    CHECK(refused("number: 0 number: 0", 1, 11, "number")); /* absent is not unsaid */
    CHECK(refused("sent_at {} sent_at {}", 1, 12, "sent_at"));
    CHECK(refused("report { } event { }", 1, 12, "event"));
    CHECK(refused("report { } report { }", 1, 12, "report"));
    CHECK(refused("number: [1]", 1, 9, "number"));
    CHECK(refused("number 1", 1, 8, "number"));
    CHECK(refused("[pusdalops.v1.x]: 1", 1, 1, ""));
    CHECK(refused("report {", 1, 9, ""));
    CHECK(refused("report { >", 1, 10, ""));
    CHECK(refused("number: 1 }", 1, 11, ""));
    CHECK(refused("report: 1", 1, 9, "report"));
    CHECK(refused("event { region_codes: [\"11\" \"12\"; ] }", 1, 33, "region_codes"));
    CHECK(refused("event { region_codes: [\"11\",] }", 1, 29, "region_codes"));
    CHECK(refused("realm: \"\xC3\xA9\" x: 1", 1, 12, "x")); /* columns are characters */
}

static void a_text_has_limits(void)
{
    char *text = malloc(300000);
    size_t size = (size_t)sprintf(text, "report {");
    for (unsigned i = 0; i + 1 < PROTO_TEXT_FIELDS_MAX; i++) {
        size += (size_t)sprintf(text + size, " figures {}");
    }
    (void)sprintf(text + size, "}");
    Pusdalops__V1__Message *message = read_text(text);
    CHECK(message != NULL && message->report->n_figures == PROTO_TEXT_FIELDS_MAX - 1);
    release(message);
    (void)sprintf(text + size, " figures {} }");
    CHECK(read_text(text) == NULL && strcmp(fault.name, "figures") == 0);
    memset(text, 'a', 1000);
    text[1000] = '\0';
    CHECK(read_text(text) == NULL && strlen(fault.name) == PROTO_TEXT_NAME_BYTES - 1);
    (void)memcpy(text, "number: ", 8);
    memset(text + 8, '1', 992);
    CHECK(read_text(text) == NULL && strcmp(fault.name, "number") == 0);
    free(text);
}

/* ---- files ---- */

static struct rows rows;

static void open_file(const char *text)
{
    struct row_fault why;
    FILE *file = tmpfile();
    CHECK(file != NULL && fputs(text, file) >= 0);
    rewind(file);
    CHECK(rows_open(&rows, file, ROWS_TEXT, &why));
}

static void close_file(void)
{
    FILE *file = rows.file;
    rows_close(&rows);
    (void)fclose(file);
}

static void a_file_holds_messages_parted_by_dashes(void)
{
    struct row row;
    struct row_fault why;
    open_file("---\n# nothing said\n---\nnumber: 4\n---  \nnumber: 5\ncolour: 6\n---\nnumber: 7");
    CHECK(rows_next(&rows, &row, &why) == ROWS_ROW && rows.number == 4 && rows.line == 1);
    CHECK(rows.size == 2 && memcmp(rows.bytes, "\x10\x04", 2) == 0);
    CHECK(rows_next(&rows, &row, &why) == ROWS_FAULT && strcmp(why.field, "7:1: colour") == 0);
    CHECK(rows_next(&rows, &row, &why) == ROWS_ROW && rows.number == 7 && rows.line == 3);
    CHECK(rows_next(&rows, &row, &why) == ROWS_END);
    CHECK(rows_next(&rows, &row, &why) == ROWS_END);
    close_file();
}

static void a_head_says_what_the_documents_are(void)
{
    struct row row;
    struct row_fault why;
    open_file("# proto-message: pusdalops.v1.Submit\nmessage: \"\\020\\001\"\n---\n"
              "message: \"\\020\\002\"\n---\n# proto-message: pusdalops.v1.SubmitBatch\n"
              "messages: [\"\\020\\003\", \"\", \"\\020\\004\"]\n---\n"
              "# proto-message: pusdalops.v1.Request\nsubmit { message: \"\\020\\005\" }\n---\n"
              "hello { }\n---\n# proto-message: pusdalops.v1.Reply\nrequest_id: 1\n---\n"
              "# proto-message: pusdalops.v1.Message\nnumber: 6\n");
    const uint64_t wanted[] = {1, 2, 3, 0, 4, 5, 0, 0, 6};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        CHECK(rows_next(&rows, &row, &why) == (wanted[i] == 0 ? ROWS_FAULT : ROWS_ROW));
        CHECK(rows.number == wanted[i]);
    }
    CHECK(rows_next(&rows, &row, &why) == ROWS_END);
    close_file();
}

static void a_document_beyond_the_limit_ends_the_file(void)
{
    struct row row;
    struct row_fault why;
    FILE *file = tmpfile();
    CHECK(file != NULL);
    for (size_t bytes = 0; bytes <= ROWS_TEXT_BYTES_MAX; bytes += 16) {
        (void)fputs("# 0123456789abc\n", file);
    }
    (void)fputs("number: 1\n", file);
    rewind(file);
    CHECK(rows_open(&rows, file, ROWS_TEXT, &why));
    CHECK(rows_next(&rows, &row, &why) == ROWS_BROKEN);
    close_file();
}

int main(int argc, char **argv)
{
    vectors = argc > 1 ? argv[1] : "proto/vectors";
    SAY(every_readable_twin_of_the_vectors_gives_the_same_bytes);
    SAY(a_message_may_be_written_in_many_ways);
    SAY(texts_have_the_escapes_of_protobuf);
    SAY(numbers_stay_in_the_range_of_their_field);
    SAY(what_is_unknown_or_said_twice_is_refused_with_its_place);
    SAY(a_text_has_limits);
    SAY(a_file_holds_messages_parted_by_dashes);
    SAY(a_head_says_what_the_documents_are);
    SAY(a_document_beyond_the_limit_ends_the_file);
    return check_done();
}
