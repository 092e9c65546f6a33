import { assertEquals } from "@std/assert";
import { writeClient } from "../../scripts/client.ts";
import { GimClient } from "../../src/client/mod.ts";
import { within } from "../helpers/client.ts";
import { Gim, LineReader, serviceOfThisFile } from "../helpers/gim.ts";
import { NODE, nodeTest } from "../helpers/node.ts";

const ROOT = new URL("../../", import.meta.url);
const PATIENCE = 10_000;

const gim = serviceOfThisFile("--message-push-duration", "20ms");

/** An example that runs, with its terminal in the hands of the test. */
class Example implements AsyncDisposable {
  #child: Deno.ChildProcess;
  #lines: LineReader;
  #input: WritableStreamDefaultWriter<Uint8Array>;
  #ended = false;

  constructor(
    command: string,
    args: readonly string[],
    stderr: "inherit" | "null" = "inherit",
  ) {
    this.#child = new Deno.Command(command, {
      args: [...args],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr,
    }).spawn();
    this.#lines = new LineReader(this.#child.stdout);
    this.#input = this.#child.stdin.getWriter();
  }

  /** Types a line. */
  async type(line: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${line}\n`));
  }

  /** Reads until this line comes; fails when it does not. */
  async expect(line: string): Promise<void> {
    const seen: (string | undefined)[] = [];
    const look = async () => {
      do seen.push(await this.#lines.next()); while (
        seen.at(-1) !== line && seen.at(-1) !== undefined
      );
    };
    const failure = () => `no ${line}: ${JSON.stringify(seen)}`;
    await within(PATIENCE, look(), failure);
    assertEquals(seen.at(-1), line, failure());
  }

  /** Ends the input; returns the exit status. */
  async end(): Promise<number> {
    await this.#input.close();
    return await this.ended();
  }

  /** Waits until it ends; returns the exit status. */
  async ended(): Promise<number> {
    while (await this.#lines.next() !== undefined);
    this.#ended = true;
    return (await this.#child.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {});
    if (this.#ended) return;
    this.#child.kill("SIGTERM");
    await this.ended();
  }
}

function terminalChat(...args: string[]): Example {
  return new Example(Deno.execPath(), [
    ...[
      "run",
      "--frozen",
      "--lock=service.lock",
      "--allow-net",
      "examples/terminal_chat.ts",
    ],
    ...args,
  ]);
}

Deno.test("the terminal chat fits a screen", async () => {
  const path = new URL("examples/terminal_chat.ts", ROOT);
  const lines = (await Deno.readTextFile(path)).trimEnd().split("\n").length;
  assertEquals(lines < 60, true, `it has ${lines} lines`);
});

Deno.test("two people talk by the terminal chat", async () => {
  await using ann = terminalChat("ann", "lobby", gim.ws);
  await ann.expect("* online");
  await using bob = terminalChat("bob", "lobby", gim.ws);
  await bob.expect("* online");
  await ann.expect("* bob joined");
  await ann.type("hello all");
  await bob.expect("ann: hello all");
  await bob.type("@ann hello you\u001b[2J");
  await ann.expect("bob (to you): hello you [2J");
  assertEquals(await bob.end(), 0);
});

/** The bot once it is in the chatroom `room`. */
async function startBot(
  url: string,
  stderr?: "null",
): Promise<Example> {
  await writeClient();
  const args = ["examples/node_bot.mjs", "bot", "room", url];
  const bot = new Example(NODE, args, stderr);
  await bot.expect("ready");
  return bot;
}

nodeTest("the bot answers", async () => {
  await using _bot = await startBot(gim.ws);
  await using client = new GimClient(gim.ws);
  await client.login({ id: "eve" });
  await using messages = client.messages();
  const to = { type: 2, target_id: "bot", content: "!echo hi" } as const;
  await client.send(to);
  const { value } = await within(PATIENCE, messages.next(), "no answer");
  assertEquals([value?.sender.id, value?.content], ["bot", "hi"]);
});

nodeTest("the bot ends with status 1 when its place is taken", async () => {
  const args = ["--max-connections-per-user", "1"];
  await using strict = await Gim.start({ args });
  await using bot = await startBot(strict.ws, "null");
  await using client = new GimClient(strict.ws);
  await client.login({ id: "bot" });
  assertEquals(await within(PATIENCE, bot.ended(), "it goes on"), 1);
});
