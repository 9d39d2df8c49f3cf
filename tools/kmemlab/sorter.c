// SPDX-License-Identifier: GPL-2.0
/* The order of rows: see sorter.h. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sorter.h"
#include "xalloc.h"

/* What is taken from the heap at a time. */
#define CHUNK_BYTES	(256 * 1024)

/* A packed word: a byte with this and its length, its bytes, a NUL. */
#define WORD_NONE	0x80
#define WORD_PLAIN	0x40
#define WORD_LEN	0x3f	/* if it is that, a size_t follows with the length */

struct sort_key {
	size_t column;
	bool number;
	bool descending;
};

/**
 * struct sort_row - a row
 * @number: equal ones stay as they were
 * @line: where it stood
 * @keys: the words by which it is sorted; behind them, all words, packed
 */
struct sort_row {
	size_t number;
	unsigned long line;
	struct word keys[];
};

struct sort_chunk {
	struct sort_chunk *next;
	size_t used, size;
	char bytes[];
};

static bool is_number(enum column_type type)
{
	return type == TYPE_INT || type == TYPE_HEX;
}

/**
 * sorter_begin - begin with a section
 * @sorter: zeroed; to be ended with sorter_end()
 * @section: its header, which stays until then; it has all columns of @list
 * @doc: what it means, or NULL
 * @list: what --sort names
 */
void sorter_begin(struct sorter *sorter, const struct section *section,
		  const struct section_doc *doc, const char *list)
{
	struct sort_key key;
	size_t len;

	sorter->section = section;
	for (;; list += len + 1) {
		key.descending = *list == '-';
		list += key.descending;
		len = strcspn(list, ",");
		key.column = column_find(section, doc, list, len);
		key.number = is_number(section->columns[key.column].type);
		sorter->keys = xgrow(sorter->keys, sorter->nr_keys, sizeof(*sorter->keys));
		sorter->keys[sorter->nr_keys++] = key;
		if (!list[len])
			return;
	}
}

/* Rows begin where a struct may. */
static void *take(struct sorter *sorter, size_t bytes)
{
	const size_t align = _Alignof(struct sort_row);
	struct sort_chunk *chunk = sorter->chunks;
	size_t size;

	bytes = (bytes + align - 1) / align * align;
	if (!chunk || chunk->size - chunk->used < bytes) {
		size = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
		chunk = xrealloc(NULL, 1, sizeof(*chunk) + size);
		*chunk = (struct sort_chunk){ .next = sorter->chunks, .size = size };
		sorter->chunks = chunk;
	}
	chunk->used += bytes;
	return chunk->bytes + chunk->used - bytes;
}

static char *pack(char *at, const struct word *word)
{
	size_t len = word->len;

	*at++ = (word->none ? WORD_NONE : 0) | (word->plain ? WORD_PLAIN : 0) |
		(len < WORD_LEN ? len : WORD_LEN);
	if (len >= WORD_LEN) {
		memcpy(at, &len, sizeof(len));
		at += sizeof(len);
	}
	memcpy(at, word->text, len);
	at[len] = '\0';
	return at + len + 1;
}

static const char *unpack(const char *at, enum column_type type, struct word *word)
{
	unsigned char head = *at++;
	size_t len = head & WORD_LEN;
	const char *wrong;

	if (len == WORD_LEN) {
		memcpy(&len, at, sizeof(len));
		at += sizeof(len);
	}
	*word = (struct word){
		.text = at,
		.len = len,
		.none = head & WORD_NONE,
		.plain = head & WORD_PLAIN,
	};
	/* Its value was right once. */
	if (is_number(type) && !word->none)
		word_check(word, false, type, &wrong);
	return at + len + 1;
}

/**
 * sorter_row - keep a row
 * @sorter: after sorter_begin()
 * @words: the row, which is copied
 * @line: where it stood
 */
void sorter_row(struct sorter *sorter, const struct word *words, unsigned long line)
{
	size_t keys = sorter->nr_keys * sizeof(*words), bytes = sizeof(struct sort_row) + keys, i, j;
	struct sort_row *row;
	char *at, *next;

	for (i = 0; i < sorter->section->nr; i++)
		bytes += 1 + (words[i].len < WORD_LEN ? 0 : sizeof(size_t)) + words[i].len + 1;
	row = take(sorter, bytes);
	row->number = sorter->nr;
	row->line = line;
	at = (char *)&row->keys[sorter->nr_keys];
	for (i = 0; i < sorter->section->nr; i++, at = next) {
		next = pack(at, &words[i]);
		for (j = 0; j < sorter->nr_keys; j++) {
			if (sorter->keys[j].column != i)
				continue;
			row->keys[j] = words[i];
			row->keys[j].text = next - 1 - words[i].len;
		}
	}
	sorter->rows = xgrow(sorter->rows, sorter->nr, sizeof(*sorter->rows));
	sorter->rows[sorter->nr++] = row;
}

/* What does not apply comes last, in either direction. */
static int compare_words(const struct sort_key *key, const struct word *a,
			 const struct word *b)
{
	int order;

	if (a->none || b->none)
		return a->none - b->none;
	order = word_compare(a, b, key->number);
	return key->descending ? -order : order;
}

static int compare_rows(const void *a, const void *b, void *data)
{
	const struct sort_row *left = *(struct sort_row *const *)a;
	const struct sort_row *right = *(struct sort_row *const *)b;
	const struct sorter *sorter = data;
	size_t i;
	int found = 0;

	for (i = 0; i < sorter->nr_keys && !found; i++)
		found = compare_words(&sorter->keys[i], &left->keys[i], &right->keys[i]);
	if (!found)
		found = left->number < right->number ? -1 : left->number > right->number;
	return found;
}

static void put_rows(const struct sorter *sorter,
		     void (*put)(void *data, const struct word *words, unsigned long line),
		     void *data)
{
	const struct section *section = sorter->section;
	struct word *words = xzalloc(section->nr * sizeof(*words));
	const char *at;
	size_t i, j;

	for (i = 0; i < sorter->nr; i++) {
		at = (const char *)&sorter->rows[i]->keys[sorter->nr_keys];
		for (j = 0; j < section->nr; j++)
			at = unpack(at, section->columns[j].type, &words[j]);
		put(data, words, sorter->rows[i]->line);
	}
	free(words);
}

/**
 * sorter_end - hand out what was kept, in order, and free it
 * @sorter: emptied; may be zeroed
 * @put: is given each row
 * @data: passed to @put
 */
void sorter_end(struct sorter *sorter,
		void (*put)(void *data, const struct word *words, unsigned long line),
		void *data)
{
	struct sort_chunk *chunk;

	if (sorter->nr) {
		qsort_r(sorter->rows, sorter->nr, sizeof(struct sort_row *), compare_rows, sorter);
		put_rows(sorter, put, data);
	}
	while ((chunk = sorter->chunks)) {
		sorter->chunks = chunk->next;
		free(chunk);
	}
	free(sorter->rows);
	free(sorter->keys);
	*sorter = (struct sorter){ 0 };
}
