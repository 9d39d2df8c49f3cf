// SPDX-License-Identifier: GPL-2.0
/* zlib, loaded when it is needed: see zlib_lib.h. */
#include <stddef.h>

#define ZLIB_LIB_LOADER
#include "library.h"
#include "util.h"
#include "zlib_lib.h"

#define LIBRARY	"libz.so.1"

struct zlib_lib zlib_lib;

LIBRARY_NOTE(LIBRARY, "snapshot", "snapshots, read and written");

static const struct symbol symbols[] = {
#define ZLIB_SYMBOL(name)	{ #name, offsetof(struct zlib_lib, name) },
	ZLIB_FUNCTIONS(ZLIB_SYMBOL)
};

/**
 * zlib_load - load the library, unless it is
 * @why: filled on failure
 *
 * Return: 0 or -1.
 */
int zlib_load(struct fault *why)
{
	const char *wrong;

	if (zlib_lib.gzwrite)
		return 0;
	wrong = library_load(LIBRARY, symbols, ARRAY_SIZE(symbols), &zlib_lib);
	return wrong ? fault(why, EXIT_UNAVAILABLE, "snapshots need zlib: %s; install zlib1g",
			     wrong) : 0;
}
