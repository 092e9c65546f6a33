import { assertEquals } from "@std/assert";
import { createLog } from "../../src/observe/log.ts";
import { Endings } from "../../src/threads/endings.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { flush } from "../helpers/promises.ts";

function create() {
  const clock = new FakeClock();
  const lines: string[] = [];
  const { now } = clock;
  const write = (line: string) => lines.push(JSON.parse(line).level);
  const log = createLog({ level: "info", format: "json", now, write });
  const endings = new Endings({ clock, log });
  const ended = Promise.withResolvers<void>();
  endings.watch({ place: 0, gone: ended.promise });
  return { clock, lines, endings, ended };
}

Deno.test("of a thread that ends in time nothing is said", async () => {
  const { clock, lines, endings, ended } = create();
  clock.advance(4999);
  ended.resolve();
  await flush();
  clock.advance(10_000);
  assertEquals([lines, endings.overdue, clock.pendingTimers], [[], 0, 0]);
});

Deno.test("a thread that does not end in five seconds counts until it does", async () => {
  const { clock, lines, endings, ended } = create();
  clock.advance(5000);
  assertEquals([lines, endings.overdue], [["error"], 1]);
  ended.resolve();
  await flush();
  assertEquals([lines, endings.overdue], [["error", "info"], 0]);
});

Deno.test("a service that stops waits for no thread's end", () => {
  const { clock, lines, endings } = create();
  endings.stop();
  clock.advance(10_000);
  assertEquals([lines, clock.pendingTimers], [[], 0]);
});
