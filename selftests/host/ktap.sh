# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# KTAP for scripts that run on the host. Source it; end with `ktap_end`.

ktap_nr=0
ktap_failed=0
echo "TAP version 13"

# ktap_check NAME COMMAND...: passes if COMMAND does; what it says is shown
ktap_check()
{
	local name=$1 said
	shift
	ktap_nr=$((ktap_nr + 1))
	if said=$("$@" 2>&1); then
		echo "ok $ktap_nr $name"
	else
		ktap_failed=$((ktap_failed + 1))
		[[ -z $said ]] || printf '%s\n' "$said" | sed 's/^/# /'
		echo "not ok $ktap_nr $name"
	fi
}

# ktap_skip NAME REASON
ktap_skip()
{
	ktap_nr=$((ktap_nr + 1))
	echo "ok $ktap_nr $1 # SKIP $2"
}

ktap_end()
{
	echo "1..$ktap_nr"
	((ktap_failed == 0))
}
