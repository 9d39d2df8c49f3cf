// SPDX-License-Identifier: GPL-2.0
/* Turns swap on a compressed RAM disk on and off. */
#include <stdlib.h>
#include <string.h>
#include <sys/swap.h>

#include "lab.h"
#include "swap.h"

#define DISK "/dev/zram0"

static bool is_on(void)
{
	char *text = lab_slurp("/proc/swaps");
	bool on = strstr(text, DISK " ");

	free(text);
	return on;
}

bool swap_on(void)
{
	if (is_on())
		return true;
	if (lab_store("/sys/block/zram0/disksize", "64M"))
		return false;
	return !system("mkswap " DISK " >/dev/null") && !swapon(DISK, 0);
}

void swap_off(void)
{
	if (!is_on())
		return;
	if (swapoff(DISK))
		lab_die("swapoff " DISK);
	lab_store("/sys/block/zram0/reset", "1");
}
