#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# check_protocol.sh MODEL: every state of docs/protocol.pml holds what it promises, and each rule
# that is left out is missed: a model that cannot fail would prove nothing.
set -euo pipefail
model=$(readlink -f "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0

# check EXPECTED NAME FLAG...: EXPECTED is `holds` or the text of what is violated
check() {
    local expected=$1 name=$2; shift 2
    spin -a "$@" "$model" >generated.log || { cat generated.log; exit 1; }
    gcc -w -O2 -DSAFETY -DCOLLAPSE -o pan pan.c
    ./pan -m100000 >found.log
    local found=holds
    grep -q 'errors: 0' found.log || found=$(sed -n 's/^pan:1: //p' found.log | cut -c1-60)
    grep -q 'max search depth too small' found.log && found='not searched to the end'
    local states
    states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' found.log)
    printf '%-46s %12s states  %s\n' "$name" "$states" "$found"
    [[ $found == "$expected"* ]] || { echo "  wanted: $expected"; failed=1; }
}

check holds 'two hosts, crashes, lost answers'
check holds 'requests that outlive the lease' -DLATE -DLOSSES=1
check 'assertion violated (copies' 'left out: the idempotency key' -DLATE -DNO_KEY
check 'assertion violated' 'left out: intents before requests' -DNO_INTENT
check 'assertion violated' 'left out: the cursor after the outcomes' -DNO_ORDER
check 'assertion violated' 'left out: the fence' -DNO_FENCE
check 'assertion violated (acknowledged' 'left out: the base after the outcome' -DNO_WAIT
exit $failed
