#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Usage: selftests/host/mutants.sh [MUTANT...]
#
# Each patch of selftests/mutants breaks the module in a way that modules really were
# broken. It is applied to a copy, which is built, and the test it names is run on the
# kernel it names: that must fail, or the guest's kernel must complain. The same tests
# pass without it. The logs are in build/mutants/. make check-mutants

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/host/ktap.sh
. selftests/host/ktap.sh

log=$PWD/build/mutants
tree=$log/tree
mkdir -p "$tree"

# field NAME PATCH
field()
{
	sed -n "s/^$1: //p" "$2"
}

# guest KERNEL LOG TEST...: of the copy
guest()
{
	local kernel=$1 file=$2
	shift 2
	tools/vm/vm --quiet --kernel "$kernel" --mem 1G --timeout 600 --overlay build/guest \
		--module "$tree/build/$kernel/kmemlab.ko" -- \
		env KMEMLAB_TEST_SECONDS=240 /selftests/run "$@" >"$file" 2>&1
}

build()
{
	KMEMLAB_QUIET=1 "$tree/tools/vm/build-module" "$1" >"$log/build.log" 2>&1 || {
		cat "$log/build.log"
		return 1
	}
}

# Without a mutant all of them pass, so what fails then is the mutant's doing.
passes()
{
	local kernel=$1 file=$log/none-$1.log
	shift
	build "$kernel" && guest "$kernel" "$file" "$@" && return
	grep -aE 'not ok|^vm:' "$file"
	return 1
}

# The guest ran; a test failed in it, or its kernel has something to report.
is_caught()
{
	local patch=$1 kernel test file rc=0
	kernel=$(field Kernel "$patch") test=$(field Test "$patch")
	file=$log/$(basename "$patch" .patch).log
	guest "$kernel" "$file" "$test" || rc=$?
	case $rc in
	0 | 126) tail -n 5 "$file"; return 1 ;;
	esac
	grep -aqE '^ *not ok|kernel reported|did not end' "$file" || { tail -n 20 "$file"; return 1; }
	how=$(grep -aoE 'BUG: .*|WARNING: .*|unreferenced object.*|[a-z._]+: Test failed|not ok.*' "$file" |
		head -n 1)
}

one()
{
	local patch=$1 rc=0
	patch -s -p1 -d "$tree" <"$patch" || { echo "it does not apply any more"; return 1; }
	build "$(field Kernel "$patch")" && is_caught "$patch" || rc=1
	patch -s -R -p1 -d "$tree" <"$patch"
	return "$rc"
}

patches=()
for name in "${@:-}"; do
	for patch in selftests/mutants/${name:-*}.patch; do patches+=("$patch"); done
done
git ls-files -co --exclude-standard -z | rsync -a --from0 --files-from=- --delete ./ "$tree/"
for kernel in $(for patch in "${patches[@]}"; do field Kernel "$patch"; done | sort -u); do
	mapfile -t tests < <(for patch in "${patches[@]}"; do
		[[ $(field Kernel "$patch") != "$kernel" ]] || field Test "$patch"
	done | sort -u)
	ktap_check "$kernel, no mutant: ${tests[*]} pass" passes "$kernel" "${tests[@]}"
done
for patch in "${patches[@]}"; do
	name=$(basename "$patch" .patch)
	one "$patch" >"$log/said" 2>&1 && verdict=ok || verdict=
	ktap_check "$name is caught by $(field Test "$patch") on $(field Kernel "$patch")" \
		sh -c "cat '$log/said'; test '$verdict'"
	[[ ! $verdict ]] || echo "# $how"
done
ktap_end
