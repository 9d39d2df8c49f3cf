# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Debian's own kernels: the image package is unpacked in the cache, never
# installed. Headers and image must be one build, so the root decides.

# package_download ROOT DIR PACKAGE...: exit status GONE is for the caller.
package_download()
{
	local root=$1 dir=$2

	shift 2
	# shellcheck disable=SC2016 # for the root's shell
	enter_root "$root" "$dir:/kmemlab/download" -- sh -c '
		gone=$1 apt="apt-get -qq -o APT::Sandbox::User=root"
		shift
		cd /kmemlab/download || exit
		$apt download "$@" 2>/dev/null && exit
		$apt update || exit
		$apt download "$@" || exit "$gone"
	' sh "$GONE" "$@" >&2
}

# package_versions DIR: of the packages in it.
package_versions()
{
	local deb

	for deb in "$1"/*.deb; do
		# shellcheck disable=SC2016 # dpkg-deb fills these in
		dpkg-deb --showformat '${Package} ${Version}\n' -W "$deb"
	done
}

# stock_headers ROOT PATTERN: the package the root has.
stock_headers()
{
	local regex=${2//./[.]}

	sed -n "s/^\(${regex//\*/[0-9][^ ]*}\) .*/\1/p" "$1/versions" |
		grep -v -e -common | head -n 1
}

# Newer images are split: linux-image only depends on what has the files.
stock_packages()
{
	local root=$1 release=$2

	printf 'linux-image-%s\n' "$release"
	enter_root "$root" -- apt-cache pkgnames linux- |
		grep -xE "linux-(base|binary|modules)-${release//[.+]/.}" || true
}

stock_unpack()
{
	local dir=$1 deb

	mkdir "$dir/image"
	for deb in "$dir"/*.deb; do
		dpkg-deb -x "$deb" "$dir/image"
		rm "$deb"
	done
}

# Moves what is needed to its place in the entry: vmlinuz, modules/lib/modules.
stock_place()
{
	local dir=$1 release=$2 kernel

	kernel=$(find "$dir/image" -path "*/boot/vmlinuz-$release" -o \
		-path "*/lib/modules/$release/vmlinuz" | head -n 1)
	[[ $kernel ]] || die "linux-image-$release: no vmlinuz in the package"
	cp "$kernel" "$dir/vmlinuz"
	mkdir -p "$dir/modules/lib/modules"
	mv "$(find "$dir/image" -type d -path "*/lib/modules/$release")" \
		"$dir/modules/lib/modules/"
	rm -r "$dir/image"
	depmod -b "$dir/modules" "$release"
}

stock_build()
{
	local dir=$1 name=$2 root=$3 release=$4 packages

	say "kernel $name: downloading $release"
	packages=$(stock_packages "$root" "$release")
	# shellcheck disable=SC2086 # a list
	package_download "$root" "$dir" $packages || exit
	package_versions "$dir" >"$dir/versions"
	stock_unpack "$dir"
	stock_place "$dir" "$release"
	printf '%s\n' "$release" >"$dir/release"
	printf '%s\n' "/usr/src/linux-headers-$release" >"$dir/kdir"
	cache_manifest "$dir" vmlinuz release kdir versions \
		"modules/lib/modules/$release/modules.dep"
}

# ensure_stock NAME ROOT-RELEASE PATTERN
ensure_stock()
{
	local name=$1 root release rc=0

	need depmod kmod
	root=$(ensure_root "$2")
	release=$(stock_headers "$root" "$3")
	release=${release#linux-headers-}
	[[ $release ]] || die "$root has no headers for $name"
	# In the background only so that a failure of it can be looked at.
	cache_entry "kernel-$name" "$(cache_key "$release" \
		"$(declare -f stock_build stock_packages stock_place)")" \
		stock_build "$name" "$root" "$release" &
	wait $! || rc=$?
	((rc != GONE)) || stock_renew "$name" "$root" "$release" "$@"
	return "$rc"
}

# Old point releases vanish from the archive, and the root has headers for one.
stock_renew()
{
	local name=$1 root=$2 release=$3

	shift 3
	[[ ! ${RENEWED:-} ]] || die "kernel $name: $release cannot be downloaded"
	say "kernel $name: $release is gone from the archive, taking the newest"
	rm -f "$root/manifest"
	RENEWED=1
	ensure_stock "$@"
	exit
}
