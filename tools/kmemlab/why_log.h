/* SPDX-License-Identifier: GPL-2.0 */
/* A "page allocation failure" of a kernel log: see why_log.c and why_judge.c. */
#ifndef WHY_LOG_H
#define WHY_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <kmemlab_why.h>

#include "doc.h"
#include "fault.h"

#define LOG_ZONE_NAME	16

/**
 * struct log_zone - a zone as the log has it
 * @nid: number of its node
 * @name: of the zone
 * @line: where its numbers stand
 * @free: free pages, as all numbers
 * @boost: of the watermarks
 * @min: watermark
 * @low: watermark
 * @high_atomic: free, and kept for atomic allocations
 * @cma: free in areas for contiguous allocations
 * @pcp: in per-CPU lists
 * @file: page cache on the zone's lists
 * @anon: anonymous memory there
 * @reserve: kept from requests for each zone of the node
 * @nr_reserve: how many
 * @blocks: free blocks by order
 * @types: migrate types that have one, a bit each, by order
 * @nr_orders: how many orders were told
 */
struct log_zone {
	uint64_t nid;
	char name[LOG_ZONE_NAME];
	unsigned long line;
	uint64_t free, boost, min, low, high_atomic, cma, pcp, file, anon;
	uint64_t reserve[KMEMLAB_ZONES];
	size_t nr_reserve;
	uint64_t blocks[KMEMLAB_ORDERS];
	uint8_t types[KMEMLAB_ORDERS];
	size_t nr_orders;
};

/**
 * struct log - a failure
 * @path: of the file
 * @order: what was asked for
 * @gfp: the mask in words; owned
 * @page_kib: KiB a page
 * @swap: there was swap left
 * @zones: owned
 * @nr: how many
 */
struct log {
	const char *path;
	uint64_t order;
	char *gfp;
	uint64_t page_kib;
	bool swap;
	struct log_zone *zones;
	size_t nr;
};

int log_read(const char *path, struct log *log, struct fault *why);
void log_free(struct log *log);
int log_judge(const struct log *log, struct doc *doc, struct fault *why);

#endif /* WHY_LOG_H */
