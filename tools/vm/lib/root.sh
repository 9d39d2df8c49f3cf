# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Build roots: a minimal Debian of one release with the compiler and the headers
# of its kernels. Made by mmdebstrap, entered by chroot, and both work for an
# ordinary user as well, in a user namespace.

ROOT_TOOLS=(gcc libc6-dev make dwarves kmod sparse)
# To build a kernel, and not only a module.
ROOT_KERNEL_TOOLS=(flex bison bc libelf-dev libssl-dev openssl rsync cpio
	xz-utils lz4 python3)

# Runs in the new root: the newest headers of each pattern that have an image
# too. Not by metapackage, which moves on to the next series. Headers may want
# an image, which then must not make an initrd here.
# shellcheck disable=SC2016,SC2089 # for the root's shell
ROOT_HEADERS='
	set -e
	export INITRD=No
	for pattern in $KMEMLAB_HEADERS; do
		regex=$(printf %s "$pattern" | sed "s/[.]/[.]/g; s/[*]/[0-9][^_]*/")
		newest=
		for name in $(apt-cache pkgnames linux-headers- | grep -x "$regex" |
			grep -vE -e "-(rt|cloud)-" | sort -V); do
			apt-cache show "linux-image-${name#linux-headers-}" \
				>/dev/null 2>&1 && newest=$name
		done
		test "$newest" || { echo "no package matches $pattern" >&2; exit 1; }
		set -- "$@" "$newest"
	done
	test $# -eq 0 || apt-get install -qq -y --no-install-recommends "$@"'

root_packages()
{
	printf '%s\n' "${ROOT_TOOLS[@]}"
	if kernel_rows "2=$1" | grep -q linux-source; then
		printf '%s\n' "${ROOT_KERNEL_TOOLS[@]}"
	fi
}

root_headers()
{
	kernel_rows "2=$1" | cut -f 4 | grep '^linux-headers' || true
}

# enter_root ROOT [DIR[:PLACE]...] -- COMMAND...: DIR is seen at PLACE inside, or
# at its own path. The mounts vanish with the process.
enter_root()
{
	local root=$1 binds=() flags=(--mount)

	shift
	while [[ $1 != -- ]]; do binds+=("$1"); shift; done
	shift
	((EUID == 0)) || flags+=(--map-root-user)
	# shellcheck disable=SC2016 # for the inner shell
	unshare "${flags[@]}" -- bash -c '
		set -e
		root=$1 n=$2
		shift 2
		for dir in proc sys dev; do mount --rbind "/$dir" "$root/$dir"; done
		touch "$root/etc/resolv.conf"
		mount --bind "$(readlink -f /etc/resolv.conf)" "$root/etc/resolv.conf"
		while ((n--)); do
			place=$root${1#*:}
			mkdir -p "$place"
			mount --bind "${1%%:*}" "$place"
			shift
		done
		exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C \
			TERM="${TERM:-dumb}" "$(command -v chroot)" "$root" "$@"
	' enter_root "$root" "${#binds[@]}" "${binds[@]}" "$@"
}

# enter_layer ROOT LAYER [DIR[:PLACE]...] -- COMMAND...: enter_root, but what COMMAND
# writes goes to LAYER/upper, and ROOT stays as it is.
enter_layer()
{
	local flags=(--mount)

	((EUID == 0)) || flags+=(--map-root-user)
	export -f enter_root
	# shellcheck disable=SC2016 # for the inner shell
	unshare "${flags[@]}" -- bash -c '
		set -e
		root=$1 layer=$2
		shift 2
		mkdir -p "$layer/upper" "$layer/work" "$layer/root"
		mount -t overlay -o "lowerdir=$root,upperdir=$layer/upper,workdir=$layer/work" \
			overlay "$layer/root"
		enter_root "$layer/root" "$@"
	' enter_layer "$@"
}

# mmdebstrap gives a tar, so that all files belong to who runs this.
root_unpack()
{
	local dir=$1 release=$2 packages sources option options=()

	packages=$(root_packages "$release" | paste -sd ,)
	sources=$(mirror_sources "$release")
	while read -r option; do
		[[ $option ]] && options+=("--aptopt=$option")
	done < <(mirror_options)
	KMEMLAB_HEADERS=$(root_headers "$release" | paste -sd ' ')
	# shellcheck disable=SC2090 # it is meant literally
	export KMEMLAB_HEADERS ROOT_HEADERS
	# shellcheck disable=SC2016 # for mmdebstrap's shell
	mmdebstrap --quiet --variant=minbase --format=tar \
		--include="$packages" --keyring="$KEYRING" "${options[@]}" \
		--aptopt='Acquire::Languages "none"' --skip=cleanup/apt/lists \
		--customize-hook='chroot "$1" sh -c "$ROOT_HEADERS" >/dev/null' \
		"$release" - "$sources" |
		tar -x -C "$dir" --no-same-owner --exclude='./dev/*'
}

# What decides a build, on one line each.
root_versions()
{
	# shellcheck disable=SC2016 # dpkg-query fills these in
	dpkg-query --admindir="$1/var/lib/dpkg" \
		-W -f '${db:Status-Status} ${Package} ${Version}\n' \
		'linux-headers-*' 'linux-kbuild-*' gcc 'gcc-[0-9]*' binutils make \
		pahole sparse 2>/dev/null | sed -n 's/^installed //p' | LC_ALL=C sort
}

root_files()
(
	cd "$1" || exit
	find usr/src/linux-headers-* -type f \
		\( -name .config -o -name Module.symvers -o -name vmlinux \)
	find usr/lib/gcc* usr/libexec/gcc* -type f -name cc1 2>/dev/null || true
	find usr/bin -type f \( -name 'x86_64-linux-gnu-gcc-[0-9]*' -o \
		-name x86_64-linux-gnu-ld.bfd -o -name make -o -name pahole \)
)

root_build()
{
	local dir=$1 release=$2 files

	say "root $release: installing with mmdebstrap (about a minute)"
	root_unpack "$dir" "$release"
	root_versions "$dir" >"$dir/versions"
	files=$(root_files "$dir")
	mapfile -t files <<<"$files"
	cache_manifest "$dir" versions "${files[@]}"
}

ensure_root()
{
	local release=$1 key

	[[ $(kernel_rows "2=$release") ]] ||
		die "no root is named '$release'" \
			"roots: $(kernel_rows '' | cut -f 2 | sort -u | paste -sd ' ')"
	keyring_check "$release"
	need mmdebstrap mmdebstrap
	key=$(cache_key "$(root_packages "$release")" "$(root_headers "$release")" \
		"$ROOT_HEADERS" "$(declare -f root_unpack)")
	cache_entry "root-$release" "$key" root_build "$release"
}
