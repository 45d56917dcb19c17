#!/usr/bin/env bash
# Unary ComputeChurn beside a health check, which does nothing, on one server: h2load, in turns, alone and beside ingestion.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'HELP'
usage: bench/h2load/run.sh [--customers N] [--requests N] [--rounds N] [--live-rate N] [--json FILE]

Starts a server in a process of its own, loads a shop of 730 days into it (default 100,000 customers), and sends prepared requests by
h2load: five turns to warm up, then --rounds (default 3) times health checks and ComputeChurn in turns, first alone, then beside --live-rate
(default 10,000) new events a second. Prints the median calls a second of both, their ratio, p50 and p99 of ComputeChurn, and of both the
server's processor time and the bytes that it allocates, a call.

h2load counts HTTP statuses, and a failed gRPC call is a 200: so all replies must have the bytes of one that a client has checked.
HELP
}

customers=100000
requests=20000
rounds=3
rate=10000
json=
while (($#)); do
  case $1 in
    --customers) customers=$2 ;;
    --requests) requests=$2 ;;
    --rounds) rounds=$2 ;;
    --live-rate) rate=$2 ;;
    --json) json=$2 ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
  shift 2
done
command -v h2load >/dev/null || { echo "h2load is missing: install nghttp2-client" >&2; exit 2; }

load_test=../RetentionGrpc.LoadTest/bin/Release/net10.0/RetentionGrpc.LoadTest
[[ -x $load_test ]] || { echo "build bench/RetentionGrpc.LoadTest with -c Release first" >&2; exit 2; }

scratch=$(mktemp -d)
started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
mkfifo "$scratch/orders"
"$load_test" host --data "$scratch/data" <"$scratch/orders" >"$scratch/answers" &
server=$!
exec 3>"$scratch/orders"
feed=
stop() {
  exec 3>&- || true
  [[ -z $feed ]] || kill "$feed" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  rm -rf "$scratch"
}
trap stop EXIT

for ((i = 0; i < 600; i++)); do
  grep -q '^ready' "$scratch/answers" 2>/dev/null && break
  kill -0 "$server" || { echo "the server ended" >&2; exit 1; }
  sleep 0.1
done
port=$(sed -n 's/^ready //p' "$scratch/answers")
"$load_test" feed --port "$port" --customers "$customers"
"$load_test" check --port "$port" churn.binpb >"$scratch/reply-bytes"
reply_bytes=$(<"$scratch/reply-bytes")
echo "a reply of ComputeChurn has $reply_bytes bytes" >&2

# ask WORD: what the server answers to a line on its stdin.
ask() {
  local lines
  lines=$(wc -l <"$scratch/answers")
  echo "$1" >&3
  while (($(wc -l <"$scratch/answers") <= lines)); do sleep 0.02; done
  tail -1 "$scratch/answers"
}

# call NAME PATH BODY COUNT: appends "calls/s p50 p99 cpu bytes" (microseconds; of the server, a call) to the file NAME.
call() {
  local name=$1 path=$2 body=$3 count=$4
  rm -f "$scratch/times"
  local cpu bytes
  cpu=$(ask cpu)
  bytes=$(ask allocated)
  h2load -n "$count" -c 8 -m 8 -t 1 -d "$body" -H 'content-type: application/grpc' -H 'te: trailers' \
    --log-file="$scratch/times" "http://127.0.0.1:$port$path" >"$scratch/h2load.out" 2>&1 || { cat "$scratch/h2load.out" >&2; exit 1; }
  bytes=$((($(ask allocated) - bytes) / count))
  cpu=$((($(ask cpu) - cpu) / count))
  grep -q " $count succeeded, 0 failed" "$scratch/h2load.out" || { cat "$scratch/h2load.out" >&2; exit 1; }
  local data
  data=$(sed -n 's/.*(\([0-9]*\)) data$/\1/p' "$scratch/h2load.out")
  # Read positions in the reply grow by a digit now and then; the reply of a failed call has no data at all.
  if [[ $body == churn.binpb ]] && ((${data:-0} < reply_bytes * count * 95 / 100)); then
    echo "$count replies have ${data:-no} bytes, not $reply_bytes each: calls failed" >&2
    exit 1
  fi
  local persec
  persec=$(sed -n 's/^finished in [^,]*, \([0-9.]*\) req\/s.*/\1/p' "$scratch/h2load.out")
  sort -n -k3 "$scratch/times" | awk -v rate="$persec" -v cpu="$cpu" -v bytes="$bytes" \
    '{ t[NR] = $3 } END { print rate, t[int(NR * 0.5) + 1], t[int(NR * 0.99) + (NR >= 100 ? 1 : 0)], cpu / 1000, bytes }' \
    >>"$scratch/$name"
  echo "$name: $(tail -1 "$scratch/$name")" >&2
}

# median NAME COLUMN
median() { sort -n -k"$2" "$scratch/$1" | awk -v column="$2" '{ v[NR] = $column } END { print v[int((NR + 1) / 2)] }'; }

churn=/retention.v1.MetricsService/ComputeChurn
health=/grpc.health.v1.Health/Check
warm=$((requests < 2000 ? requests : 2000))
call warm $health health.binpb $warm
# A question that takes milliseconds is asked less often: about 10 seconds a turn.
call warm $churn churn.binpb 16
slow=$(tail -1 "$scratch/warm" | awk '{ print int($1 * 10) + 16 }')
asked=$((slow < requests ? slow : requests))
# The code of a path is compiled anew while it is called: what is measured comes after that.
for ((i = 0; i < 5; i++)); do
  call warm $health health.binpb "$requests"
  call warm $churn churn.binpb "$asked"
done
for ((i = 0; i < rounds; i++)); do
  call health $health health.binpb "$requests"
  call churn $churn churn.binpb "$asked"
done
"$load_test" feed --port "$port" --customers "$customers" --rate "$rate" --seconds 600 &
feed=$!
sleep 2
for ((i = 0; i < rounds; i++)); do
  kill -0 "$feed" || { echo "the ingestion ended" >&2; exit 1; }
  call health-beside $health health.binpb "$requests"
  call churn-beside $churn churn.binpb "$asked"
done
kill "$feed"
wait "$feed" 2>/dev/null || true
feed=

scale=$(awk -v n="$customers" \
  'BEGIN { if (n % 1000000 == 0) print n / 1000000 "M"; else if (n % 1000 == 0) print n / 1000 "k"; else print n }')
# figure NAME VALUE UNIT
figure() {
  printf '%-60s %14s %s\n' "$1" "$2" "$3" >&2
  printf '%s\n    { "section": "h2load", "name": "%s", "scale": "%s", "value": %s, "unit": "%s", "note": "" }' \
    "${separator-}" "$1" "$scale" "$2" "$3" >>"$scratch/figures"
  separator=,
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.4g", a / b }'; }

figure "health check (does nothing)" "$(median health 1)" "calls/s"
figure "ComputeChurn" "$(median churn 1)" "calls/s"
figure "ComputeChurn over health check" "$(ratio "$(median churn 1)" "$(median health 1)")" ratio
figure "health check, cpu of the server" "$(median health 4)" "µs"
figure "ComputeChurn, cpu of the server" "$(median churn 4)" "µs"
figure "health check, allocated" "$(median health 5)" "B"
figure "ComputeChurn, allocated" "$(median churn 5)" "B"
figure "health check p99" "$(median health 3)" "µs"
figure "ComputeChurn p50" "$(median churn 2)" "µs"
figure "ComputeChurn p99" "$(median churn 3)" "µs"
figure "ComputeChurn p99 beside ingestion" "$(median churn-beside 3)" "µs"
figure "health check p99 beside ingestion" "$(median health-beside 3)" "µs"
figure "ComputeChurn p99 beside ingestion over alone" "$(ratio "$(median churn-beside 3)" "$(median churn 3)")" ratio

{
  printf '{\n  "command": "h2load/run.sh --customers %s --requests %s --live-rate %s",\n' "$customers" "$requests" "$rate"
  printf '  "started": "%s",\n  "cores": %s,\n  "figures": [%s\n  ]\n}\n' "$started" "$(nproc)" "$(<"$scratch/figures")"
} >"${json:-/dev/stdout}"
