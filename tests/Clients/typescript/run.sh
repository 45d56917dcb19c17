#!/usr/bin/env bash
# The TypeScript client: its generated code, its stream against a scripted server and one with faults from seeds, its README's snippets, the
# scenario of all clients, and a server that is killed in the middle of a stream. Prints "ok NAME" or "FAILED NAME: why" for each check.
# Needs Node 18.18 or newer, npm, Debian's protoc, and the server that tests/run.sh has built, or the one that RETENTION_SERVER names.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/prepare.sh"

bash "$client/generate.sh" "$scratch/gen" && diff -r "$scratch/gen" "$client/src/gen" >"$scratch/diff" ||
  fail "generated code is what the protos give: $(head -5 "$scratch/diff" 2>/dev/null | cut -c1-200 | tr '\n' ' ')"
echo "ok generated code is what the protos give"

copy_checks "$here"
node "$here/snippets.mjs" "$client/README.md" "$scratch/checks" || fail "the README has snippets"
compile "$scratch/checks"
echo "ok the checks and the README's snippets compile"

code=0
for checks in stream fault reason seed call; do
  timeout 300 node "$scratch/checks/${checks}Checks.js" "$client/package.json" || code=1
done
timeout 300 node "$scratch/checks/readmeChecks.js" "$server" || code=1
timeout 300 node "$scratch/checks/liveChecks.js" "$server" || code=1
timeout 300 node "$scratch/checks/scenarioChecks.js" "$server" "$root/clients/scenario/scenario.json" || code=1
exit "$code"
