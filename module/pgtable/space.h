/* SPDX-License-Identifier: GPL-2.0 */
/* Whose page tables a request is about: a process's, or the kernel's. */
#ifndef KML_SPACE_H
#define KML_SPACE_H

#include "../file.h"

enum kml_space {
	KML_SPACE_PROCESS,
	KML_SPACE_KERNEL,
};

extern const char * const kml_spaces[];

/**
 * struct kml_space_request - what every request about page tables begins with
 * @pid: the process; 0: none was given
 * @space: enum kml_space
 */
struct kml_space_request {
	u64 pid;
	u64 space;
};

/* The keys that fill it; @request_type has it as @member. */
#define KML_SPACE_KEYS(request_type, member)					\
	{									\
		.name = "pid",							\
		.help = "the process whose address space is read; needed, unless space=kernel", \
		.type = KML_KEY_PID,						\
		.offset = offsetof(request_type, member.pid),				\
		.min = 1,							\
		.max = PID_MAX_LIMIT,						\
	}, {									\
		.name = "space",						\
		.help = "process: that of pid; kernel: the kernel's own half",	\
		.type = KML_KEY_WORD,						\
		.offset = offsetof(request_type, member.space),				\
		.words = kml_spaces,						\
	}

const char *kml_tables_unavailable(void);
int kml_space_find(struct kml_session *s, const struct kml_space_request *request);
void kml_space_forget(struct kml_session *s);
int kml_space_enter(struct kml_session *s);
void kml_space_leave(struct kml_session *s);

/* The address space of a process, or NULL: the kernel's. */
static inline struct mm_struct *kml_space_mm(const struct kml_session *s)
{
	return s->resource;
}

#endif /* KML_SPACE_H */
