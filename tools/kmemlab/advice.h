/* SPDX-License-Identifier: GPL-2.0 */
/* Why a module cannot be loaded or unloaded, and what to do about it. */
#ifndef ADVICE_H
#define ADVICE_H

#include "fault.h"

/* What to do where the kernel takes signed modules only. */
extern const char advice_sign[];

int advice_load(int err, const char *path, struct fault *why);
int advice_unload(int err, struct fault *why);

#endif /* ADVICE_H */
