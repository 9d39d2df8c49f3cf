/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files that appear when they are whole: until then they have another name, and a
 * signal removes them.
 */
#ifndef SAVE_H
#define SAVE_H

#include <stdio.h>

#include "fault.h"

/**
 * struct save - a file being written; one at a time
 * @f: where to write
 * @path: what it will be called; owned
 */
struct save {
	FILE *f;
	char *path;
};

int save_begin(struct save *save, const char *path, struct fault *why);
int save_end(struct save *save, struct fault *why);
void save_abandon(struct save *save);

#endif /* SAVE_H */
