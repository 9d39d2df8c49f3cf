#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Usage: selftests/host/coverage.sh [TEST...]
#
# Which lines of the module the selftests run on the debug kernel (all of them, KUnit
# and the fault sweep, or TEST...), as gcov counts them in a copy of the module that is
# built for it. What was never run is in build/coverage/missed, with the reason why that
# selftests/coverage.list gives. make coverage

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/host/ktap.sh
. selftests/host/ktap.sh

log=$PWD/build/coverage
tree=$log/tree
out=$tree/build/debug
LEAST_PERCENT=85

# For the guest. A file of gcov has no size, so that tar would take nothing of it.
# shellcheck disable=SC2016
RUN='
	failed=0
	if [ $# -gt 0 ]; then
		/selftests/run "$@" || failed=1
	else
		/selftests/run || failed=1
		/selftests/kunit.sh || failed=1
		KMEMLAB_LONG=1 KMEMLAB_FAULT_GROWTH=100 KMEMLAB_TEST_SECONDS=1700 \
			/selftests/run fault_sweep || failed=1
	fi >&2
	cd /sys/kernel/debug/gcov &&
		find . -name "*.gcda" | while read -r file; do
			mkdir -p "/run/gcov/${file%/*}"
			cat "$file" >"/run/gcov/$file"
		done
	tar -C /run/gcov -c . || failed=1
	exit "$failed"
'

build()
{
	git ls-files -co --exclude-standard -z |
		rsync -a --from0 --files-from=- --delete ./ "$tree/"
	KMEMLAB_QUIET=1 KMEMLAB_MAKE="GCOV_PROFILE=y" "$tree/tools/vm/build-module" debug
}

# The counts lie where the notes of the compiler are. They are taken even if a test
# or the guest failed, which is told.
run_tests()
{
	local status=0

	tools/vm/vm --quiet --kernel debug --mem 2G --kmod zram --numa 2 --timeout 7200 \
		--overlay build/guest --with build/kmemlab --module "$out/kmemlab.ko" -- \
		sh -c "$RUN" sh "$@" >"$log/counts.tar" 2>"$log/guest" || status=$?
	tar -C / --no-same-owner --keep-directory-symlink -xf "$log/counts.tar" \
		--wildcards "./${out#/}/module/*.gcda" || return
	((status == 0)) || {
		grep -E '^ *not ok' "$log/guest"
		tail -n 25 "$log/guest"
		echo "the guest ended with status $status; its output is $log/guest"
	}
	return "$status"
}

# In the root whose compiler built it. A line of gcov is COUNT:NUMBER:TEXT.
count()
(
	set +eu
	. tools/vm/lib/common.sh
	. tools/vm/lib/root.sh
	rm -rf "$log/lines"
	mkdir -p "$log/lines"
	# shellcheck disable=SC2016 # for the shell in the root
	enter_root "$(tools/vm/get root bookworm)" "$log" -- sh -c \
		'cd "$1/lines" && find "$2/module" -name "*.gcda" -exec gcov -p {} +' \
		sh "$log" "$out" >"$log/gcov"
)

# FILE LINES RUN, a line each, and into $log/missed what was not run; labels apart.
sum()
{
	awk -F: -v out="$out/" -v missed="$log/missed" '
	$2 + 0 == 0 {
		if ($3 == "Source") {
			file = $4
			sub(out, "", file)
			ours = file ~ /^module\// && file !~ /^module\/(tests|slab\/load)/
		}
		next
	}
	# What is inline comes again for each place that has it, after the sum.
	!ours || seen[file, $2 + 0]++ { next }
	{
		count = $1
		gsub(/[ \t*]/, "", count)
		text = substr($0, index($0, $3))
	}
	text ~ /^[a-z_]+:$/ { label = file ":" ($2 + 0) ": " text }
	count == "-" { next }
	{
		lines[file]++
		done = count + 0 > 0
		run[file] += done
		if (!done)
			printf "%s:%d: %s\n", file, $2, text >missed
		if (label != "") {
			labels++
			if (!done)
				print "label " label
			label = ""
		}
	}
	END {
		for (file in lines)
			printf "file %s %d %d\n", file, lines[file], run[file]
		print "labels " labels
	}' "$log"/lines/*.gcov
}

lines_are_run()
{
	awk -v least="$LEAST_PERCENT" '
	$1 == "file" { lines += $3; run += $4 }
	END {
		printf "%d of %d lines, %.1f%%\n", run, lines, 100 * run / lines
		exit !(lines && 100 * run >= least * lines)
	}' "$log/sums" | tee "$log/percent"
	return "${PIPESTATUS[0]}"
}

# Puts the reason before each line of $log/missed, and how many have which.
explain()
{
	awk '
	FNR == NR {
		if (/^\t/) {
			pattern[++nr] = substr($0, 2)
			why[nr] = reason
		} else if (!/^(#|$)/) {
			reason = $0
		}
		next
	}
	{
		line = $0
		sub(/^module\//, "", line)
		for (i = 1; i <= nr && line !~ pattern[i];)
			i++
		print (i <= nr ? why[i] : "a test that is missing") "\t" $0
	}' selftests/coverage.list "$log/missed" | sort >"$log/explained"
	mv "$log/explained" "$log/missed"
	cut -f 1 "$log/missed" | uniq -c | sort -rn | sed 's/^/# /'
}

labels_are_run()
{
	! grep '^label ' "$log/sums"
}

mkdir -p "$tree"
rm -f "$log/missed"
ktap_check "the module is built for it" build
ktap_check "the tests ran" run_tests "$@"
ktap_check "gcov counts" count
sum >"$log/sums"
awk '$1 == "file" { printf "# %-36s %5d lines %5.1f%%\n", $2, $3, 100 * $4 / $3 }' "$log/sums" |
	sort -k 5 -n
ktap_check "$LEAST_PERCENT% of the lines are run" lines_are_run
sed 's/^/# /' "$log/percent"
explain
ktap_check "each label is reached" labels_are_run
ktap_end
