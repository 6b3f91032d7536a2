/*
 * wording_parts.h: what the files of wording.h share. Layer: measure, private to it.
 */
#ifndef MEASURE_WORDING_PARTS_H
#define MEASURE_WORDING_PARTS_H

#include "measure/wording.h"

/* wording_hash: the hash of its texts as they are now. */
void wording_hash(const struct wording *w, char out[WORDING_HASH_SIZE]);

#endif
