import { assertEquals } from "@std/assert";
import { FakeNetwork } from "../helpers/fake_network.ts";
import { answerJoin, Kept, message, session, start } from "../helpers/kept.ts";
import { flush } from "../helpers/promises.ts";

/*
 * Times that are not the whole numbers they should be: a token's `exp` may have
 * a fraction.
 */

Deno.test("GimClient logs in where the token expires at a fraction of a millisecond", async () => {
  const network = new FakeNetwork({
    answer: ({ name }) => {
      if (name !== "login") return undefined;
      return {
        user: { id: "ann", name: "Ann" },
        token: "given",
        expires_at: 1795562880000.5,
        server_time: 1.5,
        heartbeat_interval: 60_000.25,
        sequence: false,
        push_count: 10,
        push_duration: 0.5,
      };
    },
  });
  await using client = network.client();
  const { expires_at } = await client.login({ id: "ann" });
  assertEquals([expires_at, client.state], [1795562880000.5, "online"]);
});

Deno.test("a message is taken whatever its time looks like, and not without a whole sequence", async () => {
  const kept = new Kept();
  kept.sessions = [session(0, { updated_at: 1.5 })];
  const { network, client, got } = await start(kept);
  await using _ = client;
  const errors: Error[] = [];
  client.on("error", (error) => errors.push(error));
  const joined = client.join({ id: "room" });
  answerJoin(network, { last_sequence: 0, unread: 0 });
  await joined;
  const about = { session: { id: "2:bob", type: 2, title: "Bob" }, missed: 0 };
  const items = [{ ...message(1), created_at: 1.5 }];
  network.socket.frame(501, { ...about, items });
  await flush();
  assertEquals([got, errors], [[1], []]);
  for (const sequence of [1.5, -1, "2"]) {
    const items = [{ ...message(2), sequence }];
    network.socket.frame(501, { ...about, items });
  }
  assertEquals([got, errors.length], [[1], 3]);
});
