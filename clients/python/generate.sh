#!/usr/bin/env bash
# generate.sh [OUTDIR]: writes the messages and stubs of protos/retention/v1, and the module that names them all, into OUTDIR (here by
# default). Needs protoc and grpc_python_plugin of Debian bookworm: protobuf-compiler 3.21.12, protobuf-compiler-grpc 1.51.1.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
protos=$here/../../protos
out=${1:-$here}

mkdir -p "$out/retentiongrpc"
rm -rf "$out/retention"
mapfile -t names < <(cd "$protos" && find retention -name '*.proto' | LC_ALL=C sort)
protoc -I "$protos" --python_out="$out" --pyi_out="$out" --grpc_out="$out" \
  --plugin=protoc-gen-grpc="$(command -v grpc_python_plugin)" "${names[@]}"
# Files of messages alone have no stubs.
grep -L 'class .*Stub' "$out"/retention/v1/*_pb2_grpc.py | xargs rm -f

{
  echo '"""Every message and enum of retention.v1, by its own name: `from retentiongrpc.v1 import Event`."""'
  echo
  for name in "${names[@]}"; do
    name=${name%.proto}
    echo "from ${name//\//.}_pb2 import *"
  done
} >"$out/retentiongrpc/v1.py"
