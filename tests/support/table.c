#include "support/table.h"

#include "base/assert.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Take the quotes off a field in place; returns where it ended. Two quotes within stand for one. */
static char *unquote(char *field)
{
    char *to = field;
    char *from = field + 1;
    while (*from != '\0' && (*from != '"' || from[1] == '"')) {
        from += *from == '"' ? 1 : 0;
        *to++ = *from++;
    }
    *to = '\0';
    return *from == '"' ? from + 1 : from;
}

/* Split a line of a CSV file in place. Returns how many fields there are. */
static int split(char *line, char *fields[TABLE_FIELDS_MAX])
{
    int count = 0;
    char *at = line;
    while (count < TABLE_FIELDS_MAX) {
        fields[count++] = at;
        at = *at == '"' ? unquote(at) : at + strcspn(at, ",\n");
        if (*at != ',') {
            *at = '\0';
            break;
        }
        *at++ = '\0';
    }
    return count;
}

void table_read(const char *path, table_row *take)
{
    char line[2048];
    char full_path[4096];
    (void)snprintf(full_path, sizeof full_path, "%s/%s", PROJECT_ROOT, path);
    FILE *file = fopen(full_path, "r");
    HUB_ASSERT(file != NULL);
    bool is_head = true;
    while (fgets(line, sizeof line, file) != NULL) {
        char *fields[TABLE_FIELDS_MAX];
        if (line[0] == '#') {
            continue;
        }
        if (!is_head) {
            const int count = split(line, fields);
            take(fields, count);
        }
        is_head = false;
    }
    (void)fclose(file);
}
