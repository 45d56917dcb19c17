#!/usr/bin/env bash
# What run.sh and full.sh share; they source it. Everything listens on 127.0.0.1 and ends with its part.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

load_test=RetentionGrpc.LoadTest/bin/Release/net10.0/RetentionGrpc.LoadTest
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
parts=()

# need COMMAND PACKAGE: the command is there, if need be after installing Debian's package, whose service is not started.
need() {
  command -v "$1" >/dev/null && return
  echo "installing $2" >&2
  apt-get update -qq >/dev/null
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >"$scratch/apt.log" 2>&1 || {
    tail -5 "$scratch/apt.log" >&2
    return 1
  }
  command -v "$1" >/dev/null
}

# prepare: tools and builds.
prepare() {
  need redis-server redis-server
  need h2load nghttp2-client
  dotnet build RetentionGrpc.LoadTest -c Release --nologo -v quiet >&2
}

# The engine is measured with each method compiled once and fully: what a server that runs for a minute has.
# part NAME COMMAND...: a part that writes figures to the file that --json names.
part() {
  local name=$1 started=$SECONDS
  shift
  echo "== $name" >&2
  "$@" --json "$scratch/$name.json"
  parts+=("$scratch/$name.json")
  echo "== $name took $((SECONDS - started)) s" >&2
}

# benchmarks FILE FILTER...: BenchmarkDotNet's tables, one after the other, in a file.
benchmarks() {
  local file=$1
  shift
  dotnet run -c Release --project RetentionGrpc.Benchmarks -- --job short --artifacts "$scratch/benchmarks" --filter "$@" >&2
  cat "$scratch"/benchmarks/results/*-report-github.md >"$file"
}

# finish RESULT MARKER: gathers the figures of all parts and writes the table of README.md anew.
finish() {
  "$load_test" table "${parts[@]}" --result "$1" --readme README.md --marker "$2"
  echo "figures in bench/$1 and bench/README.md" >&2
}
