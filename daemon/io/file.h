/*
 * file.h - a small file as bytes.
 *
 * Read by: yaml_tree, csv, keys. Reads: complaint.h.
 * Owns: the bytes, until file_free.
 */
#ifndef HUB_IO_FILE_H
#define HUB_IO_FILE_H

#include "base/slice.h"
#include "io/complaint.h"

#include <sys/stat.h>

struct file {
    uint8_t *data; /* malloc'ed */
    size_t size_bytes;
    struct stat stat; /* as it was when opened */
};

/*
 * file_read - the whole of a regular file.
 *
 *   path        as the operator wrote it
 *   bytes_max   more is a complaint
 *   file        written on true; then file_free is due
 *
 * Returns false with a complaint: cannot be opened or read, not a regular file, too large.
 */
bool file_read(struct file *file, const char *path, size_t bytes_max,
               struct complaints *complaints);

/* file_free - wipe and give back; a zeroed struct is fine */
void file_free(struct file *file);

static inline struct slice file_bytes(const struct file *file)
{
    return (struct slice){file->data, file->size_bytes};
}

#endif
