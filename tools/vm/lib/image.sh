# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The kernel out of its compressed image. A guest that starts at the ELF entry
# (PVH) skips the decompressor, which emulation makes seconds of.

# image_number FILE OFFSET SIZE: a little-endian number of the setup header.
image_number()
{
	od -An -v -j "$2" -N "$3" -t "u$3" "$1" | tr -d ' '
}

image_decompress()
{
	case $1 in
	1f8b*) gzip -dc ;;
	fd377a58*) need xz xz-utils; xz -dc ;;
	28b52ffd*) need zstd zstd; zstd -dqc ;;
	02214c18*) need lz4 lz4; lz4 -dqc ;;
	*) die "a kernel image with an unknown compression ($1)" ;;
	esac
}

# The payload ends with its unpacked size, four bytes that no tool expects.
image_extract()
{
	local file=$1 start length magic

	start=$((($(image_number "$file" 497 1) + 1) * 512 +
		$(image_number "$file" 584 4)))
	length=$(($(image_number "$file" 588 4) - 4))
	magic=$(od -An -v -j "$start" -N 4 -t x1 "$file" | tr -d ' ')
	dd if="$file" bs=1M iflag=skip_bytes,count_bytes skip="$start" \
		count="$length" status=none | image_decompress "$magic"
}

image_build()
{
	image_extract "$2" >"$1/vmlinux"
	cache_manifest "$1" vmlinux
}

# image_entry VMLINUZ: prints the path of its ELF file, which the cache keeps.
image_entry()
{
	local entry

	[[ $(od -An -v -j 514 -N 4 -c "$1" | tr -d ' ') == HdrS ]] ||
		die "$1 is no compressed kernel image (bzImage)"
	entry=$(cache_entry image "$(cache_key "$(sha256sum <"$1")")" \
		image_build "$1")
	printf '%s/vmlinux\n' "$entry"
}
