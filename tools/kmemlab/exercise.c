// SPDX-License-Identifier: GPL-2.0
/* kmemlab exercise: run an allocator and tell what it cost. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kmemlab.h>

#include "exercise.h"
#include "progress.h"
#include "output.h"
#include "session.h"
#include "table.h"
#include "util.h"
#include "view.h"
#include "xalloc.h"

static const struct {
	const char *name;
	const char *file;
	const char *help;
} allocators[] = {
	{ "kmalloc", KMEMLAB_FILE_KMALLOC, "small objects, physically contiguous" },
	{ "vmalloc", KMEMLAB_FILE_VMALLOC, "large objects, virtually contiguous" },
	{ "mempool", KMEMLAB_FILE_MEMPOOL, "objects with a reserve for hard times" },
	{ "pages", KMEMLAB_FILE_PAGES, "blocks of 2^order pages, from the buddy allocator" },
	{ "contig", KMEMLAB_FILE_CONTIG, "ranges of frames, others' pages moved out of them" },
	{ "cache", KMEMLAB_FILE_CACHE, "objects of one size, from a slab cache of their own" },
	{ "percpu", KMEMLAB_FILE_PERCPU, "objects with a copy on each CPU" },
	{ "dma", KMEMLAB_FILE_DMA, "memory for a device, and mapping for one" },
	{ "frag", KMEMLAB_FILE_FRAG, "fragments of pages, as network drivers take them" },
};

static const char *size, *order, *count, *gfp, *call, *mode, *pattern, *repeat, *node;
static const char *threads, *cpus;
static bool histogram;

/* An option with a value is the key of the same name. */
static const struct opt exercise_opts[] = {
	{ "size", 's', "N", "bytes of an object, with K, M or G; A..B*F for a range",
	  .value = &size },
	{ "order", 'O', "N", "order of a block (allocator pages); A..B for a range", .value = &order },
	{ "count", 'c', "N", "objects to allocate, then to free", .value = &count },
	{ "gfp", 'g', "MASK", "how to allocate: GFP_KERNEL, GFP_ATOMIC|__GFP_ZERO, ...",
	  .value = &gfp },
	{ "call", 0, "NAME", "the function that allocates: kzalloc, vmap, ...",
	  .value = &call },
	{ "mode", 'm', "MODE", "latency of each operation, or throughput of many",
	  .value = &mode, .words = "latency throughput" },
	{ "pattern", 'p', "ORDER", "of the frees: lifo, fifo, random, pair, remote",
	  .value = &pattern, .words = PATTERNS },
	{ "repeat", 0, "N", "rounds of count objects", .value = &repeat },
	{ "node", 0, "N", "NUMA node to ask for", .value = &node },
	{ "threads", 0, "N", "kernel threads that do it, each on a CPU", .value = &threads },
	{ "cpus", 0, "LIST", "the CPUs of those: 0-3,6", .value = &cpus },
	{ "histogram", 0, NULL, "draw how often each time was seen", .flag = &histogram },
	{ 0 },
};

static const char *allocator_word(size_t i)
{
	return i < ARRAY_SIZE(allocators) ? allocators[i].name : NULL;
}

static void list_allocators(void)
{
	size_t i;

	puts("Allocators:");
	for (i = 0; i < ARRAY_SIZE(allocators); i++)
		printf("  %-8s  %s\n", allocators[i].name, allocators[i].help);
}

static const char *find_file(struct session *session, const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(allocators); i++)
		if (!strcmp(allocators[i].name, name))
			return allocators[i].file;
	fault(&session->why, EXIT_USAGE,
	      "unknown allocator '%s'; 'kmemlab exercise' lists them", name);
	return NULL;
}

static void add_word(char **request, const char *word)
{
	char *longer = xasprintf("%s%s%s", *request, **request ? " " : "", word);

	free(*request);
	*request = longer;
}

/* A blank in a value would make two words of it, a newline two requests. */
static int check_word(struct session *session, const char *word)
{
	const char *at;

	if (!strchr(word, '=') || *word == '=')
		return fault(&session->why, EXIT_USAGE,
			     "'%s' is not KEY=VALUE; see 'kmemlab exercise ALLOCATOR --help'",
			     word);
	for (at = word; *at; at++)
		if (isspace((unsigned char)*at) || iscntrl((unsigned char)*at))
			return fault(&session->why, EXIT_USAGE,
				     "'%s' holds a blank or a control character, which no request may",
				     word);
	return 0;
}

static int add_option(struct session *session, char **request, const char *key,
		      const char *value)
{
	char *word;
	int ret;

	if (!value)
		return 0;
	word = xasprintf("%s=%s", key, value);
	ret = check_word(session, word);
	if (!ret)
		add_word(request, word);
	free(word);
	return ret;
}

static int make_request(struct session *session, char **words, char **request)
{
	const struct opt *opt;
	int ret = 0;

	*request = xstrdup("");
	for (opt = exercise_opts; !ret && opt->name; opt++)
		if (opt->value)
			ret = add_option(session, request, opt->name, *opt->value);
	/* Of a recording only what it holds can be drawn. */
	if (!ret && histogram && !session->root)
		ret = add_option(session, request, "histogram", "1");
	for (; !ret && *words; words++) {
		ret = check_word(session, *words);
		if (!ret)
			add_word(request, *words);
	}
	if (ret)
		return -1;
	if (session->root && **request)
		return fault(&session->why, EXIT_USAGE,
			     "--root reads a recorded answer and cannot ask for '%s'; leave it out",
			     *request);
	return 0;
}

static int print_exercise(struct session *session, const char *file, const char *request)
{
	struct doc doc;
	int ret;

	if (output_is_data(session))
		return view_data(session, file, request);
	progress_begin(file);
	ret = view_load(session, file, request, &doc);
	progress_end();
	/* What came before an error of the module still tells how far it got. */
	if (doc.file && exercise_print(session, &doc))
		ret = -1;
	doc_free(&doc);
	return ret;
}

static int exercise_run(struct session *session, int argc, char **argv)
{
	const char *file;
	char *request = NULL;
	int ret;

	if (!argc) {
		list_allocators();
		puts("\n'kmemlab exercise ALLOCATOR --help' lists the keys of one.");
		return 0;
	}
	file = find_file(session, argv[0]);
	if (!file)
		return -1;
	ret = make_request(session, argv + 1, &request);
	if (!ret)
		ret = print_exercise(session, file, request);
	free(request);
	return ret;
}

/*
 * The module tells its keys until a first request was written to the bench;
 * after that, a bench that is only read runs the last request anew.
 */
static int exercise_help(struct session *session, int argc, char **argv)
{
	const char *file;
	struct doc doc;

	putchar('\n');
	if (!argc) {
		list_allocators();
		return 0;
	}
	file = find_file(session, argv[0]);
	if (!file)
		return -1;
	if (view_load(session, file, "help", &doc)) {
		printf("The keys of %s are not known: ", argv[0]);
		text_put(stdout, session->why.text, strlen(session->why.text),
			 session->screen);
		putchar('\n');
		fault_clear(&session->why);
	} else if (doc_part(&doc, "key")) {
		exercise_keys(session, &doc);
	} else {
		printf("The recording of %s does not list its keys.\n", argv[0]);
	}
	doc_free(&doc);
	return session->why.text ? -1 : 0;
}

const struct verb verb_exercise = {
	.name = "exercise",
	.args = "ALLOCATOR [KEY=VALUE...]",
	.summary = "Run an allocator and tell what it cost",
	.about =
	"Allocates, frees, and measures each of it. --size N and size=N are the same;\n"
	"what is left out has the module's default. Everything is freed at the end. With\n"
	"--root, the recorded answer is printed. Without ALLOCATOR, lists them.\n",
	.examples =
	"  kmemlab exercise kmalloc --size 64 --count 10000\n"
	"  kmemlab exercise vmalloc --size 1M --count 16\n"
	"  kmemlab exercise pages --order 3 --gfp 'GFP_KERNEL|__GFP_NORETRY'\n"
	"  kmemlab exercise mempool --raw -o op,p50_ns --section latency\n",
	.opts = exercise_opts,
	.view = &exercise_view,
	.word = allocator_word,
	.run = exercise_run,
	.help = exercise_help,
};
