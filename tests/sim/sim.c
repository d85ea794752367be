/*
 * sim.c - the simulator's command.
 *
 *     sim                     seeds.txt and the fixed seeds, in TAP; CHECK_LONG=1 makes it a long campaign
 *     sim --seeds N --start S N seeds from S on
 *     sim --seed S            one seed; prints its fingerprint
 *     sim --until-first N     at most N seeds; the first that fails ends it
 *     sim --plant NAME ...    with a fault planted in the simulated world
 *
 * Every seed that breaks a rule is printed; it breaks the same rule again with --seed. Exit status 0: all held.
 */
#include "sim.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FIXED_SEEDS        150U
#define LONG_SEEDS         20000U
#define TURNS_DEFAULT      900U
#define FAILURES_SHOWN_MAX 20U

struct options {
    uint64_t start;
    uint64_t count;
    uint32_t turns;
    bool first; /* the first failure ends it */
    const char *seeds_file;
    struct plants plants;
};

/* Shared with the process that runs the seeds, so that a seed that ends it is known. */
struct score {
    uint64_t seed;
    uint64_t done;
    uint64_t fingerprint;
    uint64_t messages;
    uint64_t accepted;
    uint64_t turns;
    uint64_t restarts;
};

static struct score *tally;
static uint32_t cases;
static uint32_t failures;

static const struct {
    const char *name;
    size_t at;
} plant_names[] = {
    {"snapshot-too-early", offsetof(struct plants, snapshot_too_early)},
    {"index-lost", offsetof(struct plants, index_lost)},
    {"epoch-again", offsetof(struct plants, epoch_again)},
    {"wrong-peer", offsetof(struct plants, wrong_peer)},
    {"tail-skipped", offsetof(struct plants, tail_skipped)},
    {"area-index-lost", offsetof(struct plants, area_index_lost)},
};

static void plant(struct plants *plants, const char *name)
{
    for (size_t i = 0; i < sizeof plant_names / sizeof plant_names[0]; i++) {
        if (strcmp(plant_names[i].name, name) == 0) {
            *(bool *)((char *)plants + plant_names[i].at) = true;
            return;
        }
    }
    (void)fprintf(stderr, "sim: no such plant: %s\n", name);
    exit(2);
}

static void run_one(const struct options *options, uint64_t seed)
{
    struct sim_result result;
    tally->seed = seed;
    sim_run(seed, &options->plants, options->turns, &result);
    tally->done++;
    tally->fingerprint = (tally->fingerprint ^ result.fingerprint) * 0x100000001b3U;
    tally->messages += result.messages;
    tally->accepted += result.accepted;
    tally->turns += result.turns;
    tally->restarts += result.restarts;
}

/* Seeds from..to-1 in a process of their own; a seed that breaks something ends it and the next process goes on. */
static void run_range(const struct options *options, uint64_t from, uint64_t to)
{
    while (from < to && failures < FAILURES_SHOWN_MAX) {
        int status = 0;
        (void)fflush(stdout);
        const pid_t child = fork();
        if (child == 0) {
            for (uint64_t seed = from; seed < to; seed++) {
                run_one(options, seed);
            }
            _exit(0);
        }
        if (child < 0 || waitpid(child, &status, 0) != child) {
            perror("sim: fork");
            exit(2);
        }
        if (status == 0) {
            return;
        }
        failures++;
        printf("# seed %" PRIu64 " failed (%s %d)\n", tally->seed,
               WIFSIGNALED(status) ? "signal" : "status",
               WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        from = options->first ? to : tally->seed + 1;
    }
}

static void verdict(bool holds, const char *sentence)
{
    cases++;
    printf("%s %u - %s\n", holds ? "ok" : "not ok", (unsigned)cases, sentence);
    (void)fflush(stdout);
}

/* The first number of each line that is not a comment. */
static void run_seeds_file(const struct options *options)
{
    char line[256];
    const uint32_t before = failures;
    FILE *file = fopen(options->seeds_file, "r");
    if (file == NULL) {
        verdict(false, "seeds.txt can be read");
        failures++;
        return;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        char *end = NULL;
        const uint64_t seed = strtoull(line, &end, 10);
        if (line[0] != '#' && end != line) {
            run_range(options, seed, seed + 1);
        }
    }
    (void)fclose(file);
    verdict(failures == before, "every seed that ever failed holds now");
}

static void run_twice(const struct options *options)
{
    uint64_t fingerprints[2];
    const uint32_t before = failures;
    for (int i = 0; i < 2; i++) {
        tally->fingerprint = 0;
        run_range(options, options->start, options->start + 2);
        fingerprints[i] = tally->fingerprint;
    }
    printf("# fingerprint of seeds %" PRIu64 " and %" PRIu64 ": %016" PRIx64 "\n", options->start,
           options->start + 1, fingerprints[0]);
    verdict(failures == before && fingerprints[0] == fingerprints[1],
            "a seed run twice gives the same bytes");
}

static void campaign(const struct options *options)
{
    char sentence[96];
    struct timespec begun;
    struct timespec ended;
    const uint32_t before = failures;
    *tally = (struct score){.seed = 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &begun);
    run_range(options, options->start, options->start + options->count);
    (void)clock_gettime(CLOCK_MONOTONIC, &ended);
    const double seconds =
        (double)(ended.tv_sec - begun.tv_sec) + (double)(ended.tv_nsec - begun.tv_nsec) / 1e9;
    printf("# %" PRIu64 " seeds, %" PRIu64 " turns, %" PRIu64 " restarts, %" PRIu64
           " messages handed in, %" PRIu64 " accepted; %.1f s, %.0f messages/s\n",
           tally->done, tally->turns, tally->restarts, tally->messages, tally->accepted, seconds,
           (double)tally->messages / seconds);
    printf("# fingerprint %016" PRIx64 "\n", tally->fingerprint);
    (void)snprintf(sentence, sizeof sentence, "%" PRIu64 " seeds from %" PRIu64 " hold",
                   options->count, options->start);
    verdict(failures == before, sentence);
}

static void read_options(int argc, char **argv, struct options *out)
{
    const char *is_long = getenv("CHECK_LONG");
    *out = (struct options){.start = 1, .count = FIXED_SEEDS, .turns = TURNS_DEFAULT};
    if (is_long != NULL && strcmp(is_long, "1") == 0) {
        out->count = LONG_SEEDS;
    }
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--seeds") == 0) {
            out->count = strtoull(argv[i + 1], NULL, 10);
        } else if (strcmp(argv[i], "--start") == 0) {
            out->start = strtoull(argv[i + 1], NULL, 10);
        } else if (strcmp(argv[i], "--turns") == 0) {
            out->turns = (uint32_t)strtoul(argv[i + 1], NULL, 10);
        } else if (strcmp(argv[i], "--seed") == 0) {
            out->start = strtoull(argv[i + 1], NULL, 10);
            out->count = 1;
        } else if (strcmp(argv[i], "--until-first") == 0) {
            out->first = true;
            out->count = strtoull(argv[i + 1], NULL, 10);
        } else if (strcmp(argv[i], "--seeds-file") == 0) {
            out->seeds_file = argv[i + 1];
        } else if (strcmp(argv[i], "--plant") == 0) {
            plant(&out->plants, argv[i + 1]);
        } else {
            (void)fprintf(stderr, "sim: unknown option %s\n", argv[i]);
            exit(2);
        }
    }
}

int main(int argc, char **argv)
{
    struct options options;
    read_options(argc, argv, &options);
    tally = mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (tally == MAP_FAILED) {
        perror("sim");
        return 2;
    }
    if (options.seeds_file != NULL) {
        run_seeds_file(&options);
        run_twice(&options);
    }
    campaign(&options);
    printf("1..%u\n", (unsigned)cases);
    return failures == 0 ? 0 : 1;
}
