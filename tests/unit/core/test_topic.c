/*
 * test_topic.c - the grammar of topics, for every region there is.
 */
#include "core/topic.h"

#include "core/region.h"
#include "support/regions.h"
#include "support/tap.h"

#include <stdlib.h>

static void topics_read_as_the_room_writes_them(void)
{
    char room[TOPIC_BYTES_MAX + 1];
    topic_print("real", 1106, TOPIC_STATUS, room);
    CHECK_TEXT(room, "real/11/11.06/status/");
    topic_print("real", 11, TOPIC_STATUS, room);
    CHECK_TEXT(room, "real/11/province/status/");
    topic_print("real", AREA_NATION, TOPIC_HEARTBEAT, room);
    CHECK_TEXT(room, "real/nation/heartbeat/");
    topic_print("drill/x1", 1271, TOPIC_NOTICE, room);
    CHECK_TEXT(room, "drill/x1/12/12.71/notice/");
    topic_print("real", 1200, TOPIC_PRESENCE, room);
    CHECK_TEXT(room, "real/12/12.00/presence/");
    topic_print("real", 11, TOPIC_LOGISTICS, room);
    CHECK_TEXT(room, "real/11/province/logistics/");
}

/* All areas of the catalogue, the nation first. */
static uint32_t areas[1024];
static uint32_t area_count;

static void list_areas(void)
{
    const struct catalogue *catalogue = regions_of_indonesia();
    areas[area_count++] = AREA_NATION;
    for (uint32_t i = 0; i < catalogue->province_count; i++) {
        areas[area_count++] = catalogue->provinces[i].code;
    }
    for (uint32_t i = 0; i < catalogue->regency_count; i++) {
        areas[area_count++] = catalogue->regencies[i].code;
    }
}

static void every_topic_of_every_area_is_read_back(void)
{
    static const char *const realms[] = {"real", "drill/x1"};
    char room[TOPIC_BYTES_MAX + 1];
    for (uint32_t i = 0; i < area_count * 2; i++) {
        for (int kind = 0; kind < TOPIC_KINDS; kind++) {
            const char *realm = realms[i % 2];
            uint32_t area = 9999;
            enum topic_kind read = TOPIC_KINDS;
            const size_t bytes = topic_print(realm, areas[i / 2], (enum topic_kind)kind, room);
            CHECK(bytes == strlen(room) && bytes > 0 && room[bytes - 1] == '/');
            CHECK(topic_parse(realm, slice_of(room), &area, &read));
            CHECK(area == areas[i / 2] && (int)read == kind);
            CHECK(!topic_parse(realms[1 - i % 2], slice_of(room), &area, &read));
        }
    }
}

/* A subscription to an area's topics catches that area's and those of the areas in it, and no other. */
static void a_subscription_never_catches_a_neighbour(void)
{
    char topic[TOPIC_BYTES_MAX + 1];
    char wanted[TOPIC_BYTES_MAX + 1];
    for (uint32_t i = 0; i < area_count; i++) {
        const size_t bytes = topic_print("real", areas[i], TOPIC_STATUS, topic);
        for (uint32_t k = 0; k < area_count; k++) {
            const size_t wanted_bytes = topic_print("real", areas[k], TOPIC_STATUS, wanted);
            const struct slice prefix = {(const uint8_t *)wanted, wanted_bytes};
            if (topic_matches(prefix, topic, bytes) != (i == k)) {
                CHECK(i == k);
            }
        }
    }
}

static void a_province_catches_all_its_regencies_and_only_those(void)
{
    char topic[TOPIC_BYTES_MAX + 1];
    char prefix[TOPIC_BYTES_MAX + 1];
    for (uint32_t province = 11; province < 100; province++) {
        (void)snprintf(prefix, sizeof prefix, "real/%u/", province);
        for (uint32_t i = 0; i < area_count; i++) {
            const size_t bytes = topic_print("real", areas[i], TOPIC_STATUS, topic);
            CHECK(topic_matches(slice_of(prefix), topic, bytes) ==
                  (areas[i] != AREA_NATION && area_province(areas[i]) == province));
        }
    }
}

static void what_is_not_a_topic_is_not_read(void)
{
    static const char *const wrong[] = {
        "",
        "real",
        "real/",
        "real/nation/",
        "real/nation/status",
        "real/nation/status/x",
        "real/nation/status//",
        "real//status/",
        "real/11/status/",
        "real/12/11.06/status/",
        "real/11/11.06.01/status/",
        "real/11/11.06.01.2001/status/",
        "real/nation/11.06/status/",
        "real/11.06/province/status/",
        "real/11/province/stat/",
        "real/11/nation/status/",
        "real/province/province/status/",
        "real/1/province/status/",
        "real/011/province/status/",
        "REAL/nation/status/",
        "realx/nation/status/",
        "drill/x1/nation/status/",
        " real/nation/status/",
        "real/nation/status/ ",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        uint32_t area = 77;
        enum topic_kind kind = TOPIC_KINDS;
        const bool read = topic_parse("real", slice_of(wrong[i]), &area, &kind);
        if (!CHECK(!read && area == 77 && kind == TOPIC_KINDS)) {
            printf("# it was \"%s\"\n", wrong[i]);
        }
    }
}

static void a_drill_is_not_the_beginning_of_another(void)
{
    uint32_t area = 0;
    enum topic_kind kind = TOPIC_KINDS;
    CHECK(!topic_parse("drill/x", slice_of("drill/x1/nation/status/"), &area, &kind));
    CHECK(!topic_parse("drill/x1", slice_of("drill/x/nation/status/"), &area, &kind));
}

int main(void)
{
    list_areas();
    SAY(topics_read_as_the_room_writes_them);
    SAY(every_topic_of_every_area_is_read_back);
    SAY(a_subscription_never_catches_a_neighbour);
    SAY(a_province_catches_all_its_regencies_and_only_those);
    SAY(what_is_not_a_topic_is_not_read);
    SAY(a_drill_is_not_the_beginning_of_another);
    return tap_done();
}
