#!/usr/bin/env bash
# module.sh FOLDER: in GOPATH mode nobody reads go.mod. This makes a module in FOLDER that requires the client as its README says, and
# builds it; and holds the client's own go.mod to what its code imports. Nothing is fetched: what the client requires is replaced by
# Debian's sources, which are of those versions, and what no package of it imports by empty modules.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
clients=$here/../../../clients
sources=/usr/share/gocode/src
export GO111MODULE=on GOFLAGS=-mod=mod GOPROXY=off GOSUMDB=off GOMODCACHE=$1/cache
mkdir -p "$1/empty" "$1/shop"

# replace_all: in the module of the current folder.
replace_all() {
  # What the client requires, and older ones that its requirements name: any other version is not there.
  for version in grpc@v1.{27.0,33.3} protobuf@v1.{25.0,26.0,28.1}; do
    go mod edit -replace "google.golang.org/$version=$sources/google.golang.org/${version%@*}"
  done
  for module in google.golang.org/genproto github.com/golang/protobuf golang.org/x/{net,sys,text}; do
    go mod edit -replace "$module=$sources/$module"
  done
  for module in github.com/{cncf/udpa/go,envoyproxy/go-control-plane,golang/glog,yuin/goldmark} github.com/google/{go-cmp,uuid} \
    golang.org/x/{lint,tools,term,crypto,oauth2,sync,mod} honnef.co/go/tools google.golang.org/appengine \
    cloud.google.com/go{,/compute,/compute/metadata}; do
    mkdir -p "../empty/$module"
    echo "module $module" >"../empty/$module/go.mod"
    go mod edit -replace "$module=../empty/$module"
  done
}

cd "$1/shop"
go mod init example.com/shop
require=$(sed -n 's/^\(go mod edit -require .*\) && go mod tidy$/\1/p' "$clients/go/README.md")
[[ -n $require ]] || { echo "the README does not say how to require the module"; exit 1; }
eval "${require//\/path\/to\/clients/$clients}"
replace_all
cat >main.go <<'PROGRAM'
package main

import (
	"fmt"

	"retentiongrpc"
	retentionv1 "retentiongrpc/retention/v1"
)

func main() { fmt.Println(retentiongrpc.Version, retentionv1.Durability_DURABILITY_SYNCED) }
PROGRAM
# In the language of 1.16 a module need not name what its requirements require in turn: that is what tidy would fetch.
go mod edit -go=1.16
go build -o shop .
[[ $(./shop) == "0.1.0 DURABILITY_SYNCED" ]]

cp -r "$clients/go" "$1/client"
cd "$1/client"
replace_all
GOFLAGS=-mod=readonly go vet ./...
