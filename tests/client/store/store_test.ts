import { assertEquals } from "@std/assert";
import { Gim } from "../../helpers/gim.ts";
import { nextMillisecond } from "../../helpers/promises.ts";
import { StoredApplication, wordOf } from "../../helpers/stored_application.ts";
import { Timeless } from "../../helpers/timeless.ts";

const QUICK = ["--message-push-duration", "20ms"];

/** A test of what holds with sequence off and on. */
function inBothModes(
  name: string,
  run: (gim: Gim, isNumbered: boolean) => Promise<void>,
): void {
  for (const isNumbered of [false, true]) {
    const mode = isNumbered ? "on" : "off";
    Deno.test(`${name}, with sequence ${mode}`, async () => {
      const args = [...QUICK, "--enable-message-sequence", String(isNumbered)];
      await using gim = await Gim.start({ args });
      await run(gim, isNumbered);
    });
  }
}

inBothModes(
  "the list is kept in step with what comes and what is sent",
  async ({ ws }) => {
    await using ann = await StoredApplication.start(ws, "ann");
    await using ben = await StoredApplication.start(ws, "ben");
    assertEquals(ann.lines, []);
    await ben.tell("ann", "one");
    await ben.tell("ann", "two");
    await ann.list("2:ben ben two 2");
    await ben.list("2:ann ann two 0");
    await nextMillisecond();
    await ann.store.join({ id: "lobby", name: "Lobby" });
    await ben.store.join({ id: "lobby" });
    await ann.list("1:lobby Lobby - 0", "2:ben ben two 2");
    await ben.say("lobby", "hello");
    await ann.list("1:lobby Lobby hello 1", "2:ben ben two 2");
    // Who answers has read.
    await nextMillisecond();
    await ann.tell("ben", "three");
    await ann.list("2:ben ben three 0", "1:lobby Lobby hello 1");
    await ben.list("2:ann ann three 1", "1:lobby Lobby hello 0");
    await ann.store.leave({ id: "lobby" });
    await ann.list("2:ben ben three 0");
  },
);

inBothModes("what one looks at is read", async ({ ws }, isNumbered) => {
  await using ann = await StoredApplication.start(ws, "ann");
  await using other = await StoredApplication.start(ws, "ann");
  await using ben = await StoredApplication.start(ws, "ben");
  await ben.tell("ann", "one");
  await Promise.all([ann, other].map((each) => each.list("2:ben ben one 1")));
  const first = ann.store.attend("2:ben");
  await ann.list("2:ben ben one 0");
  await ben.tell("ann", "two");
  await ann.list("2:ben ben two 0");
  // With sequence off nobody keeps how far one has read.
  await other.list(`2:ben ben two ${isNumbered ? 0 : 2}`);
  const second = ann.store.attend("2:cy");
  first();
  await ben.tell("ann", "three");
  await ann.list("2:ben ben three 1");
  second();
  await using late = await StoredApplication.start(ws, "ann");
  assertEquals(late.lines, [`2:ben ben three ${isNumbered ? 1 : 0}`]);
});

inBothModes("other devices of the user are followed", async ({ ws }) => {
  await using ann = await StoredApplication.start(ws, "ann");
  await using other = await StoredApplication.start(ws, "ann");
  await ann.store.join({ id: "lobby", name: "Lobby" });
  await other.list("1:lobby Lobby - 0");
  await nextMillisecond();
  await ann.tell("ben", "hello");
  await other.list("2:ben ben hello 0", "1:lobby Lobby - 0");
  await ann.store.leave({ id: "lobby" });
  await other.list("2:ben ben hello 0");
});

inBothModes(
  "a log shows the newest, older ones when asked, and what comes",
  async ({ ws }) => {
    await using ann = await StoredApplication.start(ws, "ann");
    await using ben = await StoredApplication.start(ws, "ben");
    const texts = Array.from({ length: 70 }, (_, index) => `m${index}`);
    for (const text of texts) await ben.tell("ann", text);
    const log = ann.store.open("2:ben");
    await ann.shows(log, ...texts.slice(20));
    assertEquals(log.hasOlder, true);
    await log.loadOlder();
    await ann.shows(log, ...texts);
    assertEquals(log.hasOlder, false);
    await Promise.all([log.send({ content: "mine" }), log.loadOlder()]);
    await ben.tell("ann", "yours");
    await ann.shows(log, ...texts, "mine", "yours");
    log.close();
    await ben.tell("ann", "late");
    await ann.list("2:ben ben late 2");
    assertEquals(log.entries.length, 72);
  },
);

inBothModes(
  "a log goes on until it is closed as often as it was opened",
  async ({ ws }) => {
    await using ann = await StoredApplication.start(ws, "ann");
    await using ben = await StoredApplication.start(ws, "ben");
    const log = ann.store.open("2:ben");
    assertEquals(ann.store.open("2:ben"), log);
    log.close();
    await ben.tell("ann", "one");
    await ann.shows(log, "one");
    log.close();
    await ben.tell("ann", "two");
    await ann.list("2:ben ben two 2");
    assertEquals(log.entries.length, 1);
  },
);

inBothModes("what is sent shows at once, and once", async ({ ws }) => {
  await using ann = await StoredApplication.start(ws, "ann");
  await ann.store.join({ id: "lobby" });
  for (const id of ["1:lobby", "2:ben"]) {
    const log = ann.store.open(id);
    await ann.until(() => !log.isLoading, log);
    const shown: string[] = [];
    log.subscribe(() => shown.push(log.entries.map(wordOf).join()));
    const sent = log.send({ content: "hello" });
    assertEquals(log.entries.map(wordOf), ["hello (sending)"]);
    await sent;
    await ann.shows(log, "hello");
    // The chatroom's push of it comes with the interval.
    await ann.say("lobby", "next");
    await ann.until(() => ann.lines.some((line) => line.includes("next")));
    assertEquals(shown.filter((each) => each.split("hello").length > 2), []);
    log.close();
  }
});

inBothModes(
  "what the service refuses shows as failed, and can be let go",
  async ({ ws }) => {
    await using ann = await StoredApplication.start(ws, "ann");
    const log = ann.store.open("2:ben");
    await log.send({ content: "x".repeat(5000) });
    const [entry] = log.entries;
    assertEquals(entry?.kind === "message" && entry.state, "failed");
    await log.retry(entry?.key ?? "");
    assertEquals(log.entries.map(({ key }) => key), [entry?.key]);
    log.discard(entry?.key ?? "");
    await ann.shows(log);
    assertEquals(ann.lines, []);
  },
);

inBothModes("another user's login shows that user's list", async ({ ws }) => {
  await using ann = await StoredApplication.start(ws, "ann");
  await ann.tell("ben", "hello");
  const log = ann.store.open("2:ben");
  await ann.client.logout();
  await ann.client.login({ id: "cy" });
  await ann.list();
  await ann.client.send({ type: 2, target_id: "ben", content: "from cy" });
  assertEquals(log.entries.map(wordOf).includes("from cy"), false);
  await ann.client.logout();
  await ann.client.login({ id: "ann" });
  await ann.list("2:ben ben hello 0");
});

Deno.test("a chatroom's push that leaves messages out makes a gap that can be filled", async () => {
  await using gim = await Timeless.start("--message-push-count=2");
  await using ann = await StoredApplication.start(gim.ws, "ann");
  await using ben = await StoredApplication.start(gim.ws, "ben");
  for (const each of [ann, ben]) await each.store.join({ id: "lobby" });
  const log = ann.store.open("1:lobby");
  await ann.until(() => !log.isLoading, log);
  const texts = Array.from({ length: 10 }, (_, index) => `m${index}`);
  // All within one interval, however slow the machine is.
  for (const text of texts) await ben.say("lobby", text);
  gim.clock.letGo();
  await ann.shows(log, "m0", "[skipped 7]", "m8", "m9");
  await ann.list("1:lobby lobby m9 10");
  const gap = log.entries.find((entry) => entry.kind === "gap");
  if (gap?.kind === "gap") await log.fill(gap);
  await ann.shows(log, ...texts);
});

Deno.test("a message that is taken back goes from the list and the log", async () => {
  const args = ["--enable-message-sequence", "true"];
  await using gim = await Gim.start({ args });
  await using ann = await StoredApplication.start(gim.ws, "ann");
  await using ben = await StoredApplication.start(gim.ws, "ben");
  const log = ann.store.open("2:ben");
  const { id: message_id } = await ben.tell("ann", "oops");
  await ann.list("2:ben ben oops 1");
  await ben.client.recall({ session_id: "2:ann", message_id });
  await ann.shows(log, "[recalled]");
  await ann.list("2:ben ben  1");
  await ben.list("2:ann ann  0");
});

Deno.test("what mentions the user no longer counts when it is taken back, or read on another device", async () => {
  const args = [...QUICK, "--enable-message-sequence", "true"];
  await using gim = await Gim.start({ args });
  await using ann = await StoredApplication.start(gim.ws, "ann");
  await using ben = await StoredApplication.start(gim.ws, "ben");
  for (const each of [ann, ben]) await each.store.join({ id: "lobby" });
  const session_id = "1:lobby";
  const mention = () =>
    ben.store.send({
      type: 1,
      target_id: "lobby",
      content: "@ann",
      mentions: ["ann"],
    });
  const counts = (unread: number, mentioned: number) =>
    ann.until(() => {
      const known = ann.store.conversation(session_id);
      return known?.unread === unread && known.mentioned === mentioned;
    });
  const { id: message_id } = await mention();
  const { sequence } = await mention();
  await ben.say("lobby", "and more");
  await ben.say("lobby", "and more");
  await counts(4, 2);
  await ben.client.recall({ session_id, message_id });
  await counts(4, 1);
  await using other = await StoredApplication.start(gim.ws, "ann");
  await other.client.read({ session_id, sequence });
  await counts(2, 0);
});

Deno.test("a private conversation's log knows how far the other one has read", async () => {
  const args = ["--enable-message-sequence", "true"];
  await using gim = await Gim.start({ args });
  await using ann = await StoredApplication.start(gim.ws, "ann");
  await using ben = await StoredApplication.start(gim.ws, "ben");
  const log = ann.store.open("2:ben");
  await log.send({ content: "one" });
  assertEquals(log.peerRead, 0);
  ben.store.attend("2:ann");
  await ann.until(() => log.peerRead === 1, log);
  log.close();
  const again = ann.store.open("2:ben");
  await ann.until(() => again.peerRead === 1, again);
});
