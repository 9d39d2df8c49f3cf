#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Rules of the design that can be read off the tree.

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/host/ktap.sh
. selftests/host/ktap.sh

# Fails, and shows the lines, if PATTERN stands in what is tracked or new. git says 1 if
# it found none, and more if it could not look.
absent()
{
	local pattern=$1 status=0
	shift
	git grep -nE --untracked --exclude-standard "$pattern" -- "$@" || status=$?
	((status == 1))
}

versions_only_in_compat()
{
	absent 'LINUX_VERSION_CODE|KERNEL_VERSION\(' module Kbuild ':!module/compat.h'
}

# A citation is for one check, or one #if: the commit and its release, or, where it is not
# known which commit it was, a release that has the change and one that has not.
every_version_check_cites_upstream()
{
	awk '
		BEGIN { for (i = 0; i < 12; i++) commit = commit "[0-9a-f]" }
		function nr_releases(text,  seen, nr) {
			while (match(text, /v[0-9]+[.][0-9]+/)) {
				nr += !seen[substr(text, RSTART, RLENGTH)]++
				text = substr(text, RSTART + RLENGTH)
			}
			return nr
		}
		/^ ?\*|\/\*/ { comment = comment $0 }
		/\*\// {
			nr = nr_releases(comment)
			cited = nr > 1 || nr && comment ~ commit
			comment = ""
		}
		/LINUX_VERSION_CODE/ && !/KERNEL_VERSION\(6, 1, 0\)/ && !cited {
			print FILENAME ":" FNR ": no release and commit above this check"
			bad = 1
		}
		/LINUX_VERSION_CODE/ { checks++ }
		/^#(endif|define .*LINUX_VERSION_CODE)/ { cited = 0 }
		END { exit bad || !checks }' module/compat.h
}

exported_symbols_only()
{
	absent 'kallsyms_lookup_name|register_kprobe|debugfs_create_file_unsafe' module
}

never_bugs_or_warns()
{
	absent '\b(BUG|BUG_ON|WARN|WARN_ON|WARN_ON_ONCE|WARN_ONCE)\(' module
}

# What dmesg shows, %p hashes; %pK is for seq_file, and shows addresses by a sysctl.
no_bare_pointers()
{
	absent '%p[xK]' module
}

every_source_has_a_licence()
{
	local file missing=0
	while IFS= read -r file; do
		head -n 2 "$file" | grep -q SPDX-License-Identifier ||
			{ echo "$file has no SPDX line"; missing=1; }
	done < <(git ls-files -co --exclude-standard -- '*.c' '*.h' '*.sh' '*.rst' \
		'*Makefile' Kbuild tools selftests .ci |
		grep -vE "tests/(logs|snapshots|walks|fuzz/corpus)/|/expected/|/\\.")
	return "$missing"
}

# With -a what they read is reported on as well.
scripts_pass_shellcheck()
{
	git ls-files -co --exclude-standard -z -- tools selftests .ci module |
		xargs -0 grep -lIE '^#!/bin/(ba)?sh' | xargs shellcheck -a -x -P SCRIPTDIR
}

manual_is_clean()
{
	mandoc -Tlint -W warning tools/kmemlab/kmemlab.8
}

# include/kmemlab.h is where it is decided.
one_version()
{
	local header dkms debian
	header=$(sed -n 's/^#define KMEMLAB_VERSION[[:space:]]*"\(.*\)"/\1/p' include/kmemlab.h)
	dkms=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
	debian=$(sed -n '1s/^kmemlab (\(.*\)) .*/\1/p' debian/changelog)
	[[ $header && $dkms == "$header" && $debian == "$header" ]] || {
		echo "include/kmemlab.h: $header, dkms.conf: $dkms, debian/changelog: $debian"
		return 1
	}
	! grep -nE 'kmemlab(-dkms)?_[0-9]' README.md Documentation/*.rst |
		grep -vF -e "_${header}_" || { echo "should be $header"; return 1; }
}

# checkpatch IGNORED PATHSPEC...
checkpatch()
{
	local source ignore
	# Rules for patches to the kernel; kernel-doc it does not see; columns of a
	# section, which are no message to search for; the kernel's own names.
	ignore=FILE_PATH_CHANGES,SPDX_LICENSE_TAG,LINUX_VERSION_CODE,CONSTANT_COMPARISON
	ignore+=,UNCOMMENTED_DEFINITION,COMPLEX_MACRO,MACRO_ARG_REUSE,LONG_LINE_STRING
	ignore+=,SPLIT_STRING,CAMELCASE,NEW_TYPEDEFS,ALLOC_SIZEOF_STRUCT,$1
	shift
	source=$(tools/vm/get source) || return 1
	git ls-files -co --exclude-standard -z -- "$@" |
		xargs -0 "$source/scripts/checkpatch.pl" --no-tree --file --strict --terse \
			--no-summary --max-line-length=100 --show-types --ignore "$ignore"
}

module_passes_checkpatch()
{
	checkpatch NONE 'module/*.[ch]' 'include/*.h' ':!module/tests' ':!module/btf' &&
		checkpatch LONG_LINE module/tests &&	# a table has a row a line
		# A program of the host's
		checkpatch PREFER_KERNEL_TYPES,PREFER_DEFINED_ATTRIBUTE_MACRO 'module/btf/*.c'
}

# They are run seldom, and what they change moves on.
mutants_apply()
{
	local patch rc=0

	for patch in selftests/mutants/*.patch; do
		patch -s -f --dry-run -p1 <"$patch" || { echo "$patch"; rc=1; }
	done
	return "$rc"
}

ktap_check "kernel versions are known in compat.h alone" versions_only_in_compat
ktap_check "every version check cites the upstream commit" every_version_check_cites_upstream
ktap_check "only exported symbols are reached for" exported_symbols_only
ktap_check "the module has no BUG and no WARN" never_bugs_or_warns
ktap_check "no pointer is printed bare" no_bare_pointers
ktap_check "every source names its licence" every_source_has_a_licence
ktap_check "scripts pass shellcheck" scripts_pass_shellcheck
ktap_check "the manual page is clean" manual_is_clean
ktap_check "header, dkms.conf, debian/ and documents tell one version" one_version
ktap_check "the module passes checkpatch --strict" module_passes_checkpatch
ktap_check "each mutant is still one of this module" mutants_apply
ktap_end
