// SPDX-License-Identifier: GPL-2.0
/*
 * The nodes alloc_pages() would use in the process that asks: by its memory policy
 * (mm/mempolicy.c) and its cpuset (kernel/cgroup/cpuset.c). A process alone changes
 * its own policy, so that it may be read here without a lock.
 */
#include <linux/mempolicy.h>
#include <linux/mmzone.h>
#include <linux/sched.h>
#include <linux/topology.h>

#include "policy.h"

#ifdef CONFIG_NUMA
/* Rather than fail, what is urgent goes to any node: mm/page_alloc.c, ALLOC_CPUSET. */
static bool ignores_nodes(gfp_t gfp)
{
	return (gfp & (__GFP_HIGH | __GFP_DIRECT_RECLAIM)) == __GFP_HIGH;
}

static void bind(const struct mempolicy *task, gfp_t gfp, struct kml_policy *policy)
{
	/* It does not bind what has to come from a low zone. */
	if (gfp_zone(gfp) < ZONE_NORMAL)
		return;
	nodes_and(policy->first, policy->nodes, task->nodes);
	if (!ignores_nodes(gfp))
		policy->nodes = policy->first;
}

static void apply(const struct mempolicy *task, gfp_t gfp, struct kml_policy *policy)
{
	switch (task->mode) {
	case MPOL_PREFERRED:
		policy->name = "prefer";
		policy->nid = first_node(task->nodes);
		break;
	case MPOL_BIND:
		policy->name = "bind";
		bind(task, gfp, policy);
		break;
	case MPOL_INTERLEAVE:
		policy->name = "interleave";
		policy->nid = next_node_in(current->il_prev, task->nodes);
		break;
	case MPOL_LOCAL:
		policy->name = "local";
		break;
	default:
		/* Another way to choose a node to begin with. */
		policy->name = "other";
		break;
	}
	if (policy->nid >= nr_node_ids || !node_online(policy->nid))
		policy->nid = numa_mem_id();
}
#endif

/**
 * kml_policy_of - the nodes for an allocation of this process
 * @nid: node that is asked for, or NUMA_NO_NODE: what the policy says
 * @gfp: the mask
 * @policy: filled
 *
 * The fast path keeps to the cpuset. After it, a cpuset binds masks with
 * __GFP_HARDWALL alone; others may use the memory of the cpuset's parents, which
 * modules cannot ask for: here it is all there is.
 */
void kml_policy_of(int nid, gfp_t gfp, struct kml_policy *policy)
{
	policy->name = nid == NUMA_NO_NODE ? "default" : "node";
	policy->nid = nid == NUMA_NO_NODE ? numa_mem_id() : nid;
	policy->nodes = node_states[N_MEMORY];
	policy->first = policy->nodes;
#ifdef CONFIG_CPUSETS
	nodes_and(policy->first, policy->nodes, current->mems_allowed);
	if (gfp & __GFP_HARDWALL)
		policy->nodes = policy->first;
#endif
#ifdef CONFIG_NUMA
	if (nid == NUMA_NO_NODE && !(gfp & __GFP_THISNODE) && current->mempolicy)
		apply(current->mempolicy, gfp, policy);
#endif
}
