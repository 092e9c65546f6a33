import { systemClock } from "../../src/base/clock.ts";
import { Gim } from "../helpers/gim.ts";
import type { Outcome } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import { type OpenWorld, play } from "./play.ts";
import { RealLine } from "./real_line.ts";

/** Plays a plan against the service in a process of its own, over sockets. */
export function runReal(plan: Plan): Promise<Outcome> {
  return play(
    plan,
    async () => realWorld(await Gim.start({ args: plan.flags })),
  );
}

function realWorld(gim: Gim): OpenWorld {
  return {
    clock: systemClock,
    line: () => new RealLine(() => `${gim.ws}/ws`),
    // The machine's clock is not ours to set.
    shiftClock() {},
    disturb() {},
    healed: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => gim[Symbol.asyncDispose](),
  };
}
