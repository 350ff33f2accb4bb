#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves that check_rules.sh can fail: an unknown number in the code, and an enforcer that does not
# refer to its rule. usage: check_rules_test.sh SOURCE_DIR
set -euo pipefail
source_dir=$1
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/tests"
cp -r "$source_dir"/{plugin,host-sdk,docs} "$copy"
cp -r "$source_dir"/tests/{structure,bad_plugins,abi_stability} "$copy/tests"
check=$source_dir/tests/structure/check_rules.sh
"$check" "$copy" >/dev/null
printf '// A-999\n' >"$copy/host-sdk/judge/new.cpp"
if found=$("$check" "$copy"); then
    echo "a number that is in no document was not refused"
    exit 1
fi
grep -q '^A-999 is in the code and not in docs/abi.md' <<<"$found"
rm "$copy/host-sdk/judge/new.cpp"
sed -i 's/^\(| A-12 .*\)| proxy |/\1| judge |/' "$copy/docs/abi.md"
if found=$("$check" "$copy"); then
    echo "an enforcer that does not refer to its rule was not refused"
    exit 1
fi
grep -q 'A-12 is enforced by judge, which does not refer to it' <<<"$found"
