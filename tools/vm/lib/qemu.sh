# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The command line of QEMU, in the array QEMU, and that of the kernel.

# Only what a guest here has: no disk, no network, no display, and four ports. A
# socket for each CPU, as CPUs of one socket cannot be in two nodes.
qemu_machine()
{
	local accel=$1 cpus=$2 mib=$3 icount=$4 dimm=$5 size=${3}M

	# Where there is room for one, there is room for what it is aligned to.
	[[ ! $dimm ]] || size+=",slots=1,maxmem=$((mib / 1024 + 16))G"
	QEMU=(qemu-system-x86_64 -nodefaults -no-user-config -display none
		-no-reboot -machine q35 -cpu max -accel "$accel" -m "$size"
		-smp "$cpus,sockets=$cpus,cores=1,threads=1")
	[[ ! $icount ]] || QEMU+=(-icount "shift=0,sleep=off")
	[[ ! $dimm ]] || QEMU+=(-object "memory-backend-ram,id=dimm,size=$dimm"
		-device "pc-dimm,memdev=dimm")
}

# numa_nodes NODES MIB: the MiB of each, an even share if NODES is a number alone.
numa_nodes()
{
	local node

	if [[ $1 == *,* ]]; then
		echo "${1//,/ }"
	else
		for ((node = 0; node < $1; node++)); do echo $(($2 / $1)); done
	fi
}

# qemu_numa CPUS MIB...: CPUs go to the nodes in turn; nodes beyond them have memory
# only, and one with 0 MiB has CPUs only.
qemu_numa()
{
	local cpus=$1 nodes=$(($# - 1)) node cpu words

	for ((node = 0; node < nodes; node++)); do
		shift
		words=node,nodeid=$node
		for ((cpu = node; cpu < cpus; cpu += nodes)); do words+=,cpus=$cpu; done
		if (($1)); then
			QEMU+=(-object "memory-backend-ram,id=mem$node,size=$1M")
			words+=,memdev=mem$node
		fi
		QEMU+=(-numa "$words")
	done
}

# qemu_ports DIR: what the guest writes to port NAME goes to the file or FIFO
# DIR/NAME.
qemu_ports()
{
	local dir=$1 name

	QEMU+=(-device virtio-serial-pci)
	for name in out err status log; do
		QEMU+=(-chardev "file,id=$name,path=$dir/$name"
			-device "virtserialport,chardev=$name,name=kmemlab.$name")
	done
}

# qemu_console FILE [TERMINAL]: on the terminal it is kept in the file as well.
qemu_console()
{
	if [[ ${2:-} ]]; then
		QEMU+=(-chardev "stdio,id=console,mux=on,signal=off,logfile=$1"
			-mon chardev=console)
	else
		QEMU+=(-chardev "file,id=console,path=$1")
	fi
	QEMU+=(-serial chardev:console)
}

# A crash ends the guest at once, and is on the console. The log is large, since
# all of it is read. A timer late on a busy host is no broken timer.
# shellcheck disable=SC2034 # for the script that includes this
KERNEL_ARGS=(console=ttyS0 loglevel=5 panic=-1 oops=panic log_buf_len=4M
	printk.devkmsg=on no_timer_check 8250.nr_uarts=1 cryptomgr.notests
	rcupdate.rcu_cpu_stall_timeout=60)
