# Sourced by the run.sh of the checks that use the TypeScript client. Sets root, client, server and scratch, and builds the package as npm
# packs it, with what it depends on beside it, as a user has it.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
client=$root/clients/typescript
server=${RETENTION_SERVER:-$root/src/RetentionGrpc.Server/bin/Release/net10.0/retention}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
  echo "FAILED $1"
  exit 1
}

# copy_checks FOLDER...: the TypeScript of all of them, side by side.
copy_checks() {
  local folder
  mkdir "$scratch/checks"
  for folder in "$@"; do cp "$folder"/*.ts "$scratch/checks/"; done
  cp "$root/tests/Clients/typescript/tsconfig.json" "$scratch/checks/"
  echo '{ "type": "module" }' >"$scratch/checks/package.json"
}

# compile FOLDER
compile() {
  (cd "$1" && "$client/node_modules/.bin/tsc" -p .) >"$scratch/tsc.log" ||
    fail "the checks compile: $(head -5 "$scratch/tsc.log" | tr '\n' ' ')"
}

[[ -x $server ]] || fail "$server is not built"
# The lock is newer than what is installed, or nothing is installed.
if [[ ! -x $client/node_modules/.bin/tsc || $client/package-lock.json -nt $client/node_modules/.package-lock.json ]]; then
  (cd "$client" && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error) || fail "npm installs what the lock says"
fi

modules=$scratch/node_modules
mkdir -p "$modules/@retentiongrpc/client"
cp "$client/package.json" "$modules/@retentiongrpc/client/"
(cd "$client" && node_modules/.bin/tsc -p . --outDir "$modules/@retentiongrpc/client/dist") >"$scratch/tsc.log" ||
  fail "the client compiles: $(head -5 "$scratch/tsc.log" | tr '\n' ' ')"
ln -s "$client"/node_modules/@* "$client"/node_modules/[a-z]* "$modules/" 2>/dev/null
echo "ok the client compiles"
