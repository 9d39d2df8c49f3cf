// SPDX-License-Identifier: GPL-2.0
/* Requests with what must become of them: see refusal.h. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kselftest.h"
#include "lab.h"
#include "refusal.h"

static bool as_expected(const struct refusal *row)
{
	int fd = lab_open(row->file, O_RDWR), error;
	struct answer *answer;
	bool good;
	size_t len, i;
	char *text;

	error = lab_send(fd, row->request, strlen(row->request));
	text = lab_read(fd, &len);
	close(fd);
	answer = answer_parse(text, len);
	good = error == row->error && !strncmp(text, "error: ", 7) == !!error &&
	       !answer->broken[0];
	for (i = 0; i < REFUSAL_WORDS; i++)
		good = good && (!row->words[i] || strstr(text, row->words[i]));
	if (!good)
		ksft_print_msg("%s: errno %d (%s), expected %d; read: %s", row->file, error,
			       strerror(error), row->error, text);
	answer_free(answer);
	free(text);
	return good;
}

/* A request as a test's name: on one line, and printable. */
static const char *shown(const char *request)
{
	static char name[160];
	char *to = name;

	for (; *request && to < name + sizeof(name) - 2; request++)
		*to++ = *request < ' ' || *request == '#' ? '?' : *request;
	*to = '\0';
	return name;
}

int refusals_main(const struct refusal *rows, size_t nr)
{
	uint64_t before = lab_held_kib(), after;
	size_t i;

	ksft_print_header();
	ksft_set_plan(nr + 2);
	ksft_test_result(lab_limit_kib() == 65536, "the limit is at its default of 64 MiB\n");
	for (i = 0; i < nr; i++)
		ksft_test_result(as_expected(&rows[i]), "%s: '%s'\n", rows[i].file,
				 shown(rows[i].request));
	after = lab_held_kib();
	if (after != before)
		ksft_print_msg("held_kib: %lu before, %lu after\n", before, after);
	ksft_test_result(after == before, "nothing is held afterwards\n");
	ksft_finished();
}
