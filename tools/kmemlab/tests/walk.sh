# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The verbs on page tables, on what was recorded in a guest: walks/MODE is a walk
# in that mode, walks/translate what translate answered of the same process, and
# walks/what an answer with each kind of entry there is. Saving and comparing.
# shellcheck disable=SC2034,SC2059 # shown() reads SNAPSHOT; formats of ours

for mode in summary runs extents pages tables; do
	SNAPSHOT=$mode
	cd "$HERE/walks/$mode" || exit 1
	shown walk walk
done

SNAPSHOT=summary
cd "$HERE/walks/summary" || exit 1
run "$TOOL" --root . walk 187 --tree
compare tree txt
run "$TOOL" --root . --bytes walk
compare bytes txt

SNAPSHOT=extents
cd "$HERE/walks/extents" || exit 1
shown diff walk --diff saved
shown whomaps whomaps 3d000-3d003 5864 0x6400 6210
run "$TOOL" --root . walk 187 3f0000 408000 --diff saved
compare diff-range txt
run "$TOOL" --root . whomaps 77
compare whomaps-none txt

for name in translate what; do
	SNAPSHOT=$name
	cd "$HERE/walks/$name" || exit 1
	shown explain explain
done
run "$TOOL" --root . explain 9 100000
compare explain-one txt
cd "$HERE" || exit 1

EXTENTS=$HERE/walks/extents
WALK=$EXTENTS/$KMEMLAB/walk

# No line of them is wider than a terminal.
for name in summary/expected/walk extents/expected/whomaps extents/expected/diff translate/expected/explain \
	    what/expected/explain summary/expected/tree; do
	if grep -q '.\{81\}' "$HERE/walks/$name.txt"; then
		fail "walk: $name.txt fits 80 columns" "$HERE/walks/$name.txt"
	else
		pass "walk: $name.txt fits 80 columns"
	fi
done

mkdir "$TMP/save"
echo old >"$TMP/save/file"
run "$TOOL" --root "$EXTENTS" walk 187 --save "$TMP/save/file"
expect "walk: save" 0 ""
if cmp -s "$WALK" "$TMP/save/file" && [ "$(ls "$TMP/save")" = file ]; then
	pass "walk: what is saved is the answer, and nothing else is left"
else
	ls -la "$TMP/save" >"$TMP/note"
	fail "walk: what is saved is the answer, and nothing else is left" "$TMP/note" "$TMP/save/file"
fi
run "$TOOL" --root "$EXTENTS" walk --diff "$TMP/save/file"
if [ "$STATUS" -eq 0 ] && grep -qx 'Since then: nothing changed.' "$TMP/out"; then
	pass "walk: nothing changed"
else
	fail "walk: nothing changed" "$TMP/out" "$TMP/err"
fi

# unsaved NAME STATUS ERROR: the last run left no file, and an old one as it was
unsaved() {
	expect "walk: save: $1" "$2" "$3"
	if [ "$(cat "$TMP/save/file")" = old ] && [ "$(ls "$TMP/save")" = file ]; then
		pass "walk: save: $1, nothing is left"
	else
		ls -la "$TMP/save" >"$TMP/note"
		fail "walk: save: $1, nothing is left" "$TMP/note"
	fi
}

echo old >"$TMP/save/file"
run bash -c 'ulimit -f 1; exec "$@"' - "$TOOL" --root "$EXTENTS" walk --save "$TMP/save/file"
unsaved "a full disk" 3 "kmemlab: cannot write $TMP/save/file: *"
run "$TOOL" --root "$HERE/walks/summary" walk --save "$TMP/save/file"
unsaved "another mode" 3 "kmemlab: $HERE/walks/summary/$KMEMLAB/walk: no extents: this is a walk in another mode"
run "$TOOL" --root "$EXTENTS" walk 188 --save "$TMP/save/file"
unsaved "another pid" 3 "kmemlab: $WALK is an answer to 'pid=187 mode=extents', not of pid 188"
new_root refused
printf 'error: ESRCH there is no process 5\n' >"$ROOT/$KMEMLAB/walk"
run "$TOOL" --root "$ROOT" walk 5 --save "$TMP/save/file"
unsaved "a refusal" 3 "kmemlab: ESRCH there is no process 5"
run "$TOOL" --root "$ROOT" walk 5 --save "$TMP/save"
unsaved "a directory" 2 "kmemlab: $TMP/save is not a regular file; *"
run "$TOOL" --root "$EXTENTS" walk --save "$TMP/nowhere/file"
unsaved "no such directory" 3 "kmemlab: cannot write $TMP/nowhere/file: No such file or directory"
ln -s "$TMP/save/file" "$TMP/save-link"
run "$TOOL" --root "$EXTENTS" walk --save "$TMP/save-link"
if [ -L "$TMP/save-link" ] && cmp -s "$TMP/save/file" "$WALK"; then
	pass "walk: save: through a link"
else
	fail "walk: save: through a link" "$TMP/err"
fi

# Two processes may be compared, but that is said.
sed 's/pid=187/pid=188/' "$WALK" >"$TMP/save/file"
run "$TOOL" --root "$EXTENTS" walk --diff "$TMP/save/file"
if [ "$STATUS" -eq 0 ] && tr '\n' ' ' <"$TMP/out" | grep -q 'is of another process: pid 188, not 187\.'; then
	pass "walk: diff of two processes"
else
	fail "walk: diff of two processes" "$TMP/out" "$TMP/err"
fi
sed 's/pid=187 /&start=0x400000 end=0x401000 /' "$WALK" >"$TMP/save/file"
run "$TOOL" --root "$EXTENTS" walk 187 500000 600000 --diff "$TMP/save/file"
expect "walk: diff outside of what was saved" 2 \
	"kmemlab: $TMP/save/file was saved for 0x400000-0x401000 only"
run "$TOOL" --root "$EXTENTS" walk --diff "$TMP/save/file"
if grep -qx 'Since then: nothing changed.' "$TMP/out"; then
	pass "walk: diff within what was saved"
else
	fail "walk: diff within what was saved" "$TMP/out" "$TMP/err"
fi

# The kernel's addresses are above all those of processes.
K='@ extent start:hex end:hex entries:int level:str kind:str flags:flags pfn:hex frames:int'
new_root kernel
for frame in 0x9000 0x9200; do
	printf '%s\n' '# kmemlab walk 1' '# request: space=kernel mode=extents' "$K" \
		"0xffffffff81000000 0xffffffff81200000 1 pmd leaf present|huge $frame 512" \
		'@ walk name:str value:int' 'retries 0' 'skipped_bytes 0' 'lock_holds 0' \
		'lock_hold_max_ns 0' >"$TMP/save/kernel-$frame"
done
cp "$TMP/save/kernel-0x9200" "$ROOT/$KMEMLAB/walk"
run "$TOOL" --root "$ROOT" walk kernel --diff "$TMP/save/kernel-0x9000" --raw
if [ "$STATUS" -eq 0 ] && [ "$(sed 1d "$TMP/out" | cut -d ' ' -f 1-3)" = "0xffffffff81000000 0xffffffff81200000 frame" ]; then
	pass "walk: diff of the kernel"
else
	fail "walk: diff of the kernel" "$TMP/out" "$TMP/err"
fi
run "$TOOL" --root "$ROOT" walk kernel --save "$TMP/save/kernel"
if [ "$STATUS" -eq 0 ] && tr '\n' ' ' <"$TMP/out" | grep -q "kmemlab walk kernel --diff"; then
	pass "walk: save of the kernel says how to compare"
else
	fail "walk: save of the kernel says how to compare" "$TMP/out" "$TMP/err"
fi
run "$TOOL" --root "$EXTENTS" walk --diff "$TMP/save/kernel"
expect "walk: diff of a process and the kernel" 2 "kmemlab: $TMP/save/kernel is of the kernel; *"
rm "$TMP/save"/kernel*

# A module that tells the frames of an extent leaves no doubt about the zero page.
new_root frames
E='@ extent start:hex end:hex entries:int level:str kind:str flags:flags pfn:hex frames:int'
W='@ walk name:str value:int\nretries 0\nskipped_bytes 0\nlock_holds 1\nlock_hold_max_ns 1\n'
P='pte leaf present|user|special|nx'
printf "# kmemlab walk 1\n$E\n0x1000 0x4000 3 $P 0x9 1\n$W" >"$TMP/save/file"
printf "# kmemlab walk 1\n$E\n0x1000 0x2000 1 pte leaf present|rw|user|nx 0x20 1\n0x2000 0x4000 2 $P 0x9 1\n$W" >"$ROOT/$KMEMLAB/walk"
run "$TOOL" --root "$ROOT" walk --diff "$TMP/save/file" --raw
if [ "$(sed 1d "$TMP/out")" = "0x1000 0x2000 frame|flags pte leaf present|user|special|nx 0x9 pte leaf present|rw|user|nx 0x20" ]; then
	pass "walk: diff of a frame that is mapped many times"
else
	fail "walk: diff of a frame that is mapped many times" "$TMP/out" "$TMP/err"
fi
run "$TOOL" --root "$ROOT" whomaps a --raw
if [ "$(sed -n 2p "$TMP/out")" = "" ] && [ "$STATUS" -eq 0 ]; then
	pass "walk: whomaps is not misled by a frame that is mapped many times"
else
	fail "walk: whomaps is not misled by a frame that is mapped many times" "$TMP/out" "$TMP/err"
fi

# Frames that are hidden are no frames that nobody maps.
sed 's/ 0x[0-9a-f]*$/ 0x0/' "$WALK" >"$ROOT/$KMEMLAB/walk"
run "$TOOL" --root "$ROOT" whomaps 1f2a3
expect "walk: whomaps without the right to see frames" 4 "kmemlab: frames are hidden: *"
