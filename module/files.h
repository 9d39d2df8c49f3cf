/* SPDX-License-Identifier: GPL-2.0 */
/* The table of files, and the files themselves. */
#ifndef KML_FILES_H
#define KML_FILES_H

#include "file.h"

extern const struct kml_file kml_version_file;
extern const struct kml_file kml_zones_file;
extern const struct kml_file kml_zones_bin_file;
extern const struct kml_file kml_buddy_file;
extern const struct kml_file kml_pageblocks_file;
extern const struct kml_file kml_balance_file;
extern const struct kml_file kml_physmap_file;
extern const struct kml_file kml_physmap_bin_file;
extern const struct kml_file kml_frames_file;
extern const struct kml_file kml_why_file;
extern const struct kml_file kml_slabs_file;
extern const struct kml_file kml_slabs_bin_file;
extern const struct kml_file kml_slab_file;
extern const struct kml_file kml_ladder_file;
extern const struct kml_file kml_translate_file;
extern const struct kml_file kml_walk_file;
extern const struct kml_file kml_layout_file;
extern const struct kml_file kml_kmalloc_file;
extern const struct kml_file kml_vmalloc_file;
extern const struct kml_file kml_mempool_file;
extern const struct kml_file kml_pages_file;
extern const struct kml_file kml_cache_file;
extern const struct kml_file kml_contig_file;
extern const struct kml_file kml_percpu_file;
extern const struct kml_file kml_frag_file;
extern const struct kml_file kml_dma_file;
extern const struct kml_file kml_fragment_file;

int kml_files_create(void);
void kml_files_remove(void);
const struct kml_file *kml_files_at(size_t index);

#endif /* KML_FILES_H */
