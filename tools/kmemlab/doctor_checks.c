// SPDX-License-Identifier: GPL-2.0
/* The checks of "doctor", in the order a remedy of one may help the next. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kmemlab.h>

#include "advice.h"
#include "doctor.h"
#include "machine.h"
#include "source.h"
#include "util.h"
#include "xalloc.h"

#define CAP_SYS_ADMIN	21

static void look_at_user(struct patient *patient, struct finding *finding)
{
	size_t len;
	char *status = machine_bytes(NULL, "proc/self/status", &len), *at;

	if (patient->session->root) {
		finding_set(finding, HEALTH_UNKNOWN, "a recording does not tell");
	} else if (geteuid()) {
		finding_set(finding, HEALTH_FAILS, "user %u is not root", geteuid());
		finding->remedy = xstrdup("run the same command with sudo");
	} else {
		at = status ? strstr(status, "CapEff:") : NULL;
		if (at && !(strtoull(at + 7, NULL, 16) >> CAP_SYS_ADMIN & 1)) {
			finding_set(finding, HEALTH_LESS,
				    "root without CAP_SYS_ADMIN: frames and addresses read as 0");
			finding->remedy = xstrdup("outside of a container, run it on the host");
		} else {
			finding_set(finding, HEALTH_OK, "root");
		}
	}
	free(status);
}

static void look_at_kernel(struct patient *patient, struct finding *finding)
{
	char *release = machine_release(patient->session->root);
	unsigned int major, minor;

	if (!release || sscanf(release, "%u.%u", &major, &minor) != 2) {
		finding_set(finding, HEALTH_UNKNOWN, "/proc/sys/kernel/osrelease does not tell");
	} else if (major < 6 || (major == 6 && minor < 1)) {
		finding_set(finding, HEALTH_FAILS, "%s; the module needs 6.1 or later", release);
		finding->remedy = xstrdup("boot a later kernel");
	} else {
		finding_set(finding, HEALTH_OK, "%s", release);
	}
	free(release);
}

static void look_at_lockdown(struct patient *patient, struct finding *finding)
{
	static const char what[] =
		"a module must be signed; views work, benches (translate, walk, whomaps, why, frames, exercise) cannot be opened%s";

	switch (machine_lockdown(patient->session->root)) {
	case LOCKDOWN_UNKNOWN:
		finding_set(finding, HEALTH_UNKNOWN,
			    "/sys/kernel/security/lockdown cannot be read; usually there is none then");
		return;
	case LOCKDOWN_NONE:
		finding_set(finding, HEALTH_OK, "none");
		return;
	case LOCKDOWN_INTEGRITY:
		finding_set(finding, HEALTH_LESS, what, "");
		break;
	case LOCKDOWN_CONFIDENTIALITY:
		finding_set(finding, HEALTH_LESS, what, ", and frames and addresses read as 0");
		break;
	}
	finding->remedy = xstrdup(
		"remove lockdown= from the kernel's command line; if Secure Boot switches it on, switch that off in the firmware");
}

static void look_at_signing(struct patient *patient, struct finding *finding)
{
	const char *root = patient->session->root;
	char *forced = machine_text(root, "sys/module/module/parameters/sig_enforce");
	int secure = machine_secure_boot(root);

	if (forced && *forced == 'Y') {
		finding_set(finding, patient->loaded ? HEALTH_OK : HEALTH_LESS,
			    "only modules signed by a trusted key are loaded%s",
			    secure > 0 ? " (Secure Boot)" : "");
		if (!patient->loaded)
			finding->remedy = xstrdup(advice_sign);
	} else if (secure > 0) {
		finding_set(finding, patient->loaded ? HEALTH_OK : HEALTH_LESS,
			    "Secure Boot is on: usually only signed modules are loaded then");
		if (!patient->loaded)
			finding->remedy = xstrdup(advice_sign);
	} else if (forced || !secure) {
		finding_set(finding, HEALTH_OK, "unsigned modules are loaded as well%s",
			    secure ? "" : "; Secure Boot is off");
	} else {
		finding_set(finding, HEALTH_UNKNOWN, "nothing tells whether modules must be signed");
	}
	free(forced);
}

static bool is_mounted(const char *root)
{
	size_t len;
	char *mounts = machine_bytes(root, "proc/self/mounts", &len);
	bool found = mounts && strstr(mounts, " debugfs ");

	free(mounts);
	return found;
}

static void look_at_debugfs(struct patient *patient, struct finding *finding)
{
	const char *root = patient->session->root;
	char *options = machine_text(root, "proc/cmdline");
	const char *off = options ? strstr(options, "debugfs=") : NULL;

	if (off && !begins_with(off, "debugfs=on")) {
		finding_set(finding, HEALTH_FAILS, "the kernel's command line says %.*s",
			    (int)strcspn(off, " "), off);
		finding->remedy = xstrdup("remove it from the command line, and reboot");
	} else if (root && !machine_has(root, "proc/self/mounts")) {
		finding_set(finding, HEALTH_UNKNOWN, "a recording does not tell");
	} else if (!is_mounted(root)) {
		finding_set(finding, HEALTH_FAILS, "not mounted");
		finding->remedy = xstrdup("sudo mount -t debugfs none /sys/kernel/debug");
	} else {
		finding_set(finding, HEALTH_OK, "mounted");
	}
	free(options);
}

static void look_at_module(struct patient *patient, struct finding *finding)
{
	const char *root = patient->session->root;
	char *version = machine_text(root, "sys/module/kmemlab/version");
	struct fault why = { 0 };
	struct source src;

	patient->loaded = version;
	if (!source_open(&src, root, KMEMLAB_FILE_VERSION, &why)) {
		patient->loaded = true;
		source_close(&src);
	}
	if (!patient->loaded) {
		finding_set(finding, HEALTH_FAILS, root ? "none of its files were recorded" :
							  "not loaded");
		finding->remedy = root ? NULL : xstrdup("sudo kmemlab load");
	} else if (version && strcmp(version, KMEMLAB_VERSION)) {
		finding_set(finding, HEALTH_LESS, "version %s; this tool is %s", version,
			    KMEMLAB_VERSION);
		finding->remedy = xstrdup("sudo kmemlab unload, then load the module built with this tool");
	} else if (why.status) {
		finding_set(finding, HEALTH_FAILS, "loaded, but: %s", why.text);
	} else {
		finding_set(finding, HEALTH_OK, "loaded%s%s", version ? ", version " : "",
			    version ? version : "");
	}
	fault_clear(&why);
	free(version);
}

static void look_at_btf(struct patient *patient, struct finding *finding)
{
	if (machine_has(patient->session->root, "sys/kernel/btf/vmlinux")) {
		finding_set(finding, HEALTH_OK, "the kernel describes its types");
	} else if (patient->session->root) {
		finding_set(finding, HEALTH_UNKNOWN, "a recording does not tell");
	} else {
		finding_set(finding, HEALTH_LESS,
			    "/sys/kernel/btf/vmlinux is missing: what looks into slabs is unavailable");
		finding->remedy = xstrdup("a kernel with CONFIG_DEBUG_INFO_BTF=y, as Debian's are");
	}
}

/* Options that something here depends on, and what that is. */
static const struct {
	const char *option;
	enum health without;
	const char *what;
} options[] = {
	{ "CONFIG_MODULES", HEALTH_FAILS, "way to load the module" },
	{ "CONFIG_DEBUG_FS", HEALTH_FAILS, "place for the files of the module" },
	{ "CONFIG_DEBUG_INFO_BTF", HEALTH_LESS, "view of slabs" },
	{ "CONFIG_COMPACTION", HEALTH_LESS, "compaction" },
};

static void look_at_options(struct patient *patient, struct finding *finding)
{
	char *release = machine_release(patient->session->root), *file, *config, *line;
	size_t len, i;

	file = xasprintf("boot/config-%s", release ? release : "");
	config = machine_bytes(patient->session->root, file, &len);
	if (!config)
		finding_set(finding, HEALTH_UNKNOWN, "/%s cannot be read", file);
	else
		finding_set(finding, HEALTH_OK, "all that is needed is set in /%s", file);
	for (i = 0; config && i < ARRAY_SIZE(options); i++) {
		line = xasprintf("\n%s=", options[i].option);
		if (!strstr(config, line) && finding->health < options[i].without)
			finding_set(finding, options[i].without, "%s is not set: there is no %s",
				    options[i].option, options[i].what);
		free(line);
	}
	if (finding->health == HEALTH_LESS || finding->health == HEALTH_FAILS)
		finding->remedy = xstrdup("a kernel with that option, as Debian's are");
	free(config);
	free(file);
	free(release);
}

const struct doctor_check doctor_checks[] = {
	{ "user", look_at_user },
	{ "kernel", look_at_kernel },
	{ "options", look_at_options },
	{ "debugfs", look_at_debugfs },
	{ "module", look_at_module },
	{ "signing", look_at_signing },
	{ "lockdown", look_at_lockdown },
	{ "btf", look_at_btf },
	{ 0 }
};
