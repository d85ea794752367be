#include "io/file.h"

#include "io/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void fd_close(const int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd); /* it was only read */
    }
}

/* Read until the end or until room_bytes are full; -1 with errno. */
static ssize_t read_all(int fd, uint8_t *room, size_t room_bytes)
{
    size_t got = 0;
    while (got < room_bytes) {
        const ssize_t n = read(fd, room + got, room_bytes - got);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return -1;
        }
        if (n == 0) {
            break;
        }
        got += (size_t)n;
    }
    return (ssize_t)got;
}

bool file_read(struct file *file, const char *path, size_t bytes_max, struct complaints *complaints)
{
    *file = (struct file){0};
    /* O_NONBLOCK: a FIFO of that name must not hold us up. */
    HUB_CLEANUP(fd_close) const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &file->stat) != 0) {
        complaints_add(complaints, path, 0, 0, "cannot be opened: %s", strerror(errno));
        return false;
    }
    if (!S_ISREG(file->stat.st_mode)) {
        complaints_add(complaints, path, 0, 0, "is not a regular file");
        return false;
    }
    const size_t room_bytes = bytes_max + 1; /* one more than allowed, to see that it is too much */
    file->data = malloc(room_bytes);
    if (file->data == NULL) {
        complaints_add(complaints, path, 0, 0, "there is no memory to read it");
        return false;
    }
    const ssize_t got = read_all(fd, file->data, room_bytes);
    if (got < 0) {
        complaints_add(complaints, path, 0, 0, "cannot be read: %s", strerror(errno));
    } else if ((size_t)got > bytes_max) {
        file->size_bytes = (size_t)got;
        complaints_add(complaints, path, 0, 0, "is larger than %zu bytes; make it smaller",
                       bytes_max);
    } else {
        file->size_bytes = (size_t)got;
        return true;
    }
    file_free(file);
    return false;
}

void file_free(struct file *file)
{
    if (file->data != NULL) {
        sodium_memzero(file->data, file->size_bytes);
        free(file->data);
    }
    *file = (struct file){0};
}
