# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Kernels built from source: tinyconfig plus fragments. The build tree is the
# cache entry, and stays usable to build modules against.

# The requested options that .config does not have. A value of "n" is the same
# whether it is written or not there at all. One that a later fragment says is gone,
# because this kernel's name for it is another, is not asked for.
config_missing()
{
	local config=$1 line name

	sed -n 's/^# \(CONFIG_[A-Z0-9_]*\) is not set$/\1=n/; /^CONFIG_/p' "$2" |
	while read -r line; do
		name=${line%%=*}
		! grep -qx "# $name is gone" "$2" || continue
		if [[ $line == *=n ]]; then
			! grep -q "^$name=" "$config" || printf '%s\n' "$line"
		else
			grep -qxF "$line" "$config" || printf '%s\n' "$line"
		fi
	done
}

built_config()
{
	local dir=$1 make=("${@:2}") missing

	"${make[@]}" tinyconfig >>"$dir/build.log" 2>&1
	cat "$dir/fragment" >>"$dir/.config"
	"${make[@]}" olddefconfig >>"$dir/build.log" 2>&1
	missing=$(config_missing "$dir/.config" "$dir/fragment")
	[[ ! $missing ]] || die "the kernel's configuration did not take:" \
		"${missing//$'\n'/ }" \
		"each needs an option that is not set, or is not in this kernel"
}

# A line a while, for as long as the process lives.
built_progress()
{
	local pid=$1 name=$2 log=$3 n

	while sleep 20 && kill -0 "$pid" 2>/dev/null; do
		n=$(grep -cE '^ +(CC|AS) ' "$log" || true)
		say "kernel $name: $n objects;$(tail -n 1 "$log" | tr -s ' ' | cut -c 1-50)"
	done
}

built_fail()
{
	local name=$1 log=$2

	grep -B 2 -A 5 -E 'error:|Error |undefined reference' "$log" |
		tail -n 40 >&2 || true
	cp "$log" "$CACHE/$name.log"
	die "kernel $name: make failed" "all of its output: $CACHE/$name.log"
}

built_make()
{
	local dir=$1 name=$2 pid watcher rc=0

	shift 2
	(trap - ERR && "$@") >>"$dir/build.log" 2>&1 &
	pid=$!
	built_progress "$pid" "$name" "$dir/build.log" &
	watcher=$!
	wait "$pid" || rc=$?
	kill "$watcher" 2>/dev/null || true
	((rc == 0)) || built_fail "$name" "$dir/build.log"
}

# Once all is linked, nothing uses the objects; what builds modules stays.
built_trim()
{
	find "$1" \( -path "$1/scripts" -o -path "$1/tools" \) -prune -o -type f \
		\( -name '*.o' -o -name '*.a' -o -name '.tmp_*' \) -print0 |
		xargs -0 rm -f
}

# The tree modules/lib/modules, so that modprobe knows what is built in.
built_modules()
{
	local dir=$1 release tree

	release=$(<"$dir/release")
	tree=$dir/modules/lib/modules/$release
	mkdir -p "$tree"
	cp "$dir"/modules.{builtin,builtin.modinfo,order} "$tree/"
	depmod -b "$dir/modules" "$release"
}

built_build()
{
	local dir=$1 name=$2 root=$3 source=$4 fragments=$5 make

	# shellcheck disable=SC2086 # a list
	cat $fragments >"$dir/fragment"
	make=(enter_root "$root" "$source:/kmemlab/source" "$dir:/kmemlab/build"
		-- make -C /kmemlab/source O=/kmemlab/build ARCH=x86_64)
	if [[ ! -e $dir/.resume ]]; then
		say "kernel $name: configuring"
		built_config "$dir" "${make[@]}"
		touch "$dir/.resume"
	fi
	say "kernel $name: building on $(nproc) CPUs (10 minutes on two)"
	built_make "$dir" "$name" "${make[@]}" -j "$(nproc)" bzImage modules
	rm "$dir/.resume"
	built_trim "$dir"
	cp "$dir/arch/x86/boot/bzImage" "$dir/vmlinuz"
	cp "$dir/include/config/kernel.release" "$dir/release"
	built_modules "$dir"
	ln -s "$source" "$dir/sourcetree"
	printf '%s\n' /kmemlab/build >"$dir/kdir"
	cp "$source/versions" "$dir/versions"
	cache_manifest "$dir" vmlinuz vmlinux release .config Module.symvers \
		versions kdir scripts/mod/modpost
}

# ensure_built NAME ROOT-RELEASE SOURCE-PACKAGE FRAGMENTS
ensure_built()
{
	local name=$1 root source fragments key

	need depmod kmod
	fragments=$(tr + '\n' <<<"$4" | sed "s|^|$VM_DIR/|")
	root=$(ensure_root "$2")
	source=$(ensure_source "$2" "$3")
	# shellcheck disable=SC2086 # a list
	key=$(cache_key "$(cat $fragments)" "$(cat "$source/versions")" \
		"$(grep -E '^(gcc|pahole)' "$root/versions")" \
		"$(declare -f built_build built_config built_trim built_modules)")
	cache_entry "kernel-$name" "$key" built_build "$name" "$root" "$source" \
		"$fragments"
}
