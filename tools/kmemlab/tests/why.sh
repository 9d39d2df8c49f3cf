# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# why --log on what kernels printed in guests (each release, an order that found no
# block, atomic, and from a low zone), and on what no kernel prints.
# shellcheck disable=SC2034 # compare() reads SNAPSHOT

SNAPSHOT=logs
cd "$HERE/logs" || exit 1
for log in *.log; do
	name=${log%.log}
	run "$TOOL" why --log "$log"
	compare "$name" txt
	run "$TOOL" --raw why --log "$log"
	compare "$name" raw
	run "$TOOL" --json why --log "$log"
	check_json "why: $log as JSON" "$TMP/out"
	if grep -q '.\{81\}' "expected/$name.txt"; then
		fail "why: $name.txt fits 80 columns" "expected/$name.txt"
	else
		pass "why: $name.txt fits 80 columns"
	fi
done
cd "$HERE" || exit 1

LOG=$HERE/logs/order9-6.12.log

# bad_log NAME ERROR SED...: the log edited by SED is refused with FILE:ERROR
bad_log() {
	local name=$1 error=$2
	shift 2
	sed "$@" "$LOG" >"$TMP/why.log"
	run "$TOOL" why --log "$TMP/why.log"
	expect "why: $name" 3 "kmemlab: $TMP/why.log:$error"
}

bad_log "not a failure" "[0-9]*: no line with 'page allocation failure: order:'; *" 1d
bad_log "an empty file" " no line with 'page allocation failure: order:'; *" d
bad_log "a failure cut short" "[0-9]*: no line 'Node N ZONE free:...' behind it; *" '/Node 0/d;/lowmem/d'
bad_log "no lists" "[0-9]*: node 0 zone DMA has no free lists further on; *" '/\*4kB/d'
bad_log "no reserve" "[0-9]*: node 0 zone DMA has no lowmem_reserve\[\] further on; *" '/lowmem/d'
bad_log "an order that is no number" "1: 'order:' is not followed by a number and a comma" \
	's/order:9/order:nine/'
bad_log "an order no kernel has" "1: order 99 is larger than any kernel has" 's/order:9/order:99/'
bad_log "no mask" "1: no mode:0x...(GFP_...) behind the order" 's/(GFP[^)]*)//'
bad_log "a zone without min" "[0-9]*: no 'min:' in the line of zone DMA" 's/ min:[0-9]*kB//'
bad_log "a number too large" "[0-9]*: 'free:' is not followed by a number of kB" \
	's/ free:[0-9]*kB/ free:99999999999999999999kB/'
bad_log "no number" "[0-9]*: 'low:' is not followed by a number of kB" 's/ low:[0-9]*kB/ low:lots/'
bad_log "lists out of order" "[0-9]*: blocks of 16 kB are out of order" 's/\*8kB/*16kB/'
bad_log "blocks of nothing" "[0-9]*: blocks of 0 kB are out of order" 's/\*4kB/*0kB/'
bad_log "lists cut short" "[0-9]*: free lists end unexpectedly at ''" 's/\*8kB.*/*8kB /'
bad_log "unknown types" "[0-9]*: unknown migrate types at '(XYZ)*'" 's/(U)/(XYZ)/'
bad_log "a zone twice" "[0-9]*: node 0 zone DMA occurs twice" 's/^\(.*\) DMA32 free:/\1 DMA free:/'
bad_log "lists without a zone" "[0-9]*: free lists of node 7 zone DMA, which has no line before" \
	's/Node 0 DMA: /Node 7 DMA: /'
bad_log "reserves without numbers" "[0-9]*: 'lowmem_reserve\[\]:' is not followed by numbers" \
	's/lowmem_reserve\[\]:.*/lowmem_reserve[]: none/'
bad_log "a reserve before its zone" "[0-9]*: a reserve, but not behind a zone" \
	'/Node 0 DMA free:/d'

# What stands before the kernel's words does not matter, nor does a lost newline.
sed 's/^\[[^]]*\]/Nov 21 01:02:03 host kernel:/' "$LOG" | head -c -1 >"$TMP/why.log"
run "$TOOL" why --log "$TMP/why.log"
if cmp -s "$TMP/out" "$HERE/logs/expected/order9-6.12.txt"; then
	pass "why: as journalctl prints it"
else
	fail "why: as journalctl prints it" "$TMP/out" "$TMP/err"
fi

# A second failure has numbers of its own, which are not mixed with the first's.
cat "$LOG" "$HERE/logs/atomic-6.12.log" >"$TMP/why.log"
run "$TOOL" why --log "$TMP/why.log"
if cmp -s "$TMP/out" "$HERE/logs/expected/order9-6.12.txt"; then
	pass "why: the first of two failures"
else
	fail "why: the first of two failures" "$TMP/out" "$TMP/err"
fi

run "$TOOL" why --log "$LOG" --order 3
expect "why: --log with an order" 2 "kmemlab: --log has order, mask and node of the failure; *"
run "$TOOL" why --log "$TMP/nowhere"
expect "why: no such log" 3 "kmemlab: *$TMP/nowhere*"
