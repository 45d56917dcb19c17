#!/usr/bin/env bash
# Applies each planted bug to a copy of the source and lets the simulation look for it: one line "ok ..." or "FAILED ..." each. A bug
# must be found within 1,000 seeds; a patch that no longer applies is a failure. With a name, that one alone.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.." || exit 2
SEEDS=1000
COPY=$(mktemp -d)
# The compiler stays for the next bug, under a name of its own, and not longer than this script.
COMPILER=planted-$$
trap 'pkill -f -- "-pipename:$COMPILER"; rm -rf "$COPY"' EXIT
git ls-files -z --cached --others --exclude-standard src clients/csharp protos tests/Simulation.Tests '*.props' '*.targets' global.json \
  .editorconfig | xargs -0 cp --parents -t "$COPY"
cd "$COPY" || exit 2
PROJECT=tests/Simulation.Tests
failed=0

build() {
  UseSharedCompilation=true dotnet build $PROJECT -c Release --nologo -v quiet -p:SharedCompilationId=$COMPILER -p:RunAnalyzers=false \
    -p:EnforceCodeStyleInBuild=false >"$COPY/build.log" 2>&1 </dev/null
}

fail() {
  failed=1
  echo "FAILED  planted bug $1: $2"
}

for bug in "$PROJECT"/Bugs/${1:-*}.patch; do
  name=$(basename "$bug" .patch)
  # Worlds of Redis have seeds of their own.
  first=1
  [[ $name == redis-* ]] && first=1000000000
  if ! patch -s -p1 <"$bug"; then
    fail "$name" "the patch no longer applies"
    exit 1
  fi
  if ! build; then
    fail "$name" "the copy does not build"
    grep -m 3 error "$COPY/build.log"
  elif dotnet run --project $PROJECT -c Release --no-build -- --seeds $SEEDS --first $first --stop 1 >"$COPY/run.log" 2>&1; then
    fail "$name" "not found within $SEEDS seeds"
  elif seed=$(sed -n 's/^seed \([0-9]*\): .*/\1/p' "$COPY/run.log" | head -1) && [[ -n $seed ]]; then
    echo "ok      planted bug $name: found after $(sed -n 's/^\([0-9]*\) schedules.*/\1/p' "$COPY/run.log") seeds, by seed $seed: $(
      sed -n 's/^seed [0-9]*: //p' "$COPY/run.log" | head -1 | cut -c1-120)"
  else
    fail "$name" "the simulation did not run"
    tail -5 "$COPY/run.log"
  fi
  patch -s -R -p1 <"$bug"
done
exit $failed
