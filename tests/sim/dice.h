/*
 * dice.h - chance from one seed: the same seed gives the same throws, on every machine.
 *
 * Read by: the simulator, the fuzz seeds' makers. Reads: nothing.
 * Source: splitmix64 (Steele, Lea, Flood 2014).
 */
#ifndef TESTS_SIM_DICE_H
#define TESTS_SIM_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
    uint64_t state;
};

/* dice_throw - 64 bits */
static inline uint64_t dice_throw(struct dice *dice)
{
    dice->state += 0x9e3779b97f4a7c15U;
    uint64_t x = dice->state;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
}

/* dice_below - a number from 0 to n - 1; n is not 0 */
static inline uint32_t dice_below(struct dice *dice, uint32_t n)
{
    return (uint32_t)((dice_throw(dice) >> 32U) * n >> 32U);
}

/* dice_chance - true n times in a million */
static inline bool dice_chance(struct dice *dice, uint32_t per_million)
{
    return dice_below(dice, 1000000) < per_million;
}

#endif
