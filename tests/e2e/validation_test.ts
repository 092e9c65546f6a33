import { assertEquals, assertStringIncludes } from "@std/assert";
import { TestClient } from "../helpers/client.ts";
import { CHATROOM, OP, PRIVATE, unique } from "../helpers/contract.ts";
import { serviceOfThisFile } from "../helpers/gim.ts";

const gim = serviceOfThisFile();

const BAD_IDS = [
  ...["", "-a", ".a", "@a", "a b", "a:b", "ä", "a/b", "a\n", " a", "😀"],
  ...["a".repeat(65), 1001, true, {}, ["a"]],
];
const GOOD_IDS = ["a", "7", "_", "_a", "A.b_c@d-e", "9".repeat(64)];
const BAD_COUNTS = [0, -1, 101, 1.5, "5", true, {}];
const BAD_NAMES = ["", "n".repeat(65), 5, {}];

const send = { type: PRIVATE, target_id: "peer", content: "x" };

/** Expects a 400 that names the field for each of these values of it. */
async function refuses(
  { op, field, body = {}, values }: {
    op: number;
    field: string;
    body?: object;
    values: readonly unknown[];
  },
): Promise<void> {
  await using client = await TestClient.login(gim.ws, unique("u"));
  for (const value of values) {
    const msg = await client.refused(400, op, { ...body, [field]: value });
    assertStringIncludes(msg, field, `${op} ${JSON.stringify(value)}`);
  }
}

Deno.test("a user id has 1 to 64 of the allowed characters", async () => {
  for (const id of GOOD_IDS) {
    await using client = await TestClient.connect(gim.ws);
    assertEquals((await client.login(id)).user.id, id);
  }
  for (const id of [...BAD_IDS, undefined, null]) {
    await using client = await TestClient.connect(gim.ws);
    const msg = await client.refused(400, OP.login, { id });
    assertStringIncludes(msg, "id", JSON.stringify(id));
  }
  await refuses({ op: OP.user, field: "id", values: [...BAD_IDS, undefined] });
});

Deno.test("a chatroom id has 1 to 64 of the allowed characters", async () => {
  await using client = await TestClient.login(gim.ws, unique("u"));
  for (const id of GOOD_IDS) {
    assertEquals((await client.ask(OP.join, { id })).chatroom.id, id);
  }
  for (const op of [OP.join, OP.leave, OP.members]) {
    await refuses({ op, field: "id", values: [...BAD_IDS, undefined] });
  }
});

Deno.test("a name has 1 to 64 characters", async () => {
  const good = ["n", "n".repeat(64), "名".repeat(64), "😀".repeat(64)];
  for (const name of good) {
    await using client = await TestClient.connect(gim.ws);
    assertEquals((await client.login(unique("u"), { name })).user.name, name);
    const { chatroom } = await client.ask(OP.join, { id: unique("r"), name });
    assertEquals(chatroom.name, name);
  }
  for (const name of [...BAD_NAMES, "名".repeat(65)]) {
    await using client = await TestClient.connect(gim.ws);
    const msg = await client.refused(400, OP.login, { id: "u", name });
    assertStringIncludes(msg, "name");
  }
  const body = { id: unique("r") };
  await refuses({ op: OP.join, field: "name", body, values: BAD_NAMES });
});

Deno.test("a message's type is 1 or 2", async () => {
  const values = [0, 3, -1, 1.5, "1", "private", null, undefined, [2]];
  await refuses({ op: OP.send, field: "type", body: send, values });
});

Deno.test("a message's target_id is an id", async () => {
  const values = [...BAD_IDS, undefined, null];
  for (const type of [PRIVATE, CHATROOM]) {
    const body = { ...send, type };
    await refuses({ op: OP.send, field: "target_id", body, values });
  }
});

Deno.test("a message's content is a string that is not empty", async () => {
  const values = ["", 1, true, {}, [], null, undefined];
  await refuses({ op: OP.send, field: "content", body: send, values });
});

Deno.test("a message's category is 1 to 32 of the allowed characters", async () => {
  const values = ["", "Text", "a b", "ä", "c".repeat(33), 1, {}];
  await refuses({ op: OP.send, field: "category", body: send, values });
  const [alice, peer] = [unique("u"), unique("peer")];
  await using client = await TestClient.login(gim.ws, alice);
  for (const category of ["text", "a", "0_.-", "c".repeat(32)]) {
    await client.tell(peer, "x", { category });
    const { items } = await client.ask(OP.history, {
      session_id: `2:${peer}`,
      count: 1,
    });
    assertEquals(items[0]?.category, category);
  }
});

Deno.test("a message's request_id is 1 to 64 printable ASCII characters", async () => {
  const values = ["", "r".repeat(65), "é", "a\nb", "\x7f", 5, {}];
  await refuses({ op: OP.send, field: "request_id", body: send, values });
  await using client = await TestClient.login(gim.ws, unique("u"));
  for (const request_id of ["r", "r".repeat(64), " !~", '"\\']) {
    await client.tell("peer", "x", { request_id });
  }
});

Deno.test("a content over --max-content-size is a 413, counted in bytes", async () => {
  await using client = await TestClient.login(gim.ws, unique("u"));
  const peer = unique("peer");
  for (const content of ["x".repeat(4096), "€".repeat(1365)]) {
    await client.tell(peer, content);
  }
  for (const content of ["x".repeat(4097), "€".repeat(1366)]) {
    const msg = await client.refused(413, OP.send, {
      ...send,
      target_id: peer,
      content,
    });
    assertStringIncludes(msg, "4096");
  }
  const { items } = await client.ask(OP.history, { session_id: `2:${peer}` });
  assertEquals(items.length, 2);
});

Deno.test("count is a whole number from 1 to 100", async () => {
  const history = { session_id: "2:peer" };
  await refuses({
    op: OP.history,
    field: "count",
    body: history,
    values: BAD_COUNTS,
  });
  await refuses({ op: OP.sessions, field: "count", values: BAD_COUNTS });
  await using client = await TestClient.login(gim.ws, unique("u"));
  const id = unique("r");
  await client.ask(OP.join, { id });
  for (const count of BAD_COUNTS) {
    const msg = await client.refused(400, OP.members, { id, count });
    assertStringIncludes(msg, "count");
  }
  for (const count of [1, 100]) {
    await client.ask(OP.sessions, { count });
    await client.ask(OP.history, { ...history, count });
    await client.ask(OP.members, { id, count });
  }
});

Deno.test("a session id is a type and a target", async () => {
  const values = [
    ...["", "9999", "3:x", "1:", "2:", ":x", "1:a b", "1:-a", "1:a:b"],
    ...["0:x", "01:x", "1", "2:a:b:c", "1:x ", 1, null, undefined],
  ];
  await refuses({ op: OP.history, field: "session_id", values });
});

Deno.test("a message id is a string", async () => {
  const body = { session_id: "2:peer" };
  const values = [5, true, {}, []];
  await refuses({ op: OP.history, field: "message_id", body, values });
});

Deno.test("a sessions list's type is 1 or 2", async () => {
  const values = [0, 3, "1", "x", 1.5];
  await refuses({ op: OP.sessions, field: "type", values });
});
