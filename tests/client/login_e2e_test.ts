import { assertEquals, assertInstanceOf } from "@std/assert";
import { SignJWT } from "jose";
import { GimReplyError } from "../../src/client/errors.ts";
import { GimClient } from "../../src/client/mod.ts";
import { within } from "../helpers/client.ts";
import { unique } from "../helpers/contract.ts";
import { CutProxy } from "../helpers/cut_proxy.ts";
import { online, testEachCodec, until } from "../helpers/each_codec.ts";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";

const PATIENCE = 10_000;

const gim = serviceOfThisFile();

testEachCodec(
  "a client fetches a new token when the old one has expired",
  async (options) => {
    const secret = "0123456789abcdef0123456789abcdef";
    await using strict = await Gim.start({
      args: ["--auth-secret", secret],
    });
    await using client = new GimClient(strict.ws, options);
    let fetched = 0;
    await client.login({
      id: "ann",
      token: async () => {
        // The first is good for two seconds, the next for an hour.
        const expires = Math.floor(Date.now() / 1000) + (fetched++ ? 3600 : 2);
        return await new SignJWT().setProtectedHeader({ alg: "HS256" })
          .setSubject("ann").setExpirationTime(expires)
          .sign(new TextEncoder().encode(secret));
      },
    });
    await using states = client.stream("state");
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
  await using strict = await Gim.start({
    args: ["--heartbeat-interval", "300ms"],
  });
  await using client = await online(strict.ws, "ann", options);
  const states: string[] = [];
  client.on("state", ({ state }) => states.push(state));
  // Longer than the service would wait: time is what this is about.
  await new Promise((resolve) => setTimeout(resolve, 800));
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
