# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A table of wrong command lines, and of what a recorded tree cannot answer.
# shellcheck disable=SC2153 # run() sets STATUS

# usage_of NAME STATUS ERROR [ARGUMENT...]
usage_of() {
	local name=$1 status=$2 error=$3
	shift 3

	run "$TOOL" "$@"
	expect "usage: $name" "$status" "${error:+kmemlab: $error}"
}

SAMPLE=$HERE/snapshots/sample
FILES=$SAMPLE/$KMEMLAB

usage_of "unknown verb" 2 "unknown verb 'zone'; 'kmemlab --help' lists the verbs" zone
usage_of "empty verb" 2 "unknown verb ''; 'kmemlab --help' lists the verbs" ''
usage_of "escape sequence in a verb" 2 "unknown verb '\\\\x1b\\[2J'; *" $'\033[2J'
usage_of "unknown option" 2 "unknown or ambiguous option '--al'; see 'kmemlab --help'" --al
usage_of "unknown letter" 2 "unknown option '-x'; see 'kmemlab --help'" -x
usage_of "unknown option of a verb" 2 \
	"unknown or ambiguous option '--foo'; see 'kmemlab zones --help'" zones --foo
usage_of "option of another verb" 2 \
	"unknown or ambiguous option '--all'; see 'kmemlab buddy --help'" buddy --all
usage_of "missing argument" 2 "option '--root' needs an argument DIR; see 'kmemlab --help'" --root
usage_of "missing argument of a verb" 2 \
	"option '--size' needs an argument N; see 'kmemlab exercise --help'" exercise kmalloc --size
usage_of "argument too many" 2 \
	"option '--json' takes no argument; see 'kmemlab zones --help'" zones --json=2
usage_of "json and raw" 2 "--json, --raw and --pairs exclude each other; give one of them" zones --json --raw
usage_of "missing root" 2 "/nonexistent: there is no such directory or snapshot" \
	--root /nonexistent zones
usage_of "root is no snapshot" 3 "$FILES/zones: not a snapshot: this is not a tar archive" \
	zones --root "$FILES/zones"
usage_of "operand of zones" 2 "'x' is too much: zones takes options only; *" \
	--root "$SAMPLE" zones x
usage_of "operand of version" 2 "'x' is too much: version takes options only; *" version x

usage_of "translate nothing" 2 "whose address? give a pid, self, or kernel, and addresses; *" translate
usage_of "translate a pid" 2 \
	"which address? give one or more; /proc/1/maps lists what the process has mapped" translate 1
for pid in x 0 -1 1x 0x1 01 99999999999999999999; do
	usage_of "pid $pid" 2 "'$pid' is not a pid; give a decimal number, or self" \
		translate -- "$pid" 1000
done
for address in x 0x '' -1 +1 ' 1' 1g 0x0x1 1.0; do
	usage_of "address '$address'" 2 "'$address' is not an address; *" \
		translate -- 1 "$address"
done
usage_of "address over 64 bits" 2 "address '0x10000000000000000' has more than 64 bits" \
	translate 1 0x10000000000000000
usage_of "self of a recording" 2 "'self' is this process, which no recorded answer is of; *" \
	--root "$SAMPLE" translate self 1
usage_of "another pid" 3 "$FILES/translate is an answer to 'pid=77 addr=0x55d0c1a5e010', not of pid 78" \
	--root "$SAMPLE" translate 78
usage_of "another address" 3 "$FILES/translate holds no answer for 0x1000; *" \
	--root "$SAMPLE" translate 77 1000
usage_of "the recorded address" 0 "" --root "$SAMPLE" translate 77 55d0c1a5e010

usage_of "explain nothing" 2 "whose address? give a pid (or self) and an address; *" explain
usage_of "explain a pid" 2 \
	"which address? /proc/1/maps lists what the process has mapped" explain 1
usage_of "explain two addresses" 2 \
	"'2000' is too much: explain takes one address; translate takes many" explain 1 1000 2000
usage_of "explain: pid" 2 "'x' is not a pid; give a decimal number, or self" explain x 1000
usage_of "explain: address" 2 "'1g' is not an address; *" explain 1 1g
usage_of "explain: self of a recording" 2 "'self' is this process, which no recorded answer is of; *" \
	--root "$SAMPLE" explain self 1
usage_of "explain: another pid" 3 "$FILES/translate is an answer to 'pid=77 addr=0x55d0c1a5e010', not of pid 78" \
	--root "$SAMPLE" explain 78
usage_of "explain: another address" 3 "$FILES/translate holds no answer for 0x1000; *" \
	--root "$SAMPLE" explain 77 1000
usage_of "explain: the recorded address" 0 "" --root "$SAMPLE" explain 77 55d0c1a5e010

usage_of "walk nothing" 2 "whose page tables? give a pid, self, or kernel; see 'kmemlab walk --help'" walk
usage_of "walk: pid" 2 "'0' is not a pid; give a decimal number, or self" walk 0
usage_of "walk: half a range" 2 "a range needs two addresses: *" walk 1 1000
usage_of "walk: four operands" 2 "'5' is too much: walk takes a pid and a range" walk 1 1000 2000 5
usage_of "walk: start" 2 "'y' is not an address; *" walk 1 y 2000
usage_of "walk: end" 2 "'y' is not an address; *" walk 1 1000 y
usage_of "walk: empty range" 2 "the range 1000 to 0x1000 is empty" walk 1 1000 0x1000
usage_of "walk: range in the wrong order" 2 "the range 2000 to 1000 is empty" walk 1 2000 1000
usage_of "walk: range of a recording" 2 "--root reads a recorded answer, which is of one range; *" \
	--root "$SAMPLE" walk 77 1000 2000
for mode in x '' run Pages; do
	usage_of "walk: mode '$mode'" 2 \
		"unknown mode '$mode'; known are summary, runs, extents, pages and tables" walk 1 --mode "$mode"
done
usage_of "walk: tree of pages" 2 "--tree shows the summary to people; *" walk 1 --tree -m pages
usage_of "walk: tree as JSON" 2 "--tree shows the summary to people; *" walk 1 --tree --json
usage_of "walk: save and diff" 2 "--save and --diff exclude each other; *" walk 1 -s a -d b
usage_of "walk: save with a mode" 2 "--save and --diff are of extents; leave out --mode" walk 1 -s a -m runs
usage_of "walk: diff of a tree" 2 "--save and --diff are of extents; leave out --tree" walk 1 -d a --tree
usage_of "walk: save as JSON" 2 "--save writes the module's own answer; leave out --json, *" walk 1 -s a -j
usage_of "walk: diff with no file" 3 "cannot open /nonexistent: No such file or directory" \
	--root "$SAMPLE" walk --diff /nonexistent
usage_of "walk: diff with a directory" 3 "/ is not a regular file; *" --root "$SAMPLE" walk --diff /
usage_of "walk: another mode" 3 "$FILES/walk is a walk with mode=extents, not mode=runs" \
	--root "$SAMPLE" walk --mode runs
usage_of "walk: tree of extents" 3 "$FILES/walk is a walk with mode=extents, not mode=summary" \
	--root "$SAMPLE" walk --tree
usage_of "walk: another pid" 3 "$FILES/walk is an answer to 'pid=77 mode=extents', not of pid 78" \
	--root "$SAMPLE" walk 78
usage_of "walk: flags with a blank" 2 "'rw dirty' is no name or number to select by" \
	walk 1 --flags 'rw dirty'
usage_of "walk: no flags" 2 "'' is no name or number to select by" walk 1 --without ''
usage_of "walk: a key among the flags" 2 "'rw mode=pages' is no name or number to select by" \
	walk 1 -f 'rw mode=pages'
usage_of "walk: frames" 2 "'x' is not a frame number; *" walk 1 --frames x
usage_of "walk: frames in the wrong order" 2 "the frames 2-1 are in the wrong order" \
	walk 1 --frames 2-1
usage_of "walk: select from a recording" 2 "--root reads a recorded answer; *" \
	--root "$SAMPLE" walk --level pte
usage_of "walk: save some" 2 "--save and --diff are of all extents; *" walk 1 -s a --node 0
usage_of "walk: of the kernel, recorded of a process" 3 \
	"$FILES/walk is an answer to 'pid=77 mode=extents', not of the kernel" \
	--root "$SAMPLE" walk kernel
usage_of "translate: which of the kernel" 2 "which address? *'kmemlab layout' *" translate kernel
usage_of "layout with an operand" 2 "*" layout x
usage_of "walk: the recorded mode" 0 "" --root "$SAMPLE" walk 77 --mode extents

usage_of "whomaps nothing" 2 "which frame? give one or more; *" whomaps
for frame in x '' 0x - 1- -- +1 1.0 1-2-3; do
	usage_of "whomaps: frame '$frame'" 2 "'*' is not a frame number; *" whomaps -- "$frame"
done
usage_of "whomaps: frames in the wrong order" 2 "the frames 2-1 are in the wrong order" whomaps 2-1
usage_of "whomaps: frame 0" 2 "frame 0 is the firmware's, and no process maps it" whomaps 0
usage_of "whomaps: frame over 64 bits" 2 "frame number '10000000000000000' has more than 64 bits" \
	whomaps 10000000000000000

usage_of "unknown allocator" 2 "unknown allocator 'slab'; 'kmemlab exercise' lists them" \
	exercise slab
usage_of "word without =" 2 "'size' is not KEY=VALUE; *" exercise kmalloc size
usage_of "word without a key" 2 "'=3' is not KEY=VALUE; *" exercise kmalloc =3
usage_of "blank in a value" 2 "'size=1 count=2' holds a blank or a control character, *" \
	exercise kmalloc --size '1 count=2'
usage_of "newline in a value" 2 "'size=1\\\\x0acount=2' holds a blank or a control character, *" \
	exercise kmalloc $'size=1\ncount=2'
usage_of "request too long" 2 "the request has 4098 bytes; at most 4095 are allowed: *" \
	exercise kmalloc "x=$(head -c 4095 /dev/zero | tr '\0' 1)"
usage_of "request to a recording" 2 \
	"--root reads a recorded answer and cannot ask for 'size=3 a=b'; leave it out" \
	--root "$SAMPLE" exercise kmalloc a=b -s 3

usage_of "snapshot to nowhere" 2 "where to? name a file; see 'kmemlab snapshot --help'" snapshot
usage_of "snapshot of a recording" 2 "what --root reads is recorded already; leave it out" \
	--root "$SAMPLE" snapshot /nonexistent/x
usage_of "snapshot: no request" 2 "' pid=1' is not a request, *" snapshot /nonexistent/x ' pid=1'
usage_of "snapshot: a request that leads out" 2 "'../x a=b' is not a request, *" \
	snapshot /nonexistent/x '../x a=b'
usage_of "snapshot: two of one file" 2 "a snapshot holds one answer of each file: *" \
	snapshot /nonexistent/x 'walk pid=1' 'walk pid=2'

usage_of "record to nowhere" 2 "where to? name a file or a directory; *" record
usage_of "record: interval" 2 "--interval 0 is not a number of seconds from 1 to 86400" record -i 0 x
usage_of "record: count" 2 "--count 1x is not a number from 1 to 9999" record -c 1x x
usage_of "record of a recording" 2 "what --root reads is recorded already; leave it out" \
	--root "$SAMPLE" record /nonexistent/x
usage_of "diff of nothing" 2 "name two snapshots, or a series; see 'kmemlab diff --help'" diff
usage_of "diff of three" 2 "name two snapshots, or a series; *" diff a b c
usage_of "diff with --root" 2 "diff names what it reads as arguments; leave --root out" \
	--root "$SAMPLE" diff "$SAMPLE"
usage_of "diff of no snapshot" 2 "/nonexistent: there is no such directory or snapshot" \
	diff "$SAMPLE" /nonexistent

usage_of "check nothing" 2 "which command? see 'kmemlab check --help'" check -m 0
usage_of "check of a recording" 2 "check runs a command and cannot be answered from a recording; *" \
	--root "$SAMPLE" check -m 0 true
usage_of "check without a limit" 2 "how much may stay behind? *" check true
for cycles in 0 1 x '' 1001 -1 08; do
	usage_of "check: cycles '$cycles'" 2 "--cycles $cycles is not a number from 2 to 1000" \
		check -m 0 "--cycles=$cycles" true
done
for limit in x '' -1 1Q 0x10 99999999999999999999 1K1; do
	usage_of "check: limit '$limit'" 2 "--max-growth $limit is not a size, *" \
		check "--max-growth=$limit" true
done

usage_of "scale with an operand" 2 "'x' is too much: scale takes options only; *" scale x
usage_of "scale of a recording" 2 "scale runs an allocator and cannot be answered from a recording; *" \
	--root "$SAMPLE" scale
usage_of "scale an unknown allocator" 2 "unknown allocator 'slab'; *" scale -a slab
for cpus in 0 x 2..1 1..257 1..M '' 1-2; do
	usage_of "scale cpus '$cpus'" 2 "--cpus $cpus is not A..B, *" scale "--cpus=$cpus"
done
usage_of "scale size" 2 "--size x is not a number of bytes" scale --size x
usage_of "scale pattern" 2 "--count takes a number and --pattern a word" scale -p 'a b'
usage_of "fragment with an operand" 2 "'x' is too much: fragment takes options only; *" fragment x
usage_of "fragment percent" 2 "--percent 5% is not a number" fragment -p 5%
usage_of "compare with an operand" 2 "'x' is too much: compare takes options only; *" compare x
usage_of "compare of a recording" 2 "compare runs allocators and cannot be answered from a recording; *" \
	--root "$SAMPLE" compare
usage_of "compare an unknown allocator" 2 "unknown allocator 'slab'; *" compare -a kmalloc,slab
usage_of "compare no allocator" 2 "unknown allocator ''; *" compare -a ''
for sizes in 0 x '' 1.. ..4 4..1 1..8\*1 1..8\*0 1..8x 1,,2 1, 1..2..3 -1 99999999999999999999 1..8*; do
	usage_of "compare sizes '$sizes'" 2 "--sizes * is not A..B, *" compare "--sizes=$sizes"
done
for count in 0 x '' 10x 17M; do
	usage_of "compare count '$count'" 2 "--count $count is not a number from 1 to 16M" \
		compare "--count=$count"
done
for limit in 0 x ''; do
	usage_of "compare time limit '$limit'" 2 "--time-limit $limit is not a number of milliseconds" \
		compare "--time-limit=$limit"
done

new_root empty
rm -rf "${ROOT:?}"/*
usage_of "empty root" 3 "$ROOT holds no recorded files of the module: $ROOT/$KMEMLAB does not exist" \
	--root "$ROOT" zones
usage_of "empty root, overview" 3 "$ROOT holds no recorded files of the module: *" --root "$ROOT"
usage_of "empty root, json" 3 "$ROOT holds no recorded files of the module: *" --root "$ROOT" zones --json
new_root partly
usage_of "file not recorded" 3 "$ROOT/$KMEMLAB/buddy does not exist: it was not recorded" \
	--root "$ROOT" buddy --json
mkdir "$ROOT/$KMEMLAB/buddy"
usage_of "a directory for a file" 3 "$ROOT/$KMEMLAB/buddy is not a regular file; *" \
	--root "$ROOT" buddy --json
mkfifo "$ROOT/$KMEMLAB/translate"
usage_of "a FIFO for a file" 3 "$ROOT/$KMEMLAB/translate is not a regular file; *" \
	--root "$ROOT" translate
cp "$FILES/zones" "$ROOT/$KMEMLAB"
run "$TOOL" --root "$ROOT" zones
if grep -q "^sizes: for pages of 4096 bytes; the file 'version' was not recorded" "$TMP/out"; then
	pass "usage: zones without the page size says what it assumes"
else
	fail "usage: zones without the page size says what it assumes" "$TMP/out" "$TMP/err"
fi

# refusal NAME TEXT STATUS: what a recorded bench says when it failed
refusal() {
	rm -f "$ROOT/$KMEMLAB/exercise/kmalloc"
	printf '%b' "$2" >"$ROOT/$KMEMLAB/exercise/kmalloc"
	usage_of "refusal: $1" "$3" "$4" --root "$ROOT" exercise kmalloc
}
refusal "at once" "error: unknown key 'siz' (known: size, count)\n" 3 \
	"unknown key 'siz' (known: size, count)"
refusal "while it ran" "error: ENOMEM no memory left\n" 3 "ENOMEM no memory left"
refusal "no right" "# kmemlab exercise/kmalloc 1\nerror: EPERM not yours\n" 4 "EPERM not yours"
refusal "with an escape sequence" 'error: \033[2Jx\n' 3 '\\x1b\[2Jx'

"$TOOL" --help >"$TMP/help"
verbs=$(sed -n '/^Verbs:/,/^$/s/^  \([a-z]\+\) .*/\1/p' "$TMP/help")
for verb in '' $verbs; do
	# shellcheck disable=SC2086 # none is no argument
	run "$TOOL" $verb --help
	if [ "$STATUS" -eq 0 ] && grep -q "^Usage: kmemlab ${verb:-\\[}" "$TMP/out" &&
	   { [ -z "$verb" ] || grep -q '^Examples:' "$TMP/out"; } &&
	   ! grep -qE '^.{80}|[[:blank:]]$' "$TMP/out"; then
		pass "usage: $verb --help, in 80 columns"
	else
		fail "usage: $verb --help, in 80 columns" "$TMP/out" "$TMP/err"
	fi
done
# What has no columns does not take what chooses them for nothing.
for verb in snapshot record load unload schema complete; do
	for option in --raw --pairs --noheadings --output-all '-o name' '--sort name' \
		'--filter name==a' '--section name' --list-columns; do
		words="$verb shows no columns: leave out *"
		[ "$option" != --list-columns ] || words="what $verb shows has no columns"
		# shellcheck disable=SC2086 # words
		usage_of "$verb $option" 2 "$words" "$verb" $option
	done
done
for option in --version -V; do
	run "$TOOL" $option
	if [ "$STATUS" -eq 0 ] && grep -qx 'kmemlab [0-9.]*' "$TMP/out"; then
		pass "usage: $option"
	else
		fail "usage: $option" "$TMP/out" "$TMP/err"
	fi
done
