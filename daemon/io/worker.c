#include "io/worker.h"

#include "base/assert.h"

#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define STACK_BYTES ((size_t)256 * 1024)
#define NAME_ROOM   16

enum work { IDLE, ASKED, ENDED, OVER };

struct worker {
    pthread_t thread;
    pthread_mutex_t guard; /* of all that follows */
    pthread_cond_t asked;
    pthread_cond_t ended;
    enum work work;
    int (*job)(void *argument);
    void *argument;
    int result;
    int fd;
    char name[NAME_ROOM];
};

static void *run(void *self)
{
    struct worker *worker = self;
    static const uint64_t one = 1;
    (void)pthread_setname_np(pthread_self(), worker->name);
    (void)pthread_mutex_lock(&worker->guard);
    while (worker->work != OVER) {
        if (worker->work != ASKED) {
            (void)pthread_cond_wait(&worker->asked, &worker->guard);
            continue;
        }
        (void)pthread_mutex_unlock(&worker->guard);
        const int result =
            worker->job(worker->argument); /* nobody changes either while it is asked */
        (void)pthread_mutex_lock(&worker->guard);
        worker->result = result;
        worker->work = ENDED;
        HUB_ASSERT(write(worker->fd, &one, sizeof one) == (ssize_t)sizeof one);
        (void)pthread_cond_signal(&worker->ended);
    }
    (void)pthread_mutex_unlock(&worker->guard);
    return NULL;
}

/* The thread with every signal blocked: they are the loop's. */
static bool begin_thread(struct worker *worker)
{
    sigset_t all;
    sigset_t before;
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) {
        return false;
    }
    (void)pthread_attr_setstacksize(&attributes, STACK_BYTES);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    const int rc = pthread_create(&worker->thread, &attributes, run, worker);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&attributes);
    return rc == 0;
}

struct worker *worker_new(const char *name)
{
    struct worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL) {
        return NULL;
    }
    strncpy(worker->name, name, sizeof worker->name - 1);
    (void)pthread_mutex_init(&worker->guard, NULL); /* none of these can fail in glibc */
    (void)pthread_cond_init(&worker->asked, NULL);
    (void)pthread_cond_init(&worker->ended, NULL);
    worker->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (worker->fd >= 0 && begin_thread(worker)) {
        return worker;
    }
    if (worker->fd >= 0) {
        close(worker->fd);
    }
    free(worker);
    return NULL;
}

void worker_free(struct worker *worker)
{
    if (worker == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&worker->guard);
    while (worker->work == ASKED) {
        (void)pthread_cond_wait(&worker->ended, &worker->guard);
    }
    worker->work = OVER;
    (void)pthread_cond_signal(&worker->asked);
    (void)pthread_mutex_unlock(&worker->guard);
    (void)pthread_join(worker->thread, NULL);
    (void)pthread_cond_destroy(&worker->asked);
    (void)pthread_cond_destroy(&worker->ended);
    (void)pthread_mutex_destroy(&worker->guard);
    close(worker->fd);
    free(worker);
}

void worker_begin(struct worker *worker, int (*job)(void *argument), void *argument)
{
    (void)pthread_mutex_lock(&worker->guard);
    HUB_ASSERT(worker->work == IDLE); /* (1) */
    worker->job = job;
    worker->argument = argument;
    worker->work = ASKED;
    (void)pthread_cond_signal(&worker->asked);
    (void)pthread_mutex_unlock(&worker->guard);
}

bool worker_end(struct worker *worker, bool wait, int *out_result)
{
    uint64_t times = 0;
    (void)pthread_mutex_lock(&worker->guard);
    HUB_ASSERT(worker->work != IDLE);
    while (wait && worker->work == ASKED) {
        (void)pthread_cond_wait(&worker->ended, &worker->guard);
    }
    const bool ended = worker->work == ENDED;
    if (ended) {
        *out_result = worker->result;
        worker->work = IDLE;
        HUB_ASSERT(read(worker->fd, &times, sizeof times) == (ssize_t)sizeof times);
    }
    (void)pthread_mutex_unlock(&worker->guard);
    return ended;
}

int worker_fd(const struct worker *worker)
{
    return worker->fd;
}
