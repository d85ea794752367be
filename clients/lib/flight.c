/* flight.c - what a session has under way: messages and questions until they are answered. */
#include "flight.h"

#include <stdlib.h>

bool flights_open(struct flights *flights, uint32_t window)
{
    const uint32_t count = window + PUSDALOPS_ASKS_MAX;
    *flights = (struct flights){
        .places = calloc(count, sizeof *flights->places),
        .window = window,
        .count = count,
    };
    return flights->places != NULL;
}

void flights_close(struct flights *flights)
{
    for (uint32_t i = 0; flights->places != NULL && i < flights->count; i++) {
        wire_bytes_free(&flights->places[i].bytes);
    }
    free(flights->places);
    *flights = (struct flights){0};
}

struct flight *flights_free_place(struct flights *flights, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i < last; i++) {
        if (flights->places[i].state == FLIGHT_FREE) {
            return &flights->places[i];
        }
    }
    return NULL;
}

void flights_stamp(struct flights *flights, struct flight *flight)
{
    const uint64_t place = (uint64_t)(flight - flights->places);
    flights->serial += 1;
    flight->request_id = (flights->serial << FLIGHT_PLACE_BITS) | place;
}

uint64_t flights_batch_id(struct flights *flights)
{
    flights->serial += 1;
    return (flights->serial << FLIGHT_PLACE_BITS) | FLIGHT_PLACE_BATCH;
}

struct flight *flights_find(const struct flights *flights, uint64_t request_id)
{
    const uint64_t place = request_id & ((1U << FLIGHT_PLACE_BITS) - 1);
    if (place >= flights->count) {
        return NULL;
    }
    struct flight *flight = &flights->places[place];
    return flight->state != FLIGHT_FREE && flight->request_id == request_id ? flight : NULL;
}

struct flight *flights_find_number(const struct flights *flights, uint64_t number)
{
    for (uint32_t i = 0; i < flights->window; i++) {
        struct flight *flight = &flights->places[i];
        if (flight->state != FLIGHT_FREE && flight->number == number) {
            return flight;
        }
    }
    return NULL;
}

void flights_wake(const struct flights *flights, struct flight *flight, uint64_t now_ms)
{
    if (flight->state == FLIGHT_BEHIND && flights_lowest(flights, flight->number)) {
        flight->state = FLIGHT_READY;
    }
    if (flight->state == FLIGHT_WAITING && flight->due_ms <= now_ms) {
        flight->state = FLIGHT_READY;
    }
}

struct flight *flights_ready(struct flights *flights, uint32_t first, uint32_t last,
                             uint64_t now_ms)
{
    struct flight *lowest = NULL;
    for (uint32_t i = first; i < last; i++) {
        struct flight *flight = &flights->places[i];
        flights_wake(flights, flight, now_ms);
        if (flight->state == FLIGHT_READY && (lowest == NULL || flight->number < lowest->number)) {
            lowest = flight;
        }
    }
    return lowest;
}

void flights_again(struct flights *flights)
{
    for (uint32_t i = 0; i < flights->count; i++) {
        if (flights->places[i].state == FLIGHT_SENT) {
            flights->places[i].state = FLIGHT_READY;
        }
    }
}

uint64_t flights_deadline_ms(const struct flights *flights, uint32_t first, uint32_t last)
{
    uint64_t deadline_ms = PUSDALOPS_NEVER_MS;
    for (uint32_t i = first; i < last; i++) {
        const struct flight *flight = &flights->places[i];
        if (flight->state == FLIGHT_READY) {
            return 0;
        }
        const bool timed = flight->state == FLIGHT_SENT || flight->state == FLIGHT_WAITING;
        if (timed && flight->due_ms < deadline_ms) {
            deadline_ms = flight->due_ms;
        }
    }
    return deadline_ms;
}

bool flights_overdue(const struct flights *flights, uint64_t now_ms)
{
    for (uint32_t i = 0; i < flights->count; i++) {
        const struct flight *flight = &flights->places[i];
        if (flight->state == FLIGHT_SENT && flight->due_ms <= now_ms) {
            return true;
        }
    }
    return false;
}

uint32_t flights_in_flight(const struct flights *flights)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < flights->window; i++) {
        count += flights->places[i].state != FLIGHT_FREE ? 1 : 0;
    }
    return count;
}

bool flights_lowest(const struct flights *flights, uint64_t number)
{
    for (uint32_t i = 0; i < flights->window; i++) {
        const struct flight *flight = &flights->places[i];
        if (flight->state != FLIGHT_FREE && flight->number < number) {
            return false;
        }
    }
    return true;
}

void flight_land(struct flight *flight)
{
    flight->state = FLIGHT_FREE;
    flight->request_id = 0;
    flight->attempts = 0;
    flight->batch_id = 0;
    flight->bytes.size = 0;
}
