/** Is there a program of this name on the path? */
export async function hasProgram(name: string): Promise<boolean> {
  const { code } = await new Deno.Command("sh", {
    args: ["-c", `command -v ${name}`],
    stdout: "null",
    stderr: "null",
  }).output();
  return code === 0;
}
