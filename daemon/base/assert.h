/*
 * assert.h - our own mistakes stop the program, in production too.
 *
 * Read by: everyone. Reads: nothing.
 * Holds: an assertion is never compiled out and has no side effect.
 */
#ifndef HUB_BASE_ASSERT_H
#define HUB_BASE_ASSERT_H

/* hub_assert_failed - say where on standard error and abort; systemd restarts us and the journal is replayed */
_Noreturn void hub_assert_failed(const char *expression, const char *file, int line);

#define HUB_ASSERT(expression)                                                                     \
    ((expression) ? (void)0 : hub_assert_failed(#expression, __FILE__, __LINE__))

#endif
