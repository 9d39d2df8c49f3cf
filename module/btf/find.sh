#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Usage: find.sh COMPILER HEADERS RELEASE [IMAGE]
#
# Writes a header with the private layouts of kernel RELEASE, whose headers are in
# HEADERS, as offsets.c finds them in the kernel's BTF: of the headers' vmlinux,
# else of IMAGE, else of the installed image of that kernel, else of the running
# kernel if it is that one; an IMAGE of "none" is to go without. Where there is none,
# nothing is anywhere in the header, which says why: the module builds, and goes
# without. COMPILER is the host's.

compiler=$1 headers=$2 release=$3 image=$4
here=$(dirname "$0")
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
out=$tmp/out err=$tmp/err reader=$tmp/offsets reason=

# number FILE OFFSET BYTES: little-endian, unsigned
number()
{
	od -An -t "u$3" -j "$2" -N "$3" "$1" 2>/dev/null | tr -d ' '
}

# What is in a bzImage, as Documentation/arch/x86/boot.rst says. Behind all
# formats but gzip four bytes tell the length.
unpack()
{
	at=$(((($(number "$1" 497 1) + 1) * 512) + $(number "$1" 584 4)))
	len=$(number "$1" 588 4)
	case $(od -An -t x1 -j "$at" -N 4 "$1" | tr -d ' ') in
	1f8b*) tool="gzip -dc" ;;
	fd377a58) tool="xz -dc" ;;
	28b52ffd) tool="zstd -qdc" ;;
	02214c18 | 04224d18) tool="lz4 -dc" ;;
	425a68*) tool="bzip2 -dc" ;;
	5d0000*) tool="xz --format=lzma -dc" ;;
	894c5a4f) tool="lzop -dc" ;;
	*) echo "its compression is not known" >&2; return 1 ;;
	esac
	command -v "${tool%% *}" >/dev/null || {
		echo "it takes ${tool%% *} to unpack, which is not installed" >&2
		return 1
	}
	[ "$tool" = "gzip -dc" ] || len=$((len - 4))
	tail -c "+$((at + 1))" "$1" | head -c "$len" | $tool
}

# As it is, or unpacked if it is a bzImage.
open_image()
{
	if [ "$(od -An -t x1 -j 514 -N 4 "$1" | tr -d ' ')" = 48647253 ]; then
		unpack "$1"
	else
		cat "$1"
	fi
}

# try FILE COMMAND...: the first FILE that is there and readable and works ends it
try()
{
	file=$1
	shift
	[ -e "$file" ] || return 1
	if [ ! -r "$file" ]; then
		reason="$reason; $file may not be read"
	elif "$@" "$file" 2>"$err" | "$reader" "$here/wanted" >"$out" 2>>"$err"; then
		return 0
	else
		reason="$reason; $file: $(head -n 1 "$err" | tr -d '"\134')"
	fi
	return 1
}

find_btf()
{
	if [ "$image" = none ]; then
		reason="it was built with BTF_IMAGE=none"
		return 1
	fi
	if ! $compiler -O2 -o "$reader" "$here/offsets.c" 2>"$err"; then
		reason="$compiler cannot build programs for this machine: install libc6-dev"
		return 1
	fi
	try "$headers/vmlinux" cat ||
		{ [ "$image" ] && try "$image" open_image; } ||
		try "/boot/vmlinuz-$release" open_image ||
		try "/usr/lib/modules/$release/vmlinuz" open_image ||
		{ [ "$(uname -r)" = "$release" ] && try /sys/kernel/btf/vmlinux cat; }
}

echo "/* Made by module/btf/find.sh for $release. */"
if find_btf; then
	echo "#define KML_BTF_FROM \"$file\""
	cat "$out"
else
	reason=${reason#; }
	echo "#define KML_BTF_MISSING \"${reason:-no vmlinux in $headers and no image of $release is there: install linux-image-$release and build again}\""
	while read -r type member; do
		case $member in
		sizeof) echo "#define KML_SIZEOF_$type 0" ;;
		*)	echo "#define KML_AT_${type}__$member -1"
			echo "#define KML_SHIFT_${type}__$member 0"
			echo "#define KML_MASK_${type}__$member 0" ;;
		esac
	done <"$here/wanted"
fi
