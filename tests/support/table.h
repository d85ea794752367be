/*
 * table.h - the rows of a CSV file of the project, for tests.
 *
 * Read by: tests. Reads: nothing.
 * Holds: no field has a line end in it; lines that begin with # and the first row are left out.
 */
#ifndef TESTS_SUPPORT_TABLE_H
#define TESTS_SUPPORT_TABLE_H

#define TABLE_FIELDS_MAX 10

typedef void table_row(char *fields[TABLE_FIELDS_MAX], int count);

/* table_read - every row of PROJECT_ROOT/path to `take`, its fields without their quotes */
void table_read(const char *path, table_row *take);

#endif
