#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Files have at most 500 lines and 100 columns. usage: check_sizes.sh SOURCE_DIR
set -euo pipefail
cd "$1"
find plugin connectors host-sdk tests examples benchmarks engines -not -path '*/node_modules/*' \
    \( -name '*.h' -o -name '*.hpp' -o -name '*.c' -o -name '*.cpp' \) -print0 |
    xargs -0 awk '
        FNR == 1 { if (name && lines > 500) { print name ": " lines " lines; find the seam"; bad = 1 } }
        { name = FILENAME; lines = FNR
          text = $0; gsub(/[\200-\277]/, "", text)  # count characters, not bytes
          if (length(text) > 100) { print FILENAME ":" FNR ": " length(text) " columns"; bad = 1 } }
        END { if (lines > 500) { print name ": " lines " lines; find the seam"; bad = 1 }; exit bad }'
