import { assert, assertEquals, assertLess } from "@std/assert";
import { Application } from "../helpers/application.ts";
import { correspondence, fill } from "../helpers/backed_up.ts";
import { OP, unique } from "../helpers/contract.ts";
import { ENGINE, serviceOfThisFile, THREADS } from "../helpers/gim.ts";
import { OPCODE, RawSocket } from "../helpers/raw_socket.ts";
import { scrape, sumOf } from "../helpers/scrape.ts";

const OUTBOUND = 64 * 1024;
/** What a user's closed sockets may hold in one thread: that of four. */
const PER_USER = 4 * (OUTBOUND + 512 * 1024);
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

/** The code of the reply to a login. */
async function login(socket: RawSocket, id: string): Promise<number> {
  await socket.send(JSON.stringify({ op: OP.login, body: { id } }));
  return JSON.parse((await socket.nextJson()).body).code;
}

Deno.test("who reads a page and goes is not taken for one who left it unread", async () => {
  const { ann, bob } = await correspondence(gim.ws);
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
  const { ann, bob } = await correspondence(gim.ws);
  const unread: RawSocket[] = [];
  let code: number;
  for (;;) {
    const socket = await RawSocket.upgrade(gim.gateway);
    unread.push(socket);
    code = await login(socket, bob);
    if (code !== 0) break;
    await fill(socket, `2:${ann}`, gim.http);
    // The bound is of a thread, and the kernel spreads them over all.
    assertLess(unread.length, 40 * Number(THREADS), "nothing is refused");
  }
  assertEquals(code, 503);
  // Who is cut off a few times, each time with a page on its way, can come back.
  assert(unread.length > 4, `refused after ${unread.length - 1}`);
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
  // Of some the runtime may not tell that they have ended; in a thread that has
  // room, or gets it, the user is back.
  for (;;) {
    using socket = await RawSocket.upgrade(gim.gateway);
    if (await login(socket, bob) === 0) break;
  }
});
