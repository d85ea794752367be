/* logistics_words.c - the enumerations of relief logistics as the room says them, in two languages. */
#include "pusdalops_logistics.h"

#include <string.h>

#define NUMBERS_MAX 15U

struct word {
    const char *english;
    const char *indonesian;
};

static const struct word words_of[PUSDALOPS_WORDS_COUNT][NUMBERS_MAX] = {
    [PUSDALOPS_WORDS_PRIORITY] = {{"-", "-"},
                                  {"life-saving", "penyelamatan-jiwa"},
                                  {"high", "tinggi"},
                                  {"normal", "biasa"}},
    [PUSDALOPS_WORDS_NEED_DEED] = {{"-", "-"},
                                   {"verify", "verifikasi"},
                                   {"approve", "setujui"},
                                   {"provision", "sementara"},
                                   {"decline", "tolak"},
                                   {"escalate", "eskalasi"},
                                   {"cancel", "batal"},
                                   {"close", "tutup"}},
    [PUSDALOPS_WORDS_NEED_STATE] = {{"-", "-"},
                                    {"requested", "diminta"},
                                    {"verified", "terverifikasi"},
                                    {"approved", "disetujui"},
                                    {"provisional", "sementara"},
                                    {"declined", "ditolak"},
                                    {"cancelled", "dibatalkan"},
                                    {"closed", "ditutup"}},
    [PUSDALOPS_WORDS_ORIGIN] = {{"-", "-"},
                                {"warehouse", "gudang"},
                                {"purchase", "pembelian"},
                                {"donor", "donatur"}},
    [PUSDALOPS_WORDS_PLEDGE_DEED] = {{"-", "-"},
                                     {"confirm", "pastikan"},
                                     {"allot", "alokasikan"},
                                     {"reserve", "sisihkan"},
                                     {"dispatch", "kirim"},
                                     {"receive", "terima"},
                                     {"withdraw", "tarik"},
                                     {"extend", "perpanjang"},
                                     {"expire", "kedaluwarsa"}},
    [PUSDALOPS_WORDS_PLEDGE_STATE] = {{"-", "-"},
                                      {"offered", "ditawarkan"},
                                      {"confirmed", "dipastikan"},
                                      {"reserved", "disisihkan"},
                                      {"dispatched", "dikirim"},
                                      {"delivered", "diserahkan"},
                                      {"withdrawn", "ditarik"},
                                      {"expired", "kedaluwarsa"}},
    [PUSDALOPS_WORDS_WAREHOUSE_KIND] = {{"-", "-"},
                                        {"warehouse", "gudang"},
                                        {"posko", "posko"},
                                        {"support-post", "pos-pendukung"}},
    [PUSDALOPS_WORDS_BUDGET_ORIGIN] = {{"-", "-"},
                                       {"apbn", "apbn"},
                                       {"apbd-province", "apbd-provinsi"},
                                       {"apbd-regency", "apbd-kabupaten"},
                                       {"donation", "donasi"},
                                       {"other", "lainnya"}},
    [PUSDALOPS_WORDS_STOCK_ALARM] = {{"-", "-"},
                                     {"below-minimum", "di-bawah-minimum"},
                                     {"nine-months", "sembilan-bulan"},
                                     {"three-months", "tiga-bulan"},
                                     {"expired", "kedaluwarsa"},
                                     {"stale", "hitungan-lama"},
                                     {"overdue", "lewat-48-jam"}},
    [PUSDALOPS_WORDS_EXPIRY_LEVEL] = {{"-", "-"},
                                      {"nine-months", "sembilan-bulan"},
                                      {"three-months", "tiga-bulan"},
                                      {"expired", "kedaluwarsa"}},
    [PUSDALOPS_WORDS_TASK_DEED] = {{"-", "-"},
                                   {"accept", "terima"},
                                   {"refuse", "tolak"},
                                   {"start", "mulai"},
                                   {"done", "selesai"},
                                   {"cancel", "batal"},
                                   {"end", "akhiri"}},
    [PUSDALOPS_WORDS_TASK_STATE] = {{"-", "-"},
                                    {"assigned", "ditugaskan"},
                                    {"accepted", "diterima"},
                                    {"started", "berjalan"},
                                    {"done", "selesai"},
                                    {"refused", "ditolak"},
                                    {"cancelled", "dibatalkan"}},
    [PUSDALOPS_WORDS_CANDIDATE] = {{"-", "-"},
                                   {"stock", "stok"},
                                   {"offer", "tawaran"},
                                   {"standing", "siaga"},
                                   {"surplus", "kelebihan"}},
    [PUSDALOPS_WORDS_NEARNESS] = {{"-", "-"},
                                  {"kecamatan", "kecamatan"},
                                  {"regency", "kabupaten"},
                                  {"province", "provinsi"},
                                  {"elsewhere", "luar-provinsi"}},
    [PUSDALOPS_WORDS_REASON] = {{"-", "-"},
                                {"good-when-needed", "masih-baik"},
                                {"spoils", "keburu-rusak"},
                                {"in-time", "tepat-waktu"},
                                {"late", "terlambat"},
                                {"whole", "cukup-semua"},
                                {"part", "sebagian"},
                                {"same-kecamatan", "sekecamatan"},
                                {"same-regency", "sekabupaten"},
                                {"same-province", "seprovinsi"},
                                {"elsewhere", "luar-provinsi"},
                                {"ends", "berbatas-waktu"},
                                {"lasts", "tanpa-batas-waktu"},
                                {"fresh", "baru"},
                                {"stale", "usang"}},
    [PUSDALOPS_WORDS_CLUSTER_LEVEL] = {{"-", "-"},
                                       {"national", "nasional"},
                                       {"province", "provinsi"},
                                       {"regency", "kabupaten-kota"}},
    [PUSDALOPS_WORDS_MEMBER_ROLE] = {{"-", "-"},
                                     {"lead", "koordinator"},
                                     {"deputy", "wakil"},
                                     {"support", "anggota"}},
    [PUSDALOPS_WORDS_SHIPMENT_DEED] = {{"-", "-"},
                                       {"depart", "berangkat"},
                                       {"delay", "tunda"},
                                       {"arrive", "tiba"},
                                       {"receive", "terima"},
                                       {"return", "kembalikan"},
                                       {"cancel", "batal"},
                                       {"lose", "hilang"}},
    [PUSDALOPS_WORDS_SHIPMENT_STATE] = {{"-", "-"},
                                        {"prepared", "disiapkan"},
                                        {"in-transit", "dalam-perjalanan"},
                                        {"arrived", "tiba"},
                                        {"received", "diterima"},
                                        {"returned", "dikembalikan"},
                                        {"cancelled", "dibatalkan"},
                                        {"lost", "hilang"}},
};

/* Small for a capital letter, "-" for "_" and a blank. */
static char plain(char byte)
{
    if (byte == '_' || byte == ' ') {
        return '-';
    }
    if (byte >= 'A' && byte <= 'Z') {
        return (char)(byte - 'A' + 'a');
    }
    return byte;
}

static bool is_word(const char *ours, const char *said)
{
    size_t i = 0;
    while (ours[i] != '\0' && plain(said[i]) == ours[i]) {
        i++;
    }
    return ours[i] == '\0' && said[i] == '\0';
}

uint32_t pusdalops_word_find(enum pusdalops_words words, const char *word)
{
    if (words >= PUSDALOPS_WORDS_COUNT || word == NULL) {
        return 0;
    }
    for (uint32_t number = 1; number < NUMBERS_MAX; number++) {
        const struct word *ours = &words_of[words][number];
        if (ours->english != NULL &&
            (is_word(ours->english, word) || is_word(ours->indonesian, word))) {
            return number;
        }
    }
    return 0;
}

const char *pusdalops_word_name(enum pusdalops_words words, uint32_t number,
                                enum pusdalops_language language)
{
    if (words >= PUSDALOPS_WORDS_COUNT || number >= NUMBERS_MAX) {
        return NULL;
    }
    const struct word *ours = &words_of[words][number];
    return language == PUSDALOPS_INDONESIAN ? ours->indonesian : ours->english;
}
