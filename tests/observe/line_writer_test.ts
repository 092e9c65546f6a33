import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { LineWriter, MAX_WAITING } from "../../src/observe/line_writer.ts";
import { flush } from "../helpers/promises.ts";

/** A writer to a pipe whose reader reads when the test wants it. */
function create() {
  const writes: string[] = [];
  const flowing: number[] = [];
  const decoder = new TextDecoder();
  /** `most`: bytes that one write takes; `gone`: there is no reader any more. */
  const pipe = { most: Infinity, gone: false, stuck: false };
  let stuck = Promise.withResolvers<void>();
  const lines: LineWriter = new LineWriter({
    write: async (bytes) => {
      if (pipe.gone) throw new Deno.errors.BrokenPipe();
      const taken = bytes.slice(0, pipe.most);
      if (pipe.stuck) await stuck.promise;
      else await Promise.resolve();
      writes.push(decoder.decode(taken, { stream: true }));
      return taken.length;
    },
    onFlowing: (dropped) => {
      flowing.push(dropped);
      lines.write(`dropped ${dropped}\n`);
    },
  });
  const read = async () => {
    pipe.stuck = false;
    stuck.resolve();
    stuck = Promise.withResolvers();
    await lines.flushed();
  };
  return { lines, writes, flowing, pipe, read };
}

Deno.test("a line is written at once, and those that come meanwhile together after it", async () => {
  const { lines, writes } = create();
  for (const line of ["a\n", "b\n", "ü\n"]) lines.write(line);
  await lines.flushed();
  assertEquals(writes, ["a\n", "b\nü\n"]);
});

Deno.test("whatever a write takes, all lines arrive whole and in order", async () => {
  const texts = fc.array(fc.string({ unit: "binary", maxLength: 1000 }), {
    maxLength: 20,
  });
  const most = fc.integer({ min: 20, max: 5000 });
  await fc.assert(
    fc.asyncProperty(texts, most, async (texts, most) => {
      const { lines, writes, pipe } = create();
      pipe.most = most;
      const all = texts.map((text) => `${text.toWellFormed()}\n`);
      for (const line of all) lines.write(line);
      await lines.flushed();
      assertEquals(writes.join(""), all.join(""));
      assertEquals(lines.dropped, 0);
    }),
    { numRuns: 30 },
  );
});

Deno.test("a write is no longer than stays together in a pipe, but for a line that is", async () => {
  const { lines, writes } = create();
  const long = `${"x".repeat(9999)}\n`;
  for (let line = 0; line < 100; line++) lines.write(`${"y".repeat(999)}\n`);
  lines.write(long);
  lines.write("z\n");
  await lines.flushed();
  const sizes = writes.map(({ length }) => length);
  assert(sizes.every((size) => size <= 4096 || size === long.length));
  assertEquals(sizes.filter((size) => size === 4000).length, 24);
});

Deno.test("beyond the bound lines are dropped, counted, and told when the reader reads again", async () => {
  const { lines, writes, flowing, pipe, read } = create();
  pipe.stuck = true;
  const line = `${"x".repeat(1023)}\n`;
  const fit = MAX_WAITING / line.length;
  for (let at = 0; at < fit + 5; at++) lines.write(line);
  await flush();
  assertEquals([lines.dropped, writes.length, flowing], [5, 0, []]);
  await read();
  assertEquals(writes.join("").length, MAX_WAITING + "dropped 5\n".length);
  assertEquals([writes.at(-1), flowing], ["dropped 5\n", [5]]);
  lines.write("more\n");
  await lines.flushed();
  assertEquals([lines.dropped, writes.at(-1)], [5, "more\n"]);
});

Deno.test("a reader that has gone costs the lines, and is tried with the next", async () => {
  const { lines, writes, flowing, pipe } = create();
  pipe.gone = true;
  for (const line of ["a\n", "b\n", "c\n"]) lines.write(line);
  await lines.flushed();
  assertEquals([lines.dropped, flowing], [3, []]);
  pipe.gone = false;
  lines.write("d\n");
  await lines.flushed();
  assertEquals(writes, ["d\n", "dropped 3\n"]);
});

Deno.test("what cannot be written at all is flushed when it is lost", async () => {
  const { lines } = create();
  await lines.flushed();
  const throwing = new LineWriter({
    write: () => {
      throw new TypeError("closed");
    },
    onFlowing: () => {},
  });
  throwing.write("a\n");
  await throwing.flushed();
  assertEquals(throwing.dropped, 1);
});
