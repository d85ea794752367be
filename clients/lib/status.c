/* status.c - texts of our own statuses, and the table of the hub's codes. */
#include "pusdalops.h"

static const char *const texts[][2] = {
    [PUSDALOPS_OK] = {"done", "selesai"},
    [PUSDALOPS_NONE] = {"nothing there", "tidak ada"},
    [PUSDALOPS_KNOWN] = {"was put before", "sudah pernah dimasukkan"},
    [PUSDALOPS_E_ARGUMENT] = {"the program called the library wrongly",
                              "program memanggil pustaka dengan keliru"},
    [PUSDALOPS_E_FIELD] = {"a value that the protocol does not allow",
                           "nilai yang tidak diizinkan protokol"},
    [PUSDALOPS_E_MEMORY] = {"out of memory", "memori habis"},
    [PUSDALOPS_E_FULL] = {"a limit is reached", "batas tercapai"},
    [PUSDALOPS_E_MALFORMED] = {"the bytes cannot be read", "isi tidak dapat dibaca"},
    [PUSDALOPS_E_IO] = {"disk or network failed", "disk atau jaringan gagal"},
    [PUSDALOPS_E_DAMAGED] = {"a stored message is damaged", "pesan tersimpan rusak"},
    [PUSDALOPS_E_KEY] = {"not a usable key; a secret key file must be readable by its owner only",
                         "kunci tidak dapat dipakai; berkas kunci rahasia hanya boleh dibaca "
                         "pemiliknya"},
    [PUSDALOPS_E_FOREIGN] = {"this outbox belongs to another source or realm",
                             "kotak keluar ini milik sumber atau ruang lain"},
};

const char *pusdalops_status_text(enum pusdalops_status status, enum pusdalops_language language)
{
    const size_t column = language == PUSDALOPS_INDONESIAN ? 1 : 0;
    if ((size_t)status >= sizeof texts / sizeof texts[0]) {
        return "?";
    }
    return texts[status][column];
}

#define HUB_ERROR(code, name, fault, text_id, text_en)                                             \
    {code, #name, PUSDALOPS_FAULT_##fault, text_id, text_en},
static const struct pusdalops_code codes[] = {
#include "errors.inc"
};
#undef HUB_ERROR

const struct pusdalops_code *pusdalops_code_find(uint32_t code)
{
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i].code == code) {
            return &codes[i];
        }
    }
    return NULL;
}
