/* SPDX-License-Identifier: GPL-2.0 */
/* Swap of a test's own, on /dev/zram0, if that is there and nobody uses it. */
#ifndef SWAP_H
#define SWAP_H

#include <stdbool.h>

/* True also if it is on already. */
bool swap_on(void);
void swap_off(void);

#endif /* SWAP_H */
