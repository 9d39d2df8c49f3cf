# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Debian machines to make and to try packages on: a minimal root of a release with
# a few packages. What a trial installs is downloaded into the root, not installed.

# debian_packages ROLE: what is installed; the kernel's headers on a machine that
# is to build modules, as an administrator has them.
debian_packages()
{
	# shellcheck disable=SC2046,SC2005 # a list, on one line
	case $1 in
	maker) echo lintian $("$CHECKOUT/tools/need" --list build deb) ;;
	user) echo linux-headers-amd64 openssl ;;
	esac
}

# debian_wanted ROLE: what is downloaded, with all it needs.
debian_wanted()
{
	case $1 in
	maker) ;;
	user) echo dkms libsmartcols1 libncursesw6 ;;
	esac
}

debian_unpack()
{
	local dir=$1 role=$2 release=$3 packages sources option options=()

	packages=$(debian_packages "$role")
	sources=$(mirror_sources "$release" | grep -v -e -backports)
	while read -r option; do
		[[ $option ]] && options+=("--aptopt=$option")
	done < <(mirror_options)
	KMEMLAB_WANTED=$(debian_wanted "$role")
	export KMEMLAB_WANTED
	# shellcheck disable=SC2016 # for mmdebstrap's shell
	INITRD=No mmdebstrap --quiet --variant=minbase --format=tar \
		--include="${packages// /,}" --keyring="$KEYRING" "${options[@]}" \
		--aptopt='Acquire::Languages "none"' --skip=cleanup/apt \
		--customize-hook='test ! "$KMEMLAB_WANTED" || chroot "$1" apt-get -qq install \
			-d -y --no-install-recommends $KMEMLAB_WANTED >/dev/null' \
		"$release" - "$sources" |
		tar -x -C "$dir" --no-same-owner --exclude='./dev/*'
}

# What it was made of; the status file changes with each package.
debian_build()
{
	local dir=$1 role=$2 release=$3

	say "a Debian $release ($role): installing with mmdebstrap (about a minute)"
	debian_unpack "$dir" "$role" "$release"
	cache_manifest "$dir" var/lib/dpkg/status bin/sh usr/bin/dpkg
}

# ensure_debian ROLE RELEASE: prints its directory.
ensure_debian()
{
	keyring_check "$2"
	need mmdebstrap mmdebstrap
	cache_entry "debian-$1-$2" "$(cache_key "$(debian_packages "$1")" \
		"$(debian_wanted "$1")" "$(declare -f debian_unpack)")" \
		debian_build "$1" "$2"
}

# debian_kernel RELEASE: the directory of the kernel whose headers a user's machine
# has, as tools/vm/vm takes it.
debian_kernel()
{
	local root release

	root=$(ensure_debian user "$1")
	release=$(cd "$root/lib/modules" && echo *-amd64)
	cache_entry "kernel-$1" "$(cache_key "$release" \
		"$(declare -f stock_build stock_packages stock_place)")" \
		stock_build "$1" "$root" "$release"
}
