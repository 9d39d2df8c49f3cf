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
LEAST_SCRIPTS=50
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

# The kernel's own scripts, but those that ask for OCaml's compiler. Not on the tests:
# kfree(kmalloc()) there is meant. With --dir spatch leaves out what has no word of a
# rule; files by name it takes as one. Silence counts if it is that of most scripts.
coccinelle_is_silent()
{
	local source ran

	source=$(tools/vm/get source) || return 1
	: >"$work/ran"
	# shellcheck disable=SC2016 # for the shell it runs
	grep -LZ ':ocaml' "$source"/scripts/coccinelle/*/*.cocci |
		xargs -0 -P "$(nproc)" -I '{}' sh -c '
			if spatch --very-quiet -D report --no-show-diff --no-includes \
				--include-headers --cocci-file "$1" --dir module \
				--ignore module/tests --ignore module/btf 2>"$2/spatch.$$"
			then
				echo "$1" >>"$2/ran"
			else
				echo "$1 did not run"
				cat "$2/spatch.$$"
			fi' sh '{}' "$work" >"$work/cocci"
	cat "$work/cocci"
	ran=$(wc -l <"$work/ran")
	echo "$ran scripts ran"
	[[ ! -s $work/cocci ]] && ((ran >= LEAST_SCRIPTS))
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
