# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Kernel sources, from Debian's linux-source packages.

source_build()
{
	local dir=$1 root=$2 package=$3

	say "$package: downloading (150 MB)"
	package_download "$root" "$dir" "$package"
	package_versions "$dir" >"$dir/versions"
	say "$package: unpacking"
	dpkg-deb --fsys-tarfile "$dir/$package"_*.deb |
		tar -xO "./usr/src/$package.tar.xz" | xz -dT0 |
		tar -x -C "$dir" --no-same-owner --strip-components=1
	rm "$dir/$package"_*.deb
	cache_manifest "$dir" versions Makefile scripts/checkpatch.pl \
		tools/testing/selftests/kselftest_harness.h
}

# ensure_source ROOT-RELEASE PACKAGE
ensure_source()
{
	local root

	root=$(ensure_root "$1")
	cache_entry "$2" "$(cache_key "$(declare -f source_build)")" \
		source_build "$root" "$2"
}
