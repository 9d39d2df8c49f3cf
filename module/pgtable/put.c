// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/mm.h>

#include "../compat.h"
#include "decode.h"
#include "put.h"

/**
 * kml_put_rights - what all levels of a table allow, as a ``str`` column
 * @t: the text
 * @rights: KML_* bits
 */
void kml_put_rights(struct kml_text *t, unsigned int rights)
{
	const char word[] = {
		rights & KML_READ ? 'r' : '-',
		rights & KML_WRITE ? 'w' : '-',
		rights & KML_EXEC ? 'x' : '-',
		rights & KML_USER ? 'u' : '-',
		'\0'
	};

	kml_text_str(t, word);
}

/**
 * kml_put_flags - the flags of an entry, as a ``flags`` column
 * @t: the text
 * @level: of its table
 * @raw: the entry
 */
void kml_put_flags(struct kml_text *t, enum kml_level level, u64 raw)
{
	kml_text_flags(t, kml_entry_named(level, raw), kml_flag_names);
}

/**
 * kml_put_area_rights - what an area allows, as /proc/PID/maps spells it
 * @t: the text
 * @flags: vm_flags
 */
void kml_put_area_rights(struct kml_text *t, unsigned long flags)
{
	const char word[] = {
		flags & VM_READ ? 'r' : '-',
		flags & VM_WRITE ? 'w' : '-',
		flags & VM_EXEC ? 'x' : '-',
		flags & VM_MAYSHARE ? 's' : 'p',
		'\0'
	};

	kml_text_str(t, word);
}

/**
 * kml_put_area_name - what an area maps, as a ``str`` column
 * @t: the text
 * @name: of kml_area_name()
 */
void kml_put_area_name(struct kml_text *t, const char *name)
{
	if (*name)
		kml_text_str(t, name);
	else
		kml_text_none(t);
}
