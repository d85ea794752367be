/* "host:port" as operators write it, right and wrong. */
#include "io/address.h"

#include "tap.h"

static bool parses(const char *text)
{
    struct address address;
    return address_parse(text, &address);
}

static bool is_local(const char *text)
{
    struct address address;
    return address_parse(text, &address) && address_is_loopback(&address);
}

static void addresses_interfaces_and_the_star_can_be_bound(void)
{
    CHECK(parses("127.0.0.1:5710"));
    CHECK(parses("10.1.2.3:1"));
    CHECK(parses("[::1]:65535"));
    CHECK(parses("[fe80::1]:5710"));
    CHECK(parses("*:5710"));
    CHECK(parses("eth0:5710"));
    CHECK(parses("wg-bnpb_1:5710"));
    CHECK(parses("127.0.0.1:*"));
}

static void what_cannot_be_bound_is_refused(void)
{
    static const char *const wrong[] = {
        "",           ":",           "127.0.0.1",       "127.0.0.1:",       "127.0.0.1:0",
        "1.2.3:5710", "::1:5710",    "127.0.0.1:65536", "127.0.0.1:099",    "127.0.0.1:5710x",
        "[::1:5710",  "[]:5710",     "[zz]:5710",       "hub.example:5710", "127.0.0.1:123456",
        "a b:5710",   "256.0.0.1:1", ":5710",           "[::1]x:5710",      "sixteen-letters-:1",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (!CHECK(!parses(wrong[i]))) {
            printf("#   %s\n", wrong[i]);
        }
    }
}

static void a_host_longer_than_its_room_is_refused(void)
{
    char text[200];
    memset(text, '1', sizeof text);
    memcpy(text + sizeof text - 4, ":10", 4);
    CHECK(!parses(text));
}

static void loopback_is_127_and_the_one_of_ipv6(void)
{
    CHECK(is_local("127.0.0.1:5710"));
    CHECK(is_local("127.255.0.9:5710"));
    CHECK(is_local("[::1]:5710"));
    CHECK(!is_local("128.0.0.1:5710"));
    CHECK(!is_local("0.0.0.0:5710"));
    CHECK(!is_local("[::]:5710"));
    CHECK(!is_local("*:5710"));
    CHECK(!is_local("lo:5710"));
}

static void an_address_becomes_what_bind_takes(void)
{
    struct address address;
    union address_socket at = {0};
    CHECK(address_parse("127.0.0.1:5719", &address) && address_to_socket(&address, &at));
    CHECK(at.any.sa_family == AF_INET && ntohs(at.v4.sin_port) == 5719);
    CHECK(ntohl(at.v4.sin_addr.s_addr) == INADDR_LOOPBACK);
    CHECK(address_parse("[::1]:*", &address) && address_to_socket(&address, &at));
    CHECK(at.any.sa_family == AF_INET6 && at.v6.sin6_port == 0);
    CHECK(address_parse("*:5719", &address) && !address_to_socket(&address, &at));
}

int main(void)
{
    SENTENCE(addresses_interfaces_and_the_star_can_be_bound);
    SENTENCE(what_cannot_be_bound_is_refused);
    SENTENCE(a_host_longer_than_its_room_is_refused);
    SENTENCE(loopback_is_127_and_the_one_of_ipv6);
    SENTENCE(an_address_becomes_what_bind_takes);
    return tap_done();
}
