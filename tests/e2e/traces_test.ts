import { assert, assertEquals } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { Gim } from "../helpers/gim.ts";
import { call, tokenFor } from "../helpers/http.ts";
import { type CollectedSpan, OtlpSink } from "../helpers/otlp_sink.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";
const TRACEPARENT = `00-${TRACE}-${PARENT}-01`;

/** What a process exported that was used and then stopped. */
async function collect(
  use: (gim: Gim) => Promise<string[]>,
): Promise<{ spans: CollectedSpan[]; text: string; hushed: string[] }> {
  await using sink = new OtlpSink();
  const gim = await Gim.start({ environment: sink.environment });
  const warnings = gim.firstLines.filter(({ level }) => level === "warn");
  assert(warnings.some(({ event }) => event.startsWith("OTEL_DENO: ")));
  const hushed = await use(gim);
  gim.signal("SIGTERM");
  assertEquals((await gim.ended()).status, 0);
  return { spans: sink.spans, text: sink.text, hushed };
}

function only(spans: readonly CollectedSpan[], name: string): CollectedSpan {
  const found = spans.filter((span) => span.name === name);
  assertEquals(found.length, 1, `${name} among ${spans.map((s) => s.name)}`);
  return found[0] as CollectedSpan;
}

Deno.test("a socket's requests are spans of its upgrade's trace", async () => {
  const { spans } = await collect(async (gim) => {
    const headers = { traceparent: TRACEPARENT, trace: "my-trace" };
    await using ann = await TestClient.connect(gim.ws, { headers });
    await ann.login("ann");
    await ann.ask(OP.join, { id: "room" });
    await ann.say("room", "hello");
    await ann.refused(404, OP.user, { id: "nobody" });
    await ann.request(999);
    return [];
  });
  const upgrade = only(spans, "GET /ws");
  assertEquals([upgrade.traceId, upgrade.parentSpanId], [TRACE, PARENT]);
  assertEquals(upgrade.attributes["gim.trace"], "my-trace");
  for (const name of ["login", "join", "send", "user", "unknown"]) {
    const { traceId, parentSpanId, attributes } = only(spans, `gim.${name}`);
    assertEquals([traceId, parentSpanId], [TRACE, upgrade.spanId], name);
    assertEquals(attributes["gim.op"], name);
    assertEquals(attributes["gim.trace"], "my-trace");
  }
  const code = (name: string) => only(spans, name).attributes["gim.code"];
  assertEquals(["gim.send", "gim.user", "gim.unknown"].map(code), [
    ...["0", "404", "400"],
  ]);
  const { attributes } = only(spans, "gim.send");
  assertEquals(attributes["gim.conversation_type"], "chatroom");
});

Deno.test("an HTTP request's span has its route, operation, code and type of conversation", async () => {
  const { spans } = await collect(async (gim) => {
    const token = await tokenFor(gim.http, "ann");
    await call(gim.http, "POST /messages", {
      token,
      body: { type: 2, target_id: "ben", content: "hello" },
      headers: { traceparent: TRACEPARENT, trace: "my-trace" },
    });
    await call(gim.http, "GET /users/nobody", { token });
    return [];
  });
  const { traceId, parentSpanId, attributes } = only(spans, "POST /messages");
  assertEquals([traceId, parentSpanId], [TRACE, PARENT]);
  const expected = {
    "http.route": "/messages",
    "gim.op": "send",
    "gim.code": "0",
    "gim.conversation_type": "private",
    "gim.trace": "my-trace",
  };
  assertEquals({ ...attributes, ...expected }, attributes);
  const found = only(spans, "GET /users/:id");
  assertEquals(found.attributes["gim.code"], "404");
});

Deno.test("no content is exported, and no token but what is in an address", async () => {
  const { spans, text, hushed } = await collect(async (gim) => {
    const token = await tokenFor(gim.http, "ann");
    const content = "content-hush-52ac";
    await using ann = await TestClient.connect(gim.ws);
    await ann.login("ann", { token });
    await ann.tell("ben", content);
    const body = { type: 2, target_id: "ben", content };
    await call(gim.http, "POST /messages", { token, body });
    await call(gim.http, "POST /login", { body: { id: "ann", token } });
    return [token, content];
  });
  assert(spans.length >= 5);
  for (const secret of hushed) {
    assert(!text.includes(secret), `exported: ${secret}`);
    assert(!text.includes(secret.slice(-12)), `exported: ${secret}`);
  }
});
