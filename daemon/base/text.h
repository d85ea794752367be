/*
 * text.h - is this text fit to be shown, compared and logged?
 *
 * Read by: core/message, core/check, io/config. Reads: slice.h.
 * Source: RFC 3629 for UTF-8; proto/README.md "Text" for the control characters.
 */
#ifndef HUB_BASE_TEXT_H
#define HUB_BASE_TEXT_H

#include "base/slice.h"

/* text_is_clean - valid UTF-8 (no surrogates, nothing above U+10FFFF), no NUL, no control character but \n and \t */
bool text_is_clean(struct slice text);

/* text_is_identifier - 1 to bytes_max characters of a-z 0-9 . - ? */
bool text_is_identifier(struct slice text, size_t bytes_max);

/* text_copy - text into a C string of room_bytes, cut if it must be; returns the bytes copied, without the end */
size_t text_copy(char *room, size_t room_bytes, struct slice text);

#endif
