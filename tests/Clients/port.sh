#!/usr/bin/env bash
# Prints the port that a server listens on, as its output tells within half a minute: port.sh LOG. Else shows the output, and fails.
set -euo pipefail
for ((attempt = 0; attempt < 300; attempt++)); do
  port=$(sed -n 's/.*listening on 127\.0\.0\.1:\([0-9]\+\).*/\1/p' "$1" | head -1)
  [[ -z $port ]] || { echo "$port"; exit 0; }
  sleep 0.1
done
cat "$1" >&2
exit 1
