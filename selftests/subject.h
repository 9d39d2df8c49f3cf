/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every file of the module, found where it lies, and what may be asked of it, as
 * it says itself. A test that goes through them has new files and keys at once.
 */
#ifndef SUBJECT_H
#define SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SUBJECT_REQUEST 512

struct subject_key {
	const char *name;
	const char *type;
	const char *preset;	/* NULL: there is none; without one it may have to be given */
	const char *accepts;	/* words with | between them, or NULL */
	uint64_t min, max;	/* of a number */
};

struct subject {
	char *file;		/* as in include/kmemlab.h */
	bool bench;
	size_t nr_keys;		/* none of a view */
	struct subject_key *keys;
};

/* All of them; made once. */
const struct subject *subjects(size_t *nr);

/*
 * The request number @which that makes sense and is small: first what must be
 * given alone, then with each word of a key that is not its default and what goes
 * with it, then with each number a little higher, or all CPUs. Those up to
 * subject_nr_choices() are refused only where the kernel cannot do it. False when
 * there is none so high; a view has one, which is empty.
 */
bool subject_request(const struct subject *subject, size_t which,
		     char request[SUBJECT_REQUEST]);

/* How many of them choose words, before those that only change a number. */
size_t subject_nr_choices(const struct subject *subject);

/*
 * One conversation: @request, which a view has none of (NULL), and what is read of the
 * answer, at most SUBJECT_ANSWER bytes. A whole text must keep to the format, or the
 * test ends. False if it was refused, or could not be read.
 */
#define SUBJECT_ANSWER (256 * 1024)
bool subject_ask(const struct subject *subject, const char *request);
/* The same with the request number @which, if there is one. */
bool subject_talk(const struct subject *subject, size_t which);

/* Has the file such a key? */
bool subject_has(const struct subject *subject, const char *key);

#endif /* SUBJECT_H */
