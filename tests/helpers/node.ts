/** The first Node with a WebSocket of its own. */
const OLDEST = 22;

/** The Node for tests: the one that CI gets, or else the first on the PATH. */
export const NODE = Deno.env.get("GIM_TEST_NODE") ?? "node";

const version = await versionOf(NODE);
const major = Number(/^v(\d+)\./.exec(version ?? "")?.[1] ?? 0);

async function versionOf(command: string): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command(command, { args: ["--version"] })
      .output();
    return new TextDecoder().decode(stdout).trim();
  } catch {
    return undefined;
  }
}

/** Can the client run in it? */
export const NODE_IS_NEW = major >= OLDEST;

/** A test that needs a Node in which the client can run. */
export function nodeTest(name: string, run: () => Promise<void>): void {
  if (NODE_IS_NEW) return Deno.test(`${name}, in Node ${version}`, run);
  const found = version === undefined ? "no Node" : `Node ${version}`;
  const wanted = `GIM_TEST_NODE names no Node from ${OLDEST} on`;
  Deno.test.ignore(`${name}: there is ${found}, and ${wanted}`, run);
}
