# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The guest's file system: a base that stays in the cache, and after it in the
# same file what this run adds.

GUEST_DIRS=(bin sbin usr/bin usr/sbin proc sys dev tmp run root etc mnt
	lib/kmemlab kmemlab/kmod)

initramfs_pack()
{
	(cd "$1" && find . | busybox cpio -o -H newc -R 0:0 2>/dev/null)
}

base_build()
{
	local dir=$1 applet

	mkdir "$dir/tree"
	(cd "$dir/tree" && mkdir -p "${GUEST_DIRS[@]}")
	cp "$BUSYBOX" "$dir/tree/bin/busybox"
	for applet in $("$BUSYBOX" --list); do
		[[ $applet == busybox ]] || ln -s busybox "$dir/tree/bin/$applet"
	done
	cp "$VM_DIR/init" "$dir/tree/init"
	printf 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' \
		>"$dir/tree/etc/passwd"
	printf 'root:x:0:\nnogroup:x:65534:\n' >"$dir/tree/etc/group"
	initramfs_pack "$dir/tree" >"$dir/base.cpio"
	rm -r "$dir/tree"
	cache_manifest "$dir" base.cpio
}

initramfs_base()
{
	need busybox busybox-static
	BUSYBOX=$(command -v busybox)
	ldd "$BUSYBOX" >/dev/null 2>&1 && die "$BUSYBOX needs shared libraries" \
		"on Debian: apt-get install busybox-static"
	cache_entry guest-base "$(cache_key "$(sha256sum <"$BUSYBOX")" \
		"$(<"$VM_DIR/init")" "$(declare -f base_build initramfs_pack)")" \
		base_build
}

# loaded_libraries FILE: where those are that FILE loads when it needs them, which its
# note of them names; some may be missing here.
loaded_libraries()
{
	local names

	names=$(grep -aoE '"soname":\["[^"]+"\]' "$1" | cut -d'"' -f4) || return 0
	PATH=$PATH:/sbin:/usr/sbin ldconfig -p |
		awk -v names="$names" 'BEGIN { split(names, list); for (i in list) wanted[list[i]] }
			$1 in wanted && /x86-64/ { print $NF; delete wanted[$1] }'
}

# guest_program TREE FILE NAME: with the shared libraries it is linked to, or loads.
guest_program()
{
	local tree=$1 file=$2 name=$3 library loaded

	mapfile -t loaded < <(loaded_libraries "$file")
	mkdir -p "$tree/usr/bin"
	cp -L "$file" "$tree/usr/bin/$name"
	chmod 755 "$tree/usr/bin/$name"
	while read -r library; do
		mkdir -p "$tree$(dirname "$library")"
		cp -L "$library" "$tree$library"
	done < <(ldd "$file" "${loaded[@]}" 2>/dev/null | grep -vxF "$file:" |
		grep -oE '(^|[[:space:]])/[^ :]+' | tr -d ' \t' | sort -u)
	! ldd "$file" 2>/dev/null | grep 'not found' >&2 ||
		die "$file: a shared library of it is not on this machine"
}

# Debian packs modules in newer releases; busybox unpacks none of them.
guest_kmod_copy()
{
	case $1 in
	*.xz) xz -dc "$1" >"$2" ;;
	*.zst) zstd -dqc "$1" >"$2" ;;
	*.gz) gzip -dc "$1" >"$2" ;;
	*) cp "$1" "$2" ;;
	esac
}

# guest_kmods TREE KERNEL NAME...: in the order they have to be loaded.
guest_kmods()
{
	local tree=$1 kernel=$2 list file n=100

	shift 2
	list=$(modprobe -d "$kernel/modules" -S "$(<"$kernel/release")" \
		--show-depends -a "$@" 2>&1) ||
		die "not all of these modules are in that kernel: $*" "$list"
	mkdir -p "$tree/kmemlab/kmod"
	while read -r file; do
		guest_kmod_copy "$file" \
			"$tree/kmemlab/kmod/$n-$(basename "${file%.ko*}").ko"
		n=$((n + 1))
	done < <(sed -n 's/^insmod \([^ ]*\).*/\1/p' <<<"$list" |
		awk '!seen[$0]++')
}

# For a file that the guest's shell reads.
shell_words()
{
	local word

	for word in "$@"; do
		printf " '%s'" "${word//\'/\'\\\'\'}"
	done
}
