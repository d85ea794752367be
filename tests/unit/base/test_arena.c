/*
 * test_arena.c - room handed out in pieces.
 */
#include "base/arena.h"

#include "support/tap.h"

#include <stdalign.h>

static alignas(max_align_t) uint8_t room[256];

static void pieces_are_aligned_and_apart(void)
{
    struct arena arena;
    arena_init(&arena, room, sizeof room);
    uint8_t *before = NULL;
    for (size_t size = 1; size <= 17; size += 4) {
        uint8_t *piece = arena_take(&arena, size);
        CHECK(piece != NULL && (uintptr_t)piece % alignof(max_align_t) == 0);
        CHECK(before == NULL || piece >= before + size - 4);
        before = piece;
    }
}

static void an_arena_gives_all_it_has_and_not_a_byte_more(void)
{
    struct arena arena;
    arena_init(&arena, room, sizeof room);
    CHECK(arena_take(&arena, sizeof room + 1) == NULL);
    CHECK_NUMBER(arena_left(&arena), sizeof room);
    CHECK(arena_take(&arena, SIZE_MAX) == NULL);
    CHECK(arena_take(&arena, sizeof room) == room);
    CHECK_NUMBER(arena_left(&arena), 0);
    CHECK(arena_take(&arena, 1) == NULL);
}

static void a_room_of_odd_size_is_never_overrun(void)
{
    for (size_t size = 1; size < 64; size++) {
        struct arena arena;
        arena_init(&arena, room, size);
        while (arena_take(&arena, 1) != NULL) {
        }
        CHECK(arena.used_bytes <= size);
    }
}

static void zeroed_means_zeroed_also_the_second_time(void)
{
    struct arena arena;
    arena_init(&arena, room, sizeof room);
    memset(room, 0xA5, sizeof room);
    const uint8_t *piece = arena_take_zeroed(&arena, 32);
    for (int i = 0; i < 32; i++) {
        CHECK(piece[i] == 0);
    }
    CHECK(arena_take_zeroed(&arena, sizeof room) == NULL);
}

static void a_copy_is_the_same_bytes_elsewhere(void)
{
    struct arena arena;
    arena_init(&arena, room, sizeof room);
    const char *copy = arena_copy(&arena, "Lumajang", 9);
    CHECK_TEXT(copy, "Lumajang");
    CHECK(arena_copy(&arena, NULL, 0) != NULL);
    CHECK(arena_copy(&arena, room, sizeof room) == NULL);
}

static void after_a_reset_the_same_room_is_given_again(void)
{
    struct arena arena;
    arena_init(&arena, room, sizeof room);
    const void *first = arena_take(&arena, 100);
    arena_reset(&arena);
    CHECK(arena_take(&arena, 100) == first);
}

int main(void)
{
    SAY(pieces_are_aligned_and_apart);
    SAY(an_arena_gives_all_it_has_and_not_a_byte_more);
    SAY(a_room_of_odd_size_is_never_overrun);
    SAY(zeroed_means_zeroed_also_the_second_time);
    SAY(a_copy_is_the_same_bytes_elsewhere);
    SAY(after_a_reset_the_same_room_is_given_again);
    return tap_done();
}
