import { assert, assertEquals } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { Gim } from "../helpers/gim.ts";
import { fencedIn, readDocument } from "../helpers/documents.ts";

/** A line that is typed, and those that come back before the next one is. */
interface Turn {
  readonly typed: string | undefined;
  readonly back: string[];
}

/** What a block with `>` and `<` shows, in its order. */
function turnsOf(block: string): Turn[] {
  const turns: Turn[] = [{ typed: undefined, back: [] }];
  for (const line of block.trimEnd().split("\n")) {
    const text = line.slice(2);
    if (line.startsWith("> ")) turns.push({ typed: text, back: [] });
    else turns.at(-1)!.back.push(text);
  }
  return turns;
}

/** A line without what is another one each time: tokens, ids, times. */
function shape(line: string): string {
  return line
    .replace(/eyJ[^"\\]*/g, "TOKEN")
    .replace(/(?<=")0[a-z0-9]{13}(?=\\?")/g, "ID")
    .replace(/\b1\d{12}\b/g, "TIME");
}

/** Types what a block shows; compares what comes back, a push before its reply too. */
async function play(client: TestClient, block: string): Promise<void> {
  for (const { typed, back } of turnsOf(block)) {
    if (typed !== undefined) client.send(typed);
    const got: string[] = [];
    for (const _ of back) {
      const { op, seq, rawBody } = await client.next();
      got.push(JSON.stringify({ op, seq, body: rawBody }));
    }
    assertEquals(got.map(shape).sort(), back.map(shape).sort(), typed);
  }
}

/** Runs shell lines as they stand, but for the service's address. */
async function shell(lines: string, gim: Gim): Promise<string> {
  const command = lines.replaceAll("http://127.0.0.1:8081", gim.http);
  const child = new Deno.Command("sh", { args: ["-ec", command] });
  const { code, stdout, stderr } = await child.output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  return new TextDecoder().decode(stdout);
}

Deno.test("README's lines get the replies that it shows", async () => {
  await using gim = await Gim.start();
  const readme = await readDocument("README.md");
  const [walk = ""] = fencedIn(readme, "text");
  assertEquals(turnsOf(walk).length, 1 + 3);
  await using client = await TestClient.connect(gim.ws, {
    path: "",
    protocols: ["gim.json"],
  });
  await play(client, walk);
});

Deno.test("README's message over HTTP is pushed", async () => {
  await using gim = await Gim.start();
  const readme = await readDocument("README.md");
  const lines = fencedIn(readme, "sh").find((block) => block.includes("curl"));
  await using client = await TestClient.login(gim.ws, "1001");
  const reply = JSON.parse(await shell(lines ?? "", gim));
  assertEquals([reply.code, reply.data.session_id], [0, "2:1001"]);
  const [message] = (await client.push()).items;
  assertEquals(message?.content, "Your order is on its way");
});

Deno.test("the walk's lines get the replies that it shows, in both terminals and over HTTP", async () => {
  await using gim = await Gim.start();
  const document = await readDocument("docs/walk.md");
  const [first = "", second = "", push = "", login = "", replies = ""] =
    fencedIn(document, "text");
  const [, ask = "", more = ""] = fencedIn(document, "sh");
  await using one = await TestClient.connect(gim.ws, { path: "" });
  await using two = await TestClient.connect(gim.ws, { path: "" });
  await play(one, first);
  await play(two, second);
  await play(one, push);
  const loggedIn = await shell(ask, gim);
  assertEquals(shape(loggedIn), shape(login));
  const { token } = JSON.parse(loggedIn).data;
  assert(more.startsWith("TOKEN=…"));
  assertEquals(
    shape(await shell(more.replace("…", token), gim)),
    shape(replies),
  );
});
