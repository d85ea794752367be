/*
 * items.h - the catalogue of relief items of the project, read for tests.
 *
 * Read by: regions.c. Reads: core/item.h, table.h, config/catalogue.
 * It is read without daemon/io, so that tests of the core link no loader; what the loader refuses is asserted here.
 */
#ifndef TESTS_SUPPORT_ITEMS_H
#define TESTS_SUPPORT_ITEMS_H

#include "core/item.h"

/* items_of_the_project - items.csv and item_units.csv as they are; read once, lives as long as the program */
struct items items_of_the_project(void);

#endif
