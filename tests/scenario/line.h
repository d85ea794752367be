/*
 * line.h - one line of a scenario as words, and the times and spans in it.
 *
 * Read by: runner.c, expect.c, oracle.c. Reads: nothing.
 * A word ends at a space; between quotes it may hold spaces. A # begins a remark.
 */
#ifndef TESTS_SCENARIO_LINE_H
#define TESTS_SCENARIO_LINE_H

#include <stdbool.h>
#include <stdint.h>

#define LINE_BYTES_MAX 1024
#define LINE_WORDS_MAX 96

struct line {
    char room[LINE_BYTES_MAX];
    char *words[LINE_WORDS_MAX];
    int count;
    int at; /* the next word */
};

/* line_split - the words of a text; false when there are too many or a quote is open */
bool line_split(struct line *line, const char *text);

/* line_more - is there another word? */
bool line_more(const struct line *line);

/* line_word - the next word, moved past; "" at the end */
const char *line_word(struct line *line);

/* line_is - is the next word this one? Then it is moved past. */
bool line_is(struct line *line, const char *word);

/* line_number - the next word as a number; false when it is none, then nothing is moved */
bool line_number(struct line *line, uint64_t *out);

/* line_time - "2025-11-29 19:00 WIB" (or WITA, WIT, UTC) as microseconds UTC; false when it is none */
bool line_time(struct line *line, int64_t *out_utc_us);

/* line_span - "25 h" (or d, min, s) in microseconds; false when it is none */
bool line_span(struct line *line, int64_t *out_us);

#endif
