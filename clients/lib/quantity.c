/* quantity.c - quantities as people write them, exactly: whole thousandths and nothing of floating point. */
#include "pusdalops_logistics.h"

#include <stdio.h>
#include <string.h>

#include "wire.h"

#define NUMBER_BYTES_MAX 40U

/* A number as it was written: its digits without signs, and where the signs stood. */
struct written {
    const char *text;
    size_t size;
    size_t signs; /* commas and points */
    size_t last;  /* place of the last sign */
    bool mixed;   /* both kinds of sign stand in it */
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_sign(char byte)
{
    return byte == ',' || byte == '.';
}

/* Digits with single signs between them, from the front of the text; size 0: none. */
static struct written number_at(const char *text)
{
    struct written number = {.text = text};
    while (is_digit(text[number.size]) || is_sign(text[number.size])) {
        if (is_sign(text[number.size])) {
            const bool between = number.size > 0 && is_digit(text[number.size - 1]) &&
                                 is_digit(text[number.size + 1]);
            if (!between) {
                return (struct written){.size = 0};
            }
            number.mixed =
                number.mixed || (number.signs > 0 && text[number.last] != text[number.size]);
            number.signs += 1;
            number.last = number.size;
        }
        number.size += 1;
    }
    return number;
}

/*
 * Does the last sign stand before decimals? Several equal signs stand between groups; of two kinds the last one is the
 * decimal's. A single one before three digits may be either: *ambiguous.
 */
static bool has_decimals(const struct written *number, bool *ambiguous)
{
    const size_t behind = number->size - number->last - 1;
    *ambiguous = number->signs == 1 && behind == 3 && number->last <= 3 && number->text[0] != '0';
    return number->signs == 1 || number->mixed;
}

/* Are the signs of the whole part one kind, each before three digits, with one to three digits at the front? */
static bool groups_check(const struct written *number, size_t whole)
{
    size_t run = 0;
    size_t signs = 0;
    char sign = '\0';
    for (size_t i = 0; i < whole; i++) {
        if (is_digit(number->text[i])) {
            run += 1;
            continue;
        }
        const bool good = signs == 0 ? run <= 3 : run == 3 && number->text[i] == sign;
        if (!good) {
            return false;
        }
        sign = number->text[i];
        signs += 1;
        run = 0;
    }
    return signs == 0 || run == 3;
}

static bool value_of(const struct written *number, uint64_t *thousandths)
{
    bool ambiguous = false;
    const bool decimals = has_decimals(number, &ambiguous);
    const size_t whole = decimals ? number->last : number->size;
    uint64_t value = 0;
    if (ambiguous || !groups_check(number, whole) ||
        (decimals && number->mixed &&
         memchr(number->text, number->text[number->last], whole) != NULL)) {
        return false;
    }
    for (size_t i = 0; i < whole; i++) {
        if (is_digit(number->text[i])) {
            value = value * 10 + (uint64_t)(number->text[i] - '0');
        }
        if (value > PUSDALOPS_THOUSANDTHS_MAX / 1000) {
            return false;
        }
    }
    for (size_t place = 1; place <= 3; place++) {
        const bool said = decimals && whole + place < number->size;
        value = value * 10 + (said ? (uint64_t)(number->text[whole + place] - '0') : 0);
    }
    for (size_t i = whole + 4; decimals && i < number->size; i++) {
        if (number->text[i] != '0') {
            return false; /* finer than a thousandth */
        }
    }
    *thousandths = value;
    return value <= PUSDALOPS_THOUSANDTHS_MAX;
}

enum pusdalops_status pusdalops_quantity_parse(const char *text, uint64_t *thousandths, char *unit)
{
    if (text == NULL || thousandths == NULL || unit == NULL) {
        return PUSDALOPS_E_ARGUMENT;
    }
    text += strspn(text, " ");
    const struct written number = number_at(text);
    uint64_t value = 0;
    if (number.size == 0 || number.size > NUMBER_BYTES_MAX || !value_of(&number, &value)) {
        return PUSDALOPS_E_FIELD;
    }
    const char *rest = text + number.size;
    rest += strspn(rest, " ");
    size_t size = strlen(rest);
    while (size > 0 && rest[size - 1] == ' ') {
        size -= 1;
    }
    char said[PUSDALOPS_UNIT_BYTES_MAX + 1];
    const bool is_power =
        (rest[0] == 'e' || rest[0] == 'E') && (is_digit(rest[1]) || rest[1] == '+');
    const bool is_word = size == 0 || (rest[0] >= 'a' && rest[0] <= 'z') ||
                         (rest[0] >= 'A' && rest[0] <= 'Z') || (unsigned char)rest[0] >= 0x80;
    if (size > PUSDALOPS_UNIT_BYTES_MAX || !is_word || is_power) {
        return PUSDALOPS_E_FIELD;
    }
    memcpy(said, rest, size);
    said[size] = '\0';
    if (!wire_text_check(said, PUSDALOPS_UNIT_BYTES_MAX, false)) {
        return PUSDALOPS_E_FIELD;
    }
    memcpy(unit, said, size + 1);
    *thousandths = value;
    return PUSDALOPS_OK;
}

void pusdalops_quantity_render(uint64_t thousandths, enum pusdalops_language language, char *text,
                               size_t room)
{
    const bool indonesian = language == PUSDALOPS_INDONESIAN;
    char digits[24];
    char whole[PUSDALOPS_QUANTITY_TEXT_BYTES];
    char part[8] = "";
    size_t at = 0;
    (void)snprintf(digits, sizeof digits, "%llu", (unsigned long long)(thousandths / 1000));
    const size_t count = strlen(digits);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) {
            whole[at++] = indonesian ? '.' : ',';
        }
        whole[at++] = digits[i];
    }
    whole[at] = '\0';
    if (thousandths % 1000 != 0) {
        (void)snprintf(part, sizeof part, "%c%03u", indonesian ? ',' : '.',
                       (unsigned)(thousandths % 1000));
        for (size_t last = 3; part[last] == '0'; last--) { /* a sign and three digits, not all 0 */
            part[last] = '\0';
        }
    }
    (void)snprintf(text, room, "%s%s", whole, part);
}
