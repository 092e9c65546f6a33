import { systemClock } from "../../src/clock.ts";
import { Gim } from "../helpers/gim.ts";
import { Drive } from "./drive.ts";
import { Journal } from "./journal.ts";
import type { Outcome } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import { RealLine } from "./real_line.ts";
import type { World } from "./world.ts";

/** Plays a plan against the service in a process of its own, over sockets. */
export async function runReal(plan: Plan): Promise<Outcome> {
  const start = performance.now();
  const journal = new Journal(() => Math.round(performance.now() - start));
  try {
    await using gim = await Gim.start({ args: plan.flags });
    const drive = new Drive(plan, realWorld(`${gim.ws}/ws`), journal);
    try {
      await drive.run();
    } finally {
      await drive.end();
    }
  } catch (fault) {
    journal.fail(fault instanceof Error ? fault.message : String(fault));
  }
  return { plan, journal };
}

function realWorld(url: string): World {
  return {
    clock: systemClock,
    line: () => new RealLine(() => url),
    // The machine's clock is not ours to set.
    shiftClock() {},
    disturb() {},
    healed: () => Promise.resolve(),
  };
}
