const ROOT = new URL("../../", import.meta.url);

/**
 * The files that are needed to build GIM, as sent to the build of the container
 * image.
 */
export async function neededForBuilding(): Promise<string[]> {
  const ignore = await Deno.readTextFile(new URL(".dockerignore", ROOT));
  return [...ignore.matchAll(/^!(.+)$/gm)].map(([, path = ""]) => path);
}

/** A copy of what building needs, in a folder of its own, without `.git`. */
export class ProjectCopy implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<ProjectCopy> {
    const folder = await Deno.makeTempDir({ prefix: "gim-copy-" });
    for (const path of await neededForBuilding()) {
      await copy(new URL(path, ROOT).pathname, `${folder}/${path}`);
    }
    return new ProjectCopy(folder);
  }

  /** A task of `deno.json`, run in the copy as a person would. */
  task(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Deno.Command {
    return new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", ...args],
      cwd: this.folder,
      env: { NO_COLOR: "1", ...environment },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  /** The names of what lies in the folder. */
  async names(): Promise<string[]> {
    const entries = await Array.fromAsync(Deno.readDir(this.folder));
    return entries.map(({ name }) => name).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

async function copy(from: string, to: string): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) {
    return await Deno.copyFile(from, to);
  }
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) {
    await copy(`${from}/${name}`, `${to}/${name}`);
  }
}
