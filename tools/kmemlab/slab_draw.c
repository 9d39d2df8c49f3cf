// SPDX-License-Identifier: GPL-2.0
/*
 * A slab as a line of letters, broken into rows. A slot is as many letters as its
 * padding needs to be seen, if the slab has few of them, else one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slab_draw.h"
#include "text.h"
#include "util.h"
#include "xalloc.h"

#define WIDTH		64	/* letters of a slab in a row */
#define SLOT_LETTERS	8	/* of a slot, at most */
#define PADDING		'-'
#define TAIL		'~'

struct cache {
	uint64_t object, slot, first;
};

static const struct field cache_fields[] = {
	{ "object_bytes", offsetof(struct cache, object) },
	{ "slot_bytes", offsetof(struct cache, slot) },
	{ "first_bytes", offsetof(struct cache, first) },
};

struct slab {
	uint64_t objects, tail;
};

static const struct field slab_fields[] = {
	{ "objects", offsetof(struct slab, objects) },
	{ "tail_bytes", offsetof(struct slab, tail) },
};

/**
 * struct drawing - how slots are drawn
 * @letters: of a slot
 * @before: of these, padding before the object
 * @behind: and behind it
 * @slot: bytes of a slot
 */
struct drawing {
	size_t letters;
	size_t before;
	size_t behind;
	uint64_t slot;
};

/* Letters of a part of a slot: at least one if there is anything, and not all. */
static size_t letters_of(uint64_t part, uint64_t slot, size_t letters)
{
	size_t nr = (double)part / slot * letters + 0.5;

	if (!part || letters < 2)
		return 0;
	return nr < 1 ? 1 : nr > letters - 1 ? letters - 1 : nr;
}

/* So many letters that a slab is a row or two, and padding can be told from objects. */
static struct drawing drawing_of(const struct cache *cache, uint64_t objects)
{
	uint64_t behind = cache->slot - cache->object - cache->first;
	struct drawing d = { .letters = 1, .slot = cache->slot };

	if (!cache->first && !behind)
		return d;
	while (d.letters < SLOT_LETTERS && objects * (d.letters * 2) <= 2 * WIDTH)
		d.letters *= 2;
	d.before = letters_of(cache->first, cache->slot, d.letters);
	d.behind = letters_of(behind, cache->slot, d.letters - d.before);
	return d;
}

/**
 * struct pen - where it is drawn
 * @at: letters in the row so far
 */
struct pen {
	size_t at;
};

static void put(struct pen *pen, char letter, size_t nr)
{
	while (nr--) {
		if (pen->at == WIDTH) {
			fputs("\n   ", stdout);
			pen->at = 0;
		}
		putchar(letter);
		pen->at++;
	}
}

static void draw(const struct drawing *d, const struct word *map, uint64_t tail)
{
	struct pen pen = { 0 };
	size_t i, letters;

	fputs("  [", stdout);
	for (i = 0; i < map->len; i++) {
		/* A slot is not broken. */
		if (pen.at + d->letters > WIDTH)
			pen.at = WIDTH;
		put(&pen, PADDING, d->before);
		put(&pen, strchr("x.c", map->text[i]) ? map->text[i] : '?',
		    d->letters - d->before - d->behind);
		put(&pen, PADDING, d->behind);
	}
	letters = tail < d->slot ? (double)tail / d->slot * d->letters + 0.5 : d->letters;
	if (tail)
		put(&pen, TAIL, letters ? letters : 1);
	puts("]");
}

static void print_legend(const struct session *session, const struct cache *cache,
			 const struct drawing *d)
{
	uint64_t padding = cache->slot - cache->object;
	char *text;

	puts("\nx in use  . free  c free but kept by a CPU  ? not known  - padding  ~ tail");
	text = xasprintf("A slot has %" PRIu64 " bytes: %" PRIu64 " of the object and %" PRIu64
			 " of padding%s.", cache->slot, cache->object, padding,
			 padding && !(d->before + d->behind) ?
			 ", which is not drawn, as a slab has many" : "");
	text_wrap(stdout, 0, text, session->screen);
	free(text);
}

static int draw_slab(struct session *session, const struct doc *doc, const struct part *part,
		     const struct row *row, const struct cache *cache, struct drawing *d)
{
	const struct word *map = doc_word(part, row, "map");
	const struct word *pfn = doc_word(part, row, "pfn");
	struct slab slab;

	if (doc_fields(doc, part, row, slab_fields, ARRAY_SIZE(slab_fields), &slab,
		       &session->why))
		return -1;
	if (!map || map->none)
		return 0;
	*d = drawing_of(cache, map->len);
	if (pfn)
		text_put(stdout, pfn->text, pfn->len, session->screen);
	printf(", %" PRIu64 " bytes of tail\n", slab.tail);
	draw(d, map, slab.tail);
	return 0;
}

/**
 * slab_draw - draw the slabs of an answer, with a legend
 * @session: how it is to look; its fault is filled on failure
 * @doc: the answer of the bench slab
 *
 * Return: 0 or -1.
 */
int slab_draw(struct session *session, const struct doc *doc)
{
	const struct part *caches = doc_need(doc, "cache", &session->why);
	const struct part *slabs = doc_need(doc, "slab", &session->why);
	struct drawing d = { 0 };
	struct cache cache;
	size_t i;

	if (!caches || !slabs)
		return -1;
	if (!caches->nr || !slabs->nr)
		return 0;
	if (doc_fields(doc, caches, &caches->rows[0], cache_fields, ARRAY_SIZE(cache_fields),
		       &cache, &session->why))
		return -1;
	if (!cache.slot || cache.object > cache.slot || cache.first > cache.slot - cache.object)
		return fault(&session->why, EXIT_UNAVAILABLE,
			     "%s: an object and its padding do not fit in a slot", doc->path);
	puts("\ndrawn, by frame");
	for (i = 0; i < slabs->nr; i++)
		if (draw_slab(session, doc, slabs, &slabs->rows[i], &cache, &d))
			return -1;
	print_legend(session, &cache, &d);
	return 0;
}
