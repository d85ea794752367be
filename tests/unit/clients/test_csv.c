/* test_csv.c - the readers of files: CSV by RFC 4180, JSON lines, binary; and what a row means. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "rows.h"
#include "screen.h"

static FILE *a_file(const char *text, size_t size)
{
    FILE *file = tmpfile();
    CHECK(file != NULL && fwrite(text, 1, size, file) == size);
    rewind(file);
    return file;
}

/* Read a whole file; fields of all rows joined by "|", rows by "\n". Ends with the status that ended it. */
static enum csv_status joined(const char *text, size_t size, char *out, size_t room)
{
    static struct csv csv;
    FILE *file = a_file(text, size);
    csv_init(&csv, file);
    size_t at = 0;
    out[0] = '\0';
    enum csv_status status = csv_next(&csv);
    while (status == CSV_ROW) {
        for (size_t i = 0; i < csv.field_count; i++) {
            at += (size_t)snprintf(out + at, room - at, "%s%s", i == 0 ? "" : "|", csv.fields[i]);
        }
        at += (size_t)snprintf(out + at, room - at, "\n");
        status = csv_next(&csv);
    }
    (void)fclose(file);
    return status;
}

static void reads(const char *text, const char *want)
{
    char have[512];
    CHECK(joined(text, strlen(text), have, sizeof have) == CSV_END);
    if (strcmp(have, want) != 0) {
        printf("# have: %s\n", have);
    }
    CHECK(strcmp(have, want) == 0);
}

static void plain_and_quoted_fields_and_all_line_ends_are_read(void)
{
    reads("a,b,c\n1,2,3\n", "a|b|c\n1|2|3\n");
    reads("a,b\r\n1,2", "a|b\n1|2\n");
    reads("a,b\r1,2\r", "a|b\n1|2\n");
    reads("a,\"b,\"\"x\"\"\nc\",d\n", "a|b,\"x\"\nc|d\n");
    reads("a,,\n,,\n", "a||\n||\n");
    reads("\"\"\n", "\n");
    reads("\xEF\xBB\xBF"
          "a,b\n",
          "a|b\n");
    reads("# note, with comma\n\na\n\n#x\nb", "a\nb\n");
    reads("", "");
    reads("\n\n", "");
}

static void a_broken_quote_is_an_error(void)
{
    char have[512];
    const char *const broken[] = {"a,\"b\n", "a,b\"c\n", "a,\"b\"c\n", "\"a\"\"\n"};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        CHECK(joined(broken[i], strlen(broken[i]), have, sizeof have) == CSV_E_QUOTE);
    }
    CHECK(joined("a,b\0c\n", 6, have, sizeof have) == CSV_E_NUL);
}

static void a_row_beyond_its_limits_is_an_error(void)
{
    static char text[CSV_ROW_BYTES_MAX * 2];
    static char have[CSV_ROW_BYTES_MAX * 3];
    memset(text, 'x', sizeof text);
    CHECK(joined(text, CSV_ROW_BYTES_MAX - 1, have, sizeof have) == CSV_END);
    CHECK(joined(text, CSV_ROW_BYTES_MAX, have, sizeof have) == CSV_E_SIZE);
    memset(text, ',', CSV_FIELDS_MAX);
    CHECK(joined(text, CSV_FIELDS_MAX - 1, have, sizeof have) == CSV_END);
    CHECK(joined(text, CSV_FIELDS_MAX, have, sizeof have) == CSV_E_SIZE);
}

static void every_prefix_of_a_file_is_read_without_harm(void)
{
    static const char text[] = "\xEF\xBB\xBF"
                               "kind,event,needs\r\nreport,\"a\"\"b\",\"x\ny\"\n#z\n,,\n";
    char have[512];
    for (size_t size = 0; size < sizeof text; size++) {
        const enum csv_status status = joined(text, size, have, sizeof have);
        CHECK(status == CSV_END || status == CSV_E_QUOTE);
    }
}

/* ---- rows ---- */

/* The first row of a file as a message; the reason where it is none. */
static bool message_of(const char *text, enum rows_format format, const char **field)
{
    static struct rows rows;
    static struct row row;
    struct row_fault fault = {.field = "?"};
    FILE *file = a_file(text, strlen(text));
    bool good = rows_open(&rows, file, format, &fault);
    good = good && rows_next(&rows, &row, &fault) == ROWS_ROW;
    struct pusdalops_message *message = NULL;
    good = good && row_message(&row, "bpbd-11.06", ROW_NO_NOW, &message, &fault);
    pusdalops_message_free(message);
    static char kept[64];
    (void)snprintf(kept, sizeof kept, "%s", good ? "" : fault.field);
    *field = kept;
    rows_close(&rows);
    (void)fclose(file);
    return good;
}

static void csv_and_json_rows_say_the_same(void)
{
    const char *field = NULL;
    CHECK(message_of("event,region,as_of,dead,needs\nbanjir,11.06,2025-11-28T14:00+07:00,3,tenda\n",
                     ROWS_CSV, &field));
    CHECK(message_of("{\"event\":\"banjir\",\"region\":\"11.06\",\"as_of\":\"2025-11-28T14:00Z\","
                     "\"dead\":3,\"missing\":null}\n",
                     ROWS_JSON, &field));
    CHECK(message_of("kind,event,hazard,name,started,regions\n"
                     "event,banjir,101,Banjir,2025-11-28T14:00Z,\"11.06,12\"\n",
                     ROWS_CSV, &field));
    CHECK(message_of("{\"kind\":\"withdrawal\",\"number\":4,\"note\":\"salah\"}\n", ROWS_JSON,
                     &field));
    CHECK(message_of("{\"kind\":\"verification\",\"of\":\"bpbd-11.07\",\"number\":4,"
                     "\"level\":\"province\"}\n",
                     ROWS_JSON, &field));
}

static void a_row_at_fault_names_its_field(void)
{
    static const struct {
        const char *text;
        enum rows_format format;
        const char *field;
    } faults[] = {
        {"event,region,as_of,deaf\nbanjir,11.06,2025-11-28T14:00Z,3\n", ROWS_CSV, "deaf"},
        {"event,region,as_of,dead\nbanjir,11.06,2025-11-28T14:00,3\n", ROWS_CSV, "as_of"},
        {"event,region,as_of,dead\nbanjir,11.06,now,3\n", ROWS_CSV, "as_of"},
        {"event,region,as_of,dead\nbanjir,11.06,2025-11-28T14:00Z,-3\n", ROWS_CSV, "dead"},
        {"event,region,as_of,dead\nbanjir,11.06,2025-11-28T14:00Z,3.5\n", ROWS_CSV, "dead"},
        {"event,region,as_of,dead,dead\nbanjir,11.06,2025-11-28T14:00Z,3,4\n", ROWS_CSV, "dead"},
        {"event,as_of,dead\nbanjir,2025-11-28T14:00Z,3\n", ROWS_CSV, "region"},
        {"{\"event\":\"banjir\",\"region\":11.06}\n", ROWS_JSON, "as_of"},
        {"{\"event\":{}}\n", ROWS_JSON, "event"},
        {"[1]\n", ROWS_JSON, ""},
        {"{\"kind\":\"rumour\"}\n", ROWS_JSON, "kind"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        const char *field = NULL;
        CHECK(!message_of(faults[i].text, faults[i].format, &field));
        if (strcmp(field, faults[i].field) != 0) {
            printf("# row %zu: field %s\n", i, field);
        }
        CHECK(strcmp(field, faults[i].field) == 0);
    }
}

static void a_binary_file_is_read_message_by_message(void)
{
    static struct rows rows;
    struct row row;
    struct row_fault fault;
    static const char text[] = {2, 'a', 'b', 1, 'c', 5, 'x'};
    FILE *file = a_file(text, sizeof text);
    CHECK(rows_open(&rows, file, ROWS_BINARY, &fault));
    CHECK(rows_next(&rows, &row, &fault) == ROWS_ROW && rows.size == 2 && rows.bytes[1] == 'b');
    CHECK(rows_next(&rows, &row, &fault) == ROWS_ROW && rows.size == 1 && rows.line == 2);
    CHECK(rows_next(&rows, &row, &fault) == ROWS_BROKEN);
    rows_close(&rows);
    (void)fclose(file);
}

static void the_mark_follows_the_content_and_not_the_order_of_columns(void)
{
    struct row one = {0};
    struct row two = {0};
    struct row other = {0};
    uint8_t marks[5][PUSDALOPS_MARK_BYTES];
    CHECK(row_add(&one, "dead", "3") && row_add(&one, "event", "banjir"));
    CHECK(row_add(&two, "event", "banjir") && row_add(&two, "dead", "3"));
    CHECK(row_add(&other, "event", "banjir") && row_add(&other, "dead", "4"));
    row_mark(&one, 0, "", marks[0]);
    row_mark(&two, 0, "", marks[1]);
    row_mark(&other, 0, "", marks[2]);
    row_mark(&one, 1, "", marks[3]);
    row_mark(&one, 0, "again", marks[4]);
    CHECK(memcmp(marks[0], marks[1], PUSDALOPS_MARK_BYTES) == 0);
    for (size_t i = 2; i < 5; i++) {
        CHECK(memcmp(marks[0], marks[i], PUSDALOPS_MARK_BYTES) != 0);
    }
}

/* ---- screen ---- */

static void a_foreign_text_cannot_steer_the_terminal(void)
{
    char clean[64];
    char text[64];
    /* an escape sequence, a C1 control, and a character that turns the direction of writing */
    (void)snprintf(text, sizeof text, "a\x1b[2Jb\nc\xC2\x9b%c%c%ce", 0xE2, 0x81, 0xA6);
    screen_clean(text, clean, sizeof clean);
    for (const char *at = clean; *at != '\0'; at++) {
        CHECK((unsigned char)*at >= 0x20 && (unsigned char)*at < 0x7F);
    }
    screen_clean("Aceh Besar \xC3\xA9", clean, sizeof clean);
    CHECK(strcmp(clean, "Aceh Besar \xC3\xA9") == 0);
    screen_clean("xx\xC3\xA9", clean, 4); /* no half character */
    CHECK(strcmp(clean, "xx") == 0);
}

static void counts_and_ages_are_written_as_the_reader_expects(void)
{
    struct app app = {.language = PUSDALOPS_INDONESIAN, .zone_minutes = INT32_MIN};
    char text[64];
    screen_count(&app, 1234567, text, sizeof text);
    CHECK(strcmp(text, "1.234.567") == 0);
    app.language = PUSDALOPS_ENGLISH;
    screen_count(&app, 999, text, sizeof text);
    CHECK(strcmp(text, "999") == 0);
    screen_age(&app, 0, 7200000000, text, sizeof text);
    CHECK(strcmp(text, "2 h") == 0);
    screen_age(&app, INT64_MIN, 0, text, sizeof text);
    CHECK(strcmp(text, "-") == 0);
    screen_time(&app, 1764315000000000, "94.01", text, sizeof text);
    CHECK(strcmp(text, "2025-11-28 16:30 WIT") == 0);
    screen_time(&app, 1764315000000000, "73", text, sizeof text);
    CHECK(strcmp(text, "2025-11-28 15:30 WITA") == 0);
}

int main(void)
{
    SAY(plain_and_quoted_fields_and_all_line_ends_are_read);
    SAY(a_broken_quote_is_an_error);
    SAY(a_row_beyond_its_limits_is_an_error);
    SAY(every_prefix_of_a_file_is_read_without_harm);
    SAY(csv_and_json_rows_say_the_same);
    SAY(a_row_at_fault_names_its_field);
    SAY(a_binary_file_is_read_message_by_message);
    SAY(the_mark_follows_the_content_and_not_the_order_of_columns);
    SAY(a_foreign_text_cannot_steer_the_terminal);
    SAY(counts_and_ages_are_written_as_the_reader_expects);
    return check_done();
}
