# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A file cut at every byte: an error that names it, or, where what is left is
# whole, an answer. Never anything else. It is thousands of runs: none starts a program
# besides, or looks for what was not freed, as those of wrong files do (malformed).

# cut VERB FILE
cut_everywhere() {
	local -x ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
	local from=$HERE/snapshots/sample/$KMEMLAB/$2 size at text said

	new_root truncated
	cp -r "$HERE/snapshots/sample/sys" "$ROOT"
	size=$(stat -c %s "$from")
	IFS= read -r -d '' text <"$from"
	if [ "${#text}" -ne "$size" ]; then
		fail "truncated: $2 is not all text"
		return
	fi
	for ((at = 0; at < size; at++)); do
		printf %s "${text:0:at}" >"$ROOT/$KMEMLAB/$2"
		# shellcheck disable=SC2086 # words
		run "$TOOL" --root "$ROOT" $1
		[ "$STATUS" -ne 0 ] || continue
		IFS= read -r -d '' said <"$TMP/err"
		if [ "$STATUS" -ne 3 ] ||
		   [[ $'\n'$said != *$'\n'"kmemlab: $ROOT/$KMEMLAB/$2:"* ]]; then
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
