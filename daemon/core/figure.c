#include "core/figure.h"

#include "base/assert.h"

const char *figure_name(enum figure_kind kind)
{
    static const char *const names[FIGURE_KINDS] = {
        [FIGURE_NONE] = "none",
        [FIGURE_DEAD] = "dead",
        [FIGURE_MISSING] = "missing",
        [FIGURE_INJURED] = "injured",
        [FIGURE_INJURED_HEAVY] = "injured_heavy",
        [FIGURE_INJURED_LIGHT] = "injured_light",
        [FIGURE_DISPLACED_PERSONS] = "displaced_persons",
        [FIGURE_DISPLACED_HOUSEHOLDS] = "displaced_households",
        [FIGURE_AFFECTED_PERSONS] = "affected_persons",
        [FIGURE_AFFECTED_HOUSEHOLDS] = "affected_households",
        [FIGURE_HOUSES_DAMAGED] = "houses_damaged",
        [FIGURE_HOUSES_HEAVY] = "houses_heavy",
        [FIGURE_HOUSES_MODERATE] = "houses_moderate",
        [FIGURE_HOUSES_LIGHT] = "houses_light",
        [FIGURE_HOUSES_FLOODED] = "houses_flooded",
        [FIGURE_FACILITIES_EDUCATION] = "facilities_education",
        [FIGURE_FACILITIES_WORSHIP] = "facilities_worship",
        [FIGURE_FACILITIES_HEALTH] = "facilities_health",
        [FIGURE_FACILITIES_OFFICE] = "facilities_office",
        [FIGURE_FACILITIES_PUBLIC] = "facilities_public",
        [FIGURE_BRIDGES] = "bridges",
        [FIGURE_FACTORIES] = "factories",
        [FIGURE_SHOPS] = "shops",
        [FIGURE_ROADS_CUT] = "roads_cut",
    };
    HUB_ASSERT(kind < FIGURE_KINDS);
    return names[kind];
}
