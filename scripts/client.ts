/**
 * Writes `dist/gim-client.js`: the client as one file for browsers, Deno and
 * Node; and beside it `dist/gim-client-protobuf.js`, its other encoding.
 *
 * @module
 */

const ROOT = new URL("../", import.meta.url);
const DIRECTORY = new URL("dist/", ROOT);
/** Which module becomes which file. */
const FILES: readonly (readonly [entry: Entry, file: string])[] = [
  ["mod", "gim-client.js"],
  ["protobuf", "gim-client-protobuf.js"],
];

/** What an application may import. */
export type Entry = "mod" | "protobuf";

/**
 * The client, or its protobuf encoding, as the text of one JavaScript module.
 *
 * @throws {Error} when the bundler fails
 */
export async function bundleClient(entry: Entry = "mod"): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      ...["--quiet", "--frozen", "--platform=browser", "--minify"],
      `src/client/${entry}.ts`,
    ],
    cwd: ROOT,
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stderr));
  return decoder.decode(stdout);
}

/** Writes a file; whoever reads it meanwhile sees the old or the new one. */
async function write(file: string, code: string): Promise<void> {
  await Deno.mkdir(DIRECTORY, { recursive: true });
  const fresh = new URL(`${file}.${Deno.pid}`, DIRECTORY);
  await Deno.writeTextFile(fresh, code);
  await Deno.rename(fresh, new URL(file, DIRECTORY));
}

/** Writes all files of the client; returns their sizes with gzip by their names. */
export async function writeClient(): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const [entry, file] of FILES) {
    const code = await bundleClient(entry);
    await write(file, code);
    sizes.set(file, await gzipSize(code));
  }
  return sizes;
}

/** Bytes of a text after gzip, as a web server sends it. */
export async function gzipSize(text: string): Promise<number> {
  const packed = new Response(text).body?.pipeThrough(
    new CompressionStream("gzip"),
  );
  return (await new Response(packed).arrayBuffer()).byteLength;
}

if (import.meta.main) {
  const lines = [...await writeClient()]
    .map(([file, size]) => `dist/${file}: ${size} bytes with gzip\n`);
  await Deno.stdout.write(new TextEncoder().encode(lines.join("")));
}
