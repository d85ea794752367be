/*
 * chance.h - dice that fall the same way for the same seed.
 *
 * Read by: tests. Reads: base/hash.h.
 * CHECK_LONG=1 in the environment (check --long) makes campaigns longer: chance_rounds.
 */
#ifndef TESTS_SUPPORT_CHANCE_H
#define TESTS_SUPPORT_CHANCE_H

#include "base/hash.h"

#include <stdint.h>
#include <stdlib.h>

struct chance {
    uint64_t state;
};

/* chance_next - 64 bits (splitmix64) */
static inline uint64_t chance_next(struct chance *chance)
{
    chance->state += 0x9e3779b97f4a7c15U;
    return hash_mix(chance->state);
}

/* chance_below - 0 to bound - 1; the bound is small, so the bias is too */
static inline uint32_t chance_below(struct chance *chance, uint32_t bound)
{
    return (uint32_t)(chance_next(chance) % bound);
}

/* chance_rounds - how many rounds a campaign has: more in a long run */
static inline uint32_t chance_rounds(uint32_t usual)
{
    return getenv("CHECK_LONG") == NULL ? usual : usual * 20;
}

#endif
