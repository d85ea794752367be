/* figure.c - the kinds of figures: stable names, and what the room calls them. */
#include "pusdalops.h"

#include <string.h>

struct figure_kind {
    const char *name;
    const char *label_en;
    const char *label_id;
};

/* In the order of FigureKind in proto/pusdalops/v1/figure.proto. */
static const struct figure_kind kinds[PUSDALOPS_FIGURE_KINDS] = {
    {NULL, NULL, NULL},
    {"dead", "Dead", "Meninggal"},
    {"missing", "Missing", "Hilang"},
    {"injured", "Injured", "Luka/sakit"},
    {"injured_heavy", "Heavily injured", "Luka berat"},
    {"injured_light", "Lightly injured", "Luka ringan"},
    {"displaced_persons", "Displaced (persons)", "Mengungsi (jiwa)"},
    {"displaced_households", "Displaced (households)", "Mengungsi (KK)"},
    {"affected_persons", "Affected (persons)", "Terdampak (jiwa)"},
    {"affected_households", "Affected (households)", "Terdampak (KK)"},
    {"houses_damaged", "Houses damaged", "Rumah rusak"},
    {"houses_heavy", "Houses, heavy damage", "Rumah rusak berat"},
    {"houses_moderate", "Houses, moderate damage", "Rumah rusak sedang"},
    {"houses_light", "Houses, light damage", "Rumah rusak ringan"},
    {"houses_flooded", "Houses flooded", "Rumah terendam"},
    {"facilities_education", "Schools damaged", "Fasilitas pendidikan"},
    {"facilities_worship", "Places of worship damaged", "Rumah ibadah"},
    {"facilities_health", "Health facilities damaged", "Fasilitas kesehatan"},
    {"facilities_office", "Offices damaged", "Kantor"},
    {"facilities_public", "Public facilities damaged", "Fasilitas umum"},
    {"bridges", "Bridges damaged or cut", "Jembatan"},
    {"factories", "Factories damaged", "Pabrik"},
    {"shops", "Shops damaged", "Kios"},
    {"roads_cut", "Road sections cut", "Ruas jalan putus"},
};

/* Equal, where "-" stands for "_"? */
static bool same_name(const char *stable, const char *given)
{
    while (*stable != '\0' && (*stable == *given || (*stable == '_' && *given == '-'))) {
        stable++;
        given++;
    }
    return *stable == '\0' && *given == '\0';
}

uint32_t pusdalops_figure_find(const char *name)
{
    for (uint32_t i = 1; i < PUSDALOPS_FIGURE_KINDS; i++) {
        if (same_name(kinds[i].name, name)) {
            return i;
        }
    }
    return 0;
}

const char *pusdalops_figure_name(uint32_t kind)
{
    return kind < PUSDALOPS_FIGURE_KINDS ? kinds[kind].name : NULL;
}

const char *pusdalops_figure_label(uint32_t kind, enum pusdalops_language language)
{
    if (kind >= PUSDALOPS_FIGURE_KINDS) {
        return NULL;
    }
    return language == PUSDALOPS_INDONESIAN ? kinds[kind].label_id : kinds[kind].label_en;
}
