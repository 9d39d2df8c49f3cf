// SPDX-License-Identifier: GPL-2.0
/* What a run is told by its environment. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "kselftest.h"
#include "random.h"

uint64_t setting(const char *name, uint64_t standard)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 0) : standard;
}

uint64_t random_seed(void)
{
	uint64_t seed = setting("KMEMLAB_SEED", time(NULL) * 1000003UL ^ getpid()) | 1;

	ksft_print_msg("KMEMLAB_SEED=%lu\n", seed);
	return seed;
}

void only_when_asked(void)
{
	if (!setting("KMEMLAB_LONG", 0))
		ksft_exit_skip("takes minutes: ask for it by KMEMLAB_LONG=1\n");
}
