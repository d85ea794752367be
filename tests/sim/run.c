/* run.c - one run: odds from the seed, load with faults, calm, and the last look. */
#include "sim.h"

#include "base/assert.h"
#include "core/share.h"

#define LAPSE_SEEN_US     (5 * US_PER_S) /* the hub looks every second */
#define CALM_TURNS_MAX    12000U
#define AUDIT_EACH_TURNS  64U
#define ORACLE_EACH_TURNS 700U

static uint32_t up_to(struct dice *dice, uint32_t per_million)
{
    return dice_chance(dice, 300000) ? 0 : dice_below(dice, per_million + 1);
}

static void draw_odds(struct run *run, uint32_t turns)
{
    struct dice *dice = &run->dice;
    run->odds = (struct odds){
        .loss = up_to(dice, 200000),
        .feed_loss = up_to(dice, 200000),
        .twice = up_to(dice, 150000),
        .delay_ms_max = dice_below(dice, 400),
        .partition = up_to(dice, 8000),
        .crash = up_to(dice, 12000),
        .sync_fails = up_to(dice, 6000),
        .store_fills = up_to(dice, 4000),
        .clock_steps = up_to(dice, 4000),
        .deaf = up_to(dice, 8000),
        .snapshot = up_to(dice, 20000),
        .snapshot_damaged = up_to(dice, 400000),
        .batch = up_to(dice, 600000),
        .lie = up_to(dice, 400000),
        .invent = dice_chance(dice, 150000) ? 500000 : 0,
        .relief = up_to(dice, 900000),
        .stock = up_to(dice, 500000),
        .turns = turns / 2 + dice_below(dice, turns),
        .say = 1000 + dice_below(dice, 60000),
    };
    run->revoke_at_turn =
        dice_chance(dice, 600000) ? 1 + dice_below(dice, run->odds.turns) : UINT32_MAX;
}

static void make_rooms(struct run *run)
{
    run->parcel_max = 1U << 14U;
    run->parcels = room_take(sizeof *run->parcels * run->parcel_max);
    run->landed_max = 1U << 14U;
    run->landed = room_take(sizeof *run->landed * run->landed_max);
    run->lines = room_take(sizeof *run->lines * SIM_LANDED_MAX);
    run->pledges = room_take(sizeof *run->pledges * SIM_LANDED_MAX);
    run->activations = room_take(sizeof *run->activations * SIM_LANDED_MAX);
    run->shipments = room_take(sizeof *run->shipments * SIM_LANDED_MAX);
    run->said = room_take(sizeof *run->said * SIM_TABLE_SLOTS);
    run->promises = room_take(sizeof *run->promises * SIM_TABLE_SLOTS);
    run->numbers_in_journal = room_take(sizeof *run->numbers_in_journal * SIM_TABLE_SLOTS);
    run->next_hand = 1000;
    for (int realm = 0; realm < SIM_REALMS; realm++) {
        run->oracles[realm] = oracle_make(run, (enum sim_realm)realm);
    }
}

static void one_turn(struct run *run)
{
    run->turn++;
    nodes_act(run);
    liar_act(run);
    consoles_act(run);
    outside_turn(run);
    for (int realm = 0; realm < SIM_REALMS && run->hub_lives; realm++) {
        const struct view *view = &run->hub.realms[realm].view;
        if (run->turn % AUDIT_EACH_TURNS == 0 &&
            !(picture_audit(&view->picture, &view->sources) && share_audit(view))) {
            judge_broken(run, "the picture does not add up");
        }
        ration_compare(oracle_ration(run->oracles[realm]), view);
        if (run->turn % ORACLE_EACH_TURNS == 0) {
            judge_picture(run, (enum sim_realm)realm);
            judge_view(run, (enum sim_realm)realm);
        }
    }
}

static void calm_down(struct run *run)
{
    run->calm = true;
    run->odds.loss = 0;
    run->odds.feed_loss = 0;
    run->odds.twice = 0;
    run->odds.crash = 0;
    run->odds.snapshot_damaged = 0;
    for (uint32_t i = 0; i < run->client_count; i++) {
        run->clients[i].cut_off_until_us = 0;
    }
}

/*
 * For some seconds the clock is days ahead, while nobody says anything: all figures are stale, and the estimates those of a later day.
 * What the hub publishes of its own accord, there and back, is all that consoles hear.
 */
static void lose_the_day(struct run *run)
{
    static const int64_t ahead_us = 4 * 86400LL * US_PER_S;
    for (int back = 0; back < 2; back++) {
        run->wall_offset_us += back == 0 ? ahead_us : -ahead_us;
        const int64_t until_us = run->mono_us + 3 * US_PER_S;
        while (run->mono_us < until_us) {
            one_turn(run);
        }
    }
}

/* When the faults are over, every honest message gets its receipt and every console the hub's picture. */
static void settle(struct run *run)
{
    uint32_t turns = 0;
    const char *differs = "the hub is down";
    while (!run->hub_lives || nodes_open(run) > 0 || !consoles_idle(run)) {
        one_turn(run);
        if (++turns == CALM_TURNS_MAX) {
            judge_broken(run, "not settled: %u honest messages without a receipt, consoles %s",
                         (unsigned)nodes_open(run), consoles_idle(run) ? "idle" : "repairing");
        }
    }
    if (dice_chance(&run->dice, 500000)) {
        lose_the_day(run);
    }
    for (turns = 0; differs != NULL; turns++) {
        for (int i = 0; i < 10; i++) {
            one_turn(run);
        }
        differs = consoles_idle(run) ? console_differs(run) : "a console still asks";
        if (turns == 200) {
            judge_broken(run, "%s", differs);
        }
    }
}

static void last_look(struct run *run)
{
    for (int realm = 0; realm < SIM_REALMS; realm++) {
        struct view view;
        judge_journal(run, (enum sim_realm)realm);
        judge_view(run, (enum sim_realm)realm);
        judge_picture(run, (enum sim_realm)realm);
        if (run->mono_us > run->doubt_until_us + LAPSE_SEEN_US) {
            ration_judge_lapses(oracle_ration(run->oracles[realm]),
                                run->mono_us + run->wall_offset_us - LAPSE_SEEN_US);
        }
        outside_view(run, (enum sim_realm)realm, &view, true);
        if (!view_equal(&view, &run->hub.realms[realm].view)) {
            judge_broken(run, "snapshot and tail do not give the view");
        }
        outside_view_free();
    }
}

void sim_run(uint64_t seed, const struct plants *plants, uint32_t turns, struct sim_result *out)
{
    room_begin();
    struct run *run = room_take(sizeof *run);
    run->seed = seed;
    run->dice.state = seed * 0x9e3779b97f4a7c15U + 1;
    run->plants = *plants;
    draw_odds(run, turns);
    make_rooms(run);
    cast_make(run);
    console_make(run, cast_find(run, "console-internal"), SIM_REAL, "real/");
    console_make(run, cast_find(run, "console-internal"), SIM_REAL, "real/11/");
    console_make(run, cast_find(run, "console-public"), SIM_REAL, "real/");
    console_make(run, cast_find(run, "console-drill"), SIM_DRILL, "drill/x1/");
    outside_begin(run);
    while (run->turn < run->odds.turns) {
        one_turn(run);
    }
    calm_down(run);
    settle(run);
    last_look(run);
    *out = (struct sim_result){run->fingerprint, run->messages, run->accepted, run->turn,
                               run->restarts};
    outside_end(run);
    room_end();
}
