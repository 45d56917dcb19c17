#!/usr/bin/env bash
# All benchmarks in full: 1 M and 10 M customers, 365, 730 and 1825 days. Hours; 20 GiB of memory, 40 GB of disk.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

large=1000000
huge=10000000
layers=yes
while (($#)); do
  case $1 in
    --large) large=$2 ;;
    --huge) huge=$2 ;;
    --layers) layers=$2 ;;
    *)
      cat <<HELP
usage: bench/full.sh [--large N] [--huge N] [--layers yes|no]

The whole server, Redis and h2load at --large customers (default $large) with 30 events each; the engine at that size over 365, 730 and
1825 days, and at --huge (default $huge) with 6 events each; and, unless told --layers no, every BenchmarkDotNet class. Writes
bench/results/DATE-full.json and bench/results/DATE-full-benchmarks.md, and the second table of bench/README.md anew. Installs what run.sh
installs.
HELP
      [[ $1 == -h || $1 == --help ]] && exit 0
      exit 2
      ;;
  esac
  shift 2
done

# shellcheck source=bench/parts.sh
source ./parts.sh
date=$(date -u +%Y-%m-%d)
prepare
part engine-730 env DOTNET_TieredCompilation=0 "$load_test" engine --customers "$large" --series --accounts
part engine-365 env DOTNET_TieredCompilation=0 "$load_test" engine --customers "$large" --days 365 --no-late
part engine-1825 env DOTNET_TieredCompilation=0 "$load_test" engine --customers "$large" --days 1825 --no-late
# The collector keeps to 20 GiB, or the run fails: that is the promise.
DOTNET_GCHeapHardLimit=0x500000000 part engine-huge \
  env DOTNET_TieredCompilation=0 "$load_test" engine --customers "$huge" --events 6 --no-late
part server "$load_test" run --customers "$large" --budget-ms 3000
part redis "$load_test" redis --customers "$large"
part h2load h2load/run.sh --customers "$large"
part widest "$load_test" widest --customers "$large" --questions widest.jsonl
part redis-huge "$load_test" redis --customers "$huge" --events 6
finish "results/$date-full.json" full
[[ $layers == no ]] || benchmarks "results/$date-full-benchmarks.md" '*'
