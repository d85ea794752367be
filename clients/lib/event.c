/* event.c - the queue of events that a machine holds for its caller. */
#include "event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void node_free(struct event_node *node)
{
    if (node == NULL) {
        return;
    }
    wire_reply_free(node->reply);
    wire_feed_free(node->message);
    free(node->bytes);
    free(node->warnings);
    free(node->figures);
    free(node->text);
    free(node);
}

struct event_node *event_queue_add(struct event_queue *queue, enum pusdalops_event_kind kind)
{
    struct event_node *node = calloc(1, sizeof *node);
    if (node == NULL) {
        return NULL;
    }
    node->event.kind = kind;
    node->event.problem = event_problem(NULL);
    node->event.open.hub = node->event.open.client = node->event.open.role = "";
    node->event.retry.endpoint = node->event.feed.topic = "";
    node->event.document.topic = node->event.document.key = "";
    node->event.document.area = node->event.document.name = "";
    if (queue->last == NULL) {
        queue->first = node;
    } else {
        queue->last->next = node;
    }
    queue->last = node;
    return node;
}

enum pusdalops_status event_queue_next(struct event_queue *queue, struct pusdalops_event *out)
{
    node_free(queue->fetched);
    queue->fetched = queue->first;
    if (queue->first == NULL) {
        return PUSDALOPS_NONE;
    }
    queue->first = queue->first->next;
    if (queue->first == NULL) {
        queue->last = NULL;
    }
    *out = queue->fetched->event;
    return PUSDALOPS_OK;
}

void event_queue_close(struct event_queue *queue)
{
    struct event_node *node = queue->first;
    while (node != NULL) {
        struct event_node *next = node->next;
        node_free(node);
        node = next;
    }
    node_free(queue->fetched);
    *queue = (struct event_queue){0};
}

void event_topic_set(struct event_node *node, const char *topic)
{
    free(node->text);
    node->text = strdup(topic);
    node->event.feed.topic = node->text == NULL ? "" : node->text;
}

struct pusdalops_problem event_problem(const Pusdalops__V1__Problem *problem)
{
    if (problem == NULL) {
        return (struct pusdalops_problem){
            .name = "", .field = "", .text_id = "", .text_en = "", .fault = PUSDALOPS_FAULT_NONE};
    }
    const uint32_t fault = (uint32_t)problem->fault;
    return (struct pusdalops_problem){
        .code = problem->code,
        .name = problem->name,
        .field = problem->field,
        .fault = fault <= PUSDALOPS_FAULT_HUB ? (enum pusdalops_fault)fault : PUSDALOPS_FAULT_NONE,
        .text_id = problem->text_id,
        .text_en = problem->text_en,
        .retry_after_ms = problem->retry_after_ms,
    };
}

bool event_receipt_set(struct event_node *node, const Pusdalops__V1__Receipt *receipt)
{
    node->event.receipt.status = (enum pusdalops_receipt)receipt->status;
    node->event.receipt.number = receipt->number;
    node->event.receipt.sequence = receipt->sequence;
    node->event.receipt.received_us = wire_time_us(receipt->received_at);
    node->event.problem = event_problem(receipt->problem);
    if (receipt->n_warnings == 0) {
        return true;
    }
    node->warnings = calloc(receipt->n_warnings, sizeof *node->warnings);
    if (node->warnings == NULL) {
        return false;
    }
    for (size_t i = 0; i < receipt->n_warnings; i++) {
        const Pusdalops__V1__Warning *warning = receipt->warnings[i];
        node->warnings[i] = (struct pusdalops_problem){
            .code = warning->code,
            .name = warning->name,
            .field = warning->field,
            .fault = PUSDALOPS_FAULT_WARNING,
            .text_id = warning->text_id,
            .text_en = warning->text_en,
        };
    }
    node->event.receipt.warnings = node->warnings;
    node->event.receipt.warning_count = receipt->n_warnings;
    return true;
}

static void regency_figures(struct event_node *node, const Pusdalops__V1__RegencyStatus *regency)
{
    size_t count = 0;
    for (size_t i = 0; i < regency->n_figures; i++) {
        const Pusdalops__V1__FigureStatus *figure = regency->figures[i];
        if (figure->chosen == NULL) {
            continue; /* nobody knows it */
        }
        node->figures[count++] = (struct pusdalops_figure){
            .kind = (uint32_t)figure->kind,
            .value = figure->chosen->value,
            .source = figure->chosen->source,
            .as_of_us = wire_time_us(figure->chosen->as_of),
            .stale = figure->chosen->stale,
        };
    }
    node->event.document.figure_count = count;
}

static void area_figures(struct event_node *node, const Pusdalops__V1__AreaStatus *area)
{
    for (size_t i = 0; i < area->n_totals; i++) {
        node->figures[i] = (struct pusdalops_figure){
            .kind = (uint32_t)area->totals[i]->kind,
            .value = area->totals[i]->value,
            .source = "",
            .as_of_us = wire_time_us(area->totals[i]->oldest_as_of),
            .stale = area->totals[i]->stale_regencies > 0,
        };
    }
    node->event.document.figure_count = area->n_totals;
    if (area->coverage != NULL) {
        node->event.document.coverage_expected = area->coverage->expected;
        node->event.document.coverage_known = area->coverage->known;
        node->event.document.coverage_stale = area->coverage->stale;
    }
}

/* "SOURCE/NUMBER"; "" of a document that does not say. */
static const char *shipment_key(struct event_node *node,
                                const Pusdalops__V1__ShipmentStatus *shipment)
{
    if (shipment->shipment != NULL) {
        (void)snprintf(node->key, sizeof node->key, "%.*s/%llu", (int)PUSDALOPS_SOURCE_BYTES_MAX,
                       shipment->shipment->source, (unsigned long long)shipment->shipment->number);
    }
    return node->key;
}

/* What the document is about, by its kind. */
static void document_describe(struct event_node *node, const Pusdalops__V1__FeedMessage *message)
{
    struct pusdalops_event *event = &node->event;
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_EVENT) {
        event->document.kind = PUSDALOPS_DOCUMENT_EVENT;
        event->document.key = message->event->event_id;
        event->document.name = message->event->name;
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY) {
        event->document.kind = PUSDALOPS_DOCUMENT_REGENCY;
        event->document.key = message->regency->event_id;
        event->document.area = message->regency->regency_code;
        event->document.name = message->regency->regency_name;
        regency_figures(node, message->regency);
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA) {
        event->document.kind = PUSDALOPS_DOCUMENT_AREA;
        event->document.key = message->area->event_id;
        event->document.area = message->area->area_code;
        event->document.name = message->area->area_name;
        area_figures(node, message->area);
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PRESENCE) {
        event->document.kind = PUSDALOPS_DOCUMENT_PRESENCE;
        event->document.key = message->presence->node;
        event->document.area = message->presence->region_code;
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_LOGISTICS) {
        event->document.kind = PUSDALOPS_DOCUMENT_LOGISTICS;
        event->document.key = message->logistics->event_id;
        event->document.area = message->logistics->area_code;
        event->document.name = message->logistics->area_name;
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_STOCK) {
        event->document.kind = PUSDALOPS_DOCUMENT_STOCK;
        event->document.area = message->stock->area_code;
        event->document.name = message->stock->area_name;
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_PLAN) {
        event->document.kind = PUSDALOPS_DOCUMENT_PLAN;
        event->document.key = message->plan->plan_id;
        event->document.area = message->plan->region_code;
        event->document.name = message->plan->name;
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_ACTIVATION) {
        event->document.kind = PUSDALOPS_DOCUMENT_ACTIVATION;
        event->document.key = message->activation->event_id;
        event->document.area = message->activation->region_code;
        event->document.name = message->activation->name;
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CLUSTER) {
        event->document.kind = PUSDALOPS_DOCUMENT_CLUSTER;
        event->document.key = message->cluster->cluster_id;
        event->document.name = message->cluster->name;
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_CATALOGUE) {
        event->document.kind = PUSDALOPS_DOCUMENT_CATALOGUE;
        event->document.key = message->catalogue->version;
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_UNKNOWN_ITEMS) {
        event->document.kind = PUSDALOPS_DOCUMENT_UNKNOWN_ITEMS;
        event->document.key = message->unknown_items->version;
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_SHIPMENT) {
        event->document.kind = PUSDALOPS_DOCUMENT_SHIPMENT;
        event->document.key = shipment_key(node, message->shipment);
        event->document.area = message->shipment->area_code;
        event->document.name = message->shipment->area_name;
    } else {
        event->document.kind = PUSDALOPS_DOCUMENT_NOTICE;
    }
}

bool event_document_set(struct event_node *node, Pusdalops__V1__FeedMessage *message,
                        const uint8_t *bytes, size_t size)
{
    size_t figures = 0;
    if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_REGENCY) {
        figures = message->regency->n_figures;
    } else if (message->document_case == PUSDALOPS__V1__FEED_MESSAGE__DOCUMENT_AREA) {
        figures = message->area->n_totals;
    }
    node->bytes = malloc(size + 1);
    node->figures = calloc(figures + 1, sizeof *node->figures);
    if (node->bytes == NULL || node->figures == NULL) {
        return false;
    }
    memcpy(node->bytes, bytes, size);
    node->message = message;
    node->event.document.topic = message->topic;
    node->event.document.sequence = message->sequence;
    node->event.document.figures = node->figures;
    node->event.document.bytes = node->bytes;
    node->event.document.size = size;
    document_describe(node, message);
    return true;
}
