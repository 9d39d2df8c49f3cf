# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The cache: one directory an entry, named NAME-KEY, where KEY is a hash of all
# that went into it. An entry appears complete or not at all, and is checked
# against its manifest each time before it is used.

# An entry that nothing used for so long belongs to inputs long gone.
CACHE_UNUSED_DAYS=30

# cache_key STRING...: short enough to read, long enough not to collide.
cache_key()
{
	printf '%s\0' "$@" | sha256sum | cut -c 1-12
}

# cache_manifest DIR FILE...: builders name the files that matter.
cache_manifest()
{
	local dir=$1

	shift
	(cd "$dir" && sha256sum -- "$@" >manifest)
}

cache_good()
{
	[[ -f $1/manifest ]] &&
		(cd "$1" && sha256sum --check --status manifest 2>/dev/null)
}

cache_lock()
{
	local fd

	exec {fd}>"$CACHE/.lock-$1"
	flock --nonblock "$fd" && return
	say "$1: waiting for another process that is making it"
	flock "$fd"
}

# Whoever holds the lock on an entry is its only builder. What another left half
# made is rubbish, unless its builder can go on with it and says so: by .resume.
cache_build()
{
	local entry=$1 tmp=$CACHE/.$1.new

	shift
	[[ -e $tmp/.resume ]] || rm -rf --one-file-system "$tmp"
	mkdir -p "$tmp"
	"$1" "$tmp" "${@:2}"
	[[ -s $tmp/manifest ]] || die "$entry: its builder wrote no manifest"
	mv -T "$tmp" "$CACHE/$entry"
	say "$entry: ready"
}

cache_expire()
{
	local dir

	find "$CACHE" -mindepth 1 -maxdepth 1 -type d \
		\( -name '.*.new' -mtime "+$CACHE_UNUSED_DAYS" -print -o \
		-exec test -e '{}/.used' \; -print \) |
	while read -r dir; do
		[[ $dir == *.new || $(find "$dir/.used" \
			-mtime "+$CACHE_UNUSED_DAYS") ]] || continue
		say "${dir##*/}: not used for $CACHE_UNUSED_DAYS days, removed"
		rm -rf --one-file-system "$dir"
	done
}

# cache_entry NAME KEY BUILDER [ARG...]: ensures the entry, prints its path.
# BUILDER gets an empty directory and ARGs, and calls cache_manifest.
# A subshell, so that the lock ends with it.
cache_entry()
(
	entry=$1-$2
	mkdir -p "$CACHE"
	if ! cache_good "$CACHE/$entry"; then
		cache_lock "$entry"
		if ! cache_good "$CACHE/$entry"; then
			if [[ -e $CACHE/$entry ]]; then
				say "$entry: damaged (a file is missing or changed), made anew"
				rm -rf --one-file-system "${CACHE:?}/$entry"
			fi
			cache_build "$entry" "${@:3}" >&2
			touch "$CACHE/$entry/.used"
			cache_expire
		fi
	fi
	touch "$CACHE/$entry/.used"
	printf '%s\n' "$CACHE/$entry"
)
