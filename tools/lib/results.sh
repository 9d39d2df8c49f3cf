# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Logs of suites in KTAP, and the table of what came of them.

passed=0 failed=0 skipped=0 bad=()

# Results of the innermost level only: a line less indented than the one before
# sums up what was counted already.
count()
{
	awk '
		/^ *(not )?ok [0-9]/ {
			match($0, /^ */)
			inner = RLENGTH >= last
			last = RLENGTH
			if (!inner && !/^ *not ok/)
				next
			if (!inner && failed)
				next
			if (/# SKIP/)
				skipped++
			else if (/^ *not ok/)
				failed++
			else
				passed++
		}
		END { print passed + 0, failed + 0, skipped + 0 }' "$1"
}

heading()
{
	printf '%-9s %-14s %-12s %6s %6s %7s %7s\n' kernel guest suite passed failed skipped seconds
}

# report KERNEL GUEST SUITE LOG: its row, and what failed. One without a result has
# failed, and so has one that ended badly.
report()
{
	local file=$4 rc seconds p f s

	rc=$(<"$file.rc") seconds=$(<"$file.seconds")
	read -r p f s < <(count "$file")
	if ((p + f + s == 0 || (rc != 0 && f == 0))); then
		((f += 1))
	fi
	((passed += p, failed += f, skipped += s)) || true
	printf '%-9s %-14s %-12s %6d %6d %7d %7d\n' "$1" "$2" "$3" "$p" "$f" "$s" "$seconds"
	((f)) || return 0
	bad+=("$1 $2 $3, exit status $rc|$file")
	printf '    exit status %d; the log is %s\n' "$rc" "$file"
	grep -E '^ *not ok' "$file" | sed 's/^/    /' || true
	tail -n 40 "$file" | sed 's/^/    | /'
}

# gather SED FILE...: the lines that this command of sed makes of the logs, each once,
# how often it is there, and where
gather()
{
	local command=$1 file
	shift

	for file; do
		sed -n "$command" "$file" | sort | uniq -c |
			sed "s|\$|\t$(basename "$file" .log)|"
	done | awk -F '\t' '
		{
			sub(/^ */, "", $1)
			nr = $1 + 0
			sub(/^[0-9]+ */, "", $1)
			total[$1] += nr
			where[$1] = where[$1] " " $2
		}
		END { for (why in total) printf "%6d  %s\n        in%s\n", total[why],
			why == "" ? "(no reason)" : why, where[why] }'
}

# Why what was skipped was.
reasons()
{
	gather 's/^ *ok .*# SKIP *//p' "$@"
}

# What was skipped in each guest that has it, so that nothing tests it. A result without a
# name is a part of a test: only its reason tells which.
never()
{
	awk '
		/^ *# Subtest: / { test = $3 }
		/^ *(not )?ok [0-9]/ {
			name = $0
			sub(/^ *(not )?ok [0-9]+ (- )?/, "", name)
			is_skipped = sub(/ *# SKIP.*/, "", name)
			if (name == "")
				next
			name = test " " name
			if (is_skipped)
				skipped[name]
			else
				ran[name]
		}
		END { for (name in skipped) if (!(name in ran)) print "        " name }' "$@" |
		LC_ALL=C sort
}

# What KCSAN saw in the kernel, with no frame of the module; nothing if it saw nothing.
races()
{
	local found

	found=$(gather 's/^# KCSAN, not ours: //p' "$@")
	[[ $found ]] || return 0
	printf '\nraces that KCSAN saw in the kernel itself: %d, of %d kinds\n%s\n' \
		"$(awk '/^ *[0-9]/ { n += $1 } END { print n }' <<<"$found")" \
		"$(grep -c '^ *[0-9]' <<<"$found")" "$found"
}

# The tests that took longest, and where: a gate is kept short by these.
slowest()
{
	local file

	for file; do
		sed -n 's/^# \([^ ]*\) took \([0-9]*\) s$/\2 \1/p' "$file" |
			sed "s|\$| $(basename "$file" .log)|"
	done | sort -rn | awk 'NR <= 10 { printf "%6d  %-28s in %s\n", $1, $2, $3 }'
}

# What failed, a few lines a row, for who sees only the end of it all: results with what
# was said just before, what tools/vm/vm had to say, or how it ended. Nothing if nothing
# failed.
failures()
{
	local row

	((${#bad[@]})) || return 0
	printf '\nfailed:\n'
	for row in "${bad[@]}"; do
		printf '    %s\n' "${row%%|*}"
		awk '
			function pick(first, last) {
				for (; first <= last; first++)
					picked[first]
				any = 1
			}
			{ line[NR] = $0 }
			/^ *not ok/ { pick(NR - 2, NR) }
			/^vm: / { pick(NR, NR + 5) }
			END {
				if (!any)
					pick(NR - 2, NR)
				for (n = 1; n <= NR && lines < 12; n++)
					if (n in picked) {
						print "        " substr(line[n], 1, 120)
						lines++
					}
			}' "${row##*|}"
	done
}
