import { assertEquals } from "@std/assert";
import { QuietLog } from "../../src/hooks/quiet_log.ts";
import { FakeClock } from "../helpers/fake_clock.ts";

Deno.test("of each kind of line one a minute is written", () => {
  const clock = new FakeClock();
  const lines: string[] = [];
  const write = (event: string) => void lines.push(event);
  const log = new QuietLog({ info: write, warn: write, error: write }, clock);
  for (let second = 0; second < 60; second++) {
    log.warn("hook not taken");
    log.info("hooks taken again");
    log.error("hook given up");
    clock.advance(1000);
  }
  const kinds = ["hook not taken", "hooks taken again", "hook given up"];
  assertEquals(lines, kinds);
  log.warn("hook not taken");
  assertEquals(lines, [...kinds, "hook not taken"]);
});
