/* What a busy time touched goes back; what is in use stays. */
#include "io/memory.h"

#include "tap.h"

#include <malloc.h>
#include <sys/mman.h>

#define ROOM_BYTES  ((size_t)4 * 1024 * 1024)
#define PAGES_MAX   4096
#define BEGIN_BYTES 48 /* a room begins somewhere in a page */

static struct hub hub;
static uint8_t *rooms;

/* A hub of which only the rooms of a turn exist, every byte of them written. */
static void after_a_large_turn(size_t used_bytes)
{
    rooms = mmap(NULL, 2 * ROOM_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (rooms == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    memset(rooms, 7, 2 * ROOM_BYTES);
    arena_init(&hub.turn, rooms + BEGIN_BYTES, ROOM_BYTES - BEGIN_BYTES);
    arena_init(&hub.scratch, rooms + ROOM_BYTES, ROOM_BYTES);
    hub.turn.used_bytes = used_bytes;
}

static size_t resident_bytes(void)
{
    static unsigned char here[PAGES_MAX];
    const size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    size_t resident = 0;
    if (mincore(rooms, 2 * ROOM_BYTES, here) != 0) {
        perror("mincore");
        exit(1);
    }
    for (size_t page = 0; page < 2 * ROOM_BYTES / page_bytes; page++) {
        resident += (here[page] & 1U) != 0 ? page_bytes : 0;
    }
    return resident;
}

static size_t written_bytes(const uint8_t *bytes, size_t size_bytes)
{
    size_t written = 0;
    while (written < size_bytes && bytes[written] == 7) {
        written++;
    }
    return written;
}

static void the_rooms_of_a_large_turn_go_back(void)
{
    after_a_large_turn(0);
    CHECK(resident_bytes() == 2 * ROOM_BYTES);
    memory_give_back(&hub);
    CHECK(resident_bytes() <= 2 * MEMORY_KEPT_BYTES + 4 * (size_t)sysconf(_SC_PAGESIZE));
    CHECK(written_bytes(hub.turn.room, MEMORY_KEPT_BYTES) == MEMORY_KEPT_BYTES);
    CHECK(written_bytes(hub.scratch.room, MEMORY_KEPT_BYTES) == MEMORY_KEPT_BYTES);
    (void)munmap(rooms, 2 * ROOM_BYTES);
}

static void what_is_in_use_stays(void)
{
    const size_t used_bytes = ROOM_BYTES / 2 + 4000;
    after_a_large_turn(used_bytes);
    memory_give_back(&hub);
    CHECK(written_bytes(hub.turn.room, used_bytes) == used_bytes);
    CHECK(resident_bytes() < ROOM_BYTES);
    hub.turn.used_bytes = hub.turn.size_bytes; /* nothing is free */
    memset(hub.turn.room, 7, hub.turn.size_bytes);
    memory_give_back(&hub);
    CHECK(written_bytes(hub.turn.room, hub.turn.size_bytes) == hub.turn.size_bytes);
    (void)munmap(rooms, 2 * ROOM_BYTES);
}

static void what_was_read_once_leaves_no_hole(void)
{
    const size_t before = mallinfo2().hblks;
    void *volatile file = malloc((size_t)MEMORY_OWN_MAPPING_BYTES * 8);
    const bool own = mallinfo2().hblks == before + 1;
    free(file);
    if (!own) { /* a sanitizer's allocator */
        CHECK(mallinfo2().hblks == before);
        return;
    }
    void *volatile kept =
        malloc((size_t)MEMORY_OWN_MAPPING_BYTES * 4); /* smaller than what was freed */
    CHECK(mallinfo2().hblks == before + 1);
    free(kept);
    CHECK(mallinfo2().hblks == before);
}

int main(void)
{
    memory_init();
    SENTENCE(the_rooms_of_a_large_turn_go_back);
    SENTENCE(what_is_in_use_stays);
    SENTENCE(what_was_read_once_leaves_no_hole);
    return tap_done();
}
