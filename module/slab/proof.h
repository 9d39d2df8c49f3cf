/* SPDX-License-Identifier: GPL-2.0 */
/* Are the layouts right? Tried at load, on a cache of our own. */
#ifndef KML_SLAB_PROOF_H
#define KML_SLAB_PROOF_H

void kml_slab_init(void);
void kml_slab_exit(void);
const char *kml_slab_unavailable(void);
unsigned long kml_own_cache(void);

#endif /* KML_SLAB_PROOF_H */
