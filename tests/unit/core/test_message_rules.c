/*
 * test_message_rules.c - the tables of the schema, and the decoder that reads them.
 */
#include "core/message_rules.h"

#include "core/message.h"
#include "pusdalops/v1/submit.pb-c.h"
#include "support/encode.h"
#include "support/tap.h"

static struct fault fault;

static enum hub_status look(struct slice bytes, uint32_t elements)
{
    static _Alignas(16) uint8_t list_room[65536];
    struct arena arena;
    struct message message;
    memset(&message, 0, sizeof message);
    arena_init(&arena, list_room, sizeof list_room);
    fault = (struct fault){.status = HUB_OK};
    return rules_decode(&message_rules, bytes, &arena, elements, &message, &fault);
}

#define LOOK(literal) look((struct slice){(const uint8_t *)(literal), sizeof(literal) - 1}, 100)

static void nothing_at_all_is_well_formed(void)
{
    CHECK_NUMBER(LOOK(""), HUB_OK);
    CHECK_NUMBER(look((struct slice){NULL, 0}, 0), HUB_OK);
}

static void tags_and_varints_that_do_not_exist_are_refused(void)
{
    CHECK_NUMBER(LOOK("\x00\x01"), HUB_E_MALFORMED); /* field 0 */
    CHECK_NUMBER(LOOK("\x13"), HUB_E_MALFORMED);     /* a group begins */
    CHECK_NUMBER(LOOK("\x14"), HUB_E_MALFORMED);     /* a group ends */
    CHECK_NUMBER(LOOK("\x16\x01"), HUB_E_MALFORMED); /* wire type 6 */
    CHECK_NUMBER(LOOK("\x17\x01"), HUB_E_MALFORMED); /* wire type 7 */
    CHECK_NUMBER(LOOK("\x10"), HUB_E_MALFORMED);     /* no value */
    CHECK_NUMBER(LOOK("\x10\x80"), HUB_E_MALFORMED); /* cut */
    CHECK_NUMBER(LOOK("\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), HUB_OK);
    CHECK_NUMBER(LOOK("\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), HUB_E_MALFORMED);
    CHECK_NUMBER(LOOK("\xf8\xff\xff\xff\xff\x01\x01"), HUB_E_MALFORMED); /* beyond field 2^29 - 1 */
    CHECK_NUMBER(LOOK("\x11\x01\x02\x03\x04\x05\x06\x07"), HUB_E_MALFORMED);
    CHECK_NUMBER(LOOK("\x15\x01\x02\x03"), HUB_E_MALFORMED);
}

static void a_length_beyond_the_end_is_refused(void)
{
    CHECK_NUMBER(LOOK("\x0a\x01"), HUB_E_MALFORMED);
    CHECK_NUMBER(LOOK("\x0a\x02x"), HUB_E_MALFORMED);
    CHECK_NUMBER(LOOK("\x0a\xff\xff\xff\xff\x0fx"), HUB_E_MALFORMED);
    CHECK_NUMBER(LOOK("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01x"), HUB_E_MALFORMED);
    CHECK_NUMBER(LOOK("\x0a\x01x"), HUB_OK);
}

static void a_text_with_nul_inside_is_refused_by_its_name(void)
{
    CHECK_NUMBER(LOOK("\x0a\x03"
                      "a\0b"),
                 HUB_E_TEXT_INVALID);
    CHECK_TEXT(fault.field, "source");
    CHECK_NUMBER(LOOK("\x5a\x05\x12\x03\x2a\x01\x00"), HUB_E_TEXT_INVALID);
    CHECK_TEXT(fault.field, "report.place.point");
}

static void the_path_tells_which_of_many(void)
{
    CHECK_NUMBER(LOOK("\x52\x06\x2a\x01"
                      "a\x2a\x01\x01"),
                 HUB_E_TEXT_INVALID);
    CHECK_TEXT(fault.field, "event.region_codes[1]");
    CHECK_NUMBER(LOOK("\x5a\x09\x2a\x02\x08\x01\x2a\x03\x08\x01\x10"), HUB_E_MALFORMED);
    CHECK_TEXT(fault.field, "report.figures[1]");
}

static void every_element_of_every_depth_counts(void)
{
    /* report { figures {1,2} figures {1} }: 1 + 2 + 3 = 6 */
    static const char bytes[] = "\x5a\x0a\x2a\x04\x08\x01\x10\x02\x2a\x02\x08\x02";
    const struct slice whole = {(const uint8_t *)bytes, sizeof bytes - 1};
    CHECK_NUMBER(look(whole, 6), HUB_OK);
    for (uint32_t elements = 0; elements < 6; elements++) {
        CHECK_NUMBER(look(whole, elements), HUB_E_TOO_MANY_ELEMENTS);
    }
}

static void what_the_schema_does_not_know_is_skipped_whatever_it_holds(void)
{
    CHECK_NUMBER(LOOK("\xfa\x01\x02\x00\xff"), HUB_OK); /* field 31, bytes that are no text */
}

static void a_field_of_another_type_is_refused_by_its_name(void)
{
    CHECK_NUMBER(LOOK("\x08\x05"), HUB_E_MALFORMED); /* source as a number */
    CHECK_TEXT(fault.field, "source");
    CHECK_NUMBER(LOOK("\x12\x01\x05"), HUB_E_MALFORMED); /* number as bytes */
    CHECK_TEXT(fault.field, "number");
}

static void the_depth_is_the_schema_s_however_deep_the_bytes_go(void)
{
    static uint8_t deep[4096];
    size_t size = 0;
    for (size_t depth = 0; depth < 500; depth++) { /* each holds the rest */
        uint8_t head[8];
        struct encoder tag = encoder_over(head, sizeof head);
        put_tag(&tag, 11, 2);
        put_varint(&tag, size);
        memmove(deep + tag.used_bytes, deep, size);
        memcpy(deep, head, tag.used_bytes);
        size += tag.used_bytes;
    }
    CHECK(look((struct slice){deep, size}, 1000) == HUB_OK);
}

/* Which protobuf types a rule may read. */
static bool reads(const struct rule *rule, const ProtobufCFieldDescriptor *field)
{
    switch (rule->kind) {
    case RULE_U32:
        return field->type == PROTOBUF_C_TYPE_UINT32;
    case RULE_U64:
        return field->type == PROTOBUF_C_TYPE_UINT64;
    case RULE_INT:
        return field->type == PROTOBUF_C_TYPE_ENUM;
    case RULE_BOOL:
        return field->type == PROTOBUF_C_TYPE_BOOL;
    case RULE_DOUBLE:
        return field->type == PROTOBUF_C_TYPE_DOUBLE;
    case RULE_TEXT:
    case RULE_TEXTS:
        return field->type == PROTOBUF_C_TYPE_STRING;
    case RULE_BYTES:
    case RULE_CONTENTS:
        return field->type == PROTOBUF_C_TYPE_BYTES;
    case RULE_TIME:
    case RULE_MESSAGE:
    case RULE_EACH:
    case RULE_STRUCTS:
    default:
        return field->type == PROTOBUF_C_TYPE_MESSAGE;
    }
}

static uint32_t compare_tables(const struct rules *rules, const ProtobufCMessageDescriptor *schema)
{
    uint32_t compared = rules->count;
    CHECK_NUMBER(rules->count, schema->n_fields);
    for (uint32_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->list[i];
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field(schema, rule->number);
        if (!CHECK(field != NULL) || !CHECK_TEXT(rule->name, field->name)) {
            continue;
        }
        const bool repeated = rule->kind == RULE_TEXTS || rule->kind == RULE_CONTENTS ||
                              rule->kind == RULE_EACH || rule->kind == RULE_STRUCTS;
        CHECK(reads(rule, field));
        CHECK(repeated == (field->label == PROTOBUF_C_LABEL_REPEATED));
        CHECK((rule->choice != 0) == ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0));
        if (rule->message != NULL) {
            compared += compare_tables(rule->message, field->descriptor);
        }
    }
    return compared;
}

static void the_tables_are_the_schema(void)
{
    CHECK(compare_tables(&message_rules, &pusdalops__v1__message__descriptor) > 40);
    CHECK(compare_tables(&request_rules, &pusdalops__v1__request__descriptor) > 25);
}

int main(void)
{
    SAY(nothing_at_all_is_well_formed);
    SAY(tags_and_varints_that_do_not_exist_are_refused);
    SAY(a_length_beyond_the_end_is_refused);
    SAY(a_text_with_nul_inside_is_refused_by_its_name);
    SAY(the_path_tells_which_of_many);
    SAY(every_element_of_every_depth_counts);
    SAY(what_the_schema_does_not_know_is_skipped_whatever_it_holds);
    SAY(a_field_of_another_type_is_refused_by_its_name);
    SAY(the_tables_are_the_schema);
    SAY(the_depth_is_the_schema_s_however_deep_the_bytes_go);
    return tap_done();
}
