/** Milliseconds of quiet that end a change: an editor writes in several steps. */
const QUIET = 150;

/** What the service is made of, in folders and beside them. */
const FOLDERS = ["src", "deps"];
const FILES: ReadonlySet<string> = new Set(["main.ts", "deno.json"]);

/** Not what editors lay beside a file. */
const SOURCE = /\.(?:ts|js|json|lua|proto)$/;

/**
 * Watches from now on, whenever one asks. Yields a file whenever some have
 * changed, one for all that change at once.
 */
export function watchSources(): AsyncGenerator<string> {
  const changed: string[] = [];
  let told = Promise.withResolvers<void>();
  void collect((path) => {
    changed.push(path);
    told.resolve();
  });
  async function* changes() {
    for (;;) {
      await told.promise;
      await quiet(changed);
      const [first = ""] = changed.splice(0);
      told = Promise.withResolvers();
      yield first;
    }
  }
  return changes();
}

/** Settles once nothing more is added for a while. */
async function quiet(changed: readonly string[]): Promise<void> {
  for (let seen = 0; seen < changed.length;) {
    seen = changed.length;
    await new Promise((resolve) => setTimeout(resolve, QUIET));
  }
}

async function collect(tell: (path: string) => void): Promise<void> {
  const root = `${Deno.cwd()}/`;
  const watched = async (watcher: Deno.FsWatcher, top: boolean) => {
    for await (const { kind, paths } of watcher) {
      if (kind === "access") continue;
      for (const path of paths.map((each) => each.replace(root, ""))) {
        if (top ? FILES.has(path) : SOURCE.test(path)) tell(path);
      }
    }
  };
  await Promise.all([
    watched(Deno.watchFs(FOLDERS), false),
    // The folder, as an editor may put a new file in the place of the old one.
    watched(Deno.watchFs(".", { recursive: false }), true),
  ]);
}
