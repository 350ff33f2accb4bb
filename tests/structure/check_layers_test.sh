#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Proves that check_layers.sh can fail: a copy of the tree with one climbing include is refused, and
# the refusal names the line. usage: check_layers_test.sh SOURCE_DIR
set -euo pipefail
source_dir=$1
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/tests"
cp -r "$source_dir"/{plugin,connectors,examples,host-sdk} "$copy"
cp -r "$source_dir/tests/structure" "$copy/tests/structure"
"$source_dir/tests/structure/check_layers.sh" "$copy" >/dev/null
printf '#include <dovetail/sync/store.hpp>\n' >"$copy/connectors/salesforce/climbs.cpp"
if found=$("$source_dir/tests/structure/check_layers.sh" "$copy"); then
    echo "a connector that includes the sync engine was not refused"
    exit 1
fi
grep -q '^connectors/salesforce/climbs.cpp:1: includes <dovetail/sync/store.hpp>' <<<"$found"
