/* How much of what a client asked for lies unread, with frames in our hands and in the queue of a real socket. */
#include "io/unread.h"

#include "tap.h"

#define PAGE_BYTES ((size_t)48 * 1024)
#define FRAMES_MAX 8192

static zmq_msg_t frames[FRAMES_MAX];
static uint32_t frame_count;
static uint8_t page[PAGE_BYTES];

static struct slice key_of(const char *text)
{
    return (struct slice){(const uint8_t *)text, strlen(text)};
}

static struct unread *begin(void)
{
    struct unread *unread = unread_new();
    if (unread == NULL) {
        abort();
    }
    frame_count = 0;
    return unread;
}

/* One more page for a client lies unread, or may not. */
static bool leave(struct unread *unread, const char *key)
{
    if (frame_count == FRAMES_MAX) {
        abort();
    }
    const bool made =
        unread_frame(unread, key_of(key), (struct slice){page, sizeof page}, &frames[frame_count]);
    frame_count += made ? 1 : 0;
    return made;
}

/* Pages until no more may be left; how many. */
static uint32_t leave_all(struct unread *unread, const char *key)
{
    uint32_t count = 0;
    while (leave(unread, key)) {
        count++;
    }
    return count;
}

/* The last frames are read. */
static void read_last(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        CHECK(zmq_msg_close(&frames[--frame_count]) == 0);
    }
}

static void a_frame_holds_a_copy_and_counts_until_it_is_let_go_of(void)
{
    struct unread *unread = begin();
    zmq_msg_t frame;
    char text[] = "page";
    CHECK(unread_frame(unread, key_of("anna"), key_of(text), &frame));
    text[0] = 'r';
    CHECK(zmq_msg_size(&frame) == 4 && memcmp(zmq_msg_data(&frame), "page", 4) == 0);
    CHECK(unread_bytes(unread) == 4);
    CHECK(zmq_msg_close(&frame) == 0);
    CHECK(unread_bytes(unread) == 0);
    unread_free(unread);
}

static void a_full_page_for_each_of_512_in_flight_may_lie_unread(void)
{
    struct unread *unread = begin();
    uint32_t count = 0;
    while (count < 512 && leave(unread, "anna")) {
        count++;
    }
    CHECK(count == 512);
    read_last(frame_count);
    unread_free(unread);
}

static void a_client_has_its_bytes_and_no_more_until_it_reads(void)
{
    struct unread *unread = begin();
    const uint32_t most = (uint32_t)(UNREAD_CLIENT_BYTES_MAX / PAGE_BYTES);
    CHECK(leave_all(unread, "anna") == most);
    CHECK(leave(unread, "budi"));
    read_last(2);
    CHECK(leave_all(unread, "anna") == 1);
    CHECK(unread_bytes(unread) == most * PAGE_BYTES);
    read_last(frame_count);
    CHECK(unread_bytes(unread) == 0);
    unread_free(unread);
}

static void when_many_do_not_read_each_still_has_a_megabyte(void)
{
    struct unread *unread = begin();
    char key[UNREAD_KEY_BYTES_MAX];
    for (int i = 0; unread_bytes(unread) + PAGE_BYTES <= UNREAD_BYTES_MAX; i++) {
        (void)snprintf(key, sizeof key, "deaf-%d", i);
        CHECK(leave_all(unread, key) > 0);
    }
    CHECK(leave_all(unread, "anna") == UNREAD_CLIENT_BYTES_LEFT / PAGE_BYTES);
    CHECK(leave_all(unread, "budi") == UNREAD_CLIENT_BYTES_LEFT / PAGE_BYTES);
    read_last(frame_count);
    unread_free(unread);
}

static void any_number_of_clients_come_after_each_other(void)
{
    struct unread *unread = begin();
    char key[UNREAD_KEY_BYTES_MAX];
    bool all = true;
    for (int i = 0; i < 20000 && all; i++) {
        (void)snprintf(key, sizeof key, "client-%d", i);
        all = leave(unread, key);
        if (i >= 100 && all) {
            CHECK(zmq_msg_close(&frames[0]) == 0);
            memmove(&frames[0], &frames[1], (frame_count - 1) * sizeof frames[0]);
            frame_count--;
        }
    }
    CHECK(all);
    read_last(frame_count);
    unread_free(unread);
}

static void what_has_no_key_or_a_longer_one_is_bounded_together(void)
{
    struct unread *unread = begin();
    static const char longer[] = "a-user-id-that-is-longer-than-any-key-of-curve";
    const uint32_t most = (uint32_t)(UNREAD_CLIENT_BYTES_MAX / PAGE_BYTES);
    CHECK(leave(unread, longer));
    CHECK(leave_all(unread, "") == most - 1);
    CHECK(!leave(unread, longer));
    read_last(frame_count);
    unread_free(unread);
}

/* libzmq's thread lets go of the frames of a connection that has ended. */
static void what_lies_in_the_queue_of_a_socket_goes_with_the_socket(void)
{
    struct unread *unread = begin();
    void *context = zmq_ctx_new();
    void *reader = zmq_socket(context, ZMQ_PAIR);
    void *writer = zmq_socket(context, ZMQ_PAIR);
    zmq_msg_t heard;
    CHECK(zmq_bind(reader, "inproc://unread") == 0 && zmq_connect(writer, "inproc://unread") == 0);
    for (int i = 0; i < 10; i++) {
        zmq_msg_t frame;
        CHECK(unread_frame(unread, key_of("anna"), (struct slice){page, sizeof page}, &frame) &&
              zmq_msg_send(&frame, writer, ZMQ_DONTWAIT) == (int)sizeof page);
    }
    CHECK(unread_bytes(unread) == 10 * sizeof page);
    CHECK(zmq_msg_init(&heard) == 0 && zmq_msg_recv(&heard, reader, 0) == (int)sizeof page);
    CHECK(zmq_msg_close(&heard) == 0);
    CHECK(unread_bytes(unread) == 9 * sizeof page);
    zmq_close(writer);
    zmq_close(reader);
    CHECK(zmq_ctx_term(context) == 0);
    CHECK(unread_bytes(unread) == 0);
    unread_free(unread);
}

int main(void)
{
    SENTENCE(a_frame_holds_a_copy_and_counts_until_it_is_let_go_of);
    SENTENCE(a_full_page_for_each_of_512_in_flight_may_lie_unread);
    SENTENCE(a_client_has_its_bytes_and_no_more_until_it_reads);
    SENTENCE(when_many_do_not_read_each_still_has_a_megabyte);
    SENTENCE(any_number_of_clients_come_after_each_other);
    SENTENCE(what_has_no_key_or_a_longer_one_is_bounded_together);
    SENTENCE(what_lies_in_the_queue_of_a_socket_goes_with_the_socket);
    return tap_done();
}
