/*
 * goods.h - needs and pledges put into a room's ledger as records would put them, without the messages.
 *
 * Read by: tests/unit/core. Reads: room.h, core/feed.h.
 * Owns: nothing. Each deed is told to the feed of realm real, as the hub does it.
 */
#ifndef TESTS_SUPPORT_GOODS_H
#define TESTS_SUPPORT_GOODS_H

#include "support/room.h"

/* goods_ledger - the ledger of realm real */
struct ledger *goods_ledger(struct room *room);

/* goods_article - an item counted in kg; of ITEM_CLASS_UNKNOWN it is free text. Good until sixteen more were made. */
const struct article *goods_article(const char *code, enum item_class class_of);

/* goods_asking - what a source asks for an area in ACEH_EVENT: 100 kg, normal, as of now; a test changes the rest */
struct asking goods_asking(struct room *room, const char *source, uint32_t area,
                           const struct article *article);

/* goods_ask - into the ledger under the next number of the source; the line's place */
uint32_t goods_ask(struct room *room, struct asking asking);

/* goods_answer - a decision of bnpb about a line */
void goods_answer(struct room *room, uint32_t line, enum need_deed deed);

/* goods_promising - what a source promises for a line: 100 kg from a warehouse, for ever; a test changes the rest */
struct promising goods_promising(struct room *room, const char *source, uint32_t line);

/* goods_promise - into the ledger under the next number of the source; the pledge's place */
uint32_t goods_promise(struct room *room, struct promising promising);

/* goods_do - a deed to a pledge */
void goods_do(struct room *room, uint32_t pledge, struct doing doing);

#endif
