# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Each verb on each recorded tree: snapshots/NAME/expected/VERB.FORM is what it
# prints, VERB.status what it says and exits with if that is not 0.
# shellcheck disable=SC2153 # run() sets STATUS

# shown NAME VERB...: one verb in its three forms
shown() {
	local name=$1 form option
	shift

	for form in txt json raw; do
		case $form in
		txt) option= ;;
		*) option=--$form ;;
		esac
		# shellcheck disable=SC2086 # none is no argument
		run "$TOOL" --root . $option "$@"
		{
			echo "exit $STATUS"
			cat "$TMP/err"
		} >"$TMP/status"
		compare "$name" "$form"
		if [ "$form" = json ] && [ -s "$TMP/out" ]; then
			check_json "$SNAPSHOT: $name.json is JSON" "$TMP/out"
		fi
	done
}

compare() {
	local expected=expected/$1.$2 status=expected/$1.status

	if [ -n "$UPDATE" ]; then
		mkdir -p expected
		cp "$TMP/out" "$expected"
		rm -f "$status"
		[ "$STATUS" -eq 0 ] || cp "$TMP/status" "$status"
	fi
	if ! diff -u "$expected" "$TMP/out" >"$TMP/diff" 2>&1; then
		fail "$SNAPSHOT: $1.$2" "$TMP/diff" "$TMP/err"
	elif [ "$STATUS" -ne 0 ] || [ -e "$status" ]; then
		if diff -u "$status" "$TMP/status" >"$TMP/diff" 2>&1; then
			pass "$SNAPSHOT: $1.$2"
		else
			fail "$SNAPSHOT: $1.$2" "$TMP/diff"
		fi
	else
		pass "$SNAPSHOT: $1.$2"
	fi
}

for dir in "$HERE"/snapshots/*/; do
	SNAPSHOT=$(basename "$dir")
	cd "$dir" || exit 1
	shown overview overview
	shown zones zones
	shown zones-all zones --all
	shown buddy buddy
	shown pageblocks pageblocks
	shown physmap physmap
	for by in free migrate mixed; do
		shown "physmap-$by" physmap --by "$by"
	done
	shown balance balance
	shown frames frames
	shown why why
	shown translate translate
	shown version version
	for allocator in kmalloc vmalloc mempool pages; do
		shown "exercise-$allocator" exercise "$allocator"
	done
	cd "$HERE" || exit 1
done
