# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What every script here shares: strictness, messages, where things are.

set -euo pipefail
shopt -s inherit_errexit
# A command that fails unseen would end the script without a word.
set -o errtrace
trap '(($? == NO_RUN || $? == GONE)) || printf "%s: failed: %s (%s line %s)\n" "${0##*/}" \
	"${BASH_COMMAND%%$'"'\\n'"'*}" "${BASH_SOURCE[0]##*/}" "$LINENO" >&2' ERR

# The exit status of a script that could not do its work, and has said why.
NO_RUN=126
# That of a part which wants what the archive no longer has.
# shellcheck disable=SC2034 # the trap above has it
GONE=120

VM_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# shellcheck disable=SC2034 # for those who include this
CHECKOUT=$(cd "$VM_DIR/../.." && pwd -P)
# shellcheck disable=SC2034
CACHE=${KMEMLAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kmemlab}
PROGRAM=$(basename "$0")

# Where Debian keeps depmod and modprobe is not on everyone's path.
PATH=$PATH:/usr/sbin:/sbin

# A script of ours run by another says nothing about time of its own start.
export KMEMLAB_START=${KMEMLAB_START:-$EPOCHSECONDS}

# One line of progress, with the seconds since the first script started.
say()
{
	[[ ! ${KMEMLAB_QUIET:-} ]] || return 0
	printf '[%4d s] %s\n' $((EPOCHSECONDS - KMEMLAB_START)) "$*" >&2
}

# Further lines of advice follow as further arguments.
die()
{
	printf '%s: %s\n' "$PROGRAM" "$1" >&2
	shift
	if (($#)); then printf '  %s\n' "$@" >&2; fi
	exit "$NO_RUN"
}

# need PROGRAM PACKAGE: the package is what the user has to install.
need()
{
	command -v "$1" >/dev/null ||
		die "$1 is not installed" "on Debian: apt-get install $2"
}

# The help text is the comment at the top of the script itself.
show_help()
{
	sed -n '/^# Usage:/,/^$/s/^# \{0,1\}//p' "$0"
}

# kernel_rows [COLUMN=VALUE]: the rows of kernels.list, tabs between columns.
kernel_rows()
{
	local column=${1%%=*} value=${1#*=}

	awk -v OFS='\t' -v c="${column:-0}" -v v="$value" \
		'!/^#/ && NF == 6 && (!c || $c == v) { $1 = $1; print }' \
		"$VM_DIR/kernels.list"
}

kernel_names()
{
	kernel_rows '' | cut -f 1 | paste -sd ' '
}

# Those that "all" means.
kernel_names_always()
{
	kernel_rows 6=always | cut -f 1 | paste -sd ' '
}
