import {
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import project from "../../deno.json" with { type: "json" };
import { TestClient } from "../helpers/client.ts";
import { Gim, runGim } from "../helpers/gim.ts";
import { call, get } from "../helpers/http.ts";
import { ObservedClient } from "../helpers/observed_client.ts";

const OPTIONS = [
  ...["--gateway-address", "--ws", "--api-address", "--http"],
  ...["--gateway-worker", "--ws-worker", "--profiling-enabled"],
  ...["--profiling", "--enable-profiling", "--trace-header", "--trace"],
  ...["--message-protocol", "--enable-message-sequence"],
  ...["--message-push-count", "--message-push-duration"],
  ...["--message-push-concurrency-limit", "--storage"],
  ...["--heartbeat-interval", "--gateway-heartbeat-interval"],
  ...["--login-timeout", "--history-limit", "--max-frame-size"],
  ...["--max-content-size", "--push-backlog", "--max-outbound-bytes"],
  ...["--max-connections", "--max-connections-per-user", "--auth-secret"],
  ...["--allow-origin", "--log-level", "--log-format", "--help, -h"],
  "--version, -v",
];

/** Ends with status 2 and one line that holds these words. */
async function refuses(
  args: readonly string[],
  ...words: readonly string[]
): Promise<void> {
  const { status, out, err } = await runGim(args);
  assertEquals([status, out], [2, ""], args.join(" "));
  assertMatch(err, /^[^\n]+\n$/);
  for (const word of words) assertStringIncludes(err, word);
}

Deno.test("help shows every command and option with its default", async () => {
  const shown = await Promise.all(
    ["help", "h", "--help", "-h"].map((word) => runGim([word])),
  );
  const { status, out, err } = shown[0]!;
  assertEquals([status, err], [0, ""]);
  for (const title of ["NAME", "USAGE", "VERSION", "COMMANDS", "OPTIONS"]) {
    assertStringIncludes(out, `${title}:\n`);
  }
  for (const option of OPTIONS) assertStringIncludes(out, option);
  for (const fallback of [":8080", ":8081", "10m", "10000", "64KiB"]) {
    assertStringIncludes(out, `(default: ${fallback})`);
  }
  assertEquals(out.includes("enbale"), false);
  for (const each of shown.slice(1)) assertEquals(each, shown[0]);
});

Deno.test("version shows the version", async () => {
  const shown = await Promise.all(
    ["--version", "-v", "version"].map((word) => runGim([word])),
  );
  for (const { status, out, err } of shown) {
    assertEquals([status, err], [0, ""]);
    assertStringIncludes(out, project.version);
  }
});

Deno.test("a wrong value ends with status 2 and says what is allowed", async () => {
  await refuses(["--message-push-count", "0"], "--message-push-count", "0");
  await refuses(["--message-push-count=1001"], "1001", "1000");
  await refuses(["--message-push-duration=5ms"], "5ms", "10ms");
  await refuses(["--heartbeat-interval", "soon"], "soon");
  await refuses(["--ws", "localhost"], "--ws", "localhost");
  await refuses(["--http=:99999"], "99999");
  await refuses(["--max-frame-size=64XB"], "64XB");
  await refuses(["--storage", "cloud"], "cloud", "memory");
  await refuses(["--log-level", "loud"], "loud", "info");
  await refuses(["--enable-message-sequence=maybe"], "maybe");
});

Deno.test("a misspelt flag ends with status 2 and the nearest one", async () => {
  await refuses(["--histroy-limit", "5"], "--histroy-limit", "--history-limit");
  await refuses(["--wss=:1"], "--ws");
  await refuses(["serve-it"], "serve-it");
});

Deno.test("what is not there is refused", async () => {
  await refuses(["--gateway-worker", "0"], "a whole number from 1 to 64");
  await refuses(["--storage", "cloud"], "memory, disk or redis");
  await refuses(["--redis-url", "http://x"], "redis:// or rediss://");
});

Deno.test("an address in use ends with status 1 and names it", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const address = `127.0.0.1:${taken.addr.port}`;
  for (const args of [["--ws", address], ["--http", address]]) {
    const other = args[0] === "--ws" ? "--http" : "--ws";
    const ended = await runGim([...args, other, "127.0.0.1:0"]);
    assertEquals([ended.status, ended.out], [1, ""]);
    assertStringIncludes(ended.err, address);
    assertMatch(ended.err, /in use/);
  }
});

Deno.test("one address for both is one listener", async () => {
  const any = "127.0.0.1:0";
  await using gim = await Gim.start({ args: ["--ws", any, "--http", any] });
  const address = gim.gateway;
  assertEquals(gim.api, address);
  await using _client = await ObservedClient.login(`ws://${address}`, "u");
  await get(`http://${address}`, "POST /login", { body: { id: "u" } });
});

Deno.test("two addresses are two listeners that serve alike", async () => {
  await using gim = await Gim.start();
  assertNotEquals(gim.gateway, gim.api);
  for (const base of [`http://${gim.gateway}`, gim.http]) {
    await get(base, "POST /login", { body: { id: "u" } });
  }
});

Deno.test("an address without a host is every interface, IPv4 and IPv6", async () => {
  await using gim = await Gim.start({ args: ["--ws", ":0", "--http", ":0"] });
  const port = gim.gateway.split(":").at(-1);
  for (const host of ["127.0.0.1", "[::1]"]) {
    await using _client = await ObservedClient.login(
      `ws://${host}:${port}`,
      "u",
    );
  }
});

Deno.test("an option can be a variable, which a flag beats", async () => {
  await using gim = await Gim.start({
    args: ["--message-push-count", "7"],
    environment: {
      GIM_MESSAGE_PUSH_COUNT: "3",
      GIM_MESSAGE_PUSH_DURATION: "2s",
      GIM_TRACE_HEADER: "X-Request-Id",
    },
  });
  await using client = await TestClient.connect(gim.ws);
  const { push_count, push_duration } = await client.login("u");
  assertEquals([push_count, push_duration], [7, 2000]);
  const headers = { "x-request-id": "abc" };
  const answer = await call(gim.http, "GET /none", { headers });
  assertEquals(answer.headers.get("x-request-id"), "abc");
});

Deno.test("the original's misspelling still switches sequence on", async () => {
  const args = ["--enbale-message-sequence=true"];
  await using gim = await Gim.start({ args });
  await using client = new ObservedClient(gim.ws);
  assertEquals((await client.login("u")).sequence, true);
});

Deno.test("healthcheck is status 0 for a running service and 1 for none", async () => {
  await using gim = await Gim.start();
  const running = await runGim(["healthcheck", "--http", gim.api]);
  assertEquals(running.status, 0);
  // Nobody gets this port by chance, as one that has just been left.
  const none = await runGim(["healthcheck", "--http=127.0.0.1:1"]);
  assertEquals(none.status, 1);
});

Deno.test("a message's content is in no log line", async () => {
  await using gim = await Gim.start({ args: ["--log-level", "debug"] });
  await using client = await TestClient.connect(gim.ws);
  const { token } = await client.login("u");
  await client.tell("peer", "a-very-secret-content");
  client.send('{"op":201,"body":"a-very-secret-content');
  await client.next();
  await get(gim.http, `GET /sessions?token=${token}`, {
    headers: { trace: "my-trace" },
  });
  gim.signal("SIGTERM");
  const { status, lines } = await gim.ended();
  const log = JSON.stringify([...gim.firstLines, ...lines]);
  assertEquals(status, 0);
  assertEquals(log.includes("a-very-secret-content"), false);
  assertEquals(log.includes(token), false);
  assertStringIncludes(log, "my-trace");
});
