/*
 * test_figure.c - kinds of figures.
 */
#include "core/figure.h"

#include "pusdalops/v1/figure.pb-c.h"
#include "support/letter.h"
#include "support/tap.h"

#include <ctype.h>

static void every_kind_has_the_number_and_the_name_of_the_schema(void)
{
    const ProtobufCEnumDescriptor *schema = &pusdalops__v1__figure_kind__descriptor;
    CHECK_NUMBER(schema->n_values, FIGURE_KINDS);
    for (int kind = FIGURE_NONE + 1; kind < FIGURE_KINDS; kind++) {
        const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(schema, kind);
        char name[64] = "";
        for (size_t i = 0; value != NULL && value->name[i + 12] != '\0' && i < 63; i++) {
            name[i] = (char)tolower((unsigned char)value->name[i + 12]); /* after FIGURE_KIND_ */
        }
        CHECK_TEXT(figure_name((enum figure_kind)kind), name);
    }
}

static void a_name_leads_back_to_its_kind(void)
{
    for (int kind = FIGURE_NONE + 1; kind < FIGURE_KINDS; kind++) {
        CHECK_NUMBER(figure_of(slice_of(figure_name((enum figure_kind)kind))), kind);
    }
    CHECK_NUMBER(figure_of(slice_of("none")), FIGURE_NONE);
}

static void a_mask_gives_its_kinds_from_the_lowest(void)
{
    const uint32_t mask = FIGURE_BIT(FIGURE_ROADS_CUT) | FIGURE_BIT(FIGURE_MISSING);
    CHECK_NUMBER(figure_next(mask), FIGURE_MISSING);
    CHECK_NUMBER(figure_next(mask & (mask - 1)), FIGURE_ROADS_CUT);
}

static void persons_and_households_never_share_a_kind(void)
{
    CHECK(FIGURE_DISPLACED_PERSONS != FIGURE_DISPLACED_HOUSEHOLDS);
    CHECK(strcmp(figure_name(FIGURE_AFFECTED_PERSONS), figure_name(FIGURE_AFFECTED_HOUSEHOLDS)) !=
          0);
}

int main(void)
{
    SAY(every_kind_has_the_number_and_the_name_of_the_schema);
    SAY(a_name_leads_back_to_its_kind);
    SAY(a_mask_gives_its_kinds_from_the_lowest);
    SAY(persons_and_households_never_share_a_kind);
    return tap_done();
}
