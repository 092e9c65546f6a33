import { assert, assertEquals, assertMatch } from "@std/assert";
import { OP, type Session } from "../helpers/contract.ts";
import { Gim, runGim } from "../helpers/gim.ts";
import { ObservedClient } from "../helpers/observed_client.ts";
import { withDirectory } from "../helpers/data_directory.ts";
import { until } from "../helpers/promises.ts";

const SEQUENCE = ["--enable-message-sequence=true"];

function start(dataDir: string, args: readonly string[] = SEQUENCE) {
  return Gim.start({ dataDir, args });
}

async function listOf(client: ObservedClient): Promise<readonly Session[]> {
  return (await client.ask(OP.sessions, { count: 100 })).items;
}

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  Deno.test(`all is there again after ${signal}`, () =>
    withDirectory(async (dataDir) => {
      const first = await start(dataDir);
      const before = await talk(first);
      first.signal(signal);
      await first.ended();
      await using second = await start(dataDir);
      assertEquals(await look(second), before);
    }));
}

/** Sends, recalls, reads, joins; what there is to see of it then. */
async function talk(gim: Gim) {
  await using ann = await ObservedClient.login(gim.ws, "ann", { name: "Ann" });
  await using bob = await ObservedClient.login(gim.ws, "bob");
  const { chatroom } = await ann.ask(OP.join, { id: "room", name: "The room" });
  assertEquals(chatroom.creator, "ann");
  await bob.ask(OP.join, { id: "room" });
  for (const content of ["1", "2", "3"]) {
    await ann.ask(OP.send, { type: 1, target_id: "room", content });
  }
  const { id } = await ann.tell("bob", "a \0 and 😀");
  await ann.tell("bob", "kept");
  await ann.ask(OP.recall, { session_id: "2:bob", message_id: id });
  await bob.ask(OP.read, { session_id: "1:room", sequence: 2 });
  return await look(gim);
}

async function look(gim: Gim) {
  await using ann = await ObservedClient.login(gim.ws, "ann");
  await using bob = await ObservedClient.login(gim.ws, "bob");
  const of = async (client: ObservedClient, session_id: string) => {
    const query = { session_id, after_sequence: 0, changed_after: 0 };
    return await client.ask(OP.sync, query);
  };
  const members = await bob.ask(OP.members, { id: "room" });
  return {
    lists: [await listOf(ann), await listOf(bob)],
    room: await of(bob, "1:room"),
    pair: await of(bob, "2:ann"),
    members: members.items.map(({ id, role }) => [id, role]),
  };
}

Deno.test("a request id is known again after a restart", () =>
  withDirectory(async (dataDir) => {
    const sent = { type: 2, target_id: "bob", content: "x", request_id: "r" };
    const send = async (gim: Gim) => {
      await using ann = await ObservedClient.login(gim.ws, "ann");
      return await ann.ask(OP.send, sent);
    };
    const first = await start(dataDir);
    const before = await send(first);
    first.signal("SIGKILL");
    await first.ended();
    await using second = await start(dataDir);
    assertEquals(await send(second), before);
  }));

Deno.test("a second process on a directory ends with status 1 and says so", () =>
  withDirectory(async (dataDir) => {
    await using _first = await start(dataDir);
    const { status, err } = await runGim(["--ws", ":0"], {}, dataDir);
    assertEquals(status, 1);
    assertMatch(err, /gim: --data-dir: .*: another process has it/);
  }));

Deno.test("a directory that cannot be used ends the process with status 1 and the reason", () =>
  withDirectory(async (directory) => {
    const at = (name: string) => `${directory}/${name}`;
    for (const name of ["other", "damaged"]) await Deno.mkdir(at(name));
    await Deno.writeTextFile(at("other/letter"), "dear");
    await Deno.writeTextFile(at("damaged/gim.db"), "no database".repeat(999));
    for (
      const [name, reason] of [
        ["other", /holds other files/],
        ["damaged", /gim\.db is damaged/],
        ["other/letter", /not usable/],
      ] as const
    ) {
      const flags = ["--ws", ":0", "--http", ":0"];
      const { status, out, err } = await runGim(flags, {}, at(name));
      assertEquals([status, out], [1, ""], name);
      assertMatch(err, reason);
      assertMatch(err, /^gim: --data-dir: .*\n$/, "one line");
    }
  }));

Deno.test({
  name:
    "without a permission for the directory the service says which it needs",
  // A binary has it.
  ignore: Deno.env.get("GIM_TEST_BINARY") !== undefined,
  async fn() {
    const flags = ["--storage", "disk", "--data-dir", "elsewhere"];
    const { status, err } = await runGim(flags);
    assertEquals(status, 1);
    assertMatch(err, /--allow-read=elsewhere --allow-write=elsewhere/);
  },
});

Deno.test("a message goes when it is older than it may be", () =>
  withDirectory(async (dataDir) => {
    const args = [...SEQUENCE, "--history-age", "3s"];
    await using gim = await start(dataDir, args);
    await using ann = await ObservedClient.login(gim.ws, "ann");
    await ann.tell("bob", "gone soon");
    const history = async () =>
      (await ann.ask(OP.history, { session_id: "2:bob" })).items.length;
    assertEquals(await history(), 1);
    await until(async () => await history() === 0);
    const { sequence } = await ann.tell("bob", "the next");
    assertEquals(sequence, 2, "the count goes on");
  }));

Deno.test("the metrics tell of the disk", () =>
  withDirectory(async (dataDir) => {
    await using gim = await start(dataDir);
    await using ann = await ObservedClient.login(gim.ws, "ann");
    await ann.tell("bob", "x");
    const text = await (await fetch(`${gim.http}/metrics`)).text();
    const value = (name: string) =>
      Number(RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
    assert(value("gim_disk_commit_seconds_count") >= 2);
    assert(value("gim_disk_calls_total") >= 2);
    assert(value('gim_disk_file_bytes{file="log"}') > 0);
    assertEquals(value("gim_stored_messages"), 1);
  }));
