#include "io/front.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "core/limits.h"
#include "core/record.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define BLOCK_BYTES 4096U
#define HEAD_BYTES  32U
#define SIZE_BYTES  4U
#define WRITES_MAX  1024U /* pieces in one call: IOV_MAX of Linux */

_Static_assert(FRONT_BYTES_MAX <= UINT32_MAX, "a place fits");

/* What a frame of so much takes up, whole blocks. */
static uint64_t frame_bytes(uint32_t records, uint64_t size_bytes)
{
    const uint64_t bytes = HEAD_BYTES + (uint64_t)records * SIZE_BYTES + size_bytes;
    return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
}

/* --- opening --- */

/* The file as it is now, for a reader: read_only stores are short-lived, so is this copy. */
static bool read_whole(struct front *front)
{
    uint64_t got = 0;
    front->copied = true;
    front->bytes = malloc(front->size_bytes);
    if (front->bytes == NULL) {
        return false;
    }
    while (got < front->size_bytes) {
        const ssize_t some =
            pread(front->fd, front->bytes + got, front->size_bytes - got, (off_t)got);
        if (some < 0) {
            return false;
        }
        if (some == 0) {
            break;
        }
        got += (uint64_t)some;
    }
    front->size_bytes = got / BLOCK_BYTES * BLOCK_BYTES;
    return true;
}

/* Its blocks are there before anything is promised: a full disk is met here and not in a turn. */
static void make_room(struct front *front, uint64_t had_bytes, uint64_t size_bytes)
{
    front->size_bytes = had_bytes;
    if (had_bytes >= size_bytes) {
        return;
    }
    if (posix_fallocate(front->fd, 0, (off_t)size_bytes) == 0 && fsync(front->fd) == 0) {
        front->size_bytes = size_bytes;
    } else if (ftruncate(front->fd, (off_t)had_bytes) != 0) {
        front->size_bytes = 0;
    }
}

static bool map_whole(struct front *front)
{
    void *map = mmap(NULL, front->size_bytes, PROT_READ, MAP_SHARED, front->fd, 0);
    front->bytes = map == MAP_FAILED ? NULL : map;
    return front->bytes != NULL;
}

/* No file: all fronts ask for nothing more. */
static void do_without(struct front *front)
{
    if (front->fd >= 0) {
        close(front->fd);
    }
    front->fd = -1;
    front->size_bytes = 0;
}

enum front_state front_open(struct front *front, const char *path, uint64_t size_bytes,
                            bool read_only)
{
    struct stat status;
    *front = (struct front){.fd = -1, .mark = FRONT_MARK_PLAIN};
    front->places = calloc(FRONT_RECORDS_MAX, sizeof *front->places);
    front->head = calloc(HEAD_BYTES + TURN_EFFECTS_MAX, SIZE_BYTES);
    if (front->places == NULL || front->head == NULL) {
        return FRONT_NO_MEMORY;
    }
    front->fd = open(path, (read_only ? O_RDONLY : O_RDWR | O_CREAT) | O_CLOEXEC, 0600);
    if (front->fd < 0) {
        return read_only && errno == ENOENT ? FRONT_SOUND : FRONT_UNREAD;
    }
    if (fstat(front->fd, &status) != 0) {
        return FRONT_UNREAD;
    }
    const uint64_t had_bytes = (uint64_t)status.st_size / BLOCK_BYTES * BLOCK_BYTES;
    if (had_bytes > FRONT_BYTES_MAX) {
        errno = EFBIG;
        return FRONT_UNREAD;
    }
    if (read_only) {
        front->size_bytes = had_bytes;
    } else {
        make_room(front, had_bytes, size_bytes < FRONT_BYTES_MAX ? size_bytes : FRONT_BYTES_MAX);
    }
    if (front->size_bytes == 0) {
        do_without(front);
        return FRONT_SOUND;
    }
    return (read_only ? read_whole(front) : map_whole(front)) ? FRONT_SOUND : FRONT_UNREAD;
}

void front_close(struct front *front)
{
    if (front->copied) {
        free(front->bytes);
    } else if (front->bytes != NULL) {
        munmap(front->bytes, front->size_bytes);
    }
    if (front->fd >= 0) {
        close(front->fd);
    }
    free(front->places);
    free(front->head);
    *front = (struct front){.fd = -1};
}

/* --- what is in it --- */

struct frame {
    uint64_t first;
    uint32_t count;
    uint64_t size_bytes; /* of its records */
};

/* The head of a frame at a place, as far as it can be one. */
static bool head_at(const struct front *front, uint64_t at, struct frame *out)
{
    const uint8_t *head = front->bytes + at;
    if (at + BLOCK_BYTES > front->size_bytes || bytes_get_le(head, 8) != front->mark) {
        return false;
    }
    out->first = bytes_get_le(head + 8, 8);
    out->count = (uint32_t)bytes_get_le(head + 16, 4);
    out->size_bytes = bytes_get_le(head + 24, 8);
    return out->first > 0 && out->count > 0 && out->count <= TURN_EFFECTS_MAX &&
           out->size_bytes <= front->size_bytes &&
           frame_bytes(out->count, out->size_bytes) <= front->size_bytes - at;
}

/* Is every record of it whole, in its place and the successor of the one before? */
static bool is_whole(const struct front *front, uint64_t at, const struct frame *frame)
{
    const uint8_t *sizes = front->bytes + at + HEAD_BYTES;
    const uint8_t *bytes = sizes + (size_t)frame->count * SIZE_BYTES;
    uint64_t left_bytes = frame->size_bytes;
    uint8_t before[RECORD_HASH_BYTES];
    for (uint32_t i = 0; i < frame->count; i++) {
        const uint64_t size_bytes = bytes_get_le(sizes + (size_t)i * SIZE_BYTES, SIZE_BYTES);
        struct record record;
        if (size_bytes > left_bytes ||
            record_decode((struct slice){bytes, size_bytes}, &record) != HUB_OK ||
            record.seq.n != frame->first + i ||
            (i > 0 && memcmp(record.previous, before, sizeof before) != 0)) {
            return false;
        }
        memcpy(before, record.hash, sizeof before);
        bytes += size_bytes;
        left_bytes -= size_bytes;
    }
    return left_bytes == 0;
}

static void note(struct front *front, uint64_t seq, uint64_t at, uint64_t size_bytes)
{
    HUB_ASSERT(front->count < FRONT_RECORDS_MAX);
    if (front->count == 0) {
        front->first = seq;
    }
    HUB_ASSERT(seq == front->first + front->count); /* (3) */
    front->places[front->count++] =
        (struct front_place){.at = (uint32_t)at, .size_bytes = (uint32_t)size_bytes};
}

/* The records of a frame that LMDB does not have. */
static void note_frame(struct front *front, uint64_t at, const struct frame *frame, uint64_t last)
{
    const uint8_t *sizes = front->bytes + at + HEAD_BYTES;
    uint64_t place = at + HEAD_BYTES + (uint64_t)frame->count * SIZE_BYTES;
    for (uint32_t i = 0; i < frame->count; i++) {
        const uint64_t size_bytes = bytes_get_le(sizes + (size_t)i * SIZE_BYTES, SIZE_BYTES);
        if (frame->first + i > last) {
            note(front, frame->first + i, place, size_bytes);
        }
        place += size_bytes;
    }
}

/* Does a whole frame with later records stand at the place where none goes on, or behind it? (4) */
static bool goes_on_behind(const struct front *front, uint64_t at, uint64_t expected)
{
    struct frame frame;
    for (; at + BLOCK_BYTES <= front->size_bytes; at += BLOCK_BYTES) {
        if (head_at(front, at, &frame) && frame.first > expected && is_whole(front, at, &frame)) {
            return true;
        }
    }
    return false;
}

/* What was only looked at lies in memory no longer: of the mapping, or of a reader's copy behind its end. */
static void give_back(struct front *front)
{
    if (!front->copied) {
        (void)madvise(front->bytes, front->size_bytes, MADV_DONTNEED);
        return;
    }
    uint8_t *kept = front->used_bytes > 0 ? realloc(front->bytes, front->used_bytes) : NULL;
    if (front->used_bytes == 0) {
        free(front->bytes);
        front->bytes = NULL;
        front->size_bytes = 0;
    } else if (kept != NULL) {
        front->bytes = kept;
        front->size_bytes = front->used_bytes;
    }
}

enum front_state front_scan(struct front *front, uint64_t last)
{
    uint64_t at = 0;
    uint64_t expected = 0; /* by the first frame, whichever it is */
    struct frame frame;
    front->count = 0;
    if (front->bytes == NULL) {
        return FRONT_SOUND;
    }
    while (head_at(front, at, &frame) && (at == 0 || frame.first == expected) &&
           front->count + frame.count <= FRONT_RECORDS_MAX && is_whole(front, at, &frame)) {
        if (at == 0 && frame.first > last + 1) {
            return FRONT_AHEAD;
        }
        note_frame(front, at, &frame, last);
        expected = frame.first + frame.count;
        at += frame_bytes(frame.count, frame.size_bytes);
    }
    if (goes_on_behind(front, at, expected > last ? expected : last + 1)) {
        return FRONT_DAMAGED;
    }
    front->used_bytes = front->count == 0 ? 0 : at;
    give_back(front);
    return FRONT_SOUND;
}

uint64_t front_first(const struct front *front)
{
    struct frame frame;
    return front->bytes != NULL && head_at(front, 0, &frame) && is_whole(front, 0, &frame)
               ? frame.first
               : 0;
}

bool front_find(const struct front *front, uint64_t seq, struct slice *out_record)
{
    if (front->count == 0 || seq < front->first || seq - front->first >= front->count) {
        return false;
    }
    const struct front_place *place = &front->places[seq - front->first];
    *out_record = (struct slice){front->bytes + place->at, place->size_bytes};
    return true;
}

/* --- writing --- */

bool front_has_room(const struct front *front, uint32_t records, uint64_t size_bytes)
{
    return front->fd >= 0 && records <= TURN_EFFECTS_MAX &&
           front->count + records <= FRONT_RECORDS_MAX && size_bytes <= front->size_bytes &&
           frame_bytes(records, size_bytes) <= front->size_bytes - front->used_bytes;
}

/* Pieces that go to the file one behind the other, as many at a time as the kernel takes. */
struct pieces {
    struct iovec list[WRITES_MAX];
    int count;
    size_t size_bytes;
    int fd;
    uint64_t at;
    int error;
};

static void write_out(struct pieces *pieces)
{
    if (pieces->count == 0 || pieces->error != 0) {
        return;
    }
    const ssize_t written = pwritev(pieces->fd, pieces->list, pieces->count, (off_t)pieces->at);
    if (written < 0) {
        pieces->error = errno;
    } else if ((size_t)written != pieces->size_bytes) {
        pieces->error = EIO; /* its blocks are there: only a broken disk writes less */
    }
    pieces->at += pieces->size_bytes;
    pieces->size_bytes = 0;
    pieces->count = 0;
}

static void add_piece(struct pieces *pieces, const uint8_t *data, size_t size_bytes)
{
    union {
        const uint8_t *read;
        void *write;
    } pointer = {.read = data}; /* struct iovec knows no const */
    if (size_bytes == 0) {
        return;
    }
    if (pieces->count == WRITES_MAX) {
        write_out(pieces);
    }
    pieces->list[pieces->count++] = (struct iovec){pointer.write, size_bytes};
    pieces->size_bytes += size_bytes;
}

static bool is_ours(const struct effect *effect, uint32_t realm)
{
    return effect->kind == EFFECT_APPEND && effect->realm == realm;
}

/* The head of a frame and its list of sizes; returns the bytes of the records. */
static uint64_t fill_head(struct front *front, uint32_t realm, const struct effect *effects,
                          uint32_t count, uint64_t first, uint32_t *out_records)
{
    uint64_t size_bytes = 0;
    *out_records = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (is_ours(&effects[i], realm)) {
            const size_t record_bytes = effects[i].as.append.record.size_bytes;
            HUB_ASSERT(effects[i].after.n == first + *out_records); /* (3) */
            bytes_put_le(front->head + HEAD_BYTES + (size_t)*out_records * SIZE_BYTES, record_bytes,
                         SIZE_BYTES);
            size_bytes += record_bytes;
            ++*out_records;
        }
    }
    bytes_put_le(front->head, front->mark, 8);
    bytes_put_le(front->head + 8, first, 8);
    bytes_put_le(front->head + 16, *out_records, 4);
    bytes_put_le(front->head + 20, 0, 4);
    bytes_put_le(front->head + 24, size_bytes, 8);
    return size_bytes;
}

int front_write(struct front *front, uint32_t realm, const struct effect *effects, uint32_t count,
                uint64_t first)
{
    static const uint8_t zeros[BLOCK_BYTES];
    uint32_t records = 0;
    const uint64_t size_bytes = fill_head(front, realm, effects, count, first, &records);
    const uint64_t end = front->used_bytes + frame_bytes(records, size_bytes);
    struct pieces pieces;
    HUB_ASSERT(records > 0 && front_has_room(front, records, size_bytes));
    pieces.count = 0;
    pieces.size_bytes = 0;
    pieces.fd = front->fd;
    pieces.at = front->used_bytes;
    pieces.error = 0;
    uint64_t at = front->used_bytes + HEAD_BYTES + (uint64_t)records * SIZE_BYTES;
    add_piece(&pieces, front->head, (size_t)(at - front->used_bytes));
    for (uint32_t i = 0; i < count; i++) {
        if (is_ours(&effects[i], realm)) {
            const struct slice record = effects[i].as.append.record;
            add_piece(&pieces, record.data, record.size_bytes);
            note(front, effects[i].after.n, at, record.size_bytes);
            at += record.size_bytes;
        }
    }
    add_piece(&pieces, zeros, (size_t)(end - at));
    write_out(&pieces);
    front->used_bytes = end;
    return pieces.error;
}

int front_sync(const struct front *front)
{
    return fdatasync(front->fd) == 0 ? 0 : errno;
}

void front_clear(struct front *front)
{
    front->count = 0;
    front->used_bytes = 0;
    if (front->bytes != NULL) {
        give_back(front);
    }
}

bool front_is_crowded(const struct front *front)
{
    return front->used_bytes > front->size_bytes / 4 * 3;
}

bool front_copy(const struct front *front, const char *path)
{
    uint64_t written = 0;
    bool good = true;
    if (front->count == 0) {
        return true;
    }
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return false;
    }
    while (good && written < front->used_bytes) {
        const ssize_t some =
            pwrite(fd, front->bytes + written, front->used_bytes - written, (off_t)written);
        good = some > 0;
        written += good ? (uint64_t)some : 0;
    }
    good = good && fsync(fd) == 0;
    const int why = errno;
    close(fd);
    errno = why;
    return good;
}
