/*
 * catalogue_file.h - the files of a folder to struct catalogue: regions.csv, bps.csv and hazards.csv here, the items in item_file.
 *
 * Read by: main.c. Reads: csv.h, item_file.h, core/region.h.
 * Owns: a catalogue is heap memory, until catalogue_free.
 * Holds: (1) lists are in the order of their codes, no code twice; (2) every regency has its province and every
 *        kecamatan its regency; (3) every BPS code leads to a regency of the list.
 * Source: config/ATTRIBUTION.md for where the lists come from.
 */
#ifndef HUB_IO_CATALOGUE_FILE_H
#define HUB_IO_CATALOGUE_FILE_H

#include "io/complaint.h"

#include "core/region.h"

#define CATALOGUE_ROWS_MAX 100000 /* in one file */

/*
 * catalogue_load - the five lists of a folder.
 *
 *   folder       holds regions.csv (code,name,time_zone[,population]), bps.csv (bps_code,kemendagri_code),
 *                hazards.csv (code,name_id,name_en,confirmed), items.csv and item_units.csv (item_file.h)
 *   complaints   initialised by the caller; complaints are added
 *
 * Returns the catalogue, catalogue_free is due; or NULL with at least one complaint.
 */
struct catalogue *catalogue_load(const char *folder, struct complaints *complaints);

/* catalogue_free - NULL is fine */
void catalogue_free(struct catalogue *catalogue);

#endif
