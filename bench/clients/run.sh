#!/usr/bin/env bash
# How fast one event stream of each client library is, beside what its own Protobuf encoder alone reaches:
#   bench/clients/run.sh server|sink [EVENTS [LANG...]]
# Each client has a server of its own, with a fresh folder, on this machine; or the sink (go/sink), which acknowledges every batch at once
# and reads no event: then a stream is as fast as its client is. Other events go before for 10 s, so that what is measured is compiled, in
# client and server. Three turns, of which the median by time counts. Prints the JSON lines of all turns on stderr, then a table. Needs what
# the checks of the clients need (tests/run.sh clients installs it), and the server and bench/RetentionGrpc.LoadTest built.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
server=${RETENTION_SERVER:-$root/src/RetentionGrpc.Server/bin/Release/net10.0/retention}
load_test=$root/bench/RetentionGrpc.LoadTest/bin/Release/net10.0/RetentionGrpc.LoadTest
kind=${1:-server}
events=${2:-500000}
languages=("${@:3}")
((${#languages[@]} > 0)) || languages=(csharp python typescript go java)
turns=3

scratch=$(mktemp -d)
pid=
trap '[[ -z $pid ]] || kill -KILL "$pid" 2>/dev/null; rm -rf "$scratch"' EXIT

serve() {
  case $kind in
    server) exec "$server" serve --data "$scratch/data" --port 0 ;;
    *) exec "$scratch/sink" ;;
  esac
}

if [[ $kind != server ]]; then
  mkdir -p "$scratch/go/src"
  cp -r "$root/clients/go" "$scratch/go/src/retentiongrpc"
  cp -r "$here/go/sink" "$scratch/go/src/sink"
  (cd "$scratch/go/src/sink" && GO111MODULE=off GOFLAGS='' GOPATH=$scratch/go:/usr/share/gocode go build -o "$scratch/sink" .)
fi

rate() {
  case $1 in
    csharp) "$load_test" client "${@:2}" ;;
    python) /usr/bin/python3 "$here/python/rate.py" "${@:2}" ;;
    typescript) node "$here/typescript/rate.mjs" "${@:2}" ;;
    *) bash "$here/$1/run.sh" "${@:2}" ;;
  esac
}

[[ " ${languages[*]} " != *" typescript "* ]] ||
  (cd "$root/clients/typescript" && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error && npm run --silent build)

for ((turn = 0; turn < turns; turn++)); do
  for language in "${languages[@]}"; do
    serve >"$scratch/server.log" 2>&1 </dev/null &
    pid=$!
    port=$(bash "$root/tests/Clients/port.sh" "$scratch/server.log")
    rate "$language" --address "127.0.0.1:$port" --events "$events" | tail -1 | tee -a "$scratch/lines" >&2
    kill -TERM "$pid"
    wait "$pid" || true
    pid=
    rm -rf "$scratch/data"
  done
done

node - "$scratch/lines" <<'JS'
const { readFileSync } = require("node:fs");
const runs = readFileSync(process.argv[2], "utf8").trim().split("\n").map(line => JSON.parse(line));
const rate = (events, seconds) => Math.round(events / seconds).toLocaleString("en");
console.log("| client | events/s | events a second of its own processor time | its encoder alone, events/s | stream over encoder "
  + "| by processor time |");
console.log("|---|---:|---:|---:|---:|---:|");
for (const client of new Set(runs.map(run => run.client))) {
  const own = runs.filter(run => run.client === client).sort((a, b) => a.seconds - b.seconds);
  const { events, seconds, cpu_seconds, encode_seconds } = own[Math.floor(own.length / 2)];
  const ratios = [encode_seconds / seconds, encode_seconds / cpu_seconds].map(ratio => ratio.toFixed(2));
  console.log(`| ${[client, rate(events, seconds), rate(events, cpu_seconds), rate(events, encode_seconds), ...ratios].join(" | ")} |`);
}
JS
