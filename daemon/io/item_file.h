/*
 * item_file.h - items.csv and item_units.csv to struct items.
 *
 * Read by: catalogue_file. Reads: csv.h, core/item.h.
 * Owns: the items are one piece of heap memory, until items_free.
 * Holds: (1) what core/item.h says of the lists; (2) a name or alias belongs to one item, a word to one unit; (3) every base unit and
 *        every unit of a row is named in item_units.csv, every item of a row in items.csv; (4) both files are of one version.
 * Source: config/ATTRIBUTION.md for what the columns mean.
 */
#ifndef HUB_IO_ITEM_FILE_H
#define HUB_IO_ITEM_FILE_H

#include "io/complaint.h"

#include "core/item.h"

#define ITEM_ROWS_MAX 20000 /* in one file; as many names, as many words */

/*
 * items_load - the two lists of a folder.
 *
 *   folder       holds items.csv (code,name,class,base_unit,packet,aliases[,name_en]) and
 *                item_units.csv (item,base_unit,unit,aliases,base_thousandths); the first line of both is `# version WORD`
 *   complaints   initialised by the caller; complaints are added
 *
 * Returns the items, items_free is due; or NULL with at least one complaint.
 */
struct items *items_load(const char *folder, struct complaints *complaints);

/*
 * items_may_follow - may the hub go on with these items instead of those it has?
 *
 *   folder   for complaints
 *
 * An item that has been used keeps its code and its base unit, and whoever reads the version must be able to tell the lists apart. So
 * false, with a complaint, when a code is gone, when a base unit is another one, or when the lists differ under one version.
 */
bool items_may_follow(const struct items *before, const struct items *after, const char *folder,
                      struct complaints *complaints);

/* items_free - NULL is fine */
void items_free(struct items *items);

#endif
