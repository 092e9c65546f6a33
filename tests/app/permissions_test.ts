import { assertEquals } from "@std/assert";

const MODULE = new URL("../../src/app/permissions.ts", import.meta.url).href;

/** What is left of `--allow-sys` in a process that keeps what it needs. */
async function leftOver(profilingEnabled: boolean): Promise<string> {
  const script = `import { keepNeededPermissions } from "${MODULE}";
    await keepNeededPermissions({ profilingEnabled: ${profilingEnabled} });
    const { state } = await Deno.permissions.query({ name: "sys" });
    console.log(state);`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...[
        "run",
        "--frozen",
        "--lock=service.lock",
        "--no-prompt",
        "--allow-sys",
        "--ext=ts",
      ],
      `data:text/typescript,${encodeURIComponent(script)}`,
    ],
    cwd: new URL("../", import.meta.url),
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout).trim() || decoder.decode(stderr);
}

Deno.test("--allow-sys is given back unless profiling needs it", async () => {
  assertEquals(await leftOver(false), "prompt");
  assertEquals(await leftOver(true), "granted");
});
