#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# docs/abi.md and the code name the same rules: every number in the code stands in the document, and
# every enforcer that the document names for a rule refers to it. usage: check_rules.sh SOURCE_DIR
set -euo pipefail
cd "$1"
document=docs/abi.md
bad=0
declare -A places=(
    [compiler]="tests/abi_stability plugin/include/dovetail/abi"
    [schema]="docs/schema"
    [loader]="host-sdk/src/host/plugin_loader.cpp host-sdk/src/host/library_image.cpp host-sdk/src/host/library_facts.cpp"
    [host]="host-sdk/src/host/exchange.cpp host-sdk/src/host/checked/readable.cpp"
    [proxy]="host-sdk/src/host/checked"
    [judge]="host-sdk/judge"
)
# Numbers in use, wherever that is.
used=$(grep -rhoE '\bA-[0-9]+\b' plugin host-sdk tests/bad_plugins docs/schema | sort -u)
known=$(grep -oE '^\| A-[0-9]+ ' "$document" | tr -d '| ' | sort)
if [ "$(uniq -d <<<"$known")" ]; then
    echo "$document: twice: $(uniq -d <<<"$known")"
    bad=1
fi
for rule in $(comm -23 <(echo "$used") <(sort -u <<<"$known")); do
    echo "$rule is in the code and not in $document:"
    grep -rnE "\b$rule\b" plugin host-sdk tests/bad_plugins docs/schema | head -3
    bad=1
done
while IFS='|' read -r _ rule _ enforcers _; do
    rule=$(tr -d ' ' <<<"$rule")
    [ -n "$(tr -d ' ' <<<"$enforcers")" ] || { echo "$document: nobody enforces $rule"; bad=1; }
    for enforcer in $(tr -d ' ' <<<"$enforcers" | tr ',' ' '); do
        place=${places[$enforcer]:-}
        # shellcheck disable=SC2086
        if [ -z "$place" ]; then
            echo "$document: $rule is enforced by \"$enforcer\", which is none of: ${!places[*]}"
            bad=1
        elif ! grep -rqE "\b$rule\b" $place; then
            echo "$document: $rule is enforced by $enforcer, which does not refer to it ($place)"
            bad=1
        fi
    done
done < <(grep -E '^\| A-[0-9]+ ' "$document")
exit $bad
