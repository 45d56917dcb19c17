#!/usr/bin/env bash
# All benchmarks in their short form: about 10 minutes on 2 cores.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

small=100000
large=1000000
layers=yes
while (($#)); do
  case $1 in
    --small) small=$2 ;;
    --large) large=$2 ;;
    --layers) layers=$2 ;;
    *)
      cat <<HELP
usage: bench/run.sh [--small N] [--large N] [--layers yes|no]

Measures the engine at N customers of both sizes (default $small and $large), the whole server at the small one, and at the large one the
server beside Redis and under h2load. Writes bench/results/DATE.json and the first table of bench/README.md anew, and, unless told
--layers no, BenchmarkDotNet's tables of two layers into bench/results/DATE-benchmarks.md. On Debian it installs what is missing as
root: redis-server, nghttp2-client. Needs 5 GB of memory and of disk.
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
part engine-small env DOTNET_TieredCompilation=0 "$load_test" engine --customers "$small"
part engine-large env DOTNET_TieredCompilation=0 "$load_test" engine --customers "$large" --series --budget-ms 300
part server "$load_test" run --customers "$small"
part redis "$load_test" redis --customers "$large" --budget-ms 1000
part h2load h2load/run.sh --customers "$large"
part widest "$load_test" widest --customers "$large" --questions widest.jsonl
finish "results/$date.json" figures
[[ $layers == no ]] || benchmarks "results/$date-benchmarks.md" '*EventReading*' '*DirectoryLookUps*'
