# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A file cut at every byte: an error that names it, or, where what is left is
# whole, an answer. Never anything else.

# cut VERB FILE
cut_everywhere() {
	local from=$HERE/snapshots/sample/$KMEMLAB/$2 size at

	new_root truncated
	cp -r "$HERE/snapshots/sample/sys" "$ROOT"
	size=$(stat -c %s "$from")
	for ((at = 0; at < size; at++)); do
		head -c "$at" "$from" >"$ROOT/$KMEMLAB/$2"
		# shellcheck disable=SC2086 # words
		run "$TOOL" --root "$ROOT" $1
		[ "$STATUS" -ne 0 ] || continue
		if [ "$STATUS" -ne 3 ] ||
		   ! grep -q "^kmemlab: $ROOT/$KMEMLAB/$2:" "$TMP/err"; then
			fail "truncated: $2 at byte $at" "$TMP/err"
			return
		fi
	done
	pass "truncated: $2 at each of $size bytes, $1"
}

cut_everywhere translate translate
cut_everywhere layout layout
cut_everywhere buddy buddy
cut_everywhere version version
cut_everywhere walk walk
cut_everywhere explain translate
cut_everywhere "whomaps 1f2a3" walk
