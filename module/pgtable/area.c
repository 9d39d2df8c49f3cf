// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/string.h>

#include "../compat.h"
#include "area.h"

/* As fs/proc/task_mmu.c names what /proc/PID/maps shows. */
static const char *name_of(struct vm_area_struct *vma)
{
	const struct mm_struct *mm = vma->vm_mm;

	if (vma->vm_ops && vma->vm_ops->name)
		return vma->vm_ops->name(vma);
	if (vma->vm_start < mm->brk && vma->vm_end > mm->start_brk)
		return "[heap]";
	if (vma->vm_start <= mm->start_stack && vma->vm_end >= mm->start_stack)
		return "[stack]";
	return NULL;
}

/**
 * kml_area_find - copy what is told of the area that covers an address
 * @mm: address space
 * @addr: the address
 * @area: filled if there is one; kml_area_put() it
 *
 * Context: the caller holds mmap_lock of @mm.
 * Return: is there one?
 */
bool kml_area_find(struct mm_struct *mm, unsigned long addr, struct kml_area *area)
{
	struct vm_area_struct *vma;
	const char *name;

	mmap_assert_locked(mm);
	vma = find_vma(mm, addr);
	if (!vma || vma->vm_start > addr)
		return false;
	area->start = vma->vm_start;
	area->end = vma->vm_end;
	area->flags = vma->vm_flags;
	area->anonymous = vma_is_anonymous(vma);
	area->offset_bytes = vma->vm_file ? (u64)vma->vm_pgoff << PAGE_SHIFT : 0;
	area->file = vma->vm_file ? get_file(vma->vm_file) : NULL;
	name = area->file ? NULL : name_of(vma);
	strscpy(area->name, name ?: "", sizeof(area->name));
	return true;
}

/**
 * kml_area_name - what an area maps
 * @area: the area, whose reference is not put yet
 * @buf: room for the name of a file
 * @size: of @buf
 *
 * Context: no mmap_lock: the name of a file takes locks of its own.
 * Return: the name, in @buf or @area; empty if it has none.
 */
const char *kml_area_name(const struct kml_area *area, char *buf, size_t size)
{
	const char *name;

	if (!area->file)
		return area->name;
	name = kml_file_name(area->file, buf, size);
	return IS_ERR(name) ? "(name too long)" : name;
}

/**
 * kml_area_put - end kml_area_find()
 * @area: what it filled
 *
 * Context: without mmap_lock: the last fput() of a file may take it.
 */
void kml_area_put(struct kml_area *area)
{
	if (area->file)
		fput(area->file);
	area->file = NULL;
}
