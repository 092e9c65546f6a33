/**
 * Whether the program under test runs on Deno 2.6.10, as a binary does that was
 * made with the stand-in for the base runtime (see `.ci/run`).
 */
const IS_OLDER = Deno.env.get("GIM_TEST_OLDER_RUNTIME") === "true";

/**
 * A test that cannot hold on the older runtime; there it is left out, which is
 * said with the reason.
 */
export function testOfThisRuntime(
  reason: string,
  name: string,
  run: () => Promise<void>,
): void {
  if (!IS_OLDER) return Deno.test(name, run);
  const line = `left out on Deno 2.6.10 (${reason}): ${name}\n`;
  Deno.stderr.writeSync(new TextEncoder().encode(line));
}
