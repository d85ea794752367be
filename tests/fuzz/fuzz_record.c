/*
 * fuzz_record - bytes of the journal: as they are, and sealed as records that follow the chain.
 *
 * The input is a list of records, each with its length in two bytes before it. The seal is made here, so that the
 * fuzzer reaches what stands behind the hash; a journal with a sound chain and unsound content must be refused, or
 * replay to a picture that adds up.
 */
#include "base/assert.h"
#include "base/bytes.h"
#include "core/dock.h"
#include "core/record.h"
#include "core/share.h"
#include "stage.h"

#include <sodium/crypto_generichash.h>

static bool seal(uint8_t *bytes, size_t size, const struct view *view)
{
    memcpy(bytes + 32, view->head, RECORD_HASH_BYTES);
    bytes_put_le(bytes + 64, RECORD_FORMAT, 2);
    bytes_put_le(bytes + 68, size, 4);
    bytes_put_le(bytes + 72, view->last.n + 1, 8);
    return crypto_generichash(bytes, RECORD_HASH_BYTES, bytes + RECORD_HASH_BYTES,
                              size - RECORD_HASH_BYTES, NULL, 0) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t bytes[65536];
    struct record record;
    (void)record_decode((struct slice){data, size}, &record);
    (void)stage_set();
    struct view *view = stage_view();
    while (size >= 2) {
        size_t length = (size_t)bytes_get_le(data, 2);
        data += 2;
        size -= 2;
        length = length < size ? length : size;
        memcpy(bytes, data, length);
        data += length;
        size -= length;
        if (length < RECORD_HEAD_BYTES || !seal(bytes, length, view)) {
            continue;
        }
        if (view_replay(view, (struct slice){bytes, length}, stage_scratch()) != HUB_OK) {
            break;
        }
        struct subject subject;
        if (record_decode((struct slice){bytes, length}, &record) == HUB_OK) {
            (void)subject_decode(record.subject, &subject);
            struct slice warnings = record.warnings;
            struct record_warning warning;
            while (record_next_warning(&warnings, &warning)) {
                HUB_ASSERT(warning.field.size_bytes <= UINT8_MAX);
            }
        }
        HUB_ASSERT(picture_audit(&view->picture, &view->sources) && share_audit(view));
        HUB_ASSERT(tasks_audit(&view->tasks, &view->ledger));
        HUB_ASSERT(stock_audit(&view->stock) && dock_audit(view));
        HUB_ASSERT(ledger_audit(&view->ledger) && cargo_audit(&view->cargo, &view->ledger));
    }
    return 0;
}
