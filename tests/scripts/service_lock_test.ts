import { assertEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);

interface Lock {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<Record<string, unknown>>;
  readonly workspace: unknown;
}

async function read(name: string): Promise<Lock> {
  return JSON.parse(await Deno.readTextFile(new URL(name, ROOT)));
}

/** Those entries of the one that the other has in the same way. */
function common<Value>(
  part: Readonly<Record<string, Value>>,
  whole: Readonly<Record<string, Value>>,
): Record<string, Value> {
  const shared = Object.keys(part).filter((key) => key in whole);
  return Object.fromEntries(shared.map((key) => [key, whole[key] as Value]));
}

Deno.test("the service's lock is a part of the project's", async () => {
  const service = await read("service.lock");
  const project = await read("deno.lock");
  assertEquals(service.npm, common(service.npm, project.npm));
  assertEquals(
    service.specifiers,
    common(service.specifiers, project.specifiers),
  );
  assertEquals(service.workspace, project.workspace);
});

Deno.test("the service's lock has what the service needs, and nothing else", async () => {
  const { npm } = await read("service.lock");
  const names = Object.keys(npm).map((key) => key.replace(/(?<=.)@.*$/, ""));
  const scopes = new Set(
    names.map((name) => name.replace(/^(@redis)\/.*/, "$1")),
  );
  assertEquals([...scopes].sort(), [
    "@opentelemetry/api",
    "@redis",
    "bintrees",
    "deno-std",
    "fastest-levenshtein",
    "jose",
    "long",
    "pprof-format",
    "prom-client",
    "protobufjs",
    "redis",
    "tdigest",
    "typebox",
  ]);
});
