#include "core/geo.h"

#include <string.h>

#define RADIUS_M  6371008.8
#define HALF_TURN 3.14159265358979323846

static int32_t millionths(double degrees)
{
    return (int32_t)(degrees * 1e6 + (degrees < 0 ? -0.5 : 0.5));
}

bool geo_point_of(double latitude_deg, double longitude_deg, struct geo_point *out)
{
    if (!(latitude_deg >= -90 && latitude_deg <= 90) ||
        !(longitude_deg >= -180 && longitude_deg <= 180)) {
        return false;
    }
    *out = (struct geo_point){millionths(latitude_deg), millionths(longitude_deg)};
    return true;
}

/* The series of the sine up to x^21 / 21!: exact to the last digits up to a quarter turn. */
static double sine(double x)
{
    const double folded = x > HALF_TURN / 2    ? HALF_TURN - x
                          : x < -HALF_TURN / 2 ? -HALF_TURN - x
                                               : x;
    double term = folded;
    double sum = folded;
    for (int n = 2; n <= 20; n += 2) {
        term *= -folded * folded / (n * (n + 1.0));
        sum += term;
    }
    return sum;
}

/* Of a latitude. */
static double cosine(double x)
{
    return sine(HALF_TURN / 2 - (x < 0 ? -x : x));
}

/* Newton's root of 0 to 1; the first guess halves the exponent of the IEEE 754 number. */
static double root(double square)
{
    uint64_t bits = 0;
    double guess = 0;
    if (square <= 0) {
        return 0;
    }
    memcpy(&bits, &square, sizeof bits);
    bits = (bits >> 1U) + 0x1ff8000000000000U;
    memcpy(&guess, &bits, sizeof guess);
    for (int i = 0; i < 5; i++) {
        guess = (guess + square / guess) / 2;
    }
    return guess;
}

/* The angle of a sine of at most 0.8, by Newton. */
static double angle_of_small(double its_sine)
{
    double angle = its_sine;
    for (int i = 0; i < 5; i++) {
        angle -= (sine(angle) - its_sine) / cosine(angle);
    }
    return angle;
}

uint32_t geo_distance_m(const struct geo_point *a, const struct geo_point *b)
{
    const double radians = HALF_TURN / 180e6;
    const double north = sine((a->latitude_udeg - (double)b->latitude_udeg) * radians / 2);
    const double east = sine((a->longitude_udeg - (double)b->longitude_udeg) * radians / 2);
    const double haversine = north * north + cosine(a->latitude_udeg * radians) *
                                                 cosine(b->latitude_udeg * radians) * east * east;
    const double half_angle = haversine <= 0.5
                                  ? angle_of_small(root(haversine))
                                  : HALF_TURN / 2 - angle_of_small(root(1 - haversine));
    return (uint32_t)(2 * RADIUS_M * half_angle + 0.5);
}
