/* roster.yaml to a roster; the refused files are in fixtures/. */
#include "io/catalogue_file.h"
#include "io/roster_file.h"

#include "tap.h"

static struct complaints complaints;
static struct catalogue *catalogue;

#define KEY_A "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
#define KEY_B "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
#define KEY_C "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"

static const char text[] =
    "version: 1\n"
    "clients:\n"
    "  - name: \"pusdalops-aceh\"\n"
    "    role: province\n"
    "    keys: [\"" KEY_B "\"]\n"
    "    regions: [\"11\"]\n"
    "    realms: [\"real\", \"drill/x1\"]\n"
    "    access: internal\n"
    "    valid_from: \"2025-01-01T00:00:00Z\"\n"
    "    valid_until: \"2027-01-01T07:00:00+07:00\"\n"
    "    speaks_for: [\"bpbd-11.06\", \"bpbd-11.07\"]\n"
    "  - name: bpbd-11.06\n"
    "    title: \"BPBD Kabupaten Aceh Besar\"\n"
    "    role: district\n"
    "    keys: [\"" KEY_A "\", \"" KEY_C "\"]\n"
    "    regions: [\"11.06\"]\n"
    "    realms: [real]\n"
    "    access: public\n"
    "  - name: bpbd-11.07\n"
    "    role: district\n"
    "    keys: []\n"
    "    regions: [\"11.07\"]\n"
    "  - {name: a-console, role: console, keys: [], realms: [real], access: public}\n";

static struct roster *parse(const char *of)
{
    complaints_init(&complaints);
    return roster_parse("f", slice_of(of), catalogue, CLIENTS_MAX_DEFAULT, &complaints);
}

static void clients_stand_in_the_order_of_their_names(void)
{
    struct roster *roster = parse(text);
    CHECK_TEXT(complaints.text, "");
    if (!CHECK(roster != NULL)) {
        return;
    }
    CHECK(roster->client_count == 4);
    for (uint32_t i = 1; i < roster->client_count; i++) {
        CHECK(strcmp(roster->clients[i - 1].name, roster->clients[i].name) < 0);
    }
    roster_free(roster);
}

static void a_client_has_what_the_file_says(void)
{
    struct roster *roster = parse(text);
    const struct roster_client *client = roster_find(roster, slice_of("bpbd-11.06"));
    CHECK(client->role == ROLE_DISTRICT && client->access == ACCESS_PUBLIC);
    CHECK(client->key_count == 2 && strcmp(client->keys[1], KEY_C) == 0);
    CHECK(client->region_count == 1 && client->regions[0] == 1106);
    CHECK(client->realm_count == 1 && client->valid_from_utc_us == 0 &&
          client->valid_until_utc_us == 0);
    const struct roster_client *province = roster_find(roster, slice_of("pusdalops-aceh"));
    CHECK(province->valid_from_utc_us == 1735689600LL * US_PER_S);
    CHECK(province->valid_until_utc_us == 1798761600LL * US_PER_S); /* 2027-01-01T00:00:00Z */
    CHECK(province->realm_count == 2 && strcmp(province->realms[1], "drill/x1") == 0);
    const struct roster_client *bare = roster_find(roster, slice_of("bpbd-11.07"));
    CHECK(bare->key_count == 0 && bare->access == ACCESS_NONE && bare->realm_count == 0);
    roster_free(roster);
}

static void a_client_is_found_by_each_of_its_keys(void)
{
    struct roster *roster = parse(text);
    CHECK(roster_find_key(roster, slice_of(KEY_A)) == roster_find(roster, slice_of("bpbd-11.06")));
    CHECK(roster_find_key(roster, slice_of(KEY_C)) == roster_find(roster, slice_of("bpbd-11.06")));
    CHECK(roster_find_key(roster, slice_of(KEY_B)) ==
          roster_find(roster, slice_of("pusdalops-aceh")));
    CHECK(roster_find_key(roster, slice_of("0000000000000000000000000000000000000000")) == NULL);
    roster_free(roster);
}

static void a_client_speaks_for_whom_the_file_says(void)
{
    struct roster *roster = parse(text);
    const struct roster_client *province = roster_find(roster, slice_of("pusdalops-aceh"));
    const struct slice none = {NULL, 0};
    CHECK(roster_may_speak(roster, province, slice_of("bpbd-11.06"), none) == HUB_OK);
    CHECK(roster_may_speak(roster, province, slice_of("bpbd-11.07"), none) == HUB_OK);
    CHECK(roster_may_speak(roster, province, slice_of("a-console"), none) == HUB_E_SOURCE_FORBIDS);
    const struct roster_client *district = roster_find(roster, slice_of("bpbd-11.06"));
    CHECK(roster_may_speak(roster, district, slice_of("bpbd-11.07"), none) == HUB_E_SOURCE_FORBIDS);
    roster_free(roster);
}

static void times_are_read_to_the_second_in_any_zone(void)
{
    static const struct {
        const char *text;
        int64_t utc_s;
    } times[] = {
        {"1971-01-01T00:00:00Z", 31536000},        {"2000-02-29T23:59:59Z", 951868799},
        {"2024-02-29T00:00:00+09:00", 1709132400}, {"2025-11-26T12:00:00-03:30", 1764171000},
        {"9999-12-31T23:59:59Z", 253402300799},
    };
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        char one[256];
        (void)snprintf(
            one, sizeof one,
            "version: 1\nclients: [{name: a, role: console, keys: [], valid_from: \"%s\"}]\n",
            times[i].text);
        struct roster *roster = parse(one);
        CHECK(roster != NULL && roster->clients[0].valid_from_utc_us == times[i].utc_s * US_PER_S);
        roster_free(roster);
    }
}

static void times_that_are_none_are_refused(void)
{
    static const char *const wrong[] = {
        "2025-01-01",
        "2025-01-01 00:00:00Z",
        "2025-01-01T00:00:00",
        "2025-02-29T00:00:00Z",
        "2025-13-01T00:00:00Z",
        "2025-04-31T00:00:00Z",
        "2025-01-01T24:00:00Z",
        "2025-01-01T00:60:00Z",
        "2025-01-01T00:00:60Z",
        "2025-01-01T00:00:00z",
        "2025-01-01T00:00:00+7",
        "2025-01-01T00:00:00+24:00",
        "1970-01-01T00:00:00Z",
        "2025-01-01T00:00:00.5Z",
        "2025-01-01T00:00:00Zx",
        "2025-00-01T00:00:00Z",
        "2025-01-00T00:00:00Z",
        "",
        "2025-01-01T00:00:00+07:00x",
        "1900-02-29T00:00:00Z",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char one[256];
        (void)snprintf(
            one, sizeof one,
            "version: 1\nclients: [{name: a, role: console, keys: [], valid_until: \"%s\"}]\n",
            wrong[i]);
        if (!CHECK(parse(one) == NULL && complaints.count == 1)) {
            printf("#   %s\n", wrong[i]);
        }
    }
}

static void a_member_of_a_cluster_pledges_and_needs_no_regions(void)
{
    struct roster *roster = parse(
        "version: 1\nclients:\n"
        "  - {name: pmi, role: member, keys: [], speaks_for: [pmi-aceh]}\n"
        "  - {name: pmi-aceh, role: member, keys: [], regions: [\"11\"]}\n"
        "  - {name: desk, role: relay, keys: [], regions: [\"11\"], speaks_for: [pmi-aceh]}\n");
    CHECK_TEXT(complaints.text, "");
    if (!CHECK(roster != NULL)) {
        return;
    }
    const struct slice none = {NULL, 0};
    const struct roster_client *member = roster_find(roster, slice_of("pmi"));
    CHECK(member->role == ROLE_MEMBER && member->region_count == 0);
    CHECK(roster_may_speak(roster, member, slice_of("pmi"), none) == HUB_OK);
    CHECK(roster_may_speak(roster, member, slice_of("pmi-aceh"), none) == HUB_OK);
    CHECK(roster_may_report(member, 1106) == HUB_E_ROLE_FORBIDS);
    const struct roster_client *desk = roster_find(roster, slice_of("desk"));
    CHECK(roster_may_speak(roster, desk, slice_of("desk"), slice_of("pmi-aceh")) == HUB_OK);
    roster_free(roster);
}

static void what_is_promised_too_much_is_flagged_unless_the_roster_refuses_it(void)
{
    static const struct {
        const char *line;
        bool refuses;
    } words[] = {
        {"", false}, {"overcommitment: flag\n", false}, {"overcommitment: refuse\n", true}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char one[128];
        (void)snprintf(one, sizeof one, "version: 1\n%sclients: []\n", words[i].line);
        struct roster *roster = parse(one);
        CHECK(roster != NULL && roster->refuses_excess == words[i].refuses);
        struct roster *both = roster_lab(roster);
        CHECK(both != NULL && both->refuses_excess == words[i].refuses);
        roster_free(both);
        roster_free(roster);
    }
}

static void a_roster_may_be_empty(void)
{
    struct roster *roster = parse("version: 1\nclients: []\n");
    CHECK(roster != NULL && roster->client_count == 0);
    CHECK(roster_find_key(roster, slice_of(KEY_A)) == NULL);
    roster_free(roster);
}

static void a_roster_has_a_largest_number_of_clients(void)
{
    complaints_init(&complaints);
    CHECK(roster_parse("f", slice_of(text), catalogue, 3, &complaints) == NULL);
    CHECK_TEXT(complaints.text, "f:3:3: 4 clients are more than limits.clients_max allows (3)\n");
    struct roster *roster = roster_parse("f", slice_of(text), catalogue, 4, &complaints);
    CHECK(roster != NULL);
    roster_free(roster);
}

static void neighbours_share_the_names_of_their_realms(void)
{
    struct roster *roster = parse(text);
    const struct roster_client *console = roster_find(roster, slice_of("a-console"));
    const struct roster_client *district = roster_find(roster, slice_of("bpbd-11.06"));
    const struct roster_client *province = roster_find(roster, slice_of("pusdalops-aceh"));
    CHECK(district == console + 1 && district->realms[0] == console->realms[0]);
    CHECK_TEXT(district->realms[0], "real");
    CHECK_TEXT(province->realms[0], "real"); /* its neighbour is in no realm */
    CHECK_TEXT(province->realms[1], "drill/x1");
    roster_free(roster);
}

static void the_lab_stands_alone_or_beside_the_others(void)
{
    struct roster *alone = roster_lab(NULL);
    CHECK(alone->client_count == 1 && alone->clients[0].role == ROLE_LAB);
    CHECK(alone->clients[0].access == ACCESS_INTERNAL && alone->clients[0].region_count == 1 &&
          alone->clients[0].regions[0] == AREA_NATION);
    CHECK(roster_find_key(alone, slice_of(KEY_A)) == NULL);
    roster_free(alone);

    struct roster *others = parse(text);
    struct roster *both = roster_lab(others);
    roster_free(others); /* it is a copy */
    CHECK(both->client_count == 5);
    for (uint32_t i = 1; i < both->client_count; i++) {
        CHECK(strcmp(both->clients[i - 1].name, both->clients[i].name) < 0);
    }
    CHECK(roster_find(both, slice_of("lab"))->role == ROLE_LAB);
    CHECK(roster_find_key(both, slice_of(KEY_B)) == roster_find(both, slice_of("pusdalops-aceh")));
    const struct roster_client *province = roster_find(both, slice_of("pusdalops-aceh"));
    const struct slice none = {NULL, 0};
    CHECK(roster_may_speak(both, province, slice_of("bpbd-11.06"), none) == HUB_OK);
    CHECK(roster_may_speak(both, province, slice_of("lab"), none) == HUB_E_SOURCE_FORBIDS);
    CHECK(province->realm_count == 2);
    CHECK_TEXT(province->realms[0], "real");
    CHECK_TEXT(province->realms[1], "drill/x1");
    roster_free(both);
}

static void the_sample_is_loaded(void)
{
    complaints_init(&complaints);
    struct roster *roster = roster_load(tap_project_path("config/roster.yaml"), catalogue,
                                        CLIENTS_MAX_DEFAULT, &complaints);
    CHECK_TEXT(complaints.text, "");
    if (!CHECK(roster != NULL)) {
        return;
    }
    bool seen[ROLE_COUNT] = {false};
    for (uint32_t i = 0; i < roster->client_count; i++) {
        seen[roster->clients[i].role] = true;
        CHECK(roster->clients[i].key_count == 0); /* nobody's key is delivered */
    }
    for (enum role role = ROLE_DISTRICT; role < ROLE_LAB; role++) {
        CHECK(seen[role]);
    }
    roster_free(roster);
}

static void a_whole_nation_fits(void)
{
    char *whole = NULL;
    size_t size_bytes = 0;
    FILE *out = open_memstream(&whole, &size_bytes);
    (void)fputs("version: 1\nclients:\n", out);
    for (uint32_t i = 0; i < catalogue->regency_count; i++) {
        char code[REGION_CODE_ROOM];
        region_code_print(catalogue->regencies[i].code, code);
        (void)fprintf(
            out,
            "  - {name: \"bpbd-%s\", title: \"BPBD %s\", role: district, keys: [], regions: [\"%s\"]}\n",
            code, catalogue->regencies[i].name, code);
    }
    (void)fputs(
        "  - name: relay-nation\n    role: relay\n    keys: []\n    regions: [nation]\n    speaks_for:\n",
        out);
    for (uint32_t i = 0; i < catalogue->regency_count; i++) {
        char code[REGION_CODE_ROOM];
        region_code_print(catalogue->regencies[i].code, code);
        (void)fprintf(out, "      - \"bpbd-%s\"\n", code);
    }
    (void)fclose(out);
    struct roster *roster = parse(whole);
    CHECK_TEXT(complaints.text, "");
    CHECK(roster != NULL && roster->client_count == catalogue->regency_count + 1);
    CHECK(roster != NULL && roster_find(roster, slice_of("relay-nation"))->speaks_for_count ==
                                catalogue->regency_count);
    roster_free(roster);
    free(whole);
}

int main(void)
{
    complaints_init(&complaints);
    catalogue = catalogue_load(tap_project_path("config/catalogue"), &complaints);
    if (catalogue == NULL) {
        printf("Bail out! %s", complaints.text);
        return 1;
    }
    SENTENCE(clients_stand_in_the_order_of_their_names);
    SENTENCE(a_client_has_what_the_file_says);
    SENTENCE(a_client_is_found_by_each_of_its_keys);
    SENTENCE(a_client_speaks_for_whom_the_file_says);
    SENTENCE(times_are_read_to_the_second_in_any_zone);
    SENTENCE(times_that_are_none_are_refused);
    SENTENCE(a_member_of_a_cluster_pledges_and_needs_no_regions);
    SENTENCE(what_is_promised_too_much_is_flagged_unless_the_roster_refuses_it);
    SENTENCE(a_roster_may_be_empty);
    SENTENCE(a_roster_has_a_largest_number_of_clients);
    SENTENCE(neighbours_share_the_names_of_their_realms);
    SENTENCE(the_lab_stands_alone_or_beside_the_others);
    SENTENCE(the_sample_is_loaded);
    SENTENCE(a_whole_nation_fits);
    catalogue_free(catalogue);
    return tap_done();
}
