#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# DKMS takes dkms.conf: it builds and installs the module for an installed
# headers package, and skips a kernel that is too old. In a build root, on a
# layer of its own, so that nothing stays in the root.

cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=selftests/host/ktap.sh
. selftests/host/ktap.sh

# Runs inside the root; prints KTAP-like "NAME STATUS" lines and its log.
# shellcheck disable=SC2016 # for the inner shell
INSIDE='
	exec 3>&1 >/log 2>&1
	export DEBIAN_FRONTEND=noninteractive
	result() { printf "%s|%s\n" "$1" "$2" >&3; }
	dkms --version || { apt-get -q update; apt-get -q install -y --no-install-recommends dkms; }
	result "dkms is there" $?
	release=$(ls /lib/modules | grep "^6[.]12[.]" | head -n 1)
	make -C /src dkms-source && dkms add kmemlab/$1
	result "dkms add" $?
	dkms build kmemlab/$1 -k "$release"
	result "dkms build for an installed headers package" $?
	dkms install kmemlab/$1 -k "$release"
	result "dkms install" $?
	modinfo -k "$release" -F vermagic kmemlab | grep -q "^$release "
	result "the installed module is one for that kernel" $?
	mkdir -p /lib/modules/5.10.0-1-amd64
	cp -a "$(readlink -f /lib/modules/"$release"/build)" /lib/modules/5.10.0-1-amd64/build
	dkms build kmemlab/$1 -k 5.10.0-1-amd64
	test $? -ne 0 && tail -n 5 /log | grep -q BUILD_EXCLUSIVE
	result "a kernel below 6.1 is skipped, with the reason" $?
	dkms remove kmemlab/$1 --all && ! modinfo -k "$release" kmemlab
	result "dkms remove leaves nothing" $?
'

layer=$(mktemp -d)
trap 'rm -rf "$layer"' EXIT
root=$(tools/vm/get root bookworm) || exit 1
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)

# shellcheck disable=SC2016 # for the inner shell
unshare --mount bash -c '
	set -e
	. tools/vm/lib/common.sh
	. tools/vm/lib/root.sh
	mkdir "$2/upper" "$2/work" "$2/root"
	mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root"
	enter_root "$2/root" "$PWD:/src" -- bash -c "$3" inside "$4"
' dkms "$root" "$layer" "$INSIDE" "$version" >"$layer/results" 2>"$layer/errors"

while IFS='|' read -r name status; do
	ktap_check "$name" test "$status" = 0
done <"$layer/results"
if ((ktap_failed || ktap_nr != 7)); then
	sed 's/^/# /' "$layer/errors" "$layer/upper/log"
fi
ktap_check "all seven steps were reached" test "$ktap_nr" = 7
ktap_end
