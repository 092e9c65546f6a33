import { assert, assertEquals, assertLess } from "@std/assert";
import { Application } from "../helpers/application.ts";
import { OP, unique } from "../helpers/contract.ts";
import { ENGINE, serviceOfThisFile, THREADS } from "../helpers/gim.ts";
import { OPCODE, RawSocket } from "../helpers/raw_socket.ts";
import { scrape, sumOf } from "../helpers/scrape.ts";

const OUTBOUND = 64 * 1024;
/** What a user's closed sockets may hold in one thread. */
const PER_USER = 4 * OUTBOUND;
/** What one of them holds at most: it was worked on below this, and had a page. */
const ONE = 64 * 1024 * 2 + 512 * 1024;

const gim = serviceOfThisFile(
  ...["--enable-message-sequence=true", "--max-connections-per-user", "1"],
  ...["--max-outbound-bytes", String(OUTBOUND)],
  // Otherwise those who read nothing are cut off while the test goes on.
  ...ENGINE === "node" ? ["--write-timeout", "10m"] : [],
);

async function sumNow(name: string): Promise<number> {
  return sumOf(await scrape(gim.http), name);
}

/** A user whom somebody has sent a page of what JSON makes seven times as long. */
async function correspondence() {
  const [ann, bob] = [unique("ann"), unique("bob")];
  await using sender = await Application.start(gim.ws, ann);
  const content = "\u0001".repeat(4096);
  await Promise.all(
    Array.from({ length: 20 }, () => sender.tell(bob, content)),
  );
  return { ann, bob };
}

/** The code of the reply to a login. */
async function login(socket: RawSocket, id: string): Promise<number> {
  await socket.send(JSON.stringify({ op: OP.login, body: { id } }));
  return JSON.parse((await socket.nextJson()).body).code;
}

/** Asks for pages until something stays unsent, and reads none of it. */
async function fill(socket: RawSocket, session_id: string): Promise<void> {
  const body = { session_id, after_sequence: 0, count: 500 };
  const ask = JSON.stringify({ op: OP.sync, body });
  for (let count = 0; count < 24; count++) await socket.send(ask);
  while (await sumNow("gim_outbound_buffered_bytes") < 64 * 1024);
}

Deno.test("who reads a page and goes is not taken for one who left it unread", async () => {
  const { ann, bob } = await correspondence();
  const body = { session_id: `2:${ann}`, after_sequence: 0, count: 500 };
  for (let count = 0; count < 12; count++) {
    using socket = await RawSocket.upgrade(gim.gateway);
    assertEquals(await login(socket, bob), 0);
    await socket.send(JSON.stringify({ op: OP.sync, body }));
    await socket.nextJson();
    // No close frame, or one without a code, as a browser's `close()` sends it.
    if (count % 2 === 0) continue;
    await socket.send("", { opcode: OPCODE.close });
    await socket.end();
  }
  while (await sumNow("gim_connections") > 0);
  assertEquals(await sumNow("gim_sockets"), 0);
  assertEquals(await sumNow("gim_closed_unread_bytes"), 0);
});

Deno.test("who reads nothing gets no further connection once much is unread, until it is gone", async () => {
  const { ann, bob } = await correspondence();
  const unread: RawSocket[] = [];
  let code: number;
  for (;;) {
    const socket = await RawSocket.upgrade(gim.gateway);
    unread.push(socket);
    code = await login(socket, bob);
    if (code !== 0) break;
    await fill(socket, `2:${ann}`);
    assertLess(unread.length, 40, "nothing is refused");
  }
  assertEquals(code, 503);
  const held = await sumNow("gim_closed_unread_bytes");
  assert(held >= PER_USER, `${held}`);
  assertLess(held, Number(THREADS) * (PER_USER + ONE));
  if (ENGINE === "deno") {
    // Who has ended their own direction, and still reads nothing, counts as well;
    // the other engine lets go of them.
    for (const socket of unread.slice(0, -2)) await socket.endWriting();
  }
  await using other = await Application.start(gim.ws, unique("other"));
  await other.tell(bob, "hello");
  const still = await sumNow("gim_closed_unread_bytes");
  assert(still >= held, `${still} of ${held}`);
  assert(await sumNow("gim_sockets") >= still / ONE);
  for (const socket of unread) socket[Symbol.dispose]();
  // Of one that we have not closed the runtime may not tell how it ended.
  while (await sumNow("gim_closed_unread_bytes") > ONE);
  await using back = await Application.start(gim.ws, bob);
  assertEquals(back.id, bob);
});
