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

# A zone that has memory begins somewhere.
starts()
{
	kmemlab zones --raw --noheadings -o start_pfn --filter 'present_pages > 0' >"$said"
	[ -s "$said" ] && grep -cv '^0x0*1$\|^1$\|^0$\|^0x0$' "$said"
}

frames_are_shown()
{
	[ "$(starts)" -gt 0 ]
}

frames_are_hidden()
{
	[ "$(starts)" -eq 0 ]
}

ktap_print_header
ktap_set_plan 15
check "no lockdown: frames are shown"		frames_are_shown
check "no lockdown: an exercise runs"		says 0 '' kmemlab exercise kmalloc --count 3
for level in integrity confidentiality; do
	check "$level: the kernel takes it"	lock $level
	check "$level: views work"		views_work
	check "$level: benches are refused"	benches_are_refused
	check "$level: the tool says why"	says 4 'lockdown forbids' kmemlab exercise kmalloc
	check "$level: the tool shows views"	says 0 'DMA32' kmemlab zones
	case $level in
	integrity) check "$level: frames are shown" frames_are_shown ;;
	*) check "$level: frames are hidden from root too" frames_are_hidden ;;
	esac
done
check "doctor says what lockdown leaves"	says 0 'views work' kmemlab doctor
ktap_finished
