// SPDX-License-Identifier: GPL-2.0
/*
 * One open of a file: request, answer, stream. See file.h for what a file
 * provides and Documentation/formats.rst for what a user sees.
 */
#include <linux/capability.h>
#include <linux/cleanup.h>
#include <linux/cred.h>
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <kmemlab.h>
#include "compat.h"
#include "file.h"
#include "limits.h"

#define TEXT_BYTES	(64 * 1024)

static const struct kml_file *file_of(const struct kml_session *s)
{
	return s->node->file;
}

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

/**
 * kml_may_see_addresses - may this session show physical and kernel addresses?
 * @s: session; its opener's rights decide
 *
 * security_locked_down() logs a line when it says no, so it is asked last.
 *
 * Return: true if so, now.
 */
bool kml_may_see_addresses(const struct kml_session *s)
{
	return file_ns_capable(s->opened, &init_user_ns, CAP_SYS_ADMIN) &&
	       !security_locked_down(LOCKDOWN_KCORE);
}

static void empty_text(struct kml_session *s)
{
	s->text.len = 0;
	s->text.row = 0;
	s->text.overflow = false;
	s->taken = 0;
}

static void drop_answer(struct kml_session *s)
{
	if (s->ran && file_of(s)->end)
		file_of(s)->end(s);
	s->ran = false;
	kvfree(s->state);
	s->state = NULL;
	empty_text(s);
}

static void drop_request(struct kml_session *s)
{
	drop_answer(s);
	if (s->checked && file_of(s)->forget)
		file_of(s)->forget(s);
	s->checked = false;
	s->resource = NULL;
	kfree(s->request);
	s->request = NULL;
	kfree(s->line);
	s->line = NULL;
	s->phase = KML_IDLE;
}

/* Takes @line over. */
static int accept_request(struct kml_session *s, char *line)
{
	const struct kml_file *file = file_of(s);
	char *words;
	int err;

	s->line = line;
	words = kstrdup(line, GFP_KERNEL_ACCOUNT);
	s->line[strcspn(s->line, "\n")] = '\0';
	if (!strcmp(s->line, "help")) {
		kfree(words);
		s->phase = KML_HELP;
		return 0;
	}
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
static void keep_request(struct kml_node *node, const char *line)
{
	char *kept = kstrdup(line, GFP_KERNEL_ACCOUNT);

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
	keep_request(s->node, NULL);
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

static int take_request(struct kml_session *s, const char __user *from, size_t count,
			bool held)
{
	char *line;

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
	if (file_of(s)->end && (!strcmp(line, "release") || !strcmp(line, "release\n"))) {
		kfree(line);
		return release_held(s, held);
	}
	keep_request(s->node, line);
	return accept_request(s, line);
}

static ssize_t kml_write(struct file *opened, const char __user *from,
			 size_t count, loff_t *pos)
{
	struct kml_session *s = opened->private_data;
	bool held;
	int err;

	if (mutex_lock_killable(&s->lock))
		return -EINTR;
	held = s->ran;
	drop_request(s);
	err = take_request(s, from, count, held);
	mutex_unlock(&s->lock);
	return err ?: count;
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

	kml_text_head(&s->text, file_of(s)->name, file_of(s)->version);
	kml_text_note(&s->text, "consistency", "exact");
	kml_text_note(&s->text, "usage",
		      "write one line of key=value words, then read the answer");
	kml_text_section(&s->text, "key",
			 "name:str type:str default:str min:int max:int accepts:flags help:str");
	for (key = file_of(s)->keys; key->name; key++)
		put_key(&s->text, key);
	s->phase = KML_DONE;
}

/* The reader asked for nothing on this descriptor: what is there to read? */
static void begin_without_request(struct kml_session *s)
{
	char *line;

	if (!file_of(s)->keys) {
		s->phase = KML_READY;
		return;
	}
	line = kept_request(s->node);
	if (line)
		accept_request(s, line);
	else
		s->phase = KML_HELP;
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
	const struct kml_file *file = file_of(s);
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
	kml_text_head(&s->text, file_of(s)->name, file_of(s)->version);
	if (s->line)
		kml_text_note(&s->text, "request", "%s", s->line);
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
	const struct kml_file *file = file_of(s);

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

/*
 * Fills the empty buffer with the next part of the answer. Returns 1, 0 at
 * the end, or a negative errno that the read itself fails with.
 */
static int produce(struct kml_session *s)
{
	if (s->phase == KML_DONE)
		return 0;
	if (s->phase == KML_BROKEN)
		return s->why.err;
	empty_text(s);
	if (s->phase == KML_IDLE)
		begin_without_request(s);
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

/*
 * One buffer is kept for the next reader: on kernels that clear what they
 * allocate, getting it costs more than most answers do.
 */
static char *spare_text;

static int get_text(struct kml_session *s)
{
	if (s->text.buf)
		return 0;
	if (kml_limit_take(TEXT_BYTES, &s->why))
		return -ENOMEM;
	s->text.buf = xchg(&spare_text, NULL) ?: kvmalloc(TEXT_BYTES, GFP_KERNEL);
	if (!s->text.buf) {
		kml_limit_give(TEXT_BYTES);
		return -ENOMEM;
	}
	s->text.size = TEXT_BYTES - KML_SCRATCH_BYTES;
	s->scratch = s->text.buf + s->text.size;
	return 0;
}

static void put_text(struct kml_session *s)
{
	if (!s->text.buf)
		return;
	if (cmpxchg(&spare_text, NULL, s->text.buf))
		kvfree(s->text.buf);
	kml_limit_give(TEXT_BYTES);
}

/**
 * kml_session_exit - give back what sessions left for each other
 *
 * No session is open any more.
 */
void kml_session_exit(void)
{
	kvfree(spare_text);
}

static ssize_t copy_answer(struct kml_session *s, char __user *to, size_t count)
{
	size_t copied = 0, part;
	int more;

	while (copied < count) {
		if (s->taken == s->text.len) {
			more = produce(s);
			if (more <= 0)
				return copied ?: more;
		}
		part = min(count - copied, s->text.len - s->taken);
		if (copy_to_user(to + copied, s->text.buf + s->taken, part))
			return copied ?: -EFAULT;
		s->taken += part;
		copied += part;
	}
	return copied;
}

static ssize_t kml_read(struct file *opened, char __user *to, size_t count,
			loff_t *pos)
{
	struct kml_session *s = opened->private_data;
	ssize_t ret;

	if (mutex_lock_killable(&s->lock))
		return -EINTR;
	ret = get_text(s);
	if (!ret)
		ret = copy_answer(s, to, count);
	mutex_unlock(&s->lock);
	return ret;
}

static int kml_open(struct inode *inode, struct file *opened)
{
	struct kml_session *s = kzalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);

	if (!s)
		return -ENOMEM;
	s->node = inode->i_private;
	s->opened = opened;
	mutex_init(&s->lock);
	if (current->mm) {
		s->opener_mm = current->mm;
		mmgrab(s->opener_mm);
	}
	opened->private_data = s;
	return stream_open(inode, opened);
}

static int kml_release(struct inode *inode, struct file *opened)
{
	struct kml_session *s = opened->private_data;

	drop_request(s);
	put_text(s);
	if (s->opener_mm)
		mmdrop(s->opener_mm);
	mutex_destroy(&s->lock);
	kfree(s);
	return 0;
}

const struct file_operations kml_view_fops = {
	.owner = THIS_MODULE,
	.open = kml_open,
	.read = kml_read,
	.release = kml_release,
};

const struct file_operations kml_bench_fops = {
	.owner = THIS_MODULE,
	.open = kml_open,
	.read = kml_read,
	.write = kml_write,
	.release = kml_release,
};
