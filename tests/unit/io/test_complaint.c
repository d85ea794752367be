/* What an operator is told of a file: place and sentence, whatever the file says. */
#include "io/complaint.h"

#include "tap.h"

static struct complaints complaints;

static void a_complaint_says_file_line_column_and_sentence(void)
{
    complaints_init(&complaints);
    complaints_add(&complaints, "a.yaml", 3, 7, "the %s is missing", "name");
    CHECK_TEXT(complaints.text, "a.yaml:3:7: the name is missing\n");
    CHECK(complaints.count == 1);
}

static void a_complaint_may_be_about_a_line_or_the_whole_file(void)
{
    complaints_init(&complaints);
    complaints_add(&complaints, "a.csv", 3, 0, "one");
    complaints_add(&complaints, "a.csv", 0, 9, "two");
    CHECK_TEXT(complaints.text, "a.csv:3: one\na.csv: two\n");
    CHECK(complaints.count == 2);
}

static void control_characters_and_broken_utf8_become_question_marks(void)
{
    complaints_init(&complaints);
    complaints_add(&complaints, "a\n", 1, 1, "%s", "x\x1b[31m\ty\xc3\xa9z\xff\xe2\x82");
    CHECK_TEXT(complaints.text, "a?:1:1: x?[31m?y\xc3\xa9z???\n");
}

static void a_long_complaint_is_cut_and_keeps_its_line_end(void)
{
    char longer[2 * COMPLAINT_BYTES_MAX];
    memset(longer, 'x', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    complaints_init(&complaints);
    complaints_add(&complaints, "a", 1, 1, "%s", longer);
    complaints_add(&complaints, longer, 1, 1, "sentence");
    complaints_add(&complaints, "a", 1, 1, "after");
    CHECK(complaints.used_bytes ==
          2 * (size_t)(COMPLAINT_BYTES_MAX - 1) + strlen("a:1:1: after\n"));
    CHECK(complaints.text[COMPLAINT_BYTES_MAX - 2] == '\n');
    CHECK(strcmp(strrchr(complaints.text, 'x') + 1, "\na:1:1: after\n") == 0);
}

static void what_does_not_fit_is_counted(void)
{
    char longer[2 * COMPLAINT_BYTES_MAX];
    memset(longer, 'x', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    complaints_init(&complaints);
    for (uint32_t i = 0; i < COMPLAINTS_SHOWN_MAX + 5; i++) {
        complaints_add(&complaints, "a", 1, 1, "%s", longer);
    }
    CHECK(complaints.count == COMPLAINTS_SHOWN_MAX + 5);
    CHECK(complaints.used_bytes == COMPLAINTS_ROOM - 1 - COMPLAINTS_SHOWN_MAX);
    CHECK(strlen(complaints.text) == complaints.used_bytes);
}

int main(void)
{
    SENTENCE(a_complaint_says_file_line_column_and_sentence);
    SENTENCE(a_complaint_may_be_about_a_line_or_the_whole_file);
    SENTENCE(control_characters_and_broken_utf8_become_question_marks);
    SENTENCE(a_long_complaint_is_cut_and_keeps_its_line_end);
    SENTENCE(what_does_not_fit_is_counted);
    return tap_done();
}
