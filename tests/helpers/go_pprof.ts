import { findGo } from "./programs.ts";

/** The `go` of this machine; undefined where there is none. */
export const GO = await findGo();

/** What `go tool pprof -top` prints of a profile; fails when it cannot open it. */
export async function pprofTop(
  profile: Uint8Array,
  flags: readonly string[] = [],
): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".pb.gz" });
  try {
    await Deno.writeFile(file, profile);
    const { success, stdout, stderr } = await new Deno.Command(GO ?? "go", {
      args: ["tool", "pprof", "-top", "-nodecount=500", ...flags, file],
    }).output();
    const decoder = new TextDecoder();
    if (!success) throw new Error(decoder.decode(stderr));
    return decoder.decode(stdout);
  } finally {
    await Deno.remove(file);
  }
}
