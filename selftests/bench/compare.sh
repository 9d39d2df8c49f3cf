#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Seconds that a whole comparison takes: 8 sizes, 5 allocators, and at least 10000
# operations of each, which is counted here.

cells=40
ops=10000
limit=60

begin=$(cut -d ' ' -f 1 /proc/uptime)
kmemlab compare --raw >/tmp/compare || exit 1
end=$(cut -d ' ' -f 1 /proc/uptime)

awk -v kernel="$(uname -r | cut -d - -f 1 | cut -d + -f 1)" -v begin="$begin" -v end="$end" \
	-v cells="$cells" -v ops="$ops" -v limit="$limit" '
NR == 1 {
	for (i = 1; i <= NF; i++)
		column[$i] = i
	named = column["ops"] && column["failures"] && column["truncated"]
	next
}
NF { n++ }
NF && ($column["ops"] < ops || $column["truncated"]) { few++ }
NF && $column["failures"] { failed++ }
END {
	met = named && n == cells && !few && !failed && end - begin <= limit
	printf "%-8s compare: %d cells, %d with fewer than %d operations, %d with failures, ",
		kernel, n, few, ops, failed
	printf "%.1f s of at most %d: %s\n", end - begin, limit, met ? "met" : "MISSED"
	exit !met
}' /tmp/compare
