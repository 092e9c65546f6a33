import type { Clock } from "../../src/clock.ts";
import type { Line } from "./transport.ts";

/** Where a schedule is run: the service, and the ways to it. */
export interface World {
  /** The clients' time. */
  readonly clock: Clock;
  /** The way of one device. */
  line(device: string): Line;
  /** Sets the service's clock, where that can be done. */
  shiftClock(ms: number): void;
}
