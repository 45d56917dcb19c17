#!/usr/bin/env bash
# Makes the messages and stubs of protos/retention/v1 into OUTDIR (default: src/main/java beside this file), by Debian 12's protoc 3.21.12
# and its grpc_java_plugin 1.41.3: apt-get install protobuf-compiler protobuf-compiler-grpc-java-plugin.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
protos=$here/../../protos
out=${1:-$here/src/main/java}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/retention/v1" "$out"
rm -rf "$out/io/retentiongrpc/v1"

# activity.proto would make a class Activity, and so does the message of that name in event.proto: every file's own class gets the ending
# Proto, as buf's managed mode has it.
for proto in "$protos"/retention/v1/*.proto; do
  name=$(basename "$proto" .proto)
  class=$(sed -E 's/(^|_)(.)/\U\2/g' <<<"$name")Proto
  grep -q '^option java_package' "$proto" || { echo "$proto has no option java_package" >&2; exit 1; }
  sed "/^option java_package/a option java_outer_classname = \"$class\";" "$proto" >"$scratch/retention/v1/$name.proto"
done
protoc -I "$scratch" --java_out="$out" --grpc-java_out="$out" \
  --plugin=protoc-gen-grpc-java="$(command -v grpc_java_plugin)" "$scratch"/retention/v1/*.proto

# The annotation's package left the JDK with Java 11, and its text says nothing that the header does not.
sed -i '/^@javax.annotation.Generated($/,/)$/d' "$out"/io/retentiongrpc/v1/*Grpc.java
