#include "posting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS_WIDTH  5
#define NANOS_BASE     300000000U /* from here every count of nanoseconds takes five bytes */
#define NANOS_SPAN     699999999U
#define FIGURE_BASE    1000U /* two bytes, and so is base + span */
#define FIGURE_SPAN    15000U
#define HOUSEHOLD_BASE 250U
#define HOUSEHOLD_SPAN 3700U
#define PERSONS_EACH   4U /* to a household: nothing to warn about, as in most reports */
#define REGENCIES_MAX  1024U

#define STAMP_DIGITS 16
#define STAMP_MARK   "jam="

static const char needs[] = STAMP_MARK
    "0000000000000000 Tenda pengungsi 40 unit, beras 12 ton, air bersih 6 tangki per hari, obat-obatan dan tenaga medis, "
    "perahu karet 8 unit, BBM 2.000 liter, genset 4 unit. Jembatan menuju tiga kecamatan putus, bantuan "
    "hanya lewat udara; sinyal telepon belum pulih.";

/* --- the wire, by hand --- */

static size_t put_varint(uint8_t *out, uint64_t value)
{
    size_t at = 0;
    while (value >= 0x80) {
        out[at++] = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    out[at++] = (uint8_t)value;
    return at;
}

static unsigned varint_width(uint64_t value)
{
    uint8_t scratch[10];
    return (unsigned)put_varint(scratch, value);
}

static size_t put_bytes(uint8_t *out, unsigned field, const void *bytes, size_t size_bytes)
{
    size_t at = put_varint(out, (uint64_t)field << 3 | 2);
    at += put_varint(out + at, size_bytes);
    memcpy(out + at, bytes, size_bytes);
    return at + size_bytes;
}

static size_t put_text(uint8_t *out, unsigned field, const char *text)
{
    return put_bytes(out, field, text, strlen(text));
}

static size_t put_number(uint8_t *out, unsigned field, uint64_t value)
{
    const size_t at = put_varint(out, (uint64_t)field << 3);
    return at + put_varint(out + at, value);
}

/* A Timestamp whose size is always the same; `out_at` is where its seconds begin. */
static size_t put_time(uint8_t *out, unsigned field, int64_t utc_s, uint32_t nanos, size_t base,
                       size_t *out_at)
{
    uint8_t inner[16];
    size_t at = put_number(inner, 1, (uint64_t)utc_s);
    at += put_number(inner + at, 2, NANOS_BASE + nanos % NANOS_SPAN);
    const size_t size = put_bytes(out, field, inner, at);
    *out_at = base + size - at + 1;
    return size;
}

static void patch_time(uint8_t *bytes, int64_t utc_s, uint32_t nanos)
{
    put_varint(bytes, (uint64_t)utc_s);
    put_varint(bytes + SECONDS_WIDTH + 1, NANOS_BASE + nanos % NANOS_SPAN);
}

/* --- templates --- */

/* dead, missing, displaced persons and households, affected persons, houses heavily damaged */
static const uint8_t kinds[POSTING_FIGURES] = {1, 2, 6, 7, 8, 11};

/* Two bytes on the wire, other ones from report to report, growing until they begin again. */
static uint32_t figure_value(uint64_t number, uint32_t at, unsigned i)
{
    const uint32_t households = HOUSEHOLD_BASE + (uint32_t)((number + at) % HOUSEHOLD_SPAN);
    switch (kinds[i]) {
    case 6:
        return PERSONS_EACH * households;
    case 7:
        return households;
    default:
        return FIGURE_BASE + (uint32_t)((number * (i + 3) + at) % FIGURE_SPAN);
    }
}

static size_t put_report(struct posting *posting, int64_t now_utc_s, uint8_t *out)
{
    uint8_t place[32];
    size_t at = put_text(out, 1, posting->event);
    const size_t place_bytes = put_text(place, 1, posting->code);
    at += put_bytes(out + at, 2, place, place_bytes);
    at += put_time(out + at, 3, now_utc_s, 0, at, &posting->as_of_at);
    for (unsigned i = 0; i < POSTING_FIGURES; i++) {
        uint8_t figure[16];
        size_t size = put_number(figure, 1, kinds[i]);
        size += put_number(figure + size, 2, FIGURE_BASE);
        at += put_bytes(out + at, 5, figure, size);
        posting->figure_at[i] = at - 2;
    }
    at += put_text(out + at, 6, needs);
    posting->stamp_at = at - strlen(needs) + strlen(STAMP_MARK);
    return at;
}

static void template_make(struct posting *posting, int64_t now_utc_s)
{
    uint8_t report[POSTING_BYTES_MAX];
    const size_t report_bytes = put_report(posting, now_utc_s, report);
    uint8_t *out = posting->bytes;
    size_t at = put_text(out, 1, posting->source);
    posting->number_at = at + 1;
    posting->number_width = varint_width(posting->number);
    at += put_number(out + at, 2, posting->number);
    at += put_text(out + at, 3, "real");
    at += put_time(out + at, 4, now_utc_s, 0, at, &posting->sent_at);
    at += put_bytes(out + at, 11, report, report_bytes);
    const size_t head = at - report_bytes;
    posting->as_of_at += head;
    posting->stamp_at += head;
    for (unsigned i = 0; i < POSTING_FIGURES; i++) {
        posting->figure_at[i] += head;
    }
    posting->size_bytes = at;
}

/* A regency is a code of the form "11.06". */
static bool is_regency(const char *code, size_t length)
{
    return length == 5 && code[2] == '.';
}

bool postings_open(struct postings *postings, const char *regions_csv, uint64_t first_number)
{
    char line[512];
    *postings = (struct postings){.of = calloc(REGENCIES_MAX, sizeof *postings->of)};
    FILE *file = fopen(regions_csv, "re");
    while (file != NULL && postings->of != NULL && postings->count < REGENCIES_MAX &&
           fgets(line, sizeof line, file) != NULL) {
        const char *code = line[0] == '"' ? line + 1 : line;
        const size_t length = strcspn(code, "\",\n");
        if (!is_regency(code, length)) {
            continue;
        }
        struct posting *posting = &postings->of[postings->count++];
        memcpy(posting->code, code, length);
        snprintf(posting->source, sizeof posting->source, "bpbd-%s", posting->code);
        snprintf(posting->event, sizeof posting->event, "%s", POSTING_EVENT);
        posting->number = first_number;
    }
    if (file != NULL) {
        fclose(file);
    }
    return postings->count > 0;
}

void postings_close(struct postings *postings)
{
    free(postings->of);
    *postings = (struct postings){.of = NULL};
}

/* --- relief logistics: a regency's own need and pledge, its numbers 1 and 2, and what follows --- */

#define MIX          20U
#define MIX_REPORTS  12U
#define MIX_UPDATES  5U
#define GOODS_ENOUGH 1000000000U /* a thousandth of it is set aside with every update */
#define FIELD_NEED   14
#define FIELD_PLEDGE 16
#define FIELD_UPDATE 17
#define DEED_RESERVE 3

static size_t put_quantity(uint8_t *out, unsigned field)
{
    uint8_t quantity[64];
    size_t size = put_text(quantity, 1, "beras");
    size += put_number(quantity + size, 2, GOODS_ENOUGH);
    size += put_text(quantity + size, 3, "kg");
    return put_bytes(out, field, quantity, size);
}

static size_t put_need(const struct posting *posting, int64_t now_utc_s, uint8_t *out)
{
    uint8_t line[160];
    size_t unused = 0;
    size_t at = put_text(out, 1, posting->event);
    at += put_text(out + at, 2, posting->code);
    at += put_time(out + at, 3, now_utc_s, 0, 0, &unused);
    size_t size = put_quantity(line, 1);
    size += put_number(line + size, 2, 2);
    size += put_text(line + size, 5, "Posko utama, halaman kantor bupati");
    size += put_number(line + size, 6, 1250);
    size += put_number(line + size, 7, 320);
    return at + put_bytes(out + at, 4, line, size);
}

static size_t put_pledge(const struct posting *posting, uint8_t *out)
{
    uint8_t line[64];
    size_t size = put_text(line, 1, posting->source);
    size += put_number(line + size, 2, 1);
    size += put_number(line + size, 3, 1);
    size_t at = put_text(out, 1, posting->event);
    at += put_bytes(out + at, 2, line, size);
    return at + put_quantity(out + at, 4);
}

static size_t put_update(const struct posting *posting, uint8_t *out)
{
    uint8_t pledge[64];
    size_t size = put_text(pledge, 1, posting->source);
    size += put_number(pledge + size, 2, 2);
    size_t at = put_bytes(out, 1, pledge, size);
    at += put_number(out + at, 2, DEED_RESERVE);
    at += put_number(out + at, 3, 1);
    return at + put_text(out + at, 9, "truk BPBD, lewat jalan lintas tengah");
}

/* Number 1 is a need, 2 a pledge for it; of twenty that follow so many are no reports. 0: a report is next. */
static size_t put_relief(const struct posting *posting, int64_t now_utc_s, uint8_t *out)
{
    uint8_t body[512];
    size_t unused = 0;
    const uint64_t nth = posting->number < 3 ? 0 : (posting->number - 3) % MIX;
    if (posting->number >= 3 && nth < MIX_REPORTS) {
        return 0;
    }
    const bool updates = posting->number >= 3 && nth < MIX_REPORTS + MIX_UPDATES;
    const bool pledges = posting->number == 2;
    const size_t size = updates   ? put_update(posting, body)
                        : pledges ? put_pledge(posting, body)
                                  : put_need(posting, now_utc_s, body);
    size_t at = put_text(out, 1, posting->source);
    at += put_number(out + at, 2, posting->number);
    at += put_text(out + at, 3, "real");
    at += put_time(out + at, 4, now_utc_s, 0, 0, &unused);
    return at + put_bytes(out + at,
                          updates   ? FIELD_UPDATE
                          : pledges ? FIELD_PLEDGE
                                    : FIELD_NEED,
                          body, size);
}

size_t postings_next(struct postings *postings, uint32_t at, int64_t now_utc_s, const uint8_t **out)
{
    struct posting *posting = &postings->of[at];
    const uint32_t nth = (uint32_t)postings->written++;
    if (postings->mixed) {
        const size_t size = put_relief(posting, now_utc_s, posting->other);
        if (size > 0) {
            posting->number++;
            *out = posting->other;
            return size;
        }
    }
    if (posting->number_width != varint_width(posting->number)) {
        template_make(posting, now_utc_s);
    }
    put_varint(posting->bytes + posting->number_at, posting->number);
    patch_time(posting->bytes + posting->sent_at, now_utc_s, nth);
    patch_time(posting->bytes + posting->as_of_at, now_utc_s, nth);
    for (unsigned i = 0; i < POSTING_FIGURES; i++) {
        put_varint(posting->bytes + posting->figure_at[i], figure_value(posting->number, at, i));
    }
    posting->number++;
    *out = posting->bytes;
    return posting->size_bytes;
}

void posting_stamp(struct posting *posting, uint64_t mono_ns)
{
    for (unsigned i = 0; i < STAMP_DIGITS; i++) {
        posting->bytes[posting->stamp_at + i] =
            (uint8_t) "0123456789abcdef"[mono_ns >> (60 - 4 * i) & 15];
    }
}

uint64_t posting_stamp_find(const void *bytes, size_t size_bytes)
{
    const size_t mark = strlen(STAMP_MARK);
    const uint8_t *at = memmem(bytes, size_bytes, STAMP_MARK, mark);
    uint64_t stamp = 0;
    if (at == NULL || (size_t)(at - (const uint8_t *)bytes) + mark + STAMP_DIGITS > size_bytes) {
        return 0;
    }
    for (unsigned i = 0; i < STAMP_DIGITS; i++) {
        const uint8_t digit = at[mark + i];
        stamp = stamp << 4 | (uint64_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    return stamp;
}

void posting_changed(struct posting *posting)
{
    posting->number_width = 0;
}

size_t postings_declare(const struct postings *postings, const char *event_id, uint32_t only,
                        int64_t now_utc_s, uint64_t number, uint8_t *out)
{
    uint8_t event[DECLARATION_BYTES_MAX];
    size_t unused = 0;
    size_t size = put_text(event, 1, event_id);
    size += put_number(event + size, 2, 101);
    size += put_text(event + size, 3, "Banjir besar");
    size += put_time(event + size, 4, now_utc_s - 3600, 0, 0, &unused);
    for (uint32_t i = 0; i < postings->count; i++) {
        if (only == postings->count || only == i) {
            size += put_text(event + size, 5, postings->of[i].code);
        }
    }
    size += put_number(event + size, 6, 1);
    size_t at = put_text(out, 1, "bnpb");
    at += put_number(out + at, 2, number);
    at += put_text(out + at, 3, "real");
    at += put_time(out + at, 4, now_utc_s, 0, 0, &unused);
    at += put_bytes(out + at, 10, event, size);
    return at;
}

size_t posting_wrap(uint8_t *out, uint64_t request_id, const uint8_t *message, size_t size_bytes)
{
    const size_t inner = 1 + varint_width(size_bytes) + size_bytes;
    size_t at = put_number(out, 1, request_id);
    at += put_varint(out + at, 3U << 3 | 2);
    at += put_varint(out + at, inner);
    at += put_bytes(out + at, 1, message, size_bytes);
    return at;
}

size_t posting_hello(uint8_t *out, uint64_t request_id)
{
    uint8_t hello[48];
    size_t size = put_number(hello, 1, 1);
    size += put_number(hello + size, 2, 1);
    size += put_text(hello + size, 3, "bench");
    size += put_text(hello + size, 5, "real");
    const size_t at = put_number(out, 1, request_id);
    return at + put_bytes(out + at, 2, hello, size);
}

/* --- the answer --- */

static bool take_varint(const uint8_t **at, const uint8_t *end, uint64_t *out)
{
    *out = 0;
    for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
        const uint8_t byte = *(*at)++;
        *out |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            return true;
        }
    }
    return false;
}

bool posting_is_accepted(const uint8_t *reply, size_t size_bytes, uint64_t *out_request_id)
{
    const uint8_t *at = reply;
    const uint8_t *end = reply + size_bytes;
    uint64_t tag = 0;
    uint64_t value = 0;
    while (take_varint(&at, end, &tag) && take_varint(&at, end, &value)) {
        if (tag == (1U << 3) && out_request_id != NULL) {
            *out_request_id = value;
        }
        if (tag == (4U << 3 | 2)) {
            return end - at >= 2 && at[0] == (1U << 3) && at[1] == 1;
        }
        if ((tag & 7) == 2) {
            return false; /* a problem, or another answer */
        }
    }
    return false;
}
