#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# DKMS takes the module, by way of make: added, built and installed for an installed
# headers package, signed, taken away again; and a kernel that is too old is
# skipped. In a build root, on a layer of its own, so that nothing stays in the root.

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/host/ktap.sh
. selftests/host/ktap.sh

# Runs inside the root; prints "NAME|STATUS" lines, and its log to /log.
# shellcheck disable=SC2016 # for the inner shell
INSIDE='
	exec 3>&1 >/log 2>&1
	export DEBIAN_FRONTEND=noninteractive
	result() { printf "%s|%s\n" "$1" "$2" >&3; }
	lab() { make -s -C /src "$@"; }
	state() { dkms status kmemlab/$version; }
	version=$1
	release=$(ls /lib/modules | grep "^6[.]12[.]" | head -n 1)

	dkms --version || { apt-get -q update; apt-get -q install -y --no-install-recommends dkms; }
	result "dkms is there" $?
	lab dkms-add && state | grep "added$"
	result "make dkms-add" $?
	lab dkms-build KERNELS="$release" && state | grep "$release.*built"
	result "make dkms-build for an installed headers package" $?
	lab dkms-install KERNELS="$release" && state | grep "$release.*installed"
	result "make dkms-install" $?
	modinfo -k "$release" -F vermagic kmemlab | grep -q "^$release "
	result "the installed module is one for that kernel" $?
	modinfo -k "$release" -F signer kmemlab | grep -q DKMS
	result "it is signed with the key that DKMS made" $?
	lab dkms-add && state | grep "added$" && ! modinfo -k "$release" kmemlab
	result "what was there gives way to what is added" $?
	mkdir -p /lib/modules/5.10.0-1-amd64
	cp -a "$(readlink -f /lib/modules/"$release"/build)" /lib/modules/5.10.0-1-amd64/build
	lab dkms-build KERNELS=5.10.0-1-amd64
	test $? -eq 0 && tail -n 5 /log | grep -q BUILD_EXCLUSIVE && ! state | grep 5[.]10
	result "a kernel below 6.1 is skipped, with the reason" $?
	lab dkms-build KERNELS=
	test $? -ne 0 && tail -n 5 /log | grep -q "No kernel has its headers"
	result "no headers at all are explained" $?
	lab dkms-remove && ! state | grep . && ! ls -d /usr/src/kmemlab* /var/lib/dkms/kmemlab
	result "make dkms-remove leaves nothing" $?
'
STEPS=10

layer=$(mktemp -d)
trap 'rm -rf "$layer"' EXIT
root=$(tools/vm/get root bookworm) || exit 1
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)

(
	. tools/vm/lib/common.sh
	. tools/vm/lib/root.sh
	enter_layer "$root" "$layer" "$PWD:/src" -- bash -c "$INSIDE" inside "$version"
) >"$layer/results" 2>"$layer/errors"

while IFS='|' read -r name status; do
	ktap_check "$name" test "$status" = 0
done <"$layer/results"
if ((ktap_failed || ktap_nr != STEPS)); then
	sed 's/^/# /' "$layer/errors" "$layer/upper/log"
fi
ktap_check "all $STEPS steps were reached" test "$ktap_nr" = "$STEPS"
ktap_end
