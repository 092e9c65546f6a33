import { assertEquals, assertRejects } from "@std/assert";
import { chatroomConversation } from "../../../src/domain/ids.ts";
import {
  AppendBatches,
  type AppendEntry,
} from "../../../src/storage/redis/append_batches.ts";
import type { ScriptBatch } from "../../../src/storage/redis/connection.ts";
import { keysOf, NODES_KEY } from "../../../src/storage/redis/keys.ts";
import { OutOfReach } from "../../../src/storage/shared/out_of_reach.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";

const ROOM = chatroomConversation("room");
const OTHER = chatroomConversation("other");

/** Batches whose calls are noted, and answered with each message's content. */
function create({ isCluster = false, fault = undefined as unknown } = {}) {
  const clock = new FakeClock();
  const calls: ScriptBatch[] = [];
  const batches = new AppendBatches({
    connection: {
      isCluster,
      batch<T>(_script: unknown, call: ScriptBatch) {
        calls.push(call);
        if (fault !== undefined) return Promise.reject(fault);
        return Promise.resolve(contentsOf(call) as T);
      },
      faultOf: (text) => new Error(text),
    },
    nextTurn: (run) => clock.nextTurn(run),
    shared: () => ["shared"],
  });
  const append = (content: string, ref = ROOM, requestId?: string) =>
    batches.append(entryOf(content, ref, requestId));
  return { append, calls, clock };
}

function entryOf(content: string, ref = ROOM, requestId?: string): AppendEntry {
  const otherKeys = () =>
    requestId === undefined ? [] : [keysOf(ref).request("ann", requestId)];
  return { conversation: ref, otherKeys, args: [content] };
}

function contentsOf({ args }: ScriptBatch): string[] {
  return args.slice(2).map(String);
}

Deno.test("what is appended in one turn goes in one call at its end, in order", async () => {
  const { append, calls, clock } = create();
  const answers = [append("a"), append("b", OTHER), append("c")];
  assertEquals(calls, []);
  clock.turn();
  assertEquals(await Promise.all(answers), ["a", "b", "c"]);
  const [call, ...more] = calls;
  assertEquals(more, []);
  assertEquals(call, {
    keys: [...[ROOM, OTHER, ROOM].map((ref) => keysOf(ref).head), NODES_KEY],
    args: [3, "shared", "a", "b", "c"],
    requests: 3,
  });
  const later = append("d");
  clock.turn();
  assertEquals(await later, "d");
  assertEquals(calls.length, 2);
});

Deno.test("more than 100 messages, or a MiB of text, take further calls, in order", async () => {
  const { append, calls, clock } = create();
  const many = Array.from({ length: 250 }, (_, at) => String(at));
  const answers = many.map((each) => append(each));
  const long = "x".repeat(600_000);
  answers.push(append(long), append(long), append("2".repeat(2_000_000)));
  clock.turn();
  assertEquals((await Promise.all(answers)).slice(0, 250), many);
  const sizes = calls.map(({ requests }) => requests);
  assertEquals(sizes, [100, 100, 51, 1, 1]);
  assertEquals(calls.flatMap(contentsOf).slice(0, 250), many);
});

Deno.test("in a Cluster each conversation has its call, which names all keys", async () => {
  const { append, calls, clock } = create({ isCluster: true });
  const answers = [append("a", ROOM, "1"), append("b", OTHER), append("c")];
  clock.turn();
  assertEquals(await Promise.all(answers), ["a", "b", "c"]);
  assertEquals(calls.map(contentsOf), [["a", "c"], ["b"]]);
  const { head, messages, order, request } = keysOf(ROOM);
  const { keys } = calls[0]!;
  assertEquals(keys.slice(0, 2), [head, head]);
  assertEquals([messages, order].every((key) => keys.includes(key)), true);
  assertEquals(keys.at(-1), request("ann", "1"));
});

Deno.test("a call that fails fails all of its messages, and those of no other", async () => {
  const failing = create({ fault: new OutOfReach() });
  const answers = [failing.append("a"), failing.append("b")];
  failing.clock.turn();
  for (const each of answers) await assertRejects(() => each, OutOfReach);
  const { append, clock } = create();
  const [broken, fine] = [append("fault ERR it broke"), append("fine")];
  clock.turn();
  await assertRejects(() => broken, Error, "ERR it broke");
  assertEquals(await fine, "fine");
});
