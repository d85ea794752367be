/* test_outbox.c - the outbox on a real disk: numbers never given twice, nothing lost, also after kill -9. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "pusdalops.h"

#define SOURCE      "bpbd-11.06"
#define KILLS       40U
#define NUMBERS_MAX 20000U

static char folder[64];

/* A fresh folder for each sentence. */
static const char *fresh_folder(void)
{
    (void)snprintf(folder, sizeof folder, "outbox-test-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    return folder;
}

static void remove_folder(void)
{
    DIR *directory = opendir(folder);
    for (struct dirent *one = NULL; directory != NULL && (one = readdir(directory)) != NULL;) {
        (void)unlinkat(dirfd(directory), one->d_name, 0);
    }
    if (directory != NULL) {
        (void)closedir(directory);
    }
    CHECK(rmdir(folder) == 0);
}

static struct pusdalops_outbox *opened(uint64_t size_bytes)
{
    struct pusdalops_outbox *outbox = NULL;
    CHECK(pusdalops_outbox_open(folder, "real", SOURCE, size_bytes, &outbox) == PUSDALOPS_OK);
    return outbox;
}

static struct pusdalops_message *a_report(uint32_t dead)
{
    struct pusdalops_message *message = NULL;
    CHECK(pusdalops_report_new("banjir-2025", "11.06", 1764300000000000, &message) == PUSDALOPS_OK);
    CHECK(pusdalops_report_figure(message, pusdalops_figure_find("dead"), dead, 0) == PUSDALOPS_OK);
    return message;
}

static uint64_t put(struct pusdalops_outbox *outbox, uint32_t dead)
{
    struct pusdalops_message *message = a_report(dead);
    uint64_t number = 0;
    const enum pusdalops_status status =
        pusdalops_outbox_put(outbox, &message, NULL, 1, 1764300000000000 + dead, &number, NULL);
    pusdalops_message_free(message);
    return status == PUSDALOPS_OK ? number : 0;
}

static uint64_t next(struct pusdalops_outbox *outbox, uint64_t after)
{
    static uint8_t bytes[PUSDALOPS_MESSAGE_BYTES_MAX];
    uint64_t number = 0;
    size_t size = 0;
    return pusdalops_outbox_next(outbox, after, &number, bytes, &size) == PUSDALOPS_OK ? number : 0;
}

static void numbers_go_on_after_a_restart(void)
{
    fresh_folder();
    struct pusdalops_outbox *outbox = opened(0);
    CHECK(put(outbox, 1) == 1 && put(outbox, 2) == 2);
    pusdalops_outbox_close(outbox);
    outbox = opened(0);
    CHECK(put(outbox, 3) == 3);
    CHECK(next(outbox, 0) == 1 && next(outbox, 1) == 2 && next(outbox, 3) == 0);
    pusdalops_outbox_close(outbox);
    remove_folder();
}

static void a_message_keeps_its_exact_bytes_until_it_is_settled(void)
{
    fresh_folder();
    struct pusdalops_outbox *outbox = opened(0);
    struct pusdalops_message *message = a_report(7);
    static uint8_t want[PUSDALOPS_MESSAGE_BYTES_MAX];
    static uint8_t have[PUSDALOPS_MESSAGE_BYTES_MAX];
    size_t want_size = 0;
    size_t have_size = 0;
    uint64_t number = 0;
    CHECK(put(outbox, 7) == 1);
    CHECK(pusdalops_message_encode(message, "real", SOURCE, 1, 1764300000000007, want,
                                   &want_size) == PUSDALOPS_OK);
    pusdalops_message_free(message);
    pusdalops_outbox_close(outbox);
    outbox = opened(0);
    CHECK(pusdalops_outbox_next(outbox, 0, &number, have, &have_size) == PUSDALOPS_OK);
    CHECK(have_size == want_size && memcmp(have, want, want_size) == 0);
    const struct pusdalops_settlement done = {.number = 1, .status = PUSDALOPS_ACCEPTED};
    CHECK(pusdalops_outbox_settle(outbox, &done, 1) == PUSDALOPS_OK);
    CHECK(pusdalops_outbox_settle(outbox, &done, 1) == PUSDALOPS_OK); /* twice does no harm */
    CHECK(next(outbox, 0) == 0 && put(outbox, 8) == 2);
    pusdalops_outbox_close(outbox);
    remove_folder();
}

static void a_refused_message_is_put_aside_with_its_code(void)
{
    fresh_folder();
    struct pusdalops_outbox *outbox = opened(0);
    CHECK(put(outbox, 1) == 1);
    const struct pusdalops_settlement no = {.number = 1, .status = PUSDALOPS_REFUSED, .code = 207};
    CHECK(pusdalops_outbox_settle(outbox, &no, 1) == PUSDALOPS_OK);
    struct pusdalops_outbox_counts counts;
    CHECK(pusdalops_outbox_count(outbox, &counts) == PUSDALOPS_OK);
    CHECK(counts.waiting == 0 && counts.refused == 1 && counts.last_number == 1);
    uint64_t number = 0;
    uint32_t code = 0;
    CHECK(pusdalops_outbox_refused(outbox, 0, &number, &code) == PUSDALOPS_OK);
    CHECK(number == 1 && code == 207);
    CHECK(pusdalops_outbox_refused(outbox, 1, &number, &code) == PUSDALOPS_NONE);
    pusdalops_outbox_close(outbox);
    remove_folder();
}

static void a_marked_row_gets_its_number_once(void)
{
    fresh_folder();
    struct pusdalops_outbox *outbox = opened(0);
    struct pusdalops_message *messages[] = {a_report(1), a_report(2), a_report(1)};
    uint8_t marks[3 * PUSDALOPS_MARK_BYTES] = {0};
    marks[PUSDALOPS_MARK_BYTES] = 9; /* the first and the third are the same row */
    uint64_t numbers[3] = {0};
    bool fresh[3] = {false};
    CHECK(pusdalops_outbox_put(outbox, messages, marks, 3, 1, numbers, fresh) == PUSDALOPS_OK);
    CHECK(numbers[0] == 1 && numbers[1] == 2 && numbers[2] == 1);
    CHECK(fresh[0] && fresh[1] && !fresh[2]);
    pusdalops_outbox_close(outbox);
    outbox = opened(0);
    CHECK(pusdalops_outbox_put(outbox, messages, marks, 2, 1, numbers, fresh) == PUSDALOPS_OK);
    CHECK(numbers[0] == 1 && numbers[1] == 2 && !fresh[0] && !fresh[1]);
    CHECK(put(outbox, 3) == 3);
    for (size_t i = 0; i < 3; i++) {
        pusdalops_message_free(messages[i]);
    }
    pusdalops_outbox_close(outbox);
    remove_folder();
}

static void a_new_outbox_goes_on_after_what_the_hub_knows(void)
{
    fresh_folder();
    struct pusdalops_outbox *outbox = opened(0);
    struct pusdalops_outbox_counts counts;
    CHECK(pusdalops_outbox_count(outbox, &counts) == PUSDALOPS_OK && !counts.greeted);
    CHECK(pusdalops_outbox_greeted(outbox, 41) == PUSDALOPS_OK);
    CHECK(put(outbox, 1) == 42);
    CHECK(pusdalops_outbox_greeted(outbox, 7) == PUSDALOPS_OK); /* never back */
    CHECK(put(outbox, 2) == 43);
    CHECK(pusdalops_outbox_count(outbox, &counts) == PUSDALOPS_OK && counts.greeted);
    pusdalops_outbox_close(outbox);
    remove_folder();
}

static void the_outbox_of_another_source_is_not_opened(void)
{
    fresh_folder();
    pusdalops_outbox_close(opened(0));
    struct pusdalops_outbox *outbox = NULL;
    CHECK(pusdalops_outbox_open(folder, "real", "bpbd-11.07", 0, &outbox) == PUSDALOPS_E_FOREIGN);
    CHECK(pusdalops_outbox_open(folder, "drill/x", SOURCE, 0, &outbox) == PUSDALOPS_E_FOREIGN);
    CHECK(outbox == NULL);
    remove_folder();
}

static void a_full_outbox_says_so_and_burns_no_number(void)
{
    fresh_folder();
    struct pusdalops_outbox *outbox = opened(262144);
    uint64_t last = 0;
    for (uint64_t number = put(outbox, 1); number != 0; number = put(outbox, 1)) {
        CHECK(number == last + 1);
        last = number;
    }
    struct pusdalops_outbox_counts counts;
    CHECK(pusdalops_outbox_count(outbox, &counts) == PUSDALOPS_OK);
    CHECK(last > 100 && counts.last_number == last && counts.waiting == last);
    pusdalops_outbox_close(outbox);
    remove_folder();
}

static void a_flipped_byte_is_found(void)
{
    fresh_folder();
    struct pusdalops_outbox *outbox = opened(0);
    CHECK(put(outbox, 1) == 1 && put(outbox, 2) == 2);
    pusdalops_outbox_close(outbox);
    char path[128];
    (void)snprintf(path, sizeof path, "%s/data.mdb", folder);
    static char bytes[1 << 20];
    const int file = open(path, O_RDWR);
    const ssize_t size = read(file, bytes, sizeof bytes);
    unsigned flipped = 0;
    for (ssize_t i = 0; i + 11 < size; i++) {
        if (memcmp(bytes + i, "banjir-2025", 11) == 0) {
            flipped += pwrite(file, "X", 1, i) == 1 ? 1 : 0;
        }
    }
    CHECK(flipped >= 2 && close(file) == 0);
    outbox = opened(0);
    static uint8_t room[PUSDALOPS_MESSAGE_BYTES_MAX];
    uint64_t number = 0;
    size_t message_size = 0;
    CHECK(pusdalops_outbox_next(outbox, 0, &number, room, &message_size) == PUSDALOPS_E_DAMAGED);
    CHECK(number == 1);
    pusdalops_outbox_close(outbox);
    remove_folder();
}

/* ---- kill -9 ---- */

/* The victim: puts and settles without end, and writes each number it was given to the pipe. */
static void put_until_killed(int pipe_out)
{
    struct pusdalops_outbox *outbox = NULL;
    if (pusdalops_outbox_open(folder, "real", SOURCE, 0, &outbox) != PUSDALOPS_OK) {
        _exit(1);
    }
    for (;;) {
        const uint64_t number = put(outbox, 5);
        if (number == 0 || write(pipe_out, &number, sizeof number) != sizeof number) {
            _exit(2);
        }
        if (number % 3 == 0) { /* a third is settled: those may be gone, others not */
            const struct pusdalops_settlement done = {.number = number,
                                                      .status = PUSDALOPS_ACCEPTED};
            (void)pusdalops_outbox_settle(outbox, &done, 1);
        }
    }
}

static void after_kill_nine_at_any_write_no_number_comes_twice_and_nothing_is_lost(void)
{
    static uint64_t given[NUMBERS_MAX];
    size_t count = 0;
    fresh_folder();
    for (unsigned i = 0; i < KILLS; i++) {
        int ends[2];
        CHECK(pipe(ends) == 0);
        const pid_t child = fork();
        if (child == 0) {
            (void)close(ends[0]);
            put_until_killed(ends[1]);
        }
        (void)close(ends[1]);
        /* killed after i % 9 numbers are heard, so in the midst of a later put or settle */
        uint64_t number = 0;
        bool killed = false;
        size_t heard = 0;
        while (read(ends[0], &number, sizeof number) == sizeof number) {
            given[count++] = number;
            heard += 1;
            if (heard > i % 9 && !killed) {
                killed = kill(child, SIGKILL) == 0;
            }
        }
        int how = 0;
        CHECK(waitpid(child, &how, 0) == child && WIFSIGNALED(how));
        (void)close(ends[0]);
    }
    for (size_t i = 1; i < count; i++) {
        CHECK(given[i] > given[i - 1]); /* never twice */
    }
    struct pusdalops_outbox *outbox = opened(0);
    uint64_t at = 0;
    for (size_t i = 0; i < count; i++) { /* every unsettled one is there */
        if (given[i] % 3 != 0) {
            CHECK(next(outbox, given[i] - 1) == given[i]);
        }
        at = given[i];
    }
    CHECK(count >= KILLS && put(outbox, 1) > at);
    pusdalops_outbox_close(outbox);
    remove_folder();
}

int main(void)
{
    SAY(numbers_go_on_after_a_restart);
    SAY(a_message_keeps_its_exact_bytes_until_it_is_settled);
    SAY(a_refused_message_is_put_aside_with_its_code);
    SAY(a_marked_row_gets_its_number_once);
    SAY(a_new_outbox_goes_on_after_what_the_hub_knows);
    SAY(the_outbox_of_another_source_is_not_opened);
    SAY(a_full_outbox_says_so_and_burns_no_number);
    SAY(a_flipped_byte_is_found);
    SAY(after_kill_nine_at_any_write_no_number_comes_twice_and_nothing_is_lost);
    return check_done();
}
