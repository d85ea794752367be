/* One line an event, whatever the values say. */
#include "io/log.h"

#include "tap.h"

#include <inttypes.h>
#include <sys/stat.h>

static int kept_stderr;
static FILE *caught;

static void catch_stderr(void)
{
    caught = tmpfile();
    kept_stderr = dup(STDERR_FILENO);
    if (caught == NULL || kept_stderr < 0 || dup2(fileno(caught), STDERR_FILENO) < 0) {
        abort();
    }
}

/* What was written since catch_stderr; lives until the next call. */
static const char *release_stderr(void)
{
    static char text[3 * LOG_LINE_BYTES_MAX];
    (void)dup2(kept_stderr, STDERR_FILENO);
    (void)close(kept_stderr);
    rewind(caught);
    const size_t size_bytes = fread(text, 1, sizeof text - 1, caught);
    text[size_bytes] = '\0';
    (void)fclose(caught);
    return text;
}

static void a_line_is_code_and_keys_with_values(void)
{
    catch_stderr();
    log_warning("store.slow", "took_ms=%u seq=%" PRIu64 " left=%zu next=\"going on\"", 17U,
                (uint64_t)48211, (size_t)3);
    CHECK_TEXT(release_stderr(), "store.slow took_ms=17 seq=48211 left=3 next=\"going on\"\n");
    catch_stderr();
    log_error("bare", "%s", "");
    log_error("bare", "x=%%");
    CHECK_TEXT(release_stderr(), "bare \"\"\nbare x=%\n");
}

static void numbers_come_out_as_printf_has_them(void)
{
    char wanted[512];
    const long long least = INT64_MIN;
    (void)snprintf(wanted, sizeof wanted,
                   "n a=%d b=%i c=%ld d=%lld e=%jd f=%x g=%04x h=%5u i=%" PRId64 "\n", -7, 0,
                   -123456789012L, least, (intmax_t)9, 0xbeefU, 0x1fU, 42U, INT64_MAX);
    catch_stderr();
    log_error("n", "a=%d b=%i c=%ld d=%lld e=%jd f=%x g=%04x h=%5u i=%" PRId64, -7, 0,
              -123456789012L, least, (intmax_t)9, 0xbeefU, 0x1fU, 42U, INT64_MAX);
    CHECK_TEXT(release_stderr(), wanted);
}

static void values_from_outside_cannot_pass_for_keys_or_lines(void)
{
    catch_stderr();
    log_error("v", "a=%s b=%s c=%s d=%s e=%s", "plain-1.2/x", "two words", "k=v", "say \"hi\"\\",
              "");
    log_error("v", "a=%s b=%s", "line\nforged ok=yes", "esc\x1b[0m\x7f\xff\xc3\xa9");
    const char *volatile nothing = NULL; /* so that the compiler does not see it coming */
    log_error("v", "a=%s c=%c d=%.*s", nothing, ' ', 3, "abcdef");
    CHECK_TEXT(release_stderr(),
               "v a=plain-1.2/x b=\"two words\" c=\"k=v\" d=\"say \\\"hi\\\"\\\\\" e=\"\"\n"
               "v a=\"line\\x0aforged ok=yes\" b=\"esc\\x1b[0m\\x7f\\xff\xc3\xa9\"\n"
               "v a=\"\" c=\" \" d=abc\n");
}

static void a_long_line_is_cut_and_ends(void)
{
    char longer[2 * LOG_LINE_BYTES_MAX];
    memset(longer, 'x', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    catch_stderr();
    log_error("long", "a=1 b=%s c=2", longer);
    longer[10] = '\n';
    log_error("long", "b=%s c=2", longer);
    const char *text = release_stderr();
    CHECK(strncmp(text, "long a=1 b=xxx", 14) == 0);
    CHECK(strncmp(text + LOG_LINE_BYTES_MAX - 5, "x...\nlong b=\"xxxxxxxxxx\\x0axx", 29) == 0);
    CHECK(strlen(text) == 2 * (size_t)LOG_LINE_BYTES_MAX);
    CHECK(strcmp(text + strlen(text) - 5, "x...\n") == 0);
}

static void levels_above_the_chosen_one_are_silent(void)
{
    catch_stderr();
    log_init(LOG_LEVEL_WARNING);
    log_notice("quiet", "a=1");
    log_warning("heard", "a=1");
    CHECK(!log_would(LOG_LEVEL_INFO) && log_would(LOG_LEVEL_ERROR));
    log_init(LOG_LEVEL_DEBUG);
    log_debug("heard.too", "a=1");
    log_init(LOG_LEVEL_NOTICE);
    log_info("quiet", "a=1");
    CHECK_TEXT(release_stderr(), "heard a=1\nheard.too a=1\n");
}

static void the_last_error_is_kept_as_it_was_written(void)
{
    char longer[LOG_LINE_BYTES_MAX];
    memset(longer, 'x', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    catch_stderr();
    log_error("first", "a=1");
    log_say(LOG_LEVEL_ERROR, "second", "a=%s", "two words");
    log_warning("no.error", "a=1");
    CHECK_TEXT(log_last_error(), "second a=\"two words\"");
    log_lines(LOG_LEVEL_ERROR, "refused", "x.yaml:3: one\nx.yaml:4: two\n");
    CHECK_TEXT(log_last_error(), "refused text=\"x.yaml:4: two\"");
    log_error("long", "a=%s", longer);
    CHECK(strlen(log_last_error()) == LOG_ERROR_BYTES_MAX - 1);
    (void)release_stderr();
}

static void systemd_gets_the_level_in_front(void)
{
    char stream[64];
    struct stat own;
    catch_stderr();
    (void)fstat(STDERR_FILENO, &own);
    (void)snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)own.st_dev, (uintmax_t)own.st_ino);
    (void)setenv("JOURNAL_STREAM", stream, 1);
    log_init(LOG_LEVEL_NOTICE);
    log_error("e", "a=1");
    CHECK_TEXT(log_last_error(), "e a=1");
    log_notice("n", "a=1");
    (void)setenv("JOURNAL_STREAM", "1:1",
                 1); /* another stream: somebody sent our errors elsewhere */
    log_init(LOG_LEVEL_NOTICE);
    log_error("e", "a=1");
    CHECK_TEXT(release_stderr(), "<3>e a=1\n<5>n a=1\ne a=1\n");
    CHECK_TEXT(log_last_error(), "e a=1");
    (void)unsetenv("JOURNAL_STREAM");
    log_init(LOG_LEVEL_NOTICE);
}

static void every_line_of_a_text_gets_its_own(void)
{
    catch_stderr();
    log_lines(LOG_LEVEL_ERROR, "config.refused", "a.yaml:1:2: one\na.yaml: two\n");
    CHECK_TEXT(release_stderr(),
               "config.refused text=\"a.yaml:1:2: one\"\nconfig.refused text=\"a.yaml: two\"\n");
}

static void a_limited_line_is_said_a_few_times_and_then_counted(void)
{
    struct log_limit limit = {0};
    catch_stderr();
    for (int i = 0; i < LOG_LIMIT_LINES_MAX; i++) {
        CHECK(log_say_limited(&limit, LOG_LEVEL_WARNING, "peer.refused", "n=%d", i));
    }
    CHECK(!log_say_limited(&limit, LOG_LEVEL_WARNING, "peer.refused", "n=%d", 9));
    CHECK(!log_say_limited(&limit, LOG_LEVEL_WARNING, "peer.refused", "n=%d", 9));
    CHECK(
        log_say_limited(&limit, LOG_LEVEL_DEBUG, "peer.refused", "n=%d", 9)); /* nobody hears it */
    limit.window_began_ms -= LOG_LIMIT_WINDOW_MS; /* as if it had begun a window earlier */
    CHECK(log_say_limited(&limit, LOG_LEVEL_WARNING, "peer.refused", "n=%d", 10));
    CHECK(log_say_limited(&limit, LOG_LEVEL_WARNING, "peer.refused", "n=%d", 11));
    CHECK_TEXT(release_stderr(),
               "peer.refused n=0\npeer.refused n=1\npeer.refused n=2\npeer.refused n=3\n"
               "peer.refused n=4\npeer.refused suppressed=2 n=10\npeer.refused n=11\n");
}

int main(void)
{
    SENTENCE(a_line_is_code_and_keys_with_values);
    SENTENCE(numbers_come_out_as_printf_has_them);
    SENTENCE(values_from_outside_cannot_pass_for_keys_or_lines);
    SENTENCE(a_long_line_is_cut_and_ends);
    SENTENCE(levels_above_the_chosen_one_are_silent);
    SENTENCE(the_last_error_is_kept_as_it_was_written);
    SENTENCE(systemd_gets_the_level_in_front);
    SENTENCE(every_line_of_a_text_gets_its_own);
    SENTENCE(a_limited_line_is_said_a_few_times_and_then_counted);
    return tap_done();
}
