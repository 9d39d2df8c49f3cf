// SPDX-License-Identifier: GPL-2.0
/* Elements of a pool that are lent, and come back one by one. */
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "../own.h"
#include "lender.h"

/**
 * struct kml_lender - who has elements of a pool
 * @pool: of the exercise
 * @work: gives one back, and comes again while there are more
 * @delay: between two, in jiffies
 * @nr: elements there were
 * @left: of those; changed by @work alone while that is pending
 * @elements: the first @left are still here
 */
struct kml_lender {
	mempool_t *pool;
	struct delayed_work work;
	unsigned long delay;
	unsigned int nr;
	unsigned int left;
	void *elements[];
};

/* Counted first: who gets it may be done, and have read the count, before this returns. */
static void give_one_back(struct kml_lender *lender)
{
	unsigned int last = lender->left - 1;

	WRITE_ONCE(lender->left, last);
	mempool_free(lender->elements[last], lender->pool);
}

static void come_back(struct work_struct *work)
{
	struct kml_lender *lender = container_of(to_delayed_work(work), struct kml_lender, work);

	/* It may be told again of a miss while the last is on its way. */
	if (!lender->left)
		return;
	give_one_back(lender);
	if (lender->left)
		schedule_delayed_work(&lender->work, lender->delay);
}

/**
 * kml_lender_create - take elements
 * @pool: its backing allocator must fail, so that they are of the reserve
 * @nr: elements, at least 1
 * @return_ms: until the first of them is given back, and between two
 *
 * Context: may sleep, but never waits for an element.
 * Return: the lender, to be destroyed before @pool is; or ERR_PTR(-ENOMEM), also if
 * the reserve has fewer elements. Then all are back.
 */
struct kml_lender *kml_lender_create(mempool_t *pool, unsigned int nr, unsigned int return_ms)
{
	struct kml_lender *lender;

	lender = kml_own_calloc(1, struct_size(lender, elements, nr));
	if (!lender)
		return ERR_PTR(-ENOMEM);
	INIT_DELAYED_WORK(&lender->work, come_back);
	lender->pool = pool;
	lender->nr = nr;
	lender->delay = max(1UL, msecs_to_jiffies(return_ms));
	for (; lender->left < nr; lender->left++) {
		lender->elements[lender->left] = mempool_alloc(pool, GFP_NOWAIT | __GFP_NOWARN);
		if (!lender->elements[lender->left]) {
			kml_lender_destroy(lender);
			return ERR_PTR(-ENOMEM);
		}
	}
	return lender;
}

/**
 * kml_lender_missed - somebody asked for an element in vain: they begin to come back
 * @lender: who has them; may be called any number of times
 *
 * Context: any, as mempool_alloc() is.
 */
void kml_lender_missed(struct kml_lender *lender)
{
	if (READ_ONCE(lender->left))
		schedule_delayed_work(&lender->work, lender->delay);
}

/**
 * kml_lender_returned - elements that came back so far
 * @lender: who has the others
 */
unsigned int kml_lender_returned(const struct kml_lender *lender)
{
	return lender->nr - READ_ONCE(lender->left);
}

/**
 * kml_lender_destroy - all elements come back now
 * @lender: freed
 *
 * Context: may sleep.
 */
void kml_lender_destroy(struct kml_lender *lender)
{
	cancel_delayed_work_sync(&lender->work);
	while (lender->left)
		give_one_back(lender);
	kml_own_free(lender);
}
