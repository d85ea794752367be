#include "io/memory.h"

#include "io/log.h"

#include <errno.h>
#include <malloc.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void memory_init(void)
{
    /* Unless told, glibc raises the first bound to the size of a large piece that is freed: one roster file, read and
       freed, and all that comes after it lies in the heap for good. Another allocator (a sanitizer's) takes neither. */
    (void)mallopt(M_MMAP_THRESHOLD, MEMORY_OWN_MAPPING_BYTES);
    (void)mallopt(M_TRIM_THRESHOLD, MEMORY_FREE_TOP_BYTES);
}

/* The whole pages of an arena behind what is in use and what is kept; they read as zeros afterwards. */
static void empty(const struct arena *arena)
{
    const size_t kept =
        arena->used_bytes > MEMORY_KEPT_BYTES ? arena->used_bytes : MEMORY_KEPT_BYTES;
    const uintptr_t page_bytes = (uintptr_t)sysconf(_SC_PAGESIZE);
    const uintptr_t begin = (uintptr_t)arena->room;
    const size_t to_page = (size_t)(page_bytes - (begin + kept) % page_bytes);
    if (arena->size_bytes < kept + to_page + page_bytes) {
        return;
    }
    const size_t size_bytes = (arena->size_bytes - kept - to_page) / page_bytes * page_bytes;
    if (madvise(arena->room + kept + to_page, size_bytes, MADV_DONTNEED) != 0) {
        log_debug("memory.kept", "reason=%s", strerror(errno));
    }
}

void memory_give_back(const struct hub *hub)
{
    empty(&hub->turn);
    empty(&hub->last_turn);
    empty(&hub->scratch);
    (void)malloc_trim(0);
}
