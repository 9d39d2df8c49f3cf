/* SPDX-License-Identifier: GPL-2.0 */
/* Free blocks by order, a zone at a time, or a migrate type of a zone. */
#ifndef BUDDY_H
#define BUDDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "doc.h"
#include "session.h"
#include "table.h"

/* More than any kernel has: with 64 KiB pages, order 13 is the largest. */
#define BUDDY_ORDERS	32

/**
 * struct buddy - the free lists of a zone
 * @nid: its node
 * @zone: its name; owned by the document
 * @migrate: migrate type of their pageblocks, owned by it; NULL: all types together
 * @blocks: free blocks of each order
 * @known: orders the module named
 * @free_pages: of all orders
 * @largest: largest order with a free block; -1: there is none
 */
struct buddy {
	uint64_t nid;
	const char *zone;
	const char *migrate;
	uint64_t blocks[BUDDY_ORDERS];
	bool known[BUDDY_ORDERS];
	uint64_t free_pages;
	int largest;
};

/**
 * struct buddies - the free lists of all zones
 * @zones: in the order of the view; owned
 * @nr: how many
 * @orders: orders there are: largest plus one
 * @by_type: they are of a migrate type each
 */
struct buddies {
	struct buddy *zones;
	size_t nr;
	unsigned int orders;
	bool by_type;
};

int buddy_read(const struct doc *doc, struct buddies *buddies, struct fault *why);
void buddy_free(struct buddies *buddies);
const struct buddy *buddy_find(const struct buddies *buddies, uint64_t nid,
			       const char *zone);

/* Room for the number of an order, as a head. */
#define BUDDY_ORDER_MAX	4

extern const struct column_doc buddy_index_docs[], pageblocks_free_docs[];

unsigned int buddy_order_columns(struct table_column *columns, char names[][BUDDY_ORDER_MAX],
				 unsigned int orders);
int buddy_print_index(struct session *session, const struct doc *doc,
		      const struct buddies *buddies);

#endif /* BUDDY_H */
