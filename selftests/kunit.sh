#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs the KUnit suites, on a kernel that has KUnit, and shows their results.

module=/lib/kmemlab/kmemlab-test.ko
results=/sys/kernel/debug/kunit

if [ ! -d "$results" ] || [ ! -e "$module" ]; then
	echo "TAP version 13"
	echo "1..0 # SKIP needs a kernel with CONFIG_KUNIT, and $module built for it"
	exit 0
fi
insmod "$module" || exit 1
rc=0
for suite in "$results"/kmemlab*/results; do
	cat "$suite"
	grep -q '^not ok' "$suite" && rc=1
done
rmmod kmemlab-test
exit "$rc"
