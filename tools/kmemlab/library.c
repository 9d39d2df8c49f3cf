// SPDX-License-Identifier: GPL-2.0
/* Libraries that are loaded: see library.h. */
#include <dlfcn.h>

#include "library.h"

/**
 * library_load - load a library, which stays until the program ends
 * @library: its soname
 * @symbols: what is used of it
 * @nr: how many
 * @pointers: the struct that is filled
 *
 * Return: NULL, or what is wrong.
 */
const char *library_load(const char *library, const struct symbol *symbols, size_t nr,
			 void *pointers)
{
	void *lib = dlopen(library, RTLD_NOW | RTLD_LOCAL), *found;
	size_t i;

	if (!lib)
		return dlerror();
	for (i = 0; i < nr; i++) {
		found = dlsym(lib, symbols[i].name);
		if (!found)
			return dlerror();
		*(void **)((char *)pointers + symbols[i].offset) = found;
	}
	return NULL;
}
