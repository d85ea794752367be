#include "base/text.h"

#include "base/assert.h"

/* Length of the well-formed UTF-8 sequence at `at`, 0 when there is none. Table 3-7 of the Unicode standard. */
static size_t sequence_bytes(const uint8_t *at, size_t left)
{
    const uint8_t lead = at[0];
    size_t length = 0;
    uint8_t second_min = 0x80;
    uint8_t second_max = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
    } else if ((lead & 0xF0U) == 0xE0) {
        length = 3;
        second_min = lead == 0xE0 ? 0xA0 : second_min; /* overlong */
        second_max = lead == 0xED ? 0x9F : second_max; /* surrogates */
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        second_min = lead == 0xF0 ? 0x90 : second_min;
        second_max = lead == 0xF4 ? 0x8F : second_max;
    }
    if (length == 0 || length > left || at[1] < second_min || at[1] > second_max) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if ((at[i] & 0xC0U) != 0x80) {
            return 0;
        }
    }
    return length;
}

/* How many of the first bytes are printable ASCII, eight at a time: nearly all of what people write. */
static size_t plain_bytes(struct slice text)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t i = 0;
    while (i + 8 <= text.size_bytes) {
        uint64_t word = 0;
        memcpy(&word, &text.data[i], 8);
        /* A byte below 0x20 borrows into its top bit, 0x7F carries into it, above that it is set. */
        if (((word | (word - 0x20 * ones) | (word + ones)) & high) != 0) {
            break;
        }
        i += 8;
    }
    return i;
}

bool text_is_clean(struct slice text)
{
    size_t i = plain_bytes(text);
    while (i < text.size_bytes) {
        const uint8_t c = text.data[i];
        if (c < 0x80) {
            if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) {
                return false;
            }
            i++;
            continue;
        }
        const size_t length = sequence_bytes(&text.data[i], text.size_bytes - i);
        if (length == 0 ||
            (length == 2 && c == 0xC2 && text.data[i + 1] < 0xA0)) { /* C1 controls */
            return false;
        }
        i += length;
    }
    return true;
}

bool text_is_identifier(struct slice text, size_t bytes_max)
{
    if (text.size_bytes == 0 || text.size_bytes > bytes_max) {
        return false;
    }
    for (size_t i = 0; i < text.size_bytes; i++) {
        const uint8_t c = text.data[i];
        const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        if (!fits) {
            return false;
        }
    }
    return true;
}

size_t text_copy(char *room, size_t room_bytes, struct slice text)
{
    HUB_ASSERT(room_bytes > 0);
    const size_t size_bytes = text.size_bytes < room_bytes ? text.size_bytes : room_bytes - 1;
    if (size_bytes > 0) {
        memcpy(room, text.data, size_bytes);
    }
    room[size_bytes] = '\0';
    return size_bytes;
}
