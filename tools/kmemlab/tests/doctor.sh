# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What doctor says of machines that miss something, each a recorded tree.

# machine NAME: a tree where nothing is wrong
machine() {
	new_root "doctor-$1"
	cp "$HERE/snapshots/sample/$KMEMLAB/version" "$ROOT/$KMEMLAB"
	mkdir -p "$ROOT/proc/sys/kernel" "$ROOT/proc/self" "$ROOT/boot" \
		"$ROOT/sys/kernel/security" "$ROOT/sys/kernel/btf" "$ROOT/sys/module/kmemlab" \
		"$ROOT/sys/module/module/parameters" "$ROOT/sys/firmware/efi/efivars"
	echo 6.12.1 >"$ROOT/proc/sys/kernel/osrelease"
	echo "none /sys/kernel/debug debugfs rw 0 0" >"$ROOT/proc/self/mounts"
	echo "root=/dev/sda" >"$ROOT/proc/cmdline"
	echo "[none] integrity confidentiality" >"$ROOT/sys/kernel/security/lockdown"
	echo N >"$ROOT/sys/module/module/parameters/sig_enforce"
	: >"$ROOT/sys/kernel/btf/vmlinux"
	printf '#\nCONFIG_%s=y\n' MODULES DEBUG_FS DEBUG_INFO_BTF COMPACTION \
		>"$ROOT/boot/config-6.12.1"
	"$TOOL" --version | cut -d' ' -f2 >"$ROOT/sys/module/kmemlab/version"
}

secure_boot() {
	printf '\006\000\000\000\001' \
		>"$ROOT/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
}

no_module() {
	rm -r "${ROOT:?}/$KMEMLAB" "$ROOT/sys/module/kmemlab"
}

# finds NAME STATUS CHECK STATE DETAIL REMEDY: patterns
finds() {
	local state detail remedy

	run "$TOOL" --root "$ROOT" doctor -P --filter "name == $3" -o state,detail,remedy
	state=$(sed 's/^STATE="\([^"]*\)".*/\1/' "$TMP/out")
	detail=$(sed 's/.* DETAIL="\([^"]*\)".*/\1/' "$TMP/out")
	remedy=$(sed 's/.* REMEDY="\([^"]*\)".*/\1/' "$TMP/out")
	# shellcheck disable=SC2053 # patterns are wanted
	if [ "$STATUS" -eq "$2" ] && [ "$state" = "$4" ] && [[ $detail == $5 ]] &&
	   [[ $remedy == $6 ]]; then
		pass "doctor: $1"
	else
		echo "status $STATUS, wanted $2 $4 '$5' '$6'" >"$TMP/note"
		fail "doctor: $1" "$TMP/note" "$TMP/out" "$TMP/err"
	fi
}

machine healthy
run "$TOOL" --root "$ROOT" doctor -r --noheadings -o name,state
if [ "$STATUS" -eq 0 ] && ! grep -v ' ok$' "$TMP/out" | grep -qv '^user unknown\|^feature'; then
	pass "doctor: a healthy machine"
else
	fail "doctor: a healthy machine" "$TMP/out" "$TMP/err"
fi
run "$TOOL" --root "$ROOT" doctor --json
check_json "doctor: JSON" "$TMP/out"

machine old
echo 5.10.0-8-amd64 >"$ROOT/proc/sys/kernel/osrelease"
finds "old kernel" 1 kernel fails "5.10.0-8-amd64; the module needs 6.1 or later" "boot a later kernel"
machine debugfs
echo "root=/dev/sda debugfs=off quiet" >"$ROOT/proc/cmdline"
finds "debugfs=off" 1 debugfs fails "*says debugfs=off" "remove it from the command line*"
: >"$ROOT/proc/cmdline"
: >"$ROOT/proc/self/mounts"
finds "debugfs not mounted" 1 debugfs fails "not mounted" "sudo mount -t debugfs *"
machine unloaded
no_module
finds "no module" 1 module fails "none of its files were recorded" "-"
machine version
echo 0.0 >"$ROOT/sys/module/kmemlab/version"
finds "another version" 0 module less "version 0.0; this tool is *" "sudo kmemlab unload, *"
machine signing
secure_boot
no_module
finds "Secure Boot" 1 signing less "Secure Boot is on*" "*mokutil --import*Enroll MOK*"
echo Y >"$ROOT/sys/module/module/parameters/sig_enforce"
finds "signatures enforced" 1 signing less "only modules signed*Secure Boot?" "*mokutil --import*"
machine signed
secure_boot
finds "Secure Boot, loaded" 0 signing ok "Secure Boot is on*" "-"
machine integrity
echo "none [integrity] confidentiality" >"$ROOT/sys/kernel/security/lockdown"
finds "lockdown" 0 lockdown less "*views work, benches (*) cannot be opened" "remove lockdown=*"
echo "none integrity [confidentiality]" >"$ROOT/sys/kernel/security/lockdown"
finds "lockdown for confidentiality" 0 lockdown less "*addresses read as 0" "remove lockdown=*"
machine options
sed -i '/BTF/d' "$ROOT/boot/config-6.12.1"
finds "an option less" 0 options less "CONFIG_DEBUG_INFO_BTF is not set: *" "*Debian*"
sed -i '/DEBUG_FS/d' "$ROOT/boot/config-6.12.1"
finds "an option that is needed" 1 options fails "CONFIG_DEBUG_FS is not set: *" "*Debian*"
machine nothing
rm -r "${ROOT:?}"/*
mkdir -p "$ROOT/proc"
finds "nothing recorded" 1 module fails "*" "-"
run "$TOOL" --root "$ROOT" load
expect "doctor: load of a recording" 2 "kmemlab: load is of this machine; leave out --root"
run "$TOOL" --root "$ROOT" unload
expect "doctor: unload of a recording" 2 "kmemlab: unload is of this machine; leave out --root"
run "$TOOL" load /nonexistent.ko
expect "doctor: load what is not there" 2 "kmemlab: /nonexistent.ko: No such file or directory; *"
