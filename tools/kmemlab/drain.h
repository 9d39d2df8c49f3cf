/* SPDX-License-Identifier: GPL-2.0 */
/* Emptying the kernel's caches, so that what stays is what is held. */
#ifndef DRAIN_H
#define DRAIN_H

void drain(void);

#endif /* DRAIN_H */
