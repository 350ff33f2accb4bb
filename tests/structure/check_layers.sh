#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Rejects an include that climbs the layer table (layers.txt), and a plugin's private header that is
# reached from outside. usage: check_layers.sh SOURCE_DIR
set -euo pipefail
cd "$1"
table=tests/structure/layers.txt
folders=$(awk '!/^#/ && NF {print $1}' "$table")
bad=0
# shellcheck disable=SC2086
while IFS=: read -r file line text; do
    include=$(sed -E 's/.*#[[:space:]]*include[[:space:]]*[<"]([^>"]+)[>"].*/\1/' <<<"$text")
    folder=$(awk -v file="$file" '!/^#/ && NF && index(file, $1 "/") == 1 && length($1) > length(best) \
                                  {best = $1} END {print best}' "$table")
    allowed=$(awk -v folder="$folder" '$1 == folder {$1 = ""; print}' "$table")
    ok=no
    for prefix in $allowed; do [[ $include == "$prefix"* ]] && ok=yes; done
    if [ $ok = no ]; then
        echo "$file:$line: includes <$include>; $folder may include only:$allowed"
        bad=1
    fi
done < <(grep -rnE '#[[:space:]]*include[[:space:]]*[<"](dovetail/|[^>"]*\.\./)' $folders \
             --include='*.h' --include='*.hpp' --include='*.c' --include='*.cpp')
exit $bad
