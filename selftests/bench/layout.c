// SPDX-License-Identifier: GPL-2.0
/* What the view `layout` costs, beside PTDUMP where the kernel has it. */
#include <err.h>
#include <fcntl.h>
#include <unistd.h>

#include <kmemlab.h>
#include "bench.h"

#define READ_BYTES	(1ul << 20)

/* To its end. */
static uint64_t read_file(void *path)
{
	static char buffer[READ_BYTES];
	int fd = open(path, O_RDONLY);
	ssize_t got;

	if (fd < 0)
		err(1, "%s", (const char *)path);
	while ((got = read(fd, buffer, sizeof(buffer))) > 0)
		;
	if (got < 0)
		err(1, "%s: read", (const char *)path);
	close(fd);
	return 0;
}

int main(void)
{
	char ours[] = "/sys/kernel/debug/kmemlab/" KMEMLAB_FILE_LAYOUT;
	char ptdump[] = "/sys/kernel/debug/page_tables/kernel";
	uint64_t result;
	double peer = 0;

	if (!access(ptdump, R_OK))
		peer = bench_least_ns(read_file, ptdump, &result);
	bench_row("all tables of the kernel: layout, in all", "PTDUMP", peer,
		  bench_least_ns(read_file, ours, &result), 1350000);
	return bench_end();
}
