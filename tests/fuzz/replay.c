/*
 * replay.c - every seed of a folder through one fuzz entry, without libFuzzer: in every build, also under valgrind.
 *
 *     replay_NAME FOLDER...    TAP, one line a folder; also cuts of each seed, and each with a byte changed
 */
#include "stage.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#define SEED_BYTES_MAX ((size_t)1 << 18U)

static uint8_t *read_seed(const char *folder, const char *name, size_t *out_bytes)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(SEED_BYTES_MAX);
    if (file == NULL || bytes == NULL) {
        perror(path);
        exit(2);
    }
    *out_bytes = fread(bytes, 1, SEED_BYTES_MAX, file);
    (void)fclose(file);
    return bytes;
}

/* The entry reads a copy of exactly the right size, so that a byte too far is seen. */
static void try_bytes(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size == 0 ? 1 : size);
    if (copy == NULL) {
        exit(2);
    }
    memcpy(copy, bytes, size);
    (void)LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static unsigned try_folder(const char *folder)
{
    unsigned count = 0;
    struct dirent **names = NULL;
    const int found = scandir(folder, &names, NULL, alphasort);
    for (int i = 0; i < found; i++) {
        size_t size = 0;
        if (names[i]->d_name[0] != '.') {
            uint8_t *bytes = read_seed(folder, names[i]->d_name, &size);
            try_bytes(bytes, size);
            for (size_t k = 1; k <= 8; k++) {
                try_bytes(bytes, size * k / 9);
                if (size > 0) {
                    bytes[size * k / 9] ^= (uint8_t)(1U << (k - 1));
                    try_bytes(bytes, size);
                    bytes[size * k / 9] ^= (uint8_t)(1U << (k - 1));
                }
            }
            free(bytes);
            count++;
        }
        free(names[i]);
    }
    free(names);
    return count;
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        const unsigned seeds = try_folder(argv[i]);
        failed += seeds == 0 ? 1 : 0;
        const char *slash = strrchr(argv[i], '/');
        printf("%s %d - %u seeds of %s, cut and changed\n", seeds == 0 ? "not ok" : "ok", i, seeds,
               slash == NULL ? argv[i] : slash + 1);
    }
    printf("1..%d\n", argc - 1);
    return failed;
}
