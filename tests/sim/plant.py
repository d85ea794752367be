"""One source file with one fault planted in it, or the list of faults.

    plant.py --list             name and file of each, one a line
    plant.py NAME FILE OUTPUT   the file's text with the fault, into OUTPUT

A fault whose place is not found exactly once ends with an error: the planted bugs follow the code.
"""

import pathlib
import sys

# name: (file below daemon/, what stands there, what stands there instead)
PLANTS = {
    "ack-before-sync": (
        "io/loop.c",
        "    if (appends_any(&loop->outbox)) {\n",
        "    speak_all(loop, &loop->outbox, EFFECT_REPLY);\n    if (appends_any(&loop->outbox)) {\n",
    ),
    "goes-on-after-a-failed-sync": (
        "io/loop.c",
        "    if (durable == WORLD_FAILED) {\n        return LOOP_STORE_FAILED; /* (2) */\n    }\n",
        "",
    ),
    "leaves-while-it-is-synced": (
        "io/loop.c",
        "if (!loop->world->settle(loop->world->self)) {",
        "if (false) {",
    ),
    "bytes-of-the-turn-before-lost": ("core/hub.c", "    hub->turn = hub->last_turn;\n", ""),
    "conflict-is-a-duplicate": ("core/hub_submit.c", "if (!slice_equal(record.message, bytes)) {", "if (false) {"),
    "dedupe-forgotten": (
        "core/hub_submit.c",
        "source_heard(&road->realm->view.sources, source, road->message.number)) {",
        "false) {",
    ),
    "second-receipt-differs": (
        "core/hub_submit.c",
        "receipt->received_utc_us = record.at_utc_us;\n    if",
        "receipt->received_utc_us = road->event->at_utc_us;\n    if",
    ),
    "warnings-forgotten": ("core/hub_submit.c", "    receipt->warnings = record.warnings;\n", ""),
    "chain-not-linked": (
        "core/hub_submit.c",
        "    memcpy(record.previous, view->head, RECORD_HASH_BYTES);\n",
        "",
    ),
    "store-full-ignored": ("core/hub_submit.c", "    if (hub->store_full) {", "    if (false) {"),
    "arrival-wins-over-as-of": (
        "core/picture.c",
        "return a->as_of_utc_us != b->as_of_utc_us ? a->as_of_utc_us > b->as_of_utc_us",
        "return a->seq != b->seq ? a->seq > b->seq",
    ),
    "no-report-is-1970": ("core/picture.c", "    spot->newest_as_of_utc_us = AS_OF_NONE;\n", ""),
    "tie-goes-to-the-earlier": ("core/picture.c", ": a->seq > b->seq; /* (1) */", ": a->seq < b->seq;"),
    "sums-over-sources": (
        "core/picture.c",
        "    const uint32_t now = best == 0 ? 0 : word.value;\n",
        "    uint32_t now = best == 0 ? 0 : word.value;\n"
        "    for (uint32_t at = spot->first_cell; at != 0; at = picture_cell(picture, at)->next) {\n"
        "        now += at == best ? 0 : picture_word(picture, picture_cell(picture, at), kind).value;\n"
        "    }\n",
    ),
    "parts-added-to-the-total": (
        "core/picture.c",
        "word.value = version->value[kind];",
        "word.value = version->value[kind] + cell->parts_sum[kind];",
    ),
    "retraction-ignored": (
        "core/picture.c",
        "retract ? version->verified & ~(1U << level)",
        "retract ? version->verified",
    ),
    "verified-is-not-better": ("core/picture.c", "(a_word->verified > 0 ? 1 : 2)", "2"),
    "coverage-not-counted": (
        "core/picture.c",
        "            picture_sum(picture, province)->expected_regencies++;\n",
        "",
    ),
    "withdrawal-ignored": (
        "core/sitrep.c",
        "\n    picture_withdraw(&view->picture, &view->sources, target.cell, target.version, &change->picture);\n",
        "\n",
    ),
    "correction-keeps-the-old": (
        "core/sitrep.c",
        "        picture_withdraw(&view->picture, &view->sources, target.cell, target.version,\n                         &change->picture);\n",
        "",
    ),
    "absent-is-zero": ("core/document.c", "if (sum->known[kind] > 0 || said) { /* (2) */", "if (true) {"),
    "public-sees-internal": (
        "core/document.c",
        "if (access == ACCESS_INTERNAL) { /* (1) */",
        "if (access != ACCESS_NONE) {",
    ),
    "lost-tail-not-told": (
        "core/document.c",
        "        if (last == 0) {\n            continue;",
        "        if (last == 0 || kind == TOPIC_STATUS) {\n            continue;",
    ),
    "rights-skipped-on-replay": (
        "core/hub_query.c",
        "!feed_shelf_is_public(kind) && access_of(talk) != ACCESS_INTERNAL",
        "kind == TOPIC_HEARTBEAT",
    ),
    "drill-ignored": (
        "core/hub.c",
        "if (slice_equal(name, slice_of(hub->realms[place].name))) {",
        "if (name.size_bytes > 0) {",
    ),
    "fresh-again-not-told": (
        "core/hub.c",
        "        hub->stale_since_utc_us = hub->seen_first_utc_us;\n",
        "        hub->stale_since_utc_us = hub->stale_until_utc_us;\n",
    ),
    "roster-reload-ignored": (
        "core/hub.c",
        "hub->roster = event->as.roster.roster;",
        "hub->roster = hub->roster == NULL ? event->as.roster.roster : hub->roster;",
    ),
    "region-right-skipped": ("core/roster.c", "return HUB_E_REGION_FORBIDS;", "return HUB_OK;"),
    "source-right-skipped": (
        "core/roster.c",
        "if (!slice_equal(source, slice_of(client->name)) && !speaks_for(roster, client, source)) {",
        "if (false) {",
    ),
    "behalf-right-skipped": ("core/roster.c", "if (on_behalf_of.size_bytes > 0 && ", "if (false && "),
    "verify-right-skipped": (
        "core/roster.c",
        "if (level == 0 || level > level_max[client->role]) {",
        "if (level == 0) {",
    ),
    "share-not-asked": (
        "core/share.c",
        "    if (is_within(ask->view, ROLE_NONE, held, more)) {",
        "    if (more->cells < 9) {",
    ),
    "share-not-charged": (
        "core/sitrep.c",
        "    source_apply_holding(&view->sources, (struct source_id){heard.source}, &need.holding);\n",
        "",
    ),
    "gap-forgotten": ("core/source.c", "if (number > source->highest + 1) {", "if (false) {"),
    "nation-not-published": ("core/feed.c", "    mark_on(feed, SHELF_SUMS, change->nation_sum);\n", ""),
    "replay-one-too-few": (
        "core/feed_ask.c",
        "if (change.sequence > after && shelf->area(realm, at) == area) {",
        "if (change.sequence > after + (name == SHELF_SPOTS ? 1 : 0) && shelf->area(realm, at) == area) {",
    ),
    "node-gone-not-told": ("core/hub.c", "        note_nodes(realm); /* where they were */\n", ""),
    "gap-not-shown": (
        "core/feed.c",
        "*out_previous = feed->topic_last[kind][area];",
        "*out_previous = sequence - 1;",
    ),
    "snapshot-forgets-a-pool": (
        "core/view.c",
        "(uint32_t)bytes_get_le(word + PART_WORDS_AT + 8 + (ptrdiff_t)16 * i, 8);",
        "i == 1 ? 0 : (uint32_t)bytes_get_le(word + PART_WORDS_AT + 8 + (ptrdiff_t)16 * i, 8);",
    ),
    "damaged-snapshot-taken": (
        "core/view.c",
        "    if (memcmp(hash, bytes.data, RECORD_HASH_BYTES) != 0) {\n        return false;",
        "    if (false) {\n        return false;",
    ),
    "future-allowed": (
        "core/check.c",
        "    if (report->as_of_utc_us > at_utc_us + AHEAD_MAX_US) {",
        "    if (false) {",
    ),
    "batch-answers-the-first-only": (
        "core/answer.c",
        "fill_receipt(arena, &receipts[i], &list[i]);",
        "fill_receipt(arena, &receipts[0], &list[i]);",
    ),
    "withdraw-keeps-the-reserved": (
        "core/ledger.c",
        "        pledge->amount = pledge->sent + pledge->loaded;\n        pledge->reserved = pledge->amount;\n",
        "        pledge->amount = pledge->sent + pledge->loaded;\n",
    ),
    "cluster-gone-not-told": ("core/board.c", "            cluster->changed = true;\n", ""),
    "cluster-changed-not-told": (
        "core/board.c",
        "        cluster->changed = differs(&cluster->mark, &mark);",
        "        cluster->changed = differs(&cluster->mark, &mark) && cluster->id[0] != 'l';",
    ),
    "catalogue-changed-not-told": ("core/feed.c", "            mark_on(&realm->feed, SHELF_CATALOGUE, place);\n", ""),
    "public-sees-whom-to-call": (
        "core/document_registry.c",
        "    if (access == ACCESS_INTERNAL) {\n        put_inner",
        "    if (access != ACCESS_NONE) {\n        put_inner",
    ),
    "unknown-item-not-counted": (
        "core/ledger.c",
        "    ledger_article(ledger, article)->lines++;\n",
        "    ledger_article(ledger, article)->lines += 1U - ledger_article(ledger, article)->known;\n",
    ),
    "lapses-by-a-clock-that-jumped": ("core/hub.c", "if (event->mono_us >= hub->doubt_until_mono_us) {", "if (true) {"),
    "lapse-forgotten": ("core/hub.c", "                hub_lapse(hub, &hub->realms[place], event, outbox);\n", ""),
    "allot-counted-twice": (
        "core/ledger.c",
        "    ledger_lift(ledger, place, change);\n    if (doing->deed == PLEDGE_ALLOT) {",
        "    if (doing->deed != PLEDGE_ALLOT) {\n        ledger_lift(ledger, place, change);\n    }\n"
        "    if (doing->deed == PLEDGE_ALLOT) {",
    ),
    "excess-fills-anothers-gap": (
        "core/ledger.c",
        "            tally->outstanding += line_outstanding(line);\n",
        "            tally->outstanding +=\n"
        "                line_outstanding(line) > tally->excess ? line_outstanding(line) - tally->excess : 0;\n",
    ),
    "received-beyond-sent": (
        "core/ledger_life.c",
        "pledge->sent - arrived - pledge->shipped, pledge->shipped);",
        "pledge->amount - arrived - pledge->shipped, pledge->shipped);",
    ),
    "sent-beyond-promised": (
        "core/ledger_life.c",
        "pledge_within_apart(doing->amount, pledge_unbound(pledge), pledge->loaded);",
        "HUB_OK;",
    ),
    "overlap-seen-by-its-own-source-only": (
        "core/relief.c",
        "if (other->giver != candidate->giver &&",
        "if (other->giver == candidate->giver &&",
    ),
    "overlap-whatever-the-days": ("core/relief.c", " && pledges_meet(candidate, other)", ""),
    "delivered-still-overlaps": (
        "core/ledger.c",
        "    if (pledge->state == PLEDGE_DELIVERED) {\n        leave_group(ledger, place);\n    }\n",
        "",
    ),
    "extended-lapses-as-before": (
        "core/ledger_due.c",
        "    if (at != 0) {\n        sift(ledger, at);\n        return;",
        "    if (at != 0) {\n        return;",
    ),
    "damaged-counts-as-promised": (
        "core/ledger.c",
        "return line->amounts.pledged - line->amounts.damaged - line->amounts.lost;",
        "return line->amounts.pledged;",
    ),
    "a-closed-line-takes-pledges": ("core/pledge.c", "if (!line_is_open(held)) {", "if (false) {"),
    "declined-still-asks": (
        "core/ledger.c",
        "return line->state != NEED_DECLINED && line->state != NEED_CANCELLED;",
        "return line->state != NEED_CANCELLED;",
    ),
    "escalated-without-end": ("core/need.c", "line->escalated >= ESCALATED_MAX", "false"),
    "unit-of-a-pledge-forgotten": ("core/relief.c", "    *out = product / 1000;\n", "    *out = thousandths;\n"),
    "anybody-lapses-anything": ("core/hub_own.c", "due_utc_us > event->at_utc_us", "false"),
    "snapshot-forgets-standing-offers": (
        "core/view.c",
        "    view->ledger.first_standing = (uint32_t)bytes_get_le(word + 64, 8);\n",
        "",
    ),
    "lost-still-on-its-way": (
        "core/document_logistics.c",
        "out->in_transit = amounts->sent - arrived;",
        "out->in_transit = amounts->sent - amounts->good;",
    ),
    "overlap-shown-of-one-giver": (
        "core/document_logistics.c",
        "return pair->first != NULL && pair->first->source != source ? pair->first : pair->other;",
        "return source == 0 ? pair->other : pair->first;",
    ),
    "earlier-lines-of-a-shipment-forgotten": (
        "core/shipment.c",
        "const uint64_t before = taken_before(loads, nth, place);",
        "const uint64_t before = 0 * taken_before(loads, nth, place);",
    ),
    "returned-is-still-promised": ("core/ledger_carry.c", "        pledge->amount -= amount;\n", ""),
    "received-past-its-shipment": (
        "core/ledger_life.c",
        "pledge->sent - arrived - pledge->shipped, pledge->shipped);",
        "pledge->sent - arrived, pledge->shipped);",
    ),
    "a-signed-record-closes-nothing": (
        "core/shipment_update.c",
        "    if (update->deed == SHIPMENT_RECEIVE && update->bast_number.size_bytes > 0) {\n        settle(",
        "    if (false) {\n        settle(",
    ),
    "cancelled-and-still-loaded": (
        "core/ledger_carry.c",
        "    case CARRY_UNLOAD:\n        pledge->loaded -= amount;\n",
        "    case CARRY_UNLOAD:\n",
    ),
    "regions-of-a-pledge-ignored": ("core/pledge.c", "    return count == 0;\n", "    return true;\n"),
    "shipments-lost-from-the-index": (
        "core/cargo.c",
        "        put_name(cargo, place);\n        if (shipment->previous_in_area == 0) {",
        "        if (shipment->previous_in_area == 0) {",
    ),
    "moves-when-the-hub-hears-of-it": (
        "core/shipment_update.c",
        "&counts.list[i].carrying, happened_utc_us, &change->stock);",
        "&counts.list[i].carrying, record->at_utc_us, &change->stock);",
    ),
    "damaged-goods-are-stock": (
        "core/shipment_update.c",
        "{freight->article, carrying->amount, happened_utc_us};",
        "{freight->article, carrying->amount + carrying->damaged, happened_utc_us};",
    ),
    "what-returns-comes-to-the-receiver": (
        "core/shipment_update.c",
        "        dock_enter(view, from, &load, change);\n",
        "        dock_enter(view, shipment->to, &load, change);\n",
    ),
    "sent-by-hand-stays-in-stock": (
        "core/pledge.c",
        "    dock_leave(view, dock_of_pledge(view, place), &left, &change->stock); /* sent by hand */\n",
        "    (void)left;\n",
    ),
    "loaded-is-promised-no-more": (
        "core/ledger.c",
        "    return pledge->amount - pledge->sent;\n",
        "    return pledge->amount - pledge->sent - pledge->loaded;\n",
    ),
    "the-pledge-says-before-the-waybill": (
        "core/dock.c",
        "return shipment->from != 0 ? shipment->from : dock_of_pledge(view, freight->pledge);",
        "return dock_of_pledge(view, freight->pledge) != 0 ? dock_of_pledge(view, freight->pledge) : shipment->from;",
    ),
    "uncounted-counts-in-totals": (
        "core/stock.c",
        "if (!warehouse_is_open(warehouse) || pile->entry_count == 0) {",
        "if (!warehouse_is_open(warehouse)) {",
    ),
    "counted-and-still-paid-for": ("core/warehouse.c", "        if (payer != 0) {", "        if (false) {"),
    "goes-to-a-warehouse-elsewhere": (
        "core/shipment.c",
        "    return route->dock.to == 0 ||\n",
        "    return true ||\n",
    ),
    "late-count-wins": (
        "core/stock.c",
        "if (at != 0 && as_of_utc_us < stock_entry(stock, at)->as_of_utc_us) {",
        "if (false) {",
    ),
    "whole-count-forgets-late-entries": (
        "core/stock.c",
        "const bool superseded = as_of_utc_us < warehouse->complete_as_of_utc_us;",
        "const bool superseded = false;",
    ),
    "whole-count-empties-newer-entries": (
        "core/stock.c",
        "        if (entry->as_of_utc_us > as_of_utc_us) {\n            continue;\n        }\n",
        "",
    ),
    "moved-warehouse-left-behind": (
        "core/stock.c",
        "        move_warehouse(stock, place, false);\n",
        "        if (!warehouse_is_open(stock_warehouse(stock, place)) || declaring->area == stock_warehouse(stock, place)->area) {\n"
        "            move_warehouse(stock, place, false);\n        }\n",
    ),
    "gone-counts-as-stayed": (
        "core/stock_flow.c",
        "passing.stayed = sum->in > newest->out ? sum->in - newest->out : 0;",
        "passing.stayed = sum->in > sum->out ? sum->in - sum->out : 0;",
    ),
    "free-text-is-public": (
        "core/document_logistics.c",
        "return draft->access == ACCESS_INTERNAL || article->known != 0;",
        "return draft->access == ACCESS_INTERNAL || article->known != 2;",
    ),
    "free-text-total-is-public": (
        "core/document_logistics.c",
        "if (is_blank(tally) || !words_stay(draft, article)) {",
        "if (is_blank(tally)) {",
    ),
    # What is refused without need: the honest cannot tell it from having come late.
    "open-line-called-closed": (
        "core/pledge.c",
        "    if (!line_is_open(held)) {",
        "    if (!line_is_open(held) || held->escalated > 0) {",
    ),
    "all-that-is-left-is-too-much": (
        "core/ledger_life.c",
        "return left == 0 || wanted > left ?",
        "return left == 0 || wanted >= left ?",
    ),
    "approved-cannot-escalate": (
        "core/ledger_life.c",
        "    [NEED_APPROVED]    = {0,   0,     0,      P,        D,      A, ",
        "    [NEED_APPROVED]    = {0,   0,     0,      P,        D,      0, ",
    ),
    "overtaken-is-withdrawn": (
        "core/sitrep.c",
        "if (picture_version(&ask->view->picture, out->version)->withdrawn != 0) {",
        "if (picture_version(&ask->view->picture, out->version)->in_force == 0) {",
    ),
    "receiver-may-not-say-so": (
        "core/pledge.c",
        "return update->deed == PLEDGE_RECEIVE && pledge->line != 0 &&",
        "return false && pledge->line != 0 &&",
    ),
    "older-plan-in-force": (
        "core/plan.c",
        "    if (place != 0 && record->number < tasks_plan(&view->tasks, place)->number) {",
        "    if (false) {",
    ),
    "refusal-keeps-the-goods": (
        "core/plan.c",
        "return ledger_may(ledger, task->pledge, &withdraw) == HUB_OK ? PLEDGE_WITHDRAW",
        "return ledger_may(ledger, task->pledge, &withdraw) == HUB_OK ? PLEDGE_NONE",
    ),
    "task-taken-on-without-its-goods": (
        "core/plan.c",
        "return is_offered ? PLEDGE_CONFIRM : PLEDGE_NONE;",
        "return PLEDGE_NONE;",
    ),
    "end-takes-back-what-was-promised": (
        "core/plan.c",
        "return is_offered ? PLEDGE_WITHDRAW : PLEDGE_NONE; /* (3) */",
        "return ledger_may(ledger, task->pledge, &withdraw) == HUB_OK ? PLEDGE_WITHDRAW : PLEDGE_NONE;",
    ),
    "silence-not-published": ("core/hub_silence.c", "            feed_note_tasks(realm, &change);\n", ""),
    "offer-of-a-task-not-published": (
        "core/feed.c",
        "        mark_on(feed, SHELF_ACTIVATIONS,\n"
        "                tasks_find_activation(&view->tasks, offer->source, offer->number));\n",
        "",
    ),
    "activation-shown-as-the-newest-plan": (
        "core/document_plan.c",
        "out->plan = build_reference(desk, plan->source, activation->plan_number);",
        "out->plan = build_reference(desk, plan->source, plan->number);",
    ),
    "ended-activation-forgotten-too-late": (
        "core/tasks.c",
        "first_ended)->dropped_utc_us <=",
        "first_ended)->dropped_utc_us + ACTIVATION_KEPT_US <=",
    ),
    "ended-shipment-forgotten-too-late": (
        "core/cargo.c",
        "return shipment->dropped_utc_us <=",
        "return shipment->dropped_utc_us + SHIPMENT_KEPT_US <=",
    ),
    "estimate-of-a-later-day-not-published": ("core/hub.c", "            check_estimates(hub, realm, spot);\n", ""),
    "estimate-of-another-beginning-not-published": (
        "core/feed.c",
        "    if (change->event != 0) { /* it may have begun on another day */",
        "    if (false) {",
    ),
    "public-reads-the-tasks": ("core/document_plan.c", "if (access != ACCESS_INTERNAL) { /* (2) */", "if (false) {"),
    "excess-taken-though-refused": ("core/relief.c", "if (ask->roster->refuses_excess) {", "if (false) {"),
    "allotted-yet-offered": (
        "core/ledger.c",
        "    ledger_note_due(ledger, place);\n    ledger_note_offer(ledger, place);\n}",
        "    ledger_note_due(ledger, place);\n}",
    ),
    "spare-goods-forgotten": ("core/ledger.c", "    ledger_note_spare(ledger, pledge->line);\n", ""),
    "neighbour-of-an-offer-lost": (
        "core/ledger_offers.c",
        "ledger_pledge(ledger, pledge->next_of_article)->previous_of_article =\n            pledge->previous_of_article;",
        ";",
    ),
}


def main():
    if sys.argv[1:] == ["--list"]:
        for name, (file, _, _) in PLANTS.items():
            print(name, file)
        return 0
    name, source, output = sys.argv[1:]
    _, before, after = PLANTS[name]
    text = pathlib.Path(source).read_text(encoding="utf-8")
    if text.count(before) != 1:
        print(f"plant.py: {name}: its place is found {text.count(before)} times in {source}", file=sys.stderr)
        return 1
    pathlib.Path(output).write_text(text.replace(before, after), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
