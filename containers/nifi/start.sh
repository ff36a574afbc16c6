#!/usr/bin/env bash
# Makes NiFi's flow of the baked one and the environment, then hands over to the image's own start. Nothing that it writes must outlive the task.
set -euo pipefail
umask 077
export INTAKE_HOST="${INTAKE_HOST:-0.0.0.0}" DIRECTORY_IN="${DIRECTORY_IN:-$NIFI_HOME/in}" DIRECTORY_REFUSED="${DIRECTORY_REFUSED:-$NIFI_HOME/refused}"
mkdir -p "$DIRECTORY_IN" "$DIRECTORY_REFUSED"

# The secrets stand in this file until NiFi encrypts them as it starts, with a key that dies with the task too.
jq --arg flows "${FLOWS:-http-push}" -f /opt/hypatia/fill.jq /opt/hypatia/flow.json | gzip > "$NIFI_HOME/conf/flow.json.gz"
export NIFI_SENSITIVE_PROPS_KEY="${NIFI_SENSITIVE_PROPS_KEY:-$(head -c 24 /dev/urandom | base64)}"
unset LANDING_CLIENT_SECRET X_BEARER_TOKEN

# At INFO the one logs every address, and a presigned URL is as good as a credential; the other a line a file.
for name in InvokeHTTP ExecuteStreamCommand; do
  quiet="<logger name=\"org.apache.nifi.processors.standard.$name\" level=\"WARN\"/>"
  sed -i "s#</configuration>#$quiet</configuration>#" "$NIFI_HOME/conf/logback.xml"
done

exec "$NIFI_BASE_DIR/scripts/start.sh"
