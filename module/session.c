// SPDX-License-Identifier: GPL-2.0
/*
 * One open of a file: rights, buffer, stream. See file.h for what a file
 * provides and Documentation/formats.rst for what a user sees.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/module.h>
#include <linux/sched/mm.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <kmemlab.h>
#include "compat.h"
#include "limits.h"
#include "session.h"

#define TEXT_BYTES	(64 * 1024)

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

/*
 * One buffer is kept for the next reader: on kernels that clear what they
 * allocate, getting it costs more than most answers do.
 */
static char *spare_text;

static int get_text(struct kml_session *s)
{
	struct kml_why why;

	if (s->text.buf)
		return 0;
	/* Why a request was refused is still to be told, when there is room. */
	if (kml_limit_take(TEXT_BYTES, &why))
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
			more = kml_answer_next(s);
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

static ssize_t kml_write(struct file *opened, const char __user *from,
			 size_t count, loff_t *pos)
{
	struct kml_session *s = opened->private_data;
	int err;

	if (mutex_lock_killable(&s->lock))
		return -EINTR;
	err = kml_intake_take(s, from, count);
	mutex_unlock(&s->lock);
	return err ?: count;
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

	kml_intake_drop(s);
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
