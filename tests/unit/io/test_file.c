/* Files as bytes, and everything that is not such a file. */
#include "io/file.h"

#include "tap.h"

#include <sys/stat.h>

static char folder[256];
static char path[320];
static struct complaints complaints;

static const char *in_folder(const char *name)
{
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void a_file_is_read_whole(void)
{
    struct file file;
    complaints_init(&complaints);
    tap_write_file(in_folder("a"), "12\0 5", 5);
    CHECK(file_read(&file, path, 5, &complaints));
    CHECK(file.size_bytes == 5 && memcmp(file.data, "12\0 5", 5) == 0);
    CHECK(file.stat.st_size == 5);
    file_free(&file);
    file_free(&file);
    CHECK(complaints.count == 0);
    (void)unlink(path);
}

static void an_empty_file_has_no_bytes(void)
{
    struct file file;
    complaints_init(&complaints);
    tap_write_file(in_folder("a"), "", 0);
    CHECK(file_read(&file, path, 5, &complaints) && file.size_bytes == 0);
    file_free(&file);
    (void)unlink(path);
}

static void one_byte_too_many_is_refused(void)
{
    struct file file;
    complaints_init(&complaints);
    tap_write_file(in_folder("a"), "123456", 6);
    CHECK(!file_read(&file, path, 5, &complaints) && file.data == NULL);
    CHECK(strstr(complaints.text, "is larger than 5 bytes; make it smaller") != NULL);
    (void)unlink(path);
}

static void a_missing_file_is_said_so(void)
{
    struct file file;
    complaints_init(&complaints);
    CHECK(!file_read(&file, in_folder("none"), 5, &complaints));
    CHECK(strstr(complaints.text, "/none: cannot be opened: No such file or directory\n") != NULL);
}

static void a_folder_and_a_pipe_are_no_files(void)
{
    struct file file;
    complaints_init(&complaints);
    CHECK(!file_read(&file, folder, 5, &complaints));
    CHECK(mkfifo(in_folder("pipe"), 0600) == 0);
    CHECK(!file_read(&file, path, 5, &complaints)); /* and does not wait for a writer */
    CHECK(complaints.count == 2 && strstr(complaints.text, "/pipe: is not a regular file") != NULL);
    (void)unlink(path);
}

int main(void)
{
    tap_make_folder(folder, sizeof folder);
    SENTENCE(a_file_is_read_whole);
    SENTENCE(an_empty_file_has_no_bytes);
    SENTENCE(one_byte_too_many_is_refused);
    SENTENCE(a_missing_file_is_said_so);
    SENTENCE(a_folder_and_a_pipe_are_no_files);
    (void)rmdir(folder);
    return tap_done();
}
