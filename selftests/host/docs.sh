#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The documentation is true: Sphinx has nothing to say against it, each command in
# it was run in a guest and printed what is shown, and each column is explained.

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/host/ktap.sh
. selftests/host/ktap.sh

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
docs=(README.md Documentation/*.rst Documentation/views/*.rst)

sphinx_is_silent()
{
	sphinx-build -q -n -W --keep-going -b html -d "$scratch/trees" Documentation \
		"$scratch/html"
}

abi_is_well_formed()
{
	"$(tools/vm/get source)/scripts/get_abi.pl" validate --dir "$PWD/Documentation/ABI" \
		>"$scratch/abi" 2>&1
	cat "$scratch/abi"
	[[ ! -s $scratch/abi ]]
}

# The same files, in the documentation and in the module.
abi_has_each_file()
{
	diff <(sed -n 's/^What:.*kmemlab\/\(.\)/\1/p' Documentation/ABI/testing/debugfs-kmemlab |
		sort) \
		<(sed -n 's/^#define KMEMLAB_FILE_[A-Z_]*[[:space:]]*"\(.*\)"/\1/p' include/kmemlab.h |
			sort)
}

# What each file prints, in all its modes.
# shellcheck disable=SC2016 # for the guest's shell
ANSWERS='
	rmmod kmemlab && insmod /lib/kmemlab/kmemlab.ko limit_mib=200
	cd /sys/kernel/debug/kmemlab
	sleep 1000 &
	until grep -q "(sleeping)" /proc/$!/status; do sleep 0.1; done
	text=$(sed -n "s/^\([0-9a-f]*\)-.* r-xp.*/\1/p" /proc/$!/maps | head -n 1)
	ask() { echo "$2" >"$1"; cat "$1"; }
	find . -type f -perm -200 | while read -r file; do ask "$file" help; done
	find . -type f ! -perm -200 ! -name "*.bin" -exec cat {} +
	ask translate "pid=$! addr=$text addr=1000"
	for mode in summary runs extents pages tables; do ask walk "pid=$! mode=$mode"; done
	ask frames "start=0 count=9"
	ask why order=4
	for file in exercise/*; do ask "$file" "count=3 hold=1"; done
	ask exercise/kmalloc "count=3 threads=2 times=1 histogram=1"
	ask exercise/kmalloc "count=3 size=64..256"
	ask exercise/fragment "percent=10 order=2"
	ask exercise/contig "count=3 move=1"
	ask slab "cache=kmalloc-64"
	ask walk "space=kernel mode=tables"
	ask exercise/mempool "count=3 backing_fail=2"
	ask exercise/mempool "count=3 resize=20"
	ask exercise/mempool "count=8 reserve=8 backing_fail=1 lent=3 return_ms=50"
	kill $!
'

kernel()
{
	tools/vm/vm --quiet --overlay "$scratch/guest" --with fallocate --mem 512M --timeout 600 -- \
		sh -c "/docs/docs >/docs/said 2>&1 || dmesg | tail -n 60 >&2
			($ANSWERS) >/docs/answers 2>&1
			cat /docs/said; echo '@@@@'; cat /docs/answers" >"$scratch/all" 2>"$scratch/err"
}

in_a_guest()
{
	python3 selftests/host/docs.py script guest "$scratch/guest/docs" "${docs[@]}" || return
	kernel
	local rc=$?
	cat "$scratch/err"
	sed '/^@@@@$/,$d' "$scratch/all" >"$scratch/said"
	sed '1,/^@@@@$/d' "$scratch/all" >"$scratch/answers"
	# For who writes documentation.
	mkdir -p build && cp "$scratch/said" "$scratch/answers" build/
	return "$rc"
}

# Whether it came to its end: as many results as it counts, and a status that one of
# them explains.
is_whole()
{
	local rc=$1 made=$2 bad=$3

	((made && !rc == !bad)) && grep -qx "1\.\.$made" "$scratch/judged" && return
	cat "$scratch/judge-err"
	echo "exit status $rc, after $made results of which $bad failed"
	return 1
}

# relay NAME COMMAND...: its results as ours, and NAME if there are no less than it has
relay()
{
	local name=$1 line rc=0 made=0 bad=0
	shift
	"$@" >"$scratch/judged" 2>"$scratch/judge-err" || rc=$?
	while IFS= read -r line; do
		case $line in
		"ok "*)
			made=$((made + 1))
			ktap_check "${line#ok * }" true
			;;
		"not ok "*)
			made=$((made + 1))
			bad=$((bad + 1))
			ktap_check "${line#not ok * }" false
			;;
		"#"*) printf '%s\n' "$line" ;;
		esac
	done <"$scratch/judged"
	ktap_check "$name" is_whole "$rc" "$made" "$bad"
}

ktap_check "Sphinx has no warning" sphinx_is_silent
ktap_check "the ABI is in the kernel's format" abi_is_well_formed
ktap_check "the ABI has each file, and no other" abi_has_each_file
ktap_check "a guest ran what the documentation says" in_a_guest
relay "all commands were judged" \
	python3 selftests/host/docs.py check guest "$scratch/said" "${docs[@]}"
relay "all columns were judged" \
	python3 selftests/host/docs.py columns "$scratch/answers" Documentation
ktap_end
