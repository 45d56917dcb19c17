#!/usr/bin/env bash
# The C# client as a user has it: packed, and its README's snippets as one program against a live server. (Its stream, the scenario and
# servers that are killed are in tests/Server.Tests.) Prints "ok NAME" or "FAILED NAME: why" for each check. tests/run.sh has built the
# solution; RETENTION_SERVER names another server.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
client=$root/clients/csharp
server=${RETENTION_SERVER:-$root/src/RetentionGrpc.Server/bin/Release/net10.0/retention}

scratch=$(mktemp -d)
pid=
trap '[[ -z $pid ]] || kill -KILL "$pid" 2>/dev/null; rm -rf "$scratch"' EXIT

fail() {
  echo "FAILED $1"
  exit 1
}

for project in "$client/RetentionGrpc.Client" "$root/src/RetentionGrpc.Contracts"; do
  dotnet pack "$project" -c Release --nologo -v quiet -o "$scratch/packages" >"$scratch/pack.log" 2>&1 ||
    { cat "$scratch/pack.log"; fail "it packs"; }
done
(cd "$scratch" && unzip -q -o packages/RetentionGrpc.Client.*.nupkg -d client) || fail "the package can be opened"
for part in '<license type="expression">MIT</license>' '<readme>README.md</readme>' \
  'id="RetentionGrpc.Contracts"' 'id="Grpc.Net.Client"'; do
  grep -q "$part" "$scratch/client/RetentionGrpc.Client.nuspec" || fail "the package says $part"
done
[[ -f $scratch/client/lib/net10.0/RetentionGrpc.Client.dll && -f $scratch/client/lib/net10.0/RetentionGrpc.Client.xml ]] ||
  fail "the package has the library and its documentation"
echo "ok it packs, with its license, README, documentation and dependencies"

"$server" serve --data "$scratch/data" --port 0 >"$scratch/server.log" 2>&1 </dev/null &
pid=$!
port=$(bash "$here/../port.sh" "$scratch/server.log") || fail "the server starts"

mkdir "$scratch/readme"
awk '/^```csharp$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$client/README.md" |
  sed "s|http://127.0.0.1:5001|http://127.0.0.1:$port|" >"$scratch/readme/Program.cs"
cat >"$scratch/readme/Readme.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
  <ItemGroup>
    <ProjectReference Include="$client/RetentionGrpc.Client/RetentionGrpc.Client.csproj" />
  </ItemGroup>
</Project>
XML
cp "$root/nuget.config" "$scratch/" 2>/dev/null
if timeout 120 dotnet run --project "$scratch/readme" -c Release >"$scratch/said" 2>"$scratch/errors"; then
  said=$(tail -1 "$scratch/said")
  [[ $said == "nobody to lose" ]] || fail "the README's program says what there is: $said"
  echo "ok the README's snippets run, and say what there is"
else
  cat "$scratch/said" "$scratch/errors"
  fail "the README's snippets run"
fi

kill -TERM "$pid"
wait "$pid" || fail "the server stops: exit code $?"
pid=
