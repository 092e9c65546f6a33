import { assertEquals, assertRejects } from "@std/assert";
import { CallFailed, Calls, type Handlers } from "../../src/threads/calls.ts";

/** Two ends over a line that copies as a thread's border does. */
function createEnds(handlers: Handlers) {
  const near: Calls = new Calls({
    postMessage: (message) =>
      queueMicrotask(() => far.receive(structuredClone(message) as never)),
  });
  const far: Calls = new Calls({
    postMessage: (message) =>
      queueMicrotask(() => near.receive(structuredClone(message) as never)),
  });
  far.serve(handlers);
  return near;
}

Deno.test("a call is answered by the handler of its name", async () => {
  const calls = createEnds({
    double: (value: number) => 2 * value,
    later: async (value: string) => await Promise.resolve(`${value}!`),
  });
  const answers = await Promise.all([
    calls.call("later", "a"),
    calls.call("double", 21),
    calls.call("later", "b"),
  ]);
  assertEquals(answers, ["a!", 42, "b!"]);
});

Deno.test("a handler that throws, and one that is not there, fail the call", async () => {
  const calls = createEnds({
    fails: () => {
      throw new TypeError("broken");
    },
  });
  await assertRejects(() => calls.call("fails"), CallFailed, "broken");
  await assertRejects(() => calls.call("none"), CallFailed, "no such call");
});

Deno.test("when the other end has gone every call fails for that reason", async () => {
  const calls = createEnds({ never: () => new Promise(() => {}) });
  const waiting = calls.call("never");
  calls.close("out of memory");
  await assertRejects(() => waiting, CallFailed, "out of memory");
  await assertRejects(() => calls.call("never"), CallFailed, "out of memory");
});

Deno.test("a call whose value cannot be copied fails by itself, and the next is answered", async () => {
  const calls: Calls = new Calls({
    postMessage: (message) => {
      const { call, value } = structuredClone(message) as {
        call: number;
        value: unknown;
      };
      queueMicrotask(() => calls.receive({ answer: call, value }));
    },
  });
  await assertRejects(() => calls.call("echo", () => {}), DOMException);
  assertEquals(await calls.call("echo", 1), 1);
  // Nobody waits any more who would be told now.
  calls.close("over");
});
