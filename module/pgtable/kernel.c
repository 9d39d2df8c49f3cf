// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel tables are freed after a TLB flush (huge vmap, a direct map made whole
 * again, memory that is removed) and under no lock a module could take; with a
 * flush that needs no interrupt, disabled interrupts do not hold that off. So
 * nothing is trusted here: a table is copied whole, by an access that may fault,
 * from a frame that is online; then the entries it was found by are read again.
 * What is told can be stale; telling it cannot fault.
 */
#include <linux/io.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "../compat.h"
#include "decode.h"
#include "entries.h"
#include "kernel.h"

#define RETRIES_MAX	3

/**
 * kml_kernel_begin - what a walk over the kernel's tables needs
 *
 * Return: it, to be given to kml_kernel_end(); NULL: no memory.
 */
struct kml_kernel *kml_kernel_begin(void)
{
	struct kml_kernel *kernel = kvmalloc(sizeof(*kernel), GFP_KERNEL_ACCOUNT);

	if (!kernel)
		return NULL;
	memset(kernel->table, 0, sizeof(kernel->table));
	kernel->nr = kml_regions(kernel->regions);
	return kernel;
}

/**
 * kml_kernel_end - end kml_kernel_begin()
 * @kernel: what it returned, or NULL
 */
void kml_kernel_end(struct kml_kernel *kernel)
{
	kvfree(kernel);
}

/**
 * kml_kernel_top - the kernel's top table
 *
 * init_mm is not exported, but the kernel's half of it is in every process.
 *
 * Return: the table, as long as the calling process lives.
 */
const u64 *kml_kernel_top(void)
{
	return (const u64 *)current->mm->pgd;
}

/**
 * kml_kernel_copy - copy entries of a table that may be gone
 * @copy: where to
 * @from: where the kernel sees them, if they are still a table's
 * @nr: how many
 *
 * Return: false: there is no such memory.
 */
bool kml_kernel_copy(u64 *copy, const u64 *from, unsigned int nr)
{
	return pfn_to_online_page(PHYS_PFN(virt_to_phys((void *)from))) &&
	       !copy_from_kernel_nofault(copy, from, nr * sizeof(*copy));
}

/**
 * kml_kernel_is_still - is an entry what it was?
 * @entry: where it is
 * @raw: what it was
 *
 * Return: true if it leads to the same table.
 */
bool kml_kernel_is_still(const u64 *entry, u64 raw)
{
	u64 now;

	return !copy_from_kernel_nofault(&now, entry, sizeof(now)) &&
	       kml_entry_settled(now) == kml_entry_settled(raw);
}

/* Sets @walk->area to the region at @walk->pos, or to what lies between two. */
static void enter_region(struct kml_walk *walk)
{
	const struct kml_kernel *kernel = walk->kernel;
	unsigned long start = walk->start, end = walk->end;
	unsigned int i;

	for (i = 0; i < kernel->nr; i++) {
		if (walk->pos < kernel->regions[i].start) {
			end = min_t(u64, end, kernel->regions[i].start);
			break;
		}
		if (walk->pos <= kernel->regions[i].last) {
			start = kernel->regions[i].start;
			end = kernel->regions[i].last + 1;
			break;
		}
		start = kernel->regions[i].last + 1;
	}
	walk->area = (struct kml_extent){ .start = start, .end = end, .kernel = true };
}

static u64 entry_at(const struct kml_kernel *kernel, enum kml_level level, unsigned long addr)
{
	return kernel->copy[level][kml_level_index(level, addr)];
}

static void forget_below(struct kml_kernel *kernel, enum kml_level level)
{
	memset(kernel->table + level, 0, (KML_LEVELS - level) * sizeof(kernel->table[0]));
}

/* Do all copied entries above @level still lead to the table of @addr there? */
static bool still_leads_here(const struct kml_kernel *kernel, enum kml_level level,
			     unsigned long addr)
{
	enum kml_level above;

	for (above = KML_PGD; above < level; above = kml_level_below(above))
		if (!kml_kernel_is_still(kernel->table[above] + kml_level_index(above, addr),
					 entry_at(kernel, above, addr)))
			return false;
	return true;
}

/* Has the copy of this level the table that translates @addr? If not, takes it. */
static bool take_table(struct kml_kernel *kernel, enum kml_level level, const u64 *table,
		       unsigned long addr)
{
	unsigned long base = addr & -(kml_level_bytes(level) * KML_CHUNK_MAX);

	if (kernel->table[level] == table && kernel->base[level] == base)
		return true;
	forget_below(kernel, level);
	if (!kml_kernel_copy(kernel->copy[level], table, KML_CHUNK_MAX) ||
	    !still_leads_here(kernel, level, addr))
		return false;
	kernel->table[level] = table;
	kernel->base[level] = base;
	return true;
}

/*
 * Is the entry the one before it, so that it leads to the same table? KASAN's
 * shadow of nothing is made of millions of these; once is enough.
 */
static bool is_alias(const struct kml_walk *walk, enum kml_level level, unsigned long addr)
{
	unsigned long first = addr & -kml_level_bytes(level);

	return kml_level_index(level, addr) &&
	       entry_at(walk->kernel, level, addr) ==
	       walk->kernel->copy[level][kml_level_index(level, addr) - 1] &&
	       first >= walk->start && first - walk->start >= kml_level_bytes(level);
}

/*
 * Down to the entry that translates @walk->pos, or to the first alias on the
 * way. Returns false if the tables changed.
 */
static bool go_down(struct kml_walk *walk, bool *alias)
{
	struct kml_kernel *kernel = walk->kernel;
	enum kml_level level = KML_PGD;
	const u64 *table = kml_kernel_top();

	for (;; level = kml_level_below(level)) {
		if (!take_table(kernel, level, table, walk->pos)) {
			forget_below(kernel, KML_PGD);
			return false;
		}
		kernel->level = level;
		if (!kml_entry_is_table(level, entry_at(kernel, level, walk->pos)))
			return true;
		*alias = is_alias(walk, level, walk->pos);
		if (*alias)
			return true;
		table = kml_table_of(entry_at(kernel, level, walk->pos));
	}
}

/* The first address behind @nr entries, or @end: behind the last there is none. */
static unsigned long behind(unsigned long addr, unsigned int nr, u64 bytes, unsigned long end)
{
	unsigned long next = (addr & -bytes) + nr * bytes;

	return next > addr ? min(next, end) : end;
}

static unsigned int rights_above(const struct kml_kernel *kernel, unsigned long addr)
{
	unsigned int rights = KML_RIGHTS;
	enum kml_level level;

	for (level = KML_PGD; level < kernel->level; level = kml_level_below(level))
		rights &= kml_entry_rights(level, entry_at(kernel, level, addr));
	return rights;
}

/* The entries from @walk->pos on, up to one that leads to a table. */
static void take_entries(struct kml_walk *walk, unsigned long end, struct kml_chunk *chunk)
{
	struct kml_kernel *kernel = walk->kernel;
	enum kml_level level = kernel->level;
	const u64 bytes = kml_level_bytes(level);
	unsigned int nr = kml_entries_until(level, walk->pos, end), empty, i;
	u64 *raw = kernel->copy[level] + kml_level_index(level, walk->pos);

	empty = kml_count_empty(raw, nr);
	for (i = empty; i < nr; i++)
		if (level < KML_PTE && kml_entry_leads_on(raw[i]))
			break;
	chunk->level = level;
	chunk->rights = rights_above(kernel, walk->pos);
	chunk->raw = raw + empty;
	chunk->nr = kml_trim_empty(chunk->raw, i - empty);
	if (chunk->nr)
		chunk->addr = (walk->pos & -bytes) + empty * bytes;
	/* What leads on and is no table is nothing to follow. */
	chunk->next = behind(walk->pos, i ?: 1, bytes, end);
}

static void give_up(struct kml_walk *walk, unsigned long end, struct kml_chunk *chunk)
{
	chunk->level = KML_PTE;
	chunk->next = behind(walk->pos, 1, kml_level_bytes(KML_PMD), end);
	chunk->settled = false;
	walk->skipped_bytes += chunk->next - walk->pos;
}

/**
 * kml_kernel_next - copy the next entries of a walk over the kernel's tables
 * @walk: the walk; @walk->pos moves on
 * @chunk: filled, as kml_walk_next() fills it
 *
 * Return: 1.
 */
int kml_kernel_next(struct kml_walk *walk, struct kml_chunk *chunk)
{
	bool alias = false, there;
	unsigned int try = 0;
	unsigned long end;

	enter_region(walk);
	end = min(walk->end, walk->area.end);
	chunk->addr = walk->pos;
	chunk->nr = 0;
	chunk->settled = true;
	for (there = go_down(walk, &alias); !there && try < RETRIES_MAX; try++) {
		walk->retries++;
		there = go_down(walk, &alias);
	}
	if (!there) {
		give_up(walk, end, chunk);
	} else if (alias) {
		chunk->level = walk->kernel->level;
		chunk->next = behind(walk->pos, 1, kml_level_bytes(chunk->level), end);
		walk->alias_bytes += chunk->next - walk->pos;
	} else {
		take_entries(walk, end, chunk);
	}
	walk->walked_bytes += chunk->next - walk->pos;
	walk->pos = chunk->next;
	return 1;
}

static bool read_path(unsigned long addr, struct kml_path *path)
{
	const u64 *table = kml_kernel_top(), *where[KML_LEVELS];
	enum kml_level level = KML_PGD;
	struct kml_entry *entry;
	unsigned int i;

	for (path->nr = 0; ; level = kml_level_below(level)) {
		i = kml_level_index(level, addr);
		entry = &path->entry[path->nr];
		where[path->nr++] = table + i;
		*entry = (struct kml_entry){
			.level = level,
			.index = i,
			.table_pfn = PHYS_PFN(virt_to_phys((void *)table)),
		};
		if (!kml_kernel_copy(&entry->raw, table + i, 1))
			return false;
		if (!kml_entry_is_table(level, entry->raw))
			break;
		table = kml_table_of(entry->raw);
	}
	for (i = 0; i + 1 < path->nr; i++)
		if (!kml_kernel_is_still(where[i], path->entry[i].raw))
			return false;
	return true;
}

/**
 * kml_kernel_path - read the entries that translate a kernel address
 * @addr: the address
 * @path: filled; @path->stable is false if the tables still changed after a
 *	bounded number of retries
 *
 * Context: process.
 */
void kml_kernel_path(unsigned long addr, struct kml_path *path)
{
	path->stable = read_path(addr, path);
	for (path->retries = 0; !path->stable && path->retries < RETRIES_MAX; path->retries++)
		path->stable = read_path(addr, path);
}
