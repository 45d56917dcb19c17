#!/usr/bin/env bash
# A page in a headless Chromium asks a server over HTTP/1.1 by @connectrpc/connect-web, as the scenario of all clients says. Prints
# "ok NAME" or "FAILED NAME: why" for each check. Needs what tests/Clients/typescript/run.sh needs, and Debian's chromium, or the one that
# CHROMIUM names.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../typescript/prepare.sh"
chromium=${CHROMIUM:-$(command -v chromium)} || fail "chromium is missing"

copy_checks "$here/../typescript" "$here"
# A page has the browser's types, and what runs beside it has Node's.
mkdir "$scratch/page" && mv "$scratch/checks/page.ts" "$scratch/page/" && cp "$scratch/checks/task.ts" "$scratch/page/"
sed 's/"lib": .*/"lib": ["ES2022", "DOM"],/; s/"types": .*/"types": [],/' "$scratch/checks/tsconfig.json" >"$scratch/page/tsconfig.json"
cp "$scratch/checks/package.json" "$scratch/page/"
compile "$scratch/page"
compile "$scratch/checks"
"$client/node_modules/.bin/esbuild" "$scratch/page/page.js" --bundle --format=esm --log-level=warning --outfile="$scratch/bundle.js" ||
  fail "esbuild bundles the page"
echo "ok the page and its checks compile"

timeout 300 node "$scratch/checks/browserChecks.js" "$server" "$root/clients/scenario/scenario.json" "$chromium" "$scratch/bundle.js"
