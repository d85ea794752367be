/*
 * csv.h - reading rows of a CSV file by RFC 4180, with a header line.
 *
 * Read by: rows.c. Reads: nothing.
 * Owns: the text of the row read last.
 * Holds: (1) a row has at most CSV_FIELDS_MAX fields and CSV_ROW_BYTES_MAX bytes; (2) the pointers
 * of a row
 *        live until the next one is read.
 */
#ifndef PUSDALOPS_CLI_CSV_H
#define PUSDALOPS_CLI_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CSV_FIELDS_MAX    128U
#define CSV_ROW_BYTES_MAX 65536U

enum csv_status {
    CSV_ROW = 0,
    CSV_END,
    CSV_E_QUOTE, /* text after a closing quote, a quote inside a plain field, or no closing quote */
    CSV_E_SIZE,  /* (1) */
    CSV_E_NUL,   /* a NUL byte */
    CSV_E_READ,  /* the file cannot be read */
};

struct csv {
    FILE *file;
    unsigned line; /* where the row that was read last begins */
    unsigned next_line;
    char *fields[CSV_FIELDS_MAX];
    size_t field_count;
    char text[CSV_ROW_BYTES_MAX + 1];
    size_t text_size;
};

/*
 * csv_init - read from this file, which stays the caller's. A leading byte order mark is skipped.
 */
void csv_init(struct csv *csv, FILE *file);

/* csv_next - the next row into `fields`. Empty lines and lines that begin with "#" are skipped. */
enum csv_status csv_next(struct csv *csv);

#endif
