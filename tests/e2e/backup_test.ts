import { assertEquals, assertMatch } from "@std/assert";
import { OP } from "../helpers/contract.ts";
import { withDirectory } from "../helpers/data_directory.ts";
import { Gim, runGim } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";

/** No message goes, however many are sent while a copy is made. */
const SEQUENCE = ["--enable-message-sequence=true", "--history-limit=1000000"];
const SENDS = 200;

/** Sends until `done`, each a moment after the other; returns what was stored. */
async function chatter(gim: Gim, done: Promise<unknown>): Promise<string[]> {
  await using ann = await ObservedClient.login(gim.ws, "ann");
  const stored: string[] = [];
  let isOver = false;
  done.finally(() => isOver = true);
  while (!isOver || stored.length < SENDS) {
    stored.push((await ann.tell("bob", `${stored.length}`)).id);
  }
  return stored;
}

async function idsOf(gim: Gim, page = 500): Promise<string[]> {
  await using bob = await ObservedClient.login(gim.ws, "bob");
  const ids: string[] = [];
  for (let after = 0;; after += page) {
    const { items } = await bob.ask(OP.sync, {
      session_id: "2:ann",
      after_sequence: after,
      count: page,
    });
    ids.push(...items.map(({ id }) => id));
    if (items.length < page) return ids;
  }
}

Deno.test("a service is backed up while it is written to, and goes on from the copy elsewhere", () =>
  withDirectory(async (home) => {
    const [one, two] = [`${home}/one`, `${home}/two`];
    const copy = `${home}/copy.db`;
    let stored: string[] = [];
    {
      await using gim = await Gim.start({ dataDir: one, args: SEQUENCE });
      const ready = Promise.withResolvers<void>();
      const sending = chatter(gim, ready.promise);
      const end = await runGim(["backup", copy, "--data-dir", one], {}, home)
        .finally(ready.resolve);
      stored = await sending;
      assertEquals([end.status, end.err], [0, ""]);
      assertMatch(end.out, /^".*copy.db": \d+ bytes from ".*"\n$/);
      assertEquals((await idsOf(gim)).length, stored.length);
    }
    const end = await runGim(["restore", copy, "--data-dir", two], {}, home);
    assertEquals([end.status, end.err], [0, ""]);
    await using gim = await Gim.start({ dataDir: two, args: SEQUENCE });
    const kept = await idsOf(gim);
    assertEquals(kept, stored.slice(0, kept.length));
    await using ann = await ObservedClient.login(gim.ws, "ann");
    const next = await ann.tell("bob", "goes on");
    assertEquals(next.sequence, kept.length + 1);
  }));

Deno.test("a copy that cannot be made ends with status 1, a wrong command line with 2", () =>
  withDirectory(async (home) => {
    const none = await runGim(["backup", `${home}/x`], {}, home);
    assertEquals(none.status, 1);
    assertMatch(none.err, /^gim: backup: --data-dir: ".*": holds no gim.db\n$/);
    const file = await runGim(["restore", `${home}/x`], {}, home);
    assertEquals(file.status, 1);
    assertMatch(file.err, /^gim: restore: ".*x": not there\n$/);
    const usage = await runGim(["restore"]);
    assertEquals(usage.status, 2);
    assertEquals(
      usage.err,
      "gim: restore: got no file: expected the name of one\n",
    );
  }));
