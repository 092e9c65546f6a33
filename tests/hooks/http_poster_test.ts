import { assert, assertEquals, assertMatch } from "@std/assert";
import { createServer } from "node:net";
import { systemClock } from "../../src/base/clock.ts";
import { HttpPoster } from "../../src/hooks/http_poster.ts";
import type { PostTarget } from "../../src/hooks/poster.ts";
import { FIRST } from "../helpers/certificates.ts";
import { BackEnd, HOOK_SECRET } from "../helpers/back_end.ts";

function posterTo(url: string, timeout = 10_000, maxAnswer = 100) {
  const target = { url, timeout, maxAnswer };
  const poster = new HttpPoster({
    secret: HOOK_SECRET,
    version: "1.2.3",
    clock: systemClock,
    targets: {
      webhook: { ...target, needsAnswer: false },
      beforeSend: { ...target, needsAnswer: true },
    },
  });
  return (to: PostTarget = "webhook") =>
    poster.post({ to, id: "evt_1", body: '{"type":"user.online"}' });
}

/** A receiver that writes these bytes to whoever connects, and then waits. */
async function rawReceiver(answer: string) {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.write(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => sockets.add(socket));
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

Deno.test("a post has the headers of Standard Webhooks, signed as it is sent", async () => {
  await using backEnd = new BackEnd();
  const outcome = await posterTo(backEnd.url)();
  assertEquals(outcome, { status: 204, text: "", isCut: false });
  assertEquals(backEnd.wrong, []);
  const [call] = backEnd.calls;
  assertEquals(call?.id, "evt_1");
  assert(Math.abs(Date.now() / 1000 - (call?.sentAt ?? 0)) < 10);
  assertEquals(call?.headers.get("content-type"), "application/json");
  assertEquals(call?.headers.get("user-agent"), "gim/1.2.3");
  assertMatch(
    call?.headers.get("webhook-signature") ?? "",
    /^v1,[A-Za-z0-9+/]{43}=$/,
  );
});

Deno.test("a redirect is not followed", async () => {
  await using other = new BackEnd();
  await using backEnd = new BackEnd(() => Response.redirect(other.url, 307));
  const outcome = await posterTo(backEnd.url)();
  assertEquals(outcome.status, 307);
  assertEquals(other.calls.length, 0);
});

Deno.test("of a huge answer only the begin is read", async () => {
  const cancelled = Promise.withResolvers<void>();
  await using backEnd = new BackEnd(() =>
    new Response(
      new ReadableStream({
        pull: (controller) =>
          controller.enqueue(new Uint8Array(64 * 1024).fill(120)),
        cancel: () => cancelled.resolve(),
      }),
    )
  );
  const outcome = await posterTo(backEnd.url)("beforeSend");
  assertEquals(outcome, { status: 200, text: "x".repeat(100), isCut: true });
  await cancelled.promise;
});

Deno.test("without an answer in time a post has failed, whatever came of it", async () => {
  await using silent = await rawReceiver("");
  assertEquals(await posterTo(silent.url, 50)(), {
    status: 0,
    reason: "no answer within 50 ms",
  });
  await using slow = await rawReceiver(
    "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{",
  );
  assertEquals(await posterTo(slow.url, 50)("beforeSend"), {
    status: 0,
    reason: "no answer within 50 ms",
  });
});

Deno.test("for an event the status is enough", async () => {
  await using slow = await rawReceiver(
    "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{",
  );
  // The rest of the answer never comes; the status has to come in this time.
  assertEquals((await posterTo(slow.url, 3000)()).status, 200);
});

Deno.test("garbage, no receiver and a wrong certificate are failures", async () => {
  await using garbage = await rawReceiver("no HTTP at all\r\n\r\n");
  assertEquals((await posterTo(garbage.url)()).status, 0);
  const refused = await posterTo("http://127.0.0.1:1/")();
  assert("reason" in refused && refused.reason !== "");
  await using plain = new BackEnd();
  const tls = await posterTo(plain.url.replace("http:", "https:"))();
  assertEquals(tls.status, 0);
  assertEquals(plain.calls, []);
});

Deno.test("a certificate that nobody vouches for is a failure", async () => {
  await using backEnd = new BackEnd(undefined, 0, await certificate());
  const outcome = await posterTo(backEnd.url)();
  assert("reason" in outcome);
  assertMatch(outcome.reason, /certificate/i);
  assertEquals(backEnd.calls, []);
});

/** A certificate of the tests' own, which no system trusts. */
async function certificate() {
  const [cert, key] = await Promise.all([
    Deno.readTextFile(FIRST.cert),
    Deno.readTextFile(FIRST.key),
  ]);
  return { cert, key };
}
