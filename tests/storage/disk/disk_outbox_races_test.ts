import { assertEquals } from "@std/assert";
import { DiskOutbox } from "../../../src/storage/disk/disk_outbox.ts";

Deno.test("an event whose end is written as a reading ends is not taken again", async () => {
  const reads: PromiseWithResolvers<unknown>[] = [];
  const written = Promise.withResolvers<unknown>();
  const read = () => {
    const one = Promise.withResolvers<unknown>();
    reads.push(one);
    return one.promise;
  };
  const outbox = new DiskOutbox({
    reads: { call: read } as never,
    writes: { call: () => written.promise } as never,
    moments: { now: () => ({ time: 0, steady: 0 }) },
    figures: () => undefined,
  });
  const row = { number: 1, id: "evt_1", type: "message.created", since: 0 };
  const first = outbox.take(1);
  reads[0]?.resolve({ rows: [row] });
  assertEquals((await first).events.map(({ id }) => id), ["evt_1"]);

  const second = outbox.take(1);
  const settled = outbox.settle([{ id: "evt_1", over: true }]);
  // The reading is of before the write, and both answers come in one turn.
  reads[1]?.resolve({ rows: [row] });
  written.resolve(undefined);
  assertEquals((await second).events, []);
  await settled;
});
