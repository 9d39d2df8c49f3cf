// SPDX-License-Identifier: GPL-2.0
/* The answer of a session: run the request, then make rows as they are read. */
#include <linux/kernel.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <kmemlab.h>
#include "compat.h"
#include "session.h"

/* The errnos a running request ends with; the text names, never numbers. */
static const char *errno_name(int err)
{
	static const struct {
		int err;
		const char *name;
	} names[] = {
		{ -E2BIG, "E2BIG" },	{ -EAGAIN, "EAGAIN" },
		{ -EBUSY, "EBUSY" },	{ -EFAULT, "EFAULT" },
		{ -EINTR, "EINTR" },	{ -EINVAL, "EINVAL" },
		{ -EIO, "EIO" },	{ -ENOMEM, "ENOMEM" },
		{ -EPERM, "EPERM" },	{ -ERANGE, "ERANGE" },
		{ -ESRCH, "ESRCH" },	{ -ETIME, "ETIME" },
		{ -EOPNOTSUPP, "EOPNOTSUPP" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].err == err)
			return names[i].name;
	return "EIO";
}

static void empty_text(struct kml_session *s)
{
	s->text.len = 0;
	s->text.row = 0;
	s->text.overflow = false;
	s->taken = 0;
}

/**
 * kml_answer_drop - give back what the answer holds
 * @s: session; one without an answer is left as it is
 */
void kml_answer_drop(struct kml_session *s)
{
	if (s->ran && kml_file_of(s)->end)
		kml_file_of(s)->end(s);
	s->ran = false;
	kvfree(s->state);
	s->state = NULL;
	empty_text(s);
}

static void put_key(struct kml_text *t, const struct kml_key *key)
{
	bool ranged = key->type == KML_KEY_NUMBER || key->type == KML_KEY_SIZE ||
		      key->type == KML_KEY_NUMBERS || key->type == KML_KEY_SIZES ||
		      key->type == KML_KEY_PID;
	char gfp[128];

	kml_text_str(t, key->name);
	kml_text_str(t, kml_key_type_name(key->type));
	if (key->required || key->type == KML_KEY_CPUS || key->type == KML_KEY_NAME ||
	    (ranged && (key->value < key->min || key->value > key->max))) {
		kml_text_none(t);
	} else if (key->type == KML_KEY_FLAGS) {
		kml_text_flags(t, key->value, key->flags);
	} else if (key->type == KML_KEY_GFP) {
		kml_gfp_name(gfp, sizeof(gfp), key->value, key->flags);
		kml_text_str(t, gfp);
	} else if (key->type == KML_KEY_WORD) {
		kml_text_str(t, key->words[key->value]);
	} else if (key->type == KML_KEY_ADDRESS) {
		kml_text_hex(t, key->value);
	} else {
		kml_text_uint(t, key->value);
	}
	if (ranged) {
		kml_text_uint(t, key->min);
		kml_text_uint(t, key->max);
	} else {
		kml_text_none(t);
		kml_text_none(t);
	}
	if (key->flags)
		kml_text_flags(t, U64_MAX, key->flags);
	else if (key->words)
		kml_text_words(t, key->words);
	else
		kml_text_none(t);
	kml_text_str(t, key->help);
	kml_text_row_end(t);
}

static void put_help(struct kml_session *s)
{
	const struct kml_key *key;

	kml_text_head(&s->text, kml_file_of(s)->name, kml_file_of(s)->version);
	kml_text_note(&s->text, "consistency", "exact");
	kml_text_note(&s->text, "usage",
		      "write one line of key=value words, then read the answer");
	kml_text_section(&s->text, "key",
			 "name:str type:str default:str min:int max:int accepts:flags help:str");
	for (key = kml_file_of(s)->keys; key->name; key++)
		put_key(&s->text, key);
	s->phase = KML_DONE;
}

/* Among records a sentence would be read as one: there the read itself fails. */
static void put_failure(struct kml_session *s)
{
	if (!s->binary)
		kml_text_error(&s->text, "%s %s", errno_name(s->why.err), s->why.sentence);
	s->phase = s->binary ? KML_BROKEN : KML_DONE;
}

static void put_refusal(struct kml_session *s)
{
	kml_text_error(&s->text, "%s", s->why.sentence);
	s->phase = KML_DONE;
}

static int run_request(struct kml_session *s)
{
	const struct kml_file *file = kml_file_of(s);
	int err;

	s->may_see_addresses = kml_may_see_addresses(s);
	s->consistency = file->consistency;
	s->binary = file->binary;
	s->sections = file->sections;
	if (file->state_size) {
		s->state = kvzalloc(file->state_size, GFP_KERNEL_ACCOUNT);
		if (!s->state)
			return kml_fail(s, -ENOMEM, "no memory for the answer");
	}
	if (file->run) {
		err = file->run(s);
		if (err)
			return err;
	}
	s->ran = true;
	return 0;
}

static void begin_section(struct kml_session *s)
{
	s->position = 0;
	if (!s->section->name)
		s->phase = KML_DONE;
	else if (!s->binary)
		kml_text_section(&s->text, s->section->name, s->section->columns);
}

static void put_head(struct kml_session *s)
{
	kml_text_head(&s->text, kml_file_of(s)->name, kml_file_of(s)->version);
	if (s->line)
		kml_text_note(&s->text, "request", "%.*s", (int)strcspn(s->line, "\n"), s->line);
	kml_text_note(&s->text, "consistency", "%s", s->consistency);
}

static void begin_answer(struct kml_session *s)
{
	if (run_request(s)) {
		put_failure(s);
		return;
	}
	if (!s->binary)
		put_head(s);
	s->phase = KML_ANSWERING;
	s->section = s->sections;
	begin_section(s);
}

static void put_rows(struct kml_session *s)
{
	while (s->phase == KML_ANSWERING && kml_text_room(&s->text)) {
		int more = s->section->row(s, &s->text, &s->position);

		if (more < 0) {
			put_failure(s);
		} else if (!more) {
			s->section++;
			begin_section(s);
		}
		if (fatal_signal_pending(current))
			return;
		cond_resched();
	}
}

static void continue_answer(struct kml_session *s)
{
	const struct kml_file *file = kml_file_of(s);

	if (s->phase != KML_ANSWERING)
		return;
	if (file->enter && file->enter(s)) {
		put_failure(s);
		return;
	}
	put_rows(s);
	if (file->leave)
		file->leave(s);
}

/**
 * kml_answer_next - fill the buffer with the next part of the answer
 * @s: session; all of its buffer was read
 *
 * Return: 1; 0 at the end; or a negative errno that the read itself fails with.
 */
int kml_answer_next(struct kml_session *s)
{
	if (s->phase == KML_DONE)
		return 0;
	if (s->phase == KML_BROKEN)
		return s->why.err;
	empty_text(s);
	if (s->phase == KML_IDLE)
		kml_intake_resume(s);
	if (s->phase == KML_HELP)
		put_help(s);
	if (s->phase == KML_REFUSED)
		put_refusal(s);
	if (s->phase == KML_READY)
		begin_answer(s);
	continue_answer(s);

	if (fatal_signal_pending(current))
		return -EINTR;
	if (s->text.overflow)
		return -EOVERFLOW;
	return 1;
}
