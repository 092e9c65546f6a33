import { assertEquals, assertInstanceOf } from "@std/assert";
import { SignJWT } from "jose";
import { GimReplyError } from "../../src/client/errors.ts";
import { GimClient } from "../../src/client/mod.ts";
import { jsonCodec, type WireCodec } from "../../src/client/wire_codec.ts";
import { within } from "../helpers/client.ts";
import { unique } from "../helpers/contract.ts";
import { CutProxy } from "../helpers/cut_proxy.ts";
import { online, testEachCodec, until } from "../helpers/each_codec.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";
import { until as comeTrue } from "../helpers/promises.ts";
import { Timeless } from "../helpers/timeless.ts";

const PATIENCE = 10_000;

const gim = serviceOfThisFile();

/** A codec, and how many frames it has read. */
function counting(codec: WireCodec) {
  let read = 0;
  const decode: WireCodec["decode"] = (data) => {
    read++;
    return codec.decode(data);
  };
  return { codec: { ...codec, decode }, answers: () => read };
}

testEachCodec(
  "a client fetches a new token when the old one has expired",
  async (options) => {
    const secret = "0123456789abcdef0123456789abcdef";
    await using strict = await Timeless.start(
      ...["--auth-secret", secret, "--heartbeat-interval", "1h"],
    );
    await using client = new GimClient(strict.ws, options);
    let fetched = 0;
    await client.login({
      id: "ann",
      token: async () => {
        // The first is good for a minute, the next for an hour.
        const lifetime = fetched++ === 0 ? 60 : 3600;
        const expires = Math.floor(Date.now() / 1000) + lifetime;
        return await new SignJWT().setProtectedHeader({ alg: "HS256" })
          .setSubject("ann").setExpirationTime(expires)
          .sign(new TextEncoder().encode(secret));
      },
    });
    await using states = client.stream("state");
    // It is looked for once a second at least.
    strict.clock.pass(62_000);
    const { value } = await within(PATIENCE, states.next(), "it is not closed");
    assertEquals([value?.state, value?.code], ["waiting", 4401]);
    await until(client, "online");
    assertEquals((await client.user({ id: "ann" })).online, true);
    assertEquals(fetched, 2);
  },
);

testEachCodec(
  "a login that is refused, and a token that is missing",
  async (options) => {
    await using strict = await Gim.start({
      args: ["--auth-secret", "x".repeat(32)],
    });
    await using client = new GimClient(strict.ws, options);
    const error = await client.login({ id: "ann" }).catch((thrown) => thrown);
    assertInstanceOf(error, GimReplyError);
    assertEquals([error.code, client.state], [401, "idle"]);
  },
);

testEachCodec("a heartbeat keeps an idle connection", async (options) => {
  await using strict = await Timeless.start("--heartbeat-interval=3s");
  const own = new FakeClock();
  const { codec, answers } = counting(options.codec ?? jsonCodec);
  await using client = await online(strict.ws, "ann", {
    ...options,
    codec,
    environment: { clock: own },
  });
  const states: string[] = [];
  client.on("state", ({ state }) => states.push(state));
  // Three times as long as the service would wait.
  for (let second = 1; second <= 9; second++) {
    const before = answers();
    strict.clock.pass(1000);
    own.advance(1000);
    await comeTrue(() => answers() > before || states.length > 0);
  }
  assertEquals([client.state, states], ["online", []]);
});

testEachCodec("a client logs out, and in as somebody else", async (options) => {
  const [annId, bobId] = [unique("ann"), unique("bob")];
  await using client = await online(gim.ws, annId, options);
  await client.logout();
  assertEquals(client.state, "idle");
  await client.connect();
  assertEquals(client.state, "open");
  assertEquals((await client.login({ id: bobId })).user.id, bobId);
  assertEquals((await client.user({ id: annId })).online, false);
});

testEachCodec(
  "another name counts from the next connection on",
  async (options) => {
    await using proxy = new CutProxy(gim.gateway);
    const id = unique("ann");
    await using client = await online(proxy.ws, id, options);
    const { user } = await client.login({ id, name: "Anna" });
    assertEquals(user.name, id);
    await proxy.down();
    await until(client, "waiting");
    proxy.up();
    await until(client, "online");
    assertEquals(client.loggedIn?.user.name, "Anna");
    assertEquals((await client.user({ id })).name, "Anna");
  },
);
