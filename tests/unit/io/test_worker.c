/* A thread beside the loop: one job at a time, its end is told, nothing is lost when it is let go. */
#include "io/worker.h"

#include <poll.h>
#include <unistd.h>

#include "tap.h"

/* A job that waits for a byte, so that the test decides when it ends. */
struct errand {
    int waits; /* a pipe's end */
    int result;
    bool done;
};

static int run_errand(void *argument)
{
    struct errand *errand = argument;
    char byte = 0;
    const bool told = read(errand->waits, &byte, 1) == 1;
    errand->done = true;
    return told ? errand->result : -1;
}

static bool is_readable(int fd)
{
    struct pollfd look = {.fd = fd, .events = POLLIN};
    return poll(&look, 1, 0) == 1;
}

static void the_end_of_a_job_is_told_once_with_what_it_returned(void)
{
    int ends[2] = {-1, -1};
    int result = 0;
    struct worker *worker = worker_new("errands");
    CHECK(worker != NULL && pipe(ends) == 0);
    struct errand errand = {.waits = ends[0], .result = 5};
    for (int i = 0; i < 100; i++) {
        errand.done = false;
        errand.result = i;
        worker_begin(worker, run_errand, &errand);
        CHECK(!worker_end(worker, false, &result) && !is_readable(worker_fd(worker)));
        CHECK(write(ends[1], "g", 1) == 1);
        struct pollfd look = {.fd = worker_fd(worker), .events = POLLIN};
        CHECK(i % 2 == 0 || poll(&look, 1, -1) == 1); /* by the descriptor, or by waiting */
        CHECK(worker_end(worker, i % 2 == 0, &result) && result == i && errand.done);
        CHECK(!is_readable(worker_fd(worker)));
    }
    worker_free(worker);
    close(ends[0]);
    close(ends[1]);
}

static void who_is_let_go_ends_his_job_first(void)
{
    int ends[2] = {-1, -1};
    struct worker *worker = worker_new("a name that is too long");
    CHECK(worker != NULL && pipe(ends) == 0);
    struct errand errand = {.waits = ends[0]};
    worker_begin(worker, run_errand, &errand);
    CHECK(write(ends[1], "g", 1) == 1);
    worker_free(worker);
    CHECK(errand.done);
    worker_free(NULL);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    SENTENCE(the_end_of_a_job_is_told_once_with_what_it_returned);
    SENTENCE(who_is_let_go_ends_his_job_first);
    return tap_done();
}
