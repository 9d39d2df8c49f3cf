# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Where the output goes, what it may hold, and that it is the same each time.

SAMPLE=$HERE/snapshots/sample

# says NAME LINE: the last run printed this very line
says() {
	if [ "$STATUS" -eq 0 ] && grep -Fqx -- "$2" "$TMP/out"; then
		pass "output: $1"
	else
		echo "missing line: $2" >"$TMP/note"
		fail "output: $1" "$TMP/note" "$TMP/out" "$TMP/err"
	fi
}

# narrow NAME WIDTH: of its widest line; 80 columns is what a terminal has at least
narrow() {
	if [ "$2" -le 80 ]; then
		pass "output: 80 columns are enough for $1"
	else
		echo "widest line: $2" >"$TMP/note"
		fail "output: 80 columns are enough for $1" "$TMP/note"
	fi
}

# Wherever the output goes, a full disk is an error: of every verb that prints.
full_disk() {
	"$TOOL" --root "$SAMPLE" "$@" 2>"$TMP/err" >/dev/full
	STATUS=$?
	: >"$TMP/out"
	expect "output: full disk, $*" 3 "kmemlab: cannot write the output: No space left on device"
}
for verb in overview zones buddy pageblocks physmap balance frames why translate explain \
	walk layout "whomaps 1f2a3" "exercise pages" version; do
	for form in '' --json --raw --pairs; do
		# shellcheck disable=SC2086 # words
		full_disk $verb $form
	done
done
for verb in $("$TOOL" complete -- ''); do
	full_disk "$verb" --help
done
full_disk doctor
full_disk schema
full_disk --help
full_disk --version
full_disk zones --list-columns
full_disk complete -- z

# The reader is gone before the tool starts.
gone() {
	local statuses

	{ sleep 0.2; "$@" 2>"$TMP/err"; } | :
	statuses=("${PIPESTATUS[@]}")
	STATUS=${statuses[0]}
}
: >"$TMP/out"
gone "$TOOL" --root "$SAMPLE" zones
expect "output: closed pipe" 141 ""
gone env --ignore-signal=PIPE "$TOOL" --root "$SAMPLE" zones
expect "output: closed pipe, SIGPIPE ignored" 3 ""
run sh -c "exec \"\$0\" --root \"\$1\" zones >&-" "$TOOL" "$SAMPLE"
expect "output: closed stdout" 3 "kmemlab: cannot write the output*"

new_root output
cat >"$ROOT/$KMEMLAB/buddy" <<'END'
# kmemlab buddy 1
# consistency: exact
# later: first
@ limits int:int hex:hex
18446744073709551615 0xffffffffffffffff
-9223372036854775808 0x0
- -
@ texts name:str text:str
empty ""
dash "-"
none -
blank "a b"
quote "a\"b"
backslash "a\\b"
control "a\x1b[2Jb\x00c"
hash "#x"
latin caf
@ flags flags:flags
none
-
one
one|two|none
@ nothing a:int
# later: second
END
printf 'utf8 caf\303\251\nlatin caf\351\noverlong \300\257\nc1 \302\233x\nsurrogate \355\240\200\n' \
	>"$TMP/texts"
sed -i "/^latin/{r $TMP/texts
d}" "$ROOT/$KMEMLAB/buddy"

run "$TOOL" --root "$ROOT" buddy --json
check_json "output: JSON of every kind of word" "$TMP/out"
says "JSON: largest" '      {"int": 18446744073709551615, "hex": "0xffffffffffffffff"},'
says "JSON: smallest" '      {"int": -9223372036854775808, "hex": "0x0"},'
says "JSON: does not apply" '      {"int": null, "hex": null}'
says "JSON: empty" '      {"name": "empty", "text": ""},'
says "JSON: a dash that is a text" '      {"name": "dash", "text": "-"},'
says "JSON: quote" '      {"name": "quote", "text": "a\"b"},'
says "JSON: backslash" '      {"name": "backslash", "text": "a\\b"},'
says "JSON: control" '      {"name": "control", "text": "a\u001b[2Jb\u0000c"},'
says "JSON: UTF-8" "      {\"name\": \"utf8\", \"text\": \"caf"$'\303\251'"\"},"
says "JSON: not UTF-8" '      {"name": "latin", "text": "caf\\xe9"},'
says "JSON: overlong UTF-8" '      {"name": "overlong", "text": "\\xc0\\xaf"},'
says "JSON: surrogate" '      {"name": "surrogate", "text": "\\xed\\xa0\\x80"}'
says "JSON: C1 control" '      {"name": "c1", "text": "\u009bx"},'
says "JSON: no flags" '      {"flags": []},'
says "JSON: flags" '      {"flags": ["one", "two", "none"]}'
says "JSON: empty section" '    "nothing": []'
says "JSON: a note twice" '    "later": "first\u000asecond"'

# A section only exercise prints generically has all words in raw and text.
sed 's/kmemlab buddy/kmemlab exercise\/pages/' "$ROOT/$KMEMLAB/buddy" \
	>"$ROOT/$KMEMLAB/exercise/pages"
run "$TOOL" --root "$ROOT" exercise pages --raw
says "raw: largest" '18446744073709551615 0xffffffffffffffff'
says "raw: does not apply" '- -'
says "raw: empty" 'empty ""'
says "raw: a dash that is a text" 'dash \x2d'
says "raw: blank" 'blank a\x20b'
says "raw: quote" 'quote a\x22b'
says "raw: backslash" 'backslash a\\b'
says "raw: control" 'control a\x1b[2Jb\x00c'
says "raw: UTF-8 in any locale" "utf8 caf"$'\303\251'
says "raw: not UTF-8" 'latin caf\xe9'
run "$TOOL" --root "$ROOT" exercise pages
says "text: control, LANG=C" 'control   a\x1b[2Jb\x00c'
says "text: UTF-8, LANG=C" 'utf8      caf\xc3\xa9'
if [ "$(LC_ALL=C.UTF-8 locale charmap 2>/dev/null)" = UTF-8 ]; then
	run env LC_ALL=C.UTF-8 "$TOOL" --root "$ROOT" exercise pages
	says "text: UTF-8, UTF-8 locale" "utf8      caf"$'\303\251'
	says "text: C1 control, UTF-8 locale" 'c1        \xc2\x9bx'
else
	skip "output: text: UTF-8, UTF-8 locale" "there is no locale C.UTF-8"
fi

# A partial answer is still whole JSON, and says why there is no more.
printf '# kmemlab exercise/pages 1\n@ s a:int\n1\nerror: ENOMEM x\n' >"$ROOT/$KMEMLAB/exercise/pages"
run "$TOOL" --root "$ROOT" exercise pages --json
check_json "output: JSON of a failed request" "$TMP/out"
expect "output: JSON of a failed request, status" 3 "kmemlab: ENOMEM x"
if grep -q '^  "error": "ENOMEM x"' "$TMP/out"; then
	pass "output: JSON of a failed request, error"
else
	fail "output: JSON of a failed request, error" "$TMP/out"
fi

# Colours repeat what words say, and only where they are wanted.
unusual=$HERE/snapshots/unusual
colours() {
	if env "$@" | grep -q "$ESC"; then
		echo yes
	else
		echo no
	fi
}
ESC=$(printf '\033')
zones="$TOOL --root $unusual zones"
for try in "no $zones" "yes $zones --color always" "no $zones --color never" \
	"no NO_COLOR=1 $zones --color auto" "no $zones --color always --raw" \
	"no $zones --color always --json"; do
	# shellcheck disable=SC2086 # words
	if [ "$(colours ${try#* })" = "${try%% *}" ]; then
		pass "output: colours: $try"
	else
		fail "output: colours: $try"
	fi
done
run "$TOOL" --root "$unusual" zones --color maybe
expect "output: --color maybe" 2 "kmemlab: --color 'maybe' is not known; give auto, always or never"
"$TOOL" --root "$unusual" zones --color always | sed "s/$ESC\[[0-9;]*m//g" >"$TMP/plain"
run "$TOOL" --root "$unusual" zones
if cmp -s "$TMP/plain" "$TMP/out"; then
	pass "output: without its colours it says the same"
else
	fail "output: without its colours it says the same" "$TMP/plain" "$TMP/out"
fi
if command -v script >/dev/null; then
	for try in "yes TERM=xterm-256color" "no TERM=dumb" "no TERM=xterm NO_COLOR=1" "yes TERM=xterm NO_COLOR="; do
		# shellcheck disable=SC2086 # words
		if [ "$(colours ${try#* } script -qec "$zones" /dev/null)" = "${try%% *}" ]; then
			pass "output: colours on a terminal: $try"
		else
			fail "output: colours on a terminal: $try"
		fi
	done
	large=$TMP/large
	cp -r "$HERE/snapshots/7.2" "$large"
	mkdir -p "$large/sys/kernel/mm/transparent_hugepage"
	echo "always [madvise] never" >"$large/sys/kernel/mm/transparent_hugepage/enabled"
	sed -i '/^HugePages\|^Hugepagesize/!s/ [0-9]* kB/ 1048473 kB/' "$large/proc/meminfo"
	for tree in "$HERE"/snapshots/{6.1,6.12,7.2,numa,debug} "$large"; do
		for verb in overview zones 'zones --all' buddy slabs layout version 'exercise kmalloc' \
			'exercise vmalloc' 'exercise mempool' 'exercise pages' 'top --once'; do
			# shellcheck disable=SC2086 # words
			narrow "$verb of ${tree##*/}" "$("$TOOL" --root "$tree" $verb 2>&1 | wc -L)"
		done
	done
	for verb in overview zones buddy pageblocks physmap balance frames why translate explain \
		walk version doctor; do
		narrow "$verb" "$(env TERM=xterm NO_COLOR=1 script -qec "stty cols 80 rows 24; $TOOL --root $SAMPLE $verb" /dev/null |
			tr -d '\r' | wc -L)"
	done
else
	skip "output: on a terminal" "script(1) is not installed"
fi
if [ "$(LC_ALL=C.UTF-8 locale charmap 2>/dev/null)" = UTF-8 ]; then
	sed 's/kmemlab buddy/kmemlab exercise\/pages/' "$ROOT/$KMEMLAB/buddy" >"$ROOT/$KMEMLAB/exercise/pages"
	run env LC_ALL=C.UTF-8 "$TOOL" --root "$ROOT" exercise pages --ascii
	says "text: --ascii in a UTF-8 locale" 'utf8      caf\xc3\xa9'
fi

# Options mean the same before and behind the verb.
"$TOOL" --root "$SAMPLE" --bytes zones >"$TMP/before"
run "$TOOL" zones --bytes --root "$SAMPLE"
if cmp -s "$TMP/before" "$TMP/out" && grep -q 985137152 "$TMP/out"; then
	pass "output: global options before and behind the verb"
else
	fail "output: global options before and behind the verb" "$TMP/before" "$TMP/out"
fi

# A long answer goes through in constant memory: 300,000 rows.
{
	printf '# kmemlab buddy 1\n# consistency: exact\n@ s a:int b:hex c:str\n'
	yes '18446744073709551615 0xffffffffffffffff text' | head -n 300000
} >"$ROOT/$KMEMLAB/buddy"
for form in --json --section=s; do
	if ! (ulimit -v 200000 2>/dev/null && "$(dirname "$TOOL")/kmemlab" --version) >/dev/null 2>&1; then
		skip "output: 300,000 rows, $form, in 20 MB of address space" "no limits here"
		continue
	fi
	(
		ulimit -v 20000
		"$(dirname "$TOOL")/kmemlab" --root "$ROOT" buddy "$form" | tail -n 3
		exit "${PIPESTATUS[0]}"
	) >"$TMP/out" 2>"$TMP/err"
	STATUS=$?
	expect "output: 300,000 rows, $form, in 20 MB of address space" 0 ""
done
rm -f "$ROOT/$KMEMLAB/buddy"
# What comes late has columns as wide as what came first.
{
	printf '# kmemlab buddy 1\n# consistency: exact\n@ s a:int b:str\n123456789 -\n'
	yes '1 text' | head -n 5000
} >"$ROOT/$KMEMLAB/buddy"
run "$TOOL" --root "$ROOT" buddy --section s
if [ "$(sort -u "$TMP/out" | wc -l)" -eq 5 ] && grep -qx '        1 text' "$TMP/out"; then
	pass "output: a long table keeps its columns"
else
	sort -u "$TMP/out" >"$TMP/note"
	fail "output: a long table keeps its columns" "$TMP/note"
fi
