import { assertEquals, assertInstanceOf } from "@std/assert";
import { GimReplyError } from "../../src/client/errors.ts";
import { chatroomOf } from "../helpers/chatroom.ts";
import { FakeNetwork } from "../helpers/fake_network.ts";
import { errorOf, flush } from "../helpers/promises.ts";

/*
 * A service that has forgotten its chatrooms, and an application that joins
 * again as soon as it is online.
 */

const TO_ROOM = { type: 1, target_id: "room" } as const;
const NOBODY = { code: 404, msg: "chatroom: there is no room" };

/** A service whose memory ends with its connection. */
function forgetful(sequence: boolean): FakeNetwork {
  let joinedOn: unknown;
  let stored = 0;
  const network = new FakeNetwork({
    sequence,
    answer: ({ name, body }) => {
      const { socket } = network;
      if (name === "join") {
        joinedOn = socket;
        const chatroom = chatroomOf(String(body.id), { name: "Room" });
        return { chatroom, last_sequence: 0, unread: 0 };
      }
      if (name === "leave") joinedOn = undefined;
      if (name === "leave") return {};
      if (name !== "send") return undefined;
      if (joinedOn !== socket) return NOBODY;
      const id = `m${++stored}`;
      return { id, session_id: "1:room", sequence: stored, created_at: 0 };
    },
  });
  return network;
}

for (const sequence of [true, false]) {
  const kind = sequence ? "on" : "off";
  Deno.test(`with sequence ${kind}, a join by who is told of the login goes out before what waits`, async () => {
    const network = forgetful(sequence);
    await using client = network.client();
    client.on("state", ({ state }) => {
      if (state === "online") client.join({ id: "room" });
    });
    await client.login({ id: "ann" });
    await client.send({ ...TO_ROOM, content: "one" });
    network.socket.end(1006);
    const waiting = ["two", "three"].map((content) =>
      client.send({ ...TO_ROOM, content })
    );
    await network.pass(5000);
    const ids = (await Promise.all(waiting)).map(({ id }) => id);
    assertEquals(ids, ["m2", "m3"]);
  });
}

Deno.test("a join by who reads the states in a loop goes out before what waits", async () => {
  const network = forgetful(false);
  await using client = network.client();
  const states = client.stream("state");
  (async () => {
    for await (const { state } of states) {
      if (state === "online") client.join({ id: "room" });
    }
  })();
  await client.login({ id: "ann" });
  await flush();
  network.socket.end(1006);
  const sent = client.send({ ...TO_ROOM, content: "one" });
  await network.pass(5000);
  assertEquals((await sent).id, "m1");
});

Deno.test("a join that is made while the client is away goes out before the sends", async () => {
  const network = forgetful(false);
  await using client = network.client();
  await client.login({ id: "ann" });
  await client.join({ id: "room" });
  network.socket.end(1006);
  const sent = client.send({ ...TO_ROOM, content: "one" });
  client.join({ id: "room" });
  await network.pass(5000);
  assertEquals((await sent).id, "m1");
});

Deno.test("a join does not overtake the leaving that was asked for before it", async () => {
  const network = forgetful(false);
  await using client = network.client();
  await client.login({ id: "ann" });
  await client.join({ id: "room" });
  network.socket.end(1006);
  const calls = [
    client.send({ ...TO_ROOM, content: "one" }),
    client.leave({ id: "room" }),
    client.send({ ...TO_ROOM, content: "two" }),
    client.join({ id: "room" }),
    client.join({ id: "other" }),
  ];
  const [refused] = calls.map(errorOf);
  await network.pass(5000);
  assertInstanceOf(await refused, GimReplyError);
  const names = network.socket.names.filter((name) => name !== "heartbeat");
  assertEquals(names, ["login", "send", "leave", "join", "join", "send"]);
});
