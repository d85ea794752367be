/*
 * test_message_twins.c - requests and messages by our decoder, held against protobuf-c: what it packs, we read, field by field.
 */
#include "core/message.h"

#include "base/wire.h"
#include "core/limits.h"
#include "core/message_rules.h"
#include "fuzz/twins.h"
#include "support/chance.h"
#include "support/encode.h"
#include "support/tap.h"

#include <dirent.h>

typedef Pusdalops__V1__Message Message;
typedef Pusdalops__V1__Request Request;
typedef ProtobufCMessageDescriptor Schema;
typedef ProtobufCFieldDescriptor Field;

#define SCHEMA_DEPTH_MAX 6

static struct chance chance;
static struct arena built; /* of what is made up in a round */
static _Alignas(16) uint8_t built_room[16 * 1024 * 1024];
static uint8_t packed[1024 * 1024];
static uint8_t sprinkled[4 * 1024 * 1024];
static const struct fault no_fault = {.status = HUB_OK};

/* --- messages made up along the schema --- */

static void *take(size_t size_bytes)
{
    void *room = arena_take_zeroed(&built, size_bytes);
    if (room == NULL) {
        abort();
    }
    return room;
}

/* 0, small ones, the edges of the varint's lengths, anything */
static uint64_t a_number(void)
{
    const uint32_t way = chance_below(&chance, 8);
    if (way < 3) {
        return chance_below(&chance, 10);
    }
    if (way < 6) {
        return chance_below(&chance, 300000);
    }
    const uint64_t power = UINT64_C(1) << chance_below(&chance, 64);
    return way == 6 ? power - chance_below(&chance, 2)
                    : chance_next(&chance) >> chance_below(&chance, 64);
}

static size_t a_length(void)
{
    const uint32_t way = chance_below(&chance, 128);
    return way == 0   ? chance_below(&chance, 5000)
           : way < 8  ? chance_below(&chance, 300)
           : way < 32 ? 0
                      : chance_below(&chance, 20);
}

static char *a_text(void)
{
    static const char *const letters[] = {
        "a",
        "Z",
        "0",
        "-",
        " ",
        "~",
        "\n",
        "\t",
        "\xC3\xA9",
        "\xC2\xA0",
        "\xDF\xBF",
        "\xE0\xA0\x80",
        "\xEA\xA6\x8F",
        "\xEF\xBF\xBD",
        "\xF0\x9F\x8C\x8B",
        "\xF4\x8F\xBF\xBF",
    };
    const size_t room_bytes = a_length();
    char *text = take(room_bytes + 1);
    struct encoder out = encoder_over(text, room_bytes);
    for (;;) {
        const struct slice letter =
            slice_of(letters[chance_below(&chance, sizeof letters / sizeof letters[0])]);
        if (out.used_bytes + letter.size_bytes > room_bytes) {
            return text;
        }
        put_raw(&out, letter.data, letter.size_bytes);
    }
}

static ProtobufCBinaryData some_bytes(void)
{
    ProtobufCBinaryData bytes = {.len = a_length()};
    bytes.data = take(bytes.len + 1);
    for (size_t i = 0; i < bytes.len; i++) {
        bytes.data[i] = (uint8_t)chance_next(&chance);
    }
    return bytes;
}

static double a_double(void)
{
    static const double some[] = {0.0, 5.5, -7.25, 90.0, -180.0, 1e300, 5e-324};
    const uint32_t way = chance_below(&chance, 10);
    double value = 0;
    if (way < 7) {
        return some[way];
    }
    const uint64_t bits = chance_next(&chance) | 1U; /* never -0, which protobuf-c leaves out */
    memcpy(&value, &bits, sizeof value);
    return value;
}

static ProtobufCMessage *make_up(const Schema *schema);

/* A value of the field's type, at `member`. */
static void put_value(const Field *field, uint8_t *member)
{
    switch ((int)field->type) {
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_ENUM:
    case PROTOBUF_C_TYPE_INT32: {
        uint32_t value = (uint32_t)a_number();
        value = chance_below(&chance, 4) == 0 ? (uint32_t)chance_next(&chance) : value;
        memcpy(member, &value, sizeof value);
        return;
    }
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_INT64: {
        uint64_t value = a_number();
        value = chance_below(&chance, 4) == 0 ? 0 - value : value;
        memcpy(member, &value, sizeof value);
        return;
    }
    case PROTOBUF_C_TYPE_BOOL: {
        const protobuf_c_boolean value = (protobuf_c_boolean)chance_below(&chance, 2);
        memcpy(member, &value, sizeof value);
        return;
    }
    case PROTOBUF_C_TYPE_DOUBLE: {
        const double value = a_double();
        memcpy(member, &value, sizeof value);
        return;
    }
    case PROTOBUF_C_TYPE_STRING: {
        const char *text = a_text();
        memcpy(member, &text, sizeof text);
        return;
    }
    case PROTOBUF_C_TYPE_BYTES: {
        const ProtobufCBinaryData bytes = some_bytes();
        memcpy(member, &bytes, sizeof bytes);
        return;
    }
    case PROTOBUF_C_TYPE_MESSAGE: {
        const ProtobufCMessage *message = make_up(field->descriptor);
        memcpy(member, &message, sizeof(message));
        return;
    }
    default:
        printf("# no value for a field like %s\n", field->name);
        abort();
    }
}

static uint32_t a_count(void)
{
    const uint32_t way = chance_below(&chance, 32);
    return way < 8    ? 0
           : way < 28 ? 1 + chance_below(&chance, 6)
           : way < 31 ? chance_below(&chance, 40)
                      : chance_below(&chance, 650);
}

static void put_list(const Field *field, uint8_t *base)
{
    const size_t element =
        field->type == PROTOBUF_C_TYPE_BYTES ? sizeof(ProtobufCBinaryData) : sizeof(void *);
    const size_t count = a_count();
    uint8_t *list = take(count * element + 1);
    for (size_t i = 0; i < count; i++) {
        put_value(field, list + i * element);
    }
    memcpy(base + field->quantifier_offset, &count, sizeof count);
    memcpy(base + field->offset, &list, sizeof list);
}

/* The field's number of the oneof that is to stand; 0: none. */
static uint32_t choose(const Schema *schema)
{
    uint32_t fields[32];
    uint32_t count = 0;
    for (unsigned i = 0; i < schema->n_fields; i++) {
        if ((schema->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 && count < 32) {
            fields[count++] = schema->fields[i].id;
        }
    }
    return count == 0 || chance_below(&chance, 20) == 0 ? 0 : fields[chance_below(&chance, count)];
}

static void put_field(const Field *field, uint8_t *base, uint32_t chosen)
{
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0) {
        if (field->id == chosen) {
            memcpy(base + field->quantifier_offset, &chosen, sizeof chosen);
            put_value(field, base + field->offset);
        }
    } else if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        put_list(field, base);
    } else if (chance_below(&chance, 4) != 0) {
        put_value(field, base + field->offset);
    }
}

/* A message of this schema, filled by chance. */
static ProtobufCMessage *make_up(const Schema *schema)
{
    ProtobufCMessage *message = take(schema->sizeof_message);
    protobuf_c_message_init(schema, message);
    const uint32_t chosen = choose(schema);
    for (unsigned i = 0; i < schema->n_fields; i++) {
        put_field(&schema->fields[i], (uint8_t *)message, chosen);
    }
    return message;
}

static struct slice pack(const ProtobufCMessage *message)
{
    if (protobuf_c_message_get_packed_size(message) > sizeof packed) {
        abort();
    }
    return (struct slice){packed, protobuf_c_message_pack(message, packed)};
}

/* --- the two roots, alike for the sentences below --- */

struct root {
    const Schema *schema;
    const struct rules *rules;
};

static const struct root roots[] = {
    {&pusdalops__v1__message__descriptor, &message_rules},
    {&pusdalops__v1__request__descriptor, &request_rules},
};

static bool is_request(const struct root *root)
{
    return root->rules == &request_rules;
}

/* Both decoders on the bytes, in room of exactly their size; NULL when they agree. */
static const char *twins(const struct root *root, struct slice bytes, enum hub_status *out_status)
{
    struct message message;
    struct request request;
    uint8_t *exact = malloc(bytes.size_bytes + 1);
    if (exact == NULL) {
        abort();
    }
    if (bytes.size_bytes > 0) {
        memcpy(exact, bytes.data, bytes.size_bytes);
    }
    const struct slice copy = {exact, bytes.size_bytes};
    const char *differs = is_request(root) ? twins_request(copy, &request, out_status)
                                           : twins_message(copy, &message, out_status);
    free(exact);
    return differs;
}

static bool agree(const struct root *root, struct slice bytes)
{
    enum hub_status status = HUB_OK;
    const char *differs = twins(root, bytes, &status);
    if (differs != NULL) {
        printf("# differs: %s\n", differs);
    }
    return CHECK(differs == NULL);
}

/* Our decoder by the tables of the root. */
static struct fault read_rules(const struct root *root, struct slice bytes)
{
    static _Alignas(16) uint8_t room[65536];
    struct arena arena;
    struct fault fault = no_fault;
    union {
        struct message message;
        struct request request;
    } out;
    memset(&out, 0, sizeof out);
    arena_init(&arena, room, sizeof room);
    const enum hub_status status =
        rules_decode(root->rules, bytes, &arena, ELEMENTS_MAX, &out, &fault);
    CHECK_NUMBER(status, fault.status);
    return fault;
}

/* --- what protobuf-c packs, we read --- */

/* What was made up is what we read from its bytes. */
static void check_message(const ProtobufCMessage *made_up, struct slice bytes)
{
    struct message message;
    enum hub_status status = HUB_OK;
    const char *differs = twins_message(bytes, &message, &status);
    if (CHECK(differs == NULL) && CHECK_NUMBER(status, HUB_OK)) {
        differs = twins_message_differs(&message, (const Message *)made_up);
        CHECK_TEXT(differs == NULL ? "nothing" : differs, "nothing");
    }
}

static enum hub_status check_request(const ProtobufCMessage *made_up, struct slice bytes)
{
    struct request request;
    enum hub_status status = HUB_OK;
    const Request *wanted = (const Request *)made_up;
    const char *differs = twins_request(bytes, &request, &status);
    if (bytes.size_bytes > FRAME_BYTES_MAX) {
        CHECK_NUMBER(status, HUB_E_FRAME_TOO_LARGE);
    } else if (CHECK(differs == NULL) && CHECK_NUMBER(status, twins_request_status(wanted))) {
        differs = twins_request_differs(&request, wanted);
        CHECK_TEXT(differs == NULL ? "nothing" : differs, "nothing");
    }
    return status;
}

static void every_message_that_protobuf_c_packs_is_read_as_it_was_made_up(void)
{
    uint32_t bodies[PUSDALOPS__V1__MESSAGE__BODY_TASK_UPDATE + 1] = {0};
    uint32_t sound = 0;
    uint32_t faulty = 0;
    chance = (struct chance){20251126};
    for (uint32_t round = 0; round < chance_rounds(5000); round++) {
        arena_reset(&built);
        const ProtobufCMessage *made_up = make_up(&pusdalops__v1__message__descriptor);
        const struct slice bytes = pack(made_up);
        struct message message;
        enum hub_status status = HUB_OK;
        check_message(made_up, bytes);
        bodies[((const Message *)made_up)->body_case]++;
        if (twins_message(bytes, &message, &status) == NULL && message.kind == BODY_REPORT) {
            sound += message.as.report.figures.mask != 0 ? 1 : 0;
            faulty += message.as.report.figure_fault.status != HUB_OK ? 1 : 0;
        }
    }
    CHECK(bodies[0] > 50 && bodies[10] > 200 && bodies[11] > 200); /* the dice were fair */
    CHECK(bodies[12] > 200 && bodies[13] > 200);
    CHECK(bodies[14] > 200 && bodies[15] > 200 && bodies[16] > 200 && bodies[17] > 200);
    CHECK(sound > 100 && faulty > 100);
}

static void every_request_that_protobuf_c_packs_is_read_as_it_was_made_up(void)
{
    uint32_t bodies[16] = {0};
    uint32_t accepted = 0;
    uint32_t too_large = 0;
    chance = (struct chance){20251127};
    for (uint32_t round = 0; round < chance_rounds(5000); round++) {
        arena_reset(&built);
        const ProtobufCMessage *made_up = make_up(&pusdalops__v1__request__descriptor);
        const enum hub_status status = check_request(made_up, pack(made_up));
        bodies[((const Request *)made_up)->body_case]++;
        accepted += status == HUB_OK ? 1 : 0;
        too_large += status == HUB_E_BATCH_TOO_LARGE || status == HUB_E_FIELD_RANGE ? 1 : 0;
    }
    for (int body = 2; body <= 11; body++) {
        CHECK(bodies[body] > 300);
    }
    CHECK(accepted > 2000 && too_large > 20);
}

/* --- the same with things between that nobody knows --- */

static void put_padded(struct encoder *out, uint64_t value, size_t bytes)
{
    for (size_t i = 1; i < bytes; i++) {
        const uint8_t byte = (uint8_t)(value | 0x80U);
        put_raw(out, &byte, 1);
        value >>= 7U;
    }
    const uint8_t last = (uint8_t)value;
    put_raw(out, &last, 1);
}

/* A varint, now and then with more bytes than it needs; at most five. */
static void put_stretched(struct encoder *out, uint64_t value)
{
    const size_t least = wire_varint_bytes(value);
    const size_t spare = least < 5 && chance_below(&chance, 4) == 0 ? 5 - least : 0;
    put_padded(out, value, least + chance_below(&chance, (uint32_t)spare + 1));
}

static uint32_t elements; /* that sprinkle has put down; a time is one, whatever is in it */

static void count_element(const Schema *schema)
{
    elements += schema == &google__protobuf__timestamp__descriptor ? 0 : 1;
}

/* A field that the schema has not, of any type. */
static void put_unknown(const Schema *schema, struct encoder *out)
{
    static const uint32_t numbers[] = {7, 14, 15, 16, 31, 63, 64, 100, 2047, 2048, 0x1FFFFFFF};
    static const uint32_t types[] = {WIRE_VARINT, WIRE_FIXED64, WIRE_BYTES, WIRE_FIXED32};
    uint32_t number = 0;
    do {
        number = numbers[chance_below(&chance, sizeof numbers / sizeof numbers[0])];
    } while (protobuf_c_message_descriptor_get_field(schema, number) != NULL);
    const uint32_t type = types[chance_below(&chance, 4)];
    count_element(schema);
    put_tag(out, number, type);
    if (type == WIRE_VARINT) {
        put_varint(out, chance_next(&chance) >> chance_below(&chance, 64));
    } else if (type == WIRE_BYTES) {
        put_varint(out, 5);
        put_raw(out, "\x00\xff\x0b\x80\x07", 5); /* no text, and no message either */
    } else {
        put_raw(out, "\xff\x00\xff\x00\xff\x00\xff\x7f", type == WIRE_FIXED64 ? 8 : 4);
    }
}

/* The same elements, stretched and with unknown ones between, at every depth. */
static void sprinkle(const Schema *schema, struct slice bytes, struct encoder *out)
{
    put_unknown(schema, out);
    while (bytes.size_bytes > 0) {
        const uint8_t *from = bytes.data;
        struct wire_element element;
        if (!wire_take(&bytes, &element)) {
            abort(); /* protobuf-c packed them */
        }
        count_element(schema);
        const Field *field = protobuf_c_message_descriptor_get_field(schema, element.number);
        if (element.type != WIRE_BYTES) {
            put_raw(out, from, (size_t)(bytes.data - from));
        } else if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
            put_stretched(out, (uint64_t)element.number << 3U | WIRE_BYTES);
            put_stretched(out, element.content.size_bytes);
            put_raw(out, element.content.data, element.content.size_bytes);
        } else {
            put_tag(out, element.number, WIRE_BYTES);
            struct encoder length = encoder_over(out->room + out->used_bytes, 5);
            put_padded(out, 0, 5); /* its room; written when it is known */
            const size_t before = out->used_bytes;
            sprinkle(field->descriptor, element.content, out);
            put_padded(&length, out->used_bytes - before, 5);
        }
        if (chance_below(&chance, 4) == 0) {
            put_unknown(schema, out);
        }
    }
}

static void unknown_fields_at_every_depth_and_stretched_lengths_change_nothing(void)
{
    uint32_t compared = 0;
    chance = (struct chance){20251128};
    for (uint32_t round = 0; round < chance_rounds(3000); round++) {
        const struct root *root = &roots[round % 2];
        arena_reset(&built);
        const ProtobufCMessage *made_up = make_up(root->schema);
        struct encoder out = encoder_over(sprinkled, sizeof sprinkled);
        elements = 0;
        sprinkle(root->schema, pack(made_up), &out);
        if (elements > ELEMENTS_MAX && (!is_request(root) || out.used_bytes <= FRAME_BYTES_MAX)) {
            enum hub_status status = HUB_OK;
            (void)twins(root, encoder_bytes(&out), &status);
            CHECK_NUMBER(status, HUB_E_TOO_MANY_ELEMENTS);
        } else if (is_request(root)) {
            (void)check_request(made_up, encoder_bytes(&out));
        } else {
            check_message(made_up, encoder_bytes(&out));
        }
        compared += out.used_bytes > 100 ? 1 : 0;
    }
    CHECK(compared > 1000);
}

/* --- bytes that somebody broke --- */

static void bytes_cut_anywhere_never_say_something_else_than_to_protobuf_c(void)
{
    uint32_t cuts = 0;
    chance = (struct chance){20251129};
    for (uint32_t round = 0; round < chance_rounds(300); round++) {
        const struct root *root = &roots[round % 2];
        arena_reset(&built);
        const struct slice bytes = pack(make_up(root->schema));
        for (size_t cut = 0; bytes.size_bytes < 2000 && cut < bytes.size_bytes; cut++) {
            cuts += agree(root, (struct slice){bytes.data, cut}) ? 1 : 0;
        }
    }
    CHECK(cuts > 10000);
}

static void bytes_changed_anywhere_never_say_something_else_than_to_protobuf_c(void)
{
    uint32_t accepted = 0;
    uint32_t refused = 0;
    chance = (struct chance){20251130};
    for (uint32_t round = 0; round < chance_rounds(20000); round++) {
        const struct root *root = &roots[round % 2];
        enum hub_status status = HUB_OK;
        arena_reset(&built);
        const size_t size = pack(make_up(root->schema)).size_bytes;
        for (uint32_t i = chance_below(&chance, 3); size > 0 && i < 3; i++) {
            const uint32_t at = chance_below(&chance, (uint32_t)(size < 400 ? size : 400));
            packed[at] =
                (uint8_t)(chance_below(&chance, 2) == 0 ? chance_next(&chance) : packed[at] ^ 1U);
        }
        CHECK(twins(root, (struct slice){packed, size}, &status) == NULL);
        accepted += status == HUB_OK ? 1 : 0;
        refused += status == HUB_E_MALFORMED ? 1 : 0;
    }
    CHECK(accepted > 2000 && refused > 2000);
}

/* --- the golden bytes --- */

static uint32_t look_at_vectors(const char *kind, const struct root *root)
{
    static uint8_t bytes[2 * FRAME_BYTES_MAX];
    char path[4096];
    uint32_t count = 0;
    (void)snprintf(path, sizeof path, "%s/proto/vectors/%s", PROJECT_ROOT, kind);
    DIR *folder = opendir(path);
    CHECK(folder != NULL);
    for (struct dirent *entry = NULL; folder != NULL && (entry = readdir(folder)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot == NULL || strcmp(dot, ".bin") != 0) {
            continue;
        }
        (void)snprintf(path, sizeof path, "%s/proto/vectors/%s/%s", PROJECT_ROOT, kind,
                       entry->d_name);
        FILE *file = fopen(path, "rb");
        const size_t size = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
        CHECK(file != NULL && size > 0);
        if (file != NULL) {
            (void)fclose(file);
        }
        enum hub_status status = HUB_E_READ_FAILED;
        CHECK(twins(root, (struct slice){bytes, size}, &status) == NULL);
        CHECK_NUMBER(status, HUB_OK);
        for (size_t cut = 0; cut < size; cut++) {
            (void)agree(root, (struct slice){bytes, cut});
        }
        count++;
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return count;
}

static void the_golden_bytes_are_read_alike_whole_and_cut(void)
{
    CHECK(look_at_vectors("message", &roots[0]) >= 5);
    CHECK(look_at_vectors("request", &roots[1]) >= 8);
}

/* --- each field of each depth alone --- */

/* Where a field stands: the fields that lead to its message. */
struct way {
    const struct root *root;
    const Schema *schema; /* of the message it ends in */
    const Field *steps[SCHEMA_DEPTH_MAX];
    uint32_t depth;
};

/* `inner` as the content of the message at the end of the way; good until the next call */
static struct slice wrap(const struct way *way, struct slice inner)
{
    static uint8_t rooms[2][4096];
    for (uint32_t i = way->depth; i-- > 0;) {
        struct encoder outer = encoder_over(rooms[i % 2], sizeof rooms[0]);
        put_bytes(&outer, way->steps[i]->id, inner);
        inner = encoder_bytes(&outer);
    }
    return inner;
}

static const char *index_of(const Field *field, uint32_t index)
{
    return field->label != PROTOBUF_C_LABEL_REPEATED ? "" : index == 0 ? "[0]" : "[1]";
}

/* The path of a field at the end of the way, as a fault tells it; NULL: of the message itself. */
static const char *path_of(const struct way *way, const Field *field, uint32_t index)
{
    static char path[FIELD_PATH_ROOM];
    size_t used = 0;
    path[0] = '\0';
    for (uint32_t i = 0; i < way->depth; i++) {
        used += (size_t)snprintf(&path[used], sizeof path - used, "%s%s%s", i == 0 ? "" : ".",
                                 way->steps[i]->name, index_of(way->steps[i], 0));
    }
    if (field != NULL) {
        (void)snprintf(&path[used], sizeof path - used, "%s%s%s", used == 0 ? "" : ".", field->name,
                       index_of(field, index));
    }
    return path;
}

/* A small value of this type of the wire. */
static void put_one(struct encoder *out, const Field *field, uint32_t type)
{
    put_tag(out, field->id, type);
    if (type == WIRE_VARINT) {
        put_varint(out, 1);
    } else if (type == WIRE_BYTES && field->type == PROTOBUF_C_TYPE_MESSAGE) {
        put_varint(out, 0);
    } else if (type == WIRE_BYTES) {
        put_raw(out, "\x01x", 2);
    } else {
        put_raw(out, "\1\2\3\4\5\6\7\x08", type == WIRE_FIXED64 ? 8 : 4);
    }
}

static uint32_t type_of(const Field *field)
{
    switch ((int)field->type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        return WIRE_BYTES;
    case PROTOBUF_C_TYPE_DOUBLE:
        return WIRE_FIXED64;
    default:
        return WIRE_VARINT;
    }
}

/* The fields of every message that comes in, each with the way to it; returns how many there are. */
static uint32_t for_each_field(const struct way *way,
                               void (*look)(const struct way *, const Field *))
{
    uint32_t count = 0;
    for (unsigned i = 0; i < way->schema->n_fields; i++) {
        const Field *field = &way->schema->fields[i];
        look(way, field);
        count++;
        if (field->type == PROTOBUF_C_TYPE_MESSAGE && CHECK(way->depth < SCHEMA_DEPTH_MAX)) {
            struct way deeper = *way;
            deeper.schema = field->descriptor;
            deeper.steps[deeper.depth++] = field;
            count += for_each_field(&deeper, look);
        }
    }
    return count;
}

static void look_everywhere(void (*look)(const struct way *, const Field *))
{
    uint32_t fields = 0;
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        const struct way way = {.root = &roots[i], .schema = roots[i].schema};
        fields += for_each_field(&way, look);
    }
    CHECK(fields > 75);
}

static bool is_time(const Schema *schema)
{
    return schema == &google__protobuf__timestamp__descriptor;
}

/* Does the comparison tell what is read from `bytes` from what protobuf-c reads from `others`? */
static bool are_told_apart(const struct root *root, struct slice bytes, struct slice others)
{
    enum hub_status status = HUB_OK;
    struct message message;
    struct request request;
    bool told = false;
    ProtobufCMessage *theirs =
        protobuf_c_message_unpack(root->schema, NULL, others.size_bytes, others.data);
    CHECK(theirs != NULL);
    if (theirs != NULL && is_request(root)) {
        CHECK(twins_request(bytes, &request, &status) == NULL);
        told = twins_request_differs(&request, (const Request *)theirs) != NULL;
    } else if (theirs != NULL) {
        CHECK(twins_message(bytes, &message, &status) == NULL);
        told = twins_message_differs(&message, (const Message *)theirs) != NULL;
    }
    protobuf_c_message_free_unpacked(theirs, NULL);
    return told;
}

static void look_alone(const struct way *way, const Field *field)
{
    uint8_t room[64];
    static uint8_t with_room[4096];
    struct encoder content = encoder_over(room, sizeof room);
    if (way->schema == &pusdalops__v1__reported_figure__descriptor && field->id != 1) {
        put_number(&content, 1, FIGURE_DEAD); /* else nobody knows what is counted */
    }
    const size_t without_bytes = content.used_bytes;
    if (is_time(way->schema)) {
        put_number(&content, field->id, 5000); /* nanos: more than a microsecond */
    } else {
        put_one(&content, field, type_of(field));
    }
    struct slice bytes = wrap(way, encoder_bytes(&content));
    CHECK_NUMBER(read_rules(way->root, bytes).status, HUB_OK);
    (void)agree(way->root, bytes);
    memcpy(with_room, bytes.data, bytes.size_bytes);
    bytes.data = with_room;
    const struct slice without = wrap(way, (struct slice){room, without_bytes});
    const bool is_content = field->type != PROTOBUF_C_TYPE_MESSAGE;
    if (is_content && !CHECK(are_told_apart(way->root, bytes, without))) {
        printf("# nobody compares %s\n", path_of(way, field, 0));
    }
}

static void every_field_alone_is_read_and_compared(void)
{
    look_everywhere(look_alone);
}

static void look_twice(const struct way *way, const Field *field)
{
    uint8_t room[64];
    struct encoder two = encoder_over(room, sizeof room);
    put_one(&two, field, type_of(field));
    put_one(&two, field, type_of(field));
    const struct fault fault = read_rules(way->root, wrap(way, encoder_bytes(&two)));
    if (is_time(way->schema)) {
        (void)agree(way->root, wrap(way, encoder_bytes(&two)));
    } else if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        CHECK_NUMBER(fault.status, HUB_OK);
    } else {
        CHECK_NUMBER(fault.status, HUB_E_FIELD_TWICE);
        CHECK_TEXT(fault.field, path_of(way, field, 0));
    }
}

static void every_field_that_the_schema_has_once_may_stand_once(void)
{
    look_everywhere(look_twice);
}

static void two_of_a_choice_are_refused_whichever_they_are(void)
{
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        const Schema *schema = roots[i].schema;
        for (unsigned k = 0; k < schema->n_fields * schema->n_fields; k++) {
            const Field *first = &schema->fields[k / schema->n_fields];
            const Field *second = &schema->fields[k % schema->n_fields];
            uint8_t room[64];
            struct encoder both = encoder_over(room, sizeof room);
            put_one(&both, first, type_of(first));
            put_one(&both, second, type_of(second));
            const bool choice = (first->flags & second->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
            const struct fault fault = read_rules(&roots[i], encoder_bytes(&both));
            CHECK_NUMBER(fault.status, choice || first == second ? HUB_E_FIELD_TWICE : HUB_OK);
            CHECK_TEXT(fault.field, fault.status == HUB_OK ? "" : second->name);
        }
    }
}

static void look_at_types(const struct way *way, const Field *field)
{
    for (uint32_t type = 0; type < 8; type++) {
        uint8_t room[64];
        struct encoder one = encoder_over(room, sizeof room);
        put_one(&one, field, type);
        const struct slice bytes = wrap(way, encoder_bytes(&one));
        const struct fault fault = read_rules(way->root, bytes);
        if (type == type_of(field)) {
            CHECK_NUMBER(fault.status, HUB_OK);
            continue;
        }
        const bool exists = type < 3 || type == WIRE_FIXED32; /* else not even the tag is read */
        CHECK_NUMBER(fault.status, HUB_E_MALFORMED);
        CHECK_TEXT(fault.field, path_of(way, exists && !is_time(way->schema) ? field : NULL, 0));
        if (field->type != PROTOBUF_C_TYPE_BOOL) { /* of which protobuf-c 1.4.1 takes any */
            CHECK(protobuf_c_message_unpack(way->root->schema, NULL, bytes.size_bytes,
                                            bytes.data) == NULL);
        }
    }
}

static void a_field_of_another_type_is_malformed_at_every_depth(void)
{
    look_everywhere(look_at_types);
}

static void look_at_texts(const struct way *way, const Field *field)
{
    static const struct slice bad[] = {
        {(const uint8_t *)"a\0b", 3},      {(const uint8_t *)"\x1b[2J", 4},
        {(const uint8_t *)"\xC0\x80", 2},  {(const uint8_t *)"\xED\xA0\x80", 3},
        {(const uint8_t *)"a\xE2\x80", 3}, {(const uint8_t *)"\x7f", 1},
    };
    if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_BYTES) {
        return;
    }
    const bool is_text = field->type == PROTOBUF_C_TYPE_STRING;
    const uint32_t index = field->label == PROTOBUF_C_LABEL_REPEATED ? 1 : 0;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint8_t room[64];
        struct encoder one = encoder_over(room, sizeof room);
        if (index == 1) {
            put_one(&one, field, WIRE_BYTES);
        }
        put_bytes(&one, field->id, bad[i]);
        const struct fault fault = read_rules(way->root, wrap(way, encoder_bytes(&one)));
        CHECK_NUMBER(fault.status, is_text ? HUB_E_TEXT_INVALID : HUB_OK);
        CHECK_TEXT(fault.field, is_text ? path_of(way, field, index) : "");
    }
}

static void a_text_that_is_not_clean_is_refused_at_every_depth_by_its_name(void)
{
    look_everywhere(look_at_texts);
}

/* --- times --- */

static void times_are_read_to_the_microsecond_and_cut_where_no_calendar_goes(void)
{
    static const int64_t last_s = 253402300799LL;
    const struct {
        int64_t seconds;
        int32_t nanos;
        int64_t utc_us;
    } rows[] = {
        {0, 0, 0},
        {0, 999, 0},
        {0, 1000, 1},
        {1764417600, 123456789, 1764417600123456},
        {-1, 999999999, -1},
        {-1, 0, -1000000},
        {last_s, 999999999, last_s * 1000000 + 999999},
        {last_s + 1, 0, (last_s + 1) * 1000000},
        {INT64_MAX, 0, (last_s + 1) * 1000000},
        {-last_s, 0, -last_s * 1000000},
        {INT64_MIN, 0, (-last_s - 1) * 1000000},
        {5, -1, (last_s + 1) * 1000000},
        {5, 1000000000, (last_s + 1) * 1000000},
        {5, INT32_MIN, (last_s + 1) * 1000000},
        {5, INT32_MAX, (last_s + 1) * 1000000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Google__Protobuf__Timestamp time = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
        Message wanted;
        struct message message;
        enum hub_status status = HUB_OK;
        pusdalops__v1__message__init(&wanted);
        time.seconds = rows[i].seconds;
        time.nanos = rows[i].nanos;
        wanted.sent_at = &time;
        CHECK(twins_message(pack(&wanted.base), &message, &status) == NULL);
        CHECK_NUMBER(status, HUB_OK);
        CHECK_NUMBER(message.sent_utc_us, rows[i].utc_us);
    }
}

int main(void)
{
    arena_init(&built, built_room, sizeof built_room);
    SAY(every_message_that_protobuf_c_packs_is_read_as_it_was_made_up);
    SAY(every_request_that_protobuf_c_packs_is_read_as_it_was_made_up);
    SAY(unknown_fields_at_every_depth_and_stretched_lengths_change_nothing);
    SAY(bytes_cut_anywhere_never_say_something_else_than_to_protobuf_c);
    SAY(bytes_changed_anywhere_never_say_something_else_than_to_protobuf_c);
    SAY(the_golden_bytes_are_read_alike_whole_and_cut);
    SAY(every_field_alone_is_read_and_compared);
    SAY(every_field_that_the_schema_has_once_may_stand_once);
    SAY(two_of_a_choice_are_refused_whichever_they_are);
    SAY(a_field_of_another_type_is_malformed_at_every_depth);
    SAY(a_text_that_is_not_clean_is_refused_at_every_depth_by_its_name);
    SAY(times_are_read_to_the_microsecond_and_cut_where_no_calendar_goes);
    return tap_done();
}
