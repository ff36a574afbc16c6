#!/usr/bin/env bash
# server.sh CACHE start|stop: Trino 476, the newest server on Maven Central, with the two plugins that read a lake.
# Kept in CACHE (0.9 GB) between runs. Needs Maven, and Java 24 or newer as JAVA_HOME.
set -euo pipefail
cache=$1 verb=$2 version=476
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
server=$cache/trino-server-$version
if [ ! -x "$server/bin/launcher" ]; then
  echo "Fetching Trino $version (821 MB)…" >&2
  mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get -Dtransitive=false \
    -Dartifact="io.trino:trino-server:$version:tar.gz" -Dmaven.repo.local="$cache/maven" >&2
  tar xzf "$cache/maven/io/trino/trino-server/$version/trino-server-$version.tar.gz" -C "$cache"
  rm -rf "$cache/maven"
fi
export TRINO_PLUGINS=$cache/trino-plugins PATH=$JAVA_HOME/bin:$PATH
mkdir -p "$TRINO_PLUGINS" "$cache/trino-data"
for plugin in hive iceberg; do ln -sfn "$server/plugin/$plugin" "$TRINO_PLUGINS/$plugin"; done
"$server/bin/launcher" --etc-dir "$here" --data-dir "$cache/trino-data" \
  --launcher-log-file "$cache/trino-data/launcher.log" --server-log-file "$cache/trino-data/server.log" "$verb" >&2
[ "$verb" = start ] || exit 0
for _ in $(seq 240); do
  # For a second or two after it says that it is up, a query can still fail with "nodes is empty".
  curl -s "http://127.0.0.1:$TRINO_PORT/v1/info" | grep -q '"starting":false' && { sleep 3; exit 0; }
  sleep 0.5
done
echo "Trino did not start; see $cache/trino-data/server.log" >&2
exit 1
