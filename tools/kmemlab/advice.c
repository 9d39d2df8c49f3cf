// SPDX-License-Identifier: GPL-2.0
/* Why a module cannot be loaded or unloaded: see advice.h. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "advice.h"
#include "machine.h"
#include "xalloc.h"

const char advice_sign[] =
	"sign the module with a key the kernel trusts: DKMS signs with /var/lib/dkms/mok.key by itself; "
	"enrol that key once with 'sudo mokutil --import /var/lib/dkms/mok.pub', reboot, and choose "
	"'Enroll MOK' in the blue menu; or switch Secure Boot off in the firmware";

/* "vermagic=RELEASE ..." in the module, RELEASE owned by the caller; or NULL. */
static char *built_for(const char *path)
{
	static const char mark[] = "vermagic=";
	size_t len;
	char *bytes = machine_bytes(NULL, path + 1, &len), *found = NULL;
	const char *at;

	at = bytes ? memmem(bytes, len, mark, sizeof(mark) - 1) : NULL;
	if (at)
		found = xmemdup(at + sizeof(mark) - 1,
				strcspn(at + sizeof(mark) - 1, " "));
	free(bytes);
	return found;
}

static int advise_format(const char *path, struct fault *why)
{
	char *release = built_for(path);
	struct utsname running;

	uname(&running);
	if (release && strcmp(release, running.release))
		fault(why, EXIT_UNAVAILABLE,
		      "%s was built for %s, and this is %s; build it again: make module",
		      path, release, running.release);
	else
		fault(why, EXIT_UNAVAILABLE,
		      "%s does not fit this kernel (%s), or is no module; build it again with the headers of this kernel: make module; 'dmesg | tail' says more",
		      path, running.release);
	free(release);
	return -1;
}

static int advise_rights(const char *path, struct fault *why)
{
	if (geteuid())
		return fault(why, EXIT_PERMISSION,
			     "only root may load modules; run the same command with sudo");
	if (machine_lockdown(NULL) > LOCKDOWN_NONE)
		return fault(why, EXIT_PERMISSION,
			     "kernel lockdown (%s) forbids %s, which is not signed; %s",
			     machine_lockdown(NULL) == LOCKDOWN_INTEGRITY ? "integrity" :
									    "confidentiality",
			     path, advice_sign);
	return fault(why, EXIT_PERMISSION,
		     "the kernel forbids to load %s, although this is root; in a container, do it on the host; else see 'sysctl kernel.modules_disabled' and 'dmesg | tail'",
		     path);
}

/**
 * advice_load - say why a module was not loaded
 * @err: what finit_module() said
 * @path: the module, with a leading slash
 * @why: filled
 *
 * Return: -1.
 */
int advice_load(int err, const char *path, struct fault *why)
{
	switch (err) {
	case EPERM:
	case EACCES:
		return advise_rights(path, why);
	case EKEYREJECTED:
	case ENOKEY:
	case ENOPKG:
	case EBADMSG:
		return fault(why, EXIT_PERMISSION,
			     "%s: %s, that is, it is not signed by a key this kernel trusts; %s",
			     path, strerror(err), advice_sign);
	case EEXIST:
		return fault(why, EXIT_UNAVAILABLE,
			     "the module is loaded already; to load another: kmemlab unload");
	case ENOEXEC:
		return advise_format(path, why);
	case EINVAL:
	case ERANGE:
		return fault(why, EXIT_USAGE,
			     "the module or a parameter is refused: %s; 'modinfo -p %s' lists the parameters, 'dmesg | tail' says more",
			     strerror(err), path);
	case ENOENT:
		return fault(why, EXIT_UNAVAILABLE,
			     "%s needs a symbol this kernel does not export, or has another of that name; build it again: make module; 'dmesg | tail' names the symbol",
			     path);
	default:
		return fault(why, EXIT_UNAVAILABLE, "cannot load %s: %s; 'dmesg | tail' says more",
			     path, strerror(err));
	}
}

static bool is_number(const char *name)
{
	return isdigit((unsigned char)*name);
}

/* Has the process an open file of the module? */
static bool holds(const char *pid)
{
	char *dir = xasprintf("/proc/%s/fd", pid), *link, target[256];
	DIR *fds = opendir(dir);
	struct dirent *fd;
	bool found = false;
	ssize_t len;

	while (fds && !found && (fd = readdir(fds))) {
		link = xasprintf("%s/%s", dir, fd->d_name);
		len = readlink(link, target, sizeof(target) - 1);
		free(link);
		target[len > 0 ? len : 0] = '\0';
		found = strstr(target, "/debug/kmemlab/");
	}
	if (fds)
		closedir(fds);
	free(dir);
	return found;
}

/* "PID (NAME), ..." owned by the caller; empty: nobody who can be seen. */
static char *holders(void)
{
	char *list = xstrdup(""), *longer, *file, *name;
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	while (proc && (entry = readdir(proc))) {
		if (!is_number(entry->d_name) || !holds(entry->d_name))
			continue;
		file = xasprintf("proc/%s/comm", entry->d_name);
		name = machine_text(NULL, file);
		longer = xasprintf("%s%s%s (%s)", list, *list ? ", " : "", entry->d_name,
				   name ? name : "?");
		free(list);
		free(name);
		free(file);
		list = longer;
	}
	if (proc)
		closedir(proc);
	return list;
}

/**
 * advice_unload - say why the module was not unloaded
 * @err: what delete_module() said
 * @why: filled
 *
 * Return: -1.
 */
int advice_unload(int err, struct fault *why)
{
	char *list;

	switch (err) {
	case ENOENT:
		return fault(why, EXIT_UNAVAILABLE, "the module is not loaded");
	case EWOULDBLOCK:
	case EBUSY:
		list = holders();
		fault(why, EXIT_UNAVAILABLE,
		      "the module is in use: %s%s; end them, or wait until they close their files",
		      *list ? "its files are open in process " : "by somebody who cannot be seen from here",
		      list);
		free(list);
		return -1;
	case EPERM:
	case EACCES:
		if (geteuid())
			return fault(why, EXIT_PERMISSION,
				     "only root may unload modules; run the same command with sudo");
		return fault(why, EXIT_PERMISSION,
			     "the kernel forbids to unload modules, although this is root; in a container, do it on the host; else see 'sysctl kernel.modules_disabled'");
	default:
		return fault(why, EXIT_UNAVAILABLE, "cannot unload the module: %s; 'dmesg | tail' says more",
			     strerror(err));
	}
}
