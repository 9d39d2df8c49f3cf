# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What changed between two recorded trees, and between the ends of a series.
# shellcheck disable=SC2153 # run() sets STATUS

BEFORE=$TMP/pair/1
AFTER=$TMP/pair/2
mkdir -p "$BEFORE" "$AFTER"
cp -r "$HERE/snapshots/sample/sys" "$HERE/snapshots/sample/proc" "$BEFORE"
mkdir "$BEFORE/proc/7"
cat >"$BEFORE/proc/slabinfo" <<'END'
slabinfo - version: 2.1
# name <active_objs> <num_objs> <objsize> <objperslab>
dentry 1000 1050 192 21 1 : tunables 0 0 0 : slabdata 50 50 0
kmalloc-64 100 128 64 64 1 : tunables 0 0 0 : slabdata 2 2 0
same 5 5 100 1 1 : tunables 0 0 0 : slabdata 1 1 0
END
cat >"$BEFORE/proc/vmallocinfo" <<'END'
0x0000000000000001-0x0000000000000002   20480 clone+0x1/0x2 pages=4 vmalloc
0x0000000000000001-0x0000000000000002    8192 clone+0x7/0x9 pages=1 vmalloc
0x0000000000000001-0x0000000000000002   20480 unpurged vm_area
END
echo 'kmemlab 300000 0 - Live 0x0' >"$BEFORE/proc/modules"
echo '7 (a b) S 1 7 7 0 -1 4194304 0' >"$BEFORE/proc/7/stat"
printf 'Name:\ta b\nVmPTE:\t      40 kB\n' >"$BEFORE/proc/7/status"
cp -r "$BEFORE"/* "$AFTER"
sed -i 's/^dentry 1000/dentry 900/; s/^kmalloc-64 100/kmalloc-64 164/' "$AFTER/proc/slabinfo"
sed -i '2d' "$AFTER/proc/vmallocinfo"
echo '0x0000000000000001-0x0000000000000002 8192 0xffffffffc0000001 pages=1 vmalloc' \
	>>"$AFTER/proc/vmallocinfo"
echo 'other 8192 1 - Live 0x0' >>"$AFTER/proc/modules"
sed -i 's/40 kB/48 kB/' "$AFTER/proc/7/status"
sed -i 's/^kernel 2302$/kernel 2312/' "$AFTER/$KMEMLAB/balance"

# same_changes NAME: the last run told what the first one did
same_changes() {
	if cmp -s "$TMP/out" "$TMP/changes"; then
		pass "$1"
	else
		fail "$1" "$TMP/out" "$TMP/err"
	fi
}

run "$TOOL" diff "$BEFORE" "$AFTER" --raw --section difference
cp "$TMP/out" "$TMP/changes"
cat >"$TMP/right" <<'END'
kind name before_bytes after_bytes change_bytes before_count after_count change_count
class kernel 9428992 9469952 40960 2302 2312 10
slab dentry 192000 172800 -19200 1000 900 -100
slab kmalloc-64 6400 10496 4096 100 164 64
vmalloc clone 28672 20480 -8192 2 1 -1
vmalloc code\x20of\x20a\x20module\x20that\x20is\x20gone 0 8192 8192 0 1 1
module other 0 8192 8192 0 1 1
process 7\x20a\x20b 40960 49152 8192 1 1 0
END
if diff -u "$TMP/right" "$TMP/changes" >"$TMP/diff.out" && [ "$STATUS" -eq 0 ]; then
	pass "diff: each kind, and nothing else"
else
	fail "diff: each kind, and nothing else" "$TMP/diff.out" "$TMP/err"
fi
run "$TOOL" diff "$BEFORE" "$AFTER"
if grep -q '^slab  *dentry  *187.5 KiB  *168.8 KiB  *-18.8 KiB  *-100$' "$TMP/out" &&
   grep -q '^module  *other  *-  *8.0 KiB  *+8.0 KiB  *+1$' "$TMP/out"; then
	pass "diff: for people"
else
	fail "diff: for people" "$TMP/out" "$TMP/err"
fi
run "$TOOL" diff "$BEFORE" "$AFTER" --json
check_json "diff: is JSON" "$TMP/out"
run "$TOOL" diff "$BEFORE" "$BEFORE"
if [ "$(cat "$TMP/out")" = "Nothing changed." ]; then
	pass "diff: the same"
else
	fail "diff: the same" "$TMP/out" "$TMP/err"
fi

# The ends of a series, as one file and as a directory.
tar -C "$TMP/pair" -czf "$TMP/series.tgz" --format=ustar 1 2
run "$TOOL" diff "$TMP/series.tgz" --raw --section difference
same_changes "diff: the ends of a file"
mkdir "$TMP/many"
tar -C "$BEFORE" -czf "$TMP/many/0001.tgz" --format=ustar sys proc
tar -C "$BEFORE" -czf "$TMP/many/0002.tgz" --format=ustar sys proc
tar -C "$AFTER" -czf "$TMP/many/0003.tgz" --format=ustar sys proc
run "$TOOL" diff "$TMP/many" --raw --section difference
same_changes "diff: the ends of a directory"

# What one of them does not tell.
rm "$AFTER/$KMEMLAB/balance"
run "$TOOL" diff "$BEFORE" "$AFTER"
if grep -q 'class: .*balance does not' "$TMP/out" && ! grep -q '^class ' "$TMP/out"; then
	pass "diff: what was not recorded is left out, and said"
else
	fail "diff: what was not recorded is left out, and said" "$TMP/out" "$TMP/err"
fi
echo 'dentry x' >"$AFTER/proc/slabinfo"
run "$TOOL" diff "$BEFORE" "$AFTER"
expect "diff: a wrong file" 3 "kmemlab: $AFTER/proc/slabinfo:1: not a line of /proc/slabinfo"
head -c 1000 "$TMP/series.tgz" >"$TMP/short.tgz"
run "$TOOL" diff "$TMP/short.tgz" "$BEFORE"
expect "diff: a snapshot that is cut short" 3 "kmemlab: $TMP/short.tgz: the file is cut short"
