/*
 * regions.h - the catalogue of the project, read for tests.
 *
 * Read by: tests. Reads: core/region.h, config/catalogue.
 */
#ifndef TESTS_SUPPORT_REGIONS_H
#define TESTS_SUPPORT_REGIONS_H

#include "core/region.h"

/* regions_of_indonesia - config/catalogue as it is; read once, lives as long as the program */
const struct catalogue *regions_of_indonesia(void);

#endif
