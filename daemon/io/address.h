/*
 * address.h - "host:port" as an operator writes it.
 *
 * Read by: config, http. Reads: base/.
 * Owns: nothing; functions over texts.
 */
#ifndef HUB_IO_ADDRESS_H
#define HUB_IO_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#define ADDRESS_HOST_ROOM 72

struct address {
    char host[ADDRESS_HOST_ROOM]; /* "127.0.0.1", "[::1]", "*" or the name of an interface */
    uint16_t port;                /* 0 for "*": any free one */
};

/* address_parse - is it "host:port" that can be bound? Names of other machines are not looked up. */
bool address_parse(const char *text, struct address *out_address);

/* address_is_loopback - does only this machine reach it? Of an interface's name that cannot be told: no. */
bool address_is_loopback(const struct address *address);

/* Room for either family. */
union address_socket {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

/* address_to_socket - for bind(2); false when the host is "*" or an interface's name */
bool address_to_socket(const struct address *address, union address_socket *out_socket);

#endif
