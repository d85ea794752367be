/*
 * test_bytes.c - numbers in bytes.
 */
#include "base/bytes.h"

#include "support/tap.h"

static void little_end_first_is_the_low_byte_first(void)
{
    uint8_t bytes[8];
    bytes_put_le(bytes, 0x0102030405060708U, 8);
    CHECK(bytes[0] == 8 && bytes[7] == 1);
    bytes_put_le(bytes, 0xABCD, 2);
    CHECK(bytes[0] == 0xCD && bytes[1] == 0xAB && bytes[2] == 6);
}

static void big_end_first_keeps_numbers_in_order(void)
{
    uint8_t low[8];
    uint8_t high[8];
    static const uint64_t numbers[] = {0, 1, 255, 256, 65535, 65536, UINT64_MAX / 2, UINT64_MAX};
    for (size_t i = 0; i + 1 < sizeof numbers / sizeof numbers[0]; i++) {
        bytes_put_be(low, numbers[i], 8);
        bytes_put_be(high, numbers[i + 1], 8);
        CHECK(memcmp(low, high, 8) < 0);
    }
}

static void what_is_put_is_got_back_in_every_size(void)
{
    uint8_t bytes[8];
    for (unsigned size = 1; size <= 8; size++) {
        const uint64_t value = 0xF1E2D3C4B5A69788U >> (64U - 8U * size);
        bytes_put_le(bytes, value, size);
        CHECK(bytes_get_le(bytes, size) == value);
        bytes_put_be(bytes, value, size);
        CHECK(bytes_get_be(bytes, size) == value);
    }
}

int main(void)
{
    SAY(little_end_first_is_the_low_byte_first);
    SAY(big_end_first_keeps_numbers_in_order);
    SAY(what_is_put_is_got_back_in_every_size);
    return tap_done();
}
