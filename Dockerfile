# GIM in a container: the compiled binary and nothing else, no shell, no Deno.
#
#   docker build -t gim .
#   docker run -p 8080:8080 -p 8081:8081 -e GIM_AUTH_SECRET=… gim
#
# Options come as variables (GIM_…) or as arguments behind the image's name. An
# API address belongs in GIM_API_ADDRESS: the health check reads it there and
# does not see arguments.
#
# There was no container engine where this file was written. Checked instead, on
# x86-64 Linux with Deno 2.9.6:
# - the files copied into the build stage are enough: in a folder with these
#   files only, `deno task bundle` builds, and `deno compile` packages main.ts;
# - `deno task compile` ended there with its one line about denort, the base
#   runtime, which it downloads from Deno's own host: the build stage needs the
#   network, or DENORT_BIN and a copy of that file;
# - what Deno links to is libc, libm, libdl, librt, libpthread and libgcc_s, with
#   symbols of glibc up to 2.27: the base image has them (glibc 2.36);
# - the bundle, with the flags that the binary is compiled with, ran in an empty
#   root with these libraries, /proc and /dev/null, as user 65532: it served both
#   ports, `healthcheck` ended with 0, SIGTERM ended it with 0.
# Not checked: the two images themselves, and a binary made from denort.

# The same number stands in .ci/run and README.md; a test compares them.
ARG DENO_VERSION=2.9.6

FROM denoland/deno:${DENO_VERSION} AS build
WORKDIR /src
COPY deno.json deno.lock service.lock main.ts ./
COPY deps ./deps
COPY scripts ./scripts
COPY src ./src
RUN ["deno", "task", "compile"]

FROM gcr.io/distroless/cc-debian12:nonroot
# What `/version` and the metrics tell of the code: --build-arg COMMIT=$(git rev-parse HEAD)
ARG COMMIT=unknown
ENV GIM_COMMIT=${COMMIT}
COPY --from=build /src/gim /gim
USER nonroot
EXPOSE 8080 8081
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s --retries=3 \
  CMD ["/gim", "healthcheck"]
ENTRYPOINT ["/gim"]
