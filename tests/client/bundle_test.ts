import { assert, assertEquals, assertLess } from "@std/assert";
import { bundleClient, gzipSize } from "../../scripts/client.ts";
import { importsOf } from "../helpers/source.ts";

const CLIENT = new URL("../../src/client/", import.meta.url);
/**
 * What a page can spare for a chat, in bytes with gzip. It was 15 KiB, which
 * governed chatrooms, signals and watching, with the shapes of all their
 * replies, do not fit into.
 */
const MAX_SIZE = 17 * 1024;

/** The encoding that an application imports beside the client. */
const WITH_LIBRARY = "protobuf.ts";

/** Traces of what only the service needs. */
const SERVER_SIDE = [
  ...["typebox", "Static", "additionalProperties", "jose", "SignJWT"],
  ...["Deno", "node:", "process", "protobuf", "RedBlackTree", "createServer"],
];

Deno.test("the client is one file of less than 17 KiB with gzip", async () => {
  const code = await bundleClient();
  assertLess(await gzipSize(code), MAX_SIZE);
  assertEquals(code.match(/\bimport\b[\s({"*]/g), null);
  const found = SERVER_SIDE.filter((trace) => code.includes(trace));
  assertEquals(found, []);
});

function* sources(folder: URL): Generator<[URL, string]> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* sources(new URL(`${name}/`, folder));
    else if (name !== WITH_LIBRARY) {
      const path = new URL(name, folder);
      yield [path, Deno.readTextFileSync(path)];
    }
  }
}

Deno.test("the client takes nothing but types from outside its folder", () => {
  for (const [path, source] of sources(CLIENT)) {
    const types = source.matchAll(
      /^(?:import|export) type [^;]*? from "([^"]+)";$/gms,
    );
    const allowed = new Set([...types].map(([, each]) => each));
    for (const each of importsOf(source)) {
      const inside = new URL(each, path).href.startsWith(CLIENT.href);
      assert(inside || allowed.has(each), `${path}: ${each}`);
    }
  }
});

Deno.test("the store is one file of less than 7 KiB, and knows no client but its own", async () => {
  const code = await bundleClient("store/mod");
  assertLess(await gzipSize(code), 7 * 1024);
  assertEquals(code.match(/\bimport\b[\s({"*]/g), null);
  const names = Object.keys(await load(code)).toSorted();
  assertEquals(names, ["GimStore", "MessageLog"]);
});

Deno.test("the protobuf encoding is one file, too", async () => {
  const code = await bundleClient("protobuf");
  assertEquals(code.match(/\bimport\b[\s({"*]/g), null);
  const found = ["typebox", "Deno", "node:", "eval("].filter((trace) =>
    code.includes(trace)
  );
  assertEquals(found, []);
  const { protobufCodec } = await load(code);
  const { subprotocol, encode, decode } = protobufCodec();
  assertEquals(subprotocol, "gim.proto");
  assertEquals([...encode(105, 7, {})], [8, 7, 202, 6, 0]);
  const frame = { kind: "reply", seq: 7, code: 0, msg: "ok", data: {} };
  const bytes = [8, 7, 26, 2, 111, 107, 194, 6, 0];
  assertEquals(decode(new Uint8Array(bytes).buffer), frame);
});

Deno.test("the bundled client has the names that an application uses", async () => {
  const names = Object.keys(await load(await bundleClient()));
  assertEquals(names.toSorted(), [
    "GimClient",
    "GimClosedError",
    "GimError",
    "GimOverflowError",
    "GimReplyError",
    "GimTimeoutError",
  ]);
});

Deno.test("the bundled client's errors have the names of their classes", async () => {
  const all = await load(await bundleClient());
  const names = Object.keys(all).filter((name) => name.endsWith("Error"));
  for (const name of names) {
    // The service's code comes first in the one that has a code.
    const args = name === "GimReplyError" ? [404, "gone"] : ["gone"];
    const error = new all[name](...args);
    assertEquals([error.name, error.constructor.name], [name, name]);
    assertEquals(String(error), `${name}: gone`);
    assertEquals(error.stack.split("\n")[0], `${name}: gone`);
  }
});

Deno.test("a line of the bundled client can be looked at", async () => {
  const lines = (await bundleClient()).split("\n");
  // Node shows the whole line that an error comes from.
  assertLess(Math.max(...lines.map(({ length }) => length)), 4000);
});

// deno-lint-ignore no-explicit-any -- a bundle has no types
async function load(code: string): Promise<any> {
  const blob = new Blob([code], { type: "text/javascript" });
  const url = URL.createObjectURL(blob);
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
