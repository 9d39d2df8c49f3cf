/* SPDX-License-Identifier: GPL-2.0 */
/* The checks of "doctor". */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "doc.h"
#include "session.h"

enum health {
	HEALTH_OK,
	HEALTH_LESS,	/* works, with something missing */
	HEALTH_FAILS,	/* the module cannot be used */
	HEALTH_UNKNOWN,	/* nothing tells */
};

/**
 * struct finding - what a check found
 * @health: the verdict
 * @detail: what is so; owned
 * @remedy: what to do; owned, NULL: nothing
 */
struct finding {
	enum health health;
	char *detail;
	char *remedy;
};

/**
 * struct patient - what is being looked at
 * @session: live or recorded
 * @loaded: the module is loaded, or its files were recorded
 */
struct patient {
	struct session *session;
	bool loaded;
};

struct doctor_check {
	const char *name;
	void (*look)(struct patient *patient, struct finding *finding);
};

extern const struct doctor_check doctor_checks[];

__attribute__((format(printf, 3, 4)))
void finding_set(struct finding *finding, enum health health, const char *fmt, ...);

#endif /* DOCTOR_H */
