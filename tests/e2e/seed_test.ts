import { assert, assertEquals, assertObjectMatch } from "@std/assert";
import type { Envelope, LoggedIn, Push } from "../helpers/contract.ts";
import { TestClient, within } from "../helpers/client.ts";
import { LineReader, serviceOfThisFile } from "../helpers/gim.ts";

const gim = serviceOfThisFile();

const LOGIN = '{"op":101,"body":"{\\"id\\":\\"1001\\"}"}';
const LOGIN_1002 = '{"op":101,"body":"{\\"id\\":\\"1002\\"}"}';
const HEARTBEAT = '{"op":105}';
const SEND_PRIVATE =
  '{"op":201,"body":"{\\"content\\":\\"test\\",\\"type\\":2,\\"category\\":\\"text\\",\\"target_id\\":\\"1002\\"}"}';
const JOIN = '{"op":301,"body":"{\\"id\\":\\"9999\\"}"}';
const SEND_CHATROOM =
  '{"op":201,"body":"{\\"content\\":\\"test\\",\\"type\\":1,\\"category\\":\\"text\\",\\"target_id\\":\\"9999\\"}"}';
const SESSIONS = '{"op":205}';
const HISTORY = '{"op":203,"body":"{\\"session_id\\":\\"1:9999\\"}"}';

/** The reply to a line that is sent as it stands. */
async function replyTo<Data>(
  client: TestClient,
  line: string,
): Promise<Envelope<Data>> {
  client.send(line);
  const op = JSON.parse(line).op + 1;
  const frame = await client.next((each) => each.op === op);
  assertEquals(typeof frame.rawBody, "string", line);
  assertEquals([frame.seq, frame.keys], [0, []], line);
  const body = frame.body as Envelope<Data>;
  assertEquals([body.code, body.msg], [0, "ok"], line);
  return body;
}

Deno.test("the original's lines do at / what they did", async () => {
  await using client = await TestClient.connect(gim.ws, { path: "" });
  const login = await replyTo<LoggedIn>(client, LOGIN);
  assertEquals(login.data.user, { id: "1001", name: "1001" });
  await replyTo(client, HEARTBEAT);
  const sent = await replyTo(client, SEND_PRIVATE);
  assertObjectMatch(sent, { data: { session_id: "2:1002", sequence: 0 } });
  const joined = await replyTo(client, JOIN);
  assertObjectMatch(joined, { data: { chatroom: { id: "9999" } } });
  const said = await replyTo(client, SEND_CHATROOM);
  assertObjectMatch(said, { data: { session_id: "1:9999" } });
  const sessions = await replyTo<{ items: { id: string }[] }>(client, SESSIONS);
  const ids = sessions.data.items.map(({ id }) => id);
  assertEquals(ids.sort(), ["1:9999", "2:1002"]);
  const history = await replyTo<{ items: unknown[] }>(client, HISTORY);
  assertObjectMatch(history, {
    data: { items: [{ content: "test", category: "text", status: 1 }] },
  });
  assertEquals(history.data.items.length, 1);
});

Deno.test("the original's GET /user/find takes its token from the query", async () => {
  await using client = await TestClient.connect(gim.ws);
  const { data } = await replyTo<LoggedIn>(client, LOGIN);
  const response = await fetch(
    `${gim.http}/user/find?id=1001&token=${encodeURIComponent(data.token)}`,
  );
  assertEquals(response.status, 200);
  assertObjectMatch(await response.json(), {
    code: 0,
    data: { id: "1001", name: "1001", online: true },
  });
});

/** Milliseconds after which waiting for wscat fails. */
const PATIENCE = 30_000;

/** wscat in a process of its own, as one has it in a terminal. */
class Wscat implements AsyncDisposable {
  #child: Deno.ChildProcess;
  #lines: LineReader;
  #stdin: WritableStreamDefaultWriter<Uint8Array>;

  constructor(url: string) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-all",
        "--lock=deno.lock",
        "npm:wscat@6.1.0",
        "--connect",
        url,
      ],
      cwd: new URL("../../", import.meta.url),
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#lines = new LineReader(this.#child.stdout);
    this.#stdin = this.#child.stdin.getWriter();
  }

  /** Types lines until it answers: it drops what comes before it is connected. */
  async connected(): Promise<void> {
    const answer = this.#lines.next();
    const typing = setInterval(() => this.#type(HEARTBEAT), 50);
    await within(PATIENCE, answer, "wscat does not connect");
    clearInterval(typing);
  }

  /** Types a line; returns the body of the first frame of this op after it. */
  async replyTo(line: string, op = JSON.parse(line).op + 1): Promise<unknown> {
    await this.#type(line);
    return await this.next(op);
  }

  /** The body of the next frame of this op. */
  async next(op: number): Promise<unknown> {
    for (;;) {
      const line = await within(PATIENCE, this.#lines.next(), `no ${op} came`);
      assert(line !== undefined, "wscat has ended");
      const frame = JSON.parse(line.replace(/^[> ]*/, ""));
      if (frame.op === op) return JSON.parse(frame.body);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stdin.abort().catch(() => {});
    this.#child.kill("SIGKILL");
    while (await this.#lines.next() !== undefined);
    await this.#child.status;
  }

  #type(line: string): Promise<void> {
    return this.#stdin.write(new TextEncoder().encode(line + "\n"));
  }
}

Deno.test("two people chat with wscat by the lines of the walk", async () => {
  await using one = new Wscat(gim.ws);
  await using two = new Wscat(gim.ws);
  await Promise.all([one.connected(), two.connected()]);
  assertObjectMatch(await one.replyTo(LOGIN) as object, { code: 0 });
  assertObjectMatch(await two.replyTo(LOGIN_1002) as object, { code: 0 });
  assertObjectMatch(await one.replyTo(SEND_PRIVATE) as object, { code: 0 });
  const push = await two.next(501) as Push;
  assertEquals(push.items[0]?.content, "test");
  for (const line of [JOIN, SEND_CHATROOM, SESSIONS, HISTORY]) {
    assertObjectMatch(await one.replyTo(line) as object, { code: 0 });
  }
  assertObjectMatch(await two.replyTo(JOIN) as object, { code: 0 });
  assertObjectMatch(await two.replyTo(SEND_CHATROOM) as object, { code: 0 });
  const said = await one.next(501) as Push;
  assertEquals(said.session.id, "1:9999");
});
