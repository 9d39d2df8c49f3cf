# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the suites share. They are sourced by tests/run, which sets TOOL (the
# program), TMP (a directory of the run) and UPDATE.

RESULTS=$TMP/results
: >"$RESULTS"
COUNT=0
FAILED=0

# A sanitizer's report must not pass for an exit status of the tool.
export ASAN_OPTIONS=exitcode=99:abort_on_error=0
export UBSAN_OPTIONS=exitcode=99:print_stacktrace=1

KMEMLAB=sys/kernel/debug/kmemlab

# pass NAME
pass() {
	COUNT=$((COUNT + 1))
	echo "ok $COUNT $1" >>"$RESULTS"
}

# fail NAME [FILE...]: the files are shown
fail() {
	COUNT=$((COUNT + 1))
	FAILED=$((FAILED + 1))
	{
		echo "not ok $COUNT $1"
		shift
		[ $# -eq 0 ] || cat -v -- "$@" | sed 's/^/# /'
	} >>"$RESULTS"
}

# skip NAME REASON
skip() {
	COUNT=$((COUNT + 1))
	echo "ok $COUNT $1 # SKIP $2" >>"$RESULTS"
}

# run COMMAND...: sets STATUS; output in $TMP/out and $TMP/err
run() {
	"$@" >"$TMP/out" 2>"$TMP/err"
	STATUS=$?
}

# expect NAME STATUS ERROR: judges the last run. ERROR is a pattern of the whole
# error output, '' for none.
expect() {
	local error

	error=$(cat "$TMP/err")
	# shellcheck disable=SC2053 # a pattern is wanted
	if [ "$STATUS" -eq "$2" ] && [[ $error == $3 ]]; then
		pass "$1"
	else
		echo "status $STATUS, expected $2; error expected: $3" >"$TMP/note"
		fail "$1" "$TMP/note" "$TMP/out" "$TMP/err"
	fi
}

# is_json FILE: 0 yes, 1 no, 2 nobody can tell
is_json() {
	if command -v jq >/dev/null; then
		jq -e . "$1" >/dev/null 2>&1
	elif command -v python3 >/dev/null; then
		python3 -m json.tool "$1" >/dev/null 2>&1
	else
		return 2
	fi
}

# check_json NAME FILE
check_json() {
	is_json "$2"
	case $? in
	0) pass "$1" ;;
	1) fail "$1" "$2" ;;
	*) skip "$1" "neither jq nor python3 is installed" ;;
	esac
}

# new_root NAME: sets ROOT to an empty recorded tree
new_root() {
	ROOT=$TMP/roots/$1
	rm -rf "$ROOT"
	mkdir -p "$ROOT/$KMEMLAB/exercise" "$ROOT/proc"
}

# shown NAME VERB...: one verb in its three forms, in a recorded tree, SNAPSHOT,
# that is the current directory: expected/NAME.FORM is what it prints, NAME.status
# what it says and exits with if that is not 0
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

	if [ "$STATUS" -eq 99 ] || [ "$STATUS" -ge 128 ]; then
		fail "$SNAPSHOT: $1.$2 (crash)" "$TMP/err"
		return
	fi
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

# Whatever the machine is busy with, a screen that is to come does come.
PATIENCE=1200
# Each has a server of its own: one that is told to end may still be there for the next.
TERMINALS=0

# tm COMMAND...: of tmux, in whose terminal something runs
tm() {
	TMUX_TMPDIR=$TMP LC_ALL=C.UTF-8 tmux -u -L "terminal$TERMINALS" -f /dev/null "$@"
}

screen() {
	tm capture-pane -p >"$TMP/screen"
}

# waits PATTERN [NOT]: until a line of the screen matches, or with NOT none
waits() {
	local i

	for ((i = 0; i < PATIENCE; i++)); do
		screen || return
		if grep -q -- "$1" "$TMP/screen"; then
			[ $# -gt 1 ] || return 0
		elif [ $# -gt 1 ]; then
			return 0
		fi
		sleep 0.1
	done
	return 1
}
