# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The module's sources and its build directories, build/KERNEL of the checkout.

# Only sources: a build in the checkout itself leaves its objects there too.
module_sources()
(
	cd "$CHECKOUT" || exit
	find Kbuild Makefile module include -type f \
		! -name '*.o' ! -name '*.ko' ! -name '*.mod' ! -name '*.mod.c' \
		! -name '*.cmd' ! -name '*.order' ! -name '*.symvers' ! -name '*.a' \
		! -path module/btf/offsets ! -path module/slab/offsets.h \
		2>/dev/null | LC_ALL=C sort
)

# module_stale NAME: nothing built yet, or a source is newer than the module.
module_stale()
{
	local ko=$CHECKOUT/build/$1/kmemlab.ko list files

	[[ -f $ko ]] || return 0
	list=$(module_sources)
	[[ $list ]] || return
	mapfile -t files <<<"$list"
	[[ $(cd "$CHECKOUT" && find "${files[@]}" -newer "$ko" -print -quit) ]]
}
