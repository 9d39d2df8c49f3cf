/* SPDX-License-Identifier: GPL-2.0 */
/* /proc/pressure/memory: how long tasks waited for memory. */
#ifndef PRESSURE_H
#define PRESSURE_H

#include <stdbool.h>
#include <stdint.h>

#include "session.h"

enum pressure_kind {
	PRESSURE_SOME,	/* some task waited */
	PRESSURE_FULL,	/* all that could run waited */
	PRESSURE_KINDS
};

extern const char *const pressure_names[PRESSURE_KINDS];

/**
 * struct pressure - the file
 * @known: it was there; a kernel without PSI, or with it switched off, has none
 * @share: of the last 10, 60 and 300 seconds, in hundredths of a percent
 * @total_us: since boot, in microseconds
 */
struct pressure {
	bool known;
	uint64_t share[PRESSURE_KINDS][3];
	uint64_t total_us[PRESSURE_KINDS];
};

int pressure_read(struct session *session, struct pressure *pressure);

#endif /* PRESSURE_H */
