/* Who holds what on the feed, with pairs of sockets in the place of connections. */
#include "io/listeners.h"

#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/socket.h>

#define ANNA "anna"
#define BUDI "budi"

static const char *unwelcome; /* whom the door refuses */

static bool admits(void *self, enum lane lane, const char *key)
{
    (void)self;
    (void)lane;
    return unwelcome == NULL || strcmp(unwelcome, key) != 0;
}

static struct listeners *begin(uint32_t held_max)
{
    unwelcome = NULL;
    struct listeners *listeners =
        listeners_new(held_max, (struct listeners_door){.self = NULL, .admits = admits});
    if (listeners == NULL) {
        abort();
    }
    return listeners;
}

struct line {
    int ours;
    int theirs;
};

static struct line connect_line(void)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0) {
        abort();
    }
    return (struct line){.ours = ends[0], .theirs = ends[1]};
}

static void hang_up(struct line line)
{
    CHECK(close(line.ours) == 0 && close(line.theirs) == 0);
}

/* Does the other end see that we have ended it? */
static bool is_cut(struct line line)
{
    char byte = 0;
    const ssize_t got = read(line.theirs, &byte, 1);
    CHECK(got == 0 || (got < 0 && errno == EAGAIN));
    return got == 0;
}

static void take(struct listeners *listeners, struct line line, const char *key, const char *prefix)
{
    listeners_hear(listeners, LANE_INTERNAL, line.ours, key, true, slice_of(prefix));
}

static void take_many(struct listeners *listeners, struct line line, const char *key, unsigned from,
                      unsigned count)
{
    for (unsigned i = from; i < from + count; i++) {
        char prefix[32];
        (void)snprintf(prefix, sizeof prefix, "real/%u/", i);
        take(listeners, line, key, prefix);
    }
}

static void give_up(struct listeners *listeners, struct line line, const char *key,
                    const char *prefix)
{
    listeners_hear(listeners, LANE_INTERNAL, line.ours, key, false, slice_of(prefix));
}

static void a_prefix_counts_once_a_connection_and_until_it_is_given_up(void)
{
    struct listeners *listeners = begin(0);
    const struct line one = connect_line();
    const struct line two = connect_line();
    take(listeners, one, ANNA, "real/11/");
    take(listeners, one, ANNA, "real/11/");
    take(listeners, two, ANNA, "real/11/");
    take(listeners, two, ANNA, "");
    CHECK(listeners_held(listeners, LANE_INTERNAL) == 3);
    CHECK(listeners_held(listeners, LANE_URGENT) == 0);
    give_up(listeners, one, ANNA, "real/11/");
    give_up(listeners, one, ANNA, "real/11/");
    give_up(listeners, one, ANNA, "");
    CHECK(listeners_held(listeners, LANE_INTERNAL) == 2);
    listeners_forget_lane(listeners, LANE_INTERNAL);
    CHECK(listeners_held(listeners, LANE_INTERNAL) == 0);
    listeners_free(listeners);
    hang_up(one);
    hang_up(two);
}

static void a_connection_that_ended_holds_nothing(void)
{
    struct listeners *listeners = begin(0);
    const struct line one = connect_line();
    const struct line two = connect_line();
    take_many(listeners, one, ANNA, 0, 100);
    take_many(listeners, two, BUDI, 0, 10);
    hang_up(one);
    take(listeners, one, ANNA, "real/late/"); /* its last words come after its end */
    listeners_forget_gone(listeners);
    CHECK(listeners_held(listeners, LANE_INTERNAL) == 10);
    listeners_free(listeners);
    hang_up(two);
}

static void who_connects_again_under_the_same_descriptor_begins_anew(void)
{
    struct listeners *listeners = begin(10);
    struct line one = connect_line();
    for (unsigned turn = 0; turn < 10; turn++) {
        take_many(listeners, one, ANNA, turn * 10, 10);
        CHECK(listeners_held(listeners, LANE_INTERNAL) == 10 &&
              listeners_flooder(listeners) == NULL);
        const struct line next = connect_line();
        CHECK(dup2(next.ours, one.ours) == one.ours && close(next.ours) == 0 &&
              close(one.theirs) == 0);
        one.theirs = next.theirs;
    }
    listeners_free(listeners);
    hang_up(one);
}

static void a_client_with_more_than_it_may_hold_is_named_and_cut_on_all_its_connections(void)
{
    struct listeners *listeners = begin(20);
    const struct line one = connect_line();
    const struct line two = connect_line();
    const struct line other = connect_line();
    take_many(listeners, one, ANNA, 0, 10);
    take_many(listeners, two, ANNA, 0, 10);
    take_many(listeners, other, BUDI, 0, 20);
    CHECK(listeners_flooder(listeners) == NULL);
    take(listeners, two, ANNA, "one more");
    const char *flooder = listeners_flooder(listeners);
    if (CHECK(flooder != NULL)) {
        CHECK_TEXT(flooder, ANNA);
    }
    listeners_cut_client(listeners, ANNA);
    CHECK(is_cut(one) && is_cut(two) && !is_cut(other));
    CHECK(listeners_flooder(listeners) == NULL && listeners_cuts(listeners, LISTENERS_FLOOD) == 2);
    take_many(listeners, one, ANNA, 100, 100);
    CHECK(listeners_held(listeners, LANE_INTERNAL) ==
          41); /* what it said after the cut is not kept */
    hang_up(one);
    hang_up(two);
    listeners_forget_gone(listeners);
    CHECK(listeners_held(listeners, LANE_INTERNAL) == 20);
    const struct line again = connect_line();
    take_many(listeners, again, ANNA, 0, 20);
    CHECK(listeners_flooder(listeners) == NULL); /* it begins anew */
    listeners_free(listeners);
    hang_up(again);
    hang_up(other);
}

static void who_gives_up_enough_in_time_is_no_flooder(void)
{
    struct listeners *listeners = begin(2);
    const struct line one = connect_line();
    take_many(listeners, one, ANNA, 0, 3);
    CHECK(listeners_flooder(listeners) != NULL);
    give_up(listeners, one, ANNA, "real/1/");
    CHECK(listeners_flooder(listeners) == NULL);
    listeners_free(listeners);
    hang_up(one);
}

static void a_prefix_longer_than_any_topic_counts_for_several(void)
{
    struct listeners *listeners = begin(3);
    const struct line one = connect_line();
    char prefix[130];
    memset(prefix, 'x', sizeof prefix);
    prefix[sizeof prefix - 1] = '\0'; /* 129 bytes */
    take(listeners, one, ANNA, "real/");
    take(listeners, one, ANNA, prefix);
    CHECK(listeners_flooder(listeners) == NULL);
    give_up(listeners, one, ANNA, prefix);
    take(listeners, one, ANNA, prefix);
    CHECK(listeners_flooder(listeners) == NULL);
    take(listeners, one, ANNA, "real/11/");
    CHECK(listeners_flooder(listeners) != NULL);
    listeners_free(listeners);
    hang_up(one);
}

static void a_descriptor_that_was_given_away_again_is_left_alone(void)
{
    struct listeners *listeners = begin(5);
    const struct line one = connect_line();
    const struct line two = connect_line();
    take_many(listeners, one, ANNA, 0, 6);
    CHECK(dup2(two.ours, one.ours) == one.ours); /* Anna's ended, and Budi's got its number */
    listeners_cut_client(listeners, ANNA);
    CHECK(!is_cut(two) && listeners_cuts(listeners, LISTENERS_FLOOD) == 0);
    const struct line same = {.ours = one.ours, .theirs = two.theirs};
    take_many(listeners, same, BUDI, 0, 3);
    CHECK(listeners_held(listeners, LANE_INTERNAL) == 3 && listeners_flooder(listeners) == NULL);
    listeners_free(listeners);
    hang_up(one);
    hang_up(two);
}

static void who_may_not_listen_is_cut_at_the_first_word_or_when_the_right_ends(void)
{
    struct listeners *listeners = begin(0);
    const struct line one = connect_line();
    const struct line two = connect_line();
    take(listeners, two, BUDI, "real/");
    unwelcome = ANNA;
    take(listeners, one, ANNA, "real/");
    CHECK(is_cut(one) && !is_cut(two));
    listeners_judge(listeners);
    CHECK(!is_cut(two) && listeners_cuts(listeners, LISTENERS_RIGHT) == 1);
    unwelcome = BUDI;
    listeners_judge(listeners);
    listeners_judge(listeners);
    CHECK(is_cut(two) && listeners_cuts(listeners, LISTENERS_RIGHT) == 2);
    listeners_free(listeners);
    hang_up(one);
    hang_up(two);
}

static void what_is_no_socket_is_not_heard(void)
{
    struct listeners *listeners = begin(0);
    const struct line none = {.ours = -1};
    const struct line file = {.ours = open("/dev/null", O_RDONLY | O_CLOEXEC)};
    take(listeners, none, ANNA, "real/");
    take(listeners, file, ANNA, "real/");
    CHECK(listeners_held(listeners, LANE_INTERNAL) == 0);
    listeners_free(listeners);
    CHECK(close(file.ours) == 0);
}

int main(void)
{
    if (sodium_init() < 0) {
        return 1;
    }
    SENTENCE(a_prefix_counts_once_a_connection_and_until_it_is_given_up);
    SENTENCE(a_connection_that_ended_holds_nothing);
    SENTENCE(who_connects_again_under_the_same_descriptor_begins_anew);
    SENTENCE(a_client_with_more_than_it_may_hold_is_named_and_cut_on_all_its_connections);
    SENTENCE(who_gives_up_enough_in_time_is_no_flooder);
    SENTENCE(a_prefix_longer_than_any_topic_counts_for_several);
    SENTENCE(a_descriptor_that_was_given_away_again_is_left_alone);
    SENTENCE(who_may_not_listen_is_cut_at_the_first_word_or_when_the_right_ends);
    SENTENCE(what_is_no_socket_is_not_heard);
    return tap_done();
}
