// SPDX-License-Identifier: GPL-2.0
/* Cause and consequence: see cause.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cause.h"
#include "util.h"
#include "xalloc.h"

static bool allows(const struct cause *cause, char right)
{
	return cause->area && strchr(cause->area, right);
}

static bool is_private(const struct cause *cause)
{
	return allows(cause, 'p');
}

static bool is_anonymous(const struct cause *cause)
{
	return is_private(cause) &&
	       (!cause->name || begins_with(cause->name, "[heap]") ||
		begins_with(cause->name, "[stack") || begins_with(cause->name, "[anon"));
}

static bool is_shared_memory(const struct cause *cause)
{
	return cause->name && !is_private(cause) &&
	       (begins_with(cause->name, "/dev/zero (deleted)") ||
		begins_with(cause->name, "/memfd:") || begins_with(cause->name, "/SYSV"));
}

/* Behind what a read does, what a write does that the area forbids. */
static const char *no_write(const struct cause *cause)
{
	return allows(cause, 'w') ? "" : "; a write is SIGSEGV";
}

static char *none_text(const struct cause *cause)
{
	if (!cause->area)
		return xstrdup("No area: any access is SIGSEGV (unless a stack right above it may grow).");
	if (!allows(cause, 'r') && !allows(cause, 'w') && !allows(cause, 'x'))
		return xstrdup("PROT_NONE, and nothing was ever there, or it was given back: any access is SIGSEGV.");
	if (is_anonymous(cause))
		return xasprintf("Never touched, or given back: the next access is a minor fault that %s.",
				 allows(cause, 'w') ?
				 "fills it with zeros (a read maps the shared zero page)" :
				 "maps the shared zero page; a write is SIGSEGV");
	if (is_shared_memory(cause))
		return xasprintf("Not mapped here yet: the next access is a minor fault that maps the page of the shared memory, new and full of zeros if there is none; a major fault if it was swapped out%s.",
				 no_write(cause));
	if (!cause->name || *cause->name == '[')
		return xasprintf("Not mapped here yet: the next access is a fault that the owner of this area, a driver or the kernel, answers%s.",
				 no_write(cause));
	return xasprintf("Not mapped here yet: the next access is a minor fault if offset %" PRIu64 " of the file is in the page cache, else a major fault that reads it, and SIGBUS behind the end of the file%s%s.",
			 cause->offset,
			 is_private(cause) && allows(cause, 'w') ? "; a write gets a copy" : "",
			 no_write(cause));
}

static char *swap_text(const struct cause *cause)
{
	char *place, *text;

	if (!cause->swapped)
		place = xstrdup("");
	else if (cause->swap_file)
		place = xasprintf(" to %s (type %" PRIu64 "), offset 0x%" PRIx64,
				  cause->swap_file, cause->swap_type, cause->swap_offset);
	else
		place = xasprintf(" to type %" PRIu64 ", offset 0x%" PRIx64,
				  cause->swap_type, cause->swap_offset);
	text = xasprintf("Not present: swapped out%s; the next access is a major fault that reads it back (a minor one while it is still in the swap cache)%s.",
			 place, no_write(cause));
	free(place);
	return text;
}

static char *zero_text(const struct cause *cause)
{
	bool huge = !strcmp(cause->what, "huge-zero");

	if (!allows(cause, 'w'))
		return xasprintf("Only read so far: the shared %szero page; reads do not fault, a write is SIGSEGV.",
				 huge ? "huge " : "");
	return xasprintf("Only read so far: the shared %szero page; a write is a minor fault that gives it %s of its own.",
			 huge ? "huge " : "",
			 huge ? "a huge page, or if there is none a small one," : "a page");
}

static char *copy_text(const struct cause *cause)
{
	if (!is_private(cause))
		return xstrdup("Present; a write is a minor fault that makes the entry writable, so that the kernel learns of it; nothing is copied.");
	if (!is_anonymous(cause))
		return xstrdup("Present; a write would copy: the page is the file's, or a copy that is taken over in place if nobody else has it.");
	if (cause->refcount == 1)
		return xstrdup("Present; a write is a minor fault that makes the entry writable: nobody else has the page (reference count 1).");
	if (!cause->refcount)
		return xstrdup("Present; a write would copy: anonymous page, which is taken over in place if nobody else has it.");
	return xasprintf("Present; a write would copy: anonymous page, reference count %" PRIu64 "; it is taken over in place if nobody else has it by then.",
			 cause->refcount);
}

static char *page_text(const struct cause *cause)
{
	const char *rights = cause->rights;

	if (!strchr(rights, 'u'))
		return xstrdup("Present for the kernel only: any access by the process is SIGSEGV.");
	if (!cause->area)
		return xstrdup("Present, although no area covers it: it is being mapped or unmapped at this moment.");
	if (strchr(rights, 'w'))
		return xasprintf("Present and writable: reads and writes do not fault%s.",
				 strchr(rights, 'x') ?
				 "; it is executable as well, so that data can become code" : "");
	if (!allows(cause, 'w'))
		return xasprintf("Present, to be read%s: that does not fault; a write is SIGSEGV.",
				 strchr(rights, 'x') ? " and executed" : "");
	if (cause->uffd_wp)
		return xstrdup("Present, write-protected by userfaultfd: a write waits for its handler; reads do not fault.");
	return copy_text(cause);
}

static const struct {
	const char *what;
	const char *text;
} fixed[] = {
	{ "prot-none",
	  "PROT_NONE: any access is SIGSEGV; the page stays for when mprotect() gives rights back." },
	{ "numa-hint",
	  "Taken away by NUMA balancing for a moment: the next access is a minor fault that tells which node uses the page, and may move it there." },
	{ "migration",
	  "Not present: being moved to another frame; the next access waits until that is done." },
	{ "uffd-wp-marker",
	  "Not present, marked as write-protected by userfaultfd: a read is a fault that maps it again, a write waits for the handler." },
	{ "poison-marker",
	  "Marked as poisoned, by userfaultfd or because it could not be read back from swap: any access is SIGBUS." },
	{ "guard-marker",
	  "A guard (MADV_GUARD_INSTALL): any access is SIGSEGV." },
	{ "hwpoison",
	  "The memory failed, and the frame was taken out of use: any access is SIGBUS." },
	{ "device-private",
	  "In the memory of a device: the next access is a fault for which its driver moves the page back." },
	{ "device-exclusive",
	  "In exclusive use by a device: the next access is a fault that ends this." },
};

/**
 * cause_text - say in a sentence what an access comes to, and why
 * @cause: what is known
 *
 * Return: the sentence, owned by the caller.
 */
char *cause_text(const struct cause *cause)
{
	const char *what = cause->what;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fixed); i++)
		if (!strcmp(fixed[i].what, what))
			return xstrdup(fixed[i].text);
	if (!strcmp(what, "none"))
		return none_text(cause);
	if (!strcmp(what, "swap"))
		return swap_text(cause);
	if (!strcmp(what, "zero") || !strcmp(what, "huge-zero"))
		return zero_text(cause);
	if (!strcmp(what, "page"))
		return page_text(cause);
	return xasprintf("Not mapped: %s.", cause->reason);
}
