#!/bin/sh
# Builds localhost/nifi-base with buildah: the folders, tools and start of the official apache/nifi, without its NiFi.
set -eu
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
mkdir -p "$context/debs" "$context/rootfs/opt/nifi/scripts" "$context/rootfs/opt/nifi/nifi-current/conf" "$context/rootfs/usr/bin" "$context/rootfs/dev" "$context/rootfs/tmp"
chmod 755 "$context/debs"
(cd "$context/debs" && apt-get download -q libc6 bash coreutils gzip sed jq libjq1 libonig5 libtinfo6 libselinux1 libpcre2-8-0 libacl1 libattr1 libgmp10)
for deb in "$context"/debs/*.deb; do dpkg-deb -x "$deb" "$context/rootfs"; done
rm -rf "$context"/rootfs/usr/share/doc "$context"/rootfs/usr/share/man "$context"/rootfs/usr/share/locale
ln -sf bash "$context/rootfs/bin/sh"
printf '<configuration>\n</configuration>\n' > "$context/rootfs/opt/nifi/nifi-current/conf/logback.xml"
cat > "$context/rootfs/opt/nifi/scripts/start.sh" <<'START'
#!/usr/bin/env bash
# Where NiFi would start: what it would find, instead.
cat "$NIFI_HOME/conf/flow.json.gz" | gzip -dc
printf '\n--\n%s\n--\n' "$(cat "$NIFI_HOME/conf/logback.xml")"
env
START
chmod 755 "$context/rootfs/opt/nifi/scripts/start.sh"
cat > "$context/Dockerfile" <<'DOCKER'
FROM scratch
COPY rootfs/ /
ENV NIFI_BASE_DIR=/opt/nifi NIFI_HOME=/opt/nifi/nifi-current PATH=/usr/bin:/bin
WORKDIR /opt/nifi/nifi-current
DOCKER
BUILDAH_ISOLATION=chroot buildah bud --quiet --timestamp 0 -t localhost/nifi-base "$context"
