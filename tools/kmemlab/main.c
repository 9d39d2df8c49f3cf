// SPDX-License-Identifier: GPL-2.0
/* kmemlab: shows what the kernel's memory allocators hold and do. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <kmemlab.h>

#include "columns_list.h"
#include "help.h"
#include "opts.h"
#include "output.h"
#include "screen.h"
#include "session.h"
#include "text.h"

/* The first one is what is done when none is named. */
const struct verb *const verbs[] = {
	&verb_overview,
	&verb_top,
	&verb_zones,
	&verb_buddy,
	&verb_pageblocks,
	&verb_physmap,
	&verb_balance,
	&verb_frames,
	&verb_why,
	&verb_slabs,
	&verb_slab,
	&verb_ladder,
	&verb_translate,
	&verb_explain,
	&verb_walk,
	&verb_whomaps,
	&verb_layout,
	&verb_exercise,
	&verb_compare,
	&verb_scale,
	&verb_fragment,
	&verb_snapshot,
	&verb_record,
	&verb_diff,
	&verb_check,
	&verb_doctor,
	&verb_load,
	&verb_unload,
	&verb_version,
	&verb_schema,
	&verb_complete,
	NULL,
};

/**
 * find_verb - find a verb
 * @name: its name
 * @why: filled if there is none
 *
 * Return: the verb, or NULL.
 */
const struct verb *find_verb(const char *name, struct fault *why)
{
	size_t i;

	for (i = 0; verbs[i]; i++)
		if (!strcmp(verbs[i]->name, name))
			return verbs[i];
	fault(why, EXIT_USAGE, "unknown verb '%s'; 'kmemlab --help' lists the verbs", name);
	return NULL;
}

/* What has no columns has nothing that could be chosen of them. */
static int check_columns(struct session *session, const struct verb *verb)
{
	/* The schema is JSON anyway. */
	if (verb->view || !output_is_data(session) || (verb == &verb_schema && session->json))
		return 0;
	return fault(&session->why, EXIT_USAGE,
		     "%s shows no columns: leave out --json, --raw, --pairs, --noheadings and what chooses columns or rows",
		     verb->name);
}

static int run_verb(struct session *session, const struct verb *verb, int argc,
		    char **argv)
{
	int first = opts_parse(session, verb, argc, argv);

	if (first < 0 || screen_choose(session))
		return -1;
	if (session->version) {
		puts("kmemlab " KMEMLAB_VERSION);
		return 0;
	}
	session->verb = verb;
	session->view = verb->view;
	if (session->list_columns)
		return columns_list(session);
	if (!session->help && check_columns(session, verb))
		return -1;
	if (!session->help)
		return verb->run(session, argc - first, argv + first);
	help_verb(verb);
	return verb->help ? verb->help(session, argc - first, argv + first) : 0;
}

static int run(struct session *session, int argc, char **argv)
{
	int first = opts_parse(session, NULL, argc, argv);
	const struct verb *verb = verbs[0];
	char *none[] = { argv[0], NULL };

	if (first < 0)
		return -1;
	if (first < argc) {
		verb = find_verb(argv[first], &session->why);
		return verb ? run_verb(session, verb, argc - first, argv + first) : -1;
	}
	if (!session->help)
		return run_verb(session, verb, 1, none);
	help_tool();
	return 0;
}

/* Output that did not arrive is a failure, though a closed pipe needs no words. */
static int close_output(void)
{
	bool failed = ferror(stdout);
	int err = 0;

	/* Why it failed was known when it did; the same happens to a byte more. */
	if (failed && write(STDOUT_FILENO, "\n", 1) < 0)
		err = errno;
	if (fclose(stdout)) {
		failed = true;
		err = errno;
	}
	if (failed && err != EPIPE)
		fprintf(stderr, "kmemlab: cannot write the output%s%s\n",
			err ? ": " : "", err ? strerror(err) : "");
	return failed ? EXIT_UNAVAILABLE : EXIT_DONE;
}

static void complain(const struct session *session)
{
	fflush(stdout);
	fputs("kmemlab: ", stderr);
	text_put(stderr, session->why.text, strlen(session->why.text), session->screen);
	fputc('\n', stderr);
}

int main(int argc, char **argv)
{
	struct session session = { 0 };
	int status = EXIT_DONE, output;

	/* Of the locale only the characters: numbers are the same everywhere. */
	setlocale(LC_CTYPE, "");
	screen_choose(&session);
	if (run(&session, argc, argv)) {
		complain(&session);
		status = session.why.status;
	}
	fault_clear(&session.why);
	output = close_output();
	return status ? status : output;
}
