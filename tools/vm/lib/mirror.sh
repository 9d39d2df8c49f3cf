# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Where Debian packages come from: the mirror this machine's apt already uses,
# with another suite; the signatures are checked against the archive keyring.

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

keyring_advice()
{
	die "$1" \
		"the packages are checked against the keys of the Debian archive" \
		"install or update them: apt-get install debian-archive-keyring"
}

# keyring_check SUITE: the names inside are "... (12/bookworm) <...>".
keyring_check()
{
	local release=${1%%-*}

	need gpg gpg
	[[ -r $KEYRING ]] || keyring_advice "$KEYRING is missing"
	gpg --no-default-keyring --no-options --homedir /nonexistent \
		--no-auto-check-trustdb --trust-model always --lock-never \
		--keyring "$KEYRING" --list-keys --with-colons 2>/dev/null |
		grep "^uid:.*/$release)" >/dev/null ||
		keyring_advice "$KEYRING is too old: it has no key for $release"
}

# mirror_uris LABEL: apt says nothing before its lists were fetched once.
mirror_uris()
{
	# shellcheck disable=SC2016 # apt-get fills these in
	apt-get indextargets --format '$(LABEL)|$(REPO_URI)' \
		'Created-By: Packages' | sort -u | sed -n "s/^$1|//p"
}

mirror_refresh()
{
	say "apt has no package lists yet: apt-get update"
	if ((EUID)); then
		sudo apt-get update >&2
	else
		apt-get update >&2
	fi
}

# mirror_uri LABEL: the first one that a build root can reach as well.
mirror_uri()
{
	local uri

	need apt-get apt
	uri=$(mirror_uris "$1")
	if [[ ! $uri ]]; then
		mirror_refresh
		uri=$(mirror_uris "$1")
	fi
	uri=$(grep -m 1 -E '^https?://' <<<"$uri") ||
		die "apt on this machine has no http source labelled '$1'" \
			"add one to /etc/apt/sources.list.d and run apt-get update"
	printf '%s\n' "${uri%/}"
}

# The sources.list of a root, on standard output.
mirror_sources()
{
	local release=$1 main security suite

	main=$(mirror_uri Debian)
	security=$(mirror_uri Debian-Security)
	for suite in "$release" "$release-updates"; do
		printf 'deb [signed-by=%s] %s %s main\n' "$KEYRING" "$main" "$suite"
	done
	printf 'deb [signed-by=%s] %s %s-security main\n' \
		"$KEYRING" "$security" "$release"
	if [[ $(kernel_rows "3=$release-backports") ]]; then
		printf 'deb [signed-by=%s] %s %s-backports main\n' \
			"$KEYRING" "$main" "$release"
	fi
}

# How this machine reaches its mirror (proxies, a wrong clock) holds in a root.
mirror_options()
{
	apt-config dump | grep -iE \
		'^Acquire::(https?::Proxy|Check-Valid-Until|Check-Date|Retries)\b' || true
}
