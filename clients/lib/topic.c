/* topic.c - realms and topics as texts. */
#include "topic.h"

#include <stdio.h>
#include <string.h>

#define REALM_BYTES_MAX 40U

bool pusdalops_realm_check(const char *realm)
{
    if (strcmp(realm, "real") == 0) {
        return true;
    }
    if (strncmp(realm, "drill/", 6) != 0) {
        return false;
    }
    const char *id = realm + 6;
    const size_t size = strlen(id);
    return size >= 1 && size + 6 <= REALM_BYTES_MAX &&
           strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-") == size;
}

static bool digits(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
    }
    return true;
}

/* Groups of a Kemendagri code: 2 . 2 . 2 . 4 digits. */
bool topic_code_check(const char *code, unsigned groups)
{
    static const size_t widths[] = {2, 2, 2, 4};
    for (unsigned i = 0; i < groups; i++) {
        if (i > 0 && *code++ != '.') {
            return false;
        }
        if (!digits(code, widths[i])) { /* stops at a closing NUL */
            return false;
        }
        code += widths[i];
    }
    return *code == '\0';
}

bool topic_region_check(const char *region)
{
    return strcmp(region, "nation") == 0 || topic_code_check(region, 1) ||
           topic_code_check(region, 2);
}

enum pusdalops_status pusdalops_topic_render(const char *realm, const char *area, const char *kind,
                                             char *topic)
{
    static const char *const kinds[] = {
        "status", "notice",   "event",     "presence",      "logistics", "stock",    "plans",
        "tasks",  "clusters", "catalogue", "unknown-items", "shipments", "heartbeat"};
    bool kind_known = kind == NULL;
    for (size_t i = 0; kind != NULL && i < sizeof kinds / sizeof kinds[0]; i++) {
        kind_known = kind_known || strcmp(kind, kinds[i]) == 0;
    }
    if (!pusdalops_realm_check(realm) || !kind_known || (area == NULL && kind != NULL) ||
        (area != NULL && !topic_region_check(area))) {
        return PUSDALOPS_E_FIELD;
    }
    char middle[32] = "";
    if (area != NULL && strcmp(area, "nation") == 0) {
        (void)snprintf(middle, sizeof middle, "nation/");
    } else if (area != NULL && topic_code_check(area, 1)) {
        /* all of a province has no kind; its own documents stand under "province" */
        (void)snprintf(middle, sizeof middle, kind == NULL ? "%s/" : "%s/province/", area);
    } else if (area != NULL) {
        (void)snprintf(middle, sizeof middle, "%.2s/%s/", area, area);
    }
    (void)snprintf(topic, PUSDALOPS_TOPIC_BYTES_MAX + 1, "%s/%s%s%s", realm, middle,
                   kind == NULL ? "" : kind, kind == NULL ? "" : "/");
    return PUSDALOPS_OK;
}

bool topic_has_kind(const char *topic, const char *kind)
{
    const size_t size = strlen(topic);
    const size_t kind_size = strlen(kind);
    return size >= kind_size + 2 && topic[size - 1] == '/' && topic[size - kind_size - 2] == '/' &&
           strncmp(topic + size - kind_size - 1, kind, kind_size) == 0;
}

bool topic_prefix_check(const char *realm, const char *prefix)
{
    const size_t realm_size = strlen(realm);
    const size_t size = strlen(prefix);
    return size > realm_size && size <= PUSDALOPS_TOPIC_BYTES_MAX &&
           strncmp(prefix, realm, realm_size) == 0 && prefix[realm_size] == '/' &&
           prefix[size - 1] == '/' &&
           strspn(prefix, "abcdefghijklmnopqrstuvwxyz0123456789.-/") == size;
}
