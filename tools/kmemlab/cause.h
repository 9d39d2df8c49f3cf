/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why an access to an address goes through or faults, and what comes of it. Pure.
 *
 * What is said is true of the moment the tables were read; "unless" and "or" stand
 * where the tables alone do not tell.
 */
#ifndef CAUSE_H
#define CAUSE_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct cause - what is known of an address
 * @what: "page", "zero", "swap" ..., as the module calls it
 * @reason: the module's words for what is not mapped
 * @area: rights of its area as in /proc/PID/maps; NULL: no area
 * @name: what the area maps; NULL: nothing that has a name
 * @offset: of the page in the file
 * @rights: what all levels of the tables allow, "rwxu"
 * @uffd_wp: userfaultfd protects it against writing
 * @swapped: @swap_type and @swap_offset are known
 * @swap_type: number of the swap area
 * @swap_offset: where in it, in pages
 * @swap_file: name of the swap area, or NULL
 * @refcount: of the frame; 0: not known
 */
struct cause {
	const char *what;
	const char *reason;
	const char *area;
	const char *name;
	uint64_t offset;
	const char *rights;
	bool uffd_wp;
	bool swapped;
	uint64_t swap_type;
	uint64_t swap_offset;
	const char *swap_file;
	uint64_t refcount;
};

char *cause_text(const struct cause *cause);

#endif /* CAUSE_H */
