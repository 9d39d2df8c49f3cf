// SPDX-License-Identifier: GPL-2.0
/* kmemlab load, kmemlab unload: the module, with advice when that fails. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <kmemlab.h>

#include "advice.h"
#include "session.h"
#include "util.h"
#include "xalloc.h"

/* Of finit_module(): the kernel unpacks the file itself, from 5.17 on. */
#define COMPRESSED	4

/* Where it may be, in the order it is looked for; %s is the release. */
static const char *const places[] = {
	"/lib/modules/%s/updates/dkms/kmemlab.ko",
	"/lib/modules/%s/updates/kmemlab.ko",
	"/lib/modules/%s/extra/kmemlab.ko",
};

static const char *const endings[] = { "", ".xz", ".zst", ".gz" };

static char *installed(void)
{
	struct utsname running;
	char *path, *whole;
	size_t i, j;

	uname(&running);
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		path = xasprintf(places[i], running.release);
		for (j = 0; j < ARRAY_SIZE(endings); j++) {
			whole = xasprintf("%s%s", path, endings[j]);
			if (!access(whole, F_OK)) {
				free(path);
				return whole;
			}
			free(whole);
		}
		free(path);
	}
	return NULL;
}

/* The module to load, with a leading slash, owned by the caller; or NULL. */
static char *find_module(const char *given, struct fault *why)
{
	char *path = given ? realpath(given, NULL) : installed();

	if (!path && !given)
		path = realpath("kmemlab.ko", NULL);
	if (path)
		return path;
	if (given)
		fault(why, EXIT_USAGE, "%s: %s; give the file kmemlab.ko, or nothing for the installed one",
		      given, strerror(errno));
	else
		fault(why, EXIT_UNAVAILABLE,
		      "there is no kmemlab.ko, neither installed for this kernel nor in this directory; 'make module' builds it, 'sudo make dkms' installs it for every kernel");
	return NULL;
}

static bool is_packed(const char *path)
{
	size_t len = strlen(path);

	return len < 3 || strcmp(path + len - 3, ".ko");
}

static char *join_parameters(int argc, char **argv)
{
	char *all = xstrdup(""), *longer;
	int i;

	for (i = 0; i < argc; i++) {
		longer = xasprintf("%s%s%s", all, *all ? " " : "", argv[i]);
		free(all);
		all = longer;
	}
	return all;
}

static int load(const char *path, const char *parameters, struct fault *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret = -1, err = errno;

	if (fd < 0)
		return fault(why, err == EACCES ? EXIT_PERMISSION : EXIT_UNAVAILABLE,
			     "cannot open %s: %s", path, strerror(err));
	if (!syscall(SYS_finit_module, fd, parameters, is_packed(path) ? COMPRESSED : 0))
		ret = 0;
	err = errno;
	close(fd);
	return ret ? advice_load(err, path, why) : 0;
}

static int only_live(struct session *session, const char *what)
{
	if (!session->root)
		return 0;
	return fault(&session->why, EXIT_USAGE, "%s is of this machine; leave out --root", what);
}

static int load_run(struct session *session, int argc, char **argv)
{
	const char *given = argc && !strchr(argv[0], '=') ? argv[0] : NULL;
	char *path, *parameters;
	int ret;

	if (only_live(session, "load"))
		return -1;
	path = find_module(given, &session->why);
	if (!path)
		return -1;
	parameters = join_parameters(argc - !!given, argv + !!given);
	ret = load(path, parameters, &session->why);
	free(parameters);
	free(path);
	return ret;
}

static int unload_run(struct session *session, int argc, char **argv)
{
	if (no_operands(session, &verb_unload, argc, argv) || only_live(session, "unload"))
		return -1;
	if (syscall(SYS_delete_module, "kmemlab", O_NONBLOCK))
		return advice_unload(errno, &session->why);
	return 0;
}

const struct verb verb_load = {
	.name = "load",
	.args = "[FILE] [NAME=VALUE...]",
	.summary = "Load the module, or say why that fails and what to do",
	.about =
	"FILE is the module; without it, the one installed for this kernel is taken, or\n"
	"kmemlab.ko in this directory. NAME=VALUE are parameters of the module.\n",
	.examples =
	"  sudo kmemlab load\n"
	"  sudo kmemlab load ./kmemlab.ko limit_mib=256\n",
	.run = load_run,
};

const struct verb verb_unload = {
	.name = "unload",
	.summary = "Unload the module, or say who holds it",
	.examples =
	"  sudo kmemlab unload\n",
	.run = unload_run,
};
