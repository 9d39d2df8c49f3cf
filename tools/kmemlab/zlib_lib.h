/* SPDX-License-Identifier: GPL-2.0 */
/* zlib, loaded when a snapshot is read or written. In the place of zlib.h. */
#ifndef ZLIB_LIB_H
#define ZLIB_LIB_H

#include <zlib.h>

#include "fault.h"

#define ZLIB_FUNCTIONS(X) \
	X(gzbuffer) X(gzclose) X(gzdopen) X(gzerror) X(gzread) X(gzwrite)

/**
 * struct zlib_lib - what is used of the library, by its names there
 */
struct zlib_lib {
#define ZLIB_POINTER(name)	__typeof__(name) *name;
	ZLIB_FUNCTIONS(ZLIB_POINTER)
#undef ZLIB_POINTER
};

extern struct zlib_lib zlib_lib;

int zlib_load(struct fault *why);

/* All but the file that loads them use them as if they were linked. */
#ifndef ZLIB_LIB_LOADER
#define gzbuffer	(*zlib_lib.gzbuffer)
#define gzclose		(*zlib_lib.gzclose)
#define gzdopen		(*zlib_lib.gzdopen)
#define gzerror		(*zlib_lib.gzerror)
#define gzread		(*zlib_lib.gzread)
#define gzwrite		(*zlib_lib.gzwrite)
#endif

#endif /* ZLIB_LIB_H */
