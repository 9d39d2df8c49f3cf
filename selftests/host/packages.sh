#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Usage: packages.sh RELEASE
#
# The Debian packages: built with dpkg-buildpackage, installed by apt on a clean
# machine of RELEASE that has its kernel's headers, the module built there by DKMS,
# loaded in a VM of that kernel, and all of it purged.

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/host/ktap.sh
. selftests/host/ktap.sh
export release=${1:?usage: packages.sh RELEASE}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# vm_lib FUNCTION ARGUMENT...: of the harness, which ends its shell where it fails
vm_lib()
(
	. tools/vm/lib/common.sh
	for lib in cache mirror root stock debian; do
		# shellcheck source=/dev/null
		. "$VM_DIR/lib/$lib.sh"
	done
	"$@"
)

packages_are_built()
{
	local root
	root=$(vm_lib ensure_debian maker bookworm) || return
	mkdir -p "$scratch/src" "$scratch/out"
	git ls-files -co --exclude-standard -z | xargs -0 tar -c | tar -x -C "$scratch/src" || return
	vm_lib enter_layer "$root" "$scratch/maker" "$scratch/src:/kmemlab/src" -- sh -c \
		'cd /kmemlab/src && tools/deb build/deb'
}

# Errors and warnings; its hints are for who wants them.
lintian_is_silent()
{
	vm_lib enter_layer "$(vm_lib ensure_debian maker bookworm)" "$scratch/maker" \
		"$scratch/src:/kmemlab/src" -- \
		sh -c 'lintian --allow-root --fail-on error,warning /kmemlab/src/build/deb/*.changes'
}

# Nobody answers questions there, its disk is small, and its kernel is its own.
# shellcheck disable=SC2016 # for the inner shell
SETTINGS='
	export DEBIAN_FRONTEND=noninteractive PATH=/usr/local/bin:$PATH
	echo "APT::Install-Recommends 0;" >/etc/apt/apt.conf.d/99machine
	printf "%s\n" "#!/bin/sh" "test \"\$*\" = -r || exec /usr/bin/uname \"\$@\"" \
		"cd /lib/modules && echo *-amd64" >/usr/local/bin/uname
	chmod 755 /usr/local/bin/uname
'

# on_the_machine COMMANDS: what they change stays until this script ends
on_the_machine()
{
	local root
	root=$(vm_lib ensure_debian user "$release") &&
		vm_lib enter_layer "$root" "$scratch/user" "$scratch/src:/kmemlab/src" \
			"$scratch/out:/kmemlab/out" -- bash -c "$SETTINGS $1"
}

# as_documented PLACE COMMANDS: first those of the documents for PLACE, which must
# print what is shown there
as_documented()
{
	local docs=(README.md Documentation/install.rst)
	python3 selftests/host/docs.py script "$1" "$scratch/out/$1" "${docs[@]}" &&
		on_the_machine "DOCS_DIR=/kmemlab/src /kmemlab/out/$1/docs >/kmemlab/out/$1/said
			cat /kmemlab/out/$1/said; $2" &&
		python3 selftests/host/docs.py check "$1" "$scratch/out/$1/said" "${docs[@]}"
}

# What the packages need was downloaded into the machine's cache.
# shellcheck disable=SC2016 # for the inner shell
INSTALLED='
	kernel=$(uname -r)
	file=$(modinfo -k "$kernel" -n kmemlab) || exit
	cp "$file" /kmemlab/out/ || exit
	modinfo -k "$kernel" -F vermagic kmemlab | grep "^$kernel " || exit
	# Signed with a key of this machine, for Secure Boot.
	modinfo -k "$kernel" -F signer kmemlab | grep . || exit
	kmemlab --version || exit
	test -s /usr/share/man/man8/kmemlab.8.gz || exit
	mkdir -p /kmemlab/out/guest/usr/sbin
	cp /usr/sbin/kmemlab /kmemlab/out/guest/usr/sbin
	libraries=$(ldd /usr/sbin/kmemlab | grep -o "/lib[^ ]*")
	# Those that it loads are names in it, and must be there too.
	for name in $(grep -ao "lib[a-z]*[.]so[.][0-9]*" /usr/sbin/kmemlab | sort -u); do
		libraries="$libraries $(/sbin/ldconfig -p | grep -om 1 "/lib/x86.*/$name$")" || exit
	done
	for library in $libraries; do
		mkdir -p "/kmemlab/out/guest/${library%/*}" &&
			cp -L "$library" "/kmemlab/out/guest/$library" || exit
	done
'

packages_are_installed()
{
	as_documented package "$INSTALLED"
}

# shellcheck disable=SC2016 # for the inner shell
PURGE='
	apt-get -q purge -y kmemlab kmemlab-dkms || exit
	! find / -xdev \( -path /kmemlab -o -path /var/log \) -prune -o -name "*kmemlab*" \
		-print | grep .
'

purge_leaves_nothing()
{
	on_the_machine "$PURGE"
}

# shellcheck disable=SC2016 # for the guest's shell
IN_GUEST='
	set -e
	uname -r
	kmemlab version
	kmemlab why --order 4
	# Headers of 6.1 have no BTF to learn the slab allocator from.
	case $(uname -r) in
	6.1.*) ;;
	*) grep "^slabs available" /sys/kernel/debug/kmemlab/version ;;
	esac
	kmemlab exercise kmalloc --count 100
	kmemlab snapshot /tmp/snapshot
	kmemlab --root /tmp/snapshot zones
	head -n 3 /sys/kernel/debug/kmemlab/buddy
'

module_runs_in_a_vm()
{
	local kernel
	kernel=$(vm_lib debian_kernel "$release") || return
	xz -dq "$scratch/out"/kmemlab.ko.xz 2>/dev/null
	zstd -dq "$scratch/out"/kmemlab.ko.zst 2>/dev/null
	tools/vm/vm --quiet --kernel "$kernel" --module "$scratch/out/kmemlab.ko" \
		--overlay "$scratch/out/guest" --timeout 300 -- sh -c "$IN_GUEST"
}

ktap_check "dpkg-buildpackage makes both packages" packages_are_built
ktap_check "lintian has no error and no warning" lintian_is_silent
ktap_check "$release: apt installs them, DKMS builds and signs the module" packages_are_installed
ktap_check "$release: the module and the program run on its kernel in a VM" module_runs_in_a_vm
ktap_check "$release: purged, they leave nothing" purge_leaves_nothing
if [[ $release == bookworm ]]; then
	ktap_check "$release: the module and the program are built by hand" as_documented source true
	ktap_check "$release: DKMS takes the source" as_documented dkms true
fi
ktap_end
