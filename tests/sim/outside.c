/*
 * outside.c - the world of the simulated daemon: a journal that may fail, two clocks, and a life with many ends.
 *
 * The loop is the real one. A sync is over at once or takes until it is asked for, while the next turn is stepped. A crash is a
 * moment after which nothing of the daemon leaves any more; what was not synced is lost, wholly or but for the first records of the
 * turn and a torn one.
 */
#include "sim.h"

#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define BOARD_TURNS   150 /* between two reloads that change clusters and items */
#define DOUBT_US      (20 * US_PER_S)
#define DOUBT_STEP_US (60 * US_PER_S)
#define TRUE_START_US (1764000000LL * US_PER_S)
#define WALL_OFF_MAX_US                                                                            \
    (8LL * 60 * US_PER_S) /* within AHEAD_MAX_US: an honest word is never from the future */

/* --- the journal --- */

static void keep(struct run *run, const struct effect *effect)
{
    struct sim_store *store = &run->stores[effect->realm];
    if (store->count == store->max || effect->after.n != store->count + 1U) {
        judge_broken(run, "record %llu appended after %u", (unsigned long long)effect->after.n,
                     (unsigned)store->count);
    }
    store->records[store->count++] = (struct kept){
        .bytes = room_copy(effect->as.append.record),
        .area = effect->as.append.area,
        .source = effect->as.append.source,
        .number = effect->as.append.number,
    };
    judge_record(run, (enum sim_realm)effect->realm, store->records[store->count - 1].bytes);
}

/* How many of a turn's records are on the disk after a crash or a failed sync; the one behind them is torn. */
static uint32_t throw_survivors(struct run *run, uint32_t appended)
{
    return dice_below(&run->dice, 3) == 0 ? dice_below(&run->dice, appended + 1) : 0;
}

static void save_view(struct run *run, enum sim_realm realm, const struct view *view)
{
    const size_t size = view_snapshot_bytes(view);
    uint8_t *bytes = room_take(size);
    view_save(view, bytes);
    run->stores[realm].snapshot = (struct slice){bytes, size};
}

static enum world_durable sync_turn(struct run *run, const struct effect *effects, uint32_t count)
{
    uint32_t appended = 0;
    for (uint32_t i = 0; i < count; i++) {
        appended += effects[i].kind == EFFECT_APPEND ? 1 : 0;
    }
    const bool fails = !run->calm && dice_chance(&run->dice, run->odds.sync_fails);
    const bool dies = !run->calm && dice_chance(&run->dice, run->odds.crash);
    uint32_t stays = appended;
    if (fails || (dies && dice_chance(&run->dice, 600000))) {
        stays = throw_survivors(run, appended);
    }
    for (uint32_t i = 0; i < count && stays > 0 && !run->crashed; i++) {
        if (effects[i].kind == EFFECT_APPEND) {
            keep(run, &effects[i]);
            stays--;
        }
    }
    run->append_failed = fails;
    if (dies) {
        run->crashed = true; /* before anything of this turn has left */
    }
    return fails ? WORLD_FAILED : WORLD_DURABLE;
}

static bool world_settle(void *self)
{
    struct run *run = self;
    const struct effect *effects = run->going;
    if (run->append_failed || effects == NULL) {
        return !run->append_failed;
    }
    run->going = NULL;
    return sync_turn(run, effects, run->going_count) == WORLD_DURABLE;
}

static enum world_durable world_append(void *self, const struct effect *effects, uint32_t count)
{
    struct run *run = self;
    if (run->append_failed) {
        judge_broken(run, "an append after a failed one");
    }
    if (run->going != NULL) {
        judge_broken(run, "an append before the one before it is settled");
    }
    if (run->store_told_full) {
        judge_broken(run, "an append although the store is full");
    }
    if (run->plants.snapshot_too_early) {
        save_view(run, SIM_REAL, &run->hub.realms[SIM_REAL].view);
    }
    if (dice_chance(&run->dice, 500000)) {
        run->going = effects;
        run->going_count = count;
        return WORLD_GOING;
    }
    return sync_turn(run, effects, count);
}

/* What the reader sees is the journal, the turn that is on its way to it, and the records of the present turn. */
static const struct effect *find_in_turn(const struct effect *effects, uint32_t count,
                                         uint32_t realm, uint32_t source, uint64_t number)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct effect *effect = &effects[i];
        if (effect->kind == EFFECT_APPEND && effect->realm == realm &&
            effect->as.append.source == source && effect->as.append.number == number) {
            return effect;
        }
    }
    return NULL;
}

static enum hub_status read_by_number(void *self, uint32_t realm, struct source_id source,
                                      uint64_t number, struct slice *out_record)
{
    const struct run *run = self;
    const struct sim_store *store = &run->stores[realm];
    const struct outbox *outbox = &run->loop.outbox;
    const struct effect *effect =
        find_in_turn(outbox->effects, outbox->count, realm, source.n, number);
    if (effect == NULL && run->going != NULL) {
        effect = find_in_turn(run->going, run->going_count, realm, source.n, number);
    }
    if (effect != NULL) {
        *out_record = effect->as.append.record;
        return HUB_OK;
    }
    for (uint32_t i = store->count; i > 0; i--) {
        const struct kept *kept = &store->records[i - 1];
        if (kept->source == source.n && kept->number == number) {
            if (run->plants.index_lost && run->restarts > 0) {
                break;
            }
            *out_record = kept->bytes;
            return HUB_OK;
        }
    }
    return HUB_E_REPORT_UNKNOWN;
}

static uint32_t list_turn(const struct effect *effects, uint32_t effect_count, uint32_t realm,
                          uint32_t area, struct seq after, struct slice *out_records,
                          uint32_t count, uint32_t max)
{
    for (uint32_t i = 0; i < effect_count && count < max; i++) {
        const struct effect *effect = &effects[i];
        if (effect->kind == EFFECT_APPEND && effect->realm == realm &&
            effect->as.append.source != 0 && effect->as.append.area == area &&
            effect->after.n > after.n) {
            out_records[count++] = effect->as.append.record;
        }
    }
    return count;
}

static enum hub_status read_by_area(void *self, uint32_t realm, uint32_t area, struct seq after,
                                    struct slice *out_records, uint32_t out_max,
                                    uint32_t *out_count)
{
    const struct run *run = self;
    const struct sim_store *store = &run->stores[realm];
    uint32_t count = 0;
    for (uint64_t i = after.n; i < store->count && count < out_max; i++) {
        const struct kept *kept = &store->records[i];
        if (kept->source != 0 && kept->area == area &&
            !(run->plants.area_index_lost && i % 5 == 4)) {
            out_records[count++] = kept->bytes;
        }
    }
    if (run->going != NULL) {
        count = list_turn(run->going, run->going_count, realm, area, after, out_records, count,
                          out_max);
    }
    *out_count = list_turn(run->loop.outbox.effects, run->loop.outbox.count, realm, area, after,
                           out_records, count, out_max);
    return HUB_OK;
}

/* --- the other functions of the world --- */

/* Somebody begins to listen to a lane, or the last one goes. */
static uint32_t tell_listeners(struct run *run, struct event *out)
{
    bool listened[LANE_COUNT];
    bool changed = false;
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        listened[lane] = run->calm || !dice_chance(&run->dice, 400000);
        changed = changed || listened[lane] != run->listened[lane];
    }
    if (!changed || !(run->calm || dice_chance(&run->dice, run->odds.deaf))) {
        return 0;
    }
    *out = (struct event){.kind = EVENT_LISTENERS,
                          .at_utc_us = run->mono_us + run->wall_offset_us,
                          .mono_us = run->mono_us};
    memcpy(out->as.listeners.listened, listened, sizeof listened);
    memcpy(run->listened, listened, sizeof listened);
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        run->ever_deaf[lane] = run->ever_deaf[lane] || !listened[lane];
    }
    return 1;
}

static uint32_t world_hear(void *self, int64_t wake_mono_us, struct event *events, uint32_t max)
{
    struct run *run = self;
    uint32_t heard = 0;
    int64_t next = net_next_due(run);
    next = next < wake_mono_us ? next : wake_mono_us;
    run->mono_us = next > run->mono_us ? next : run->mono_us;
    run->mono_us += dice_below(&run->dice, 30000); /* a process is not woken to the microsecond */
    if (run->store_told_full != run->store_full) {
        run->store_told_full = run->store_full;
        events[heard] = (struct event){.kind = EVENT_STORE,
                                       .at_utc_us = run->mono_us + run->wall_offset_us,
                                       .mono_us = run->mono_us};
        events[heard++].as.store.full = run->store_full;
    }
    heard += tell_listeners(run, &events[heard]);
    return heard + net_deliver(run, events + heard, max - heard);
}

/* Of what waits for a client only the network knows: now and then it hears the word for one that does not read. */
static struct slice said_of(struct run *run, const struct effect *effect)
{
    const struct slice instead = effect->as.reply.instead;
    const bool unread = instead.size_bytes > 0 && !run->calm && dice_chance(&run->dice, 5000);
    return unread ? instead : effect->as.reply.payload;
}

static void world_speak(void *self, const struct effect *effect)
{
    struct run *run = self;
    if (run->append_failed) {
        judge_broken(run, "something left after a failed append");
    }
    if (run->crashed) {
        return;
    }
    if (effect->after.n > run->stores[effect->realm].count) {
        judge_broken(run, "left before its record %llu was durable",
                     (unsigned long long)effect->after.n);
    }
    if (effect->kind == EFFECT_REPLY) {
        uint32_t client = effect->as.reply.to.id[0];
        if (run->plants.wrong_peer && dice_chance(&run->dice, 20000)) {
            client = (client + 1) % run->client_count;
        }
        const struct slice said = said_of(run, effect);
        judge_reply(run, client, said);
        net_reply(run, client, said);
    } else {
        judge_publish(run, effect);
        net_publish(run, effect);
    }
    if (!run->calm && dice_chance(&run->dice, run->odds.crash / 20)) {
        run->crashed = true; /* in the middle of speaking */
    }
}

/* Records of a realm that are written and not synced. */
static uint32_t going_of(const struct run *run, uint32_t realm)
{
    uint32_t count = 0;
    for (uint32_t i = 0; run->going != NULL && i < run->going_count; i++) {
        count += run->going[i].kind == EFFECT_APPEND && run->going[i].realm == realm ? 1 : 0;
    }
    return count;
}

static void world_rest(void *self, const struct hub *hub)
{
    struct run *run = self;
    if (run->crashed) {
        return;
    }
    for (int realm = 0; realm < SIM_REALMS && !run->crashed; realm++) {
        const struct view *view = &hub->realms[realm].view;
        const uint32_t written = run->stores[realm].count + going_of(run, (uint32_t)realm);
        if (view->last.n != written && !run->append_failed) {
            judge_broken(run, "a turn ends with the view at %llu and the journal at %u",
                         (unsigned long long)view->last.n, (unsigned)written);
        }
        /* A view is kept when the journal has all of it. */
        if (dice_chance(&run->dice, run->odds.snapshot) && world_settle(run) && !run->crashed) {
            save_view(run, (enum sim_realm)realm, view);
        }
    }
}

static void world_now(void *self, int64_t *out_utc_us, int64_t *out_mono_us)
{
    const struct run *run = self;
    *out_mono_us = run->mono_us;
    *out_utc_us = run->mono_us + run->wall_offset_us;
}

/* --- views of the journal --- */

static struct view_limits sim_limits(void)
{
    return (struct view_limits){
        .sources_max = 64,
        .gaps_max = 4096,
        .picture = {.events_max = 64, .spots_max = 512, .cells_max = 1600, .versions_max = 65536},
        .ledger = {.articles_max = 64,
                   .lines_max = 2048,
                   .pledges_max = 4096,
                   .reliefs_max = 512,
                   .tallies_max = 4096},
        .stock = {.warehouses_max = 64, .stocks_max = 4096}, /* a source: 64, and 512 */
        .tasks = {.plans_max = 128,
                  .plan_lines_max = 512,
                  .activations_max = 512,
                  .tasks_max = 2048},
        .shipments_max = 2048,
    };
}

/* Fill an empty view: from the snapshot if it is sound, and the records behind it. */
static void restore(struct run *run, enum sim_realm realm, struct view *view, bool with_snapshot)
{
    const struct sim_store *store = &run->stores[realm];
    if (with_snapshot && store->snapshot.data != NULL) {
        struct slice snapshot = room_copy(store->snapshot);
        const bool damaged = dice_chance(&run->dice, run->odds.snapshot_damaged);
        if (damaged) {
            uint8_t *at =
                (uint8_t *)(uintptr_t)snapshot.data + dice_throw(&run->dice) % snapshot.size_bytes;
            *at ^= (uint8_t)(1U << dice_below(&run->dice, 8));
        }
        if (view_load(view, snapshot) == damaged) {
            judge_broken(run, "a %s snapshot was %s", damaged ? "damaged" : "sound",
                         damaged ? "taken" : "not taken");
        }
    }
    if (view->last.n > store->count) {
        judge_broken(run, "the snapshot is ahead of the journal");
    }
    uint32_t end = store->count;
    if (run->plants.tail_skipped && with_snapshot && end > view->last.n) {
        end--;
    }
    for (uint64_t i = view->last.n; i < end; i++) {
        const enum hub_status status = view_replay(view, store->records[i].bytes, scratch_arena());
        if (status != HUB_OK) {
            judge_broken(run, "record %llu does not replay: %d", (unsigned long long)i + 1,
                         (int)status);
        }
    }
}

static void *view_room;

void outside_view(struct run *run, enum sim_realm realm, struct view *view, bool with_snapshot)
{
    const struct view_limits limits = sim_limits();
    view_room = mmap(NULL, view_bytes(&limits), PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    HUB_ASSERT(view_room != MAP_FAILED);
    view_init(view, view_room, &limits);
    restore(run, realm, view, with_snapshot);
}

void outside_view_free(void)
{
    const struct view_limits limits = sim_limits();
    (void)munmap(view_room, view_bytes(&limits));
}

/* --- the daemon's life --- */

static void tell_roster(struct run *run, const char *note)
{
    struct event event = {.kind = EVENT_ROSTER};
    event.as.roster.roster = run->rosters[run->roster_now];
    event.as.roster.note = slice_of(note);
    board_of_the_room(run, &event);
    if (loop_step(&run->loop, &event) != LOOP_GOES_ON) {
        run->crashed = true;
    }
    const uint32_t leaves = cast_find(run, "bpbd-12.03");
    run->clients[leaves].revoked = run->roster_now == 1;
    run->reload_due = false;
}

static void start(struct run *run)
{
    run->epoch += run->plants.epoch_again && run->epoch > 0 ? 0 : 1;
    run->settings.epoch = 1000 + run->epoch;
    run->crashed = false;
    run->append_failed = false;
    run->store_told_full = false;
    run->seen_offset_us = 0;
    run->doubt_until_us = 0;
    run->hub_room_bytes = hub_bytes(&run->settings);
    run->hub_room = mmap(NULL, run->hub_room_bytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    HUB_ASSERT(run->hub_room != MAP_FAILED);
    const struct reader reader = {run, read_by_number, read_by_area};
    hub_init(&run->hub, run->hub_room, &run->settings, &run->catalogue, &reader);
    HUB_ASSERT(loop_init(&run->loop, &run->hub, &run->world));
    memset(run->feed_last, 0, sizeof run->feed_last);
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        run->listened[lane] = true; /* until told otherwise */
        run->ever_deaf[lane] = false;
    }
    for (int realm = 0; realm < SIM_REALMS; realm++) {
        restore(run, (enum sim_realm)realm, &run->hub.realms[realm].view, true);
        judge_view(run, (enum sim_realm)realm);
        judge_journal(run, (enum sim_realm)realm);
    }
    run->hub_lives = true;
    tell_roster(run, "roster.loaded");
}

void outside_end(struct run *run)
{
    run->hub_lives = false;
    run->going = NULL;
    loop_free(&run->loop);
    (void)munmap(run->hub_room, run->hub_room_bytes);
}

/* Now and then the hub stands still for days or weeks, and nothing happens meanwhile: what ended long ago is forgotten after that. */
static void stop(struct run *run)
{
    static const int64_t days[] = {1, 3, 8, 31, 35};
    outside_end(run);
    net_cut(run);
    run->restarts++;
    if (!run->calm && dice_chance(&run->dice, 150000)) {
        run->mono_us += days[dice_below(&run->dice, 5)] * 86400 * US_PER_S;
    }
    run->start_again_us = run->mono_us + 10 * US_PER_MS + dice_below(&run->dice, 2000000);
}

void outside_begin(struct run *run)
{
    run->mono_us = 5 * US_PER_S;
    run->wall_offset_us = TRUE_START_US;
    run->world = (struct world){run,         world_hear, world_append, world_settle,
                                world_speak, world_rest, world_now};
    run->settings = (struct hub_settings){
        .name = "pusdalops-nasional",
        .software = "sim",
        .realms = {sim_realm_names[SIM_REAL], sim_realm_names[SIM_DRILL]},
        .realm_count = SIM_REALMS,
        .limits = sim_limits(),
        .clients_max = SIM_CLIENTS_MAX,
        .client_messages_per_s = dice_chance(&run->dice, 300000) ? 30 : 0,
        .client_messages_burst = 40,
        .heartbeat_interval_ms = 1000,
        .node_heartbeat_interval_ms = 3000,
        .silent_after_ms = 9000,
        .flush_interval_ms = 20,
        .fresh_for_us = 3600 * US_PER_S,
        .clock_doubt_us = DOUBT_US,
    };
    for (int realm = 0; realm < SIM_REALMS; realm++) {
        run->stores[realm].max = 1U << 15U;
        run->stores[realm].records = room_take(sizeof(struct kept) * run->stores[realm].max);
    }
    start(run);
}

static void step_clock(struct run *run)
{
    if (run->calm || !dice_chance(&run->dice, run->odds.clock_steps)) {
        return;
    }
    const int64_t off_us =
        (int64_t)dice_below(&run->dice, (uint32_t)(2 * WALL_OFF_MAX_US)) - WALL_OFF_MAX_US;
    run->wall_offset_us = TRUE_START_US + off_us;
}

/* What a hub that was started since then can know of its clock. */
static void see_clock(struct run *run)
{
    const int64_t step_us =
        run->seen_offset_us == 0 ? 0 : run->wall_offset_us - run->seen_offset_us;
    if (step_us > DOUBT_STEP_US) {
        run->doubt_until_us = run->mono_us + DOUBT_US;
    } else if (step_us < -DOUBT_STEP_US) {
        run->doubt_until_us = 0;
    }
    run->seen_offset_us = run->wall_offset_us;
}

static void trouble(struct run *run)
{
    step_clock(run);
    if (run->calm) {
        run->store_full = false;
        return;
    }
    if (dice_chance(&run->dice, run->odds.store_fills)) {
        run->store_full = !run->store_full;
    } else if (run->store_full && dice_chance(&run->dice, 50000)) {
        run->store_full = false;
    }
    if (dice_chance(&run->dice, run->odds.partition)) {
        run->clients[dice_below(&run->dice, run->client_count)].cut_off_until_us =
            run->mono_us + dice_below(&run->dice, 12000000);
    }
    if (run->turn % BOARD_TURNS == 0) {
        run->board_now = 1 - run->board_now;
        run->reload_due = true;
    }
    if (run->turn == run->revoke_at_turn) {
        run->roster_now = 1;
        run->reload_due = true;
    }
}

void outside_turn(struct run *run)
{
    trouble(run);
    if (!run->hub_lives) {
        run->mono_us += 20 * US_PER_MS;
        if (run->mono_us >= run->start_again_us) {
            start(run);
            if (run->crashed || run->append_failed) {
                stop(run);
            }
        }
        return;
    }
    if (run->reload_due) {
        tell_roster(run, "roster.reloaded");
    }
    see_clock(run);
    enum loop_end end = run->crashed ? LOOP_STORE_FAILED : loop_turn(&run->loop);
    while (end == LOOP_GOES_ON && !run->crashed && run->going != NULL &&
           dice_chance(&run->dice, 600000)) {
        end = loop_turn(&run->loop); /* the next one, while the last is on its way */
    }
    if (end == LOOP_GOES_ON && !run->crashed) {
        end = loop_finish(
            &run->loop); /* who looks at the hub between turns finds view and journal level */
    }
    if (end == LOOP_GOES_ON && run->append_failed) {
        judge_broken(run, "the loop goes on after a failed append");
    }
    if (end != LOOP_GOES_ON || run->crashed) {
        stop(run);
    }
}

struct slice outside_ask(struct run *run, uint32_t client, struct slice payload)
{
    struct slice answer = {NULL, 0};
    struct event event = {.kind = EVENT_REQUEST,
                          .at_utc_us = run->mono_us + run->wall_offset_us,
                          .mono_us = run->mono_us};
    event.as.request.peer.id_bytes = 1;
    event.as.request.user = slice_of(run->clients[client].key);
    event.as.request.payload = payload;
    const uint32_t before = run->loop.outbox.count; /* publications of the last tick, perhaps */
    HUB_ASSERT(run->hub_lives && run->going == NULL);
    hub_step(&run->hub, &event, &run->loop.outbox);
    for (uint32_t i = before; i < run->loop.outbox.count; i++) {
        if (run->loop.outbox.effects[i].kind == EFFECT_REPLY) {
            answer = room_copy(run->loop.outbox.effects[i].as.reply.payload);
        }
    }
    run->loop.outbox.count = before;
    if (before == 0) {
        hub_turn_begin(&run->hub);
    }
    HUB_ASSERT(answer.data != NULL);
    return answer;
}
