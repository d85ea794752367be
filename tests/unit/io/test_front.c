/* The newest end of the journal: what a turn left there is found again, whatever happened to the file, or its loss is told. */
#include "io/front.h"

#include "base/bytes.h"
#include "core/record.h"
#include "io/store.h"

#include <fcntl.h>
#include <lmdb.h>
#include <poll.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tap.h"

#define FRONT_BYTES   ((uint64_t)64 * 1024)
#define BLOCK_BYTES   ((uint64_t)4096)
#define RESERVE_BYTES ((uint64_t)512 * 1024) /* an eighth of it is a front: FRONT_BYTES */
#define ROOM_BYTES    ((size_t)4 * 1024 * 1024)
#define RECORDS_MAX   512U
#define TEXT_MAX      5000U

static char folder[256];
static char path[320];
static _Alignas(16) uint8_t room[ROOM_BYTES];
static struct arena arena;

/* The records of one journal, sealed one after the other. */
static struct slice made[RECORDS_MAX + 1];
static uint32_t made_count;
static uint8_t head[RECORD_HASH_BYTES];

static enum record_kind made_as;

static void begin(void)
{
    arena_init(&arena, room, sizeof room);
    made_count = 0;
    made_as = RECORD_MESSAGE;
    memset(head, 0, sizeof head);
    (void)unlink(path);
}

static void make_of(struct slice message)
{
    made_count++;
    struct record record = {.kind = made_as,
                            .seq = {made_count},
                            .number = made_count,
                            .area = 1106,
                            .source = slice_of("bpbd-11.06"),
                            .message = message};
    memcpy(record.previous, head, sizeof head);
    CHECK(record_encode(&record, &arena));
    memcpy(head, record.hash, sizeof head);
    made[made_count] = record.bytes;
}

static void make(uint32_t text_bytes)
{
    static uint8_t text[TEXT_MAX];
    memset(text, (int)('a' + (made_count + 1) % 26), sizeof text);
    make_of((struct slice){text, text_bytes});
}

/* So many new records as the effects of a turn; among them those of another realm, which are not ours. */
static uint32_t turn_of(struct effect *effects, uint32_t records, uint32_t text_bytes)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < records; i++) {
        make(text_bytes);
        effects[count] = (struct effect){.kind = EFFECT_APPEND, .after = {made_count}};
        effects[count].as.append.record = made[made_count];
        effects[count].as.append.source = 1;
        effects[count].as.append.area = 1106;
        effects[count++].as.append.number = made_count;
        effects[count++] =
            (struct effect){.kind = EFFECT_APPEND, .realm = 1, .after = {made_count}};
        effects[count++] = (struct effect){.kind = EFFECT_REPLY, .after = {made_count}};
    }
    return count;
}

static struct effect effects[3 * RECORDS_MAX];

static void append(struct front *front, uint32_t records)
{
    const uint64_t first = made_count + 1;
    const uint32_t count = turn_of(effects, records, 300);
    CHECK(front_has_room(front, records, (uint64_t)records * made[made_count].size_bytes));
    CHECK(front_write(front, 0, effects, count, first) == 0 && front_sync(front) == 0);
}

static void open_front(struct front *front, bool read_only)
{
    CHECK(front_open(front, path, FRONT_BYTES, read_only) == FRONT_SOUND);
}

static bool holds(const struct front *front, uint64_t first, uint64_t last)
{
    struct slice record;
    for (uint64_t seq = first; seq <= last; seq++) {
        if (!front_find(front, seq, &record) || !slice_equal(record, made[seq])) {
            return false;
        }
    }
    return !front_find(front, first - 1, &record) && !front_find(front, last + 1, &record);
}

/* Turns of 1, 3 and 5 records, on blocks 0, 1 and 2; the writer is gone without a word. */
static void three_turns(void)
{
    struct front front;
    begin();
    open_front(&front, false);
    CHECK(front_scan(&front, 0) == FRONT_SOUND && front.count == 0);
    append(&front, 1);
    append(&front, 3);
    append(&front, 5);
    CHECK(holds(&front, 1, 9));
    front_close(&front);
}

static void write_over(uint64_t at, const void *bytes, size_t size_bytes)
{
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    CHECK(fd >= 0 && pwrite(fd, bytes, size_bytes, (off_t)at) == (ssize_t)size_bytes);
    close(fd);
}

static enum front_state look(struct front *front, bool read_only, uint64_t last)
{
    open_front(front, read_only);
    return front_scan(front, last);
}

static void what_was_written_is_found_again_by_the_hub_and_by_a_reader_beside_it(void)
{
    struct front hub;
    struct front reader;
    three_turns();
    CHECK(look(&hub, false, 0) == FRONT_SOUND && holds(&hub, 1, 9));
    append(&hub, 2);
    CHECK(look(&reader, true, 0) == FRONT_SOUND && holds(&reader, 1, 11));
    append(&hub, 2);
    CHECK(holds(&reader, 1, 11)); /* a copy */
    CHECK(holds(&hub, 1, 13));
    front_close(&reader);
    front_close(&hub);
}

static void what_lmdb_holds_already_is_not_held_twice(void)
{
    struct front front;
    three_turns();
    CHECK(look(&front, false, 2) == FRONT_SOUND && holds(&front, 3, 9));
    front_close(&front);
    CHECK(look(&front, false, 9) == FRONT_SOUND && front.count == 0 && front.used_bytes == 0);
    front_close(&front);
}

static void a_turn_that_was_cut_is_passed_over_and_written_over(void)
{
    struct front front;
    three_turns();
    write_over(2 * BLOCK_BYTES + 1500, "cut", 3);
    CHECK(look(&front, false, 0) == FRONT_SOUND && holds(&front, 1, 4));
    made_count = 4;
    memcpy(head, made[4].data, sizeof head);
    append(&front, 1);
    front_close(&front);
    CHECK(look(&front, true, 0) == FRONT_SOUND && holds(&front, 1, 5));
    front_close(&front);
}

static void damage_before_the_last_turn_is_told(void)
{
    struct front front;
    static const uint64_t places[] = {3, 40, 400, BLOCK_BYTES + 9, BLOCK_BYTES + 1200};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        three_turns();
        write_over(places[i], "?", 1);
        CHECK(look(&front, false, 0) == FRONT_DAMAGED);
        front_close(&front);
        CHECK(look(&front, false, 9) == FRONT_SOUND); /* in LMDB by now: nothing is lost */
        front_close(&front);
    }
}

static void a_turn_that_was_written_in_the_place_of_an_earlier_one_is_told(void)
{
    uint8_t last[2 * BLOCK_BYTES];
    struct front front;
    three_turns();
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    CHECK(fd >= 0 && pread(fd, last, sizeof last, 2 * BLOCK_BYTES) == (ssize_t)sizeof last);
    close(fd);
    write_over(BLOCK_BYTES, last, sizeof last); /* 2 to 4 are nowhere any more */
    memset(last, 0, BLOCK_BYTES);
    write_over(3 * BLOCK_BYTES, last, BLOCK_BYTES);
    CHECK(look(&front, false, 0) == FRONT_DAMAGED);
    front_close(&front);
}

static void a_front_that_begins_behind_the_end_of_the_journal_is_told(void)
{
    struct front front;
    begin();
    open_front(&front, false);
    make(10);
    append(&front, 2); /* 2 and 3 */
    front_close(&front);
    CHECK(look(&front, false, 0) == FRONT_AHEAD);
    front_close(&front);
    CHECK(look(&front, false, 1) == FRONT_SOUND && holds(&front, 2, 3));
    front_close(&front);
}

static void once_emptied_it_begins_again_and_older_turns_behind_are_no_damage(void)
{
    struct front front;
    three_turns();
    CHECK(look(&front, false, 0) == FRONT_SOUND);
    front_clear(&front);
    append(&front, 1);
    CHECK(holds(&front, 10, 10));
    front_close(&front);
    CHECK(look(&front, false, 9) == FRONT_SOUND && holds(&front, 10, 10));
    front_close(&front);
}

static void it_says_when_it_is_full_and_is_crowded_before(void)
{
    struct front front;
    begin();
    open_front(&front, false);
    while (front_has_room(&front, 1, 500)) {
        CHECK(front_is_crowded(&front) == (front.used_bytes > FRONT_BYTES / 4 * 3));
        append(&front, 1);
    }
    CHECK(front.used_bytes == FRONT_BYTES && front_is_crowded(&front));
    front_close(&front);
}

/* --- with LMDB behind it --- */

static struct store *open_store(const char *where, bool read_only)
{
    char error[STORE_ERROR_ROOM];
    const struct store_options options = {.folder = where,
                                          .map_bytes = 1U << 28U,
                                          .reserve_bytes = RESERVE_BYTES,
                                          .read_only = read_only};
    struct store *store = store_open(&options, error);
    if (store == NULL) {
        printf("# %s\n", error);
        exit(1);
    }
    return store;
}

static void append_turn(struct store *store, uint32_t records, uint32_t text_bytes)
{
    const uint32_t count = turn_of(effects, records, text_bytes);
    CHECK(store_append(store, 0, effects, count) && store_settle(store, true) == STORE_SYNCED);
}

static bool has_all(struct store *store)
{
    struct slice record;
    bool all = store_last(store).n == made_count;
    for (uint32_t seq = 1; all && seq <= made_count; seq++) {
        all = store_by_seq(store, (struct seq){seq}, &record) == HUB_OK &&
              slice_equal(record, made[seq]);
    }
    store_end_read(store);
    return all;
}

/* LMDB opens a journal once in a process, so who reads beside the hub is one of its own. */
static pid_t fork_reader(void)
{
    (void)fflush(stdout);
    return fork();
}

static bool ended_well(pid_t child)
{
    int status = 0;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool is_read_whole(const char *where)
{
    const pid_t child = fork_reader();
    if (child == 0) {
        _exit(has_all(open_store(where, true)) ? 0 : 1);
    }
    return ended_well(child);
}

static void a_store_holds_every_record_wherever_it_lies(void)
{
    begin();
    struct store *store = open_store(folder, false);
    append_turn(store, 2, 300);
    CHECK(has_all(store) && is_read_whole(folder)); /* in the front alone */
    CHECK(store_index(store) && has_all(store) && is_read_whole(folder));
    append_turn(store, 30, 5000); /* larger than the front */
    CHECK(has_all(store) && is_read_whole(folder));
    append_turn(store, 2, 300);
    for (int i = 0; i < 40; i++) { /* the front is emptied more than once */
        append_turn(store, 5, 300);
        CHECK(store_keep_index(store));
        CHECK(i % 8 != 0 || (has_all(store) && is_read_whole(folder)));
    }
    CHECK(has_all(store) && is_read_whole(folder));
    store_close(store);
    store = open_store(folder, false);
    CHECK(has_all(store));
    append_turn(store, 1, 300);
    CHECK(has_all(store));
    store_close(store);
}

/* Opens, says so, waits until it is told to go on, copies. */
static void copy_slowly(const char *copy, int says, int waits)
{
    char error[STORE_ERROR_ROOM];
    char byte = 0;
    struct store *reader = open_store(folder, true);
    const bool good = write(says, "o", 1) == 1 && read(waits, &byte, 1) == 1;
    _exit(good && store_copy(reader, copy, error) ? 0 : 1);
}

static void a_copy_made_beside_the_hub_is_whole(void)
{
    char copy[300];
    char byte = 0;
    int opened[2] = {-1, -1};
    int go_on[2] = {-1, -1};
    (void)snprintf(copy, sizeof copy, "%s/copy", folder);
    struct store *store = open_store(folder, false);
    CHECK(pipe(opened) == 0 && pipe(go_on) == 0);
    append_turn(store, 3, 300);
    const pid_t child = fork_reader();
    if (child == 0) {
        copy_slowly(copy, opened[1], go_on[0]);
    }
    CHECK(read(opened[0], &byte, 1) == 1);
    CHECK(store_index(store)); /* what the reader saw in the front is in LMDB when it copies that */
    append_turn(store, 1, 300);
    made_count--;
    CHECK(write(go_on[1], "g", 1) == 1 && ended_well(child) && is_read_whole(copy));
    for (int i = 0; i < 2; i++) {
        close(opened[i]);
        close(go_on[i]);
    }
    store_close(store);
}

static void a_copy_takes_the_front_along(void)
{
    char error[STORE_ERROR_ROOM];
    char copy[300];
    (void)snprintf(copy, sizeof copy, "%s/other", folder);
    struct store *store = open_store(folder, true);
    CHECK(store_last(store).n == ++made_count); /* the turn of the sentence before, never indexed */
    CHECK(store_copy(store, copy, error) && is_read_whole(copy));
    store_close(store);
}

/* --- two fronts --- */

static const char *const names[] = {"data.mdb", "born",           "lock",
                                    FRONT_FILE, FRONT_OTHER_FILE, "lock.mdb"};

static void copy_file(const char *from, const char *to)
{
    static uint8_t bytes[65536];
    const int in = open(from, O_RDONLY);
    const int out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CHECK(in >= 0 && out >= 0);
    for (ssize_t got = 1; got > 0;) {
        got = read(in, bytes, sizeof bytes);
        CHECK(got >= 0 && write(out, bytes, (size_t)got) == got);
    }
    close(in);
    close(out);
}

/* The folder as a power cut would leave it now. */
static void take_picture(const char *where)
{
    char from[400];
    char to[400];
    CHECK(mkdir(where, 0700) == 0);
    for (size_t i = 0; i + 1 < sizeof names / sizeof names[0]; i++) {
        (void)snprintf(from, sizeof from, "%s/%s", folder, names[i]);
        (void)snprintf(to, sizeof to, "%s/%s", where, names[i]);
        copy_file(from, to);
    }
}

/* By their numbers, and by their area, each once and in order. */
static bool finds_all(struct store *store)
{
    static struct slice records[256];
    struct slice record;
    uint32_t count = 0;
    bool all = has_all(store);
    for (uint32_t number = 1; all && number <= made_count; number++) {
        all = store_by_number(store, (struct source_id){1}, number, &record) == HUB_OK &&
              slice_equal(record, made[number]);
    }
    for (uint32_t after = 0; all && after < made_count; after += count) {
        all = store_by_area(store, 1106, (struct seq){after}, records, 256, &count) == HUB_OK &&
              count > 0;
        for (uint32_t i = 0; all && i < count; i++) {
            all = slice_equal(records[i], made[after + i + 1]);
        }
    }
    store_end_read(store);
    return all;
}

/* Another process has LMDB's right to write until it is told to go on; so a move does not get ahead. */
static void keep_writing_right(int says, int waits)
{
    MDB_env *env = NULL;
    MDB_txn *txn = NULL;
    char byte = 0;
    const bool good = mdb_env_create(&env) == 0 && mdb_env_set_mapsize(env, 1U << 28U) == 0 &&
                      mdb_env_set_maxdbs(env, 8) == 0 && mdb_env_open(env, folder, 0, 0600) == 0 &&
                      mdb_txn_begin(env, NULL, 0, &txn) == 0 && write(says, "o", 1) == 1 &&
                      read(waits, &byte, 1) == 1;
    if (txn != NULL) {
        mdb_txn_abort(txn);
    }
    _exit(good ? 0 : 1);
}

static void fill_a_front(struct store *store)
{
    for (int i = 0; i < 13; i++) {
        append_turn(store, 5, 300); /* a block each: three quarters of the front and one more */
    }
}

static struct store *begin_store(void)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char name[400];
        (void)snprintf(name, sizeof name, "%s/%s", folder, names[i]);
        (void)unlink(name);
    }
    begin();
    return open_store(folder, false);
}

/* All of a picture that was taken is there when a hub starts on it. */
static bool starts_whole(const char *where)
{
    const pid_t child = fork_reader();
    if (child == 0) {
        struct store *store = open_store(where, false);
        const bool whole = has_all(store) && store_index(store) && has_all(store);
        append_turn(store, 1, 300);
        _exit(whole && has_all(store) ? 0 : 1);
    }
    return ended_well(child);
}

/* And the sentence names this file. */
static bool is_refused(const char *where, const char *name)
{
    const pid_t child = fork_reader();
    if (child == 0) {
        char error[STORE_ERROR_ROOM];
        char wanted[400];
        const struct store_options options = {
            .folder = where, .map_bytes = 1U << 28U, .reserve_bytes = RESERVE_BYTES};
        const bool refused = store_open(&options, error) == NULL;
        (void)snprintf(wanted, sizeof wanted, "%s/%s: ", where, name);
        _exit(refused && strncmp(error, wanted, strlen(wanted)) == 0 ? 0 : 1);
    }
    return ended_well(child);
}

static void ruin_block(const char *where, const char *name, uint32_t block)
{
    static const uint8_t noise[BLOCK_BYTES] = {1, 2, 3};
    char file[400];
    (void)snprintf(file, sizeof file, "%s/%s", where, name);
    const int fd = open(file, O_WRONLY);
    CHECK(fd >= 0 &&
          pwrite(fd, noise, sizeof noise, (off_t)(block * BLOCK_BYTES)) == (ssize_t)sizeof noise);
    close(fd);
}

static void while_one_front_is_moved_the_other_is_written_and_all_is_found(void)
{
    char moving[300];
    char torn[300];
    int said[2] = {-1, -1};
    int told[2] = {-1, -1};
    char byte = 0;
    (void)snprintf(moving, sizeof moving, "%s/moving", folder);
    (void)snprintf(torn, sizeof torn, "%s/torn", folder);
    struct store *store = begin_store();
    append_turn(store, 3, 300);
    CHECK(store_index(store)); /* some lie in LMDB before */
    fill_a_front(store);
    CHECK(pipe(said) == 0 && pipe(told) == 0);
    const pid_t keeper = fork_reader();
    if (keeper == 0) {
        keep_writing_right(said[1], told[0]);
    }
    CHECK(read(said[0], &byte, 1) == 1);
    CHECK(store_keep_index(store)); /* sets out, and cannot arrive */
    append_turn(store, 2, 300);
    append_turn(store, 1, 300);
    CHECK(store_keep_index(store));
    CHECK(finds_all(store) && is_read_whole(folder));
    take_picture(moving);
    take_picture(torn);
    CHECK(starts_whole(moving));
    ruin_block(torn, FRONT_FILE, 12); /* the last turn before the change: acknowledged long ago */
    CHECK(is_refused(torn, FRONT_OTHER_FILE));
    ruin_block(torn, FRONT_FILE, 5);
    CHECK(is_refused(torn, FRONT_FILE));
    CHECK(write(told[1], "g", 1) == 1 && ended_well(keeper));
    CHECK(store_index(store) && finds_all(store) && is_read_whole(folder));
    append_turn(store, 1, 300);
    CHECK(finds_all(store));
    store_close(store);
    for (int i = 0; i < 2; i++) {
        close(said[i]);
        close(told[i]);
    }
}

static uint32_t tail_of(struct store *store)
{
    struct store_figures figures;
    store_figures(store, &figures);
    return figures.tail_records;
}

static void the_fronts_take_turns_and_what_they_held_before_is_passed_over(void)
{
    char stale[300];
    (void)snprintf(stale, sizeof stale, "%s/stale", folder);
    struct store *store = begin_store();
    for (int round = 0; round < 5; round++) {
        fill_a_front(store);
        const uint32_t tail = tail_of(store);
        CHECK(store_keep_index(store) && tail == 65);
        append_turn(store, 1, 300);
        while (tail_of(store) >
               1) { /* until it has arrived; in LMDB and not forgotten yet, it is not found twice */
            CHECK(finds_all(store) && store_keep_index(store));
            CHECK(sched_yield() == 0);
        }
        CHECK(store_is_indexed(store, (struct seq){made_count - 1}) && finds_all(store));
        CHECK(store_index(store) && tail_of(store) == 0);
    }
    append_turn(store, 4, 300);
    take_picture(stale); /* both fronts full of what LMDB has, but for one turn */
    CHECK(starts_whole(stale));
    store_close(store);
}

static void a_large_turn_is_synced_beside_the_caller_and_its_end_is_told(void)
{
    struct store *store = begin_store();
    uint32_t count = turn_of(effects, 1, 300);
    CHECK(store_append(store, 0, effects, count));
    CHECK(store_settle_fd(store) == -1 && store_settle(store, false) == STORE_SYNCED);
    for (int i = 0; i < 20; i++) {
        count = turn_of(effects, 8, 300);
        CHECK(store_append(store, 0, effects, count));
        struct pollfd look = {.fd = store_settle_fd(store), .events = POLLIN};
        CHECK(look.fd >= 0 && (i % 2 == 0 || poll(&look, 1, -1) == 1));
        CHECK(finds_all(store)); /* found before it is synced: a repeat in the next turn is one */
        CHECK(store_settle(store, i % 2 == 0) == STORE_SYNCED && store_settle_fd(store) == -1);
        CHECK(store_keep_index(store));
    }
    struct store_figures figures;
    store_figures(store, &figures);
    CHECK(figures.appends == 21 && figures.records == 161);
    CHECK(finds_all(store) && is_read_whole(folder));
    count = turn_of(effects, 8, 300);
    CHECK(store_append(store, 0, effects, count));
    store_close(store); /* on its way or not: it arrives */
    CHECK(is_read_whole(folder));
}

/* --- what a client may write into a message --- */

/* A frame with one whole record of a far sequence, as a client could make it; returns its bytes. */
static size_t forge_frame(uint8_t *bytes)
{
    static uint8_t forged_room[4096];
    struct arena forged;
    struct record record = {
        .kind = RECORD_MESSAGE, .seq = {900}, .number = 1, .source = slice_of("bpbd-11.06")};
    arena_init(&forged, forged_room, sizeof forged_room);
    CHECK(record_encode(&record, &forged));
    memset(bytes, 0, BLOCK_BYTES);
    bytes_put_le(bytes, FRONT_MARK_PLAIN, 8);
    bytes_put_le(bytes + 8, 900, 8);
    bytes_put_le(bytes + 16, 1, 4);
    bytes_put_le(bytes + 24, record.bytes.size_bytes, 8);
    bytes_put_le(bytes + 32, record.bytes.size_bytes, 4);
    memcpy(bytes + 36, record.bytes.data, record.bytes.size_bytes);
    return BLOCK_BYTES;
}

/* One record whose message has the frame at the beginning of the file's third block. */
static void append_forged(struct store *store)
{
    static uint8_t message[4 * BLOCK_BYTES];
    const size_t before_bytes =
        36 + 116 + strlen("bpbd-11.06"); /* heads of the frame, the record */
    const size_t at = 2 * BLOCK_BYTES - before_bytes;
    memset(message, 'a', sizeof message);
    const size_t size_bytes = at + forge_frame(message + at);
    make_of((struct slice){message, size_bytes});
    CHECK(made[made_count].size_bytes == size_bytes + before_bytes - 36);
    struct effect effect = {.kind = EFFECT_APPEND, .after = {made_count}};
    effect.as.append.record = made[made_count];
    effect.as.append.source = 1;
    effect.as.append.number = made_count;
    CHECK(store_append(store, 0, &effect, 1));
}

static void a_message_that_looks_like_a_frame_is_none_once_it_was_written_over(void)
{
    char where[300];
    char error[STORE_ERROR_ROOM] = "";
    (void)snprintf(where, sizeof where, "%s/forged", folder);
    begin();
    struct store *store = open_store(where, false);
    append_forged(store);
    CHECK(store_index(store)); /* from here on its blocks are free */
    append_turn(store, 1, 300);
    store_close(store);
    const struct store_options options = {
        .folder = where, .map_bytes = 1U << 28U, .reserve_bytes = RESERVE_BYTES};
    store = store_open(&options, error);
    CHECK_TEXT(error, "");
    CHECK(store != NULL && has_all(store));
    store_close(store);
}

/* A number of the store's own under a name, 0 when there is none; `put`: what it is from now on, 0 for nothing any more. */
static uint64_t meta_of(const char *where, const char *name, const uint64_t *put)
{
    char copy[16];
    uint8_t bytes[8];
    uint64_t held = 0;
    MDB_env *env = NULL;
    MDB_txn *txn = NULL;
    MDB_dbi dbi = 0;
    MDB_val key = {strlen(name), copy};
    MDB_val value;
    (void)snprintf(copy, sizeof copy, "%s", name);
    CHECK(mdb_env_create(&env) == 0 && mdb_env_set_maxdbs(env, 8) == 0 &&
          mdb_env_open(env, where, 0, 0600) == 0 && mdb_txn_begin(env, NULL, 0, &txn) == 0 &&
          mdb_dbi_open(txn, "meta", 0, &dbi) == 0);
    if (mdb_get(txn, dbi, &key, &value) == 0) {
        held = bytes_get_le(value.mv_data, 8);
    }
    if (put != NULL && *put == 0) {
        CHECK(mdb_del(txn, dbi, &key, NULL) == 0);
    } else if (put != NULL) {
        bytes_put_le(bytes, *put, 8);
        value = (MDB_val){sizeof bytes, bytes};
        CHECK(mdb_put(txn, dbi, &key, &value, 0) == 0);
    }
    CHECK(mdb_txn_commit(txn) == 0);
    mdb_env_close(env);
    return held;
}

/* Three records in LMDB, two behind them in the front with the mark of old. */
static void an_older_store(const char *where)
{
    static const uint64_t older = 3;
    static const uint64_t none = 0;
    struct front front;
    struct store *store = open_store(where, false);
    append_turn(store, 3, 300);
    CHECK(store_index(store));
    store_close(store);
    CHECK(meta_of(where, "format", &older) == STORE_FORMAT);
    CHECK(meta_of(where, "mark", &none) != FRONT_MARK_PLAIN);
    (void)snprintf(path, sizeof path, "%s/%s", where, FRONT_FILE);
    open_front(&front, false);
    append(&front, 2);
    front_close(&front);
}

static void a_store_with_the_mark_of_old_is_read_and_gets_one_of_its_own(void)
{
    char where[300];
    char error[STORE_ERROR_ROOM];
    static const struct view_limits limits = {.sources_max = 8, .gaps_max = 8};
    static uint8_t scratch_room[65536];
    struct arena scratch;
    void *memory = calloc(1, view_bytes(&limits));
    struct view view;
    arena_init(&scratch, scratch_room, sizeof scratch_room);
    (void)snprintf(where, sizeof where, "%s/older", folder);
    begin();
    made_as = RECORD_NOTE;
    an_older_store(where);
    CHECK(is_read_whole(where));
    struct store *store = open_store(where, false);
    CHECK(has_all(store));
    view_init(&view, memory, &limits);
    CHECK(store_restore(store, &view, &scratch, false, error) == HUB_OK && view.last.n == 5);
    append_turn(store, 1, 300);
    CHECK(has_all(store));
    store_close(store);
    CHECK(is_read_whole(where));
    CHECK(meta_of(where, "format", NULL) == STORE_FORMAT);
    const uint64_t mark = meta_of(where, "mark", NULL);
    CHECK(mark != 0 && mark != FRONT_MARK_PLAIN);
    free(memory);
}

static void remove_files(const char *where)
{
    char name[400];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)snprintf(name, sizeof name, "%s/%s", where, names[i]);
        (void)unlink(name);
    }
    (void)rmdir(where);
}

int main(void)
{
    static const char *const below[] = {"copy",  "other",  "moving", "torn",
                                        "stale", "forged", "older"};
    tap_make_folder(folder, sizeof folder);
    (void)snprintf(path, sizeof path, "%s/%s", folder, FRONT_FILE);
    SENTENCE(what_was_written_is_found_again_by_the_hub_and_by_a_reader_beside_it);
    SENTENCE(what_lmdb_holds_already_is_not_held_twice);
    SENTENCE(a_turn_that_was_cut_is_passed_over_and_written_over);
    SENTENCE(damage_before_the_last_turn_is_told);
    SENTENCE(a_turn_that_was_written_in_the_place_of_an_earlier_one_is_told);
    SENTENCE(a_front_that_begins_behind_the_end_of_the_journal_is_told);
    SENTENCE(once_emptied_it_begins_again_and_older_turns_behind_are_no_damage);
    SENTENCE(it_says_when_it_is_full_and_is_crowded_before);
    SENTENCE(a_store_holds_every_record_wherever_it_lies);
    SENTENCE(a_copy_made_beside_the_hub_is_whole);
    SENTENCE(a_copy_takes_the_front_along);
    SENTENCE(while_one_front_is_moved_the_other_is_written_and_all_is_found);
    SENTENCE(the_fronts_take_turns_and_what_they_held_before_is_passed_over);
    SENTENCE(a_large_turn_is_synced_beside_the_caller_and_its_end_is_told);
    SENTENCE(a_message_that_looks_like_a_frame_is_none_once_it_was_written_over);
    SENTENCE(a_store_with_the_mark_of_old_is_read_and_gets_one_of_its_own);
    for (size_t i = 0; i < sizeof below / sizeof below[0]; i++) {
        char name[300];
        (void)snprintf(name, sizeof name, "%s/%s", folder, below[i]);
        remove_files(name);
    }
    remove_files(folder);
    return tap_done();
}
