/*
 * test_geo.c - how far apart two places are.
 *
 * The distances were worked out apart, by the haversine formula with the library's functions in double precision.
 */
#include "core/geo.h"

#include "support/tap.h"

#include <math.h>

static struct geo_point at(double latitude_deg, double longitude_deg)
{
    struct geo_point point = {0, 0};
    CHECK(geo_point_of(latitude_deg, longitude_deg, &point));
    return point;
}

static uint32_t between(double a_north, double a_east, double b_north, double b_east)
{
    const struct geo_point a = at(a_north, a_east);
    const struct geo_point b = at(b_north, b_east);
    CHECK_NUMBER(geo_distance_m(&a, &b), geo_distance_m(&b, &a));
    return geo_distance_m(&a, &b);
}

static void a_degree_is_an_arc_of_the_mean_radius(void)
{
    CHECK_NUMBER(between(0, 100, 1, 100), 111195);
    CHECK_NUMBER(between(0, 100, 0, 101), 111195);
    CHECK_NUMBER(between(60, 100, 60, 101), 55597);
    CHECK_NUMBER(between(5, 95, 5, 95), 0);
}

/* Halim to Banda Aceh, Silangit to Sibolga, Monas to the Bosscha observatory. */
static void places_of_the_archipelago(void)
{
    CHECK_NUMBER(between(-6.2666, 106.8911, 5.5483, 95.3238), 1836955);
    CHECK_NUMBER(between(2.2597, 98.9919, 1.7403, 98.7811), 62325);
    CHECK_NUMBER(between(-6.175392, 106.827153, -6.824722, 107.615), 113090);
}

static void metres_apart(void)
{
    CHECK_NUMBER(between(1.7403, 98.7811, 1.740309, 98.7811), 1);
    CHECK_NUMBER(between(-0.00001, 109.333333, 0.00001, 109.333333), 2);
}

static void across_the_date_line_and_over_the_pole(void)
{
    CHECK_NUMBER(between(0, 179.5, 0, -179.5), 111195);
    CHECK_NUMBER(between(89, 0, 89, 180), 222390);
    CHECK_NUMBER(between(90, 0, -90, 0), 20015114);
    CHECK_NUMBER(between(0, -180, 0, 180), 0);
}

static void what_is_no_place_is_refused(void)
{
    struct geo_point point = {7, 7};
    CHECK(!geo_point_of(90.000001, 0, &point) && !geo_point_of(-90.1, 0, &point));
    CHECK(!geo_point_of(0, 180.1, &point) && !geo_point_of(0, -181, &point));
    CHECK(!geo_point_of((double)NAN, 0, &point) && !geo_point_of(0, (double)NAN, &point));
    CHECK(!geo_point_of((double)INFINITY, 0, &point));
    CHECK(point.latitude_udeg == 7 && point.longitude_udeg == 7);
    CHECK(geo_point_of(-90, 180, &point));
    CHECK(point.latitude_udeg == -90000000 && point.longitude_udeg == 180000000);
}

int main(void)
{
    SAY(a_degree_is_an_arc_of_the_mean_radius);
    SAY(places_of_the_archipelago);
    SAY(metres_apart);
    SAY(across_the_date_line_and_over_the_pole);
    SAY(what_is_no_place_is_refused);
    return tap_done();
}
