import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { startHookEcho } from "../../src/commands/hook_echo.ts";
import { sign } from "../../src/hooks/signature.ts";
import { Application } from "../helpers/application.ts";
import { HOOK_SECRET } from "../helpers/back_end.ts";
import { Gim, runGim } from "../helpers/gim.ts";

function echo() {
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  const started = startHookEcho({
    address: { host: "127.0.0.1", port: 0 },
    secret: HOOK_SECRET,
    now: Date.now,
    print: (line) => {
      lines.push(line);
      for (const tell of waiting.splice(0)) tell();
    },
  });
  const url = `http://127.0.0.1:${started.address.port}/`;
  return {
    url,
    lines,
    async until(text: string) {
      while (!lines.some((line) => line.includes(text))) {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    [Symbol.asyncDispose]: () => started.stop(),
  };
}

Deno.test("hook-echo takes what a service tells and asks, and prints it", async () => {
  await using server = echo();
  await using gim = await Gim.start({
    args: [
      ...["--webhook-url", server.url, "--before-send-url", server.url],
      ...["--webhook-secret", HOOK_SECRET, "--before-send-timeout=30s"],
    ],
  });
  await using ann = await Application.start(gim.ws, "ann");
  await ann.tell("bob", "two\nlines");
  await server.until("message.created");
  const printed = server.lines.find((line) => line.includes("created")) ?? "";
  assertStringIncludes(printed, '"content":"two\\nlines"');
  assert(server.lines.some((line) => line.includes("message.sending")));
});

Deno.test("hook-echo refuses what does not verify, is too large or no POST", async () => {
  await using server = echo();
  const post = async (body: string, signature: string) => {
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = {
      "webhook-id": "evt_1",
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signature ||
        sign({ id: "evt_1", timestamp, body }, HOOK_SECRET),
    };
    const response = await fetch(server.url, { method: "POST", body, headers });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals(await post("{}", ""), 204);
  assertEquals(await post("no json", ""), 204);
  assertEquals(await post("{}", "v1,AAAA"), 401);
  assertEquals(await post("x".repeat(1024 * 1024 + 1), ""), 413);
  const got = await fetch(server.url);
  await got.body?.cancel();
  assertEquals(got.status, 405);
});

Deno.test("the command needs a secret and an address", async () => {
  const none = await runGim(["hook-echo"]);
  assertEquals(none.status, 2);
  assertStringIncludes(none.err, "--webhook-secret: got no value");
  const secret = ["--webhook-secret", HOOK_SECRET];
  const wrong = await runGim(["hook-echo", "--listen=nowhere", ...secret]);
  assertEquals(wrong.status, 2);
  assertStringIncludes(wrong.err, '--listen: got "nowhere": expected :port');
  const elsewhere = await runGim(["--listen", ":1"]);
  assertEquals(elsewhere.status, 2);
  assertStringIncludes(elsewhere.err, 'unknown flag "--listen"');
});
