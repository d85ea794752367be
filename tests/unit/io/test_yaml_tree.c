/* The strict reader: what it takes, what it refuses, and that hostile bytes cost no time. */
#include "io/yaml_tree.h"

#include "tap.h"

static struct complaints complaints;
static struct yaml_tree tree;

static bool parse_bytes(const void *bytes, size_t size_bytes)
{
    complaints_init(&complaints);
    return yaml_tree_parse(&tree, "f", (struct slice){bytes, size_bytes}, &complaints);
}

static bool parse(const char *text)
{
    return parse_bytes(text, strlen(text));
}

/* The text is refused with exactly this complaint. */
static void refuses(const char *text, const char *complaint)
{
    CHECK(!parse(text));
    CHECK_TEXT(complaints.text, complaint);
    yaml_tree_free(&tree);
}

static const struct yaml_item *under(const char *key)
{
    return yaml_tree_find(&tree, yaml_tree_root(&tree), key);
}

static void maps_lists_and_texts_become_a_tree(void)
{
    CHECK(parse("a: one\nb:\n  - \"two\"\n  - {c: 'three'}\nd: []\n"));
    const struct yaml_item *root = yaml_tree_root(&tree);
    CHECK(root->kind == YAML_ITEM_MAP && root->count == 3);
    const struct yaml_item *a = under("a");
    CHECK(a->kind == YAML_ITEM_TEXT && strcmp(a->text, "one") == 0 && !a->quoted);
    CHECK(a->line == 1 && a->column == 4 && a->key_line == 1 && a->key_column == 1);
    const struct yaml_item *two = yaml_tree_first(&tree, under("b"));
    CHECK(strcmp(two->text, "two") == 0 && two->quoted && two->line == 3 && two->column == 5);
    const struct yaml_item *map = yaml_tree_next(&tree, two);
    CHECK(strcmp(yaml_tree_find(&tree, map, "c")->text, "three") == 0);
    CHECK(yaml_tree_next(&tree, map) == NULL);
    CHECK(under("d")->count == 0 && yaml_tree_first(&tree, under("d")) == NULL);
    CHECK(under("e") == NULL);
    yaml_tree_free(&tree);
}

static void windows_line_ends_and_a_byte_order_mark_are_taken(void)
{
    CHECK(parse("\xef\xbb\xbf"
                "a: \"b\"\r\nc: \"d\"\r\n"));
    CHECK(strcmp(under("c")->text, "d") == 0);
    yaml_tree_free(&tree);
}

static void a_key_twice_is_refused_with_both_lines(void)
{
    refuses("a: 1\nb: 2\n\"a\": 3\n",
            "f:3:1: \"a\" stands here and in line 1 already; keep one of them\n");
    refuses("x:\n  a: 1\n  a: 3\n",
            "f:3:3: \"a\" stands here and in line 2 already; keep one of them\n");
    CHECK(parse("a: {k: 1}\nb: {k: 1}\n")); /* the same key in two maps is fine */
    yaml_tree_free(&tree);
}

static void anchors_aliases_and_tags_are_refused(void)
{
    refuses("a: &x 1\n", "f:1:4: anchors (&name) are not allowed; take it out\n");
    refuses("a: *x\n", "f:1:4: aliases (*name) are not allowed; write the value out\n");
    refuses("a: !!str 1\n", "f:1:4: tags (!name) are not allowed; take it out\n");
    refuses("a: ! 1\n", "f:1:4: tags (!name) are not allowed; take it out\n");
    refuses("a: !x [1]\n", "f:1:4: tags (!name) are not allowed; take it out\n");
    refuses("a: &x {b: 1}\n", "f:1:4: anchors (&name) are not allowed; take it out\n");
    refuses("&x a: 1\n", "f:1:1: anchors (&name) are not allowed; take it out\n");
}

static void one_file_is_one_document_of_keys(void)
{
    refuses("a: 1\n---\nb: 2\n",
            "f:2:1: a second document begins here; one file is one document\n");
    refuses("", "f: the file is empty\n");
    refuses("# nothing\n", "f: the file is empty\n");
    refuses("just words\n", "f:1:1: the file is one text; it should be keys and values\n");
    refuses("%YAML 1.1\n---\na: 1\n",
            "f:1:1: directives (lines that begin with %) are not allowed\n");
    refuses("[a]: 1\n", "f:1:1: a key must be a text\n");
    CHECK(parse("---\na: 1\n...\n"));
    yaml_tree_free(&tree);
}

static void bytes_that_are_no_text_are_refused_with_their_place(void)
{
    CHECK(!parse_bytes("a: 1\nb: \0\n", 10));
    CHECK_TEXT(complaints.text, "f:2:4: control characters are not allowed; take this one out\n");
    yaml_tree_free(&tree);
    refuses("a: \xff\n", "f:1:4: this is no UTF-8 text; save the file as UTF-8\n");
    refuses("a: \xc3\xa9\xed\xa0\x80\n", "f:1:5: this is no UTF-8 text; save the file as UTF-8\n");
    refuses("a: b\rc: d\n", "f:1:5: control characters are not allowed; take this one out\n");
    refuses("a: \"\x1b\"\n", "f:1:5: control characters are not allowed; take this one out\n");
    refuses("a: \xef\xbf\xbe\n",
            "f: byte 3 begins a character that YAML does not allow; take it out\n");
}

static void a_value_is_one_line_however_it_is_written(void)
{
    static const char complaint[] = ": a value is one line without control characters\n";
    static const char *const wrong[] = {"a: |\n  b\n  c\n", "a: \"b\\0c\"\n", "a: \"b\\nc\"\n",
                                        "a: \"b\\x1bc\"\n", "a: \"b\\tc\"\n", "\"a\\n\": b\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK(!parse(wrong[i]));
        CHECK(strstr(complaints.text, complaint) != NULL);
        yaml_tree_free(&tree);
    }
    CHECK(parse("a: >-\n  b\n  c\n")); /* folded to one line */
    CHECK(strcmp(under("a")->text, "b c") == 0 && under("a")->quoted);
    yaml_tree_free(&tree);
}

static void what_libyaml_cannot_read_is_refused_with_its_place(void)
{
    CHECK(!parse("a: \"b\nc: d\n"));
    CHECK(strstr(complaints.text, "not readable as YAML") != NULL);
    yaml_tree_free(&tree);
    CHECK(!parse("a:\n\tb: c\n"));
    CHECK(strncmp(complaints.text, "f:2:1: not readable as YAML", 27) == 0);
    yaml_tree_free(&tree);
    CHECK(!parse("a: [1, 2\n"));
    yaml_tree_free(&tree);
}

/* As many copies of a text as fill size_bytes. */
static char *repeated(const char *text, size_t size_bytes)
{
    char *bytes = malloc(size_bytes);
    const size_t length = strlen(text);
    if (bytes == NULL) {
        abort();
    }
    for (size_t i = 0; i < size_bytes; i++) {
        bytes[i] = text[i % length];
    }
    return bytes;
}

/* A file full of copies of a text is refused with a complaint that has these words in it. */
static void refuses_full_of(const char *text, const char *words)
{
    char *bytes = repeated(text, YAML_TREE_BYTES_MAX);
    CHECK(!parse_bytes(bytes, YAML_TREE_BYTES_MAX));
    CHECK(complaints.count == 1);
    if (!CHECK(strstr(complaints.text, words) != NULL)) {
        printf("#   %s: %s", text, complaints.text);
    }
    yaml_tree_free(&tree);
    free(bytes);
}

/* Each of these costs libyaml minutes to hours when it is left alone: its time grows with the square. */
static void hostile_files_are_cut_short(void)
{
    refuses_full_of("[", "nested deeper than 16");
    refuses_full_of("{a: ", "nested deeper than 16");
    refuses_full_of("{", "a key must be a text");
    refuses_full_of("- ", "nested deeper than 16");
    refuses_full_of("? ", "a key must be a text");
    refuses_full_of("a: ", "not readable as YAML");
    refuses_full_of("\"", "it should be keys and values");
    refuses_full_of("[a,", "nested deeper than 16");
    refuses_full_of("%TAG !a! b\n", "directives");
    refuses_full_of("---\n", "it should be keys and values");
    refuses_full_of("&a ", "anchors");
    refuses_full_of("*a : 1\n", "aliases");
    refuses_full_of("#", "the file is empty");
    refuses_full_of("a", "it should be keys and values");
}

static void depth_is_counted_from_the_root(void)
{
    CHECK(parse("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]")); /* 16 */
    yaml_tree_free(&tree);
    refuses("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]",
            "f:1:17: lists and maps are nested deeper than 16\n");
}

static void a_file_has_a_largest_size(void)
{
    char *bytes = repeated(" ", YAML_TREE_BYTES_MAX + 1);
    memcpy(bytes, "a: 1 #", sizeof "a: 1 #" - 1); /* the rest is a comment */
    CHECK(parse_bytes(bytes, YAML_TREE_BYTES_MAX));
    yaml_tree_free(&tree);
    CHECK(!parse_bytes(bytes, YAML_TREE_BYTES_MAX + 1));
    CHECK_TEXT(complaints.text, "f: is larger than 1048576 bytes; make it smaller\n");
    yaml_tree_free(&tree);
    free(bytes);
}

static void a_file_has_a_largest_number_of_values(void)
{
    char *bytes = repeated(",a", YAML_TREE_BYTES_MAX);
    bytes[0] = '[';
    CHECK(!parse_bytes(bytes, YAML_TREE_BYTES_MAX));
    CHECK(strstr(complaints.text, "there are too many values; make the file smaller") != NULL);
    CHECK(tree.item_count == YAML_TREE_ITEMS_MAX);
    yaml_tree_free(&tree);
    free(bytes);
}

static void a_map_has_a_largest_number_of_keys(void)
{
    char text[4096] = "";
    size_t used = 0;
    for (int i = 0; i < YAML_TREE_KEYS_MAX; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "k%d: 1\n", i);
    }
    CHECK(parse(text));
    yaml_tree_free(&tree);
    (void)snprintf(text + used, sizeof text - used, "more: 1\n");
    refuses(text, "f:65:1: more than 64 keys in one place\n");
}

static void an_unknown_key_is_refused_with_the_nearest_known_one(void)
{
    static const struct yaml_key keys[] = {{"interval_ms", true}, {"heartbeat_interval_ms", false}};
    CHECK(parse(
        "intervall_ms: 1\nheartbeat_interval: 2\nsomething_else_of_much_greater_length_than_any: 3\nzz: 4\n"));
    CHECK(!yaml_tree_check_map(&tree, yaml_tree_root(&tree), "feed", keys, 2));
    CHECK_TEXT(
        complaints.text,
        "f:1:1: feed has no key \"intervall_ms\"; did you mean \"interval_ms\"?\n"
        "f:2:1: feed has no key \"heartbeat_interval\"; did you mean \"heartbeat_interval_ms\"?\n"
        "f:3:1: feed has no key \"something_else_of_much_greater_length_than_any\"; take it out\n"
        "f:4:1: feed has no key \"zz\"; take it out\n"
        "f:1:1: feed needs the key \"interval_ms\"; add it\n");
    yaml_tree_free(&tree);
}

static void texts_that_others_read_as_something_else_must_be_quoted(void)
{
    static const char *const wrong[] = {"11.10", "11",         "1e3",      "-5",   "+.5", ".inf",
                                        "0x1F",  "2025-01-01", "no",       "Yes",  "~",   "NULL",
                                        "",      "off",        "12:30:45", ".NaN", "y"};
    static const char *const right[] = {"nation",   "bpbd-11.06", "real",
                                        "drill/x1", "tcp://a:1",  "Yesterday"};
    char text[64];
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        (void)snprintf(text, sizeof text, "a: %s\n", wrong[i]);
        CHECK(parse(text));
        if (!CHECK(yaml_tree_text(&tree, under("a"), "a") == NULL)) {
            printf("#   %s\n", wrong[i]);
        }
        yaml_tree_free(&tree);
        (void)snprintf(text, sizeof text, "a: \"%s\"\n", wrong[i]);
        CHECK(parse(text) && strcmp(yaml_tree_text(&tree, under("a"), "a"), wrong[i]) == 0);
        yaml_tree_free(&tree);
    }
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        (void)snprintf(text, sizeof text, "a: %s\n", right[i]);
        CHECK(parse(text) && yaml_tree_text(&tree, under("a"), "a") != NULL);
        yaml_tree_free(&tree);
    }
}

static bool is_number(const char *text, uint32_t wanted)
{
    char line[64];
    uint32_t number = wanted + 1;
    (void)snprintf(line, sizeof line, "a: %s\n", text);
    const bool fits = parse(line) &&
                      yaml_tree_number(&tree, under("a"), "a", 5, UINT32_MAX, &number) &&
                      number == wanted;
    yaml_tree_free(&tree);
    return fits;
}

static void a_number_is_plain_digits_within_its_limits(void)
{
    CHECK(is_number("5", 5));
    CHECK(is_number("4294967295", UINT32_MAX));
    CHECK(!is_number("4", 4));
    CHECK(!is_number("4294967296", 0));
    CHECK(!is_number("99999999999999999999", 0));
    CHECK(!is_number("\"7\"", 7));
    CHECK(!is_number("07", 7));
    CHECK(!is_number("0x7", 7));
    CHECK(!is_number("7.0", 7));
    CHECK(!is_number("7_0", 70));
    CHECK(!is_number("-7", 7));
    CHECK(!is_number("+7", 7));
    CHECK(!is_number("", 0));
    CHECK(!is_number("[7]", 7));
}

static void a_printed_text_reads_back_the_same(void)
{
    static const char *const texts[] = {
        "", "a\"b\\c", "# no: comment", " blank ", "\xc3\xa9\xe2\x82\xac", "'"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *printed = NULL;
        size_t size_bytes = 0;
        FILE *out = open_memstream(&printed, &size_bytes);
        (void)fputs("a: ", out);
        yaml_tree_print_text(out, texts[i]);
        (void)fputs("\n", out);
        (void)fclose(out);
        CHECK(parse(printed) && strcmp(under("a")->text, texts[i]) == 0);
        yaml_tree_free(&tree);
        free(printed);
    }
}

int main(void)
{
    SENTENCE(maps_lists_and_texts_become_a_tree);
    SENTENCE(windows_line_ends_and_a_byte_order_mark_are_taken);
    SENTENCE(a_key_twice_is_refused_with_both_lines);
    SENTENCE(anchors_aliases_and_tags_are_refused);
    SENTENCE(one_file_is_one_document_of_keys);
    SENTENCE(bytes_that_are_no_text_are_refused_with_their_place);
    SENTENCE(a_value_is_one_line_however_it_is_written);
    SENTENCE(what_libyaml_cannot_read_is_refused_with_its_place);
    SENTENCE(hostile_files_are_cut_short);
    SENTENCE(depth_is_counted_from_the_root);
    SENTENCE(a_file_has_a_largest_size);
    SENTENCE(a_file_has_a_largest_number_of_values);
    SENTENCE(a_map_has_a_largest_number_of_keys);
    SENTENCE(an_unknown_key_is_refused_with_the_nearest_known_one);
    SENTENCE(texts_that_others_read_as_something_else_must_be_quoted);
    SENTENCE(a_number_is_plain_digits_within_its_limits);
    SENTENCE(a_printed_text_reads_back_the_same);
    return tap_done();
}
