// SPDX-License-Identifier: GPL-2.0
/* What the kernel says of itself: see machine.h. */
#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "source.h"
#include "xalloc.h"

/* The largest is the module itself; more is not looked at. */
#define TEXT_MAX	(16 * 1024 * 1024)

/* "SecureBoot" of the global variables of UEFI; four bytes of flags, then it. */
#define SECURE_BOOT \
	"sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

/**
 * machine_bytes - what is in a file
 * @root: NULL: live; else where the recorded tree is
 * @file: its name without the leading slash
 * @len: set to how many bytes
 *
 * Return: the bytes and a NUL, owned by the caller; NULL: it cannot be read.
 */
char *machine_bytes(const char *root, const char *file, size_t *len)
{
	struct fault ignored = { 0 };
	char *text = NULL;
	struct source src;
	ssize_t got = -1;

	*len = 0;
	if (source_open_system(&src, root, file, &ignored)) {
		fault_clear(&ignored);
		return NULL;
	}
	while (got && *len < TEXT_MAX) {
		text = xrealloc(text, *len + 4097, 1);
		got = source_read(&src, text + *len, 4096, &ignored);
		if (got < 0)
			break;
		*len += got;
	}
	source_close(&src);
	fault_clear(&ignored);
	if (got < 0) {
		free(text);
		return NULL;
	}
	text[*len] = '\0';
	return text;
}

/**
 * machine_text - the first line of a file
 * @root: as of machine_bytes()
 * @file: the same
 *
 * Return: the line without its newline, owned by the caller, or NULL.
 */
char *machine_text(const char *root, const char *file)
{
	size_t len;
	char *text = machine_bytes(root, file, &len);

	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text;
}

/**
 * machine_has - can a file be read?
 * @root: as of machine_bytes()
 * @file: the same
 */
bool machine_has(const char *root, const char *file)
{
	struct fault ignored = { 0 };
	struct source src;
	int ret = source_open_system(&src, root, file, &ignored);

	fault_clear(&ignored);
	if (!ret)
		source_close(&src);
	return !ret;
}

/**
 * machine_lockdown - what the kernel forbids even to root
 * @root: as of machine_bytes()
 */
enum lockdown machine_lockdown(const char *root)
{
	char *text = machine_text(root, "sys/kernel/security/lockdown");
	enum lockdown found = LOCKDOWN_UNKNOWN;

	if (text && strstr(text, "[none]"))
		found = LOCKDOWN_NONE;
	else if (text && strstr(text, "[integrity]"))
		found = LOCKDOWN_INTEGRITY;
	else if (text && strstr(text, "[confidentiality]"))
		found = LOCKDOWN_CONFIDENTIALITY;
	free(text);
	return found;
}

/**
 * machine_secure_boot - was the machine started with Secure Boot?
 * @root: as of machine_bytes()
 *
 * Return: 1 yes, 0 no, -1 it has no UEFI, or does not say.
 */
int machine_secure_boot(const char *root)
{
	size_t len;
	char *bytes = machine_bytes(root, SECURE_BOOT, &len);
	int on = bytes && len == 5 ? bytes[4] == 1 : -1;

	free(bytes);
	return on;
}

/**
 * machine_release - the release of the kernel, as uname -r says it
 * @root: as of machine_bytes()
 *
 * Return: the release, owned by the caller; NULL: unknown.
 */
char *machine_release(const char *root)
{
	return machine_text(root, "proc/sys/kernel/osrelease");
}
