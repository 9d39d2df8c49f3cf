/* SPDX-License-Identifier: GPL-2.0 */
/* The view "version": what the other views need to know of the machine. */
#ifndef VERSION_H
#define VERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "doc.h"
#include "session.h"

/**
 * struct version - what the other views need
 * @page: bytes of a page
 * @assumed: nobody said so
 */
struct version {
	uint64_t page;
	bool assumed;
};

int version_read(const struct doc *doc, struct version *version, struct fault *why);
int version_page(struct session *session, struct version *version);
void version_remark(const struct session *session, const struct version *version);

#endif /* VERSION_H */
