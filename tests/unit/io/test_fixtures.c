/*
 * Every file in fixtures/ says in its first lines what it is refused with, to the letter:
 *
 *     # refused: :3:5: the rest of the complaint, which begins with the name of the file
 *
 * config/, roster/ and clusters/ hold YAML, catalogue/ a folder each, where the lines stand in `refused`.
 */
#include "io/catalogue_file.h"
#include "io/cluster_file.h"
#include "io/config.h"
#include "io/roster_file.h"

#include "tap.h"

#include <dirent.h>

#define MARK        "# refused: "
#define NAMES_MAX   200
#define CLIENTS_MAX 4

static struct complaints complaints;
static struct config config;
static struct catalogue *catalogue;
static struct roster *members; /* of the clusters: pmi, s00 to s23; and layar, which reads */
static char path[1024];
static char wanted[COMPLAINTS_ROOM];

/* The complaints that a file announces, with the path in front of each. */
static void read_wanted(const char *announcement, const char *in_front)
{
    char line[1024];
    size_t used = 0;
    FILE *file = fopen(announcement, "rb");
    wanted[0] = '\0';
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, MARK, strlen(MARK)) == 0) {
            used += (size_t)snprintf(wanted + used, sizeof wanted - used, "%s%s", in_front,
                                     line + strlen(MARK));
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
}

static void refuse_config(void)
{
    CHECK(!config_load(&config, path, &complaints));
}

static void refuse_roster(void)
{
    CHECK(roster_load(path, catalogue, CLIENTS_MAX, &complaints) == NULL);
}

static void refuse_clusters(void)
{
    CHECK(registry_load(path, catalogue, members, &complaints) == NULL);
}

static void refuse_catalogue(void)
{
    CHECK(catalogue_load(path, &complaints) == NULL);
}

static void look_at(void (*refuse)(void), const char *announcement, const char *in_front)
{
    read_wanted(announcement, in_front);
    complaints_init(&complaints);
    refuse();
    CHECK(wanted[0] != '\0');
    CHECK_TEXT(complaints.text, wanted);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder, in order. */
static size_t list(const char *folder, char *names[NAMES_MAX])
{
    size_t count = 0;
    DIR *open = opendir(folder);
    for (struct dirent *entry = NULL; open != NULL && (entry = readdir(open)) != NULL;) {
        if (entry->d_name[0] != '.' && count < NAMES_MAX) {
            names[count++] = strdup(entry->d_name);
        }
    }
    if (open != NULL) {
        (void)closedir(open);
    }
    qsort(names, count, sizeof *names, by_text);
    return count;
}

/* All of one kind; a sentence each. */
static void look_at_all(const char *kind, void (*refuse)(void), bool is_folder)
{
    char folder[512];
    char announcement[1200];
    char *names[NAMES_MAX];
    (void)snprintf(folder, sizeof folder, "%s/%s", tap_project_path("tests/unit/io/fixtures"),
                   kind);
    const size_t count = list(folder, names);
    for (size_t i = 0; i < count; i++) {
        tap_holds = true;
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)snprintf(announcement, sizeof announcement, "%s%s", path,
                       is_folder ? "/refused" : "");
        look_at(refuse, announcement, path);
        tap_count++;
        tap_failed += tap_holds ? 0 : 1;
        printf("%s %d - %s %s is refused\n", tap_holds ? "ok" : "not ok", tap_count, kind,
               names[i]);
        free(names[i]);
    }
    tap_holds = true;
    if (count == 0) {
        tap_failed++;
        printf("Bail out! there are no fixtures in %s\n", folder);
    }
}

static struct roster *make_members(void)
{
    char text[2048];
    size_t used = (size_t)snprintf(text, sizeof text,
                                   "version: 1\nclients:\n"
                                   "  - {name: pmi, role: member, keys: []}\n"
                                   "  - {name: layar, role: console, keys: []}\n");
    for (int i = 0; i < 24; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "  - {name: s%02d, role: member, keys: []}\n", i);
    }
    return roster_parse("members", slice_of(text), catalogue, CLIENTS_MAX_DEFAULT, &complaints);
}

int main(void)
{
    complaints_init(&complaints);
    catalogue = catalogue_load(tap_project_path("config/catalogue"), &complaints);
    members = catalogue == NULL ? NULL : make_members();
    if (members == NULL) {
        printf("Bail out! %s", complaints.text);
        return 1;
    }
    look_at_all("config", refuse_config, false);
    look_at_all("roster", refuse_roster, false);
    look_at_all("clusters", refuse_clusters, false);
    look_at_all("catalogue", refuse_catalogue, true);
    roster_free(members);
    catalogue_free(catalogue);
    return tap_done();
}
