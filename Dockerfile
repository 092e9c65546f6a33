# GIM in a container: the compiled binary and nothing else, no shell, no Deno.
#
#   docker build -t gim .
#   docker run -p 8080:8080 -p 8081:8081 -e GIM_AUTH_SECRET=… gim
#
# What has to outlive the container goes into a volume at /data:
#
#   docker run … -v gim:/data gim --storage disk
#
# Options come as variables (GIM_…) or as arguments behind the image's name. An
# API address belongs in GIM_API_ADDRESS: the health check reads it there and
# does not see arguments.
#
# `tests/container/run.sh` builds it with buildah on stand-ins for the two base
# images and runs what comes out; its head says what that does not show.
# The build needs the network: the npm registry, and Deno's own host for the base
# runtime (denort), or --build-arg DENORT_BIN=… and a volume with a copy of it.

# The same number stands in .ci/run and README.md; a test compares them.
ARG DENO_VERSION=2.9.6

FROM denoland/deno:${DENO_VERSION} AS build
WORKDIR /src
COPY deno.json deno.lock service.lock main.ts ./
COPY deps ./deps
COPY scripts ./scripts
COPY src ./src
# Whether the binary exports spans is settled when it is compiled.
ARG OTEL_DENO=false
ARG DENORT_BIN
RUN ["deno", "task", "compile"]
# A new volume takes its owner from the image, which has no shell to change it.
RUN ["deno", "eval", "Deno.mkdirSync('/data', { mode: 0o700 })"]

# What Deno links to is libc, libm, libdl, librt, libpthread and libgcc_s.
FROM gcr.io/distroless/cc-debian13
# What `/version` and the metrics tell of the code: --build-arg COMMIT=$(git rev-parse HEAD)
ARG COMMIT=unknown
ENV GIM_COMMIT=${COMMIT}
COPY --from=build /src/gim /gim
COPY --from=build --chown=65532:65532 /data /data
ENV GIM_DATA_DIR=/data
# A number, as Kubernetes cannot tell of a name that it is not root's.
USER 65532
EXPOSE 8080 8081
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s --retries=3 \
  CMD ["/gim", "healthcheck"]
ENTRYPOINT ["/gim"]
