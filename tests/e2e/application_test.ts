import {
  assert,
  assertEquals,
  assertGreater,
  assertRejects,
} from "@std/assert";
import { GimReplyError } from "../../src/client/mod.ts";
import { Application } from "../helpers/application.ts";
import { unique } from "../helpers/contract.ts";
import { CutProxy } from "../helpers/cut_proxy.ts";
import { Gim, serviceOfThisFile } from "../helpers/gim.ts";

/*
 * The service as an application uses it, by the client.
 */

const gim = serviceOfThisFile(
  ...["--enable-message-sequence", "true"],
  ...["--message-push-duration", "50ms", "--message-push-count", "2"],
);

function start(id = unique("user"), options = {}): Promise<Application> {
  return Application.start(`${gim.ws}/ws`, id, options);
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `text ${index + 1}`);
}

Deno.test("two users chat", async () => {
  await using ann = await start();
  await using bob = await start();
  await ann.tell(bob.id, "hello");
  const hello = await bob.next("message");
  assertEquals(
    [hello.sender.id, hello.session_id, hello.content, hello.sequence],
    [ann.id, `2:${ann.id}`, "hello", 1],
  );
  await bob.tell(ann.id, "hi");
  assertEquals(await ann.texts(2), ["hello", "hi"]);
  assertEquals(await bob.texts(1), ["hi"]);
  assertEquals((await ann.client.user({ id: bob.id })).online, true);
});

Deno.test("what one device of a user sends and gets, the other one has too", async () => {
  await using phone = await start();
  await using laptop = await start(phone.id);
  await using bob = await start();
  await phone.tell(bob.id, "one");
  await laptop.texts(1);
  await bob.tell(phone.id, "two");
  await phone.texts(2);
  await laptop.tell(bob.id, "three");
  assertEquals(await phone.texts(1), ["three"]);
  assertEquals(await laptop.texts(2), ["two", "three"]);
  assertEquals(await bob.texts(3), ["one", "two", "three"]);
});

Deno.test("all of a busy room reaches every member, also what its pushes leave out", async () => {
  await using ann = await start();
  await using bob = await start();
  const room = unique("room");
  const { chatroom } = await ann.client.join({ id: room, name: "The room" });
  assertEquals([chatroom.name, chatroom.creator], ["The room", ann.id]);
  await bob.client.join({ id: room });
  const joined = await ann.next("event");
  assert(joined.event === "joined" && joined.user.id === bob.id);
  const texts = numbered(40);
  await Promise.all(texts.map((text) => ann.say(room, text)));
  assertEquals(await bob.texts(40), texts);
  assertEquals(await ann.texts(40), texts);
  await bob.client.leave({ id: room });
  const left = await ann.next("event");
  assert(left.event === "left" && left.user.id === bob.id);
  await ann.say(room, "without him");
  assertEquals(await ann.texts(1), ["without him"]);
  await assertRejects(() => bob.say(room, "hello?"), GimReplyError);
  const { items } = await ann.client.members({ id: room });
  assertEquals(items.map(({ id }) => id), [ann.id]);
  assertEquals(bob.waiting, 0);
});

Deno.test("without sequence, an application is told how much a busy room's pushes left out", async () => {
  await using plain = await Gim.start({
    args: ["--message-push-duration", "500ms", "--message-push-count", "2"],
  });
  const url = `${plain.ws}/ws`;
  await using ann = await Application.start(url, unique("ann"));
  await using bob = await Application.start(url, unique("bob"));
  const room = unique("room");
  await ann.client.join({ id: room });
  await bob.client.join({ id: room });
  const texts = numbered(30);
  await Promise.all(texts.map((text) => ann.say(room, text)));
  const missed = await bob.next("missed");
  assertEquals([missed.session_id, missed.reason], [`1:${room}`, "skipped"]);
  assertGreater(missed.count, 0);
  const session_id = `1:${room}`;
  const { items } = await bob.client.history({ session_id, count: 100 });
  assertEquals(items.map(({ content }) => content), texts);
});

Deno.test("a new device pages back through the history", async () => {
  await using ann = await start();
  const bobId = unique("bob");
  const texts = numbered(25);
  for (const text of texts) await ann.tell(bobId, text);
  await using bob = await start(bobId);
  const session_id = `2:${ann.id}`;
  const pages: string[][] = [];
  for await (
    const { items } of bob.client.historyPages({ session_id, count: 10 })
  ) {
    pages.unshift(items.map(({ content }) => content));
  }
  assertEquals(pages.map(({ length }) => length), [5, 10, 10]);
  assertEquals(pages.flat(), texts);
  assertEquals(bob.waiting, 0);
});

Deno.test("the list of sessions says what is unread, until it is read", async () => {
  await using ann = await start();
  await using bob = await start();
  await using carol = await start();
  await ann.tell(bob.id, "one");
  await ann.tell(bob.id, "two");
  await carol.tell(bob.id, "three");
  await bob.texts(3);
  // Two sessions of one millisecond may be listed either way.
  const list = async () => {
    const { items } = await bob.client.sessions();
    return new Map(items.map(({ id, unread, last }) => [
      id,
      { unread, last: last?.content },
    ]));
  };
  const other = [`2:${carol.id}`, { unread: 1, last: "three" }] as const;
  assertEquals(
    await list(),
    new Map([other, [`2:${ann.id}`, { unread: 2, last: "two" }]]),
  );
  const session_id = `2:${ann.id}`;
  const { unread } = await bob.client.read({ session_id, sequence: 2 });
  assertEquals(unread, 0);
  const read = await ann.next("event");
  assert(read.event === "read");
  assertEquals([read.session_id, read.user_id, read.sequence], [
    `2:${bob.id}`,
    bob.id,
    2,
  ]);
  assertEquals(
    await list(),
    new Map([other, [`2:${ann.id}`, { unread: 0, last: "two" }]]),
  );
});

Deno.test("a message that is taken back goes everywhere, also where nobody was there", async () => {
  await using ann = await start();
  await using bob = await start();
  const { id: message_id, session_id } = await ann.tell(bob.id, "wrong");
  await bob.texts(1);
  const recalled = await ann.client.recall({ session_id, message_id });
  assertEquals([recalled.status, recalled.content], [2, ""]);
  const event = await bob.next("event");
  assert(event.event === "recalled");
  assertEquals(event.message_id, message_id);
  await using later = await start(bob.id, { from: "all" });
  const message = await later.next("message");
  assertEquals([message.id, message.status, message.content], [
    message_id,
    2,
    "",
  ]);
  await assertRejects(
    () => bob.client.recall({ session_id: `2:${ann.id}`, message_id }),
    GimReplyError,
  );
});

Deno.test("who was away is told what has changed meanwhile, as it is now", async () => {
  await using proxy = new CutProxy(gim.gateway);
  await using ann = await start();
  await using bob = await Application.start(`${proxy.ws}/ws`, unique("bob"));
  const ids = [];
  for (const content of ["1", "2", "3"]) {
    ids.push((await ann.tell(bob.id, content)).id);
  }
  await bob.texts(3);
  await proxy.down();
  const session_id = `2:${bob.id}`;
  const [first, second, third] = ids.map((message_id) => ({
    session_id,
    message_id,
  }));
  await ann.client.edit({ ...first!, content: "one" });
  await ann.client.edit({ ...second!, content: "two" });
  await ann.client.react({ ...third!, reaction: "!" });
  await ann.client.recall(second!);
  await ann.client.edit({ ...first!, content: "uno" });
  proxy.up();
  const events = [];
  for (let each = 0; each < 3; each++) events.push(await bob.next("event"));
  const shown = events.map((each) =>
    each.event === "edited"
      ? [each.message?.content, each.message?.reactions?.length ?? 0]
      : each.event
  );
  assertEquals(shown, [["3", 1], "recalled", ["uno", 0]]);
  await ann.client.react({ ...first!, reaction: "?" });
  const live = await bob.next("event");
  assertEquals([live.event, "count" in live && live.count], ["reacted", 1]);
});

Deno.test("after a broken network the conversation goes on as if nothing had been", async () => {
  await using proxy = new CutProxy(gim.gateway);
  await using ann = await start();
  await using bob = await Application.start(`${proxy.ws}/ws`, unique("bob"));
  await ann.tell(bob.id, "before");
  await bob.texts(1);
  await proxy.down();
  await ann.tell(bob.id, "meanwhile");
  const answer = bob.tell(ann.id, "out of reach");
  proxy.up();
  assertEquals((await answer).sequence, 3);
  await ann.tell(bob.id, "after");
  assertEquals(await bob.texts(3), ["meanwhile", "out of reach", "after"]);
  assertEquals(await ann.texts(4), [
    "before",
    "meanwhile",
    "out of reach",
    "after",
  ]);
});

Deno.test("an application that is started again goes on where it stopped", async () => {
  await using ann = await start();
  const bob = await start();
  await ann.tell(bob.id, "one");
  await bob.texts(1);
  const { positions } = bob.client;
  await bob.client.close();
  await ann.tell(bob.id, "two");
  await ann.tell(bob.id, "three");
  await using again = await start(bob.id, { positions });
  assertEquals(await again.texts(2), ["two", "three"]);
});
