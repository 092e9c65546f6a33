import { assertEquals } from "@std/assert";
import project from "../../deno.json" with { type: "json" };

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
  const whole = await read("deno.lock");
  assertEquals(service.npm, common(service.npm, whole.npm));
  assertEquals(
    service.specifiers,
    common(service.specifiers, whole.specifiers),
  );
  assertEquals(service.workspace, whole.workspace);
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
    "ws",
  ]);
});

Deno.test("what all sources may import is what the service needs", async () => {
  // `deno task` downloads these before any task runs.
  const service = await read("service.lock");
  const { imports, lock } = project;
  const packages = Object.values(imports).filter((each) => /^npm:/.test(each));
  const unneeded = packages.filter((each) => !(each in service.specifiers));
  assertEquals(unneeded, []);
  assertEquals(lock, false, "one lock for all would be downloaded as well");
});
