# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034 # for the scripts that read this one
#
# What the scripts share. For a guest the harness puts the module where ko says.

# From the kernel source, see Makefile.
# shellcheck source=/dev/null
. "$(dirname "$0")/ktap_helpers.sh"

ko=${KMEMLAB_KO:-/lib/kmemlab/kmemlab.ko}
lab=/sys/kernel/debug/kmemlab

# check NAME COMMAND...: one test result.
check()
{
	name=$1
	shift
	if "$@"; then
		ktap_test_pass "$name"
	else
		ktap_test_fail "$name"
	fi
}

load()
{
	insmod "$ko"
}

skip_all()
{
	ktap_skip_all "$*"
	exit "$KSFT_SKIP"
}

# For tests that take the module out and need its file to put it back.
need_module_file()
{
	[ -d /sys/module/kmemlab ] || skip_all "kmemlab is not loaded: run insmod kmemlab.ko"
	[ -d "$lab" ] || skip_all "no $lab: run mount -t debugfs debugfs /sys/kernel/debug as root"
	[ -f "$ko" ] || skip_all "no $ko to load again: name it in KMEMLAB_KO"
}
