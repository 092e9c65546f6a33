/** Is there a program of this name on the path? */
export async function hasProgram(name: string): Promise<boolean> {
  const { code } = await new Deno.Command("sh", {
    args: ["-c", `command -v ${name}`],
    stdout: "null",
    stderr: "null",
  }).output();
  return code === 0;
}

const GO_PLACES = ["go", "/usr/local/go/bin/go", "/usr/lib/go/bin/go"];

/** The `go` of this machine, which need not be on the path; undefined: none. */
export async function findGo(): Promise<string | undefined> {
  for (const path of GO_PLACES) if (await hasProgram(path)) return path;
  return undefined;
}
