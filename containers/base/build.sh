#!/bin/sh
# Builds localhost/lambda-nodejs:24 with buildah: a 12 MB root of six Debian packages, and Node from npm's package.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
mkdir "$context/debs" "$context/rootfs"
chmod 755 "$context/debs"
(cd "$context/debs" && apt-get download -q libc6 libstdc++6 libgcc-s1 base-files ca-certificates tzdata)
for deb in "$context"/debs/*.deb; do dpkg-deb -x "$deb" "$context/rootfs"; done
rm -rf "$context"/rootfs/usr/share/doc "$context"/rootfs/usr/share/man "$context"/rootfs/usr/share/locale "$context"/rootfs/usr/lib/*/gconv
cp "$here/../../node_modules/node/bin/node" "$context/node"
cp "$here/Dockerfile" "$here/runtime.mjs" "$context"
BUILDAH_ISOLATION=chroot buildah bud --quiet --timestamp 0 -t localhost/lambda-nodejs:24 "$context"
