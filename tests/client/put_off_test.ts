import { assertEquals, assertInstanceOf } from "@std/assert";
import { GimReplyError, GimTimeoutError } from "../../src/client/errors.ts";
import type { Message } from "../helpers/contract.ts";
import { type Asked, FakeNetwork } from "../helpers/fake_network.ts";
import { errorOf } from "../helpers/promises.ts";

/** A network whose service takes a token for each send, as far as it has any. */
class StrictNetwork extends FakeNetwork {
  tokens = 0;
  retryAfter = 100;
  readonly taken: string[] = [];

  constructor() {
    super({ answer: (asked) => this.#answerTo(asked) });
  }

  #answerTo({ name, body }: Asked): object | undefined {
    if (name !== "send") return undefined;
    if (this.tokens === 0) {
      const data = { reason: "rate", retry_after: this.retryAfter };
      return { code: 429, msg: "too many sends", data };
    }
    this.tokens--;
    this.taken.push(`${body.target_id} ${body.content}`);
    const id = `m${this.taken.length}`;
    return { id, session_id: "2:bob", sequence: 0, created_at: 1 };
  }

  /** What was sent over the newest socket. */
  get sends(): unknown[] {
    return this.socket.asked.filter(({ name }) => name === "send")
      .map(({ body }) => body.content);
  }
}

function to(target_id: string, content: string): Pick<Message, "content"> & {
  type: 2;
  target_id: string;
} {
  return { type: 2, target_id, content };
}

Deno.test("a send that comes too often is made again when the service says, with its request_id", async () => {
  const network = new StrictNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const send = client.send(to("bob", "1"));
  await network.pass(99);
  assertEquals(network.sends, ["1"]);
  network.tokens = 1;
  await network.pass(1);
  assertEquals((await send).id, "m1");
  const [, first, second] = network.socket.asked;
  assertEquals(second?.body, first?.body);
});

Deno.test("those behind it wait, and keep their order", async () => {
  const network = new StrictNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const sends = ["1", "2"].map((each) => client.send(to("bob", each)));
  await network.pass(0);
  sends.push(client.send(to("bob", "3")));
  await network.pass(50);
  assertEquals(network.sends, ["1"]);
  network.tokens = 2;
  await network.pass(50);
  assertEquals(network.taken, ["bob 1", "bob 2"]);
  network.tokens = 1;
  await network.pass(100);
  await Promise.all(sends);
  assertEquals(network.taken, ["bob 1", "bob 2", "bob 3"]);
});

Deno.test("they are tried one at a time, not all at once", async () => {
  const network = new StrictNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const texts = Array.from({ length: 20 }, (_, at) => String(at));
  const sends = texts.map((each) => client.send(to("bob", each)));
  await network.pass(0);
  for (const text of texts) {
    const before = network.sends.length;
    network.tokens = 1;
    await network.pass(100);
    const tried = network.sends.slice(before);
    assertEquals(tried[0], text);
    assertEquals(tried.length <= 2, true);
  }
  await Promise.all(sends);
  assertEquals(network.taken, texts.map((each) => `bob ${each}`));
});

Deno.test("other conversations and other requests do not wait", async () => {
  const network = new StrictNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const slow = client.send(to("bob", "1"));
  await network.pass(0);
  network.tokens = 1;
  assertEquals((await client.send(to("cat", "2"))).id, "m1");
  assertEquals((await client.sessions({})).items, []);
  network.tokens = 1;
  await network.pass(100);
  assertEquals((await slow).id, "m2");
});

Deno.test("what cannot be made again in time is refused at once, with the reason", async () => {
  const network = new StrictNetwork();
  network.retryAfter = 3_600_000;
  await using client = network.client();
  await client.login({ id: "ann" });
  const error = await errorOf(client.send(to("bob", "1")));
  assertInstanceOf(error, GimReplyError);
  const { code, reason, retryAfter } = error;
  assertEquals([code, reason, retryAfter], [429, "rate", 3_600_000]);
});

Deno.test("a call that is put off again and again ends with its timeout, and says why", async () => {
  const network = new StrictNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const call = errorOf(client.send(to("bob", "1"), { timeout: 250 }));
  for (let each = 0; each < 3; each++) await network.pass(100);
  const error = await call;
  if (error instanceof GimTimeoutError) {
    assertInstanceOf(error.cause, GimReplyError);
  } else assertInstanceOf(error, GimReplyError);
  assertEquals(network.sends.length, 3);
});

Deno.test("a call that is given up while it is put off is not made again", async () => {
  const network = new StrictNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const abort = new AbortController();
  const given = errorOf(
    client.send(to("bob", "1"), { signal: abort.signal }),
  );
  const kept = client.send(to("bob", "2"));
  await network.pass(0);
  abort.abort("enough");
  assertEquals(await given, "enough");
  network.tokens = 5;
  await network.pass(100);
  assertEquals((await kept).id, "m1");
  assertEquals(network.taken, ["bob 2"]);
});

Deno.test("what is put off when the connection breaks goes out in its order over the next", async () => {
  const network = new StrictNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const sends = ["1", "2"].map((each) => client.send(to("bob", each)));
  await network.pass(0);
  sends.push(client.send(to("bob", "3")));
  network.socket.end(1006);
  network.tokens = 3;
  await network.pass(5000);
  await Promise.all(sends);
  assertEquals(network.taken, ["bob 1", "bob 2", "bob 3"]);
});

Deno.test("a client that is closed refuses what is put off", async () => {
  const network = new StrictNetwork();
  const client = network.client();
  await client.login({ id: "ann" });
  const error = errorOf(client.send(to("bob", "1")));
  await network.pass(0);
  await client.close();
  assertEquals((await error as Error).name, "GimClosedError");
  assertEquals(network.clock.pendingTimers, 0);
});

Deno.test("a body that cannot be sent does not hold up those behind it", async () => {
  const network = new StrictNetwork();
  await using client = network.client();
  await client.login({ id: "ann" });
  const first = client.send(to("bob", "1"));
  await network.pass(0);
  const broken = errorOf(client.send(to("bob", "\ud800")));
  const last = client.send(to("bob", "3"));
  network.tokens = 2;
  await network.pass(100);
  assertEquals((await first).id, "m1");
  assertInstanceOf(await broken, GimReplyError);
  assertEquals((await last).id, "m2");
});
