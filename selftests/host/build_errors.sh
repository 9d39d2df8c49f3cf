#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What cannot be built says so, in a sentence.

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/host/ktap.sh
. selftests/host/ktap.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# compat_says VERSION_CODE CONFIG SENTENCE [HEADER]: the preprocessor, which does not find
# HEADER, stops with SENTENCE
compat_says()
{
	local header
	while read -r header; do
		mkdir -p "$scratch/$(dirname "$header")"
		: >"$scratch/$header"
	done < <(sed -n 's/^#include <\(.*\)>/\1/p' module/compat.h module/racy.h)
	[[ ! $4 ]] || rm "$scratch/$4"
	printf '#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + (c))\n#define LINUX_VERSION_CODE %s\n' \
		"$1" >"$scratch/linux/version.h"
	gcc -E -nostdinc -I "$scratch" "-D$2" module/compat.h >/dev/null 2>"$scratch/said"
	local rc=$?
	cat "$scratch/said"
	[[ -z $3 ]] && return "$rc"
	((rc != 0)) && grep -q "$3" "$scratch/said"
}

# make_says SENTENCE ARGUMENT...: make fails and says SENTENCE
make_says()
{
	local sentence=$1
	shift
	if make "$@" >"$scratch/said" 2>&1; then
		echo "make $* succeeded"
		return 1
	fi
	cat "$scratch/said"
	grep -q "$sentence" "$scratch/said"
}

ktap_check "a kernel below 6.1 is refused" \
	compat_says 'KERNEL_VERSION(6, 0, 255)' CONFIG_X86_64 'needs Linux 6.1 or newer'
ktap_check "a kernel without <linux/cleanup.h> is refused" \
	compat_says 'KERNEL_VERSION(6, 4, 0)' CONFIG_X86_64 'needs <linux/cleanup.h>' \
	linux/cleanup.h
ktap_check "another architecture is refused" \
	compat_says 'KERNEL_VERSION(6, 1, 0)' CONFIG_ARM64 'supports x86-64 only'
ktap_check "6.1 on x86-64 is not" \
	compat_says 'KERNEL_VERSION(6, 1, 0)' CONFIG_X86_64 ''
ktap_check "missing kernel headers are named, with the remedy" \
	make_says 'linux-headers-' module KDIR=/nonexistent
ktap_check "a missing library of the tool is named, with the remedy" \
	make_says 'libsmartcols-dev' -C tools/kmemlab O="$scratch/build" \
		PKG_CONFIG=false
ktap_end
