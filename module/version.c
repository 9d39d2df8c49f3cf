// SPDX-License-Identifier: GPL-2.0
/* The view `version`: what this is, and what of it works here. */
#include <generated/utsrelease.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/utsname.h>

#include <kmemlab.h>
#include "files.h"
#include "limits.h"

static int module_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_string rows[] = {
		{ "version", KMEMLAB_VERSION },
		{ "kernel", init_utsname()->release },
		{ "built_for", UTS_RELEASE },
		{ "arch", init_utsname()->machine },
	};

	return kml_text_string_row(t, rows, ARRAY_SIZE(rows), pos);
}

static int limit_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_number rows[] = {
		{ "page_bytes", PAGE_SIZE },
		{ "limit_kib", kml_limit_bytes() / SZ_1K },
		{ "held_kib", kml_limit_held() / SZ_1K },
	};

	return kml_text_number_row(t, rows, ARRAY_SIZE(rows), pos);
}

static void put_feature(struct kml_text *t, const char *name, const char *reason)
{
	kml_text_str(t, name);
	kml_text_str(t, reason ? "unavailable" : "available");
	if (reason)
		kml_text_str(t, reason);
	else
		kml_text_none(t);
	kml_text_row_end(t);
}

static int feature_row(struct kml_session *s, struct kml_text *t, u64 *pos)
{
	const struct kml_file *file = kml_files_at(*pos);

	++*pos;
	if (file) {
		put_feature(t, file->name, file->unavailable ? file->unavailable() : NULL);
		return 1;
	}
	put_feature(t, "addresses", s->may_see_addresses ? NULL :
		    "physical and kernel addresses read as 0: CAP_SYS_ADMIN is missing, or the kernel is locked down for confidentiality");
	return 0;
}

static const struct kml_section sections[] = {
	{ "module", "name:str value:str", module_row },
	{ "limit", "name:str value:int", limit_row },
	{ "feature", "name:str state:str reason:str", feature_row },
	{ }
};

const struct kml_file kml_version_file = {
	.name = KMEMLAB_FILE_VERSION,
	.help = "what this is, its limits, and which features work here",
	.version = 1,
	.consistency = "exact",
	.sections = sections,
};
