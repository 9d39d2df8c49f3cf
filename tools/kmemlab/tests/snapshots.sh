# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Each verb on each recorded tree: see shown().
# shellcheck disable=SC2034 # shown() reads SNAPSHOT

for dir in "$HERE"/snapshots/*/; do
	SNAPSHOT=$(basename "$dir")
	cd "$dir" || exit 1
	shown overview overview
	shown zones zones
	shown zones-all zones --all
	shown buddy buddy
	shown buddy-migrate buddy --by migrate
	shown pageblocks pageblocks
	shown physmap physmap
	for by in free migrate mixed; do
		shown "physmap-$by" physmap --by "$by"
	done
	shown balance balance
	shown frames frames
	shown slabs slabs
	shown top top --once
	shown why why
	shown translate translate
	shown explain explain
	shown walk walk
	shown whomaps whomaps 1f2a3-1f2b0 400
	shown layout layout
	shown version version
	for allocator in kmalloc vmalloc mempool pages; do
		shown "exercise-$allocator" exercise "$allocator"
	done
	cd "$HERE" || exit 1
done
