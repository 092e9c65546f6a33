import { assert, assertEquals, assertLess } from "@std/assert";
import { bundleClient, gzipSize } from "../../scripts/client.ts";
import { importsOf } from "../helpers/source.ts";

const CLIENT = new URL("../../src/client/", import.meta.url);
/** What a page can spare for a chat, in bytes with gzip. */
const MAX_SIZE = 12 * 1024;

/** Traces of what only the service needs. */
const SERVER_SIDE = [
  ...["typebox", "Static", "additionalProperties", "jose", "SignJWT"],
  ...["Deno", "node:", "process", "protobuf", "RedBlackTree", "createServer"],
];

Deno.test("the client is one file of less than 12 KiB with gzip", async () => {
  const code = await bundleClient();
  assertLess(await gzipSize(code), MAX_SIZE);
  assertEquals(code.match(/\bimport\b[\s({"*]/g), null);
  const found = SERVER_SIDE.filter((trace) => code.includes(trace));
  assertEquals(found, []);
});

Deno.test("the client takes nothing but types from outside its folder", () => {
  for (const { name } of Deno.readDirSync(CLIENT)) {
    const source = Deno.readTextFileSync(new URL(name, CLIENT));
    const types = source.matchAll(/^import type [^;]*? from "([^"]+)";$/gms);
    const allowed = new Set([...types].map(([, path]) => path));
    for (const path of importsOf(source)) {
      assert(path.startsWith("./") || allowed.has(path), `${name}: ${path}`);
    }
  }
});

Deno.test("the bundled client has the names that an application uses", async () => {
  const code = await bundleClient();
  const url = URL.createObjectURL(
    new Blob([code], { type: "text/javascript" }),
  );
  const names = Object.keys(await import(url));
  URL.revokeObjectURL(url);
  assertEquals(names.toSorted(), [
    "GimClient",
    "GimClosedError",
    "GimError",
    "GimOverflowError",
    "GimReplyError",
    "GimTimeoutError",
  ]);
});
