#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What programs find that read the code: sparse and Coccinelle in the module; gcc's and
# clang's analyzers, clang-tidy (.clang-tidy) and cppcheck in the tool.

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/host/ktap.sh
. selftests/host/ktap.sh
tools/need analysis build vm || exit 1

flags=(-std=gnu11 -D_GNU_SOURCE -pthread -Iinclude)
read -ra libs < <(pkg-config --cflags smartcols zlib)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# each COMMAND...: on all sources of the tool, some at a time
each()
{
	printf '%s\0' tools/kmemlab/*.c | xargs -0 -P "$(nproc)" -n 4 "$@"
}

sparse_is_silent()
{
	KMEMLAB_MAKE="C=2" KMEMLAB_QUIET=1 tools/vm/build-module 6.12
}

# The kernel's own scripts. Not on the tests: kfree(kmalloc()) there is meant.
coccinelle_is_silent()
{
	local source
	source=$(tools/vm/get source) || return 1
	export COCCI_FILES
	COCCI_FILES=$(git ls-files -co --exclude-standard -- 'module/*.[ch]' |
		grep -vE '^module/(tests|btf)/' | paste -sd ' ')
	# shellcheck disable=SC2016 # for the shell it runs
	printf '%s\0' "$source"/scripts/coccinelle/*/*.cocci |
		xargs -0 -P "$(nproc)" -I '{}' sh -c '
			spatch --very-quiet -D report --no-show-diff --no-includes \
				--cocci-file "$1" $COCCI_FILES 2>/dev/null |
				sed "s|^|$(basename "$1"): |"' sh '{}' >"$work/cocci"
	cat "$work/cocci"
	[[ ! -s $work/cocci ]]
}

gcc_is_silent()
{
	# shellcheck disable=SC2016
	each sh -c '
		for file; do
			gcc $FLAGS -O2 -Wall -Wextra -Wno-missing-field-initializers -Werror \
				-fanalyzer -c -o /dev/null "$file" || exit 1
		done' sh
}

clang_tidy_is_silent()
{
	# shellcheck disable=SC2016
	each sh -c 'clang-tidy --quiet "$@" -- $FLAGS 2>/dev/null' sh
}

cppcheck_is_silent()
{
	cppcheck -q -j "$(nproc)" --enable=warning,portability --std=c11 -D_GNU_SOURCE \
		-Iinclude -Itools/kmemlab --error-exitcode=1 tools/kmemlab/*.c
}

export FLAGS="${flags[*]} ${libs[*]}"
ktap_check "sparse finds nothing in the module" sparse_is_silent
ktap_check "Coccinelle finds nothing in the module" coccinelle_is_silent
ktap_check "gcc -fanalyzer finds nothing in the tool" gcc_is_silent
ktap_check "clang-tidy finds nothing in the tool" clang_tidy_is_silent
ktap_check "cppcheck finds nothing in the tool" cppcheck_is_silent
ktap_end
