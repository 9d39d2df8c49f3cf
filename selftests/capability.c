// SPDX-License-Identifier: GPL-2.0
/* The capabilities of the calling process. */
#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "capability.h"
#include "lab.h"

void capability_turn(int capability, bool on)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &head, data))
		lab_die("capget: %s", strerror(errno));
	if (on)
		data[0].effective |= 1U << capability;
	else
		data[0].effective &= ~(1U << capability);
	if (syscall(SYS_capset, &head, data))
		lab_die("capset: %s", strerror(errno));
}
