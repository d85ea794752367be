/*
 * suggest.c - what one suggestion, and one page of who does what, cost when there are ever more pledges, or shipments.
 *
 *     bench_suggest spread|one|ships COUNT
 *
 * COUNT pledges that are not allotted, of 64 items in turn (spread) or all of one item (one: the most that is ever looked at), with 100
 * open lines; or COUNT shipments of four lines each, everything on them promised (ships). The core alone. It says "ready" and waits for a line, then asks: measured_suggestion for each line,
 * measured_page for an area that nothing goes to, which is the page that looks at most; of shipments for the area they all go to, for
 * each of their lines is looked at and none is listed. Run under callgrind (`bench suggest`), which
 * counts the instructions of one of the two. Ends with one line of JSON; its nanoseconds mean something only where nobody counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "core/activity.h"
#include "core/cargo.h"
#include "core/suggest.h"
#include "support/aceh.h"
#include "support/goods.h"

#include "samples.h"

#define COUNTED   100
#define ITEMS     64
#define COUNT_MAX 1000000

static struct room room;
static uint32_t lines[COUNTED];
static uint64_t found; /* so that nothing is left out as useless */

static const struct article *item(uint32_t nth)
{
    static const struct article *made[ITEMS];
    char code[32];
    if (made[nth] == NULL) {
        struct article *article = calloc(1, sizeof *article);
        HUB_ASSERT(article != NULL);
        (void)snprintf(code, sizeof code, "barang-%u", nth);
        *article = *goods_article(code, ITEM_CLASS_FOOD);
        made[nth] = article;
    }
    return made[nth];
}

static void fill(uint32_t count, uint32_t items)
{
    static const char *const givers[] = {"bpbd-11.06", "bpbd-11.07", "pusdalops-11", "bnpb"};
    for (uint32_t i = 0; i < COUNTED; i++) {
        lines[i] =
            goods_ask(&room, goods_asking(&room, givers[i % 2], 1106 + i % 2, item(i % items)));
    }
    for (uint32_t i = 0; i < count; i++) {
        struct promising promising = goods_promising(&room, givers[i % 4], 0);
        promising.article = item(i % items);
        promising.amount = 1000 + i * 7919 % 200000;
        promising.at_utc_us = room.at_utc_us - (int64_t)(i % 50) * 3600 * US_PER_S;
        goods_promise(&room, promising);
    }
}

static void load(uint32_t count)
{
    struct view *view = &hub_realm_find(&room.hub, slice_of("real"))->view;
    const uint32_t pledge = goods_promise(&room, goods_promising(&room, "bnpb", lines[0]));
    const uint32_t source = source_find(&view->sources, slice_of("bnpb")).n;
    const uint32_t event = picture_find_event(&view->picture, slice_of(ACEH_EVENT));
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t place = cargo_take(&view->cargo, source, 1000 + i, 1106);
        cargo_shipment(&view->cargo, place)->event = event;
        cargo_shipment(&view->cargo, place)->state = SHIPMENT_IN_TRANSIT;
        for (uint32_t line = 0; line < 4; line++) {
            *cargo_load(&view->cargo, place) =
                (struct freight){.loaded = 1000, .pledge = pledge, .article = 1};
        }
    }
}

__attribute__((noinline)) static void measured_suggestion(uint32_t line)
{
    static struct suggestion suggestion;
    const struct suggest_basis basis = {
        .view = room_view(&room, "real"),
        .roster = &room.roster,
        .line = line,
        .at_utc_us = room.at_utc_us,
        .fresh_for_us = room.settings.fresh_for_us,
    };
    suggest(&basis, &suggestion);
    found += suggestion.found;
}

__attribute__((noinline)) static void measured_page(const struct desk *desk, uint32_t area)
{
    static struct activity_page page;
    const struct activity_filter filter = {.area = area};
    uint64_t cursor = 0;
    const bool good = activity_list(desk, &filter, &cursor, &page);
    HUB_ASSERT(good);
    found += page.count;
}

int main(int argc, char **argv)
{
    const bool one = argc == 3 && strcmp(argv[1], "one") == 0;
    const bool spread = argc == 3 && strcmp(argv[1], "spread") == 0;
    const bool ships = argc == 3 && strcmp(argv[1], "ships") == 0;
    const uint32_t count = argc == 3 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
    if ((!one && !spread && !ships) || count == 0 || count > COUNT_MAX) {
        fprintf(stderr, "bench_suggest: see the head of suggest.c for its arguments\n");
        return 2;
    }
    struct hub_settings settings = room_settings();
    settings.limits.ledger.pledges_max = count;
    settings.limits.shipments_max = ships ? count : settings.limits.shipments_max;
    aceh_open(&room, &settings);
    fill(ships ? 0 : count, one ? 1 : ITEMS);
    if (ships) {
        load(count);
    }
    const struct desk desk =
        hub_desk(&room.hub, hub_realm_find(&room.hub, slice_of("real")), room.at_utc_us);
    puts("ready");
    (void)fflush(stdout);
    (void)getchar();
    const uint64_t begin_ns = mono_ns();
    for (uint32_t i = 0; i < COUNTED; i++) {
        measured_suggestion(lines[i]);
    }
    const uint64_t middle_ns = mono_ns();
    for (uint32_t i = 0; i < COUNTED; i++) {
        measured_page(&desk, ships ? 1106 : 12);
    }
    const uint64_t end_ns = mono_ns();
    printf("{\"counted\": %d, \"found\": %llu, \"suggestion_ns\": %llu, \"page_ns\": %llu}\n",
           COUNTED, (unsigned long long)found,
           (unsigned long long)((middle_ns - begin_ns) / COUNTED),
           (unsigned long long)((end_ns - middle_ns) / COUNTED));
    return 0;
}
