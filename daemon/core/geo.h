/*
 * geo.h - points on the earth and how far apart they are.
 *
 * Read by: need, suggest. Reads: base/.
 * The sine and the root are worked out here: the library's differ in the last digit between machines, and two hubs that rank by
 * distance must rank alike.
 * Source: great circle on a sphere of the mean radius of WGS 84, (2 a + b) / 3 = 6,371,008.8 m (NIMA TR8350.2,
 * a = 6,378,137.0, b = 6,356,752.3142). Beside the ellipsoid it is off by at most 0.6 %.
 */
#ifndef HUB_CORE_GEO_H
#define HUB_CORE_GEO_H

#include <stdbool.h>
#include <stdint.h>

/* Millionths of a degree, north and east: 0.11 m. */
struct geo_point {
    int32_t latitude_udeg;
    int32_t longitude_udeg;
};

/* geo_point_of - degrees to millionths; false when they are no place on the earth (a NaN is none) */
bool geo_point_of(double latitude_deg, double longitude_deg, struct geo_point *out);

/* geo_distance_m - metres along the great circle, rounded; points that geo_point_of made */
uint32_t geo_distance_m(const struct geo_point *a, const struct geo_point *b);

#endif
