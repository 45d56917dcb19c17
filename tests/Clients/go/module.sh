#!/usr/bin/env bash
# module.sh FOLDER: makes a module there that requires this client as its README says, and builds it. In GOPATH mode nobody reads go.mod.
# Nothing is fetched: what the client requires is replaced by Debian's sources, and what no package of it imports by empty modules.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
clients=$here/../../../clients
sources=/usr/share/gocode/src
export GO111MODULE=on GOFLAGS=-mod=mod GOPROXY=off GOSUMDB=off GOMODCACHE=$1/cache

mkdir -p "$1" && cd "$1"
go mod init example.com/shop
require=$(sed -n 's/^\(go mod edit -require .*\) && go mod tidy$/\1/p' "$clients/go/README.md")
[[ -n $require ]] || { echo "the README does not say how to require the module"; exit 1; }
eval "${require//\/path\/to\/clients/$clients}"
for module in google.golang.org/{grpc,protobuf,genproto} github.com/golang/protobuf golang.org/x/{net,sys,text}; do
  go mod edit -replace "$module=$sources/$module"
done
for module in github.com/{cncf/udpa/go,envoyproxy/go-control-plane,golang/glog,yuin/goldmark} github.com/google/{go-cmp,uuid} \
  golang.org/x/{lint,tools,term,crypto,oauth2,sync,mod} honnef.co/go/tools google.golang.org/appengine \
  cloud.google.com/go{,/compute,/compute/metadata}; do
  mkdir -p "empty/$module"
  echo "module $module" >"empty/$module/go.mod"
  go mod edit -replace "$module=./empty/$module"
done
cat >main.go <<'PROGRAM'
package main

import (
	"fmt"

	"retentiongrpc"
	retentionv1 "retentiongrpc/retention/v1"
)

func main() { fmt.Println(retentiongrpc.Version, retentionv1.Durability_DURABILITY_SYNCED) }
PROGRAM
# It cannot find what only tests of the libraries import, and says so.
go mod tidy -e
go build -o shop .
[[ $(./shop) == "0.1.0 DURABILITY_SYNCED" ]]
