#!/usr/bin/env bash
# Builds the tree and runs every suite of tests, or the one that is named. On a machine that has the .NET SDK alone it installs what
# else it needs (Debian, as root). A tool that is missing and cannot be installed is a failure; nothing is ever skipped.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2

SUITES=(protos build format tidy engine storage redis server faults simulation planted clients demo)

usage() {
  cat <<'HELP'
usage: tests/run.sh [SUITE]
       tests/run.sh simulation --seed N | --minutes M [--first N]

Without SUITE, runs all of them, in this order:
  protos    buf lint, buf format, and buf breaking against protos/baseline.binpb
  build     dotnet build of the solution; warnings are errors
  format    dotnet format: white space and style as .editorconfig says
  tidy      the house rules
  engine    unit and property tests of the engine
  storage   the conformance suite of the log stores, over files, memory and a real Redis
  redis     the Redis client and its transport over real redis-servers, killed, frozen, encrypted and clustered
  server    the server over real connections, the client, the command line
  faults    the server process, and Redis, killed, frozen, cut off and set back under clients that go on
  simulation  ingestion over a faulty store, network and clock, from seeds: as many schedules as fit into its time (SIM_SECONDS);
            with --seed one of them, told line by line; with --minutes as many as fit into those, e.g. an hour
  planted   bugs planted into a copy of the source: the simulation finds each within 1,000 seeds
  clients   the clients in Python, Go, Java and TypeScript: generated code, READMEs, one scenario, a server that is
            killed; and a page in a browser
  demo      the demo, twice: same seed, same bytes

Prints the time of each suite. The last line is "N passed, N failed"; the exit code is 0 only if something ran and nothing failed.
Stored formats are held by *.golden files; one that is missing fails. Those of a new format are written, and none is overwritten, by
  RETENTION_RENEW=1 bash tests/run.sh engine|storage|server
The baseline of the protos is renewed, together with an entry in CHANGELOG.md, by
  (cd protos && ../.ci/node_modules/.bin/buf build -o baseline.binpb)
HELP
}

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# No process of a build may outlive it: whoever waits for the end of our output would wait for it too.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

SERVER=src/RetentionGrpc.Server
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
passed=0
failed=0
solution_built=no
packages_listed=no

# check NAME COMMAND...: one check; it passes if the command exits with 0.
check() {
  local name=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "ok      $name"
  else
    failed=$((failed + 1))
    fails "$name"
  fi
}

# fails TEXT: tells it, and again at the end of the run.
fails() {
  echo "FAILED  $1"
  echo "FAILED  $1" >>"$SCRATCH/failures"
}

# install PACKAGE...: from Debian; services that come with them are not started.
install() {
  echo "installing $*"
  if [[ $packages_listed == no ]]; then
    apt-get update -qq || return 1
    packages_listed=yes
  fi
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$SCRATCH/apt.log" 2>&1 || {
    tail -5 "$SCRATCH/apt.log"
    return 1
  }
}

# need COMMAND PACKAGE: the command is there, if need be after installing the package.
need() {
  command -v "$1" >/dev/null || install "$2" || return 1
  command -v "$1" >/dev/null || { echo "$1 is missing"; return 1; }
}

has_node() {
  [[ $(node -p 'Number(process.versions.node.split(".")[0]) >= 18' 2>/dev/null) == true ]] && command -v npm >/dev/null
}

need_buf() {
  has_node || install nodejs npm || return 1
  has_node || { echo "node 18 or newer and npm are missing"; return 1; }
  # The lock is newer than what is installed, or nothing is installed.
  if [[ ! -x .ci/node_modules/.bin/buf || .ci/package-lock.json -nt .ci/node_modules/.package-lock.json ]]; then
    (cd .ci && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error)
  fi
}

python_has_grpc() {
  /usr/bin/python3 -c 'import grpc, google.protobuf' 2>/dev/null
}

need_python_grpc() {
  # The imports google/protobuf/*.proto are a package of their own.
  [[ -f /usr/include/google/protobuf/timestamp.proto ]] || install libprotobuf-dev || return 1
  need protoc protobuf-compiler && need grpc_python_plugin protobuf-compiler-grpc || return 1
  python_has_grpc || install python3 python3-grpcio python3-protobuf || return 1
  python_has_grpc || { echo "/usr/bin/python3 has no grpc"; return 1; }
}

# build PROJECT: up to date, unless the solution was built by this run.
build() {
  [[ $solution_built == yes ]] || dotnet build "$1" -c Release --nologo -v quiet
}

# attribute NAME: of the counters of a result file on standard input.
attribute() {
  sed -n "s/.*<Counters [^>]*\\b$1=\"\\([0-9]*\\)\".*/\\1/p" | head -1
}

# not_passed RESULTS: names the tests of a result file that did not pass, with the first lines of what they said.
not_passed() {
  local line
  while read -r line; do
    fails "$line"
  done < <(tr '\n' ' ' <"$1" | sed 's/<UnitTestResult /\n&/g' | grep '^<UnitTestResult ' | grep -v 'outcome="Passed"' |
    sed -e 's/^.* testName="\([^"]*\)".*<Message>\(.*\)<\/Message>.*/\1: \2/' \
      -e 's/^<UnitTestResult .*testName="\([^"]*\)".*/\1/' -e 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' |
    cut -c 1-600)
}

# dotnet_tests PROJECT [FILTER]: counts each test; one that did not run counts as failed. Numbers that tests measured are printed.
dotnet_tests() {
  local project=$1 filter=${2:+--filter=$2} results code total good
  results=$SCRATCH/$(basename "$project").trx
  if ! build "$project"; then
    failed=$((failed + 1))
    fails "build of $project"
    return
  fi
  dotnet test "$project" -c Release --no-build --nologo ${filter:+"$filter"} --results-directory "$SCRATCH" \
    --logger "trx;LogFileName=$(basename "$results")" --logger "console;verbosity=minimal" \
    --blame-hang-timeout 5m --blame-hang-dump-type none
  code=$?
  total=$([[ -f $results ]] && attribute total <"$results")
  good=$([[ -f $results ]] && attribute passed <"$results")
  total=${total:-0}
  good=${good:-0}
  [[ -f $results ]] && sed -n 's/.*\(measured: [^<]*\).*/\1/p' "$results"
  passed=$((passed + good))
  failed=$((failed + total - good))
  [[ $total == "$good" ]] || not_passed "$results"
  if [[ $total == 0 || ($code != 0 && $total == "$good") ]]; then
    failed=$((failed + 1))
    fails "the run of $project (exit code $code, $total tests)"
  fi
}

suite_protos() {
  check "buf can be run" need_buf
  local buf=$PWD/.ci/node_modules/.bin/buf
  cd protos || exit 2
  check "buf lint" "$buf" lint
  check "buf format" "$buf" format -d --exit-code
  check "buf breaking" "$buf" breaking --against baseline.binpb
  cd ..
}

suite_build() {
  if dotnet build RetentionGrpc.sln -c Release --nologo -v quiet; then
    solution_built=yes
  fi
  check "the solution builds without a warning" [ $solution_built = yes ]
}

suite_format() {
  [[ $solution_built == yes ]] || dotnet restore RetentionGrpc.sln -v quiet
  # Both load the whole solution: one on each core.
  dotnet format whitespace RetentionGrpc.sln --verify-no-changes --no-restore >"$SCRATCH/whitespace.log" 2>&1 &
  local whitespace=$!
  check "style" dotnet format style RetentionGrpc.sln --verify-no-changes --no-restore --exclude-diagnostics IDE0005
  wait $whitespace
  local code=$?
  cat "$SCRATCH/whitespace.log"
  check "white space" [ $code -eq 0 ]
}

suite_tidy() { dotnet_tests tests/Tidy; }
suite_engine() { dotnet_tests tests/Engine.Tests; }
need_redis() { check "redis-server can be run" need redis-server redis-server; }

suite_storage() {
  need_redis
  dotnet_tests tests/Storage.Tests
}

suite_redis() {
  need_redis
  dotnet_tests tests/Redis.Tests
}

suite_server() { dotnet_tests tests/Server.Tests "FullyQualifiedName!~Server.Tests.Faults."; }
suite_faults() {
  need_redis
  dotnet_tests tests/Server.Tests "FullyQualifiedName~Server.Tests.Faults."
}

SIMULATION=tests/Simulation.Tests
suite_simulation() { dotnet_tests $SIMULATION; }

suite_planted() {
  local good
  timeout 900 bash $SIMULATION/Bugs/run.sh >"$SCRATCH/planted.log" 2>&1
  local code=$?
  cat "$SCRATCH/planted.log"
  good=$(grep -c '^ok ' "$SCRATCH/planted.log")
  passed=$((passed + good))
  check "every planted bug was found" [ "$code" -eq 0 -a "$good" -gt 0 ]
}

need_go() {
  need protoc protobuf-compiler && need go golang-go || return 1
  need protoc-gen-go protoc-gen-go && need protoc-gen-go-grpc protoc-gen-go-grpc || return 1
  [[ -f /usr/include/google/protobuf/timestamp.proto ]] || install libprotobuf-dev || return 1
  [[ -d /usr/share/gocode/src/google.golang.org/grpc && -d /usr/share/gocode/src/github.com/golang/protobuf/proto ]] ||
    install golang-google-grpc-dev golang-google-protobuf-dev golang-github-golang-protobuf-1-5-dev
}

need_java() {
  need protoc protobuf-compiler && need javac openjdk-17-jdk-headless || return 1
  need grpc_java_plugin protobuf-compiler-grpc-java-plugin || return 1
  [[ -f /usr/share/java/grpc-core.jar && -f /usr/share/java/gson.jar && -f /usr/share/java/protobuf-util.jar ]] ||
    install libprotobuf-java libgrpc-java libnetty-java libperfmark-java libgoogle-gson-java
}

need_node() {
  has_node || install nodejs npm || return 1
  has_node || { echo "node 18 or newer and npm are missing"; return 1; }
}

# client FOLDER NAME: the checks of a client, which tell "ok NAME" or "FAILED NAME: why" each.
client() {
  local log=$SCRATCH/$1.log good bad code started=$SECONDS
  timeout 400 bash "tests/Clients/$1/run.sh" >"$log" 2>&1
  code=$?
  cat "$log"
  good=$(grep -c '^ok ' "$log")
  bad=$(grep -c '^FAILED ' "$log")
  passed=$((passed + good))
  failed=$((failed + bad))
  grep '^FAILED ' "$log" >>"$SCRATCH/failures"
  check "the $2 checks ran to their end, in $((SECONDS - started)) s" [ "$code" -eq 0 -a "$good" -gt 0 ]
}

suite_clients() {
  check "the server builds" build $SERVER
  check "packages can be opened" need unzip unzip
  client csharp "C#"
  check "Python can be run" need_python_grpc
  client python Python
  check "Go can be built" need_go
  client go Go
  check "Java can be built" need_java
  client java Java
  check "Node can be run" need_node
  client typescript TypeScript
  check "Chromium can be run" need chromium chromium
  client browser "browser's"
}

demo() {
  timeout 300 dotnet run -c Release --no-build --project $SERVER -- demo --once --customers 2000 --days 400 --seed 7 \
    --until 2025-06-30 >"$1" 2>"$1.err" </dev/null || { tail -20 "$1.err"; return 1; }
}

is_short() {
  local lines
  lines=$(wc -l <"$1")
  ((lines > 0 && lines <= 60))
}

suite_demo() {
  check "the server builds" build $SERVER
  check "the demo runs and its answers are those of the reference" demo "$SCRATCH/demo.1"
  check "it runs again" demo "$SCRATCH/demo.2"
  check "the same bytes" cmp "$SCRATCH/demo.1" "$SCRATCH/demo.2"
  check "1 to 60 lines" is_short "$SCRATCH/demo.1"
}

run_suite() {
  local started=$EPOCHREALTIME before_passed=$passed before_failed=$failed
  echo "== $1"
  "suite_$1"
  awk -v name="$1" -v from="$started" -v to="$EPOCHREALTIME" -v good=$((passed - before_passed)) -v bad=$((failed - before_failed)) \
    'BEGIN { printf "== %s took %.1f s: %d good, %d bad\n\n", name, to - from, good, bad }'
}

case ${1-} in
  -h | --help)
    usage
    exit 0
    ;;
  "") chosen=("${SUITES[@]}") ;;
  simulation)
    chosen=(simulation)
    if (($# > 1)); then
      dotnet build $SIMULATION -c Release --nologo -v quiet && shift && dotnet run --project $SIMULATION -c Release --no-build -- "$@"
      exit
    fi
    ;;
  *)
    if [[ $# != 1 || " ${SUITES[*]} " != *" $1 "* ]]; then
      usage >&2
      exit 2
    fi
    chosen=("$1")
    ;;
esac

for suite in "${chosen[@]}"; do
  run_suite "$suite"
done

[[ -s $SCRATCH/failures ]] && cat "$SCRATCH/failures"
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
