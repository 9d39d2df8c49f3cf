// SPDX-License-Identifier: GPL-2.0
/* kmemlab translate: the way of addresses through the page tables. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kmemlab.h>

#include "session.h"
#include "translate.h"
#include "view.h"
#include "xalloc.h"

/* What was asked for. */
struct query {
	uint64_t pid;	/* 0: any, which only a recorded answer can be asked for */
	uint64_t *addrs;
	size_t nr;
};

static bool asked_for(const struct query *query, uint64_t addr)
{
	size_t i;

	for (i = 0; i < query->nr; i++)
		if (query->addrs[i] == addr)
			return true;
	return false;
}

static int read_pid(struct session *session, const char *word, struct query *query)
{
	if (!strcmp(word, "self")) {
		if (session->root)
			return fault(&session->why, EXIT_USAGE,
				     "'self' is this process, which no recorded answer is of; give the recorded pid, or none");
		query->pid = getpid();
		return 0;
	}
	if (text_decimal(word, strlen(word), &query->pid) && query->pid)
		return 0;
	return fault(&session->why, EXIT_USAGE,
		     "'%s' is not a pid; give a decimal number, or self", word);
}

static int read_address(struct session *session, const char *word, struct query *query)
{
	const char *digits = word;
	uint64_t addr;
	char *end;

	if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
		digits += 2;
	errno = 0;
	addr = strtoull(digits, &end, 16);
	/* strtoull() takes signs, blanks and a second 0x. */
	if (!*digits || strspn(digits, "0123456789abcdefABCDEF") != strlen(digits))
		return fault(&session->why, EXIT_USAGE,
			     "'%s' is not an address; give hexadecimal digits, with or without 0x",
			     word);
	if (errno || *end)
		return fault(&session->why, EXIT_USAGE,
			     "address '%s' has more than 64 bits", word);
	if (asked_for(query, addr))
		return 0;
	query->addrs = xgrow(query->addrs, query->nr, sizeof(*query->addrs));
	query->addrs[query->nr++] = addr;
	return 0;
}

static int read_query(struct session *session, int argc, char **argv,
		      struct query *query)
{
	int i;

	*query = (struct query){ 0 };
	if (!session->root && !argc)
		return fault(&session->why, EXIT_USAGE,
			     "whose address? give a pid (or self) and addresses; see 'kmemlab translate --help'");
	if (argc && read_pid(session, argv[0], query))
		return -1;
	if (!session->root && argc == 1)
		return fault(&session->why, EXIT_USAGE,
			     "which address? give one or more; /proc/%s/maps lists what the process has mapped",
			     argv[0]);
	for (i = 1; i < argc; i++)
		if (read_address(session, argv[i], query))
			return -1;
	return 0;
}

static char *make_request(const struct query *query)
{
	char *request = xasprintf("pid=%" PRIu64, query->pid), *longer;
	size_t i;

	for (i = 0; i < query->nr; i++) {
		longer = xasprintf("%s addr=0x%" PRIx64, request, query->addrs[i]);
		free(request);
		request = longer;
	}
	return request;
}

/* A recorded answer is of one process; do not pass it off as another's. */
static int check_pid(struct session *session, const struct doc *doc,
		     const struct query *query)
{
	const char *request = doc_note(doc, "request");
	const char *pid = request ? strstr(request, "pid=") : NULL;
	uint64_t recorded;

	if (!query->pid || !pid)
		return 0;
	pid += strlen("pid=");
	if (text_decimal(pid, strcspn(pid, " "), &recorded) && recorded == query->pid)
		return 0;
	return fault(&session->why, EXIT_UNAVAILABLE,
		     "%s is an answer to '%s', not of pid %" PRIu64,
		     doc->path, request, query->pid);
}

/* Of a recorded answer, keep what is asked for. */
static int select_rows(struct session *session, struct doc *doc,
		       const struct query *query)
{
	const struct part *part = doc_need(doc, "address", &session->why);
	const struct word *word;
	size_t i, j;

	if (!part || check_pid(session, doc, query))
		return -1;
	for (i = 0; i < query->nr; i++) {
		for (j = 0; j < part->nr; j++) {
			word = doc_word(part, &part->rows[j], "addr");
			if (word && word->value == query->addrs[i])
				break;
		}
		if (j == part->nr)
			return fault(&session->why, EXIT_UNAVAILABLE,
				     "%s holds no answer for 0x%" PRIx64 "; without an address, all that was recorded is printed",
				     doc->path, query->addrs[i]);
	}
	if (query->nr)
		doc_keep(doc, "addr", query->addrs, query->nr);
	return 0;
}

static int print_answer(struct session *session, const struct doc *doc)
{
	struct json json = { .first = true };

	if (session->raw)
		return table_parts(session, doc);
	if (!session->json)
		return translate_print(session, doc);
	doc_replay(doc, &json_ops, &json);
	json_answer_end(&json, session->why.text);
	json_close(&json);
	return 0;
}

static int translate(struct session *session, const struct query *query)
{
	char *request = make_request(query);
	struct doc doc;
	int ret;

	ret = view_load(session, KMEMLAB_FILE_TRANSLATE, request, &doc);
	free(request);
	/* An address that nothing covers is an error, told behind the answer. */
	if (doc.file) {
		struct fault told = session->why;

		session->why = (struct fault){ 0 };
		if (session->root && select_rows(session, &doc, query)) {
			fault_clear(&told);
			ret = -1;
		} else {
			session->why = told;
			if (print_answer(session, &doc))
				ret = -1;
		}
	}
	doc_free(&doc);
	return ret;
}

static int translate_run(struct session *session, int argc, char **argv)
{
	struct query query;
	int ret = read_query(session, argc, argv, &query);

	if (!ret)
		ret = translate(session, &query);
	free(query.addrs);
	return ret;
}

const struct verb verb_translate = {
	.name = "translate",
	.args = "PID|self ADDRESS...",
	.summary = "The way of a process's addresses through the page tables",
	.about =
	"ADDRESS is hexadecimal, with or without 0x; /proc/PID/maps lists what a process\n"
	"has mapped. With --root, PID and ADDRESS may be left out: all that was recorded\n"
	"is printed.\n",
	.examples =
	"  kmemlab translate 1 $(sed -n 's/-.*//p;q' /proc/1/maps)\n"
	"  kmemlab translate 1234 0x7ffc0a3e1000 0x55d0c1a5e010\n"
	"  kmemlab translate 1234 7ffc0a3e1000 --json | jq '.sections.level'\n",
	.run = translate_run,
};
