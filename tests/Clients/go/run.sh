#!/usr/bin/env bash
# The Go client: its generated code is what the protos give, its own tests, and against a live server the scenario of all clients, a server
# that is killed mid-stream, and the snippets of its README. Prints "ok NAME" or "FAILED NAME: why" for each check. Needs Debian's packages:
#   protobuf-compiler libprotobuf-dev protoc-gen-go protoc-gen-go-grpc golang-go golang-google-grpc-dev golang-google-protobuf-dev
#   golang-github-golang-protobuf-1-5-dev
# tests/run.sh has built the server and installed them; RETENTION_SERVER names another server.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
export RETENTION_SERVER=${RETENTION_SERVER:-$root/src/RetentionGrpc.Server/bin/Release/net10.0/retention}
export RETENTION_CLIENTS=$root/clients

scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
code=0

fail() {
  echo "FAILED $1"
  code=1
}

# No module is fetched: the packages are Debian's, in its GOPATH, and ours beside them.
export GO111MODULE=off GOFLAGS='' GOPATH=$scratch/go:/usr/share/gocode GOCACHE=${GOCACHE:-$scratch/cache}
mkdir -p "$scratch/go/src"
cp -r "$root/clients/go" "$scratch/go/src/retentiongrpc"
cp -r "$here" "$scratch/go/src/checks"
cp -r "$root/bench/clients/go" "$scratch/go/src/rate"

# told LOG: the tests of a log of go test -v, by their names in words.
told() {
  sed -nE 's/^--- PASS: Test(.*) \([0-9.]+s\)$/ok \1/p; s/^--- FAIL: Test(.*) \([0-9.]+s\)$/FAILED \1: see above/p' "$1" |
    sed -E 's/([a-z0-9])([A-Z])/\1 \2/g; s/\bA([A-Z])/A \1/g; s/^(ok|FAILED) (.*)$/\1 \L\2/'
}

# tests PACKAGE: its tests. What they say is shown where one fails, or where it did not come to one.
tests() {
  local log=$scratch/$1.log good
  (cd "$scratch/go/src/$1" && timeout 160 go test -v -count 1 -timeout 150s . >"$log" 2>&1)
  local ended=$?
  ((ended == 0)) || grep -vE '^(=== RUN| +--- PASS)' "$log" | tail -100
  told "$log"
  good=$(grep -c '^--- PASS' "$log")
  if ((ended != 0 || good == 0)); then
    fail "the tests of $1 run to their end: exit code $ended, $good passed"
  fi
}

[[ -x $RETENTION_SERVER ]] || fail "the server is there: $RETENTION_SERVER is not built"

if bash "$root/clients/go/generate.sh" "$scratch/generated" && diff -rq "$scratch/generated/retention" "$root/clients/go/retention"; then
  echo "ok generated code is what the protos give"
else
  fail "generated code is what the protos give: run clients/go/generate.sh"
fi

unformatted=$(gofmt -l "$root"/clients/go/*.go "$here" "$root/bench/clients/go") || unformatted=gofmt
if [[ -z $unformatted ]] && (cd "$scratch/go/src" && go vet retentiongrpc checks rate rate/sink); then
  echo "ok gofmt and go vet find nothing"
else
  fail "gofmt and go vet find nothing: $unformatted"
fi

if bash "$here/module.sh" "$scratch/module" >"$scratch/module.log" 2>&1; then
  echo "ok a module that requires this one builds"
else
  cat "$scratch/module.log"
  fail "a module that requires this one builds: see above"
fi

tests retentiongrpc
tests checks
exit "$code"
