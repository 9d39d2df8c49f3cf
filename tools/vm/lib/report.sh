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
# SLUB's own, as "BUG kmalloc-64 (Tainted: G): Redzone overwritten"; of page_poison; of a
# mask that no allocator takes, which WARNs in some places only.
REPORTS+='|BUG [^:]* \((Tainted|Not tainted)'
REPORTS+='|pagealloc: (memory corruption|single bit error)'
REPORTS+='|Unexpected gfp: '
# Names that are taken: a dump of the stack without a WARNING.
REPORTS+='|cannot create duplicate filename|debugfs: .*already present'
# An address of the kernel, in a line of the module's; with tables of 5 levels it begins
# with ff and no more. mawk counts no {14}.
REPORTS+="|[]] kmemlab[_a-z]*: .*ff$(printf '[0-9a-f]%.0s' {1..14})"
REPORTS+='|kmemlab-vm: error:'
# Of a lack of memory, which is no report where memory is short. There a stack is shown
# for it; elsewhere, whoever shows one has something to report.
SHORTAGE='Call Trace:|page allocation failure|invoked oom-killer|vmalloc error|percpu: allocation failed'

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

# log_races FILE: the log as it is judged. A race that KCSAN saw is a report if what
# accessed, or what called that, is ours in one of its stacks; further down are those
# whose allocator, reclaim or timer raced. Of a variable of the kernel's own, which lies
# in its image, below the modules (Documentation/arch/x86/x86_64/mm.rst), only what
# accessed counts: whoever asks for the time calls what reads the clock. The title of any
# other becomes a line that is none. A race ends with a line of "=", which no other CPU
# can have in between.
log_races()
{
	awk '
	function flush(	i) {
		if (n && !ours)
			sub(/BUG: KCSAN:/, "race elsewhere:", line[1])
		for (i = 1; i <= n; i++)
			print line[i]
		n = ours = depth = 0
	}
	/BUG: KCSAN: / { flush(); line[++n] = $0; next }
	!n { print; next }
	{ line[++n] = $0 }
	/ of [0-9]+ bytes by / { depth = 0; deepest = / 0xffffffff[89ab]/ ? 1 : 2 }
	/\+0x[0-9a-f]+\/0x[0-9a-f]+/ && ++depth <= deepest && /\[kmemlab[_a-z]*\]/ { ours = 1 }
	/====================/ { flush() }
	END { flush() }' "$1"
}

# log_leaks: the same log, in which an object that the kernel itself loses when an
# allocation fails is no report: functions of its backtrace tell. sysfs_slab_add() does not
# put the kobject whose name it set when kobject_init_and_add() fails: of commit
# dde3c6b72a16 ("mm/slub: fix a memory leak in sysfs_slab_add()"), v5.8, which did, commit
# 757fed1d0898 is the revert, v5.11.
log_leaks()
{
	awk '
	function flush(	i) {
		if (n && named && added)
			sub(/kmemleak: unreferenced/, "kmemleak: lost elsewhere:", line[1])
		for (i = 1; i <= n; i++)
			print line[i]
		n = named = added = 0
	}
	/kmemleak: unreferenced object/ { flush(); line[++n] = $0; next }
	!n || !/\] kmemleak: / { print; next }
	{ line[++n] = $0 }
	/ kobject_set_name_vargs\+/ { named = 1 }
	/ sysfs_slab_add\+/ { added = 1 }
	END { flush() }'
}

# log_elsewhere FILE: the titles of races without us, of what log_races printed, and how
# many objects were lost without us. As comments of KTAP, for a list of many logs.
log_elsewhere()
{
	sed -n 's/.*\] race elsewhere: \(.*\)/# KCSAN, not ours: \1/p' "$1" |
		tr -d '\r' | LC_ALL=C sort
	awk '/\] kmemleak: lost elsewhere: / { nr++ }
		END { if (nr) print "# kmemleak, not ours: " nr " of sysfs_slab_add()" }' "$1"
}

# log_reports FILE PATTERN: each report with two lines before it and what follows, to the
# end of its trace; status 1 if there is none.
log_reports()
{
	grep -aqE -e "$2" "$1" || return
	awk -v reports="$2" '
	$0 ~ reports {
		if (!left) { print before[2]; print before[1] }
		race = /KCSAN:/
		left = race ? 200 : 60
	}
	left {
		print
		left--
		if (/---\[ end / || (race && /====================/)) left = 0
	}
	{ before[2] = before[1]; before[1] = $0 }' "$1" | head -n 300
}

log_complete()
{
	tail -n 5 "$1" | grep -aq '\] kmemlab-vm: end$'
}
