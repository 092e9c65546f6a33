import { assertEquals } from "@std/assert";
import { Application } from "../helpers/application.ts";
import { BackEnd, type HookCall, taken } from "../helpers/back_end.ts";
import { TestClient } from "../helpers/client.ts";
import { OP } from "../helpers/contract.ts";
import { withDirectory } from "../helpers/data_directory.ts";
import { Gim } from "../helpers/gim.ts";
import { testWithRedis } from "../helpers/redis_server.ts";

/**
 * A back end that hangs, and can be told to be up. While it hangs few events are
 * tried, so that after a restart most are due at once.
 */
function createBackEnd() {
  const got = new Map<string, HookCall>();
  const up = Promise.withResolvers<void>();
  const backEnd = new BackEnd(async () => {
    await up.promise;
    return new Response("down", { status: 503 });
  });
  const comeUp = () => {
    up.resolve();
    backEnd.answer = (call, count) => {
      got.set(call.id, call);
      return taken(call, count);
    };
  };
  /** The ids of the messages of a type that it has taken. */
  const messages = (type: string) =>
    [...got.values()].filter((call) => call.type === type)
      .map(({ data }) => (data.message as { id: string }).id);
  return { backEnd, comeUp, messages, got };
}

/** Sends so many messages at once; returns their ids. */
async function sendMany(ann: Application, count: number): Promise<string[]> {
  const sent = Array.from(
    { length: count },
    (_, at) => ann.tell("bob", `message ${at}`),
  );
  return (await Promise.all(sent)).map(({ id }) => id);
}

async function kill(gim: Gim): Promise<void> {
  gim.signal("SIGKILL");
  await gim.ended();
}

Deno.test("what waits on disk comes after the service was killed", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "gim-" });
  const { backEnd, comeUp, messages, got } = createBackEnd();
  await using _ = backEnd;
  const args = [...backEnd.flags, "--offline-delay", "1s"];
  const first = await Gim.start({ dataDir, args });
  const ann = await Application.start(first.ws, "ann");
  const sent = await sendMany(ann, 1000);
  await kill(first);
  await ann[Symbol.asyncDispose]();
  comeUp();
  await using _second = await Gim.start({ dataDir, args });
  await backEnd.until(
    () => new Set(messages("message.created")).size === sent.length,
    "not all messages came",
  );
  assertEquals(messages("message.created").sort(), sent.sort());
  await backEnd.until(
    () => [...got.values()].some(({ type }) => type === "user.offline"),
    "nobody told that ann did not come back",
  );
  await backEnd.until(
    () => new Set(messages("message.undelivered")).size === sent.length,
    "not all undelivered messages were told",
  );
  assertEquals(backEnd.wrong, []);
  await Deno.remove(dataDir, { recursive: true });
});

testWithRedis(
  "what a killed node had to tell is told by another one",
  async ({ url }) => {
    const { backEnd, comeUp, messages, got } = createBackEnd();
    await using _ = backEnd;
    const redis = ["--storage", "redis", "--redis-url", url];
    const args = [...redis, ...backEnd.flags, "--offline-delay", "1s"];
    const first = await Gim.start({ args });
    await using second = await Gim.start({ args });
    const ann = await Application.start(first.ws, "ann");
    const bob = await Application.start(first.ws, "bob");
    await using cat = await Application.start(second.ws, "cat");
    const sent = await sendMany(ann, 300);
    await kill(first);
    await ann[Symbol.asyncDispose]();
    await bob[Symbol.asyncDispose]();
    const late = await cat.tell("bob", "are you there?");
    comeUp();
    const all = [...sent, late.id].sort();
    await backEnd.until(
      () => new Set(messages("message.created")).size === all.length,
      "not all messages came",
    );
    assertEquals([...new Set(messages("message.created"))].sort(), all);
    const offline = () =>
      [...got.values()].filter(({ type }) => type === "user.offline")
        .map(({ data }) => data.user_id).sort();
    await backEnd.until(() => offline().length >= 2, "nobody went offline");
    assertEquals(offline(), ["ann", "bob"]);
    await backEnd.until(
      () => messages("message.undelivered").includes(late.id),
      "nobody was told that it did not arrive",
    );
    assertEquals(backEnd.wrong, []);
  },
);

Deno.test("what was written to a silent connection is told after the service was killed", () =>
  withDirectory(async (dataDir) => {
    await using backEnd = new BackEnd();
    const args = [
      ...["--enable-message-sequence", "--offline-delay=100ms"],
      ...[...backEnd.flags, "--webhook-events=message.undelivered"],
    ];
    const first = await Gim.start({ dataDir, args });
    const bob = await TestClient.login(first.ws, "bob");
    const ann = await TestClient.login(first.ws, "ann");
    const seen = await ann.tell("bob", "seen");
    await bob.push();
    const { sequence } = seen;
    await bob.ask(OP.read, { session_id: "2:ann", sequence });
    const lost = await ann.tell("bob", "lost");
    await bob.push();
    await kill(first);
    for (const client of [ann, bob]) await client[Symbol.asyncDispose]();
    await using second = await Gim.start({ dataDir, args });
    const [undelivered] = await backEnd.events("message.undelivered");
    const { user_id, unread, message } = undelivered?.data as {
      user_id: string;
      unread: number;
      message: { id: string };
    };
    assertEquals([user_id, unread, message.id], ["bob", 1, lost.id]);
    await using again = await TestClient.login(second.ws, "ann");
    const next = await again.tell("dan", "next");
    await backEnd.events("message.undelivered", 2);
    const told = backEnd.ofType("message.undelivered")
      .map(({ data }) => (data.message as { id: string }).id);
    assertEquals(told, [lost.id, next.id]);
  }));
