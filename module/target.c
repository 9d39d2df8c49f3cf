// SPDX-License-Identifier: GPL-2.0
/*
 * From a pid to an address space, as /proc/PID/mem does it (fs/proc/base.c,
 * mem_open() and mem_rw()): an open request holds the mm_struct by mm_count
 * only, so that a killed target's memory goes when the target goes; mm_users
 * is held while tables are read and no longer.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>

#include "target.h"

static struct task_struct *find_task(u64 nr)
{
	struct pid *pid = find_get_pid(nr);
	struct task_struct *task = pid ? get_pid_task(pid, PIDTYPE_PID) : NULL;

	put_pid(pid);
	return task;
}

static int no_mm(struct kml_session *s, const struct task_struct *task, u64 nr)
{
	/* A task changes its other flags at any time; this one stays (linux/sched.h). */
	if (data_race(task->flags) & PF_KTHREAD)
		return kml_fail(s, -EINVAL,
				"process %llu is a kernel thread: it has no address space of its own",
				nr);
	return kml_fail(s, -ESRCH, "process %llu is exiting: its memory is gone", nr);
}

/*
 * ptrace_may_access() is not exported, so another's address space takes the
 * capability that would let ptrace through.
 */
static bool may_look_at(const struct kml_session *s, const struct mm_struct *mm)
{
	return mm == s->opener_mm ||
	       file_ns_capable(s->opened, &init_user_ns, CAP_SYS_PTRACE);
}

/**
 * kml_target_find - the address space of a process
 * @s: session; its opener's rights decide
 * @nr: pid in the pid namespace of the calling process
 *
 * Context: may sleep.
 * Return: the mm, by mm_count: kml_target_forget() it; or an ERR_PTR, with the
 * session's sentence set: -ESRCH (no such process, or it is exiting), -EINVAL
 * (a kernel thread), -EPERM.
 */
struct mm_struct *kml_target_find(struct kml_session *s, u64 nr)
{
	struct task_struct *task = find_task(nr);
	struct mm_struct *mm;
	int err = 0;

	if (!task)
		return ERR_PTR(kml_fail(s, -ESRCH,
					"there is no process %llu in this pid namespace", nr));
	mm = get_task_mm(task);
	if (!mm)
		err = no_mm(s, task, nr);
	put_task_struct(task);
	if (err)
		return ERR_PTR(err);

	mmgrab(mm);
	/* Not mmput(): the last one tears the address space down, here and now. */
	mmput_async(mm);
	if (may_look_at(s, mm))
		return mm;
	mmdrop(mm);
	return ERR_PTR(kml_fail(s, -EPERM,
				"process %llu is not the one that opened this file: that takes CAP_SYS_PTRACE",
				nr));
}

/**
 * kml_target_forget - end kml_target_find()
 * @mm: what it returned
 */
void kml_target_forget(struct mm_struct *mm)
{
	mmdrop(mm);
}

/**
 * kml_target_get - keep an address space from going while it is read
 * @s: session
 * @mm: from kml_target_find()
 *
 * Return: 0, and kml_target_put() is owed; or -ESRCH: the process has exited.
 */
int kml_target_get(struct kml_session *s, struct mm_struct *mm)
{
	if (mmget_not_zero(mm))
		return 0;
	return kml_fail(s, -ESRCH, "the process has exited");
}

/**
 * kml_target_put - end kml_target_get()
 * @mm: the address space
 *
 * Context: any; if the target exited meanwhile its memory is freed by a
 * worker, not by the reader.
 */
void kml_target_put(struct mm_struct *mm)
{
	mmput_async(mm);
}
