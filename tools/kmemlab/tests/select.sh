# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Of an answer, what the command line asks for: columns, rows, order, form.

SAMPLE=$HERE/snapshots/sample
new_root select
cat >"$ROOT/$KMEMLAB/version" <<'END'
# kmemlab version 1
@ limit name:str value:int
page_bytes 4096
END
cat >"$ROOT/$KMEMLAB/buddy" <<'END'
# kmemlab buddy 1
# consistency: exact
@ few a:int
7
@ t a:int x_pages:int y_bytes:int z_kib:int t_ns:int h:hex s:str f:flags new:str
-2 10 4096 4 1000 0x10 one r|w ""
3 20 40960 8 2000000 0x2 two none "a b"
- - - - - - - - -
3 0 81921 0 5 0xffffffffffffffff "$x`y\"" w |
18446744073709551615 1 0 1 0 0x0 - r two
END
sed -i 's/ |$/ "|"/' "$ROOT/$KMEMLAB/buddy"

# chosen NAME EXPECTED ARGUMENT...: words of the lines printed, lines joined by ;
chosen() {
	local name=$1 expected=$2 got
	shift 2

	run "$TOOL" --root "$ROOT" buddy "$@"
	got=$(paste -sd';' "$TMP/out")
	if [ "$STATUS" -eq 0 ] && [ "$got" = "$expected" ]; then
		pass "select: $name"
	else
		printf 'expected: %s\ngot: %s\n' "$expected" "$got" >"$TMP/note"
		fail "select: $name" "$TMP/note" "$TMP/err"
	fi
}

# rows EXPRESSION A...: column h of the rows it chooses
rows() {
	local expression=$1
	shift

	chosen "$expression" "$(printf '%s;' "$@" | sed 's/;$//')" \
		-r --noheadings -o h --filter "$expression"
}

rows 'a == 3' 0x2 0xffffffffffffffff
rows 'a = 3' 0x2 0xffffffffffffffff
rows 'a != 3' 0x10 - 0x0
rows 'a < 3' 0x10
rows 'a <= -2' 0x10
rows 'a > 3' 0x0
rows 'a >= 18446744073709551615' 0x0
rows 'h >= 0x10' 0x10 0xffffffffffffffff
rows 'h == 16' 0x10
rows 'x_pages == 10' 0x10
rows 'x_pages >= 40K' 0x10 0x2
rows 'x_pages > 40KiB' 0x2
rows 'x_pages == 81920B' 0x2
rows 'y_bytes > 80K' 0xffffffffffffffff
rows 'z_kib < 4K and z_kib > 0' 0x0
rows 'z_kib < x_pages' 0x10 0x2 0x0
rows 'y_bytes == x_pages' ''
rows 'y_bytes < x_pages' 0x10 0x2 0x0
rows 't_ns > 1us' 0x2
rows 't_ns >= 2ms' 0x2
rows 's == two' 0x2
rows 's != two' 0x10 - 0xffffffffffffffff 0x0
rows 's =~ "^[ot]"' 0x10 0x2
rows "s !~ '^[ot]'" - 0xffffffffffffffff 0x0
rows 's == -' - 0x0
rows 's != -' 0x10 0x2 0xffffffffffffffff
rows 's == "-"' ''
rows 'new == ""' 0x10
rows 'new == "a b"' 0x2
rows 'f =~ w' 0x10 0xffffffffffffffff
rows 'not a == 3' 0x10 - 0x0
rows '!(a==3)' 0x10 - 0x0
rows 'not (a == 3 or s == -)' 0x10
rows 'a == 3 && h == 2 || x_pages == 1' 0x2 0x0
rows 'a == 3 and (h == 2 or x_pages == 1)' 0x2

# wrong_filter EXPRESSION ERROR
wrong_filter() {
	run "$TOOL" --root "$ROOT" buddy --filter "$1"
	expect "select: refused: $1" 2 "kmemlab: --filter: $2"
}
wrong_filter '' "a column is expected at the end"
wrong_filter 'a' "one of == != < <= > >= =~ !~ is expected at the end"
wrong_filter 'a ==' "a number, a text or a column is expected at the end"
wrong_filter 'a == 1 b == 2' "'and' or 'or' is expected at 'b == 2'"
wrong_filter '(a == 1' "'and', 'or' or ')' is expected at the end"
wrong_filter 'a == 1)' "'and' or 'or' is expected at ')'"
wrong_filter 'a == "x' "a text with its second quote is expected at '\"x'"
wrong_filter 's =~ "("' "'(' is not a regular expression: *"
wrong_filter 's < two' "s 'two': the column is a text; it has == != =~ !~"
wrong_filter 'a == "3"' "a '3': the column is a number, the value a text"
wrong_filter 'a < s' "a 's': a number cannot be compared with a text"
wrong_filter 'a < -' "a '-': only == and != can tell what does not apply"
wrong_filter 'a > 3ms' "a '3ms': the column is not a time"
wrong_filter 't_ns > 3K' "t_ns '3K': the column is a time, not a size"
wrong_filter "$(printf '(%.0s' {1..70})a == 1" "something simpler, not 64 levels deep, is expected at *"

nobody="no section of the answer has all the columns that are named by --output, --sort or --filter; *"
for option in '-o a,b' '--sort b' '-o ,' '-o +b' '--sort -'; do
	# shellcheck disable=SC2086 # words
	run "$TOOL" --root "$ROOT" buddy $option
	expect "select: $option names no column" 2 "kmemlab: $nobody"
done
run "$TOOL" --root "$ROOT" buddy --filter 'b == 1'
expect "select: a filter names no column" 2 "kmemlab: $nobody"
run "$TOOL" --root "$ROOT" buddy --section none --json
expect "select: no such section" 2 "kmemlab: the answer has no section 'none'; *"
check_json "select: no such section, JSON" "$TMP/out"

chosen "columns in the order asked for" "s a;one -2;two 3;- -;\$x\`y\\x22 3;- 18446744073709551615" \
	-r -o s,a
chosen "a column once" "h;0x10;0x2;-;0xffffffffffffffff;0x0" -r -o h,h,H
chosen "the first section with all the columns" "a;7" -r -o a
chosen "a section by name" "a;-2;3;-;3;18446744073709551615" -r -o a --section t
chosen "two sections" "a;7;;a;-2;3;-;3;18446744073709551615" -r -o a --section all
chosen "sorted" "a h;-2 0x10;3 0x2;3 0xffffffffffffffff;18446744073709551615 0x0;- -" \
	-r -o a,h --sort a,h --section t
chosen "sorted downwards" "18446744073709551615 0x0;3 0x2;3 0xffffffffffffffff;-2 0x10;- -" \
	-r --noheadings -o a,h --sort -a --section t
chosen "sorted by text" "\"\";a\\x20b;two;|;-" -r --noheadings -o new --sort new
chosen "pairs" "S=\"one\" F=\"r|w\" NEW=\"\";S=\"two\" F=\"none\" NEW=\"a b\";S=\"-\" F=\"-\" NEW=\"-\";S=\"\\x24x\\x60y\\x22\" F=\"w\" NEW=\"|\";S=\"-\" F=\"r\" NEW=\"two\"" \
	-P -o s,f,new
chosen "a table, sizes for people" " X_PAGES  Y_BYTES    T_NS;80.0 KiB 40.0 KiB 2000000;;consistency: exact" \
	-o x_pages,y_bytes,t_ns --filter 's == two'
chosen "a table, exact sizes" "X_PAGES Y_BYTES;  81920   40960;;consistency: exact" \
	-b -o x_pages,y_bytes --filter 's == two'
chosen "no rows" "(none);;consistency: exact" -o a --filter 'a == 9'

run "$TOOL" --root "$ROOT" buddy --json --filter 'a == 3' --sort -h -o h,a
check_json "select: JSON" "$TMP/out"
if [ "$(grep -c '"h":' "$TMP/out")" -eq 2 ] &&
   grep -Fqx '      {"h": "0xffffffffffffffff", "a": 3},' "$TMP/out"; then
	pass "select: JSON has the rows and columns chosen"
else
	fail "select: JSON has the rows and columns chosen" "$TMP/out"
fi

# Bytes that a shell would run stay words.
eval "$("$TOOL" --root "$ROOT" buddy -P -o new --filter 'h == 2')"
# shellcheck disable=SC2153 # eval sets it
if [ "$NEW" = "a b" ]; then
	pass "select: pairs for a shell"
else
	fail "select: pairs for a shell"
fi

run "$TOOL" --root "$SAMPLE" zones -o +start_pfn --filter 'pressure == ok' --sort -free
cat >"$TMP/expected" <<'END'
NODE ZONE    MANAGED      FREE       MIN       LOW      HIGH PRESSURE START_PFN
   0 DMA32 939.5 MiB 773.6 MiB  16.3 MiB  20.3 MiB  24.4 MiB ok          0x1000
   0 DMA    15.0 MiB  15.0 MiB 264.0 KiB 328.0 KiB 392.0 KiB ok             0x1

consistency: racy, counters read without a lock
END
if diff "$TMP/expected" "$TMP/out" >"$TMP/diff"; then
	pass "select: names of heads, what the tool derives, more columns"
else
	fail "select: names of heads, what the tool derives, more columns" "$TMP/diff" "$TMP/err"
fi

# All that is listed can be asked for.
for verb in zones buddy pageblocks physmap balance frames why; do
	columns=$("$TOOL" "$verb" --list-columns -r --noheadings -o column --filter \
		"section == $("$TOOL" "$verb" --list-columns -r --noheadings -o section | head -n 1)" |
		paste -sd,)
	run "$TOOL" --root "$SAMPLE" "$verb" -r -o "$columns"
	expect "select: $verb: every column listed" 0 ""
done

# One table of columns drives every view: the heads people see are those it has, or
# names of columns, and each option works. Left out are numbers of orders, and what is
# drawn of a walk while it is read.
recorded=$HERE/snapshots/7.2

# columns_of VERB: writes "SECTION HEAD" and "SECTION NAME", the first as is first
columns_of() {
	"$TOOL" "$1" --list-columns --raw -o section,column,head --noheadings >"$TMP/columns"
	read -r section column _ <"$TMP/columns"
	tr ' a-z' '\nA-Z' <"$TMP/columns" >"$TMP/heads"
}

# disciplined NAME [OPTION...]
disciplined() {
	local name=$1 unknown option
	shift

	run "$TOOL" "$@"
	unknown=$(grep -E '^[A-Z][A-Z0-9%./+_]+( +([A-Z][A-Z0-9%./+_]*|[0-9]{1,2}))+ *$' "$TMP/out" |
		tr -s ' ' '\n' | grep '[A-Z]' | sort -u | grep -vxFf "$TMP/heads" |
		grep -vx 'INDEX\|RANGE\|FRAME\|RWX' | paste -sd' ')
	if [ -z "$unknown" ] && [ "$STATUS" -eq 0 ]; then
		pass "select: $name: its heads are those that are listed"
	else
		echo "not listed: $unknown" >"$TMP/note"
		fail "select: $name: its heads are those that are listed" "$TMP/note" "$TMP/out" \
			"$TMP/err"
	fi
	for option in --json --raw --pairs --noheadings --output-all "--sort=-$column" \
		"--output=$column" "--output=+$column" "--filter=$column != 12345" \
		"--section=$section"; do
		run "$TOOL" "$@" "$option"
		expect "select: $name: ${option%%=*}" 0 ""
	done
}
for verb in overview zones 'zones --all' buddy pageblocks physmap balance frames why slabs \
	translate explain layout doctor version 'exercise kmalloc' 'top --once'; do
	columns_of "${verb%% *}"
	# shellcheck disable=SC2086 # words
	disciplined "$verb" --root "$recorded" $verb
done
columns_of pageblocks
section=free
# The largest order is worked out for people.
echo MAX >>"$TMP/heads"
disciplined 'buddy --by migrate' --root "$recorded" buddy --by migrate
columns_of walk
section=run
disciplined walk --root "$recorded" walk
section=table column=tables
disciplined 'walk --mode tables' --root "$HERE/walks/tables" walk
columns_of whomaps
disciplined whomaps --root "$HERE/walks/extents" whomaps 0-fffff
columns_of diff
disciplined diff diff "$HERE/snapshots/6.12" "$recorded"
