#!/usr/bin/env bash
# The rate of one event stream of the Java client: run.sh --address HOST:PORT --events N. Prints one line of JSON.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
path=$("$here/../../../clients/java/compile.sh" "$scratch/classes")
javac -proc:none -encoding UTF-8 --release 17 -d "$scratch/classes" -cp "$path" "$here"/*.java
java -Xmx6g -cp "$path" StreamRate "$@"
