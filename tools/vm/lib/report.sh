# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Finds in a kernel log what must not be there.

# The taint lines of an out-of-tree or unsigned module match none of these.
REPORTS='BUG:|WARNING:|Oops|Kernel panic|kernel BUG at'
REPORTS+='|general protection fault|unable to handle|invalid opcode'
REPORTS+='|KASAN:|UBSAN:|KFENCE:|KCSAN:|KMSAN:|ODEBUG:'
# How many a scan found is no report: a test may scan for itself, and init lists them.
REPORTS+='|kmemleak: unreferenced object'
# Without a scan area, which a test may make fail, it only scans more of an object.
REPORTS+='|kmemleak: .*(disabled|Cannot (insert|allocate a kmemleak_object)|out of memory)'
REPORTS+='|INFO: (task .* blocked|trying to register|lockdep is turned off)'
REPORTS+='|INFO: rcu.*|rcu: INFO: .*(stall|self-detected)|rcu_.* kthread .*starved'
REPORTS+='|(soft|hard) (lockup|LOCKUP)|workqueue lockup|scheduling while atomic'
REPORTS+='|possible (circular|recursive|irq lock)|suspicious RCU|lock held'
REPORTS+='|list_(add|del) corruption|refcount_t: |Bad page (state|map)'
REPORTS+='|stack guard page|corrupted stack end|double fault|hung_task: blocked'
REPORTS+='|kmemlab-vm: error:'

# Records of /dev/kmsg as dmesg shows them, a line for each gap in their numbers.
log_text()
{
	awk '
	/^ / { next }
	match($0, /^[0-9]+,[0-9]+,[0-9]+,[^;]*;/) {
		split(substr($0, 1, RLENGTH), f, ",")
		if (f[2] < expected)
			next
		if (f[2] > expected && expected != "")
			printf "kmemlab-vm: error: %d kernel messages lost\n",
				f[2] - expected
		expected = f[2] + 1
		printf "[%12.6f] %s\n", f[3] / 1000000, substr($0, RLENGTH + 1)
	}' "$1"
}

# log_reports FILE: each report with two lines before it and what follows, to the
# end of its trace; status 1 if there is none.
log_reports()
{
	grep -aqE -e "$REPORTS" "$1" || return
	awk -v reports="$REPORTS" '
	$0 ~ reports {
		if (!left) { print before[2]; print before[1] }
		left = 60
	}
	left {
		print
		left--
		if (/---\[ end /) left = 0
	}
	{ before[2] = before[1]; before[1] = $0 }' "$1" | head -n 300
}

log_complete()
{
	tail -n 5 "$1" | grep -aq '\] kmemlab-vm: end$'
}
