#!/usr/bin/env bash
# Writes the Go code of protos/retention into OUTDIR (default: here). The committed code is what Debian bookworm's packages give:
#   apt-get install -y protobuf-compiler libprotobuf-dev protoc-gen-go protoc-gen-go-grpc
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
protos=$here/../../protos
out=${1:-$here}
mkdir -p "$out"
rm -rf "$out/retention"
mapfile -t files < <(cd "$protos" && find retention -name '*.proto' | LC_ALL=C sort)
protoc -I "$protos" --go_out="$out" --go_opt=module=retentiongrpc --go-grpc_out="$out" --go-grpc_opt=module=retentiongrpc "${files[@]}"
