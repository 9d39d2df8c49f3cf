// SPDX-License-Identifier: GPL-2.0
/* kmemlab: a laboratory for the kernel's memory allocators. */
#include <linux/module.h>

#include <kmemlab.h>
#include "compat.h"
#include "exercise/dma.h"
#include "files.h"
#include "limits.h"
#include "phys/pass.h"
#include "slab/proof.h"

static int __init kmemlab_init(void)
{
	int err = kml_limits_init();

	if (err)
		return err;
	err = kml_pass_init();
	if (err)
		return err;
	kml_dma_register();
	kml_slab_init();
	err = kml_files_create();
	if (err) {
		kml_slab_exit();
		kml_dma_unregister();
		kml_pass_exit();
	}
	return err;
}

static void __exit kmemlab_exit(void)
{
	kml_files_remove();
	kml_session_exit();
	kml_slab_exit();
	kml_dma_unregister();
	kml_pass_exit();
}

module_init(kmemlab_init);
module_exit(kmemlab_exit);

MODULE_DESCRIPTION("Laboratory for the kernel's memory allocators, in debugfs");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(KMEMLAB_VERSION);
