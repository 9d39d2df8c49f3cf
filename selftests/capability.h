/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CAPABILITY_H
#define CAPABILITY_H

#include <stdbool.h>

/* Turns one off or on; what may be turned on again stays as it is. */
void capability_turn(int capability, bool on);

#endif /* CAPABILITY_H */
