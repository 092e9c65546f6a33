import { assertEquals, assertRejects } from "@std/assert";
import { LineReader } from "../helpers/gim.ts";
import { ProjectCopy } from "../helpers/project_copy.ts";

const FLAGS = [
  ...["--ws", "127.0.0.1:0", "--http", "127.0.0.1:0"],
  ...["--log-format", "json"],
];

/** `deno task dev` as a person starts it, with what its service logs. */
class Dev implements AsyncDisposable {
  #child: Deno.ChildProcess;
  #log: LineReader;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#log = new LineReader(this.#child.stderr);
  }

  static start(copy: ProjectCopy): Dev {
    return new Dev(copy.task(["dev", ...FLAGS]).spawn());
  }

  /** Below a shell and a process of npm's name, as npx starts it. */
  static async startBelowNpm(copy: ProjectCopy): Promise<Dev> {
    const npm = `${copy.folder}/npm`;
    await Deno.symlink("/bin/bash", npm);
    const task = [Deno.execPath(), "task", "--quiet", "dev", ...FLAGS];
    // What follows keeps a shell from becoming what it runs.
    const shell = `bash -c '${task.join(" ")}; true'; true`;
    const child = new Deno.Command(npm, {
      args: ["-c", shell],
      cwd: copy.folder,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    return new Dev(child);
  }

  /** Waits until the service listens; returns where its API does. */
  async listening(): Promise<string> {
    const line = await this.logged('"event":"listening"');
    return `http://${JSON.parse(line).api}`;
  }

  /** Waits for a line with this text. */
  async logged(text: string): Promise<string> {
    for (;;) {
      const line = await this.#log.next();
      if (line === undefined) throw new Error(`ended without ${text}`);
      if (line.includes(text)) return line;
    }
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    // The pipe ends with the last of the processes that hold it.
    while (await this.#log.next() !== undefined);
    await this.#child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdout.cancel();
  }
}

async function isWell(api: string): Promise<boolean> {
  const response = await fetch(`${api}/healthz`);
  await response.body?.cancel();
  return response.ok;
}

Deno.test("dev starts the service again when a source changes, and ends with all it started", async () => {
  await using copy = await ProjectCopy.make();
  await using dev = Dev.start(copy);
  const first = await dev.listening();
  assertEquals(await isWell(first), true);
  await Deno.writeTextFile(`${copy.folder}/src/new.ts`, "export {};\n");
  await dev.logged("src/new.ts changed");
  const second = await dev.listening();
  await assertRejects(() => fetch(`${first}/healthz`));
  await dev.stop();
  await assertRejects(() => fetch(`${second}/healthz`));
});

Deno.test("what changes before somebody asks for it is a change, too", async () => {
  await using copy = await ProjectCopy.make();
  const program = `
    import { watchSources } from "./scripts/watch_sources.ts";
    const changes = watchSources();
    Deno.writeTextFileSync("src/new.ts", "export {};");
    setTimeout(() => Deno.exit(1), 10_000);
    Deno.exit((await changes.next()).value === "src/new.ts" ? 0 : 2);
  `;
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    cwd: copy.folder,
  }).output();
  assertEquals(code, 0);
});

Deno.test("dev waits for a change where the service cannot start", async () => {
  await using copy = await ProjectCopy.make();
  const main = `${copy.folder}/main.ts`;
  const good = await Deno.readTextFile(main);
  await Deno.writeTextFile(main, 'throw new Error("no");\n');
  await using dev = Dev.start(copy);
  await dev.logged("waiting for a change");
  await Deno.writeTextFile(main, good);
  assertEquals(await isWell(await dev.listening()), true);
  await dev.stop();
});

Deno.test({
  name: "dev ends with npx, though npx tells nobody of its end",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using copy = await ProjectCopy.make();
    await using dev = await Dev.startBelowNpm(copy);
    const api = await dev.listening();
    await dev.stop();
    await assertRejects(() => fetch(`${api}/healthz`));
  },
});

Deno.test("dev ends with the service's status where its arguments are wrong", async () => {
  await using copy = await ProjectCopy.make();
  const { code, stderr } = await copy.task(["dev", "--htpp=:1"]).output();
  const said = new TextDecoder().decode(stderr);
  assertEquals([code, said.split("\n").length], [2, 2]);
});
