#include "support/aceh.h"

#include "base/assert.h"

void aceh_open(struct room *room, const struct hub_settings *settings)
{
    static const char both[] = "real drill/x1";
    static const struct seat seats[] = {
        {"bpbd-11.06", ROLE_DISTRICT, "11.06", NULL, both, ACCESS_INTERNAL, false, 0},
        {"bpbd-11.07", ROLE_DISTRICT, "11.07", NULL, both, ACCESS_INTERNAL, false, 0},
        {"pusdalops-11", ROLE_PROVINCE, "11", "bpbd-11.07", both, ACCESS_INTERNAL, false, 0},
        {"bnpb", ROLE_NATIONAL, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
        {"orari", ROLE_RELAY, "11", "bpbd-11.06", both, ACCESS_INTERNAL, false, 0},
        {"console", ROLE_CONSOLE, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
        {"public", ROLE_INTEGRATOR, "nation", NULL, both, ACCESS_PUBLIC, false, 0},
        {"lab", ROLE_LAB, "nation", NULL, both, ACCESS_INTERNAL, false, 0},
    };
    room_open(room, settings);
    for (size_t i = 0; i < sizeof seats / sizeof seats[0]; i++) {
        room_sit(room, &seats[i]);
    }
    room_call(room, NULL);
    for (uint32_t i = 0; i < settings->realm_count; i++) {
        const struct letter event = {
            .kind = BODY_EVENT,
            .source = "bnpb",
            .number = 1,
            .realm = settings->realms[i],
            .event = ACEH_EVENT,
            .hazard = 103,
            .name = "Banjir dan longsor Sumatra",
            .started_utc_us = room->at_utc_us - 3 * 86400LL * US_PER_S,
            .regions = "11 12",
        };
        const int status = aceh_hand_in(room, &event);
        HUB_ASSERT(status == RECEIPT_ACCEPTED);
    }
}

struct letter aceh_report(const struct room *room, const char *source, uint64_t number,
                          const char *region, const char *figures)
{
    return (struct letter){
        .kind = BODY_REPORT,
        .source = source,
        .number = number,
        .realm = "real",
        .event = ACEH_EVENT,
        .region = region,
        .as_of_utc_us = room->at_utc_us,
        .figures = figures,
    };
}

int aceh_hand_in(struct room *room, const struct letter *letter)
{
    const Receipt *receipt = room_hand_in(room, letter->source, letter);
    return receipt == NULL ? -1 : (int)receipt->status;
}

uint32_t aceh_code(const Receipt *receipt)
{
    return receipt == NULL || receipt->problem == NULL ? 0 : receipt->problem->code;
}

bool aceh_warned(const Receipt *receipt, enum hub_status code, const char *field)
{
    for (size_t i = 0; receipt != NULL && i < receipt->n_warnings; i++) {
        if (receipt->warnings[i]->code == (uint32_t)code &&
            strcmp(receipt->warnings[i]->field, field) == 0) {
            return true;
        }
    }
    return false;
}

int64_t aceh_chosen(struct room *room, const char *realm, uint32_t area, enum figure_kind kind)
{
    const struct picture *picture = &room_view(room, realm)->picture;
    const uint32_t event = picture_find_event(picture, slice_of(ACEH_EVENT));
    const uint32_t at = event == 0 ? 0 : picture_find_spot(picture, event, area);
    const struct spot *spot = at == 0 ? NULL : picture_spot(picture, at);
    return spot == NULL || (spot->known_mask & FIGURE_BIT(kind)) == 0
               ? -1
               : (int64_t)spot->chosen_value[kind];
}
