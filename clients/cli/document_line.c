/* document_line.c - one feed message as one line for a person. */
#include "document_line.h"

#include <string.h>

#include "pusdalops/v1/message.pb-c.h"
#include "screen.h"

static void print_text(const char *text)
{
    char clean[SCREEN_CELL_BYTES];
    screen_clean(text, clean, sizeof clean);
    (void)fputs(clean, stdout);
}

static void print_figure(const struct app *app, uint32_t kind, uint64_t value)
{
    char count[48];
    const char *label = pusdalops_figure_label(kind, app->language);
    screen_count(app, value, count, sizeof count);
    (void)printf(" · %s %s", label == NULL ? "?" : label, count);
}

static void print_regency(const struct app *app, const Pusdalops__V1__RegencyStatus *regency)
{
    print_text(regency->event_id);
    (void)putchar(' ');
    print_text(regency->regency_name);
    for (size_t i = 0; i < regency->n_figures; i++) {
        if (regency->figures[i]->chosen != NULL) {
            print_figure(app, (uint32_t)regency->figures[i]->kind,
                         regency->figures[i]->chosen->value);
        }
    }
    (void)fputs(regency->stale ? app_text(app, " · STALE", " · BASI") : "", stdout);
}

static void print_area(const struct app *app, const Pusdalops__V1__AreaStatus *area)
{
    print_text(area->event_id);
    (void)putchar(' ');
    print_text(area->area_name);
    if (area->coverage != NULL) {
        (void)printf(
            app_text(app, " (%u of %u known, %u stale)", " (%u dari %u diketahui, %u basi)"),
            area->coverage->known, area->coverage->expected, area->coverage->stale);
    }
    for (size_t i = 0; i < area->n_totals; i++) {
        print_figure(app, (uint32_t)area->totals[i]->kind, area->totals[i]->value);
    }
}

static void print_quantity(const struct app *app, uint64_t thousandths, const char *unit)
{
    char count[PUSDALOPS_QUANTITY_TEXT_BYTES];
    pusdalops_quantity_render(thousandths, app->language, count, sizeof count);
    (void)printf(" %s%s", count, unit[0] == '\0' ? "" : " ");
    print_text(unit);
}

static void print_goods(const struct app *app, const Pusdalops__V1__Quantity *quantity)
{
    if (quantity != NULL) {
        (void)fputs(" · ", stdout);
        print_text(quantity->item);
        print_quantity(app, quantity->thousandths, quantity->unit);
    }
}

static const char *word(const struct app *app, enum pusdalops_words words, uint32_t number)
{
    const char *name = pusdalops_word_name(words, number, app->language);
    return name == NULL ? "?" : name;
}

static void print_line_reference(const Pusdalops__V1__LineReference *line)
{
    if (line != NULL) {
        (void)putchar(' ');
        print_text(line->source);
        (void)printf("/%llu/%u", (unsigned long long)line->number, line->line);
    }
}

static void print_named(const Pusdalops__V1__MessageReference *named)
{
    if (named != NULL) {
        print_text(named->source);
        (void)printf("/%llu", (unsigned long long)named->number);
        if (named->part > 0) {
            (void)printf("/%u", named->part);
        }
    }
}

static void print_shipment_word(const struct app *app, enum pusdalops_words words, uint32_t number)
{
    const char *name = pusdalops_word_name(words, number, app->language);
    (void)printf(" %s", name == NULL ? "?" : name);
}

/* A need, an answer, a pledge or an update: what was said, as it was said. */
static void print_relief(const struct app *app, const Pusdalops__V1__Message *message)
{
    if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_NEED) {
        print_text(message->need->event_id);
        (void)putchar(' ');
        print_text(message->need->region_code);
        (void)fputs(app_text(app, " needs", " membutuhkan"), stdout);
        for (size_t i = 0; i < message->need->n_lines; i++) {
            print_goods(app, message->need->lines[i]->quantity);
        }
    } else if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_NEED_DECISION) {
        (void)fputs(word(app, PUSDALOPS_WORDS_NEED_DEED, (uint32_t)message->need_decision->deed),
                    stdout);
        print_line_reference(message->need_decision->line);
    } else if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_PLEDGE) {
        (void)fputs(app_text(app, "pledges", "menjanjikan"), stdout);
        print_line_reference(message->pledge->line);
        print_goods(app, message->pledge->quantity);
    } else if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT) {
        (void)fputs(app_text(app, "ships to ", "mengirim ke "), stdout);
        print_text(message->shipment->region_code);
    } else if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_SHIPMENT_UPDATE) {
        print_named(message->shipment_update->shipment);
        print_shipment_word(app, PUSDALOPS_WORDS_SHIPMENT_DEED,
                            (uint32_t)message->shipment_update->deed);
    } else if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_PLEDGE_UPDATE) {
        const Pusdalops__V1__PledgeUpdate *update = message->pledge_update;
        (void)printf("%s ", word(app, PUSDALOPS_WORDS_PLEDGE_DEED, (uint32_t)update->deed));
        print_named(update->pledge);
        if (update->thousandths > 0) {
            print_quantity(app, update->thousandths, "");
        }
        print_line_reference(update->line);
    }
}

/* A warehouse, or what was counted in one. */
static void print_stocked(const struct app *app, const Pusdalops__V1__Message *message)
{
    if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_WAREHOUSE) {
        print_text(message->warehouse->region_code);
        (void)putchar(' ');
        print_text(message->warehouse->name);
    } else if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_STOCK_COUNT) {
        print_text(message->stock_count->warehouse_id);
        (void)fputs(app_text(app, " counted", " terhitung"), stdout);
        for (size_t i = 0; i < message->stock_count->n_lines; i++) {
            print_goods(app, message->stock_count->lines[i]->quantity);
        }
    }
}

/* A plan, its activation, or what became of a task: what was said. */
static bool print_of_plans(const struct app *app, const Pusdalops__V1__Message *message)
{
    if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_PLAN) {
        (void)fputs(app_text(app, "plan ", "rencana "), stdout);
        print_text(message->plan->plan_id);
        (void)putchar(' ');
        print_text(message->plan->name);
    } else if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_PLAN_ACTIVATION) {
        (void)fputs(app_text(app, "activates ", "mengaktifkan "), stdout);
        print_text(message->plan_activation->source);
        (void)putchar('/');
        print_text(message->plan_activation->plan_id);
        (void)putchar(' ');
        print_text(message->plan_activation->event_id);
    } else if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_TASK_UPDATE) {
        const Pusdalops__V1__TaskUpdate *update = message->task_update;
        (void)fputs(word(app, PUSDALOPS_WORDS_TASK_DEED, (uint32_t)update->deed), stdout);
        if (update->task != NULL) {
            (void)putchar(' ');
            print_text(update->task->source);
            (void)printf("/%llu/%u", (unsigned long long)update->task->number, update->task->line);
        }
    } else {
        return false;
    }
    return true;
}

static void print_activation(const struct app *app, const Pusdalops__V1__ActivationStatus *status)
{
    print_text(status->name);
    (void)putchar(' ');
    print_text(status->event_id);
    if (status->counts != NULL) {
        (void)printf(app_text(app,
                              " · %u not answered, %u silent, %u accepted, %u done, %u refused",
                              " · %u belum dijawab, %u diam, %u diterima, %u selesai, %u ditolak"),
                     status->counts->assigned, status->counts->silent, status->counts->accepted,
                     status->counts->done, status->counts->refused);
    }
    (void)fputs(status->ended_at != NULL ? app_text(app, " · ended", " · berakhir") : "", stdout);
}

static void print_notice(const struct app *app, const Pusdalops__V1__MessageNotice *notice)
{
    Pusdalops__V1__Message *message =
        pusdalops__v1__message__unpack(NULL, notice->message.len, notice->message.data);
    if (message == NULL) {
        (void)fputs("?", stdout);
        return;
    }
    print_text(message->source);
    (void)printf(" #%llu ", (unsigned long long)message->number);
    if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_REPORT) {
        print_text(message->report->event_id);
        for (size_t i = 0; i < message->report->n_figures; i++) {
            print_figure(app, (uint32_t)message->report->figures[i]->kind,
                         message->report->figures[i]->value);
        }
    } else if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_EVENT) {
        print_text(message->event->event_id);
        (void)putchar(' ');
        print_text(message->event->name);
    } else if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_WITHDRAWAL) {
        (void)printf(app_text(app, "withdraws #%llu", "menarik #%llu"),
                     (unsigned long long)message->withdrawal->number);
    } else if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_VERIFICATION) {
        (void)fputs(app_text(app, "verifies ", "memverifikasi "), stdout);
        print_text(message->verification->source);
        (void)printf(" #%llu", (unsigned long long)message->verification->number);
    } else if (message->body_case == PUSDALOPS__V1__MESSAGE__BODY_WAREHOUSE ||
               message->body_case == PUSDALOPS__V1__MESSAGE__BODY_STOCK_COUNT) {
        print_stocked(app, message);
    } else if (!print_of_plans(app, message)) {
        print_relief(app, message);
    }
    if (notice->n_warnings > 0) {
        (void)printf(" · %zu!", notice->n_warnings);
    }
    pusdalops__v1__message__free_unpacked(message, NULL);
}

static void print_presence(const struct app *app, const Pusdalops__V1__NodePresence *presence)
{
    char as_of[64];
    const char *word = app_text(app, "never heard", "belum pernah terdengar");
    if (presence->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_CONNECTED) {
        word = app_text(app, "connected", "tersambung");
    } else if (presence->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_REMOVED) {
        word = app_text(app, "is on the roster no more", "tidak terdaftar lagi");
    } else if (presence->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_SILENT) {
        word = app_text(app, "silent since", "diam sejak");
    }
    print_text(presence->node);
    (void)printf(" %s", word);
    if (presence->presence == PUSDALOPS__V1__PRESENCE__PRESENCE_SILENT) {
        screen_time(app, screen_utc_us(presence->silent_since), presence->region_code, as_of,
                    sizeof as_of);
        (void)printf(" %s", as_of);
    }
    if (presence->missing_numbers > 0) {
        (void)printf(app_text(app, " · lacks %llu-%llu", " · kurang %llu-%llu"),
                     (unsigned long long)presence->missing_first,
                     (unsigned long long)presence->missing_last);
    }
}

static void print_shipment(const struct app *app, const Pusdalops__V1__ShipmentStatus *shipment)
{
    print_named(shipment->shipment);
    (void)putchar(' ');
    print_text(shipment->area_name);
    print_shipment_word(app, PUSDALOPS_WORDS_SHIPMENT_STATE, (uint32_t)shipment->state);
    for (size_t i = 0; i < shipment->n_lines; i++) {
        (void)fputs(" · ", stdout);
        print_text(shipment->lines[i]->item);
        print_quantity(app, shipment->lines[i]->loaded, shipment->lines[i]->unit);
    }
}

/* How many lines lack something, and of what most is lacking first: the items as the hub orders them, the lacking ones only. */
static void print_logistics(const struct app *app, const Pusdalops__V1__LogisticsStatus *logistics)
{
    print_text(logistics->event_id);
    (void)putchar(' ');
    print_text(logistics->area_name);
    (void)printf(app_text(app, " · %u lines short", " · %u baris kurang"), logistics->gap_lines);
    if (logistics->excess_lines > 0) {
        (void)printf(app_text(app, ", %u in excess", ", %u berlebih"), logistics->excess_lines);
    }
    if (logistics->n_overlaps > 0) {
        (void)printf(app_text(app, ", %zu overlaps", ", %zu tumpang tindih"),
                     logistics->n_overlaps);
    }
    for (size_t i = 0; i < logistics->n_items; i++) {
        const Pusdalops__V1__ItemTotal *item = logistics->items[i];
        if (item->quantities != NULL && item->quantities->outstanding > 0) {
            (void)fputs(" · ", stdout);
            print_text(item->item);
            print_quantity(app, item->quantities->outstanding, item->unit);
        }
    }
    (void)fputs(logistics->cut ? " · ..." : "", stdout);
}

/* A cluster, a page of the catalogue, or what it lacks; nothing of any other document. */
static void print_registry(const struct app *app, const Pusdalops__V1__FeedMessage *document)
{
    if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CLUSTER) {
        const Pusdalops__V1__ClusterRegistry *cluster = document->cluster;
        print_text(cluster->cluster_id);
        (void)putchar(' ');
        print_text(cluster->name);
        if (cluster->removed) {
            (void)fputs(app_text(app, "is in the registry no more", "tidak terdaftar lagi"),
                        stdout);
        } else {
            (void)printf(app_text(app, " · %zu members", " · %zu anggota"), cluster->n_members);
        }
    } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CATALOGUE) {
        (void)fputs(app_text(app, "catalogue of items, version ", "katalog barang, versi "),
                    stdout);
        print_text(document->catalogue->version);
        (void)printf(app_text(app, " · page %u of %u", " · halaman %u dari %u"),
                     document->catalogue->page, document->catalogue->pages);
    } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_UNKNOWN_ITEMS) {
        (void)printf(app_text(app, "%u texts that the catalogue does not know",
                              "%u teks yang belum ada di katalog"),
                     document->unknown_items->count);
    }
}

void document_line_print(const struct app *app, const Pusdalops__V1__FeedMessage *document)
{
    char as_of[64];
    screen_time(app, screen_utc_us(document->published_at), NULL, as_of, sizeof as_of);
    (void)printf("%s ", as_of);
    print_text(document->topic);
    (void)printf(" %llu ", (unsigned long long)document->sequence);
    if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY) {
        print_regency(app, document->regency);
    } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA) {
        print_area(app, document->area);
    } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_NOTICE) {
        print_notice(app, document->notice);
    } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PRESENCE) {
        print_presence(app, document->presence);
    } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_LOGISTICS) {
        print_logistics(app, document->logistics);
    } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_STOCK) {
        print_text(document->stock->area_name);
        (void)printf(app_text(app, " · %u warehouses, %zu items", " · %u gudang, %zu barang"),
                     document->stock->warehouse_count, document->stock->n_totals);
    } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_ACTIVATION) {
        print_activation(app, document->activation);
    } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PLAN) {
        print_text(document->plan->plan_id);
        (void)printf(" #%llu ", (unsigned long long)document->plan->number);
        print_text(document->plan->name);
    } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_SHIPMENT) {
        print_shipment(app, document->shipment);
    } else if (document->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_EVENT) {
        print_text(document->event->event_id);
        (void)putchar(' ');
        print_text(document->event->name);
    } else {
        print_registry(app, document);
    }
    (void)putchar('\n');
    (void)fflush(stdout);
}
