#!/usr/bin/env bash
# Builds the Dockerfile with buildah and runs what comes out, as root on Debian:
#
#   tests/container/run.sh [FILE]
#
# FILE is a base runtime (denort) where Deno's own host is out of reach.
#
# The two base images are stand-ins, made of this machine's files: for
# denoland/deno the `deno` on the PATH, for gcr.io/distroless/cc-debian13 the
# libraries that such an image has, both without a shell. So this shows that the
# Dockerfile builds, with the files that .dockerignore lets through, and that the
# binary runs in an empty root as user 65532. It does not show the images
# themselves.
set -euo pipefail
cd "$(dirname "$0")/../.."
denort=${1:+$(realpath "$1")}

work=$(mktemp -d)
export BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs
buildah() { command buildah --root "$work/images" --runroot "$work/run" "$@"; }
finish() {
  buildah rm --all >/dev/null 2>&1 || true
  buildah rmi --all --force >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

fail() {
  printf 'container: %s\n' "$*" >&2
  exit 1
}

# A root of the libraries that every program here is linked to.
root() {
  mkdir -p "$1"/{tmp,etc,proc,dev,usr/lib}
  chmod 1777 "$1/tmp"
  local library
  for library in $(ldd "$deno" | grep -o '/[^ ]*'); do
    mkdir -p "$1$(dirname "$library")"
    cp -L "$library" "$1$library"
  done
  for library in libnss_files.so.2 libnss_dns.so.2 libresolv.so.2; do
    cp -L /lib/x86_64-linux-gnu/$library "$1/lib/x86_64-linux-gnu/" 2>/dev/null || true
  done
}

# An image of a root's files, under the name that the Dockerfile asks for.
image() {
  local container
  container=$(buildah from scratch)
  buildah copy -q "$container" "$1" / >/dev/null
  buildah config --env DENO_TLS_CA_STORE=system "$container"
  buildah commit -q "$container" "$2" >/dev/null
  buildah rm "$container" >/dev/null
}

deno=$(deno eval 'console.log(Deno.execPath())')
version=$(deno eval 'console.log(Deno.version.deno)')

root "$work/deno"
mkdir -p "$work/deno/usr/bin" "$work/deno/etc/ssl/certs"
cp "$deno" "$work/deno/usr/bin/deno"
# Whom this machine trusts, its own authorities included.
cat "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" \
  ${NODE_EXTRA_CA_CERTS:+"$NODE_EXTRA_CA_CERTS"} \
  >"$work/deno/etc/ssl/certs/ca-certificates.crt"
image "$work/deno" "docker.io/denoland/deno:$version"
root "$work/cc"
image "$work/cc" gcr.io/distroless/cc-debian13:latest

build=(--pull-never --build-arg "COMMIT=$(git rev-parse HEAD)")
if [[ -n $denort ]]; then
  build+=(--volume "$denort:/denort:ro" --build-arg DENORT_BIN=/denort)
fi
buildah bud -q --format docker "${build[@]}" -t gim . >/dev/null
user=$(buildah inspect --type image --format '{{.OCIv1.Config.User}}' gim)
[[ $user == 65532 ]] || fail "the image's user is $user"

container=$(buildah from --pull-never gim)
in_container() { buildah run "$container" -- "$@"; }
in_container /gim --version

# The image's program, started with these flags, listens, is healthy, runs as the
# image's user, and ends in order.
check_image() {
  rm -f "$work/log"
  in_container /gim --ws 127.0.0.1:0 --http 127.0.0.1:0 --log-format json \
    --gateway-worker 2 "$@" 2>"$work/log" &
  local service=$! api=
  for _ in $(seq 100); do
    if [[ -e $work/log ]]; then
      api=$(sed -nE 's/.*"event":"listening".*"api":"([^"]+)".*/\1/p' "$work/log")
    fi
    if [[ -n $api ]]; then break; fi
    sleep 0.1
  done
  [[ -n $api ]] || { cat "$work/log" >&2; fail "the container does not listen: $*"; }
  in_container /gim healthcheck --http "$api"
  local uid
  uid=$(for each in /proc/[0-9]*; do
    if tr '\0' ' ' <"$each/cmdline" 2>/dev/null | grep -q '^/gim --ws 127'; then
      awk '/^Uid:/ { print $2 }' "$each/status"
      kill -TERM "${each#/proc/}"
    fi
  done)
  [[ $uid == 65532 ]] || fail "it ran as user $uid"
  wait "$service" || fail "it ended with status $? on SIGTERM: $*"
}

check_image
check_image --storage disk
# What is in the volume is still there, and is the user's alone.
in_container /gim backup /data/copy.db
printf 'container: built, served, healthy, ended in order\n'
