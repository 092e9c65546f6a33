import { assert, assertEquals, assertMatch } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { Gim, type LogLine, runGim } from "../helpers/gim.ts";
import { call } from "../helpers/http.ts";
import { scrape } from "../helpers/scrape.ts";

const SECRET = "auth-hush-8d1f-auth-hush-8d1f-auth";
const CONTENT = "content-hush-52ac";

async function tokenOf(id: string): Promise<string> {
  const { out } = await runGim(["token", id, "--auth-secret", SECRET]);
  return out.trim();
}

/** Puts the content and the tokens wherever a client can put them. */
async function sayEverything(gim: Gim): Promise<string[]> {
  const [ann, ben] = [await tokenOf("ann"), await tokenOf("ben")];
  const headers = { trace: "trace-of-ann" };
  const path = `/ws?token=${ann}`;
  await using client = await TestClient.connect(gim.ws, { headers, path });
  await client.login("ann", { token: ann });
  await client.ask(OP.join, { id: "room" });
  await client.tell("ben", CONTENT);
  await client.say("room", CONTENT, { request_id: "r1" });
  await client.refused(409, OP.send, {
    type: 1,
    target_id: "room",
    request_id: "r1",
    content: `${CONTENT} and more`,
  });
  await client.refused(401, OP.login, { id: "ann", token: `${ben}x` });
  await client.refused(400, OP.send, { type: 2, content: CONTENT });
  client.send(`{"op":201,"body":"${CONTENT}`);
  await client.next(({ op }) => op === 0);
  const body = { type: 2, target_id: "ben", content: CONTENT };
  await call(gim.http, "POST /messages", { token: ann, body });
  await call(gim.http, `POST /messages?token=${ann}`, { body });
  await call(gim.http, "POST /messages", { token: `${ann}x`, body });
  await call(gim.http, `GET /sessions?token=${ben}`);
  await call(gim.http, "POST /login", { body: { id: "ben", token: ben } });
  client.send(new Uint8Array([1]));
  assertEquals((await client.ended()).code, 1003);
  return [ann, ben, SECRET, CONTENT];
}

async function linesOf(
  flags: readonly string[],
  use: (gim: Gim) => Promise<string[]>,
): Promise<{ lines: LogLine[]; hushed: string[] }> {
  const gim = await Gim.start({
    args: ["--auth-secret", SECRET, "--log-level", "debug", ...flags],
  });
  const hushed = await use(gim);
  gim.signal("SIGTERM");
  const { status, lines } = await gim.ended();
  assertEquals(status, 0);
  return { lines: [...gim.firstLines, ...lines], hushed };
}

Deno.test("no content and no token is ever logged, not even at debug", async () => {
  const { lines, hushed } = await linesOf([], sayEverything);
  assert(lines.length > 15, `only ${lines.length} lines`);
  const all = JSON.stringify(lines);
  for (const secret of hushed) {
    assert(!all.includes(secret), `the log has ${secret}`);
    // Not in part either: a token's signature alone would do.
    assert(!all.includes(secret.slice(-12)), `the log has a part of ${secret}`);
  }
});

Deno.test("each line of a connection has its id and the upgrade's trace, each request its code", async () => {
  const { lines } = await linesOf([], sayEverything);
  const own = lines.filter(({ trace }) => trace === "trace-of-ann");
  const [connected] = own.filter(({ event }) => event === "connected");
  assertMatch(String(connected?.connection), /^(gateway-\d+\.)?c\d+$/);
  const ofSocket = own.filter(({ event }) => event !== "http request");
  assertEquals(
    new Set(ofSocket.map(({ connection }) => connection)),
    new Set([connected?.connection]),
  );
  const requests = own.filter(({ event }) => event === "request");
  assertEquals(
    requests.map(({ op, code, user }) => [op, code, user]),
    [
      ["login", 0, "ann"],
      ["join", 0, "ann"],
      ["send", 0, "ann"],
      ["send", 0, "ann"],
      ["send", 409, "ann"],
      ["login", 401, "ann"],
      ["send", 400, "ann"],
    ],
  );
  for (const { ms } of requests) assert(typeof ms === "number" && ms >= 0);
  const end = own.find(({ event }) => event === "disconnected");
  assertEquals([end?.level, end?.code, end?.user], ["info", 1003, "ann"]);
  assertEquals([connected?.client, end?.client], ["127.0.0.1", "127.0.0.1"]);
});

Deno.test("a request over HTTP has one line, with its user, operation and status", async () => {
  const { lines } = await linesOf([], async (gim) => {
    const token = await tokenOf("ann");
    await call(gim.http, "GET /users/nobody", {
      token,
      headers: { trace: "t-1" },
    });
    return [];
  });
  const own = lines.filter(({ trace }) => trace === "t-1");
  assertEquals(own.length, 1);
  const { method, path, op, user, status, level } = own[0] as LogLine;
  assertEquals([method, path, op, user, status, level], [
    ...["GET", "/users/nobody", "user", "ann", 404, "debug"],
  ]);
});

Deno.test("behind a trusted proxy a line has the client's address, else that of who connected", async () => {
  const said = { "x-forwarded-for": "1.1.1.1, 203.0.113.9" };
  const use = async (gim: Gim) => {
    const headers = { ...said, trace: "t-2" };
    await call(gim.http, "GET /version", { headers });
    await using client = await TestClient.connect(gim.ws, { headers });
    client.send(new Uint8Array([1]));
    assertEquals((await client.ended()).code, 1003);
    return [];
  };
  const clientsOf = ({ lines }: { lines: LogLine[] }) => {
    const own = lines.filter(({ trace, event }) =>
      trace === "t-2" && event !== "request"
    );
    return new Map(own.map(({ event, client }) => [event, client]));
  };
  const events = ["http request", "connected", "disconnected"];
  const trusting = await linesOf(["--trusted-proxies", "127.0.0.0/8,::1"], use);
  for (const event of events) {
    assertEquals(clientsOf(trusting).get(event), "203.0.113.9", event);
  }
  const others = clientsOf(await linesOf(["--trusted-proxies=10.0.0.1"], use));
  for (const event of events) {
    assertMatch(String(others.get(event)), /^(?:127\.0\.0\.1|::1)$/);
  }
});

Deno.test("a client cannot fill the log: what is too much is told in one line", async () => {
  const args = ["--auth-secret", SECRET, "--log-level", "debug"];
  await using gim = await Gim.start({ args });
  // Also reads the lines meanwhile, for which the service would wait.
  let reading = true;
  const told = gim.logged("lines suppressed").finally(() => reading = false);
  await using clients = new AsyncDisposableStack();
  const all: TestClient[] = [];
  while (all.length < 10) {
    all.push(clients.use(await TestClient.connect(gim.ws)));
  }
  // In one go twice as many as there are lines in a second.
  const beat = () =>
    all.flatMap((client) =>
      Array.from({ length: 200 }, () => client.request(OP.heartbeat))
    );
  let beats = 0;
  while (reading) beats += (await Promise.all(beat())).length;
  const { level, suppressed } = await told;
  assertEquals(level, "debug");
  assert(Number(suppressed) > 0 && Number(suppressed) < beats);
  const counted = (await scrape(gim.http)).get(
    "gim_log_lines_suppressed_total",
  );
  assert((counted ?? 0) >= Number(suppressed));
});
