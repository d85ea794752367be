#include "core/document_suggestion.h"

#include "core/day.h"
#include "core/document_build.h"

typedef Pusdalops__V1__Candidate Candidate;
typedef Pusdalops__V1__SuggestionReply Suggestion;

/* What the pledge itself says. */
static void put_pledge(const struct desk *desk, uint32_t place, Candidate *out)
{
    const struct pledge *pledge = ledger_pledge(&desk->realm->view.ledger, place);
    out->pledge = build_reference(desk, pledge->source, pledge->number);
    out->pledge->part = pledge->part;
    if (pledge->line != 0) {
        out->allotted_to =
            build_line_reference(desk, ledger_line(&desk->realm->view.ledger, pledge->line));
    }
    out->cluster_id = build_copy(desk->arena, pledge->cluster);
    out->origin_name = build_copy(desk->arena, pledge->origin_name);
    out->state = (Pusdalops__V1__PledgeState)pledge->state;
    out->valid_until = build_time(desk->arena, pledge->valid_until_utc_us);
}

/* Which entry of which warehouse, and what was reckoned from it. */
static void put_stock(const struct desk *desk, const struct candidate *candidate, Candidate *out)
{
    const struct stock *stock = &desk->realm->view.stock;
    const struct stock_entry *entry = stock_entry(stock, candidate->place);
    const struct pile *pile = stock_pile(stock, entry->pile);
    const struct warehouse *warehouse = stock_warehouse(stock, pile->warehouse);
    char day[DAY_ROOM];
    day_print(entry->expires_day, day);
    out->stock = build_room(desk->arena, 1, sizeof *out->stock);
    pusdalops__v1__stock_reference__init(out->stock);
    out->stock->source = build_source(desk, warehouse->source);
    out->stock->warehouse_id = build_copy(desk->arena, warehouse->id);
    out->stock->budget_origin = (Pusdalops__V1__BudgetOrigin)entry->origin;
    out->stock->expires_on = build_copy(desk->arena, day);
    out->origin_name = build_copy(desk->arena, warehouse->name);
    out->counted = candidate->counted;
    out->kept_back = candidate->kept_back;
    out->sent_since = candidate->sent_since;
    out->promised = candidate->promised;
}

static Candidate *build_candidate(const struct desk *desk, const struct candidate *candidate,
                                  bool is_first)
{
    enum candidate_reason reasons[CANDIDATE_REASONS];
    Candidate *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__candidate__init(out);
    out->kind = (Pusdalops__V1__CandidateKind)candidate->kind;
    if (candidate->kind == CANDIDATE_STOCK) {
        put_stock(desk, candidate, out);
    } else {
        put_pledge(desk, candidate->place, out);
    }
    out->giver = build_copy(desk->arena, candidate->giver);
    out->available = candidate->available;
    out->opens_gap = candidate->opens_gap;
    out->as_of = build_time(desk->arena, candidate->as_of_utc_us);
    out->available_at = build_time(desk->arena, candidate->available_utc_us);
    out->nearness = (Pusdalops__V1__Nearness)candidate->nearness;
    out->distance_m = candidate->distance_m;
    out->distance_known = candidate->distance_known;
    out->proposed = candidate->proposed;
    out->with_above = candidate->proposed > 0 && !is_first;
    out->n_reasons = suggest_reasons(candidate, reasons);
    out->reasons = build_room(desk->arena, out->n_reasons, sizeof *out->reasons);
    for (size_t i = 0; i < out->n_reasons; i++) {
        out->reasons[i] = (Pusdalops__V1__CandidateReason)reasons[i];
    }
    return out;
}

Suggestion *document_suggestion(const struct desk *desk, const struct suggestion *suggestion)
{
    const struct view *view = &desk->realm->view;
    const struct need_line *line = ledger_line(&view->ledger, suggestion->line);
    const struct relief *relief = ledger_relief(&view->ledger, line->relief);
    const struct article *article = ledger_article(&view->ledger, line->article);
    Suggestion *out = build_room(desk->arena, 1, sizeof *out);
    pusdalops__v1__suggestion_reply__init(out);
    out->line =
        build_line_reference(desk, ledger_line(&desk->realm->view.ledger, suggestion->line));
    out->event_id = build_copy(desk->arena, picture_disaster(&view->picture, relief->event)->id);
    out->area_code = build_code(desk->arena, relief->area);
    out->item = build_copy(desk->arena, article->code);
    out->item_unknown = article->known == 0;
    out->unit = build_copy(desk->arena, article->unit);
    out->outstanding = suggestion->outstanding;
    out->candidates = build_room(desk->arena, SUGGESTIONS_SHOWN, sizeof *out->candidates);
    for (uint32_t i = 0; i < suggestion->count; i++) {
        out->candidates[out->n_candidates++] =
            build_candidate(desk, &suggestion->candidates[i], i == 0);
    }
    out->candidate_count = suggestion->found;
    out->cut = suggestion->cut;
    out->journal_sequence = view->last.n;
    return out;
}
