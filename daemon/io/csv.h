/*
 * csv.h - a file of comma separated values, row by row.
 *
 * Read by: catalogue_file, item_file. Reads: file.h.
 * Owns: the bytes of the file, until csv_close.
 * Holds: (1) a row stands in one line; empty lines and those that begin with # are passed over; (2) `line` and `columns` are those of
 *        the row last read.
 * Source: RFC 4180 for the quotes.
 */
#ifndef HUB_IO_CSV_H
#define HUB_IO_CSV_H

#include "io/complaint.h"
#include "io/file.h"

#define CSV_FIELDS_MAX     8
#define CSV_FIELD_ROOM     512
#define CSV_PATH_ROOM      1024
#define CSV_FILE_BYTES_MAX 8388608 /* 8 MiB */

struct csv {
    char path[CSV_PATH_ROOM];
    struct complaints *complaints;
    struct file file;
    size_t at;     /* next byte */
    uint32_t line; /* (2) from 1 */
    uint32_t field_count;
    uint32_t columns[CSV_FIELDS_MAX]; /* (2) where each field begins, from 1 */
    char fields[CSV_FIELDS_MAX][CSV_FIELD_ROOM];
};

/*
 * csv_open - open folder/name and read its first row.
 *
 *   header      what the first row must be
 *   optional    a further column that may stand there; or NULL
 *   complaints  initialised by the caller; must live as long as the csv
 *
 * Returns false with a complaint. csv_close is due in either case. field_count is that of the first row.
 */
bool csv_open(struct csv *csv, const char *folder, const char *name, const char *header,
              const char *optional, struct complaints *complaints);

/* csv_next - the next row into fields; false at the end, or with a complaint */
bool csv_next(struct csv *csv);

/* csv_complain - about the row last read */
void csv_complain(const struct csv *csv, const char *sentence);

/* csv_complain_field - about one of its fields, from 0 */
void csv_complain_field(const struct csv *csv, uint32_t field, const char *sentence);

/* csv_close - a zeroed struct is fine */
void csv_close(struct csv *csv);

#endif
