#include "io/address.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <string.h>

#define INTERFACE_BYTES_MAX 15 /* IFNAMSIZ without its end */

/* "1" to "65535", or "*" as 0. */
static bool parse_port(const char *text, uint16_t *out_port)
{
    uint32_t number = 0;
    const size_t digits = strspn(text, "0123456789");
    if (strcmp(text, "*") == 0) {
        *out_port = 0;
        return true;
    }
    if (digits == 0 || digits > 5 || text[digits] != '\0' || text[0] == '0') {
        return false;
    }
    for (size_t i = 0; i < digits; i++) {
        number = number * 10 + (uint32_t)(text[i] - '0');
    }
    *out_port = (uint16_t)number;
    return number <= UINT16_MAX;
}

/* The IPv6 address in "[...]"; false when it is something else. */
static bool parse_ipv6(const char *host, struct in6_addr *out_address)
{
    char bare[ADDRESS_HOST_ROOM];
    const size_t length = strlen(host);
    if (length < 3 || host[0] != '[' || host[length - 1] != ']') {
        return false;
    }
    (void)text_copy(bare, sizeof bare, (struct slice){(const uint8_t *)host + 1, length - 2});
    return inet_pton(AF_INET6, bare, out_address) == 1;
}

static bool is_interface(const char *host)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char others[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return strspn(host, letters) > 0 && strlen(host) <= INTERFACE_BYTES_MAX &&
           host[strspn(host, others)] == '\0';
}

bool address_parse(const char *text, struct address *out_address)
{
    struct in_addr v4;
    struct in6_addr v6;
    const char *colon = strrchr(text, ':');
    if (colon == NULL || (size_t)(colon - text) >= ADDRESS_HOST_ROOM) {
        return false;
    }
    (void)text_copy(out_address->host, ADDRESS_HOST_ROOM,
                    (struct slice){(const uint8_t *)text, (size_t)(colon - text)});
    const char *host = out_address->host;
    return parse_port(colon + 1, &out_address->port) &&
           (strcmp(host, "*") == 0 || inet_pton(AF_INET, host, &v4) == 1 || parse_ipv6(host, &v6) ||
            is_interface(host));
}

bool address_to_socket(const struct address *address, union address_socket *out_socket)
{
    *out_socket = (union address_socket){0};
    if (inet_pton(AF_INET, address->host, &out_socket->v4.sin_addr) == 1) {
        out_socket->v4.sin_family = AF_INET;
        out_socket->v4.sin_port = htons(address->port);
        return true;
    }
    if (parse_ipv6(address->host, &out_socket->v6.sin6_addr)) {
        out_socket->v6.sin6_family = AF_INET6;
        out_socket->v6.sin6_port = htons(address->port);
        return true;
    }
    return false;
}

bool address_is_loopback(const struct address *address)
{
    union address_socket bound;
    if (!address_to_socket(address, &bound)) {
        return false;
    }
    if (bound.any.sa_family == AF_INET) {
        return ntohl(bound.v4.sin_addr.s_addr) >> 24U == 127;
    }
    return IN6_IS_ADDR_LOOPBACK(&bound.v6.sin6_addr);
}
