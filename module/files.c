// SPDX-License-Identifier: GPL-2.0
/* The table of files: what exists below kmemlab/ is what is listed here. */
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <kmemlab.h>
#include "files.h"

static struct kml_node nodes[] = {
	{ .file = &kml_version_file },
	{ .file = &kml_zones_file },
	{ .file = &kml_zones_bin_file },
	{ .file = &kml_buddy_file },
	{ .file = &kml_pageblocks_file },
	{ .file = &kml_balance_file },
	{ .file = &kml_physmap_file },
	{ .file = &kml_physmap_bin_file },
	{ .file = &kml_frames_file },
	{ .file = &kml_why_file },
	{ .file = &kml_slabs_file },
	{ .file = &kml_slabs_bin_file },
	{ .file = &kml_slab_file },
	{ .file = &kml_ladder_file },
	{ .file = &kml_translate_file },
	{ .file = &kml_walk_file },
	{ .file = &kml_layout_file },
	{ .file = &kml_kmalloc_file },
	{ .file = &kml_vmalloc_file },
	{ .file = &kml_mempool_file },
	{ .file = &kml_pages_file },
	{ .file = &kml_cache_file },
	{ .file = &kml_contig_file },
	{ .file = &kml_percpu_file },
	{ .file = &kml_frag_file },
	{ .file = &kml_dma_file },
	{ .file = &kml_fragment_file },
};

static struct dentry *root;

/* The directory @name lies in; *@base is set to what remains of it. */
static struct dentry *directory_of(const char *name, const char **base)
{
	const char *slash = strchr(name, '/');
	struct dentry *dir;
	char *dirname;

	*base = name;
	if (!slash)
		return root;
	*base = slash + 1;
	dirname = kstrndup(name, slash - name, GFP_KERNEL);
	if (!dirname)
		return ERR_PTR(-ENOMEM);
	dir = debugfs_lookup(dirname, root);
	if (dir)
		dput(dir);	/* the tree holds it until kml_files_remove() */
	else
		dir = debugfs_create_dir(dirname, root);
	kfree(dirname);
	return dir;
}

/**
 * kml_files_create - make the tree
 *
 * What debugfs returns is not checked for each file: without debugfs there is
 * nothing to serve and nothing to undo.
 *
 * Return: 0 or a negative errno: the directory exists or debugfs is off.
 */
int kml_files_create(void)
{
	const struct kml_file *file;
	struct dentry *dir;
	const char *base;
	size_t i;

	root = debugfs_create_dir(KMEMLAB_DIR, NULL);
	if (IS_ERR(root))
		return PTR_ERR(root);
	for (i = 0; i < ARRAY_SIZE(nodes); i++) {
		file = nodes[i].file;
		mutex_init(&nodes[i].lock);
		dir = directory_of(file->name, &base);
		debugfs_create_file(base, file->keys ? 0600 : 0400, dir, &nodes[i],
				    file->keys ? &kml_bench_fops : &kml_view_fops);
	}
	return 0;
}

/**
 * kml_files_remove - undo kml_files_create()
 *
 * No file is open: an open file holds the module.
 */
void kml_files_remove(void)
{
	size_t i;

	debugfs_remove(root);
	for (i = 0; i < ARRAY_SIZE(nodes); i++) {
		kfree(nodes[i].kept);
		mutex_destroy(&nodes[i].lock);
	}
}

/**
 * kml_files_at - walk the table
 * @index: from 0
 *
 * Return: the file, or NULL past the end.
 */
const struct kml_file *kml_files_at(size_t index)
{
	return index < ARRAY_SIZE(nodes) ? nodes[index].file : NULL;
}
