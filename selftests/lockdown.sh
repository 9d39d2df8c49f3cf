#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The kernel is locked down after the module was loaded: views work, benches are
# refused, the tool says why. Nothing takes lockdown back, so this ends in .sh and
# runs only when it is named, in a guest of its own.

. "$(dirname "$0")/ktap.sh"

lockdown=/sys/kernel/security/lockdown
[ -w "$lockdown" ] || skip_all "no $lockdown to write to"
[ -d "$lab" ] || skip_all "kmemlab is not loaded: run insmod kmemlab.ko"
command -v kmemlab >/dev/null || skip_all "the program kmemlab is not on the path"
said=$(mktemp)
trap 'rm -f "$said"' EXIT

lock()
{
	echo "$1" >"$lockdown" && grep -q "\[$1\]" "$lockdown"
}

files()
{
	find "$lab" -type f -perm "$1"
}

views_work()
{
	for file in $(files 0400); do
		cat "$file" >/dev/null || return 1
	done
	[ "$(files 0400)" ]
}

# Whichever way it is opened.
benches_are_refused()
{
	for file in $(files 0600); do
		for how in '<' '>' '<>'; do
			if sh -c "exec 3$how$file" 2>"$said" || ! grep -q "not permitted" "$said"; then
				echo "# $how $file:" "$(cat "$said")"
				return 1
			fi
		done
	done
	[ "$(files 0600)" ]
}

says()
{
	want=$1 words=$2
	shift 2
	"$@" >"$said" 2>&1
	status=$?
	if [ "$status" -ne "$want" ] || ! tr '\n' ' ' <"$said" | tr -s ' ' | grep -q -- "$words"; then
		echo "# wanted status $want and '$words', got $status and:"
		sed 's/^/#   /' "$said"
		return 1
	fi
}

# Each view that has addresses or frames shows them, or hides them all.
views()
{
	judged=0
	for file in $(files 0400); do
		found=$("$(dirname "$0")/rights_files" "${file#"$lab/"}")
		case $found in
		none) continue ;;
		"$1") judged=$((judged + 1)) ;;
		*)
			echo "# $file: $found"
			return 1
			;;
		esac
	done
	echo "# $judged views"
	[ "$judged" -gt 1 ]
}

ktap_print_header
ktap_set_plan 15
check "no lockdown: frames are shown"		views shows
check "no lockdown: an exercise runs"		says 0 '' kmemlab exercise kmalloc --count 3
for level in integrity confidentiality; do
	check "$level: the kernel takes it"	lock $level
	check "$level: views work"		views_work
	check "$level: benches are refused"	benches_are_refused
	check "$level: the tool says why"	says 4 'lockdown forbids' kmemlab exercise kmalloc
	check "$level: the tool shows views"	says 0 'DMA32' kmemlab zones
	case $level in
	integrity) check "$level: frames are shown" views shows ;;
	*) check "$level: frames are hidden from root too" views hides ;;
	esac
done
check "doctor says what lockdown leaves"	says 0 'views work' kmemlab doctor
ktap_finished
