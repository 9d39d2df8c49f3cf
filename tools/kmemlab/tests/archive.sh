# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Snapshots: what is read of a file is what is read of the directory in it, and a
# wrong file is refused with its name, whatever is wrong with it.
# shellcheck disable=SC2153 # run() sets STATUS

SAMPLE=$HERE/snapshots/sample
WHOLE=$TMP/whole.tgz

# packed FILE DIR [TAR OPTIONS...]
packed() {
	local file=$1 dir=$2
	shift 2
	tar -C "$dir" -cf - --format=ustar "$@" | gzip -n >"$file"
}

# same VERB...: the snapshot and the directory give the same bytes, in all forms
same() {
	local form

	for form in '' --json --raw; do
		# shellcheck disable=SC2086 # none is no argument
		run "$TOOL" --root "$SAMPLE" $form "$@"
		cp "$TMP/out" "$TMP/of-dir"
		# shellcheck disable=SC2086
		run "$TOOL" --root "$WHOLE" $form "$@"
		if ! diff "$TMP/of-dir" "$TMP/out" >"$TMP/diff" || [ "$STATUS" -ne 0 ]; then
			fail "archive: $* $form" "$TMP/diff" "$TMP/err"
			return
		fi
	done
	pass "archive: $* as from the directory"
}

# refused NAME FILE ERROR
refused() {
	run "$TOOL" --root "$2" zones
	expect "archive: $1" 3 "kmemlab: $2: $3"
	[ ! -s "$TMP/out" ] || fail "archive: $1: nothing is printed" "$TMP/out"
}

# field FILE OFFSET BYTES: puts bytes into a header, and its sum right
field() {
	printf %b "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
	printf '        ' | dd of="$1" bs=1 seek=148 conv=notrunc status=none
	printf '%06o\0 ' "$(head -c 512 "$1" | od -An -v -tu1 |
		awk '{ for (i = 1; i <= NF; i++) sum += $i } END { print sum }')" |
		dd of="$1" bs=1 seek=148 conv=notrunc status=none
}

# altered NAME OFFSET BYTES ERROR: of the first header
altered() {
	cp "$TMP/plain.tar" "$TMP/altered"
	field "$TMP/altered" "$2" "$3"
	refused "$1" "$TMP/altered" "$4"
}

packed "$WHOLE" "$SAMPLE" sys proc
for verb in overview zones buddy pageblocks physmap balance frames why translate \
	explain walk version; do
	same "$verb"
done
same zones --all
same whomaps 1f2a3-1f2b0 400
same exercise kmalloc

packed "$TMP/gnu.tgz" "$SAMPLE" --format=gnu .
run "$TOOL" --root "$TMP/gnu.tgz" zones
expect "archive: made by GNU tar, of ." 0 ''
gzip -dc "$WHOLE" >"$TMP/plain.tar"
run "$TOOL" --root "$TMP/plain.tar" zones
expect "archive: not compressed" 0 ''

# A series is its last snapshot, or the one that is named.
mkdir -p "$TMP/series/1" "$TMP/series/2"
cp -r "$SAMPLE/sys" "$TMP/series/2"
cp -r "$HERE/snapshots/unusual/sys" "$TMP/series/1"
packed "$TMP/series.tgz" "$TMP/series" 1 2
run "$TOOL" --root "$TMP/series.tgz" zones
if cmp -s "$TMP/out" "$SAMPLE/expected/zones.txt"; then
	pass "archive: the last one of a series"
else
	fail "archive: the last one of a series" "$TMP/out" "$TMP/err"
fi
run "$TOOL" --root "$TMP/series.tgz@1" zones
if cmp -s "$TMP/out" "$HERE/snapshots/unusual/expected/zones.txt"; then
	pass "archive: the first one of a series"
else
	fail "archive: the first one of a series" "$TMP/out" "$TMP/err"
fi
run "$TOOL" --root "$TMP/series.tgz@3" zones
expect "archive: none with that number" 3 \
	"kmemlab: $TMP/series.tgz: it holds 2 snapshots, and none with the number 3"
# The one that failed has no word on itself.
echo '# kmemlab snapshot 1' >"$TMP/series/1/$KMEMLAB/snapshot"
packed "$TMP/failed.tgz" "$TMP/series" 1 2
rm "$TMP/series/1/$KMEMLAB/snapshot"
run "$TOOL" --root "$TMP/failed.tgz" zones
if cmp -s "$TMP/out" "$HERE/snapshots/unusual/expected/zones.txt"; then
	pass "archive: the last whole one of a series"
else
	fail "archive: the last whole one of a series" "$TMP/out" "$TMP/err"
fi
run "$TOOL" --root "$WHOLE@1" zones
expect "archive: no series" 3 "kmemlab: $WHOLE: it is not a series, but one snapshot"

# What was not recorded.
packed "$TMP/partly.tgz" "$SAMPLE" proc sys/kernel/debug/kmemlab/version
run "$TOOL" --root "$TMP/partly.tgz" zones
expect "archive: file not recorded" 3 \
	"kmemlab: $TMP/partly.tgz: it holds no $KMEMLAB/zones: that was not recorded"
run "$TOOL" --root "$TMP/partly.tgz"
expect "archive: overview goes on" 0 ''
packed "$TMP/empty.tgz" "$SAMPLE" proc
run "$TOOL" --root "$TMP/empty.tgz" zones
expect "archive: no files of the module" 3 \
	"kmemlab: $TMP/empty.tgz holds no recorded files of the module: *"
run "$TOOL" --root /dev/null zones
expect "archive: a device" 2 "kmemlab: /dev/null: there is no such directory or snapshot"

# Wrong files.
: >"$TMP/none"
refused "empty" "$TMP/none" "the file is cut short"
head -c 100000 /dev/urandom >"$TMP/noise"
refused "noise" "$TMP/noise" "not a snapshot: this is not a tar archive"
head -c 100000 /dev/urandom | gzip >"$TMP/noise.gz"
refused "compressed noise" "$TMP/noise.gz" "not a snapshot: this is not a tar archive"
head -c 1024 /dev/zero >"$TMP/zeros"
refused "the end only" "$TMP/zeros" "not a snapshot: it holds no file"
{ cat "$TMP/plain.tar"; echo more; } >"$TMP/more"
refused "something behind the end" "$TMP/more" "*"
tar -C "$SAMPLE" -cf "$TMP/twice.tgz" --format=ustar proc
tar -C "$SAMPLE" -rf "$TMP/twice.tgz" --format=ustar proc
refused "a file twice" "$TMP/twice.tgz" "it holds 'proc/meminfo' twice"

tar -C "$SAMPLE" -cf "$TMP/plain.tar" --format=ustar proc/meminfo "$KMEMLAB/zones"
altered "a link" 156 2 "not a snapshot: it holds something else than plain files and directories: proc/meminfo"
altered "a device" 156 4 "not a snapshot: it holds something else *"
altered "a header of pax" 156 x "not a snapshot: it holds something else *"
altered "an absolute name" 0 '/etc/passwd\0\0' \
	"not a snapshot: the name of a file in it is absolute, or leads out of the archive: /etc/passwd"
altered "a name that leads out" 0 '../../passwd\0' "not a snapshot: the name of a file in it is absolute, *"
altered "a name that leads up" 0 'a/../b\0\0\0\0\0\0\0' "not a snapshot: the name of a file in it is absolute, *"
altered "no name" 0 '\0' "not a snapshot: a file in it has no name"
altered "an escape sequence in a name" 0 '/\033[2J\0\0\0\0\0\0' "not a snapshot: *: /\\\\x1b\\[2J"
altered "a negative size" 124 '\0200\0\0\0\0\0\0\0\0\0\0\0' "not a snapshot: the size of a file in it is not a number: *"
altered "a size in base 256" 124 '\0377\0377\0377\0377\0377\0377\0377\0377\0377\0377\0377\0377' \
	"not a snapshot: the size of a file in it is not a number: *"
altered "a huge size" 124 '77777777777\0' "it holds more than 1 GiB, which no snapshot does"
altered "a size behind the end" 124 '00100000000\0' "the file is cut short"
cp "$TMP/plain.tar" "$TMP/altered"
printf x | dd of="$TMP/altered" bs=1 seek=148 conv=notrunc status=none
refused "a wrong sum" "$TMP/altered" "not a snapshot: a checksum in it is wrong"

# 1.1 GiB of zeros in 5 MiB, and 262144 files.
bomb() {
	printf 'sys/x' >"$TMP/bomb.tar"
	truncate -s 512 "$TMP/bomb.tar"
	field "$TMP/bomb.tar" 257 'ustar\000'
	field "$TMP/bomb.tar" 156 0
	field "$TMP/bomb.tar" 124 "$1"
}
bomb '07777777000\0'
{ cat "$TMP/bomb.tar"; head -c 1100M /dev/zero; } | gzip -1 >"$TMP/bomb.gz"
refused "a bomb" "$TMP/bomb.gz" "*"
bomb '00000000000\0'
{ for _ in 1 2 3 4; do cat "$TMP/bomb.tar"; done; } >"$TMP/many.tar"
for _ in 1 2 3 4 5 6 7 8; do
	cat "$TMP/many.tar" "$TMP/many.tar" "$TMP/many.tar" "$TMP/many.tar" >"$TMP/more.tar"
	mv "$TMP/more.tar" "$TMP/many.tar"
done
gzip -1 "$TMP/many.tar"
refused "many files" "$TMP/many.tar.gz" "*"

# Cut at each byte of a small one, and each byte of it wrong: it is said, or the
# byte does not matter, which is so of the header of gzip alone.
mkdir -p "$TMP/small/$KMEMLAB"
cp "$SAMPLE/$KMEMLAB/version" "$TMP/small/$KMEMLAB"
packed "$TMP/small.tgz" "$TMP/small" "$KMEMLAB/version"
"$TOOL" --root "$TMP/small.tgz" version >"$TMP/right"
size=$(stat -c %s "$TMP/small.tgz")
bad=
for ((at = 0; at < size; at++)); do
	head -c "$at" "$TMP/small.tgz" >"$TMP/cut"
	run "$TOOL" --root "$TMP/cut" version
	{ [ "$STATUS" -eq 3 ] && grep -q "^kmemlab: $TMP/cut: " "$TMP/err"; } || bad+=" cut at $at"
	cp "$TMP/small.tgz" "$TMP/cut"
	printf '\125' | dd of="$TMP/cut" bs=1 seek="$at" conv=notrunc status=none
	run "$TOOL" --root "$TMP/cut" version
	[ "$STATUS" -eq 3 ] || cmp -s "$TMP/out" "$TMP/right" || bad+=" wrong at $at"
done
if [ -z "$bad" ]; then
	pass "archive: cut, and wrong, at each of $size bytes"
else
	echo "$bad" >"$TMP/note"
	fail "archive: cut, and wrong, at each of $size bytes" "$TMP/note" "$TMP/err"
fi
