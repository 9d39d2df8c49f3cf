/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All input: the files of the module and of /proc, live or recorded.
 *
 * Recorded means below a directory that looks like the root of the machine it
 * was taken from: DIR/sys/kernel/debug/kmemlab/zones, DIR/proc/meminfo; or in a
 * snapshot, a file that holds the same: see archive.h. Nothing is ever written
 * there, and a bench is a regular file with an answer in it.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

#include <kmemlab.h>

#include "fault.h"

/* Where the files of the module are, below a root. */
#define SOURCE_VIEWS	"sys/kernel/debug/" KMEMLAB_DIR

struct archive_member;

/**
 * struct source - an open file
 * @fd: descriptor, or -1
 * @member: read instead, if it is a file in a snapshot; else NULL
 * @refused: errno of the write that the module refused a request with, or 0;
 *	the answer then says why
 * @path: its name, for messages; owned
 * @copy: gets all that is read, unless NULL
 */
struct source {
	int fd;
	struct archive_member *member;
	int refused;
	char *path;
	FILE *copy;
};

int source_open(struct source *src, const char *root, const char *file,
		struct fault *why);
int source_open_bench(struct source *src, const char *root, const char *file,
		      const char *request, struct fault *why);
int source_open_proc(struct source *src, const char *root, const char *file,
		     struct fault *why);
char *source_module_dir(const char *root, struct fault *why);
int source_open_system(struct source *src, const char *root, const char *file,
		       struct fault *why);
int source_list(const char *root, const char *dir,
		void (*each)(void *data, const char *name), void *data,
		struct fault *why);
int source_list_path(const char *path, void (*each)(void *data, const char *name),
		     void *data, struct fault *why);
char *source_link(const char *root, const char *file);
int source_check_root(const char *root, struct fault *why);
int source_open_path(struct source *src, const char *path, struct fault *why);
ssize_t source_read(struct source *src, char *buf, size_t size, struct fault *why);
void source_close(struct source *src);

#endif /* SOURCE_H */
