/*
 * Any bytes as an archive; and (first byte odd) a good archive of the bytes, changed at a place the bytes choose: what
 * is read is exactly what was written, or it is refused.
 */
#include "store/archive.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

static struct keys *keys(void)
{
    static struct keys *k;
    struct seal_key key = {{1}};
    struct err e = {0};
    char printed[SEAL_PRINTED_SIZE];
    if (!k) {
        demand(seal_init(&e), "libsodium");
        seal_print_key(&key, printed);
        struct keys_source source = {.from = KEYS_RECOVERY, .secret = str_of(printed)};
        demand(keys_open(&source, &k, &e), "keys");
    }
    return k;
}

static bool read(char *p, size_t n, char **out, size_t *out_n)
{
    struct archive_head head;
    struct err e = {0};
    FILE *from = n ? fmemopen(p, n, "rb") : fopen("/dev/null", "rb"), *to = open_memstream(out, out_n);
    demand(from && to, "streams");
    bool ok = archive_read(from, to, keys(), &head, NULL, &e);
    demand(ok || e.kind == ERR_INVALID, "only what is wrong with the archive is told");
    fclose(from);
    fclose(to);
    return ok;
}

static void changed(const uint8_t *data, size_t size)
{
    struct archive_head head = {.schema = 1, .node = "main"};
    struct err e = {0};
    char *packed, *back;
    size_t n, back_n, at = (data[0] | (size_t)data[1] << 8) % 3000;
    FILE *from = tmpfile(), *to = open_memstream(&packed, &n);
    demand(from && to && fwrite(data + 3, 1, size - 3, from) == size - 3, "streams");
    demand(archive_write(from, to, keys(), &head, NULL, &e), "writing");
    fclose(from);
    fclose(to);
    demand(read(packed, n, &back, &back_n) && back_n == size - 3 && memcmp(back, data + 3, back_n) == 0, "round trip");
    free(back);
    at %= n;
    packed[at] = (char)(packed[at] ^ (data[2] | 1));
    demand(!read(packed, n, &back, &back_n), "a change is found");
    free(back);
    packed[at] = (char)(packed[at] ^ (data[2] | 1));
    demand(!read(packed, at, &back, &back_n), "a missing end is found");
    free(back);
    free(packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 4 && data[0] & 1) {
        changed(data, size);
    } else if (size) {
        char *p = malloc(size), *out;
        size_t n;
        demand(p != NULL, "memory");
        memcpy(p, data, size);
        demand(!read(p, size, &out, &n), "nobody without the key makes an archive");
        free(out);
        free(p);
    }
    return 0;
}
