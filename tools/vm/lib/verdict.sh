# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # variables of the script that includes this
#
# What became of a guest, in words and as an exit status.

complain()
{
	printf '%s: %s\n' "$PROGRAM" "$1" >&2
}

# A log that was cut short lacks the crash, which only the console has.
show_reports()
{
	local file=$work/log.txt

	log_complete "$file" || file=$work/console
	log_races "$file" | log_leaks >"$work/judged"
	log_elsewhere "$work/judged" >&2
	log_reports "$work/judged" "$REPORTS${plenty:+|$SHORTAGE}" >"$work/reports" || return
	complain "the guest's kernel reported:"
	tr -d '\r' <"$work/reports" >&2
}

show_tail()
{
	[[ -s $1 ]] || return 0
	printf '%s\n' "--- the last lines of $2:" >&2
	tail -n 25 "$1" | tr -d '\r' >&2
}

# Prints what is to say, and sets the exit status of this script.
judge()
{
	if [[ ! $up && ! $late && -s $work/qemu.err ]]; then
		complain "QEMU did not start:"
		cat "$work/qemu.err" >&2
		result=$NO_RUN
	elif [[ $stuck ]]; then
		complain "the guest had no first process within $BOOT_SECONDS s"
		show_reports || show_tail "$work/console" "its console"
		result=124
	elif [[ $late ]]; then
		complain "the guest did not end within $timeout s"
		show_reports || show_tail "$work/console" "its console"
		result=124
	elif show_reports; then
		result=125
	elif [[ $interactive && ! $ended ]]; then
		# Someone switched it off.
		result=0
	elif [[ ! $ended || ! $status ]]; then
		complain "the guest stopped before the command's end"
		show_tail "$work/console" "its console"
		result=125
	elif ! log_complete "$work/log.txt"; then
		complain "the guest's kernel log did not come through completely"
		result=125
	else
		result=$status
	fi
}
