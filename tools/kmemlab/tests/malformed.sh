# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A table of wrong input: each line of it gets FILE:LINE: reason.

# bad NAME TEXT ERROR: TEXT (with printf's escapes) as the file buddy, read by
# the generic parser; ERROR without the path is LINE: REASON
bad() {
	printf '%b' "$2" >"$ROOT/$KMEMLAB/buddy"
	run "$TOOL" --root "$ROOT" buddy --json
	if [ "$STATUS" -eq 3 ] &&
	   [ "$(cat "$TMP/err")" = "kmemlab: $ROOT/$KMEMLAB/buddy:$3" ]; then
		pass "malformed: $1"
	else
		echo "status $STATUS, expected: kmemlab: .../buddy:$3" >"$TMP/note"
		fail "malformed: $1" "$TMP/note" "$TMP/err"
	fi
	# What was printed up to there must still be JSON, or nothing.
	if [ -s "$TMP/out" ]; then
		is_json "$TMP/out"
		[ $? -ne 1 ] || fail "malformed: $1: half JSON" "$TMP/out"
	fi
}

# wrong NAME VERB FILE TEXT ERROR: what only a verb can find wrong
wrong() {
	local path=$ROOT/$KMEMLAB/$3

	[ "$3" != meminfo ] || path=$ROOT/proc/meminfo
	cp -r "$HERE/snapshots/sample/sys" "$HERE/snapshots/sample/proc" "$ROOT"
	printf '%b' "$4" >"$path"
	# shellcheck disable=SC2086 # words
	run "$TOOL" --root "$ROOT" $2
	expect "malformed: $1" 3 "kmemlab: $path:$5"
}

H='# kmemlab buddy 1\n'
S="${H}@ s a:int b:hex c:str d:flags\n"

new_root malformed
bad "empty file" '' "1: the file is empty; the first line must be '# kmemlab buddy 1'"
bad "empty first line" '\n' "1: the first line must be '# kmemlab buddy 1'"
bad "not ours" 'MemTotal: 3 kB\n' "1: the first line must be '# kmemlab buddy 1'"
bad "head without a name" '# kmemlab\n' "1: the first line must be '# kmemlab buddy 1'"
bad "another file" '# kmemlab zones 1\n' "1: this is not 'buddy' but 'zones 1'"
bad "a longer name" '# kmemlab buddyinfo 1\n' "1: this is not 'buddy' but 'buddyinfo 1'"
bad "no version" '# kmemlab buddy \n' "1: '' is not the version of a format"
bad "version not a number" '# kmemlab buddy one\n' "1: 'one' is not the version of a format"
bad "version with junk" '# kmemlab buddy 1 2\n' "1: '1 2' is not the version of a format"
bad "version over 64 bits" '# kmemlab buddy 18446744073709551616\n' \
	"1: '18446744073709551616' is not the version of a format"
bad "newer version" '# kmemlab buddy 2\n' \
	"1: format 2, but this kmemlab reads format 1; use the tool that was built with the module"
bad "head cut" '# kmemlab buddy 1' "1: the last line has no newline: the file is cut short"

bad "note without a colon" "${H}# consistency\n" "2: a note must be '# NAME: TEXT'"
bad "note without a name" "${H}# : text\n" "2: a note must be '# NAME: TEXT'"
bad "note without a blank" "${H}#note: text\n" "2: a note must be '# NAME: TEXT'"
bad "note, colon without a blank" "${H}# note:text\n" "2: a note must be '# NAME: TEXT'"
bad "note of two words" "${H}# two words: text\n" "2: a note must be '# NAME: TEXT'"
bad "bare #" "${H}#\n" "2: a note must be '# NAME: TEXT'"
bad "NUL in a note" "${H}# note: a\0b\n" "2: a NUL byte"

bad "empty line" "${H}\n" "2: an empty line"
bad "row before a section" "${H}1 2 3\n" "2: a row before the first section"
bad "bare @" "${H}@\n" "2: a section must be '@ SECTION COLUMN:TYPE ...'"
bad "@ without a blank" "${H}@s a:int\n" "2: a section must be '@ SECTION COLUMN:TYPE ...'"
bad "@ with two blanks" "${H}@  s a:int\n" "2: a section must be '@ SECTION COLUMN:TYPE ...'"
bad "section with a strange name" "${H}@ s\"x a:int\n" \
	"2: a section must be '@ SECTION COLUMN:TYPE ...'"
bad "section without columns" "${H}@ s\n" "2: section 's' has no columns"
bad "column without a type" "${H}@ s a\n" "2: 'a' is not a column, which is written NAME:TYPE"
bad "column with an empty type" "${H}@ s a:\n" \
	"2: column 'a:' has an unknown type (known: int, hex, str, flags)"
bad "column without a name" "${H}@ s :int\n" \
	"2: ':int' is not a column, which is written NAME:TYPE"
bad "unknown type" "${H}@ s a:int b:float\n" \
	"2: column 'b:float' has an unknown type (known: int, hex, str, flags)"
bad "two blanks between columns" "${H}@ s a:int  b:int\n" \
	"2: '' is not a column, which is written NAME:TYPE"
bad "blank behind the columns" "${H}@ s a:int \n" \
	"2: '' is not a column, which is written NAME:TYPE"
bad "column twice" "${H}@ s a:int a:hex\n" "2: column 'a' occurs twice"
bad "section twice" "${H}@ s a:int\n1\n@ t a:int\n@ s a:int\n" "5: section 's' occurs twice"
bad "control character in a header" "${H}@ s a:int\tb:int\n" "2: a bare control character (0x09)"

bad "too few words" "${S}1 0x1 c\n" "3: section 's' has 4 columns, this row only 3 words"
bad "too many words" "${S}1 0x1 c d e\n" "3: section 's' has 4 columns, this row more words"
bad "blank at the end" "${S}1 0x1 c d \n" "3: section 's' has 4 columns, this row more words"
bad "blank at the begin" "${S} 1 0x1 c d\n" \
	"3: column 'a': words are separated by single blanks"
bad "two blanks" "${S}1  0x1 c d\n" "3: column 'b': words are separated by single blanks"
bad "tab for a blank" "${S}1\t0x1 c d\n" "3: a bare control character (0x09)"
bad "carriage return" "${S}1 0x1 c d\r\n" "3: a bare control character (0x0d)"
bad "escape sequence" "${S}1 0x1 \033[2J d\n" "3: a bare control character (0x1b)"
bad "NUL in a row" "${S}1 0x1 c\0c d\n" "3: a NUL byte"
bad "row cut" "${S}1 0x1 c d" "3: the last line has no newline: the file is cut short"

int="is not a decimal number of at most 64 bits"
bad "int: word" "${S}x 0x1 c d\n" "3: column 'a': 'x' $int"
bad "int: hexadecimal" "${S}0x1 0x1 c d\n" "3: column 'a': '0x1' $int"
bad "int: octal" "${S}01 0x1 c d\n" "3: column 'a': '01' $int"
bad "int: junk behind" "${S}1k 0x1 c d\n" "3: column 'a': '1k' $int"
bad "int: plus" "${S}+1 0x1 c d\n" "3: column 'a': '+1' $int"
bad "int: fraction" "${S}1.5 0x1 c d\n" "3: column 'a': '1.5' $int"
bad "int: two signs" "${S}--1 0x1 c d\n" "3: column 'a': '--1' $int"
bad "int: 2^64" "${S}18446744073709551616 0x1 c d\n" \
	"3: column 'a': '18446744073709551616' $int"
bad "int: far over" "${S}99999999999999999999999999999999999999999999 0x1 c d\n" \
	"3: column 'a': '9999999999999999999999999999999999999999...' $int"
bad "int: below -2^63" "${S}-9223372036854775809 0x1 c d\n" \
	"3: column 'a': '-9223372036854775809' is not a number from -2^63 to 2^64 - 1"
bad "int: -0" "${S}-0 0x1 c d\n" \
	"3: column 'a': '-0' is not a number from -2^63 to 2^64 - 1"
bad "int: quoted" "${S}\"1\" 0x1 c d\n" \
	"3: column 'a': '1' is quoted, which only a str may be"

hex="is not 0x and lower-case hexadecimal digits"
bad "hex: decimal" "${S}1 1 c d\n" "3: column 'b': '1' $hex"
bad "hex: no digits" "${S}1 0x c d\n" "3: column 'b': '0x' $hex"
bad "hex: upper case" "${S}1 0xA c d\n" "3: column 'b': '0xA' $hex"
bad "hex: upper-case X" "${S}1 0X1 c d\n" "3: column 'b': '0X1' $hex"
bad "hex: junk" "${S}1 0x1g c d\n" "3: column 'b': '0x1g' $hex"
bad "hex: 65 bits" "${S}1 0x10000000000000000 c d\n" \
	"3: column 'b': '0x10000000000000000' has more than 64 bits"

bad "str: not closed" "${S}1 0x1 \"c d\n" "3: column 'c': a quoted text is not closed"
bad "str: only a quote" "${S}1 0x1 \"\n" "3: column 'c': a quoted text is not closed"
bad "str: escaped end" "${S}1 0x1 \"c\\\\\" d\n" "3: column 'c': a quoted text is not closed"
bad "str: junk behind" "${S}1 0x1 \"c\"c d\n" "3: column 'c': no blank behind a quoted text"
escape='unknown escape; known are \", \\ and \xHH for a control character'
bad "str: unknown escape" "${S}1 0x1 \"\\\\n\" d\n" "3: column 'c': $escape"
bad "str: escape cut" "${S}1 0x1 \"\\\\\n" "3: column 'c': $escape"
bad "str: one digit" "${S}1 0x1 \"\\\\x1\" d\n" "3: column 'c': $escape"
bad "str: not digits" "${S}1 0x1 \"\\\\xzz\" d\n" "3: column 'c': $escape"
bad "str: escaped letter" "${S}1 0x1 \"\\\\x41\" d\n" "3: column 'c': $escape"
bad "str: bare quote" "${S}1 0x1 c\"c d\n" \
	"3: column 'c': 'c\"c' must stand between double quotes"
bad "str: bare backslash" "${S}1 0x1 c\\\\\\\\c d\n" \
	"3: column 'c': 'c\\\\c' must stand between double quotes"
bad "str: bare #" "${S}1 0x1 #c d\n" "3: column 'c': '#c' must stand between double quotes"
bad "str: bare @" "${S}1 0x1 @ d\n" "3: column 'c': '@' must stand between double quotes"
bad "str: bare error:" "${S}1 0x1 error:c d\n" \
	"3: column 'c': 'error:c' must stand between double quotes"

flags="is not names joined by '|'"
bad "flags: bar first" "${S}1 0x1 c |d\n" "3: column 'd': '|d' $flags"
bad "flags: bar last" "${S}1 0x1 c d|\n" "3: column 'd': 'd|' $flags"
bad "flags: two bars" "${S}1 0x1 c d||e\n" "3: column 'd': 'd||e' $flags"
bad "flags: quoted" "${S}1 0x1 c \"d\"\n" \
	"3: column 'd': 'd' is quoted, which only a str may be"
bad "flags: quote inside" "${S}1 0x1 c d\"e\n" "3: column 'd': 'd\"e' $flags"

bad "error without a text" "${H}error:\n" "2: an error must be 'error: TEXT'"
bad "error without a blank" "${H}error:x\n" "2: an error must be 'error: TEXT'"
bad "line behind an error" "${H}error: x\n@ s a:int\n" \
	"3: a line behind the error, which must be the last"

printf '%b' "$H" >"$TMP/long"
head -c 1048577 /dev/zero | tr '\0' 'x' >>"$TMP/long"
echo >>"$TMP/long"
bad "line too long" "$(cat "$TMP/long")\n" "2: the line is longer than 1048576 bytes"
bad "4 MiB without a line" "$(head -c 4194304 /dev/zero | tr '\0' 'x')" \
	"1: the line is longer than 1048576 bytes"

Z='# kmemlab zones 1\n'
B='@ free nid:int zone:str order:int blocks:int free_pages:int\n'
wrong "no section" buddy buddy "$H" " section 'free' is missing: the file is cut short"
wrong "no column" buddy buddy "${H}@ free nid:int zone:str order:int\n0 DMA 0\n" \
	" section 'free' has no column 'blocks:int'"
wrong "column of another type" buddy buddy \
	"${H}@ free nid:int zone:str order:str blocks:int free_pages:int\n0 DMA 0 1 1\n" \
	" section 'free' has no column 'order:int'"
wrong "none for a count" buddy buddy "${H}${B}0 DMA 0 - 1\n" \
	"3: column 'blocks': '-' where a count is needed"
wrong "negative count" buddy buddy "${H}${B}0 DMA 0 -1 1\n" \
	"3: column 'blocks': '-1' where a count is needed"
wrong "too many pages" buddy buddy "${H}${B}0 DMA 0 1 18446744073709551615\n" \
	"3: column 'free_pages': 18446744073709551615 pages are more than a machine can have"
wrong "order too large" buddy buddy "${H}${B}0 DMA 32 1 1\n" \
	"3: order 32 is larger than any kernel has"
wrong "order twice" buddy buddy "${H}${B}0 DMA 3 1 1\n0 DMA 3 1 1\n" \
	"4: order 3 of this zone occurs twice"
wrong "zones without a zone" zones zones "$Z" " section 'zone' is missing: the file is cut short"
wrong "overview, bad zones" overview zones "${Z}x\n" "2: a row before the first section"
V='# kmemlab version 1\n@ limit name:str value:int\n'
wrong "no page size" zones version "$V" \
	" section 'limit' has no value 'page_bytes': the file is cut short"
wrong "page size 0" zones version "${V}page_bytes 0\n" \
	" page_bytes is '0', which is not the size of a page"
wrong "page size odd" zones version "${V}page_bytes 4097\n" \
	" page_bytes is '4097', which is not the size of a page"
wrong "page size huge" zones version "${V}page_bytes 18446744073709551615\n" \
	" page_bytes is '18446744073709551615', which is not the size of a page"
wrong "layout without a region" layout layout '# kmemlab layout 1\n' \
	" section 'region' is missing*"
wrong "walk without occupancy" walk walk \
	'# kmemlab walk 1\n@ table level:str tables:int table_bytes:int used_entries:int empty_entries:int\npgd 1 4096 3 509\n' \
	" section 'occupancy' is missing*"
wrong "translate without address" translate translate '# kmemlab translate 1\n' \
	" section 'address' is missing: the file is cut short"
wrong "translate without level" translate translate \
	'# kmemlab translate 1\n@ address addr:hex\n0x1\n' \
	" section 'level' is missing: the file is cut short"
mem="not a line of /proc/meminfo, which is 'NAME: NUMBER kB'"
wrong "meminfo: no colon" overview meminfo 'MemTotal 3 kB\n' "1: $mem"
wrong "meminfo: no number" overview meminfo 'MemTotal: 3 kB\nMemFree:\n' "2: $mem"
wrong "meminfo: over 64 bits" overview meminfo 'MemTotal: 99999999999999999999 kB\n' "1: $mem"

mkdir -p "$TMP/psi"
cp -r "$HERE/snapshots/sample/sys" "$HERE/snapshots/sample/proc" "$TMP/psi"
mkdir "$TMP/psi/proc/pressure"
for text in 'x' 'some avg10=1.00' 'half avg10=0.00 avg60=0.00 avg300=0.00 total=0' \
	'some avg10=0.00 avg60=0.00 avg300=0.00 total=0 x'; do
	echo "$text" >"$TMP/psi/proc/pressure/memory"
	run "$TOOL" --root "$TMP/psi"
	expect "malformed: pressure: $text" 3 \
		"kmemlab: $TMP/psi/proc/pressure/memory:1: not a line of /proc/pressure/memory"
done
printf '%s avg10=25.50 avg60=3.00 avg300=0.00 total=77\n' some full >"$TMP/psi/proc/pressure/memory"
run "$TOOL" --root "$TMP/psi"
if grep -q 'in 25% of the last 10 seconds some task waited' "$TMP/out"; then
	pass "malformed: pressure that is right is told"
else
	fail "malformed: pressure that is right is told" "$TMP/out" "$TMP/err"
fi
for text in 'dentry 1 2' 'dentry x 2 3' 'dentry 99999999999999999999 2 3'; do
	echo "$text" >"$TMP/psi/proc/slabinfo"
	run "$TOOL" --root "$TMP/psi"
	expect "malformed: slabinfo: $text" 3 \
		"kmemlab: $TMP/psi/proc/slabinfo:1: not a line of /proc/slabinfo"
done

W='# kmemlab walk 1\n'
C='@ walk name:str value:int\nretries 0\nskipped_bytes 0\nlock_holds 1\nlock_hold_max_ns 1\n'
E='@ extent start:hex end:hex entries:int level:str kind:str flags:flags pfn:hex\n'
F='pte leaf present|user'
cut="section 'walk' is missing or not whole: the file is cut short"
wrong "walk without a section" walk walk "$W" " no section of a walk: the file is cut short"
wrong "walk without its end" walk walk "${W}${E}0x1000 0x2000 1 $F 0x1\n" " $cut"
wrong "walk with half its end" walk walk "${W}${E}@ walk name:str value:int\nretries 0\n" " $cut"
wrong "walk that took no time" walk walk "${W}${E}${C%1?n}-\n" " $cut"
wrong "summary without its total" walk walk "${W}@ area start:hex end:hex\n$C" \
	" section 'total' is missing: the file is cut short"
wrong "summary without counts" walk walk "${W}@ area start:hex end:hex\n0x1 0x2\n$C" \
	" section 'area' has no column 'present_pages:int'"
wrong "area of no length" walk walk "${W}@ area start:hex end:hex\n0x2 0x2\n$C" \
	"3: an area that ends before it starts"
wrong "area of no address" walk walk "${W}@ area start:hex end:hex\n- 0x2\n$C" \
	"3: an area that ends before it starts"

# wrong_extent NAME ROWS ERROR
wrong_extent() {
	wrong "extents: $1" "whomaps 5" walk "${W}${E}$2$C" "$3"
}
bad="an extent that is empty, overlaps the one before, or does not consist of whole entries"
wrong_extent "empty" "0x1000 0x1000 1 $F 0x1\n" "3: $bad"
wrong_extent "reversed" "0x2000 0x1000 1 $F 0x1\n" "3: $bad"
wrong_extent "no entries" "0x1000 0x2000 0 $F 0x1\n" "3: $bad"
wrong_extent "parts of entries" "0x1000 0x3000 3 $F 0x1\n" "3: $bad"
wrong_extent "overlap" "0x1000 0x3000 2 $F 0x1\n0x2000 0x4000 2 $F 0x1\n" "4: $bad"
wrong_extent "wrong order" "0x3000 0x4000 1 $F 0x1\n0x1000 0x2000 1 $F 0x1\n" "4: $bad"
wrong_extent "no address" "- 0x4000 1 $F 0x1\n" "3: the range or another column of an extent is missing"
wrong "extents: column missing" "whomaps 5" walk "${W}@ extent start:hex end:hex\n0x1 0x2\n$C" \
	"3: the range or another column of an extent is missing"
wrong "extents: none" "whomaps 5" walk "${W}$C" " no extents: this is a walk in another mode"
wrong "extents: no end" "whomaps 5" walk "${W}$E" " not a whole walk: the file is cut short"
wrong "explain without a section" explain translate "# kmemlab translate 1\n" \
	" section 'address' is missing: the file is cut short"
wrong "explain without an address" explain translate \
	"# kmemlab translate 1\n@ address addr:hex state:str\n- none\n" "3: a row without an address"
