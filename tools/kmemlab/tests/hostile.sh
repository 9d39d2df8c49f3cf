# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Recorded trees that were made to harm: no verb passes a control character on to a
# terminal, and no recorded answer passes for one to another request.

ESCAPE=$'\033'

# clean NAME PATTERN: the last run printed that, and no escape
clean() {
	if [ "$STATUS" -eq 0 ] && grep -q "$2" "$TMP/out" &&
		! grep -q "$ESCAPE" "$TMP/out" "$TMP/err"; then
		pass "$1"
	else
		fail "$1" "$TMP/out" "$TMP/err"
	fi
}

# poison FIELD VIEW: that column is a string in all sections, and has an escape
poison() {
	awk -v k="$1" '
		/^@/ { sub(/:.*/, ":str", $(k + 2)) }
		/^[^@#]/ && NF >= k && !/"/ && $k != "-" { $k = "\"" $k "\\x1b[31m\"" }
		{ print }' "$2" >"$TMP/poisoned" && cat "$TMP/poisoned" >"$2"
}

VERBS="overview zones buddy pageblocks physmap balance frames why slabs slab ladder
	translate explain walk whomaps layout exercise fragment doctor version"

# harmless NAME: every verb on $ROOT, in each form that people read
harmless() {
	local name=$1 verb option bad=

	for verb in $VERBS "slabs --watch 1 --count 2" "frames --count 2" "top --batch --count 1"; do
		for option in "" --ascii; do
			# shellcheck disable=SC2086 # words
			run "$TOOL" $option --root "$ROOT" $verb
			[ "$STATUS" -lt 99 ] && ! grep -q "$ESCAPE" "$TMP/out" "$TMP/err" ||
				bad+=" $verb($STATUS)"
		done
	done
	if [ -z "$bad" ]; then
		pass "hostile: $name"
	else
		echo "$bad" >"$TMP/note"
		fail "hostile: $name" "$TMP/note"
	fi
}

for tree in snapshots/sample snapshots/6.12 walks/extents walks/summary; do
	for field in 1 2 3 4 5 6 7 8; do
		new_root hostile
		cp -r "$HERE/$tree/." "$ROOT"
		rm -rf "$ROOT/expected"
		find "$ROOT/$KMEMLAB" -type f | while read -r view; do
			poison "$field" "$view"
		done
		harmless "$tree, column $field"
	done
done

new_root hostile
cp -r "$HERE/snapshots/6.12/." "$ROOT"
mkdir -p "$ROOT/sys/kernel/mm/transparent_hugepage"
printf 'always [\033[31mX] never\n' >"$ROOT/sys/kernel/mm/transparent_hugepage/enabled"
printf '# kmemlab slabs 1\nerror: X \033[31m\n' >"$ROOT/$KMEMLAB/slabs"
cat >"$ROOT/$KMEMLAB/slab" <<'END'
# kmemlab slab 1
# request: cache=x
# consistency: racy
@ cache name:str object_bytes:int slot_bytes:int first_bytes:int align_bytes:int order:int slab_objects:int
x 64 64 0 8 0 4
@ object addr:hex slot:int state:str offset_bytes:int
@ slab pfn:str nid:int order:int list:str objects:int live:int cached:int free:int tail_bytes:int exact:int map:str
"\x1b[31mP" 0 0 node 4 2 1 1 3840 1 xx.c
END
harmless "errors and settings"
run "$TOOL" --root "$ROOT" slab x
clean "hostile: a slab that is drawn" 'P, 3840 bytes of tail'
sed "s/(GFP[^)]*)/(GFP_KERNEL${ESCAPE}[31m)/" "$HERE/logs/order9-6.12.log" >"$TMP/hostile.log"
run "$TOOL" why --log "$TMP/hostile.log"
clean "hostile: a log" 'GFP_KERNEL.x1b'

# What was asked is in the answer.
SAMPLE=$HERE/snapshots/sample
run "$TOOL" --root "$SAMPLE" why --order 9
expect "recorded: why, as it was asked" 0 ''
run "$TOOL" --root "$SAMPLE" why --order 3 --gfp GFP_KERNEL
expect "recorded: why, of another order" 3 \
	"kmemlab: $SAMPLE/$KMEMLAB/why is an answer to 'order=9 gfp=GFP_ATOMIC', not to 'order=3 gfp=GFP_KERNEL'; leave that out to see it"
run "$TOOL" --root "$SAMPLE" frames 1000
expect "recorded: frames, one of those" 0 ''
run "$TOOL" --root "$SAMPLE" frames 0x1000
expect "recorded: frames, in another spelling" 0 ''
sed '/^# request/d' "$SAMPLE/$KMEMLAB/why" >"$ROOT/$KMEMLAB/why"
run "$TOOL" --root "$ROOT" why --order 0 --gfp GFP_KERNEL
expect "recorded: why, as it is by default" 0 ''
run "$TOOL" --root "$SAMPLE" frames 1001
expect "recorded: frames, another one" 3 "* is an answer to 'pfn=1000 *, not to 'pfn=1001'; *"
run "$TOOL" --root "$ROOT" slab x
expect "recorded: slab, the cache" 0 ''
run "$TOOL" --root "$ROOT" slab y
expect "recorded: slab, of another cache" 3 "* is an answer to 'cache=x', not to 'cache=y'; *"
