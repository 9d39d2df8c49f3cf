// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <asm/cpufeature.h>

#include "../compat.h"
#include "../target.h"
#include "space.h"

const char * const kml_spaces[] = {
	[KML_SPACE_PROCESS] = "process",
	[KML_SPACE_KERNEL] = "kernel",
	NULL
};

/**
 * kml_tables_unavailable - why page tables cannot be read here
 *
 * Under Xen PV an entry has the number of a machine's frame, not of one of ours
 * (arch/x86/xen/mmu_pv.c, xen_pmd_val()): the table is not where it seems to be.
 *
 * Return: a sentence, or NULL: they can.
 */
const char *kml_tables_unavailable(void)
{
	return cpu_feature_enabled(X86_FEATURE_XENPV) ?
	       "page tables of a Xen PV guest hold frames of the machine, which are not read" :
	       NULL;
}

/*
 * Where the kernel has mapped something is itself what must be hidden from who
 * may not see addresses: it tells where the kernel lies.
 */
static int check_kernel(struct kml_session *s, const struct kml_space_request *request)
{
	if (request->pid)
		return kml_fail(s, -EINVAL,
				"pid and space=kernel exclude each other: the kernel's tables are no process's");
	if (!kml_may_see_addresses(s))
		return kml_fail(s, -EPERM,
				"kernel addresses are hidden: space=kernel takes CAP_SYS_ADMIN, and no lockdown for confidentiality");
	s->resource = NULL;
	return 0;
}

/**
 * kml_space_find - find what a request is about
 * @s: session; @s->resource is set
 * @request: the request
 *
 * Return: 0, and kml_space_forget() is owed; or as kml_target_find(); -EPERM also
 * for the kernel's space and an opener who may not see addresses; -EOPNOTSUPP where
 * no tables can be read.
 */
int kml_space_find(struct kml_session *s, const struct kml_space_request *request)
{
	const char *reason = kml_tables_unavailable();
	struct mm_struct *mm;

	if (reason)
		return kml_fail(s, -EOPNOTSUPP, "%s", reason);
	if (request->space == KML_SPACE_KERNEL)
		return check_kernel(s, request);
	if (!request->pid)
		return kml_fail(s, -EINVAL,
				"pid is missing: the process whose address space is read, or space=kernel");
	mm = kml_target_find(s, request->pid);
	if (IS_ERR(mm))
		return PTR_ERR(mm);
	s->resource = mm;
	return 0;
}

/**
 * kml_space_forget - end kml_space_find()
 * @s: session
 */
void kml_space_forget(struct kml_session *s)
{
	if (kml_space_mm(s))
		kml_target_forget(kml_space_mm(s));
}

/**
 * kml_space_enter - keep what is read from going while it is read
 * @s: session
 *
 * Return: 0, and kml_space_leave() is owed; -ESRCH: the process has exited;
 * -EPERM: the kernel was locked down since the request.
 */
int kml_space_enter(struct kml_session *s)
{
	if (kml_space_mm(s))
		return kml_target_get(s, kml_space_mm(s));
	return s->may_see_addresses ? 0 : kml_fail(s, -EPERM, "kernel addresses are hidden");
}

/**
 * kml_space_leave - end kml_space_enter()
 * @s: session
 */
void kml_space_leave(struct kml_session *s)
{
	if (kml_space_mm(s))
		kml_target_put(kml_space_mm(s));
}
