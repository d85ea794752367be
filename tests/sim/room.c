/* The room of a run: handed out in pieces, given back as a whole. */
#include "sim.h"

#include "base/assert.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define ROOM_BYTES    ((size_t)1 << 31U)
#define SCRATCH_BYTES ((size_t)8 << 20U)

static uint8_t *room;
static size_t room_used;
static uint8_t *scratch;
static struct arena scratch_in_use;

static void *map_room(size_t size_bytes)
{
    void *bytes = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (bytes == MAP_FAILED) {
        perror("sim: no room");
        abort();
    }
    return bytes;
}

void room_begin(void)
{
    if (scratch == NULL) {
        scratch = map_room(SCRATCH_BYTES);
    }
    room = map_room(ROOM_BYTES); /* pages that are never touched cost nothing */
    room_used = 0;
}

void *room_take(size_t size_bytes)
{
    const size_t rounded = (size_bytes + 15U) & ~(size_t)15U;
    HUB_ASSERT(room_used + rounded <= ROOM_BYTES);
    void *piece = room + room_used;
    room_used += rounded;
    return piece;
}

void room_end(void)
{
    (void)munmap(room, ROOM_BYTES);
    room = NULL;
}

struct slice room_copy(struct slice bytes)
{
    uint8_t *copy = room_take(bytes.size_bytes + 1);
    if (bytes.size_bytes > 0) {
        memcpy(copy, bytes.data, bytes.size_bytes);
    }
    return (struct slice){copy, bytes.size_bytes};
}

struct slice room_print(const char *format, ...)
{
    char text[512];
    va_list list;
    va_start(list, format);
    const int length = vsnprintf(text, sizeof text, format, list);
    va_end(list);
    HUB_ASSERT(length >= 0 && length < (int)sizeof text);
    return room_copy((struct slice){(const uint8_t *)text, (size_t)length});
}

struct arena *scratch_arena(void)
{
    arena_init(&scratch_in_use, scratch, SCRATCH_BYTES);
    return &scratch_in_use;
}

static void *take(void *data, size_t size_bytes)
{
    return arena_take_zeroed(data, size_bytes);
}

static void give_back(void *data, void *piece)
{
    (void)data;
    (void)piece;
}

ProtobufCAllocator *scratch_allocator(void)
{
    static ProtobufCAllocator allocator;
    allocator = (ProtobufCAllocator){take, give_back, scratch_arena()};
    return &allocator;
}
