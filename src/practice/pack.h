/*
 * pack.h: rule packs: what must stand in a plan before it may be signed.
 * Layer: practice (inside the module).
 *
 * A pack is a file of data/packs/: format "goldthread.pack/1", id, version, title, effective_from and effective_to
 * (days; the second may be absent), citation, confirmed, and elements: each a rule (an id of the rules table, or
 * consent.treatment), whether a documented reason may stand in for it, its citation and whether that was read. The
 * core pack ships in the program; only a pack can block a signature (DESIGN: checks never block a draft).
 */
#ifndef PRACTICE_PACK_H
#define PRACTICE_PACK_H

#include "base/date.h"
#include "practice/plans.h"

extern const char pack_core[]; /* data/packs/core.json, NUL-terminated */

/*
 * pack_blocks: what the pack asks for on that day and the plan does not have, in the pack's order, a block for each
 * place.
 *   plan       bound (plans_read)
 *   consented  treatment consent is in force, or is not asked for
 * A pack that is not in effect on that day blocks nothing. ERR_INVALID the pack itself (e->where: JSON pointer).
 */
bool pack_blocks(struct str pack, const struct plan *plan, struct date on, bool consented, struct arena *a,
                 struct plan_block **out, size_t *count, struct err *e);

#endif
