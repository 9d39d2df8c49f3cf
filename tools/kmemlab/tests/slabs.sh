# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the verb slabs watches: a recorded series, in which one cache leaks, one comes
# and goes, one grew once, and one rests.
# shellcheck disable=SC2153 # run() sets STATUS

SERIES=$TMP/series
COLUMNS_OF_CACHE=$(grep '^@ cache ' "$HERE/snapshots/6.12/$KMEMLAB/slabs")

# a_cache NAME LIVE: 64 bytes each
a_cache() {
	echo "$1 0 64 64 64 64 0 64 1 64 64 0 $2 0 0 1 0 0 0 0 0 4096 0 0 0 1 0"
}

busy=(100 300 200 100 400 150)
for i in 1 2 3 4 5 6; do
	mkdir -p "$SERIES/$i/$KMEMLAB"
	cp "$HERE/snapshots/6.12/$KMEMLAB/version" "$SERIES/$i/$KMEMLAB"
	{
		echo "# kmemlab slabs 1"
		echo "# consistency: exact"
		echo "$COLUMNS_OF_CACHE"
		a_cache leaks $((100 + 64 * i))
		a_cache busy "${busy[i - 1]}"
		a_cache once $((i > 5 ? 900 : 100))
		a_cache rests 50
	} >"$SERIES/$i/$KMEMLAB/slabs"
done
tar -czf "$TMP/series.tgz" -C "$SERIES" 1 2 3 4 5 6

run "$TOOL" --root "$TMP/series.tgz" slabs --watch 1 --raw --bytes
cat >"$TMP/right" <<'END'
name value
samples 6
interval_s 1
slabinfo 0

name first_bytes last_bytes growth_bytes sample_bytes suspect
leaks 10496 30976 20480 4096 1
once 6400 57600 51200 0 0
rests 3200 3200 0 0 0
END
grep -v '^busy' "$TMP/out" >"$TMP/judged"
if diff -u "$TMP/right" "$TMP/judged" >"$TMP/diff.out" && [ "$STATUS" -eq 0 ] &&
	grep -q '^busy 6400 9600 3200 .* 0$' "$TMP/out"; then
	pass "slabs --watch: what leaks comes first, and is the only suspect"
else
	fail "slabs --watch: what leaks comes first, and is the only suspect" "$TMP/diff.out" \
		"$TMP/out" "$TMP/err"
fi

run "$TOOL" --root "$TMP/series.tgz" slabs --watch 1
if grep -q '^sample 2: busy +12.5 KiB, leaks +4.0 KiB$' "$TMP/out" &&
	grep -q '^sample 5: .*leaks +4.0 KiB (suspect)$' "$TMP/out" &&
	grep -q '^leaks *10.3 KiB *30.3 KiB *+20.0 KiB *+4.0 KiB *yes$' "$TMP/out" &&
	grep -q '^Suspects of a leak, as they grew all the time over 6 samples: leaks\.$' "$TMP/out" &&
	! grep -q '^rests' "$TMP/out" && [ "$STATUS" -eq 0 ]; then
	pass "slabs --watch: a line a sample, a table, a verdict"
else
	fail "slabs --watch: a line a sample, a table, a verdict" "$TMP/out" "$TMP/err"
fi

run "$TOOL" --root "$TMP/series.tgz" slabs --watch 1 --count 3
if grep -q '^3 samples tell nothing of a leak yet; 5 do\.$' "$TMP/out"; then
	pass "slabs --watch: too few samples name nobody"
else
	fail "slabs --watch: too few samples name nobody" "$TMP/out" "$TMP/err"
fi

run "$TOOL" --root "$TMP/series.tgz" slabs --watch 1 --json
if grep -q '"samples": *6\|"value": *6' "$TMP/out" && [ "$STATUS" -eq 0 ]; then
	pass "slabs --watch --json"
else
	fail "slabs --watch --json" "$TMP/out" "$TMP/err"
fi

run "$TOOL" --root "$SERIES/1" slabs --watch 1
expect "slabs --watch: one snapshot is no series" 2 "kmemlab: $SERIES/1 is one snapshot; *"
run "$TOOL" --root "$TMP/series.tgz@2" slabs --watch 1
expect "slabs --watch: nor is one of a series" 2 "kmemlab: $TMP/series.tgz@2 is one snapshot; *"
run "$TOOL" slabs --watch 0
expect "slabs --watch 0" 2 "kmemlab: --watch 0 is not a number of seconds from 1 to 86400"
run "$TOOL" slabs --watch 1 --count 1
expect "slabs --watch: one sample" 2 "kmemlab: --count 1 is not a number from 2 to 9999"
run "$TOOL" slabs --count 5
expect "slabs --count alone" 2 "kmemlab: --count goes with --watch SECONDS"

# Without what the module finds, what the kernel says.
mkdir -p "$TMP/noslabs/$KMEMLAB" "$TMP/noslabs/proc"
cp "$HERE/snapshots/6.12/$KMEMLAB/version" "$TMP/noslabs/$KMEMLAB"
printf '%s\n' '# kmemlab slabs 1' 'error: EOPNOTSUPP the module was built without BTF' \
	>"$TMP/noslabs/$KMEMLAB/slabs"
printf '%s\n' 'slabinfo - version: 2.1' '# name <active_objs> <num_objs> <objsize>' \
	'dentry 1000 1050 192 21 1 : tunables 0 0 0 : slabdata 50 50 0' >"$TMP/noslabs/proc/slabinfo"
run "$TOOL" --root "$TMP/noslabs" slabs
if [ "$STATUS" -eq 0 ] && grep -q '^dentry *1000 *187.5 KiB$' "$TMP/out" &&
	grep -q 'the module was built without BTF; this is /proc/slabinfo instead' "$TMP/err"; then
	pass "slabs: /proc/slabinfo where the module cannot look"
else
	fail "slabs: /proc/slabinfo where the module cannot look" "$TMP/out" "$TMP/err"
fi
run "$TOOL" --root "$TMP/noslabs" slabs --raw --bytes
expect "slabs --raw: /proc/slabinfo where the module cannot look" 0 \
	"kmemlab: EOPNOTSUPP the module was built without BTF; this is /proc/slabinfo instead, *"
if [ "$(tail -n 2 "$TMP/out")" = "$(printf '%s\n' 'name active bytes' 'dentry 1000 192000')" ]; then
	pass "slabs --raw: a section of its own"
else
	fail "slabs --raw: a section of its own" "$TMP/out"
fi
run "$TOOL" --root "$TMP/noslabs" slabs --json
expect "slabs --json: /proc/slabinfo where the module cannot look" 0 \
	"kmemlab: EOPNOTSUPP *; this is /proc/slabinfo instead, *"
if grep -q '{"name": "dentry", "active": 1000, "bytes": 192000}' "$TMP/out" &&
	{ ! command -v python3 >/dev/null || python3 -m json.tool "$TMP/out" >"$TMP/note"; }; then
	pass "slabs --json: a section of its own"
else
	fail "slabs --json: a section of its own" "$TMP/out"
fi
run "$TOOL" --root "$TMP/noslabs" slabs -o name,live
expect "slabs -o: a column that only the module fills" 2 \
	"*; this is /proc/slabinfo instead, *no section of the answer has all the columns *"

# Names that share a cache are links to one directory.
NAMES=$TMP/names/sys/kernel/slab
mkdir -p "$NAMES/:0000064" "$NAMES/:a-0000192" "$NAMES/rests" "$TMP/names/$KMEMLAB"
cp "$SERIES/1/$KMEMLAB/version" "$SERIES/1/$KMEMLAB/slabs" "$TMP/names/$KMEMLAB"
for name in busy alike zalike; do ln -s :0000064 "$NAMES/$name"; done
ln -s :a-0000192 "$NAMES/leaks"
run "$TOOL" --root "$TMP/names" slabs
if [ "$STATUS" -eq 0 ] && grep -q '^busy: alike zalike$' "$TMP/out" &&
	! grep -q '^leaks:\|^rests:\|were not recorded' "$TMP/out"; then
	pass "slabs: names of merged caches"
else
	fail "slabs: names of merged caches" "$TMP/out" "$TMP/err"
fi
run "$TOOL" --root "$TMP/series.tgz@1" slabs
if [ "$STATUS" -eq 0 ] && grep -q '^Names of merged caches were not recorded; ' "$TMP/out"; then
	pass "slabs: a snapshot has no names of merged caches, and says so"
else
	fail "slabs: a snapshot has no names of merged caches, and says so" "$TMP/out" "$TMP/err"
fi

# drawn NAME CACHE SLAB...: what is drawn of it must be in $TMP/right
drawn() {
	local name=$1

	mkdir -p "$TMP/drawn/$KMEMLAB"
	{
		echo '# kmemlab slab 1'
		echo '@ cache name:str object_bytes:int slot_bytes:int first_bytes:int align_bytes:int order:int slab_objects:int'
		echo "$2"
		echo '@ object addr:hex slot:int state:str offset_bytes:int'
		echo '@ slab pfn:hex nid:int order:int list:str objects:int live:int cached:int free:int tail_bytes:int exact:int map:str'
		shift 2
		printf '%s\n' "$@"
	} >"$TMP/drawn/$KMEMLAB/slab"
	run "$TOOL" --root "$TMP/drawn" slab
	sed -n '/^drawn/,$p' "$TMP/out" | tail -n +2 >"$TMP/seen"
	if diff -u "$TMP/right" "$TMP/seen" >"$TMP/note" && [ "$STATUS" -eq 0 ]; then
		pass "slab: $name"
	else
		fail "slab: $name" "$TMP/note" "$TMP/err"
	fi
}

LEGEND='x in use  . free  c free but kept by a CPU  ? not known  - padding  ~ tail'
cat >"$TMP/right" <<END
0x10, 144 bytes of tail
  [xxx-xxx-xxx-xxx-xxx-xxx-xxx-xxx-xxx-xxx-ccc-ccc-ccc-ccc-ccc-...-
   ...-...-...-~~~]
0x11, 144 bytes of tail
  [???-???-???-???-???-???-???-???-???-???-???-???-???-???-???-???-
   ???-???-???-~~~]

$LEGEND
A slot has 208 bytes: 200 of the object and 8 of padding.
END
drawn "padding behind the object, and a tail" 'made 200 208 0 16 0 19' \
	'0x10 0 0 cpu 19 10 5 4 144 1 xxxxxxxxxxccccc....' \
	'0x11 0 0 full 19 19 0 0 144 0 ???????????????????'
cat >"$TMP/right" <<END
0x10, 976 bytes of tail
  [-xx------xx------..-----~~~~~~~~]

$LEGEND
A slot has 1040 bytes: 200 of the object and 840 of padding.
END
drawn "padding on both sides" 'made 200 1040 96 16 0 3' '0x10 0 0 node 3 2 0 1 976 1 xx.'
{
	echo '0x10, 0 bytes of tail'
	printf '  [%064d\n   %064d]\n\n' 0 0 | tr 0 x
	echo "$LEGEND"
	echo 'A slot has 32 bytes: 32 of the object and 0 of padding.'
} >"$TMP/right"
drawn "no padding, no tail" 'made 32 32 0 8 0 128' \
	"0x10 0 0 full 128 128 0 0 0 1 $(printf '%0128d' 0 | tr 0 x)"
run "$TOOL" --root "$TMP/drawn" slab --raw --section slab -o map
if [ "$(wc -c <"$TMP/out")" -gt 128 ] && ! grep -q '\[' "$TMP/out"; then
	pass "slab --raw: the map as it is"
else
	fail "slab --raw: the map as it is" "$TMP/out" "$TMP/err"
fi
sed -i 's/^made 32 32/made 33 32/' "$TMP/drawn/$KMEMLAB/slab"
run "$TOOL" --root "$TMP/drawn" slab
expect "slab: an object larger than its slot" 3 "kmemlab: *: an object and its padding do not fit in a slot"
