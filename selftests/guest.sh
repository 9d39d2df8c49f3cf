#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: guest.sh NAME COMMAND...
#
# Runs COMMAND if this machine is what NAME says in tools/vm/guests.list: an option that
# the kernel or the emulator did not take would leave a test of something else. Exit
# status 1 if it is not.

name=$1
shift

slabs=/sys/kernel/slab
lab=/sys/kernel/debug/kmemlab

flag()
{
	grep -qw "$1" /proc/cpuinfo
}

# MemTotal is less than what the machine has.
less_than_mib()
{
	awk -v mib="$1" '/^MemTotal:/ { exit !($2 < mib * 1024) }' /proc/meminfo
}

meminfo()
{
	awk -v field="$1:" '$1 == field && $2 > 0 { found = 1 } END { exit !found }' /proc/meminfo
}

# Debian's 6.1 and 6.12 are built without.
cma_if_known()
{
	! grep -q '^CmaTotal:' /proc/meminfo || meminfo CmaTotal
}

# Of an option that leaves no trace but that something is missing.
asked()
{
	grep -qw "$1" /proc/cmdline
}

logged()
{
	dmesg | grep -q "$1"
}

is()
{
	[ "$(cat "$1" 2>/dev/null)" = "$2" ]
}

zone_has_pages()
{
	awk -v zone="$1" '/^Node/ { here = $4 == zone }
		here && $1 == "managed" && $2 > 0 { found = 1 }
		END { exit !found }' /proc/zoneinfo
}

# Of a cache that is made at boot, whose name no other has taken.
all_slab_debug()
{
	for what in sanity_checks red_zone poison store_user; do
		is "$slabs/kmalloc-64/$what" 1 || return 1
	done
}

no_cache_is_merged()
{
	[ -d $slabs ] && [ ! "$(find $slabs -maxdepth 1 -type l)" ] && is $slabs/kmalloc-64/order 5
}

some_block_is_offline()
{
	grep -q offline /sys/devices/system/memory/*/state
}

# What the debug kernels are for, and which gives up for ever at the first mistake.
lockdep_is_on()
{
	[ ! -e /proc/lockdep_stats ] || grep -q 'debug_locks: *1' /proc/lockdep_stats
}

guest_is_complete()
{
	case $name in
	full)		less_than_mib 512 ;;
	256m-1cpu)	less_than_mib 256 && is /sys/devices/system/cpu/online 0 ;;
	1g-pages)	is /sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages 1 &&
				is /sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages 16 ;;
	nodes-4)	is /sys/devices/system/node/online 0-3 &&
				is /sys/devices/system/node/has_memory 1-3 ;;
	movable)	cma_if_known && zone_has_pages Movable && [ -b /dev/pmem0 ] ;;
	plain)		[ -b /dev/zram0 ] ;;
	storms | long | races) cma_if_known && [ -b /dev/zram0 ] ;;
	dimm)		some_block_is_offline ;;
	la57)		flag la57 ;;
	no5lvl)		asked no5lvl && ! flag la57 ;;
	pti-on)		flag pti ;;
	pti-off)	asked pti=off && ! flag pti ;;
	slab-debug)	all_slab_debug ;;
	slab-nomerge)	no_cache_is_merged ;;
	page-poison)	asked page_poison=1 &&
				! logged 'Unknown kernel command line parameters.*page_poison' ;;
	init-on-free)	logged 'heap free:on' ;;
	bounce)		asked swiotlb=force ;;
	no-btf)		grep -q '^slabs unavailable ' $lab/version ;;
	device)		[ -c /dev/hmm_dmirror0 ] ;;
	page-owner)	[ "$(head -c 1 /sys/kernel/debug/page_owner)" ] ;;
	integrity)	grep -q '\[integrity\]' /sys/kernel/security/lockdown ;;
	confidential)	grep -q '\[confidentiality\]' /sys/kernel/security/lockdown ;;
	# Nothing special, or what the tests look at first.
	faults | leaks | trial | locked-later | kunit) ;;
	*)		echo "# nothing is known of a guest '$name'"; false ;;
	esac
}

# Else what is to be tested of slabs would be skipped.
knows_slabs()
{
	[ ! -e $lab ] || [ "$name" = no-btf ] || grep -q '^slabs available' $lab/version
}

if ! lockdep_is_on; then
	echo "# lockdep is off"
	exit 1
elif ! knows_slabs; then
	echo "# $(grep '^slabs' $lab/version)"
	exit 1
elif ! guest_is_complete; then
	echo "# this machine is not '$name' of tools/vm/guests.list"
	exit 1
fi
exec "$@"
