/**
 * The folder with the tools that read the OpenAPI document: `bin/` of Python's,
 * `node_modules/` of Node's. `.ci/run` fills one; a tool that it has not is
 * looked for on the PATH.
 */
const FOLDER = Deno.env.get("GIM_TEST_OPENAPI");

/** The packages beside a command of Node's. */
export async function modulesBeside(tool: string): Promise<string> {
  const [folder] = (await Deno.realPath(tool)).split("/node_modules/");
  return `${folder}/node_modules`;
}

/** The Python that a command of its packages runs in. */
export async function pythonOf(tool: string): Promise<string> {
  const [line = ""] = (await Deno.readTextFile(tool)).split("\n");
  return line.replace(/^#! */, "");
}

/** Runs a command to its end; what it wrote where it fails. */
export async function run(
  command: string,
  args: readonly string[],
  cwd?: string,
): Promise<string> {
  const options = { args: [...args], ...(cwd === undefined ? {} : { cwd }) };
  const { success, stdout, stderr } = await new Deno.Command(command, {
    ...options,
    env: { REDOCLY_TELEMETRY: "off", NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  const [out, err] = [decoder.decode(stdout), decoder.decode(stderr)];
  if (!success) throw new Error(`${command}: ${out}${err}`);
  return out;
}

/** A test that needs tools, by the names of their commands. */
export function testWithTools(
  name: string,
  names: readonly string[],
  test: (tools: Readonly<Record<string, string>>) => Promise<void>,
): void {
  const found = names.map((each) => [each, find(each)] as const);
  const missing = found.filter(([, path]) => path === undefined);
  const told = missing.map(([each]) => each).join(", ");
  const tools = Object.fromEntries(found) as Record<string, string>;
  if (missing.length === 0) return Deno.test(name, () => test(tools));
  Deno.test.ignore(
    `${name}: skipped, neither GIM_TEST_OPENAPI nor PATH has ${told}`,
    () => {},
  );
}

function find(name: string): string | undefined {
  const own = FOLDER === undefined
    ? []
    : [`${FOLDER}/bin`, `${FOLDER}/node_modules/.bin`];
  const folders = [...own, ...(Deno.env.get("PATH") ?? "").split(":")];
  return folders.map((folder) => `${folder}/${name}`).find(isFile);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
