// SPDX-License-Identifier: GPL-2.0
/* What is written to a session: a request, kept for later readers as well. */
#include <linux/cleanup.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <kmemlab.h>
#include "session.h"

/**
 * kml_intake_drop - give back the request, and what its answer holds
 * @s: session
 */
void kml_intake_drop(struct kml_session *s)
{
	kml_answer_drop(s);
	if (s->checked && kml_file_of(s)->forget)
		kml_file_of(s)->forget(s);
	s->checked = false;
	s->resource = NULL;
	kfree(s->request);
	s->request = NULL;
	kfree(s->line);
	s->line = NULL;
	s->phase = KML_IDLE;
}

/* Is a line that word and nothing else? */
static bool is_word(const char *line, const char *word)
{
	size_t len = strlen(word);

	return !strncmp(line, word, len) && (!line[len] || !strcmp(line + len, "\n"));
}

/* Takes @line, of @bytes, over. */
static int accept_request(struct kml_session *s, char *line, size_t bytes)
{
	const struct kml_file *file = kml_file_of(s);
	char *words;
	int err;

	s->line = line;
	if (is_word(line, "help")) {
		s->phase = KML_HELP;
		return 0;
	}
	words = kmemdup(line, bytes + 1, GFP_KERNEL_ACCOUNT);
	s->request = kzalloc(file->request_size, GFP_KERNEL_ACCOUNT);
	if (!words || !s->request)
		err = kml_fail(s, -ENOMEM, "no memory for the request");
	else
		err = kml_request_parse(words, file->keys, s->request, &s->why);
	kfree(words);
	if (!err && file->check)
		err = file->check(s);
	s->checked = !err;
	s->phase = err ? KML_REFUSED : KML_READY;
	return err;
}

/* What cannot be kept (@line is NULL) is not replaced by something older. */
static void keep_request(struct kml_node *node, const char *line, size_t bytes)
{
	char *kept = line ? kmemdup(line, bytes + 1, GFP_KERNEL_ACCOUNT) : NULL;

	mutex_lock(&node->lock);
	swap(node->kept, kept);
	mutex_unlock(&node->lock);
	kfree(kept);
}

static char *kept_request(struct kml_node *node)
{
	guard(mutex)(&node->lock);
	return node->kept ? kstrdup(node->kept, GFP_KERNEL_ACCOUNT) : NULL;
}

static int refuse_unkept(struct kml_session *s)
{
	keep_request(s->node, NULL, 0);
	s->phase = KML_REFUSED;
	return s->why.err;
}

/*
 * The word ``release``: what the last answer held is free, and there is nothing
 * to read. It is no request that others could run anew, so it is not kept.
 */
static int release_held(struct kml_session *s, bool held)
{
	s->phase = held ? KML_DONE : KML_REFUSED;
	if (held)
		return 0;
	return kml_fail(s, -EINVAL,
			"nothing is held here: objects belong to the open file whose request had hold=1; write release to that one");
}

/**
 * kml_intake_take - take a request in place of the one before it
 * @s: session; what it had is given back first
 * @from: text of the request
 * @count: bytes of it
 *
 * Return: 0, or a negative errno, after kml_fail(): the sentence is the answer.
 */
int kml_intake_take(struct kml_session *s, const char __user *from, size_t count)
{
	bool held = s->ran;
	char *line;

	kml_intake_drop(s);
	if (count > KMEMLAB_REQUEST_MAX) {
		kml_fail(s, -E2BIG, "a request has at most %d bytes; this has %zu",
			 KMEMLAB_REQUEST_MAX, count);
		return refuse_unkept(s);
	}
	line = memdup_user_nul(from, count);
	if (IS_ERR(line)) {
		kml_fail(s, PTR_ERR(line), "the request could not be read");
		return refuse_unkept(s);
	}
	if (strlen(line) != count) {
		kfree(line);
		kml_fail(s, -EINVAL, "a request is text; this has a NUL byte");
		return refuse_unkept(s);
	}
	if (kml_file_of(s)->end && is_word(line, "release")) {
		kfree(line);
		return release_held(s, held);
	}
	keep_request(s->node, line, count);
	return accept_request(s, line, count);
}

/**
 * kml_intake_resume - what is there to read for who has asked for nothing?
 * @s: session without a request
 *
 * For a bench that is what was asked last on any descriptor, or else its keys.
 */
void kml_intake_resume(struct kml_session *s)
{
	char *line;

	if (!kml_file_of(s)->keys) {
		s->phase = KML_READY;
		return;
	}
	line = kept_request(s->node);
	if (line)
		accept_request(s, line, strlen(line));
	else
		s->phase = KML_HELP;
}
