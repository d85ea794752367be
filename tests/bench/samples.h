/*
 * samples.h - times that were measured, and what stands for all of them.
 *
 * Read by: load.c, clients.c. Reads: nothing.
 * Owns: the list; times beyond its room are not kept.
 */
#ifndef BENCH_SAMPLES_H
#define BENCH_SAMPLES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#define SAMPLES_MAX (4U << 20)

struct samples {
    uint32_t *ns;
    uint32_t count;
};

static inline uint64_t mono_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

/* samples_open - false: no memory */
static inline bool samples_open(struct samples *samples)
{
    samples->count = 0;
    samples->ns = calloc(SAMPLES_MAX, sizeof *samples->ns);
    return samples->ns != NULL;
}

static inline void samples_add(struct samples *samples, uint64_t span_ns)
{
    if (samples->count < SAMPLES_MAX) {
        samples->ns[samples->count++] = span_ns > UINT32_MAX ? UINT32_MAX : (uint32_t)span_ns;
    }
}

static inline int samples_compare(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a;
    const uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* samples_sort - before samples_us */
static inline void samples_sort(struct samples *samples)
{
    qsort(samples->ns, samples->count, sizeof *samples->ns, samples_compare);
}

/* samples_us - the time that this share of the sorted times does not exceed, in microseconds */
static inline double samples_us(const struct samples *samples, double share)
{
    return samples->count == 0
               ? 0.0
               : samples->ns[(uint32_t)((double)(samples->count - 1) * share)] / 1e3;
}

#endif
