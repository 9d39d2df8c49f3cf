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

awk -v begin="$begin" -v end="$end" -v cells="$cells" -v ops="$ops" -v limit="$limit" '
NR == 1 {
	for (i = 1; i <= NF; i++)
		column[$i] = i
	next
}
NF { n++ }
NF && $column["OPS"] < ops { few++ }
NF && $column["FAILURES"] { failed++ }
END {
	met = n == cells && !few && !failed && end - begin <= limit
	printf "compare: %d cells, %d of them with fewer than %d operations, %.1f s of at most %d: %s\n",
		n, few, ops, end - begin, limit, met ? "met" : "MISSED"
	exit !met
}' /tmp/compare
