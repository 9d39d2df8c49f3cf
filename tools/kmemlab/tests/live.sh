# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The live machine as far as it goes without the module: what the tool says when
# something is missing, and the path of a request, on files laid over debugfs.
# shellcheck disable=SC2016 # the scripts are for another shell

# in_namespace SCRIPT: runs it as root with mounts of its own and debugfs fresh
in_namespace() {
	run unshare --mount sh -c "
		while umount -l /sys/kernel/debug 2>/dev/null; do :; done
		$1" sh "$TOOL" "$HERE" "$TMP"
}

can_unshare() {
	[ "$(id -u)" -eq 0 ] && unshare --mount true 2>/dev/null
}

can_debugfs() {
	unshare --mount mount -t debugfs none /sys/kernel/debug 2>/dev/null
}

# is_told VERB PATTERN: the last run, on a terminal, wiped its line, and then said so
is_told() {
	if [ "$STATUS" -eq 0 ] && grep -q "$2" "$TMP/out"; then
		pass "live: progress of $1"
	else
		fail "live: progress of $1" "$TMP/out" "$TMP/err"
	fi
}

# Lays a copy of the sample over debugfs; what is opened for writing holds
# placeholders for the request in front of the answer.
OVERLAY="
	mount -t debugfs none /sys/kernel/debug
	mount -t tmpfs none /sys/kernel/debug
	cp -r \$2/snapshots/sample/sys/kernel/debug/kmemlab /sys/kernel/debug
	cd /sys/kernel/debug/kmemlab"

if ! can_unshare; then
	skip "live" "needs root and mount namespaces"
elif [ -d /sys/module/kmemlab ]; then
	skip "live" "the module is loaded here"
else
	in_namespace '"$1" zones'
	expect "live: debugfs not mounted" 3 \
		"kmemlab: debugfs is not mounted; mount it with: sudo mount -t debugfs none /sys/kernel/debug"
	# The others need debugfs in the kernel.
	if can_debugfs; then
		in_namespace 'mount -t debugfs none /sys/kernel/debug && "$1" zones'
		expect "live: module not loaded" 3 \
			"kmemlab: the module is not loaded; load it with: sudo kmemlab load (or insmod); 'kmemlab doctor' says what is needed"
		in_namespace 'mount -t debugfs none /sys/kernel/debug && "$1"'
		expect "live: module not loaded, overview" 3 \
			"kmemlab: the module is not loaded; load it with: sudo kmemlab load (or insmod); 'kmemlab doctor' says what is needed"
		in_namespace 'mount -t debugfs none /sys/kernel/debug && "$1" exercise kmalloc'
		expect "live: module not loaded, bench" 3 \
			"kmemlab: the module is not loaded; load it with: sudo kmemlab load (or insmod); 'kmemlab doctor' says what is needed"

		cp "$TOOL" "$TMP/kmemlab"
		chmod 755 "$TMP" "$TMP/kmemlab"
		in_namespace 'mount -t debugfs none /sys/kernel/debug &&
			exec setpriv --reuid 65534 --clear-groups "$3/kmemlab" zones'
		expect "live: not root" 4 \
			"kmemlab: /sys/kernel/debug/kmemlab/zones: only root may use it; run the same command with sudo"

		in_namespace "$OVERLAY"' && "$1" zones --json'
		if diff -u "$HERE/snapshots/sample/expected/zones.json" "$TMP/out" >"$TMP/diff"; then
			pass "live: the same output as of a recording"
		else
			fail "live: the same output as of a recording" "$TMP/diff" "$TMP/err"
		fi
		in_namespace "$OVERLAY"' && rm buddy && "$1" buddy'
		expect "live: file missing" 3 \
			"kmemlab: the loaded module has no file 'buddy'; it is older than this tool (*): load the module built with it"
		in_namespace "$OVERLAY"' && rm buddy && "$1"'
		expect "live: file missing, overview goes on" 0 ""

		in_namespace "$OVERLAY"' && cd exercise &&
			{ printf "%19s" ""; cat kmalloc; } >x && mv x kmalloc &&
			"$1" exercise kmalloc --count 1000 size=64 --json >$3/json &&
			head -c 18 kmalloc'
		if [ "$(cat "$TMP/out")" = "count=1000 size=64" ] &&
		   cmp -s "$TMP/json" "$HERE/snapshots/sample/expected/exercise-kmalloc.json"; then
			pass "live: a request is one line, the answer is read behind it"
		else
			fail "live: a request is one line, the answer is read behind it" \
				"$TMP/out" "$TMP/err" "$TMP/json"
		fi
		in_namespace "$OVERLAY"' && { printf "%27s" ""; cat translate; } >x && mv x translate &&
			"$1" translate 77 55d0c1a5e010 >/dev/null && head -c 27 translate'
		if [ "$(cat "$TMP/out")" = "pid=77 addr=0x55d0c1a5e010" ]; then
			pass "live: a translation is asked for"
		else
			fail "live: a translation is asked for" "$TMP/out" "$TMP/err"
		fi

		# A FIFO answers as far as it was filled: then there is time for a signal.
		in_namespace "$OVERLAY"' && rm walk && mkfifo walk && exec 3<>walk &&
			printf "# kmemlab walk 1\n# x: " >&3 && cd "$3" && mkdir stopped &&
			{ "$1" walk 1 --save stopped/file & } &&
			while ! ls stopped/file.* >/dev/null 2>&1; do sleep 0.1; done &&
			sleep 0.3 && kill -TERM $! && wait $!; [ $? -eq 143 ] && ls stopped | wc -l'
		if [ "$(cat "$TMP/out")" = 0 ]; then
			pass "live: a signal leaves no half file"
		else
			fail "live: a signal leaves no half file" "$TMP/out" "$TMP/err"
		fi
		# Of what takes long a terminal is told, until it is over.
		if command -v script >/dev/null; then
			in_namespace "$OVERLAY"' && rm zones && mkfifo zones && exec 3<>zones &&
				{ script -qefc "\"$1\" zones" /dev/null >drawn 3>&- & } &&
				while ! grep -q "zones: [0-9]* s" drawn; do sleep 0.1; done &&
				cat "$2/snapshots/sample/$PWD/zones" >&3 && exec 3>&- &&
				wait $! && cat drawn'
			is_told zones '\[KNODE'
			in_namespace "$OVERLAY"' && { script -qefc "echo \$\$ >pid
				exec \"$1\" record --interval 600 --count 2 \"$3/series\"" /dev/null >drawn & } &&
				while ! grep -q "ends it: [0-9]* s, 1 of 2" drawn; do sleep 0.1; done &&
				kill -TERM "$(cat pid)" && wait $! && cat drawn'
			is_told record '\[K1 snapshot saved'
		else
			skip "live: progress" "script(1) is not installed"
		fi
		in_namespace "$OVERLAY"' && { printf "%19s" ""; cat walk; } >x && mv x walk &&
			"$1" walk 77 >/dev/null; head -c 19 walk'
		if [ "$(cat "$TMP/out")" = "pid=77 mode=summary" ]; then
			pass "live: a walk is asked for"
		else
			fail "live: a walk is asked for" "$TMP/out" "$TMP/err"
		fi
	else
		skip "live: with debugfs" "this kernel has no debugfs, or forbids to mount it"
	fi
fi
