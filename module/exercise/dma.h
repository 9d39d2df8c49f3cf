/* SPDX-License-Identifier: GPL-2.0 */
/* The device that the bench `exercise/dma` allocates for. */
#ifndef KML_DMA_H
#define KML_DMA_H

void kml_dma_register(void);
void kml_dma_unregister(void);

#endif /* KML_DMA_H */
