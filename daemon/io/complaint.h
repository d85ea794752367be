/*
 * complaint.h - what is wrong with a file of the operator, one line each: `file:line:column: sentence`.
 *
 * Read by: every reader of files in io, main.c. Reads: nothing.
 * Owns: the text, in the caller's room.
 * Holds: (1) text ends with NUL and every line in it with a line end; (2) no control character and no broken
 *        UTF-8 gets in, whatever the file says; (3) what did not fit is counted.
 */
#ifndef HUB_IO_COMPLAINT_H
#define HUB_IO_COMPLAINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COMPLAINTS_SHOWN_MAX 20  /* met: the rest is only counted */
#define COMPLAINT_BYTES_MAX  600 /* one line; met: it is cut */
#define COMPLAINTS_ROOM      (COMPLAINTS_SHOWN_MAX * COMPLAINT_BYTES_MAX + 1)

struct complaints {
    uint32_t count; /* (3) all that were made */
    size_t used_bytes;
    char text[COMPLAINTS_ROOM]; /* (1) the first COMPLAINTS_SHOWN_MAX */
};

/* complaints_init - none yet */
void complaints_init(struct complaints *complaints);

/*
 * complaints_add - one more.
 *
 *   file     as the operator wrote it
 *   line     from 1; 0: the file as a whole, and the column does not count
 *   column   from 1; 0: the line as a whole
 *   format   a sentence: what is wrong, and what to do about it
 */
void complaints_add(struct complaints *complaints, const char *file, uint32_t line, uint32_t column,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
