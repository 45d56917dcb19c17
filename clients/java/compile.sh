#!/usr/bin/env bash
# Compiles the library into OUTDIR by plain javac against the jars of Debian 12, for a machine that Maven can fetch nothing for, and prints
# the class path that it runs with: apt-get install openjdk-17-jdk-headless libprotobuf-java libgrpc-java libnetty-java libperfmark-java.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$1
sources=$here/src/main/java/io/retentiongrpc

path=$out
for name in protobuf grpc-api grpc-context grpc-protobuf grpc-protobuf-lite grpc-stub guava grpc-core grpc-netty perfmark-api \
  netty-buffer netty-codec netty-codec-http netty-codec-http2 netty-codec-socks netty-common netty-handler netty-handler-proxy \
  netty-resolver netty-transport; do
  [[ -e /usr/share/java/$name.jar ]] || { echo "/usr/share/java/$name.jar is not there" >&2; exit 1; }
  path+=:/usr/share/java/$name.jar
done

mkdir -p "$out"
# The generated code first: what javac says of it is not about this library.
javac -nowarn -proc:none -encoding UTF-8 --release 17 -d "$out" -cp "$path" "$sources"/v1/*.java >&2
javac -Werror -Xlint:all,-processing,-classfile -Xdoclint:all,-missing -proc:none -encoding UTF-8 --release 17 -d "$out" -cp "$path" \
  "$sources"/*.java >&2
echo "$path"
