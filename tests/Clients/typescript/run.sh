#!/usr/bin/env bash
# The TypeScript client: its generated code, its stream against a scripted server, its README's snippets, the scenario of all clients, and a
# server that is killed in the middle of a stream. Prints "ok NAME" or "FAILED NAME: why" for each check. Needs Node 18.18 or newer, npm,
# Debian's protoc, and the server that tests/run.sh has built, or the one that RETENTION_SERVER names.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
client=$root/clients/typescript
server=${RETENTION_SERVER:-$root/src/RetentionGrpc.Server/bin/Release/net10.0/retention}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
  echo "FAILED $1"
  exit 1
}

[[ -x $server ]] || fail "$server is not built"
# The lock is newer than what is installed, or nothing is installed.
if [[ ! -x $client/node_modules/.bin/tsc || $client/package-lock.json -nt $client/node_modules/.package-lock.json ]]; then
  (cd "$client" && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error) || fail "npm installs what the lock says"
fi

bash "$client/generate.sh" "$scratch/gen" && diff -r "$scratch/gen" "$client/src/gen" >"$scratch/diff" ||
  fail "generated code is what the protos give: $(head -5 "$scratch/diff" 2>/dev/null | cut -c1-200 | tr '\n' ' ')"
echo "ok generated code is what the protos give"

# The package as npm packs it, with what it depends on beside it, as a user has it.
modules=$scratch/node_modules
mkdir -p "$modules/@retentiongrpc/client"
cp "$client/package.json" "$modules/@retentiongrpc/client/"
(cd "$client" && node_modules/.bin/tsc -p . --outDir "$modules/@retentiongrpc/client/dist") || fail "the client compiles"
ln -s "$client"/node_modules/@{grpc,bufbuild,types,js-sdsl} "$modules/"
for package in "$client"/node_modules/[a-z]*; do ln -s "$package" "$modules/"; done
echo "ok the client compiles"

mkdir "$scratch/checks"
cp "$here"/*.ts "$here/tsconfig.json" "$scratch/checks/"
echo '{ "type": "module" }' >"$scratch/checks/package.json"
node "$here/snippets.mjs" "$client/README.md" "$scratch/checks" || fail "the README has snippets"
(cd "$scratch/checks" && "$client/node_modules/.bin/tsc" -p .) || fail "the checks and the README's snippets compile"
echo "ok the checks and the README's snippets compile"

code=0
for checks in stream fault reason call; do
  timeout 300 node "$scratch/checks/${checks}Checks.js" "$client/package.json" || code=1
done
timeout 300 node "$scratch/checks/readmeChecks.js" "$server" || code=1
timeout 300 node "$scratch/checks/liveChecks.js" "$server" || code=1
timeout 300 node "$scratch/checks/scenarioChecks.js" "$server" "$root/clients/scenario/scenario.json" || code=1
exit "$code"
