/**
 * Flags of a service that may be asked as often as one likes: for tests and
 * loads, a handful of users of which ask as much as thousands otherwise do.
 */
export const LIFTED_LIMITS: readonly string[] = [
  "--send-rate=0",
  "--request-rate=0",
  "--max-chatrooms-per-user=0",
];

/** Those of them that a program, such as an older one, has. */
export async function limitsLiftedIn(main: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", main, "help"],
  }).output();
  const help = new TextDecoder().decode(stdout);
  return LIFTED_LIMITS.filter((flag) => help.includes(flag.split("=")[0]!));
}
