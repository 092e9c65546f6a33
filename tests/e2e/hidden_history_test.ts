import { assertEquals } from "@std/assert";
import { OP, unique } from "../helpers/contract.ts";
import { testOnEachStorage, type World } from "../helpers/each_storage.ts";
import { call, tokenFor } from "../helpers/http.ts";
import { ObservedClient } from "../helpers/observed_client.ts";

const ARGS = [
  "--enable-message-sequence=true",
  ...["--message-push-duration", "20ms"],
];

/** Nothing from before a member's joining is shown to them anywhere. */
async function checkHidden({ here, there }: World): Promise<void> {
  const [room, bob] = [unique("room"), unique("bob")];
  await using ann = await ObservedClient.login(here.ws, unique("ann"));
  await ann.ask(OP.join, { id: room });
  await ann.ask(OP.configure, { id: room, history: "joined" });
  await using b = await ObservedClient.login(there.ws, bob);
  await b.ask(OP.join, { id: room });
  const { id: own } = await b.say(room, "before leaving");
  await b.ask(OP.leave, { id: room });
  const { id: secret } = await ann.say(room, "secret");
  await ann.ask(OP.recall, {
    session_id: `1:${room}`,
    message_id: (await ann.say(room, "secret, and recalled")).id,
  });
  await b.ask(OP.join, { id: room });
  const session_id = `1:${room}`;
  const token = await tokenFor(there.http, bob);
  const look = async (line: string) =>
    (await call(there.http, line, { token })).data;
  const listed = await b.ask(OP.sessions);
  assertEquals(listed.items[0]?.last, null);
  assertEquals(listed.items[0]?.unread, 0);
  const history = await b.ask(OP.history, { session_id });
  assertEquals(history, { items: [], has_more: false });
  const path = `/sessions/${session_id}/messages`;
  assertEquals(await look(`GET ${path}`), history);
  const query = { session_id, after_sequence: 0, changed_after: 0 };
  const synced = await b.ask(OP.sync, query);
  const { items: _, ...about } = synced;
  assertEquals(synced.items, []);
  assertEquals(
    about,
    {
      has_more: false,
      last_sequence: 3,
      first_sequence: 4,
      complete: true,
      changes: [],
      last_change: 1,
      more_changes: false,
      read_sequence: 0,
      peer_read_sequence: 0,
    } as typeof about,
  );
  const over = `GET ${path}?after_sequence=0&changed_after=0`;
  assertEquals(await look(over), synced);
  await ann.ask(OP.edit, { session_id, message_id: secret, content: "x" });
  assertEquals(await b.event("edited") as unknown, {
    event: "edited",
    session_id,
    message_id: secret,
    sequence: 2,
    change: 2,
  });
  for (const message_id of [own, secret]) {
    const about = { session_id, message_id };
    await b.refused(404, OP.edit, { ...about, content: "x" });
    await b.refused(404, OP.react, { ...about, reaction: "x" });
    await b.refused(404, OP.reactions, { ...about, reaction: "x" });
    await b.refused(404, OP.recall, { session_id, message_id });
    await b.refused(404, OP.history, { session_id, message_id });
  }
  const texts = JSON.stringify(await b.unread());
  assertEquals(texts.includes("secret"), false, texts);
  await ann.say(room, "for all");
  const { items } = await b.push();
  assertEquals(items.map(({ content }) => content), ["for all"]);
}

testOnEachStorage(
  "where history begins with joining, nothing tells of what was before",
  checkHidden,
  ...ARGS,
);

/** Who joins during an interval is pushed what came after they joined. */
async function checkInterval({ here, there }: World): Promise<void> {
  const [room, bob] = [unique("room"), unique("bob")];
  await using ann = await ObservedClient.login(here.ws, unique("ann"));
  await ann.ask(OP.join, { id: room });
  await ann.ask(OP.configure, { id: room, history: "joined" });
  await using b = await ObservedClient.login(there.ws, bob);
  await ann.say(room, "begins an interval");
  await ann.push();
  await ann.say(room, "secret");
  await b.ask(OP.join, { id: room });
  await ann.say(room, "for all");
  const { items, missed } = await b.push();
  assertEquals(items.map(({ content }) => content), ["for all"]);
  assertEquals(missed, 0);
  const told: string[] = [];
  while (!told.includes("for all")) {
    const push = await ann.push();
    told.push(...push.items.map(({ content }) => content));
  }
  assertEquals(told, ["secret", "for all"]);
}

testOnEachStorage(
  "where history begins with joining, a push begins with it, too",
  checkInterval,
  ...["--enable-message-sequence=true", "--message-push-duration", "1500ms"],
);
