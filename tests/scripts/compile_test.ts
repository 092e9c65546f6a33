import { assert, assertEquals, assertMatch } from "@std/assert";
import { ProjectCopy } from "../helpers/project_copy.ts";

const LAST_GOOD = "the last good one";

/** Compiles in a copy that has a `./gim` already; tells what came of it. */
async function compile(
  copy: ProjectCopy,
  environment: Readonly<Record<string, string>>,
) {
  await Deno.writeTextFile(`${copy.folder}/gim`, LAST_GOOD);
  const before = await copy.names();
  const { code, stderr } = await copy.task(["compile"], environment).output();
  assertEquals(await copy.names(), before, "what is left behind");
  assertEquals(await Deno.readTextFile(`${copy.folder}/gim`), LAST_GOOD);
  return { code, said: new TextDecoder().decode(stderr) };
}

Deno.test("compiling without a base runtime says so and leaves nothing behind", async () => {
  await using copy = await ProjectCopy.make();
  const DENORT_BIN = `${copy.folder}/nowhere`;
  const { code, said } = await compile(copy, { DENORT_BIN });
  assertEquals(code, 1);
  assertMatch(
    said,
    /^compile: cannot get the base runtime \(denort\)[^\n]*\n$/,
  );
});

Deno.test("compiling sources with a fault tells the fault and leaves nothing behind", async () => {
  await using copy = await ProjectCopy.make();
  await Deno.writeTextFile(`${copy.folder}/main.ts`, 'import "./denort.ts";');
  const { code, said } = await compile(copy, {});
  assertEquals(code, 1);
  assertMatch(said, /^compile: (?!cannot get)[^]*denort\.ts/);
});

Deno.test("a build that is told to stop stops and leaves nothing behind", async () => {
  await using copy = await ProjectCopy.make();
  const before = await copy.names();
  // `deno compile` waits for somebody to write a base runtime into the pipe.
  const pipe = `${await Deno.makeTempDir()}/denort`;
  await new Deno.Command("mkfifo", { args: [pipe] }).output();
  const child = copy.task(["compile"], { DENORT_BIN: pipe }).spawn();
  await packaging(copy.folder);
  child.kill("SIGTERM");
  const { code } = await child.output();
  assertEquals(code, 143);
  assertEquals(await copy.names(), before);
  await Deno.remove(pipe.replace(/\/denort$/, ""), { recursive: true });
});

/** Settles when the bundle is written, which `deno compile` is then handed. */
async function packaging(folder: string): Promise<void> {
  for await (const { paths } of Deno.watchFs(folder)) {
    if (paths.some((path) => path.endsWith("/service.js"))) return;
  }
  assert(false, "the folder is no longer watched");
}
