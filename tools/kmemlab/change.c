// SPDX-License-Identifier: GPL-2.0
/* Two walks compared: see change.h. */
#include <string.h>

#include "change.h"
#include "made.h"
#include "util.h"

const char *const change_names[CHANGE_BITS] = {
	"appeared", "vanished", "kind", "level", "frame", "flags",
};

/* The first extent from *@at on that ends behind @addr, or NULL. */
static const struct extent *skip_to(const struct extents *extents, size_t *at,
				    uint64_t addr)
{
	while (*at < extents->nr && extents->list[*at].end <= addr)
		++*at;
	return *at < extents->nr ? &extents->list[*at] : NULL;
}

/* Where it is not sure, what fits one frame many times is no change either. */
static bool same_frame(const struct comparison *cmp, const struct extent *old,
		       const struct extent *new, uint64_t addr)
{
	uint64_t before = extent_frame(old, addr, cmp->page);
	uint64_t now = extent_frame(new, addr, cmp->page);

	if (!old->pfn && !new->pfn)
		return true;
	if (before == now || (old->unsure && old->pfn == now) ||
	    (new->unsure && new->pfn == before))
		return true;
	return old->unsure && new->unsure && old->pfn == new->pfn;
}

static unsigned int compare(const struct comparison *cmp, const struct extent *old,
			    const struct extent *new, uint64_t addr)
{
	unsigned int bits = 0;

	if (!old || !new)
		return old ? CHANGE_VANISHED : CHANGE_APPEARED;
	if (old->kind != new->kind)
		bits |= CHANGE_KIND;
	if (old->level != new->level)
		bits |= CHANGE_LEVEL;
	if (old->flags != new->flags)
		bits |= CHANGE_FLAGS;
	if (old->mapped && new->mapped && !same_frame(cmp, old, new, addr))
		bits |= CHANGE_FRAME;
	return bits;
}

static uint64_t border(const struct extent *extent, uint64_t addr, uint64_t end)
{
	uint64_t next = end;

	if (extent)
		next = extent->start > addr ? extent->start : extent->end;
	return next < end ? next : end;
}

static bool covers(const struct extent *extent, uint64_t addr)
{
	return extent && extent->start <= addr;
}

/**
 * changes_next - the next change
 * @changes: the comparison; begins zeroed but for @cmp and @addr, its start
 * @change: filled
 *
 * Return: false if there is no more.
 */
bool changes_next(struct changes *changes, struct change *change)
{
	const struct comparison *cmp = changes->cmp;
	const struct extent *old, *new;

	while (changes->addr < cmp->end) {
		old = skip_to(cmp->old, &changes->old, changes->addr);
		new = skip_to(cmp->new, &changes->new, changes->addr);
		*change = (struct change){ .start = changes->addr };
		change->end = border(new, changes->addr,
				     border(old, changes->addr, cmp->end));
		change->old = covers(old, changes->addr) ? old : NULL;
		change->new = covers(new, changes->addr) ? new : NULL;
		changes->addr = change->end;
		if (!change->old && !change->new)
			continue;
		change->bits = compare(cmp, change->old, change->new, change->start);
		if (change->bits)
			return true;
	}
	return false;
}

static void tell_bits(struct made *made, unsigned int bits, char *text)
{
	size_t i;

	*text = '\0';
	for (i = 0; i < CHANGE_BITS; i++) {
		if (!(bits & 1U << i))
			continue;
		if (*text)
			strcat(text, "|");
		strcat(text, change_names[i]);
	}
	made_str(made, text);
}

static void tell_side(struct made *made, const struct comparison *cmp,
		      const struct extent *extent, uint64_t addr)
{
	if (!extent) {
		made_none(made);
		made_none(made);
		made_none(made);
		made_none(made);
		return;
	}
	made_str(made, cmp->names->list[extent->level]);
	made_str(made, cmp->names->list[extent->kind]);
	made_str(made, cmp->names->list[extent->flags]);
	if (extent->mapped && !extent->unsure)
		made_hex(made, extent->pfn ? extent_frame(extent, addr, cmp->page) : 0);
	else
		made_none(made);
}

/**
 * changes_tell - tell all changes as the module tells its rows
 * @cmp: what is compared
 * @ops: what to do with the pieces
 * @data: passed to @ops
 */
void changes_tell(const struct comparison *cmp, const struct parse_ops *ops, void *data)
{
	struct changes changes = { .cmp = cmp, .addr = cmp->start };
	struct made made = { .ops = ops, .data = data };
	char text[64];
	struct change change;

	ops->head(data, "walk-diff", 1);
	made_section(&made, "@ change start:hex end:hex change:flags"
		     " old_level:str old_kind:str old_flags:flags old_pfn:hex"
		     " new_level:str new_kind:str new_flags:flags new_pfn:hex");
	while (changes_next(&changes, &change)) {
		made_hex(&made, change.start);
		made_hex(&made, change.end);
		tell_bits(&made, change.bits, text);
		tell_side(&made, cmp, change.old, change.start);
		tell_side(&made, cmp, change.new, change.start);
		made_row(&made);
	}
	made_free(&made);
}
