# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables of the script that includes this
#
# One guest, from the start of QEMU to its end.

# The debug kernel has its first process after a minute, where the host is busy.
BOOT_SECONDS=${KMEMLAB_BOOT_SECONDS:-300}

# A guest must not hang because nobody reads its output any more.
forward()
{
	trap - ERR
	cat || true
	cat >/dev/null
}

# QEMU must not outlive this script, whatever ends that.
start_guest()
{
	local input=/dev/null output=/dev/null

	forward <"$work/out" &
	forwarders+=($!)
	forward <"$work/err" >&2 &
	forwarders+=($!)
	exec {status_fd}<>"$work/status"
	if [[ $interactive ]]; then
		input=/dev/stdin output=/dev/stdout
		terminal=$(stty -g 2>/dev/null) || terminal=''
	fi
	setpriv --pdeathsig KILL -- "${QEMU[@]}" <"$input" >>"$output" \
		2>"$work/qemu.err" {status_fd}<&- &
	qemu_pid=$!
}

# read_status SECONDS: takes what the guest says until it ends or time is up, or until
# it is clear that it will not boot. Sets booted, up, status, ended, late and stuck.
read_status()
{
	local deadline=$((EPOCHSECONDS + $1)) part='' line='' word rest
	local boot_deadline=$((EPOCHSECONDS + BOOT_SECONDS))

	booted='' up='' status='' ended='' late='' stuck=''
	while [[ ! $ended ]]; do
		# A read that times out has taken what there was of a line.
		if IFS= read -r -t 0.5 -u "$status_fd" part; then
			read -r word rest <<<"$line$part"
			line=''
			case $word in
			boot) booted=1 ;;
			up) up=$rest; note "guest is up after $rest s of its time" ;;
			exit) status=$rest; note "command ended with $rest" ;;
			end) ended=1 ;;
			esac
		elif line+=$part; ! kill -0 "$qemu_pid" 2>/dev/null; then
			# Lines may have come between the two tests.
			read -r -t 0 -u "$status_fd" || return 0
		elif ((EPOCHSECONDS >= deadline)); then
			late=1
			return
		elif [[ ! $booted ]] && ((EPOCHSECONDS >= boot_deadline)); then
			stuck=1
			return
		fi
	done
}

# QEMU, killed, leaves it as it was using it.
restore_terminal()
{
	[[ ! $terminal ]] || stty "$terminal" 2>/dev/null || true
	terminal=''
}

# Opening the FIFOs once more ends a reader that QEMU never came to write to.
stop_guest()
{
	kill -KILL "$qemu_pid" 2>/dev/null || true
	wait "$qemu_pid" 2>/dev/null || true
	qemu_pid=''
	restore_terminal
	: <>"$work/out" <>"$work/err"
	wait "${forwarders[@]}" || true
	forwarders=()
	exec {status_fd}<&-
	touch "$work/log" "$work/console"
	log_text "$work/log" >"$work/log.txt"
	[[ ! $console ]] || cp "$work/console" "$console"
	[[ ! $log ]] || cp "$work/log.txt" "$log"
}

# QEMU's emulation of several CPUs at a time is not perfect: about one guest in a
# hundred crashes on a busy host while its kernel patches its own code, long before
# anything of ours runs; of a thousand, one meets a breakpoint for ever that the other
# CPU has taken back. Such a guest is started again, twice at most.
run_guest()
{
	local left=2 how

	while :; do
		start_guest
		read_status "$timeout"
		stop_guest
		[[ $accel == tcg* && ! -s $work/qemu.err ]] || return 0
		[[ ! $booted$up$status$late ]] || return 0
		((left-- > 0)) || return 0
		how=${stuck:+hung}
		say "the guest ${how:-crashed} before its first process; once more"
	done
}
