// SPDX-License-Identifier: GPL-2.0
/*
 * kmemlab-leak.ko: takes memory when it is loaded and gives none of it back, or
 * all. For the test of "kmemlab check", which has to tell which; load it nowhere
 * else.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static char *kind = "none";
module_param(kind, charp, 0);
MODULE_PARM_DESC(kind, "what is leaked: none, kmalloc, vmalloc, pages");

static unsigned int count = 1;
module_param(count, uint, 0);
MODULE_PARM_DESC(count, "how often (1)");

static unsigned int bytes = 4096;
module_param(bytes, uint, 0);
MODULE_PARM_DESC(bytes, "how much each time (4096)");

struct late {
	struct rcu_head rcu;
	char room[1000];
};

static void *leak_one(void)
{
	if (!strcmp(kind, "kmalloc"))
		return kmalloc(bytes, GFP_KERNEL);
	if (!strcmp(kind, "vmalloc"))
		return vmalloc(bytes);
	if (!strcmp(kind, "pages"))
		return alloc_pages(GFP_KERNEL, get_order(bytes));
	return NULL;
}

/* All of it is given back, some of it only once RCU's readers are through. */
static int leak_nothing(void)
{
	struct page *page;
	struct late *late;
	unsigned int i;

	for (i = 0; i < count; i++) {
		late = kmalloc(sizeof(*late), GFP_KERNEL);
		if (!late)
			return -ENOMEM;
		kfree_rcu(late, rcu);
		vfree(vmalloc(bytes));
		kfree(kmalloc(bytes, GFP_KERNEL));
		page = alloc_pages(GFP_KERNEL, get_order(bytes));
		if (!page)
			return -ENOMEM;
		__free_pages(page, get_order(bytes));
	}
	return 0;
}

static int __init leak_init(void)
{
	unsigned int i;

	if (!strcmp(kind, "none"))
		return leak_nothing();
	for (i = 0; i < count; i++)
		if (!leak_one())
			return -EINVAL;
	return 0;
}

static void __exit leak_exit(void)
{
}

module_init(leak_init);
module_exit(leak_exit);

MODULE_DESCRIPTION("leaks memory, to test that this is found");
MODULE_LICENSE("GPL");
