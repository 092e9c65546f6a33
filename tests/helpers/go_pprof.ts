const GO_PLACES = ["go", "/usr/local/go/bin/go", "/usr/lib/go/bin/go"];

/** The `go` of this machine; undefined where there is none. */
export const GO = await findGo();

async function findGo(): Promise<string | undefined> {
  for (const path of GO_PLACES) {
    try {
      const { success } = await new Deno.Command(path, {
        args: ["version"],
      }).output();
      if (success) return path;
    } catch {
      // Not there.
    }
  }
  return undefined;
}

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
