# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# top: the screen, in a terminal of tmux and on a recorded tree that changes under
# it; and what it prints without one.

top_root() {
	new_root top
	cp -r "$HERE/snapshots/6.12/." "$ROOT"
	local pid
	for pid in 1 2 300; do
		mkdir "$ROOT/proc/$pid"
		echo "$pid (some one) S 1 1 1 0 -1 4194560 0 0" >"$ROOT/proc/$pid/stat"
		# Of many groups.
		printf 'Name:\tx\nGroups:\t%s\nVmRSS:\t%d kB\nVmPTE:\t%d kB\n' "$(seq -s ' ' 1000000000 1000000600)" \
			$((pid * 1000)) $((pid * 4)) >"$ROOT/proc/$pid/status"
	done
}

# set_live CACHE N: the cache has N objects in use from now on
set_live() {
	local slabs=$ROOT/$KMEMLAB/slabs

	awk -v cache="$1" -v live="$2" '
		/^@/ { counted = $2 == "cache" }
		counted && $1 == cache { $13 = live }
		{ print }' "$slabs" \
		>"$ROOT/slabs.new"
	mv "$ROOT/slabs.new" "$slabs"
}

# sees NAME PATTERN [NOT]
sees() {
	local name=$1
	shift
	if waits "$@"; then
		pass "top: $name"
	else
		fail "top: $name" "$TMP/screen"
	fi
}

# is_whole COLUMNS LINES: the screen has its first and its last line, and none is
# too long
is_whole() {
	screen && head -n 1 "$TMP/screen" | grep -q '^ kmemlab top ' &&
		tail -n 1 "$TMP/screen" | grep -q '^ q quit' &&
		[ "$(wc -l <"$TMP/screen")" -eq "$2" ] &&
		[ "$(LC_ALL=C.UTF-8 wc -L <"$TMP/screen")" -le "$1" ]
}

# whole NAME COLUMNS LINES: it becomes so; a half may be drawn at first
whole() {
	local i

	for ((i = 0; i < PATIENCE; i++)); do
		if is_whole "$2" "$3"; then
			pass "top: $1"
			return
		fi
		sleep 0.1
	done
	fail "top: $1" "$TMP/screen"
}

# paused: from here on nothing changes by itself
paused() {
	tm send-keys Space
	sees "pauses" '^ kmemlab top .*PAUSED'
	waits '^ q quit '
}

# start [ENVIRONMENT...] [OPTION...]: in a terminal of 80x24; $TMP/pid is its pid
start() {
	local settings=()

	while [[ ${1-} == [A-Z]*=* ]]; do
		settings+=("$1")
		shift
	done
	TERMINALS=$((TERMINALS + 1))
	rm -f "$TMP/pid" "$TMP/after"
	# shellcheck disable=SC2016 # for the shell in the terminal
	tm new-session -d -x 80 -y 24 -- env "${settings[@]}" sh -c '
		trap : INT
		stty -g >"$1/before"
		pid=$1/pid
		tmp=$1
		shift
		sh -c "echo \$\$ >$pid.new; mv $pid.new $pid; exec \"\$@\"" sh "$@"
		echo "ended $?"
		stty -g >"$tmp/after.new"
		mv "$tmp/after.new" "$tmp/after"
		exec sleep 1000' sh "$TMP" "$TOOL" --root "$ROOT" "${@-top}"
}

# ended NAME STATUS: the terminal is as it was, and the status is STATUS
ended() {
	if waits "^ended $2$" && waits '' && [ -z "$(tm display -p '#{alternate_on}' | grep -v 0)" ] &&
		[ "$(tm display -p '#{cursor_flag}')" = 1 ] && restored; then
		pass "top: $1"
	else
		fail "top: $1" "$TMP/screen"
	fi
	tm kill-server
}

restored() {
	local i

	for ((i = 0; i < PATIENCE; i++)); do
		[ ! -e "$TMP/after" ] || break
		sleep 0.1
	done
	cmp -s "$TMP/before" "$TMP/after"
}

# by_signal SIGNAL STATUS
by_signal() {
	start
	waits '^ kmemlab top ' && kill -s "$1" "$(cat "$TMP/pid")"
	ended "ended by SIG$1" "$2"
}

keys() {
	start
	whole "starts" 80 24
	sees "the largest cache first" '^>kmalloc-4k '
	waits 'OVER TIME  *▁▁▁*$' ''
	set_live kmalloc-8k 5000
	sees "the one that grows comes first" '^>kmalloc-8k  *5000 '
	paused
	tm send-keys r
	sees "the other way round" 'RATE/s^'
	sees "which has it last" '^>kmalloc-8k ' not
	tm send-keys r '<'
	sees "sorts by another column" 'GROWTHv'
	sees "downwards" '^>kmalloc-8k '
	tm send-keys Down Down
	sees "another row" '^>kmalloc-8k ' not
	tm send-keys Home
	sees "the first" '^>kmalloc-8k '
	set_live kmalloc-8k 70000
	tm send-keys h
	sees "is shown the help" 'COST:'
	tm send-keys x
	sees "and keeps what it has" '^>kmalloc-8k  *5000 '
	tm send-keys Space
	sees "goes on" '^>kmalloc-8k  *70000 '
	tm send-keys 1 Down Enter
	sees "opens a zone" "^ kmemlab buddy --filter nid == 0 and zone == 'DMA32'"
	sees "which says what it has" '^ line 1 of '
	tm send-keys q 3 Enter
	sees "opens a process" '^ kmemlab walk 300'
	sees "which cannot be" '^kmemlab: /'
	tm send-keys q
	whole "comes back" 80 24
	tm resize-window -x 200 -y 60
	sees "has more room" 'MANAGED.*PRESSURE'
	whole "fills 200x60" 200 60
	tm resize-window -x 80 -y 24
	sees "has less" 'MANAGED' not
	whole "fits into 80x24 again" 80 24
	tm resize-window -x 80 -y 10
	sees "has lines for one table" 'kmalloc-4k' not
	tm resize-window -x 30 -y 5
	sees "too small" 'too small'
	# Nothing is shown that it could be sorted by.
	tm send-keys '>' '<'
	tm resize-window -x 80 -y 24
	whole "large enough" 80 24
	tm send-keys h
	sees "help" 'COST:'
	tm send-keys x
	sees "no help" 'COST:' not
	tm send-keys q
	ended "quits" 0
}

looks() {
	start
	waits '^ kmemlab top '
	set_live kmalloc-64 9000
	waits '^>kmalloc-64 '
	paused
	tm capture-pane -e -p >"$TMP/colours"
	if grep -q $'\033\\[[0-9;]*33m' "$TMP/colours"; then
		pass "top: colours"
	else
		fail "top: colours" "$TMP/colours"
	fi
	tm send-keys q
	ended "quits with colours" 0

	start NO_COLOR=1 top --ascii
	waits '^ kmemlab top '
	set_live kmalloc-64 12000
	waits '^>kmalloc-64 .*#'
	paused
	tm capture-pane -e -p >"$TMP/colours"
	if grep -q $'\033\\[[0-9;]*3[0-7]m' "$TMP/colours" ||
		LC_ALL=C grep -q '[^ -~]' "$TMP/screen"; then
		fail "top: NO_COLOR and --ascii" "$TMP/colours"
	else
		pass "top: NO_COLOR and --ascii"
	fi
	tm send-keys C-c
	ended "Ctrl-C quits" 0

	start LC_ALL=C top
	waits '^ q quit '
	if LC_ALL=C grep -q '[^ -~]' "$TMP/screen"; then
		fail "top: LANG=C" "$TMP/screen"
	else
		pass "top: LANG=C"
	fi
	tm send-keys q
	ended "quits with LANG=C" 0
}

# Only what a shell with job control started can be stopped.
stopped() {
	TERMINALS=$((TERMINALS + 1))
	tm new-session -d -x 80 -y 24 -- env PS1='% ' bash --norc --noprofile -i
	tm send-keys "$TOOL --root $ROOT top; echo ended \$?" Enter
	waits '^ kmemlab top '
	tm send-keys C-z
	sees "Ctrl-Z gives the terminal back" 'Stopped '
	tm send-keys fg Enter
	whole "and fg takes it again" 80 24
	tm send-keys q
	sees "quits after that" '^ kmemlab top ' not
	tm kill-server
}

refused() {
	run "$TOOL" --root "$ROOT" top
	expect "top: no terminal" 2 "kmemlab: top needs a terminal*--batch*"
	start TERM=dumb top
	sees "TERM=dumb" "terminal 'dumb' .*has lines only; use --batch"
	ended "which is a usage error" 2
	start TERM=nonsense top
	sees "unknown terminal" "does not know the terminal 'nonsense'"
	ended "which is one, too" 2
	start TERM= top
	sees "no TERM" "TERM is not set"
	ended "the same" 2
}

top_root
run "$TOOL" --root "$ROOT" top --batch --count 2 --interval 1 --json
expect "top: --batch" 0 ''
if [ "$(grep -c '^{' "$TMP/out")" -eq 2 ]; then
	pass "top: an object a tick"
else
	fail "top: an object a tick" "$TMP/out"
fi
check_json "top: --batch is JSON" "$TMP/out"
run "$TOOL" --root "$ROOT" top --once --raw --section process
expect "top: --once" 0 ''
printf '%s\n' "pid comm rss_bytes tables_bytes tables_permille entries least_entries reach_bytes age_s" \
	'300 some\x20one 307200000 1228800 4 - - - -' '2 some\x20one 2048000 8192 4 - - - -' \
	'1 some\x20one 1024000 4096 4 - - - -' >"$TMP/expected"
if diff "$TMP/expected" "$TMP/out" >"$TMP/diff"; then
	pass "top: processes"
else
	fail "top: processes" "$TMP/diff"
fi
run "$TOOL" --root "$ROOT" top --once --count 3
expect "top: --once is one" 2 "kmemlab: --once is one tick*"
run "$TOOL" --root "$ROOT" top --count 3
expect "top: --count is for --batch" 2 "kmemlab: --count needs --batch"
run "$TOOL" --root "$ROOT" top --json
expect "top: no data on the screen" 2 "kmemlab: on the screen nothing is selected*"
run "$TOOL" --root "$ROOT" top --interval 0 --once
expect "top: --interval 0" 2 "kmemlab: --interval 0 is not a number of seconds from 1 to *"
run "$TOOL" --root "$ROOT" top 7
expect "top: operands" 2 "kmemlab: '7' is too much*"
# shellcheck disable=SC2016 # for the other shell
run bash -c '"$1" --root "$2" top --batch | head -n 1; exit "${PIPESTATUS[0]}"' sh "$TOOL" "$ROOT"
if [ "$STATUS" -ne 0 ] && [ ! -s "$TMP/err" ]; then
	pass "top: --batch ends with its reader, without words"
else
	fail "top: --batch ends with its reader, without words" "$TMP/err"
fi
rm "$ROOT/$KMEMLAB/zones"
run "$TOOL" --root "$ROOT" top --once
expect "top: no zones" 3 "kmemlab: *zones does not exist: it was not recorded"

if ! command -v tmux >/dev/null; then
	skip "top: the screen" "tmux is not installed"
else
	top_root
	keys
	looks
	refused
	stopped
	by_signal TERM 143
	by_signal HUP 129
	by_signal INT 0
	by_signal QUIT 131
	by_signal USR1 138
	by_signal PIPE 141
fi
