import { assertEquals } from "@std/assert";
import { REFUSALS } from "../../src/chat/rate_limits.ts";
import { TestClient } from "../helpers/client.ts";
import { OP, PRIVATE } from "../helpers/contract.ts";
import { call, tokenFor } from "../helpers/http.ts";
import { Timeless } from "../helpers/timeless.ts";

/** Messages that the flooder may send. */
const BURST = 3;
/** More requests than are refused at once, and fewer than close a connection. */
const TOO_MANY = BURST + REFUSALS.burst + 100;

const MESSAGE = { type: PRIVATE, target_id: "nobody", content: "x" };

/** Everybody may send as seldom as this, at first so many at once. */
function limitedTo(burst: number): Promise<Timeless> {
  return Timeless.start("--send-rate=0.01", `--send-burst=${burst}`);
}

/** Sends as much as the service refuses at once and more, without waiting. */
function flood(client: TestClient): number[] {
  return Array.from({ length: TOO_MANY }, () => client.post(OP.send, MESSAGE));
}

/** Two people write to each other, each when the other has written. */
async function converse(
  [ann, ben]: readonly [TestClient, TestClient],
  times: number,
): Promise<void> {
  for (let each = 0; each < times; each++) {
    await ann.tell("ben", "ping");
    await ben.push();
    await ben.tell("ann", "pong");
    await ann.push();
  }
}

Deno.test("a flooder is told of refusals at a pace, and a quiet pair is served between", async () => {
  await using service = await limitedTo(BURST);
  await using ann = await TestClient.login(service.ws, "ann");
  await using ben = await TestClient.login(service.ws, "ben");
  await using flooder = await TestClient.login(service.ws, "flooder");
  const seqs = flood(flooder);
  const atOnce = BURST + REFUSALS.burst;
  await flooder.next(({ seq }) => seq === seqs[atOnce - 1]);
  await converse([ann, ben], BURST);
  assertEquals(flooder.inbox.length, atOnce - 1, "the others are kept back");
  service.clock.letGo();
  await flooder.next(({ seq }) => seq === seqs.at(-1));
  const answers = flooder.inbox.map(({ seq, body }) =>
    [seq, (body as { code: number }).code] as const
  );
  const wanted = seqs.map((seq, at) => [seq, at < BURST ? 0 : 429] as const);
  wanted.splice(atOnce - 1, 1);
  assertEquals(answers, wanted.slice(0, -1), "one answer each, in order");
});

Deno.test("sockets and HTTP keep one pace", async () => {
  await using service = await limitedTo(BURST);
  await using flooder = await TestClient.login(service.ws, "flooder");
  const tokens = {
    flooder: await tokenFor(service.http, "flooder"),
    ann: await tokenFor(service.http, "ann"),
  };
  const post = (user: keyof typeof tokens) =>
    call(service.http, "POST /messages", {
      token: tokens[user],
      body: MESSAGE,
    });
  const seqs = flood(flooder);
  await flooder.next(({ seq }) => seq === seqs[BURST + REFUSALS.burst - 1]);
  let isAnswered = false;
  const refused = post("flooder").finally(() => isAnswered = true);
  const codes = [];
  for (let each = 0; each < BURST; each++) codes.push((await post("ann")).code);
  assertEquals(codes, Array(BURST).fill(0));
  assertEquals(isAnswered, false);
  service.clock.letGo();
  assertEquals((await refused).code, 429);
  await flooder.next(({ seq }) => seq === seqs.at(-1));
});
