import { assertEquals, assertStringIncludes } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { OP, PUSH, unique } from "../helpers/contract.ts";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";
import { ProtoClient } from "../helpers/proto_client.ts";
import { ProtoFrames } from "../helpers/proto_frames.ts";

const gim = serviceOfThisFile(
  ...["--enable-message-sequence", "--message-push-duration=50ms"],
);
const frames = new ProtoFrames();

Deno.test("a client that asks for gim.proto logs in and learns the service's terms", async () => {
  await using client = await ProtoClient.connect(gim.ws, ["x", "gim.proto"]);
  assertEquals(client.protocol, "gim.proto");
  const id = unique("u");
  const { token, expires_at, server_time, ...terms } = await client.ask(
    OP.login,
    { id, name: "Ann" },
  );
  assertEquals(terms, {
    user: { id, name: "Ann" },
    heartbeat_interval: 600_000,
    sequence: true,
    push_count: 10,
    push_duration: 50,
  });
  assertEquals([typeof token, expires_at - server_time > 80_000_000], [
    "string",
    true,
  ]);
});

Deno.test("protobuf and JSON clients chat with each other", async () => {
  const [ann, bob] = [unique("ann"), unique("bob")];
  await using binary = await ProtoClient.login(gim.ws, ann);
  await using json = await TestClient.login(gim.ws, bob);
  const content = 'one "äß𝄞\n';
  const to = { type: 2, target_id: bob, content, request_id: "r1" };
  const sent = await binary.ask(OP.send, to);
  assertEquals((await binary.ask(OP.send, to)).id, sent.id);
  const { items: [one] } = await json.push();
  assertEquals([one?.id, one?.content, one?.sender.id], [
    sent.id,
    content,
    ann,
  ]);

  const answer = await json.tell(ann, "two");
  const push = await binary.push(PUSH.messages);
  assertEquals(push, {
    session: { id: `2:${bob}`, type: 2, title: bob },
    items: [{
      id: answer.id,
      session_id: `2:${bob}`,
      sender: { id: bob, name: bob },
      category: "text",
      content: "two",
      sequence: 2,
      status: 1,
      created_at: answer.created_at,
    }],
    missed: 0,
  });
});

Deno.test("history, sessions, sync, read and recall say the same in both encodings", async () => {
  const [ann, bob] = [unique("ann"), unique("bob")];
  await using binary = await ProtoClient.login(gim.ws, ann);
  await using json = await TestClient.login(gim.ws, ann);
  const send = { type: 2, target_id: bob, content: "x", request_id: "r" };
  const sent = await binary.ask(OP.send, send);
  await json.tell(bob, "y");
  const session_id = `2:${bob}`;
  const recall = { session_id, message_id: sent.id };
  assertEquals((await binary.ask(OP.recall, recall)).status, 2);

  const requests: [keyof typeof OP, object][] = [
    ["history", { session_id, count: 10 }],
    ["sessions", {}],
    ["sessions", { type: 2, count: 1 }],
    ["sync", { session_id, after_sequence: 0, changed_after: 0 }],
    ["sync", { session_id, after_sequence: 1, count: 1 }],
    ["read", { session_id, sequence: 0 }],
    ["user", { id: ann }],
  ];
  for (const [name, body] of requests) {
    const { last_seen: _, ...data } = await binary.ask(OP[name], body);
    const { data: other } = await json.request(OP[name], body);
    const { last_seen: __, ...expected } = other as typeof data;
    assertEquals(data, expected, name);
  }
});

Deno.test("a room's members get its pushes and events, each in their encoding", async () => {
  const room = unique("room");
  const [ann, bob] = [unique("ann"), unique("bob")];
  await using binary = await ProtoClient.login(gim.ws, ann);
  await using json = await TestClient.login(gim.ws, bob);
  const { chatroom } = await binary.ask(OP.join, { id: room, name: "Tea" });
  assertEquals([chatroom.creator, chatroom.member_count], [ann, 1]);
  await json.ask(OP.join, { id: room });
  const joined = await binary.push(PUSH.event);
  const user = { id: bob, name: bob };
  const session_id = `1:${room}`;
  assertEquals(joined, { event: "joined", session_id, user });

  const { id } = await json.say(room, "hello");
  const pushes = await Promise.all([binary.push(PUSH.messages), json.push()]);
  assertEquals(pushes[0], pushes[1] as unknown);
  assertEquals(pushes[0].items[0].id, id);

  const members = await binary.ask(OP.members, { id: room, count: 1 });
  assertEquals([members.total, members.items[0].role], [2, "creator"]);
  const { next_cursor: cursor } = members;
  const rest = await binary.ask(OP.members, { id: room, cursor });
  assertEquals(rest.items.map((each: { id: string }) => each.id), [bob]);
  assertEquals("next_cursor" in rest, false);
  assertEquals(await binary.ask(OP.leave, { id: room }), {});
});

Deno.test("an empty session has no last message", async () => {
  await using client = await ProtoClient.login(gim.ws, unique("u"));
  await client.ask(OP.join, { id: unique("room") });
  const { items: [session] } = await client.ask(OP.sessions);
  assertEquals("last" in session, false);
  assertEquals([session.unread, session.last_sequence], [0, 0]);
});

Deno.test("a failure has a code, a message and no body", async () => {
  await using client = await ProtoClient.connect(gim.ws);
  const early = await client.request(OP.sessions);
  assertEquals([early.op, early.code, early.body], [0, 401, null]);
  await client.ask(OP.login, { id: unique("u") });
  const failures: [number, keyof typeof OP, object, string][] = [
    [400, "send", { target_id: "a", content: "x" }, "type: "],
    [400, "send", { type: 3, target_id: "a", content: "x" }, "type: "],
    [400, "send", { type: 2, target_id: "a" }, "content: "],
    [400, "history", {}, "session_id: "],
    [400, "history", { session_id: "1:a", count: -1 }, "count: "],
    [400, "sync", { session_id: "1:a", after_sequence: -1 }, "after_sequence"],
    [404, "user", { id: unique("u") }, ""],
  ];
  for (const [code, name, body, msg] of failures) {
    const reply = await client.request(OP[name], body);
    assertEquals([reply.op, reply.code, reply.body], [0, code, null], name);
    assertStringIncludes(reply.msg, msg);
  }
});

Deno.test("a frame without a request, or with an unknown one, is a 400 that does not count", async () => {
  await using client = await ProtoClient.connect(gim.ws);
  const unknown = Uint8Array.of(0x08, 9, 0xba, 0x3e, 0);
  for (let count = 1; count <= 12; count++) {
    client.send(count % 2 === 0 ? unknown : frames.encodeFrame({ seq: 9 }));
    const { op, seq, code } = await client.next();
    assertEquals([op, seq, code], [0, 9, 400]);
  }
  await client.ask(OP.heartbeat);
});

Deno.test("the tenth malformed frame is answered, then the connection is closed 4400", async () => {
  await using client = await ProtoClient.connect(gim.ws);
  for (let count = 1; count <= 10; count++) {
    client.send(Uint8Array.of(0xff, count));
    const { op, seq, code, msg } = await client.next();
    assertEquals([op, seq, code], [0, 0, 400]);
    assertStringIncludes(msg, "ClientFrame");
  }
  assertEquals((await client.ended()).code, 4400);
});

Deno.test("a text frame on a protobuf connection is closed 1003", async () => {
  await using client = await ProtoClient.connect(gim.ws);
  client.send('{"op":105}');
  assertEquals((await client.ended()).code, 1003);
});

Deno.test("a frame over --max-frame-size is closed 1009", async () => {
  await using client = await ProtoClient.connect(gim.ws);
  client.send(new Uint8Array(65_537));
  assertEquals((await client.ended()).code, 1009);
});

Deno.test("--message-protocol proto is for clients that ask for nothing", async () => {
  await using proto = await Gim.start({ args: ["--message-protocol=proto"] });
  await using plain = await ProtoClient.connect(proto.ws, []);
  assertEquals(plain.protocol, "");
  await plain.ask(OP.login, { id: "1001" });
  const protocols = ["gim.json"];
  await using json = await TestClient.login(proto.ws, "1002", { protocols });
  await json.tell("1001", "hello");
  const { items: [message] } = await plain.push(PUSH.messages);
  assertEquals([message.content, message.sequence], ["hello", 0]);
});
