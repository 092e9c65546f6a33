/**
 * Writes `dist/gim-client.js`: the client as one file for browsers, Deno and
 * Node.
 *
 * @module
 */

const ROOT = new URL("../", import.meta.url);
const DIRECTORY = new URL("dist/", ROOT);
const FILE = new URL("gim-client.js", DIRECTORY);

/**
 * The client as the text of one JavaScript module.
 *
 * @throws {Error} when the bundler fails
 */
export async function bundleClient(): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      ...["--quiet", "--frozen", "--platform=browser", "--minify"],
      "src/client/mod.ts",
    ],
    cwd: ROOT,
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(decoder.decode(stderr));
  return decoder.decode(stdout);
}

/** Writes the client; whoever reads it meanwhile sees the old or the new one. */
export async function writeClient(): Promise<void> {
  const code = await bundleClient();
  await Deno.mkdir(DIRECTORY, { recursive: true });
  const fresh = new URL(`${FILE.href}.${Deno.pid}`);
  await Deno.writeTextFile(fresh, code);
  await Deno.rename(fresh, FILE);
}

/** Bytes of a text after gzip, as a web server sends it. */
export async function gzipSize(text: string): Promise<number> {
  const packed = new Response(text).body?.pipeThrough(
    new CompressionStream("gzip"),
  );
  return (await new Response(packed).arrayBuffer()).byteLength;
}

if (import.meta.main) {
  await writeClient();
  const size = await gzipSize(await Deno.readTextFile(FILE));
  const line = `dist/gim-client.js: ${size} bytes with gzip\n`;
  await Deno.stdout.write(new TextEncoder().encode(line));
}
