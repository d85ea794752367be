/*
 * document_suggestion.h - the answers about what could fill a line, and about who does what.
 *
 * Read by: hub_query. Reads: activity.h, document.h, suggest.h.
 * Owns: nothing; what is built lives in the desk's arena.
 * Source: proto/pusdalops/v1/suggestion.proto.
 */
#ifndef HUB_CORE_DOCUMENT_SUGGESTION_H
#define HUB_CORE_DOCUMENT_SUGGESTION_H

#include "core/document.h"
#include "core/suggest.h"

struct Pusdalops__V1__SuggestionReply;

/* document_suggestion - a suggestion as the wire has it */
struct Pusdalops__V1__SuggestionReply *document_suggestion(const struct desk *desk,
                                                           const struct suggestion *suggestion);

#endif
