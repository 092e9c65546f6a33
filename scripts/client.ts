/**
 * Writes `dist/gim-client.mjs`: the client as one file for browsers, Deno and
 * Node; beside it `dist/gim-client-protobuf.mjs`, its other encoding, and
 * `dist/gim-client-store.mjs`, the store; the types of all; and all of it as
 * packages, in `dist/npm` and `dist/jsr`.
 *
 * @module
 */

import { declareClient } from "./client_types.ts";
import { writePackages } from "./client_packages.ts";

const ROOT = new URL("../", import.meta.url);
const DIRECTORY = new URL("dist/", ROOT);
/** Which module becomes which file. */
const FILES: readonly (readonly [entry: Entry, file: string])[] = [
  ["mod", "gim-client.mjs"],
  ["protobuf", "gim-client-protobuf.mjs"],
  ["store/mod", "gim-client-store.mjs"],
];

/** The types of the other encoding, which has this one name. */
const PROTOBUF_TYPES = `import type { WireCodec } from "./gim-client.mjs";

/** The messages of \`gim.proto\` in binary frames, \`gim.proto\`. */
export declare function protobufCodec(): WireCodec;
`;

/**
 * Where a line may be broken. With all in one, Node would show all of it for
 * every error that nobody caught.
 */
const STATEMENT = /([;}])((?:async )?function \w|class \w|(?:var|let) \w)/g;

/** What an application may import. */
export type Entry = "mod" | "protobuf" | "store/mod";

/**
 * The client, or one of the modules beside it, as the text of one JavaScript
 * module.
 *
 * @throws {Error} when the bundler fails
 */
export async function bundleClient(entry: Entry = "mod"): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      ...[
        "--quiet",
        "--frozen",
        "--lock=deno.lock",
        "--platform=browser",
        "--minify",
      ],
      `src/client/${entry}.ts`,
    ],
    cwd: ROOT,
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stderr));
  return decoder.decode(stdout).replaceAll(STATEMENT, "$1\n$2");
}

/** Writes a file; whoever reads it meanwhile sees the old or the new one. */
async function write(file: string, code: string): Promise<void> {
  await Deno.mkdir(DIRECTORY, { recursive: true });
  const fresh = new URL(`${file}.${crypto.randomUUID()}`, DIRECTORY);
  await Deno.writeTextFile(fresh, code);
  await Deno.rename(fresh, new URL(file, DIRECTORY));
}

/** Writes the files of the client; returns their sizes with gzip by their names. */
export async function writeClient(): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const [entry, file] of FILES) {
    const types = file.replace(/mjs$/, "d.mts");
    // TypeScript looks there by itself, Deno when it is told to.
    const note = `// @ts-self-types="./${types}"\n`;
    const code = note + await bundleClient(entry);
    await write(file, code);
    sizes.set(file, await gzipSize(code));
  }
  return sizes;
}

/** Writes the types of the files; it takes the compiler some while. */
export async function writeTypes(): Promise<void> {
  const scratch = new URL(`types.${crypto.randomUUID()}/`, DIRECTORY);
  await Deno.mkdir(scratch, { recursive: true });
  try {
    const { client, store } = await declareClient(scratch, "./gim-client.mjs");
    await write("gim-client.d.mts", client);
    await write("gim-client-store.d.mts", store);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
  await write("gim-client-protobuf.d.mts", PROTOBUF_TYPES);
}

/** Bytes of a text after gzip, as a web server sends it. */
export async function gzipSize(text: string): Promise<number> {
  const packed = new Response(text).body?.pipeThrough(
    new CompressionStream("gzip"),
  );
  return (await new Response(packed).arrayBuffer()).byteLength;
}

if (import.meta.main) {
  await writeTypes();
  const lines = [...await writeClient()]
    .map(([file, size]) => `dist/${file}: ${size} bytes with gzip\n`);
  await writePackages(DIRECTORY);
  lines.push("dist/npm, dist/jsr: the same as packages\n");
  await Deno.stdout.write(new TextEncoder().encode(lines.join("")));
}
