#!/usr/bin/env bash
# Builds and runs the program with Debian's packages: bench/clients/go/run.sh --address HOST:PORT --events N
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/go/src"
cp -r "$here/../../../clients/go" "$scratch/go/src/retentiongrpc"
cp -r "$here" "$scratch/go/src/rate"
(cd "$scratch/go/src/rate" && GO111MODULE=off GOFLAGS='' GOPATH=$scratch/go:/usr/share/gocode go build -o "$scratch/rate" .)
"$scratch/rate" "$@"
