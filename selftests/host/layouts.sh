#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Usage: selftests/host/layouts.sh [KERNEL...]
#
# A module whose layouts are not the kernel's: for each member of a private structure one
# is built that takes it to lie 8 bytes further on. Loaded in a guest of KERNEL (6.12 and
# 7.2), each must find that out by itself, leave slabs alone, and do all else. The logs
# are in build/layouts/.

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/host/ktap.sh
. selftests/host/ktap.sh

log=$PWD/build/layouts
tree=$log/tree
guest=$log/guest
mkdir -p "$tree"

# Fewer would be a header that is read wrongly.
LEAST_MEMBERS=20

# What each module says of itself, and whether it works without slabs. All that stands on
# them is asked for, too.
# shellcheck disable=SC2016 # for the guest's shell
LOAD='
	lab=/sys/kernel/debug/kmemlab
	for module in /layouts/*.ko; do
		insmod "$module" || exit 1
		echo "cache=dentry" >"$lab/slab"
		echo "count=10 hold=1" >"$lab/exercise/cache"
		for file in slab slabs slabs.bin ladder; do
			cat "$lab/$file" >/dev/null 2>&1
		done
		works=fails
		grep -q "^allocated 10$" "$lab/exercise/cache" && works=works
		name=${module##*/}
		echo "${name%.ko}" "$works" "$(grep "^slabs " "$lab/version")"
		rmmod kmemlab || exit 1
	done
'

build()
{
	KMEMLAB_QUIET=1 "$tree/tools/vm/build-module" "$1" >"$log/build.log" 2>&1 || {
		cat "$log/build.log"
		return 1
	}
}

# Those that the kernel has. What is part of a word is read with the word.
members()
{
	awk '
	$2 ~ /^KML_SHIFT_/ { part[substr($2, 11)] = 1 }
	$2 ~ /^KML_AT_/ && $3 >= 0 { members[++n] = substr($2, 8) }
	END { for (i = 1; i <= n; i++) if (!part[members[i]]) print members[i] }' "$1"
}

# make leaves a header alone that it has made, whatever was changed in it since.
build_all()
{
	local kernel=$1 header=$tree/build/$1/module/slab/offsets.h member

	rm -rf "$guest" "$header"
	mkdir -p "$guest/layouts"
	build "$kernel" || return
	strip -g -o "$guest/layouts/none.ko" "$tree/build/$kernel/kmemlab.ko"
	cp "$header" "$log/offsets.h"
	(($(members "$header" | wc -l) >= LEAST_MEMBERS)) || return
	for member in $(members "$log/offsets.h"); do
		awk -v name="KML_AT_$member" '$2 == name { $3 += 8 } { print }' \
			"$log/offsets.h" >"$log/shifted.h"
		cp "$log/shifted.h" "$header"
		build "$kernel" && cmp "$log/shifted.h" "$header" || return
		strip -g -o "$guest/layouts/$member.ko" "$tree/build/$kernel/kmemlab.ko"
	done
}

load_all()
{
	tools/vm/vm --quiet --kernel "$1" --no-module --mem 1G --timeout 900 --plenty \
		--overlay "$guest" -- sh -c "$LOAD" >"$log/said-$1"
}

is_refused()
{
	grep -E "^$1 works slabs unavailable .*(not as BTF says|cannot be followed|in another way)" \
		"$2" && return
	grep "^$1 " "$2"
	return 1
}

git ls-files -co --exclude-standard -z | rsync -a --from0 --files-from=- --delete ./ "$tree/"
(($#)) || set -- 6.12 7.2
for kernel; do
	ktap_check "$kernel: a module for each member" build_all "$kernel"
	ktap_check "$kernel: each loads, and the kernel has nothing to say" load_all "$kernel"
	ktap_check "$kernel: with the layouts as they are there are slabs" \
		grep '^none works slabs available' "$log/said-$kernel"
	for member in $(members "$log/offsets.h"); do
		ktap_check "$kernel: it is seen that ${member/__/::} is not there" \
			is_refused "$member" "$log/said-$kernel"
	done
done
ktap_end
