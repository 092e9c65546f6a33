import { assertEquals, assertMatch } from "@std/assert";

const ROOT = new URL("../", import.meta.url);

function read(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, ROOT));
}

Deno.test("the container image, CI and README pin the same Deno", async () => {
  const [, pin] = /^ARG DENO_VERSION=(\S+)$/m.exec(await read("Dockerfile")) ??
    [];
  assertMatch(pin ?? "", /^\d+\.\d+\.\d+$/);
  const [, ci] = /^DENO_VERSION=(\S+)$/m.exec(await read(".ci/run")) ?? [];
  assertEquals(ci, pin);
  const [, readme] = /npx -y deno@(\S+) /.exec(await read("README.md")) ?? [];
  assertEquals(readme, pin);
});

Deno.test("the image's build stage gets what .dockerignore lets through", async () => {
  const copied = [...(await read("Dockerfile")).matchAll(/^COPY (?!-)(.+)$/gm)]
    .flatMap(([, paths = ""]) => paths.split(" ").slice(0, -1));
  const sent = [...(await read(".dockerignore")).matchAll(/^!(.+)$/gm)]
    .map(([, path]) => path);
  assertEquals(copied.sort(), sent.sort());
});

Deno.test("the image runs the binary without a shell and without rights", async () => {
  const dockerfile = await read("Dockerfile");
  const [, final = ""] = dockerfile.split(/^FROM gcr.io\/distroless\/cc-.*$/m);
  // With a name `runAsNonRoot` of Kubernetes refuses to start it.
  assertMatch(final, /^USER 65532$/m);
  assertMatch(final, /^EXPOSE 8080 8081$/m);
  assertMatch(final, /^ {2}CMD \["\/gim", "healthcheck"\]$/m);
  assertMatch(final, /^ENTRYPOINT \["\/gim"\]$/m);
});

Deno.test("the image has a data directory that its user may write to", async () => {
  const dockerfile = await read("Dockerfile");
  const [, final = ""] = dockerfile.split(/^FROM gcr.io\/distroless\/cc-.*$/m);
  const [, user] = /^USER (\d+)$/m.exec(final) ?? [];
  const [, directory] = /^ENV GIM_DATA_DIR=(.+)$/m.exec(final) ?? [];
  const owned =
    `COPY --from=build --chown=${user}:${user} ${directory} ${directory}`;
  assertEquals(final.split("\n").includes(owned), true);
});

Deno.test("the build is told whether the binary exports spans", async () => {
  const [build = ""] = (await read("Dockerfile")).split(/^FROM gcr/m);
  assertMatch(
    build,
    /^ARG OTEL_DENO=false$[^]*^RUN \["deno", "task", "compile"\]$/m,
  );
});

Deno.test("the balancer looks up its nodes anew, with an nginx that can", async () => {
  const servers = (await read("deploy/nginx.conf")).match(
    /^ *server gim-.*$/gm,
  );
  assertEquals(servers?.length, 4);
  for (const server of servers ?? []) {
    assertMatch(server, / resolve max_fails=0;$/);
  }
  const [, minor] = /image: nginx:1\.(\d+)-/.exec(await read("compose.yaml")) ??
    [];
  // 1.27.3 is the first; the even ones are stable.
  assertEquals(Number(minor) >= 28, true);
});
