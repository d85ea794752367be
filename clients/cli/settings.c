/* settings.c - which hub, with which key, as whom. */
#include "settings.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SETTINGS_LINES_MAX  64U
#define SETTINGS_LINE_BYTES 1024U
#define TIMEOUT_MS          10000U

/* The lines of the context file. */
struct context_file {
    struct {
        char *name;
        char *value;
    } lines[SETTINGS_LINES_MAX];
    size_t count;
};

static const char *const names[] = {
    "hub",    "submit",       "feed",   "urgent",  "key",  "hub_key", "realm",  "source",
    "outbox", "insecure_lab", "public", "timeout", "zone", "lang",    "intake", "publish",
};

enum pusdalops_language settings_language(int argc, char **argv)
{
    const char *language = getenv("PUSDALOPS_LANG");
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; language == NULL && i < 3; i++) {
        const char *value = getenv(variables[i]);
        language = value != NULL && value[0] != '\0' ? value : NULL;
    }
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0) {
            language = argv[i] + 7;
        } else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) {
            language = argv[i + 1];
        }
    }
    const bool indonesian = language != NULL && strncmp(language, "id", 2) == 0;
    return indonesian ? PUSDALOPS_INDONESIAN : PUSDALOPS_ENGLISH;
}

/* ---- the context file ---- */

static char *trimmed(char *text)
{
    while (isspace((unsigned char)*text)) {
        text++;
    }
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1])) {
        end--;
    }
    *end = '\0';
    return text;
}

static bool name_known(const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* One line of "name = value"; false after a complaint. */
static bool read_line(const struct app *app, struct context_file *file, char *line,
                      const char *path, unsigned number)
{
    char *text = trimmed(line);
    if (*text == '\0' || *text == '#') {
        return true;
    }
    char *equals = strchr(text, '=');
    if (equals != NULL) {
        *equals = '\0';
    }
    const char *name = trimmed(text);
    if (equals == NULL || !name_known(name) || file->count == SETTINGS_LINES_MAX) {
        (void)app_complain(app, EXIT_USAGE,
                           app_text(app, "%s:%u: not a known setting \"name = value\": %s",
                                    "%s:%u: bukan setelan \"nama = nilai\" yang dikenal: %s"),
                           path, number, name);
        return false;
    }
    file->lines[file->count].name = strdup(name);
    file->lines[file->count].value = strdup(trimmed(equals + 1));
    file->count += 1;
    return true;
}

static bool read_context(const struct app *app, struct context_file *context)
{
    const char *folder = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    char path[512];
    if (folder != NULL && folder[0] != '\0') {
        (void)snprintf(path, sizeof path, "%s/pusdalops/%s.conf", folder, app->context);
    } else {
        (void)snprintf(path, sizeof path, "%s/.config/pusdalops/%s.conf", home == NULL ? "" : home,
                       app->context);
    }
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        if (app_flag(app, "context") == NULL && getenv("PUSDALOPS_CONTEXT") == NULL) {
            return true; /* none was asked for */
        }
        (void)app_complain(app, EXIT_USAGE, "%s: %s", path, strerror(errno));
        return false;
    }
    char line[SETTINGS_LINE_BYTES];
    bool good = true;
    for (unsigned number = 1; good && fgets(line, sizeof line, file) != NULL; number++) {
        good = read_line(app, context, line, path, number);
    }
    (void)fclose(file);
    return good;
}

/* ---- one setting from its places ---- */

static const char *setting(const struct app *app, const struct context_file *context,
                           const char *name)
{
    char other[32];
    size_t i = 0;
    for (; name[i] != '\0' && i + 1 < sizeof other; i++) {
        other[i] = name[i];
        if (name[i] == '_') {
            other[i] = '-';
        }
    }
    other[i] = '\0';
    const char *value = app_flag(app, other);
    if (value != NULL) {
        return value[0] == '\0' ? "yes" : value; /* a switch */
    }
    char variable[48] = "PUSDALOPS_";
    size_t at = strlen(variable);
    for (i = 0; name[i] != '\0' && at + 1 < sizeof variable; i++) {
        variable[at++] = (char)toupper((unsigned char)name[i]);
    }
    variable[at] = '\0';
    value = getenv(variable);
    if (value != NULL && value[0] != '\0') {
        return value;
    }
    for (i = 0; i < context->count; i++) {
        if (strcmp(context->lines[i].name, name) == 0) {
            return context->lines[i].value;
        }
    }
    return NULL;
}

static bool is_yes(const char *value)
{
    return value != NULL && (strcmp(value, "yes") == 0 || strcmp(value, "true") == 0 ||
                             strcmp(value, "1") == 0 || strcmp(value, "ya") == 0);
}

static const char *endpoint(const char *given, const char *hub, unsigned port)
{
    if (given != NULL) {
        return given;
    }
    char *made = NULL;
    return asprintf(&made, "tcp://%s:%u", hub, port) < 0 ? "" : made;
}

static int read_keys(struct app *app, const char *key, const char *hub_key)
{
    if (app->insecure_lab) {
        return EXIT_DONE;
    }
    if (key == NULL || hub_key == NULL) {
        return app_complain(
            app, EXIT_USAGE, "%s",
            app_text(
                app,
                "no key: give --key NAME.secret and --hub-key HUB.public (make yours with pusdalops keygen)",
                "tidak ada kunci: beri --key NAMA.secret dan --hub-key HUB.public (buat dengan pusdalops keygen)"));
    }
    enum pusdalops_status status = pusdalops_keys_read(key, &app->keys);
    if (status == PUSDALOPS_OK) {
        key = hub_key;
        status = pusdalops_keys_read_public(hub_key, app->hub_key);
    }
    if (status != PUSDALOPS_OK) {
        return app_complain(app, EXIT_USAGE, "%s: %s", key,
                            status == PUSDALOPS_E_IO
                                ? strerror(errno)
                                : pusdalops_status_text(status, app->language));
    }
    return EXIT_DONE;
}

static int read_zone(struct app *app, const char *zone)
{
    static const struct {
        const char *name;
        int32_t minutes;
    } zones[] = {{"WIB", 420}, {"WITA", 480}, {"WIT", 540}, {"UTC", 0}};
    app->zone_minutes = INT32_MIN;
    for (size_t i = 0; zone != NULL && i < 4; i++) {
        if (strcmp(zone, zones[i].name) == 0) {
            app->zone_minutes = zones[i].minutes;
        }
    }
    if (zone != NULL && app->zone_minutes == INT32_MIN) {
        return app_complain(app, EXIT_USAGE, "--zone: WIB, WITA, WIT, UTC");
    }
    return EXIT_DONE;
}

int settings_read(struct app *app)
{
    const char *context = app_flag(app, "context");
    context = context == NULL ? getenv("PUSDALOPS_CONTEXT") : context;
    app->context = context == NULL || context[0] == '\0' ? "default" : context;
    static struct context_file file; /* its texts live as long as the process */
    if (strchr(app->context, '/') != NULL || !read_context(app, &file)) {
        return EXIT_USAGE;
    }
    const char *hub = setting(app, &file, "hub");
    hub = hub == NULL ? "127.0.0.1" : hub;
    const unsigned feed_port = is_yes(setting(app, &file, "public")) ? 5713 : 5712;
    app->submit = endpoint(setting(app, &file, "submit"), hub, 5710);
    if (is_yes(setting(app, &file, "publish"))) {
        app->intake = endpoint(setting(app, &file, "intake"), hub, 5711);
        app->submit = strcmp(app->submit, "none") == 0 ? NULL : app->submit;
    }
    app->feed = endpoint(setting(app, &file, "feed"), hub, feed_port);
    app->urgent = endpoint(setting(app, &file, "urgent"), hub, 5714);
    app->realm = setting(app, &file, "realm");
    app->realm = app->realm == NULL ? "real" : app->realm;
    app->source = setting(app, &file, "source");
    app->outbox = setting(app, &file, "outbox");
    app->insecure_lab = is_yes(setting(app, &file, "insecure_lab"));
    if (!pusdalops_realm_check(app->realm)) {
        return app_complain(app, EXIT_USAGE, "--realm: real, drill/<id>");
    }
    uint64_t timeout_s = TIMEOUT_MS / 1000;
    const char *timeout = setting(app, &file, "timeout");
    if (timeout != NULL && (!app_number(timeout, 86400, &timeout_s) || timeout_s == 0)) {
        return app_complain(app, EXIT_USAGE, "--timeout: 1 .. 86400");
    }
    app->timeout_ms = (uint32_t)(timeout_s * 1000);
    const int zone = read_zone(app, setting(app, &file, "zone"));
    return zone != EXIT_DONE
               ? zone
               : read_keys(app, setting(app, &file, "key"), setting(app, &file, "hub_key"));
}

/* ---- the outbox's folder ---- */

/* Make each folder on the way to `path`, but not the last one: the outbox makes that. */
static bool make_parents(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made) {
            return false;
        }
    }
    return true;
}

char *settings_outbox(const struct app *app, const char *source)
{
    char *path = NULL;
    char realm[64];
    size_t i = 0;
    for (; app->realm[i] != '\0' && i + 1 < sizeof realm; i++) {
        realm[i] = app->realm[i];
        if (realm[i] == '/') {
            realm[i] = '_';
        }
    }
    realm[i] = '\0';
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    int size = 0;
    if (app->outbox != NULL) {
        size = asprintf(&path, "%s", app->outbox);
    } else if (state != NULL && state[0] != '\0') {
        size = asprintf(&path, "%s/pusdalops/%s/%s/%s", state, app->context, realm, source);
    } else {
        size = asprintf(&path, "%s/.local/state/pusdalops/%s/%s/%s", home == NULL ? "" : home,
                        app->context, realm, source);
    }
    if (size < 0 || !make_parents(path)) {
        (void)app_complain(app, EXIT_INTERNAL, "%s: %s", size < 0 ? "outbox" : path,
                           strerror(errno));
        free(size < 0 ? NULL : path);
        return NULL;
    }
    return path;
}
