// SPDX-License-Identifier: GPL-2.0
/* The bench `translate`: the way of addresses through page tables, a process's or the kernel's. */
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <kmemlab.h>
#include "../compat.h"
#include "../files.h"
#include "area.h"
#include "decode.h"
#include "kernel.h"
#include "translate.h"

static const struct kml_key keys[] = {
	KML_SPACE_KEYS(struct kml_translate_request, of),
	{
		.name = "addr",
		.help = "an address of that space, hexadecimal; repeatable",
		.type = KML_KEY_ADDRESSES,
		.required = true,
		.offset = offsetof(struct kml_translate_request, addrs),
	},
	{ }
};

static int check_address(struct kml_session *s, u64 addr, bool kernel)
{
	const enum kml_half half = kml_address_half(addr);

	if (half == (kernel ? KML_HALF_KERNEL : KML_HALF_USER))
		return 0;
	if (half == KML_HALF_NONE)
		return kml_fail(s, -EINVAL,
				"addr=0x%llx is not canonical: with %u-bit addresses, bits 63 to %u must be equal",
				addr, kml_address_bits(), kml_address_bits() - 1);
	if (kernel)
		return kml_fail(s, -EINVAL,
				"addr=0x%llx is no kernel address: those begin at 0x%llx",
				addr, -BIT_ULL(kml_address_bits() - 1));
	return kml_fail(s, -EINVAL,
			"addr=0x%llx lies in the kernel's half, for space=kernel; a process's own addresses are below 0x%llx",
			addr, BIT_ULL(kml_address_bits() - 1));
}

static bool of_kernel(const struct kml_translate_request *request)
{
	return request->of.space == KML_SPACE_KERNEL;
}

static int translate_check(struct kml_session *s)
{
	const struct kml_translate_request *request = s->request;
	u64 i;
	int err;

	for (i = 0; i < request->addrs.nr; i++) {
		err = check_address(s, request->addrs.addr[i], of_kernel(request));
		if (err)
			return err;
	}
	return kml_space_find(s, &request->of);
}

static void read_one(struct mm_struct *mm, u64 addr, struct kml_translated *one)
{
	unsigned int i;

	one->kernel = !mm;
	if (mm) {
		one->covered = kml_area_find(mm, addr, &one->area);
		kml_path_read(mm, addr, &one->path);
	} else {
		kml_kernel_path(addr, &one->path);
	}
	one->rights = kml_is_mapped(one) ? KML_RIGHTS : 0;
	for (i = 0; i < one->path.nr; i++)
		one->rights &= kml_entry_rights(one->path.entry[i].level,
						one->path.entry[i].raw);
}

static void note_consistency(struct kml_session *s)
{
	const struct kml_translate_state *state = s->state;
	unsigned int i;

	s->consistency = "each address read at one moment";
	if (of_kernel(s->request))
		s->consistency = "racy, the kernel's tables are copied without a lock";
	for (i = 0; i < state->nr; i++)
		if (!state->each[i].path.stable)
			s->consistency = "racy, see the column stable: the tables kept changing";
}

static void read_all(struct kml_session *s)
{
	const struct kml_translate_request *request = s->request;
	struct kml_translate_state *state = s->state;

	for (; state->nr < request->addrs.nr; state->nr++)
		read_one(kml_space_mm(s), request->addrs.addr[state->nr],
			 &state->each[state->nr]);
}

/*
 * Each file is let go of before the answer is read: with one of shared memory all that
 * is in it would stay when the process is gone, for as long as the reader likes.
 */
static int name_areas(struct kml_session *s)
{
	struct kml_translate_state *state = s->state;
	struct kml_translated *one;
	int err = 0;

	for (one = state->each; one < state->each + state->nr; one++) {
		if (!one->covered)
			continue;
		one->name = kstrdup(kml_area_name(&one->area, s->scratch, PATH_MAX),
				    GFP_KERNEL_ACCOUNT);
		kml_area_put(&one->area);
		if (!one->name)
			err = kml_fail(s, -ENOMEM, "no memory for the name of an area");
	}
	return err;
}

static int translate_run(struct kml_session *s)
{
	struct mm_struct *mm = kml_space_mm(s);
	int err = kml_space_enter(s);

	if (err)
		return err;
	if (mm && mmap_read_lock_killable(mm))
		err = kml_fail(s, -EINTR, "interrupted");
	if (!err)
		read_all(s);
	if (mm && !err) {
		mmap_read_unlock(mm);
		err = name_areas(s);
	}
	kml_space_leave(s);
	note_consistency(s);
	return err;
}

static void translate_end(struct kml_session *s)
{
	struct kml_translate_state *state = s->state;
	unsigned int i;

	for (i = 0; i < state->nr; i++)
		kfree(state->each[i].name);
}

const struct kml_file kml_translate_file = {
	.name = KMEMLAB_FILE_TRANSLATE,
	.help = "the way of addresses through the tables of a process or the kernel",
	.version = 1,
	.keys = keys,
	.request_size = sizeof(struct kml_translate_request),
	.state_size = sizeof(struct kml_translate_state),
	.unavailable = kml_tables_unavailable,
	.check = translate_check,
	.forget = kml_space_forget,
	.run = translate_run,
	.end = translate_end,
	.sections = kml_translate_sections,
};
