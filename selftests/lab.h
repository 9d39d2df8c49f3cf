/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A conversation with the module. Linking lab.c makes a program skip itself,
 * with advice, when the module is not there.
 */
#ifndef LAB_H
#define LAB_H

#include <stdarg.h>
#include <stdint.h>
#include <sys/types.h>

#include "answer.h"

/*
 * For what includes the kernel's harness before this: a debug kernel in an
 * emulator on a busy host takes longer for a test than the harness grants.
 */
#ifdef TEST_TIMEOUT_DEFAULT
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 180
/* The harness's own forgets an expectation that failed before. */
#undef SKIP
#define SKIP(statement, fmt, ...) do {						\
	TH_LOG("skipped: " fmt, ##__VA_ARGS__);					\
	if (_metadata->exit_code != KSFT_FAIL) {				\
		snprintf(_metadata->results->reason,				\
			 sizeof(_metadata->results->reason), fmt, ##__VA_ARGS__); \
		_metadata->exit_code = KSFT_SKIP;				\
	}									\
	_metadata->trigger = 0;							\
	statement;								\
} while (0)
#endif

#define LAB_DEBUGFS "/sys/kernel/debug/"
#define LAB_LIMIT "/sys/module/kmemlab/parameters/limit_mib"
#define LAB_PAGE 4096UL

/* Ends the test as failed. */
void __attribute__((noreturn, format(printf, 1, 2))) lab_die(const char *format, ...);

/* @file as in include/kmemlab.h; the result is overwritten by the next call. */
const char *lab_path(const char *file);
int lab_open(const char *file, int flags);

/* One write(2). 0, or the errno. */
int lab_send(int fd, const void *request, size_t len);
int __attribute__((format(printf, 2, 3))) lab_write(int fd, const char *format, ...);

/* All that is left to read, as a string; *@len may be NULL. */
char *lab_read(int fd, size_t *len);
/* The same, parsed; a broken format ends the test. */
struct answer *lab_answer(int fd);

/* One conversation on a descriptor of its own. */
struct answer *lab_view(const char *file);
struct answer * __attribute__((format(printf, 2, 3)))
lab_ask(const char *file, const char *format, ...);

uint64_t lab_held_kib(void);
uint64_t lab_limit_kib(void);

/* The run found the process gone, and says so. */
bool lab_says_gone(const struct answer *answer);

/* A kernel that keeps what was freed, for KASAN. */
bool lab_has_kasan(void);

/* Free memory, with what the processors keep at hand. */
uint64_t lab_free_bytes(void);

/* A whole file outside of the module, as a string. */
char *lab_slurp(const char *path);
/* @request, with the first node that has memory in place of "node=0". */
const char *lab_on_node(const char *request);
/* 0, or the errno. */
int lab_store(const char *path, const char *text);
/* OOM kills since boot; 0 on a kernel that does not count vm events. */
uint64_t lab_oom_kills(void);

/* The highest number behind @prefix in the names of @directory; 0 if there is none. */
unsigned long lab_last(const char *directory, const char *prefix);

/* Kernel threads of the module's that there are now; the numbers of the first @max. */
int lab_threads(pid_t *pids, int max);

/* The number behind "@name " at the start of a line of @path. */
uint64_t lab_counter(const char *path, const char *name);

#endif /* LAB_H */
