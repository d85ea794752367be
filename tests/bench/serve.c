/*
 * serve.c - the bounds: what libzmq and LMDB do by themselves, without a hub.
 *
 *     bench_serve keys NAME ...                                    print CURVE keys
 *     bench_serve echo ENDPOINT [KEYS|-] [FOLDER|-] [FEED]         ROUTER that gives back what it gets; with a folder, after
 *                                                                  one append-only LMDB commit a turn; with FEED, published too
 *     bench_serve publish ENDPOINT SIZES                           PUB that sends frames of the listed sizes as fast as it can
 *     bench_serve empty ENDPOINT FEED KEYS                         ROUTER and PUB that do nothing but answer
 *     bench_serve log FOLDER BATCH SECONDS                         append-only LMDB, BATCH records of 400 bytes a commit
 *
 * Servers end by SIGTERM. `log` prints one line of JSON.
 */
#include <errno.h>
#include <lmdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <zmq.h>

#include "keyring.h"

#define TURN_MESSAGES_MAX 512
#define LOG_MAP_BYTES     (16ULL << 30)
#define RECORD_BYTES      400
#define SIZES_MAX         8192
#define SAMPLES_MAX       (1U << 20)

static volatile sig_atomic_t stopped;

static void stop(int signal_number)
{
    (void)signal_number;
    stopped = 1;
}

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "bench_serve: %s: %s\n", what, why);
    exit(1);
}

static uint64_t mono_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

/* --- an append-only log on LMDB --- */

struct log {
    MDB_env *env;
    MDB_dbi dbi;
    uint64_t sequence;
};

static void log_open(struct log *log, const char *folder)
{
    MDB_txn *txn = NULL;
    *log = (struct log){.env = NULL};
    mkdir(folder, 0700);
    int rc = mdb_env_create(&log->env);
    if (rc == 0) {
        mdb_env_set_mapsize(log->env, LOG_MAP_BYTES);
        rc = mdb_env_open(log->env, folder, 0, 0600);
    }
    if (rc != 0 || (rc = mdb_txn_begin(log->env, NULL, 0, &txn)) != 0 ||
        (rc = mdb_dbi_open(txn, NULL, MDB_INTEGERKEY, &log->dbi)) != 0 ||
        (rc = mdb_txn_commit(txn)) != 0) {
        die(folder, mdb_strerror(rc));
    }
}

static MDB_txn *log_begin(struct log *log)
{
    MDB_txn *txn = NULL;
    const int rc = mdb_txn_begin(log->env, NULL, 0, &txn);
    if (rc != 0) {
        die("begin", mdb_strerror(rc));
    }
    return txn;
}

static void log_append(struct log *log, MDB_txn *txn, void *bytes, size_t size_bytes)
{
    size_t sequence = ++log->sequence;
    MDB_val key = {sizeof sequence, &sequence};
    MDB_val value = {size_bytes, bytes};
    const int rc = mdb_put(txn, log->dbi, &key, &value, MDB_APPEND);
    if (rc != 0) {
        die("put", mdb_strerror(rc));
    }
}

static void log_commit(MDB_txn *txn)
{
    const int rc = mdb_txn_commit(txn);
    if (rc != 0) {
        die("commit", mdb_strerror(rc));
    }
}

static int compare(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a;
    const uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int run_log(const char *folder, unsigned batch, double seconds)
{
    static uint32_t samples_ns[SAMPLES_MAX];
    static char record[RECORD_BYTES];
    struct log log;
    uint32_t commits = 0;
    log_open(&log, folder);
    const uint64_t begin_ns = mono_ns();
    const uint64_t until_ns = begin_ns + (uint64_t)(seconds * 1e9);
    uint64_t now_ns = begin_ns;
    while (now_ns < until_ns && commits < SAMPLES_MAX) {
        MDB_txn *txn = log_begin(&log);
        for (unsigned i = 0; i < batch; i++) {
            log_append(&log, txn, record, sizeof record);
        }
        log_commit(txn);
        const uint64_t after_ns = mono_ns();
        samples_ns[commits++] = (uint32_t)(after_ns - now_ns);
        now_ns = after_ns;
    }
    qsort(samples_ns, commits, sizeof *samples_ns, compare);
    const uint64_t middle = (uint64_t)commits / 2;
    const uint64_t late = (uint64_t)commits * 99 / 100;
    printf("{\"per_s\": %.0f, \"p50_us\": %.1f, \"p99_us\": %.1f}\n",
           (double)log.sequence * 1e9 / (double)(now_ns - begin_ns),
           (double)samples_ns[middle] / 1e3, (double)samples_ns[late] / 1e3);
    mdb_env_close(log.env);
    return 0;
}

/* --- sockets --- */

static void *bind_socket(void *context, int type, const char *endpoint, const struct keyring *ring)
{
    const int linger = 0;
    void *socket = zmq_socket(context, type);
    keyring_guard(ring, socket);
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    if (zmq_bind(socket, endpoint) != 0) {
        die(endpoint, zmq_strerror(errno));
    }
    return socket;
}

/* Address and payload of one turn's messages. */
struct turn {
    zmq_msg_t frames[TURN_MESSAGES_MAX][2];
    unsigned count;
};

static bool take(void *router, zmq_msg_t frames[2])
{
    zmq_msg_init(&frames[0]);
    if (zmq_msg_recv(&frames[0], router, ZMQ_DONTWAIT) < 0) {
        return false;
    }
    zmq_msg_init(&frames[1]);
    return zmq_msg_recv(&frames[1], router, ZMQ_DONTWAIT) >= 0;
}

static void publish_all(struct turn *turn, void *feed)
{
    static const char topic[] = "real/11/11.06/notice/";
    for (unsigned i = 0; feed != NULL && i < turn->count; i++) {
        zmq_msg_t copy;
        zmq_msg_init(&copy);
        zmq_msg_copy(&copy, &turn->frames[i][1]);
        zmq_send(feed, topic, sizeof topic - 1, ZMQ_SNDMORE | ZMQ_DONTWAIT);
        zmq_msg_send(&copy, feed, ZMQ_DONTWAIT);
    }
}

static void echo_turn(struct turn *turn, void *router, struct log *log, void *feed)
{
    for (turn->count = 0;
         turn->count < TURN_MESSAGES_MAX && take(router, turn->frames[turn->count]);) {
        turn->count++;
    }
    if (turn->count == 0) {
        zmq_pollitem_t item = {.socket = router, .events = ZMQ_POLLIN};
        zmq_poll(&item, 1, 200);
        return;
    }
    if (log != NULL) {
        MDB_txn *txn = log_begin(log);
        for (unsigned i = 0; i < turn->count; i++) {
            log_append(log, txn, zmq_msg_data(&turn->frames[i][1]),
                       zmq_msg_size(&turn->frames[i][1]));
        }
        log_commit(txn);
    }
    publish_all(turn, feed);
    for (unsigned i = 0; i < turn->count; i++) {
        zmq_msg_send(&turn->frames[i][0], router, ZMQ_SNDMORE);
        zmq_msg_send(&turn->frames[i][1], router, 0);
    }
}

static int run_echo(const char *endpoint, const char *keys, const char *folder,
                    const char *feed_endpoint)
{
    static struct turn turn;
    struct keyring ring;
    struct log log;
    if (!keyring_open(&ring, keys)) {
        die(keys, "no keys");
    }
    void *context = zmq_ctx_new();
    void *router = bind_socket(context, ZMQ_ROUTER, endpoint, &ring);
    void *feed = feed_endpoint == NULL ? NULL : bind_socket(context, ZMQ_PUB, feed_endpoint, &ring);
    if (folder != NULL) {
        log_open(&log, folder);
    }
    while (!stopped) {
        echo_turn(&turn, router, folder == NULL ? NULL : &log, feed);
    }
    zmq_close(router);
    if (feed != NULL) {
        zmq_close(feed);
    }
    zmq_ctx_term(context);
    keyring_close(&ring);
    return 0;
}

/* --- a raw publisher --- */

static int run_publish(const char *endpoint, const char *sizes_path)
{
    static unsigned sizes[SIZES_MAX][2];
    static char bytes[1U << 20] = "real/";
    const struct keyring plain = {.keys = NULL};
    unsigned count = 0;
    FILE *file = fopen(sizes_path, "re");
    while (file != NULL && count < SIZES_MAX &&
           fscanf(file, "%u %u", &sizes[count][0], &sizes[count][1]) == 2) {
        count++;
    }
    if (count == 0) {
        die(sizes_path, "no sizes");
    }
    fclose(file);
    void *context = zmq_ctx_new();
    void *socket = bind_socket(context, ZMQ_PUB, endpoint, &plain);
    for (unsigned i = 0; !stopped; i = (i + 1) % count) {
        zmq_send(socket, bytes, sizes[i][0], ZMQ_SNDMORE);
        zmq_send(socket, bytes, sizes[i][1], 0);
    }
    zmq_close(socket);
    zmq_ctx_term(context);
    return 0;
}

/* --- the command line --- */

static const char *argument(int argc, char **argv, int at)
{
    return at < argc && strcmp(argv[at], "-") != 0 ? argv[at] : NULL;
}

int main(int argc, char **argv)
{
    const char *command = argc > 1 ? argv[1] : "";
    const struct sigaction action = {.sa_handler = stop};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    if (strcmp(command, "keys") == 0) {
        return keyring_print(argv + 2, argc - 2);
    }
    if (strcmp(command, "echo") == 0 && argc >= 3) {
        return run_echo(argv[2], argument(argc, argv, 3), argument(argc, argv, 4),
                        argument(argc, argv, 5));
    }
    if (strcmp(command, "empty") == 0 && argc == 5) {
        return run_echo(argv[2], argument(argc, argv, 4), NULL, argv[3]);
    }
    if (strcmp(command, "publish") == 0 && argc == 4) {
        return run_publish(argv[2], argv[3]);
    }
    if (strcmp(command, "log") == 0 && argc == 5) {
        return run_log(argv[2], (unsigned)atoi(argv[3]), atof(argv[4]));
    }
    fprintf(stderr, "bench_serve: see the head of serve.c for its arguments\n");
    return 2;
}
