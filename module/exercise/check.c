// SPDX-License-Identifier: GPL-2.0
/* What exercises may be tried: contradictions, bounds, the memory they take. */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../compat.h"
#include "../limits.h"
#include "exercise.h"
#include "keys.h"

static int check_mode(struct kml_session *s, const struct kml_exercise *request)
{
	if (request->mode == KML_MODE_LATENCY)
		return 0;
	if (request->sample > 1)
		return kml_fail(s, -EINVAL,
				"sample=%llu is of mode=latency: mode=throughput times no single operation",
				request->sample);
	if (request->histogram || request->times)
		return kml_fail(s, -EINVAL,
				"%s=1 is of mode=latency: mode=throughput times no single operation",
				request->histogram ? "histogram" : "times");
	return 0;
}

static int check_pattern(struct kml_session *s, const struct kml_exercise *request)
{
	bool pair = request->pattern == KML_PATTERN_PAIR;

	if (pair && request->hold)
		return kml_fail(s, -EINVAL,
				"pattern=pair frees each object at once; hold=1 would keep none");
	if (pair && request->touch)
		return kml_fail(s, -EINVAL,
				"pattern=pair frees each object at once; touch=1 needs objects that stay");
	if (request->times && request->record == KML_RECORD_AT_ONCE)
		return kml_fail(s, -EINVAL,
				"times=1 needs record=raw: record=at_once keeps no single time");
	return 0;
}

/* A range is many short reports in one; these are long. */
static int check_range(struct kml_session *s, const struct kml_exercise *request)
{
	const char *key = request->hold ? "hold" : request->histogram ? "histogram" :
			  request->times ? "times" : NULL;

	if (kml_exercise_points(request) == 1)
		return 0;
	if (!kml_range_is_one(&request->sizes) && !kml_range_is_one(&request->orders))
		return kml_fail(s, -EINVAL, "only one key may be a range");
	if (key)
		return kml_fail(s, -EINVAL, "%s=1 is of one size or order, not of a range", key);
	return 0;
}

static int check_cpus(struct kml_session *s, struct kml_exercise *request)
{
	if (cpumask_empty(&request->cpus))
		return 0;
	if (!cpumask_subset(&request->cpus, cpu_online_mask))
		return kml_fail(s, -EINVAL, "cpus=%*pbl is not all online; online are %*pbl",
				cpumask_pr_args(&request->cpus),
				cpumask_pr_args(cpu_online_mask));
	if (!request->threads)
		request->threads = cpumask_weight(&request->cpus);
	if (request->threads > KML_THREADS_MAX)
		return kml_fail(s, -ERANGE, "cpus=%*pbl are %llu threads; there can be %d",
				cpumask_pr_args(&request->cpus), request->threads,
				KML_THREADS_MAX);
	return 0;
}

/* Each thread frees what the next one allocated, so that must be on another CPU. */
static int check_remote(struct kml_session *s, const struct kml_exercise *request)
{
	unsigned int nr = cpumask_empty(&request->cpus) ? num_online_cpus() :
							  cpumask_weight(&request->cpus);

	if (request->pattern != KML_PATTERN_REMOTE)
		return 0;
	if (num_online_cpus() < 2)
		return kml_fail(s, -EINVAL, "pattern=remote needs a second CPU that is online");
	if (request->threads && (nr == 1 || request->threads % nr == 1))
		return kml_fail(s, -EINVAL,
				"pattern=remote: with %llu threads on %u CPUs one would free what its own CPU allocated; ask for %u threads",
				request->threads, nr, max(nr, 2U));
	return 0;
}

static bool has_key(const struct kml_file *file, const char *name)
{
	const struct kml_key *key;

	for (key = file->keys; key->name; key++)
		if (!strcmp(key->name, name))
			return true;
	return false;
}

/* A file without the key is of any node: 0 may have no memory. */
static int check_node(struct kml_session *s, struct kml_exercise *request)
{
	u64 node;

	if (!has_key(s->node->file, "node"))
		request->node = KML_ANY_NODE;
	node = request->node;
	if (node >= KML_ANY_NODE)
		return 0;
	if (node < MAX_NUMNODES && !node_online(node))
		return kml_fail(s, -EINVAL, "node=%llu is not online; online are %*pbl",
				node, nodemask_pr_args(&node_online_map));
	if (node_state(node, N_MEMORY))
		return 0;
	return kml_fail(s, -EINVAL, "node=%llu has no memory; those that have are %*pbl",
			node, nodemask_pr_args(&node_states[N_MEMORY]));
}

static u64 threads_of(const struct kml_exercise *request)
{
	return max(request->threads, 1ULL);
}

/**
 * kml_exercise_lanes_bytes - what the report needs while the objects are gone
 * @request: checked
 *
 * Return: bytes; U64_MAX if that is beyond counting.
 */
u64 kml_exercise_lanes_bytes(const struct kml_exercise *request)
{
	u64 lanes = threads_of(request), times;

	lanes = (lanes + (lanes > 1)) * (sizeof(struct kml_lane) + sizeof(void *));
	if (!request->times)
		return lanes;
	if (check_mul_overflow(request->count, request->repeat, &times) ||
	    check_mul_overflow(times, threads_of(request) * KML_PAIR * sizeof(u64), &times) ||
	    check_add_overflow(lanes, times, &lanes))
		return U64_MAX;
	return lanes;
}

/**
 * kml_exercise_bytes - the memory it all takes
 * @backend: the allocator
 * @request: checked
 *
 * Return: bytes; U64_MAX if that is beyond counting.
 */
u64 kml_exercise_bytes(const struct kml_backend *backend, const struct kml_exercise *request)
{
	u64 each = backend->object_bytes(request) + sizeof(void *);
	u64 all, reserve;

	if (check_mul_overflow(each, request->count * threads_of(request), &all) ||
	    check_mul_overflow(each, max(request->reserve, request->resize), &reserve) ||
	    check_add_overflow(all, reserve, &all) ||
	    check_add_overflow(all, kml_exercise_lanes_bytes(request), &all))
		return U64_MAX;
	return all;
}

/**
 * kml_exercise_points - how many runs a request asks for
 * @request: parsed
 *
 * Return: runs.
 */
unsigned int kml_exercise_points(const struct kml_exercise *request)
{
	return max(kml_range_count(&request->sizes), kml_range_count(&request->orders));
}

static int check_point(struct kml_session *s, struct kml_exercise *request)
{
	const struct kml_backend *backend = s->node->file->subject;
	int err = backend->check ? backend->check(s, request) : 0;

	return err ?: kml_limit_check(kml_exercise_bytes(backend, request), &s->why);
}

/**
 * kml_exercise_at - the request of one run
 * @s: session with a parsed request
 * @point: number of the run, below kml_exercise_points()
 *
 * Return: a request to be freed with kfree(), or an ERR_PTR() after kml_fail().
 */
struct kml_exercise *kml_exercise_at(struct kml_session *s, unsigned int point)
{
	struct kml_exercise *request = kmemdup(s->request, sizeof(*request), GFP_KERNEL_ACCOUNT);
	int err;

	if (!request)
		return ERR_PTR(kml_fail(s, -ENOMEM, "no memory for the request"));
	request->size = kml_range_at(&request->sizes, point);
	request->order = kml_range_at(&request->orders, point);
	err = check_point(s, request);
	if (!err)
		return request;
	kfree(request);
	return ERR_PTR(err);
}

#define NEVER_FAILS	{ "__GFP_NOFAIL", "it would wait for ever, and a failure is a result" }

const struct kml_refusal kml_masks_refused[] = {
	NEVER_FAILS,
	{ }
};

#define SLEEPS	"this allocator is called as one that may sleep"

const struct kml_refusal kml_masks_refused_asleep[] = {
	NEVER_FAILS,
	{ "GFP_ATOMIC", SLEEPS },
	{ "GFP_NOWAIT", SLEEPS },
	{ }
};

static int check_points(struct kml_session *s)
{
	unsigned int nr = kml_exercise_points(s->request), point;
	struct kml_exercise *request;

	for (point = 0; point < nr; point++) {
		request = kml_exercise_at(s, point);
		if (IS_ERR(request))
			return PTR_ERR(request);
		kfree(request);
	}
	return 0;
}

/**
 * kml_exercise_check - may this exercise be tried?
 * @s: session with a parsed request, of a file whose subject is a back-end
 *
 * Return: 0 or a negative errno, after kml_fail().
 */
int kml_exercise_check(struct kml_session *s)
{
	struct kml_exercise *request = s->request;

	return check_mode(s, request) ?: check_pattern(s, request) ?:
	       check_range(s, request) ?: check_cpus(s, request) ?:
	       check_remote(s, request) ?: check_node(s, request) ?:
	       kml_clock_check(s, request->clock) ?: check_points(s);
}
