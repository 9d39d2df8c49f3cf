/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What the module, the tool and the selftests agree on: file names and format
 * versions. Documentation/formats.rst is the contract in words.
 */
#ifndef KMEMLAB_H
#define KMEMLAB_H

#include <linux/types.h>

#define KMEMLAB_VERSION		"0.1"

/* Below the debugfs mount, usually /sys/kernel/debug. */
#define KMEMLAB_DIR		"kmemlab"

/* Views: mode 0400, read only. */
#define KMEMLAB_FILE_VERSION	"version"
#define KMEMLAB_FILE_ZONES	"zones"
#define KMEMLAB_FILE_BUDDY	"buddy"
#define KMEMLAB_FILE_LAYOUT	"layout"

/* Benches: mode 0600, take a request by write(2). */
#define KMEMLAB_FILE_TRANSLATE	"translate"
#define KMEMLAB_FILE_WALK	"walk"
#define KMEMLAB_FILE_KMALLOC	"exercise/kmalloc"
#define KMEMLAB_FILE_VMALLOC	"exercise/vmalloc"
#define KMEMLAB_FILE_MEMPOOL	"exercise/mempool"
#define KMEMLAB_FILE_PAGES	"exercise/pages"

/*
 * walk, format=binary, mode=pages: blocks of entries, in ascending order. What
 * lies between two blocks is empty or in no area. An entry is as the processor
 * sees it, with its frame bits 0 for who may not see them; entry i translates
 * addr + (i << shift of the level). A block without entries stands for a table
 * that kept changing. If the walk ends early, the read fails.
 */
struct kmemlab_block {
	__u64 addr;		/* first address of the first entry */
	__u32 level;		/* of the table: enum kmemlab_level */
	__u32 nr;		/* entries, __u64 each, that follow; at most 512 */
};

enum kmemlab_level {
	KMEMLAB_PGD,
	KMEMLAB_P4D,
	KMEMLAB_PUD,
	KMEMLAB_PMD,
	KMEMLAB_PTE,
};

/* A request is one write of at most this many bytes. */
#define KMEMLAB_REQUEST_MAX	4095

#endif /* KMEMLAB_H */
