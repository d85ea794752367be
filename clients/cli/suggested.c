/* suggested.c - what could fill an open line: the hub's list as a table, and its best candidate in one line. */
#include "suggested.h"

#include "screen.h"

#define REFERENCE_BYTES (SCREEN_CELL_BYTES + 48U)

/* ---- asking ---- */

int suggested_ask(struct link *link, const struct pusdalops_reference *line,
                  Pusdalops__V1__Reply **reply)
{
    const struct pusdalops_ask ask = {
        .kind = PUSDALOPS_ASK_SUGGESTION,
        .subject = line->source,
        .position = line->number,
        .line = line->line,
    };
    const int code = link_ask(link, &ask, reply);
    if (code == EXIT_DONE && (*reply)->body_case != PUSDALOPS__V1__REPLY__BODY_SUGGESTION) {
        pusdalops__v1__reply__free_unpacked(*reply, NULL);
        *reply = NULL;
        return EXIT_INTERNAL;
    }
    return code;
}

/* ---- cells ---- */

static void cell(const char *text, size_t width)
{
    char clean[SCREEN_CELL_BYTES];
    screen_clean(text, clean, width < sizeof clean ? width : sizeof clean); /* cut at a character */
    screen_cell(clean, width, false);
}

static void amount(const struct app *app, uint64_t thousandths, size_t width)
{
    char text[PUSDALOPS_QUANTITY_TEXT_BYTES];
    pusdalops_quantity_render(thousandths, app->language, text, sizeof text);
    screen_cell(text, width, true);
}

static const char *word(const struct app *app, enum pusdalops_words words, uint32_t number)
{
    const char *name = pusdalops_word_name(words, number, app->language);
    return name == NULL ? "?" : name;
}

/* The pledge, "pmi/3", of a plan "bpbd-32.16/7/2"; or the warehouse, "bpbd-12.73:gudang-1". */
static void reference_text(const Pusdalops__V1__Candidate *candidate, char *text, size_t room)
{
    char source[SCREEN_CELL_BYTES];
    char id[SCREEN_CELL_BYTES];
    (void)snprintf(text, room, "-");
    if (candidate->pledge != NULL) {
        screen_clean(candidate->pledge->source, source, 100);
        const int size =
            snprintf(text, room, "%s/%llu", source, (unsigned long long)candidate->pledge->number);
        if (candidate->pledge->part > 0 && size > 0 && (size_t)size < room) {
            (void)snprintf(text + size, room - (size_t)size, "/%u", candidate->pledge->part);
        }
    } else if (candidate->stock != NULL) {
        screen_clean(candidate->stock->source, source, 100);
        screen_clean(candidate->stock->warehouse_id, id, 100);
        (void)snprintf(text, room, "%.100s:%.100s", source, id);
    }
}

static void line_text(const Pusdalops__V1__LineReference *line, char *text, size_t room)
{
    char source[SCREEN_CELL_BYTES];
    (void)snprintf(text, room, "-");
    if (line != NULL) {
        screen_clean(line->source, source, 100);
        (void)snprintf(text, room, "%s/%llu/%u", source, (unsigned long long)line->number,
                       line->line);
    }
}

static void time_cell(const struct app *app, const Google__Protobuf__Timestamp *time,
                      const char *region, size_t width)
{
    char text[64];
    screen_time(app, screen_utc_us(time), region, text, sizeof text);
    screen_cell(text, width, false);
}

/* "62 km", "800 m"; "-" where a position is not known. */
static void distance_cell(const struct app *app, const Pusdalops__V1__Candidate *candidate,
                          size_t width)
{
    char text[32] = "-";
    char number[24];
    if (candidate->distance_known && candidate->distance_m < 1000) {
        (void)snprintf(text, sizeof text, "%u m", candidate->distance_m);
    } else if (candidate->distance_known) {
        screen_count(app, (candidate->distance_m + 500U) / 1000U, number, sizeof number);
        (void)snprintf(text, sizeof text, "%s km", number);
    }
    screen_cell(text, width, true);
    (void)fputs("  ", stdout);
}

/* ---- the table ---- */

static void print_heads(const struct app *app)
{
    (void)printf("%3s ", "#");
    cell(app_text(app, "What", "Apa"), 11);
    cell(app_text(app, "Pledge or stock", "Komitmen/stok"), 24);
    cell(app_text(app, "Giver", "Pemberi"), 18);
    screen_cell(app_text(app, "Available", "Tersedia"), 13, true);
    screen_cell(app_text(app, "Take", "Ambil"), 13, true);
    (void)fputs("  ", stdout);
    cell(app_text(app, "Near", "Jarak"), 15);
    screen_cell("", 9, true);
    (void)fputs("  ", stdout);
    cell(app_text(app, "From", "Mulai"), 22);
    cell(app_text(app, "Until", "Sampai"), 22);
    screen_cell(app_text(app, "Told", "Umur"), 8, true);
    (void)printf("  %s\n", app_text(app, "Why", "Alasan"));
}

static void print_reasons(const struct app *app, const Pusdalops__V1__Candidate *candidate)
{
    for (size_t i = 0; i < candidate->n_reasons; i++) {
        (void)printf("%s%s", i == 0 ? "  " : " ",
                     word(app, PUSDALOPS_WORDS_REASON, (uint32_t)candidate->reasons[i]));
    }
}

/* Of a surplus: which line it is taken from, and what that leaves. */
static void print_origin(const struct app *app, const Pusdalops__V1__Candidate *candidate,
                         const char *unit)
{
    char line[REFERENCE_BYTES];
    char gap[PUSDALOPS_QUANTITY_TEXT_BYTES];
    char clean[SCREEN_CELL_BYTES];
    if (candidate->allotted_to == NULL) {
        return;
    }
    line_text(candidate->allotted_to, line, sizeof line);
    (void)printf(app_text(app, "    allotted to %s now", "    sekarang dialokasikan ke %s"), line);
    if (candidate->opens_gap > 0) {
        pusdalops_quantity_render(candidate->opens_gap, app->language, gap, sizeof gap);
        screen_clean(unit, clean, sizeof clean);
        (void)printf(app_text(app, "; moved whole it leaves that line short of %s %s",
                              "; bila dipindah seluruhnya baris itu kurang %s %s"),
                     gap, clean);
    }
    (void)putchar('\n');
}

/* Of a stock: what was counted of it, what stays, and what the goods are. */
static void print_stock(const struct app *app, const Pusdalops__V1__Candidate *candidate)
{
    char name[SCREEN_CELL_BYTES];
    char day[SCREEN_CELL_BYTES];
    char amounts[4][PUSDALOPS_QUANTITY_TEXT_BYTES];
    if (candidate->stock == NULL) {
        return;
    }
    screen_clean(candidate->origin_name, name, sizeof name);
    screen_clean(candidate->stock->expires_on, day, sizeof day);
    pusdalops_quantity_render(candidate->counted, app->language, amounts[0], sizeof amounts[0]);
    pusdalops_quantity_render(candidate->kept_back, app->language, amounts[1], sizeof amounts[1]);
    pusdalops_quantity_render(candidate->sent_since, app->language, amounts[2], sizeof amounts[2]);
    pusdalops_quantity_render(candidate->promised, app->language, amounts[3], sizeof amounts[3]);
    (void)printf(
        app_text(app, "    %s, %s: counted %s, kept back %s, sent since %s, promised %s",
                 "    %s, %s: terhitung %s, cadangan %s, keluar sejak itu %s, dijanjikan %s"),
        name, word(app, PUSDALOPS_WORDS_BUDGET_ORIGIN, (uint32_t)candidate->stock->budget_origin),
        amounts[0], amounts[1], amounts[2], amounts[3]);
    if (day[0] != '\0') {
        (void)printf(app_text(app, "; last day %s", "; hari terakhir %s"), day);
    }
    (void)putchar('\n');
}

static void print_candidate(const struct app *app, const Pusdalops__V1__SuggestionReply *said,
                            size_t i, int64_t now_us)
{
    const Pusdalops__V1__Candidate *candidate = said->candidates[i];
    char text[REFERENCE_BYTES];
    (void)printf("%3zu ", i + 1);
    cell(word(app, PUSDALOPS_WORDS_CANDIDATE, (uint32_t)candidate->kind), 11);
    reference_text(candidate, text, sizeof text);
    screen_cell(text, 23, false); /* never cut: it is what one types to allot */
    (void)putchar(' ');
    cell(candidate->giver, 18);
    amount(app, candidate->available, 13);
    amount(app, candidate->proposed, 13);
    (void)fputs(candidate->with_above ? " +" : "  ", stdout);
    cell(word(app, PUSDALOPS_WORDS_NEARNESS, (uint32_t)candidate->nearness), 15);
    distance_cell(app, candidate, 9);
    time_cell(app, candidate->available_at, said->area_code, 22);
    time_cell(app, candidate->valid_until, said->area_code, 22);
    screen_age(app, screen_utc_us(candidate->as_of), now_us, text, sizeof text);
    screen_cell(text, 8, true);
    print_reasons(app, candidate);
    (void)putchar('\n');
    print_origin(app, candidate, said->unit);
    print_stock(app, candidate);
}

void suggested_print(const struct app *app, const Pusdalops__V1__SuggestionReply *said)
{
    char line[REFERENCE_BYTES];
    char item[SCREEN_CELL_BYTES];
    char unit[SCREEN_CELL_BYTES];
    char outstanding[PUSDALOPS_QUANTITY_TEXT_BYTES];
    line_text(said->line, line, sizeof line);
    screen_clean(said->item, item, sizeof item);
    screen_clean(said->unit, unit, sizeof unit);
    pusdalops_quantity_render(said->outstanding, app->language, outstanding, sizeof outstanding);
    (void)printf(app_text(app, "%s: %s, %s %s outstanding\n", "%s: %s, kurang %s %s\n"), line, item,
                 outstanding, unit);
    if (said->n_candidates > 0) {
        print_heads(app);
    }
    for (size_t i = 0; i < said->n_candidates; i++) {
        print_candidate(app, said, i, pusdalops_now_read().utc_us);
    }
    if (said->n_candidates == 0 && said->outstanding > 0) {
        (void)puts(app_text(app, "nobody has offered any", "belum ada yang menawarkan"));
    }
    if (said->candidate_count > said->n_candidates) {
        (void)printf(app_text(app, "(%zu of %u)\n", "(%zu dari %u)\n"), said->n_candidates,
                     said->candidate_count);
    }
    if (said->cut) {
        (void)puts(app_text(app, "(there are more offers of this item than the hub looked at)",
                            "(tawaran barang ini lebih banyak daripada yang diperiksa hub)"));
    }
}

void suggested_print_best(const struct app *app, const Pusdalops__V1__SuggestionReply *said)
{
    char reference[REFERENCE_BYTES];
    char giver[SCREEN_CELL_BYTES];
    char proposed[PUSDALOPS_QUANTITY_TEXT_BYTES];
    if (said == NULL || said->n_candidates == 0) {
        (void)printf("     -> %s\n",
                     app_text(app, "nobody has offered any", "belum ada yang menawarkan"));
        return;
    }
    const Pusdalops__V1__Candidate *best = said->candidates[0];
    reference_text(best, reference, sizeof reference);
    screen_clean(best->giver, giver, sizeof giver);
    pusdalops_quantity_render(best->proposed, app->language, proposed, sizeof proposed);
    (void)printf("     -> %s %s (%s): %s, %s;",
                 word(app, PUSDALOPS_WORDS_CANDIDATE, (uint32_t)best->kind), reference, giver,
                 proposed, word(app, PUSDALOPS_WORDS_NEARNESS, (uint32_t)best->nearness));
    print_reasons(app, best);
    (void)printf(app_text(app, "; %u in all\n", "; %u seluruhnya\n"), said->candidate_count);
}
