import { assert, assertEquals, assertMatch } from "@std/assert";
import { UNKNOWN_ARRIVAL } from "../../src/api/arrival.ts";
import { Origins } from "../../src/api/origins.ts";
import { success } from "../../src/api/envelope.ts";
import { MethodNotAllowed } from "../../src/api/router.ts";
import { ReplyError } from "../../src/base/errors.ts";
import { TrustedProxies } from "../../src/api/trusted_proxies.ts";
import { ANONYMOUS } from "../../src/listener/anonymous_requests.ts";
import { createHandler } from "../../src/listener/handler.ts";
import { createLog } from "../../src/observe/log.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { flush } from "../helpers/promises.ts";

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const PAGE = "https://chat.example";

type Answer = () => Promise<Response>;

function create(
  answer: Answer,
  { allowed = [], upgrade }: {
    allowed?: string[];
    upgrade?: () => Response;
  } = {},
) {
  const lines: string[] = [];
  const clock = new FakeClock();
  const { now } = clock;
  const write = (line: string) => lines.push(line);
  const created = createHandler({
    gateway: { upgrade: upgrade ?? (() => success({ gateway: true })) },
    api: { handle: answer },
    origins: new Origins(allowed),
    proxies: new TrustedProxies(["10.0.0.1"]),
    traceHeader: "x-trace",
    log: createLog({ level: "debug", format: "json", write, now }),
    clock,
  });
  const events = () => lines.map((line) => JSON.parse(line));
  const handler = {
    handle: (request: Request) =>
      created.handle(request, UNKNOWN_ARRIVAL, () => new Response()),
    drain: () => created.drain(),
  };
  return { handler, events };
}

function ask(path = "/healthz", init: RequestInit = {}): Request {
  return new Request(`http://gim.example${path}`, init);
}

const fine: Answer = () => Promise.resolve(success({ fine: true }));

function refusing(fault: unknown): Answer {
  return () => Promise.reject(fault);
}

/** A handler that knows the user `ann` by a header, and a key by another. */
function createKnowing() {
  const clock = new FakeClock();
  const handler = createHandler({
    gateway: { upgrade: () => Promise.reject(new ReplyError(503, "full")) },
    api: {
      handle({ headers }, _url, { note }) {
        note.user = headers.get("x-user") ?? undefined;
        note.isByKey = headers.has("x-key");
        if (note.user !== undefined || note.isByKey) return fine();
        return Promise.reject(new ReplyError(401, "token: invalid"));
      },
    },
    origins: new Origins([]),
    proxies: new TrustedProxies(["10.0.0.1"]),
    traceHeader: "x-trace",
    log: createLog({
      level: "error",
      format: "json",
      write: () => {},
      now: clock.now,
    }),
    clock,
  });
  const answered: string[] = [];
  /** Asks from an address; the address is noted once it is answered. */
  const ask = async (
    remoteHost: string,
    headers: Record<string, string> = {},
    path = "/sessions",
  ) => {
    const request = new Request(`http://gim.example${path}`, { headers });
    const arrival = { atApi: false, remoteHost };
    const response = await handler
      .handle(request, arrival, () => new Response());
    await response.body?.cancel();
    answered.push(remoteHost);
  };
  const askMany = async (count: number) => {
    for (let at = 0; at < count; at++) void ask("192.0.2.1");
    await flush();
  };
  return { handler, clock, answered, ask, askMany };
}

Deno.test("what an address asks without a token is answered at a pace, and nobody else waits for that", async () => {
  const { clock, answered, ask, askMany } = createKnowing();
  const { burst, perSecond } = ANONYMOUS;
  await askMany(burst);
  assertEquals(answered.length, burst);
  await askMany(10);
  void ask("192.0.2.1", { upgrade: "websocket" }, "/ws");
  await flush();
  assertEquals(answered.length, burst);
  // Of the same address who is known, and others behind a proxy and without.
  await ask("192.0.2.1", { "x-user": "ann" });
  await ask("192.0.2.1", { "x-key": "secret" });
  await ask("192.0.2.2");
  await ask("10.0.0.1", { "x-forwarded-for": "192.0.2.3" });
  assertEquals(answered.length, burst + 4);
  void ask("10.0.0.1", { "x-forwarded-for": "192.0.2.1" });
  for (let told = 1; told <= 12; told++) {
    clock.advance(1000 / perSecond);
    await flush();
    assertEquals(answered.length, burst + 4 + told);
  }
});

Deno.test("an end answers at once what was asked without a token", async () => {
  const { handler, answered, askMany } = createKnowing();
  await askMany(ANONYMOUS.burst + 10);
  assertEquals(answered.length, ANONYMOUS.burst);
  await handler.drain();
  await flush();
  assertEquals(answered.length, ANONYMOUS.burst + 10);
});

Deno.test("a fault is a 500 that tells the id under which it is logged, and nothing else", async () => {
  const fault = new TypeError("secret detail");
  const { handler, events } = create(refusing(fault));
  const headers = { "x-trace": "trace-1" };
  const response = await handler.handle(ask("/x?token=t", { headers }));
  const text = await response.text();
  const { code, msg, data } = JSON.parse(text);
  assertEquals([response.status, code, data], [500, 500, null]);
  assert(!text.includes("secret"));
  const [id = ""] = UUID.exec(msg) ?? [];
  const [logged] = events();
  assertEquals([logged.level, logged.faultId, logged.trace], [
    "error",
    id,
    "trace-1",
  ]);
  assertMatch(logged.fault, /TypeError: secret detail\n/);
});

Deno.test("what is thrown that is no error is a 500 too", async () => {
  for (const fault of [undefined, null, "text", 7, {}]) {
    const { handler } = create(refusing(fault));
    const response = await handler.handle(ask());
    assertEquals(response.status, 500);
    await response.body?.cancel();
  }
});

Deno.test("a refusal's code is the status, and it is not logged as a fault", async () => {
  const { handler, events } = create(refusing(new ReplyError(404, "none")));
  const response = await handler.handle(ask());
  const envelope = { code: 404, msg: "none", data: null };
  assertEquals([response.status, await response.json()], [404, envelope]);
  assertEquals(events().map(({ level, status }) => [level, status]), [
    ["debug", 404],
  ]);
});

Deno.test("refusals carry the headers that HTTP asks for", async () => {
  const headersOf = async (fault: unknown) => {
    const response = await create(refusing(fault)).handler.handle(ask());
    await response.body?.cancel();
    return response.headers;
  };
  const notAllowed = await headersOf(new MethodNotAllowed("PUT", ["GET"]));
  assertEquals(notAllowed.get("allow"), "GET");
  const unauthorized = await headersOf(new ReplyError(401, "no"));
  assertEquals(unauthorized.get("www-authenticate"), "Bearer");
  const upgrade = await headersOf(new ReplyError(426, "no"));
  assertEquals(upgrade.get("upgrade"), "websocket");
  assertEquals(upgrade.get("sec-websocket-version"), "13");
});

Deno.test("every response carries the trace, of the request or a new one", async () => {
  const upgrade = () => success({});
  const { handler } = create(fine, { upgrade });
  const upgrading = { headers: { upgrade: "websocket", "x-trace": "t" } };
  for (
    const [request, form] of [
      [ask("/healthz", { headers: { "x-trace": "t" } }), /^t$/],
      [ask("/ws", upgrading), /^t$/],
      [ask("/healthz"), UUID],
      [ask("/ws"), UUID],
      [ask("/healthz", { headers: { "x-trace": "é" } }), UUID],
    ] as const
  ) {
    const response = await handler.handle(request);
    assertMatch(response.headers.get("x-trace") ?? "", form);
    await response.body?.cancel();
  }
});

Deno.test("an upgrade at /ws and / goes to the gateway, everything else to the API", async () => {
  const { handler } = create(fine);
  const bodyOf = async (path: string, headers: Record<string, string>) =>
    (await (await handler.handle(ask(path, { headers }))).json()).data;
  const upgrade = { upgrade: "websocket" };
  assertEquals(await bodyOf("/ws", upgrade), { gateway: true });
  assertEquals(await bodyOf("/", upgrade), { gateway: true });
  assertEquals(await bodyOf("/sessions", upgrade), { fine: true });
  assertEquals(await bodyOf("/", {}), { fine: true });
});

Deno.test("what the gateway refuses is answered like everything else", async () => {
  const upgrade = () => {
    throw new ReplyError(503, "full");
  };
  const { handler } = create(fine, { upgrade });
  const headers = { upgrade: "websocket" };
  const response = await handler.handle(ask("/ws", { headers }));
  assertEquals([response.status, (await response.json()).code], [503, 503]);
});

Deno.test("an allowed page may read a success, a refusal and the preflight", async () => {
  const { handler } = create(fine, { allowed: [PAGE] });
  const headers = { origin: PAGE, "access-control-request-method": "PUT" };
  const responses = [
    await handler.handle(ask("/x", { headers: { origin: PAGE } })),
    await handler.handle(ask("/ws", { headers: { origin: PAGE } })),
    await handler.handle(ask("/x", { method: "OPTIONS", headers })),
  ];
  assertEquals(responses.map(({ status }) => status), [200, 426, 204]);
  for (const response of responses) {
    const allowed = response.headers.get("access-control-allow-origin");
    assertEquals(allowed, PAGE);
    await response.body?.cancel();
  }
});

Deno.test("a request line is logged with its path, without its query", async () => {
  const { handler, events } = create(fine);
  await (await handler.handle(ask("/user/find?token=secret"))).body?.cancel();
  const [{ event, method, path, status }] = events();
  assertEquals([event, method, path, status], [
    "http request",
    "GET",
    "/user/find",
    200,
  ]);
  assert(!JSON.stringify(events()).includes("secret"));
});

Deno.test("draining lets requests that run be answered and refuses new ones", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const { handler } = create(() => promise);
  const running = handler.handle(ask());
  let drained = false;
  const draining = handler.drain().then(() => drained = true);
  const late = await handler.handle(ask());
  assertEquals([late.status, (await late.json()).code], [503, 503]);
  await flush();
  assertEquals(drained, false);
  resolve(success({}));
  const response = await running;
  assertEquals([response.status, (await response.json()).code], [200, 0]);
  await draining;
});

Deno.test("a request whose address cannot be read is answered 400, and traced", async () => {
  const { handler } = create(fine);
  // As the runtime gives it for `Host: [`.
  const request = new Proxy(ask(), {
    get: (target, key) =>
      key === "url" ? "http://[/healthz" : Reflect.get(target, key, target),
  });
  const response = await handler.handle(request);
  assertEquals([response.status, (await response.json()).code], [400, 400]);
  assertMatch(response.headers.get("x-trace") ?? "", UUID);
  await handler.drain();
});
