#!/usr/bin/env bash
# The Java client library against played servers and a live one. Prints "ok NAME" or "FAILED NAME: why" for each check.
# Needs Debian's packages: openjdk-17-jdk-headless protobuf-compiler protobuf-compiler-grpc-java-plugin libprotobuf-java libgrpc-java
# libnetty-java libperfmark-java libgoogle-gson-java. clients/java/compile.sh makes the class path of their jars, as Maven would of its own
# registry's. RETENTION_SERVER names another server than the one that was built here.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
server=${RETENTION_SERVER:-$root/src/RetentionGrpc.Server/bin/Release/net10.0/retention}
library=$root/clients/java

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

fail() {
  echo "FAILED $1"
  failed=1
}

[[ -x $server ]] || { fail "the server is there: $server is not built"; exit 1; }

if "$library/generate.sh" "$scratch/generated" >"$scratch/generate.log" 2>&1; then
  if diff -r "$scratch/generated/io/retentiongrpc/v1" "$library/src/main/java/io/retentiongrpc/v1" >"$scratch/generated.diff"; then
    echo "ok generated code is what the protos give"
  else
    fail "generated code is what the protos give: run clients/java/generate.sh and commit; $(grep -c '' "$scratch/generated.diff") lines"
    head -20 "$scratch/generated.diff"
  fi
else
  fail "generated code is what the protos give: $(tail -3 "$scratch/generate.log" | tr '\n' ' ')"
fi

version=$(sed -n 's/.*NUMBER = "\(.*\)".*/\1/p' "$library/src/main/java/io/retentiongrpc/Version.java")
if [[ -n $version && $(grep -c "^  <version>$version</version>" "$library/pom.xml") == 1 ]]; then
  echo "ok the version is that of pom.xml"
else
  fail "the version is that of pom.xml: Version.java has '$version'"
fi

if path=$(nice -n 10 "$library/compile.sh" "$scratch/classes" 2>"$scratch/javac.log"); then
  echo "ok the library compiles without a warning"
else
  fail "the library compiles without a warning: $(grep -m1 -E 'error|warning|not there' "$scratch/javac.log")"
  cat "$scratch/javac.log"
  exit 1
fi
path=$scratch/checks:$path:/usr/share/java/protobuf-util.jar:/usr/share/java/gson.jar
mkdir "$scratch/checks"
nice -n 10 javac -Werror -Xlint:all,-processing,-classfile -proc:none -encoding UTF-8 --release 17 -d "$scratch/checks" -cp "$path" \
  "$here"/io/retentiongrpc/*.java "$root"/bench/clients/java/*.java >"$scratch/javac.log" 2>&1
if (($? != 0)); then
  fail "the checks compile without a warning: $(grep -m1 -E 'error|warning' "$scratch/javac.log")"
  cat "$scratch/javac.log"
  exit 1
fi

run() {
  timeout 280 java -ea -cp "$path" "io.retentiongrpc.$1" "${@:2}" 2>"$scratch/$1.log" \
    || { fail "$1 ran to its end"; tail -60 "$scratch/$1.log"; }
}
run UnitChecks
run LiveChecks "$server" "$scratch/live" "$root/clients/scenario/scenario.json" "$library/README.md"
exit "$failed"
