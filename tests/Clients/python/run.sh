#!/usr/bin/env bash
# A client that Debian's protoc generates for Debian's own Python, against a server of its own: writes a stream, asks a question, and
# makes the calls that grpcurl and grpc_health_probe make. Then clients/python: its generated code, and its library against a scripted
# server and live ones. Prints "ok NAME" or "FAILED NAME: why" for each check. Needs protoc, its Python plugin, python3-grpcio and
# python3-protobuf of Debian, and the built server: its own build, or what RETENTION_SERVER names.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
server=${RETENTION_SERVER:-$root/src/RetentionGrpc.Server/bin/Release/net10.0/retention}

scratch=$(mktemp -d)
pid=
cleanup() {
  [[ -z $pid ]] || kill -KILL "$pid" 2>/dev/null
  rm -rf "$scratch"
}
trap cleanup EXIT

fail() {
  echo "FAILED $1"
  exit 1
}

mkdir "$scratch/stubs" "$scratch/data"
mapfile -t protos < <(cd "$root/protos" && find retention grpc -name '*.proto')
protoc -I "$root/protos" --python_out="$scratch/stubs" --grpc_out="$scratch/stubs" \
  --plugin=protoc-gen-grpc="$(command -v grpc_python_plugin)" "${protos[@]}" || fail "protoc generates the stubs"
protoc -I "$here" --python_out="$scratch/stubs" rpc_status.proto || fail "protoc generates the status messages"
echo "ok protoc generates the stubs"
# A package of stubs called grpc would hide the library of that name: health and reflection keep their own root.
mkdir "$scratch/wire" && mv "$scratch/stubs/grpc" "$scratch/wire/grpc"

[[ -x $server ]] || fail "$server is not built"
"$server" serve --data "$scratch/data" --port 0 >"$scratch/server.log" 2>&1 </dev/null &
pid=$!
port=$(bash "$here/../port.sh" "$scratch/server.log") || fail "the server starts and says where it listens"
echo "ok the server starts and says where it listens"

code=0
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$scratch/stubs timeout 180 /usr/bin/python3 "$here/checks.py" "$port" "$scratch/wire" || code=$?

kill -TERM "$pid"
if wait "$pid"; then
  echo "ok the server stops when it is told to"
else
  echo "FAILED the server stops when it is told to: exit code $?"
  code=1
fi
pid=
((code == 0)) || tail -50 "$scratch/server.log"

if bash "$root/clients/python/generate.sh" "$scratch/generated" &&
  diff -r "$scratch/generated/retention" "$root/clients/python/retention" -x __pycache__ &&
  diff "$scratch/generated/retentiongrpc/v1.py" "$root/clients/python/retentiongrpc/v1.py"; then
  echo "ok generated code is what the protos give"
else
  echo "FAILED generated code is what the protos give: run clients/python/generate.sh"
  code=1
fi
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$root/clients/python timeout 250 /usr/bin/python3 "$here/library_checks.py" "$server" || code=1
exit "$code"
