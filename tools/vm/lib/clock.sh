# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The guest's clock. An emulated CPU has the time stamp counter of this machine,
# and a kernel that measures its frequency on a busy host may be wrong by a factor
# of thirty. So it is told.

# All kernels of kernels.list have 250 ticks a second.
GUEST_HZ=250

clock_build()
{
	local dir=$1 root

	root=$("$VM_DIR/get" root "$(kernel_rows '' | head -n 1 | cut -f 2)")
	cp "$VM_DIR/clock.c" "$dir/"
	enter_root "$root" "$dir:/kmemlab/clock" -- \
		gcc -O2 -static -o /kmemlab/clock/clock /kmemlab/clock/clock.c
	"$dir/clock" >"$dir/khz"
	cache_manifest "$dir" khz
}

# clock_args ACCEL ICOUNT NAMED: kernel parameters. A kernel that is not in our
# list may have another HZ, and then measures its delay loop itself.
clock_args()
{
	local entry khz

	if [[ $1 != tcg* || $2 ]]; then
		printf 'tsc=reliable\n'
		return
	fi
	entry=$(cache_entry clock "$(machine_key)-$(cache_key "$(<"$VM_DIR/clock.c")")" \
		clock_build)
	khz=$(<"$entry/khz")
	printf 'tsc=reliable tsc_early_khz=%d' "$khz"
	[[ ! $3 ]] || printf ' lpj=%d' $((khz * 1000 / GUEST_HZ))
	printf '\n'
}
