# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034 # for the script that includes this
#
# The options of tools/vm/vm, as variables. What they mean is in its help.

kernel_name=6.12 cpus=2 mem=1024M numa='' dimm='' compressed='' icount='' plenty='' timeout=''
accel=${KMEMLAB_ACCEL:-auto}
append=() qemu_words=() overlays=() programs=() kmods=() modules=() modargs=()
load=1 kmemleak=1 console='' log='' interactive='' verbose=''
command=()

number()
{
	[[ $2 =~ ^[1-9][0-9]{0,5}$ ]] || die "$1: '$2' is not a number above 0"
}

parse_words()
{
	local words

	read -ra words <<<"$2"
	declare -n list=$1
	list+=("${words[@]}")
}

# Options with a value; status 1 if this is none.
parse_value()
{
	case $1 in
	--kernel) kernel_name=$2 ;;
	--cpus) number "$1" "$2"; cpus=$2 ;;
	--mem) mem=$2 ;;
	--numa) numa=$2 ;;
	--dimm) dimm=$2 ;;
	--accel) accel=$2 ;;
	--append) parse_words append "$2" ;;
	--qemu) parse_words qemu_words "$2" ;;
	--overlay) overlays+=("$2") ;;
	--with) programs+=("$2") ;;
	--kmod) kmods+=("$2") ;;
	--module) modules+=("$2") ;;
	--modargs) parse_words modargs "$2" ;;
	--timeout) number "$1" "$2"; timeout=$2 ;;
	--console) console=$2 ;;
	--log) log=$2 ;;
	*) return 1 ;;
	esac
}

parse()
{
	while (($#)); do
		case $1 in
		--compressed) compressed=1 ;;
		--icount) icount=1 ;;
		--plenty) plenty=1 ;;
		--no-module) load= ;;
		--no-kmemleak) kmemleak= ;;
		-i | --interactive) interactive=1 ;;
		--quiet) export KMEMLAB_QUIET=1 ;;
		--verbose) verbose=1 ;;
		-h | --help) show_help; exit 0 ;;
		--) shift; command=("$@"); return ;;
		--*=*) set -- "${1%%=*}" "${1#*=}" "${@:2}"; continue ;;
		-*)
			(($# > 1)) || die "unknown option, or one without its value: $1" \
				"see $PROGRAM --help"
			parse_value "$1" "$2" || die "unknown option '$1'" "see $PROGRAM --help"
			shift
			;;
		*) die "unexpected '$1'" "the command comes after '--'" ;;
		esac
		shift
	done
}

check_nodes()
{
	[[ ! $numa ]] || number --numa "$numa"
	((${numa:-1} <= 64)) || die "--numa: $numa is more than 64 nodes"
}

# What can be told to be wrong before anything is done.
check_options()
{
	local path

	[[ $accel =~ ^(auto|kvm|tcg(,thread=(single|multi))?)$ ]] ||
		die "no accelerator is named '$accel'" "accelerators: auto, kvm, tcg, tcg,thread=single"
	[[ $mem =~ ^[1-9][0-9]*[MG]$ ]] ||
		die "--mem: '$mem' is not a size" "a number with M or G, such as 512M"
	((cpus <= 64)) || die "--cpus: $cpus is more than the 64 that are possible"
	[[ $numa == *,* ]] || check_nodes
	[[ $numa =~ ^([0-9]{1,6}(,[0-9]{1,6})*)?$ ]] ||
		die "--numa: '$numa' is no number and no list of MiB" "such as 2, or 512,512,0"
	[[ ! $dimm || $dimm =~ ^[1-9][0-9]*[MG]$ ]] ||
		die "--dimm: '$dimm' is not a size" "a number with M or G, such as 256M"
	for path in "${overlays[@]}"; do
		[[ -d $path ]] || die "--overlay: no directory '$path'"
	done
	for path in "${modules[@]}"; do
		[[ -f $path ]] || die "--module: no file '$path'"
	done
	for path in "${programs[@]}"; do
		command -v "$path" >/dev/null || die "--with: no program '$path'"
	done
	if [[ $icount ]]; then
		[[ $accel != kvm ]] || die "--icount works with --accel tcg only"
		cpus=1 accel=tcg
	fi
	# Someone at a terminal has all day.
	[[ $timeout ]] || timeout=$((${interactive:+86280} + 120))
	if ((${#command[@]} == 0)); then
		[[ $interactive ]] || die "no command" \
			"usage: $PROGRAM [OPTION...] -- COMMAND [ARG...]; see --help"
		command=(sh -l)
	fi
}
