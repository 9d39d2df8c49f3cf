# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The accelerator. That /dev/kvm exists says little: inside another VM it may
# never boot a guest, or be slower than emulation. So a guest is booted with each,
# once, and the faster one remembered for this machine.

ACCEL_LIMIT=20

# What makes it another machine.
machine_key()
{
	cache_key "$(uname -r)" "$(qemu-system-x86_64 --version)" \
		"$(grep -m 1 '^model name' /proc/cpuinfo)"
}

# accel_time ACCEL: milliseconds that a guest took, or nothing.
accel_time()
{
	local start=${EPOCHREALTIME/./}

	"$VM_DIR/vm" --accel "$1" --no-module --timeout "$ACCEL_LIMIT" --quiet \
		-- true >/dev/null 2>&1 || return 0
	printf '%s\n' $(((${EPOCHREALTIME/./} - start) / 1000))
}

accel_build()
{
	local dir=$1 tcg kvm choice=tcg

	say "trying this machine's KVM (once, $ACCEL_LIMIT s at most)"
	kvm=$(accel_time kvm)
	tcg=$(accel_time tcg)
	if [[ $kvm ]] && ((kvm < ${tcg:-1000000})); then choice=kvm; fi
	say "kvm: ${kvm:-no boot} ms, tcg: ${tcg:-no boot} ms, chosen: $choice"
	printf '%s\n' "$choice" >"$dir/accel"
	cache_manifest "$dir" accel
}

accel_auto()
{
	local entry

	if [[ ! -r /dev/kvm || ! -w /dev/kvm ]]; then
		printf 'tcg\n'
		return
	fi
	"$VM_DIR/get" kernel 6.12 >/dev/null
	entry=$(cache_entry accel "$(machine_key)" accel_build)
	cat "$entry/accel"
}
