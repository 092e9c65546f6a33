import type { Clock } from "../../src/base/clock.ts";
import type { Line } from "./transport.ts";
import type { Trouble } from "./troubles.ts";

/** Where a schedule is run: the service, and the ways to it. */
export interface World {
  /** The clients' time. */
  readonly clock: Clock;
  /** The way of one device. */
  line(device: string): Line;
  /** Sets the service's clock, where that can be done. */
  shiftClock(ms: number): void;
  /** What a user logs in with, where the service wants it of everybody. */
  token?(userId: string): Promise<string>;
  /** Something happens to the service, where there is more of it than one. */
  disturb(trouble: Trouble): void;
  /** Settles when all of that is over and the service is ready. */
  healed(): Promise<void>;
}
