/* SPDX-License-Identifier: GPL-2.0 */
/* Which nodes an allocation of this process begins with, and may use. */
#ifndef KML_POLICY_H
#define KML_POLICY_H

#include <linux/gfp.h>
#include <linux/nodemask.h>

/**
 * struct kml_policy - nodes for an allocation
 * @name: memory policy, as in numa_maps, or "node": one was asked for
 * @nid: node whose zonelist is used
 * @first: those the fast path takes from
 * @nodes: those it may come from at all
 */
struct kml_policy {
	const char *name;
	int nid;
	nodemask_t first;
	nodemask_t nodes;
};

void kml_policy_of(int nid, gfp_t gfp, struct kml_policy *policy);

#endif /* KML_POLICY_H */
