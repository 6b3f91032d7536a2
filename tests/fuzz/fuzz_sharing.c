/* fuzz_sharing.c: packets and forms from outside: whatever the bytes, a value or an error, never a crash. */
#include "plan/plan.h"

#include "practice/sharing_parts.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What opens under the key must be what was sealed. */
static void try_packet(struct str bytes, struct arena *a)
{
    struct packet_key k = {.salt = {0}};
    struct str packet, pdf, json;
    struct err e = {0};
    memset(&k.key, 7, sizeof k.key);
    if (packet_open(&k.key, bytes, a, &pdf, &json, &e)) {
        abort(); /* nobody can make one without the key */
    }
    if (packet_seal(&k, bytes, bytes, a, &packet, &e) &&
        (!packet_open(&k.key, packet, a, &pdf, &json, &e) || !str_eq(pdf, bytes) || !str_eq(json, bytes))) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct consent consent;
    struct disclosure disclosure;
    struct arena a;
    struct err e = {0};
    static bool begun;
    if (!begun && !(begun = seal_init(&e))) {
        abort();
    }
    arena_init(&a, (size_t)64 << 20);
    if (sharing_consent_read(bytes, &a, &consent, NULL)) {
        consent_check(&consent, (struct date){2027, 1, 15}, NULL);
    }
    if (sharing_disclosure_read(bytes, &a, &disclosure, NULL) && disclosure.sections & ~SHARE_ALL) {
        abort();
    }
    try_packet(bytes, &a);
    arena_free(&a);
    return 0;
}
